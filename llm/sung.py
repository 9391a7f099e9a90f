"""Handle wishes for the words of songs that no song of the library meets."""

from __future__ import annotations

from dataclasses import replace

from retrieval.query import Query, Searchable

from .plan import Plan


def without_unknown_words(plan: Plan, library: Searchable) -> Plan:
    """Return the plan; if no song's words fit a wish, the topic is searched for by sound instead, with a note.

    Conditions such as an artist are not applied here: if they exclude every song that fits, they are relaxed.
    """
    unmet = [wish for wish in plan.lyrics if not library.search(Query(lyrics=(wish,), k=1))]
    if not unmet:
        return plan
    text = ", ".join(filter(None, (plan.text, *(wish.text for wish in unmet))))
    notes = (f"no song here has words like “{wish.text}”, so only by sound" for wish in unmet)
    met = tuple(wish for wish in plan.lyrics if wish not in unmet)
    return replace(plan, lyrics=met, text=text, notes=(*plan.notes, *notes))

"""The search for one plan: what facts settle is left to facts, what they leave open to the ear.

A refusal is first of all a condition on what tags state. Where every track found states its instruments (or
style, or moods), nothing more is needed, and subtracting the refused sound from the wish would only blur it:
"jazz minus saxophone" points away from jazz. Where tags are silent the refused sound is subtracted, and tracks
in which it is still heard go to the end and off the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from data.track import Track
from models.concepts import concept
from retrieval.query import Hit, Query

from .facts import Facts
from .plan import Plan

_MORE = 2  # times k candidates, so that tracks in which a refused thing is heard can be left out


class SearchesTracks(Protocol):
    """The library, as far as a conversation needs it (`retrieval.library.Library`, or a small one in tests)."""

    def search(self, query: Query) -> list[Hit]:
        """Ranked hits."""
        ...

    def tracks(self) -> Sequence[Track]:
        """Every track."""
        ...


def search(library: SearchesTracks, plan: Plan) -> tuple[Hit, ...]:
    """The tracks that answer a plan, ranks from 1.

    Raises:
        UserError: what the library raises.
    """
    query = plan.query()
    if not query.unwanted:
        return tuple(library.search(query))
    if query.text or query.captions or query.like:
        hits = library.search(replace(query, unwanted=()))
        if all(_settled(hit, name) for hit in hits for name in plan.unwanted):
            return tuple(hits)
    hits = library.search(replace(query, k=_MORE * query.k))
    quiet = [hit for hit in hits if not any(Facts.of(hit).evidence(name) == "heard" for name in plan.unwanted)]
    # Where it is heard everywhere, the ranking's own judgement is all there is.
    kept = (quiet if len(quiet) >= min(query.k, 3) else hits)[: query.k]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, 1))


def _settled(hit: Hit, name: str) -> bool:
    """Whether a track's tags tell if it has a refused thing."""
    known, found = hit.track.known, concept(name)
    match found.kind if found else "":
        case "instrument":
            return bool(known.instruments)
        case "genre":
            return bool(known.style)
        case "mood" | "texture":
            return bool(known.mood)
        case _:
            return False

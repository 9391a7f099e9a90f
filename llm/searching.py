"""The search for one plan: what facts settle is left to facts, what they leave open to the ear.

The ear finds four times as many tracks as are shown; of those, the ones whose tags say something else come last.

A refusal is first of all a condition on what tags state. Where every track found states its instruments (or
style, or moods), nothing more is needed, and subtracting the refused sound from the wish would only blur it:
"jazz minus saxophone" points away from jazz. Where tags are silent the refused sound is subtracted, and tracks
in which it is still heard go to the end and off the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log2
from typing import Protocol

from data.track import Track
from data.vocabulary.captions import write_captions
from data.vocabulary.concepts import concept
from retrieval.query import Filters, Hit, Query

from .facts import Facts
from .plan import DEFAULT_K, Plan

_TO_CHOOSE_FROM = 4  # times k candidates by ear, whatever small number was asked for
_ALIKE = 0.8  # of the likest track's score: from there on tracks are like it
_MORE = 2  # times k candidates, so that tracks in which a refused thing is heard can be left out


class SearchesTracks(Protocol):
    """The library, as far as a conversation needs it (`retrieval.library.Library`, or a small one in tests)."""

    def search(self, query: Query) -> list[Hit]:
        """Ranked hits."""
        ...

    def tracks(self) -> Sequence[Track]:
        """Every track."""
        ...


def names_of(library: SearchesTracks) -> tuple[frozenset[str], frozenset[str]]:
    """All artists and albums, from the catalogue where there is one: a million tracks take seconds to read."""
    asked = getattr(library, "artists", None), getattr(library, "albums", None)
    if asked[0] and asked[1]:
        return frozenset(asked[0]()), frozenset(asked[1]())
    tracks = library.tracks()
    return frozenset(t.artist for t in tracks if t.artist), frozenset(t.album for t in tracks if t.album)


def search(library: SearchesTracks, plan: Plan) -> tuple[Hit, ...]:
    """The tracks that answer a plan, ranks from 1.

    Raises:
        UserError: what the library raises.
    """
    if not (plan.wanted or plan.unwanted):
        return by_ear(library, plan)
    # Among the tracks that sound right, those whose tags say something else than the wish go behind the others.
    hits = by_ear(library, replace(plan, k=_TO_CHOOSE_FROM * max(plan.k, DEFAULT_K)))
    if plan.like:  # "more like 2, but calmer" is still like 2
        hits = tuple(hit for hit in hits if hit.rank <= plan.k or hit.score >= _ALIKE * hits[0].score)
    # What a piece is for is weak evidence, by the moods that go with it: it counts where nothing else was wished for,
    # by the listener or by a model that knows how such music sounds.
    uses = not sounds(plan) and set(plan.captions) <= set(write_captions(plan.wanted, (), plan.unwanted))
    wishes = [w for w in (plan.wanted if uses else sounds(plan)) if w not in plan.towards]

    def place(hit: Hit) -> tuple[float, float, int]:
        facts = Facts.of(hit)
        stated = [wish for wish in wishes if _settled(hit, wish) or (uses and hit.track.known.mood)]
        lacking = sum(_weight(wish) * (1 - _STATED_BY.get(facts.evidence(wish), 0.0)) for wish in stated)
        told = _told(facts, plan.towards, _TOLD_BY) - lacking
        against = sum(_TOLD_BY.get(facts.objection(name, plan.wanted), 0.0) for name in plan.unwanted)
        return against, -told, hit.rank  # what is refused, or near to it: a last resort

    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(sorted(hits, key=place)[: plan.k], 1))


def _weight(wish: str) -> float:
    """Of whoever asks for warm jazz, more will take cool jazz than warm gospel."""
    found = concept(wish)
    return 0.5 if found is None or found.kind in ("mood", "texture") else 1.0


def _told(facts: Facts, names: Sequence[str], by: Mapping[str, float]) -> float:
    return sum(by.get(facts.evidence(name), 0.0) for name in names)


def by_ear(library: SearchesTracks, plan: Plan) -> tuple[Hit, ...]:
    """The tracks that sound like a plan and have nothing that it refuses, ranks from 1."""
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


_TOLD_BY = {"known": 1.0, "heard": 0.6, "akin": 0.4}
_STATED_BY = {"known": 1.0, "akin": 0.4}


def borne_out(plan: Plan, hits: Sequence[Hit]) -> float:
    """How far the facts of these tracks bear a plan's wishes out, the first tracks counting most.

    Evidence of retrieval quality that is at hand in any library: 0 where nothing known or heard speaks for the
    wish, 1 where tags state all of it for every track.
    """
    wishes = sounds(plan)
    if not wishes or not hits:
        return 0.0
    weights = [1 / log2(hit.rank + 1) for hit in hits]
    found = [_told(Facts.of(hit), wishes, _TOLD_BY) / len(wishes) for hit in hits]
    return sum(w * f for w, f in zip(weights, found, strict=True)) / sum(weights)


def sounds(plan: Plan) -> list[str]:
    """The wishes that a track can be seen or heard to fulfil; what music is for is no evidence."""
    return [w for w in plan.wanted if (c := concept(w)) and c.kind != "use"]


def unknown(library: SearchesTracks, plan: Plan) -> tuple[str, ...]:
    """Why nothing passed, where a condition asks for a fact that no track of the library has."""
    f = plan.filters
    why = []
    if (f.year_min or f.year_max) and not library.search(Query(filters=Filters(year_min=0), k=1)):
        why.append("no track here has a year in its tags, so years cannot choose; say how the decade should sound")
    if f.key and not any(library.search(Query(filters=Filters(key=mode), k=1)) for mode in ("major", "minor")):
        why.append("no track here has a known key, so keys cannot choose; ask for a mood instead, bright or dark")
    if (f.tempo_min or f.tempo_max) and not library.search(Query(filters=Filters(tempo_min=1.0), k=1)):
        why.append("no track here has a known tempo, so tempo cannot choose; ask for slow or fast music, by sound")
    return tuple(why)


def _settled(hit: Hit, name: str) -> bool:
    """Whether a track's facts tell if it has a thing, wished for or refused."""
    known, found = hit.track.known, concept(name)
    match found.kind if found else "":
        case "instrument":
            return bool(known.instruments)
        case "genre":
            return bool(known.style)
        case "mood":
            return bool(known.mood)
        case "texture":
            if name == "acoustic":
                return bool(known.instruments)
            return name in ("slow", "fast", "steady") and hit.track.tempo_bpm is not None
        case _:
            return False

"""Search a library by a plan, and report which parts of the plan could not be met.

If no track meets a condition, the condition is ignored if that gives results. A plan without anything to search by
finds no tracks, because tracks that sound like meaningless words are no answer.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, zip_longest
from typing import Any

from data.text import fold, words
from data.vocabulary.captions import MAX_CAPTIONS, write_captions
from data.vocabulary.mentions import cut_concepts
from retrieval.query import Filters, Hit, Query, Searchable
from retrieval.search.evidence import facts_of
from retrieval.search.sequence import in_order, numbered, within_length

from .plan import NO_TRACK, Plan, blank, filter_labels

_FOR_LENGTH = 200  # hits from which a list of a given total length is made
# Conditions that may be relaxed, the least important first.
_RELAXED = (
    "bit_rate", "added", "played", "unplayed_from", "rating", "formats", "versions", "languages",
    "year", "duration", "key", "tempo", "album", "artist",
)  # fmt: skip
# Conditions on tags that a library may not have at all: label -> column.
_TAGGED = {"rating": "rating", "languages": "languages", "not_languages": "languages"}
_MOST_RELAXED = 2  # conditions that are relaxed together


def search(plan: Plan, library: Searchable) -> tuple[Plan, tuple[Hit, ...]]:
    """Search a library by a plan.

    Returns:
        (plan, tracks in the order that the plan asks for). The returned plan also lists the filters that were relaxed,
        with notes on them. Its unused words no longer include those that occur in titles or tags of the tracks found.

    Raises:
        UserError: the library cannot be searched; the message says why.
    """
    plan = _checkable(plan, library)
    hits = _listed(plan, library)
    if not hits and library.standing().rules() and (ruled_out := _ruled_out(plan, library)):
        return replace(plan, ruled_out=ruled_out), ()
    if plan.empty and not any(hit.words or hit.tags for hit in hits) and not plan.minutes:
        named = plan.like_names or plan.notes  # a name that the library lacks is understood, and says nothing
        if plan.unknown or (plan.unused and not named):
            return plan, ()
        plan = replace(plan, text="", surprise=zlib.crc32(plan.request.encode()))
        hits = _listed(plan, library)
    if not hits and plan.repeats:  # everything has been shown; better again than nothing
        again = replace(plan, filters=replace(plan.filters, exclude=plan.hidden), repeats=False)
        if (plan.like_names or plan.unused or plan.notes) and (hits := _listed(again, library)):
            plan = again
    if not hits and filter_labels(plan.filters) and not plan.repeats:
        for relaxed in _relaxations(plan.filters):
            weaker = replace(plan, relaxed=relaxed, captions=_with_sound_of_years(plan, relaxed))
            if hits := _listed(weaker, library):
                plan = replace(weaker, notes=(*plan.notes, *_reasons(plan.filters, relaxed, library)))
                break
        else:
            plan = replace(plan, notes=(*plan.notes, *unknown_facts(library, plan.filters)))
    return replace(plan, unused=_still_unused(plan.unused, hits)), tuple(hits)


def _listed(plan: Plan, library: Searchable) -> list[Hit]:
    """Return the tracks found by a plan, in the order and of the total length that it asks for."""
    query = plan.query()
    if plan.minutes is not None:
        query = replace(query, k=max(query.k, _FOR_LENGTH))
    if len(plan.either) > 1:
        hits = _alternately([replace(query, **_only(plan, name)) for name in plan.either], library)
    else:
        hits = library.search(query)
    if plan.minutes is not None:
        hits = within_length(_bearing(plan.wanted, hits), plan.minutes)
    return in_order(hits, plan.order, zlib.crc32(plan.request.encode())) if plan.order else hits


def _checkable(plan: Plan, library: Searchable) -> Plan:
    """Return the plan without conditions on tags that no track of the library has; they are listed as unknown."""
    stated = {label: said for label, said in filter_labels(plan.filters).items() if label in _TAGGED}
    lacking = [label for label in stated if not library.standing().states(_TAGGED[label])]
    if not lacking:
        return plan
    unknown = (*plan.unknown, *(stated[label] for label in lacking))
    return replace(plan, filters=replace(plan.filters, **blank(lacking)), unknown=tuple(dict.fromkeys(unknown)))


def _ruled_out(plan: Plan, library: Searchable) -> int:
    """Return how many tracks the search would find, at most `_FOR_LENGTH`, if there were no standing rules."""
    return len(library.search(replace(plan.query(), ruled=False, k=_FOR_LENGTH, per_artist=_FOR_LENGTH)))


def _only(plan: Plan, name: str) -> dict[str, Any]:
    """Return the fields of a query that searches for only one of the alternatives of a plan."""
    wanted = tuple(w for w in plan.wanted if w == name or w not in plan.either)
    text = cut_concepts(plan.text, {other for other in plan.either if other != name})
    return {"text": text, "wanted": wanted, "captions": write_captions(wanted, (), plan.unwanted)}


def _alternately(queries: Sequence[Query], library: Searchable) -> list[Hit]:
    """Search with several queries; return the best hit of each, then the second of each, without repetitions."""
    ranked = [library.search(query) for query in queries]
    found = {hit.track.track_id: hit for hits in zip_longest(*ranked) for hit in hits if hit is not None}
    return numbered(list(found.values())[: queries[0].k])


def _bearing(wanted: Sequence[str], hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with evidence for a wanted concept; if no hit has any, return all hits.

    So hits without evidence never fill up a list.
    """
    borne = [facts.rank for facts in facts_of(hits) if any(facts.evidence(name) for name in wanted)]
    return [hit for hit in hits if hit.rank in set(borne)] if borne else list(hits)


def _relaxations(filters: Filters) -> Iterator[tuple[str, ...]]:
    """Yield the labels of filters to ignore: single filters first, then pairs; the least important come first."""
    stated = [label for label in _RELAXED if label in filter_labels(filters)]
    for many in range(1, _MOST_RELAXED + 1):
        yield from combinations(stated, many)
    if len(stated) > _MOST_RELAXED:
        yield tuple(stated)


def _with_sound_of_years(plan: Plan, relaxed: Sequence[str]) -> tuple[str, ...]:
    """Return the captions of a plan.

    If its filter by year is ignored, a caption is added that describes how music of that decade sounds.
    """
    year = plan.filters.year_min
    if "year" not in relaxed or year is None or plan.filters.year_max is None:
        return plan.captions
    decade = f"{year // 10 * 10}s"
    own = ", ".join(plan.wanted) or "music"
    return (*plan.captions[: MAX_CAPTIONS - 1], f"{own}, {decade} style, retro")


def _reasons(filters: Filters, relaxed: Sequence[str], library: Searchable) -> Iterator[str]:
    """Yield a note on each ignored filter: no track meets it, or no track meets it together with the other filters."""
    labels = filter_labels(filters)
    for label in relaxed:
        alone = replace(Filters(), **{n: v for n, v in filters.to_json().items() if n.startswith(label)})
        if unknown := unknown_facts(library, alone):
            yield unknown[0]
        elif library.search(Query(filters=alone, k=1)):
            yield f"nothing here is {labels[label]} and all the rest at once, so I left that out"
        else:
            yield f"{NO_TRACK} {labels[label]}, so I left that out"


def _still_unused(unused: Sequence[str], hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return those unused words that occur in no title, artist, album or tag by which a track was found."""
    found: set[str] = set()
    for hit in hits:
        if hit.words:
            found |= set(words(f"{hit.track.title} {hit.track.artist} {hit.track.album}"))
        found |= {word for tag in hit.tags for word in words(tag)}
    return tuple(word for word in unused if not set(words(fold(word))) <= found)


def unknown_facts(library: Searchable, filters: Filters) -> tuple[str, ...]:
    """Return sentences on filters that no track can meet, because the library has no years, keys or tempos."""
    why = []
    if (filters.year_min or filters.year_max) and not library.has_any("year"):
        why.append("no track here has a year in its tags, so years cannot choose; say how the decade should sound")
    if filters.key and not library.has_any("key"):
        why.append("no track here has a known key, so keys cannot choose; ask for a mood instead, bright or dark")
    if (filters.tempo_min or filters.tempo_max) and not library.has_any("tempo"):
        why.append("no track here has a known tempo, so tempo cannot choose; ask for slow or fast music, by sound")
    return tuple(why)

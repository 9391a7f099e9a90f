"""Find the first tracks by a fact among all that fit a query: the oldest banjo songs, calm piano in order of title.

Tags decide over the whole library by SQL, so that the oldest of 100,000 tracks is found whatever it sounds like. Tracks
without tags join by their sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.text import fold
from data.vocabulary.concepts import concept
from retrieval.facts import Chosen, choose, ranked
from retrieval.query import Filters, Hit, Query, Searchable

from .evidence import Facts, audible
from .sequence import fact_of, numbered

if TYPE_CHECKING:
    from retrieval.library import Library

_BY_SOUND = 100  # hits by sound that are examined
_SPARE = 4  # times the number of tracks is read by SQL, because copies of one recording become one hit
_ENOUGH = 5  # tracks whose tags state all wishes; if there are fewer, weaker evidence counts too
_COLUMNS = {"duration": "length"}  # where the fact has another name in `retrieval.facts`


def first_by_fact(query: Query, order: str, either: Sequence[str], library: Searchable) -> list[Hit] | None:
    """Return the tracks that fit a query, sorted by a fact; those whose fact is unknown come last.

    Args:
        query: what to look for: wanted concepts and filters, without an example or words of songs.
        order: "tempo", "energy", "year", "title" or "duration"; descending with "-" before it.
        either: those of the wanted concepts of which one is enough.
        library: the tracks.

    Returns:
        The hits, ranks from 1; None if a use of music is wanted ("for studying"), because no tag states it.
    """
    wishes = audible(query.wanted)
    if len(wishes) < len(query.wanted):
        return None
    groups = _alternatives(wishes, either)
    found = {hit.track.track_id: hit for hit in _stated(query, order, groups, library)}
    if wishes:
        by_sound = replace(query, k=max(_BY_SOUND, query.k), per_artist=None)
        found |= {hit.track.track_id: hit for hit in library.search(by_sound)}
    hits = _fitting(groups, list(found.values()), query.k)
    valued = [hit for hit in hits if fact_of(hit.track, order) is not None]
    valued.sort(key=lambda hit: hit.rank)
    valued.sort(key=lambda hit: fact_of(hit.track, order), reverse=order.startswith("-"))  # stable
    return numbered([*valued, *(hit for hit in hits if fact_of(hit.track, order) is None)])


def _stated(query: Query, order: str, groups: Sequence[tuple[str, ...]], library: Searchable) -> list[Hit]:
    """Return hits for the first tracks by a fact among those whose tags state all concepts of a group."""
    limits, whole = library.limited(Filters()), library.standing()
    fact, highest = order.removeprefix("-"), order.startswith("-")
    ids: dict[str, None] = {}
    for concepts in groups:
        chosen = choose(whole, query.filters, concepts, limits)
        ids |= dict.fromkeys(_first(whole, chosen, fact, highest, _SPARE * max(query.k, 2)))
    if not ids:
        return []
    filters = replace(query.filters, only=tuple(ids))
    return library.search(replace(query, filters=filters, k=len(ids), per_artist=None))


def _alternatives(wishes: Sequence[str], either: Sequence[str]) -> list[tuple[str, ...]]:
    """Return groups of concepts; a track whose tags state one group fits. Of several genres, one is enough."""
    genres = [name for name in wishes if _kind(name) == "genre"]
    either = [name for name in (either or genres) if name in wishes]
    each = tuple(name for name in wishes if name not in either)
    return [(*each, name) for name in either] or [each]


def _kind(name: str) -> str:
    found = concept(name)
    return found.kind if found else ""


def _first(library: Library, chosen: Chosen, fact: str, highest: bool, k: int) -> list[str]:
    """Return the ids of the first `k` chosen tracks by a fact; those without it come last."""
    if fact == "title":
        among = "vector_row IN (SELECT value FROM json_each(?))"
        named = library.sql(f"SELECT title, track_id FROM tracks WHERE {among}", (chosen.rows,))
        return [i for _, i in sorted(((fold(title), i) for title, i in named), reverse=highest)[:k]]
    valued, known = ranked(library, chosen, _COLUMNS.get(fact, fact), highest=highest, k=k)
    ids = [track.track_id for track, _ in valued]
    if known < k and chosen.count > known:  # the others have no such fact
        ids += [track.track_id for track in library.at_rows(chosen.numbers[: k + known]).values()][: k + known]
    return list(dict.fromkeys(ids))


def _fitting(groups: Sequence[tuple[str, ...]], hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the hits whose tags state all concepts of a group; those with weaker evidence too, if these are few."""
    known = [(hit, Facts.of(hit)) for hit in hits]
    stated = [hit for hit, facts in known if any(all(facts.evidence(n) == "known" for n in group) for group in groups)]
    if len(stated) >= min(k, _ENOUGH):
        return stated
    return [hit for hit, facts in known if any(all(facts.evidence(name) for name in group) for group in groups)]

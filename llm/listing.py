"""Search for the tracks of a plan, and make from them a list of the length, order, arc and gaps that it asks for."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from data.text import fold, words
from data.vocabulary.captions import write_captions
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import cut_concepts
from data.vocabulary.relations import related
from retrieval.query import Hit, Query, Searchable
from retrieval.search.evidence import Facts, facts_of
from retrieval.search.path import path_between
from retrieval.search.playlist import SPREAD, arrange, limited
from retrieval.search.sequence import numbered
from retrieval.search.shape import Shape, Unmet

from .plan import Plan

_FIRST = 40  # hits that are searched for at first to fill a length
_MOST = 6400  # and at most
_CHOICE = 1.5  # times the length that is asked for is searched for, so that there is a choice
_GAPS = 4  # times the number of tracks is searched for if artists or albums are to be kept apart


def find_listed(plan: Plan, library: Searchable) -> tuple[Plan, list[Hit]]:
    """Find the tracks of a plan in the order, and of the total length, that it asks for.

    Returns:
        (the plan, with what its list lacks in `unmet`; the tracks).
    """
    plan = replace(plan, unmet=())
    query = plan.query()
    if not plan.is_list:
        return plan, _search(plan, query, library)
    shape = shape_of(plan)
    lost: tuple[Unmet, ...] = ()
    if plan.arc == "path":
        if (path := path_between(library, _with_choice(plan, query), *plan.path)) is not None:
            hits = list(path.hits)
            shape = replace(shape, along=path.along, ends=path.ends)
        else:
            gone = not all(any(library.track(i) for i in ids) for ids in plan.path)
            lost = (Unmet("path", "gone" if gone else "same"),)
            shape = replace(shape, arc="")
            query = replace(query, like=tuple(i for ids in plan.path for i in ids))
            hits = _candidates(plan, query, library)
    else:
        hits = _candidates(plan, query, library)
    listed, unmet = arrange(hits, shape)
    return replace(plan, unmet=(*lost, *unmet)), listed


def shape_of(plan: Plan) -> Shape:
    """Return what a plan asks of its list as a whole. The words of its request seed a random order."""
    seed = zlib.crc32(" ".join(words(fold(plan.request))).encode())
    return Shape(
        seconds=plan.minutes * 60 if plan.minutes is not None else None,
        count=plan.k if plan.counted or plan.minutes is None else None,
        per_artist=1 if plan.once else None,
        artists_apart=plan.artists_apart,
        albums_apart=plan.albums_apart,
        order=plan.order,
        arc=plan.arc,
        seed=seed,
    )


def _candidates(plan: Plan, query: Query, library: Searchable) -> list[Hit]:
    """Return the tracks from which a list is made, best first.

    These are the tracks that fit the wishes. A list of a number of tracks is completed by the best others if there are
    too few of them.
    """
    query = _with_choice(plan, query)
    while True:
        hits = _search(plan, query, library)
        fitting = limited(_fitting(plan, hits), 1 if plan.once else None)
        if plan.minutes is None or len(hits) < query.k or query.k >= _MOST:
            break
        if sum(hit.track.duration_s for hit in fitting) >= plan.minutes * 60 * (SPREAD if plan.arc else _CHOICE):
            break
        query = replace(query, k=4 * query.k)
    if plan.minutes is None and len(fitting) < plan.k:
        fitting += [hit for hit in hits if hit not in fitting][: plan.k - len(fitting)]
    return numbered(fitting)


def _with_choice(plan: Plan, query: Query) -> Query:
    """Return the query with so many hits that there is a choice for the arc, the gaps and the length."""
    if plan.minutes is not None:
        return replace(query, k=_FIRST, per_artist=None)  # `arrange` limits the tracks of an artist for less
    gaps = plan.artists_apart or plan.albums_apart
    return replace(query, k=round(query.k * (_GAPS if gaps else SPREAD if plan.arc else 1)))


def _search(plan: Plan, query: Query, library: Searchable) -> list[Hit]:
    if len(plan.either) < 2:
        return library.search(query)
    return _alternately([replace(query, **_only(plan, name)) for name in plan.either], library)


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


def _fitting(plan: Plan, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that fit the wishes of a plan, so that no others fill up a list.

    A hit fits if tags or sound show each wanted instrument and genre (of alternatives, one of them). If none is
    wanted, evidence for one of the other wishes is enough. If no hit fits, those with evidence for any wish are
    returned, and if there are none either, all hits.
    """
    facts = facts_of(hits)

    def has(f: Facts, name: str) -> bool:
        tags = {fold(tag) for tag in (f.style, *f.moods, *f.instruments)}
        return bool(f.evidence(name)) or not tags.isdisjoint(related(name, "tags"))

    kinds = {name: found.kind if (found := concept(name)) else "" for name in plan.wanted}
    each = [name for name, kind in kinds.items() if kind in ("instrument", "genre") and name not in plan.either]
    some = plan.either or (() if each else plan.wanted)
    all_of = {
        f.rank for f in facts if all(has(f, name) for name in each) and (not some or any(has(f, name) for name in some))
    }
    any_of = {f.rank for f in facts if any(has(f, name) for name in plan.wanted)}
    kept = all_of or any_of
    return [hit for hit in hits if hit.rank in kept] if kept else list(hits)

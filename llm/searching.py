"""Search a library by a plan, and report which parts of the plan could not be met.

If no track meets a condition, the condition is ignored if that gives results. A plan without anything to search by
finds no tracks, because tracks that sound like meaningless words are no answer. Of a plan for a list, the tracks found
are made into a list of the length, order, arc and gaps that it asks for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, zip_longest
from typing import Any

from data.text import fold, words
from data.vocabulary.captions import MAX_CAPTIONS, write_captions
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import cut_concepts
from data.vocabulary.relations import related
from retrieval.query import Filters, Hit, Query, Searchable
from retrieval.search.evidence import Facts, audible, facts_of
from retrieval.search.first import first_by_fact
from retrieval.search.path import path_between
from retrieval.search.playlist import SPREAD, arrange, limited
from retrieval.search.sequence import numbered
from retrieval.search.shape import Shape, Unmet
from retrieval.search.stages import path_through

from .plan import NO_TRACK, Plan, filter_labels

_FOR_LENGTH = 200  # tracks that standing rules may have excluded, at most, that are counted
_FIRST = 40  # hits that are searched for at first to fill a length
_MOST = 6400  # and at most
_CHOICE = 1.5  # times the length that is asked for is searched for, so that there is a choice
_FEW = 5  # tracks with evidence for what music is for
_NEARLY = 0.7  # of the best score by sound
_GAPS = 4  # times the number of tracks is searched for if artists or albums are to be kept apart
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
    plan = replace(plan, ruled_out=0)  # of an earlier search with other rules
    plan = _checkable(_without_unmet_words(plan, library), library)
    plan, hits = find_listed(plan, library)
    if plan.preferred and not plan.is_list:
        plan, hits = _with_others(plan, hits, library)
    if not hits and library.standing().rules() and (ruled_out := _ruled_out(plan, library)):
        return replace(plan, ruled_out=ruled_out), ()
    if plan.empty and not any(hit.words or hit.tags for hit in hits) and not plan.is_list:
        named = plan.like_names or plan.notes  # a name that the library lacks is understood, and says nothing
        if plan.unknown or (plan.unused and not named):
            return plan, ()
        plan = replace(plan, text="", surprise=zlib.crc32(plan.request.encode()))
        plan, hits = find_listed(plan, library)
    elif plan.empty and plan.is_list and plan.surprise is None and not plan.takes_first:  # a list of any music
        plan, hits = find_listed(replace(plan, surprise=_seed(plan)), library)
    if not hits and plan.repeats:  # everything has been shown; better again than nothing
        again = replace(plan, filters=replace(plan.filters, exclude=plan.hidden), repeats=False)
        if plan.like_names or plan.unused or plan.notes:
            again, hits = find_listed(again, library)
            plan = again if hits else plan
    if not hits and filter_labels(plan.filters) and not plan.repeats:
        for relaxed in _relaxations(plan.filters):
            weaker = replace(plan, relaxed=(*plan.relaxed, *relaxed), captions=_with_sound_of_years(plan, relaxed))
            weaker, hits = find_listed(weaker, library)
            if hits:
                plan = replace(weaker, notes=(*plan.notes, *_reasons(plan.filters, relaxed, library)))
                break
        else:
            plan = replace(plan, notes=(*plan.notes, *unknown_facts(library, plan.filters)))
    if hits and library.standing().rules():
        plan = replace(plan, ruled_out=_ruled_out_wishes(plan, hits, library))
    return replace(plan, unused=_still_unused(plan.unused, hits)), tuple(hits)


def _ruled_out_wishes(plan: Plan, hits: Sequence[Hit], library: Searchable) -> int:
    """Return how many tracks with a wanted concept that no hit has would be found without the standing rules."""
    shown = facts_of(hits)
    missing = [name for name in audible(plan.wanted) if not any(facts.evidence(name) for facts in shown)]
    if not missing:
        return 0
    others = library.search(replace(plan.query(), ruled=False, k=_FOR_LENGTH, per_artist=_FOR_LENGTH))
    return sum(any(facts.evidence(name) == "known" for name in missing) for facts in facts_of(others))


def _without_unmet_words(plan: Plan, library: Searchable) -> Plan:
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


def _with_others(plan: Plan, hits: list[Hit], library: Searchable) -> tuple[Plan, list[Hit]]:
    """Complete the tracks that meet the preferred conditions of a plan by tracks that do not.

    Of the former, only those with evidence for a wish stay in front, because a preference matters less than a wish.
    """
    wishes = audible(plan.wanted)
    fitting = [hit for hit in hits if not wishes or any(Facts.of(hit).evidence(name) for name in wishes)]
    if len(fitting) >= plan.k:
        return plan, hits
    relaxed = replace(
        plan, relaxed=(*plan.relaxed, *plan.preferred), captions=_with_sound_of_years(plan, plan.preferred)
    )
    relaxed, more = find_listed(relaxed, library)
    first = {hit.track.track_id for hit in fitting}
    return relaxed, numbered([*fitting, *(hit for hit in more if hit.track.track_id not in first)][: plan.k])


def _checkable(plan: Plan, library: Searchable) -> Plan:
    """Return the plan with the conditions on tags that no track of the library has relaxed, and a note on each."""
    stated = {label: said for label, said in filter_labels(plan.filters).items() if label in _TAGGED}
    lacking = [label for label in stated if not library.standing().states(_TAGGED[label])]
    if not lacking:
        return plan
    notes = (f"{NO_TRACK} {stated[label]}, so I left that out" for label in lacking)
    relaxed = (*plan.relaxed, *lacking)
    return replace(plan, relaxed=tuple(dict.fromkeys(relaxed)), notes=tuple(dict.fromkeys((*plan.notes, *notes))))


def _ruled_out(plan: Plan, library: Searchable) -> int:
    """Return how many tracks the search would find, at most `_FOR_LENGTH`, if there were no standing rules."""
    return len(library.search(replace(plan.query(), ruled=False, k=_FOR_LENGTH, per_artist=_FOR_LENGTH)))


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


# Lists


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
    if plan.arc == "path" and plan.stages:
        count = shape.count if plan.minutes is None else None
        through, lacking = path_through(library, _with_choice(plan, query), plan.stages, count)
        hits, shape = list(through.hits), replace(shape, along=through.along)
        lost = tuple(Unmet("path", "missing", position) for position in lacking)
    elif plan.arc == "path":
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
        first = first_by_fact(query, plan.order, plan.either, library) if plan.takes_first else None
        hits = _candidates(plan, query, library) if first is None else limited(first, shape.per_artist)[: plan.k]
    listed, unmet = arrange(hits, shape)
    return replace(plan, unmet=(*lost, *unmet)), listed


def shape_of(plan: Plan) -> Shape:
    """Return the requirements of a plan that concern the list as a whole: its length, order, arc and gaps.

    For a random order, the seed is a hash of the words of the request.
    """
    return Shape(
        seconds=plan.minutes * 60 if plan.minutes is not None else None,
        count=plan.k if plan.counted or (plan.minutes is None and not plan.takes_first) else None,
        per_artist=plan.query().per_artist,
        artists_apart=plan.artists_apart,
        albums_apart=plan.albums_apart,
        order=plan.order,
        arc=plan.arc,
        seed=_seed(plan),
    )


def _seed(plan: Plan) -> int:
    return zlib.crc32(" ".join(words(fold(plan.request))).encode())


def _candidates(plan: Plan, query: Query, library: Searchable) -> list[Hit]:
    """Return the tracks from which a list is made, best first.

    These are the tracks that fit the wishes. A list of a number of tracks is completed by the best of those whose tags
    do not tell whether they fit.
    """
    query = _with_choice(plan, query)
    while True:
        hits = _search(plan, query, library)
        fitting = limited(_fitting(plan, hits), plan.query().per_artist)
        if plan.minutes is None or len(hits) < query.k or query.k >= _MOST:
            break
        if sum(hit.track.duration_s for hit in fitting) >= plan.minutes * 60 * (SPREAD if plan.arc else _CHOICE):
            break
        query = replace(query, k=4 * query.k)
    if plan.minutes is None and len(fitting) < plan.k:
        wishes = audible(plan.wanted)
        silent = {f.rank for f in facts_of(hits) if not any(f.decide(name) for name in wishes)}
        fitting += [hit for hit in hits if hit.rank in silent and hit not in fitting][: plan.k - len(fitting)]
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

    A hit fits if tags or sound show each wanted instrument (of alternatives, one of them) and one of the wanted genres,
    because "house and techno" is a list of both. If none of these is wanted, evidence for one of the other wishes is
    enough. If no hit fits, those with evidence for any wish are returned, and if there are none either, all hits.

    No tag states what music is for. If only that is wanted and tags support it in few tracks, those whose sound is
    nearly as close as the best one's fit too.
    """
    facts = facts_of(hits)

    def has(f: Facts, name: str) -> bool:
        tags = {fold(tag) for tag in (f.style, *f.moods, *f.instruments)}
        return bool(f.evidence(name)) or not tags.isdisjoint(related(name, "tags"))

    kinds = {name: found.kind if (found := concept(name)) else "" for name in plan.wanted}
    each = [name for name, kind in kinds.items() if kind == "instrument" and name not in plan.either]
    genres = [name for name, kind in kinds.items() if kind == "genre" and name not in plan.either]
    groups = [group for group in (plan.either, genres) if group]
    if not (each or groups):
        groups = [plan.wanted]
    all_of = {
        f.rank
        for f in facts
        if all(has(f, name) for name in each) and all(any(has(f, name) for name in group) for group in groups if group)
    }
    any_of = {f.rank for f in facts if any(has(f, name) for name in plan.wanted)}
    kept = all_of or any_of
    if len(kept) < _FEW and set(kinds.values()) == {"use"}:
        best = max((hit.score for hit in hits), default=0.0)
        kept |= {hit.rank for hit in hits if hit.score >= _NEARLY * best}
    return [hit for hit in hits if hit.rank in kept] if kept else list(hits)

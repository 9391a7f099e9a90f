"""Suggest the next request: three requests, each of which finds other tracks or the same ones in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from statistics import median

from data.text import fold
from data.vocabulary.concepts import Kind, concept, recognise
from data.vocabulary.relations import members
from llm.plan import MAX_K, Plan
from retrieval.query import Hit, Searchable
from retrieval.search.evidence import Facts, facts_of

from .parts import quoted
from .phrasebook import Phrasebook

_COUNT = 3
_TRIED = 4  # suggestions that are tried, because each takes the time of a search
_SPLITS = (0.25, 0.75)  # share of the tracks that must have an instrument for it to divide them
_OUTLIER = 1.2  # ratio of a tempo to the median from which it stands out
_SAMPLE = 60  # tracks of the library from which suggestions are made


Idea = tuple[str, ...]  # one request; or two that ask for the sound of a track, by its title and by its rank


def follow_ups(
    plan: Plan, hits: Sequence[Hit], library: Searchable, found_by: Callable[[str], tuple[Plan, Sequence[Hit]]]
) -> tuple[str, ...]:
    """Return three suggestions for the next request, in the language of the last one.

    Args:
        plan: the plan of the turn.
        hits: the tracks that the turn shows; may be empty.
        library: its tags give the suggestions if no tracks are shown.
        found_by: returns the plan of a request and the tracks that it would find.
    """
    book = Phrasebook.of(plan.request)
    ideas = _from_hits(plan, hits, book) if hits and plan.kind != "chat" else _from_library(plan, library, book)
    seen = {tuple(hit.track.track_id for hit in hits)}
    chosen: list[str] = []
    for idea in islice(dict.fromkeys(ideas), _TRIED):
        for request in idea:
            after, found = found_by(request)
            if found and tuple(hit.track.track_id for hit in found) not in seen and (len(idea) == 1 or after.like):
                seen.add(tuple(hit.track.track_id for hit in found))
                chosen.append(request)
                break
        if len(chosen) == _COUNT:
            break
    return tuple(chosen)


def _from_hits(plan: Plan, hits: Sequence[Hit], book: Phrasebook) -> Iterator[Idea]:
    """Yield requests that would change the list of tracks.

    They ask, for instance, for an instrument that only some of the tracks have, for music like the track with the most
    unusual tempo, for a mood, or for a longer list.
    """
    facts = facts_of(hits)
    asked = {m for name in (*plan.wanted, *plan.unwanted) for m in members(name)}
    titles = {hit.rank: quoted(hit.track.title, 40) for hit in hits}
    played = Counter(name for f in facts for name in _concepts(f, "instrument") if name not in asked)
    low, high = (share * len(facts) for share in _SPLITS)
    splits = [name for name, n in played.most_common() if low <= n <= high]
    if plan.kind == "about" and plan.about:
        yield _like(book, titles, plan.about[0])
    if splits:
        yield _idea(book, "split", **book.forms(splits[0]))
    odd = _outlier(facts)
    instruments = [w for w in plan.wanted if (c := concept(w)) and c.kind == "instrument"]
    if odd is not None:
        without = [*instruments, *(name for name in _concepts(odd, "instrument") if name not in asked)]
        if without:
            values = {"title": titles[odd.rank], "n": str(odd.rank), **book.forms(without[0])}
            yield book.text("follow.like", **values), book.text("follow.like_rank", **values)
        else:
            yield _like(book, titles, odd.rank)
    if moods := [m for f in facts for m in _concepts(f, "mood") if m not in asked]:
        yield _idea(book, "mood", what=book.name(Counter(moods).most_common()[-1][0]))
    if len(hits) >= plan.k and 2 * plan.k <= MAX_K and plan.kind != "about":
        yield _idea(book, "longer", n=str(2 * plan.k))
    if pace := [f.tempo for f in facts if f.tempo]:
        yield _idea(book, "slower" if median(pace) > 96 else "faster")
    if splits:
        yield _idea(book, "without", **book.forms(splits[-1]))
    yield _idea(book, "else")
    yield _like(book, titles, facts[-1].rank)


def _like(book: Phrasebook, titles: dict[int, str], rank: int) -> Idea:
    return book.text("follow.like_only", title=titles[rank]), book.text("follow.like_only_rank", n=str(rank))


def _idea(book: Phrasebook, key: str, **values: str) -> Idea:
    return (book.text(f"follow.{key}", **values),)


def _outlier(facts: Sequence[Facts]) -> Facts | None:
    """Return the track whose tempo differs most from the median; None if all tempos are close to it."""
    timed = [f for f in facts if f.tempo]
    if len(timed) < 3:
        return None
    middle = median(f.tempo or 0 for f in timed)
    ratio, odd = max(((max(f.tempo / middle, middle / f.tempo), f) for f in timed if f.tempo), key=lambda pair: pair[0])
    return odd if ratio >= _OUTLIER and odd is not facts[0] else None


def _from_library(plan: Plan, library: Searchable, book: Phrasebook) -> Iterator[Idea]:
    """Yield requests that each use one wish of the last request, and then requests made from tags of the library."""
    if book.asks("talk.grief", fold(plan.request)):
        yield _idea(book, "comfort")
    for name in plan.wanted:
        kind = c.kind if (c := concept(name)) else ""
        if kind in ("instrument", "genre"):
            yield _idea(book, "with" if kind == "instrument" else "style", **book.forms(name))
    tracks = library.tracks()
    step = max(len(tracks) // _SAMPLE, 1)
    facts = facts_of(Hit(track, 0.0, 0) for track in tracks[::step])
    offset = sum(plan.request.encode("utf-8", "replace")) % len(facts) if facts else 0
    for i, f in enumerate([*facts[offset:], *facts[:offset]]):
        styles, moods, instruments = (_concepts(f, kind) for kind in ("genre", "mood", "instrument"))
        if i % 3 == 0 and styles:
            yield _idea(book, "style", **book.forms(styles[0]))
        elif moods and instruments:
            yield _idea(book, "mood_with", mood=book.name(moods[0]), **book.forms(instruments[0]))
    yield _idea(book, "with", **book.forms("piano"))
    for mood, use in (("calm", "study"), ("happy", "cooking"), ("dark", "night")):
        yield _idea(book, "mood_use", mood=book.name(mood), use=book.name(use))


def _concepts(f: Facts, kind: Kind) -> list[str]:
    """Return the concepts of a kind that the tags of a track name, or else those that the encoder hears."""
    tags = {"instrument": f.instruments, "mood": f.moods, "genre": (f.style,) if f.style else ()}[kind]
    named = [c.name for tag in tags if (c := recognise(tag)) and c.kind == kind]
    return list(dict.fromkeys(named)) or list(f.heard_as(kind))

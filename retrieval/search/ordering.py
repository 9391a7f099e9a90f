"""Rank hits: first by sound, then by tags.

The engine scores tracks by sound, groups the copies of one recording (`folded`) and moves an artist's surplus tracks
towards the end (`limit_artists`). `ranked` then reorders the best candidates by how well their tags fit the query.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from data.text import fold
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import mentions
from models.encoder import FloatArray
from retrieval.query import DEFAULT_K, Hit, Query

from .sequence import numbered

if TYPE_CHECKING:
    from .evidence import Facts

_CANDIDATES = 4  # 4 k hits by sound are reordered by tags
_PER_ARTIST_POOL = 6  # times the hits are ranked if each artist may have only some of them
_SPARE = 2  # twice the hits are fetched if those in which an unwanted concept is heard will be dropped
_ALIKE = 0.8  # in a search by example, candidates after the first k hits need this share of the best score
_FEW = 3  # if fewer hits than this are left without the unwanted concepts, none are dropped
_STATED = {"known": 1.0, "near": 0.4}  # weight of evidence from tags; if they decide, what is heard counts nothing
# A track without tags of a wanted concept's kind loses this share of what a track with contradicting tags loses.
# Untagged tracks then have about their share of the hits.
_SILENT = 0.5
# A wanted concept that all candidates have loses this share of its weight, like a frequent word in text retrieval
# (inverse document frequency): of "lo-fi with bass and violin", nearly every track has the bass.
_COMMON = 0.5
_KIND_WEIGHTS = {"": 0.5, "mood": 0.5, "texture": 0.5, "genre": 2.0, "instrument": 2.0}
# Weights beside the evidence for wanted concepts: the cosine of the tags with the request by meaning, the cosine of the
# sound, and each tag in the request's own words.
_DESCRIBED, _SOUND, _OWN_WORDS = 3.0, 1.5, 0.2
# Weight of evidence for a use of music beside other wishes: less than that of a mood, because no tag states a use.
_USE = 0.25


class BySound(Protocol):
    """A function that finds tracks by sound."""

    def __call__(self, query: Query, *, subtract_unwanted: bool) -> list[Hit]:
        """Find the tracks that sound like a query, best first.

        Args:
            query: what to look for.
            subtract_unwanted: subtract the vectors of the unwanted concepts from the query's vector.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ranking:
    """The settings of the ranking by sound. Each step can be switched off, to measure its effect."""

    fold: bool = True  # show the copies of one recording as one hit
    per_artist: int = 3  # an artist's tracks beyond this number are ranked after those of other artists; 0: no limit
    described: bool = True  # compare tags with the request by meaning
    moment: float = 1.0  # weight of the best window's score, where the whole track's has 1; finds brief passages

    def pool(self, k: int) -> int:
        """Return the number of candidates to score for k hits."""
        return max(3 * k, 50)


def ranked(query: Query, by_sound: BySound) -> list[Hit]:
    """Rank tracks: first by sound, then move those whose tags contradict the request towards the end.

    With `query.per_artist`, more tracks are ranked, and those of an artist beyond this number are left out.

    Args:
        query: what to look for.
        by_sound: finds tracks by sound.

    Returns:
        At most `query.k` hits, with ranks from 1.
    """
    if query.per_artist:
        more = replace(query, k=_PER_ARTIST_POOL * query.k, per_artist=None)
        return numbered(once_each(ranked(more, by_sound), query.per_artist)[: query.k])
    if not (query.wanted or query.unwanted):
        candidates = query if query.by_example else replace(query, k=_CANDIDATES * max(query.k, DEFAULT_K))
        hits = by_sound(candidates, subtract_unwanted=False)
        if any(hit.tags or hit.described for hit in hits):
            return numbered(_by_tags(query, hits)[: query.k])
        return hits[: query.k]
    hits = _without_unwanted(replace(query, k=_CANDIDATES * max(query.k, DEFAULT_K)), by_sound)
    if query.by_example:  # in "more like 2, but calmer", tags must not outweigh the likeness
        hits = [hit for hit in hits if hit.rank <= query.k or hit.score >= _ALIKE * hits[0].score]
    return numbered(_by_tags(query, hits)[: query.k])


def _without_unwanted(query: Query, by_sound: BySound) -> list[Hit]:
    """Find tracks by sound, and drop those in which an unwanted concept is heard, unless fewer than three remain.

    If the tags of every hit decide about the unwanted concepts, filters have already excluded the tracks that have
    them. Then the concepts are not subtracted, because the vector of "jazz minus saxophone" is far from jazz. Otherwise
    they are subtracted, and hits in which one is heard are dropped.
    """
    from .evidence import Facts  # imported late: it loads the vocabulary, which a search without concepts does not need

    if not query.unwanted:
        return by_sound(query, subtract_unwanted=False)
    if query.text or query.captions or query.by_example:
        hits = by_sound(query, subtract_unwanted=False)
        if all(facts.decide(name) for facts in map(Facts.of, hits) for name in query.unwanted):
            return hits
    hits = by_sound(replace(query, k=_SPARE * query.k), subtract_unwanted=True)
    quiet = [hit for hit in hits if not _hears_any(Facts.of(hit), query.unwanted)]
    return numbered(_best(quiet if len(quiet) >= min(query.k, _FEW) else hits, query.k))


def _best(hits: list[Hit], k: int) -> list[Hit]:
    """Return the first k hits, and those of the later hits that were found by their tags."""
    return [*hits[:k], *(hit for hit in hits[k:] if "tags" in hit.found_by)]


def _hears_any(facts: Facts, names: Iterable[str]) -> bool:
    return any(facts.evidence(name) == "heard" for name in names)


def _by_tags(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Sort hits: first by evidence for unwanted concepts, least first, then by how well they fit.

    How well a hit fits is a weighted sum of the evidence for each wanted concept, the likeness of its tags to the text
    by meaning, its similarity by sound, and the tags that it has in the words of the text. If the likeness is
    unknown, as in a search by example, only the evidence counts, and equal hits stay in their order by sound.
    """
    from data.vocabulary.captions import write_captions

    from .evidence import WEIGHTS, Facts, audible

    wanted = audible(query.wanted)
    # Related moods are weak evidence of what music is used for. They count only if nothing else is wanted: neither by
    # the listener nor in a language model's captions, which describe how such music sounds.
    only_uses = not wanted and set(query.captions) <= set(write_captions(query.wanted, (), query.unwanted))
    uses = () if only_uses else tuple(name for name in query.wanted if name not in wanted)
    wanted = tuple(name for name in (query.wanted if only_uses else wanted) if name not in query.towards)

    known = [Facts.of(hit) for hit in hits]
    by_meaning = any(hit.described for hit in hits)
    having = Counter(name for facts in known for name in wanted if facts.evidence(name) == "known")
    weights = {name: _weight(name) * (1 - _COMMON * having[name] / max(len(hits), 1)) for name in wanted}

    def place(pair: tuple[Hit, Facts]) -> tuple[float, bool, float, int, int]:
        hit, facts = pair
        decided = {name: _decided(facts, name, only_uses) for name in wanted}
        lacking = sum(decided[name] * weights[name] * (1 - _STATED.get(facts.evidence(name), 0.0)) for name in wanted)
        gained = sum(WEIGHTS[facts.evidence(name)] for name in query.towards)
        objections = [facts.objection(name, query.wanted) for name in query.unwanted]
        near = WEIGHTS["near"] * objections.count("near")
        against = sum(WEIGHTS[how] for how in objections if how != "near")
        if wanted and all(facts.evidence(name) == "known" for name in wanted):
            lacking += near  # punk is similar to metal, and still the best answer to "angry, no metal" if it is angry
        else:
            against += near
        gained += _USE * sum(_STATED.get(facts.evidence(name), 0.0) for name in uses)
        gained += sum(not mentions(tag) for tag in hit.tags)  # tags are the only evidence for such a word
        if by_meaning:
            gained += _DESCRIBED * hit.described + _SOUND * hit.score + _OWN_WORDS * len(hit.tags)
        named = not wanted and "title" in hit.words  # "blue" in a title that was asked for is no style
        return against, not named, lacking - gained, -len(hit.tags), hit.rank

    return [hit for hit, _ in sorted(zip(hits, known, strict=True), key=place)]


def _decided(facts: Facts, name: str, only_uses: bool) -> float:
    """Return how far missing evidence for a wanted concept counts against a track, 0..1.

    With `only_uses`, all wanted concepts are uses of music; then a track with moods but no evidence counts fully.
    """
    if facts.decide(name) or (only_uses and facts.moods):
        return 1.0
    found = concept(name)
    return _SILENT if found is not None and found.kind in ("instrument", "genre", "mood") else 0.0


def _weight(name: str) -> float:
    """Return the weight of a wanted concept: higher for an instrument or a genre than for a mood or texture.

    For "warm jazz", jazz is more important than warm.
    """
    found = concept(name)
    return _KIND_WEIGHTS.get(found.kind if found else "", 1.0)


def with_moments(whole: FloatArray, best: FloatArray, weight: float) -> FloatArray:
    """Return (n,) the weighted means of the scores of whole tracks (weight 1) and of their best windows."""
    return np.asarray((whole + weight * best) / (1 + weight), dtype=np.float32)


def folded(order: Sequence[int], recordings: NDArray[np.int32]) -> list[list[int]]:
    """Group the positions in `order` by recording; the best group and the best position in each group come first.

    Copies are recognised by acoustic fingerprints (`retrieval.indexing.duplicates`) and not by vectors, because two
    short pieces on one synthesiser may have nearly the same vector.

    Args:
        order: positions into `recordings`, best first.
        recordings: (n,) number of the recording; 0 if unknown.
    """
    groups: dict[int, list[int]] = {}
    for i in order:
        recording = int(recordings[i])
        groups.setdefault(recording if recording else -1 - i, []).append(i)
    return list(groups.values())


def once_each(hits: Iterable[Hit], most: int) -> list[Hit]:
    """Return the hits, at most `most` of each artist. Hits without an artist are all returned."""
    shown: Counter[str] = Counter()
    kept = []
    for hit in hits:
        artist = fold(hit.track.artist)
        shown[artist] += 1
        if not artist or shown[artist] <= most:
            kept.append(hit)
    return kept


def limit_artists(groups: list[list[int]], artists: NDArray[np.int32], limit: int) -> list[list[int]]:
    """Move each artist's groups after the first `limit` to the end of the list.

    Args:
        groups: best first; each holds positions into `artists`, the copies of one recording.
        artists: (n,) number of the artist; artist 0 is not limited.
        limit: most groups of one artist that keep their place; 0 means no limit.
    """
    shown: dict[int, int] = defaultdict(int)
    first: list[list[int]] = []
    later: list[list[int]] = []
    for copies in groups:
        artist = int(artists[copies[0]])
        shown[artist] += 1
        (later if artist and limit and shown[artist] > limit else first).append(copies)
    return first + later

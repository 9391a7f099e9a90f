"""The ranking: by sound first, then by tags, with copies folded and artists taking turns.

The engine scores tracks by sound, folds copies of one recording and limits the tracks of one artist (`folded`,
`in_turn`). `ranked` then reorders the best candidates by what their tags state of the query's concepts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.vocabulary.concepts import concept
from data.vocabulary.mentions import mentions
from models.encoder import FloatArray
from retrieval.query import DEFAULT_K, Hit, Query

if TYPE_CHECKING:
    from .evidence import Facts

_CANDIDATES = 4  # times k hits by sound are reordered by tags
_SPARE = 2  # times k hits by sound are fetched where those with a refused sound are left out
_ALIKE = 0.8  # of the best score: hits of a search by example that score less are not like the example
_FEW = 3  # hits without the refused sound, below which the others are kept as well
_STATED = {"known": 1.0, "near": 0.4}  # evidence for a wish that tags decide: what the encoder hears counts nothing
# What a wish costs a track without tags of its kind, of what it costs one whose tags contradict it. Untagged tracks
# then have about their share of the hits.
_SILENT = 0.5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The steps between scores and hits, each of which can be switched off to measure it."""

    fold: bool = True  # show copies of one recording once
    per_artist: int = 3  # hits of one artist before those of others take precedence; 0: no limit
    moment: float = 1.0  # weight of a track's best window beside its mean, which drowns what plays briefly

    def pool(self, k: int) -> int:
        """Return how many candidates are needed for k hits."""
        return max(3 * k, 50)


def ranked(query: Query, by_sound: Callable[[Query, bool], list[Hit]]) -> list[Hit]:
    """Rank tracks: first by sound, then move those whose tags contradict the request towards the end.

    Args:
        query: what to look for.
        by_sound: find the tracks that sound like a query; whether its unwanted concepts are subtracted from the wish.

    Returns:
        At most `query.k` hits, ranks from 1.
    """
    if not (query.wanted or query.unwanted):
        hits = by_sound(query, False)
        return _numbered(_by_tags(query, hits)[: query.k]) if any(hit.tags for hit in hits) else hits[: query.k]
    hits = _without_refused(replace(query, k=_CANDIDATES * max(query.k, DEFAULT_K)), by_sound)
    if query.like or query.sound is not None:  # tags must not lead away from the example: "more like 2, but calmer"
        hits = [hit for hit in hits if hit.rank <= query.k or hit.score >= _ALIKE * hits[0].score]
    return _numbered(_by_tags(query, hits)[: query.k])


def _without_refused(query: Query, by_sound: Callable[[Query, bool], list[Hit]]) -> list[Hit]:
    """Find tracks by sound in which no unwanted concept is heard, as far as that leaves any.

    Where the tags of every hit decide about the unwanted concepts, filters have already excluded them, and the
    concepts are not subtracted from the wish: "jazz minus saxophone" points away from jazz. Elsewhere they are
    subtracted, and hits in which one is heard are dropped.
    """
    from .evidence import Facts  # here and below: it loads the vocabulary, which a search without concepts can spare

    if not query.unwanted:
        return by_sound(query, False)
    if query.text or query.captions or query.like or query.sound is not None:
        hits = by_sound(query, False)
        if all(facts.decide(name) for facts in map(Facts.of, hits) for name in query.unwanted):
            return hits
    hits = by_sound(replace(query, k=_SPARE * query.k), True)
    quiet = [hit for hit in hits if not _hears_any(Facts.of(hit), query.unwanted)]
    return _numbered(_best(quiet if len(quiet) >= min(query.k, _FEW) else hits, query.k))


def _best(hits: list[Hit], k: int) -> list[Hit]:
    """Return the first k hits, and those that tags found."""
    return [*hits[:k], *(hit for hit in hits[k:] if "tags" in hit.found_by)]


def _hears_any(facts: Facts, names: Iterable[str]) -> bool:
    return any(facts.evidence(name) == "heard" for name in names)


def _by_tags(query: Query, hits: Sequence[Hit]) -> list[Hit]:
    """Sort hits by refused concepts (fewest first), then by evidence for the wish (most first), then by sound."""
    from data.vocabulary.captions import write_captions

    from .evidence import WEIGHTS, Facts, audible

    wishes = audible(query.wanted)
    # Related moods are weak evidence of what music is used for. They count where nothing else is wished for: neither
    # by the listener nor in captions of a language model, which describe how such music sounds.
    only_uses = not wishes and set(query.captions) <= set(write_captions(query.wanted, (), query.unwanted))
    wishes = tuple(wish for wish in (query.wanted if only_uses else wishes) if wish not in query.towards)

    def place(hit: Hit) -> tuple[float, float, int, int]:
        facts = Facts.of(hit)
        decided = {wish: _decided(facts, wish, only_uses) for wish in wishes}
        lacking = sum(decided[wish] * _weight(wish) * (1 - _STATED.get(facts.evidence(wish), 0.0)) for wish in wishes)
        gained = sum(WEIGHTS[facts.evidence(name)] for name in query.towards)
        against = sum(WEIGHTS[facts.objection(name, query.wanted)] for name in query.unwanted)
        gained += sum(not mentions(tag) for tag in hit.tags)  # of such a word tags are the only evidence
        return against, lacking - gained, -len(hit.tags), hit.rank

    return sorted(hits, key=place)


def _decided(facts: Facts, wish: str, only_uses: bool) -> float:
    """Return how far the lack of evidence for a wish counts against a track, 0..1."""
    if facts.decide(wish) or (only_uses and facts.moods):
        return 1.0
    found = concept(wish)
    return _SILENT if found is not None and found.kind in ("instrument", "genre", "mood") else 0.0


def _weight(wish: str) -> float:
    """Return the weight of a wish: listeners who ask for warm jazz take cool jazz rather than warm gospel."""
    found = concept(wish)
    return 0.5 if found is None or found.kind in ("mood", "texture") else 1.0


def _numbered(hits: Sequence[Hit]) -> list[Hit]:
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]


def with_moments(whole: FloatArray, best: FloatArray, weight: float) -> FloatArray:
    """Return (n,) the weighted mean of the scores of tracks and of their best windows."""
    return np.asarray((whole + weight * best) / (1 + weight), dtype=np.float32)


def folded(order: Sequence[int], recordings: NDArray[np.int32]) -> list[list[int]]:
    """Group the positions of `order` by recording, best first.

    Copies are known by their acoustic prints (`retrieval.indexing.duplicates`), because two short pieces on one
    synthesiser may have nearly the same vector.

    Args:
        order: positions into `recordings`, best first.
        recordings: (n,) number of the recording; 0 where none is known.
    """
    groups: dict[int, list[int]] = {}
    for i in order:
        recording = int(recordings[i])
        groups.setdefault(recording if recording else -1 - i, []).append(i)
    return list(groups.values())


def in_turn(groups: list[list[int]], artists: NDArray[np.int32], limit: int) -> list[list[int]]:
    """Move groups beyond the first `limit` of one artist behind those of the others.

    Args:
        groups: positions into `artists`, the copies of one recording together, best first.
        artists: (n,) number of the artist; 0 is not limited.
        limit: 0 for none.
    """
    shown: dict[int, int] = defaultdict(int)
    first: list[list[int]] = []
    later: list[list[int]] = []
    for copies in groups:
        artist = int(artists[copies[0]])
        shown[artist] += 1
        (later if artist and limit and shown[artist] > limit else first).append(copies)
    return first + later

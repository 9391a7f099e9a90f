"""From candidates to a list that people can live with: copies folded, artists in turn, hubs damped.

Works on the few dozen best candidates of a search, after they have been scored at full width. Every step can be
switched off by itself, so that each can be measured (`benchmarks/ranking.json`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from models.encoder import FloatArray

RRF_K = 60  # Cormack et al. 2009, "Reciprocal rank fusion": near the best, and not critical


@dataclass(frozen=True, slots=True)
class Ranking:
    """What happens between scores and hits."""

    fold: bool = True  # show copies of one recording once
    per_artist: int = 3  # then the artist's others wait behind those of others; 0: no limit
    damping: float = 0.0  # how much of a track's mean score over common wishes is taken off (hubs)
    moment: float = 1.0  # weight of a track's best window beside its whole: a mean drowns what plays briefly
    fusion: Literal["blend", "rrf"] = "blend"  # several captions: one mean vector, or reciprocal ranks

    def pool(self, k: int) -> int:
        """How many candidates are needed for k hits."""
        return max(3 * k, 50)


def with_moments(whole: FloatArray, best: FloatArray, weight: float) -> FloatArray:
    """Scores of tracks and of their best windows as one, on the scale of both: (n,)."""
    return np.asarray((whole + weight * best) / (1 + weight), dtype=np.float32)


def fused(rankings: Sequence[NDArray[np.int64]]) -> list[int]:
    """Rows by reciprocal rank fusion: sum of 1 / (60 + rank), best first; ties in order of row."""
    score: dict[int, float] = defaultdict(float)
    for rows in rankings:
        for rank, row in enumerate(rows.tolist(), 1):
            score[row] += 1 / (RRF_K + rank)
    return sorted(score, key=lambda row: (-score[row], row))


def folded(order: Sequence[int], recordings: NDArray[np.int32]) -> list[list[int]]:
    """Positions of `order`, best first, those of one recording together.

    The encoder is not asked: two short pieces on one synthesiser may be the same to it. The acoustic prints that
    `retrieval.indexing.duplicates` compares are.

    Args:
        order: positions into the other argument, best first.
        recordings: (n,) number of the recording; 0 where none is known.
    """
    kept: dict[int, list[int]] = {}
    for i in order:
        recording = int(recordings[i])
        kept.setdefault(recording if recording else -1 - i, []).append(i)
    return list(kept.values())


def in_turn(kept: list[list[int]], artists: NDArray[np.int32], limit: int) -> list[list[int]]:
    """Beyond `limit` of one artist, the others come first; an unknown artist (0) is everybody's."""
    shown: dict[int, int] = defaultdict(int)
    first: list[list[int]] = []
    later: list[list[int]] = []
    for copies in kept:
        artist = int(artists[copies[0]])
        shown[artist] += 1
        (later if artist and limit and shown[artist] > limit else first).append(copies)
    return first + later

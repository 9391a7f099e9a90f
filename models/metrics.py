"""Compute retrieval metrics over a matrix of scores, in NumPy.

Among items with equal scores, irrelevant items rank first. Otherwise an encoder that gives every pair the same score,
as with a damaged text tower, would get perfect results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from .encoder import FloatArray

DEPTH = 10  # cut-off rank of mAP, nDCG and overlap
_BLOCK = 256  # queries per batch; relevances and ranks of 4,281 x 4,281 would take half a gigabyte


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Retrieval quality: means over queries, and the median rank."""

    queries: int
    items: int
    r1: float  # R@k: the share of queries with at least one of their items among the first k
    r5: float
    r10: float
    median_rank: float  # median rank, from 1, of each query's best-ranked relevant item
    map10: float
    ndcg10: float
    r10_95: tuple[float, float]  # 95 % bootstrap interval over queries
    ndcg10_95: tuple[float, float]

    def to_json(self) -> dict[str, object]:
        """Return the figures as JSON values."""
        return asdict(self)


def evaluate(queries: FloatArray, items: FloatArray, relevant: Sequence[Sequence[int]]) -> Retrieval:
    """Rank all items for every query by inner product and return the metrics.

    Args:
        queries: (q, dim), L2-normalised.
        items: (n, dim), L2-normalised.
        relevant: for each query the indices of its relevant items, at least one.

    Returns:
        the metrics; AP@10 is divided by min(10, relevant items), as is nDCG's ideal, so that a perfect ranking gives 1.

    Raises:
        ValueError: a query has no relevant items, or the lengths differ.
    """
    if len(queries) != len(relevant) or not len(queries):
        raise ValueError(f"{len(queries)} queries with {len(relevant)} lists of relevant items")
    if empty := [i for i, wanted in enumerate(relevant) if not len(wanted)]:
        raise ValueError(f"query {empty[0]} has no relevant items")
    best = np.empty(len(queries), dtype=np.int64)
    precision = np.empty(len(queries))
    gain = np.empty(len(queries))
    for start in range(0, len(queries), _BLOCK):
        for i, scores in enumerate(queries[start : start + _BLOCK] @ items.T, start):
            ranks = ranks_of(scores, relevant[i])
            best[i] = ranks[0]
            precision[i] = average_precision(ranks)
            gain[i] = ndcg(ranks)
    found10 = best <= 10
    return Retrieval(
        queries=len(queries),
        items=len(items),
        r1=float((best <= 1).mean()),
        r5=float((best <= 5).mean()),
        r10=float(found10.mean()),
        median_rank=float(np.median(best)),
        map10=float(precision.mean()),
        ndcg10=float(gain.mean()),
        r10_95=interval(found10.astype(np.float64)),
        ndcg10_95=interval(gain),
    )


def ranks_of(scores: FloatArray, wanted: Sequence[int]) -> NDArray[np.int64]:
    """Return the ascending ranks, from 1, of the items in `wanted`; other items with equal scores rank before them."""
    unwanted = np.ones(len(scores), dtype=bool)
    unwanted[list(wanted)] = False
    others = np.sort(scores[unwanted])
    own = np.sort(scores[~unwanted])[::-1]
    ahead = len(others) - np.searchsorted(others, own, side="left")  # other items with an equal or higher score
    return (ahead + np.arange(1, len(own) + 1)).astype(np.int64)


def average_precision(ranks: NDArray[np.int64], depth: int = DEPTH) -> float:
    """Return AP@depth from the ascending ranks of a query's items."""
    within = ranks[ranks <= depth]
    return float((np.arange(1, len(within) + 1) / within).sum() / min(depth, len(ranks)))


def ndcg(ranks: NDArray[np.int64], relevant: int | None = None, depth: int = DEPTH) -> float:
    """Return nDCG@depth with gains of 0 and 1 (Järvelin & Kekäläinen 2002).

    Args:
        ranks: (n,) ascending ranks, from 1, of the relevant items that were ranked.
        relevant: number of all relevant items, ranked or not; None: all were ranked.
        depth: ranks beyond it add no gain.
    """
    ideal = np.arange(1, min(depth, len(ranks) if relevant is None else relevant) + 1)
    return float((1 / np.log2(1 + ranks[ranks <= depth])).sum() / (1 / np.log2(1 + ideal)).sum())


def overlap(queries: FloatArray, items: FloatArray, prefix: tuple[FloatArray, FloatArray], depth: int = DEPTH) -> float:
    """Return which share of the first `depth` items at full width is also among the first at a smaller width.

    Args:
        queries: (q, dim).
        items: (n, dim).
        prefix: the same queries and items at a smaller width.
    """
    depth = min(depth, len(items))
    shared = 0
    for start in range(0, len(queries), _BLOCK):
        full = _first(queries[start : start + _BLOCK] @ items.T, depth)
        part = _first(prefix[0][start : start + _BLOCK] @ prefix[1].T, depth)
        shared += sum(len(np.intersect1d(a, b)) for a, b in zip(full, part, strict=True))
    return shared / (depth * len(queries))


def interval(values: NDArray[np.float64], resamples: int = 1000) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of a mean (Efron & Tibshirani 1993, chapter 13).

    The seed is fixed, so equal values give equal intervals.
    """
    rng = np.random.default_rng(0)
    means = [values[rng.integers(0, len(values), (50, len(values)))].mean(axis=1) for _ in range(resamples // 50)]
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high)


def _first(scores: FloatArray, depth: int) -> NDArray[np.int64]:
    """Return the indices of the `depth` highest scores of each row."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :depth]

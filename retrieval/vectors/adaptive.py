"""Adaptive retrieval: shortlist with a few dimensions, rerank with all of them.

Kusupati et al. 2022, "Matryoshka Representation Learning", section 4.3.1. The shortlist's vectors are prefixes of
the reranker's, and the rerank gathers its rows from the memory-mapped full-width file.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoder import MATRYOSHKA_DIMS, truncate

from .prefix import FloatArray, PrefixIndex, Rows, top
from .rows import Mapped

Schedule = tuple[tuple[int, int], ...]

# Measured (benchmarks/retrieval.json): up to so many tracks one look at every full vector is as quick as two stages.
EXACT_UP_TO = 10_000
FAISS_FROM = 30_000  # tracks; below, a scan of every prefix takes less than a millisecond
FEW = 1_500  # rows that a filter leaves: all of them are scored at full width, within 2 ms
_SHORTLIST = 200  # candidates up to a million tracks,
_LONGER = 0.2  # and this power of the millions above: 317 of 10 million
_RESULTS = 100


def prefix_width(dim: int) -> int:
    """The width of the first stage: the widest trained one up to a quarter of `dim`, 128 of 512 numbers."""
    return max((width for width in MATRYOSHKA_DIMS if width <= dim // 4), default=dim)


def default_schedule(dim: int, tracks: int) -> Schedule:
    """Return ((width, how many rows go on), ...) for an encoder's width and the size of a library."""
    if tracks <= EXACT_UP_TO or prefix_width(dim) == dim:
        return ((dim, _RESULTS),)
    return ((prefix_width(dim), round(_SHORTLIST * max(tracks / 10**6, 1) ** _LONGER)), (dim, _RESULTS))


def check_schedule(schedule: Schedule, dim: int) -> Schedule:
    """Return the schedule, if its widths grow up to `dim` and its sizes do not.

    Raises:
        ValueError: it does not make sense, with the reason.
    """
    widths, sizes = [w for w, _ in schedule], [s for _, s in schedule]
    if not schedule or widths != sorted(set(widths)) or widths[-1] != dim:
        raise ValueError(f"widths must grow and end at {dim}, got {widths}")
    if sizes != sorted(sizes, reverse=True) or sizes[-1] < 1:
        raise ValueError(f"sizes must not grow and must be positive, got {sizes}")
    return schedule


def search(
    query: FloatArray,
    vectors: Mapped,
    prefix: PrefixIndex,
    *,
    among: NDArray[np.bool_] | None = None,
    schedule: Schedule,
) -> tuple[Rows, FloatArray]:
    """Return the rows nearest to a query, nearest first, with their cosine similarity at full width.

    Args:
        query: (dim,) L2-normalised.
        vectors: (rows, dim) L2-normalised.
        prefix: the first stage, of the schedule's first width; not asked when that is the full width, or when
            `among` leaves so few rows that all of them can be scored.
        among: (rows,) which may be found; None means all.
        schedule: (width, how many go on) from the narrowest to the full width.
    """
    (width, size), *wider = schedule
    allowed = len(vectors) if among is None else int(np.count_nonzero(among))
    if width == vectors.shape[1] and 2 * allowed > len(vectors):
        scores = vectors.cosines(query)
        if among is not None:
            scores[~among] = -2.0  # below any cosine
        rows = top(scores, min(size, allowed)).astype(np.int64)
        return rows, scores[rows]
    if width == vectors.shape[1] or (among is not None and allowed <= max(FEW, size)):
        rows = np.arange(len(vectors)) if among is None else np.flatnonzero(among)
        wider = list(schedule[-1:])
    elif width == prefix.dim:
        rows = np.sort(prefix.shortlist(query, size, among))  # the disk is read forwards
    else:
        raise ValueError(f"the first stage has {prefix.dim} dimensions, the schedule asks for {width}")
    scores = np.empty(0, dtype=np.float32)
    for width, size in wider:
        candidates = vectors[rows]
        if width < vectors.shape[1]:
            candidates = truncate(candidates, width)
        scores = candidates @ truncate(query, width)
        best = top(scores, size)
        if width < vectors.shape[1]:
            best = np.sort(best)
        rows, scores = rows[best], scores[best]
    return rows, scores

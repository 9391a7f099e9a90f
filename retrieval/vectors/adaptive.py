"""Adaptive retrieval: shortlist with a few dimensions, rerank with all of them.

Kusupati et al. 2022, "Matryoshka Representation Learning", section 4.3.1. The shortlist's vectors are prefixes of
the reranker's, and the rerank gathers its rows from the memory-mapped full-width file.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoder import MATRYOSHKA_DIMS, truncate

from .prefix import FloatArray, PrefixIndex, Rows, top
from .rows import Mapped

Schedule = tuple[tuple[int, int], ...]

# Up to this many tracks one scan of all full vectors is as quick as two stages (measured, benchmarks/retrieval.json).
EXACT_UP_TO = 10_000
FAISS_FROM = 30_000  # tracks; in smaller libraries a scan of every prefix takes less than a millisecond
FEW = 1_500  # if a filter allows at most this many rows, all are scored at full width, within 2 ms
_SHORTLIST = 200  # candidates, in libraries of up to a million tracks
_LONGER = 0.2  # above a million, the shortlist grows with this power of the number of millions: 317 for 10 million
_RESULTS = 100


def prefix_width(dim: int, widths: Sequence[int] = MATRYOSHKA_DIMS) -> int:
    """Return the first stage's width: the widest trained width up to a quarter of `dim`, for example 128 of 512.

    Without such a width the result is `dim`, because prefixes that were not trained rank badly.
    """
    return max((width for width in widths if width <= dim // 4), default=dim)


def default_schedule(dim: int, tracks: int, width: int | None = None) -> Schedule:
    """Return the stages ((width, number of rows kept), ...) for an encoder's width and a library's size.

    Args:
        dim: the full width of the vectors.
        tracks: the number of tracks.
        width: of the prefixes; None: that of an encoder with all usual widths.
    """
    width = prefix_width(dim) if width is None else width
    if tracks <= EXACT_UP_TO or width == dim:
        return ((dim, _RESULTS),)
    return ((width, round(_SHORTLIST * max(tracks / 10**6, 1) ** _LONGER)), (dim, _RESULTS))


def check_schedule(schedule: Schedule, dim: int) -> Schedule:
    """Return the schedule after checking that its widths grow up to `dim` and its sizes do not grow.

    Raises:
        ValueError: the schedule fails a check; the message says which.
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
        prefix: the index that makes the first stage's shortlist. It is not used if the schedule's first width is the
            full width, or if `among` allows so few rows that all of them can be scored.
        among: (rows,) mask of the rows that may be returned; None means all.
        schedule: (width, number of rows kept) of each stage, from the narrowest to the full width.
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
        rows = np.sort(prefix.shortlist(query, size, among))  # so that the disk is read in ascending order
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

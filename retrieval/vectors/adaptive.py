"""Adaptive retrieval: shortlist with a few dimensions, rerank with all of them.

Kusupati et al. 2022, "Matryoshka Representation Learning", section 4.3.1. The shortlist's vectors are prefixes of
the reranker's, and the rerank gathers its rows from the memory-mapped full-width file.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoder import truncate

from .prefix import FloatArray, PrefixIndex, Rows, top
from .rows import Mapped

Schedule = tuple[tuple[int, int], ...]

PREFIX_DIM = 64
# Measured (benchmarks/retrieval.json): up to here one look at every full vector is quicker than two stages, and
# a filter that leaves so few is answered exactly.
EXACT_UP_TO = 10_000
_SHORTLISTS = ((30_000, 1000), (300_000, 1500))  # up to so many tracks, so many candidates
_LONGEST = 3500


def default_schedule(dim: int, tracks: int) -> Schedule:
    """(width, how many go on), chosen for the size of a library: nobody has to turn it."""
    if tracks <= EXACT_UP_TO or dim <= PREFIX_DIM:
        return ((dim, 100),)
    size = next((size for most, size in _SHORTLISTS if tracks <= most), _LONGEST)
    return ((PREFIX_DIM, size), (dim, 100))


def check_schedule(schedule: Schedule, dim: int) -> Schedule:
    """The schedule, if its widths grow up to `dim` and its sizes do not.

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
    """The rows nearest to a query, nearest first, with their cosine similarity at full width.

    Args:
        query: (dim,) L2-normalised.
        vectors: (rows, dim) L2-normalised.
        prefix: the first stage, of the schedule's first width; not asked when that is the full width, or when
            `among` leaves so few rows that all of them can be scored.
        among: (rows,) which may be found; None means all.
        schedule: (width, how many go on) from the narrowest to the full width.
    """
    (width, size), *wider = schedule
    if width == vectors.shape[1] and (among is None or 2 * int(among.sum()) > len(among)):
        scores = vectors.cosines(query)
        if among is not None:
            scores[~among] = -2.0  # below any cosine
        rows = top(scores, size if among is None else min(size, int(among.sum()))).astype(np.int64)
        return rows, scores[rows]
    if width == vectors.shape[1] or (among is not None and int(among.sum()) <= max(EXACT_UP_TO, size)):
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

"""Adaptive retrieval: shortlist with a few dimensions, rerank with all of them.

Kusupati et al. 2022, "Matryoshka Representation Learning", section 4.3.1. No second copy of anything: the
shortlist's vectors are prefixes of the reranker's, and the rerank gathers its rows from the memory-mapped
full-width file.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoder import truncate

from .prefix import ExactPrefix, FloatArray, PrefixIndex, Rows, top

Schedule = tuple[tuple[int, int], ...]

PREFIX_DIM = 32


def default_schedule(dim: int) -> Schedule:
    """(width, how many go on): a thousand by 32 dimensions, the best hundred of them by all."""
    return ((PREFIX_DIM, 1000), (dim, 100))


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
    vectors: FloatArray,
    prefix: PrefixIndex,
    exact: ExactPrefix,
    *,
    among: NDArray[np.bool_] | None = None,
    schedule: Schedule,
) -> tuple[Rows, FloatArray]:
    """The rows nearest to a query, nearest first, with their cosine similarity at full width.

    Args:
        query: (dim,) L2-normalised.
        vectors: (rows, dim) L2-normalised, memory-mapped.
        prefix: the first stage; asked where nothing is filtered.
        exact: a scan over the same prefixes; asked where `among` filters, since a filter that leaves
            twelve tracks must find those twelve.
        among: (n,) which of the exact scan's entries may be found; None means all.
        schedule: (width, how many go on) from the narrowest to the full width.
    """
    (width, size), *wider = schedule
    head = truncate(query, width)
    rows = exact.shortlist(head, size, among) if among is not None else prefix.shortlist(head, size)
    scores = np.empty(0, dtype=np.float32)
    for width, size in wider or schedule:
        rows = np.sort(rows)  # in file order: the disk is read forwards
        candidates = np.asarray(vectors[rows])
        if width < vectors.shape[1]:
            candidates = truncate(candidates, width)
        scores = candidates @ truncate(query, width)
        best = top(scores, size)
        rows, scores = rows[best], scores[best]
    return rows, scores

"""The first stage of adaptive retrieval: a shortlist by the first few dimensions of every vector.

`ExactPrefix` scans a contiguous block: the oracle of the tests, the fallback when another index cannot be used, and
up to 30,000 tracks also the fastest. The others are `faiss_index.FaissIndex` and `chroma.ChromaPrefix`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.encoder import truncate

FloatArray = NDArray[np.float32]
Rows = NDArray[np.int64]

_SPARSE = 0.1  # of the rows: gathering fewer than these is quicker than scanning all


class PrefixIndex(Protocol):
    """Finds the rows whose prefix is nearest to a query's prefix."""

    @property
    def name(self) -> str:
        """What makes the shortlists, as `hark status` says it."""
        ...

    @property
    def dim(self) -> int:
        """The width of the prefixes."""
        ...

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return up to `size` row numbers, nearest first.

        Args:
            query: L2-normalised, whole or its prefix.
            size: length of the shortlist.
            among: (rows,) which rows may be found, left out before anything is ranked; None means all.
        """
        ...


class ExactPrefix:
    """Scans a contiguous (rows, dim) block; a strided prefix of the full matrix would cost three times as much."""

    name = "exact"

    def __init__(self, block: FloatArray) -> None:
        """Args: block: (rows, dim) L2-normalised prefixes, addressed by row; may be memory-mapped."""
        self.dim = block.shape[1]
        self._block = block

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """As the protocol says."""
        query = truncate(query, self.dim)
        if among is None:
            return top(self._block @ query, size).astype(np.int64)
        rows = np.flatnonzero(among)
        if len(rows) < _SPARSE * len(self._block):
            return rows[top(self._block[rows] @ query, size)]
        return rows[top((self._block @ query)[rows], size)]


def top(scores: FloatArray, size: int) -> NDArray[np.intp]:
    """Positions of the `size` highest scores, highest first; ties in order of position, so always the same."""
    if 0 < size < len(scores):
        # Everything that ties with the last place is taken in first, so that the cut does not depend on
        # how a partition happens to order equals.
        threshold = np.partition(scores, len(scores) - size)[len(scores) - size]
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    order = np.argsort(-scores[candidates], kind="stable")
    return candidates[order][:size]

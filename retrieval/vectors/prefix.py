"""Make a shortlist by the first few dimensions of every vector: the first stage of adaptive retrieval.

`ExactPrefix` scans a contiguous block. It is the fastest index up to 30,000 tracks, the fallback when another index
cannot be used, and the reference in tests. The others are `faiss_index.FaissIndex` and `chroma.ChromaPrefix`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.encoder import truncate

FloatArray = NDArray[np.float32]
Rows = NDArray[np.int64]

_SPARSE = 0.1  # below this share of allowed rows, gathering them is quicker than scanning all


class PrefixIndex(Protocol):
    """Finds the rows whose prefix is nearest to a query's prefix."""

    @property
    def name(self) -> str:
        """The name of the method that makes the shortlists, as `hark status` prints it."""
        ...

    @property
    def dim(self) -> int:
        """Return the number of leading dimensions of each vector that the index compares."""
        ...

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return up to `size` row numbers, nearest first.

        Args:
            query: an L2-normalised vector of full width, or its prefix.
            size: length of the shortlist.
            among: (rows,) mask of the rows that may be returned, applied before the ranking; None means all.
        """
        ...


class ExactPrefix:
    """Scans a contiguous (rows, dim) block. Slices of the full vectors would take three times as long."""

    name = "exact"

    def __init__(self, block: FloatArray) -> None:
        """Set the block to scan.

        Args:
            block: (rows, dim) L2-normalised prefixes, addressed by row; may be memory-mapped.
        """
        self.dim = block.shape[1]
        self._block = block

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return the nearest rows, as `PrefixIndex.shortlist`."""
        query = truncate(query, self.dim)
        if among is None:
            return top(self._block @ query, size).astype(np.int64)
        rows = np.flatnonzero(among)
        if len(rows) < _SPARSE * len(self._block):
            return rows[top(self._block[rows] @ query, size)]
        return rows[top((self._block @ query)[rows], size)]


def top(scores: FloatArray, size: int) -> NDArray[np.intp]:
    """Return the positions of the `size` highest scores, highest first; equal scores in order of position."""
    if 0 < size < len(scores):
        # All scores equal to the last place's are candidates, so that the cut does not depend on the order in which
        # a partition leaves equal values.
        threshold = np.partition(scores, len(scores) - size)[len(scores) - size]
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    order = np.argsort(-scores[candidates], kind="stable")
    return candidates[order][:size]

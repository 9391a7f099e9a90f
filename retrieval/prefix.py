"""The first stage of adaptive retrieval: a shortlist by the first few dimensions of every vector.

`ExactPrefix` scans a contiguous block: the oracle of the tests, the fallback when Chroma cannot open, and
at a personal library's size also the fastest. `retrieval.chroma` holds the other implementation.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Rows = NDArray[np.int64]


class PrefixIndex(Protocol):
    """Finds the rows whose prefix is nearest to a query's prefix."""

    name: str
    dim: int

    def shortlist(self, query: FloatArray, size: int) -> Rows:
        """Up to `size` row numbers, nearest first.

        Args:
            query: (dim,) L2-normalised prefix.
            size: length of the shortlist.
        """
        ...


class ExactPrefix:
    """Scans a contiguous (rows, dim) block; a strided prefix of the full matrix would cost three times as much."""

    name = "exact"

    def __init__(self, block: FloatArray, rows: Rows) -> None:
        """Args: block: (n, dim) L2-normalised prefixes; rows: (n,) the row number of each."""
        self.dim = block.shape[1]
        self._block = block
        self._rows = rows

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """As the protocol says; `among` (n,) leaves out rows before anything is ranked."""
        block, rows = (self._block, self._rows) if among is None else (self._block[among], self._rows[among])
        return rows[top(block @ query, size)]


def top(scores: FloatArray, size: int) -> NDArray[np.intp]:
    """Positions of the `size` highest scores, highest first; ties in order of position, so always the same."""
    if size < len(scores):
        # Everything that ties with the last place is taken in first, so that the cut does not depend on
        # how argpartition happens to order equals.
        threshold = scores[np.argpartition(-scores, size - 1)[size - 1]]
        candidates = np.flatnonzero(scores >= threshold)
    else:
        candidates = np.arange(len(scores))
    order = np.argsort(-scores[candidates], kind="stable")
    return candidates[order][:size]

"""Cells: the prefix block sorted into neighbourhoods, so that a query scans a sixteenth of a million tracks.

An inverted file over the prefixes (Jegou et al. 2011, "Product quantization", section IV, without the
quantisation): k-means centres, every row with its nearest centre, the block stored in the order of the cells.
Derived like every index: built from the prefix file, never the truth, and safe to delete. Rows that came
after it was built are scanned exactly beside it until it is built again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import normalise

from .prefix import FloatArray, Rows, top

CELLS_FROM = 150_000  # tracks; below, one scan of the whole block is as fast
SHARE = 1 / 16  # of all rows that a query looks at: recall@10 0.99 and more (benchmarks/retrieval.py)
_LEAST = 20_000  # rows that a query looks at, however small the library: it takes half a millisecond
_STALE = 0.2  # of rows outside the cells: time to build them again
_SAMPLE = 40  # rows a cell to learn the centres from
_ROUNDS = 8
_PART = 16_384  # rows at once


class CellIndex:
    """Scans the cells nearest to a query, and every row that is in none yet."""

    name = "cells"

    def __init__(self, folder: Path, prefixes: FloatArray) -> None:
        """Open what `build` wrote.

        Args:
            folder: as given to `build`.
            prefixes: (rows, dim), addressed by row; all rows, also those that came later.

        Raises:
            ValueError: there is none, it is damaged, or it is of other vectors.
        """
        try:
            facts = json.loads((folder / "cells.json").read_text())
            self._centres: FloatArray = np.load(folder / "centres.npy")
            self._ends: NDArray[np.int64] = np.load(folder / "ends.npy")
            self._rows: NDArray[np.int32] = np.load(folder / "rows.npy", mmap_mode="r")
            self._block: FloatArray = np.load(folder / "block.npy", mmap_mode="r")
        except (OSError, ValueError, EOFError, KeyError) as err:
            raise ValueError(f"no cells in {folder}: {err}") from err
        n, self.dim = int(facts["rows"]), int(facts["dim"])
        if self.dim != prefixes.shape[1] or n > len(prefixes) or len(self._block) != len(self._rows):
            raise ValueError("the cells are of another library")
        for k in np.linspace(0, len(self._rows) - 1, 16).astype(int) if len(self._rows) else ():
            if not np.array_equal(self._block[k], prefixes[self._rows[k]]):
                raise ValueError("the cells are of other vectors")
        self.stale = len(prefixes) - n > _STALE * max(n, 1)
        self._tail = prefixes[n:]
        self._tail_rows = np.arange(n, len(prefixes))

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Up to `size` row numbers, nearest first.

        Args:
            query: (dim,) L2-normalised prefix.
            size: length of the shortlist.
            among: (rows,) which rows may be found; None means all. The fewer they are, the more cells are read.
        """
        share = SHARE if among is None else SHARE / max(float(among.mean()), SHARE)
        wanted = max(int(share * len(self._rows)), min(_LEAST, len(self._rows)), 4 * size)
        order = np.argsort(-(self._centres @ query), kind="stable")
        begins = np.concatenate([[0], self._ends[:-1]])
        sizes = (self._ends - begins)[order]
        order = order[: int(np.searchsorted(np.cumsum(sizes), wanted)) + 1]
        spans = [slice(int(begins[c]), int(self._ends[c])) for c in order]
        scores = [self._block[span] @ query for span in spans]
        rows: list[NDArray[np.integer]] = [self._rows[span] for span in spans]
        if len(self._tail):
            scores.append(self._tail @ query)
            rows.append(self._tail_rows)
        found, score = np.concatenate(rows), np.concatenate(scores)
        if among is not None:
            allowed = among[found]
            found, score = found[allowed], score[allowed]
        return found[top(score, size)].astype(np.int64)


def build(folder: Path, prefixes: FloatArray, cancelled: Callable[[], bool] = lambda: False) -> bool:
    """Sort the prefixes into cells and put them in `folder`, replacing what is there; False when cancelled.

    Args:
        folder: of the index; appears complete or not at all.
        prefixes: (rows, dim) L2-normalised.
        cancelled: asked now and then.
    """
    n, dim = prefixes.shape
    count = 2 ** int(np.clip(np.round(np.log2(max(n, 1) / 500)), 4, 13))
    rng = np.random.default_rng(0)
    sample = np.asarray(prefixes[np.sort(rng.choice(n, min(n, _SAMPLE * count), replace=False))])
    centres = sample[rng.choice(len(sample), count, replace=len(sample) < count)].copy()
    for _ in range(_ROUNDS):
        if cancelled():
            return False
        nearest = _nearest(sample, centres)
        order = np.argsort(nearest, kind="stable")
        filled, starts = np.unique(nearest[order], return_index=True)
        centres[filled] = normalise(np.add.reduceat(sample[order], starts, axis=0))
    cell = np.empty(n, dtype=np.int32)
    for k in range(0, n, _PART):
        if cancelled():
            return False
        cell[k : k + _PART] = _nearest(np.asarray(prefixes[k : k + _PART]), centres)
    rows = np.argsort(cell, kind="stable").astype(np.int32)
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    np.save(partial / "centres.npy", centres)
    np.save(partial / "ends.npy", np.cumsum(np.bincount(cell, minlength=count)))
    np.save(partial / "rows.npy", rows)
    block = np.lib.format.open_memmap(partial / "block.npy", mode="w+", dtype=np.float32, shape=(n, dim))
    for k in range(0, n, _PART):
        block[k : k + _PART] = prefixes[rows[k : k + _PART]]
    block.flush()
    (partial / "cells.json").write_text(json.dumps({"rows": n, "dim": dim}))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(partial, folder)
    return True


def _nearest(vectors: FloatArray, centres: FloatArray) -> NDArray[np.int64]:
    parts = [(vectors[k : k + _PART] @ centres.T).argmax(axis=1) for k in range(0, len(vectors), _PART)]
    return np.concatenate(parts)

"""Cells: the prefix block sorted into neighbourhoods, so that a query scans an eighth of a million tracks.

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

from models.encoder import normalise, truncate

from .prefix import FloatArray, Rows, top

CELLS_FROM = 30_000  # tracks; below, one scan of the whole block is as fast
SHARE = 1 / 8  # of all rows that a query looks at: recall@10 0.99 and more (benchmarks/retrieval.py)
_LEAST = 30_000  # rows that a query looks at, however small the library: it takes less than a millisecond
_STALE = 0.2  # of rows outside the cells: time to build them again
_SAMPLE = 40  # rows a cell to learn the centres from
_ROUNDS = 8
_SKETCH = 128  # numbers of a row, those after its prefix
_FETCHED = 5  # of so many candidates, one is left by the sketch,
_FETCHED_LEAST = 500  # but never fewer than these
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
            # Plain arrays: slicing np.memmap a hundred times takes longer than the scan.
            self._rows: NDArray[np.int32] = np.asarray(np.load(folder / "rows.npy", mmap_mode="r"))
            self._block: FloatArray = np.asarray(np.load(folder / "block.npy", mmap_mode="r"))
            self._sketch: NDArray[np.int8] = np.asarray(np.load(folder / "sketch.npy", mmap_mode="r"))
            self._norms: FloatArray = np.load(folder / "norms.npy")
            self._step = float(facts["step"])
        except (OSError, ValueError, EOFError, KeyError) as err:
            raise ValueError(f"no cells in {folder}: {err}") from err
        n, self.dim = int(facts["rows"]), int(facts["dim"])
        if self.dim != prefixes.shape[1] or n > len(prefixes) or len(self._block) != len(self._rows):
            raise ValueError("the cells are of another library")
        for k in np.linspace(0, len(self._rows) - 1, 16).astype(int) if len(self._rows) else ():
            if not np.array_equal(self._block[k], prefixes[self._rows[k]]):
                raise ValueError("the cells are of other vectors")
        self.stale = len(prefixes) - n > _STALE * max(n, 1)
        self._tail = np.asarray(prefixes[n:])
        self._first_late = n

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """As `PrefixIndex` says; of a whole query, only the fifth of `size` that the sketch finds best."""
        head = truncate(query, self.dim)
        share = SHARE if among is None else SHARE / max(float(among.mean()), SHARE)
        wanted = max(int(share * len(self._rows)), min(_LEAST, len(self._rows)), 4 * size)
        order = np.argsort(-(self._centres @ head), kind="stable")
        begins = np.concatenate([[0], self._ends[:-1]])
        order = order[: int(np.searchsorted(np.cumsum((self._ends - begins)[order]), wanted)) + 1]
        starts = begins[order]
        ends = np.cumsum(self._ends[order] - starts)  # of each cell among the scores
        seen, late = int(ends[-1]) if len(ends) else 0, len(self._tail)
        score = np.empty(seen + late, dtype=np.float32)
        at = 0
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            np.dot(self._block[start : start + end - at], head, out=score[at:end])
            at = end
        if late:
            np.dot(self._tail, head, out=score[seen:])
            starts, ends = np.append(starts, len(self._rows)), np.append(ends, seen + late)
        shift = starts - np.concatenate([[0], ends[:-1]])  # from a score's position to its row's place
        if among is None:
            best = top(score, size)
        else:
            every = np.arange(len(score)) + np.repeat(shift, np.diff(ends, prepend=0))
            allowed = np.flatnonzero(among[self._row_of(every)])
            best = allowed[top(score[allowed], size)]
        place, score = best + shift[np.searchsorted(ends, best, side="right")], score[best]
        if len(query) >= self.dim + self._sketch.shape[1] and self._sketch.shape[1]:
            place = self._refined(query, place, score, max(size // _FETCHED, _FETCHED_LEAST))
        return self._row_of(place)

    def _row_of(self, place: NDArray[np.int64]) -> Rows:
        """Rows of places: those in the cells, then those that came later."""
        n = len(self._rows)
        if not len(self._tail):
            return self._rows[place].astype(np.int64)
        inside = place < n
        return np.where(inside, self._rows[np.where(inside, place, 0)], place - n + self._first_late)

    def _refined(self, query: FloatArray, place: NDArray[np.int64], score: FloatArray, size: int) -> NDArray[np.int64]:
        """The `size` places best by prefix and sketch, and all that have no sketch yet."""
        late = place >= len(self._rows)
        known, score = place[~late], score[~late]
        after = query[self.dim : self.dim + self._sketch.shape[1]]
        # The prefixes are normalised; to be added to, they take their part of the whole again. The sum
        # is a longer prefix, and normalised like one.
        norms = self._norms[known]
        whole = score * norms[:, 0] * np.linalg.norm(query[: self.dim])
        whole += (self._sketch[known].astype(np.float32) @ after) * self._step
        whole /= norms[:, 1]
        return np.concatenate([known[top(whole, size)], place[late]])


def build(
    folder: Path, prefixes: FloatArray, vectors: FloatArray, cancelled: Callable[[], bool] = lambda: False
) -> bool:
    """Sort the prefixes into cells and put them in `folder`, replacing what is there; False when cancelled.

    Args:
        folder: of the index; appears complete or not at all.
        prefixes: (rows, dim) L2-normalised.
        vectors: (rows, full width) L2-normalised, of the same rows.
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
    width = min(_SKETCH, vectors.shape[1] - dim)
    known = np.asarray(vectors[np.sort(rng.choice(n, min(n, 4096), replace=False))])
    step = float(np.quantile(np.abs(known[:, dim : dim + width]), 0.9999)) / 127 if width and n else 1.0
    sketch = np.lib.format.open_memmap(partial / "sketch.npy", mode="w+", dtype=np.int8, shape=(n, width))
    norms = np.empty((n, 2), dtype=np.float32)  # of the prefix, and of prefix and sketch together
    place = np.empty(n, dtype=np.int64)
    place[rows] = np.arange(n)
    for k in range(0, n, _PART):
        if cancelled():
            return False
        block[k : k + _PART] = prefixes[rows[k : k + _PART]]
        part, there = np.asarray(vectors[k : k + _PART]), place[k : k + _PART]  # read forwards, written anywhere
        norms[there, 0] = np.linalg.norm(part[:, :dim], axis=1)
        norms[there, 1] = np.maximum(np.linalg.norm(part[:, : dim + width], axis=1), 1e-6)
        sketch[there] = np.clip(np.round(part[:, dim : dim + width] / (step or 1.0)), -127, 127).astype(np.int8)
    block.flush()
    sketch.flush()
    np.save(partial / "norms.npy", norms)
    (partial / "cells.json").write_text(json.dumps({"rows": n, "dim": dim, "step": step}))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(partial, folder)
    return True


def _nearest(vectors: FloatArray, centres: FloatArray) -> NDArray[np.int64]:
    parts = [(vectors[k : k + _PART] @ centres.T).argmax(axis=1) for k in range(0, len(vectors), _PART)]
    return np.concatenate(parts)

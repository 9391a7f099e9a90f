"""Files of vectors: rows of one type are appended, and memory-mapped for reading.

A row is written and synced before the catalogue refers to it. After a crash there may be unreferenced rows at the end
of a file, which the next batch overwrites; readers never see a half-written row.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from data.errors import UserError

_LARGE_BYTES = 512 * 2**20


class Mapped:
    """Rows of a memory-mapped file, selected by row number.

    Rows of a large file are read with `pread` instead of through the map: the kernel maps so much around each row that
    after a few searches the whole file would count as this process's memory.
    """

    def __init__(self, array: NDArray[Any]) -> None:
        self.array = array
        self.shape = array.shape
        self._file: int | None = None
        if isinstance(array, np.memmap) and array.nbytes > _LARGE_BYTES and hasattr(os, "pread"):
            self._file = os.open(str(array.filename), os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return len(self.array)

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        if self._file is None:
            return np.asarray(self.array[rows])
        size, read, file = self.shape[1] * self.array.itemsize, os.pread, self._file
        found = [read(file, size, at) for at in (rows * size).tolist()]
        for row, data in zip(rows.tolist(), found, strict=True):
            if len(data) != size:
                raise OSError(f"row {row} is not in the vector file")
        return np.frombuffer(b"".join(found), dtype=self.array.dtype).reshape(len(rows), self.shape[1])

    def cosines(self, query: NDArray[Any]) -> NDArray[Any]:
        """Return (rows,) the inner product of every row with a query, without copying rows."""
        return np.asarray(np.asarray(self.array) @ query)


class VectorFile:
    """A file of (rows, dim) numbers without a header; the catalogue holds the number of valid rows."""

    def __init__(self, path: Path, dim: int, dtype: DTypeLike) -> None:
        self.path = path
        self.dim = dim
        self.dtype = np.dtype(dtype)

    @property
    def _row_bytes(self) -> int:
        return self.dim * self.dtype.itemsize

    def view(self, rows: int) -> NDArray[Any]:
        """Return the first `rows` rows, memory-mapped and read-only.

        Raises:
            UserError: the file is missing or has fewer rows.
        """
        if rows == 0:
            return np.empty((0, self.dim), dtype=self.dtype)
        size = self.path.stat().st_size if self.path.is_file() else 0
        if size < rows * self._row_bytes:
            raise UserError(
                f"{self.path.name} holds {size // self._row_bytes} of the {rows} vectors that the catalogue knows.",
                "Run `hark index --rebuild` to make it again from your music.",
            )
        return np.memmap(self.path, dtype=self.dtype, mode="r", shape=(rows, self.dim))

    def write(self, start: int, block: NDArray[Any]) -> None:
        """Write a block of rows, the first one at row `start`, and sync them to disk.

        Raises:
            UserError: the disk is full or the folder cannot be written.
        """
        if block.ndim != 2 or block.shape[1] != self.dim:
            raise ValueError(f"rows of {self.dim} numbers expected, got shape {block.shape}")
        if np.issubdtype(self.dtype, np.floating) and not np.isfinite(block).all():
            raise ValueError("a vector holds NaN or infinite numbers")
        try:
            with open(self.path, "r+b" if self.path.exists() else "w+b") as file:
                file.seek(start * self._row_bytes)
                file.write(np.ascontiguousarray(block, dtype=self.dtype).tobytes())
                file.flush()
                os.fsync(file.fileno())
        except OSError as err:
            raise UserError(
                f"The library cannot be written: {err.strerror}.",
                "Free some disk space or check permissions, then index again: what was indexed so far is kept.",
            ) from err

"""A library at one moment: the facts of all tracks as columns in memory, their vectors mapped from disk."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.track import Track
from models.encoder import truncate
from retrieval.vectors.adaptive import FAISS_FROM
from retrieval.vectors.prefix import ExactPrefix, FloatArray, PrefixIndex
from retrieval.vectors.rows import Mapped, VectorFile

from .columns import Columns
from .files import FaissPlace

if TYPE_CHECKING:
    from retrieval.vectors.faiss_index import FaissIndex

log = logging.getLogger(__name__)

_KEPT_TRACKS = 20_000  # most tracks that stay in memory once all were read
_MANY = 0.1  # share of all tracks by one artist from which this artist is not limited
_ANONYMOUS = ("traditional", "various artists", "various", "unknown artist", "unknown", "anonymous")


class Tracks(Sequence[Track]):
    """Tracks in the order of their vectors, read from the catalogue when they are asked for."""

    def __init__(self, read: Callable[[NDArray[np.int64]], list[Track]], rows: NDArray[np.int64]) -> None:
        """Args: read: returns the tracks at vector rows; rows: of all tracks, ascending."""
        self._read, self._rows = read, rows
        self._all: list[Track] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Track: ...
    @overload
    def __getitem__(self, index: slice) -> list[Track]: ...
    def __getitem__(self, index: int | slice) -> Track | list[Track]:
        if self._all is not None:
            return self._all[index]
        chosen = self._rows[index]
        if isinstance(index, slice):
            return self._read(chosen)
        return self._read(np.array([chosen]))[0]

    def __iter__(self) -> Iterator[Track]:
        if self._all is None and len(self) <= _KEPT_TRACKS:
            self._all = self._read(self._rows)
        if self._all is not None:
            yield from self._all
            return
        for k in range(0, len(self), 1000):
            yield from self._read(self._rows[k : k + 1000])


class Snapshot:
    """All that a search reads, addressed by vector row.

    Attributes:
        columns: facts by row.
        rows: (tracks,) the rows that hold a track, ascending.
        alive: (rows,) which rows hold a track; None when all do.
        tracks: in the order of `rows`.
        unlimited: (artists,) by artist code, whether hits of the artist are not limited: nobody in particular, or an
            artist with so much of the library that a limit would hide what fits.
        vectors: (rows, dim) float32.
        windows: (windows, WINDOW_DIM) int8.
        prefixes: (rows, width of a prefix) float32.
        faiss: index of a large library; None where there is none that can be used.
        scan: makes the shortlists: `faiss`, or an exact scan.
    """

    def __init__(
        self,
        columns: Columns,
        files: tuple[VectorFile, VectorFile, VectorFile],
        faiss: FaissPlace,
        read: Callable[[NDArray[np.int64]], list[Track]],
    ) -> None:
        """Map the vectors of the tracks in `columns`.

        Args:
            columns: facts of the tracks.
            files: from `vector_files`.
            faiss: where the FAISS index is.
            read: returns the tracks at vector rows.

        Raises:
            UserError: a vector file is missing or too short.
        """
        vectors, windows, prefixes = files
        self.columns = columns
        alive = columns.alive
        self.rows: NDArray[np.int64] = np.flatnonzero(alive)
        self.alive = None if len(self.rows) == len(alive) else np.asarray(alive)
        self.tracks = Tracks(read, self.rows)
        count = np.bincount(columns.artist[self.rows], minlength=len(columns.texts["artist"]))
        self.unlimited = count > max(_MANY * len(self.rows), 3)
        self.unlimited[[code for name in _ANONYMOUS if (code := columns.code("artist", f" {name} ")) >= 0]] = True
        self.vectors = Mapped(vectors.view(len(columns)))
        last = int((columns.window_row + columns.window_count).max(initial=0))
        self.windows: NDArray[np.int8] = windows.view(last)
        self.prefixes: FloatArray = _prefixes(prefixes, self.vectors)
        self.faiss: FaissIndex | None = None
        if len(columns) >= FAISS_FROM:
            from retrieval.vectors.faiss_index import FaissIndex

            try:
                self.faiss = FaissIndex(
                    faiss.folder, self.prefixes, self.vectors.array, faiss.library, faiss.fingerprint
                )
            except ValueError as err:
                log.info("Every prefix is scanned, because there is no FAISS index to use: %s.", err)
        self.scan: PrefixIndex = self.faiss or ExactPrefix(self.prefixes)


def _prefixes(file: VectorFile, vectors: Mapped) -> FloatArray:
    """Return the prefixes of all vectors; write them anew where an older Hark kept narrower ones."""
    try:
        return file.view(len(vectors))
    except UserError:
        partial = VectorFile(file.path.with_suffix(f".{os.getpid()}.part"), file.dim, file.dtype)
        for row in range(0, len(vectors), 20_000):
            rows = np.arange(row, min(row + 20_000, len(vectors)))
            partial.write(row, truncate(vectors[rows], file.dim))
        os.replace(partial.path, file.path)
        encoder = file.path.stem.partition("-")[2]
        for other in file.path.parent.glob(f"prefix*-{encoder}.f32"):
            if other != file.path:
                other.unlink(missing_ok=True)
        shutil.rmtree(file.path.parent / f"cells-{encoder}", ignore_errors=True)  # an earlier Hark's index of those
        return file.view(len(vectors))

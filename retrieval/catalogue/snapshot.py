"""Hold the state of a library at one time: the facts of all tracks in memory, their vectors memory-mapped."""

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

_KEPT_TRACKS = 20_000  # libraries of at most this many tracks stay in memory after all tracks were read
_MANY = 0.1  # an artist with more than this share of all tracks is not limited
_ANONYMOUS = ("traditional", "various artists", "various", "unknown artist", "unknown", "anonymous")


class Tracks(Sequence[Track]):
    """All tracks, in the order of their vectors. A track is read from the catalogue when it is accessed."""

    def __init__(self, read: Callable[[NDArray[np.int64]], list[Track]], rows: NDArray[np.int64]) -> None:
        """Set the rows and the function that reads them.

        Args:
            read: returns the tracks at vector rows.
            rows: the vector rows of all tracks, ascending.
        """
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
    """All data that a search reads, addressed by vector row.

    Attributes:
        columns: facts by row.
        rows: (tracks,) the rows that hold a track, ascending.
        alive: (rows,) whether a row holds a track; None if all do.
        tracks: the tracks in the order of `rows`.
        unlimited: (artists,) by artist code, whether any number of the artist's tracks may be shown: true for "various
            artists" and the like, and for an artist of many of the library's tracks.
        vectors: (rows, dim) float32.
        windows: (windows, width of a window's vector) int8.
        prefixes: (rows, width of a prefix) float32.
        faiss: the FAISS index of a large library; None if there is none that can be used.
        scan: the index that makes the shortlists: `faiss`, or an exact scan.
    """

    def __init__(
        self,
        columns: Columns,
        files: tuple[VectorFile, VectorFile, VectorFile],
        faiss: FaissPlace,
        read: Callable[[NDArray[np.int64]], list[Track]],
    ) -> None:
        """Memory-map the vectors of the tracks in `columns`, and open the index that searches them.

        Args:
            columns: the facts of the tracks.
            files: the result of `vector_files`.
            faiss: the place of the FAISS index.
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
    """Return the prefixes of all vectors; write their file if an older version of Hark did not."""
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
        shutil.rmtree(file.path.parent / f"cells-{encoder}", ignore_errors=True)  # an older version's index
        return file.view(len(vectors))

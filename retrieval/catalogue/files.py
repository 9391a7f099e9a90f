"""Name the files in a library's folder, and lock the library for the one process that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.errors import UserError
from retrieval.vectors.adaptive import prefix_width
from retrieval.vectors.rows import VectorFile

from .database import Catalogue

WINDOW_DIM = 128  # dimensions of a window's vector, one byte each
CATALOGUE = "catalogue.db"
_LOCK = "write.lock"


def vector_files(home: Path, catalogue: Catalogue, dim: int) -> tuple[VectorFile, VectorFile, VectorFile]:
    """Return the files of full vectors, of window vectors and of prefixes (short vectors) for the library's encoder."""
    of = catalogue.meta("fingerprint")[:12] or "none"
    return (
        VectorFile(home / f"vectors-{of}.f32", dim, np.float32),
        VectorFile(home / f"windows-{of}.i8", WINDOW_DIM, np.int8),
        VectorFile(home / f"prefix{prefix_width(dim)}-{of}.f32", prefix_width(dim), np.float32),
    )


class FaissPlace(NamedTuple):
    """The folder of a library's FAISS index, and the library and encoder that the index must belong to."""

    folder: Path
    library: str  # uid
    fingerprint: str  # of the encoder


def faiss_place(home: Path, catalogue: Catalogue) -> FaissPlace:
    """Return the folder of the FAISS index for the library's current encoder, with the ids that it must match."""
    fingerprint = catalogue.meta("fingerprint")
    return FaissPlace(home / f"faiss-{fingerprint[:12]}", catalogue.meta("uid"), fingerprint)


def is_written(home: Path) -> bool:
    """Return whether a process is writing the library now."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / _LOCK).acquire(timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # the folder is read-only
        return False


@contextmanager
def writing(home: Path) -> Iterator[Catalogue]:
    """Open the catalogue for the one process that may write it.

    Raises:
        UserError: another process is writing, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / _LOCK)
        with lock.acquire(timeout=0):
            catalogue = Catalogue(home / CATALOGUE, create=True)
            try:
                yield catalogue
            finally:
                catalogue.close()
    except Timeout as err:
        raise UserError(
            "Another Hark process is adding music to this library.",
            "Wait until it has finished (searching works meanwhile), or use another --library.",
        ) from err
    except OSError as err:
        raise UserError(
            f"{home} cannot be written: {err.strerror or err}.", "Check its permissions, or use --library elsewhere."
        ) from err

"""Name the files in a library's folder, and lock the library for the one process that writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.errors import UserError
from models.encoder import MATRYOSHKA_DIMS
from retrieval.vectors.adaptive import prefix_width
from retrieval.vectors.rows import VectorFile

from .database import Catalogue

WINDOW_DIM = 128  # greatest width of a window's vector, one byte each, if a prefix of this width was trained
CATALOGUE = "catalogue.db"
_LOCK = "write.lock"


def vector_files(
    home: Path, catalogue: Catalogue, dim: int, fingerprint: str | None = None, widths: str | None = None
) -> tuple[VectorFile, VectorFile, VectorFile]:
    """Return the files of full vectors, of window vectors and of prefixes (short vectors) of an encoder.

    Args:
        home: the library's folder.
        catalogue: the library's catalogue, which names the library's encoder.
        dim: the width of the encoder's vectors.
        fingerprint: of the encoder; None: the library's encoder.
        widths: the encoder's trained widths as `join_widths` writes them; None: those of the library's encoder.
    """
    of = (catalogue.meta("fingerprint") if fingerprint is None else fingerprint)[:12] or "none"
    trained = split_widths(catalogue.meta("widths") if widths is None else widths)
    width = prefix_width(dim, trained)
    return (
        VectorFile(home / f"vectors-{of}.f32", dim, np.float32),
        VectorFile(home / f"windows-{of}.i8", window_width(dim, trained), np.int8),
        VectorFile(home / f"prefix{width}-{of}.f32", width, np.float32),
    )


def window_width(dim: int, widths: Sequence[int]) -> int:
    """Return the stored width of a window's vector: the widest trained width up to WINDOW_DIM, else `dim`."""
    return max((width for width in widths if width <= min(WINDOW_DIM, dim)), default=dim)


def vector_paths(home: Path, fingerprint: str) -> list[Path]:
    """Return the paths of all existing vector files of an encoder, prefixes of any width included."""
    of = fingerprint[:12]
    return [path for kind in ("vectors", "windows", "prefix*") for path in home.glob(f"{kind}-{of}.*")]


def join_widths(widths: Sequence[int]) -> str:
    """Return trained widths as text for the catalogue; "-" if there are none."""
    return ",".join(map(str, widths)) or "-"


def split_widths(text: str) -> tuple[int, ...]:
    """Return the trained widths in a text of `join_widths`; "", of an older library, means all usual widths."""
    return tuple(int(part) for part in text.split(",") if part.isdigit()) if text else MATRYOSHKA_DIMS


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

"""Finding the sound files of a folder: deterministic, never out of the folder, never twice."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .audio import formats
from .errors import UserError

_SAMPLE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Found:
    """A sound file as the scan saw it."""

    path: Path
    size: int  # bytes
    mtime_ns: int


def scan(folder: Path) -> Iterator[Found]:
    """The sound files below `folder`, in name order; hidden files and folders are left out.

    Symbolic links to folders are not followed (they may lead round in circles or out of the folder);
    links to files are left out when they lead out of it.

    Raises:
        UserError: the folder is missing, is not one, or may not be read.
    """
    root = folder.expanduser().absolute()
    if not root.exists():
        raise UserError(f"There is no folder {root}.", "Check the spelling, or name another folder.")
    if not root.is_dir():
        raise UserError(f"{root} is a file.", "Name the folder that it is in.")
    try:
        os.listdir(root)
    except OSError as err:
        raise UserError(f"{root} cannot be read: {err.strerror}.", "Check its permissions.") from err
    endings = formats()
    real_root = root.resolve()
    for parent, dirs, files in os.walk(root):
        dirs[:] = sorted(d for d in dirs if not d.startswith("."))
        for name in sorted(files):
            if name.startswith(".") or os.path.splitext(name)[1].lower() not in endings:
                continue
            path = Path(parent, name)
            try:
                if path.is_symlink() and not path.resolve().is_relative_to(real_root):
                    continue
                status = path.stat()
            except (OSError, RuntimeError):
                continue  # vanished, or a link in a circle
            yield Found(path, status.st_size, status.st_mtime_ns)


def signature(found: Found) -> str:
    """A hash of a file's size, beginning and end: the same file under another name keeps its identity."""
    digest = hashlib.blake2b(str(found.size).encode(), digest_size=8)
    with open(found.path, "rb") as file:
        digest.update(file.read(_SAMPLE_BYTES))
        if found.size > 2 * _SAMPLE_BYTES:
            file.seek(-_SAMPLE_BYTES, os.SEEK_END)
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()

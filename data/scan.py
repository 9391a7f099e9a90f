"""Finding the sound files of a folder: deterministic, never out of the folder, never twice.

What is left out on purpose (hidden files, the folders that systems keep for themselves, other endings, what the
user's patterns exclude) is left out in silence. What should have been found and cannot be told from its name
alone (a folder that may not be read, a link that leads nowhere) is a
`Problem` with its reason.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .audio import ENDINGS
from .errors import UserError

_SAMPLE_BYTES = 65_536
_SYSTEM = frozenset(
    {
        "$recycle.bin", "system volume information", "recycler", "lost+found", "__macosx", "@eadir", "#recycle",
        "#snapshot", "@recycle", "node_modules", "__pycache__",
    }
)  # fmt: skip
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)


@dataclass(frozen=True, slots=True)
class Found:
    """A sound file as the scan saw it."""

    path: Path
    size: int  # bytes
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be looked at. What was known below it may still be there."""

    path: Path
    reason: str
    unknown: bool  # the disk did not answer: what was known of it must not be given up


@dataclass(frozen=True, slots=True)
class Patterns:
    """Which files count, in the user's words: shell patterns, upper and lower case alike.

    A pattern without a slash is compared with the name of the file and of every folder above it ("Podcasts",
    "*.ogg"); one with a slash with the path from the indexed folder on ("Live/*/*.flac").
    """

    include: tuple[str, ...] = ()  # none: everything
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in self.include + self.exclude:
            if not pattern.strip("/ ") or len(pattern) > 500:
                raise UserError(f"{pattern!r} is no pattern.", "Give one such as '*.flac', 'Podcasts' or 'Live/*'.")

    def takes(self, relative: str) -> bool:
        """Whether the file at that path, with slashes, from the indexed folder on, counts."""
        return (not self.include or _any(self.include, relative)) and not _any(self.exclude, relative)

    def leaves_out(self, relative: str) -> bool:
        """Whether nothing below that folder can count."""
        return _any(self.exclude, relative)


EVERYTHING = Patterns()


def _any(patterns: tuple[str, ...], relative: str) -> bool:
    path = relative.casefold()
    names = path.split("/")
    for pattern in patterns:
        wanted = pattern.casefold().rstrip("/").removesuffix("/**").removeprefix("./").lstrip("/")
        if "/" in wanted:
            if fnmatchcase(path, wanted) or fnmatchcase(path, f"{wanted}/*"):
                return True
        elif any(fnmatchcase(name, wanted) for name in names):
            return True
    return False


def check_folder(folder: Path) -> Path:
    """The absolute path of a folder that can be scanned.

    Raises:
        UserError: the folder is missing, is not one, or may not be read.
    """
    root = folder.expanduser().absolute()
    try:
        is_folder = stat.S_ISDIR(os.stat(root).st_mode)
        if is_folder:
            os.listdir(root)
    except (FileNotFoundError, NotADirectoryError, ValueError) as err:
        raise UserError(f"There is no folder {root}.", "Check the spelling, or name another folder.") from err
    except OSError as err:
        raise UserError(f"{root} cannot be read: {err.strerror}.", "Check its permissions.") from err
    if not is_folder:
        raise UserError(f"{root} is a file.", "Name the folder that it is in.")
    return root


def scan(
    folder: Path, patterns: Patterns = EVERYTHING, apart: Collection[Path] = (), problems: list[Problem] | None = None
) -> Iterator[Found]:
    """The sound files below `folder`, in name order; hidden files and folders are left out.

    Symbolic links to folders are not followed (they may lead round in circles or out of the folder); links to
    files count where they stay inside it.

    Args:
        folder: where to look.
        patterns: which files count.
        apart: folders below that are not looked into, because they are indexed by themselves.
        problems: collects what could not be looked at.

    Raises:
        UserError: the folder is missing, is not one, or may not be read.
    """
    root = check_folder(folder)
    found = [] if problems is None else problems
    yield from _below(root, "", root, os.path.realpath(root), patterns, {os.fspath(p) for p in apart}, found)


def _below(
    parent: Path, within: str, root: Path, real_root: str, patterns: Patterns, apart: set[str],
    problems: list[Problem],
) -> Iterator[Found]:  # fmt: skip
    """The files of one folder, then those of its folders. `within` is its path from the root on, with a slash."""
    folders: list[os.DirEntry[str]] = []
    files: list[os.DirEntry[str]] = []
    try:
        with os.scandir(parent) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.casefold() in _SYSTEM:
                    continue
                try:
                    a_folder = entry.is_dir(follow_symlinks=False)
                except OSError:
                    a_folder = False
                if a_folder:
                    folders.append(entry)
                elif os.path.splitext(entry.name)[1].lower() in ENDINGS:
                    files.append(entry)
    except FileNotFoundError:
        return  # it vanished meanwhile
    except OSError as err:
        problems.append(Problem(parent, f"the folder cannot be read ({err.strerror})", unknown=True))
        return
    for entry in sorted(files, key=lambda e: e.name):
        if patterns is not EVERYTHING and not patterns.takes(within + entry.name):
            continue
        path = parent / entry.name
        try:
            linked = entry.is_symlink()
            status = os.stat(path)
        except FileNotFoundError:
            if linked:
                problems.append(Problem(path, "it is a link, and what it leads to is not there", unknown=False))
            continue
        except (OSError, ValueError, RuntimeError) as err:
            circle = getattr(err, "errno", None) == errno.ELOOP
            reason = "it is a link that leads round in a circle" if circle else f"the disk does not give it: {err}"
            problems.append(Problem(path, reason, unknown=not circle))
            continue
        if linked and os.path.commonpath([real_root, os.path.realpath(path)]) != real_root:
            problems.append(
                Problem(path, "it is a link out of the folder; index the folder it leads to", unknown=False)
            )
        elif not (getattr(status, "st_file_attributes", 0) & _HIDDEN) and not stat.S_ISDIR(status.st_mode):
            yield Found(path, status.st_size, status.st_mtime_ns)
    for entry in sorted(folders, key=lambda e: e.name):
        deeper = within + entry.name
        if entry.path in apart or (patterns is not EVERYTHING and patterns.leaves_out(deeper)):
            continue
        path = parent / entry.name
        try:
            yield from _below(path, f"{deeper}/", root, real_root, patterns, apart, problems)
        except RecursionError:
            problems.append(Problem(path, "its folders are nested too deeply", unknown=True))


def signature(found: Found) -> str:
    """A hash of a file's size, beginning and end: the same file under another name keeps its identity.

    Raises:
        OSError: it cannot be read, or is not a regular file (opening a FIFO would wait for ever).
    """
    digest = hashlib.blake2b(str(found.size).encode(), digest_size=8)
    handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        digest.update(file.read(_SAMPLE_BYTES))
        if found.size > 2 * _SAMPLE_BYTES:
            file.seek(-_SAMPLE_BYTES, os.SEEK_END)
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()

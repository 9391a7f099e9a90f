"""Finding the sound files of a folder, in an order that does not change, each once.

What is left out on purpose (the folders that systems keep for themselves, what the user's patterns exclude) is left
out in silence. Files of other kinds and hidden ones are counted in one `Problem`. What should have been found and
cannot be looked at (a folder that may not be read, a link that leads nowhere) is a `Problem` with its reason.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .audio import ENDINGS
from .errors import UserError

_SAMPLE_BYTES = 65_536
_SYSTEM = frozenset(
    {
        "$recycle.bin", "system volume information", "__macosx", "@eadir", "#recycle", "#snapshot", "@recycle",
        "node_modules", "__pycache__",
    }
)  # fmt: skip
_SYSTEM_AT_THE_TOP = frozenset({"RECYCLER", "lost+found"})  # elsewhere they are names of albums
_HIDDEN_FOLDERS = (  # what a folder's name begins with behind its dot, where systems and programs keep their own
    "trash", "git", "svn", "hg", "cache", "thumb", "appledouble", "spotlight", "fseventsd", "temporaryitems",
    "documentrevisions", "stfolder", "stversions", "sync", "dropbox", "config", "local", "venv", "idea", "vscode",
    "tmp", "temp", "snapshot",
)  # fmt: skip
UNREAD = frozenset(  # endings of music that Hark does not read; other files in a folder of music go without saying
    ".mid .midi .kar .rmi .mod .xm .it .s3m .mtm .ra .rm .ram .dts .thd .mlp .mkv .avi .mpg .mpeg .wmv .flv .m4v .vob"
    " .aax .aaxc .aa .shn .ofr .ofs .cda .sid .nsf .spc .vgm .vgz .gbs .psf .la .voc .iso .als .flp .gp3 .gp4 .gp5 .gpx"
    " .part .crdownload .partial .download".split()
)
_LISTED = 6  # endings that are named
_CIRCLE = "it is a link that leads round in a circle"
_LEADS_NOWHERE = "it is a link, and what it leads to is not there"
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)


@dataclass(frozen=True, slots=True)
class Found:
    """A sound file as the scan saw it."""

    path: Path
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int = 0  # when its inode changed: an editor of tags may set the other time back


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


def known_as(folder: Path, known: Collection[Path]) -> Path:
    """Return the one path under which a folder is kept, whatever it is called: `a/../b`, or a link to it.

    Args:
        folder: as somebody named it.
        known: folders that are kept already, perhaps by the path of a link.
    """
    absolute = folder.expanduser().absolute()
    real = os.path.realpath(absolute)
    if absolute in known:
        return absolute
    return next((each for each in known if os.path.realpath(each) == real), Path(real))


def scan(
    folder: Path, patterns: Patterns = EVERYTHING, apart: Collection[Path] = (), problems: list[Problem] | None = None
) -> Iterator[Found]:
    """Find the sound files below `folder`, in name order.

    Symbolic links to folders are followed, once and never round in a circle; links to files count where they stay
    inside. Names that begin with a dot count where the dot belongs to the name ("...And Justice") and within folders;
    hidden files are counted and told.

    Args:
        folder: where to look.
        patterns: which files count.
        apart: folders below that are not looked into, because they are indexed by themselves.
        problems: collects what could not be looked at. What is of no use by its name alone is one problem, of the
            folder itself.

    Raises:
        UserError: the folder is missing, is not one, or may not be read.
    """
    root = check_folder(folder)
    found = [] if problems is None else problems
    scanning = _Scan(root, patterns, {os.fspath(p) for p in apart}, found)
    yield from scanning.below(root, "", scanning.roots[0])
    if reason := scanning.left_out():
        found.append(Problem(root, reason, unknown=False))


class _Scan:
    """One pass over a folder."""

    def __init__(self, root: Path, patterns: Patterns, apart: set[str], problems: list[Problem]) -> None:
        self.root, self.patterns, self.apart, self.problems = root, patterns, apart, problems
        self.roots = [os.path.realpath(root)]  # and where links lead that were followed
        self.real_apart = {os.path.realpath(path) for path in apart}
        self.unread: Counter[str] = Counter()  # endings of files of other kinds
        self.hidden = self.sound = 0

    def left_out(self) -> str:
        """Return a sentence about the files that are not looked at because of their names, or ""."""
        kinds = {ending: n for ending, n in self.unread.items() if ending in UNREAD or not self.sound}
        said = []
        if count := sum(kinds.values()):
            listed = ", ".join(ending for ending, _ in Counter(kinds).most_common(_LISTED))
            more = ", ..." if len(kinds) > _LISTED else ""
            said.append(
                f"{count} file is of a kind that Hark does not read ({listed})"
                if count == 1
                else f"{count} files are of kinds that Hark does not read ({listed}{more})"
            )
        if self.hidden:
            said.append("1 sound file is hidden" if self.hidden == 1 else f"{self.hidden} sound files are hidden")
        return "; ".join(said)

    def below(self, parent: Path, within: str, real_root: str) -> Iterator[Found]:
        """Yield the files of one folder, then those of its folders.

        Args:
            parent: the folder.
            within: its path from the root on, with a slash at the end.
            real_root: what it lies in without links: the root, or the target of a link that was followed.
        """
        folders: list[os.DirEntry[str]] = []
        files: list[os.DirEntry[str]] = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    self._sort(entry, within, folders, files)
        except FileNotFoundError:
            return  # it vanished meanwhile
        except OSError as err:
            self.problems.append(Problem(parent, f"the folder cannot be read ({err.strerror})", unknown=True))
            return
        for entry in sorted(files, key=lambda e: e.name):
            if self.patterns is EVERYTHING or self.patterns.takes(within + entry.name):
                yield from self._file(parent / entry.name, entry, real_root)
        for entry in sorted(folders, key=lambda e: e.name):
            deeper = within + entry.name
            if entry.path in self.apart or (self.patterns is not EVERYTHING and self.patterns.leaves_out(deeper)):
                continue
            path, real = parent / entry.name, real_root
            if entry.is_symlink():
                target = self._followed(path)
                if target is None:
                    continue
                real = target
            try:
                yield from self.below(path, f"{deeper}/", real)
            except RecursionError:
                self.problems.append(Problem(path, "its folders are nested too deeply", unknown=True))

    def _sort(
        self, entry: os.DirEntry[str], within: str, folders: list[os.DirEntry[str]], files: list[os.DirEntry[str]]
    ) -> None:
        name = entry.name
        folded = name.casefold()
        if folded in _SYSTEM or (not within and name in _SYSTEM_AT_THE_TOP) or name.startswith("._"):
            return
        try:
            a_folder = entry.is_dir()
        except OSError:
            a_folder = False
        if a_folder:
            if not (name.startswith(".") and folded.lstrip(".").startswith(_HIDDEN_FOLDERS)):
                folders.append(entry)
            return
        ending = os.path.splitext(name)[1].lower()
        if ending in ENDINGS:
            if re.match(r"\.\w", name) and not name[1].isdigit():
                self.hidden += 1
            else:
                files.append(entry)
        elif ending or not entry.is_symlink():
            if ending and not name.startswith("."):
                self.unread[ending] += 1
        elif not os.path.exists(entry.path):  # a link to a folder on a drive that is not there, perhaps
            self.problems.append(Problem(Path(entry.path), _LEADS_NOWHERE, unknown=True))

    def _followed(self, path: Path) -> str | None:
        """Where a link to a folder leads, if it is to be followed."""
        target = os.path.realpath(path)
        if any(_inside(target, root) for root in (*self.roots, *self.real_apart)):
            return None  # its files are found where they are
        if any(_inside(root, target) for root in self.roots):
            self.problems.append(Problem(path, _CIRCLE, unknown=False))
            return None
        self.roots.append(target)
        return target

    def _file(self, path: Path, entry: os.DirEntry[str], real_root: str) -> Iterator[Found]:
        linked = False
        try:
            linked = entry.is_symlink()
            status = os.stat(path)
        except FileNotFoundError:
            if linked:
                self.problems.append(Problem(path, _LEADS_NOWHERE, unknown=False))
            return
        except (OSError, ValueError, RuntimeError) as err:
            circle = getattr(err, "errno", None) == errno.ELOOP
            reason = _CIRCLE if circle else f"the disk does not give it: {err}"
            self.problems.append(Problem(path, reason, unknown=not circle))
            return
        if linked and not _inside(os.path.realpath(path), real_root):
            reason = "it is a link out of the folder; index the folder it leads to"
            self.problems.append(Problem(path, reason, unknown=False))
        elif getattr(status, "st_file_attributes", 0) & _HIDDEN:
            self.hidden += 1
        elif not stat.S_ISDIR(status.st_mode):
            self.sound += 1
            yield Found(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


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

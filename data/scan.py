"""Find the sound files of a folder, each once, in a stable order.

System folders and what the user's patterns exclude are skipped silently. Files of other kinds and hidden files are
counted in one `Problem`. A folder that may not be read or a link without a target is a `Problem` with its reason.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from .audio import ENDINGS
from .errors import UserError
from .files.lyrics import SIDE_FILES

_SAMPLE_BYTES = 65_536
_SYSTEM = frozenset(
    {
        "$recycle.bin", "system volume information", "__macosx", "@eadir", "#recycle", "#snapshot", "@recycle",
        "node_modules", "__pycache__",
    }
)  # fmt: skip
_SYSTEM_AT_THE_TOP = frozenset({"RECYCLER", "lost+found"})  # on other systems these may be names of albums
_HIDDEN_FOLDERS = (  # beginnings (after the dot) of names of folders that systems and programs use for their own data
    "trash", "git", "svn", "hg", "cache", "thumb", "appledouble", "spotlight", "fseventsd", "temporaryitems",
    "documentrevisions", "stfolder", "stversions", "sync", "dropbox", "config", "local", "venv", "idea", "vscode",
    "tmp", "temp", "snapshot",
)  # fmt: skip
UNREAD = frozenset(  # endings of music formats that Hark does not read; other kinds of files are not reported
    ".mid .midi .kar .rmi .mod .xm .it .s3m .mtm .ra .rm .ram .dts .thd .mlp .mkv .avi .mpg .mpeg .wmv .flv .m4v .vob"
    " .aax .aaxc .aa .shn .ofr .ofs .cda .sid .nsf .spc .vgm .vgz .gbs .psf .la .voc .iso .als .flp .gp3 .gp4 .gp5 .gpx"
    " .ec3 .eac3 .oma .aa3 .at3 .vqf .wvc .m2ts .part .crdownload .partial .download".split()
)
_LISTED = 6  # most endings listed in the report
_CIRCLE = "it is a link that leads round in a circle"
_LEADS_NOWHERE = "it is a link, and what it leads to is not there"
_HIDDEN = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(stat, "FILE_ATTRIBUTE_SYSTEM", 4)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A sound file with its size and times, as found on disk."""

    name: str  # the whole path; a scan of a large library would take twice as long if it made a `Path` of each
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int = 0  # change time of the inode: tag editors may reset the modification time

    @property
    def path(self) -> Path:
        """Return the file's path."""
        return Path(self.name)


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be read. Files found below it earlier may still exist."""

    path: Path
    reason: str
    unknown: bool  # the disk did not respond, so tracks below must not be removed from the library


@dataclass(frozen=True, slots=True)
class Patterns:
    """Which files are included and excluded: shell patterns that ignore case.

    A pattern without a slash is compared with the name of the file and of each folder above it ("Podcasts", "*.ogg"). A
    pattern with a slash is compared with the path relative to the indexed folder ("Live/*/*.flac").
    """

    include: tuple[str, ...] = ()  # empty: all files
    exclude: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for pattern in self.include + self.exclude:
            if not pattern.strip("/ ") or len(pattern) > 500:
                raise UserError(f"{pattern!r} is no pattern.", "Give one such as '*.flac', 'Podcasts' or 'Live/*'.")

    def takes(self, relative: str) -> bool:
        """Return whether the file at `relative`, its path from the indexed folder with slashes, is included."""
        return (not self.include or _any(self.include, relative)) and not _any(self.exclude, relative)

    def leaves_out(self, relative: str) -> bool:
        """Return whether the exclude patterns rule out the whole folder."""
        return _any(self.exclude, relative)


EVERYTHING = Patterns()


def _any(patterns: tuple[str, ...], relative: str) -> bool:
    """Return whether a relative path matches at least one of the patterns of files to ignore.

    A pattern with a slash is compared with the whole path; one without, with the name of each folder and of the file.
    """
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
    """Return the absolute path of a folder after checking that it can be scanned.

    Raises:
        UserError: the folder does not exist, is not a folder, or may not be read.
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
    """Return the path that the library already uses for this folder, even if it is given as `a/../b` or through a link.

    For a new folder, return its resolved path.

    Args:
        folder: as given by the user.
        known: paths of the folders in the library; they may contain links.
    """
    absolute = folder.expanduser().absolute()
    real = os.path.realpath(absolute)
    if absolute in known:
        return absolute
    return next((each for each in known if os.path.realpath(each) == real), Path(real))


Beside = dict[str, dict[str, str]]  # path without ending -> path of each file with words -> its ending, size and time


def scan(
    folder: Path,
    patterns: Patterns = EVERYTHING,
    apart: Collection[Path] = (),
    problems: list[Problem] | None = None,
    beside: Beside | None = None,
) -> list[FoundFile]:
    """Find the sound files below `folder`, ordered by name, the files of each folder before those of its subfolders.

    Symbolic links to folders are followed once, never in a circle; links to files are followed if the target is inside
    the folder. A name that begins with dots is included if the dots belong to a title ("...And Justice"); hidden files
    are only counted.

    Args:
        folder: the folder to scan.
        patterns: which files are included.
        apart: subfolders to skip, because they are indexed separately.
        problems: receives what could not be read. All files that are skipped because of their names make up one
            problem, that of `folder`.
        beside: receives the files that may contain words of songs; links among them are skipped.

    Raises:
        UserError: the folder does not exist, is not a folder, or may not be read.
    """
    root = check_folder(folder)
    found = [] if problems is None else problems
    scanning = _Scan(root, patterns, {os.fspath(p) for p in apart}, found, {} if beside is None else beside)
    scanning.look(os.fspath(root), "", scanning.roots[0])
    if reason := scanning.left_out():
        found.append(Problem(root, reason, unknown=False))
    return scanning.files


class _Scan:
    """The state of one scan of a folder."""

    def __init__(
        self, root: Path, patterns: Patterns, apart: set[str], problems: list[Problem], beside: Beside
    ) -> None:
        self.patterns, self.apart, self.problems, self.beside = patterns, apart, problems, beside
        self.files: list[FoundFile] = []
        self.roots = [os.path.realpath(root)]  # the root and the targets of links that were followed
        self.real_apart = {os.path.realpath(path) for path in apart}
        self.unread: Counter[str] = Counter()  # endings of files of other kinds
        self.hidden = self.sound = 0

    def left_out(self) -> str:
        """Return a sentence about the files that were skipped because of their names, or ""."""
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

    def look(self, parent: str, within: str, real_root: str) -> None:
        """Add the files of one folder, then those of its subfolders, to `files`.

        Args:
            parent: the folder.
            within: its path relative to the root, ending with a slash.
            real_root: the resolved root, or the target of the link through which the folder was reached.
        """
        folders: list[os.DirEntry[str]] = []
        files: list[os.DirEntry[str]] = []
        try:
            with os.scandir(parent) as entries:
                for entry in entries:
                    self._sort(entry, within, folders, files)
        except FileNotFoundError:
            return  # deleted since the folder was listed
        except OSError as err:
            reason = f"the folder cannot be read ({err.strerror})"
            self.problems.append(Problem(Path(parent), reason, unknown=True))
            return
        for entry in sorted(files, key=lambda e: e.name):
            if self.patterns is EVERYTHING or self.patterns.takes(within + entry.name):
                self._add(entry, real_root)
        for entry in sorted(folders, key=lambda e: e.name):
            deeper = within + entry.name
            if entry.path in self.apart or (self.patterns is not EVERYTHING and self.patterns.leaves_out(deeper)):
                continue
            real = real_root
            if entry.is_symlink():
                target = self._followed(entry.path)
                if target is None:
                    continue
                real = target
            try:
                self.look(entry.path, f"{deeper}/", real)
            except RecursionError:
                self.problems.append(Problem(Path(entry.path), "its folders are nested too deeply", unknown=True))

    def _sort(
        self, entry: os.DirEntry[str], within: str, folders: list[os.DirEntry[str]], files: list[os.DirEntry[str]]
    ) -> None:
        """Append an entry to `folders` or `files`, or count it as skipped."""
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
        if ending in SIDE_FILES:
            self._note_words(entry, ending)
        if ending in ENDINGS:
            if name[0] == "." and re.match(r"\.\w", name) and not name[1].isdigit():
                self.hidden += 1
            else:
                files.append(entry)
        elif ending or not entry.is_symlink():
            if ending and not name.startswith("."):
                self.unread[ending] += 1
        elif not os.path.exists(entry.path):  # perhaps a link to a folder on a drive that is not connected
            self.problems.append(Problem(Path(entry.path), _LEADS_NOWHERE, unknown=True))

    def _note_words(self, entry: os.DirEntry[str], ending: str) -> None:
        """Add a file that may contain the words of a song to `beside`."""
        with suppress(OSError):  # deleted since the folder was listed, or on a disk that fails
            if entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                stem = os.path.splitext(entry.path)[0]
                self.beside.setdefault(stem, {})[entry.path] = f" {ending} {status.st_size} {status.st_mtime_ns}"

    def _followed(self, path: str) -> str | None:
        """Return the target of a link to a folder, or None if it is not to be followed."""
        target = os.path.realpath(path)
        if any(_inside(target, root) for root in (*self.roots, *self.real_apart)):
            return None  # the files are found in the target itself
        if any(_inside(root, target) for root in self.roots):
            self.problems.append(Problem(Path(path), _CIRCLE, unknown=False))
            return None
        self.roots.append(target)
        return target

    def _add(self, entry: os.DirEntry[str], real_root: str) -> None:
        """Add the file of an entry to `files`, or record why it cannot be used."""
        linked = False
        try:
            linked = entry.is_symlink()
            status = entry.stat()
        except FileNotFoundError:
            if linked:
                self.problems.append(Problem(Path(entry.path), _LEADS_NOWHERE, unknown=False))
            return
        except (OSError, ValueError, RuntimeError) as err:
            circle = getattr(err, "errno", None) == errno.ELOOP
            reason = _CIRCLE if circle else f"the disk does not give it: {err}"
            self.problems.append(Problem(Path(entry.path), reason, unknown=not circle))
            return
        if linked and not _inside(os.path.realpath(entry.path), real_root):
            reason = "it is a link out of the folder; index the folder it leads to"
            self.problems.append(Problem(Path(entry.path), reason, unknown=False))
        elif getattr(status, "st_file_attributes", 0) & _HIDDEN:
            self.hidden += 1
        elif not stat.S_ISDIR(status.st_mode):
            self.sound += 1
            self.files.append(FoundFile(entry.path, status.st_size, status.st_mtime_ns, status.st_ctime_ns))


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def signature(found: FoundFile) -> str:
    """Return a hash of a file's size, beginning and end, by which a renamed or moved file is recognised.

    Raises:
        OSError: the file cannot be read or is not a regular file (opening a FIFO would block forever).
    """
    digest = hashlib.blake2b(str(found.size).encode(), digest_size=8)
    handle = os.open(found.name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        digest.update(file.read(_SAMPLE_BYTES))
        if found.size > 2 * _SAMPLE_BYTES:
            file.seek(-_SAMPLE_BYTES, os.SEEK_END)
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()

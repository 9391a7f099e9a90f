"""Find the differences between the files on disk and the catalogue: new, changed, moved and missing files.

`compare` only reads. `apply` writes the changes for which no sound must be decoded: moves, removals, changed tags. The
files to decode are in `Changes.tasks`.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data.files.identity import sound_signature
from data.scan import Beside, FoundFile, Problem, scan, signature
from data.tags import READER, Tags, written_tags
from retrieval.catalogue.database import Catalogue, Filed, Skipped

from .crew import Task
from .keeping import About, Sidecar, with_facts

_CLOCK_S = 2.0  # some disks round the times of files to two seconds
_SHIFT_S = 1800.0  # daylight saving and time zones shift the times on some disks by multiples of half an hour
_MOST_SHIFT_S = 15 * 3600.0


@dataclass(slots=True)
class Changes:
    """The differences between disk and catalogue."""

    tasks: list[Task[About]] = field(default_factory=list)  # files to decode
    new: list[tuple[FoundFile, Path]] = field(
        default_factory=list
    )  # (file that the catalogue lacks, its indexed folder)
    moved: dict[Path, Filed] = field(default_factory=dict)  # path of a new file -> the track that was moved there
    touched: list[tuple[Filed, FoundFile]] = field(
        default_factory=list
    )  # same content, only the file's time has changed
    retagged: list[tuple[Filed, FoundFile]] = field(default_factory=list)  # same sound, the tags must be read again
    rehomed: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))  # folder -> tracks now in it
    missing: list[Filed] = field(default_factory=list)  # tracks whose file is not at its path
    problems: list[tuple[Path, Skipped]] = field(default_factory=list)  # (folder, something in it that is unreadable)
    still_bad: list[Skipped] = field(default_factory=list)  # files that were unreadable and have not changed
    readable: list[Path] = field(default_factory=list)  # files that were unreadable, now deleted or readable
    emptied: list[Path] = field(default_factory=list)  # folders that had tracks and are empty now
    filed: list[Filed] = field(default_factory=list)  # all tracks, as the catalogue had them
    beside: Beside = field(default_factory=dict)  # files that may contain words of songs, see `data.scan.scan`

    @property
    def gone(self) -> list[str]:
        """Return the ids of the tracks to remove: their files are missing and have not been moved."""
        back = {entry.track_id for entry in self.moved.values()}
        return [entry.track_id for entry in self.missing if entry.track_id not in back]


def compare(
    catalogue: Catalogue, home: Path, folders: Sequence[Path], *, rebuild: bool = False, retry: bool = False
) -> Changes:
    """Find the differences between the files in indexed folders and the catalogue.

    Args:
        catalogue: the library's catalogue.
        home: the library's folder, which is not scanned.
        folders: the indexed folders to scan; each must exist.
        rebuild: decode every file again.
        retry: try files again that could not be read before.
    """
    filed, known_folders = catalogue.filed(), catalogue.folders()
    by_name = {f.name: f for f in filed}
    changes = Changes(filed=filed)
    bad_before: list[Skipped] = []
    present: set[str] = set()
    for folder in folders:
        problems: list[Problem] = []
        apart = _apart(folder, known_folders, home)
        files = scan(folder, catalogue.patterns(folder), apart, problems, changes.beside)
        root = os.fspath(folder)
        members = [f for f in filed if f.root == root]
        skipped = {os.fspath(s.path): s for s in catalogue.skipped(folder)}
        bad_before += skipped.values()
        if members and not files and not problems and not os.listdir(folder):
            changes.emptied.append(folder)
            continue
        present.update(file.name for file in files)
        for file in files:
            known, bad = by_name.get(file.name), skipped.get(file.name)
            if known is not None:
                _sort_known(changes, file, folder, known, rebuild)
            elif bad is not None and _same(bad, file) and not (retry or rebuild):
                changes.still_bad.append(bad)
            else:
                changes.new.append((file, folder))
        changes.missing += _missing(members, present, problems)
        changes.problems += [(folder, Skipped(p.path, -1, 0, p.reason)) for p in problems]
    if not rebuild:
        changes.moved = _moved(catalogue, changes.new, changes.missing, filed, set(folders))
    changes.tasks += [Task(f, About(folder, None)) for f, folder in changes.new if f.path not in changes.moved]
    unlooked = [note.path for folder, note in changes.problems if note.path != folder]
    changes.readable = _readable(bad_before, present, unlooked)
    return changes


def apply(catalogue: Catalogue, changes: Changes, sidecars: dict[Path, Sidecar]) -> None:
    """Write all changes that need no decoding to the catalogue, in one transaction."""
    with catalogue.transaction():
        catalogue.remove(changes.gone)
        catalogue.forget_skipped([*changes.readable, *changes.moved])
        for folder, ids in changes.rehomed.items():
            catalogue.rehome(ids, folder)
        for folder, note in changes.problems:
            catalogue.put_skipped(folder, [note])
        for found, folder in changes.new:
            if found.path in changes.moved:
                _move(catalogue, changes.moved[found.path], found, folder, sidecars[folder])
        catalogue.unretire([entry.track_id for entry in changes.moved.values()])
        for known, found in changes.touched:
            if (entry := catalogue.entry(known.track_id)) is not None:
                catalogue.put([replace(entry, mtime_ns=found.mtime_ns)])
                catalogue.put_seen([(known.track_id, found.ctime_ns, known.sound, known.reader)])
        for known, found in changes.retagged:
            _retag(catalogue, known, found, sidecars)
        _forget_left(catalogue, changes)


def _apart(folder: Path, known_folders: Iterable[Path], home: Path) -> list[Path]:
    """Return the paths inside a folder that are not scanned: other indexed folders, and the library's own folder."""
    apart = [other for other in known_folders if other != folder and other.is_relative_to(folder)]
    return apart if folder.is_relative_to(home) else [*apart, home]


def _sort_known(changes: Changes, file: FoundFile, folder: Path, known: Filed, rebuild: bool) -> None:
    """Decide whether the file of a known track must be decoded or its tags read again, and add it to `changes`.

    Args:
        changes: receives the file.
        file: the file as found on disk.
        folder: the indexed folder in which it was found.
        known: the file as the catalogue has it.
        rebuild: decode every file again.
    """
    if known.root != os.fspath(folder):
        changes.rehomed[folder].append(known.track_id)
    if rebuild:
        changes.tasks.append(Task(file, About(folder, known)))
    elif _same(known, file) and known.ctime_ns in (None, file.ctime_ns):
        if not known.has_print:
            changes.tasks.append(Task(file, About(folder, known), print_only=True))
        elif known.reader < READER:
            changes.retagged.append((known, file))
    elif _only_touched(known, file):
        changes.touched.append((known, file))
    elif known.sound and sound_signature(file.path) == known.sound:
        changes.retagged.append((known, file))
    else:
        changes.tasks.append(Task(file, About(folder, known)))


def _missing(members: Iterable[Filed], present: set[str], problems: Iterable[Problem]) -> list[Filed]:
    """Return the tracks whose files are gone. Files in places that could not be read are not counted as gone."""
    unanswered = {problem.path for problem in problems if problem.unknown}
    return [f for f in members if f.name not in present and unanswered.isdisjoint((f.path, *f.path.parents))]


def _readable(bad_before: Iterable[Skipped], present: set[str], problems: Sequence[Path]) -> list[Path]:
    """Return the paths that could not be read before and are now deleted or readable."""
    return [
        bad.path
        for bad in bad_before
        if (bad.size < 0 or os.fspath(bad.path) not in present)
        and not any(bad.path.is_relative_to(path) for path in problems)
    ]


def _move(catalogue: Catalogue, known: Filed, found: FoundFile, folder: Path, sidecar: Sidecar) -> None:
    """Update a moved track: its path and folder, and the facts that its new path and `hark.json` state."""
    entry, tags = catalogue.entry(known.track_id), catalogue.tags(known.track_id)
    if entry is None:
        return
    track = replace(entry.track, path=found.path, folder=folder)
    if tags is not None:
        track = with_facts(track, Tags.from_json(tags), sidecar)
    catalogue.put([replace(entry, track=track, mtime_ns=found.mtime_ns)])
    catalogue.put_seen([(known.track_id, found.ctime_ns, known.sound, known.reader)])


def _retag(catalogue: Catalogue, known: Filed, found: FoundFile, sidecars: dict[Path, Sidecar]) -> None:
    """Read the tags of a track's file again and store the facts."""
    entry = catalogue.entry(known.track_id)
    if entry is None:
        return
    tags = written_tags(found.path)
    track = with_facts(entry.track, tags, sidecars.get(entry.track.folder, {}))
    content = _signature(found) if found.mtime_ns != known.mtime_ns or found.ctime_ns != known.ctime_ns else ""
    catalogue.put(
        [replace(entry, track=track, size=found.size, mtime_ns=found.mtime_ns, signature=content or known.signature)]
    )
    catalogue.put_tags(known.track_id, tags.to_json())
    catalogue.put_seen([(known.track_id, found.ctime_ns, known.sound or sound_signature(found.path), READER)])


def _forget_left(catalogue: Catalogue, changes: Changes) -> None:
    """Remove missing folders whose tracks have all moved, as when a drive is mounted elsewhere."""
    for folder in {entry.folder for entry in changes.moved.values()}:
        if not folder.is_dir() and not catalogue.entries(folder):
            catalogue.remove_folder(folder)


def _same(known: Filed | Skipped, found: FoundFile) -> bool:
    return (known.size, known.mtime_ns) == (found.size, found.mtime_ns)


def _only_touched(known: Filed, found: FoundFile) -> bool:
    """Return whether a file has the content that the catalogue knows, although its modification time has changed.

    The times may differ by whole half hours, up to a limit, and by a few seconds, because file systems store times in
    different zones and with different precision. For a larger difference the result is False, and the file is read.
    """
    if known.size != found.size:
        return False
    apart_s = abs(known.mtime_ns - found.mtime_ns) / 1e9
    off_s = abs(apart_s - _SHIFT_S * round(apart_s / _SHIFT_S))
    return apart_s < _MOST_SHIFT_S and off_s <= _CLOCK_S and _signature(found) == known.signature


def _moved(
    catalogue: Catalogue,
    new: list[tuple[FoundFile, Path]],
    missing: list[Filed],
    filed: list[Filed],
    scanned: set[Path],
) -> dict[Path, Filed]:
    """Find new files that are known tracks whose files were moved.

    Candidates are missing tracks, tracks in folders that are not scanned now, and removed tracks whose rows are still
    in the catalogue.

    Returns:
        path of the new file -> the track.
    """
    if not new:
        return {}
    candidates: dict[int, list[Filed]] = defaultdict(list)
    for entry in missing:
        candidates[entry.size].append(entry)
    for entry in filed:
        if entry.folder not in scanned:
            candidates[entry.size].append(entry)
    ids = {entry.track_id for entry in filed}
    for entry in catalogue.filed(retired=True):
        if entry.track_id not in ids:
            candidates[entry.size].append(entry)
    absent = {entry.track_id for entry in missing}
    found_again: dict[Path, Filed] = {}
    taken: set[str] = set()
    for found, _ in new:
        if found.size not in candidates:
            continue
        content = _signature(found)
        for entry in candidates[found.size]:
            if content and entry.signature == content and entry.track_id not in taken:
                elsewhere = entry.track_id in ids and entry.track_id not in absent
                if elsewhere and os.path.lexists(entry.path):
                    continue  # a copy
                found_again[found.path] = entry
                taken.add(entry.track_id)
                break
    return found_again


def _signature(found: FoundFile) -> str:
    try:
        return signature(found)
    except OSError:
        return ""

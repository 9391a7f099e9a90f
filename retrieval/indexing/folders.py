"""Making folders of music searchable: scan, listen, embed, commit, batch by batch.

Interrupted at any moment, an index keeps every batch that was committed, and the next run goes on from
there. A file that cannot be read is remembered with its reason and is never fatal (`retrieval.indexing.listening`). A
track whose file is gone is retired rather than forgotten, and nothing is concluded from a disk that does not
answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from data.errors import UserError
from data.scan import EVERYTHING, Found, Patterns, Problem, check_folder, scan, signature
from data.tags import SIDECAR, Tags, read_sidecar, stated
from data.track import Track
from models.encoder import Encoder, truncate
from retrieval.catalogue.database import Catalogue, Entry, Filed, Recorded, Skipped
from retrieval.catalogue.files import vector_files, writing
from retrieval.library import Library
from retrieval.search.heard import concept_vectors

from .duplicates import Recordings
from .listening import Gate, Listened, Task, hear_all

__all__ = ["Gate", "Report", "index_folder", "remove_folder"]

WORKERS: int | None = None  # processes that listen when nobody says how many; None: one a core, at most four
_BATCH = 16  # tracks in a transaction, or those of _BATCH_S seconds: a kill loses at most this much work
_BATCH_S = 10.0
_FEW = 6  # files that one worker listens to sooner than a second one has started

Progress = Callable[[int, int, str], None]  # done, total, file name
Refused = Callable[[Path, str], None]  # a file that cannot be used, and why
Sidecar = dict[str, dict[str, Any]]  # data.tags.read_sidecar


@dataclass(slots=True)
class Report:
    """What an index run did, in the shape that `hark index --json` promises."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    damaged: list[dict[str, str]] = field(default_factory=list)  # searchable, but something is wrong with the file
    missing: list[dict[str, str]] = field(default_factory=list)  # folders that are not there now
    stopped: bool = False  # ended before everything was heard
    seconds: float = 0.0
    audio_seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "added": self.added, "updated": self.updated, "removed": self.removed, "skipped": self.skipped,
            "damaged": self.damaged, "missing": self.missing, "stopped": self.stopped,
            "seconds": round(self.seconds, 2), "audio_seconds": round(self.audio_seconds, 2),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _About:
    """What a file that is to be heard means to the library."""

    folder: Path
    known: Filed | None  # the catalogued track whose file has changed, or whose print is wanted


def index_folder(
    home: Path, folder: Path | None = None, *, encoder_name: str | None = None, workers: int | None = None,
    rebuild: bool = False, retry: bool = False, patterns: Patterns | None = None,
    progress: Progress | None = None, refused: Refused | None = None, gate: Gate | None = None,
    hear: Any = hear_all,
) -> Report:  # fmt: skip
    """Bring a library into step with a folder, or with all of its folders: new, changed, moved, removed files.

    Args:
        home: the library's folder.
        folder: the music; remembered, so that `folders()` names it. None: every folder of the library; those
            that are not there now are reported and keep their tracks.
        encoder_name: None keeps the library's, or the default for a new one.
        workers: processes that listen; None means one a core, at most four; 0 listens in this process, where a
            file that crashes the decoder is fatal.
        rebuild: listen to everything again.
        retry: try the files again that could not be read before.
        patterns: which of the folder's files count, remembered for it; None keeps what it has.
        progress: called with (done, total, file name).
        refused: called with the path and the reason of each file that cannot be used.
        gate: pauses and ends the run.
        hear: who listens, as `hear_all` does; `ray_index.hear_on` lets other machines.

    Raises:
        UserError: the folder cannot be read, or the library cannot be written.
    """
    from models.registry import load_encoder

    began = time.monotonic()
    home = home.absolute()
    if folder is not None:
        folder = _reachable(home, folder)  # a folder that cannot be read is said before anything changes
    elif not (home / "catalogue.db").is_file():
        raise UserError(f"There is no library in {home} yet.", "Name a folder of music: `hark index FOLDER`.")
    gate = gate or Gate()
    report = Report()
    with writing(home) as catalogue:
        encoder = load_encoder(encoder_name or catalogue.meta("encoder") or None)
        everything = _adopt(catalogue, encoder, home)  # then every folder has to be heard again, not just this one
        with catalogue.transaction():
            if folder is not None:
                catalogue.add_folder(folder)
                if patterns is not None:
                    set_patterns(catalogue, folder, patterns)
        folders = [folder] if folder is not None and not everything else catalogue.folders()
        if not folders:
            raise UserError("The library has no folders yet.", "Name one: `hark index FOLDER`.")
        sidecars = {}
        there = []
        for each in folders:
            try:
                check_folder(each)
                sidecars[each] = read_sidecar(each)
                there.append(each)
            except UserError as err:
                if each == folder:
                    raise
                report.missing.append({"folder": str(each), "reason": err.message})
        tasks = _compare(catalogue, home, there, sidecars, rebuild, retry, report, refused)
        if tasks:
            _listen(catalogue, home, tasks, encoder, sidecars, workers, progress, refused, gate, report, hear)
        for each in there:
            _refresh_facts(catalogue, each, sidecars[each])
        with catalogue.transaction():
            catalogue.tidy()
        concept_vectors(encoder, home)  # here, where seconds do not matter, rather than in the first search
    if report.added + report.updated:
        library = Library(home, encoder=encoder)
        library.build_faiss_index()
        library.close()
    report.seconds = time.monotonic() - began
    return report


def remove_folder(home: Path, folder: Path) -> int:
    """Forget a folder and its tracks (the files stay); returns how many tracks that were.

    Raises:
        UserError: the library does not know the folder.
    """
    folder = folder.expanduser().absolute()
    with writing(home) as catalogue:
        if folder not in catalogue.folders():
            known = ", ".join(map(str, catalogue.folders())) or "none yet"
            raise UserError(f"{folder} is not in this library.", f"Its folders: {known}.")
        before = catalogue.count()
        with catalogue.transaction():
            catalogue.remove_folder(folder)
            set_patterns(catalogue, folder, EVERYTHING)
            catalogue.tidy()
        return before - catalogue.count()


def patterns_of(catalogue: Catalogue, folder: Path) -> Patterns:
    """Which of a folder's files count."""
    kept = json.loads(catalogue.meta(_patterns_name(folder), "{}"))
    include, exclude = tuple(kept.get("include", ())), tuple(kept.get("exclude", ()))
    return Patterns(include, exclude) if include or exclude else EVERYTHING


def set_patterns(catalogue: Catalogue, folder: Path, patterns: Patterns) -> None:
    """Remember which of a folder's files count. Call it inside a transaction."""
    kept = {"include": patterns.include, "exclude": patterns.exclude}
    catalogue.set_meta(_patterns_name(folder), json.dumps(kept))


def _patterns_name(folder: Path) -> str:
    return f"patterns:{os.fsencode(folder).hex()}"


def _reachable(home: Path, folder: Path) -> Path:
    try:
        return check_folder(folder)
    except UserError as err:
        catalogue = home / "catalogue.db"
        if catalogue.is_file():
            opened = Catalogue(catalogue)
            known = folder.expanduser().absolute() in opened.folders()
            opened.close()
            if known:
                raise UserError(
                    f"{err.message} Its tracks are kept.",
                    "Connect the drive that it is on and index again, or forget it with `hark remove`.",
                ) from err
        raise


def _adopt(catalogue: Catalogue, encoder: Encoder, home: Path) -> bool:
    """Make the library this encoder's; True when another one's vectors had to go."""
    if catalogue.meta("fingerprint") == encoder.fingerprint:
        return False
    old = vector_files(home, catalogue, encoder.dim)
    with catalogue.transaction():
        catalogue.clear_tracks()
        for name, value in (
            ("encoder", encoder.name), ("dim", str(encoder.dim)), ("fingerprint", encoder.fingerprint),
            ("next_row", "0"), ("next_window", "0"),
        ):  # fmt: skip
            catalogue.set_meta(name, value)
    for file in old:
        file.path.unlink(missing_ok=True)
    return True


# What has to be heard


def _compare(
    catalogue: Catalogue, home: Path, folders: list[Path], sidecars: dict[Path, Sidecar],
    rebuild: bool, retry: bool, report: Report, refused: Refused | None,
) -> list[Task[_About]]:  # fmt: skip
    """What must be heard; moves and removals are settled here, without listening."""
    filed = catalogue.filed()
    by_path = {f.path: f for f in filed}
    printless = catalogue.without_print()
    tasks: list[Task[_About]] = []
    new: list[tuple[Found, Path]] = []
    touched: list[tuple[Filed, Found]] = []
    rehomed: dict[Path, list[str]] = defaultdict(list)
    missing: list[Filed] = []
    notes: list[tuple[Path, Skipped]] = []
    bad_before: dict[Path, Skipped] = {}
    present: set[Path] = set()
    known_folders = catalogue.folders()
    for folder in folders:
        apart = [f for f in known_folders if f != folder and f.is_relative_to(folder)]
        if not folder.is_relative_to(home):
            apart.append(home)
        problems: list[Problem] = []
        found_here = list(scan(folder, patterns_of(catalogue, folder), apart, problems))
        belong = [f for f in filed if f.folder == folder]
        skipped = {s.path: s for s in catalogue.skipped(folder)}
        bad_before |= skipped
        if belong and not found_here and not problems and not os.listdir(folder):
            report.missing.append(
                {
                    "folder": str(folder),
                    "reason": f"{folder} is empty now: is its drive connected? Its tracks are kept.",
                }
            )
            continue
        for found in found_here:
            present.add(found.path)
            entry, bad = by_path.get(found.path), skipped.get(found.path)
            if entry and entry.folder != folder:
                rehomed[folder].append(entry.track_id)
            if entry is None and bad and not retry and not rebuild and _same(bad, found):
                report.skipped.append({"path": str(bad.path), "reason": bad.reason})
            elif entry is None:
                new.append((found, folder))
            elif rebuild:
                tasks.append(Task(found, _About(folder, entry)))
            elif not _same(entry, found):
                if _only_touched(entry, found):
                    touched.append((entry, found))
                else:
                    tasks.append(Task(found, _About(folder, entry)))
            elif entry.track_id in printless:
                tasks.append(Task(found, _About(folder, entry), print_only=True))
        silent = {p.path for p in problems if p.unknown}
        for entry in belong:
            if entry.path not in present and silent.isdisjoint((entry.path, *entry.path.parents)):
                missing.append(entry)
        for problem in problems:
            notes.append((folder, Skipped(problem.path, -1, 0, problem.reason)))
            report.skipped.append({"path": str(problem.path), "reason": problem.reason})
            if refused:
                refused(problem.path, problem.reason)
    moved = {} if rebuild else _moved(catalogue, new, missing, filed, set(folders))
    tasks += [Task(found, _About(folder, None)) for found, folder in new if found.path not in moved]
    back = {entry.track_id for entry in moved.values()}
    gone = [entry.track_id for entry in missing if entry.track_id not in back]
    noted = {note.path for _, note in notes}
    forgotten = [
        p
        for p, s in bad_before.items()
        if p not in noted and (s.size < 0 or p not in present) and not _silent(p, notes)
    ]
    with catalogue.transaction():
        catalogue.remove(gone)
        catalogue.forget_skipped([*forgotten, *moved])
        for folder, ids in rehomed.items():
            catalogue.rehome(ids, folder)
        for folder, note in notes:
            catalogue.put_skipped(folder, [note])
        for found, folder in new:
            if found.path in moved:
                _move(catalogue, moved[found.path].track_id, found, folder, sidecars[folder])
        catalogue.unretire(list(back))
        for known, found in touched:
            same = catalogue.entry(known.track_id)
            catalogue.put([replace(same, mtime_ns=found.mtime_ns)] if same else [])
    report.removed += len(gone)
    report.updated += len(moved)
    return tasks


def _move(catalogue: Catalogue, track_id: str, found: Found, folder: Path, sidecar: Sidecar) -> None:
    entry, tags = catalogue.entry(track_id), catalogue.tags(track_id)
    if entry is None:
        return
    track = replace(entry.track, path=found.path, folder=folder)
    if tags is not None:
        track = _named(track, Tags.from_json(tags), sidecar)
    catalogue.put([replace(entry, track=track, mtime_ns=found.mtime_ns)])


def _same(known: Filed | Skipped, found: Found) -> bool:
    return (known.size, known.mtime_ns) == (found.size, found.mtime_ns)


def _silent(path: Path, notes: list[tuple[Path, Skipped]]) -> bool:
    return any(path.is_relative_to(note.path) for _, note in notes)


def _only_touched(known: Filed, found: Found) -> bool:
    """Whether a file has another time and the same content: disks round times, and shift them with the summer."""
    if known.size != found.size:
        return False
    apart_s = abs(known.mtime_ns - found.mtime_ns) / 1e9
    off_s = abs(apart_s - 1800 * round(apart_s / 1800))
    return apart_s < 15 * 3600 and off_s <= 2.0 and _signature(found) == known.signature


def _moved(
    catalogue: Catalogue, new: list[tuple[Found, Path]], missing: list[Filed], filed: list[Filed], scanned: set[Path]
) -> dict[Path, Filed]:
    """New path -> the track that has moved there, was retired once, or belongs to a folder that was not scanned."""
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
                if elsewhere and (os.path.lexists(entry.path) or not entry.folder.is_dir()):
                    continue  # a copy, or a drive that is not there now
                found_again[found.path] = entry
                taken.add(entry.track_id)
                break
    return found_again


def _signature(found: Found) -> str:
    try:
        return signature(found)
    except OSError:
        return ""


# Listening and keeping what was heard


def _listen(
    catalogue: Catalogue, home: Path, tasks: list[Task[_About]], encoder: Encoder, sidecars: dict[Path, Sidecar],
    workers: int | None, progress: Progress | None, refused: Refused | None, gate: Gate, report: Report, hear: Any,
) -> None:  # fmt: skip
    from models.registry import ENCODERS

    store = _Store(catalogue, home, encoder.dim, sidecars, report)
    workers = WORKERS if workers is None else workers
    if workers is None:
        workers = min(os.cpu_count() or 1, 4) if len(tasks) > _FEW else 1
    done = 0
    committed = time.monotonic()
    try:
        for result in hear(tasks, encoder, ENCODERS[encoder.name], workers, gate):
            if result is not None:
                task, outcome = result
                store.take(task, outcome)
                if isinstance(outcome, str) and refused:
                    refused(task.found.path, outcome)
                done += 1
                if progress:
                    progress(done, len(tasks), task.found.path.name)
            if store.waiting >= _BATCH or (store.waiting and time.monotonic() - committed > _BATCH_S):
                store.commit()
                committed = time.monotonic()
    except KeyboardInterrupt:
        store.commit()  # whoever stops it has waited for these
        raise
    store.commit()
    report.stopped = done < len(tasks)


class _Store:
    """Appends vectors, then commits the tracks that refer to them."""

    def __init__(
        self, catalogue: Catalogue, home: Path, dim: int, sidecars: dict[Path, Sidecar], report: Report
    ) -> None:
        self._catalogue = catalogue
        self._vectors, self._windows, self._prefixes = vector_files(home, catalogue, dim)
        self._taken = {f.track_id: f.path for f in catalogue.filed()}
        self._recordings = Recordings(catalogue)
        self._sidecars = sidecars
        self._report = report
        self._heard: list[tuple[Task[_About], Listened]] = []
        self._bad: list[tuple[Task[_About], str]] = []

    @property
    def waiting(self) -> int:
        """Files that a kill would have to be heard again."""
        return len(self._heard) + len(self._bad)

    def take(self, task: Task[_About], outcome: Listened | str) -> None:
        """A file that was heard, or the reason why it was not."""
        if isinstance(outcome, Listened):
            self._heard.append((task, outcome))
        else:
            self._bad.append((task, outcome))

    def commit(self) -> None:
        """Everything taken since the last time, in one transaction."""
        if not self.waiting:
            return
        heard = [(task, what) for task, what in self._heard if not task.print_only]
        row = int(self._catalogue.meta("next_row", "0"))
        window = int(self._catalogue.meta("next_window", "0"))
        if heard:
            vectors = np.stack([what.vector for _, what in heard])
            windows = np.concatenate([what.windows for _, what in heard])
            self._vectors.write(row, vectors)
            self._prefixes.write(row, truncate(vectors, self._prefixes.dim))
            self._windows.write(window, windows)
        entries: list[Entry] = []
        for i, (task, what) in enumerate(heard):
            track = self._track(task, what)
            self._taken[track.track_id] = track.path
            entries.append(
                Entry(track, what.found.size, what.found.mtime_ns, what.signature, row + i, window, what.window_starts)
            )
            window += len(what.windows)
        with self._catalogue.transaction():
            self._catalogue.put(entries)
            self._catalogue.unretire([entry.track.track_id for entry in entries])
            self._catalogue.set_meta("next_row", str(row + len(entries)))
            self._catalogue.set_meta("next_window", str(window))
            self._put_what_else([(e.track.track_id, what) for e, (_, what) in zip(entries, heard, strict=True)])
            again = [(t.about.known.track_id, what) for t, what in self._heard if t.print_only and t.about.known]
            self._put_what_else(again)
            for track_id, what in again:  # heard before prints were taken, and measured as it was done then
                if (entry := self._catalogue.entry(track_id)) is not None:
                    fresh = replace(entry.track, measured=what.measured)
                    self._catalogue.put([replace(entry, track=fresh)])
            self._put_bad()
        self._account(heard)
        self._heard, self._bad = [], []

    def _put_what_else(self, rows: Iterable[tuple[str, Listened]]) -> None:
        files, recorded = [], []
        for track_id, what in rows:
            files.append((track_id, what.tags.to_json(), what.damage))
            place: Recorded = self._recordings.place(track_id, what.duration_s, what.print)
            recorded.append(place)
        self._catalogue.put_files(files)
        self._catalogue.put_recordings(recorded)

    def _put_bad(self) -> None:
        for task, reason in self._bad:
            found = task.found
            self._catalogue.put_skipped(task.about.folder, [Skipped(found.path, found.size, found.mtime_ns, reason)])
            if task.about.known is not None:
                self._catalogue.remove([task.about.known.track_id])

    def _account(self, heard: list[tuple[Task[_About], Listened]]) -> None:
        for task, what in heard:
            self._report.audio_seconds += what.duration_s
            self._report.updated += task.about.known is not None
            self._report.added += task.about.known is None
            if what.damage:
                self._report.damaged.append({"path": str(task.found.path), "reason": what.damage})
        for task, reason in self._bad:
            self._report.skipped.append({"path": str(task.found.path), "reason": reason})

    def _track(self, task: Task[_About], what: Listened) -> Track:
        path = task.found.path
        if task.about.known is not None:
            track_id = task.about.known.track_id
        else:
            track_id, copy = what.signature, 1
            while self._taken.get(track_id, path) != path:  # the same bytes under a second name
                copy += 1
                track_id = f"{what.signature}-{copy}"
        folder = task.about.folder
        track = Track(track_id, path, folder, "", duration_s=round(what.duration_s, 2), measured=what.measured)
        return _named(track, what.tags, self._sidecars[folder])


def _named(track: Track, written: Tags, sidecar: Sidecar) -> Track:
    """The track with the names and known facts that its tags, its name and the folder's `hark.json` give it."""
    entry = sidecar.get(track.path.relative_to(track.folder).as_posix(), {})
    tags = stated(written.named(track.path), entry)
    return replace(track, title=tags.title, artist=tags.artist, album=tags.album, year=tags.year, known=tags.known)


def _refresh_facts(catalogue: Catalogue, folder: Path, sidecar: Sidecar) -> None:
    """Take over what a changed `hark.json` states of files that have not changed themselves."""
    if not sidecar:
        return
    name = f"facts:{os.fsencode(folder).hex()}"
    state = hashlib.blake2b((folder / SIDECAR).read_bytes(), digest_size=8).hexdigest()
    if catalogue.meta(name) == state:
        return
    changed = []
    for entry in catalogue.entries(folder):
        tags = catalogue.tags(entry.track.track_id)
        if tags is not None:
            fresh = _named(entry.track, Tags.from_json(tags), sidecar)
            if fresh != entry.track:
                changed.append(replace(entry, track=fresh))
    with catalogue.transaction():
        catalogue.put(changed)
        catalogue.set_meta(name, state)

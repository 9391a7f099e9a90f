"""Store decoded files: append their vectors to the vector files, then commit the tracks that refer to these rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from data.tags import READER, SIDECAR, Tags, stated
from data.track import Track
from models.encoder import truncate
from retrieval.catalogue.database import Catalogue, Entry, Filed, Recorded, Skipped
from retrieval.catalogue.files import vector_files

from .crew import Task
from .duplicates import Recordings
from .listening import Listened
from .report import Report

Sidecar = dict[str, dict[str, Any]]  # data.tags.read_sidecar


@dataclass(frozen=True, slots=True)
class About:
    """The indexed folder of a file to decode, and the file's track in the catalogue if it was indexed before."""

    folder: Path
    known: Filed | None  # the catalogued track, if the file has changed or only its fingerprint is missing


class Store:
    """Collects decoded files, and commits them in batches: first the vectors, then the tracks."""

    def __init__(
        self, catalogue: Catalogue, home: Path, dim: int, sidecars: dict[Path, Sidecar], report: Report
    ) -> None:
        self._catalogue = catalogue
        self._vectors, self._windows, self._prefixes = vector_files(home, catalogue, dim)
        self._taken = {f.track_id: f.path for f in catalogue.filed()}
        self._recordings = Recordings(catalogue)
        self._sidecars = sidecars
        self._report = report
        self._heard: list[tuple[Task[About], Listened]] = []
        self._bad: list[tuple[Task[About], str]] = []

    @property
    def window_width(self) -> int:
        """Return the width of the vectors of windows in the library."""
        return self._windows.dim

    @property
    def waiting(self) -> int:
        """Return the number of files that are not committed yet."""
        return len(self._heard) + len(self._bad)

    def take(self, task: Task[About], outcome: Listened | str) -> None:
        """Add a decoded file, or the reason why a file cannot be read, to the next commit."""
        if isinstance(outcome, Listened):
            self._heard.append((task, outcome))
        else:
            self._bad.append((task, outcome))

    def commit(self) -> None:
        """Commit all results since the last commit, in one transaction."""
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
            self._put_files([(e.track.track_id, what) for e, (_, what) in zip(entries, heard, strict=True)])
            again = [(t.about.known.track_id, what) for t, what in self._heard if t.print_only and t.about.known]
            self._put_files(again)
            for track_id, what in again:  # indexed by an older version, whose measurements are replaced, too
                if (entry := self._catalogue.entry(track_id)) is not None:
                    fresh = replace(entry.track, measured=what.measured)
                    self._catalogue.put([replace(entry, track=fresh)])
            self._put_bad()
        self._account(heard)
        self._heard, self._bad = [], []

    def _put_files(self, rows: Iterable[tuple[str, Listened]]) -> None:
        files, recorded, seen = [], [], []
        for track_id, what in rows:
            files.append((track_id, what.tags.to_json(), what.damage))
            seen.append((track_id, what.found.ctime_ns, what.sound, READER))
            place: Recorded = self._recordings.place(track_id, what.duration_s, what.print)
            recorded.append(place)
        self._catalogue.put_files(files)
        self._catalogue.put_seen(seen)
        self._catalogue.put_recordings(recorded)

    def _put_bad(self) -> None:
        for task, reason in self._bad:
            found = task.found
            self._catalogue.put_skipped(task.about.folder, [Skipped(found.path, found.size, found.mtime_ns, reason)])
            if task.about.known is not None:
                self._catalogue.remove([task.about.known.track_id])

    def _account(self, heard: list[tuple[Task[About], Listened]]) -> None:
        for task, what in heard:
            self._report.audio_seconds += what.duration_s
            self._report.updated += task.about.known is not None
            self._report.added += task.about.known is None
            if what.damage:
                self._report.damaged.append({"path": str(task.found.path), "reason": what.damage})
        for task, reason in self._bad:
            self._report.skip(task.found.path, reason)

    def _track(self, task: Task[About], what: Listened) -> Track:
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
        return with_facts(track, what.tags, self._sidecars[folder])


def with_facts(track: Track, written: Tags, sidecar: Sidecar) -> Track:
    """Return a copy of the track with the names and facts that its tags, its path and the `hark.json` state."""
    entry = sidecar.get(track.path.relative_to(track.folder).as_posix(), {})
    tags = stated(written.named(track.path), entry)
    return replace(track, title=tags.title, artist=tags.artist, album=tags.album, year=tags.year, known=tags.known)


def refresh_facts(catalogue: Catalogue, folder: Path, sidecar: Sidecar) -> None:
    """Update the facts of a folder's tracks if its `hark.json` has changed."""
    if not sidecar:
        return
    state = hashlib.blake2b((folder / SIDECAR).read_bytes(), digest_size=8).hexdigest()
    if catalogue.sidecar_state(folder) == state:
        return
    changed = []
    for entry in catalogue.entries(folder):
        tags = catalogue.tags(entry.track.track_id)
        if tags is not None:
            fresh = with_facts(entry.track, Tags.from_json(tags), sidecar)
            if fresh != entry.track:
                changed.append(replace(entry, track=fresh))
    with catalogue.transaction():
        catalogue.put(changed)
        catalogue.set_sidecar_state(folder, state)

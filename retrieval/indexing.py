"""Making a folder of music searchable: scan, listen, embed, commit, batch by batch.

Interrupted at any moment, an index keeps every batch that was committed, and the next run goes on from
there. A file that cannot be read is remembered with its reason and is never fatal, even when it takes the
process that decodes it down with it.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.audio import AudioReadError, listen, probe
from data.errors import UserError
from data.scan import Found, scan, signature
from data.tags import read_sidecar, read_tags, stated
from data.track import Measured, Track
from models.encoder import Encoder, FloatArray, frame, pool, resample, truncate

from .adaptive import PREFIX_DIM
from .catalogue import Catalogue, Entry, Skipped
from .heard import concept_vectors
from .library import WINDOW_DIM, vector_files, writing

_BATCH = 16  # tracks in a transaction, or those of _BATCH_S seconds: a kill loses at most this much work
_BATCH_S = 10.0
_FEW = 6  # files below which starting worker processes takes longer than it saves
_TASKS_PER_WORKER = 400  # then a fresh one: decoders and allocators may leak

Progress = Callable[[int, int, str], None]  # done, total, file name
Refused = Callable[[Path, str], None]  # a file that cannot be used, and why
Sidecar = dict[str, dict[str, Any]]  # data.tags.read_sidecar


class Gate:
    """How a run is held, let go and ended from another thread."""

    def __init__(self) -> None:
        self._open = Event()
        self._open.set()
        self.ended = False

    def pause(self) -> None:
        """Begin no further file until `resume`."""
        self._open.clear()

    def resume(self) -> None:
        """Go on."""
        self._open.set()

    def end(self) -> None:
        """Commit what was heard and return."""
        self.ended = True
        self._open.set()

    def passed(self) -> bool:
        """Wait while paused; False when the run is to end."""
        self._open.wait()
        return not self.ended


@dataclass(slots=True)
class Report:
    """What an index run did, in the shape that `hark index --json` promises."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    audio_seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "added": self.added, "updated": self.updated, "removed": self.removed, "skipped": self.skipped,
            "seconds": round(self.seconds, 2), "audio_seconds": round(self.audio_seconds, 2),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listened:
    """What listening to one file gave."""

    duration_s: float
    measured: Measured
    vector: FloatArray  # (dim,) L2-normalised
    windows: NDArray[np.int8]  # (n, WINDOW_DIM): unit vectors times 127
    window_starts: NDArray[np.float32]  # (n,) seconds


def hear(path: Path, encoder: Encoder) -> Listened:
    """Decode a file once; measure and embed it.

    Raises:
        AudioReadError: it is not readable as sound.
    """
    from data.analysis import SAMPLE_RATE, Analyser

    analyser = Analyser()
    window, hop = round(encoder.window_s * encoder.sample_rate), round(encoder.hop_s * encoder.sample_rate)
    raw: list[FloatArray] = []
    starts: list[float] = []
    end_s = 0.0
    for start_s, segment, rate in listen(path):
        analyser.add(resample(segment, rate, SAMPLE_RATE))
        mono = resample(segment, rate, encoder.sample_rate)
        if raw and len(mono) < window // 2:
            continue  # a stub at the end; repeated to fill a window it would weigh as much as a minute
        windows = frame(mono, window, hop)
        raw.append(encoder.embed_windows(windows))
        last = max(len(mono) - window, 0) / encoder.sample_rate
        starts += [start_s + min(i * encoder.hop_s, last) for i in range(len(windows))]
        end_s = start_s + len(segment) / rate
    outputs = np.concatenate(raw)
    if not np.isfinite(outputs).all():
        raise AudioReadError(path, "the encoder can make nothing of it")
    heads = np.round(127 * truncate(outputs, WINDOW_DIM)).astype(np.int8)
    return Listened(
        max(probe(path).duration_s, end_s), analyser.measured(), pool(outputs), heads, np.array(starts, np.float32)
    )


def index_folder(
    home: Path, folder: Path, *, encoder_name: str | None = None, workers: int | None = None,
    rebuild: bool = False, progress: Progress | None = None, refused: Refused | None = None, gate: Gate | None = None,
) -> Report:  # fmt: skip
    """Bring a library into step with a folder: new, changed, moved and removed files.

    Args:
        home: the library's folder.
        folder: the music; remembered, so that `folders()` names it.
        encoder_name: None keeps the library's, or the default for a new one.
        workers: processes that listen; None means one a core, at most four.
        rebuild: listen to everything again.
        progress: called with (done, total, file name).
        refused: called with the path and the reason of each file that cannot be used.
        gate: pauses and ends the run.

    Raises:
        UserError: the folder cannot be read, or the library cannot be written.
    """
    from models.registry import load_encoder

    began = time.monotonic()
    folder = folder.expanduser().absolute()
    home = home.absolute()
    report = Report()
    list(scan(folder))  # a folder that cannot be read is said before anything changes
    with writing(home) as catalogue:
        encoder = load_encoder(encoder_name or catalogue.meta("encoder") or None)
        folders = [folder]
        if _adopt(catalogue, encoder, home):  # every folder has to be heard again, not just this one
            folders += [f for f in catalogue.folders() if f != folder and f.is_dir()]
        for each in folders:
            _index(catalogue, home, each, encoder, workers, rebuild, progress, report, refused, gate or Gate())
        concept_vectors(encoder, home)  # here, where seconds do not matter, rather than in the first search
    report.seconds = time.monotonic() - began
    return report


def _index(
    catalogue: Catalogue, home: Path, folder: Path, encoder: Encoder, workers: int | None,
    rebuild: bool, progress: Progress | None, report: Report, refused: Refused | None, gate: Gate,
) -> None:  # fmt: skip
    """One folder, in the hands of the process that writes the library."""
    files = [f for f in scan(folder) if not f.path.is_relative_to(home) or folder.is_relative_to(home)]
    sidecar = read_sidecar(folder)
    with catalogue.transaction():
        catalogue.add_folder(folder)
    todo = _compare(catalogue, folder, files, sidecar, rebuild, report)
    store = _Store(catalogue, home, encoder.dim)
    batch: list[tuple[_Task, Listened]] = []
    committed = time.monotonic()

    for done, (task, outcome) in enumerate(_hear_all(todo, encoder, workers), 1):
        found = task.found
        if isinstance(outcome, Listened):
            batch.append((task, outcome))
            if len(batch) >= _BATCH or time.monotonic() - committed > _BATCH_S:
                store.add(folder, sidecar, batch, report)
                batch, committed = [], time.monotonic()
        else:
            with catalogue.transaction():
                catalogue.put_skipped(folder, [Skipped(found.path, found.size, found.mtime_ns, outcome)])
                if task.known is not None:
                    catalogue.remove([task.known.track.track_id])
            report.skipped.append({"path": str(found.path), "reason": outcome})
            if refused:
                refused(found.path, outcome)
        if progress:
            progress(done, len(todo), found.path.name)
        if not gate.passed():
            break
    store.add(folder, sidecar, batch, report)
    _refresh_facts(catalogue, folder, sidecar, {task.found.path for task in todo})


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
        return before - catalogue.count()


@dataclass(frozen=True, slots=True)
class _Task:
    found: Found
    known: Entry | None  # the catalogued track whose file has changed


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


def _compare(
    catalogue: Catalogue, folder: Path, files: list[Found], sidecar: Sidecar, rebuild: bool, report: Report
) -> list[_Task]:
    """What must be heard; moves and removals are settled here, without listening."""
    entries = {e.track.path: e for e in catalogue.entries(folder)}
    skipped = {s.path: s for s in catalogue.skipped(folder)}
    present = {f.path for f in files}
    missing = {e.signature: e for p, e in entries.items() if p not in present}
    todo: list[_Task] = []
    moved: list[tuple[Entry, Found]] = []
    for found in files:
        entry, bad = entries.get(found.path), skipped.get(found.path)
        if rebuild:
            todo.append(_Task(found, entry))
        elif entry and (entry.size, entry.mtime_ns) == (found.size, found.mtime_ns):
            continue
        elif bad and (bad.size, bad.mtime_ns) == (found.size, found.mtime_ns):
            report.skipped.append({"path": str(bad.path), "reason": bad.reason})
        elif not entry and missing and (twin := missing.pop(_signature(found), None)):
            moved.append((twin, found))
        else:
            todo.append(_Task(found, entry))
    gone = [e.track.track_id for e in missing.values()]
    with catalogue.transaction():
        catalogue.remove(gone)
        catalogue.forget_skipped([p for p in skipped if p not in present])
        catalogue.put(
            [
                replace(e, track=_named(replace(e.track, path=f.path), folder, sidecar), mtime_ns=f.mtime_ns)
                for e, f in moved
            ]
        )
    report.removed += len(gone)
    report.updated += len(moved)
    return todo


def _signature(found: Found) -> str:
    try:
        return signature(found)
    except OSError:
        return ""


class _Store:
    """Appends vectors, then commits the tracks that refer to them."""

    def __init__(self, catalogue: Catalogue, home: Path, dim: int) -> None:
        self._catalogue = catalogue
        self._vectors, self._windows, self._prefixes = vector_files(home, catalogue, dim)
        self._taken = {e.track.track_id: e.track.path for e in catalogue.entries()}

    def add(self, folder: Path, sidecar: Sidecar, batch: list[tuple[_Task, Listened]], report: Report) -> None:
        if not batch:
            return
        row = int(self._catalogue.meta("next_row", "0"))
        window = int(self._catalogue.meta("next_window", "0"))
        vectors = np.stack([heard.vector for _, heard in batch])
        windows = np.concatenate([heard.windows for _, heard in batch])
        self._vectors.write(row, vectors)
        self._prefixes.write(row, truncate(vectors, PREFIX_DIM))
        self._windows.write(window, windows)
        entries = []
        for i, (task, heard) in enumerate(batch):
            content = _signature(task.found)
            track = self._track(task, heard, folder, sidecar, content)
            self._taken[track.track_id] = track.path
            entries.append(
                Entry(track, task.found.size, task.found.mtime_ns, content, row + i, window, heard.window_starts)
            )
            window += len(heard.windows)
            report.audio_seconds += heard.duration_s
            report.updated += task.known is not None
            report.added += task.known is None
        with self._catalogue.transaction():
            self._catalogue.put(entries)
            self._catalogue.set_meta("next_row", str(row + len(batch)))
            self._catalogue.set_meta("next_window", str(window))

    def _track(self, task: _Task, heard: Listened, folder: Path, sidecar: Sidecar, content: str) -> Track:
        path = task.found.path
        if task.known is not None:
            track_id = task.known.track.track_id
        else:
            track_id, copy = content, 1
            while self._taken.get(track_id, path) != path:  # the same bytes under a second name
                copy += 1
                track_id = f"{content}-{copy}"
        track = Track(track_id, path, folder, "", duration_s=round(heard.duration_s, 2), measured=heard.measured)
        return _named(track, folder, sidecar)


def _named(track: Track, folder: Path, sidecar: Sidecar) -> Track:
    """The track with the names and known facts that its tags and the folder's `hark.json` give it."""
    tags = stated(read_tags(track.path), sidecar.get(track.path.relative_to(folder).as_posix(), {}))
    return replace(
        track, folder=folder, title=tags.title, artist=tags.artist, album=tags.album, year=tags.year, known=tags.known
    )


def _refresh_facts(catalogue: Catalogue, folder: Path, sidecar: Sidecar, heard: set[Path]) -> None:
    """Take over what a changed `hark.json` states of files that have not changed themselves."""
    if not sidecar:
        return
    changed = []
    for entry in catalogue.entries(folder):
        if entry.track.path not in heard and entry.track.path.relative_to(folder).as_posix() in sidecar:
            fresh = _named(entry.track, folder, sidecar)
            if fresh != entry.track:
                changed.append(replace(entry, track=fresh))
    if changed:
        with catalogue.transaction():
            catalogue.put(changed)


# Listening, in this process or in several


def _hear_all(todo: list[_Task], encoder: Encoder, workers: int | None) -> Iterator[tuple[_Task, Listened | str]]:
    """Each task with what was heard, or with the reason why nothing was."""
    workers = workers or min(os.cpu_count() or 1, 4)
    if workers == 1 or len(todo) <= _FEW:
        for task in todo:
            yield task, _attempt(task.found.path, encoder)
        return
    waiting = deque(todo)
    while waiting:
        in_flight: dict[Future[Listened | str], _Task] = {}
        with _pool(workers, encoder.name) as several:
            try:
                while waiting or in_flight:
                    while waiting and len(in_flight) < 2 * workers:
                        task = waiting.popleft()
                        in_flight[several.submit(_worker_hear, task.found.path)] = task
                    for future in wait(in_flight, return_when=FIRST_COMPLETED).done:
                        outcome = future.result()
                        yield in_flight.pop(future), outcome
            except BrokenProcessPool:
                pass
        for task in in_flight.values():  # one of these killed its worker; alone, each shows whether it was the one
            with _pool(1, encoder.name) as alone:
                try:
                    outcome = alone.submit(_worker_hear, task.found.path).result()
                except BrokenProcessPool:
                    outcome = "it crashes the decoder"
            yield task, outcome


def _pool(workers: int, encoder_name: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        workers, get_context("spawn"), _worker_start, (encoder_name,), max_tasks_per_child=_TASKS_PER_WORKER
    )


_worker_encoder: Encoder | None = None


def _worker_start(encoder_name: str) -> None:
    global _worker_encoder
    from models.registry import load_encoder

    Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # whoever searches meanwhile comes first
    _worker_encoder = load_encoder(encoder_name)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever, with half a gigabyte in its arms."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _worker_hear(path: Path) -> Listened | str:
    assert _worker_encoder is not None
    return _attempt(path, _worker_encoder)


def _attempt(path: Path, encoder: Encoder) -> Listened | str:
    try:
        return hear(path, encoder)
    except AudioReadError as err:
        return err.reason
    except UserError as err:
        return err.message
    except MemoryError:
        return "it needs more memory than there is"
    except Exception as err:  # one strange file must not stop the other 30,000
        return f"it cannot be used ({type(err).__name__})"

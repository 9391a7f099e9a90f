"""Change the encoder of a library: listen to all tracks with the new one, then let the catalogue refer to its vectors.

Until the last step the library stays as it is and can be searched, whatever interrupts the work. The vectors of the
encoder before are kept, so that changing back takes seconds. Tracks that were added in the meantime are heard then.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from data.audio import MAX_LISTEN_S
from data.errors import UserError
from data.scan import FoundFile
from models.encoder import Cost, Encoder, cost_of, trained_widths, truncate
from models.registry import DEFAULT_ENCODER, ENCODERS, encoder_class, load_encoder
from retrieval.catalogue.database import Catalogue, Filed
from retrieval.catalogue.files import CATALOGUE, join_widths, vector_files, writing
from retrieval.catalogue.heard_by import HeardBy, HeardRow, discard, known_encoders, save_current
from retrieval.library import Library
from retrieval.search.heard import concept_vectors

from .crew import Gate, Task, hear_all
from .folders import about, worker_count
from .listening import Listened, Plan
from .report import Progress

_BATCH = 16  # tracks that are stored together; a killed run loses at most this much work
_BATCH_S = 10.0  # a smaller batch is stored after this time
_DECODING_S = 0.15  # processor time to decode a minute of sound
_BUSY_S = 0.5  # between two tries to write a library that another process is writing
_MANY = 1000  # for `worker_count`, before the tracks are counted
_LONG_S = 7200.0  # for a longer run, the time with few clips a track is named as well
_NAMED = 3  # files that cannot be heard are named up to this number


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it takes to listen to a library with an encoder."""

    tracks: int  # tracks that the encoder has not heard yet
    seconds: float  # on this machine, with `workers` processes
    workers: int
    memory_mb: int  # of one process
    clips: int | None  # windows of a track that are embedded; None: all


@dataclass(slots=True)
class Change:
    """The result of `use_encoder`, as `hark models use --json` prints it."""

    encoder: str
    before: str  # name of the encoder that the library had
    heard: int = 0  # tracks that were heard in this run
    left_out: list[dict[str, str]] = field(default_factory=list)  # tracks that could not be heard: path, reason
    changed: bool = False  # whether the library has the new encoder now
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


def estimate(
    home: Path, name: str, clips: int | None = None, seconds: float | None = None, fingerprint: str = ""
) -> Estimate:
    """Estimate how long it takes until an encoder has heard all tracks of a library.

    Args:
        home: the library's folder.
        name: of the encoder, whose weights need not be on this machine.
        clips: windows of a track to embed; None: as many as the encoder wants.
        seconds: measured processor time for a minute of sound; None: as the encoder's class states it.
        fingerprint: of the encoder; "" if it is not loaded, so that its name must identify it.

    Raises:
        UserError: there is no library or no such encoder, or this machine has too little memory.
    """
    made = encoder_class(name)
    cost: Cost = cost_of(made)
    clips = clips or cost.windows
    named = (f for f, kept in known_encoders(home).items() if kept.get("encoder") == name)
    known = fingerprint or next(named, "")
    catalogue = Catalogue(home / CATALOGUE)
    try:
        missing = {filed.track_id for filed in _missing(catalogue, home, known)}
        lengths = [e.track.duration_s for e in catalogue.entries() if e.track.track_id in missing]
    finally:
        catalogue.close()
    heard = np.minimum(np.array(lengths, dtype=float), MAX_LISTEN_S)
    embedded = heard if clips is None else np.minimum(heard, clips * made.window_s)
    workers = worker_count(made, len(lengths))
    work = (seconds if seconds is not None else cost.seconds) * embedded.sum() + _DECODING_S * heard.sum()
    return Estimate(len(lengths), float(work / 60 / max(workers, 1)), workers, cost.memory_mb, clips)


def use_encoder(
    home: Path, name: str, *, clips: int | None = None, leave_out: bool = False, workers: int | None = None,
    progress: Progress | None = None, gate: Gate | None = None,
) -> Change:  # fmt: skip
    """Listen to a library with an encoder and change to it when all tracks have been heard.

    An interrupted run keeps what was heard, and the next run continues from there.

    Args:
        home: the library's folder.
        name: of the encoder, whose weights must be on this machine.
        clips: windows of a track to embed, spread evenly over it; None: as in earlier runs, or as many as the encoder
            wants.
        leave_out: remove the tracks that cannot be heard now, instead of raising an error. When their files are back,
            the next index run adds them again.
        workers: number of worker processes; None: as `worker_count` finds; 0 decodes in this process.
        progress: called with (done, total, file name).
        gate: pauses and ends the run.

    Raises:
        UserError: there is no library, the encoder cannot be loaded, some tracks cannot be heard, or the disk is full.
            The library is unchanged.
    """
    from filelock import FileLock, Timeout

    began = time.monotonic()
    home, gate = home.absolute(), gate or Gate()
    before = encoder_of(home)
    change = Change(name, before)
    encoder = load_encoder(name)
    workers = worker_count(encoder, _MANY) if workers is None else workers
    try:
        with FileLock(home / "listening.lock").acquire(timeout=0):
            clips = _clips(home, encoder, clips)
            if _meta(home, "fingerprint") == encoder.fingerprint:
                change.changed = True
                return change
            job = _Listening(home, encoder, clips, workers, progress, gate)
            try:
                done = job.run()
                change.heard, unheard = job.heard, job.unheard
                if not done:
                    return change
                if unheard and not leave_out:
                    raise _incomplete(name, unheard)
                concept_vectors(encoder, home)  # cached here, so that the first search need not compute them
                while not _change_over(home, encoder, job.clips, set(unheard), gate):
                    if gate.ended or not job.run():
                        return change
            finally:
                job.close()
    except Timeout as err:
        raise UserError(
            "Another Hark process is listening to this library with a new encoder.", "Wait until it has finished."
        ) from err
    change.changed = True
    change.left_out = [{"path": str(path), "reason": reason} for path, reason in unheard.values()]
    library = Library(home, encoder=encoder)
    library.build_faiss_index()
    library.close()
    change.seconds = time.monotonic() - began
    return change


def encoder_of(home: Path) -> str:
    """Return the name of a library's encoder.

    Raises:
        UserError: there is no library.
    """
    return _meta(home, "encoder") or DEFAULT_ENCODER


def previous(home: Path) -> str:
    """Return the name of the encoder that a library had before its present one.

    Raises:
        UserError: there is no library, or it has had no other encoder.
    """
    name = _meta(home, "encoder_before")
    if name not in ENCODERS or name == encoder_of(home):
        raise UserError(
            "This library has had no other encoder.", f"Name one: `hark models use {DEFAULT_ENCODER}`, for example."
        )
    return name


def forget(home: Path, name: str) -> int:
    """Delete what an encoder has heard in a library; return the number of deleted bytes.

    Raises:
        UserError: it is the library's encoder.
    """
    if name == encoder_of(home):
        raise UserError(
            f"The library listens with {name}, so its vectors are needed.", "Change to another encoder first."
        )
    freed = 0
    for fingerprint, kept in known_encoders(home).items():
        if kept.get("encoder") == name:
            size = sum(path.stat().st_size for path in home.glob(f"*-{fingerprint[:12]}.*"))
            discard(home, fingerprint)
            freed += size
    return freed


def _meta(home: Path, name: str) -> str:
    catalogue = Catalogue(home / CATALOGUE)
    try:
        return catalogue.meta(name)
    finally:
        catalogue.close()


def _missing(catalogue: Catalogue, home: Path, fingerprint: str) -> list[Filed]:
    """Return the tracks for which an encoder has made no vectors, or only from another content of the file."""
    filed = catalogue.filed()
    if not fingerprint or catalogue.meta("fingerprint") == fingerprint:
        return [] if fingerprint else filed
    heard = HeardBy(home, fingerprint)
    try:
        rows = heard.rows()
    finally:
        heard.close()
    return [f for f in filed if f.track_id not in rows or not rows[f.track_id].fits(f)]


def _clips(home: Path, encoder: Encoder, wanted: int | None) -> int | None:
    """Return the number of windows of a track to embed, or None for all of them.

    Raises:
        UserError: another number is wanted than that with which the encoder has heard a part of the library.
    """
    if _meta(home, "fingerprint") == encoder.fingerprint:
        kept = int(_meta(home, "clips") or 0) or None
    elif "clips" in (known := known_encoders(home).get(encoder.fingerprint, {})):
        kept = int(known["clips"] or 0) or None
    else:
        return wanted or cost_of(encoder).windows
    if wanted not in (None, kept):
        how = f"{_count(kept, 'clip')} a track" if kept else "all of each track"
        raise UserError(
            f"The encoder {encoder.name} has heard this library already, with {how}.",
            f"To listen again, delete that with `hark models forget {encoder.name}`, while another encoder is in use.",
        )
    return kept


class _Listening:
    """Listens to all tracks of a library that an encoder has not heard, and stores the vectors."""

    def __init__(
        self, home: Path, encoder: Encoder, clips: int | None, workers: int, progress: Progress | None, gate: Gate
    ) -> None:
        self._home, self._encoder, self.clips, self._workers = home, encoder, clips, workers
        self._progress, self._gate = progress, gate
        self.heard = 0
        self.unheard: dict[str, tuple[Path, str]] = {}  # track id -> file and reason
        self._store = HeardBy(home, encoder.fingerprint)
        catalogue = Catalogue(home / CATALOGUE)
        widths = join_widths(trained_widths(encoder))
        self._files = vector_files(home, catalogue, encoder.dim, encoder.fingerprint, widths)
        catalogue.close()

    def close(self) -> None:
        self._store.close()

    def run(self) -> bool:
        """Listen until no track is missing; return False if the gate has ended the run before."""
        while True:
            catalogue = Catalogue(self._home / CATALOGUE)
            try:
                missing = _missing(catalogue, self._home, self._encoder.fingerprint)
            finally:
                catalogue.close()
            missing = [filed for filed in missing if filed.track_id not in self.unheard]
            if not missing:
                return True
            self._listen(missing)
            if self._gate.ended:
                return False

    def _listen(self, missing: Sequence[Filed]) -> None:
        plan = Plan(self._files[1].dim, self.clips, measure=False)
        tasks = [Task(FoundFile(f.name, f.size, f.mtime_ns, f.ctime_ns or 0), f, plan=plan) for f in missing]
        waiting: list[tuple[Filed, Listened]] = []
        stored = time.monotonic()
        done = 0
        try:
            for result in hear_all(tasks, self._encoder, ENCODERS[self._encoder.name], self._workers, self._gate):
                if result is not None:
                    task, outcome = result
                    done += 1
                    self._take(task.about, outcome, waiting)
                    if self._progress is not None:
                        self._progress(done, len(tasks), task.found.path.name)
                if len(waiting) >= _BATCH or (waiting and time.monotonic() - stored > _BATCH_S):
                    self._put(waiting)
                    waiting, stored = [], time.monotonic()
        finally:
            self._put(waiting)  # after Ctrl-C, too: what was heard is kept

    def _take(self, filed: Filed, outcome: Listened | str, waiting: list[tuple[Filed, Listened]]) -> None:
        if isinstance(outcome, str):
            self.unheard[filed.track_id] = filed.path, outcome
        elif _row(filed, outcome, 0, 0).fits(filed):
            waiting.append((filed, outcome))
        else:
            self.unheard[filed.track_id] = filed.path, "it has changed since it was indexed; run `hark index`"

    def _put(self, heard: Sequence[tuple[Filed, Listened]]) -> None:
        """Write vectors, then the rows that refer to them."""
        if not heard:
            return
        known = self._store.about()
        row, window = int(known.get("next_row", "0")), int(known.get("next_window", "0"))
        vectors, windows, prefixes = self._files
        full = np.stack([what.vector for _, what in heard])
        vectors.write(row, full)
        prefixes.write(row, truncate(full, prefixes.dim))
        windows.write(window, np.concatenate([what.windows for _, what in heard]))
        rows = []
        for filed, what in heard:
            rows.append(_row(filed, what, row, window))
            row, window = row + 1, window + len(what.windows)
        values = {**about(self._encoder), "clips": str(self.clips or "")}
        self._store.put(rows, {**values, "next_row": str(row), "next_window": str(window)})
        self.heard += len(rows)


def _row(filed: Filed, what: Listened, row: int, window: int) -> HeardRow:
    starts = np.asarray(what.window_starts, dtype="<f4")
    return HeardRow(filed.track_id, what.signature, what.sound, row, window, starts)


def _change_over(home: Path, encoder: Encoder, clips: int | None, unheard: set[str], gate: Gate) -> bool:
    """Let the catalogue refer to the vectors of an encoder, in one transaction.

    Waits while another process writes the library. Returns False if that process has added tracks that the encoder has
    not heard yet, or if the gate has ended the run.
    """
    while not gate.ended:
        try:
            with writing(home) as catalogue:
                missing = {filed.track_id for filed in _missing(catalogue, home, encoder.fingerprint)}
                if missing - unheard:
                    return False
                save_current(catalogue, home)
                heard = HeardBy(home, encoder.fingerprint)
                try:
                    rows, kept = heard.rows(), heard.about()
                finally:
                    heard.close()
                ids = [filed.track_id for filed in catalogue.filed() if filed.track_id not in missing]
                changed = [(i, rows[i].vector_row, rows[i].window_row, rows[i].window_starts.tobytes()) for i in ids]
                values = {**about(encoder), "clips": str(clips or ""), "encoder_before": catalogue.meta("encoder")}
                values |= {name: kept[name] for name in ("next_row", "next_window")}
                with catalogue.transaction():
                    catalogue.remove(sorted(missing))
                    catalogue.replace_vectors(changed)
                    for name, value in values.items():
                        catalogue.set_meta(name, value)
                    catalogue.tidy()
                return True
        except UserError as err:
            if "Another Hark process" not in err.message:
                raise
            time.sleep(_BUSY_S)
    return False


def _incomplete(name: str, unheard: dict[str, tuple[Path, str]]) -> UserError:
    """Return the error for tracks that an encoder could not hear."""
    first = "; ".join(f"{path.name}: {reason}" for path, reason in list(unheard.values())[:_NAMED])
    more = f"; and {len(unheard) - _NAMED} more" if len(unheard) > _NAMED else ""
    count = _count(len(unheard), "track")
    away = any(not path.exists() for path, _ in unheard.values())
    connect = "Connect the drive that they are on, or run `hark index`, and try again; or run" if away else "Run"
    return UserError(
        f"{count} could not be heard with {name} ({first}{more}), so the library keeps its encoder.",
        f"{connect} `hark models use {name} --leave-out` to change without them. No other track is heard again.",
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number != 1 else ''}"


def duration(seconds: float) -> str:
    """Return a duration in words: "40 s", "12 min", "1.7 h", "14 h"."""
    if seconds < 90:
        return f"{max(math.ceil(seconds), 1)} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 36_000 else f"{seconds / 3600:.0f} h"


def sentence(
    home: Path, name: str, clips: int | None = None, seconds: float | None = None, fingerprint: str = ""
) -> str:
    """Return in a sentence how long it takes to listen to a library with an encoder; see `estimate`.

    If all windows would take more than two hours, the time with three clips a track is named, too.
    """
    whole = estimate(home, name, clips, seconds, fingerprint)
    if not whole.tracks:
        return "It has heard this library already."
    text = f"{duration(whole.seconds)} for the {_count(whole.tracks, 'track')} of this library"
    if whole.clips:
        text += f", with {_count(whole.clips, 'clip')} a track"
    elif whole.seconds > _LONG_S:
        text += (
            f"; {duration(estimate(home, name, 3, seconds, fingerprint).seconds)} with three clips a track (--clips 3)"
        )
    return f"Listening takes about {text}."

"""Listening to files in processes of their own, which may crash, hang or run out of memory.

Everything that reads a file's bytes (decoder, tags, signature) happens in a worker. A worker that takes longer
than LIMIT_S for a piece of one file, or that ends, is replaced, and the file that it was at gets a reason (when
it ended, after a second try); the files behind it in its line are heard by its successor. Workers are the
children of one process and end with it.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Event, Thread
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.acoustic import Print
from data.audio import AudioReadError, listen, probe
from data.errors import UserError
from data.scan import Found, signature
from data.tags import Tags, written_tags
from data.track import Measured
from models.encoder import Encoder, FloatArray, frame, pool, resample, truncate
from retrieval.catalogue.files import WINDOW_DIM

LIMIT_S = 90.0  # without a sign of life, for a minute of sound: a hundred times what it takes
MEMORY = 2 * 2**30  # bytes of address space that a file may cost beyond what the encoder has taken
CHANGED = "it changed while it was being read; the next run reads it again"
_START_S = 300.0  # for a worker to load its encoder, on a slow disk
_FILES_PER_WORKER = 400  # then a fresh one: decoders and allocators may leak
_AHEAD = 2  # files in a worker's line, so that it need not wait while the parent commits
_TICK_S = 0.5

T = TypeVar("T")


class Gate:
    """How a run is held, let go and ended from another thread."""

    def __init__(self) -> None:
        self._open = Event()
        self._open.set()
        self.ended = False

    @property
    def open(self) -> bool:
        """Whether a further file may be begun."""
        return self._open.is_set() and not self.ended

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


@dataclass(frozen=True, slots=True)
class Listened:
    """What reading one file gave."""

    found: Found  # as the file was when it was read
    signature: str
    tags: Tags  # as written in the file
    duration_s: float
    measured: Measured
    print: Print
    damage: str  # what is wrong with a file that can be heard, or ""
    vector: FloatArray  # (dim,) L2-normalised; empty when only the print was wanted
    windows: NDArray[np.int8]  # (n, WINDOW_DIM): unit vectors times 127
    window_starts: NDArray[np.float32]  # (n,) seconds


def hear(found: Found, encoder: Encoder | None, alive: Any = lambda: None) -> Listened:
    """Decode a file once; measure it, take its print and embed it.

    Args:
        found: the file.
        encoder: None to leave out the embedding.
        alive: called after each minute of sound.

    Raises:
        AudioReadError: it is not readable as sound, or changed meanwhile.
    """
    from data.analysis import SAMPLE_RATE, Analyser

    path = found.path
    before = _as_it_is(path)
    analyser = Analyser()
    damage: list[str] = []
    raw: list[FloatArray] = []
    starts: list[float] = []
    end_s = 0.0
    for start_s, segment, rate in listen(path, damage):
        analyser.add(resample(segment, rate, SAMPLE_RATE))
        end_s = start_s + len(segment) / rate
        alive()
        if encoder is None:
            continue
        window, hop = round(encoder.window_s * encoder.sample_rate), round(encoder.hop_s * encoder.sample_rate)
        mono = resample(segment, rate, encoder.sample_rate)
        if raw and len(mono) < window // 2:
            continue  # a stub at the end; repeated to fill a window it would weigh as much as a minute
        windows = frame(mono, window, hop)
        raw.append(encoder.embed_windows(windows))
        last = max(len(mono) - window, 0) / encoder.sample_rate
        starts += [start_s + min(i * encoder.hop_s, last) for i in range(len(windows))]
        alive()
    outputs = np.concatenate(raw) if raw else np.empty((0, 0), np.float32)
    if not np.isfinite(outputs).all() or (raw and not outputs.any()):
        raise AudioReadError(path, "the encoder can make nothing of it")
    duration_s = max(probe(path).duration_s, end_s)
    tags = written_tags(path)
    try:
        content = signature(before)
    except OSError as err:
        raise AudioReadError(path, err.strerror or "it cannot be opened") from err
    if _as_it_is(path) != before:
        raise AudioReadError(path, CHANGED)
    return Listened(
        before, content, tags, duration_s, analyser.measured(), analyser.print(), "; ".join(damage),
        pool(outputs) if raw else np.empty(0, np.float32),
        np.round(127 * truncate(outputs, WINDOW_DIM)).astype(np.int8) if raw else np.empty((0, WINDOW_DIM), np.int8),
        np.array(starts, np.float32),
    )  # fmt: skip


def _as_it_is(path: Path) -> Found:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as err:
        raise AudioReadError(path, getattr(err, "strerror", None) or "it cannot be opened") from err
    return Found(path, status.st_size, status.st_mtime_ns)


def attempt(found: Found, encoder: Encoder | None, alive: Any = lambda: None) -> Listened | str:
    """What was heard, or the reason why nothing was. Never raises."""
    try:
        return hear(found, encoder, alive)
    except AudioReadError as err:
        return err.reason
    except UserError as err:
        return err.message
    except MemoryError:
        return "it needs more memory than a sound file should"
    except Exception as err:  # one strange file must not stop the other 30,000
        if "allocate" in str(err):
            return "it needs more memory than a sound file should"
        return f"it cannot be used ({type(err).__name__})"


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A file to be heard, and what its owner wants to remember about it."""

    found: Found
    about: T
    print_only: bool = False


def hear_all(
    tasks: Sequence[Task[T]], encoder: Encoder, spec: tuple[str, str], workers: int, gate: Gate
) -> Iterator[tuple[Task[T], Listened | str] | None]:
    """Each task with what was heard or the reason why nothing was, in no promised order; None now and then.

    Args:
        tasks: the files.
        encoder: for this process, when it is to listen itself.
        spec: the module of the encoder, and what makes it there, for others.
        workers: processes; 0 listens in this one, without protection.
        gate: holds and ends it.

    Raises:
        UserError: no worker process can be started.
    """
    if workers == 0:
        for task in tasks:
            if not gate.passed():
                return
            yield task, attempt(task.found, None if task.print_only else encoder)
        return
    crew = Crew(spec, min(workers, len(tasks)))
    waiting = deque(tasks)
    try:
        while (waiting or crew.busy) and not gate.ended:
            if gate.open:
                crew.give(waiting)
            yield from crew.results(waiting)
            yield None
    finally:
        crew.dismiss()


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    line: Connection
    tasks: deque[Task[Any]] = field(default_factory=deque)
    ready: bool = False
    idle_s: float = 0.0  # since the last sign of life, as far as this process was awake to see it
    given: int = 0


class Crew:
    """Worker processes, and who is at which file."""

    def __init__(self, spec: tuple[str, str], size: int) -> None:
        self._spec = spec
        self._workers = [self._start() for _ in range(size)]
        self._failed_starts = 0
        self._suspects: set[Path] = set()  # a system short of memory ends processes, too: once is no proof
        self._looked = time.monotonic()

    @property
    def busy(self) -> bool:
        """Whether a file is being listened to."""
        return any(w.tasks for w in self._workers)

    def give(self, waiting: deque[Task[Any]]) -> None:
        """Fill the workers' lines."""
        for ahead in range(1, _AHEAD + 1):
            for i, worker in enumerate(self._workers):
                if worker.given >= _FILES_PER_WORKER and not worker.tasks:
                    self._end(worker)
                    worker = self._workers[i] = self._start()
                if waiting and len(worker.tasks) < ahead and worker.given < _FILES_PER_WORKER:
                    task = waiting.popleft()
                    worker.tasks.append(task)
                    worker.given += 1
                    with suppress(OSError):  # it has just ended; `results` will see
                        worker.line.send((task.found, task.print_only))

    def results(self, waiting: deque[Task[Any]]) -> Iterator[tuple[Task[Any], Listened | str]]:
        """What has come in, after waiting for at most a moment; replaces workers that are lost."""
        ready = connection.wait([w.line for w in self._workers], timeout=_TICK_S)
        # A laptop that slept, or a run that was stopped for a while, must not look like a file that hangs.
        now = time.monotonic()
        passed, self._looked = min(now - self._looked, 4 * _TICK_S), now
        for i, worker in enumerate(list(self._workers)):
            lost, hung = "", False
            if worker.line in ready:
                worker.idle_s = 0.0
                try:
                    message = worker.line.recv()
                except (EOFError, OSError):
                    lost = "it takes down the process that reads it"
                except Exception:  # half a message from a process that was killed while it wrote
                    lost = "it takes down the process that reads it"
                else:
                    if message == "ready":
                        worker.ready, self._failed_starts = True, 0
                    elif message != "alive":
                        yield worker.tasks.popleft(), message
            elif worker.tasks or not worker.ready:
                worker.idle_s += passed
                if worker.idle_s > (LIMIT_S if worker.ready else _START_S):
                    lost, hung = f"it cannot be read within {LIMIT_S:.0f} seconds", True
            if lost:
                self._end(worker, kill=True)
                if not worker.ready:
                    self._failed_starts += 1
                    if self._failed_starts > 2:
                        raise UserError(
                            "The processes that listen to files do not start.",
                            "Close other programs to free memory, then index again.",
                        )
                elif worker.tasks:
                    task = worker.tasks[0]
                    if not hung and task.found.path not in self._suspects:
                        self._suspects.add(task.found.path)
                    else:
                        yield worker.tasks.popleft(), lost
                waiting.extendleft(reversed(worker.tasks))
                self._workers[i] = self._start()

    def dismiss(self) -> None:
        """End them all."""
        for worker in self._workers:
            self._end(worker, kill=bool(worker.tasks) or not worker.ready)

    def _start(self) -> _Worker:
        here, there = get_context("spawn").Pipe()
        process = get_context("spawn").Process(
            target=_work, args=(there, self._spec), name="hark-listener", daemon=True
        )
        process.start()
        there.close()
        return _Worker(process, here)

    @staticmethod
    def _end(worker: _Worker, kill: bool = False) -> None:
        if kill:
            worker.process.kill()
        worker.line.close()
        worker.process.join(timeout=5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join(timeout=5)


def _work(line: Connection, spec: tuple[str, str]) -> None:
    """A worker's life: load the encoder, then hear one file after the other."""
    from importlib import import_module

    Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # whoever searches meanwhile comes first
    _be_quiet()
    encoder: Encoder = getattr(import_module(spec[0]), spec[1])()
    window = round(encoder.window_s * encoder.sample_rate)
    encoder.embed_windows(np.zeros((1, window), np.float32))  # what it loads at first use is not a file's doing
    _limit_memory()
    with suppress(OSError, EOFError, KeyboardInterrupt):
        line.send("ready")
        while True:
            found, print_only = line.recv()
            line.send(attempt(found, None if print_only else encoder, lambda: line.send("alive")))


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever, with half a gigabyte in its arms."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _be_quiet() -> None:
    """Decoders in C write their complaints about damaged files to standard error; ours are in the catalogue."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _limit_memory() -> None:
    """No more address space than MEMORY on top of what is taken now, where the system can be told so."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError, IndexError):
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = taken + MEMORY if hard == resource.RLIM_INFINITY else min(taken + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))

"""Listening to many files in worker processes, which may crash, hang or run out of memory.

Everything that reads a file's bytes happens in a worker (`retrieval.indexing.listening`). A worker that takes longer
than LIMIT_S for a minute of sound, or that ends, is replaced, and the file that it was reading gets a reason (when it
ended, after a second try); the files behind it in its line are heard by its successor.
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

from data.errors import UserError
from data.scan import FoundFile as Found
from models.encoder import Encoder

from .listening import Listened, attempt

LIMIT_S = 90.0  # without a sign of life, for a minute of sound: a hundred times what it takes
MEMORY = 2 * 2**30  # bytes of address space that a file may cost beyond what the encoder has taken
_START_S = 300.0  # for a worker to load its encoder, on a slow disk
_FILES_PER_WORKER = 400  # then a fresh one: decoders and allocators may leak
_AHEAD = 2  # files in a worker's line, so that it need not wait while the parent commits
_TICK_S = 0.5

T = TypeVar("T")


class Gate:
    """Pauses, resumes and ends an index run from another thread."""

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
        """Begin files again."""
        self._open.set()

    def end(self) -> None:
        """End the run: commit what was heard, begin no further file."""
        self.ended = True
        self._open.set()

    def passed(self) -> bool:
        """Wait while paused; return False when the run is to end."""
        self._open.wait()
        return not self.ended


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A file to listen to, and what the caller wants to have with the result."""

    found: Found
    about: T
    print_only: bool = False


def hear_all(
    tasks: Sequence[Task[T]], encoder: Encoder, spec: tuple[str, str], workers: int, gate: Gate
) -> Iterator[tuple[Task[T], Listened | str] | None]:
    """Yield each task with what was heard, or with the reason why nothing was, in any order; and None now and then.

    Args:
        tasks: the files.
        encoder: used when this process listens itself.
        spec: the encoder's (module, class), loaded by each worker.
        workers: how many processes; 0 listens in this one, without protection.
        gate: pauses and ends the run.

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
        crew.close()


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    line: Connection
    tasks: deque[Task[Any]] = field(default_factory=deque)
    ready: bool = False
    idle_s: float = 0.0  # since the last sign of life, without times when this process was suspended
    given: int = 0


class Crew:
    """Worker processes, and the files that each was given."""

    def __init__(self, spec: tuple[str, str], size: int) -> None:
        self._spec = spec
        self._workers = [self._start() for _ in range(size)]
        self._failed_starts = 0
        self._suspects: set[Path] = set()  # files whose worker ended once: a system short of memory ends processes, too
        self._looked = time.monotonic()

    @property
    def busy(self) -> bool:
        """Whether a file is being listened to."""
        return any(w.tasks for w in self._workers)

    def give(self, waiting: deque[Task[Any]]) -> None:
        """Take files from `waiting` and give them to the workers."""
        for ahead in range(1, _AHEAD + 1):
            for i, worker in enumerate(self._workers):
                if worker.given >= _FILES_PER_WORKER and not worker.tasks:
                    self._end(worker)
                    worker = self._workers[i] = self._start()
                if waiting and len(worker.tasks) < ahead and worker.given < _FILES_PER_WORKER:
                    task = waiting.popleft()
                    worker.tasks.append(task)
                    worker.given += 1
                    with suppress(OSError):  # it has just ended, which `results` notices
                        worker.line.send((task.found, task.print_only))

    def results(self, waiting: deque[Task[Any]]) -> Iterator[tuple[Task[Any], Listened | str]]:
        """Yield the results that have come in, after at most a moment; replace workers that have ended or hang."""
        ready = connection.wait([w.line for w in self._workers], timeout=_TICK_S)
        # Time that the computer slept or this process was stopped must not count as a hang.
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

    def close(self) -> None:
        """End all workers."""
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
    """Run a worker: load the encoder, then listen to one file after the other."""
    from importlib import import_module

    Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # searches come first
    _close_stderr()
    encoder: Encoder = getattr(import_module(spec[0]), spec[1])()
    window = round(encoder.window_s * encoder.sample_rate)
    encoder.embed_windows(
        np.zeros((1, window), np.float32)
    )  # what it loads at first use must not count as a file's memory
    _limit_memory()
    with suppress(OSError, EOFError, KeyboardInterrupt):
        line.send("ready")
        while True:
            found, print_only = line.recv()
            line.send(attempt(found, None if print_only else encoder, lambda: line.send("alive")))


def _end_with_parent() -> None:
    """End this worker when its parent has ended: it would wait for work for ever, with 500 MB of memory."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _close_stderr() -> None:
    """Close standard error: decoders in C write there about damaged files, whose reasons the catalogue has."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _limit_memory() -> None:
    """Limit the address space to MEMORY on top of what is used now, where the system supports it."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError, IndexError):
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = taken + MEMORY if hard == resource.RLIM_INFINITY else min(taken + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))

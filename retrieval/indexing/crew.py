"""Decode and embed many files in worker processes, because a file may crash a decoder or hang it.

Workers do all reading of files (`retrieval.indexing.listening`). A worker that ends, or that takes longer than
`limit_s` for a minute of sound, is replaced. The file that it was reading is reported as unreadable; if the worker
ended, only after a second try. Files that were waiting in its queue are given to other workers.
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
from data.scan import FoundFile
from models.encoder import Encoder, cost_of

from .listening import Listened, Plan, attempt

LIMIT_S = 90.0  # longest silence of a worker with a small encoder, which needs about a second for a minute of sound
_LARGE_MB = 1000  # of an encoder; of smaller ones there is a worker for each core
_SLOWER = 10.0  # a busy machine may need this many times the encoder's processor time
MEMORY = 2 * 2**30  # bytes of address space that a worker may use in addition to the encoder's
_START_S = 300.0  # longest time in which a worker loads its encoder from a slow disk
_FILES_PER_WORKER = 400  # then the worker is replaced, because decoders and allocators may leak
_AHEAD = 2  # files in a worker's queue, so that it need not wait while the parent commits
_TICK_S = 0.5

T = TypeVar("T")


class Gate:
    """Lets another thread pause, resume and end an index run."""

    def __init__(self) -> None:
        self._open = Event()
        self._open.set()
        self.ended = False

    @property
    def open(self) -> bool:
        """Return whether workers may start another file: the run is neither paused nor ended."""
        return self._open.is_set() and not self.ended

    def pause(self) -> None:
        """Give workers no more files until `resume`."""
        self._open.clear()

    def resume(self) -> None:
        """Continue after `pause`."""
        self._open.set()

    def end(self) -> None:
        """End the run: commit the files that are done, and start no more."""
        self.ended = True
        self._open.set()

    def passed(self) -> bool:
        """Wait while paused; return False if the run must end."""
        self._open.wait()
        return not self.ended


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """A file to decode."""

    found: FoundFile
    about: T  # returned with the result, for the caller
    print_only: bool = False  # compute measurements and the acoustic fingerprint, no vectors
    plan: Plan = Plan()


def hear_all(
    tasks: Sequence[Task[T]], encoder: Encoder, spec: tuple[str, str], workers: int, gate: Gate
) -> Iterator[tuple[Task[T], Listened | str] | None]:
    """Decode and embed files, and yield (task, result or reason for failure) in order of completion.

    Also yields None regularly, so that the caller can do other work.

    Args:
        tasks: the files.
        encoder: used if `workers` is 0.
        spec: (module, class) of the encoder that each worker loads.
        workers: number of processes; 0 decodes in this process, which a bad file may then crash.
        gate: pauses and ends the run.

    Raises:
        UserError: no worker process can be started.
    """
    if workers == 0:
        for task in tasks:
            if not gate.passed():
                return
            yield task, attempt(task.found, None if task.print_only else encoder, plan=task.plan)
        return
    size = min(workers, len(tasks))
    crew = Crew(spec, size, limit_s(encoder), _threads(encoder, size))
    waiting = deque(tasks)
    try:
        while (waiting or crew.busy) and not gate.ended:
            if gate.open:
                crew.give(waiting)
            yield from crew.results(waiting)
            yield None
    finally:
        crew.close()


def limit_s(encoder: Encoder) -> float:
    """Return the longest silence in seconds of a worker that embeds minutes of sound with this encoder."""
    return max(LIMIT_S, _SLOWER * cost_of(encoder).seconds)


def _threads(encoder: Encoder, workers: int) -> int:
    """Return the threads of a worker's network: more than one if memory allows fewer workers than there are cores."""
    return max(min(os.cpu_count() or 1, 4) // workers, 1) if cost_of(encoder).memory_mb >= _LARGE_MB else 1


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    line: Connection
    tasks: deque[Task[Any]] = field(default_factory=deque)
    ready: bool = False
    idle_s: float = 0.0  # seconds since its last message, not counting time while this process was suspended
    given: int = 0


class Crew:
    """A pool of worker processes, each with a short queue of files."""

    def __init__(self, spec: tuple[str, str], size: int, limit_s: float = LIMIT_S, threads: int = 1) -> None:
        """Start the workers.

        Args:
            spec: (module, class) of the encoder that each worker loads.
            size: number of workers.
            limit_s: longest silence of a worker in seconds; it reports after each minute of sound.
            threads: number of threads of the network in each worker.
        """
        self._spec, self._limit_s, self._threads = spec, limit_s, threads
        self._workers = [self._start() for _ in range(size)]
        self._failed_starts = 0
        self._suspects: set[Path] = set()  # files tried a second time: the system may have killed their worker
        self._looked = time.monotonic()

    @property
    def busy(self) -> bool:
        """Return whether any worker is decoding a file or has one in its queue."""
        return any(w.tasks for w in self._workers)

    def give(self, waiting: deque[Task[Any]]) -> None:
        """Move files from `waiting` to the queues of the workers."""
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
                        worker.line.send((task.found, task.print_only, task.plan))

    def results(self, waiting: deque[Task[Any]]) -> Iterator[tuple[Task[Any], Listened | str]]:
        """Yield the results that have arrived, waiting half a second at most; replace workers that ended or hang.

        Files of a replaced worker go back to `waiting`.
        """
        ready = connection.wait([w.line for w in self._workers], timeout=_TICK_S)
        # Time while the computer slept or this process was stopped must not count as a hang.
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
                if worker.idle_s > (self._limit_s if worker.ready else _START_S):
                    lost, hung = f"it cannot be read within {self._limit_s:.0f} seconds", True
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
            target=_work, args=(there, self._spec, self._threads), name="hark-listener", daemon=True
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


def _work(line: Connection, spec: tuple[str, str], threads: int) -> None:
    """Run a worker: load the encoder, then process one file after another."""
    from importlib import import_module

    Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # searches come first
    _close_stderr()
    encoder: Encoder = getattr(import_module(spec[0]), spec[1])()
    if threads > 1:
        import torch

        torch.set_num_threads(threads)
    _load(encoder)
    _limit_memory()
    with suppress(OSError, EOFError, KeyboardInterrupt):
        line.send("ready")
        while True:
            found, print_only, plan = line.recv()
            line.send(attempt(found, None if print_only else encoder, lambda: line.send("alive"), plan))


def _load(encoder: Encoder) -> None:
    """Import the libraries and use the encoder once, so that the time and memory that this takes count for no file."""
    import av  # noqa: F401
    import soxr  # noqa: F401

    from data.analysis import SAMPLE_RATE, Analyser

    Analyser().add(np.zeros(SAMPLE_RATE, np.float32))
    encoder.embed_windows(np.zeros((1, round(encoder.window_s * encoder.sample_rate)), np.float32))


def _end_with_parent() -> None:
    """End this worker when its parent ends; otherwise it would wait for ever, with 500 MB of memory."""
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _close_stderr() -> None:
    """Discard standard error, where C decoders report damage; the catalogue stores why a file is unreadable."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _limit_memory() -> None:
    """Limit the address space to the present use plus MEMORY. Works on Linux only."""
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError, ValueError, IndexError):
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = taken + MEMORY if hard == resource.RLIM_INFINITY else min(taken + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))

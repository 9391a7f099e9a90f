"""Decode and embed files on several machines, with Ray Data: `hark index FOLDER --ray [ADDRESS]`.

This machine scans the folders and writes the library, in the same batches as any index run, so a killed run can be
continued. The other machines only decode and embed files. Each needs Hark, the same encoder and the music at the same
path; an actor that lacks one of these reports it before the first file. Each actor uses a worker process, because a
file may crash a decoder or hang it.

Anyone who can connect to a Ray cluster's ports can run programs on it, so use a trusted network. Without an address,
Ray runs on this machine and accepts connections from loopback only.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import UserError
from models.encoder import Encoder

from .crew import Crew, Gate, Task, limit_s
from .listening import Listened

LOCAL = "local"
_BLOCK = 64  # most files sent to an actor at once; fewer in short runs, so that every actor gets some
_BLOCKS = 256  # blocks in a run, at least, if there are enough files
_CONNECT_S = 5.0
_STORE_BYTES = 128 * 2**20  # Ray's memory for results on this machine; the result of a file has 10 kB

Hearing = Callable[
    [Sequence[Task[Any]], Encoder, tuple[str, str], int, Gate], Iterator[tuple[Task[Any], Listened | str] | None]
]


def hear_on(address: str = LOCAL, cores: int | None = None) -> Hearing:
    """Return a function like `hear_all` that decodes and embeds on a Ray cluster.

    Args:
        address: of the cluster ("host:6379", "auto"), or LOCAL for Ray on this machine alone.
        cores: number of cores to use; None means all of the cluster, or at most four of this machine.

    Raises:
        UserError: Ray is not installed.
    """
    try:
        import ray  # noqa: F401
        import ray.data  # noqa: F401
    except ImportError as err:
        raise UserError(
            "Ray is not installed.", "Install it with `pip install 'hark-music[ray]'`, or leave out --ray."
        ) from err

    def hear(
        tasks: Sequence[Task[Any]], encoder: Encoder, spec: tuple[str, str], workers: int, gate: Gate
    ) -> Iterator[tuple[Task[Any], Listened | str] | None]:
        with _cluster(address, cores) as size:
            yield from _results(tasks, _Conditions(spec, encoder.fingerprint, _roots(tasks)), size, gate)

    return hear


@dataclass(frozen=True, slots=True)
class _Conditions:
    """The requirements that a machine must meet: an encoder and the folders of music."""

    spec: tuple[str, str]
    fingerprint: str
    roots: tuple[Path, ...]


class _Unusable(Exception):
    """A machine lacks the encoder or the music; the message is a sentence for the user."""


class _Listener:
    """Analyses sound files in one worker process, as a Ray actor that reserves one core."""

    def __init__(self, conditions: _Conditions) -> None:
        from importlib import import_module

        machine = socket.gethostname()
        for root in conditions.roots:
            if not root.is_dir():
                raise _Unusable(f"The machine {machine} does not see {root}.")
        module, make = conditions.spec
        encoder = getattr(import_module(module), make)()
        if encoder.fingerprint != conditions.fingerprint:
            raise _Unusable(f"The machine {machine} has another version of the encoder.")
        self._crew = Crew(conditions.spec, 1, limit_s(encoder))

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Process a batch of files.

        Args:
            batch: "n" (n,) the files' numbers, and "task" (n,) pickled (`FoundFile`, `print_only`, `Plan`).

        Returns:
            "n", and "outcome": pickled `Listened`, reason, or None if this machine cannot see the file.
        """
        waiting = deque(
            Task(found, int(n), only, plan)
            for n, (found, only, plan) in zip(batch["n"], map(pickle.loads, batch["task"]), strict=True)
        )
        done: dict[int, Listened | str | None] = {}
        while waiting or self._crew.busy:
            self._crew.give(waiting)
            for task, outcome in self._crew.results(waiting):
                # If this machine no longer sees the file, a drive may be gone, and the file itself may be good.
                unseen = isinstance(outcome, str) and not os.path.lexists(task.found.path)
                done[task.about] = None if unseen else outcome
        return {"n": list(done), "outcome": [pickle.dumps(outcome) for outcome in done.values()]}


def _results(
    tasks: Sequence[Task[Any]], conditions: _Conditions, cores: int, gate: Gate
) -> Iterator[tuple[Task[Any], Listened | str] | None]:
    import ray.data

    rows = [{"n": n, "task": pickle.dumps((t.found, t.print_only, t.plan))} for n, t in enumerate(tasks)]
    size = max(1, min(_BLOCK, len(rows) // _BLOCKS, len(rows) // (2 * cores)))
    heard = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // size)).map_batches(
        _Listener,
        fn_constructor_args=(conditions,),
        batch_size=None,
        num_cpus=1,
        compute=ray.data.ActorPoolStrategy(min_size=1, max_size=max(cores, 1)),
    )
    try:
        for batch in heard.iter_batches(batch_size=None, prefetch_batches=0):
            if not gate.passed():
                return
            for n, outcome in zip(batch["n"], map(pickle.loads, batch["outcome"]), strict=True):
                if outcome is not None:
                    yield tasks[int(n)], outcome
            yield None
    except ray.exceptions.RayError as err:
        raise _sentence(err) from err


def _sentence(err: Exception) -> UserError:
    cause: BaseException | None = err
    while cause is not None:
        at = str(cause).rfind("_Unusable: ")
        if at >= 0:
            return UserError(
                str(cause)[at + len("_Unusable: ") :].splitlines()[0],
                "Give it the music at the same path and the same Hark, or take it out of the cluster, and index again.",
            )
        cause = cause.__cause__
    last = (str(err).strip().splitlines() or [type(err).__name__])[-1][:200]
    return UserError(
        f"The Ray cluster failed: {last}", "What was heard is kept; look at `ray status`, then index again to go on."
    )


def _roots(tasks: Sequence[Task[Any]]) -> tuple[Path, ...]:
    """Return the indexed folders to which the files belong."""
    return tuple(sorted({t.about.folder for t in tasks}))


def _connect_once(address: str) -> None:
    """Try to connect to "host:port" once, because Ray would try for minutes.

    Raises:
        OSError: the connection failed.
    """
    host, _, port = address.rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.removeprefix("ray://"), int(port)), timeout=_CONNECT_S).close()


@contextmanager
def _cluster(address: str, cores: int | None) -> Iterator[int]:
    """Connect to Ray; yield the number of cores to use."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # by default Ray sends usage statistics to its makers
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")  # otherwise it writes log files
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
    try:
        if address == LOCAL:
            cores = cores or min(os.cpu_count() or 1, 4)
            ray.init(
                LOCAL, num_cpus=cores, include_dashboard=False, object_store_memory=_STORE_BYTES,
                _node_ip_address="127.0.0.1", **quiet,
            )  # fmt: skip
        else:
            _connect_once(address)
            ray.init(address, **quiet)
            cores = cores or int(ray.cluster_resources().get("CPU", 1))
    except (ValueError, RuntimeError, OSError, OverflowError) as err:
        ray.shutdown()
        raise UserError(
            f"There is no Ray cluster at {address}.", "Start one with `ray start --head`, or give no address."
        ) from err
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    try:
        yield cores
    finally:
        ray.shutdown()

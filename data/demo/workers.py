"""Render the demo library in several processes.

The workers are plain child processes that read track numbers from standard input. `multiprocessing` is not used,
because its children run the main script again, which under Streamlit is the page.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from data.errors import UserError

_CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from data.demo.workers import serve; serve(sys.argv[2])"
_NICENESS = 10  # the page, which opens meanwhile, comes first
_ROOT = Path(__file__).resolve().parents[2]


def serve(folder: str) -> None:
    """Render the track whose number is on each line of standard input, and print the number when done."""
    from . import make

    with suppress(AttributeError, OSError):  # Windows has no such function
        os.nice(_NICENESS)
    try:
        for line in sys.stdin:
            make(Path(folder), int(line))
            print(line.strip(), flush=True)
    except KeyboardInterrupt:
        pass
    except OSError as err:  # for instance a full disk; the parent reports it
        print(f"!{err.strerror or err}", flush=True)


def share_out(folder: Path, missing: list[int], workers: int) -> Iterator[int]:
    """Render tracks in `workers` child processes and yield the number of each when it is finished.

    Raises:
        OSError: a worker could not write its track.
        UserError: a worker ended before its tracks were done.
    """
    todo: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[int | str] = SimpleQueue()
    for index in missing:
        todo.put(index)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(_ROOT), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for _ in range(min(workers, len(missing)))
    ]
    threads = [Thread(target=_lead, args=(child, todo, done), daemon=True) for child in children]
    try:
        for thread in threads:
            thread.start()
        for _ in missing:
            finished = done.get()
            if isinstance(finished, str):
                if finished.startswith("!"):
                    raise OSError(finished[1:])
                raise UserError(
                    "A process that renders the demo library stopped.",
                    "Start it again: what is finished is kept. If it stops again, free some memory.",
                )
            yield finished
    finally:
        with suppress(Empty):
            while True:
                todo.get_nowait()
        for child, thread in zip(children, threads, strict=True):
            if thread.ident is not None:
                thread.join()  # each worker finishes its current track
            child.communicate()


def _lead(child: subprocess.Popen[str], todo: SimpleQueue[int], done: SimpleQueue[int | str]) -> None:
    """Send a worker one track number after another until none is left."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        while True:
            index = todo.get_nowait()
            child.stdin.write(f"{index}\n")
            child.stdin.flush()
            answer = child.stdout.readline().strip()
            if answer != str(index):
                done.put(answer)
                return
            done.put(index)
    except Empty:
        return
    except (OSError, ValueError):  # the child has ended and its pipe is closed
        done.put("")

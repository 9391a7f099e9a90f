"""Indexing beside a running page: in a process of its own, with progress that can be watched.

A process, because decoders may crash, and because whoever searches meanwhile should not share an
interpreter with whoever listens.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any


class IndexJob:
    """A running or finished `hark index`. Read the fields at any time.

    Attributes:
        done, total: files listened to, and to listen to in all (0 until the scan is over).
        file: the name of the last file.
        seconds_left: None until it can be told.
        report: what `hark index --json` printed, once finished well.
        error: (message, hint), when it failed.
    """

    def __init__(self, home: Path, folder: Path, command: str = "index") -> None:
        """Start. `command` is "index" (a folder) or "demo" (make the demo library; `folder` is ignored)."""
        self.folder = folder
        self.what = ""
        self.done = self.total = 0
        self.file = ""
        self.seconds_left: float | None = None
        self.report: dict[str, Any] | None = None
        self.error: tuple[str, str] | None = None
        argv = [sys.executable, "-m", "retrieval.cli", command, "--library", str(home), "--json", "--progress"]
        argv += [str(folder)] if command == "index" else []
        self._process = subprocess.Popen(
            argv, cwd=Path(__file__).parents[1], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        self._thread = threading.Thread(target=self._watch, name="hark-index", daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        """Nothing will change any more."""
        return not self._thread.is_alive()

    def cancel(self) -> None:
        """Stop; what was committed stays, and the next run goes on from there."""
        self._process.terminate()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Block until finished or the timeout has passed; True when finished."""
        self._thread.join(timeout_s)
        return self.finished

    def _watch(self) -> None:
        said: list[str] = []
        assert self._process.stderr is not None
        assert self._process.stdout is not None
        for line in self._process.stderr:
            try:
                progress = json.loads(line)
                self.what, self.done, self.total = progress["what"], progress["done"], progress["total"]
                self.file, self.seconds_left = progress["file"], progress["seconds_left"]
            except (ValueError, KeyError, TypeError):
                said.append(line.strip())
        output = self._process.stdout.read()
        code = self._process.wait()
        try:
            self.report = json.loads(output) if code == 0 else None
        except ValueError:
            self.report = None
        if code < 0:
            self.error = ("Indexing was stopped.", "Start it again to go on: what was heard so far is kept.")
        elif self.report is None:
            message, _, hint = "\n".join(said[-2:]).removeprefix("hark: ").partition("\n")
            self.error = (message or "Indexing failed.", hint.strip() or "Try `hark index` in a terminal.")

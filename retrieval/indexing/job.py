"""Run `hark index` or `hark models use` in a subprocess, with progress, pause and cancel, for the page.

A subprocess is used because decoders may crash, and so that indexing does not slow down searches. Lines on its standard
input ("pause", "resume") control it. When its input is closed, because the page has ended or cancelled it, it commits
the tracks that are done and ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from retrieval.catalogue.files import is_written

_KEPT_ERRORS = 500  # the report and the catalogue contain all of them
_PATIENCE_S = 5.0  # time in which a cancelled run may commit the tracks that are done


class IndexJob:
    """A running or finished `hark index`, `demo` or `models use`. Read the fields at any time, from any thread.

    Attributes:
        what: the current activity in words, for example "Listening to Music".
        done, total: number of files processed, and of all files to process (0 until the scan has ended); while weights
            are fetched, megabytes.
        unit: "MB" while weights are fetched, otherwise "".
        tracks_per_s, seconds_left: estimated from about the last minute; None until there is an estimate.
        file: the name of the last file.
        errors: (path, reason) of the last 500 files that could not be read.
        failed: number of all files that could not be read.
        can_pause: whether `pause` works; not so while the demo library is made.
        paused: whether the run is paused; files already started are finished first.
        report: the output of `hark index --json`; None until the run has succeeded.
        error: (message, hint), if the run failed or was cancelled.
        busy: whether the run failed because another process was writing the library.
        finished: whether the run has ended; then no field changes any more.
    """

    def __init__(
        self, home: Path, folder: Path | None, command: str = "index", *, retry: bool = False, encoder: str = "",
        include: Sequence[str] | None = None, exclude: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        """Start the process.

        Args:
            home: the library's folder.
            folder: the folder of music; None updates all folders of the library.
            command: "index"; "demo" to make the demo library (`folder` is ignored, and it cannot be paused); "use" to
                change the encoder (`folder` is ignored).
            encoder: name of the new encoder, for "use".
            retry: try files again that could not be read before.
            include, exclude: patterns to store with the folder; None keeps the stored ones.
        """
        self.folder = folder
        self.what = ""
        self.done = self.total = 0
        self.file = self.unit = ""
        self.tracks_per_s: float | None = None
        self.seconds_left: float | None = None
        self.errors: list[tuple[str, str]] = []
        self.failed = 0
        self.paused = False
        self.report: dict[str, Any] | None = None
        self.error: tuple[str, str] | None = None
        self.busy = False
        self._home = home
        self._cancelled = False
        self._command = command
        self.can_pause = self._controlled = command != "demo"
        words = ["models", "use", encoder] if command == "use" else [command]
        argv = [sys.executable, "-m", "retrieval.cli", *words, "--library", str(home), "--json", "--progress"]
        if self._controlled:
            argv += ["--control"] + ["--retry"] * (retry and command == "index")
            argv += [f"--include={pattern}" for pattern in include or ()]
            argv += [f"--exclude={pattern}" for pattern in exclude or ()]
            argv += ["--", str(folder)] if folder is not None else []
        self._process = subprocess.Popen(
            argv, cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        self._thread = threading.Thread(target=self._watch, name="hark-index", daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        """Return whether the run has ended."""
        return not self._thread.is_alive()

    def pause(self) -> None:
        """Start no more files until `resume`. Searches work meanwhile, but no other process can write the library."""
        self._tell("pause")

    def resume(self) -> None:
        """Continue after `pause`."""
        self._tell("resume")

    def cancel(self) -> None:
        """Stop the run. Tracks that are done are kept, and the next run continues from there."""
        self._cancelled = True
        if not self._controlled:
            self._process.terminate()
            return
        with suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        timer = threading.Timer(_PATIENCE_S, self._process.terminate)
        timer.daemon = True
        timer.start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Block until the run has ended or the timeout has passed; return whether it has ended."""
        self._thread.join(timeout_s)
        return self.finished

    def _tell(self, word: str) -> None:
        if not self._controlled or self.finished or self._process.stdin is None:
            return
        with suppress(OSError, ValueError):  # it has just ended, or was cancelled
            self._process.stdin.write(word + "\n")
            self._process.stdin.flush()
            self.paused = word == "pause"

    def _watch(self) -> None:
        said: list[str] = []
        printed: list[str] = []
        out = self._process.stdout
        assert self._process.stderr is not None
        assert out is not None
        # Read in a thread, because a report that names a thousand files does not fit into a pipe's buffer.
        reader = threading.Thread(target=lambda: printed.append(out.read()), name="hark-index-report", daemon=True)
        reader.start()
        for line in self._process.stderr:
            try:
                self._take(json.loads(line))
            except (ValueError, KeyError, TypeError):
                said = [*said[-20:], line.strip()]
        code = self._process.wait()
        reader.join()
        self.paused = False
        if self._cancelled or code < 0:
            what = "The change was" if self._command == "use" else "Indexing was"
            self.error = (f"{what} stopped.", "Start it again to go on: what was heard so far is kept.")
            return
        try:
            self.report = json.loads("".join(printed)) if code == 0 else None
        except ValueError:
            self.report = None
        if self.report is None:
            self.busy = is_written(self._home)
            message, _, hint = "\n".join(said[-2:]).removeprefix("hark: ").partition("\n")
            self.error = (message or "Indexing failed.", hint.strip() or "Try `hark index` in a terminal.")

    def _take(self, line: dict[str, Any]) -> None:
        """Update the fields from a line of progress."""
        if "skipped" in line:
            self.failed += 1
            self.errors = [*self.errors[-_KEPT_ERRORS + 1 :], (line["skipped"], line["reason"])]
            return
        self.what, self.done, self.total = line["what"], line["done"], line["total"]
        self.file, self.seconds_left = line["file"], line["seconds_left"]
        self.tracks_per_s, self.unit = line["tracks_per_s"], line.get("unit", "")

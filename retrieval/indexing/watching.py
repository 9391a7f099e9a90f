"""Index changes in a library's folders as they happen: by system notifications, and by a scan every few minutes.

The package watchfiles reports changes. After two seconds without further changes, `hark index` runs in a subprocess
(`IndexJob`). Network drives report no changes and the number of watches is limited, so all folders are also scanned
every few minutes, which takes seconds for an unchanged library of 30,000 files.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.audio import formats
from data.errors import UserError
from data.files.lyrics import SIDE_FILES
from data.tags import SIDECAR
from retrieval.catalogue.database import Catalogue

from .job import IndexJob

_QUIET_S = 2.0  # time without changes before a run starts, so that an album being copied is indexed in one run
_LONGEST_S = 30.0  # longest wait for a time without changes
_RETRY_S = 20.0  # wait before the next try if another process is writing the library


class Watcher:
    """Watches the folders of a library until stopped. Read the fields at any time, from any thread.

    Attributes:
        job: the current or last index run; None before the first.
        notified: whether the system reports changes; otherwise only the regular scans find them.
        error: (message, hint), if watching ended with an error.
    """

    def __init__(self, home: Path, *, every_s: float = 600.0) -> None:
        """Read the library's folders; `start` begins to watch them.

        Args:
            home: the library's folder.
            every_s: seconds between two scans of all folders.

        Raises:
            UserError: there is no library, or it has no folders.
        """
        self.home = home
        self.job: IndexJob | None = None
        self.notified = False
        self.error: tuple[str, str] | None = None
        self._every_s = every_s
        self._folders = self._read_folders()
        if not self._folders:
            raise UserError("The library has no folders yet.", "Name one: `hark index FOLDER`.")
        self._stop = threading.Event()
        self._changed = threading.Event()
        self._restart = threading.Event()  # the list of folders has changed
        self._thread: threading.Thread | None = None
        self._notifier: threading.Thread | None = None
        self._last_change = 0.0
        self._sentence = "Watching."

    def start(self) -> None:
        """Start a thread that scans all folders once, then watches them."""
        self._changed.set()
        self._thread = threading.Thread(target=self._run, name="hark-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, and cancel the index run; tracks that are done are kept."""
        self._stop.set()
        self._restart.set()
        self._changed.set()
        if self.job is not None and not self.job.finished:
            self.job.cancel()
        if self._thread is not None:
            self._thread.join(timeout=10)

    @property
    def watching(self) -> bool:
        """Return whether the folders are being watched."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def sentence(self) -> str:
        """The current activity, as a sentence for the user."""
        job = self.job
        if job is not None and not job.finished and job.total:
            return f"{job.what}: {job.done} of {job.total}."
        return self._sentence

    def wait(self, timeout_s: float) -> bool:
        """Block for at most `timeout_s`; return whether watching has ended."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.watching

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain JSON values."""
        return {"watching": self.watching, "notified": self.notified, "says": self.sentence}

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            self._listen()
            self._changed.wait(timeout=max(due - time.monotonic(), 0.0))
            if self._stop.is_set():
                return
            if self._changed.is_set():
                self._wait_for_quiet()
            self._changed.clear()
            due = time.monotonic() + (self._every_s if self._bring_up_to_date() else _RETRY_S)
            try:
                folders = self._read_folders()
            except UserError as err:
                self.error = (err.message, err.hint)
                self._sentence = err.message
                return
            if folders != self._folders:
                self._folders = folders
                self._restart.set()  # `_listen` starts again

    def _wait_for_quiet(self) -> None:
        """Wait until there has been no change for two seconds."""
        began = time.monotonic()
        while time.monotonic() - self._last_change < _QUIET_S and time.monotonic() - began < _LONGEST_S:
            if self._stop.wait(0.2):
                return

    def _bring_up_to_date(self) -> bool:
        """Index all folders; return False if another process was writing the library."""
        self.job = job = IndexJob(self.home, None)
        while not job.wait(0.5):
            if self._stop.is_set():
                job.cancel()
        if self._stop.is_set():
            return True
        if job.error is not None:
            self._sentence = f"{job.error[0]} {job.error[1]}"
            return not job.busy
        report = job.report or {}
        did = [f"{report[n]} {n}" for n in ("added", "updated", "removed") if report.get(n)]
        gone = [m["reason"] for m in report.get("missing", ())]
        how = "" if self.notified else f" Looking every {self._every_s / 60:.0f} minutes."
        self._sentence = " ".join([f"Watching: {', '.join(did)}." if did else "Watching: up to date.", *gone]) + how
        return True

    def _read_folders(self) -> list[Path]:
        catalogue = Catalogue(self.home / "catalogue.db")
        try:
            return catalogue.folders()
        finally:
            catalogue.close()

    # Notifications of the system

    def _listen(self) -> None:
        """Start the thread that receives notifications of changes; restart it if the list of folders has changed."""
        if self._notifier is not None and self._notifier.is_alive() and not self._restart.is_set():
            return
        if self._notifier is not None and self._notifier.is_alive():
            self._notifier.join(timeout=5)
        self._restart.clear()
        there = [folder for folder in self._folders if folder.is_dir()]
        self._notifier = threading.Thread(target=self._hear, args=(there,), name="hark-watch-files", daemon=True)
        self._notifier.start()

    def _hear(self, folders: list[Path]) -> None:
        try:
            from watchfiles import watch

            self.notified = bool(folders)
            for changes in watch(
                *folders, watch_filter=None, debounce=400, step=100, stop_event=self._restart, rust_timeout=1000,
                raise_interrupt=False, ignore_permission_denied=True,
            ):  # fmt: skip
                if self._matters(path for _, path in changes):
                    self._last_change = time.monotonic()
                    self._changed.set()
        except Exception:
            pass  # no watches left, a drive unplugged, or no support on this system; the regular scans go on
        finally:
            self.notified = False

    def _matters(self, paths: Iterable[str]) -> bool:
        """Return whether any path is music, its words, a `hark.json` or a folder, outside the library's own folder."""
        endings = formats()
        inside = os.fspath(self.home) + os.sep
        for path in paths:
            name = os.path.basename(path)
            if name.startswith(".") or (path.startswith(inside) and not self._within_home()):
                continue
            ending = os.path.splitext(name)[1].lower()
            if ending in endings or ending in SIDE_FILES or name == SIDECAR or not ending or os.path.isdir(path):
                return True
        return False

    def _within_home(self) -> bool:
        return any(folder.is_relative_to(self.home) for folder in self._folders)

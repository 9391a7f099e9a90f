"""Keeping a library in step with its folders: the system's word where it gives one, and a look now and then.

Changes are noticed by watchfiles and settled by a `hark index` in a process of its own (`IndexJob`), once they
have been quiet for a moment. Network drives tell nothing and the system's watches run out, so everything is
looked through every few minutes as well; an unchanged library of 30,000 files takes seconds.
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
from data.tags import SIDECAR
from retrieval.catalogue.database import Catalogue

from .job import IndexJob

_QUIET_S = 2.0  # after the last change: an album that is being copied is heard in one go
_LONGEST_S = 30.0  # however long changes go on
_RETRY_S = 20.0  # when another process is writing the library


class Watcher:
    """Follows the folders of a library until stopped. Read the fields at any time, from any thread.

    Attributes:
        job: the index run that is going on, or the last one; None before the first.
        notified: the system reports changes; False leaves the regular look alone.
        error: (message, hint), when watching had to end.
    """

    def __init__(self, home: Path, *, every_s: float = 600.0) -> None:
        """Args: home: the library; every_s: seconds between two looks through everything.

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
        self._restart = threading.Event()  # the folders are others now
        self._thread: threading.Thread | None = None
        self._ear: threading.Thread | None = None
        self._last_change = 0.0
        self._told = "Watching."

    def start(self) -> None:
        """Look through everything once, then follow. Returns at once."""
        self._changed.set()
        self._thread = threading.Thread(target=self._run, name="hark-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching, and the run that is going on; what it has heard is kept."""
        self._stop.set()
        self._restart.set()
        self._changed.set()
        if self.job is not None and not self.job.finished:
            self.job.cancel()
        if self._thread is not None:
            self._thread.join(timeout=10)

    @property
    def watching(self) -> bool:
        """Whether it is following the folders now."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def sentence(self) -> str:
        """What it is doing, for people."""
        job = self.job
        if job is not None and not job.finished and job.total:
            return f"{job.what}: {job.done} of {job.total}."
        return self._told

    def wait(self, timeout_s: float) -> bool:
        """Block for a while; True when watching has ended."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.watching

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"watching": self.watching, "notified": self.notified, "says": self.sentence}

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            self._listen()
            self._changed.wait(timeout=max(due - time.monotonic(), 0.0))
            if self._stop.is_set():
                return
            if self._changed.is_set():
                self._settle()
            self._changed.clear()
            due = time.monotonic() + (self._every_s if self._bring_up_to_date() else _RETRY_S)
            try:
                folders = self._read_folders()
            except UserError as err:
                self.error = (err.message, err.hint)
                self._told = err.message
                return
            if folders != self._folders:
                self._folders = folders
                self._restart.set()  # `_listen` begins anew

    def _settle(self) -> None:
        """Wait until changes have been quiet for a moment."""
        began = time.monotonic()
        while time.monotonic() - self._last_change < _QUIET_S and time.monotonic() - began < _LONGEST_S:
            if self._stop.wait(0.2):
                return

    def _bring_up_to_date(self) -> bool:
        """One run over all folders; False when it should be tried again soon."""
        self.job = job = IndexJob(self.home, None)
        while not job.wait(0.5):
            if self._stop.is_set():
                job.cancel()
        if self._stop.is_set():
            return True
        if job.error is not None:
            self._told = f"{job.error[0]} {job.error[1]}"
            return not job.busy
        report = job.report or {}
        did = [f"{report[n]} {n}" for n in ("added", "updated", "removed") if report.get(n)]
        gone = [m["reason"] for m in report.get("missing", ())]
        how = "" if self.notified else f" Looking every {self._every_s / 60:.0f} minutes."
        self._told = " ".join([f"Watching: {', '.join(did)}." if did else "Watching: up to date.", *gone]) + how
        return True

    def _read_folders(self) -> list[Path]:
        catalogue = Catalogue(self.home / "catalogue.db")
        try:
            return catalogue.folders()
        finally:
            catalogue.close()

    # The system's word

    def _listen(self) -> None:
        """Have a thread that hears of changes, on today's folders."""
        if self._ear is not None and self._ear.is_alive() and not self._restart.is_set():
            return
        if self._ear is not None and self._ear.is_alive():
            self._ear.join(timeout=5)
        self._restart.clear()
        there = [folder for folder in self._folders if folder.is_dir()]
        self._ear = threading.Thread(target=self._hear, args=(there,), name="hark-watch-files", daemon=True)
        self._ear.start()

    def _hear(self, folders: list[Path]) -> None:
        try:
            from watchfiles import watch

            self.notified = bool(folders)
            for changes in watch(
                *folders, watch_filter=None, debounce=400, step=100, stop_event=self._restart, rust_timeout=1000,
                raise_interrupt=False, ignore_permission_denied=True,
            ):  # fmt: skip
                if self._concern(path for _, path in changes):
                    self._last_change = time.monotonic()
                    self._changed.set()
        except Exception:  # no watches left, a folder unplugged, a system without any: the regular look remains
            pass
        finally:
            self.notified = False

    def _concern(self, paths: Iterable[str]) -> bool:
        """Whether any of these can matter to the library: music, `hark.json`, or a whole folder."""
        endings = formats()
        inside = os.fspath(self.home) + os.sep
        for path in paths:
            name = os.path.basename(path)
            if name.startswith(".") or (path.startswith(inside) and not self._within_home()):
                continue
            ending = os.path.splitext(name)[1].lower()
            if ending in endings or name == SIDECAR or not ending or os.path.isdir(path):
                return True
        return False

    def _within_home(self) -> bool:
        return any(folder.is_relative_to(self.home) for folder in self._folders)

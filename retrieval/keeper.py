"""Update the derived indexes of a library in the background: FAISS for large libraries, Chroma if it is faster."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from data.errors import UserError
from data.track import Track
from retrieval.catalogue.files import FaissPlace
from retrieval.catalogue.snapshot import Snapshot
from retrieval.vectors.adaptive import FAISS_FROM, Schedule, default_schedule
from retrieval.vectors.prefix import PrefixIndex

log = logging.getLogger(__name__)

CHROMA_UP_TO = 200_000  # tracks; filling Chroma with more takes minutes and a gigabyte
_LOCK = "chroma.lock"  # held by the one process that updates the derived indexes of a library


def build_faiss_index(home: Path, snapshot: Snapshot, place: FaissPlace) -> bool:
    """Build the FAISS index of a large library if it is missing or outdated; return whether it was built.

    Nothing is built while another process updates the library's indexes.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / _LOCK).acquire(timeout=0):
            return _due(snapshot) and _build(snapshot, place, lambda: False)
    except (Timeout, OSError):
        return False


def _due(snapshot: Snapshot) -> bool:
    """Return whether a library is large, and its FAISS index is missing, damaged or lacks many tracks."""
    if len(snapshot.vectors) < FAISS_FROM:
        return False
    return snapshot.faiss is None or not snapshot.faiss.verify() or snapshot.faiss.stale


def _build(snapshot: Snapshot, place: FaissPlace, stopped: Callable[[], bool]) -> bool:
    from .vectors.faiss_index import build_apart

    return build_apart(
        place.folder, snapshot.prefixes, snapshot.vectors.array, place.library, place.fingerprint, stopped
    )


class Keeper:
    """Updates the derived indexes of a library in a thread, until it is closed.

    Only one process at a time does this for a library; in the others `index` stays None.
    """

    def __init__(
        self,
        home: Path,
        *,
        snapshot: Callable[[], Snapshot],
        tracks: Callable[[Snapshot], dict[int, Track]],
        identity: Callable[[], tuple[str, str]],
        faiss_place: Callable[[], FaissPlace],
        reload: Callable[[], None],
        schedule: Schedule | None = None,
    ) -> None:
        """Create the thread, which `start` starts.

        Args:
            home: the library's folder.
            snapshot: returns the library's current snapshot; if the library has changed, it calls `follow` first.
            tracks: returns vector row -> track for a snapshot.
            identity: returns the encoder's fingerprint and the library's uid.
            faiss_place: returns the place of the FAISS index.
            reload: makes the library create a new snapshot, which opens a newly built FAISS index.
            schedule: of the adaptive search; None means the default for the library's size.
        """
        self._home, self._schedule = home, schedule
        self._snapshot, self._tracks, self._identity = snapshot, tracks, identity
        self._faiss_place, self._reload = faiss_place, reload
        self._built_for = 0  # number of vectors at the last FAISS build; a failed one is not repeated for the same
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._index: PrefixIndex | None = None
        self._closing = False
        self._stale = threading.Event()
        self._tried = False  # whether a subprocess has tested the Chroma folder
        self.ok = True  # false after a derived index has failed
        self._thread = threading.Thread(target=self._run, name="hark-indexes", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def index(self) -> PrefixIndex | None:
        """The index to search; None if scanning is faster, or while the index is not up to date."""
        with self._lock:
            return self._index

    def give_up(self) -> None:
        """Stop using the index, because it has failed; the thread tests and opens it again later."""
        with self._lock:
            self._index, self.ok = None, False

    def follow(self, snapshot: Snapshot) -> None:
        """Start updating the indexes for a new snapshot; `index` is None until that is done."""
        with self._lock:
            self._current, self._index = snapshot, None
        self._stale.set()

    def close(self) -> None:
        """Stop the thread and close the indexes."""
        self._closing = True
        self._stale.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        from filelock import FileLock, Timeout

        from .vectors import chroma

        try:
            with FileLock(self._home / _LOCK).acquire(timeout=0):
                while not self._closing:
                    self._stale.clear()
                    snapshot = self._snapshot()
                    self._stale.clear()  # reading the snapshot may have set it
                    if _due(snapshot) and len(snapshot.vectors) != self._built_for:
                        self._built_for = len(snapshot.vectors)
                        if _build(snapshot, self._faiss_place(), lambda: self._closing):
                            self._reload()
                            continue
                    try:
                        self._keep_chroma(snapshot)
                    except (chroma.Unavailable, UserError) as err:
                        if self.ok:  # only one warning, not one for each try
                            log.warning("Searching without a Chroma server. %s", err)
                        self.ok = False
                        self._stale.wait(chroma.RETRY_S)
        except Timeout:
            pass  # another process updates the indexes; this one scans
        except Exception:  # searches work without derived indexes, so none of their errors may end the process
            if not self._closing:
                log.exception("no derived index is available; searching without")
                self.ok = False

    def _keep_chroma(self, snapshot: Snapshot) -> None:
        """Update Chroma for a snapshot, and provide it as `index` until the next snapshot if it is faster."""
        from .vectors import chroma

        folder, served = self._home / "chroma", chroma.server() is not None
        if len(snapshot.rows) > CHROMA_UP_TO and not served:
            self._stale.wait()
            return
        if not self._tried and not served:
            if not chroma.opens(folder):
                log.warning("rebuilding the Chroma index")
                chroma.discard(folder)
            self._tried = True
        index = chroma.open_index(folder, snapshot.prefixes.shape[1], *self._identity())
        try:
            index.synchronise(self._tracks(snapshot), snapshot.prefixes)
            quicker = served or self._quicker(index, snapshot)
            with self._lock:
                if snapshot is self._current and not self._closing:
                    self._index, self.ok = index if quicker else None, True
            while not self._stale.wait(chroma.RETRY_S):
                if quicker and self.index is None:  # a search has called `give_up`: test the index and open it again
                    self._tried = False
                    return
        finally:
            with self._lock:
                self._index = None  # searches scan from here on
            index.close()

    def _quicker(self, index: PrefixIndex, snapshot: Snapshot) -> bool:
        """Return whether Chroma is faster than the scan, measured with some of the library's vectors as queries."""
        if self._schedule is not None:
            return True
        schedule = default_schedule(snapshot.vectors.shape[1], len(snapshot.rows), snapshot.prefixes.shape[1])
        if len(schedule) == 1:
            return False  # in a small library, scanning all full vectors is faster than any index
        times: dict[str, list[float]] = {}
        for row in snapshot.rows[:: max(len(snapshot.rows) // 7, 1)]:
            query = snapshot.vectors[np.array([row])][0]
            for candidate in (index, snapshot.scan):
                began = time.perf_counter()
                candidate.shortlist(query, schedule[0][1])
                times.setdefault(candidate.name, []).append(time.perf_counter() - began)
        medians = {name: float(np.median(seconds)) for name, seconds in times.items()}
        log.info("shortlists take %s", ", ".join(f"{1000 * s:.1f} ms ({name})" for name, s in medians.items()))
        return medians[index.name] < medians[snapshot.scan.name]

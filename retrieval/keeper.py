"""Derived indexes, kept in step with a library in the background: FAISS for large ones, Chroma where it is quicker."""

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
_LOCK = "chroma.lock"  # held by the process that keeps the derived indexes of a library


def build_faiss_index(home: Path, snapshot: Snapshot, place: FaissPlace) -> bool:
    """Build the FAISS index of a large library where that is due, unless another process keeps the indexes.

    Returns:
        Whether it was built.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / _LOCK).acquire(timeout=0):
            return _due(snapshot) and _build(snapshot, place, lambda: False)
    except (Timeout, OSError):
        return False


def _due(snapshot: Snapshot) -> bool:
    """Return whether a large library has no FAISS index, or one that is damaged or lacks many tracks."""
    if len(snapshot.vectors) < FAISS_FROM:
        return False
    return snapshot.faiss is None or not snapshot.faiss.verify() or snapshot.faiss.stale


def _build(snapshot: Snapshot, place: FaissPlace, stopped: Callable[[], bool]) -> bool:
    from .vectors.faiss_index import build_apart

    return build_apart(
        place.folder, snapshot.prefixes, snapshot.vectors.array, place.library, place.fingerprint, stopped
    )


class Keeper:
    """Keeps the derived indexes of a library in a thread, until it is closed.

    One process at a time does so; in the others `index` stays None.
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
        """Prepare the thread; `start` starts it.

        Args:
            home: the library's folder.
            snapshot: returns the library as it is now, after a call of `follow` where it has changed.
            tracks: returns the tracks of a snapshot by vector row.
            identity: returns the encoder's fingerprint and the library's uid.
            faiss_place: returns where the FAISS index belongs.
            reload: makes the library read a new snapshot, with the FAISS index that was just built.
            schedule: of the adaptive search; None for the best for the library's size.
        """
        self._home, self._schedule = home, schedule
        self._snapshot, self._tracks, self._identity = snapshot, tracks, identity
        self._faiss_place, self._reload = faiss_place, reload
        self._built_for = 0  # tracks when FAISS was last tried: for as many it would only fail again
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._index: PrefixIndex | None = None
        self._closing = False
        self._stale = threading.Event()
        self._tried = False  # whether the Chroma folder opens
        self.ok = True  # no derived index has failed
        self._thread = threading.Thread(target=self._run, name="hark-indexes", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def index(self) -> PrefixIndex | None:
        """Return the index to ask; None where scanning is quicker, or it is not in step."""
        with self._lock:
            return self._index

    def give_up(self) -> None:
        """Use the index no longer, after it has failed; the thread tries it out again later."""
        with self._lock:
            self._index, self.ok = None, False

    def follow(self, snapshot: Snapshot) -> None:
        """Bring the indexes into step with a new snapshot; until then there is none."""
        with self._lock:
            self._current, self._index = snapshot, None
        self._stale.set()

    def close(self) -> None:
        """Stop the thread, and let go of the indexes."""
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
                    self._stale.clear()  # reading it may just have set it
                    if _due(snapshot) and len(snapshot.vectors) != self._built_for:
                        self._built_for = len(snapshot.vectors)
                        if _build(snapshot, self._faiss_place(), lambda: self._closing):
                            self._reload()
                            continue
                    try:
                        self._keep_chroma(snapshot)
                    except (chroma.Unavailable, UserError) as err:
                        if self.ok:  # warned of once, not at every try
                            log.warning("Searching without a Chroma server. %s", err)
                        self.ok = False
                        self._stale.wait(chroma.RETRY_S)
        except Timeout:
            pass  # another process keeps them; this one scans
        except Exception:  # whatever derived indexes raise, the library still answers
            if not self._closing:
                log.exception("no derived index is available; searching without")
                self.ok = False

    def _keep_chroma(self, snapshot: Snapshot) -> None:
        """Bring Chroma into step with a snapshot, and search with it until the next one if that is quicker."""
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
                if quicker and self.index is None:  # a search has given it up: try it out and open it again
                    self._tried = False
                    return
        finally:
            with self._lock:
                self._index = None  # from here on the scan answers
            index.close()

    def _quicker(self, index: PrefixIndex, snapshot: Snapshot) -> bool:
        """Return whether Chroma is quicker than the scan, measured on some of the library's own vectors."""
        if self._schedule is not None:
            return True
        schedule = default_schedule(snapshot.vectors.shape[1], len(snapshot.rows))
        if len(schedule) == 1:
            return False  # one look at every full vector is quicker than any index
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

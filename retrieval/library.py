"""A library: the catalogue, its vectors, and search over them.

Any number of processes may read a library; one at a time may write it (`writing`), and one at a time owns
its Chroma folder. A reader that finds the catalogue changed reloads, so a page that is open sees what a
terminal indexes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.text import clean, words
from data.track import Track
from models.encoder import Encoder, normalise, truncate

from .adaptive import PREFIX_DIM, Schedule, check_schedule, default_schedule, search
from .catalogue import Catalogue, Entry
from .filters import allowed
from .names import WEIGHTS, NameIndex
from .prefix import ExactPrefix, FloatArray, PrefixIndex
from .query import Hit, Query
from .vectors import VectorFile

log = logging.getLogger(__name__)

WINDOW_DIM = 128  # of the window vectors that find the best moment: an eighth of the bytes is spared twice over
_RAW_SHARE = 0.5  # of the query vector; the captions share the rest
_UNWANTED_WEIGHT = 0.5
_LEAD_IN_S = 1.0  # a player that starts exactly on the best moment has already missed its beginning
_MAX_REQUEST = 2000  # characters that are embedded


class Snapshot:
    """What a library holds at one moment, in memory: tracks and where their vectors are."""

    def __init__(self, catalogue: Catalogue, vectors: VectorFile, windows: VectorFile, prefixes: VectorFile) -> None:
        self.entries: list[Entry] = catalogue.entries()
        self.tracks = [entry.track for entry in self.entries]
        self.position = {track.track_id: i for i, track in enumerate(self.tracks)}
        self.rows = np.array([entry.vector_row for entry in self.entries], dtype=np.int64)
        self.position_of_row = {int(row): i for i, row in enumerate(self.rows)}
        self.vectors: FloatArray = vectors.view(int(self.rows.max(initial=-1)) + 1)
        last_window = max((e.window_row + len(e.window_starts) for e in self.entries), default=0)
        self.windows: NDArray[np.int8] = windows.view(last_window)
        self.prefixes: FloatArray = prefixes.view(len(self.vectors))
        self.exact = ExactPrefix(np.asarray(self.prefixes[self.rows]), self.rows)
        self.names = NameIndex(self.tracks, _vocabulary())


class Library:
    """Search over an indexed collection of tracks. Thread-safe."""

    def __init__(
        self,
        home: Path,
        *,
        encoder: Encoder | None = None,
        schedule: Schedule | None = None,
        chroma: bool = False,
    ) -> None:
        """Open the library in `home`; nothing heavy is loaded until it is needed.

        Args:
            home: the library's folder.
            encoder: loaded by the name in the catalogue when None.
            schedule: of the adaptive search; None takes the default for the encoder's width.
            chroma: own the Chroma index and shortlist with it where it is sound. For long-running
                processes: a single command is over before Chroma is imported.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        self.home = home
        self._lock = threading.RLock()
        self._schedule = schedule
        self._catalogue = Catalogue(home / "catalogue.db")
        self._encoder = encoder
        self._snapshot: Snapshot | None = None
        self._version = -1
        self._heard: Any = None
        self._chroma: PrefixIndex | None = None
        self._keeper: threading.Thread | None = None
        self._closing = False
        self._stale = threading.Event()
        self.index_ok = True
        if chroma:
            self._keeper = threading.Thread(target=self._keep_chroma, name="hark-chroma", daemon=True)
            self._keeper.start()

    def close(self) -> None:
        """Let go of files and locks."""
        self._closing = True
        self._stale.set()
        if self._keeper is not None:
            self._keeper.join(timeout=30)
        with self._lock:
            self._catalogue.close()

    # What is in it

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the library's vectors, loaded on first use.

        Raises:
            UserError: the library was made by an encoder of another fingerprint.
        """
        with self._lock:
            if self._encoder is None:
                from models.registry import load_encoder

                self._encoder = load_encoder(self._catalogue.meta("encoder") or None)
            encoder = self._encoder
            made_by = self._catalogue.meta("fingerprint")
        if made_by and made_by != encoder.fingerprint:
            raise UserError(
                f"This library was made by encoder {self._catalogue.meta('encoder')} ({made_by}); "
                f"this Hark has {encoder.name} ({encoder.fingerprint}), and their vectors do not mix.",
                "Run `hark index --rebuild` to listen to your music again with the new one.",
            )
        return encoder

    @property
    def snapshot(self) -> Snapshot:
        """The library as it is now; reloaded when another connection has changed it."""
        with self._lock:
            version = self._catalogue.version()
            if self._snapshot is None or version != self._version:
                self._version = version
                dim = int(self._catalogue.meta("dim", "512"))
                self._snapshot = Snapshot(self._catalogue, *vector_files(self.home, self._catalogue, dim))
                self._heard = None
                self._chroma = None  # it knows the tracks of before; its keeper brings it up to date
                self._stale.set()
            return self._snapshot

    def tracks(self) -> Sequence[Track]:
        """Every track."""
        return self.snapshot.tracks

    def track(self, track_id: str) -> Track | None:
        """The track of that id."""
        position = self.snapshot.position.get(track_id)
        return None if position is None else self.snapshot.tracks[position]

    def folders(self) -> list[Path]:
        """The indexed folders, oldest first."""
        with self._lock:
            return self._catalogue.folders()

    def skipped(self) -> list[tuple[Path, str]]:
        """Files that could not be read, each with its reason."""
        with self._lock:
            return [(s.path, s.reason) for s in self._catalogue.skipped()]

    def status(self) -> dict[str, Any]:
        """Tracks, encoder and index, in the shape that `hark status --json` promises."""
        with self._lock:
            meta = self._catalogue.meta
            return {
                "tracks": self._catalogue.count(),
                "encoder": {"name": meta("encoder"), "dim": int(meta("dim", "0")), "fingerprint": meta("fingerprint")},
                "index": {"backend": self._chroma.name if self._chroma else "exact", "ok": self.index_ok},
            }

    # Search

    def search(self, query: Query) -> list[Hit]:
        """The tracks that fit a query best, best first; [] where none passes the filters.

        Raises:
            UserError: the library is empty, or its vectors are another encoder's.
        """
        snapshot = self.snapshot
        if not snapshot.tracks:
            raise UserError(
                "The library is empty.",
                "Add a folder of music with `hark index FOLDER`, or make the demo with `hark demo`.",
            )
        among = allowed(snapshot.tracks, query.filters)
        if not among.any() or query.k < 1:
            return []
        vector = self._query_vector(query, snapshot)
        named = snapshot.names.match(clean(query.text, _MAX_REQUEST))
        named = {i: fields for i, fields in named.items() if among[i]}
        if vector is None:
            positions = np.flatnonzero(among)[: query.k]
            return [Hit(snapshot.tracks[i], 0.0, rank) for rank, i in enumerate(positions, 1)]
        with self._lock:
            prefix: PrefixIndex = self._chroma or snapshot.exact
        everything = bool(among.all())
        rows, scores = self._ask(vector, snapshot, prefix, None if everything else among)
        found = {snapshot.position_of_row[int(r)]: float(s) for r, s in zip(rows, scores, strict=True)}
        for i in named:
            score = found.get(i, float(snapshot.vectors[snapshot.rows[i]] @ vector))
            found[i] = score + (1 - score) * WEIGHTS[named[i][0]]
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[: query.k]
        hits = []
        for rank, (i, score) in enumerate(best, 1):
            entry = snapshot.entries[i]
            hits.append(
                Hit(
                    entry.track,
                    score,
                    rank,
                    start_s=self._best_moment(entry, vector, snapshot),
                    heard=self.heard(entry.track),
                    words=named.get(i, ()),
                )
            )
        return hits

    def _ask(
        self, vector: FloatArray, snapshot: Snapshot, prefix: PrefixIndex, among: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], FloatArray]:
        dim = snapshot.vectors.shape[1]
        schedule = check_schedule(self._schedule or default_schedule(dim), dim)
        try:
            rows, scores = search(vector, snapshot.vectors, prefix, snapshot.exact, among=among, schedule=schedule)
            if all(int(r) in snapshot.position_of_row for r in rows) and len(rows):
                return rows, scores
        except Exception:  # whatever a derived index raises, the exact scan still answers
            log.exception("the %s index failed; searching without it", prefix.name)
        with self._lock:
            if prefix is self._chroma:
                self._chroma, self.index_ok = None, False
        return search(vector, snapshot.vectors, snapshot.exact, snapshot.exact, among=among, schedule=schedule)

    def _query_vector(self, query: Query, snapshot: Snapshot) -> FloatArray | None:
        """One unit vector for the whole wish: raw request, captions, liked tracks, minus the unwanted."""
        text = clean(query.text, _MAX_REQUEST)
        captions = [c for c in (clean(c, _MAX_REQUEST) for c in query.captions) if c]
        unwanted = [c for c in (clean(c, _MAX_REQUEST) for c in query.unwanted) if c]
        if not any(c.isalnum() for c in text):
            text = ""
        wishes = [text] * bool(text) + captions
        parts: list[FloatArray] = []
        if wishes or unwanted:
            encoded = self.encoder.encode_text(wishes + unwanted)
            wanted = encoded[: len(wishes)]
            if text and captions:
                parts.append(_RAW_SHARE * wanted[0] + (1 - _RAW_SHARE) * wanted[1:].mean(axis=0))
            elif wishes:
                parts.append(wanted.mean(axis=0))
            if unwanted:
                parts.append(-_UNWANTED_WEIGHT * normalise(encoded[len(wishes) :].mean(axis=0)))
        liked = [snapshot.position[i] for i in query.like if i in snapshot.position]
        if liked:
            parts.append(normalise(np.asarray(snapshot.vectors[snapshot.rows[liked]]).mean(axis=0)))
        if not parts:
            return None
        return normalise(np.sum(parts, axis=0, dtype=np.float32))

    def _best_moment(self, entry: Entry, vector: FloatArray, snapshot: Snapshot) -> float:
        """Seconds into the track where the query is heard best, with room left for a preview."""
        if len(entry.window_starts) < 2:
            return 0.0
        windows = snapshot.windows[entry.window_row : entry.window_row + len(entry.window_starts)]
        best = int((windows.astype(np.float32) @ truncate(vector, WINDOW_DIM)).argmax())
        latest = max(entry.track.duration_s - 20.0, 0.0)
        return max(min(float(entry.window_starts[best]) - _LEAD_IN_S, latest), 0.0)

    def heard(self, track: Track) -> tuple[tuple[str, float], ...]:
        """The concepts that stand out in a track against the rest of the library, strongest first."""
        from .heard import Heard

        with self._lock:
            snapshot = self.snapshot
            if self._heard is None:
                self._heard = Heard(self.encoder, snapshot.vectors, snapshot.rows, self.home)
        position = snapshot.position.get(track.track_id)
        return () if position is None else self._heard.of(snapshot.vectors[snapshot.rows[position]])

    # Chroma, in the background

    def _keep_chroma(self) -> None:
        """Own the Chroma index: try it out, fill it, and follow the catalogue until closed."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.home / "chroma.lock").acquire(timeout=0):
                from . import chroma

                folder = self.home / "chroma"
                if not chroma.opens(folder):
                    log.warning("rebuilding the Chroma index")
                    chroma.discard(folder)
                while not self._closing:
                    self._stale.clear()
                    snapshot = self.snapshot
                    self._stale.clear()  # reading it may just have set it
                    index = chroma.ChromaPrefix(folder, PREFIX_DIM, self._catalogue.meta("fingerprint"))
                    try:
                        tracks = {int(r): t for r, t in zip(snapshot.rows, snapshot.tracks, strict=True)}
                        index.synchronise(tracks, snapshot.prefixes)
                        with self._lock:
                            if snapshot is self._snapshot and not self._closing:
                                self._chroma, self.index_ok = index, True
                        self._stale.wait()
                    finally:
                        with self._lock:
                            self._chroma = None  # from here on the scan answers
                        index.close()
        except Timeout:
            pass  # another process owns it; this one scans
        except Exception:  # Chroma is a convenience: whatever it does, the library still answers
            if not self._closing:
                log.exception("Chroma is not available; searching without it")
                self.index_ok = False


def vector_files(home: Path, catalogue: Catalogue, dim: int) -> tuple[VectorFile, VectorFile, VectorFile]:
    """The library's full vectors, window vectors and prefixes; another encoder's lie in files of other names."""
    of = catalogue.meta("fingerprint")[:12] or "none"
    return (
        VectorFile(home / f"vectors-{of}.f32", dim, np.float32),
        VectorFile(home / f"windows-{of}.i8", WINDOW_DIM, np.int8),
        VectorFile(home / f"prefix-{of}.f32", PREFIX_DIM, np.float32),
    )


@contextmanager
def writing(home: Path) -> Iterator[Catalogue]:
    """The catalogue, for the one process that may write it.

    Raises:
        UserError: another process is writing, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / "write.lock")
        with lock.acquire(timeout=0):
            catalogue = Catalogue(home / "catalogue.db", create=True)
            try:
                yield catalogue
            finally:
                catalogue.close()
    except Timeout as err:
        raise UserError(
            "Another Hark process is adding music to this library.",
            "Wait until it has finished (searching works meanwhile), or use another --library.",
        ) from err
    except OSError as err:
        raise UserError(
            f"{home} cannot be written: {err.strerror or err}.", "Check its permissions, or use --library elsewhere."
        ) from err


def _vocabulary() -> frozenset[str]:
    from models.concepts import CONCEPTS

    return frozenset(w for c in CONCEPTS for name in (c.name, *c.synonyms) for w in words(name))

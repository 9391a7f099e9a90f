"""A library: the catalogue, its vectors, and search over them.

Any number of processes may read a library; one at a time may write it (`writing`), and one at a time owns
its Chroma folder. A reader that finds the catalogue changed reloads, so a page that is open sees what a
terminal indexes.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.percentiles import Percentiles
from data.text import clean, words
from data.track import Track
from models.encoder import Encoder, normalise, truncate
from retrieval.catalogue.database import Catalogue, Entry
from retrieval.catalogue.name_index import WEIGHTS
from retrieval.search.filters import allowed
from retrieval.search.ranking import Ranking, folded, fused, in_turn, with_moments
from retrieval.vectors.adaptive import (
    FAISS_FROM,
    Schedule,
    check_schedule,
    default_schedule,
    prefix_width,
    search,
)
from retrieval.vectors.prefix import ExactPrefix, FloatArray, PrefixIndex
from retrieval.vectors.rows import Mapped, VectorFile

from .catalogue import columns
from .query import Hit, Query

if TYPE_CHECKING:
    from .vectors.faiss_index import FaissIndex

log = logging.getLogger(__name__)

WINDOW_DIM = 128  # of the window vectors that find the best moment: an eighth of the bytes is spared twice over
CHROMA_UP_TO = 200_000  # tracks; filling Chroma with more takes minutes and a gigabyte
_RAW_SHARE = 0.5  # of the query vector; the captions share the rest
_UNWANTED_WEIGHT = 0.5
_NEXT_WEIGHT = 0.5  # with 0, 1/4, 1/2, 1 of 128 moments found: 89, 93, 95, 94 % (benchmarks/moment.py)
_FOLLOWS_S = 12.0  # between the starts of two windows: no encoder's hop is longer
_LISTENED = 100  # of the best tracks, whose windows are asked as well
_LEAD_IN_S = 1.0  # a player that starts exactly on the best moment has already missed its beginning
_MAX_REQUEST = 2000  # characters that are embedded
_MAX_NAMED = 5000  # tracks that a request may name, of an album called "Greatest Hits", say
_EVERYBODYS = 0.1  # of all tracks by one artist
_SAMPLE = 2000  # tracks that tell where one stands among all, within two percent
_GROWN = 0.02  # of the tracks: fewer new ones move nobody's place
_NOBODY = ("traditional", "various artists", "various", "unknown artist", "unknown", "anonymous")
_KEPT_TRACKS = 20_000  # kept in memory once they were all asked for


class Tracks(Sequence[Track]):
    """A library's tracks in the order of their vectors, read from the catalogue when they are asked for."""

    def __init__(self, library: Library, rows: NDArray[np.int64]) -> None:
        self._library, self._rows = library, rows
        self._all: list[Track] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Track: ...
    @overload
    def __getitem__(self, index: slice) -> list[Track]: ...
    def __getitem__(self, index: int | slice) -> Track | list[Track]:
        if self._all is not None:
            return self._all[index]
        chosen = self._rows[index]
        if isinstance(index, slice):
            return self._library.at(chosen)
        return self._library.at(np.array([chosen]))[0]

    def __iter__(self) -> Iterator[Track]:
        if self._all is None and len(self) <= _KEPT_TRACKS:
            self._all = self._library.at(self._rows)
        if self._all is not None:
            yield from self._all
            return
        for k in range(0, len(self), 1000):
            yield from self._library.at(self._rows[k : k + 1000])


class Snapshot:
    """What a library holds at one moment: columns in memory, vectors where they are. A row is a track's place."""

    def __init__(
        self, library: Library, facts: columns.Columns, files: tuple[VectorFile, VectorFile, VectorFile]
    ) -> None:
        vectors, windows, prefixes = files
        self.columns = facts
        alive = facts.alive
        self.rows: NDArray[np.int64] = np.flatnonzero(alive)
        self.alive = None if len(self.rows) == len(alive) else np.asarray(alive)
        self.tracks = Tracks(library, self.rows)
        # Artists who are nobody in particular, or whose library it is: a limit for these would only hide what fits.
        count = np.bincount(facts.artist[self.rows], minlength=len(facts.texts["artist"]))
        self.everybodys = count > max(_EVERYBODYS * len(self.rows), 3)
        self.everybodys[[code for name in _NOBODY if (code := facts.code("artist", f" {name} ")) >= 0]] = True
        self.vectors = Mapped(vectors.view(len(facts)))
        last = int((facts.window_row + facts.window_count).max(initial=0))
        self.windows: NDArray[np.int8] = windows.view(last)
        self.prefixes: FloatArray = _prefixes(prefixes, self.vectors)
        self.scan: PrefixIndex = ExactPrefix(self.prefixes)
        self.faiss: FaissIndex | None = None
        if len(facts) >= FAISS_FROM:
            from .vectors.faiss_index import FaissIndex

            try:
                self.faiss = FaissIndex(
                    library.faiss_folder, self.prefixes, self.vectors.array, *library.faiss_identity
                )
                self.scan = self.faiss
            except ValueError as err:
                log.info("Every prefix is scanned; no FAISS index is used: %s.", err)


class Library:
    """Search over an indexed collection of tracks. Thread-safe."""

    def __init__(
        self,
        home: Path,
        *,
        encoder: Encoder | None = None,
        schedule: Schedule | None = None,
        ranking: Ranking | None = None,
        chroma: bool = False,
    ) -> None:
        """Open the library in `home`; nothing heavy is loaded until it is needed.

        Args:
            home: the library's folder.
            encoder: loaded by the name in the catalogue when None.
            schedule: of the adaptive search; None takes what is best for the library's size.
            ranking: what happens to the best candidates; for evaluation.
            chroma: keep the derived indexes (Chroma, FAISS) in step, in a thread. For long-running processes:
                a single command is over before Chroma is imported.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        self.home = home
        self._lock = threading.RLock()
        self._schedule = schedule
        self._ranking = ranking or Ranking()
        self._catalogue = Catalogue(home / "catalogue.db")
        self._encoder = encoder
        self._snapshot: Snapshot | None = None
        self._version = -1
        self._heard: Any = None
        self._standing: tuple[int, Percentiles] | None = None  # of that many tracks
        self._chroma: PrefixIndex | None = None
        self._keeper: threading.Thread | None = None
        self._closing = False
        self._stale = threading.Event()
        self._tried = False  # whether the Chroma folder opens
        self._faiss_built = 0  # tracks when the FAISS index was last built here: twice for as many would be in vain
        self.index_ok = True
        if chroma:
            self._keeper = threading.Thread(target=self._keep_indexes, name="hark-indexes", daemon=True)
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
    def outdated(self) -> bool:
        """Whether another encoder, or an earlier one of the same name, made the library's vectors."""
        try:
            return self.encoder is None
        except UserError:
            return self._encoder is not None  # one that cannot be loaded at all is another matter

    @property
    def snapshot(self) -> Snapshot:
        """The library as it is now; reloaded when another connection has changed it."""
        with self._lock:
            version = self._catalogue.version()
            if self._snapshot is None or version != self._version:
                self._version = version
                before = self._snapshot.columns if self._snapshot else None
                facts = columns.load(self._catalogue.connection, self.home / "columns", _vocabulary(), before)
                dim = int(self._catalogue.meta("dim", "512"))
                self._snapshot = Snapshot(self, facts, vector_files(self.home, self._catalogue, dim))
                self._heard = None
                self._chroma = None  # it knows the tracks of before; its keeper brings it up to date
                self._stale.set()
            return self._snapshot

    @property
    def faiss_folder(self) -> Path:
        """The folder of the FAISS index over this encoder's prefixes."""
        return self.home / f"faiss-{self._catalogue.meta('fingerprint')[:12]}"

    @property
    def faiss_identity(self) -> tuple[str, str]:
        """(uid of the library, fingerprint of its encoder)."""
        return self._catalogue.meta("uid"), self._catalogue.meta("fingerprint")

    def tracks(self) -> Sequence[Track]:
        """Every track; read when asked for, so that a million cost nothing until then."""
        return self.snapshot.tracks

    def at(self, rows: NDArray[np.int64]) -> list[Track]:
        """The tracks at these vector rows; one that has just been removed is left out."""
        with self._lock:
            entries = self._catalogue.at(rows.tolist())
        return [entries[int(row)].track for row in rows if int(row) in entries]

    def track(self, track_id: str) -> Track | None:
        """The track of that id."""
        with self._lock:
            row = self._catalogue.row(track_id)
            return None if row is None else self._catalogue.at([row])[row].track

    def artists(self) -> frozenset[str]:
        """All artists."""
        with self._lock:
            return self._catalogue.distinct("artist")

    def albums(self) -> frozenset[str]:
        """All albums."""
        with self._lock:
            return self._catalogue.distinct("album")

    def folder_sizes(self) -> dict[str, int]:
        """How many tracks each indexed folder has."""
        facts = self.snapshot.columns
        counts = np.bincount(facts.folder[facts.alive], minlength=len(facts.texts["folder"]))
        return {path: int(n) for path, n in zip(facts.texts["folder"], counts, strict=True) if n}

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
                "index": {"backend": self._backend(), "ok": self.index_ok},
            }

    def _backend(self) -> str:
        """The index that makes shortlists now."""
        if self._chroma is not None:
            return self._chroma.name
        return self._snapshot.scan.name if self._snapshot is not None else "exact"

    # Search

    def search(self, query: Query) -> list[Hit]:
        """The tracks that fit a query best, best first; [] where none passes the filters.

        Raises:
            UserError: the library is empty, or its vectors are another encoder's.
        """
        snapshot = self.snapshot
        if not len(snapshot.rows):
            raise UserError(
                "The library is empty.",
                "Add a folder of music with `hark index FOLDER`, or make the demo with `hark demo`.",
            )
        among = self._among(query, snapshot)
        if query.k < 1 or (among is not None and not among.any()):
            return []
        wishes = self._wishes(query, snapshot)
        named = self._named(query, snapshot, among)
        if not wishes:
            rows = np.flatnonzero(among)[: query.k] if among is not None else snapshot.rows[: query.k]
            return self._hits([[int(row)] for row in rows], dict.fromkeys(rows.tolist(), 0.0), {}, None, snapshot)
        size = self._ranking.pool(query.k)
        value = self._scored(wishes, among, size, snapshot)
        if named:
            rows = np.array(sorted(named))
            for row, cosine in zip(rows.tolist(), (snapshot.vectors[rows] @ wishes[0]).tolist(), strict=True):
                before = value.get(row, cosine)
                value[row] = before + (1 - before) * WEIGHTS[named[row][0]]
        order = sorted(value, key=lambda row: (-value[row], row))[:size]
        return self._hits(
            self._presentable(query, order, named, snapshot)[: query.k], value, named, wishes[0], snapshot
        )

    def _among(self, query: Query, snapshot: Snapshot) -> NDArray[np.bool_] | None:
        """(rows,) which may be found; None when that is all of them."""
        if not query.filters:
            return snapshot.alive
        among = allowed(snapshot.columns, query.filters)
        if query.filters.only:
            kept = self._rows_of(query.filters.only, len(among))
            among &= np.isin(np.arange(len(among)), kept)
        among[self._rows_of(query.filters.exclude, len(among))] = False
        return among

    def _rows_of(self, track_ids: Sequence[str], below: int) -> list[int]:
        with self._lock:
            rows = [self._catalogue.row(i) for i in track_ids]
        return [row for row in rows if row is not None and row < below]

    def _named(self, query: Query, snapshot: Snapshot, among: NDArray[np.bool_] | None) -> dict[int, tuple[str, ...]]:
        """Rows of the tracks that the request calls by name, with the fields that it names."""
        named = snapshot.columns.names.match(clean(query.text, _MAX_REQUEST))
        kept = (row for row in named if row < len(snapshot.vectors) and (among is None or among[row]))
        return {row: named[row] for row, _ in zip(kept, range(_MAX_NAMED), strict=False)}

    def _scored(
        self, wishes: list[FloatArray], among: NDArray[np.bool_] | None, size: int, snapshot: Snapshot
    ) -> dict[int, float]:
        """The `size` best rows with what they are ranked by: the cosine with the whole wish, unless hubs are damped."""
        rows, scores = self._ask(wishes[0], snapshot, among, max(size, _LISTENED) if self._ranking.moment else size)
        if self._ranking.fusion == "rrf" and len(wishes) > 2:
            merged = fused([self._ask(wish, snapshot, among, size)[0] for wish in wishes[1:]])[:size]
            # Reciprocal ranks mean nothing by themselves: the order is theirs, the values stay cosines.
            cosines = np.sort(snapshot.vectors[np.array(merged)] @ wishes[0])[::-1]
            return dict(zip(merged, cosines.tolist(), strict=True))
        if self._ranking.damping:
            common = np.sort(snapshot.vectors[rows] @ self._evidence(snapshot).concepts.T, axis=1)[:, -10:]
            scores = scores - self._ranking.damping * common.mean(axis=1)
        if self._ranking.moment and len(rows):
            scores = with_moments(scores, self._moments(wishes[0], rows, snapshot), self._ranking.moment)
            best = np.lexsort((rows, -scores))[:size]
            rows, scores = rows[best], scores[best]
        return dict(zip(rows.tolist(), scores.tolist(), strict=True))

    @staticmethod
    def _moments(wish: FloatArray, rows: NDArray[np.int64], snapshot: Snapshot) -> FloatArray:
        """(n,) the cosine of a wish with the best window of each track."""
        facts = snapshot.columns
        first, count = facts.window_row[rows], facts.window_count[rows]
        heard = [snapshot.windows[at : at + n] for at, n in zip(first.tolist(), count.tolist(), strict=True) if n]
        if not heard:
            return np.zeros(len(rows), dtype=np.float32)
        each = np.concatenate(heard).astype(np.float32) @ truncate(wish, WINDOW_DIM) / np.float32(127)
        best = np.zeros(len(rows), dtype=np.float32)
        begins = np.cumsum([0, *(len(windows) for windows in heard[:-1])])
        best[count > 0] = np.maximum.reduceat(each, begins)
        return best

    def _ask(
        self, vector: FloatArray, snapshot: Snapshot, among: NDArray[np.bool_] | None, size: int
    ) -> tuple[NDArray[np.int64], FloatArray]:
        """Adaptive search over the fastest index there is; whatever a derived one raises, the exact scan answers."""
        dim = snapshot.vectors.shape[1]
        schedule = check_schedule(self._schedule or default_schedule(dim, len(snapshot.rows)), dim)
        schedule = (*schedule[:-1], (dim, max(schedule[-1][1], size)))
        if len(schedule) > 1:
            schedule = (*((width, max(n, size)) for width, n in schedule[:-1]), schedule[-1])
        with self._lock:
            chroma = self._chroma
        if chroma is not None and (among is None or among is snapshot.alive):
            try:
                rows, scores = search(vector, snapshot.vectors, chroma, among=None, schedule=schedule)
                known = rows < len(snapshot.vectors)
                if snapshot.alive is not None:
                    known[known] &= snapshot.alive[rows[known]]
                if len(rows) and known.all():
                    return rows[:size], scores[:size]
            except Exception as err:
                log.warning("The %s index failed; searching without it. %s", chroma.name, err)
            with self._lock:
                self._chroma, self.index_ok = None, False
        rows, scores = search(vector, snapshot.vectors, snapshot.scan, among=among, schedule=schedule)
        return rows[:size], scores[:size]

    def _wishes(self, query: Query, snapshot: Snapshot) -> list[FloatArray]:
        """Unit vectors: first the whole wish, then each wording by itself (raw request first); [] where there is none.

        The whole is the raw request, captions, liked tracks and a liked sound, minus the unwanted.
        """
        text = clean(query.text, _MAX_REQUEST)
        captions = [c for c in (clean(c, _MAX_REQUEST) for c in query.captions) if c]
        unwanted = [c for c in (clean(c, _MAX_REQUEST) for c in query.unwanted) if c]
        if not any(c.isalnum() for c in text):
            text = ""
        wordings = [text] * bool(text) + captions
        fixed: list[FloatArray] = []  # what every wording shares
        wanted = np.empty((0, 0), dtype=np.float32)
        whole: list[FloatArray] = []
        if wordings or unwanted:
            encoded = self.encoder.encode_text(wordings + unwanted)
            wanted = encoded[: len(wordings)]
            if text and captions:
                whole.append(_RAW_SHARE * wanted[0] + (1 - _RAW_SHARE) * wanted[1:].mean(axis=0))
            elif wordings:
                whole.append(wanted.mean(axis=0))
            if unwanted:
                away = normalise(encoded[len(wordings) :].mean(axis=0))
                if whole:  # "jazz without saxophone" is still jazz: what both share is not taken off
                    wish = normalise(whole[0])
                    away = away - max(float(away @ wish), 0.0) * wish
                fixed.append(-_UNWANTED_WEIGHT * away)
        with self._lock:
            liked = [
                row for row in map(self._catalogue.row, query.like) if row is not None and row < len(snapshot.vectors)
            ]
        if liked:
            fixed.append(normalise(snapshot.vectors[np.array(liked)].mean(axis=0)))
        if query.sound is not None:
            fixed.append(self._checked(query.sound, snapshot))
        if not whole and not fixed:
            return []
        parts = [whole + fixed, *([wording, *fixed] for wording in wanted)]
        return [normalise(np.sum(part, axis=0, dtype=np.float32)) for part in parts]

    @staticmethod
    def _checked(sound: FloatArray, snapshot: Snapshot) -> FloatArray:
        """Raises UserError where a vector from outside is not one of this library's space."""
        vector = np.asarray(sound, dtype=np.float32)
        if vector.shape != (snapshot.vectors.shape[1],) or not np.isfinite(vector).all() or not vector.any():
            raise UserError("That sound cannot be compared with this library.", "Let Hark listen to it again.")
        return normalise(vector)

    def _presentable(
        self, query: Query, order: list[int], named: dict[int, tuple[str, ...]], snapshot: Snapshot
    ) -> list[list[int]]:
        """The candidates as hits, each a row and the rows of its copies."""
        facts, rows = snapshot.columns, np.array(order, dtype=np.int64)
        kept = [[i] for i in range(len(order))]
        if self._ranking.fold:
            kept = folded(range(len(order)), facts.recording[rows])
        asked = query.filters.artist or query.filters.album or any("title" not in fields for fields in named.values())
        if not asked:
            artists = np.where(snapshot.everybodys[facts.artist[rows]], 0, facts.artist[rows])
            kept = in_turn(kept, artists, self._ranking.per_artist)
        return [[order[i] for i in copies] for copies in kept]

    def _hits(
        self,
        shown: list[list[int]],
        value: dict[int, float],
        named: dict[int, tuple[str, ...]],
        vector: FloatArray | None,
        snapshot: Snapshot,
    ) -> list[Hit]:
        with self._lock:
            entries = self._catalogue.at([row for rows in shown for row in rows])
        hits: list[Hit] = []
        for row, *copies in shown:
            if entry := entries.get(row):  # removed this very moment, otherwise
                start = 0.0 if vector is None else self._best_moment(entry, vector, snapshot)
                heard = () if vector is None else self._evidence(snapshot).of(snapshot.vectors[np.array([row])][0])
                others = tuple(entries[r].track for r in copies if r in entries)
                score, words_ = value.get(row, 0.0), named.get(row, ())
                stands = self.stands(entry.track)
                hits.append(Hit(entry.track, score, len(hits) + 1, start, heard, others, words_, stands))
        return hits

    def _best_moment(self, entry: Entry, vector: FloatArray, snapshot: Snapshot) -> float:
        """Seconds into the track where the query is heard best, with room left for a preview."""
        if len(entry.window_starts) < 2:
            return 0.0
        windows = snapshot.windows[entry.window_row : entry.window_row + len(entry.window_starts)]
        scores = windows.astype(np.float32) @ truncate(vector, WINDOW_DIM)
        # A moment lasts: what is heard next counts half, where it does follow (of a long track, pieces are heard).
        follows = np.diff(entry.window_starts) <= _FOLLOWS_S
        best = int((scores + _NEXT_WEIGHT * np.append(np.where(follows, scores[1:], scores[:-1]), scores[-1])).argmax())
        latest = max(entry.track.duration_s - 20.0, 0.0)
        return max(min(float(entry.window_starts[best]) - _LEAD_IN_S, latest), 0.0)

    def heard(self, track: Track) -> tuple[tuple[str, float], ...]:
        """The concepts that stand out in a track against the rest of the library, surest first."""
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return () if vector is None else self._evidence(snapshot).of(vector)

    def deviations(self, track: Track) -> FloatArray | None:
        """(concepts,) standard deviations by which each concept stands out in a track; None where unknown."""
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return None if vector is None else self._evidence(snapshot).deviations(vector)

    def _vector(self, track: Track, snapshot: Snapshot) -> FloatArray | None:
        with self._lock:
            row = self._catalogue.row(track.track_id)
        known = row is not None and row < len(snapshot.vectors)
        return snapshot.vectors[np.array([row])][0] if known else None

    def stands(self, track: Track) -> tuple[tuple[str, float], ...]:
        """(measured fact, share of the library that has less of it, 0..1): a sample of it, where it is large."""
        snapshot = self.snapshot
        with self._lock:
            count = len(snapshot.rows)
            if self._standing is None or abs(count - self._standing[0]) > _GROWN * count:
                self._standing = count, Percentiles(self.at(snapshot.rows[:: max(count // _SAMPLE, 1)]))
            return tuple(self._standing[1].of(track).items())

    def _evidence(self, snapshot: Snapshot) -> Any:
        """The library's `Heard`, made on first use."""
        from retrieval.search.heard import Heard

        with self._lock:
            if self._heard is None:
                self._heard = Heard(self.encoder, snapshot.vectors, snapshot.rows, self.home)
            return self._heard

    # Derived indexes, in the background

    def build_faiss(self) -> bool:
        """Check the FAISS index of a large library and build it where that is due; returns whether it was built."""
        snapshot = self.snapshot
        if len(snapshot.vectors) < FAISS_FROM:
            return False
        if snapshot.faiss is not None and snapshot.faiss.verify() and not snapshot.faiss.stale:
            return False
        if self._faiss_built == len(snapshot.vectors):
            return False
        from .vectors.faiss_index import build_apart

        self._faiss_built = len(snapshot.vectors)
        return build_apart(
            self.faiss_folder,
            snapshot.prefixes,
            snapshot.vectors.array,
            *self.faiss_identity,
            cancelled=lambda: self._closing,
        )

    def build_faiss_if_nobody_does(self) -> None:
        """`build_faiss`, unless another process keeps the derived indexes: for the end of an index run."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.home / "chroma.lock").acquire(timeout=0):
                self.build_faiss()
        except (Timeout, OSError):
            pass

    def _keep_indexes(self) -> None:
        """Own the derived indexes: try them out, fill them, and follow the catalogue until closed."""
        from filelock import FileLock, Timeout

        from .vectors import chroma

        try:
            with FileLock(self.home / "chroma.lock").acquire(timeout=0):
                while not self._closing:
                    self._stale.clear()
                    snapshot = self.snapshot
                    self._stale.clear()  # reading it may just have set it
                    if self.build_faiss():
                        with self._lock:
                            self._version = -1  # read again, with the new index
                        continue
                    try:
                        self._keep_chroma(snapshot)
                    except (chroma.Unavailable, UserError) as err:
                        if self.index_ok:  # said once, not all night
                            log.warning("Searching without a Chroma server. %s", err)
                        self.index_ok = False
                        self._stale.wait(chroma.RETRY_S)
        except Timeout:
            pass  # another process owns them; this one scans
        except Exception:  # they are a convenience: whatever they do, the library still answers
            if not self._closing:
                log.exception("no derived index is available; searching without")
                self.index_ok = False

    def _keep_chroma(self, snapshot: Snapshot) -> None:
        """Bring Chroma into step with a snapshot, and search with it until the next one if that is quicker."""
        from .vectors import chroma

        folder, served = self.home / "chroma", chroma.server() is not None
        if len(snapshot.rows) > CHROMA_UP_TO and not served:
            self._stale.wait()
            return
        if not self._tried and not served:
            if not chroma.opens(folder):
                log.warning("rebuilding the Chroma index")
                chroma.discard(folder)
            self._tried = True
        with self._lock:
            fingerprint, uid = self._catalogue.meta("fingerprint"), self._catalogue.meta("uid")
            tracks = {row: entry.track for row, entry in self._catalogue.at(snapshot.rows.tolist()).items()}
        index = chroma.open_index(folder, snapshot.prefixes.shape[1], fingerprint, uid)
        try:
            index.synchronise(tracks, snapshot.prefixes)
            quicker = served or self._quicker(index, snapshot)
            with self._lock:
                if snapshot is self._snapshot and not self._closing:
                    self._chroma, self.index_ok = index if quicker else None, True
            while not self._stale.wait(chroma.RETRY_S):
                if quicker and self._chroma is None:  # a search has given it up: try it out and open it again
                    self._tried = False
                    return
        finally:
            with self._lock:
                self._chroma = None  # from here on the scan answers
            index.close()

    def _quicker(self, index: PrefixIndex, snapshot: Snapshot) -> bool:
        """Whether Chroma is worth asking, measured on some of the library's own vectors."""
        if self._schedule is None and len(default_schedule(snapshot.vectors.shape[1], len(snapshot.rows))) == 1:
            return False  # one look at every full vector is quicker than any index
        if self._schedule is not None:
            return True
        size = default_schedule(snapshot.vectors.shape[1], len(snapshot.rows))[0][1]
        times: dict[str, list[float]] = {}
        for row in snapshot.rows[:: max(len(snapshot.rows) // 7, 1)]:
            query = snapshot.vectors[np.array([row])][0]
            for candidate in (index, snapshot.scan):
                began = time.perf_counter()
                candidate.shortlist(query, size)
                times.setdefault(candidate.name, []).append(time.perf_counter() - began)
        medians = {name: float(np.median(seconds)) for name, seconds in times.items()}
        log.info("shortlists take %s", ", ".join(f"{1000 * s:.1f} ms ({name})" for name, s in medians.items()))
        return medians[index.name] < medians[snapshot.scan.name]


def _prefixes(file: VectorFile, vectors: Mapped) -> FloatArray:
    """The prefixes of all vectors; made anew where an older Hark kept narrower ones."""
    try:
        return file.view(len(vectors))
    except UserError:
        partial = VectorFile(file.path.with_suffix(f".{os.getpid()}.part"), file.dim, file.dtype)
        for row in range(0, len(vectors), 20_000):
            rows = np.arange(row, min(row + 20_000, len(vectors)))
            partial.write(row, truncate(vectors[rows], file.dim))
        os.replace(partial.path, file.path)
        of = file.path.stem.partition("-")[2]
        for older in file.path.parent.glob(f"prefix*-{of}.f32"):  # of another width
            if older != file.path:
                older.unlink(missing_ok=True)
        shutil.rmtree(file.path.parent / f"cells-{of}", ignore_errors=True)  # an earlier Hark's index over those
        return file.view(len(vectors))


def vector_files(home: Path, catalogue: Catalogue, dim: int) -> tuple[VectorFile, VectorFile, VectorFile]:
    """The library's full vectors, window vectors and prefixes; another encoder's lie in files of other names."""
    of = catalogue.meta("fingerprint")[:12] or "none"
    return (
        VectorFile(home / f"vectors-{of}.f32", dim, np.float32),
        VectorFile(home / f"windows-{of}.i8", WINDOW_DIM, np.int8),
        VectorFile(home / f"prefix{prefix_width(dim)}-{of}.f32", prefix_width(dim), np.float32),
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
    from data.vocabulary.concepts import CONCEPTS

    names = (words(name) for c in CONCEPTS for name in (c.name, *c.synonyms))
    return frozenset(w for name in names if len(name) == 1 for w in name)  # "one man band" says nothing of "one"

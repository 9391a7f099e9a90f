"""A library: its catalogue, the vectors of its tracks, and search over them.

Any number of processes may read a library; one at a time may write it (`retrieval.catalogue.files.writing`). A reader
that finds the catalogue changed reloads it, so an open page shows what a terminal indexes.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.percentiles import Percentiles
from data.text import words
from data.track import Track
from models.encoder import Encoder, FloatArray
from retrieval.catalogue import columns
from retrieval.catalogue.database import Catalogue, Entry
from retrieval.catalogue.files import CATALOGUE, FaissPlace, faiss_place, vector_files
from retrieval.catalogue.snapshot import Snapshot
from retrieval.search.engine import Engine, Found
from retrieval.search.ordering import Ranking, ranked
from retrieval.vectors.adaptive import Schedule

from .query import Fact, Hit, Query

if TYPE_CHECKING:
    from retrieval.search.heard import Heard

    from .keeper import Keeper

_SAMPLE = 2000  # tracks that percentiles are computed from, within two percent
_GROWN = 0.02  # share of new tracks from which percentiles are computed again


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
        """Open the library in `home`; load nothing heavy until it is needed.

        Args:
            home: the library's folder.
            encoder: loaded by the name in the catalogue when None.
            schedule: of the adaptive search; None takes what is best for the library's size.
            ranking: the steps of the ranking; for evaluation.
            chroma: keep the derived indexes (FAISS, Chroma) in step, in a thread. For long-running processes:
                a single command is over before Chroma is imported.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        self.home = home
        self._lock = threading.RLock()
        self._schedule = schedule
        self._ranking = ranking or Ranking()
        self._catalogue = Catalogue(home / CATALOGUE)
        self._encoder = encoder
        self._snapshot: Snapshot | None = None
        self._version = -1
        self._heard: Heard | None = None
        self._percentiles: tuple[int, Percentiles] | None = None  # of that many tracks
        self._keeper = self._start_keeper() if chroma else None

    def _start_keeper(self) -> Keeper:
        from .keeper import Keeper

        keeper = Keeper(
            self.home,
            snapshot=lambda: self.snapshot,
            tracks=lambda snapshot: {row: e.track for row, e in self._entries(snapshot.rows.tolist()).items()},
            identity=lambda: (self._meta("fingerprint"), self._meta("uid")),
            faiss_place=self._faiss_place,
            reload=self._reload,
            schedule=self._schedule,
        )
        self._keeper = keeper  # before it asks for a snapshot, which tells it so
        keeper.start()
        return keeper

    def close(self) -> None:
        """Close the library's files, and stop keeping derived indexes."""
        if self._keeper is not None:
            self._keeper.close()
        with self._lock:
            self._catalogue.close()

    @property
    def encoder(self) -> Encoder:
        """The encoder that made the library's vectors, loaded on first use.

        Raises:
            UserError: the library was made by an encoder of another fingerprint.
        """
        with self._lock:
            if self._encoder is None:
                from models.registry import load_encoder

                self._encoder = load_encoder(self._meta("encoder") or None)
            encoder = self._encoder
            made_by = self._meta("fingerprint")
        if made_by and made_by != encoder.fingerprint:
            raise UserError(
                f"This library was made by encoder {self._meta('encoder')} ({made_by}); "
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
        """The library as it is now; read again when another connection has changed it."""
        with self._lock:
            version = self._catalogue.version()
            if self._snapshot is None or version != self._version:
                self._version = version
                before = self._snapshot.columns if self._snapshot else None
                facts = columns.load(self._catalogue, self.home / "columns", _vocabulary(), before)
                files = vector_files(self.home, self._catalogue, int(self._meta("dim", "512")))
                self._snapshot = Snapshot(facts, files, self._faiss_place(), self._tracks_at)
                self._heard = None
                if self._keeper is not None:
                    self._keeper.follow(self._snapshot)
            return self._snapshot

    def _reload(self) -> None:
        with self._lock:
            self._version = -1

    # What is in it

    def tracks(self) -> Sequence[Track]:
        """Return every track; each is read when asked for, so that a million cost nothing until then."""
        return self.snapshot.tracks

    def count(self, folder: str) -> int:
        """Return the number of tracks in one indexed folder."""
        columns = self.snapshot.columns
        return int(np.count_nonzero((columns.folder == columns.code("folder", folder)) & columns.alive))

    def track(self, track_id: str) -> Track | None:
        """Return the track of that id."""
        with self._lock:
            row = self._catalogue.row(track_id)
            return None if row is None else self._catalogue.at([row])[row].track

    def artists(self) -> frozenset[str]:
        """Return the names of all artists."""
        with self._lock:
            return self._catalogue.distinct("artist")

    def albums(self) -> frozenset[str]:
        """Return the titles of all albums."""
        with self._lock:
            return self._catalogue.distinct("album")

    def has_any(self, fact: Fact) -> bool:
        """Return whether that fact is known of any track."""
        return self.snapshot.columns.has_any(fact)

    def folders(self) -> list[Path]:
        """Return the indexed folders, oldest first."""
        with self._lock:
            return self._catalogue.folders()

    def skipped(self) -> list[tuple[Path, str]]:
        """Return the files that could not be read, each with the reason."""
        with self._lock:
            return [(s.path, s.reason) for s in self._catalogue.skipped()]

    def status(self) -> dict[str, Any]:
        """Return tracks, encoder and index, in the shape that `hark status --json` promises."""
        with self._lock:
            return {
                "tracks": self._catalogue.count(),
                "encoder": {
                    "name": self._meta("encoder"),
                    "dim": int(self._meta("dim", "0")),
                    "fingerprint": self._meta("fingerprint"),
                },
                "index": {"backend": self._backend(), "ok": self._keeper is None or self._keeper.ok},
            }

    def _backend(self) -> str:
        """Return the name of the index that makes shortlists now."""
        if self._keeper is not None and (index := self._keeper.index) is not None:
            return index.name
        return self._snapshot.scan.name if self._snapshot is not None else "exact"

    def _meta(self, name: str, default: str = "") -> str:
        with self._lock:
            return self._catalogue.meta(name, default)

    def _row(self, track_id: str) -> int | None:
        with self._lock:
            return self._catalogue.row(track_id)

    def _entries(self, rows: list[int]) -> dict[int, Entry]:
        with self._lock:
            return self._catalogue.at(rows)

    def _tracks_at(self, rows: NDArray[np.int64]) -> list[Track]:
        """Return the tracks at these vector rows; one that has just been removed is left out."""
        entries = self._entries(rows.tolist())
        return [entries[row].track for row in rows.tolist() if row in entries]

    # Search

    def search(self, query: Query) -> list[Hit]:
        """Find the tracks that fit a query best, best first; [] where none passes the filters.

        Raises:
            UserError: the library is empty, or its vectors are another encoder's.
        """
        return ranked(query, self._by_sound)

    def _by_sound(self, query: Query, subtract: bool) -> list[Hit]:
        snapshot = self.snapshot
        if not len(snapshot.rows):
            raise UserError(
                "The library is empty.",
                "Add a folder of music with `hark index FOLDER`, or make the demo with `hark demo`.",
            )
        engine = Engine(
            snapshot,
            lambda texts: self.encoder.encode_text(texts),
            self._row,
            self._ranking,
            self._schedule,
            self._keeper,
        )
        return self._hits(engine, engine.find(query, subtract))

    def _hits(self, engine: Engine, found: Found) -> list[Hit]:
        entries = self._entries([row for rows in found.groups for row in rows])
        hits: list[Hit] = []
        for row, *copies in found.groups:
            if entry := entries.get(row):  # one that has just been removed is left out
                vector = engine.snapshot.vectors[np.array([row])][0]
                hits.append(
                    Hit(
                        track=entry.track,
                        score=found.scores[row],
                        rank=len(hits) + 1,
                        start_s=0.0 if found.wish is None else engine.start_of(entry, found.wish),
                        heard=() if found.wish is None else self._heard_in(engine.snapshot).of(vector),
                        copies=tuple(entries[copy].track for copy in copies if copy in entries),
                        words=found.named.get(row, ()),
                        percentiles=self.percentiles(entry.track),
                    )
                )
        return hits

    # Evidence

    def heard(self, track: Track) -> tuple[tuple[str, float], ...]:
        """Return the concepts that stand out in a track against the rest of the library: (name, 0..1), surest first."""
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return () if vector is None else self._heard_in(snapshot).of(vector)

    def deviations(self, track: Track) -> FloatArray | None:
        """Return (concepts,) standard deviations by which each stands out in a track; None where unknown."""
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return None if vector is None else self._heard_in(snapshot).deviations(vector)

    def percentiles(self, track: Track) -> tuple[tuple[str, float], ...]:
        """Return (measured fact, share of the library's tracks that have less of it, 0..1)."""
        snapshot = self.snapshot
        with self._lock:
            count = len(snapshot.rows)
            if self._percentiles is None or abs(count - self._percentiles[0]) > _GROWN * count:
                sample = snapshot.rows[:: max(count // _SAMPLE, 1)]
                self._percentiles = count, Percentiles(self._tracks_at(sample))
            return tuple(self._percentiles[1].of(track).items())

    def _vector(self, track: Track, snapshot: Snapshot) -> FloatArray | None:
        row = self._row(track.track_id)
        known = row is not None and row < len(snapshot.vectors)
        return snapshot.vectors[np.array([row])][0] if known else None

    def _heard_in(self, snapshot: Snapshot) -> Heard:
        """Return what compares tracks with the snapshot's base levels, made on first use."""
        from retrieval.search.heard import Heard

        with self._lock:
            if self._heard is None:
                self._heard = Heard(self.encoder, snapshot.vectors, snapshot.rows, self.home)
            return self._heard

    # Derived indexes

    def build_faiss_index(self) -> bool:
        """Build the FAISS index of a large library where that is due; return whether it was built.

        A process that keeps the derived indexes (`chroma`) does so by itself; beside one, nothing is built here.
        """
        from .keeper import build_faiss_index

        return build_faiss_index(self.home, self.snapshot, self._faiss_place())

    def _faiss_place(self) -> FaissPlace:
        with self._lock:
            return faiss_place(self.home, self._catalogue)


def _vocabulary() -> frozenset[str]:
    """Return the words that name concepts: in a request they do not name a track."""
    from data.vocabulary.concepts import CONCEPTS

    names = (words(name) for c in CONCEPTS for name in (c.name, *c.synonyms))
    return frozenset(w for name in names if len(name) == 1 for w in name)  # "one man band" says nothing of "one"

"""A library: its catalogue, the vectors of its tracks, and search over them.

Any number of processes may read a library, and one at a time may write it (`retrieval.catalogue.files.writing`). A
reader notices when the catalogue has changed and reads it again, so an open page shows tracks indexed in a terminal.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.acoustic import Print
from data.errors import UserError
from data.percentiles import Percentiles
from data.text import fold, spellings, words
from data.track import Track
from models.encoder import Encoder, FloatArray
from retrieval.catalogue import columns
from retrieval.catalogue.database import Catalogue, Entry
from retrieval.catalogue.files import CATALOGUE, FaissPlace, faiss_place, vector_files
from retrieval.catalogue.snapshot import Snapshot
from retrieval.search.described import TagVectors, tags_in
from retrieval.search.engine import Engine, Found
from retrieval.search.filters import allowed
from retrieval.search.ordering import Ranking, ranked
from retrieval.search.tagged import tag_wish
from retrieval.vectors.adaptive import Schedule

from .kinds import KINDS
from .query import Fact, Filters, Hit, Name, Presence, Query
from .rules import Rule, ruled

if TYPE_CHECKING:
    from retrieval.lyrics.search import LyricsSearch
    from retrieval.search.heard import Heard

    from .keeper import Keeper

log = logging.getLogger(__name__)

_WITH_PRESENCE = 20  # hits for which it is computed where the wanted concepts are heard
_SAMPLE = 2000  # tracks from which percentiles are computed, with an error below two percent
_SEEDS = 5  # tracks of an artist or album that stand for its sound
_SAME_TITLE = 50  # tracks of one title that are named at most
_GROWN = 0.02  # percentiles are computed again if the number of tracks has changed by more than this share


class Library:
    """Search over an indexed collection of tracks. Thread-safe."""

    def __init__(
        self,
        home: Path,
        *,
        encoder: Encoder | None = None,
        schedule: Schedule | None = None,
        ranking: Ranking | None = None,
        keep_indexes: bool = False,
    ) -> None:
        """Open the library in `home`. The encoder and the vectors are loaded when they are first needed.

        Args:
            home: the library's folder.
            encoder: the library's encoder; None loads the one named in the catalogue.
            schedule: the schedule of the adaptive search; None means the default for the library's size.
            ranking: settings of the ranking by sound, changed for evaluation.
            keep_indexes: update the derived indexes (FAISS, Chroma) in a thread. Useful in long-running processes
                only, because a single command ends before Chroma is imported.

        Raises:
            UserError: there is no library, or it is damaged.
        """
        self.home = home
        self._lock = threading.RLock()
        self._schedule = schedule
        self._ranking = ranking or Ranking()
        self._catalogue = Catalogue(home / CATALOGUE)
        self._encoder, self._given = encoder, encoder is not None
        self._loaded_for = ""  # the fingerprint in the catalogue when the encoder was loaded
        self._snapshot: Snapshot | None = None
        self._rows_from = ""  # the fingerprint of the encoder whose rows the snapshot has
        self._version = -1
        self._heard: Heard | None = None
        self._lyrics: LyricsSearch | None = None
        self._tags: TagVectors | None = None
        self._titles: tuple[int, dict[str, list[str]]] | None = None  # with the version of the catalogue
        self._percentiles: tuple[int, Percentiles] | None = None  # with the number of tracks when computed
        self._keeper = self._start_keeper() if keep_indexes else None

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
        self._keeper = keeper  # set before the thread reads `snapshot`, which calls `self._keeper.follow`
        keeper.start()
        return keeper

    def close(self) -> None:
        """Close the library's files, and stop the thread that updates the derived indexes."""
        if self._keeper is not None:
            self._keeper.close()
        with self._lock:
            self._catalogue.close()
            if self._lyrics is not None:
                self._lyrics.close()

    @property
    def encoder(self) -> Encoder:
        """Return the encoder that made the library's vectors.

        It is loaded on first use, and again after the library has changed to another encoder.

        Raises:
            UserError: the library was made by an encoder of another fingerprint.
        """
        with self._lock:
            encoder, made_by = self._encoder, self._meta("fingerprint")
            changed = encoder is not None and made_by not in ("", encoder.fingerprint, self._loaded_for)
            if encoder is None or (changed and not self._given):
                from models.registry import load_encoder

                self._encoder = None  # the library must not seem outdated if loading fails
                encoder = self._encoder = load_encoder(self._meta("encoder") or None)
                self._loaded_for = made_by
        if made_by and made_by != encoder.fingerprint:
            raise UserError(
                f"This library was made by encoder {self._meta('encoder')} ({made_by}); "
                f"this Hark has {encoder.name} ({encoder.fingerprint}), and their vectors do not mix.",
                "Run `hark index --rebuild` to listen to your music again with the new one.",
            )
        return encoder

    @property
    def outdated(self) -> bool:
        """Return whether another encoder, or an earlier version of the same one, made the library's vectors."""
        try:
            _ = self.encoder
        except UserError:
            return self._encoder is not None  # None: the encoder could not be loaded, so there is nothing to compare
        return False

    @property
    def snapshot(self) -> Snapshot:
        """Return the current state of the library.

        If the catalogue has changed since the last access, a new snapshot is read, and the thread that updates the
        derived indexes is told to follow it.
        """
        with self._lock:
            version = self._catalogue.version()
            if self._snapshot is None or version != self._version:
                self._version = version
                made_by = self._meta("fingerprint")
                # After a change of the encoder the rows have other numbers, so no columns can be taken over.
                before = self._snapshot.columns if self._snapshot and self._rows_from == made_by else None
                self._rows_from = made_by
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

    # Contents

    def tracks(self) -> Sequence[Track]:
        """Return all tracks as a sequence that reads each track when it is accessed."""
        return self.snapshot.tracks

    def count(self, folder: str) -> int:
        """Return the number of tracks in one indexed folder."""
        columns = self.snapshot.columns
        return int(np.count_nonzero((columns.folder == columns.code("folder", folder)) & columns.alive))

    def track(self, track_id: str) -> Track | None:
        """Return the track with this id; None if there is none."""
        with self._lock:
            row = self._catalogue.row(track_id)
            # Another process may delete the track between the two queries.
            entry = None if row is None else self._catalogue.at([row]).get(row)
            return None if entry is None else entry.track

    def artists(self) -> frozenset[str]:
        """Return the names of all artists."""
        with self._lock:
            return self._catalogue.distinct("artist")

    def albums(self) -> frozenset[str]:
        """Return the titles of all albums."""
        with self._lock:
            return self._catalogue.distinct("album")

    def same_recording(self, print_: Print, duration_s: float) -> Track | None:
        """Return a track of the recording that has this acoustic fingerprint and length; None if there is none."""
        from retrieval.indexing.duplicates import Recordings

        with self._lock:
            same = Recordings(self._catalogue).same("", duration_s, print_) if print_ else []
            ids = [row[0] for row in self._catalogue.recordings() if row[1] in same] if same else []
        return self.track(ids[0]) if ids else None

    def tagged(self, concept: str) -> int:
        """Return the number of tracks whose tags state a concept."""
        columns = self.snapshot.columns
        index = columns.indexed_tags()
        states = tag_wish(Query(wanted=(concept,)), index).values(index)[columns.tags] > 0
        return int(np.count_nonzero(states & columns.alive))

    def titles(self) -> dict[str, list[str]]:
        """Return folded title -> ids of its tracks. They are read again when the catalogue has changed."""
        with self._lock:
            version = self._catalogue.version()
            if self._titles is None or self._titles[0] != version:
                found: dict[str, list[str]] = {}
                for title, track_id in self._catalogue.select("SELECT title, track_id FROM tracks", ()):
                    found.setdefault(" ".join(fold(title).split()), []).append(track_id)
                self._titles = version, found
            return self._titles[1]

    def names(self, text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        """Return every part of a text that is a whole artist, album or title, in the order of their starts.

        With `loosely`, the whole text is taken for one name, and titles with typing errors and folders are returned.
        """
        if loosely:
            from .near_names import loosely_named

            return loosely_named(self, text)
        places = self.snapshot.columns.names.places(text)
        some = {place: place.rows[:: max(len(place.rows) // _SEEDS, 1)][:_SEEDS] for place in places}
        some |= {place: place.rows[:_SAME_TITLE] for place in places if place.field == "title"}
        tracks = {row: entry.track for row, entry in self._entries(sorted({*chain(*some.values())})).items()}
        found = []
        for place, rows in some.items():
            if near := [tracks[row] for row in rows if row in tracks]:
                first = near[0]
                people = (first.artist, *first.known.people)
                written = {"title": (first.title,), "album": (first.album,), "artist": people}[place.field]
                name = next((n for n in written if place.phrase.split() in spellings(n)), written[0])
                by = name if place.field == "artist" else first.artist
                found.append(Name(place.start, place.end, place.field, name, by, tuple(t.track_id for t in near)))
        return tuple(found)

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track has a value for this fact."""
        return self.with_words() > 0 if fact == "lyrics" else self.snapshot.columns.has_any(fact)

    def with_words(self) -> int:
        """Return the number of tracks whose words are known."""
        lyrics = self._words()
        return lyrics.count() if lyrics is not None else 0

    def folders(self) -> list[Path]:
        """Return the indexed folders, oldest first."""
        with self._lock:
            return self._catalogue.folders()

    def skipped(self) -> list[tuple[Path, str]]:
        """Return the files that could not be read, each with the reason."""
        with self._lock:
            return [(s.path, s.reason) for s in self._catalogue.skipped()]

    # Standing rules and the log of plays

    def standing(self) -> Library:
        """Return this library; see `Searchable.standing`."""
        return self

    def rules(self) -> tuple[Rule, ...]:
        """Return the standing rules, oldest first."""
        with self._lock:
            return tuple(Rule(kind, value, i) for i, kind, value in self._catalogue.rules() if kind in KINDS)

    def add_rule(self, rule: Rule) -> Rule:
        """Store a standing rule and return it with its id; see `retrieval.rules.add`, which checks it first.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._lock:
            return replace(rule, rule_id=self._catalogue.add_rule(rule.kind, rule.value))

    def remove_rule(self, rule_id: int) -> Rule | None:
        """Lift a standing rule and return it; None if there is none with this id.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._lock:
            rule = next((rule for rule in self.rules() if rule.rule_id == rule_id), None)
            if rule is not None:
                self._catalogue.remove_rule(rule_id)
            return rule

    def allowed_count(self, filters: Filters) -> int:
        """Return the number of tracks that pass the filters; `exclude`, `only` and plays are not counted."""
        return int(np.count_nonzero(allowed(self.snapshot.columns, filters)))

    def states(self, column: str) -> bool:
        """Return whether at least one track has a value in a column of numbers or texts, such as "languages"."""
        columns = self.snapshot.columns
        values = columns.arrays[column]
        known = values != 0 if column in columns.texts else ~np.isnan(values)
        return bool((known & columns.alive).any())

    def directories(self) -> tuple[str, ...]:
        """Return the paths of all folders that directly hold a track."""
        columns = self.snapshot.columns
        return tuple(columns.texts["directory"][code] for code in np.unique(columns.directory[columns.alive]).tolist())

    def artists_of_album(self, title: str) -> tuple[str, ...]:
        """Return the artists of the tracks of an album, in alphabetical order."""
        with self._lock:
            return self._catalogue.artists_of_album(title)

    def add_play(self, track_id: str, at: float) -> bool:
        """Add a play to the log, at a time in seconds since 1970; return False if there is no such track.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._lock:
            known = self._catalogue.row(track_id) is not None
            if known:
                self._catalogue.add_play(track_id, at)
            return known

    def plays(self, since: float = 0.0, until: float | None = None) -> list[tuple[str, float]]:
        """Return (track id, time in seconds since 1970) of every play in a span of time, newest first."""
        with self._lock:
            return self._catalogue.plays(since, until)

    def clear_plays(self) -> int:
        """Delete the log of plays, and return how many it had.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._lock:
            return self._catalogue.clear_plays()

    def with_plays(self, query: Query) -> Query:
        """Return the query with its filters on plays replaced by lists of track ids."""
        f = query.filters
        if f.unplayed_from is not None:
            played = {track_id for track_id, _ in self.plays(f.unplayed_from)}
            f = replace(f, exclude=tuple({*f.exclude, *played}), unplayed_from=None)
        if f.played_from is not None or f.played_to is not None:
            played = {track_id for track_id, _ in self.plays(f.played_from or 0.0, f.played_to)}
            only = played & set(f.only) if f.only else played
            f = replace(f, only=tuple(only) or ("",), played_from=None, played_to=None)  # "": no track has this id
        return replace(query, filters=f)

    def among(self, filters: Filters, size: int) -> NDArray[np.bool_]:
        """Return (rows,) which of the first `size` rows the filters `only` and `exclude` allow."""
        rows = np.arange(size)
        fits = np.isin(rows, self._rows_of(filters.only)) if filters.only else np.ones(size, dtype=bool)
        return fits & ~np.isin(rows, self._rows_of(filters.exclude))

    def _rows_of(self, track_ids: Sequence[str]) -> list[int]:
        return [row for track_id in track_ids if (row := self._row(track_id)) is not None]

    def sql(self, query: str, args: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """Return the rows that an SQL query selects from the catalogue; for `retrieval.facts`."""
        with self._lock:
            return self._catalogue.select(query, args)

    def at_rows(self, rows: Sequence[int]) -> dict[int, Track]:
        """Return vector row -> track for the given rows; rows without a track are left out."""
        return {row: entry.track for row, entry in self._entries(list(rows)).items()}

    def limited(self, filters: Filters) -> Filters:
        """Return the filters; see `Searchable.limited`."""
        return filters

    def status(self) -> dict[str, Any]:
        """Return the number of tracks, the encoder and the index, as `hark status --json` prints them."""
        with self._lock:
            return {
                "tracks": self._catalogue.count(),
                "with_words": self.with_words(),
                "encoder": {
                    "name": self._meta("encoder"),
                    "dim": int(self._meta("dim", "0")),
                    "fingerprint": self._meta("fingerprint"),
                },
                "index": {"backend": self._backend(), "ok": self._keeper is None or self._keeper.ok},
            }

    def _backend(self) -> str:
        """Return the name of the index that makes the shortlists now."""
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
        """Return the tracks at these vector rows, without those that another process has just removed."""
        entries = self._entries(rows.tolist())
        return [entries[row].track for row in rows.tolist() if row in entries]

    # Search

    def search(self, query: Query) -> list[Hit]:
        """Find the tracks that fit a query, best first; [] if no track passes the filters.

        Raises:
            UserError: the library is empty, or another encoder made its vectors.
        """
        if query.lyrics:
            from retrieval.lyrics.ranking import by_words

            lyrics = self._words()
            return by_words(query, lyrics, self.search) if lyrics is not None else []
        hits = ranked(self.with_plays(ruled(query, self.rules())), self._by_sound)
        if query.wanted:
            with_presence = [replace(h, presence=self.presence(h.track, query.wanted)) for h in hits[:_WITH_PRESENCE]]
            hits = [*with_presence, *hits[_WITH_PRESENCE:]]
        return hits

    def _words(self) -> LyricsSearch | None:
        """Return the search over the words of songs; None if no words have been read."""
        from retrieval.lyrics.store import FILE

        with self._lock:
            if self._lyrics is None and (self.home / FILE).is_file():
                from models.encoders.minilm import shared_minilm
                from retrieval.lyrics.search import LyricsSearch

                self._lyrics = LyricsSearch(self.home, lambda texts: shared_minilm().embed(texts))
            return self._lyrics

    def _by_sound(self, query: Query, *, subtract_unwanted: bool) -> list[Hit]:
        snapshot = self.snapshot
        if not len(snapshot.rows):
            raise UserError(
                "The library is empty.",
                "Add a folder of music with `hark index FOLDER`, or make the demo with `hark demo`.",
            )
        encoder = self.encoder if query.text or query.wanted or query.unwanted else None
        if encoder is not None and self.snapshot is not snapshot:  # it has just changed, perhaps its encoder
            return self._by_sound(query, subtract_unwanted=subtract_unwanted)
        engine = Engine(
            snapshot,
            lambda texts: (encoder or self.encoder).encode_text(texts),
            self._row,
            self._ranking,
            self._schedule,
            self._keeper,
        )
        return self._described(query, self._hits(engine, engine.find(query, subtract_unwanted=subtract_unwanted)))

    def _hits(self, engine: Engine, found: Found) -> list[Hit]:
        entries = self._entries([row for rows in found.groups for row in rows])
        groups = [group for group in found.groups if group[0] in entries]  # another process may just have removed one
        heard: Sequence[tuple[tuple[str, float], ...]] = [()] * len(groups)
        if found.wish is not None and groups:
            rows = np.array([row for row, *_ in groups])
            heard = self._heard_in(engine.snapshot).of(engine.snapshot.vectors[rows])
        percentiles = self._percentiles_in(engine.snapshot)
        hits: list[Hit] = []
        for (row, *copies), concepts in zip(groups, heard, strict=True):
            hits.append(
                Hit(
                    track=entries[row].track,
                    score=found.scores[row],
                    rank=len(hits) + 1,
                    start_s=0.0 if found.wish is None else engine.start_of(entries[row], found.wish),
                    heard=concepts,
                    copies=tuple(entries[copy].track for copy in copies if copy in entries),
                    words=found.named.get(row, ()),
                    found_by=found.channels(row),
                    tags=found.tagged.get(row, ()),
                    percentiles=tuple(percentiles.of(entries[row].track).items()),
                )
            )
        return hits

    def _described(self, query: Query, hits: list[Hit]) -> list[Hit]:
        """Return the hits with the cosine of their tags with the text of a query; not for a search by example."""
        if not (hits and query.by_tags and self._ranking.described) or query.by_example:
            return hits
        from data.vocabulary.captions import write_captions  # loads the vocabulary

        # Captions made of nothing but the wanted concepts say nothing that the evidence for these does not say.
        made = {*write_captions(query.wanted), *write_captions(query.wanted, (), query.unwanted)}
        texts = [text for text in (query.text, *query.captions) if text and text not in made]
        if not texts:
            return hits
        try:
            cosines = self._tag_vectors().cosines(texts, [hit.track for hit in hits]).tolist()
        except UserError as error:  # without the network, tags count by their words only
            log.warning("%s", error)
            return hits
        return [replace(hit, described=cosine) for hit, cosine in zip(hits, cosines, strict=True)]

    def prepare_tags(self) -> None:
        """Compute and store the vectors of all tags, so that the first search need not compute them."""
        self._tag_vectors().of(tags_in(self.snapshot.columns.texts["tags"]))

    def _tag_vectors(self) -> TagVectors:
        with self._lock:
            if self._tags is None:
                self._tags = TagVectors(self.home)
            return self._tags

    # Evidence

    def heard(self, track: Track) -> tuple[tuple[str, float], ...]:
        """Return (concept, confidence 0..1) of the concepts heard in a track, surest first; see `search.heard`."""
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return () if vector is None else self._heard_in(snapshot).of(vector[None])[0]

    def deviations(self, track: Track) -> FloatArray | None:
        """Return, for each concept, how far its score in a track lies above its mean in the library.

        The unit is a standard deviation; see `Heard.deviations`.

        Returns:
            (concepts,) floats; None if the track has no vector or the library is small.
        """
        snapshot = self.snapshot
        vector = self._vector(track, snapshot)
        return None if vector is None else self._heard_in(snapshot).deviations(vector)

    def presence(self, track: Track, names: Sequence[str]) -> tuple[Presence, ...]:
        """Return how clearly each of these concepts is heard in a track, as a whole and over time.

        The result is empty if the track has no vector or the library is too small to compare tracks.
        """
        snapshot = self.snapshot
        row = self._row(track.track_id)
        entry = None if row is None else self._entries([row]).get(row)
        vector = self._vector(track, snapshot)
        if entry is None or vector is None:
            return ()
        of_track = snapshot.windows[entry.window_row : entry.window_row + len(entry.window_starts)]
        windows = of_track.astype(np.float32) / np.float32(127)
        starts = [round(float(start), 2) for start in entry.window_starts]
        return self._heard_in(snapshot).presence(names, vector, windows, starts)

    def vectors(self, track_ids: Sequence[str]) -> FloatArray:
        """Return (n, dim) the L2-normalised vectors of those of these tracks that are in the library, in order."""
        snapshot = self.snapshot
        rows = [row for row in map(self._row, track_ids) if row is not None and row < len(snapshot.vectors)]
        return np.asarray(snapshot.vectors[np.array(rows, dtype=np.int64)], dtype=np.float32)

    def percentiles(self, track: Track) -> tuple[tuple[str, float], ...]:
        """Return (name, share) of each measured fact of a track: the share, 0..1, of the library with a lower value."""
        return tuple(self._percentiles_in(self.snapshot).of(track).items())

    def _percentiles_in(self, snapshot: Snapshot) -> Percentiles:
        """Return the `Percentiles` of a snapshot. They are computed anew when the library has grown by a share."""
        with self._lock:
            count = len(snapshot.rows)
            if self._percentiles is None or abs(count - self._percentiles[0]) > _GROWN * count:
                sample = snapshot.rows[:: max(count // _SAMPLE, 1)]
                self._percentiles = count, Percentiles(self._tracks_at(sample))
            return self._percentiles[1]

    def _vector(self, track: Track, snapshot: Snapshot) -> FloatArray | None:
        row = self._row(track.track_id)
        known = row is not None and row < len(snapshot.vectors)
        return snapshot.vectors[np.array([row])][0] if known else None

    def _heard_in(self, snapshot: Snapshot) -> Heard:
        """Return the `Heard` of a snapshot. It is created on first use."""
        from retrieval.search.heard import Heard

        with self._lock:
            if self._heard is None:
                self._heard = Heard(self.encoder, snapshot.vectors, snapshot.rows, self.home)
            return self._heard

    # Derived indexes

    def build_faiss_index(self) -> bool:
        """Build the FAISS index of a large library if it is missing or outdated; return whether it was built.

        Nothing is built while a process with `keep_indexes` has the library open, because that process builds it.
        """
        from .keeper import build_faiss_index

        return build_faiss_index(self.home, self.snapshot, self._faiss_place())

    def _faiss_place(self) -> FaissPlace:
        with self._lock:
            return faiss_place(self.home, self._catalogue)


def _vocabulary() -> frozenset[str]:
    """Return the single words that name concepts ("banjo"): in a request, such a word alone does not name a track."""
    from data.vocabulary.concepts import CONCEPTS

    names = (words(name) for c in CONCEPTS for name in (c.name, *c.synonyms))
    return frozenset(w for name in names if len(name) == 1 for w in name)  # not "one" of "one man band"

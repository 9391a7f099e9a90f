"""Define `Catalogue`, the SQLite database of a library's tracks, folders and unreadable files.

The catalogue and the vector files are the primary data. All other files of a library (prefixes, Chroma, previews) are
derived and can be deleted. Vectors are written before the tracks that refer to them are committed.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.scan import EVERYTHING, Patterns
from data.track import Known, Measured, Track

SCHEMA_VERSION = 1  # of the tables that every reader needs; the tables in _FURTHER are optional
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE folders (path BLOB PRIMARY KEY, added_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE tracks (
    track_id TEXT PRIMARY KEY,
    path BLOB NOT NULL UNIQUE,          -- bytes: a file name need not be valid text
    folder BLOB NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, signature TEXT NOT NULL,
    title TEXT NOT NULL, artist TEXT NOT NULL, album TEXT NOT NULL, year INTEGER,
    duration_s REAL NOT NULL,
    known TEXT NOT NULL, measured TEXT NOT NULL,
    vector_row INTEGER NOT NULL UNIQUE, -- in the vector file
    window_row INTEGER NOT NULL,        -- of the track's first window in the window file
    window_starts BLOB NOT NULL         -- float32 seconds, one a window
) WITHOUT ROWID;
CREATE TABLE skipped (
    path BLOB PRIMARY KEY, folder BLOB NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
"""
# Tables that were added later. A library without them can be read, and they are created when it is next written. An
# older version of Hark ignores them, so they may contain rows of tracks that it has removed; `tidy` deletes these.
_FURTHER = """
CREATE TABLE IF NOT EXISTS files (
    track_id TEXT PRIMARY KEY,
    tags TEXT NOT NULL,                 -- as the file states them, before names and hark.json
    damage TEXT NOT NULL                -- what is wrong with a file that can be heard, or ""
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
    track_id TEXT PRIMARY KEY,
    ctime_ns INTEGER NOT NULL,          -- of the file when it was last read
    sound TEXT NOT NULL,                -- hash of the sound without the tags, or ""
    reader INTEGER NOT NULL             -- the version of the code that read its tags
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recordings (
    track_id TEXT PRIMARY KEY,
    recording TEXT NOT NULL,            -- the same for every copy of a recording
    duration_s REAL NOT NULL, shape BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS recordings_by_recording ON recordings (recording);
CREATE TABLE IF NOT EXISTS arrivals (
    track_id TEXT PRIMARY KEY,
    added_at REAL NOT NULL              -- when the track was first indexed, seconds since 1970
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rules (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, value TEXT NOT NULL,  -- as in `retrieval.rules.Rule`
    added_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS plays (
    track_id TEXT NOT NULL,
    played_at REAL NOT NULL,            -- seconds since 1970
    PRIMARY KEY (track_id, played_at)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS plays_by_time ON plays (played_at);
CREATE TABLE IF NOT EXISTS prints (track_id TEXT PRIMARY KEY, bits BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS retired AS SELECT *, 0.0 AS retired_at FROM tracks WHERE 0;
CREATE UNIQUE INDEX IF NOT EXISTS retired_by_id ON retired (track_id);
CREATE TABLE IF NOT EXISTS changes (id INTEGER PRIMARY KEY AUTOINCREMENT, vector_row INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS track_added AFTER INSERT ON tracks
BEGIN INSERT INTO changes (vector_row) VALUES (new.vector_row); END;
CREATE TRIGGER IF NOT EXISTS track_removed AFTER DELETE ON tracks
BEGIN INSERT INTO changes (vector_row) VALUES (old.vector_row); END;
CREATE TRIGGER IF NOT EXISTS track_changed AFTER UPDATE ON tracks
BEGIN INSERT INTO changes (vector_row) VALUES (old.vector_row), (new.vector_row); END;
CREATE TRIGGER IF NOT EXISTS recording_added AFTER INSERT ON recordings
BEGIN INSERT INTO changes (vector_row) SELECT vector_row FROM tracks WHERE track_id = new.track_id; END;
CREATE TRIGGER IF NOT EXISTS recording_changed AFTER UPDATE ON recordings
BEGIN INSERT INTO changes (vector_row) SELECT vector_row FROM tracks WHERE track_id = new.track_id; END;
"""
# `prints` holds acoustic fingerprints. `rules` and `plays` outlive the tracks. `retired` holds removed
# tracks, to recognise their files if they come back. `changes` is a log of the vector rows whose track has
# changed, so that `retrieval.catalogue.columns` need not read a million rows after each batch.
_LISTENER = tuple(
    f"CREATE {what} IF NOT EXISTS {name}"
    for what, name in (("TABLE", "rules"), ("TABLE", "plays"), ("INDEX", "plays_by_time"))
)
_PART = 500  # rows in one SQL statement
_KEEP_RETIRED_S = 90 * 86_400.0
_COLUMNS = (
    "track_id, path, folder, title, artist, album, duration_s, year, known, measured,"
    " size, mtime_ns, signature, vector_row, window_row, window_starts"
)


@dataclass(frozen=True, slots=True)
class Filed:
    """The properties of a track's file by which a changed or moved file is recognised."""

    track_id: str
    name: str  # the whole path, as in `FoundFile`
    root: str  # the path of the indexed folder
    size: int
    mtime_ns: int
    signature: str
    title: str
    ctime_ns: int | None = None  # None: indexed by a version of Hark that did not store it
    sound: str = ""  # hash of the sound without the tags
    reader: int = 0  # the version of the code that read its tags
    has_print: bool = False  # whether there is an acoustic fingerprint of it

    @property
    def path(self) -> Path:
        """Return the file's path."""
        return Path(self.name)

    @property
    def folder(self) -> Path:
        """Return the indexed folder."""
        return Path(self.root)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A track's acoustic fingerprint, and the recording to which it belongs."""

    track_id: str
    recording: str
    duration_s: float
    shape: bytes
    bits: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalogued track, the state of its file, and the rows of its vectors."""

    track: Track
    size: int
    mtime_ns: int
    signature: str
    vector_row: int
    window_row: int
    window_starts: NDArray[np.float32]  # seconds


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, with the reason."""

    path: Path
    size: int
    mtime_ns: int
    reason: str


class Catalogue:
    """The SQLite database of a library: one connection, to be used from one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalogue.

        Raises:
            UserError: the catalogue is missing (and `create` is false), damaged, or of a newer version of Hark.
        """
        self.path = path
        if not create and not path.is_file():
            raise _none(path)
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
            if not create and not _wal_possible(path):
                self._db.close()
                self._db = _connect_read_only(path)
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA recursive_triggers=ON")  # so that replacing a row logs the old one as well
            if create:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._create()
            version = self.meta("schema")
            self._writes_before = self.writes
        except (sqlite3.Error, OSError) as err:
            raise (_broken if create else _failed)(path, err) from err
        if version != str(SCHEMA_VERSION):
            raise UserError(
                f"This library has format {version or 'unknown'}; this Hark reads format {SCHEMA_VERSION}.",
                f"Move {path.parent} away and index again.",
            )

    def _create(self) -> None:
        with self.transaction():
            exists = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
            if not exists:
                for statement in _SCHEMA.split(";\n"):
                    self._db.execute(statement)
                self.set_meta("schema", str(SCHEMA_VERSION))
            if self.meta("schema") == str(SCHEMA_VERSION):
                for statement in _FURTHER.split(";\n"):
                    self._db.execute(statement)
                self._extend_folders()
                self._add_arrivals()
                if not self.meta("uid"):
                    self.set_meta("uid", secrets.token_hex(8))

    def _extend_folders(self) -> None:
        """Add the columns for patterns and the state of `hark.json`, filled from the table `meta` of older versions."""
        if len(self._rows("SELECT 1 FROM pragma_table_info('folders') WHERE name = 'patterns'")):
            return
        self._db.execute("ALTER TABLE folders ADD COLUMN patterns TEXT NOT NULL DEFAULT '{}'")
        self._db.execute("ALTER TABLE folders ADD COLUMN sidecar TEXT NOT NULL DEFAULT ''")
        for (path,) in self._rows("SELECT path FROM folders"):
            kept = self.meta(f"patterns:{path.hex()}", "{}"), self.meta(f"facts:{path.hex()}")
            self._db.execute("UPDATE folders SET patterns = ?, sidecar = ? WHERE path = ?", (*kept, path))
        self._db.execute("DELETE FROM meta WHERE name GLOB 'patterns:*' OR name GLOB 'facts:*'")

    def _add_arrivals(self) -> None:
        """Record when the tracks of an older version arrived: at the latest known time, when their folder was added."""
        self._db.execute(
            "INSERT OR IGNORE INTO arrivals SELECT track_id, added_at FROM tracks JOIN folders ON folders.path = folder"
            " WHERE track_id NOT IN (SELECT track_id FROM arrivals)"
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction: commit all of its changes, or none if it raises.

        Raises:
            UserError: the library is busy, damaged, or its disk is full.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has already rolled it back
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as err:
            raise _failed(self.path, err) from err

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    # Reading

    def version(self) -> int:
        """Return a number that changes when another connection commits a change."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def meta(self, name: str, default: str = "") -> str:
        """Return a named value about the library, for example "encoder"."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Set a named value about the library."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @property
    def writes(self) -> int:
        """Return the number of rows that this connection has written or deleted."""
        return self._db.total_changes

    def count(self) -> int:
        """Return the number of tracks."""
        return int(self._db.execute("SELECT count(*) FROM tracks").fetchone()[0])

    def folders(self) -> list[Path]:
        """Return the indexed folders, oldest first."""
        rows = self._db.execute("SELECT path FROM folders ORDER BY added_at, path")
        return [_path(row[0]) for row in rows]

    def patterns(self, folder: Path) -> Patterns:
        """Return the patterns that select a folder's files. The catalogue must be opened with `create`."""
        rows = self._rows("SELECT patterns FROM folders WHERE path = ?", (os.fsencode(folder),))
        kept = json.loads(rows[0][0]) if rows else {}
        include, exclude = tuple(kept.get("include", ())), tuple(kept.get("exclude", ()))
        return Patterns(include, exclude) if include or exclude else EVERYTHING

    def sidecar_state(self, folder: Path) -> str:
        """Return the digest of the folder's `hark.json` when it was last read. Needs `create`, as `patterns`."""
        rows = self._rows("SELECT sidecar FROM folders WHERE path = ?", (os.fsencode(folder),))
        return str(rows[0][0]) if rows else ""

    def entries(self, folder: Path | None = None) -> list[Entry]:
        """Return all tracks, or those of one folder, in the order of their vectors."""
        where, args = ("", ()) if folder is None else ("WHERE folder = ?", (os.fsencode(folder),))
        return [_entry(row) for row in self._rows(f"SELECT {self._read} FROM tracks {where} ORDER BY vector_row", args)]

    # Reading a million rows at once, for columns

    def identity(self) -> str:
        """Return a text that is unique to this library and its encoder."""
        names = "name IN ('fingerprint', 'uid')"
        return str(self._rows(f"SELECT group_concat(value, ' ') FROM meta WHERE {names}")[0][0] or "")

    def last_change(self) -> int:
        """Return the number of the last entry in the log of changed rows; -1 if there is no log."""
        if not self._has("changes"):
            return -1
        return int(self._rows("SELECT coalesce(max(id), 0) FROM changes")[0][0])

    def changed_rows(self, since: int) -> list[int]:
        """Return the vector rows that changed after entry number `since` of the log of changed rows."""
        return [row for (row,) in self._rows("SELECT DISTINCT vector_row FROM changes WHERE id > ?", (since,))]

    def last_row(self) -> int:
        """Return the highest vector row of a track; -1 if there are no tracks."""
        return int(self._rows("SELECT coalesce(max(vector_row), -1) FROM tracks")[0][0])

    def facts(self, rows: Sequence[int] | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the facts of the tracks at these vector rows, or of all tracks.

        Yields:
            (vector row, folder as bytes, title, artist, album, year, duration in seconds, first window's row, number
            of windows, tempo in bpm, key, people as JSON, folder of the file as bytes, time of arrival in seconds since
            1970, stars, bit rate in kbit/s, languages as JSON, versions as JSON, format, style, instruments as JSON,
            moods as JSON, recording). None means unknown.
        """
        recording = ("recording", "LEFT JOIN recordings USING (track_id)") if self._has("recordings") else ("NULL", "")
        arrival = (
            ("arrivals.added_at", "LEFT JOIN arrivals USING (track_id)") if self._has("arrivals") else ("NULL", "")
        )
        query = f"""
        SELECT vector_row, folder, title, artist, album, year, tracks.duration_s, window_row, length(window_starts) / 4,
               coalesce(nullif(json_extract(known, '$.tempo_bpm'), 0), json_extract(measured, '$.tempo_bpm')),
               coalesce(nullif(json_extract(known, '$.key'), ''), json_extract(measured, '$.key')),
               json_extract(known, '$.people'), path,
               {arrival[0]}, json_extract(known, '$.rating'), nullif(size, 0) * 8 / nullif(tracks.duration_s, 0) / 1000,
               json_extract(known, '$.languages'), json_extract(known, '$.versions'), json_extract(known, '$.format'),
               json_extract(known, '$.style'), json_extract(known, '$.instruments'), json_extract(known, '$.mood'),
               {recording[0]}
        FROM tracks {recording[1]} {arrival[1]}
        """
        try:
            if rows is None:
                yield from self._db.execute(query)
                return
            for k in range(0, len(rows), _PART):
                marks = ",".join(str(int(row)) for row in rows[k : k + _PART])
                yield from self._db.execute(f"{query} WHERE vector_row IN ({marks})")
        except sqlite3.Error as err:
            raise _failed(self.path, err) from err

    @property
    def _read(self) -> str:
        """Return the columns of a track's row, and the times of its arrival and of its last play if they are stored."""
        kept = {name for (name,) in self._rows("SELECT name FROM sqlite_master WHERE name IN ('arrivals', 'plays')")}
        added = "(SELECT added_at FROM arrivals a WHERE a.track_id = tracks.track_id)" if "arrivals" in kept else "0"
        played = "(SELECT max(played_at) FROM plays p WHERE p.track_id = tracks.track_id)" if "plays" in kept else "0"
        return f"{_COLUMNS}, {added}, {played}"

    def at(self, rows: Sequence[int]) -> dict[int, Entry]:
        """Return vector row -> entry for the given rows; rows without a track are left out."""
        found = {}
        for k in range(0, len(rows), _PART):
            marks = ",".join(str(int(row)) for row in rows[k : k + _PART])
            for row in self._rows(f"SELECT {self._read} FROM tracks WHERE vector_row IN ({marks})"):
                entry = _entry(row)
                found[entry.vector_row] = entry
        return found

    def row(self, track_id: str) -> int | None:
        """Return the vector row of a track; None if there is no such track."""
        found = self._rows("SELECT vector_row FROM tracks WHERE track_id = ?", (track_id,))
        return int(found[0][0]) if found else None

    def distinct(self, column: str) -> frozenset[str]:
        """Return all unique artists or albums; artists include all other people whom a track credits.

        Args:
            column: "artist" or "album".
        """
        if column not in ("artist", "album"):
            raise ValueError(f"no list of {column}")
        found = {text for (text,) in self._rows(f"SELECT DISTINCT {column} FROM tracks") if text}
        if column == "artist":
            people = "SELECT DISTINCT value FROM tracks, json_each(known, '$.people') WHERE known LIKE '%\"people\"%'"
            found |= {text for (text,) in self._rows(people) if text}
        return frozenset(found)

    def artists_of_album(self, title: str) -> tuple[str, ...]:
        """Return the artists of the tracks of an album, in alphabetical order."""
        rows = self._rows(
            "SELECT DISTINCT artist FROM tracks WHERE album = ? AND artist != '' ORDER BY artist", (title,)
        )
        return tuple(artist for (artist,) in rows)

    def entry(self, track_id: str) -> Entry | None:
        """Return a track of the library, or a removed track kept for recognition; None if there is no such track."""
        for table in ("tracks", "retired"):
            if self._has(table):
                for row in self._rows(f"SELECT {_COLUMNS}, 0, 0 FROM {table} WHERE track_id = ?", (track_id,)):
                    return _entry(row)
        return None

    def filed(self, *, retired: bool = False) -> list[Filed]:
        """Return the files of all tracks; with `retired`, the files of removed tracks kept for recognition."""
        table = "retired" if retired else "tracks"
        if not self._has(table):
            return []
        seen = ("ctime_ns, coalesce(sound, ''), coalesce(reader, 0)", "LEFT JOIN seen USING (track_id)")
        more, join = seen if self._has("seen") else ("NULL, '', 0", "")
        if self._has("recordings"):
            more += ", r.track_id IS NOT NULL"
            join += " LEFT JOIN recordings r USING (track_id)"
        rows = self._rows(
            f"SELECT track_id, path, folder, size, mtime_ns, signature, title, {more} FROM {table} {join}"
        )
        decode, root = os.fsdecode, lru_cache(maxsize=64)(os.fsdecode)
        return [Filed(row[0], decode(row[1]), root(row[2]), *row[3:]) for row in rows]

    def tags(self, track_id: str) -> dict[str, Any] | None:
        """Return the tags as they are in the file (`Tags.to_json`); None if they were not stored."""
        rows = self._rows("SELECT tags FROM files WHERE track_id = ?", (track_id,)) if self._has("files") else []
        return json.loads(rows[0][0]) if rows else None

    def damaged(self) -> list[tuple[Path, str]]:
        """Return (path, damage) of the tracks whose files are damaged but readable."""
        if not self._has("files"):
            return []
        rows = self._rows(
            "SELECT path, damage FROM files JOIN tracks USING (track_id) WHERE damage != '' ORDER BY path"
        )
        return [(_path(path), damage) for path, damage in rows]

    def recordings(self) -> list[tuple[str, str, float, bytes]]:
        """Return (track id, recording, duration in seconds, fingerprint's shape) of each track with a fingerprint."""
        if not self._has("recordings"):
            return []
        query = "SELECT r.track_id, recording, r.duration_s, shape FROM recordings r JOIN tracks USING (track_id)"
        return self._rows(query)

    def print_bits(self, track_id: str) -> bytes:
        """Return the bits of a track's acoustic fingerprint; b"" if it has none."""
        rows = self._rows("SELECT bits FROM prints WHERE track_id = ?", (track_id,)) if self._has("prints") else []
        return rows[0][0] if rows else b""

    def select(self, query: str, args: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that an SQL query selects.

        Raises:
            UserError: the catalogue is damaged or gone.
        """
        return self._rows(query, args)

    def _rows(self, query: str, args: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, args).fetchall()
        except sqlite3.Error as err:
            raise _failed(self.path, err) from err

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)))

    def skipped(self, folder: Path | None = None) -> list[Skipped]:
        """Return the files that could not be read, in all folders or in one."""
        where, args = ("", ()) if folder is None else ("WHERE folder = ?", (os.fsencode(folder),))
        rows = self._rows(f"SELECT path, size, mtime_ns, reason FROM skipped {where} ORDER BY path", args)
        return [Skipped(_path(path), size, mtime_ns, reason) for path, size, mtime_ns, reason in rows]

    # Changes: call them inside `transaction()`

    def add_folder(self, folder: Path) -> None:
        """Add an indexed folder; a folder that is already there keeps its place in the order."""
        self._db.execute(
            "INSERT OR IGNORE INTO folders (path, added_at) VALUES (?, ?)", (os.fsencode(folder), time.time())
        )

    def set_patterns(self, folder: Path, patterns: Patterns) -> None:
        """Set the patterns that select a folder's files."""
        text = json.dumps({"include": patterns.include, "exclude": patterns.exclude})
        self._db.execute("UPDATE folders SET patterns = ? WHERE path = ?", (text, os.fsencode(folder)))

    def set_sidecar_state(self, folder: Path, state: str) -> None:
        """Store the digest of the folder's `hark.json` whose facts are now in the catalogue."""
        self._db.execute("UPDATE folders SET sidecar = ? WHERE path = ?", (state, os.fsencode(folder)))

    def put(self, entries: Sequence[Entry]) -> None:
        """Add tracks; an existing track of the same id or path is replaced."""
        for entry in entries:
            track = entry.track
            path = os.fsencode(track.path)
            self._db.execute("DELETE FROM tracks WHERE path = ?", (path,))
            self._db.execute("DELETE FROM skipped WHERE path = ?", (path,))
            self._db.execute(
                f"INSERT OR REPLACE INTO tracks ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    track.track_id, path, os.fsencode(track.folder),
                    track.title, track.artist, track.album, track.duration_s, track.year,
                    json.dumps(track.known.to_json()), json.dumps(track.measured.to_json()),
                    entry.size, entry.mtime_ns, entry.signature,
                    entry.vector_row, entry.window_row, entry.window_starts.astype("<f4").tobytes(),
                ),
            )  # fmt: skip
            added_at = (track.track_id, track.added_at or time.time())
            self._db.execute("INSERT OR IGNORE INTO arrivals VALUES (?, ?)", added_at)

    def remove(self, track_ids: Sequence[str]) -> None:
        """Remove tracks from the library, but keep their rows for 90 days to recognise files that come back."""
        ids = [(i,) for i in track_ids]
        self._db.executemany("INSERT OR REPLACE INTO retired SELECT *, unixepoch() FROM tracks WHERE track_id = ?", ids)
        self._db.executemany("DELETE FROM tracks WHERE track_id = ?", ids)

    def unretire(self, track_ids: Sequence[str]) -> None:
        """Delete the rows of removed tracks (see `remove`) whose files have come back and have new rows."""
        self._db.executemany("DELETE FROM retired WHERE track_id = ?", [(i,) for i in track_ids])

    def rehome(self, track_ids: Sequence[str], folder: Path) -> None:
        """Assign tracks to another indexed folder, which contains their present folder or is inside it."""
        self._db.executemany(
            "UPDATE tracks SET folder = ? WHERE track_id = ?", [(os.fsencode(folder), i) for i in track_ids]
        )

    def put_files(self, rows: Sequence[tuple[str, dict[str, Any], str]]) -> None:
        """Store the tags and the damage of files: rows of (track id, `Tags.to_json`, damage)."""
        self._db.executemany(
            "INSERT OR REPLACE INTO files VALUES (?,?,?)", [(i, json.dumps(tags), bad) for i, tags, bad in rows]
        )

    def put_tags(self, track_id: str, tags: dict[str, Any]) -> None:
        """Replace the stored tags of a file."""
        self._db.execute("UPDATE files SET tags = ? WHERE track_id = ?", (json.dumps(tags), track_id))

    def put_seen(self, rows: Sequence[tuple[str, int, str, int]]) -> None:
        """Record the state that files had when they were read.

        Args:
            rows: for each file (track id, ctime in ns, hash of the sound, version of the reader).
        """
        self._db.executemany("INSERT OR REPLACE INTO seen VALUES (?,?,?,?)", rows)

    def put_recordings(self, rows: Sequence[Recorded]) -> None:
        """Store the acoustic fingerprint of each track, and the recording to which the track belongs."""
        self._db.executemany(
            "INSERT OR REPLACE INTO recordings VALUES (?,?,?,?)",
            [(r.track_id, r.recording, r.duration_s, r.shape) for r in rows],
        )
        self._db.executemany("INSERT OR REPLACE INTO prints VALUES (?,?)", [(r.track_id, r.bits) for r in rows])

    def merge_recordings(self, into: str, other: str) -> None:
        """Assign all tracks of recording `other` to recording `into`."""
        self._db.execute("UPDATE recordings SET recording = ? WHERE recording = ?", (into, other))

    def tidy(self) -> None:
        """Delete the rows of tracks that were removed more than 90 days ago, and all rows that belong to no track.

        If this connection has changed nothing, there are no such rows, and the tables are not searched for them.
        """
        self._db.execute("DELETE FROM retired WHERE retired_at < ?", (time.time() - _KEEP_RETIRED_S,))
        if self.writes == self._writes_before:
            return
        for table in ("files", "seen", "recordings", "prints", "arrivals"):
            self._db.execute(
                f"DELETE FROM {table} WHERE track_id NOT IN (SELECT track_id FROM tracks)"
                " AND track_id NOT IN (SELECT track_id FROM retired)"
            )

    def put_skipped(self, folder: Path, skipped: Sequence[Skipped]) -> None:
        """Record the files of a folder that could not be read, each with its size, time of change and the reason."""
        self._db.executemany(
            "INSERT OR REPLACE INTO skipped VALUES (?,?,?,?,?)",
            [(os.fsencode(s.path), os.fsencode(folder), s.size, s.mtime_ns, s.reason) for s in skipped],
        )

    def forget_skipped(self, paths: Sequence[Path]) -> None:
        """Delete these paths from the list of files that could not be read."""
        self._db.executemany("DELETE FROM skipped WHERE path = ?", [(os.fsencode(p),) for p in paths])

    def remove_folder(self, folder: Path) -> None:
        """Delete a folder and its tracks from the catalogue. Nothing is deleted from the disk."""
        for table, column in (("tracks", "folder"), ("skipped", "folder"), ("retired", "folder"), ("folders", "path")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (os.fsencode(folder),))

    # What the listener has said and done. A reader may write it too, while another process adds music.

    def rules(self) -> list[tuple[int, str, str]]:
        """Return (id, kind, value) of every standing rule, oldest first."""
        if not self._has("rules"):
            return []
        return self._rows("SELECT id, kind, value FROM rules ORDER BY id")

    def add_rule(self, kind: str, value: str) -> int:
        """Add a standing rule and return its id.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._listener():
            self._db.execute("INSERT INTO rules (kind, value, added_at) VALUES (?, ?, ?)", (kind, value, time.time()))
            return int(self._db.execute("SELECT last_insert_rowid()").fetchone()[0])

    def remove_rule(self, rule_id: int) -> None:
        """Delete a standing rule.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._listener():
            self._db.execute("DELETE FROM rules WHERE id = ?", (rule_id,))

    def add_play(self, track_id: str, at: float) -> None:
        """Add a play to the log.

        Args:
            track_id: the track that was played.
            at: when, in seconds since 1970.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._listener():
            self._db.execute("INSERT OR IGNORE INTO plays VALUES (?, ?)", (track_id, at))

    def plays(self, since: float = 0.0, until: float | None = None) -> list[tuple[str, float]]:
        """Return (track id, time in seconds since 1970) of every play in a span of time, newest first."""
        if not self._has("plays"):
            return []
        last = float("inf") if until is None else until
        query = "SELECT track_id, played_at FROM plays WHERE played_at >= ? AND played_at <= ? ORDER BY played_at DESC"
        return self._rows(query, (since, last))

    def clear_plays(self) -> int:
        """Delete the whole log of plays, and return how many it had.

        Raises:
            UserError: the library is busy or cannot be written.
        """
        with self._listener():
            return self._db.execute("DELETE FROM plays").rowcount

    @contextmanager
    def _listener(self) -> Iterator[None]:
        """Run the block as one transaction in a library whose tables for the listener may still be missing."""
        with self.transaction():
            if not (self._has("rules") and self._has("plays")):
                for statement in _FURTHER.split(";\n"):
                    if statement.lstrip().startswith(_LISTENER):
                        self._db.execute(statement)
            yield

    def replace_vectors(self, rows: Sequence[tuple[str, int, int, bytes]]) -> None:
        """Set the rows of the vectors of all tracks, after another encoder has heard them.

        Removed tracks are deleted for good, because their rows are those of the encoder before.

        Args:
            rows: for each track (track id, vector row, first window's row, starts of the windows as float32 bytes).
        """
        self._db.execute("DELETE FROM retired")
        # No two tracks may have the same row at any moment, so first all are moved out of the way.
        self._db.execute("UPDATE tracks SET vector_row = -1 - vector_row")
        self._db.executemany(
            "UPDATE tracks SET vector_row = ?, window_row = ?, window_starts = ? WHERE track_id = ?",
            [(row, window, starts, i) for i, row, window, starts in rows],
        )

    def clear_tracks(self) -> None:
        """Delete all tracks from the catalogue before another encoder makes new vectors; folders stay."""
        self._db.execute("DELETE FROM tracks")
        self._db.execute("DELETE FROM skipped")
        self._db.execute("DELETE FROM retired")


def _wal_possible(path: Path) -> bool:
    """Return whether SQLite can create the files next to a catalogue that it needs even for reading."""
    return os.access(path.parent, os.W_OK) or path.with_name(path.name + "-shm").exists()


def _connect_read_only(path: Path) -> sqlite3.Connection:
    """Open a catalogue on a read-only disk, without locks, because no other process can be writing it."""
    uri = "file:" + quote(os.fsencode(path.absolute())) + "?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, timeout=10, check_same_thread=False, isolation_level=None)


def _path(raw: bytes | str) -> Path:
    return Path(os.fsdecode(raw))


_folder = lru_cache(maxsize=64)(_path)  # a library has few folders, and to make a path takes longer than to read one


def _entry(row: tuple[Any, ...]) -> Entry:
    track = Track(
        track_id=row[0], path=_path(row[1]), folder=_folder(row[2]), title=row[3], artist=row[4], album=row[5],
        duration_s=row[6], year=row[7], size_bytes=row[10], added_at=row[16] or 0.0, played_at=row[17] or 0.0,
        known=Known.from_json(json.loads(row[8])), measured=Measured.from_json(json.loads(row[9])),
    )  # fmt: skip
    return Entry(track, row[10], row[11], row[12], row[13], row[14], np.frombuffer(row[15], dtype="<f4"))


def _none(path: Path) -> UserError:
    return UserError(
        f"There is no library in {path.parent} yet.",
        "Make the demo library with `hark demo`, or index your music with `hark index FOLDER`.",
    )


def _failed(path: Path, err: Exception) -> UserError:
    """Return the error to raise for an open catalogue. SQLite reports a deleted file as an I/O error."""
    return _broken(path, err) if path.is_file() else _none(path)


def _broken(path: Path, err: Exception) -> UserError:
    text = str(err)
    if "locked" in text or "busy" in text:
        return UserError("The library is busy.", "Wait for the other Hark process to finish, then retry.")
    if "full" in text or "disk I/O error" in text:
        return UserError(
            "The disk is full, or cannot be written.",
            "Free some space, then retry: nothing that was indexed is lost.",
        )
    if isinstance(err, PermissionError) or "readonly" in text or "unable to open" in text:
        return UserError(f"{path.parent} cannot be written.", "Check its permissions, or use --library elsewhere.")
    return UserError(
        f"The catalogue {path} is damaged ({text}).", f"Move {path.parent} away and index your folders again."
    )

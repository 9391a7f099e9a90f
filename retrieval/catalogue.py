"""The catalogue: which tracks a library holds, in SQLite. Together with the vector file it is the truth.

Every other file of a library (prefix block, Chroma, previews) is derived and can be deleted. A batch of
tracks is acknowledged when its transaction has committed, and not before; vectors are on disk by then.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.track import Known, Measured, Track

SCHEMA_VERSION = 1
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A catalogued track with what only the library needs to know of it."""

    track: Track
    size: int
    mtime_ns: int
    signature: str
    vector_row: int
    window_row: int
    window_starts: NDArray[np.float32]  # seconds


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why."""

    path: Path
    size: int
    mtime_ns: int
    reason: str


class Catalogue:
    """The SQLite file of a library. One connection; use it from one thread at a time."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalogue.

        Raises:
            UserError: it is missing (and `create` is false), damaged, or of a newer Hark.
        """
        self.path = path
        if not create and not path.is_file():
            raise UserError(
                f"There is no library in {path.parent} yet.",
                "Make the demo library with `hark demo`, or index your music with `hark index FOLDER`.",
            )
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA synchronous=FULL")
            if create:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._create()
            version = self.meta("schema")
        except (sqlite3.Error, OSError) as err:
            raise _broken(path, err) from err
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

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block's changes, or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    # What is in it

    def version(self) -> int:
        """A number that changes when another connection has committed something."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def meta(self, name: str, default: str = "") -> str:
        """A named value of the library as a whole."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def set_meta(self, name: str, value: str) -> None:
        """Set a named value of the library as a whole."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def count(self) -> int:
        """How many tracks there are."""
        return int(self._db.execute("SELECT count(*) FROM tracks").fetchone()[0])

    def folders(self) -> list[Path]:
        """The indexed folders, oldest first."""
        rows = self._db.execute("SELECT path FROM folders ORDER BY added_at, path")
        return [_path(row[0]) for row in rows]

    def entries(self, folder: Path | None = None) -> list[Entry]:
        """All tracks, or those of one folder, in the order of their vectors."""
        where, args = ("", ()) if folder is None else ("WHERE folder = ?", (os.fsencode(folder),))
        try:
            rows = self._db.execute(
                "SELECT track_id, path, folder, title, artist, album, duration_s, year, known, measured,"
                f" size, mtime_ns, signature, vector_row, window_row, window_starts FROM tracks {where}"
                " ORDER BY vector_row",
                args,
            ).fetchall()
        except sqlite3.Error as err:
            raise _broken(self.path, err) from err
        return [_entry(row) for row in rows]

    def skipped(self, folder: Path | None = None) -> list[Skipped]:
        """The files that could not be read."""
        where, args = ("", ()) if folder is None else ("WHERE folder = ?", (os.fsencode(folder),))
        rows = self._db.execute(f"SELECT path, size, mtime_ns, reason FROM skipped {where} ORDER BY path", args)
        return [Skipped(_path(path), size, mtime_ns, reason) for path, size, mtime_ns, reason in rows]

    # Changes: call them inside `transaction()`

    def add_folder(self, folder: Path) -> None:
        """Remember a folder; known ones keep their place."""
        self._db.execute("INSERT OR IGNORE INTO folders VALUES (?, ?)", (os.fsencode(folder), time.time()))

    def put(self, entries: Sequence[Entry]) -> None:
        """Add tracks, or replace those of the same id or path."""
        for entry in entries:
            track = entry.track
            path = os.fsencode(track.path)
            self._db.execute("DELETE FROM tracks WHERE path = ?", (path,))
            self._db.execute("DELETE FROM skipped WHERE path = ?", (path,))
            self._db.execute(
                "INSERT OR REPLACE INTO tracks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    track.track_id, path, os.fsencode(track.folder),
                    entry.size, entry.mtime_ns, entry.signature,
                    track.title, track.artist, track.album, track.year, track.duration_s,
                    json.dumps(track.known.to_json()), json.dumps(track.measured.to_json()),
                    entry.vector_row, entry.window_row, entry.window_starts.astype("<f4").tobytes(),
                ),
            )  # fmt: skip

    def remove(self, track_ids: Sequence[str]) -> None:
        """Forget tracks."""
        self._db.executemany("DELETE FROM tracks WHERE track_id = ?", [(i,) for i in track_ids])

    def put_skipped(self, folder: Path, skipped: Sequence[Skipped]) -> None:
        """Remember files that could not be read."""
        self._db.executemany(
            "INSERT OR REPLACE INTO skipped VALUES (?,?,?,?,?)",
            [(os.fsencode(s.path), os.fsencode(folder), s.size, s.mtime_ns, s.reason) for s in skipped],
        )

    def forget_skipped(self, paths: Sequence[Path]) -> None:
        """Files that are gone, or readable now."""
        self._db.executemany("DELETE FROM skipped WHERE path = ?", [(os.fsencode(p),) for p in paths])

    def remove_folder(self, folder: Path) -> None:
        """Forget a folder and its tracks. The files themselves are never touched."""
        for table, column in (("tracks", "folder"), ("skipped", "folder"), ("folders", "path")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (os.fsencode(folder),))

    def clear_tracks(self) -> None:
        """Forget every track (another encoder's vectors are of no use); folders stay."""
        self._db.execute("DELETE FROM tracks")
        self._db.execute("DELETE FROM skipped")


def _path(raw: bytes | str) -> Path:
    return Path(os.fsdecode(raw))


def _entry(row: tuple) -> Entry:
    track = Track(
        track_id=row[0], path=_path(row[1]), folder=_path(row[2]), title=row[3], artist=row[4], album=row[5],
        duration_s=row[6], year=row[7],
        known=Known.from_json(json.loads(row[8])), measured=Measured.from_json(json.loads(row[9])),
    )  # fmt: skip
    return Entry(track, row[10], row[11], row[12], row[13], row[14], np.frombuffer(row[15], dtype="<f4"))


def _broken(path: Path, err: Exception) -> UserError:
    text = str(err)
    if "locked" in text or "busy" in text:
        return UserError("The library is busy.", "Wait for the other Hark process to finish, then retry.")
    if "full" in text:
        return UserError("The disk is full.", "Free some space, then retry: nothing that was indexed is lost.")
    if isinstance(err, PermissionError) or "readonly" in text or "unable to open" in text:
        return UserError(f"{path.parent} cannot be written.", "Check its permissions, or use --library elsewhere.")
    return UserError(
        f"The catalogue {path} is damaged ({text}).", f"Move {path.parent} away and index your folders again."
    )

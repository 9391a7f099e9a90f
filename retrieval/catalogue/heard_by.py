"""Store, apart from the catalogue, which vectors an encoder has made for the tracks of a library.

The catalogue refers to the vectors of one encoder. While another encoder listens to the library, and after the library
has changed to another one, the rows of the vectors are kept in a file per encoder, beside its vector files. So a
library can change to an encoder, and back, without listening again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError

from .database import Catalogue, Entry, Filed
from .files import vector_paths

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heard (
    track_id TEXT PRIMARY KEY,
    signature TEXT NOT NULL,            -- of the file's content when the encoder heard it
    sound TEXT NOT NULL,                -- hash of its sound without the tags, or ""
    vector_row INTEGER NOT NULL, window_row INTEGER NOT NULL, window_starts BLOB NOT NULL
) WITHOUT ROWID;
"""
ABOUT = ("encoder", "fingerprint", "dim", "widths", "clips")  # values about an encoder, with the catalogue's names


@dataclass(frozen=True, slots=True)
class HeardRow:
    """The rows of a track's vectors in the vector files of an encoder."""

    track_id: str
    signature: str
    sound: str
    vector_row: int
    window_row: int
    window_starts: NDArray[np.float32]  # seconds

    def fits(self, filed: Filed) -> bool:
        """Return whether the vectors were made from the sound that the track's file has now."""
        return self.signature == filed.signature or bool(self.sound and self.sound == filed.sound)


class HeardBy:
    """The tracks of a library that one encoder has heard. Only one thread may use it at a time."""

    def __init__(self, home: Path, fingerprint: str) -> None:
        """Open the file of an encoder, or create it.

        Raises:
            UserError: the file cannot be written or is damaged.
        """
        self.path = path_of(home, fingerprint)
        try:
            self._db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as err:
            raise self._failed(err) from err

    def about(self) -> dict[str, str]:
        """Return the values in ABOUT that are known, and "next_row" and "next_window": the first rows to write to."""
        return dict(self._db.execute("SELECT name, value FROM about"))

    def rows(self) -> dict[str, HeardRow]:
        """Return track id -> rows of its vectors, for all tracks that the encoder has heard."""
        found = {}
        for track_id, signature, sound, row, window, starts in self._db.execute("SELECT * FROM heard"):
            found[track_id] = HeardRow(track_id, signature, sound, row, window, np.frombuffer(starts, dtype="<f4"))
        return found

    def put(self, rows: Iterable[HeardRow], about: dict[str, str]) -> None:
        """Store rows and values, in one transaction.

        Raises:
            UserError: the disk is full or the file is damaged.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany(
                    "INSERT OR REPLACE INTO heard VALUES (?,?,?,?,?,?)",
                    [
                        (r.track_id, r.signature, r.sound, r.vector_row, r.window_row, r.window_starts.tobytes())
                        for r in rows
                    ],
                )
                self._db.executemany("INSERT OR REPLACE INTO about VALUES (?,?)", about.items())
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has already rolled it back
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as err:
            raise self._failed(err) from err

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _failed(self, err: sqlite3.Error) -> UserError:
        if "full" in str(err) or "disk I/O" in str(err) or "unable to open" in str(err):
            return UserError(
                f"{self.path.parent} cannot be written.",
                "Free some space there, and start again: the library is unchanged, and what was heard so far is kept.",
            )
        return UserError(f"{self.path} is damaged ({err}).", "Delete it, and listen with that encoder again.")


def path_of(home: Path, fingerprint: str) -> Path:
    """Return the path of the file for an encoder."""
    return home / f"heard-{fingerprint[:12]}.db"


def save_current(catalogue: Catalogue, home: Path) -> None:
    """Copy the rows of the catalogue's encoder to that encoder's file, before the catalogue refers to another."""
    filed = {f.track_id: f for f in catalogue.filed()}
    heard = HeardBy(home, catalogue.meta("fingerprint"))
    try:
        heard.put(
            (_row(entry, filed[entry.track.track_id]) for entry in catalogue.entries()),
            {name: catalogue.meta(name) for name in (*ABOUT, "next_row", "next_window")},
        )
    finally:
        heard.close()


def _row(entry: Entry, filed: Filed) -> HeardRow:
    starts = entry.window_starts.astype("<f4")
    return HeardRow(filed.track_id, filed.signature, filed.sound, entry.vector_row, entry.window_row, starts)


def known_encoders(home: Path) -> dict[str, dict[str, str]]:
    """Return fingerprint -> `HeardBy.about` of each encoder with a file in a library; damaged files are left out."""
    found = {}
    for path in sorted(home.glob("heard-*.db")):
        with suppress(sqlite3.Error):
            db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                about = dict(db.execute("SELECT name, value FROM about"))
            finally:
                db.close()
            if "fingerprint" in about:
                found[about["fingerprint"]] = about
    return found


def discard(home: Path, fingerprint: str) -> None:
    """Delete everything that an encoder has heard in a library. The catalogue must refer to another encoder."""
    for path in (path_of(home, fingerprint), *vector_paths(home, fingerprint)):
        path.unlink(missing_ok=True)

"""Define `LyricsStore`, the SQLite file with the words of a library's songs.

All of it is derived from the music's files and can be deleted; the next index run reads the words again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.lyrics import HEARD, Lyrics
from models.encoder import FloatArray

FILE = "lyrics.db"
SILENT = "silent"  # the source of a track that was transcribed, and in which no words were heard
VERSION = 1  # of the tables; a file of another version is made again
_WITH_WORDS = f"source NOT IN ('', '{SILENT}')"
_PART = 500  # ids in one SQL statement
_SCALE = 127  # of vectors, stored as int8; their cosines change by less than 0.01
_SCHEMA = """
CREATE TABLE songs (
    track_id TEXT PRIMARY KEY,
    state TEXT NOT NULL,             -- of the files from which the words were read
    source TEXT NOT NULL,            -- as in `Lyrics`; "" for a track without words, "silent" if none were heard
    vector BLOB                      -- int8, of its title and all words
) WITHOUT ROWID;
CREATE TABLE stanzas (
    id INTEGER PRIMARY KEY, track_id TEXT NOT NULL,
    text TEXT NOT NULL,              -- its lines
    starts TEXT NOT NULL,            -- JSON: of each line, the start in seconds or null
    vector BLOB NOT NULL             -- int8
);
CREATE INDEX stanzas_of_track ON stanzas (track_id);
CREATE VIRTUAL TABLE words USING fts5(
    text, content='stanzas', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER stanza_added AFTER INSERT ON stanzas
BEGIN INSERT INTO words (rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER stanza_removed AFTER DELETE ON stanzas
BEGIN INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text); END;
"""


@dataclass(frozen=True, slots=True)
class Stanza:
    """A few consecutive lines of a song."""

    track_id: str
    lines: tuple[str, ...]
    starts: tuple[float | None, ...]  # seconds; None if unknown
    source: str  # as in `Lyrics`


class LyricsStore:
    """The words of a library's songs: one connection, to be used from one thread at a time."""

    def __init__(self, home: Path, *, create: bool = False) -> None:
        """Open the database of the lyrics of a library.

        Args:
            home: the library's folder.
            create: open for writing, and create the file if it is missing, damaged or of another version.

        Raises:
            UserError: the file cannot be opened.
        """
        self.path = home / FILE
        try:
            if not create:
                uri = "file:" + quote(os.fsencode(self.path.absolute()))
                read_only = "?mode=ro" if os.access(home, os.W_OK) else "?mode=ro&immutable=1"
                self._db = sqlite3.connect(uri + read_only, uri=True, timeout=10, check_same_thread=False)
                self._db.execute("SELECT count(*) FROM songs").fetchone()
                return
            self._db = self._opened()
        except sqlite3.Error as err:
            raise UserError(
                f"The words of songs in {self.path} cannot be read ({err}).", "Delete that file and run `hark index`."
            ) from err

    def _opened(self) -> sqlite3.Connection:
        for attempt in range(2):
            db = sqlite3.connect(self.path, timeout=10, check_same_thread=False, isolation_level=None)
            try:
                if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                    db.execute("SELECT count(*) FROM songs").fetchone()
                    return db
                if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                    db.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={VERSION};COMMIT;")
                    return db
            except sqlite3.DatabaseError:
                if attempt:
                    raise
            db.close()
            self.path.unlink(missing_ok=True)
        raise sqlite3.DatabaseError("it cannot be made again")

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    # Reading

    def version(self) -> int:
        """Return a number that changes when another connection commits a change."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def states(self) -> dict[str, str]:
        """Return track id -> state of the files from which the words were read, also of tracks without words."""
        return dict(self._db.execute("SELECT track_id, state FROM songs"))

    def count(self) -> int:
        """Return the number of tracks that have words."""
        return int(self._db.execute(f"SELECT count(*) FROM songs WHERE {_WITH_WORDS}").fetchone()[0])

    def without_words(self) -> list[str]:
        """Return the ids of the tracks that have no words and were not transcribed."""
        return [row[0] for row in self._db.execute("SELECT track_id FROM songs WHERE source = '' ORDER BY track_id")]

    def transcribed(self) -> set[str]:
        """Return the ids of the tracks that were transcribed."""
        return {
            row[0] for row in self._db.execute("SELECT track_id FROM songs WHERE source IN (?, ?)", (HEARD, SILENT))
        }

    def songs(self) -> tuple[list[str], NDArray[np.int8]]:
        """Return the ids of the tracks that have words, and the (n, dim) int8 vectors of their titles and words."""
        rows = self._db.execute(f"SELECT track_id, vector FROM songs WHERE {_WITH_WORDS} ORDER BY track_id").fetchall()
        return [row[0] for row in rows], _joined(row[1] for row in rows)

    def vectors(self) -> tuple[NDArray[np.int64], list[str], NDArray[np.int8]]:
        """Return (n,) ids, the n track ids, and the (n, dim) int8 vectors of all stanzas, ordered by id."""
        rows = self._db.execute("SELECT id, track_id, vector FROM stanzas ORDER BY id").fetchall()
        return np.array([row[0] for row in rows], dtype=np.int64), [row[1] for row in rows], _joined(r[2] for r in rows)

    def having(self, phrase: Sequence[str]) -> list[int]:
        """Return the ids of the stanzas that contain these words one after another, in any inflection."""
        quoted = '"' + " ".join(word.replace('"', "") for word in phrase) + '"'
        return [row[0] for row in self._db.execute("SELECT rowid FROM words WHERE words MATCH ?", (quoted,))]

    def stanzas(self, ids: Sequence[int]) -> dict[int, Stanza]:
        """Return id -> stanza for the given ids."""
        found = {}
        for k in range(0, len(ids), _PART):
            marks = ",".join(str(int(i)) for i in ids[k : k + _PART])
            query = f"""
            SELECT id, track_id, text, starts, source FROM stanzas JOIN songs USING (track_id) WHERE id IN ({marks})
            """
            for i, track_id, text, starts, source in self._db.execute(query):
                found[i] = Stanza(track_id, tuple(text.split("\n")), tuple(json.loads(starts)), source)
        return found

    # Writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block as one transaction: commit all of its changes, or none if it raises.

        Raises:
            UserError: the disk is full, or the file cannot be written.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.Error as err:
            raise UserError(
                f"The words of songs cannot be written to {self.path} ({err}).", "Free some space, then index again."
            ) from err

    def put(
        self, track_id: str, state: str, lyrics: Lyrics | None, whole: FloatArray | None, stanzas: FloatArray | None,
        *, heard: bool = False,
    ) -> None:  # fmt: skip
        """Replace the words of a track.

        Args:
            track_id: the track.
            state: of the files from which the words were read.
            lyrics: the words; None if there are none.
            whole: (dim,) unit vector of the title and all words; None if there are no words.
            stanzas: (number of stanzas, dim) unit vectors of `lyrics.stanzas()`; None if there are no words.
            heard: whether the track was transcribed.
        """
        self._db.execute("DELETE FROM stanzas WHERE track_id = ?", (track_id,))
        source = lyrics.source if lyrics else SILENT if heard else ""
        vector = None if whole is None else _stored(whole)
        self._db.execute("INSERT OR REPLACE INTO songs VALUES (?,?,?,?)", (track_id, state, source, vector))
        if lyrics is None or stanzas is None:
            return
        self._db.executemany(
            "INSERT INTO stanzas (track_id, text, starts, vector) VALUES (?,?,?,?)",
            [
                (
                    track_id, "\n".join(line.text for line in stanza), json.dumps([line.start_s for line in stanza]),
                    _stored(vector),
                )
                for stanza, vector in zip(lyrics.stanzas(), stanzas, strict=True)
            ],
        )  # fmt: skip

    def set_state(self, track_id: str, state: str) -> None:
        """Change the state of the files of a track whose words stay the same."""
        self._db.execute("UPDATE songs SET state = ? WHERE track_id = ?", (state, track_id))

    def forget(self, track_ids: Sequence[str]) -> None:
        """Delete the words of these tracks."""
        for table in ("stanzas", "songs"):
            self._db.executemany(f"DELETE FROM {table} WHERE track_id = ?", [(i,) for i in track_ids])


def _stored(vector: FloatArray) -> bytes:
    return np.round(vector * _SCALE).astype(np.int8).tobytes()


def _joined(stored: Iterable[bytes]) -> NDArray[np.int8]:
    every = list(stored)
    return np.frombuffer(b"".join(every), dtype=np.int8).reshape(len(every), -1)

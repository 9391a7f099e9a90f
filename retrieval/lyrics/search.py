"""Search the words of songs: by meaning, with sentence embeddings, and by the words themselves.

What a song is about is compared with all of its words and its title; its best stanza counts, too. Quoted words are
looked up. benchmarks/lyrics.py measures it.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.text import words
from data.vocabulary.language import is_function_word
from models.encoder import FloatArray
from retrieval.query import SongWords, Sung

from .store import FILE, LyricsStore, Stanza

log = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors

_MOST_WORDS = 12  # words of a wish that are looked up
_STANZA = 0.25  # weight of a song's best stanza beside the whole song
_OF_WORDS = 0.1  # weight of the share of a wish's words that a stanza contains
_LEAST = 0.15  # score from which a song is shown; from `SURE` on it is clearly about something
SURE = 0.4
_LEAST_OF_BEST = 0.4  # share of the best song's score that a further song must have
_LEAST_SHARE = 0.6  # share of the words of a quotation, rare words counting more, that a stanza must contain
_BLOCK = 65_536  # stanzas that are compared at once


@dataclass(frozen=True, slots=True)
class SongFound:
    """A song whose words fit a wish."""

    track_id: str
    score: float
    stanza: int  # id of the best stanza
    exact: bool


class LyricsSearch:
    """Search over the words of a library's songs. Thread-safe."""

    def __init__(self, home: Path, embed: Embed) -> None:
        """Search the words in a library's folder, which may be added later.

        Args:
            home: the library's folder.
            embed: computes sentence embeddings.
        """
        self._home, self._embed = home, embed
        self._lock = threading.RLock()
        self._store: LyricsStore | None = None
        self._version = -1
        self._count = 0
        self._read: _Vectors | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def count(self) -> int:
        """Return the number of tracks that have words."""
        with self._lock:
            return self._count if self._current() else 0

    def find(self, wish: SongWords, among: Callable[[str], bool], most: int) -> list[SongFound]:
        """Find the songs whose words fit a wish, best first.

        Args:
            wish: what the words are to be about, or to contain.
            among: returns whether a track may be found.
            most: number of songs to find.
        """
        with self._lock:
            store = self._current()
            if store is None or not self._count:
                return []
            if self._read is None:
                tracks, songs = store.songs()
                self._read = _Vectors(tracks, songs, *store.vectors())
            read = self._read
            telling = [word for word in words(wish.text) if not is_function_word(word)] or words(wish.text)
            vector = self._embed([wish.text])[0]
            shares = self._shares(store, read, telling[:_MOST_WORDS])
            whole = np.zeros(len(shares), dtype=bool)
            if wish.exact and len(said := words(wish.text)[:_MOST_WORDS]) > 1:
                whole = np.isin(read.ids, store.having(said))
        exact = whole | (shares >= (_LEAST_SHARE if len(telling) > 1 else 1))
        stanzas = _STANZA * cosines(read.stanzas, vector) + np.float32(_OF_WORDS) * shares
        if wish.exact:
            stanzas += exact * (1 + whole + shares)
        best = read.best_of_songs(stanzas)
        totals = stanzas[best] + cosines(read.songs, vector)
        order = np.argsort(-totals, kind="stable")
        found: list[SongFound] = []
        limit = _LEAST
        for song in order.tolist():
            stanza, total = int(best[song]), float(totals[song])
            if total < limit or len(found) == most:
                break
            if among(read.tracks[song]):
                certain = bool(wish.exact and exact[stanza])
                found.append(SongFound(read.tracks[song], total, int(read.ids[stanza]), certain))
                limit = max(limit, 1 if certain else _LEAST_OF_BEST * found[0].score)
        return found

    def lines(self, wish: SongWords, found: Sequence[SongFound]) -> list[Sung]:
        """Return, for each song found, the line of its best stanza that fits the wish best."""
        with self._lock:
            store = self._current()
            stanzas = store.stanzas([song.stanza for song in found]) if store else {}
        wanted = set(words(wish.text))
        wanted = {word for word in wanted if not is_function_word(word)} or wanted
        texts = list({line for stanza in stanzas.values() for line in stanza.lines})
        rated = (self._embed(texts) @ self._embed([wish.text])[0]).tolist() if texts else []
        near = dict(zip(texts, rated, strict=True))
        known = (stanzas.get(song.stanza) for song in found)
        return [
            _line(stanza, near, wanted, song) if stanza else Sung("") for song, stanza in zip(found, known, strict=True)
        ]

    def _current(self) -> LyricsStore | None:
        """Return the open file; None if there is none. What was read of it is dropped if it has changed.

        A damaged file counts as none, because the next index run makes it again.
        """
        if self._store is None:
            if not (self._home / FILE).is_file():
                return None
            try:
                self._store = LyricsStore(self._home)
            except UserError as error:
                log.warning("%s", error)
                return None
            self._version = -1
        if (version := self._store.version()) != self._version:
            self._version, self._count, self._read = version, self._store.count(), None
        return self._store

    def _shares(self, store: LyricsStore, read: _Vectors, telling: Sequence[str]) -> NDArray[np.float32]:
        """Return (n,) the share of these words that each stanza contains; rare words count more (tf-idf's weight)."""
        shares, total = np.zeros(len(read.ids), dtype=np.float32), 0.0
        for word in dict.fromkeys(telling):
            having = np.isin(read.ids, store.having([word]))
            weight = math.log1p(len(read.ids) / (1 + int(having.sum())))
            total += weight
            shares += np.float32(weight) * having
        return shares / np.float32(total) if total else shares


class _Vectors:
    """The vectors of all songs and stanzas, and the song to which each stanza belongs."""

    def __init__(
        self,
        tracks: list[str],
        songs: NDArray[np.int8],
        ids: NDArray[np.int64],
        track_ids: Sequence[str],
        stanzas: NDArray[np.int8],
    ) -> None:
        number = {track: k for k, track in enumerate(tracks)}
        self.tracks, self.songs, self.ids, self.stanzas = tracks, songs, ids, stanzas
        self._song = np.array([number[track_id] for track_id in track_ids], dtype=np.int64)

    def best_of_songs(self, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the index of each song's best stanza, given the scores (n,) of all stanzas."""
        order = np.lexsort((-scores, self._song))
        return order[np.searchsorted(self._song[order], np.arange(len(self.tracks)))]


def cosines(stored: NDArray[np.int8], vector: FloatArray) -> NDArray[np.float32]:
    """Return (n,) the cosines of stored int8 vectors with a unit vector."""
    parts = [stored[k : k + _BLOCK].astype(np.float32) @ vector for k in range(0, len(stored), _BLOCK)]
    whole = np.concatenate(parts) if parts else np.zeros(0)
    return np.asarray(whole / 127, dtype=np.float32)


def _line(stanza: Stanza, near: dict[str, float], wanted: set[str], song: SongFound) -> Sung:
    """Return the line of a stanza with the most wanted words; among equal ones, the nearest in meaning."""

    def fit(k: int) -> tuple[float, float]:
        said = words(stanza.lines[k])
        shared = sum(any(word.startswith(own[:5]) or own.startswith(word[:5]) for word in said) for own in wanted)
        return (shared if song.exact else 0), near[stanza.lines[k]]

    best = max(range(len(stanza.lines)), key=fit)
    return Sung(stanza.lines[best], stanza.starts[best], stanza.source, song.exact, song.score >= SURE)

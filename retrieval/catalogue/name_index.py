"""Find the tracks whose artist, title or album a request names.

A request names a track if it contains the whole title or album, or one distinctive word of the artist; one typing
error in five letters is tolerated in a word. Names are stored as sorted hashes: a million take 16 MB, a lookup takes
microseconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from data.text import RUNS, spellings

# A match raises a track's score by this share of its distance to a perfect score. So a named track ranks above one that
# only sounds like its name, and several tracks of a named artist are still ordered by sound.
WEIGHTS = {"title": 0.7, "artist": 0.6, "album": 0.5}

# Hashed with the name, by its number; 3 is one word of an artist's name.
_FIELDS: tuple[Literal["title", "album", "artist"], ...] = ("title", "album", "artist")
_MIN_LETTERS = 4
_MAX_WORDS = 12  # names with more words are not matched
_WHOLE = 10  # added to the field of names that match only if they are the whole request
_BEFORE_A_NAME = frozenset(
    "play listen hear put on to the a some me i want please song songs track tracks music by from of something anything"
    " artist band singer called named title find show more".split()
)
_TYPO_RATIO = 85.0
_COMMON = frozenset(
    "a an and the of in on at to for by with from is it its as or my me some any song songs track tracks music piece"
    " tune tunes traditional unknown various artist artists anonymous anon demo hark theme untitled"
    " no not without like more less very really something anything that this which who what".split()
)

# (row, title, album, artists); each text has one spelling or artist per line, with spaces around every word
Said = tuple[int, str, str, str]
_CHUNK = re.compile(r"\S+")
_EDGE_BEFORE, _EDGE_BEHIND = re.compile(r"[^\w$]+"), re.compile(r"[^\w$!]+$")  # quotes, brackets, commas
_OF_A_NAME = re.compile(r"(?:['\u2019]s?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a text that is a whole name in the library."""

    start: int
    end: int
    field: Literal["title", "album", "artist"]
    phrase: str  # the words of the name
    rows: tuple[int, ...]  # the tracks with this name, ascending


def _without_spaces(word: str) -> bool:
    """Return whether a word has two or more letters of a script without spaces between words, such as Chinese."""
    return len(word) >= 2 and "\u30a0" <= word[0] <= "\u9fff" or len(word) >= 2 and "\uac00" <= word[0] <= "\ud7af"


# Added to the hash of a name, so that a title and an artist of one name are different keys; one number for each field,
# for names that match only as the whole request (`_WHOLE` + field), and for single words of artists (3).
_SALTS = {
    field: int.from_bytes(blake2b(b"%d" % field, digest_size=8).digest(), "little") for field in (*range(4), 10, 11, 12)
}


def _hash(phrase: str, field: int) -> int:
    return _base(phrase) ^ _SALTS[field]


def _base(phrase: str) -> int:
    """Return a hash of 64 bits of a name or word. With the salt of a field it is a key of the index."""
    return int.from_bytes(blake2b(phrase.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class NameIndex:
    """Finds the tracks that a request names. Immutable: `with_rows` returns a changed copy.

    A copy shares the sorted hashes of the original. Names that have changed are in a small dictionary, the supplement.
    """

    def __init__(self, vocabulary: frozenset[str] = frozenset()) -> None:
        """Create an empty index.

        Args:
            vocabulary: words that describe sound; one of them alone does not name an artist.
        """
        self._vocabulary = vocabulary | _COMMON
        self._given = vocabulary
        self._hashes: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._rows: NDArray[np.int32] = np.empty(0, np.int32)
        self._words: list[str] = []  # of artists, sorted, to match words with typing errors
        self._changed: NDArray[np.int64] = np.empty(0, np.int64)  # rows whose names are only in the supplement
        self._more: dict[int, list[int]] = {}
        self._more_said: dict[int, Said] = {}

    def with_rows(self, rows: Sequence[int] | None, said: Sequence[Said]) -> NameIndex:
        """Return an index with new names for some rows.

        Args:
            rows: the rows whose names are replaced; None for all rows.
            said: their new names; a row that is missing here has no name afterwards.
        """
        made = NameIndex(self._given)
        if rows is None:
            made._hashes, made._rows = self._sorted(said)
            made._words = sorted({w for artist in {s[3] for s in said} for w in self._distinctive(artist)})
            return made
        made._hashes, made._rows = self._hashes, self._rows
        gone = set(rows)
        kept = {r: s for r, s in self._more_said.items() if r not in gone} | {s[0]: s for s in said}
        more: dict[int, list[int]] = defaultdict(list)
        for s in kept.values():
            for h in self._hashed(s):
                more[h].append(s[0])
        made._more, made._more_said = dict(more), kept
        made._changed = np.union1d(self._changed, np.array(list(rows), dtype=np.int64))
        new = {w for s in said for w in self._distinctive(s[3])}
        made._words = sorted(new.union(self._words)) if not new.issubset(self._words) else self._words
        return made

    @property
    def supplemented(self) -> int:
        """Return the number of rows whose names are in the supplement and not in the sorted hashes."""
        return len(self._changed)

    def consolidated(self) -> NameIndex:
        """Return an equal index with all names in the sorted hashes."""
        made = NameIndex(self._given)
        kept = ~np.isin(self._rows, self._changed)
        more = [(key, row) for key, rows in self._more.items() for row in rows]
        hashes = np.concatenate([self._hashes[kept], np.array([key for key, _ in more], dtype=np.uint64)])
        order = np.argsort(hashes, kind="stable")
        made._hashes = hashes[order]
        made._rows = np.concatenate([self._rows[kept], np.array([row for _, row in more], dtype=np.int32)])[order]
        made._words = self._words
        return made

    def _distinctive(self, artist: str) -> list[str]:
        return [w for w in artist.split() if len(w) >= _MIN_LETTERS and w not in self._vocabulary]

    def _sorted(self, said: Sequence[Said]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """Return the hashes of all names in ascending order, and the row of each. Each unique name is hashed once."""
        hashes, of_rows = [], []

        def add(bases: NDArray[np.uint64], field: int, keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
            """Append to `hashes` the hash of each line in `keys`, for a field, and to `of_rows` the row of each.

            `keys` are indices into `bases`. The salt of a field keeps equal names in different fields apart.
            """
            hashes.append(bases[keys] ^ np.uint64(_SALTS[field]))
            of_rows.append(rows.astype(np.int32))

        numbers: dict[str, int] = {}  # line -> its number
        pairs = []
        for field in range(3):
            texts = [(s[0], s[1:][field]) for s in said]
            numbered = [
                (numbers.setdefault(line, len(numbers)), row) for row, text in texts for line in str(text).split("\n")
            ]
            pairs.append(np.array(numbered, dtype=np.int64).reshape(-1, 2))
        lines = list(numbers)
        split = [line.split() for line in lines]
        bases = np.fromiter(map(_base, map(" ".join, split)), np.uint64, len(lines))
        short = np.fromiter((0 < len(phrase) <= _MAX_WORDS for phrase in split), np.bool_, len(lines))
        distinctive = short & np.fromiter(map(self._is_distinctive, split), np.bool_, len(lines))
        runs = {n: [w for w in split[n] if _without_spaces(w)] for n, line in enumerate(lines) if not line.isascii()}
        for field, of_field in enumerate(pairs):
            keys, rows = of_field[:, 0], of_field[:, 1]
            for chosen, salt in ((short, _WHOLE + field), (distinctive, field)):
                kept = chosen[keys]
                add(bases, salt, keys[kept], rows[kept])
            if field != 1 and runs:
                found = [(_hash(w, field), row) for n, row in of_field.tolist() if n in runs for w in runs[n]]
                hashes.append(np.array([key for key, _ in found], dtype=np.uint64))
                of_rows.append(np.array([row for _, row in found], dtype=np.int32))
        known_words = {artist: set(self._distinctive(artist)) for artist in {s[3] for s in said}}
        words = {word: k for k, word in enumerate(sorted(set().union(*known_words.values())))}
        word_bases = np.fromiter(map(_base, words), np.uint64, len(words))
        by_word = np.array([(words[word], s[0]) for s in said for word in known_words[s[3]]], dtype=np.int64).reshape(
            -1, 2
        )
        add(word_bases, 3, by_word[:, 0], by_word[:, 1])
        every, their = np.concatenate(hashes), np.concatenate(of_rows)
        order = np.lexsort((their, every))
        return every[order], their[order]

    def _is_distinctive(self, phrase: list[str]) -> bool:
        """Return whether a name is found inside a request: a single word ("Gymnopedie") must not describe a sound."""
        if len(phrase) == 1 and (len(phrase[0]) < _MIN_LETTERS or phrase[0] in self._vocabulary):
            return False
        return bool(phrase) and not self._vocabulary.issuperset(phrase)

    def _line_hashes(self, line: str, field: int) -> list[int]:
        """Return the keys under which one spelling of a title, album or artist is stored in the index.

        Args:
            line: the words of the spelling, separated by spaces.
            field: 0 for a title, 1 for an album, 2 for an artist.

        Returns:
            hashes of the whole line and of those of its words that are distinctive enough; [] if the line is too long.
        """
        phrase, found = line.split(), []
        if phrase and len(phrase) <= _MAX_WORDS:
            found.append(_hash(" ".join(phrase), _WHOLE + field))
        if field != 1 and not line.isascii():
            found += [_hash(word, field) for word in phrase if _without_spaces(word)]
        if len(phrase) <= _MAX_WORDS and self._is_distinctive(phrase):
            found.append(_hash(" ".join(phrase), field))
        return found

    def _word_hashes(self, artist: str) -> list[int]:
        return [_hash(word, 3) for word in set(self._distinctive(artist))]

    def _hashed(self, said: Said) -> list[int]:
        lines = [(field, line) for field, text in enumerate(said[1:]) for line in str(text).split("\n")]
        return [key for field, line in lines for key in self._line_hashes(line, field)] + self._word_hashes(said[3])

    def _lookup(self, key: int) -> list[int]:
        span = slice(*np.searchsorted(self._hashes, np.array([key, key + 1 if key < 2**64 - 1 else key], np.uint64)))
        rows = self._rows[span]
        if len(self._changed):
            rows = rows[~np.isin(rows, self._changed)]
        return [*rows.tolist(), *self._more.get(key, ())]

    def match(self, request: str) -> dict[int, tuple[str, ...]]:
        """Return vector row -> the track's fields that the request names, the field with the largest weight first."""
        found: dict[int, set[str]] = defaultdict(set)
        for tokens in spellings(request):
            self._match(tokens[:200], found)
        return {row: tuple(sorted(names, key=lambda n: -WEIGHTS[n])) for row, names in found.items()}

    def places(self, text: str) -> list[Place]:
        """Return every part of a text that is a whole title, album or artist, in the order of their starts.

        Even common words such as "1979" or "Happy" are found; the caller decides whether they are used as a name.
        Chinese, Japanese and Korean have no spaces between words. In these scripts, a part of a title is found as well.
        """
        pieces = [
            (chunk.start() + run.start(), chunk.start() + run.end())
            for chunk in _CHUNK.finditer(text)
            for run in RUNS.finditer(chunk.group())
        ]
        asked: dict[tuple[int, int, int, str], int] = {}  # (start, end, field, phrase) -> hash
        for first in range(len(pieces)):
            for last in range(first, min(first + _MAX_WORDS, len(pieces))):
                start, end = pieces[first][0], pieces[last][1]
                name = text[start:end]
                if edge := _EDGE_BEFORE.match(name):
                    start, name = start + edge.end(), name[edge.end() :]
                name = _EDGE_BEHIND.sub("", name)
                for said in {name, _OF_A_NAME.sub("", name)}:
                    for phrase in map(" ".join, filter(None, spellings(said))):
                        for field in range(3):
                            asked[start, start + len(said), field, phrase] = _hash(phrase, _WHOLE + field)
                        if not phrase.isascii() and _without_spaces(phrase):
                            asked[start, start + len(said), 3, phrase] = _hash(phrase, 0)
        keys = np.fromiter(asked.values(), np.uint64, len(asked))
        first_row = np.searchsorted(self._hashes, keys)
        found = []
        for (start, end, field, phrase), key, at in zip(asked, asked.values(), first_row.tolist(), strict=True):
            stored = (at < len(self._hashes) and self._hashes[at] == key) or key in self._more
            if stored and (rows := self._lookup(key)):
                found.append(Place(start, end, _FIELDS[field % 3], phrase, tuple(rows)))
        return found

    def _match(self, tokens: list[str], found: dict[int, set[str]]) -> None:
        """Add to `found` the fields that a request names. A short or common name must be the whole request."""
        for start in range(min(len(tokens), _MAX_WORDS)):
            if start and tokens[start - 1] not in _BEFORE_A_NAME:
                break
            whole = " ".join(tokens[start:])
            for field in (0, 2):
                for row in self._lookup(_hash(whole, _WHOLE + field)):
                    found[row].add(_FIELDS[field])
        for start in range(len(tokens)):
            for end in range(start + 1, min(start + _MAX_WORDS, len(tokens)) + 1):
                phrase = " ".join(tokens[start:end])
                for field in range(3):
                    for row in self._lookup(_hash(phrase, field)):
                        found[row].add(_FIELDS[field])
        for token in {t for t in tokens if len(t) >= _MIN_LETTERS and t not in self._vocabulary}:
            for word in self._spelt_like(token):
                for row in self._lookup(_hash(word, 3)):
                    found[row].add("artist")

    def _spelt_like(self, token: str) -> list[str]:
        place = int(np.searchsorted(self._words, token)) if self._words else 0
        if place < len(self._words) and self._words[place] == token:
            return [token]
        if len(token) < 5:
            return []
        from rapidfuzz import fuzz, process

        first, after = np.searchsorted(self._words, [token[0], chr(ord(token[0]) + 1)]) if self._words else (0, 0)
        like = process.extract(token, self._words[first:after], scorer=fuzz.ratio, score_cutoff=_TYPO_RATIO, limit=3)
        return [word for word, _, _ in like]

    # Saving, together with the columns

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the index as arrays by name, to save it. No names may have been added since it was built."""
        return {"name_keys": self._hashes, "name_rows": self._rows}

    def facts(self) -> dict[str, Any]:
        """Return the values to save as JSON."""
        return {"words": self._words}

    @classmethod
    def opened(cls, vocabulary: frozenset[str], folder: Path, facts: dict[str, Any]) -> NameIndex:
        """Open an index whose `arrays` and `facts` were saved."""
        made = cls(vocabulary)
        made._hashes = np.load(folder / "name_keys.npy", mmap_mode="r")
        made._rows = np.load(folder / "name_rows.npy", mmap_mode="r")
        made._words = facts["words"]
        return made

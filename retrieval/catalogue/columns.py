"""Hold the facts of all tracks as columns, so that a filter on a million tracks takes milliseconds.

Columns are arrays addressed by vector row; rows of removed tracks stay, marked as not alive. Columns are read from the
catalogue and saved. Later only the rows in the catalogue's log of changes are read again, so that neither opening a
library nor adding a batch of tracks reads a million rows.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.text import spellings, words
from retrieval.query import Fact

from .database import Catalogue
from .name_index import NameIndex, Said
from .tag_index import TagIndex

_PITCH = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_MINOR_MODES = ("minor", "aeolian", "dorian", "phrygian", "locrian")
NO_TONIC, NO_MODE = 12, 2  # for an unknown key
_VERSION = 3  # of the columns' contents; saved columns of another version are made again
_SAVE_FROM = 20_000  # tracks; columns of fewer are not saved, reading them takes a tenth of a second
_TRACKS_AT_ONCE = 20_000
_REREAD = 0.5  # if more than this share of the rows has changed, all are read again
_RESAVE = 0.01  # if more than this share has changed since the columns were saved, they are saved again

# Each fact: its type, and its value if unknown.
_NUMBERS: dict[str, tuple[Any, float]] = {
    "alive": (np.bool_, 0), "tempo": (np.float32, np.nan), "year": (np.float32, np.nan),
    "duration": (np.float32, np.nan), "tonic": (np.int8, NO_TONIC), "minor": (np.int8, NO_MODE),
    "window_row": (np.int64, 0), "window_count": (np.int32, 0),
    "folder": (np.int32, 0), "artist": (np.int32, 0), "album": (np.int32, 0), "tags": (np.int32, 0),
    "recording": (np.int32, 0), "directory": (np.int32, 0),
    "added": (np.float64, np.nan), "rating": (np.float32, np.nan), "bit_rate": (np.float32, np.nan),
    "languages": (np.int32, 0), "versions": (np.int32, 0), "format": (np.int32, 0),
}  # fmt: skip
# Stored as indexes into a list of unique texts; 0 is "".
_TEXTS = ("folder", "artist", "album", "tags", "recording", "directory", "languages", "versions", "format")


@dataclass(slots=True)
class Columns:
    """The facts of all tracks: each fact in `_NUMBERS` is an attribute, an array (rows,) addressed by vector row."""

    arrays: dict[str, NDArray[Any]]
    texts: dict[str, list[str]]
    names: NameIndex
    change: int = -1  # the last entry of the catalogue's log that is included
    codes: dict[str, dict[str, int]] = field(default_factory=dict)
    tag_index: TagIndex = field(default_factory=TagIndex)  # may lack the latest tags; `indexed_tags` adds these

    def __getattr__(self, name: str) -> NDArray[Any]:
        try:
            return self.arrays[name]
        except KeyError:
            raise AttributeError(name) from None

    def __len__(self) -> int:
        return len(self.arrays["alive"])

    def having(self, column: str, phrases: Iterable[Sequence[str]]) -> NDArray[np.bool_]:
        """Return (rows,) whether one tag or name in a column has all words of at least one phrase.

        Args:
            column: "artist", "album" or "tags".
            phrases: each a list of words, as `data.text.words` returns.
        """
        wanted = [
            [f" {' '.join(phrase)} "] if in_order(phrase) else [f" {word} " for word in phrase]
            for phrase in phrases
            if phrase
        ]
        fits = np.zeros(len(self.texts[column]), dtype=bool)
        for code, text in enumerate(self.texts[column]):
            if any(all(word in text for word in phrase) for phrase in wanted):
                fits[code] = "\n" not in text or any(
                    all(word in tag for word in phrase) for tag in text.split("\n") for phrase in wanted
                )
        return np.asarray(fits[self.arrays[column]])

    def being(self, column: str, names: Collection[str]) -> NDArray[np.bool_]:
        """Return (rows,) whether a column holds one of these names as a whole.

        Args:
            column: "artist" (each of a track's artists is compared) or "album".
            names: the words of each name, joined by spaces.
        """
        wanted = {f" {name} " for name in names if name}
        fits = np.array([not wanted.isdisjoint(text.split("\n")) for text in self.texts[column]], dtype=bool)
        return np.asarray(fits[self.arrays[column]])

    def indexed_tags(self) -> TagIndex:
        """Return the index that finds tracks by the words of their tags, made on first use."""
        index = self.tag_index
        if index.count != len(self.texts["tags"]):
            index = self.tag_index = TagIndex(self.texts["tags"], index)
        return index

    def code(self, column: str, text: str) -> int:
        """Return the number that stands for a text in a column; -1 if no track has the text."""
        if column not in self.codes:
            self.codes[column] = {t: k for k, t in enumerate(self.texts[column])}
        return self.codes[column].get(text, -1)

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track has a value for this fact."""
        known = self.minor < NO_MODE if fact == "key" else ~np.isnan(self.arrays[fact])
        return bool((known & self.alive).any())


def in_order(phrase: Sequence[str]) -> bool:
    """Return whether the words of a name must occur in their order, because one is repeated: "The The"."""
    return len(set(phrase)) < len(phrase)


def key_of(key: str) -> tuple[int, int]:
    """Convert a key to (tonic, minor): tonic 0 (C) to 11 or NO_TONIC, minor 1, major 0 or NO_MODE.

    The key may be a mode alone ("minor"). A mode counts as minor or major by its third: dorian is minor, mixolydian
    major.
    """
    parts = key.casefold().split()
    tonic = NO_TONIC
    if parts and parts[0][0] in _PITCH and len(parts[0]) <= 2:
        tonic = (_PITCH[parts[0][0]] + {"#": 1, "b": -1}.get(parts[0][1:], 0)) % 12
        parts = parts[1:]
    if not parts:
        return tonic, NO_MODE
    return tonic, int("dominant" not in parts and any(mode in parts for mode in _MINOR_MODES))


def empty(vocabulary: frozenset[str]) -> Columns:
    """Return columns without tracks."""
    arrays = {name: np.empty(0, dtype) for name, (dtype, _) in _NUMBERS.items()}
    return Columns(arrays, {name: [""] for name in _TEXTS}, NameIndex(vocabulary))


def load(catalogue: Catalogue, saved: Path, vocabulary: frozenset[str], before: Columns | None = None) -> Columns:
    """Return the catalogue's current columns. Start from earlier or saved columns if possible, else read all tracks.

    Args:
        catalogue: the catalogue to read.
        saved: the folder in which columns are saved for later processes.
        vocabulary: as in `NameIndex`.
        before: the columns returned earlier in this process, if any; not changed.
    """
    change = catalogue.last_change()
    columns = before or _open(saved, vocabulary, catalogue.identity())
    if columns is not None and change >= columns.change >= 0:
        if change == columns.change:
            return columns
        rows = catalogue.changed_rows(columns.change)
        if len(rows) <= max(_REREAD * len(columns), 64):
            columns = _patched(catalogue, columns, rows, change)
            if columns.names.supplemented <= _RESAVE * len(columns):
                return columns
            columns.names = columns.names.consolidated()
            return _save(columns, saved, catalogue.identity())
    return _save(_patched(catalogue, empty(vocabulary), None, change), saved, catalogue.identity())


def _patched(catalogue: Catalogue, old: Columns, rows: list[int] | None, change: int) -> Columns:
    """Return a copy of `old` with some rows read again; if `rows` is None, all rows."""
    size = catalogue.last_row() + 1 if rows is None else max(len(old), max(rows, default=-1) + 1)
    arrays = {}
    for name, (dtype, unknown) in _NUMBERS.items():
        arrays[name] = np.full(size, unknown, dtype=dtype)
        arrays[name][: len(old)] = old.arrays[name]
        if rows:
            arrays[name][rows] = unknown
    texts = {name: list(values) for name, values in old.texts.items()}
    codes = {name: {t: k for k, t in enumerate(values)} for name, values in texts.items()}
    spelt_before: dict[str, str] = {}
    spaced: dict[str, str] = {}  # text -> its words() between spaces
    keys: dict[str | None, tuple[int, int]] = {None: (NO_TONIC, NO_MODE), "": (NO_TONIC, NO_MODE)}
    tags: dict[tuple[str | None, ...], str] = {}
    credits: dict[tuple[str, str | None], str] = {}  # (artist, other people) -> their names, a line each

    def plain(text: str | None) -> str:
        if text is None:
            return ""
        found = spaced.get(text)
        if found is None:
            found = spaced[text] = f" {' '.join(words(text))} " if text else ""
        return found

    def lines(listed: str | None) -> str:
        return "\n".join(map(plain, json.loads(listed))) if listed else ""

    def spelt(name: str) -> str:
        found = spelt_before.get(name)
        if found is None:
            found = spelt_before[name] = "\n".join(f" {' '.join(each)} " for each in spellings(name) if each)
        return found

    def numbers(column: str, values: Iterable[str]) -> list[int]:
        known, listed = codes[column], texts[column]
        found = []
        for text in values:
            code = known.get(text)
            if code is None:
                code = known[text] = len(listed)
                listed.append(text)
            found.append(code)
        return found

    said: list[Said] = []
    facts = catalogue.facts(rows)
    while part := list(islice(facts, _TRACKS_AT_ONCE)):
        # Column by column, and each unique text once: for a million tracks this takes a third of the time.
        (
            at, folder, title, artist, album, year, duration, window, windows, tempo, key, people, path, added, stars,
            bit_rate, languages, versions, form, *tagged, recording,
        ) = zip(*part, strict=True)  # fmt: skip
        at_rows = np.array(at)
        for text in set(key) - keys.keys():
            keys[text] = key_of(text)
        named = list(zip(*tagged, strict=True))
        for each in set(named) - tags.keys():
            style, *lists = each
            texts_of = [style, *(tag for listed in lists if listed for tag in json.loads(listed))]
            tags[each] = "\n".join(plain(text) for text in texts_of if text)
        for artist_and_people in set(zip(artist, people, strict=True)) - credits.keys():
            first, others = artist_and_people
            credited = dict.fromkeys(spelt(name) for name in (first, *json.loads(others or "[]")))
            credits[artist_and_people] = "\n".join(credited)
        titles, albums = ([spelt(text) for text in column] for column in (title, album))
        artists = [credits[pair] for pair in zip(artist, people, strict=True)]
        tonic_and_mode = np.array([keys[text] for text in key])
        for name, values in (
            ("alive", True), ("tempo", tempo), ("year", year), ("duration", duration),
            ("tonic", tonic_and_mode[:, 0]), ("minor", tonic_and_mode[:, 1]),
            ("window_row", window), ("window_count", windows),
            ("folder", numbers("folder", map(os.fsdecode, folder))), ("artist", numbers("artist", artists)),
            ("album", numbers("album", map(plain, album))), ("tags", numbers("tags", map(tags.__getitem__, named))),
            ("recording", numbers("recording", (text or "" for text in recording))),
            ("directory", numbers("directory", map(os.fsdecode, map(os.path.dirname, path)))),
            ("added", added), ("rating", stars), ("bit_rate", bit_rate),
            ("format", numbers("format", map(plain, form))),
            ("languages", numbers("languages", map(lines, languages))),
            ("versions", numbers("versions", map(lines, versions))),
        ):  # fmt: skip
            arrays[name][at_rows] = np.array(values, dtype=_NUMBERS[name][0])  # None becomes NaN
        said += zip(at, titles, albums, artists, strict=True)
    return Columns(arrays, texts, old.names.with_rows(rows, said), change, tag_index=old.tag_index)


def _save(columns: Columns, folder: Path, identity: str) -> Columns:
    """Save the columns of a large library for the next process, and return them. Disk errors are ignored."""
    if int(columns.alive.sum()) < _SAVE_FROM:
        return columns
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    try:
        partial.mkdir(parents=True)
        for name, array in {**columns.arrays, **columns.names.arrays()}.items():
            np.save(partial / f"{name}.npy", array)
        facts = {
            "version": _VERSION,
            "change": columns.change,
            "identity": identity,
            "texts": columns.texts,
            **columns.names.facts(),
        }
        (partial / "columns.json").write_text(json.dumps(facts))
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(partial, folder)
    except OSError:
        shutil.rmtree(partial, ignore_errors=True)
    return columns


def _open(folder: Path, vocabulary: frozenset[str], identity: str) -> Columns | None:
    """Return the columns that `_save` wrote; None if they are missing, damaged or of another library."""
    try:
        facts = json.loads((folder / "columns.json").read_text())
        if (facts.get("version"), facts["identity"]) != (_VERSION, identity):
            return None
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NUMBERS}
        if len({len(a) for a in arrays.values()}) != 1:
            return None
        names = NameIndex.opened(vocabulary, folder, facts)
        return Columns(arrays, facts["texts"], names, facts["change"])
    except (OSError, ValueError, EOFError, KeyError):
        return None

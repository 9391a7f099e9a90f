"""Apply filters: `allowed` tests all tracks of a library by its columns, `passes` tests one track."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from data.text import spellings, words
from data.track import Track
from retrieval.catalogue.columns import NO_MODE, NO_TONIC, Columns, in_order, key_of
from retrieval.query import EITHER, Filters


def allowed(columns: Columns, filters: Filters) -> NDArray[np.bool_]:
    """Return (rows,) whether a row holds a track that passes every filter.

    A track of unknown tempo, year, key, ... fails a filter on that fact. `exclude`, `only` and the filters on plays are
    not checked, because columns have no track ids.
    """
    f = filters
    fits = columns.alive.copy()
    for column, low, high in (
        (columns.tempo, f.tempo_min, f.tempo_max),
        (columns.year, f.year_min, f.year_max),
        (columns.duration, f.duration_min_s, f.duration_max_s),
        (columns.added, f.added_from, f.added_to),
        (columns.rating, f.rating_min, f.rating_max),
        (columns.bit_rate, f.bit_rate_min, f.bit_rate_max),
    ):
        if low is not None:
            fits &= column >= low
        if high is not None:
            fits &= column <= high
    for name, wanted in (("artist", f.artist), ("album", f.album)):
        if words(wanted):
            fits &= columns.having(name, _either(wanted))
    if f.key:
        tonic, minor = key_of(f.key)
        fits &= (columns.minor == minor) & (columns.minor < NO_MODE)
        if tonic < NO_TONIC:
            fits &= columns.tonic == tonic
    if f.folder:
        fits &= columns.folder == columns.code("folder", f.folder)
    if f.without:
        # Whole words are compared: "harp" excludes "celtic harp", not "harpsichord". Tracks without tags pass.
        fits &= ~columns.having("tags", [words(name) for name in f.without])
    for name, refused in (("artist", f.not_by), ("album", f.not_on)):
        if refused:
            fits &= ~columns.having(name, [each for one in refused for each in spellings(one)])
    if f.never_by:
        fits &= ~columns.being("artist", {word for name in f.never_by for word in _spelt(name)})
    for album in f.never_on:
        title, _, artist = album.partition("\n")
        on = columns.being("album", {" ".join(words(title))})
        fits &= ~(on & columns.being("artist", set(_spelt(artist))) if artist else on)
    if f.under:
        fits &= _within_folders(columns, f.under)
    if f.outside:
        fits &= ~_within_folders(columns, f.outside)
    for name, some in (("format", f.formats), ("languages", f.languages)):
        if some:
            fits &= columns.having(name, [words(each) for each in some])
    for kind in f.versions:
        fits &= columns.having("versions", [[kind]])
    for name, refused in (("languages", f.not_languages), ("versions", f.not_versions)):
        if refused:
            fits &= ~columns.having(name, [words(each) for each in refused])
    return fits


def passes(track: Track, filters: Filters) -> bool:
    """Return whether a track passes every filter. Unlike `allowed`, this also checks `exclude`, `only` and plays.

    Of the plays of a track, only the last one is considered.
    """
    f = filters
    for value, low, high in (
        (track.tempo_bpm, f.tempo_min, f.tempo_max),
        (track.year, f.year_min, f.year_max),
        (track.duration_s, f.duration_min_s, f.duration_max_s),
        (track.known.rating, f.rating_min, f.rating_max),
        (track.bit_rate_kbps, f.bit_rate_min, f.bit_rate_max),
    ):
        if not _within(value, low, high):
            return False
    if f.key and not _in_key(track.key, f.key):
        return False
    people = (track.artist, *track.known.people)
    for names, wanted in ((people, f.artist), ((track.album,), f.album)):
        if words(wanted) and not any(_has_any(name, _either(wanted)) for name in names):
            return False
    tags = (*track.known.instruments, track.known.style, *track.known.mood)
    if any(_has_any(tag, [words(name) for name in f.without]) for tag in tags):
        return False
    for names, refused in ((people, f.not_by), ((track.album,), f.not_on)):
        if any(_has_any(name, [each for one in refused for each in spellings(one)]) for name in names):
            return False
    if not _passes_rules(track, people, f):
        return False
    if track.track_id in f.exclude:
        return False
    return (not f.folder or str(track.folder) == f.folder) and (not f.only or track.track_id in f.only)


def _passes_rules(track: Track, people: Iterable[str], f: Filters) -> bool:
    """Return whether a track passes the filters on whole names, folders, kinds of version and times."""
    known, added, played = track.known, track.added_at or None, track.played_at or None
    spelt = {each for name in people for each in _spelt(name)}
    if any(spelt & set(_spelt(name)) for name in f.never_by):
        return False
    for album in f.never_on:
        title, _, artist = album.partition("\n")
        same = words(title) == words(track.album) != []
        if same and (not artist or spelt & set(_spelt(artist))):
            return False
    if (f.under and not _is_below(track, f.under)) or _is_below(track, f.outside):
        return False
    if (f.formats and known.format not in f.formats) or (f.languages and not set(f.languages) & set(known.languages)):
        return False
    if not set(f.versions) <= set(known.versions) or set(f.not_versions) & set(known.versions):
        return False
    if set(f.not_languages) & set(known.languages):
        return False
    for at, low, high in ((added, f.added_from, f.added_to), (played, f.played_from, f.played_to)):
        if (low is not None and (at is None or at < low)) or (high is not None and (at is None or at > high)):
            return False
    return f.unplayed_from is None or played is None or played < f.unplayed_from


def _spelt(name: str) -> list[str]:
    """Return the spellings of a name, each as its words joined by spaces; two names with one in common are the same."""
    return [" ".join(each) for each in spellings(name) if each]


def _within_folders(columns: Columns, folders: Iterable[str]) -> NDArray[np.bool_]:
    """Return (rows,) whether the file of each row lies in one of these folders or below it."""
    beginnings = tuple(folder.rstrip(os.sep) + os.sep for folder in folders)
    within = np.array([f"{text}{os.sep}".startswith(beginnings) for text in columns.texts["directory"]])
    return np.asarray(within[columns.directory])


def _is_below(track: Track, folders: Iterable[str]) -> bool:
    return any(PurePath(track.path).is_relative_to(folder) for folder in folders)


def _either(wanted: str) -> list[list[str]]:
    """Return every spelling, as a list of words, of the alternative names in one `Filters.artist` or `.album`.

    A string may hold several names separated by `EITHER`; a track matches if it has any of them.
    """
    return [each for name in wanted.split(EITHER) for each in spellings(name)]


def _within(value: float | None, low: float | None, high: float | None) -> bool:
    if low is None and high is None:
        return True
    if value is None:
        return False
    single = np.float32(value)  # rounded as in the columns, so that both functions agree
    return bool((low is None or single >= low) and (high is None or single <= high))


def _in_key(key: str, wanted: str) -> bool:
    tonic, minor = key_of(wanted)
    of_track = key_of(key) if key else (NO_TONIC, NO_MODE)
    return of_track[1] == minor < NO_MODE and tonic in (NO_TONIC, of_track[0])


def _has_any(text: str, phrases: Iterable[list[str]]) -> bool:
    """Return whether a text contains all words of at least one phrase; see `in_order`."""
    said = spellings(text)
    return any(
        set(each).issuperset(phrase) and (not in_order(phrase) or f" {' '.join(phrase)} " in f" {' '.join(each)} ")
        for phrase in phrases
        for each in said
        if phrase
    )

"""Apply filters: `allowed` tests all tracks of a library by its columns, `passes` tests one track."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from data.text import spellings, words
from data.track import Track
from retrieval.catalogue.columns import NO_MODE, NO_TONIC, Columns, in_order, key_of
from retrieval.query import EITHER, Filters


def allowed(columns: Columns, filters: Filters) -> NDArray[np.bool_]:
    """Return (rows,) whether a row holds a track that passes every filter.

    A track of unknown tempo, year or key fails a filter on that fact. `exclude` and `only` are not checked, because
    columns have no track ids.
    """
    f = filters
    fits = columns.alive.copy()
    for column, low, high in (
        (columns.tempo, f.tempo_min, f.tempo_max),
        (columns.year, f.year_min, f.year_max),
        (columns.duration, f.duration_min_s, f.duration_max_s),
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
    return fits


def passes(track: Track, filters: Filters) -> bool:
    """Return whether a track passes every filter. Unlike `allowed`, this also checks `exclude` and `only`."""
    f = filters
    for value, low, high in (
        (track.tempo_bpm, f.tempo_min, f.tempo_max),
        (track.year, f.year_min, f.year_max),
        (track.duration_s, f.duration_min_s, f.duration_max_s),
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
    if track.track_id in f.exclude:
        return False
    return (not f.folder or str(track.folder) == f.folder) and (not f.only or track.track_id in f.only)


def _either(wanted: str) -> list[list[str]]:
    """Return all spellings, each as a list of words, of the names that `Filters.artist` or `Filters.album` contains."""
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

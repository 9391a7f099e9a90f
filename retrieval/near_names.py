"""Find the title that a text means although it has a typing error, and the folder that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from data.text import fold

from .query import Name

if TYPE_CHECKING:
    from .library import Library

_FEWEST_LETTERS = 3
_LONG = 9  # letters from which a name may have two typing errors
_MOST_TIED = 3  # titles that are equally near; if there are more, the text means none of them
_SEEDS = 5  # tracks of a folder that stand for its sound
_SAME_TITLE = 50  # tracks of one title that are named at most


def by_title(text: str, titles: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the titles that a text may mean: those at the least distance, with one or two typing errors.

    A typing error is a letter that is missing, added, changed or swapped with the next one (optimal string alignment).
    Numbers must be equal, because "Taiko 3" is no error for "Taiko 2".

    Args:
        text: what was typed, folded (`data.text.fold`).
        titles: folded title -> ids of its tracks.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(text) < _FEWEST_LETTERS:
        return []
    near = process.extract(text, titles.keys(), scorer=OSA.distance, score_cutoff=1 + (len(text) >= _LONG), limit=10)
    numbers = [char for char in text if char.isdigit()]
    near = [(title, away, 0) for title, away, _ in near if [char for char in title if char.isdigit()] == numbers]
    least = min((away for _, away, _ in near), default=0)
    tied = [title for title, away, _ in near if away == least]
    return tied if len(tied) <= _MOST_TIED else []


def loosely_named(library: Library, text: str) -> tuple[Name, ...]:
    """Return what a text names as a whole: titles with typing errors, and folders.

    Args:
        library: the library.
        text: a part of a request that should be one name.
    """
    said = " ".join(fold(text).split())
    titles = library.titles()
    found = []
    for title in by_title(said, titles):
        first = library.track(titles[title][0])
        if first is not None:
            ids = tuple(titles[title][:_SAME_TITLE])
            found.append(Name(0, len(text), "title", first.title, first.artist, ids))
    columns = library.snapshot.columns
    places = [d for d in library.directories() if fold(os.path.basename(d)) == said]
    if places:
        inside = tuple(code for d in library.directories() for p in places if d == p or d.startswith(p + os.sep)
                       for code in [columns.code("directory", d)])  # fmt: skip
        rows = np.flatnonzero(np.isin(columns.directory, inside) & columns.alive)
        some = rows[:: max(len(rows) // _SEEDS, 1)][:_SEEDS].tolist()
        ids = tuple(track.track_id for track in library.at_rows(some).values())
        found.append(Name(0, len(text), "folder", places[0], "", ids))
    return tuple(found)

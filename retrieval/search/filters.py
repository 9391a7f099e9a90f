"""Hard conditions, checked before anything is ranked, so that a filter that leaves twelve finds those twelve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from data.text import words
from retrieval.catalogue.columns import Columns, key_of
from retrieval.query import Filters

_SINGING = ("voice", "voices", "vocal", "vocals", "singing", "singer", "choir", "rap", "a cappella")


def allowed(columns: Columns, filters: Filters) -> NDArray[np.bool_]:
    """(rows,) which hold a track that passes every condition; a fact that is not known fails a condition on it.

    `exclude` and `only` are left to the caller, who knows the rows of track ids.
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
        if tokens := words(wanted):
            fits &= columns.having(name, [tokens])
    for tag in f.tags:
        fits &= columns.having("tags", [words(tag)])
    if f.key:
        tonic, minor = key_of(f.key)
        fits &= (columns.minor == minor) & (columns.minor < 2)
        if tonic < 12:
            fits &= columns.tonic == tonic
    if f.folder:
        fits &= columns.folder == columns.code("folder", f.folder)
    if f.without:
        # "harp" excludes a "celtic harp" and not a harpsichord; where nothing is known, nothing is excluded.
        fits &= ~columns.having("tags", [words(name) for name in f.without])
    if f.not_by:
        fits &= ~columns.having("artist", [words(name) for name in f.not_by])
    if f.instrumental:
        fits &= ~columns.having("tags", [words(name) for name in _SINGING])
    return fits

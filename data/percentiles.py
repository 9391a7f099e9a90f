"""Compare a track with the others of its library: "slower than 80 % of your music".

A threshold that suits one collection does not suit another, so measured facts are compared within the library.
Libraries with too few tracks give no figures.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .track import Track

_FEW = 20  # tracks with a fact below which no share is given
_NAMES = ("tempo_bpm", "loudness_db", "brightness_hz", "density", "energy")


class Percentiles:
    """The measured facts of a library, sorted."""

    def __init__(self, tracks: Iterable[Track]) -> None:
        """Sort the facts of all tracks of a library."""
        values: dict[str, list[float]] = {name: [] for name in _NAMES}
        for track in tracks:
            for name in _NAMES:
                value = _value(track, name)
                if value is not None:
                    values[name].append(value)
        self._sorted: dict[str, NDArray[np.float64]] = {
            name: np.sort(np.array(known)) for name, known in values.items() if len(known) >= _FEW
        }

    def of(self, track: Track) -> dict[str, float]:
        """Return, for each known fact of a track, the share of the library with less of it (0..1; ties count half)."""
        shares = {}
        for name, known in self._sorted.items():
            value = _value(track, name)
            if value is not None:
                below, to = np.searchsorted(known, value, "left"), np.searchsorted(known, value, "right")
                shares[name] = float((below + to) / 2 / len(known))
        return shares


def _value(track: Track, name: str) -> float | None:
    return track.tempo_bpm if name == "tempo_bpm" else getattr(track.measured, name)

"""Compare the measurements of a track with those of all tracks of the library.

Fixed thresholds would suit some collections and not others: whether a track is slow depends on the other tracks. A
library with too few tracks gives no figures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from .track import Track

_FEW = 20  # fewest tracks with a measurement for which a share is given
_NAMES = ("tempo_bpm", "loudness_db", "brightness_hz", "density", "energy")


class Percentiles:
    """Sorted measurements of all tracks of a library."""

    def __init__(self, tracks: Iterable[Track]) -> None:
        """Sort each measurement of all tracks of a library."""
        values: dict[str, list[float]] = {name: [] for name in _NAMES}
        for track in tracks:
            for name in _NAMES:
                value = _value(track, name)
                if value is not None:
                    values[name].append(value)
        self._sorted = {name: sorted(known) for name, known in values.items() if len(known) >= _FEW}

    def of(self, track: Track) -> dict[str, float]:
        """Return the share of tracks with a smaller value (0..1; ties count half) for each measurement of a track."""
        shares = {}
        for name, known in self._sorted.items():
            value = _value(track, name)
            if value is not None:
                shares[name] = (bisect_left(known, value) + bisect_right(known, value)) / 2 / len(known)
        return shares


def _value(track: Track, name: str) -> float | None:
    """Return a measurement of a track by its name, or None."""
    return track.tempo_bpm if name == "tempo_bpm" else getattr(track.measured, name)

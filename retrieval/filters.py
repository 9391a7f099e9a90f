"""Hard conditions, checked before anything is ranked, so that a filter that leaves twelve finds those twelve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.text import words
from data.track import Track

from .query import Filters

Test = Callable[[Track], bool]

_PITCH = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_MINOR_MODES = ("minor", "aeolian", "dorian", "phrygian", "locrian")


def allowed(tracks: Sequence[Track], filters: Filters) -> NDArray[np.bool_]:
    """(tracks,) which pass every condition; a fact that is not known fails a condition on it."""
    f = filters
    tests = [
        _between(lambda t: t.tempo_bpm, f.tempo_min, f.tempo_max),
        _between(lambda t: t.year, f.year_min, f.year_max),
        _between(lambda t: t.duration_s, f.duration_min_s, f.duration_max_s),
        _named(lambda t: t.artist, f.artist),
        _named(lambda t: t.album, f.album),
        (lambda t: _in_key(t.key, f.key)) if f.key else None,
        (lambda t: str(t.folder) == f.folder) if f.folder else None,
        _without(f.without) if f.without else None,
        _not_among(frozenset(f.exclude)) if f.exclude else None,
    ]
    asked = [test for test in tests if test is not None]
    return np.fromiter((all(test(t) for test in asked) for t in tracks), dtype=bool, count=len(tracks))


def _between(value: Callable[[Track], float | None], low: float | None, high: float | None) -> Test | None:
    if low is None and high is None:
        return None

    def test(track: Track) -> bool:
        known = value(track)
        return known is not None and (low is None or known >= low) and (high is None or known <= high)

    return test


def _named(value: Callable[[Track], str], wanted: str) -> Test | None:
    tokens = set(words(wanted))
    return (lambda track: tokens <= set(words(value(track)))) if tokens else None


def _without(unwanted: Sequence[str]) -> Test:
    """Tracks known to have none of these: "harp" excludes a "celtic harp" and not a harpsichord."""
    phrases = [set(words(name)) for name in unwanted]

    def test(track: Track) -> bool:
        return not any(phrase <= set(words(i)) for i in track.known.instruments for phrase in phrases if phrase)

    return test


def _not_among(track_ids: frozenset[str]) -> Test:
    return lambda track: track.track_id not in track_ids


def _in_key(key: str, wanted: str) -> bool:
    """Whether "G# minor" satisfies "Ab minor", or just "minor"; modes count as the scale that their third makes."""
    (tonic, minor), (wanted_tonic, wanted_minor) = _read(key), _read(wanted)
    return minor is not None and minor == wanted_minor and wanted_tonic in (None, tonic)


def _read(key: str) -> tuple[int | None, bool | None]:
    """(pitch class, is it minor), either None where the key does not say."""
    parts = key.casefold().split()
    tonic = None
    if parts and parts[0][0] in _PITCH and len(parts[0]) <= 2:
        tonic = (_PITCH[parts[0][0]] + {"#": 1, "b": -1}.get(parts[0][1:], 0)) % 12
        parts = parts[1:]
    return tonic, (any(mode in parts for mode in _MINOR_MODES) if parts else None)

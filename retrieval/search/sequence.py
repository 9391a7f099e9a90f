"""Define the facts by which lists of tracks are ordered, and the numbering of hits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.text import fold
from data.track import Track
from retrieval.catalogue.columns import NO_MODE, NO_TONIC, key_of
from retrieval.query import Hit

_FIFTH, _MINOR_THIRD, _PITCHES = 7, 3, 12  # in semitones


def fifths(key: str) -> int | None:
    """Return the place of a key on the circle of fifths.

    Args:
        key: such as "E minor" or "Bb major".

    Returns:
        0 (C major and A minor) to 11 (F major and D minor); None if the key is unknown or has no tonic or mode.
    """
    tonic, minor = key_of(key)
    if tonic >= NO_TONIC or minor >= NO_MODE:
        return None
    return (tonic + _MINOR_THIRD * minor) * _FIFTH % _PITCHES


FACTS: Mapping[str, Callable[[Track], Any]] = {
    "tempo": lambda track: track.tempo_bpm,
    "energy": lambda track: track.measured.energy,
    "year": lambda track: track.year,
    "key": lambda track: fifths(track.key),
    "title": lambda track: fold(track.title),
    "duration": lambda track: track.duration_s,
}


def fact_of(track: Track, order: str) -> Any:
    """Return the fact of a track by which an order sorts; None if it is unknown.

    Args:
        track: the track.
        order: "tempo", "energy", "year", "key", "title" or "duration"; a "-" before it is ignored.
    """
    return FACTS[order.removeprefix("-")](track)


def numbered(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with ranks from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]

"""Define `Shape`, what a request asks of a list as a whole, and `Unmet`, a part of it that a list does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Arc = Literal["", "rise", "fall", "peak", "path"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a request asks of a list as a whole."""

    seconds: float | None = None  # total length
    count: int | None = None  # number of tracks
    per_artist: int | None = None  # most tracks of one artist
    artists_apart: int = 0  # least number of other tracks between two of one artist
    albums_apart: int = 0  # the same for albums
    order: str = ""  # a fact of `sequence.FACTS`, descending with "-" before it; "random"; "": best first
    arc: Arc = ""  # how the fact in `order` develops; for "path", `along` takes the place of the fact
    seed: int = 0  # of the random order
    along: Mapping[str, float] = field(default_factory=dict)  # track id -> place on a path, 0..1
    ends: tuple[str, ...] = ()  # ids of tracks that must be in the list: the first and the last of a path


@dataclass(frozen=True, slots=True)
class Unmet:
    """A part of a `Shape` that a list does not have, and why.

    `part` and `why` together mean:
        minutes few: all tracks that fit are shorter than the list; `n` is their length in minutes.
        minutes whole: no choice of whole tracks comes within two minutes; `n` is the length of the list in minutes.
        count few: only `n` tracks fit.
        order unknown: the fact is unknown for `n` tracks, which come last.
        arc few: the list has `n` tracks, too few for an arc.
        arc flat: the tracks hardly differ in the fact.
        path same, path gone: both ends of a path sound the same; an end is not in the library.
        path missing: no track fits stage `n` of a path, counted from 0; the nearest by sound take its place.
        artists close, albums close: `n` tracks follow one of the same artist or album too closely.
    """

    part: Literal["minutes", "count", "order", "arc", "artists", "albums", "path"]
    why: Literal["few", "whole", "unknown", "flat", "close", "same", "gone", "missing"]
    n: float = 0

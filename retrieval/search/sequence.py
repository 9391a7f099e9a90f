"""Sort hits into the order that a request asks for, and limit their total length."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from data.text import fold
from retrieval.query import Hit

_MOST_OVER_S = 120.0  # seconds by which a list may be longer than asked for
_ENOUGH_S = 30.0  # seconds below the length asked for from which nothing more is added


def in_order(hits: Sequence[Hit], order: str, seed: int = 0) -> list[Hit]:
    """Return hits sorted by a fact, with ranks from 1; hits without the fact come last.

    Args:
        hits: the hits to sort.
        order: "tempo", "energy", "year", "title" or "duration", ascending; with "-" before it, descending; "random".
        seed: the seed of the random order.
    """
    if order == "random":
        shuffled = list(hits)
        random.Random(seed).shuffle(shuffled)
        return numbered(shuffled)
    value = _VALUES[order.removeprefix("-")]
    known = [hit for hit in hits if value(hit) is not None]
    unknown = [hit for hit in hits if value(hit) is None]
    return numbered([*sorted(known, key=value, reverse=order.startswith("-")), *unknown])


_VALUES: dict[str, Callable[[Hit], Any]] = {
    "tempo": lambda hit: hit.track.tempo_bpm,
    "energy": lambda hit: hit.track.measured.energy,
    "year": lambda hit: hit.track.year,
    "title": lambda hit: fold(hit.track.title),
    "duration": lambda hit: hit.track.duration_s,
}


def within_length(hits: Sequence[Hit], minutes: float) -> list[Hit]:
    """Return the best hits that together have about this length, with ranks from 1.

    Whole tracks are taken, the best first. A track that would exceed the length by more than two minutes is skipped. If
    there are too few hits, the list is shorter than asked for.

    Args:
        hits: the hits, best first.
        minutes: the total length.
    """
    kept, total = [], 0.0
    for hit in hits:
        if total >= minutes * 60 - _ENOUGH_S:
            break
        if 0 < hit.track.duration_s <= minutes * 60 + _MOST_OVER_S - total:
            kept.append(hit)
            total += hit.track.duration_s
    return numbered(kept)


def numbered(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits with ranks from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]

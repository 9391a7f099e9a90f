"""Make a playlist from ranked hits: choose tracks for its length, then put them in order.

The step is deterministic: equal hits and equal shapes give equal lists.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from data.text import fold
from retrieval.query import Hit

from .sequence import fact_of, numbered
from .shape import Arc, Shape, Unmet

TOLERANCE_S = 120.0  # seconds by which a list may be longer or shorter than asked for
_ENOUGH_S = 30.0  # seconds below the length asked for from which nothing more is added
_PEAK_AT = 2 / 3  # where the peak of an arc lies, as a share of the list
_LEAST_CORRELATION = {"order": 0.95, "arc": 0.8}  # that spacing must leave to the order
_FEWEST = {"peak": 3, "rise": 3, "fall": 3, "path": 3}  # tracks that an arc needs
_FLAT = 0.1  # range of energy (0..1) below which an arc is not noticeable
_FLAT_TEMPO = 0.1  # the same for tempo, as a share of the slowest
SPREAD = 2.0  # an arc chooses from the best candidates, which together are so many times as long as the list
_ROUNDING_S = 10.0  # seconds by which the sum of rounded lengths may differ from the sum of the lengths


def arrange(hits: Sequence[Hit], shape: Shape) -> tuple[list[Hit], tuple[Unmet, ...]]:
    """Make a list of a given shape from ranked hits.

    1. Choice. Without a length, the best `shape.count` hits are chosen. With a length, whole tracks are taken from the
       best on while they fit. If that misses the length by more than `TOLERANCE_S`, the subset is chosen that lies
       within it and has the least mean rank per second of music (a knapsack, solved exactly for lengths in seconds).
       For an arc or a path, the best candidates of `SPREAD` times the length are first divided into as many equal parts
       by their fact as the list has tracks, and the best of each part come first, so that the list covers the range.
       A gap between artists or albums limits how many tracks of one of them come first.
    2. Order. The chosen tracks are assigned to places so that the sum of squared differences between the rank of the
       fact and the profile of the order or arc is least (for a sum of squares, both sorted alike).
    3. Spacing. Tracks are moved as little as possible so that gaps are kept. If the rank correlation with step 2 falls
       below 0.95 (orders) or 0.8 (arcs), the gap is reduced until it does not.

    Args:
        hits: the candidates, best first.
        shape: what the list should be like.

    Returns:
        (the list, with ranks from 1; what could not be met).
    """
    hits = limited(hits, shape.per_artist)
    value = _value(shape)
    candidates = _spread(hits, shape, value) if shape.arc else list(hits)
    candidates = _spaced_choice(candidates, shape)
    chosen, unmet = _chosen(candidates, shape)
    listed, more = _in_order(chosen, shape, value)
    return numbered(listed), (*unmet, *more)


def limited(hits: Sequence[Hit], most: int | None) -> list[Hit]:
    """Return the hits, at most `most` of each artist. Hits without an artist are all returned."""
    shown: Counter[str] = Counter()
    kept = []
    for hit in hits:
        artist = fold(hit.track.artist)
        shown[artist] += 1
        if not artist or most is None or shown[artist] <= most:
            kept.append(hit)
    return kept


Value = Callable[[Hit], Any]


def _value(shape: Shape) -> Value:
    """Return the function that gives the fact of a hit by which the list is ordered; None for an unknown fact."""
    if shape.arc == "path":
        return lambda hit: shape.along.get(hit.track.track_id)
    if shape.order in ("", "random"):
        return lambda hit: hit.rank
    return lambda hit: fact_of(hit.track, shape.order)


# Choice


def _size(hits: Sequence[Hit], shape: Shape) -> int:
    """Return the number of tracks that the list will have, from the mean length of the hits."""
    if shape.seconds is None:
        return min(shape.count or len(hits), len(hits))
    lengths = [hit.track.duration_s for hit in hits if hit.track.duration_s > 0]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    return max(min(round(shape.seconds / mean), len(hits), shape.count or len(hits)), 1)


def _spread(hits: Sequence[Hit], shape: Shape, value: Value) -> list[Hit]:
    """Return the hits in an order whose beginning covers the range of their facts; hits without the fact come last."""
    known = [hit for hit in hits if value(hit) is not None]
    unknown = [hit for hit in hits if value(hit) is None]
    size = _size(known, shape) if known else 0
    pool = known[: max(math.ceil(SPREAD * size), 1)]
    ends = [hit for hit in known if hit.track.track_id in shape.ends]
    pool = [*pool, *(hit for hit in ends if hit not in pool)]
    place = {id(hit): i for i, hit in enumerate(pool)}
    by_fact = sorted(pool, key=lambda hit: (value(hit), place[id(hit)]))
    parts = np.array_split(np.arange(len(by_fact)), max(size, 1))
    depth: dict[int, int] = {}
    for part in parts:
        for n, i in enumerate(sorted(part.tolist(), key=lambda i: place[id(by_fact[i])])):
            depth[id(by_fact[i])] = n
    first = sorted(pool, key=lambda hit: (hit.track.track_id not in shape.ends, depth[id(hit)], place[id(hit)]))
    return [*first, *(hit for hit in known if id(hit) not in place), *unknown]


def _spaced_choice(hits: list[Hit], shape: Shape) -> list[Hit]:
    """Move the tracks of an artist or album to the end that are too many for the gaps in a list of this size."""
    size = _size(hits, shape)
    for name, apart in (("artist", shape.artists_apart), ("album", shape.albums_apart)):
        if apart:
            most, shown = math.ceil(size / (apart + 1)), Counter[str]()
            first: list[Hit] = []
            later: list[Hit] = []
            for hit in hits:
                said = fold(getattr(hit.track, name))
                shown[said] += bool(said)
                (later if shown[said] > most else first).append(hit)
            hits = [*first, *later]
    return hits


def _chosen(hits: Sequence[Hit], shape: Shape) -> tuple[list[Hit], tuple[Unmet, ...]]:
    if shape.seconds is None:
        count = shape.count or len(hits)
        few = (Unmet("count", "few", len(hits)),) if len(hits) < count else ()
        return list(hits[:count]), few
    hits = [hit for hit in hits if hit.track.duration_s > 0]
    if shape.count is not None:
        chosen = _exchanged(hits, shape.count, shape.seconds)
        if abs(_length(chosen) - shape.seconds) <= TOLERANCE_S:
            return chosen, (Unmet("count", "few", len(chosen)),) if len(chosen) < shape.count else ()
        return chosen, (Unmet("minutes", "whole", _length(chosen) / 60),)
    chosen = _from_best(hits, shape.seconds)
    if abs(_length(chosen) - shape.seconds) > TOLERANCE_S and _length(hits) >= shape.seconds - TOLERANCE_S:
        chosen = _knapsack(hits, shape.seconds)
    length = _length(chosen)
    if abs(length - shape.seconds) <= TOLERANCE_S:
        return chosen, ()
    why: Literal["few", "whole"] = "few" if _length(hits) < shape.seconds - TOLERANCE_S else "whole"
    return chosen, (Unmet("minutes", why, length / 60),)


def _length(hits: Sequence[Hit]) -> float:
    return sum(hit.track.duration_s for hit in hits)


def _from_best(hits: Sequence[Hit], seconds: float) -> list[Hit]:
    """Return the tracks that fit into a length, taken from the best on."""
    kept, total = [], 0.0
    for hit in hits:
        if total >= seconds - _ENOUGH_S:
            break
        if hit.track.duration_s <= seconds + TOLERANCE_S - total:
            kept.append(hit)
            total += hit.track.duration_s
    return kept


def _exchanged(hits: Sequence[Hit], count: int, seconds: float) -> list[Hit]:
    """Return `count` tracks of about a length: the best ones, of which some are exchanged for later ones.

    Each exchange is the one that brings the total length nearest to `seconds`, among equal ones the earliest; it ends
    within the tolerance, or when no exchange helps.
    """
    chosen, others = list(hits[:count]), list(hits[count:])
    while others and (away := abs(_length(chosen) - seconds)) > TOLERANCE_S:
        over = _length(chosen) - seconds
        own = np.array([hit.track.duration_s for hit in chosen])
        new = np.array([hit.track.duration_s for hit in others])
        after = np.abs(over - own[:, None] + new[None, :])
        out, into = divmod(int(after.argmin()), len(others))
        if after[out, into] >= away:
            break
        chosen[out], others[into] = others[into], chosen[out]
    return chosen


def _knapsack(hits: Sequence[Hit], seconds: float) -> list[Hit]:
    """Choose the best tracks whose total length is within `TOLERANCE_S` of `seconds`.

    The best choice has the least sum of rank times length. If no choice is within the tolerance, that with the nearest
    total length is taken; if each track alone is too long, only the shortest is returned.
    """
    longest = math.floor(seconds + TOLERANCE_S)
    fitting = [hit for hit in hits if round(hit.track.duration_s) <= longest]
    if not fitting:
        return [min(hits, key=lambda hit: hit.track.duration_s)]
    cost = np.full(longest + 1, np.inf)
    cost[0] = 0.0
    taken = np.zeros((len(fitting), longest + 1), dtype=bool)
    for i, hit in enumerate(fitting):
        length = max(round(hit.track.duration_s), 1)
        with_it = cost[:-length] + (i + 1) * length
        better = with_it < cost[length:]
        taken[i, length:] = better
        cost[length:] = np.where(better, with_it, cost[length:])
    total = _best_total(cost, seconds)
    chosen: list[Hit] = []
    for i in reversed(range(len(fitting))):
        if taken[i, total]:
            chosen.append(fitting[i])
            total -= max(round(fitting[i].track.duration_s), 1)
    return chosen[::-1]


def _best_total(cost: NDArray[np.float64], seconds: float) -> int:
    """Return the total length, in seconds, of the best subset, from the least cost of each total."""
    totals = np.arange(len(cost))
    near = np.abs(totals - seconds) <= TOLERANCE_S - _ROUNDING_S
    near &= totals > 0
    within = np.where(near & np.isfinite(cost), cost, np.inf)
    if np.isfinite(within).any():
        return int(within.argmin())
    away = np.where(np.isfinite(cost) & (totals > 0), np.abs(totals - seconds), np.inf)
    return int(away.argmin())


# Order


def _in_order(hits: Sequence[Hit], shape: Shape, value: Value) -> tuple[list[Hit], tuple[Unmet, ...]]:
    known = [hit for hit in hits if value(hit) is not None]
    unknown = [hit for hit in hits if value(hit) is None]
    unmet: list[Unmet] = []
    if shape.arc and len(hits) < _FEWEST[shape.arc]:
        unmet.append(Unmet("arc", "few", len(hits)))
    elif shape.arc and shape.arc != "path" and _is_flat(known, shape.order, value):
        unmet.append(Unmet("arc", "flat"))
    if unknown and shape.order != "random":
        unmet.append(Unmet("order", "unknown", len(unknown)))
    listed = [*_sorted(known, shape, value), *unknown]
    if shape.artists_apart or shape.albums_apart:
        listed = _spaced(listed, shape)
        for part, name, apart in (
            ("artists", "artist", shape.artists_apart),
            ("albums", "album", shape.albums_apart),
        ):
            if apart and (close := _too_close(listed, name, apart)):
                unmet.append(Unmet("artists" if part == "artists" else "albums", "close", close))
    return listed, tuple(unmet)


def _is_flat(hits: Sequence[Hit], order: str, value: Value) -> bool:
    values = [float(value(hit)) for hit in hits]
    if not values:
        return False
    least = _FLAT_TEMPO * min(values) if order.endswith("tempo") else _FLAT
    return max(values) - min(values) < least


def _sorted(hits: Sequence[Hit], shape: Shape, value: Value) -> list[Hit]:
    """Return hits in the order, or along the arc, of a shape."""
    best_first = sorted(hits, key=lambda hit: hit.rank)
    if shape.order == "random":
        best_first.sort(key=lambda hit: hit.track.track_id)  # the same tracks are shuffled alike
        random.Random(shape.seed).shuffle(best_first)
        return best_first
    if shape.order in ("key", "-key"):
        turn = _widest_gap([value(hit) for hit in best_first])
        ascending = sorted(best_first, key=lambda hit: (value(hit) - turn) % 12)
        return ascending if shape.order == "key" else ascending[::-1]
    ascending = sorted(best_first, key=value)
    if shape.arc == "peak":
        places = sorted(range(len(hits)), key=lambda place: (profile(place, len(hits), "peak"), place))
        listed: list[Hit] = [*ascending]
        for place, hit in zip(places, ascending, strict=True):
            listed[place] = hit
        return listed
    down = shape.arc == "fall" or (shape.order.startswith("-") and not shape.arc)
    return sorted(best_first, key=value, reverse=True) if down else ascending


def profile(place: int, size: int, arc: Arc) -> float:
    """Return what an arc asks for at a place of a list: 0 for the least of its fact, 1 for the most.

    Args:
        place: from 0.
        size: the number of tracks in the list.
        arc: "rise", "path" and "fall" are straight lines; "peak" rises over two thirds of the list, then falls.
    """
    at = place / max(size - 1, 1)
    if arc == "fall":
        return 1 - at
    if arc == "peak":
        return at / _PEAK_AT if at <= _PEAK_AT else (1 - at) / (1 - _PEAK_AT)
    return at


def _widest_gap(places: Sequence[int]) -> int:
    """Return the place on the circle of fifths that follows the widest gap between keys, where a list begins."""
    used = sorted(set(places))
    if not used:
        return 0
    before = [used[-1] - 12, *used[:-1]]
    return max(zip(used, before, strict=True), key=lambda pair: (pair[0] - pair[1], -pair[0]))[0]


# Spacing


def _spaced(hits: list[Hit], shape: Shape) -> list[Hit]:
    """Return the hits with the widest gaps, up to those asked for, that leave their order recognisable."""
    least = _LEAST_CORRELATION["arc" if shape.arc else "order"] if shape.order not in ("", "random") else -1.0
    if shape.arc:
        least = _LEAST_CORRELATION["arc"]
    for apart in range(max(shape.artists_apart, shape.albums_apart), 0, -1):
        gaps = (("artist", min(apart, shape.artists_apart)), ("album", min(apart, shape.albums_apart)))
        spaced = _with_gaps(hits, gaps)
        if _displaced(hits, spaced) >= least:
            return spaced
    return hits


def _with_gaps(hits: Sequence[Hit], gaps: Sequence[tuple[str, int]]) -> list[Hit]:
    """Return the hits in nearly the same order, with gaps between tracks of one artist and of one album.

    At each place the first hit is taken that keeps the gaps. An artist or album with so many tracks left that they
    just fit into the rest of the list comes first. Where no hit keeps the gaps, the first one is taken.
    """
    left = list(hits)
    names = {id(hit): [fold(getattr(hit.track, name)) for name, _ in gaps] for hit in hits}
    listed: list[Hit] = []
    while left:
        free = [hit for hit in left if not _breaks(names[id(hit)], listed, names, gaps)]
        urgent: list[Hit] = []
        for at, (_, apart) in enumerate(gaps):
            counts = Counter(names[id(hit)][at] for hit in left) if apart else Counter[str]()
            tight = {said for said, n in counts.items() if said and (n - 1) * (apart + 1) + 1 >= len(left)}
            urgent += [hit for hit in free if names[id(hit)][at] in tight]
        chosen = (urgent or free or left)[0]
        left = [hit for hit in left if hit is not chosen]
        listed.append(chosen)
    return listed


def _breaks(
    own: Sequence[str], listed: Sequence[Hit], names: Mapping[int, Sequence[str]], gaps: Sequence[tuple[str, int]]
) -> bool:
    return any(
        said and apart and any(names[id(other)][at] == said for other in listed[-apart:])
        for at, (said, (_, apart)) in enumerate(zip(own, gaps, strict=True))
    )


def _too_close(hits: Sequence[Hit], name: str, apart: int) -> int:
    """Return the number of tracks that follow another one of the same artist or album too closely."""
    said = [fold(getattr(hit.track, name)) for hit in hits]
    return sum(bool(one) and one in said[max(i - apart, 0) : i] for i, one in enumerate(said))


def _displaced(before: Sequence[Hit], after: Sequence[Hit]) -> float:
    """Return the rank correlation (Spearman) of the places of the same hits in two lists."""
    place = {id(hit): i for i, hit in enumerate(before)}
    return rank_correlation([place[id(hit)] for hit in after], range(len(after)))


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's rank correlation of two sequences, ties with their mean rank; 1 if one of them is constant."""
    if len(first) < 2:
        return 1.0
    a, b = (_mean_ranks(np.asarray(values, dtype=np.float64)) for values in (first, second))
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size else 1.0


def _mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    means: NDArray[np.float64] = (ends - (counts - 1) / 2 - 1)[inverse]
    return means

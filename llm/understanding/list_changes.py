"""Change the length, number, order, arc and gaps of the last list as a request says."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from llm.plan import MAX_K, Plan
from retrieval.search.shape import Arc

from .findings import REVERSED, ActName, Request, Wishes
from .readers.lists import bare_number

_LONGER = 1.5  # times as long, if no length is said
_SHORTEST_LIST_MIN = 1.0
_TURNED: dict[str, Arc] = {"rise": "fall", "fall": "rise"}


def refined_shape(last: Plan, wishes: Wishes, acts: Collection[ActName], request: Request) -> dict[str, Any]:
    """Return the fields of a plan that describe its list as a whole, from the last plan and a request.

    In a conversation about a list of a given length, "make it 30" and "longer" change this length, and so does a length
    that could also be that of each track. These lengths are removed from `wishes.filters`. A new number of tracks ends
    the length, an example ends length and order, and a new order ends the arc.
    """
    minutes, k = _length_and_number(last, wishes, acts, request)
    order, top, arc, path, stages = wishes.order, wishes.top, wishes.arc, wishes.path, wishes.stages
    if order == REVERSED:
        order, top, arc = _reversed(last.order), last.top, _TURNED.get(last.arc, last.arc)
        path, stages = (last.path[::-1], last.stages[::-1]) if last.arc == "path" else ((), ())
    elif not (order or arc) and not wishes.examples:
        order, top, arc, path, stages = last.order, last.top, last.arc, last.path, last.stages
    return {
        "minutes": minutes,
        "k": k,
        "counted": wishes.k is not None or (last.counted and wishes.minutes is None),
        "order": order,
        "top": top,
        "arc": arc,
        "path": path,
        "stages": stages,
        "artists_apart": wishes.artists_apart or last.artists_apart,
        "albums_apart": wishes.albums_apart or last.albums_apart,
    }


def _length_and_number(
    last: Plan, wishes: Wishes, acts: Collection[ActName], request: Request
) -> tuple[float | None, int]:
    if wishes.minutes is not None or wishes.examples:
        return wishes.minutes, wishes.k or last.k
    if last.minutes is not None:
        if (number := bare_number(request)) is not None and wishes.k:
            wishes.k = None
            return float(number), last.k
        low, high = (wishes.filters.get(name) for name in ("duration_min_s", "duration_max_s"))
        if (low and high) or any(degree.axis == "duration" for degree in wishes.degrees):
            for name in ("duration_min_s", "duration_max_s"):
                wishes.filters.pop(name, None)
            lengthened = [degree.direction for degree in wishes.degrees if degree.axis == "duration"]
            wishes.degrees = [degree for degree in wishes.degrees if degree.axis != "duration"]
            if lengthened:  # than the list on the page, which may be shorter than what was asked for
                shown = sum(hit.track.duration_s for hit in request.shown) / 60
                base = min(last.minutes, shown or last.minutes)
                wishes.notes = [note for note in wishes.notes if not note.startswith(("longer", "shorter"))]
                return max(round(base * _LONGER ** lengthened[0]), _SHORTEST_LIST_MIN), last.k
            return (low + high) / 120 if low and high else last.minutes, last.k
        if "twice as many" in acts or "half as many" in acts:
            return max(last.minutes * (2.0 if "twice as many" in acts else 0.5), _SHORTEST_LIST_MIN), last.k
        return (None, wishes.k) if wishes.k else (last.minutes, last.k)
    if wishes.k:
        return None, wishes.k
    if "twice as many" in acts:
        return None, min(last.k * 2, MAX_K)
    return None, max(last.k // 2, 1) if "half as many" in acts else last.k


def _reversed(order: str) -> str:
    return order if order in ("", "random") else order.removeprefix("-") if order.startswith("-") else f"-{order}"

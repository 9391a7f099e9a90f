"""Check the lists that answer written wishes for playlists: every condition must be met, or the answer must say so.

The conditions of each wish are written beside it (requests/playlists.json) and are checked by the facts of the tracks,
not by the plan.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean
from typing import Any

from data.track import Track
from llm.assistant import Assistant
from llm.conversation import Conversation, Turn
from llm.searching import search
from llm.session.batch import respond
from llm.understanding.planner import make_plan
from retrieval.query import Searchable
from retrieval.search.sequence import FACTS

from .relevance import Sets, holds, relevant

_REQUESTS = Path(__file__).parent / "requests"
_SLACK_MIN = 2.0  # minutes by which a list may miss its length
LEAST_OF_ORDER, LEAST_OF_ARC = 0.95, 0.8  # rank correlation of the fact with the place in the list
_PEAK = 2 / 3  # where a peak is asked for, as a share of the list
_OWNED = {"minutes": "minutes", "count": "count", "order": "order", "arc": "arc", "artists_apart": "artists",
          "albums_apart": "albums", "path": "path", "between": "path"}  # fmt: skip


@dataclass(slots=True)
class Checked:
    """A wish and what came of it."""

    turns: Sequence[str]
    broken: list[str] = field(default_factory=list)  # conditions that are neither met nor owned up to
    owned: list[str] = field(default_factory=list)  # conditions that the answer says are not met
    off_min: float | None = None  # difference from the length asked for, in minutes, where the library allows it
    orders: list[float] = field(default_factory=list)  # rank correlations of orders
    arcs: list[float] = field(default_factory=list)  # rank correlations of arcs
    fit: float | None = None  # share of the tracks that are relevant by their tags
    fit_of_search: float | None = None  # the same of a plain search for as many tracks


def read_wishes() -> tuple[list[dict[str, Any]], Sets]:
    """Return the written wishes, and the sets of facts that their relevance rules name."""
    texts = ((_REQUESTS / f"{name}.json").read_text(encoding="utf-8") for name in ("playlists", "sets"))
    wishes, sets = map(json.loads, texts)
    return wishes, sets


def check(assistant: Assistant, wish: Mapping[str, Any], sets: Sets) -> Checked:
    """Answer a wish and check its last list.

    Args:
        assistant: answers the wish, on the demo library.
        wish: "turns", the requests of a conversation; "asks", the conditions of the last list; "fit", a relevance rule
            for its tracks; "plain", the wish without its conditions, for a plain search.
        sets: the sets of facts that rules may name.
    """
    past = Conversation()
    for request in wish["turns"]:
        past.add(respond(assistant, request, past))
    turn = past.turns[-1]
    found = Checked(wish["turns"])
    tracks = [hit.track for hit in turn.hits]
    for name, asked in wish["asks"].items():
        if _MEETS[name](asked, tracks, turn, found, sets):
            continue
        said = any(each.part == _OWNED.get(name) for each in turn.plan.unmet) and bool(turn.text)
        (found.owned if said else found.broken).append(name)
    if wish.get("fit") and tracks:
        found.fit = _precision(tracks, wish["fit"], sets)
        plain = replace(make_plan(wish["plain"]), k=len(tracks))
        found.fit_of_search = _precision([hit.track for hit in search(plain, assistant.library)[1]], wish["fit"], sets)
    return found


def _precision(tracks: Sequence[Track], rule: Sequence[str], sets: Sets) -> float:
    return len(relevant(rule, tracks, sets)) / max(len(tracks), 1)


Check = Callable[[Any, list[Track], Turn, Checked, Sets], bool]


def _minutes(asked: float, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    off = abs(sum(track.duration_s for track in tracks) / 60 - asked)
    if not any((each.part, each.why) == ("minutes", "few") for each in turn.plan.unmet):
        found.off_min = off
    return off <= _SLACK_MIN


def _count(asked: int, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return len(tracks) == asked


def _order(asked: str, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    if asked == "random":
        return bool(turn.plan.order == "random" and tracks)
    fact = FACTS[asked.removeprefix("-")]
    values = [fact(track) for track in tracks]
    known = [value for value in values if value is not None]
    if values[: len(known)] != known:
        return False  # tracks without the fact come last
    if asked == "key":
        known = [(value - known[0]) % 12 for value in known]
    elif asked == "title":
        known = [sorted(known).index(value) for value in known]
    sign = -1 if asked.startswith("-") else 1
    agreed = agreement(known, sign)
    found.orders.append(agreed)
    return agreed >= LEAST_OF_ORDER and (len(known) == len(values) or _said(turn, "order"))


def _said(turn: Turn, part: str) -> bool:
    return any(each.part == part for each in turn.plan.unmet)


def _arc(asked: str, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    energies = [track.measured.energy for track in tracks if track.measured.energy is not None]
    size = len(energies)
    if size < 3:
        return False
    at = [i / (size - 1) for i in range(size)]
    wanted = [place / _PEAK if place <= _PEAK else (1 - place) / (1 - _PEAK) for place in at]
    found.arcs.append(correlation(energies, wanted))
    return found.arcs[-1] >= LEAST_OF_ARC


def _apart(name: str) -> Check:
    def check_gaps(asked: int, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
        said = [getattr(track, name) for track in tracks]
        return not any(one and one in said[max(i - asked, 0) : i] for i, one in enumerate(said))

    return check_gaps


def _once(asked: bool, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    artists = [track.artist for track in tracks if track.artist]
    return len(artists) == len(set(artists))


def _path(asked: list[str], tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return len(tracks) > 1 and [tracks[0].title, tracks[-1].title] == asked


def _between(asked: list[str], tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return len(tracks) > 1 and turn.plan.arc == "path" and not {track.title for track in tracks} & set(asked)


def _without(asked: str, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return not any(holds(asked, track, sets) for track in tracks)


def _tempo_max(asked: float, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return all(track.tempo_bpm is not None and track.tempo_bpm <= asked for track in tracks)


def _note(asked: str, tracks: list[Track], turn: Turn, found: Checked, sets: Sets) -> bool:
    return asked in turn.text


_MEETS: dict[str, Check] = {
    "minutes": _minutes, "count": _count, "order": _order, "arc": _arc, "artists_apart": _apart("artist"),
    "albums_apart": _apart("album"), "once": _once, "path": _path, "between": _between, "without": _without,
    "tempo_max": _tempo_max, "note": _note,
}  # fmt: skip


def agreement(values: Sequence[float], sign: int) -> float:
    """Return how well values agree with an ascending (sign 1) or descending (-1) order.

    This is the rank correlation of value and place as a share of that of the sorted values, because tracks of equal
    value have no order.
    """
    places = range(len(values))
    best = correlation(sorted(values), places)
    return sign * correlation(values, places) / best if best else 1.0


def correlation(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Spearman's rank correlation; 1 if one of the sequences is constant."""
    from scipy.stats import ConstantInputWarning, spearmanr

    if len(first) < 2:
        return 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConstantInputWarning)
        agreed = float(spearmanr(first, second).statistic)
    return 1.0 if agreed != agreed else agreed


def figures(checked: Sequence[Checked], library: Searchable) -> dict[str, Any]:
    """Return the figures of all wishes, and the conditions of each that are broken."""
    fits = [(c.fit, c.fit_of_search) for c in checked if c.fit is not None and c.fit_of_search is not None]
    lengths = [c.off_min for c in checked if c.off_min is not None]
    orders, arcs = ([value for c in checked for value in getattr(c, name)] for name in ("orders", "arcs"))
    return {
        "wishes": len(checked),
        "met or owned up to": sum(not c.broken for c in checked),
        "met": sum(not c.broken and not c.owned for c in checked),
        "lengths within two minutes, where the library allows": [sum(o <= _SLACK_MIN for o in lengths), len(lengths)],
        "least correlation of orders": round(min(orders, default=1.0), 3),
        "least correlation of arcs": round(min(arcs, default=1.0), 3),
        "P@k by tags": round(mean(fit for fit, _ in fits), 3) if fits else None,
        "P@k of the plain search": round(mean(fit for _, fit in fits), 3) if fits else None,
        "tracks": len(library.tracks()),
        "broken": [{"turns": list(c.turns), "conditions": c.broken} for c in checked if c.broken],
        "owned up to": [{"turns": list(c.turns), "conditions": c.owned} for c in checked if c.owned],
    }

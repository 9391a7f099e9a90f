"""Decide whether a finished turn meets the terms that state what is expected of it.

The terms are written in the small language of llm/evaluation/requests/README.md. A constraint of a plan that no term
mentions counts as invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from data.vocabulary.concepts import concept, recognise
from data.vocabulary.relations import members, related
from llm.answering.phrasebook import Phrasebook, spoken
from llm.conversation import Conversation, Turn, track_ids
from llm.plan import Plan
from retrieval.query import DEFAULT_K, Hit

from .relevance import Sets, holds, plain

FIRST = 5  # tracks that are examined: those that are visible without scrolling
_NUMBERS = ("tempo_min", "tempo_max", "year_min", "year_max", "duration_min_s", "duration_max_s", "k")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?")
_DIRECTIONS: dict[str, tuple[Callable[[Hit], float | None], int]] = {
    "slower": (lambda hit: hit.track.tempo_bpm, -1),
    "faster": (lambda hit: hit.track.tempo_bpm, 1),
    "older": (lambda hit: hit.track.year, -1),
    "newer": (lambda hit: hit.track.year, 1),
    "shorter": (lambda hit: hit.track.duration_s, -1),
    "longer": (lambda hit: hit.track.duration_s, 1),
}
_EXTREMES: dict[str, tuple[Callable[[Hit], float | None], Callable[[Iterable[float]], float]]] = {
    "fastest": (_DIRECTIONS["faster"][0], max),
    "slowest": (_DIRECTIONS["slower"][0], min),
    "oldest": (_DIRECTIONS["older"][0], min),
    "newest": (_DIRECTIONS["newer"][0], max),
    "longest": (_DIRECTIONS["longer"][0], max),
    "shortest": (_DIRECTIONS["shorter"][0], min),
}
# Filters that a term permits: a tempo limit for the term "slow" does not count as invented.
_IMPLIES = {
    "slow": ("tempo_min", "tempo_max"), "fast": ("tempo_min", "tempo_max"), "slower": ("tempo_min", "tempo_max"),
    "faster": ("tempo_min", "tempo_max"), "older": ("year_min", "year_max"), "newer": ("year_min", "year_max"),
    "shorter": ("duration_min_s", "duration_max_s"), "longer": ("duration_min_s", "duration_max_s"),
}  # fmt: skip
_OUTCOMES = frozenset(("cites", "says", "more", "fresh", "same", *_DIRECTIONS))
_PLAN_OUTCOMES = frozenset(("nowanted", "no-", "notempo", "nokey", "noartist"))
_OPEN = frozenset(("mood", "use", "texture", "genre"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A finished turn, with the data that is needed to check it against expectations.

    An expectation is written as a term: "banjo" (the plan must ask for it), "-drums" (the plan must exclude it),
    "year_min=1980" (the plan must set this filter).
    """

    turn: Turn
    past: Conversation  # the earlier turns
    sets: Sets  # named sets of facts

    @property
    def plan(self) -> Plan:
        """Return the plan of the turn."""
        return self.turn.plan


def field_of(term: str) -> str:
    """Return the name of the part of a plan or answer that a term checks, for reports: "year" for "year_min=1980".

    Of alternatives ("a|b"), the first one decides.
    """
    first = term.split("|")[0]
    name = first.split("=")[0]
    if name in _OUTCOMES:
        return {"cites": "answer", "says": "answer"}.get(name, "direction" if name in (*_DIRECTIONS, "more") else name)
    if name in _PLAN_OUTCOMES:
        return "dropped"
    if "=" in first:
        return name.split("_")[0]
    if first.startswith("-"):
        return "vocals" if _same("vocals", first[1:]) else "unwanted"
    return "wanted"


def constrains(term: str) -> bool:
    """Return whether a term states a constraint that the plan itself must contain."""
    return field_of(term) in (
        "wanted", "unwanted", "vocals", "tempo", "year", "duration", "key", "artist", "album", "like", "k"
    )  # fmt: skip


def met(term: str, seen: Seen) -> bool:
    """Return whether a turn meets a term, or one of the alternatives of a term "a|b".

    Raises:
        ValueError: the term is not written in the language of terms.
    """
    name, _, value = term.partition("=")
    if name == "kind":  # "kind=about|chat"
        return any(_met(f"kind={kind.removeprefix('kind=')}", seen) for kind in value.split("|"))
    return any(_met(part, seen) for part in term.split("|"))


def _met(term: str, seen: Seen) -> bool:
    name, _, value = term.partition("=")
    plan, filters = seen.plan, seen.plan.filters
    if name in _NUMBERS and value:
        held = plan.k if name == "k" else getattr(filters, name)
        span = _SPAN.fullmatch(value)
        if span is None:
            raise ValueError(f"{term!r} has no number")
        low = float(span[1])
        return held is not None and low <= held <= float(span[2] or low)
    match name:
        case "key":
            return plain(filters.key) == plain(value)
        case "artist" | "album":
            return plain(value) in plain(getattr(filters, name))
        case "kind":
            return value in ("any", plan.kind) or (value == "search" and plan.kind == "refine")
        case "like":
            shown = seen.past.shown
            wanted = shown[-1:] if value == "last" else shown[int(value) - 1 : int(value)]
            return bool(wanted) and wanted[0].track.track_id in plan.like
        case "about":
            return int(value) in plan.about
        case "nowanted":
            return not any(_same(value, w) for w in plan.wanted)
        case "no-":
            return not any(_same(value, u) for u in _unwanted(plan))
        case "notempo":
            return filters.tempo_min is None and filters.tempo_max is None
        case "nokey":
            return not filters.key
        case "noartist":
            return not filters.artist
    if name in _OUTCOMES:
        return _outcome(name, value, seen)
    if value:
        raise ValueError(f"{term!r} is not a term")
    if term.startswith("-"):
        return any(_covers(u, term[1:]) for u in _unwanted(plan))
    return any(_same(term, w) for w in plan.wanted)


def _outcome(name: str, value: str, seen: Seen) -> bool:
    hits, shown, text = seen.turn.hits, seen.past.shown, seen.turn.text
    if name in _DIRECTIONS:
        of, sign = _DIRECTIONS[name]
        before = shown[int(value) - 1 : int(value)] if value else shown[:FIRST]
        was, now = _median(of, before), _median(of, hits[:FIRST])
        return was is not None and now is not None and (now - was) * sign > 0
    match name:
        case "more":
            was, now = (_share(value, group, seen.sets) for group in (shown[:FIRST], hits[:FIRST]))
            return now > was or now >= 0.5
        case "fresh":
            return bool(hits) and not set(track_ids(hits)) & set(seen.past.seen())
        case "same":
            turns = seen.past.turns
            return bool(hits) and track_ids(hits) == track_ids(turns[int(value) - 1].hits)
        case "cites":
            cited = {int(n) for n in re.findall(r"\[(\d+)\]", text)}
            return bool(cited & set(_places(value, shown)))
        case "says":
            asked = [hit for hit in shown if hit.rank in seen.plan.about] or list(shown[:1])
            return any(_says(value, hit, text) for hit in asked)
    raise ValueError(f"{name!r} is not an outcome")


def _places(value: str, shown: Sequence[Hit]) -> list[int]:
    if value.isdigit():
        return [int(value)]
    of, best = _EXTREMES[value]
    known = {hit.rank: v for hit in shown if (v := of(hit)) is not None}
    return [rank for rank, v in known.items() if v == best(known.values())]


def _says(what: str, hit: Hit, text: str) -> bool:
    """Return whether an answer states a fact of a track. If the fact is not known, the answer must say so."""
    track, said = hit.track, plain(text)
    books = [Phrasebook(code) for code in spoken()]
    played = track.known.instruments[:1]
    facts: dict[str, Sequence[str]] = {  # each in all languages of answers
        "key": [book.key(track.key) for book in books] if track.key else [],
        "tempo": [str(round(track.tempo_bpm))] if track.tempo_bpm else [],
        "year": [str(track.year)] if track.year else [],
        "artist": [track.artist] if track.artist else [],
        "instruments": [*played, *(book.bare(c.name) for book in books for tag in played if (c := recognise(tag)))],
    }
    return any(plain(fact) in said for fact in facts[what]) if facts[what] else "not" in said or "no " in said


def _median(of: Callable[[Hit], float | None], hits: Iterable[Hit]) -> float | None:
    values = [v for hit in hits if (v := of(hit)) is not None]
    return median(values) if values else None


def _share(term: str, hits: Sequence[Hit], sets: Sets) -> float:
    return sum(holds(term, hit.track, sets) for hit in hits) / len(hits) if hits else 0.0


# Constraints that no term covers


def constraints(plan: Plan) -> Iterator[str]:
    """Yield every constraint of a plan as a term, except that tracks shown before are excluded."""
    yield from dict.fromkeys(plan.wanted)
    refused = plan.filters.not_by if not plan.like else ()  # the artists of examples are left out of every result
    yield from dict.fromkeys(f"-{name}" for name in (*plan.unwanted, *plan.filters.without, *refused))
    for name, value in asdict(plan.filters).items():
        if name not in ("exclude", "only", "without", "not_by") and value not in (None, "", ()):
            yield f"{name}={value}"
    yield from ("like" for _ in plan.like)
    if plan.k != DEFAULT_K:
        yield f"k={plan.k}"


def invented(plan: Plan, allowed: Iterable[str], *, free: bool = False) -> list[str]:
    """Return the constraints of a plan that no term allows.

    Args:
        plan: the plan of a search.
        allowed: all terms for this turn and for the earlier turns that it refines.
        free: whether the plan may also contain moods, uses, textures and styles that no term mentions.
    """
    parts = [part for term in allowed for part in term.split("|")]
    return [c for c in constraints(plan) if not _allowed(c, parts, free)]


def _allowed(constraint: str, parts: Sequence[str], free: bool) -> bool:
    name, _, value = constraint.partition("=")
    if constraint == "like":
        return any(part.split("=")[0] == "like" for part in parts)
    if value:
        implied = {field for part in parts for field in _IMPLIES.get(part.split("=")[0].lstrip("-"), ())}
        wild = any(part.endswith("_*") and name.startswith(part[:-1]) for part in parts)
        return name in implied or wild or any(part.split("=")[0] == name for part in parts)
    if constraint.startswith("-"):
        return any(part.startswith("-") and _related(constraint[1:], part[1:]) for part in parts)
    found = concept(constraint)
    if free and found is not None and found.kind in _OPEN:
        return True
    return any(_related(constraint, part) for part in parts if not part.startswith("-"))


def _unwanted(plan: Plan) -> tuple[str, ...]:
    return (*plan.unwanted, *plan.filters.without, *plan.filters.not_by)


def _canonical(name: str) -> str:
    found = recognise(name)
    return found.name if found else plain(name)


def _same(expected: str, held: str) -> bool:
    return _canonical(expected) == _canonical(held)


def _covers(refused: str, expected: str) -> bool:
    """Return whether to refuse `refused` also means to refuse `expected`: "guitar" includes "electric guitar"."""
    broad, narrow = _canonical(refused), _canonical(expected)
    if narrow in (broad, *members(broad)):
        return True
    return recognise(refused) is None and re.search(rf"\b{re.escape(narrow)}", plain(refused)) is not None


def _related(a: str, b: str) -> bool:
    """Return whether two concepts are close enough that one counts as the other.

    They are, if they belong to one family, if one is a sub-style of the other, or if they are similar moods.
    """
    a, b = _canonical(a), _canonical(b)
    near = b in related(a, "near") or a in related(b, "near")
    return near or _covers(a, b) or _covers(b, a)

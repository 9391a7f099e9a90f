"""Compare the plans of requests with what each request wants, avoids and states: `hark evaluate requests FILE`.

The file is a JSON object with one list, or a list itself. The list holds an object for each conversation, with these
keys; all but the first are optional:

    turns    the requests of the user
    want     lists of words; the last plan must ask for at least one word of each list
    avoid    lists of words; the last plan must refuse one word of each list and ask for none of them
    drop     lists of words; the last plan must ask for none of them
    filters  conditions that the last plan must contain

A plan asks for a word if it contains the concept that the word names, or a word that begins with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.text import fold
from data.vocabulary.concepts import concept, recognise
from data.vocabulary.relations import members, tags_of_refusal
from llm.conversation import Conversation, Turn
from llm.plan import MAX_K, Plan

_TEMPO_SLACK, _DURATION_SLACK = 0.1, 0.25  # of a tempo or length that a file writes as "≈170"


@dataclass(frozen=True, slots=True)
class Scores:
    """The plan of one conversation, and which expectations of the file it meets."""

    turns: tuple[str, ...]
    plan: Plan
    met: tuple[tuple[str, bool], ...] = ()  # ("want calm", True), one for each thing that the file expects
    shown: int = 0  # tracks of the last turn

    @property
    def missed(self) -> tuple[str, ...]:
        """Return the names of the expectations that the plan does not meet."""
        return tuple(name for name, ok in self.met if not ok)


@dataclass(slots=True)
class Tally:
    """Counts of the expectations of each kind, and of those that were met."""

    counts: dict[str, list[int]] = field(default_factory=dict)  # kind -> [met, all]

    def add(self, scores: Scores) -> None:
        """Add the expectations of one conversation to the counts."""
        for name, ok in scores.met:
            count = self.counts.setdefault(name.split()[0], [0, 0])
            count[0] += ok
            count[1] += 1

    def to_json(self) -> dict[str, Any]:
        """Return the number and the share of expectations that were met, by kind."""
        return {kind: {"met": met, "of": of, "share": round(met / of, 3)} for kind, (met, of) in self.counts.items()}


def read_file(path: Path) -> list[dict[str, Any]]:
    """Return the conversations in a file.

    Raises:
        UserError: the file cannot be read, or holds no list of objects with "turns".
    """
    hint = 'Give a JSON file with a list of objects such as {"turns": ["calm piano"], "want": [["calm"], ["piano"]]}.'
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read as JSON: {error}", hint) from error
    lists = [content] if isinstance(content, list) else [v for v in dict(content).values() if isinstance(v, list)]
    if len(lists) != 1 or not all(isinstance(item, dict) and item.get("turns") for item in lists[0]):
        raise UserError(f"{path} holds no list of conversations.", hint)
    return list(lists[0])


def score(conversations: Iterable[Mapping[str, Any]], answer: Callable[[str, Conversation], Turn]) -> list[Scores]:
    """Run each conversation and compare its last plan with what the file expects.

    Args:
        conversations: the conversations, as `read_file` returns them.
        answer: returns the turn that answers a request after the earlier turns.
    """
    results = []
    for item in conversations:
        past = Conversation()
        for said in item["turns"]:
            past.add(answer(said, past))
        last = past.turns[-1]
        plan = _in_force(past)
        results.append(Scores(tuple(item["turns"]), last.plan, tuple(_expectations(item, plan)), len(last.hits)))
    return results


def _in_force(past: Conversation) -> Plan:
    """Return the plan of the last turn; if it is no search, return the plan of the last search."""
    last = past.turns[-1].plan
    return last if last.kind in ("search", "refine") or past.plan is None else past.plan


def _expectations(item: Mapping[str, Any], plan: Plan) -> Iterable[tuple[str, bool]]:
    wide, asked, refused = _Named(_asked(plan), synonyms=True), _Named(_asked(plan)), _Named(_refused(plan))
    for words in item.get("want", ()):
        yield f"want {'|'.join(words)}", any(word in wide for word in words)
    for words in item.get("avoid", ()):
        kept_out = any(word in refused for word in words)
        yield f"avoid {'|'.join(words)}", kept_out and not any(word in asked for word in words)
    for words in item.get("drop", ()):
        yield f"drop {'|'.join(words)}", not any(word in asked for word in words)
    for name, value in item.get("filters", {}).items():
        yield f"filters {name}={value}", _states(plan, name, value)


class _Named:
    """A set of texts and concepts; `word in named` tells whether one of them contains the word or its concept."""

    def __init__(self, names: Sequence[str], synonyms: bool = False) -> None:
        self.concepts = {found.name for name in names if (found := concept(name) or recognise(name))}
        others = [word for name in self.concepts if (c := concept(name)) for word in c.synonyms]
        said = [*names, *(others if synonyms else ())]
        self.text = " " + fold(" ".join(said)).replace("-", " ")

    def __contains__(self, word: str) -> bool:
        folded = fold(word).replace("-", " ")
        found = recognise(word)
        family = {found.name, *members(found.name)} if found else set()
        return bool(family & self.concepts) or re.search(rf"\b{re.escape(folded)}", self.text) is not None


def _asked(plan: Plan) -> list[str]:
    filters = plan.filters
    return [*plan.wanted, *plan.captions, filters.key, filters.artist, filters.album]


def _refused(plan: Plan) -> list[str]:
    refused = [*plan.unwanted, *plan.filters.without, *plan.filters.not_by]
    return [*refused, *(tag for name in plan.unwanted for tag in tags_of_refusal(name, plan.wanted))]


def _states(plan: Plan, name: str, value: Any) -> bool:
    filters = plan.filters
    match name:
        case "year":
            first, last = re.findall(r"\d{4}", f"{value} {value}")[:2]
            last_year = int(last) + 9 if str(value).endswith("s") else int(last)
            return (filters.year_min, filters.year_max) == (int(first), last_year)
        case "count":
            return plan.k == min(int(value), MAX_K)
        case "artist":
            wanted = fold(str(value))
            return wanted in fold(" ".join((filters.artist, *plan.notes, *plan.like_names, *plan.unused)))
        case "tempo" | "duration":
            low, high = (
                (filters.tempo_min, filters.tempo_max)
                if name == "tempo"
                else (filters.duration_min_s, filters.duration_max_s)
            )
            number = float(re.sub(r"[^\d.]", "", str(value)))
            slack = number * (_TEMPO_SLACK if name == "tempo" else _DURATION_SLACK)
            return low is not None and high is not None and number - slack <= low <= number <= high <= number + slack
        case _:
            return bool(getattr(filters, name, None) == value)

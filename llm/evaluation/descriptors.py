"""Compare plans with requests in which descriptors are marked: `hark evaluate requests FILE.csv`.

A descriptor is a phrase that describes music. The file has the form of MusicRecoIntent (Baranes et al., NLP4MusA 2026):
a column "query", and a column "intents". The latter is a dictionary from a kind of descriptor (Genre, Mood, Instrument,
ListeningContext, Decade, country, NE) to its phrases, each with a role: "+" wanted, "-" refused, "~" only an example.
The kind NE holds names, which are no descriptors: no word of a name should become a wish or a refusal.
"""

from __future__ import annotations

import ast
import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.text import fold
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members, neighbours
from data.vocabulary.styles import genres, places
from llm.plan import Plan
from llm.understanding.meanings import meaning

_NAMES = "NE"
_KIND = {"instrument": "Instrument", "genre": "Genre", "mood": "Mood", "texture": "Mood", "use": "ListeningContext"}


@dataclass(frozen=True, slots=True)
class _Descriptor:
    kind: str
    phrase: str
    role: str


def score_descriptors(path: Path, make_plan: Callable[[str], Plan]) -> dict[str, Any]:
    """Return the share of descriptors that plans contain, and the share of the plans' concepts that are marked.

    Both are counted for each kind and role of descriptor.

    Args:
        path: the file.
        make_plan: returns the plan of a request.

    Raises:
        UserError: the file cannot be read or lacks a column.
    """
    understood: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    turned = taken = with_names = 0
    for query, descriptors in _read(path):
        plan = make_plan(query)
        for one in descriptors:
            if one.kind == _NAMES or one.role == "~":
                continue
            name = f"{one.kind} {one.role}"
            marked[name] += 1
            understood[name] += _is_understood(one, plan)
            turned += one.role == "-" and bool(_concepts(one.phrase) & set(plan.wanted))
        plain = [d for d in descriptors if d.kind != _NAMES]
        for concept_name, role in [*((w, "+") for w in plan.wanted), *((u, "-") for u in plan.unwanted)]:
            found = concept(concept_name)
            if found is not None:
                stated[f"{_KIND[found.kind]} {role}"] += 1
                right[f"{_KIND[found.kind]} {role}"] += any(
                    d.role == role and _close(concept_name) & _concepts(d.phrase) for d in plain
                )
        names = [d.phrase for d in descriptors if d.kind == _NAMES]
        with_names += bool(names)
        taken += any(_is_taken(phrase, query, plan, plain) for phrase in names)
    return {
        "understood": {k: _share(understood[k], n) for k, n in sorted(marked.items())},
        "precision": {k: _share(right[k], n) for k, n in sorted(stated.items())},
        "refusals turned into wishes": turned,
        "requests in which a word of a name is a wish or a refusal": _share(taken, with_names),
    }


def _share(met: int, of: int) -> dict[str, Any]:
    return {"met": met, "of": of, "share": round(met / of, 3) if of else None}


def _read(path: Path) -> list[tuple[str, list[_Descriptor]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [(row["query"], _descriptors(row["intents"])) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError, SyntaxError) as error:
        raise UserError(f"{path} holds no marked requests: {error}", "Give a file like MusicRecoIntent's.") from error


def _descriptors(text: str) -> list[_Descriptor]:
    marked = ast.literal_eval(text)
    return [_Descriptor(kind, phrase, role) for kind, phrases in marked.items() for phrase, role in phrases]


def _concepts(phrase: str) -> set[str]:
    """Return the concepts that a phrase names, with the parent concept of a genre that is no concept.

    If there are none, return the concepts that the phrase means.
    """
    found = {m.concept.name for m in mentions(phrase)}
    if kind := genres().get(fold(phrase).replace("-", " ")):
        found.add(kind)
    meant = None if found else meaning(phrase, len(phrase.split()))
    return found | set(meant.concepts if meant else ())


def _close(name: str) -> set[str]:
    return {name, *members(name), *neighbours(name)}


def _is_understood(one: _Descriptor, plan: Plan) -> bool:
    said = fold(one.phrase)
    if one.kind == "Decade":
        return plan.filters.year_min is not None or plan.filters.year_max is not None or said in _text(plan)
    if one.kind == "country" and (place := places().get(said)):
        return place in _text(plan) or bool(_concepts(one.phrase) & set(plan.wanted))
    if one.role == "-":
        refused = {m for name in plan.unwanted for m in members(name)}
        return bool(_concepts(one.phrase) & refused) or any(said in fold(u) for u in plan.unwanted)
    wanted = {m for name in plan.wanted for m in _close(name)}
    return bool(_concepts(one.phrase) & wanted) or said in _text(plan)


def _text(plan: Plan) -> str:
    """Return the captions of a plan as one folded text. They contain genres and places that are no concepts."""
    return fold(" ".join(plan.captions))


def _is_taken(phrase: str, query: str, plan: Plan, others: list[_Descriptor]) -> bool:
    """Return whether a concept is in the plan only because the name `phrase` contains a word for it."""
    named = {m.concept.name for m in mentions(phrase)}
    rest = fold(query).replace(fold(phrase), " ")
    elsewhere = {m.concept.name for m in mentions(rest)} | {c for d in others for c in _concepts(d.phrase)}
    return bool((named - elsewhere) & {*plan.wanted, *plan.unwanted})

"""Define the musical concepts: instruments, genres, moods, uses and textures, with their names.

These names are what the planner looks for in requests, what retrieval detects in tracks, and what answers describe
tracks with. Each concept has one caption in the style of MusicCaps, because the encoders understand that style. Names
are looked up exactly; `mentions` finds them in sentences and `spelling` corrects typing errors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from data.text import fold

from .language import languages
from .tables import rows

Kind = Literal["instrument", "genre", "mood", "use", "texture"]

_TABLE = Path(__file__).parent / "concepts.txt"


@dataclass(frozen=True, slots=True)
class Concept:
    """A musical property that a listener can ask for and that can be heard."""

    name: str  # plain English, lower case, unique
    kind: Kind
    caption: str  # in the style of MusicCaps
    synonyms: tuple[str, ...] = ()  # other names: English, German, French, Spanish, common misspellings


def concept(name: str) -> Concept | None:
    """Return the concept with exactly this name."""
    return _by_name().get(name)


def recognise(phrase: str) -> Concept | None:
    """Return the concept that a phrase names by its name or a synonym, in singular or plural and in any case."""
    words = fold(phrase).replace("-", " ").split()
    found = _by_phrase().get(" ".join(words))
    if found is None and words and words[-1].endswith("s"):
        found = _by_phrase().get(" ".join([*words[:-1], words[-1][:-1]]))
    return found


def phrases() -> dict[str, Concept]:
    """Return a dictionary from each folded name and synonym (hyphens as spaces) to its concept; do not change it."""
    return _by_phrase()


@cache
def _by_name() -> dict[str, Concept]:
    return {c.name: c for c in CONCEPTS}


@cache
def _by_phrase() -> dict[str, Concept]:
    table: dict[str, Concept] = {}
    for c in CONCEPTS:  # a name has precedence over a synonym of another concept
        table[fold(c.name).replace("-", " ")] = c
    for c in CONCEPTS:
        for synonym in c.synonyms:
            table.setdefault(fold(synonym).replace("-", " "), c)
    return table


def _read_concepts() -> tuple[Concept, ...]:
    parts = re.split(r"(?m)^\[(\w+)\]$", _TABLE.read_text(encoding="utf-8"))
    return tuple(
        Concept(name, cast(Kind, kind), caption, _synonyms(name))
        for kind, section in zip(parts[1::2], parts[2::2], strict=True)
        for name, caption in rows(section)
    )


def _synonyms(name: str) -> tuple[str, ...]:
    return tuple(word for language in languages().values() for word in language.synonyms.get(name, ()))


CONCEPTS = _read_concepts()

"""Look up relations between concepts: subkinds, similar and opposite concepts, and concepts refused together.

The table, with the meaning of each relation, is `relations.txt`.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from .concepts import concept
from .tables import rows

Relation = Literal["narrower", "near", "associated", "opposite", "remedy", "excludes", "implies", "tags"]

_TABLE = Path(__file__).parent / "relations.txt"


@cache
def table(relation: Relation) -> dict[str, tuple[str, ...]]:
    """Return all entries of one relation: a dictionary from a concept to the names of the related ones."""
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in get_args(Relation)}
    for name, rest in rows(_TABLE.read_text(encoding="utf-8")):
        kind, _, others = rest.partition("|")
        found[kind.strip()][name] = tuple(other.strip() for other in others.split(","))
    return found[relation]


def related(name: str, relation: Relation) -> tuple[str, ...]:
    """Return the names that are related to a concept by one relation, or ()."""
    return table(relation).get(name, ())


@cache
def members(name: str) -> tuple[str, ...]:
    """Return a concept and all narrower ones, at any depth: instruments of a family, subgenres of a genre."""
    found = [name]
    for narrower in related(name, "narrower"):
        found += [member for member in members(narrower) if member not in found]
    return tuple(found)


@cache
def neighbours(name: str) -> frozenset[str]:
    """Return the concepts that are similar to a concept, in either order of the table, or associated with it."""
    backwards = {other for other, near in table("near").items() if name in near}
    return frozenset((*related(name, "near"), *backwards, *related(name, "associated"))) - {name}


@cache
def opposites(name: str) -> frozenset[str]:
    """Return the concepts that are opposite to a concept, in either order of the table."""
    backwards = {other for other, opposite in table("opposite").items() if name in opposite}
    return frozenset((*related(name, "opposite"), *backwards))


def tags_of_refusal(refused: str, wanted: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names for which a refused concept is searched in tags: a track tagged with one of them is excluded.

    These are all names of the concept, of all narrower concepts and of what it implies, except those that match a
    requested concept. For example, "rock, no punk" refuses a part of what is requested; "violin, no other strings"
    requests a part of what is refused.

    Args:
        refused: name of a concept.
        wanted: names of the concepts that the same request asks for.
    """
    needed = {member for name in wanted if refused not in members(name) for member in members(name)}
    excluded = [m for name in (refused, *related(refused, "implies")) for m in members(name) if m not in needed]
    words = [word for m in excluded if (found := concept(m)) for word in (m, *found.synonyms)]
    words += related(refused, "tags")
    return tuple(dict.fromkeys(word for word in words if not _occurs_in(word, needed)))


def _occurs_in(phrase: str, names: Collection[str]) -> bool:
    """Return whether the words of a phrase occur in one of the names: "bass" in "double bass"."""
    words = set(phrase.split())
    return any(words <= set(name.split()) for name in names)

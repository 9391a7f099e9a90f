"""Look up genres that have no entry in the concept vocabulary, and words for peoples, places and languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from data.text import fold

from .concepts import phrases
from .tables import rows

_FOLDER = Path(__file__).parent


@cache
def genres() -> dict[str, str]:
    """Return a dictionary from each folded genre that is no concept to the concept that it is a kind of."""
    read = rows((_FOLDER / "genres.txt").read_text(encoding="utf-8"))
    return {genre: kind for genre, kind in read if genre not in phrases()}


@cache
def places() -> dict[str, str]:
    """Return a dictionary from each folded word for a people, a place or a language to its English adjective."""
    return {word: adjective.rstrip("*") for adjective, words in _places() for word in (adjective.rstrip("*"), *words)}


@cache
def tongues() -> tuple[str, ...]:
    """Return the folded words for languages, longest first."""
    named = (word for adjective, words in _places() if adjective.endswith("*") for word in (adjective[:-1], *words))
    return tuple(sorted(named, key=len, reverse=True))


def _places() -> list[tuple[str, list[str]]]:
    read = rows((_FOLDER / "places.txt").read_text(encoding="utf-8"))
    return [(adjective, [fold(word.strip()) for word in words.split(",")]) for adjective, words in read]

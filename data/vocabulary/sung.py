"""Recognise the languages of songs in tags, which give names or codes of ISO 639: "por", "pt-BR", "Portuguese"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from data.text import fold

from .styles import places, tongues
from .tables import rows


@cache
def _names() -> dict[str, str]:
    """Return code or folded name of a language -> its English name."""
    read = rows((Path(__file__).parent / "language_codes.txt").read_text(encoding="utf-8"))
    codes = {code.strip(): name for name, codes in read for code in codes.split(",")}
    return codes | {word: places()[word] for word in tongues()}


def language_named(text: str) -> str:
    """Return the English name of the language that a word or code names, in lower case; "" if it names none."""
    said = fold(text).strip()
    return _names().get(said) or _names().get(re.split(r"[-_]", said)[0], "")


def languages_in(values: Iterable[str]) -> tuple[str, ...]:
    """Return the languages that the values of a tag name, without duplicates."""
    parts = (part for value in values for part in re.split(r"\s*[;,/|]\s*|\s+and\s+", value[:200]))
    return tuple(dict.fromkeys(name for part in parts if (name := language_named(part))))

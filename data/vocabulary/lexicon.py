"""Which words name a concept in each language, and which words look like a name without being one.

There is one text file per language in `languages/`; to add a language, add a file. A file has these sections:

    names        "concept | words": what names the concept, besides its synonyms in `concepts`; never corrected to
    telltale     small words that show that a text may be in this language
    unmusical    everyday words of this language that name a concept in another one ("war" in German)
    not after    "word: others": after one of these the word names nothing ("my house")
    not before   "word: others": before one of these the word names nothing ("love it")
    correct      frequent words that are never corrected, whatever the language of the text
    spelt right  words that are not corrected in a text of this language, although a name is spelt much like them
    everyday     words that requests are made of; what nearly spells one is not corrected to a name
    measured     adjectives whose superlatives compare numbers ("slowest") and name no concept
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from data.text import fold

from .concepts import Concept, concept, phrases
from .tables import rows

_FOLDER = Path(__file__).parent
_CROSSED_OUT = "🚫❌⛔"


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language file, in lower case without accents. The fields are the sections of the file."""

    names: Mapping[str, str] = field(default_factory=dict)  # word or phrase -> name of the concept
    telltale: frozenset[str] = frozenset()
    unmusical: frozenset[str] = frozenset()
    not_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    not_before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    correct: frozenset[str] = frozenset()
    spelt_right: frozenset[str] = frozenset()
    everyday: tuple[str, ...] = ()
    measured: frozenset[str] = frozenset()


@cache
def languages() -> dict[str, Language]:
    """Return every language that has a file, by its code ("de")."""
    return {
        path.stem: read_language(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("languages/*.txt"))
    }


def read_language(text: str) -> Language:
    """Return the language that the text of a file describes."""
    parts = re.split(r"(?m)^\[([a-z ]+)\]$", text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    lists = {name: fold(sections.get(name, "")).split() for name in ("telltale", "unmusical", "correct", "everyday")}
    return Language(
        names={fold(said): name for name, said in _named(sections.get("names", ""))},
        telltale=frozenset(lists["telltale"]),
        unmusical=frozenset(lists["unmusical"]),
        not_after=_contexts(sections.get("not after", "")),
        not_before=_contexts(sections.get("not before", "")),
        correct=frozenset(lists["correct"]),
        spelt_right=frozenset(fold(sections.get("spelt right", "")).split()),
        everyday=tuple(lists["everyday"]),
        measured=frozenset(fold(sections.get("measured", "")).split()),
    )


@cache
def names() -> dict[str, str]:
    """Return the words and phrases of all language files that name a concept, each with the concept's name."""
    return {said: name for language in languages().values() for said, name in language.names.items()}


def concept_of(phrase: str) -> Concept | None:
    """Return the concept that a folded phrase names in any language, in singular or with an "s" at its end."""
    table = phrases()
    if phrase in table:
        return table[phrase]
    if name := names().get(phrase):
        return concept(name)
    return table.get(phrase[:-1]) if phrase.endswith("s") and len(phrase) > 3 else None


def languages_of(words: Iterable[str]) -> frozenset[str]:
    """Return the codes of the languages that folded words may be in; English has no telltale words and is left out."""
    said = frozenset(words)
    return frozenset(code for code, language in languages().items() if said & language.telltale)


def has_other_sense(word: str, before: str, after: str, spoken: Iterable[str]) -> bool:
    """Return whether a word that could name a concept does not name it here.

    Args:
        word: the word, folded.
        before: the word before it, "" at the beginning.
        after: the word after it, "" at the end.
        spoken: codes of the languages that the text may be in.
    """
    if word == "loves" or any(word in languages()[code].unmusical for code in spoken):
        return True
    return any(
        before in language.not_after.get(word, ()) or after in language.not_before.get(word, ())
        for language in languages().values()
    )


def spell_out(text: str) -> str:
    """Return a text with its emoji and "w/" in words; a crossed-out emoji is refused: "🚫🥁" becomes "no drums"."""
    text = re.sub(r"(?i)\bw/o\b", "without", text)
    text = re.sub(r"(?i)\bw/(?= ?[a-z])\s?", "with ", text)
    if text.isascii():
        return text
    for emoji in _CROSSED_OUT:
        text = text.replace(emoji, " no ")
    for emoji, word in _emoji().items():
        if emoji in text:
            text = re.sub(rf"(?:{emoji}[\ufe0f\u200d]?)+", f" {word} ", text)
    return " ".join(text.split())


@cache
def _emoji() -> dict[str, str]:
    lines = rows((_FOLDER / "emoji.txt").read_text(encoding="utf-8"))
    return {emoji: word for word, emojis in lines for emoji in emojis.split()}


def _named(section: str) -> list[tuple[str, str]]:
    """Return each (concept, word or phrase) of a section "names"."""
    return [(name, said.strip()) for name, line in rows(section) for said in line.split(",")]


def _contexts(section: str) -> dict[str, frozenset[str]]:
    return {fold(word): frozenset(fold(others).split()) for word, others in rows(section, ":")}

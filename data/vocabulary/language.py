"""Read the files that hold the words of each language.

There is one text file per language in `languages/`; to add a language, add a file. A file has these sections:

    synonyms     "concept | words": what listeners call the concept; misspelt words are corrected to these
    names        "concept | words": further words for the concept, too similar to other words to serve as corrections
    telltale     short common words that indicate this language
    unmusical    everyday words of this language that name a concept in another one ("war" in German)
    not after    "word: others": after one of the others, the word names no concept ("my house")
    not before   "word: others": before one of the others, the word names no concept ("love it")
    correct      frequent words that are never corrected, whatever the language of the text
    spelt right  words that are not corrected in a text of this language, although they resemble a name
    everyday     common words of requests; a misspelling of one is not corrected to a name
    measured     adjectives whose superlatives ("slowest") compare numbers and name no concept
    said         "concept | words": how answers name the concept; without a line, by its English name. Instruments have
                 the definite article (in German in the accusative), genres can follow "sounds like" ("suena a"),
                 adjectives agree with "music", and uses are whole phrases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from data.text import fold

from .tables import rows

_FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language file, folded unless stated otherwise. Each field is a section of the file."""

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name of the concept -> words as written
    names: Mapping[str, str] = field(default_factory=dict)  # word or phrase -> name of the concept
    telltale: frozenset[str] = frozenset()
    unmusical: frozenset[str] = frozenset()
    not_after: Mapping[str, frozenset[str]] = field(default_factory=dict)
    not_before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    correct: frozenset[str] = frozenset()
    spelt_right: frozenset[str] = frozenset()
    everyday: tuple[str, ...] = ()
    measured: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)  # name of the concept -> words as written


@cache
def languages() -> dict[str, Language]:
    """Return the languages by code ("de"), English first."""
    paths = sorted(_FOLDER.glob("*.txt"), key=lambda path: (path.stem != "en", path.stem))
    return {path.stem: read_language(path.read_text(encoding="utf-8")) for path in paths}


def read_language(text: str) -> Language:
    """Parse the text of a language file."""
    parts = re.split(r"(?m)^\[([a-z ]+)\]$", text)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    lists = {name: fold(sections.get(name, "")).split() for name in ("telltale", "unmusical", "correct", "everyday")}
    return Language(
        synonyms={
            name: tuple(said.strip() for said in line.split(",")) for name, line in rows(sections.get("synonyms", ""))
        },
        names={fold(said): name for name, said in _named(sections.get("names", ""))},
        telltale=frozenset(lists["telltale"]),
        unmusical=frozenset(lists["unmusical"]),
        not_after=_contexts(sections.get("not after", "")),
        not_before=_contexts(sections.get("not before", "")),
        correct=frozenset(lists["correct"]),
        spelt_right=frozenset(fold(sections.get("spelt right", "")).split()),
        everyday=tuple(lists["everyday"]),
        measured=frozenset(fold(sections.get("measured", "")).split()),
        said=dict(rows(sections.get("said", ""))),
    )


def _named(section: str) -> list[tuple[str, str]]:
    """Parse a section of "concept | words" lines into (concept, word or phrase) pairs."""
    return [(name, said.strip()) for name, line in rows(section) for said in line.split(",")]


def _contexts(section: str) -> dict[str, frozenset[str]]:
    """Parse a section of "word: others" lines into a dictionary from each word to the other words."""
    return {fold(word): frozenset(fold(others).split()) for word, others in rows(section, ":")}


def language_of(text: str) -> str:
    """Return the code of the language that most words of a text belong to; "en" if none stands out.

    Short common words (`Language.telltale`) count double, because other words may be names or titles.
    """
    said = re.findall(r"[^\W\d_]+", fold(text))
    scores = {
        code: sum(2 if word in telltale else word in others for word in said)
        for code, (telltale, others) in _words_by_language().items()
    }
    return max(scores, key=lambda code: scores[code])


def is_function_word(word: str) -> bool:
    """Return whether a word is one of the short common words of a language, which say nothing about music."""
    return any(fold(word) in language.telltale for language in languages().values())


@cache
def _words_by_language() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return for each language its telltale words, and its other words without those that English has as well."""
    others = {
        code: frozenset(
            word
            for phrase in (*sum(language.synonyms.values(), ()), *language.names)
            for word in fold(phrase).split()
            if len(word) > 2
        )
        | language.correct
        | frozenset(language.everyday)
        for code, language in languages().items()
    }
    english = others["en"] | {word for name in languages()["en"].synonyms for word in name.split()}
    shared = {
        word for language in languages().values() for said in language.said.values() for word in fold(said).split()
    }
    return {
        code: (language.telltale, others[code] - english if code != "en" else english - shared)
        for code, language in languages().items()
    }

"""Look up which words name a concept in any language, and detect words that have another meaning in context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from data.text import fold

from .concepts import Concept, concept, phrases
from .language import languages
from .tables import rows

_FOLDER = Path(__file__).parent
_LONG = 8  # letters of a single word that hardly means anything else
_ARTICLE = re.compile(r"^(?:(?:der|die|das|den|dem|einer|le|la|les|un|une|du|el|los|las)\s|l')")
_CROSSED_OUT = "🚫❌⛔"


@cache
def names() -> dict[str, str]:
    """Return a dictionary from each word or phrase that names a concept, in any language, to the concept's name.

    The names of instruments in answers are included, so that a listener can repeat them. Short ones are left
    out, because they may be any word ("bois", "caja").
    """
    found = {said: name for language in languages().values() for said, name in language.names.items()}
    for code, language in languages().items():
        for name, said in language.said.items() if code != "en" else ():
            bare = _ARTICLE.sub("", fold(said))
            if (c := concept(name)) and c.kind == "instrument" and (len(bare) >= _LONG or " " in bare):
                found.setdefault(bare, name)
    return found


def concept_of(phrase: str) -> Concept | None:
    """Return the concept that a folded phrase names in any language, with or without a final "s"."""
    table = phrases()
    if phrase in table:
        return table[phrase]
    if name := names().get(phrase):
        return concept(name)
    return table.get(phrase[:-1]) if phrase.endswith("s") and len(phrase) > 3 else None


def languages_of(words: Iterable[str]) -> frozenset[str]:
    """Return the codes of the languages other than English that these folded words may be in."""
    said = frozenset(words)
    return frozenset(code for code, language in languages().items() if code != "en" and said & language.telltale)


def has_other_sense(word: str, before: str, after: str, spoken: Iterable[str]) -> bool:
    """Return whether a word that can name a concept has another meaning in this context.

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
    """Replace emoji and "w/" by words; "🚫" before an emoji becomes "no": "🚫🥁" gives "no drums"."""
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

"""Answers as typed parts: words, and citations of tracks by rank."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.text import clean

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_CITATION = re.compile(r"\[(\d{1,3})\]")
# Web and mail addresses, and schemes that a browser would run.
ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:javascript|data|vbscript|file|mailto):)\S*|\S+@\S+\.\w+",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[\[\]<>{}|\\`$*~^_]|://")


@dataclass(frozen=True, slots=True)
class Text:
    """Words of an answer."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to the track of this rank."""

    rank: int

    def __str__(self) -> str:
        return f"[{self.rank}]"


Part = Text | Citation


class Prose(tuple[Part, ...]):
    """Words and citations in order. As a string, `[2]` stands for a citation of the track of rank 2.

    That string is how an answer is printed in a terminal and saved in a conversation; `parse` reads it back.
    """

    __slots__ = ()

    def __new__(cls, *pieces: str | Part | Iterable[Part]) -> Prose:
        """Concatenate pieces; adjacent words become one `Text`, empty ones are left out."""
        parts: list[Part] = []
        for piece in pieces:
            for part in (Text(piece),) if isinstance(piece, str) else (piece,) if isinstance(piece, Part) else piece:
                if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
                    parts[-1] = Text(parts[-1].text + part.text)
                elif str(part):
                    parts.append(part)
        return super().__new__(cls, parts)

    @classmethod
    def parse(cls, text: str) -> Prose:
        """Read text in which `[2]` cites the track of rank 2: a saved answer, or a language model's checked text."""
        split = _CITATION.split(text)  # words, rank, words, rank, ..., words
        return cls(*(Citation(int(piece)) if i % 2 else Text(piece) for i, piece in enumerate(split)))

    def __str__(self) -> str:
        return "".join(str(part) for part in self)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks cited, each once, in order of first mention."""
        return tuple(dict.fromkeys(part.rank for part in self if isinstance(part, Citation)))

    def capitalized(self) -> Prose:
        """Return the same prose with a capital first letter, where it begins with words."""
        if self and isinstance(first := self[0], Text):
            return Prose(first.text[:1].upper() + first.text[1:], self[1:])
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Save prose as its string, and read it back with `parse`."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(
            cls.parse,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )


Piece = str | Part | Prose


def say(template: str, *values: Piece) -> Prose:
    """Fill each `{}` of a template with the next value.

    Example:
        >>> str(say("{} is by {}.", Citation(2), "Bach"))
        '[2] is by Bach.'
    """
    words = template.split("{}")
    pieces: list[Piece] = [words[0]]
    for value, following in zip(values, words[1:], strict=True):
        pieces += [value, following]
    return Prose(*pieces)


def quoted(text: str, limit: int = 120) -> str:
    """Return words of a tag or a request as an answer may repeat them: one line without markup and addresses.

    Brackets are among the markup, so that a name such as "[1]" cannot be read as a citation when it is saved.
    """
    return clean(_MARKUP.sub("", ADDRESS.sub("", clean(text, 4 * limit))), limit)

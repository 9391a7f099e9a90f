"""Define `Prose`: an answer as a sequence of plain text and citations of tracks."""

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
_MARKUP = re.compile(r"[\[\]<>{}|\\`*~^_]|://")


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of plain text in an answer. The only other kind of piece is a `Citation`."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation, in an answer, of the track with this rank."""

    rank: int

    def __str__(self) -> str:
        return f"[{self.rank}]"


Part = Text | Citation


class Prose(tuple[Part, ...]):
    """An answer: plain text and citations, in order.

    `str` writes a citation of the track of rank 2 as `[2]`; answers are printed and saved in this form. `parse` reads
    it back.
    """

    __slots__ = ()

    def __new__(cls, *pieces: str | Part | Iterable[Part]) -> Prose:
        """Concatenate pieces. Adjacent texts become one `Text`, and empty ones are left out."""
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
        """Return the prose of a text in which `[2]` cites the track of rank 2."""
        split = _CITATION.split(text)  # text, rank, text, rank, ..., text
        return cls(*(Citation(int(piece)) if i % 2 else Text(piece) for i, piece in enumerate(split)))

    def __str__(self) -> str:
        return "".join(str(part) for part in self)

    @property
    def ranks(self) -> tuple[int, ...]:
        """Return the ranks cited, each once, in the order of their first citation."""
        return tuple(dict.fromkeys(part.rank for part in self if isinstance(part, Citation)))

    def capitalized(self) -> Prose:
        """Return the prose with a capital first letter, unless it begins with a citation."""
        if self and isinstance(first := self[0], Text):
            return Prose(first.text[:1].upper() + first.text[1:], self[1:])
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to save prose as a string and to read it with `parse`."""
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
        ended = following.startswith(".") and str(value).endswith(".")  # "by R.E.M."
        pieces += [value, following[1:] if ended else following]
    return Prose(*pieces)


def quoted(text: str, limit: int = 120) -> str:
    """Return text from a tag or a request on one line, without markup and addresses, so that an answer may quote it.

    Brackets are removed too, so that a name such as "[1]" is not read as a citation from a saved answer. A longer text
    is cut after a word and ends with "…".
    """
    whole = clean(_MARKUP.sub("", ADDRESS.sub("", clean(text, 4 * limit))), 4 * limit)
    if len(whole) <= limit:
        return whole
    cut, _, rest = whole[: limit - 1].rpartition(" ")
    return (cut or rest).rstrip(" ,;:-–") + "…"

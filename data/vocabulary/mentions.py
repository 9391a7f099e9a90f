"""Find the concepts that a text names, with their positions, and remove them from the text.

Whether a concept is requested, refused or compared is decided by `llm.understanding`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from data.text import fold

from .concepts import Concept, phrases
from .lexicon import concept_of, has_other_sense, languages_of
from .spelling import respell

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)?")
_LONGEST = 4  # words in the longest phrase that is looked up
# Words and signs that are removed from the edges of a text after a cut.
_DANGLING_END = frozenset(
    "and or but with that which who is are has have the a an of in by for please und oder aber mit et ou mais avec y o "
    "pero con".split()
)
_DANGLING_START = re.compile(r"^(?:(?:and|or|but|that|which|of|by|please)\b|[,;.\s-])+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text, and the character positions [start, end) of its name."""

    concept: Concept
    start: int
    end: int


def tokens(folded: str) -> list[tuple[str, int, int]]:
    """Return the words of a folded text, each as (word, start, end)."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]


def mentions(text: str) -> list[Mention]:
    """Return the concepts that a text names, in order and without overlaps; longer names have precedence."""
    folded = fold(text)
    words = tokens(folded)
    spoken = languages_of(word for word, _, _ in words)
    spelt = [respell(word, spoken) for word, _, _ in words]
    found = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            if length > 1 and re.search(r"[,.;:!?()]", folded[words[i][1] : words[i + length - 1][2]]):
                continue  # a comma separates concepts: "jazz, drums"
            named = concept_of(" ".join(spelt[i : i + length])) or _as_written(words, folded, i, length)
            if named is not None and not _has_other_sense(words, i, length, spoken):
                found.append(Mention(named, words[i][1], words[i + length - 1][2]))
                i += length
                break
        else:
            i += 1
    return found


def cut(text: str, spans: Iterable[Span]) -> str:
    """Remove these spans from a text, and the punctuation and connecting words left over around them."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(start, at)] + " ")
        at = max(at, end)
    rest = " ".join("".join([*kept, text[at:]]).split())
    rest = re.sub(r"\s+([,.;!?])", r"\1", rest)
    rest = re.sub(r"([,;.])(?:\s*[,;.])+", r"\1", rest)
    return _DANGLING_START.sub("", _without_dangling_end(rest)).strip(" ,;-")


def _without_dangling_end(text: str) -> str:
    """Remove connecting words and signs from the end of a text."""
    if text.endswith("."):
        return text.rstrip(" ,;.-–")  # keep the sign that ends a sentence
    while True:
        text = text.rstrip(" ,;-–")
        before, _, last = text.rpartition(" ")
        if last.lower() not in _DANGLING_END:
            return text
        text = before


def cut_concepts(text: str, names: Collection[str]) -> str:
    """Remove the words that name these concepts from a text."""
    return cut(text, [(m.start, m.end) for m in mentions(text) if m.concept.name in names])


def _as_written(words: list[tuple[str, int, int]], folded: str, i: int, length: int) -> Concept | None:
    """Return the concept at word `i` whose name has signs between its words: "3/4 time", "drum & bass"."""
    written = folded[words[i][1] : words[i + length - 1][2]]
    return phrases().get(written) if length > 1 and re.search(r"[&/]", written) and written != "3/4" else None


def _has_other_sense(words: list[tuple[str, int, int]], i: int, length: int, spoken: frozenset[str]) -> bool:
    """Return whether the name at word `i` has a meaning other than its concept in this context: "I love songs"."""
    before = words[i - 1][0] if i else ""
    if length > 1:
        return bool(before) and words[i][0] == "love" and has_other_sense("love", before, "", spoken)
    after = words[i + 1][0] if i + 1 < len(words) else ""
    return has_other_sense(words[i][0], before, after, spoken)

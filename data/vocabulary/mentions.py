"""Find the concepts that a text names, with their places, and cut them out.

What a mention means in the request (a wish, a refusal, a comparison) is decided by `llm.understanding`.
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
    """A concept named in a text, at [start, end)."""

    concept: Concept
    start: int
    end: int


def tokens(folded: str) -> list[tuple[str, int, int]]:
    """Return the words of a folded text, each as (word, start, end)."""
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]


def mentions(text: str) -> list[Mention]:
    """Return the concepts that a text names, in order and without overlaps; a longer name wins over a shorter one."""
    folded = fold(text)
    words = tokens(folded)
    spoken = languages_of(word for word, _, _ in words)
    spelt = [respell(word, spoken) for word, _, _ in words]
    found = []
    i = 0
    while i < len(words):
        for length in range(min(_LONGEST, len(words) - i), 0, -1):
            if length > 1 and re.search(r"[,.;:!?()]", folded[words[i][1] : words[i + length - 1][2]]):
                continue  # "jazz, drums" are two things
            named = concept_of(" ".join(spelt[i : i + length])) or _as_written(words, folded, i, length)
            if named is not None and not (length == 1 and _has_other_sense(words, i, spoken)):
                found.append(Mention(named, words[i][1], words[i + length - 1][2]))
                i += length
                break
        else:
            i += 1
    return found


def cut(text: str, spans: Iterable[Span]) -> str:
    """Return the text without these spans, tidied of the joints that they leave."""
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at : max(start, at)] + " ")
        at = max(at, end)
    rest = " ".join("".join([*kept, text[at:]]).split())
    rest = re.sub(r"\s+([,.;!?])", r"\1", rest)
    rest = re.sub(r"([,;.])(?:\s*[,;.])+", r"\1", rest)
    return _DANGLING_START.sub("", _without_dangling_end(rest)).strip(" ,;-")


def _without_dangling_end(text: str) -> str:
    if text.endswith("."):
        return text.rstrip(" ,;.-–")  # what ends a sentence ends no joint
    while True:
        text = text.rstrip(" ,;-–")
        before, _, last = text.rpartition(" ")
        if last.lower() not in _DANGLING_END:
            return text
        text = before


def cut_concepts(text: str, names: Collection[str]) -> str:
    """Return the text without the words that name these concepts."""
    return cut(text, [(m.start, m.end) for m in mentions(text) if m.concept.name in names])


def _as_written(words: list[tuple[str, int, int]], folded: str, i: int, length: int) -> Concept | None:
    """Return the concept whose name has signs between its words: "3/4 time", "drum & bass"."""
    written = folded[words[i][1] : words[i + length - 1][2]]
    return phrases().get(written) if length > 1 and re.search(r"[&/]", written) and written != "3/4" else None


def _has_other_sense(words: list[tuple[str, int, int]], i: int, spoken: frozenset[str]) -> bool:
    before = words[i - 1][0] if i else ""
    after = words[i + 1][0] if i + 1 < len(words) else ""
    return has_other_sense(words[i][0], before, after, spoken)

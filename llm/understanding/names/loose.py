"""Find titles with typing errors, titles of everyday words, and folders, where words such as "like" call for a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from data.vocabulary.concepts import phrases
from data.vocabulary.mentions import Span
from data.vocabulary.wording import fillers
from llm.language import words
from llm.understanding.findings import Request
from llm.understanding.wording import is_common
from retrieval.query import Name

from . import cues
from .cues import cue_before

_END = re.compile(  # where a name may end; the longest text that is one is taken
    rf"[,;?!\"”»]|\.\s*$|\s(?:(?:{words('with_', 'without')})|but|and|or|please|pls|bitte|por favor|aber|mais|pero|"
    r"only|instead|for|at|on|in|from|when|while|that|which|what|to)\b"
)
_FOLDER = re.compile(
    r"\b(?:folder|directory|ordner|verzeichnis|dossier|carpeta)(?: (?:called|named))?\s+[\"'“‘«„]?(?=[^\s\"'“‘«„])"
)
_AND = re.compile(r"[\"'”’»]?(?:,? (?:and|or|und|oder|et|ou|y|o|plus|meets) |, |\s?[&+]\s?)[\"'“‘«„]?")
_MOST_WORDS, _MOST_ENDS = 12, 6
_SHORT = 6  # letters; a shorter word that is common is no misspelt title


def loose_names(request: Request, taken: list[tuple[int, int]]) -> Iterator[Name]:
    """Yield the names of the library that are said with typing errors, or in words that could mean something else.

    A name is looked for after words such as "like", in quotation marks, after "folder", and after an "and" behind
    another example.

    Args:
        request: the request.
        taken: spans of names that are found already.
    """
    text = request.folded
    spans = list(taken)
    for folder in _FOLDER.finditer(text):
        for start, end in _from(text, folder.end()):
            for name in request.look_up(request.text[start:end], loosely=True):
                if name.field == "folder" and _free(spans, start, end):
                    spans.append((start, end))
                    yield replace(name, start=folder.start(), end=end)
    quoted = [[found.span(1)] for found in cues.QUOTED.finditer(text)]
    liked = [_from(text, start) for _, start, _ in request.words if _calls_for_example(text, start)]
    for places in (*quoted, *liked):
        if (found := _title(request, places, spans)) is not None:
            spans.append((found.start, found.end))
            yield found
    examples = [(start, end) for start, end in spans if _calls_for_example(text, start)]
    for _, end in examples:  # grows meanwhile: "a mix of X, Y and Z"
        more = _AND.match(text, end)
        if more and (found := _title(request, _from(text, more.end()), spans)):
            examples.append((found.start, found.end))
            spans.append(examples[-1])
            yield found


def _calls_for_example(text: str, start: int) -> bool:
    return cue_before(text, start, cues.LIKED_BEFORE) is not None


def _free(spans: Sequence[Span], start: int, end: int) -> bool:
    return not any(start < b and a < end for a, b in spans)


def _from(text: str, start: int) -> list[Span]:
    """Return the spans from a place on that may be a name, the longest first."""
    ends = [found.start() for found in islice(_END.finditer(text, start + 1), _MOST_ENDS)]
    spans = []
    for end in (len(text), *reversed(ends)):
        said = text[start:end].rstrip(" .'’")
        if said and len(said.split()) <= _MOST_WORDS:
            spans.append((start, start + len(said)))
    return spans


def _title(request: Request, places: Sequence[Span], spans: Sequence[Span]) -> Name | None:
    """Return the first of these places that is a title: the exact words of one, or such with a typing error."""
    for start, end in places:
        said = request.folded[start:end]
        if not _free(spans, start, end):
            continue
        exact = next((n for n in request.names if (n.start, n.end) == (start, end) and n.field == "title"), None)
        if exact is not None and (len(said.split()) > 1 or not _means_itself(said)):
            return exact
        if exact is not None or _means_itself(said):
            continue
        for name in request.look_up(request.text[start:end], loosely=True):
            if name.field == "title":
                return replace(name, start=start, end=end)
    return None


def _means_itself(said: str) -> bool:
    """Return whether words have a meaning of their own, so that they are no title with a typing error."""
    spoken = said.split()
    return all(w in fillers() or w in phrases() or (len(w) < _SHORT and is_common(w)) for w in spoken)

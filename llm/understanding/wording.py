"""Find the words of a request to search with: those that no finding uses and that are no filler words."""

from __future__ import annotations

import re

from data.text import fold
from data.vocabulary.mentions import cut, tokens
from llm.language import word_set, words

from .findings import Request, blanked

MAX_TEXT = 400  # characters of text from all turns; the oldest words are cut first

_EMPTY_WORDS = word_set("fillers") | word_set("too")


def left_over(request: Request) -> list[tuple[str, int, int]]:
    """Return (word, start, end) of each word that no finding uses, without names of concepts and filler words."""
    text = blanked(request.rest, ((m.start, m.end) for m in request.mentions))
    return [word for word in tokens(text) if word[0] not in _EMPTY_WORDS]


_POLITE = re.compile(
    rf"^\W*(?:(?:{words('opens')})\b:?[\s,!.]*)*(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    rf"(?:(?:{words('asks')})\b\s*)?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(rf"(?<![\s,])[\s,]*\b(?:{words('please')})\W*$", re.IGNORECASE)


def positive_text(request: Request, understood: bool) -> str:
    """Return the request without greetings and without the words that findings use.

    Args:
        request: the request with its accepted findings.
        understood: whether findings other than requested concepts exist. If so, "" is returned when only
            filler words remain; if not, the filler words are returned, so that there is something to search for.
    """
    spans = [span for finding in request.found for span in finding.spans]
    spans += [polite.span() for polite in (_POLITE.match(request.folded), _POLITE_END.search(request.folded)) if polite]
    kept = cut(request.text, spans)
    remaining = [word for word, _, _ in tokens(fold(kept)) if word not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""

"""The words of a request that say what to search for by sound, once everything understood is taken out."""

from __future__ import annotations

import re

from data.text import fold
from data.vocabulary.mentions import cut, tokens

from .findings import Request, blanked
from .language import word_set, words

MAX_TEXT = 400  # characters of accumulated wish; beyond that the oldest words go first

_EMPTY_WORDS = word_set("fillers") | word_set("too")


def left_over(request: Request) -> list[tuple[str, int, int]]:
    """Return the words, with their places, that still say something: neither taken nor naming a concept."""
    text = blanked(request.rest, ((m.start, m.end) for m in request.mentions))
    return [word for word in tokens(text) if word[0] not in _EMPTY_WORDS]


_POLITE = re.compile(
    rf"^\W*(?:(?:{words('opens')})\b:?[\s,!.]*)*(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    rf"(?:(?:{words('asks')})\b\s*)?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(rf"(?<![\s,])[\s,]*\b(?:{words('please')})\W*$", re.IGNORECASE)


def positive_text(request: Request, understood: bool) -> str:
    """Return the positive words of the request; "" when nothing of substance is left.

    Args:
        request: with all that was found in it.
        understood: whether something but plain wishes was found; then words without substance need not be searched for.
    """
    spans = [span for finding in request.found for span in finding.spans]
    spans += [polite.span() for polite in (_POLITE.match(request.folded), _POLITE_END.search(request.folded)) if polite]
    kept = cut(request.text, spans)
    remaining = [word for word, _, _ in tokens(fold(kept)) if word not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""

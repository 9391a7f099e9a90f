"""Find remarks about past listening, which ask for nothing: "I've been listening to a lot of metal lately, so ..."."""

from __future__ import annotations

import re

from llm.understanding.findings import Aside, Finding, Request

_TOLD = re.compile(
    r"\b(?:i've|i have|i'm|i am|i was|we've|we were|been) (?:[a-z]+ ){0,3}?(?:listening to|hearing|playing)\b"
    r"(?:(?!, (?:but|so|and now)\b|[.;!?]|\b(?:but|so|tonight|today|now)\b).)*"
)
_LETTER = re.compile(r"[a-z]")


def read(request: Request) -> list[Finding]:
    """Find remarks about past listening that are followed by other words. The search ignores the remarks."""
    return [
        Aside(spans=(match.span(),))
        for match in _TOLD.finditer(request.rest)
        if _LETTER.search(request.rest[match.end() :])
    ]

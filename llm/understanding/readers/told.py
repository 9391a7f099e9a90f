"""Find greetings and remarks about past listening, which ask for nothing: "I've been listening to metal lately"."""

from __future__ import annotations

import re

from llm.language import words
from llm.understanding.findings import Aside, Finding, Request

_TOLD = re.compile(
    r"\b(?:i've|i have|i'm|i am|i was|we've|we were|been) (?:[a-z]+ ){0,3}?(?:listening to|hearing|playing)\b"
    r"(?:(?!, (?:but|so|and now)\b|[.;!?]|\b(?:but|so|tonight|today|now)\b).)*"
)
_GREETS = re.compile(rf"^\W*(?:{words('greets')})\b(?:\W+(?:{words('addresses')})\b)?(?=\W)")
_LETTER = re.compile(r"[a-z]")


def read(request: Request) -> list[Finding]:
    """Find a greeting and remarks about past listening. They are found only if other words follow them."""
    greeting = _GREETS.match(request.rest)
    greeted = [greeting] if greeting and _LETTER.search(request.rest[greeting.end() :]) else []
    return [
        Aside(spans=(match.span(),))
        for match in (*greeted, *_TOLD.finditer(request.rest))
        if _LETTER.search(request.rest[match.end() :])
    ]

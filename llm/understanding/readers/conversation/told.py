"""Find words that ask for nothing: greetings, remarks about past listening, and examples of "any genre".

The examples are the two ends of a range: "any genre from folk to metal".
"""

from __future__ import annotations

import re

from llm.language import words
from llm.understanding.findings import Aside, Finding, Request

_TOLD = re.compile(
    r"\b(?:i've|i have|i'm|i am|i was|we've|we were|been) (?:[a-z]+ ){0,3}?(?:listening to|hearing|playing)\b"
    r"(?:(?!, (?:but|so|and now)\b|[.;!?]|\b(?:but|so|tonight|today|now)\b).)*"
)
# "any genre from folk to metal": both ends are examples
_RANGE = re.compile(
    rf"\b(?:{words('any_kind')})[ ,]+(?:{words('range_begins')}) [\w &-]{{2,30}}? (?:{words('to')}) [\w&-]+"
)
_GREETS = re.compile(rf"^\W*(?:{words('greets')})\b(?:\W+(?:{words('addresses')})\b)?(?=\W)")
_LETTER = re.compile(r"[a-z]")


def read(request: Request) -> list[Finding]:
    """Find greetings, remarks about past listening and ranges of any genre, which the search ignores.

    A greeting or remark is found only if other words follow it.
    """
    greeting = _GREETS.match(request.rest)
    greeted = [greeting] if greeting and _LETTER.search(request.rest[greeting.end() :]) else []
    ranges = [Aside(spans=(match.span(),)) for match in _RANGE.finditer(request.rest)]
    told = [
        Aside(spans=(match.span(),))
        for match in (*greeted, *_TOLD.finditer(request.rest))
        if _LETTER.search(request.rest[match.end() :])
    ]
    return [*ranges, *told]

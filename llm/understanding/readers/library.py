"""Find questions about the library as a whole: "how many jazz songs do I have?", "my longest track"."""

from __future__ import annotations

import re
from typing import cast

from llm.language import languages
from llm.plan import Ask
from llm.understanding.findings import Act, Finding, Request

_QUESTIONS = tuple(
    (cast(Ask, ask), re.compile(rf"^\W*(?:(?:and|so|ok|hey|hark|please)\W+)*(?:{alternatives})(?:\W+please)?\W*$"))
    for language in languages()
    for ask, alternatives in language.library_questions.items()
)


def read(request: Request) -> list[Finding]:
    """Find a question about the library; the rest of the request may state conditions."""
    for ask, pattern in _QUESTIONS:
        if pattern.match(request.folded):
            return [Act("library", ask=ask)]
    return []

"""Find feelings that music should drive away, such as sleep in "shake the sleep off": it should sound the other way."""

from __future__ import annotations

import re

from data.vocabulary.relations import related
from llm.language import words
from llm.understanding.findings import Finding, Refusal, Request, Wish

_CUE = re.compile(rf"\b(?:{words('driving_away')})\s+$")
_BEHIND = re.compile(r"\s+(?:off|away|out)\b")
_NEAR = 60  # characters before a concept in which the cue is looked for


def read(request: Request) -> list[Finding]:
    """Find concepts that the music should drive away, each as a wish for what helps against it.

    What helps is in the relation "remedy" of data/vocabulary/relations.txt. A mood is refused as well; a use of music
    ("sleep") is not, because no tag states it.
    """
    found: list[Finding] = []
    for mention in request.mentions:
        remedies = related(mention.concept.name, "remedy")
        cue = _CUE.search(request.folded[max(mention.start - _NEAR, 0) : mention.start])
        if not remedies or cue is None or not request.free(mention):
            continue
        start = max(mention.start - _NEAR, 0) + cue.start()
        behind = _BEHIND.match(request.folded, mention.end)
        span = (start, behind.end() if behind else mention.end)
        said = request.text[slice(*span)]
        found += [Wish(name, spans=(span,), note=f"{said}: {' and '.join(remedies)}") for name in remedies[:1]]
        found += [Wish(name) for name in remedies[1:]]
        found += [Refusal(mention.concept.name)] if mention.concept.kind == "mood" else []
    return found

"""Find conditions that no known fact about a track can check, such as ratings or the day when a file was added.

data/vocabulary/unknowable.txt names these conditions. The words for them are in the language files.
"""

from __future__ import annotations

import re

from data.vocabulary.mentions import Mention
from data.vocabulary.styles import tongues
from llm.language import languages
from llm.understanding.findings import Finding, Request, Style, Unknown, Wish

_TONGUE = "|".join(map(re.escape, tongues()))
_PATTERNS = tuple(
    (name, re.compile(rf"(?<![\w#])(?:{alternatives.replace('{tongue}', _TONGUE)})(?![\w#])"))
    for language in languages()
    for name, alternatives in language.unknowable.items()
)
# Of these only the words for the condition are known; the words after them may still say how the music should sound.
_OPEN = frozenset(("language", "metre", "people"))


def read(request: Request) -> list[Finding]:
    """Find conditions that no known fact can check, each with the words that state it."""
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(request.rest):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            stated = _to_end_of_clause(request, start) if name == "lyrics" else (start, end)
            said = request.text[slice(*stated)].strip()
            found.append(Unknown(name, said, spans=() if name in _OPEN else ((start, end),)))
            if name == "structure":  # what changes is no wish, but the kind of music that changes is one
                found += [Wish(m.concept.name) for m in request.mentions if _is_within(m, start, end)]
                found.append(Style(said))
    return found


def _is_within(mention: Mention, start: int, end: int) -> bool:
    """Return whether a mention names an instrument or a genre and lies within text[start:end]."""
    return start <= mention.start and mention.end <= end and mention.concept.kind in ("instrument", "genre")


_CLAUSE_END = re.compile(r"[,.;:!?()]|\b(?:but|and then|please)\b")


def _to_end_of_clause(request: Request, start: int) -> tuple[int, int]:
    end = _CLAUSE_END.search(request.folded, start)
    return start, end.start() if end else len(request.folded)

"""Find conditions on tags and plays, such as ratings, and conditions that no known fact about a track can check.

data/vocabulary/unknowable.txt names these conditions. The words for them are in the language files.
"""

from __future__ import annotations

import re

from data.vocabulary.mentions import Mention, Span
from data.vocabulary.styles import tongues
from llm.language import languages
from llm.understanding.findings import Condition, Finding, Request, Style, Unknown, Wish

from .kept import OR_MORE, filters_of

_TONGUE = "|".join(map(re.escape, tongues()))
_TONGUES = re.compile(rf"(?:{_TONGUE})\b")
_PATTERNS = tuple(
    (name, re.compile(rf"(?<![\w#./])(?:{alternatives.replace('{tongue}', _TONGUE)})(?![\w#])"))
    for language in languages()
    for name, alternatives in language.unknowable.items()
)
_REFUSING_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|except|nothing|but|avoid|skip|exclude|ohne|keine?|sans|pas de|sin|"
    r"nicht|pas|no (?:sean?|este|esten|en))|n't)\s+(?:any |the |in |en )?$"
)
# Of these only the words for the condition are known; the words after them may still say how the music should sound.
_OPEN = frozenset(("language", "metre", "people"))


def read(request: Request) -> list[Finding]:
    """Find conditions on tags and plays as filters, and conditions that no known fact can check as unknown ones."""
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    matches = [(m.start(), -m.end(), name) for name, pattern in _PATTERNS for m in pattern.finditer(request.rest)]
    for start, minus_end, name in sorted(matches):
        end = -minus_end
        if name == "rating" and (more := OR_MORE.match(request.rest, end)):
            end = more.end()
        if any(a < end and start < b for a, b in taken):
            continue
        taken.append((start, end))
        stated = _to_end_of_clause(request, start) if name == "lyrics" else (start, end)
        said = request.text[slice(*stated)].strip()
        if (condition := _condition(request.folded, name, said, (start, end))) is not None:
            found.append(condition)
            if name == "language":  # "rap in Spanish" also asks for rap; the language itself is no genre ("latin")
                kind = [
                    m
                    for m in request.mentions
                    if _is_within(m, start, end) and not _TONGUES.match(request.folded, m.start)
                ]
                found += [Wish(m.concept.name, spans=((m.start, m.end),), stays=True) for m in kind]
            continue
        found.append(Unknown(name, said, spans=() if name in _OPEN else ((start, end),)))
        if name == "structure":  # what changes is no wish, but the kind of music that changes is one
            found += [Wish(m.concept.name) for m in request.mentions if _is_within(m, start, end)]
            found.append(Style(said))
    return found


def _condition(folded: str, name: str, said: str, span: Span) -> Condition | None:
    """Return the condition that words state, if tags or plays can decide it; None if they cannot.

    Args:
        folded: the whole request.
        name: the name of the condition.
        said: the words that state it.
        span: start and end of these words.
    """
    refused = _REFUSING_BEFORE.search(folded[: span[0]])
    if refused is not None:  # "no remixes"; a filter on a format or a rating has no opposite
        said, span = f"no {said}", (refused.start(), span[1])
        if name not in ("version", "language"):
            return None
    kept = filters_of(name, said)
    return None if kept is None else Condition(values=tuple(kept.items()), spans=(span,))


def _is_within(mention: Mention, start: int, end: int) -> bool:
    """Return whether a mention names an instrument or a genre and lies within text[start:end]."""
    return start <= mention.start and mention.end <= end and mention.concept.kind in ("instrument", "genre")


_CLAUSE_END = re.compile(r"[,.;:!?()]|\b(?:but|and then|please)\b")


def _to_end_of_clause(request: Request, start: int) -> tuple[int, int]:
    end = _CLAUSE_END.search(request.folded, start)
    return start, end.start() if end else len(request.folded)

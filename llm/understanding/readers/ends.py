"""Find the order of a list in the two ends that a request names: "from the oldest to the newest", "calm, then wild"."""

from __future__ import annotations

import re

from data.vocabulary.mentions import mentions
from llm.language import table, words
from llm.understanding.findings import Development, Ends, Finding, Order, Request

from . import stages

_WORD = r"[^\W\d_]{1,20}"
# After these words, what changes is each track and not the list: "songs that start slow and end fast".
_WITHIN = "".join(rf"(?<!\b{word} )" for word in ("that", "which", "it", "das", "die", "der", "qui", "que"))
_BETWEEN = re.compile(
    rf"{_WITHIN}\b(?:{words('starting')}) ({_WORD}(?: {_WORD}){{0,3}}?)(?: |, )"
    rf"(?:{words('ending')}) ({_WORD}(?: {_WORD}){{0,3}})"
)
# (pattern of the forms of a quality, (scale, -1 or 1)), longer stems first
_EXTREMES: tuple[tuple[re.Pattern[str], tuple[str, int]], ...] = tuple(
    (re.compile(rf"(?:{stem})(?:e?st)?(?:e[nrsm]?|[oa]s?|e?s)?"), table("extremes")[stem])
    for stem in sorted(table("extremes"), key=len, reverse=True)
)
_GERMAN_SUPERLATIVE = re.compile(r"(?<=\w{4})e?ste[nrsm]?$")
# How far concepts lie on the scale of energy: -1 calm, 1 energetic.
_ENERGY = {
    **dict.fromkeys(("calm", "quiet", "sleep", "meditation", "minimal"), -1),
    **dict.fromkeys(("energetic", "loud", "aggressive", "party", "workout", "dancing", "busy", "heavy"), 1),
}


def read(request: Request) -> list[Finding]:
    """Find an order whose first and last tracks the request describes by opposite ends of one scale.

    The scales are tempo, year, length and energy. An order by tempo or energy is also a development.
    """
    if any(isinstance(f, Order) for f in request.found):
        return []
    if not any(isinstance(f, Ends) for f in request.found) and (found := stages.read(request)):
        return found
    for match in _BETWEEN.finditer(request.rest):
        first, last = _place(match[1]), _place(match[2])
        if first is None or last is None or first[0] != last[0] or first[1] == last[1]:
            continue
        fact, rises = first[0], first[1] < last[1]
        order: list[Finding] = [Order(fact if rises else f"-{fact}", spans=(_used(match),))]
        if fact in ("tempo", "energy"):
            order.append(Development("rise" if rises else "fall"))
        return order
    return []


def _place(said: str) -> tuple[str, int] | None:
    """Return (scale, -1 or 1) of words that describe one end of a scale; None if they describe none."""
    for word in said.split():
        for pattern, place in _EXTREMES:
            if pattern.fullmatch(word):
                return place
    plain = " ".join(_GERMAN_SUPERLATIVE.sub("", word) for word in said.split())
    for mention in (*mentions(said), *mentions(plain)):
        if (energy := _ENERGY.get(mention.concept.name)) is not None:
            return "energy", energy
    return None


def _used(match: re.Match[str]) -> tuple[int, int]:
    """Return the span of a match up to the word that describes its last end."""
    spoken = match[2].split()
    many = next((n for n in range(1, len(spoken) + 1) if _place(" ".join(spoken[:n])) is not None), len(spoken))
    return match.start(), match.start(2) + len(" ".join(spoken[:many]))

"""Find conditions of earlier turns that a request removes: "any tempo", "drop D minor", "the year doesn't matter"."""

from __future__ import annotations

import re

from llm.language import table, words
from llm.understanding.findings import Cleared, Finding, Request

_FIELDS = table("condition_names")
_WHAT = "|".join(
    sorted((*(f"{name}s?" for name in _FIELDS), "filters?", "conditions?", "limits?"), key=len, reverse=True)
)
_THE = r"(?:(?:the|das|die|der|le|la|el) |l')"
_LIMITS = rf"(?:{words('limits')})s?"
_CONDITION = re.compile(
    rf"\b(?:{words('clearing', 'without')}|no)\s+(?:about\s+)?(?:{_THE}|all (?:the )?|a |that )?"
    rf"(?P<what>{_WHAT})(?: (?:{_LIMITS}|(?:condition|rule|thing|bit|part|requirement)s?))?\b"
    rf"(?: (?:it is|is fine|will do|is ok))?(?!\s+(?:\d|change|in\b))"
    rf"|\b{_THE}?(?P<that>{_WHAT})(?:'s not important| (?:{words('unimportant')}))\b"
    rf"|\b(?:{words('removing', 'clearing', 'without')}|no)\s+(?:the |any |la |le |el )?{_LIMITS}\s+"
    rf"(?:on|of|de|du|des|del)\s+(?:the |la |le |el )?(?P<of>{_WHAT})\b"
    r"|\b(?:doesn't|does not|needn't|need not|don't|do not|no longer) ?(?:have|need)?s? to be (?:so |that |too |very )?"
    r"(?P<be>old|new|recent|modern|short|long)\b"
)
_KEY = re.compile(  # "drop D minor"
    r"\b(?:remove|drop|forget|ignore|clear|lift|lose|never ?mind)\s+(?:about\s+)?(?:the\s+)?[a-h]"
    r"(?:[\s-]?(?:flat|sharp|is|es|#|b))?"
    r"[\s-](?:minor|major|moll|dur)\b"
)


def read(request: Request) -> list[Finding]:
    """Find the fields of `Filters` that the request resets."""
    found: list[Finding] = []
    if "key" in request.stated() and (match := _KEY.search(request.folded)):
        found.append(Cleared(("key",), here=True, spans=(match.span(),)))
    for match in _CONDITION.finditer(request.with_findings(found).rest):
        everything = tuple(name for names in dict.fromkeys(_FIELDS.values()) for name in names)
        of_its_length = match["be"] in ("short", "long")
        what = match["what"] or match["that"] or match["of"] or ("length" if of_its_length else "year")
        found.append(Cleared(_FIELDS.get(what, _FIELDS.get(what.rstrip("s"), everything)), spans=(match.span(),)))
    return found

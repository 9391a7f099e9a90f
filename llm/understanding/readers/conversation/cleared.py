"""Find conditions of earlier turns that a request removes: "any tempo", "drop D minor", "the year doesn't matter"."""

from __future__ import annotations

import re

from llm.language import table, words
from llm.understanding.findings import Cleared, Finding, Request

_FIELDS = table("condition_names")
_QUALITIES = table("condition_qualities")
_NAMED = _FIELDS | _QUALITIES
_EVERYTHING = tuple(name for names in dict.fromkeys(_FIELDS.values()) for name in names)
_WHAT = "|".join(
    sorted((*(f"{name}s?" for name in _FIELDS), "filters?", "conditions?", "limits?"), key=len, reverse=True)
)
_THE = r"(?:(?:the|das|die|der|le|la|el) |l')"
_LIMITS = rf"(?:{words('limits')})s?"
_CONDITION = re.compile(
    rf"\b(?:{words('clearing', 'without')})\s+(?:about\s+)?(?:{_THE}|all (?:the )?|a |that )?"
    rf"(?P<what>{_WHAT})(?: (?:{_LIMITS}|(?:condition|rule|thing|bit|part|requirement)s?))?\b"
    rf"(?: (?:it is|is fine|will do|is ok))?(?!\s+(?:\d|change|in\b))"
    rf"|\b{_THE}?(?P<that>{_WHAT})(?:'s not important| (?:{words('unimportant')}))\b"
    rf"|\b(?:{words('removing', 'clearing', 'without')})\s+(?:the |any |la |le |el )?{_LIMITS}\s+"
    rf"(?:on|of|de|du|des|del)\s+(?:the |la |le |el )?(?P<of>{_WHAT})\b"
    rf"|\b(?:{words('need_not_be')})(?P<be>{'|'.join(_QUALITIES)})\b"
)
_KEY = re.compile(  # "drop D minor"
    rf"\b(?:{words('removing', 'clearing')})\s+(?:about\s+)?(?:the\s+)?[a-h](?:[\s-]?(?:flat|sharp|is|es|#|b))?"
    r"[\s-](?:minor|major|moll|dur)\b"
)


def read(request: Request) -> list[Finding]:
    """Find the fields of `Filters` whose earlier values the request removes."""
    found: list[Finding] = []
    if "key" in request.stated() and (match := _KEY.search(request.folded)):
        found.append(Cleared(("key",), here=True, spans=(match.span(),)))
    for match in _CONDITION.finditer(request.with_findings(found).rest):
        what = match["what"] or match["that"] or match["of"] or match["be"]
        found.append(Cleared(_NAMED.get(what, _NAMED.get(what.rstrip("s"), _EVERYTHING)), spans=(match.span(),)))
    return found

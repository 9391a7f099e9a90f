"""Conditions of earlier turns that a request ends: "any tempo", "drop D minor", "the year doesn't matter"."""

from __future__ import annotations

import re

from llm.understanding.findings import Cleared, Finding, Request
from llm.understanding.language import table

_FIELDS = table("condition_names")
_WHAT = "|".join(
    sorted((*(f"{name}s?" for name in _FIELDS), "filters?", "conditions?", "limits?"), key=len, reverse=True)
)
_CONDITION = re.compile(
    rf"\b(?:remove|drop|forget|ignore|scrap|ditch|dump|relax|waive|loosen|"
    rf"without|no|any|whatever|clear|lift|lose|never ?mind|(?:i |we )?(?:don't|"
    rf"do not) care "
    rf"(?:about|what|which)|egal welche[sr]?|n'importe quelle?|cualquier|"
    rf"peu importe|(?:me )?da igual|no (?:me )?importa)\s+(?:about\s+)?(?:(?:the|das|die|der|le|la|el)\s+|l'|"
    rf"all\s+(?:the\s+)?|a\s+|that\s+)?"
    rf"(?P<what>{_WHAT})(?:\s+(?:limit|filter|condition|restriction|rule|thing|bit|part|"
    rf"requirement)s?)?\b(?:\s+(?:it is|is fine|will do|is ok))?"
    rf"(?!\s+(?:\d|change|in\b))"
    rf"|\b(?:(?:the|das|die|der|le|la|el) |l')?(?P<that>{_WHAT})(?:'s not important| (?:doesn't matter|does not matter|"
    rf"isn't important|is not important|"
    rf"is irrelevant|is not "
    rf"relevant|no longer matters|can be anything|ist (?:mir |uns )?(?:egal|nicht wichtig)|"
    rf"spielt keine rolle|(?:me )?da igual|no importa|importe peu|est sans importance))\b"
    rf"|\b(?:remove|drop|lift|clear|quita|elimina|enleve|supprime|ohne|sin|sans|no)\s+(?:the |any |la |le |el )?"
    rf"(?:limit[ea]?|limite|restriction|filtre|filtro)\s+(?:on|of|de|du|des|del)\s+(?:the |la |le |el )?"
    rf"(?P<of>{_WHAT})\b"
    r"|\b(?:doesn't|does not|needn't|need not|don't|do not|no longer) ?(?:have|need)?s? to be (?:so |that |too |very )?"
    r"(?P<be>old|new|recent|modern|short|long)\b"
)
_KEY = re.compile(  # "drop D minor"
    r"\b(?:remove|drop|forget|ignore|clear|lift|lose|never ?mind)\s+(?:about\s+)?(?:the\s+)?[a-h]"
    r"(?:[\s-]?(?:flat|sharp|is|es|#|b))?"
    r"[\s-](?:minor|major|moll|dur)\b"
)


def read(request: Request) -> list[Finding]:
    """Find the fields of `Filters` that no longer hold."""
    found: list[Finding] = []
    if "key" in request.stated() and (match := _KEY.search(request.folded)):
        found.append(Cleared(("key",), here=True, spans=(match.span(),)))
    for match in _CONDITION.finditer(request.without(found).rest):
        everything = tuple(name for names in dict.fromkeys(_FIELDS.values()) for name in names)
        of_its_length = match["be"] in ("short", "long")
        what = match["what"] or match["that"] or match["of"] or ("length" if of_its_length else "year")
        found.append(Cleared(_FIELDS.get(what, _FIELDS.get(what.rstrip("s"), everything)), spans=(match.span(),)))
    return found

"""Words of comparison around a number: "at most", "nothing over", "or later", "etwa", "por debajo de".

One grammar for tempo, length and years, in four languages. It says which way a number bounds and which words
say so; what the number measures is its reader's business. A negation turns a comparison round: "nothing
under 100" is "100 or more".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Way = Literal["", "less", "more", "about"]

# All patterns are matched in folded text: lower case, no accents. "#" is a place that another reader took.
_LESS_STRICT = (
    r"below|under|less than|fewer than|slower than|shorter than|lower than|older than|earlier than|smaller than|"
    r"before|prior to|predating|pre|sub|<|unter|weniger als|kurzer als|langsamer als|alter als|fruher als|vor|"
    r"moins (?:de|que)|moins d'|en dessous de|au-dessous de|inferieure?s? a|plus courte?s? que|plus lente?s? que|"
    r"plus ancien(?:ne)?s? que|plus vieux que|d'avant|avant|menos (?:de|que)|por debajo de|inferior(?:es)? a|"
    r"mas cort[oa]s? (?:que|de)|mas lent[oa]s? (?:que|de)|mas antigu[oa]s? que|mas viej[oa]s? que|antes del?|"
    r"anterior(?:es)? a(?:l)?"
)
_LESS = (
    r"up to|up until|until|till|at (?:the )?most|max(?:imum)?\.?(?: of)?|capped at|limited to|within|<=|≤|"
    r"bis(?: zum?)?|"
    r"hochstens|maximal|au plus|au maximum|maximum|jusqu'(?:a|en|aux?)|hasta(?: el| los)?|como mucho|como maximo|"
    r"maximo(?: de)?|a lo sumo"
)
_MORE_STRICT = (
    r"above|over|more than|faster than|quicker than|longer than|higher than|greater than|newer than|later than|"
    r"younger than|after|exceeding|exceeds?|beyond|past|post|>|uber|mehr als|langer als|schneller als|neuer als|"
    r"junger als|spater als|nach|plus (?:de|que)|plus d'|au-dessus de|superieure?s? a|plus longue?s? que|"
    r"plus rapides? que|plus vite que|plus recente?s? que|apres|mas (?:de|que)|por encima de|superior(?:es)? a|"
    r"mas larg[oa]s? (?:que|de)|mas rapid[oa]s? (?:que|de)|mas nuev[oa]s? que|mas recientes? que|despues del?|"
    r"posterior(?:es)? a(?:l)?"
)
_MORE = (
    r"at (?:the )?least|min(?:imum)?\.?(?: of)?|starting (?:at|from|in)|since|>=|≥|mindestens|wenigstens|ab|seit|"
    r"au moins|au minimum|a partir (?:de|du)|depuis|al menos|como minimo|minimo(?: de)?|por lo menos|desde(?: el| los)?"
)
_ABOUT = (
    r"around|about|roughly|approximately|approx\.?|circa|c\.|ca\.?|~|somewhere (?:around|near)|(?:very )?close to|near|"
    r"etwa|ungefahr|um die|um|gegen|rund|circa|vers|environ|autour (?:de|du)|aux alentours (?:de|du)|unos|unas|"
    r"alrededor del?|cerca del?|hacia|mas o menos"
)
_NOT = r"no|not|nothing|none|never|n't|don't want|nichts?|keine?|niemals|pas|rien|nada|nunca|avoid(?:ing)?|without"
_BETWEEN = (
    r"anything|any|tracks?|songs?|pieces?|music|ones?|that|that's|which|is|are|it|goes|go|going|runs?|from|of|stuff|"
    r"das|die|ist|que|sea|soit|de|a|too|much"
)
_DETERMINERS = r"(?:(?:the|an?|den|dem|der|die|das|les?|la|los|las|el|year|jahr|annee|ano)\s+)*"

_BEFORE = re.compile(
    rf"(?:(?P<not>(?:\b|(?<=\w))(?:{_NOT}))\s+(?:(?:{_BETWEEN})\s+){{0,3}}?)?(?<![\w#])"
    rf"(?:(?P<less_strict>{_LESS_STRICT})|(?P<less>{_LESS})|(?P<more_strict>{_MORE_STRICT})|(?P<more>{_MORE})|"
    rf"(?P<about>{_ABOUT}))[\s-]*{_DETERMINERS}$"
)
_OR = r"(?:,?\s*(?:or|and|oder|und|ou|et|o|y)\s+)"
_AFTER = re.compile(
    rf"\s*(?:(?P<less>{_OR}(?:less|slower|below|under|shorter|lower|earlier|before|older|fewer|weniger|darunter|"
    r"kurzer|langsamer|fruher|davor|alter|moins|avant|menos|antes)\b|,?\s*(?:tops|max(?:imum|imal|imo)?|"
    r"at (?:the )?most|"
    r"at the latest|hochstens|au plus|au maximum|como mucho|como maximo)\b)"
    rf"|(?P<more>{_OR}(?:more|faster|above|over|longer|higher|later|newer|after|up(?:wards?)?|beyond|mehr|"
    rf"daruber|langer|"
    r"schneller|spater|neuer|danach|plus|apres|mas|despues)\b|\s*\+|\s+plus(?=\s*(?:$|[,.;!?)]))|"
    r",?\s*(?:minimum|at (?:the )?least|"
    r"mindestens|au moins|"
    r"au minimum|al menos|como minimo)\b|\s(?:onwards?|upwards?|aufwarts|en adelante|on)(?=\s*(?:$|[,.;!?)])))"
    r"|(?P<about>-?\s?ish\b|\s*(?:or so|or thereabouts|oder so|mas o menos|a peu pres|give or take)\b))"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What the words around a number make of it."""

    way: Way
    strict: bool  # "before 1900" leaves 1900 out
    start: int  # of the first word that belongs to it
    end: int


def bound(text: str, start: int, end: int) -> Bound:
    """How the words around text[start:end], a number with its unit, bound it.

    Args:
        text: folded.
        start: of the number, or of the unit where that comes first.
        end: of what was read.
    """
    after = _AFTER.match(text, end)
    if before := _BEFORE.search(text[:start]):
        kind = next(k for k in ("less_strict", "less", "more_strict", "more", "about") if before[k])
        way, strict = kind.partition("_")[0], kind.endswith("strict")
        begin = before.start()
        if before["not"]:
            if way == "about":
                begin = before.start("about")
            else:
                way, strict = {"less": "more", "more": "less"}[way], not strict
        if after and (after["about"] or after.lastgroup == way):
            end = after.end()
        if after and way == "about" and not after["about"]:
            return Bound(_way(after), False, begin, after.end())
        return Bound(way, strict, begin, end)  # type: ignore[arg-type]
    if after:
        return Bound(_way(after), False, start, after.end())
    return Bound("", False, start, end)


def _way(after: re.Match[str]) -> Way:
    return "less" if after["less"] else "more" if after["more"] else "about"


TO = r"\s*(?:-|–|—|to|till|until|through|and|bis|und|et|a|y|hasta|jusqu'a)\s*"
_RANGE = re.compile(r"(?<![\w#])(?:anywhere |somewhere )?(?:between|from|zwischen|von|entre|de)\s+(?:the |les |los )?$")


def begins(text: str, start: int) -> int:
    """Where a range begins: before its "between", if it has one."""
    found = _RANGE.search(text[:start])
    return found.start() if found else start


_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_OTHER = {
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "zehn": 10, "dreissig": 30, "hundert": 100, "deux": 2, "trois": 3,
    "quatre": 4, "cinq": 5, "dix": 10, "trente": 30, "cent": 100, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "diez": 10, "treinta": 30, "cien": 100,
}  # fmt: skip
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(list(_UNITS)[:9])}))?|{'|'.join(_UNITS)})"
_SPOKEN = re.compile(
    rf"\b(?:(?P<hundreds>an?|one|two|three) hundred(?:(?: and)? (?P<rest>{_SMALL}))?|(?P<small>{_SMALL})|"
    rf"(?P<other>{'|'.join(_OTHER)}))\b"
)


def digits(text: str) -> str:
    """A folded text with spoken numbers as digits, every place kept: "ninety" -> "    90"."""

    def written(match: re.Match[str]) -> str:
        if match["other"]:
            value = _OTHER[match["other"]]
        elif match["hundreds"]:
            value = 100 * _UNITS.get(match["hundreds"], 1) + _small(match["rest"] or "")
        else:
            value = _small(match["small"])
        return str(value).rjust(len(match.group()))

    return _SPOKEN.sub(written, text)


def _small(words: str) -> int:
    return sum(_TENS.get(word, 0) + _UNITS.get(word, 0) for word in re.split(r"[\s-]", words))

"""Find when the music should be from: years, decades, centuries or eras.

"80s style" describes a sound and not a date; it becomes words for a caption. A refused period ("nothing from before
1900") becomes the opposite condition (from 1900 on).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from llm.language import numerals, table, words
from llm.understanding.findings import Finding, Refusal, Request, Style, conditions
from llm.understanding.numbers import TO, bound

Span = tuple[int, int]

_AROUND = 10  # years to either side of "around 1900"

_ROMAN = {"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
_ORDINALS = table("centuries")
_DECADES = table("decades")
_AMBIGUOUS = frozenset(numerals()) & frozenset(_DECADES)  # "cincuenta" alone is a number
_ERAS = (  # (words, first year, last year)
    (
        r"(?:between the (?:two )?(?:world )?wars|(?:the time )?between the two world wars|"
        r"inter-?war(?: years| period| era)?|"
        r"zwischenkriegszeit|zwischen den (?:beiden )?(?:welt)?kriegen|entre[- ]deux[- ]guerres|"
        r"entre (?:las dos )?guerras|"
        r"entreguerras)",
        1918,
        1939,
    ),
    (r"(?:the )?(?:first world war|world war (?:one|i|1)|ww ?(?:i|1)|great war)", 1914, 1918),
    (
        r"(?:the )?(?:second world war|world war (?:two|ii|2)|ww ?(?:ii|2)|zweite[rn]? weltkrieg|"
        r"seconde guerre mondiale|"
        r"segunda guerra mundial)",
        1939,
        1945,
    ),
    (r"(?:the )?victorian(?: era| times| age| period| england)", 1837, 1901),
    (r"(?:the )?edwardian(?: era| times| age| period)", 1901, 1914),
    (r"(?:the )?belle epoque", 1871, 1914),
    (r"(?:the )?turn[ -]of[ -]the[ -](?:(?:last|20th|twentieth) )?century|jahrhundertwende", 1890, 1910),
    (r"fin[ -]de[ -]siecle", 1880, 1914),
    (
        r"pre-?war|before the (?:second |second world |world )?war|vorkriegs(?:zeit|jahren?)|vor dem krieg|"
        r"(?:d')?avant[ -]guerre|(?:de )?antes de la guerra",
        0,
        1938,
    ),
    (
        r"post-?war|after the (?:second |second world |world )?war|nachkriegs(?:zeit|jahren?)|nach dem krieg|"
        r"(?:d')?apres[ -]guerre|(?:de )?posguerra",
        1945,
        1965,
    ),
    (r"y2k(?: era)?", 1998, 2004),
)
_ERA = re.compile("|".join(rf"\b(?P<e{k}>{words})\b" for k, (words, _, _) in enumerate(_ERAS)))
_PARTS = {
    "early": "early", "late": "late", "mid": "mid", "fruhe": "early", "fruhen": "early", "spate": "late",
    "spaten": "late", "principios": "early", "finales": "late", "mediados": "mid", "debut": "early", "fin": "late",
    "milieu": "mid", "middle": "mid", "beginning": "early", "start": "early", "beginnings": "early", "end": "late",
    "mitte": "mid", "anfang": "early", "ende": "late", "turn": "early", "first half": "first half",
    "second half": "second half", "latter half": "second half", "erste halfte": "first half",
    "ersten halfte": "first half", "zweite halfte": "second half", "zweiten halfte": "second half",
    "premiere moitie": "first half", "seconde moitie": "second half", "primera mitad": "first half",
    "segunda mitad": "second half",
}  # fmt: skip
_PART = rf"(?:(?P<part>{'|'.join(_PARTS)})[\s-]+(?:(?:of|des?|du|del|los|the|le|el|au|der|den)\s+)*)?"

_CENTURY = re.compile(
    rf"\b{_PART}(?:(?P<n>1[0-9]|20|21)(?:th|st)[\s-]+(?:centur(?:y|ies)|c(?:ent)?\b\.?)|(?P<word>{'|'.join(_ORDINALS)})(?:e[nsrm]?)?[\s-]+"
    rf"(?:centur(?:y|ies)|jahrhunderts?|siecle)|(?P<german>1[0-9]|20|21)\.?\s*(?:jahrhunderts?|jh\.?)|siglo\s+"
    rf"(?:(?P<siglo>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})\b|(?P<siglon>1[0-9]|20|21)\b)|(?:(?P<roman>"
    rf"{'|'.join(sorted(_ROMAN, key=len, reverse=True))})|(?P<french>1[0-9]|20|21))\s?(?:i?e(?:me)?)?\s+siecle"
    r"|(?P<this>(?:this|the current|our|dieses?|este|ce)\s+(?:century|jahrhunderts?|siglo|siecle))"
    r"|(?P<last>(?:(?:the )?(?:last|past|previous)|letzten?)\s+(?:century|jahrhunderts?)|siglo pasado|"
    r"siecle dernier))\b"
)
_ROMAN_ALONE = re.compile(  # "XVIIIe"
    rf"(?<=[\s,(])(?P<roman>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})e(?=\s*(?:$|[,.;!?)]))"
)
_DECADE = re.compile(
    rf"\b{_PART}(?:(?:swinging|roaring)\s+)?(?:(?P<lead>annees|anos|(?:la )?decada de los|decennie|los|les)\s+)?"
    rf"(?:(?<![\d:.])(?:(?P<four>1[0-9]\d|20\d)0|'?(?P<two>\d)0)(?P<end>\s?'?s\b|er[ns]?(?:[\s-]+jahren?)?\b|(?!\w))|"
    rf"(?P<word>{'|'.join(sorted(_DECADES, key=len, reverse=True))})[ns]?(?:[\s-]*jahren?)?\b)"
)  # fmt: skip
_AND_DECADE = re.compile(
    r"\s*(?:and|or|to|through|until|till|-|–|,|&|und|oder|bis|et|ou|y|o)\s*(?:the |les |"
    r"los )?'?(?:(\d\d)?(\d)0\s?'?s\b|"
    rf"({'|'.join(sorted(set(_DECADES) - _AMBIGUOUS, key=len, reverse=True))})\b)"
)
_AS_STYLE = re.compile(
    r"^[\s-]*(?:style|styled|vibes?|sound|sounding|feel|feeling|like|inspired|ish|aesthetic|type|flavou?r|"
    r"video game|game|arcade|synths?|revival|throwback)\b"
)
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)"
_YEARS = re.compile(
    rf"(?<![\d.:/#])(?<!\d-){_YEAR}(?:{TO}(?P<last>1[0-9]\d\d|20\d\d)|\s*(?:[-–/]|to|bis)\s*(?P<short>\d\d))?(?![\d:]|[.,]\d)"
)
_NOT_A_YEAR = re.compile(r"\s*(?:hz|bpms?|kbps|beats|tracks|songs|pieces|seconds|overture|days|nights|miles)\b")
_SHORT = re.compile(
    r"(?:(?:(?<=\s)|^)'|\b(?:(?:summer|winter|spring|autumn|fall|class) of|verano del|ete|sommer) )"
    r"(?P<two>\d\d)(?!\d|\s?'?s\b|er\b)"
)
_SPAN_OF_YEARS = re.compile(
    r"\b(?:(?P<within>(?:from |in |of |within )?(?:the )?(?:last|past)|(?:aus )?den letzten|(?:de )?los ultimos|"
    r"(?:des )?"
    r"dernieres?)\s+(?P<n>\d{1,3}|few|ten|twenty|fifty|hundred)?\s*(?P<unit>years?|decades?|jahren?|anos|annees)|"
    r"(?P<than>older|newer|younger|alter|neuer) (?:than|als) (?P<age>\d{1,3}) (?:years?|jahre)(?: old)?)\b"
)
_FEW = 5
_STATING = re.compile(
    r"(?:(?<![\w#])(?:from|in|of|out of|during|released in|made in|written in|composed in|recorded in|dated|"
    r"dating from|"
    r"dating back to|back in|aus|von|im|de|des|du|del|d'|en|dans)\s+)?(?:(?<![\w#])(?:the|den|dem|der|die|das|"
    r"les|los|las|"
    r"el|la|l')\s*)?(?:(?:year|jahre?|annee|ano)\s+)?$"
)
_REFUSED = re.compile(
    rf"(?<![\w#])(?:{words('negations', 'excepting', 'without')})(?: (?!and\b|but\b)[a-z']+){{0,2}}? ?$"
)


_TO_NOW = re.compile(rf"{TO}(?:the )?(?:{words('now')})\b")  # "from the 1950s to today"


@dataclass(frozen=True, slots=True)
class Time:
    """A period named in a request. Both years are included; None means no limit on that side."""

    low: int | None
    high: int | None
    span: Span
    refused: str = ""  # a refused period that no bound expresses, as words for the search: "1980s style"
    style: str = ""  # the sound of a period, as words for a caption; it has no years then


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A period as the request names it, without the effect of words like "before" or "after"."""

    low: int
    high: int
    start: int
    end: int


_RECENT = re.compile(r"\b(?:last|past|letzte\w*|derni\w+|ultim\w+)\b")


def read(request: Request) -> list[Finding]:
    """Find the period that music should be from, as a range of years or as a style.

    If several periods with years are named, only the first one is used.
    """
    found: list[Finding] = []
    dated = False
    for time in _times(request.rest):
        if time.style:
            found.append(Style(time.style))
        elif time.refused:
            found.append(Refusal(time.refused, plain=True, replaces=False, spans=(time.span,)))
        elif not dated:
            dated = True
            doubtful = bool(_RECENT.search(request.rest[slice(*time.span)]))
            found.append(conditions(time.span, doubtful, year_min=time.low, year_max=time.high))
    return found


def _times(text: str) -> Iterator[Time]:
    """Yield every period named in a folded text, in order, without overlaps."""
    spoken = sorted(_spoken(text), key=lambda s: (s.start, -s.end))
    at = 0
    for one in spoken:
        if one.start < at:
            continue
        time = _bounded(text, one)
        at = max(at, time.span[1])
        yield time


def _spoken(text: str) -> Iterator[_Spoken]:
    for m in _CENTURY.finditer(text):
        number = next((int(m[g]) for g in ("n", "german", "siglon", "french") if m[g]), 0)
        number = number or _ORDINALS.get(m["word"] or "", 0) or _ROMAN.get(m["siglo"] or m["roman"] or "", 0)
        first = (number - 1) * 100 if number else 2000 if m["this"] else 1900
        low, high = _part(m["part"], first, 100)
        yield _Spoken(low, high, *m.span())
    for m in _ROMAN_ALONE.finditer(text):
        yield _Spoken(100 * (_ROMAN[m["roman"]] - 1), 100 * _ROMAN[m["roman"]] - 1, *m.span())
    for m in _ERA.finditer(text):
        _, first, last = _ERAS[int((m.lastgroup or "e0")[1:])]
        yield _Spoken(first, last, *m.span())
    for m in _DECADE.finditer(text):
        decade = _decade(m, text)
        if decade is None:
            continue
        low, high = _part(m["part"], decade, 100 if decade % 100 == 0 and decade < 2000 else 10)
        end = m.end()
        if more := _AND_DECADE.match(text, end):
            last = 1900 + _DECADES[more[3]] if more[3] else int(more[1] or decade // 100) * 100 + int(more[2]) * 10
            last += 100 * (not more[1] and not more[3] and decade - last >= 50)  # "the 90s and 00s"
            low, high, end = min(decade, last), max(decade, last) + 9, more.end()
        yield _Spoken(low, high, m.start(), end)
    for m in _YEARS.finditer(text):
        if _NOT_A_YEAR.match(text, m.end()):
            continue
        first = int(m["year"])
        last = int(m["last"]) if m["last"] else first // 100 * 100 + int(m["short"]) if m["short"] else first
        if m["short"] and last <= first:
            last = first
        yield _Spoken(min(first, last), max(first, last), *m.span())
    for m in _SHORT.finditer(text):
        year = int(m["two"]) + (1900 if int(m["two"]) >= 25 else 2000)
        yield _Spoken(year, year, *m.span())
    now = date.today().year
    for m in _SPAN_OF_YEARS.finditer(text):
        if m["within"] and m["n"] is None and _LIVED.search(text[: m.start()]):
            continue  # tells of the user's past: "we had those last year"
        if m["than"]:
            far = now - int(m["age"])
            older = m["than"] in ("older", "alter")
            yield _Spoken(0 if older else far + 1, far - 1 if older else now, *m.span())
        else:
            said = m["n"] or ""
            many = int(said) if said.isdigit() else _FEW if said == "few" else numerals().get(said, 1)
            many *= 10 if m["unit"].startswith("decade") else 1
            yield _Spoken(now - many, now, *m.span())


_LIVED = re.compile(
    r"\b(?:had|used|played|heard|did|danced|sang|sung|saw|learn(?:ed|t)|went|hatten?|hatt|spielten|gespielt|"
    r"avait|avons|entendu|tuvimos|usamos|oimos)\b[^.;!?]*$"
)


def _part(part: str | None, first: int, length: int) -> tuple[int, int]:
    """Return the first and last year of a decade or century, or of a part of it ("early", "mid", ...)."""
    third = {10: (4, 3, 6, 5), 100: (33, 34, 66, 67)}[length]
    return {
        "early": (first, first + third[0]),
        "mid": (first + third[1], first + third[2]),
        "late": (first + third[3], first + length - 1),
        "first half": (first, first + length // 2),
        "second half": (first + length // 2, first + length - 1),
    }.get(_PARTS.get(part or "", ""), (first, first + length - 1))


_DATING = re.compile(r"(?:\b(?:from|in|of|out of|during|since|before|after|until) (?:the )?|\bthe |')$")


_OF_YEARS = re.compile(r"\b(?:los|annees|anos)\b")


def _decade(m: re.Match[str], text: str) -> int | None:
    if m["word"]:
        return None if m["word"] in _AMBIGUOUS and not m["lead"] else 1900 + _DECADES[m["word"]]
    ending = m["end"].strip()
    lead = m["lead"] or _OF_YEARS.search(m.group())
    if not ending and (not lead or m["four"]):
        return None  # a bare "80" is no decade, but "los 80" is
    if m["four"]:
        return int(m["four"]) * 10
    digit = int(m["two"])
    if digit >= 2:
        return 1900 + digit * 10
    return 2000 + digit * 10 if m["lead"] or _DATING.search(text[: m.start()]) or "'" in m.group() else None


_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s+$")


def _bounded(text: str, one: _Spoken) -> Time:
    if one.high - one.low in (9, 99) and _AS_STYLE.match(text[one.end :]):
        name = f"{one.low}s style, retro" if one.high - one.low == 9 else f"{one.low}s style"
        return Time(None, None, (one.start, one.start), style=name)
    b = bound(text, one.start, one.end)
    if b.way == "less":
        return Time(None, one.low - 1 if b.strict else one.high, _with_stating(text, b.start, b.end))
    if b.way == "more":
        return Time(one.high + 1 if b.strict else one.low, None, _with_stating(text, b.start, b.end))
    if b.way == "about" and one.low == one.high:
        return Time(one.low - _AROUND, one.high + _AROUND, _with_stating(text, b.start, b.end))
    start, end = _with_stating(text, b.start, b.end)
    if one.low != one.high and (between := _BETWEEN.search(text[:start])):
        start = between.start()
    if now := _TO_NOW.match(text, end):
        return Time(one.low, None, (start, now.end()))
    if refused := _REFUSED.search(text[:start]):
        what = f"{one.low}s style" if one.high == one.low + 9 else f"music from {one.low}"
        return Time(None, None, (refused.start(), end), refused=what)
    return Time(one.low or None, one.high, (start, end))


def _with_stating(text: str, start: int, end: int) -> Span:
    """Return the span extended over words before it that introduce a date, such as "from the"."""
    stating = _STATING.search(text[:start])
    return (stating.start() if stating else start, end)

"""Words of comparison around a number: "at most", "nothing over", "or later", "etwa", "por debajo de".

One grammar for tempo, length and years, in four languages. It says which way a number bounds and which words
say so; what the number measures is its reader's business. A negation turns a comparison round: "nothing
under 100" is "100 or more".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .findings import Condition, conditions

Way = Literal["", "less", "more", "about"]

# All patterns are matched in folded text: lower case, no accents. "#" is a place that another reader took.
_LESS_STRICT = (
    r"below|under|less than|fewer than|slower (?:than|as)|shorter (?:than|as)|lower than|"
    r"older than|earlier than|smaller than|south of|"
    r"before (?:i|we) (?:was|were) (?:even )?born,?(?: in)?|before|prior to|predating|pre|sub|<|"
    r"unter|weniger als|kurzer als|langsamer als|alter als|fruher als|vor|"
    r"moins (?:de|que)|moins d'|en dessous de|au-dessous de|inferieure?s? a|plus courte?s? que|plus lente?s? que|"
    r"plus ancien(?:ne)?s? que|plus vieux que|d'avant|avant|menos (?:de|que)|por debajo de|inferior(?:es)? a|"
    r"mas cort[oa]s? (?:que|de)|mas lent[oa]s? (?:que|de)|mas antigu[oa]s? que|mas viej[oa]s? que|antes del?|"
    r"anterior(?:es)? a(?:l)?|debajo de|abajo de"
)
_LESS = (
    r"up to|up until|until|till|at (?:the )?most|max(?:imum)?\.?(?: of)?|cap(?:ped|s)?(?: \w+)? at|limited to|"
    r"(?:tops|topping|maxes|maxing|topped) out at|(?:ceiling|limit|cap|maximum) (?:of|at)|within|<=|≤|"
    r"bis(?: zum?)?|"
    r"hochstens|maximal|au plus|au maximum|maximum|jusqu'(?:a|en|aux?)|hasta(?: el| los)?|como mucho|como maximo|"
    r"maximo(?: de)?|a lo sumo"
)
_MORE_STRICT = (
    r"above|over|more than|faster (?:than|as)|quicker than|longer (?:than|as)|higher than|"
    r"greater than|newer than|later than|north of|upwards? of|"
    r"younger than|after|exceeding|exceeds?|beyond|past|post|>|uber|mehr als|langer als|schneller als|neuer als|"
    r"junger als|spater als|nach|plus (?:de|que)|plus d'|au-dessus de|superieure?s? a|plus longue?s? que|"
    r"plus rapides? que|plus vite que|plus recente?s? que|apres|mas (?:de|que)|por encima de|superior(?:es)? a|"
    r"mas larg[oa]s? (?:que|de)|mas rapid[oa]s? (?:que|de)|mas nuev[oa]s? que|mas recientes? que|despues del?|"
    r"posterior(?:es)? a(?:l)?|arriba de|encima de"
)
_MORE = (
    r"at (?:the )?least|min(?:imum)?\.?(?: of)?|floor of|starting (?:at|from|in)|since|>=|≥|"
    r"mindestens|wenigstens|ab|seit|"
    r"au moins|au minimum|a partir (?:de|du)|depuis|al menos|como minimo|minimo(?: de)?|por lo menos|desde(?: el| los)?"
)
_ABOUT = (
    r"around|about|roughly|approximately|approx\.?|circa|c\.|ca\.?|~|somewhere (?:around|near)|(?:very )?close to|near|"
    r"hovering (?:around|at|near)|give or take|in the region of|(?:in the )?(?:neighbou?rhood|vicinity) of|"
    r"etwa|ungefahr|um die|um|gegen|rund|circa|vers|environ|autour (?:de|du)|aux alentours (?:de|du)|unos|unas|"
    r"alrededor del?|cerca del?|hacia|sobre|mas o menos"
)
_HEDGE = (  # "no faster than, say, about 110": softens a bound and does not change it
    r"maybe|perhaps|say|like|about|around|roughly|approximately|approx\.?|something like|i guess|i'd say|"
    r"let's say|or so|"
    r"vielleicht|etwa|ungefahr|circa|ca\.?|so|sagen wir|peut-etre|environ|disons|unos|unas|quizas?|digamos|alrededor de"
)
_NOT = (
    r"not a (?:single )?beat|no|not|nothing|none|never|n't|don't want|nichts?|keine?|niemals|pas|rien|nada|nunca|"
    r"avoid(?:ing)?|without"
)
_BETWEEN = (
    r"anything|any|tracks?|songs?|pieces?|music|ones?|that|that's|which|is|are|it|goes|go|going|runs?|from|of|stuff|"
    r"das|die|ist|que|sea|soit|de|a|too|much|let|get|gets|getting|push|pushed|it|to|stray|be|dips?|drops?|fall|falls|dropping|way"
)
_DETERMINERS = r"(?:(?:the|an?|den|dem|der|die|das|les?|la|los|las|el|year|jahr|annee|ano)\s+)*"

_BEFORE = re.compile(
    rf"(?:(?P<not>\b(?:{_NOT})|(?<=\w)n't)\s+(?:(?:{_BETWEEN})\s+){{0,3}}?)?(?<![\w#])"
    rf"(?:(?P<less_strict>{_LESS_STRICT})|(?P<less>{_LESS})|(?P<more_strict>{_MORE_STRICT})|(?P<more>{_MORE})|"
    rf"(?P<about>{_ABOUT}))[\s-]*{_DETERMINERS}(?:,?\s*(?:{_HEDGE})\b,?\s*)*$"
)
_EACH = (
    r"(?:\s+(?:per|a|each|pro|por|par)\s+(?:track|song|piece|titel|stuck|morceau|titre|cancion|pieza)|"
    r"\s+(?:each|apiece|jeweils|chacun|cada un[oa]))?"
)
_OR = r"(?:,?\s*(?:or|and|oder|und|ou|et|o|y)\s+)"
_AFTER = re.compile(
    rf"{_EACH}\s*(?:(?P<less>{_OR}(?:less|slower|below|under|shorter|lower|earlier|before|older|fewer|weniger|darunter|"
    r"kurzer|langsamer|fruher|davor|alter|moins|avant|menos|antes)\b|,?\s*(?:tops|max(?:imum|imal|imo)?|"
    r"at (?:the (?:very )?)?most|"
    r"at the latest|hochstens|au plus|au maximum|como mucho|como maximo)\b)"
    rf"|(?P<more>{_OR}(?:more|faster|above|over|longer|higher|later|newer|after|up(?:wards?)?|beyond|mehr|"
    rf"daruber|langer|"
    r"schneller|spater|neuer|danach|plus|apres|mas|despues)\b|\s*\+|\s+plus(?=\s*(?:$|[,.;!?)]))|"
    r",?\s*(?:min(?:imum|imal)?|at (?:the (?:very )?)?least|"
    r"mindestens|au moins|"
    r"au minimum|al menos|como minimo)\b|\s(?:onwards?|upwards?|aufwarts|en adelante|on|up)(?=\s*(?:$|[,.;!?)])))"
    r"|(?P<about>-?\s?ish\b|\s*(?:or so|or thereabouts|oder so|mas o menos|a peu pres|environ|give or take|maybe)\b))"
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


NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_NUMBER = re.compile(NUMBER)
TO = r"\s*(?:-|–|—|to|till|until|through|and|bis|und|et|a|y|hasta|jusqu'a)\s*"
_RANGE = re.compile(r"(?<![\w#])(?:anywhere |somewhere )?(?:between|from|zwischen|von|entre|de)\s+(?:the |les |los )?$")


def begins(text: str, start: int) -> int:
    """Where a range begins: before its "between", if it has one."""
    found = _RANGE.search(text[:start])
    return found.start() if found else start


_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen".split(),
    "twenty thirty forty fifty sixty seventy eighty ninety".split(),
)
_GERMAN = (
    "ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn "
    "achtzehn neunzehn".split(),
    "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split(),
)
_FRENCH = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf".split(),
    "vingt trente quarante cinquante soixante".split(),
)
_SPANISH = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve".split(),
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(),
)
# Alone they are other words more often than numbers: "a", an elf, "once".
_NOT_ALONE = frozenset("ein un uno elf once".split())


@cache
def _spoken() -> dict[str, int]:
    """Every number below 200 as it is said in four languages, folded."""
    said: dict[str, int] = {}
    for units, tens in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH):
        said |= {word: n for n, word in enumerate(units, 1)}
        said |= {word: 10 * n for n, word in enumerate(tens, 2)}
    for n, ten in enumerate(_ENGLISH[1], 2):
        said |= {f"{ten}{gap}{one}": 10 * n + k for k, one in enumerate(_ENGLISH[0][:9], 1) for gap in (" ", "-")}
    for n, ten in enumerate(_GERMAN[1], 2):
        said |= {f"{one}und{ten}": 10 * n + k for k, one in enumerate(_GERMAN[0][:9], 1)}
    for n, ten in enumerate(_FRENCH[1], 2):
        most = 19 if ten == "soixante" else 9
        for k, one in enumerate(_FRENCH[0][:most], 1):
            said |= {f"{ten}-{one}": 10 * n + k, f"{ten} {one}": 10 * n + k, f"{ten} et {one}": 10 * n + k}
    for k, one in enumerate(_FRENCH[0], 1):
        said |= {f"quatre-vingt-{one}": 80 + k, f"quatre-vingt {one}": 80 + k}
    said |= {"quatre-vingts": 80, "quatre-vingt": 80, "quatre vingts": 80, "quatre vingt": 80}
    for n, ten in enumerate(_SPANISH[1], 2):
        said |= {f"{ten} y {one}": 10 * n + k for k, one in enumerate(_SPANISH[0][:9], 1)}
    said |= {f"veinti{one}": 20 + k for k, one in enumerate(_SPANISH[0][:9], 1)}
    below = {word: n for word, n in said.items() if word not in _NOT_ALONE}
    hundreds = {"hundred": 1, "a hundred": 1, "an hundred": 1, "one hundred": 1, "two hundred": 2, "three hundred": 3}
    for hundred, many in hundreds.items():
        english = {w: n for w, n in below.items() if w.split("-")[0].split()[0] in (*_ENGLISH[0], *_ENGLISH[1])}
        below |= {hundred: 100 * many} | {f"{hundred} and {w}": 100 * many + n for w, n in english.items() if n < 100}
        below |= {f"{hundred} {w}": 100 * many + n for w, n in english.items() if n < 100}
    after_one = [w for w in below if re.split("[ -]", w)[0] in (*_ENGLISH[0][9:], *_ENGLISH[1])]
    below |= {f"one{gap}{w}": 100 + below[w] for w in after_one for gap in (" ", "-")}  # "one twenty-five"
    below |= {f"one{gap}oh{gap}{word}": 100 + n for n, word in enumerate(_ENGLISH[0][:9], 1) for gap in (" ", "-")}
    for word, n in list(said.items()):
        if n < 100 and word not in _NOT_ALONE:
            below |= {f"hundert{word}": 100 + n, f"cent {word}": 100 + n, f"ciento {word}": 100 + n}
    return below | {"hundert": 100, "einhundert": 100, "cent": 100, "cien": 100}


@cache
def _spoken_pattern() -> re.Pattern[str]:
    words = sorted(_spoken(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-]|'s)")


def spoken(text: str) -> list[tuple[int, int]]:
    """Where a folded text says numbers in words."""
    return [match.span() for match in _spoken_pattern().finditer(text)]


def digits(text: str) -> str:
    """A folded text with spoken numbers as digits, every place kept: "ninety" -> "    90"."""

    def written(match: re.Match[str]) -> str:
        rest = re.sub("^one[ -]", "", match.group())
        if (
            rest != match.group()
            and rest in _spoken()
            and re.match(r"[\s-]*(?:second|minute|hour|year|bar)s?\b", text[match.end() :])
        ):
            return f"  1 {digits(rest)}"  # "one thirty second clip" is one
        return str(_spoken()[match.group()]).rjust(len(match.group()))

    return _spoken_pattern().sub(written, text)


def numbers_in(text: str) -> list[float]:
    """Return the numbers in a text, in digits: "3,5 to 4" -> [3.5, 4.0]."""
    return [float(n.replace(",", ".")) for n in _NUMBER.findall(text)]


_WITHIN = re.compile(
    r"[\s,(]*(?:±|\+\s?/\s?-|\+-|plus or minus|plus minus|give or take|mas o menos|a peu pres a)\s*(?P<n>\d{1,3})\s*"
    r"(?P<percent>%|per ?cent)?(?:\s*bpm\b)?"
)
_RANGE_OF = re.compile(r"(?:\b(?:at|in|with)\s+)?(?:\b(?:a|the)\s+)?(?:\btempo\s+(?:of\s+)?)?$")
TEMPORAL = re.compile(
    r"\b(?:before|after|since|older|newer|earlier|later|pre|post|until|avant|apres|vor|nach|seit|desde)\b"
)


def bounded(
    text: str,
    match: re.Match[str],
    numbers: list[float],
    slack: float,
    fields: tuple[str, str],
) -> Condition:
    """Return the condition that the words around one or two numbers make of them.

    Args:
        text: folded.
        match: where the numbers are, in its group "n"; its group "word", if it has one, begins the condition.
        numbers: one, or the two ends of a range.
        slack: how far to either side a single number without a bound reaches, as a share of it.
        fields: of `Filters`, for the lower and the upper bound.
    """
    start, end = match.span()
    if len(numbers) == 2:
        start = start if "word" in match.groupdict() else begins(text, match.start("n"))
        return conditions((start, end), **{fields[0]: min(numbers), fields[1]: max(numbers)})
    (number,) = numbers
    b = bound(text, match.start("n"), end)
    start, end = min(start, b.start), b.end
    if article := _RANGE_OF.search(text[:start]):
        start = article.start()
    way = "more" if "+" in match["n"] else b.way
    if way in ("", "about") and (
        within := _WITHIN.match(text, match.end()) or _WITHIN.match(text, max(end, match.end()))
    ):
        give = float(within["n"]) * (number / 100 if within["percent"] else 1)
        return conditions((start, within.end()), **{fields[0]: number - give, fields[1]: number + give})
    if way == "less":
        return conditions((start, end), **{fields[1]: number})
    if way == "more":
        return conditions((start, end), **{fields[0]: number})
    low, high = number * (1 - slack), number * (1 + slack)
    if fields[0] == "tempo_min":
        low, high = round(low), round(high)
    return conditions((start, end), **{fields[0]: low, fields[1]: high})

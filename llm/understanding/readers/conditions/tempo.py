"""Find the tempo in a request: "under 100 bpm", "the mid 120s", "one beat per second", "techno 125-135"."""

from __future__ import annotations

import re

from data.vocabulary.mentions import mentions
from llm.language import words
from llm.understanding.findings import Condition, Finding, Request, blanked, conditions
from llm.understanding.numbers import NUMBER, TEMPORAL, TO, bound, bounded, digits, numbers_in, spoken

_SLACK = 0.05  # "120 bpm" means 114 to 126: tempo estimates and human counting differ by that much
_FIELDS = ("tempo_min", "tempo_max")

_PULSE = r"([4-9]\d|[12]\d\d)\b(?!\s*(?:min|sec|s\b|track|song))"  # too high for the rank of a track
_MINUTE = rf"(?:(?:{words('per')})\s+(?:{words('minutes')}))"
_BEATS = rf"(?:{words('beats')})"
_BPM = (
    rf"\s*-?\s*(?:bpms?|bmps?|b\.p\.m\.?|spm|{_BEATS}\s+{_MINUTE}|{_MINUTE}|{_BEATS}(?!\s+\w*(?:second|seg|sek)))(?!\w)"
    r"(?!\s*(?:slower|faster|quicker|higher|lower|langsamer|schneller|mas (?:rapid|lent)|plus (?:vite|rapide|lent)))"
)
_PLUS_MINUS = r"\s*(?:±|\+\s?/\s?-|\+-|plus or minus|plus minus|give or take)\s*"
_TEMPO_PATTERNS = (
    re.compile(rf"(?<![\d.:#])(?P<n>{NUMBER})(?P<give>{_PLUS_MINUS}\d{{1,2}}\b){_BPM}"),
    re.compile(rf"\bwithin (?P<give>\d{{1,2}})(?: bpm)? of (?P<n>{_PULSE})(?:{_BPM})?"),
    re.compile(rf"(?<![\d.:#])(?P<n>{NUMBER}\s*<=?\s*(?:bpm|tempo)\s*<=?\s*{NUMBER})"),
    re.compile(rf"(?<![\d.:#/])(?P<n>([4-9]\d|1\d\d|2[01]\d)/([4-9]\d|1\d\d|2[01]\d)){_BPM}"),
    re.compile(rf"(?<![\d.:#])(?P<n>{NUMBER}(?:{_BPM})?(?:{TO}{NUMBER}|\s*\+|\s*-?ish|\s*-?\s*(?:odd|er))?){_BPM}"),
    re.compile(
        rf"\b(?P<word>(?:bpm|tempo|speed)\b[\s:=]*(?:(?:of|is|at|be|should be|range|von|de|with|a|set to)\s+)*)"
        rf"(?P<compared>(?:[a-z=<>~]+\s+){{0,3}}?)(?P<n>{NUMBER}(?:{TO}{NUMBER})?)\b(?!\s*(?:min|sec|s\b|tracks|songs|%|:))"
    ),
    re.compile(
        r"\b(?P<word>(?:click(?: track)?|metronom[eo]?|cadence|mm|m\.m\.|"
        r"(?:quarter|crotchet|viertel|noire|negra)(?: note)?|♩)"
        rf"(?:\s+(?:on|at|of|to|set|ticking|is|auf|a|en))*\s*=?\s*|♩\s*=\s*)(?P<n>{_PULSE})"
    ),
    re.compile(
        rf"(?:slower (?:than|as)|faster (?:than|as)|quicker than|langsamer als|schneller als|"
        rf"plus (?:lente?|rapide) que|"
        rf"mas (?:lent|rapid)[oa] que)\s+(?P<n>{_PULSE})"
    ),
    re.compile(
        rf"\b(?P<word>(?:beat|running|moving|going|clocking in|clocks in|played|ticking|goes|runs) at )(?P<n>{_PULSE})"
    ),
    re.compile(
        rf"\b(?P<word>(?:heart ?rate|heartbeat|pulse)(?: \w+){{0,2}}? (?:is|of|at|around|about|to) )(?P<n>{_PULSE})"
    ),
)
# "the mid 120s" is a range of tempos. Below 100 it may be a decade, so that "bpm" or "tempo" must stand with it.
_TENS = re.compile(
    r"(?:\b(?:in|around|somewhere in|about)\s+)?(?:\bthe\s+)?"
    r"(?:\b(?P<part>low|lower|early|mid|middle|high|higher|upper|late)(?:\s+|-))?"
    r"\b(?P<n>(?:[4-9]|1\d)0)'?(?:s|er)\b(?P<unit>,?\s*(?:bpm|tempo|beats per minute)(?:-?\s?wise)?\b)?"
)
_TEMPO_OF = re.compile(r"\b(?:bpm|tempo)\s+(?:(?:in|of|around|somewhere|is|be|should)\s+)*(?:the\s+)?$")
_PART = {"low": (0, 4), "mid": (3, 7), "hig": (6, 9), "upp": (6, 9), "lat": (6, 9), "ear": (0, 4)}
# Numbers without a unit: a range that can only be of tempo ("techno 125-135"), or a bound in a request about pace.
_BARE_END = (
    r"(?=\s*-?(?:ish\b)?\s*(?:$|[,.;!?)]|(?:and|but|with|no|please|in|for|und|aber|mit|et|mais|avec|y|pero|con)\b))"
)
_BARE_RANGE = re.compile(
    rf"(?<![\w.:#/'-])(?P<word>(?:(?:anywhere |somewhere )?(?:between|from|zwischen|von|entre)\s+)?)"
    rf"(?P<n>([5-9]\d|1\d\d|2[01]\d){TO}([5-9]\d|1\d\d|2[01]\d)){_BARE_END}"
)
_BARE = re.compile(r"(?<![\w.:#/'$€£-])(?P<n>[4-9]\d|1\d\d|2[01]\d)(?:(?![\w:%/])|(?=-?ish\b))")
_BARE_AT = re.compile(r"\b(?:at|bei|auf|mit|a|sur du|dans les|en|tipo|um die)\s+(?:a steady |a |an even )?$")
_SUB = re.compile(r"sub[ -]")
_SHORT = re.compile(r"\W*(?:(?!tracks?\b|songs?\b|of them\b)[\w']+\W*){0,3}")  # up to three other words
_BARE_MARK = re.compile(r"\s*-?\s*(?:mark\b|region\b|range\b|er tempo\b)")
_OF_PACE = re.compile(
    r"\b(?:slow|fast|quick|upbeat|tempo|bpm|pace|techno|house|trance|hip hop|drum and bass|dubstep|langsam|schnell|"
    r"lento|lenta|rapid[oae]s?|lente?|allegro|andante|presto|adagio|largo|moderato|vivace|faster|slower|"
    r"schneller|langsamer|electronica|electro|disco|reggae|dnb)\b"
)
# After these words a number is no tempo but an age, a place, a temperature or the rank of a track.
_OF_ELSE = re.compile(
    r"\b(?:people|age[ds]?|those|adults|folks|audience|crowd|anyone|everyone|men|women|he|she|they|who|is|are|was|were|"
    r"turning|turns|turned|hits|hit|top|like|temperature|heat|track|tracks|song|songs|volume|page|route|highway|platform|bus|room|number|no|studio|floor)\s*$"
)
_RANGE_OF = re.compile(r"(?:\b(?:at|in|with)\s+)?(?:\b(?:a|the)\s+)?(?:\btempo\s+(?:of\s+)?)?$")
_NO_DIGIT = re.compile(r"\D")
_BARE_ENDS = re.compile(_BARE_END)
_A_SECOND = re.compile(
    r"\b(?P<n>\d|an?|eine?n?|un)\s+(?:beats?|pulses?|schlag|schlage|battements?|pulsos?|pulsaciones)\s+"
    r"(?:per|every|each|a|pro|in der|par|por)\s+(?:second|sekunde|seconde|segundo)\b"
)


def read(request: Request) -> list[Finding]:
    """Find the tempo that a request asks for, in beats per minute."""
    text = request.rest
    said = [*spoken(text), *(match.span() for match in _A_SECOND.finditer(digits(text)))]
    return [_widened(condition, said) for condition in _conditions(_per_second(digits(text)))]


def _widened(condition: Condition, said: list[tuple[int, int]]) -> Condition:
    """Return the condition with its span extended over whole number words.

    The condition was found in a text in which the number words are replaced by shorter digits.
    """
    (span,) = condition.spans
    for start, end in said:
        if start < span[1] and span[0] < end:
            span = (min(start, span[0]), max(end, span[1]))
    return conditions(span, **dict(condition.values))


def _conditions(text: str) -> list[Condition]:
    for match in _TENS.finditer(text):
        ten = float(match["n"])
        if match["unit"] or _TEMPO_OF.search(text[: match.start("n")]) or ten >= 100:
            low, high = _PART.get((match["part"] or "")[:3], (0, 9))
            return [conditions(match.span(), tempo_min=ten + low, tempo_max=ten + high)]
    for pattern in _TEMPO_PATTERNS:
        for match in pattern.finditer(text):
            numbers = numbers_in(match["n"])
            if not all(20 <= n <= 400 for n in numbers):
                continue
            if "give" in match.groupdict():
                give = float(_NO_DIGIT.sub("", match["give"]))
                return [conditions(match.span(), tempo_min=numbers[0] - give, tempo_max=numbers[0] + give)]
            stated = bounded(text, match, numbers, _SLACK, _FIELDS)
            return [stated, *_bare(text, [stated])] if len(stated.values) == 1 else [stated]  # "over 85 bpm, below 100"
    for match in _BARE_RANGE.finditer(text):
        numbers = numbers_in(match["n"])
        decades = max(numbers) < 100 and all(n % 10 == 0 for n in numbers)
        if 0 < numbers[1] - numbers[0] <= 60 and not decades:
            return [bounded(text, match, numbers, _SLACK, _FIELDS)]
    return _bare(text, [])


def _bare(text: str, before: list[Condition]) -> list[Condition]:
    """Find numbers without a unit that can only be tempos.

    They have a bound or follow "at", and the request is about music.
    """
    pace = bool(_OF_PACE.search(text))
    found: list[Condition] = []
    for match in _BARE.finditer(blanked(text, (s for f in before for s in f.spans))):
        number = float(match["n"])
        b = bound(text, *match.span())
        start, end, way = b.start, b.end, b.way
        if mark := _BARE_MARK.match(text, end):
            end, way = mark.end(), way or "about"
        if not way and (at := _BARE_AT.search(text[:start])):
            start, way = at.start(), "about"
        if (
            not way
            or not (_BARE_ENDS.match(text[end:]) or _SUB.match(text[start:]))
            or _OF_ELSE.search(text[:start])
            or TEMPORAL.search(text[start : match.start()])
            or not (pace or (number >= 60 and (mentions(text) or _SHORT.fullmatch(text[:start] + text[end:]))))
        ):
            continue
        low, high = {"less": (None, number), "more": (number, None)}.get(
            way, (round(number * (1 - _SLACK)), round(number * (1 + _SLACK)))
        )
        new = conditions((start, end), tempo_min=low, tempo_max=high)
        taken = {name for condition in (*before, *found) for name, _ in condition.values}
        if not taken & {name for name, _ in new.values}:
            found.append(new)
    return found


def _per_second(text: str) -> str:
    """Replace beats per second by beats per minute, padded so that all character positions stay the same."""

    def written(match: re.Match[str]) -> str:
        said = f"{60 * int(match['n']) if match['n'].isdigit() else 60} bpm"
        return said.rjust(len(match.group()))

    return _A_SECOND.sub(written, text)

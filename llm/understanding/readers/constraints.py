"""Hard conditions in a request: tempo, years, length, key, artist, album, how many.

Every reader takes the request and gives back what it found with the place where it stood, so that the
planner can take those words out of what is searched by sound. Only what is stated counts: a number that
might mean something else ("for my 3 minute video") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from data.text import fold
from data.vocabulary.mentions import mentions
from llm.plan import MAX_K
from llm.understanding.numbers import TO, begins, bound, digits, spoken

from .names import read_names
from .years import read_years

Span = tuple[int, int]

_TEMPO_SLACK = 0.05  # "120 bpm" means 114 to 126: tempo estimates and human counting differ by that much
_LENGTH_SLACK = 0.2  # "3 minutes" means 2:24 to 3:36


@dataclass(slots=True)
class Found:
    """Conditions and the places in the request that state them."""

    values: dict[str, Any] = field(default_factory=dict)  # field of Filters -> value
    k: int | None = None
    captions: list[str] = field(default_factory=list)  # conditions that are really about style: "80s sound"
    refused: list[str] = field(default_factory=list)  # what no filter can say: "nothing from the 80s"
    spans: list[Span] = field(default_factory=list)
    doubtful: dict[str, Span] = field(default_factory=dict)  # values, and "k", that may be meant otherwise, and where

    def drop(self, name: str) -> None:
        """Forget one condition: its words are wishes again."""
        place = self.doubtful.pop(name)
        self.spans = [s for s in self.spans if not (s[0] <= place[0] and place[1] <= s[1])]
        if name == "k":
            self.k = None
        else:
            self.values.pop(name, None)

    def add(self, span: Span, **values: Any) -> None:
        """Note conditions (None is skipped) and where they stood."""
        self.spans.append(span)
        self.values.update({name: value for name, value in values.items() if value is not None})


def read(request: str, *, artists: Collection[str] = (), albums: Collection[str] = ()) -> Found:
    """All conditions that a request states.

    Args:
        request: as the user wrote it.
        artists: the library's artist names, which make "by bach" certain.
        albums: the library's album titles.
    """
    found = Found()
    folded = fold(request)
    _key(request, folded, found)
    for reader in (_tempo, _length, _years, _count):
        reader(_blanked(folded, found.spans), found)
    for span, values in read_names(request, _blanked(folded, found.spans), artists, albums):
        found.add(span, **values)
    return found


def _blanked(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = text[:start] + "#" * (end - start) + text[end:]
    return text


_PULSE = r"([4-9]\d|[12]\d\d)\b(?!\s*(?:min|sec|s\b|track|song))"  # too high for the number of a track
_N = r"(\d{1,3}(?:[.,]\d+)?)"
_MINUTE = r"(?:(?:per|a|to the|pro|in der|die|par|a la|por|al|each|every)\s+(?:minute|minuto|min))"
_BEATS = (
    r"(?:beats?|clicks?|(?:foot)?steps|footfalls|paces|strides|taps|strokes|pulses|schlagen?|battements|pulsations?|"
    r"pulsaciones|pulsos|golpes)"
)
_BPM = (
    rf"\s*-?\s*(?:bpms?|bmps?|b\.p\.m\.?|spm|{_BEATS}\s+{_MINUTE}|{_MINUTE}|{_BEATS}(?!\s+\w*(?:second|seg|sek)))(?!\w)"
    r"(?!\s*(?:slower|faster|quicker|higher|lower|langsamer|schneller|mas (?:rapid|lent)|plus (?:vite|rapide|lent)))"
)
_PLUS_MINUS = r"\s*(?:±|\+\s?/\s?-|\+-|plus or minus|plus minus|give or take)\s*"
_TEMPO_PATTERNS = (
    re.compile(rf"(?<![\d.:#])(?P<n>{_N})(?P<give>{_PLUS_MINUS}\d{{1,2}}\b){_BPM}"),
    re.compile(rf"\bwithin (?P<give>\d{{1,2}})(?: bpm)? of (?P<n>{_PULSE})(?:{_BPM})?"),
    re.compile(rf"(?<![\d.:#])(?P<n>{_N}\s*<=?\s*(?:bpm|tempo)\s*<=?\s*{_N})"),
    re.compile(rf"(?<![\d.:#/])(?P<n>([4-9]\d|1\d\d|2[01]\d)/([4-9]\d|1\d\d|2[01]\d)){_BPM}"),
    re.compile(rf"(?<![\d.:#])(?P<n>{_N}(?:{_BPM})?(?:{TO}{_N}|\s*\+|\s*-?ish|\s*-?\s*(?:odd|er))?){_BPM}"),
    re.compile(
        rf"\b(?P<word>(?:bpm|tempo|speed)\b[\s:=]*(?:(?:of|is|at|be|should be|range|von|de|with|a|set to)\s+)*)"
        rf"(?P<compared>(?:[a-z=<>~]+\s+){{0,3}}?)(?P<n>{_N}(?:{TO}{_N})?)\b(?!\s*(?:min|sec|s\b|tracks|songs|%|:))"
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
# "the mid 120s": no decade of music but a band of tempos; below a hundred only beside a word of tempo.
_TENS = re.compile(
    r"(?:\b(?:in|around|somewhere in|about)\s+)?(?:\bthe\s+)?"
    r"(?:\b(?P<part>low|lower|early|mid|middle|high|higher|upper|late)(?:\s+|-))?"
    r"\b(?P<n>(?:[4-9]|1\d)0)'?(?:s|er)\b(?P<unit>,?\s*(?:bpm|tempo|beats per minute)(?:-?\s?wise)?\b)?"
)
_TEMPO_OF = re.compile(r"\b(?:bpm|tempo)\s+(?:(?:in|of|around|somewhere|is|be|should)\s+)*(?:the\s+)?$")
_PART = {"low": (0, 4), "mid": (3, 7), "hig": (6, 9), "upp": (6, 9), "lat": (6, 9), "ear": (0, 4)}
# Numbers that no unit follows: a range that only a tempo has ("techno 125-135"), a bound beside a word of pace.
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
_SHORT = re.compile(r"\W*(?:(?!tracks?\b|songs?\b|of them\b)[\w']+\W*){0,3}")  # nothing else is asked
_BARE_MARK = re.compile(r"\s*-?\s*(?:mark\b|region\b|range\b|er tempo\b)")
_OF_PACE = re.compile(
    r"\b(?:slow|fast|quick|upbeat|tempo|bpm|pace|techno|house|trance|hip hop|drum and bass|dubstep|langsam|schnell|"
    r"lento|lenta|rapid[oae]s?|lente?|allegro|andante|presto|adagio|largo|moderato|vivace|faster|slower|"
    r"schneller|langsamer|electronica|electro|disco|reggae|dnb)\b"
)
# What a number after these words is of: people and their years, places, heat, tracks.
_OF_ELSE = re.compile(
    r"\b(?:people|age[ds]?|those|adults|folks|audience|crowd|anyone|everyone|men|women|he|she|they|who|is|are|was|were|"
    r"turning|turns|turned|hits|hit|top|like|temperature|heat|track|tracks|song|songs|volume|page|route|highway|platform|bus|room|number|no|studio|floor)\s*$"
)
_RANGE_OF = re.compile(r"(?:\b(?:at|in|with)\s+)?(?:\b(?:a|the)\s+)?(?:\btempo\s+(?:of\s+)?)?$")


_TEMPO_FIELDS = ("tempo_min", "tempo_max")


def _tempo(text: str, found: Found) -> None:
    before, said = len(found.spans), spoken(text) + [match.span() for match in _A_SECOND.finditer(digits(text))]
    _read_tempo(_per_second(digits(text)), found)
    for i, span in enumerate(found.spans[before:], before):  # numbers in words are longer than their digits
        for start, end in said:
            if start < span[1] and span[0] < end:
                found.spans[i] = span = (min(start, span[0]), max(end, span[1]))


def _read_tempo(text: str, found: Found) -> None:
    for match in _TENS.finditer(text):
        ten = float(match["n"])
        if not (match["unit"] or _TEMPO_OF.search(text[: match.start("n")]) or ten >= 100):
            continue
        low, high = _PART.get((match["part"] or "")[:3], (0, 9))
        found.add(match.span(), tempo_min=ten + low, tempo_max=ten + high)
        return
    for pattern in _TEMPO_PATTERNS:
        for match in pattern.finditer(text):
            numbers = [float(n.replace(",", ".")) for n in re.findall(_N, match["n"])]
            if not all(20 <= n <= 400 for n in numbers):
                continue
            if "give" in match.groupdict():
                give = float(re.sub(r"\D", "", match["give"]))
                found.add(match.span(), tempo_min=numbers[0] - give, tempo_max=numbers[0] + give)
                return
            _bounded(text, found, match, numbers, _TEMPO_SLACK, _TEMPO_FIELDS)
            if len(set(_TEMPO_FIELDS) & set(found.values)) == 1:  # "over 85 bpm but below 100"
                _bare(text, found)
            return
    for match in _BARE_RANGE.finditer(text):
        numbers = [float(n) for n in re.findall(_N, match["n"])]
        decades = max(numbers) < 100 and all(n % 10 == 0 for n in numbers)
        if 0 < numbers[1] - numbers[0] <= 60 and not decades:
            _bounded(text, found, match, numbers, _TEMPO_SLACK, _TEMPO_FIELDS)
            return
    _bare(text, found)


_A_SECOND = re.compile(
    r"\b(?P<n>\d|an?|eine?n?|un)\s+(?:beats?|pulses?|schlag|schlage|battements?|pulsos?|pulsaciones)\s+"
    r"(?:per|every|each|a|pro|in der|par|por)\s+(?:second|sekunde|seconde|segundo)\b"
)


def _per_second(text: str) -> str:
    """The text with "one beat per second" as beats per minute, every place kept."""

    def written(match: re.Match[str]) -> str:
        said = f"{60 * int(match['n']) if match['n'].isdigit() else 60} bpm"
        return said.rjust(len(match.group()))

    return _A_SECOND.sub(written, text)


def _bare(text: str, found: Found) -> None:
    """Numbers without a unit that can only be tempos: bounded, or said with "at", where the request is of music."""
    pace = bool(_OF_PACE.search(text))
    for match in _BARE.finditer(_blanked(text, found.spans)):
        number = float(match["n"])
        b = bound(text, *match.span())
        start, end, way = b.start, b.end, b.way
        if mark := _BARE_MARK.match(text, end):
            end, way = mark.end(), way or "about"
        if not way and (at := _BARE_AT.search(text[:start])):
            start, way = at.start(), "about"
        if (
            not way
            or not (re.match(_BARE_END, text[end:]) or _SUB.match(text[start:]))
            or _OF_ELSE.search(text[:start])
            or _TEMPORAL.search(text[start : match.start()])
            or not (pace or (number >= 60 and (mentions(text) or _SHORT.fullmatch(text[:start] + text[end:]))))
        ):
            continue
        low, high = {"less": (None, number), "more": (number, None)}.get(
            way, (round(number * (1 - _TEMPO_SLACK)), round(number * (1 + _TEMPO_SLACK)))
        )
        values = {"tempo_min": low, "tempo_max": high}
        if not any(value is not None and name in found.values for name, value in values.items()):
            found.add((start, end), **values)


_WITHIN = re.compile(
    r"[\s,(]*(?:±|\+\s?/\s?-|\+-|plus or minus|plus minus|give or take|mas o menos|a peu pres a)\s*(?P<n>\d{1,3})\s*"
    r"(?P<percent>%|per ?cent)?(?:\s*bpm\b)?"
)


def _bounded(
    text: str, found: Found, match: re.Match[str], numbers: list[float], slack: float, fields: tuple[str, str]
) -> None:
    """Note one or two numbers as the bounds that the words around them make of them."""
    start, end = match.span()
    low: float | None = min(numbers)
    high: float | None = max(numbers)
    if len(numbers) == 2:
        start = start if "word" in match.groupdict() else begins(text, match.start("n"))
    else:
        b = bound(text, match.start("n"), end)
        start, end = min(start, b.start), b.end
        if article := _RANGE_OF.search(text[:start]):
            start = article.start()
        way = "more" if "+" in match["n"] else b.way
        if way in ("", "about") and (
            within := _WITHIN.match(text, match.end()) or _WITHIN.match(text, max(end, match.end()))
        ):
            give = float(within["n"]) * (numbers[0] / 100 if within["percent"] else 1)
            found.add((start, within.end()), **{fields[0]: numbers[0] - give, fields[1]: numbers[0] + give})
            return
        if way == "less":
            low = None
        elif way == "more":
            high = None
        else:
            low, high = numbers[0] * (1 - slack), numbers[0] * (1 + slack)
            if slack == _TEMPO_SLACK:
                low, high = round(low), round(high)
    found.add((start, end), **{fields[0]: low, fields[1]: high})


_UNIT = (
    r"\s*-?\s*(?P<unit>seconds?|secs?|sekunden?|secondes?|segundos?|s|minutes?|mins?|minuten?|minutos?|m)\b"
    r"(?!\s+(?:of|video|film|clip|movie|workout|run|drive|walk|presentation|talk|speech|vlog|reel|ad|"
    r"scene|break|nap|from)\b)"
)
_LENGTHS = (  # in words, as digits that take no more room
    (re.compile(r"\b(?:an?|one) minute and a half\b|\bone and a half minutes\b|\bune minute et demie\b|"
                r"\b(?:un )?minuto y medio\b|\b(?:andert|ein)(?:halb|einhalb) minuten\b"), "90 seconds"),
    (re.compile(r"\bhalf[ -](?:an?[ -])?minute\b|\bhalbe minute\b|\bmedio minuto\b|\bdemi-minute\b"), "30 seconds"),
    (re.compile(r"\b(?:a )?couple of (?=minutes)"), "2 "),
    (re.compile(r"\b(?:an?|eine[rmn]?|une|un)\s+(?=(?:minute|minuto)\b(?!s))"), "1 "),
)  # fmt: skip
# "three and a half minutes", as digits that take no more room.
_EINHALB = {"zwei": 2, "drei": 3, "vier": 4, "funf": 5}
_HALVES = re.compile(
    r"\b(?:(\d{1,2})(?:[ -]and[ -]a[ -]half[ -]minutes?| minutes? (?:and a half|et demie)| minutos? y medi[oa])|"
    rf"({'|'.join(_EINHALB)})einhalb minuten)\b"
)
_CLOCK = r"(?<![\d:])(?P<n>(\d{1,2}):([0-5]\d))(?![\d:])(?!\s*(?:am|pm|a\.m|p\.m|o'clock|uhr|in the))"
_LENGTH_PATTERNS = (
    re.compile(rf"(?<![\d.:#])(?P<n>{_N}(?:{TO}{_N}|\s*\+)?){_UNIT}(?: long\b)?"),
    re.compile(_CLOCK + r"(?:\s*(?:min(?:ute)?s?))?(?P<unit>)(?: long\b)?"),
)
_FOR_SOMETHING = re.compile(
    r"(?:(?:for|under|below|over|during) (?:my|a|an|the|our|this|your|1)|(?:video|film|clip|anuncio|vlog|reel|corto|"
    r"werbung|pub)\s+(?:of|de|von|mit))\s*$"
)
_LASTING = re.compile(
    r"(?<![\w#])(?:last(?:s|ing)?|length(?: of)?|duration(?: of)?|runs?(?: for)?|running(?: time)?(?: of)?|"
    r"dure(?:nt|n)?|duracion(?: de)?|dauert|dauern|lange?|to be|should be|fill|exactly|precisely|genau|exactement|"
    r"exactamente|de)\s+$"
)
_OF_MUSIC = re.compile(
    r"\s*-?\s*(?:long|in length|in duration|lang|de duree|de duracion|(?:\w+ )?(?:tracks?|songs?|pieces?|tunes?|clips?|"
    r"jingles?|loops?|snippets?|outros?|stings?|cues?|excerpts?|epics?|ballads?|jams?|waltz(?:es)?|instrumentals?|"
    r"interludes?|mix(?:es)?|stucke?|lieder|morceaux?|canciones|piezas?))\b"
)
_ALONE = re.compile(r"^\W*(?:(?:ok|please|now|make it|in|of|music|something|anything)\W+)*$")
_DATES = re.compile(r"(?:\bthe |'|\b(?:early|late|mid)[ -])$")
_TEMPORAL = re.compile(
    r"\b(?:before|after|since|older|newer|earlier|later|pre|post|until|avant|apres|vor|nach|seit|desde)\b"
)


def _length(text: str, found: Found) -> None:
    text = _HALVES.sub(lambda m: f"{m[1] or _EINHALB[m[2]]}.5 minutes".rjust(len(m.group())), digits(text))
    for words, written in _LENGTHS:
        for match in reversed(list(words.finditer(text))):
            text = text[: match.start()] + written.rjust(len(match.group())) + text[match.end() :]
    for pattern in _LENGTH_PATTERNS:
        for match in pattern.finditer(text):
            b = bound(text, match.start("n"), match.end())
            before, unit = text[: b.start], match["unit"]
            if _FOR_SOMETHING.search(before) or _FOR_SOMETHING.search(text[: match.start()]):
                continue
            if unit == "s" and (
                _DATES.search(before)
                or (b.way == "" and match["n"].endswith("0") and not match.group().endswith("long"))
                or _TEMPORAL.search(text[b.start : match.start()])
            ):
                continue  # "30s" is a decade unless something says otherwise
            if pattern is _LENGTH_PATTERNS[1]:
                numbers = [60.0 * int(match[2]) + int(match[3])]
            else:
                scale = 1.0 if unit.startswith("s") else 60.0
                numbers = [float(n.replace(",", ".")) * scale for n in re.findall(_N, match["n"])]
            lasting = _LASTING.search(before)
            stated = (
                b.way or "+" in match["n"] or len(numbers) == 2 or match.group().endswith("long") or lasting
                or _OF_MUSIC.match(text, b.end) or (_ALONE.match(before) and not text[b.end :].strip(" .!?"))
            )  # fmt: skip
            if not stated:
                continue
            _bounded(text, found, match, numbers, _LENGTH_SLACK, ("duration_min_s", "duration_max_s"))
            if not b.way and len(numbers) == 1:  # "the last five minutes before the exam"
                found.doubtful |= dict.fromkeys(("duration_min_s", "duration_max_s"), found.spans[-1])
            if lasting:
                found.spans[-1] = (min(found.spans[-1][0], lasting.start()), found.spans[-1][1])
            if tail := re.match(
                r"\s*-?\s*(?:long|in length|in duration|lang|de duree|de duracion)\b", text[found.spans[-1][1] :]
            ):
                found.spans[-1] = (found.spans[-1][0], found.spans[-1][1] + tail.end())
            text = _blanked(text, found.spans[-1:])  # "about half a minute, not more than forty seconds anyway"


def _years(text: str, found: Found) -> None:
    for time in read_years(text):
        if time.style:
            found.captions.append(time.style)
        elif time.refused:
            found.refused.append(time.refused)
            found.spans.append(time.span)
        elif not {"year_min", "year_max"} & set(found.values):
            found.add(time.span, year_min=time.low, year_max=time.high)
            if re.search(r"\b(?:last|past|letzte\w*|derni\w+|ultim\w+)\b", text[slice(*time.span)]):
                found.doubtful |= dict.fromkeys(("year_min", "year_max"), time.span)


_MODE_NAMES = "major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian|aeolian|locrian"
_NOTE = (
    r"(?P<note>[a-h])(?:[\s-]*(?P<accidental>sharp|flat|#|♯|♭|b(?=\s|m)|is(?=[\s-])|e?s(?=[\s-]+(?:dur|moll)))|(?=\W))"
)
_MODES = {"maj": "major", "dur": "major", "majeur": "major", "mayor": "major", "min": "minor", "m": "minor",
          "moll": "minor", "mineur": "minor", "menor": "minor"}  # fmt: skip
_SHARP = {"sharp", "#", "♯", "is", "diese", "sostenido"}
_IN = r"(?:\b(?:in|en|auf|key|tonart|tonalite|tonalidad)\b[\s:]*(?:(?:of|de|the key of)\s+)?)?"
_KEY = re.compile(rf"{_IN}(?<![\w'#]){_NOTE}[\s-]*(?P<mode>{_MODE_NAMES})\b(?P<key> key\b)?")
_SOLFEGE = re.compile(
    rf"{_IN}\b(?P<note>do|re|mi|fa|sol|la|si)(?: (?P<accidental>bemol|sostenido|diese))? "
    r"(?P<mode>majeur|mineur|mayor|menor)\b"
)
_SOLFEGE_NOTES = {"do": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_MODE = re.compile(
    r"(?:\b(?:in|en|with)\s+)?(?:\b(?:an?|the|ein(?:e[mnr]?)?|une?)\s+)?(?:(?:modo|mode|tono|tonalidad|tonalite)\s+)?"
    r"\b(?P<mode>major|minor|dur|moll|majeure?|mineure?|mayor|menor)\b"
    r"(?P<noun>[\s-]+(?:keys?|scales?|modes?|tonality|chords?|only|ones?|songs?|tracks?|pieces?|music|tunes?)\b)?"
)
_IN_MOOD = re.compile(r"\b(?:in|en|with) (?:an? )?(?:\w+ )?$")
_TONIC = re.compile(
    r"(?:\b[Kk]ey(?:\s+of|\s*:)?\s+(?:the\s+)?|\b[Ii]n\s+(?:the key of\s+)?|^\W*)(?P<note>[A-Ga-g])"
    r"(?:\s?(?P<accidental>[#♯♭b]|sharp|flat)(?![a-z#]))?(?P<minor>m)?(?=\W|$)(?P<end>\s*(?:$|[,.;!?)]|please\b|if\b|"
    r"with\b|for\b|key\b))?"
)
_CHORD = re.compile(r"(?<![\w'#])(?P<note>[A-G])(?P<accidental>[#♯♭b])?m(?=\W|$)(?!'| I\b)")
_NOT_IN = re.compile(
    r"\b(?:not|no|nothing|none|without|never|avoid|exclud(?:e|ing)|except|skip|nicht|nichts|kein|pas|rien|nada)"
    r"(?: (?:any|all)(?:thing)?)?(?: (?:tracks?|songs?|music|pieces?))?(?: (?:that's|that is|that are|is|written))?\s+$"
)


_BEFORE_ITEM = re.compile(
    r"(?:^|[,;:.(/]|\b(?:ideally|preferably|perhaps|maybe|mostly|rather|gern|mejor|plutot|and|und|et|y))\s*$"
)


def _listed(text: str, start: int, end: int) -> bool:
    """Whether a word is an item by itself: "slow, minor, cello"."""
    return bool(_BEFORE_ITEM.search(text[:start]) and re.match(r"\s*(?:$|[,;.!?)/])", text[end:]))


def _key(request: str, text: str, found: Found) -> None:
    """A key in words ("F sharp minor", "la menor", "h-Moll"), as a chord ("Am"), by its tonic, or a mode alone."""
    for match in _KEY.finditer(text):
        article = match["note"] == "a" and not match["accidental"]  # "in a minor key", "a minor annoyance"
        if article and not match.group().startswith(("in ", "key")):
            after = text[match.end() :]
            article = match["key"] is not None or bool(
                re.match(r"\s*(?!piece|tune|song|track|key|and|or|but|with)\w", after)
            )
        elif article:
            article = bool(match["key"])
        if article or (match["note"] == "h" and match["mode"] not in ("dur", "moll")):
            continue
        if match["mode"] == "min" and match.group().startswith("a") and not request[match.start()].isupper():
            continue  # "170 steps a min"
        note, accidental = match["note"].upper(), _accidental(match["accidental"])
        if match["mode"] in ("dur", "moll") and not accidental:  # German: H is B, and B is B flat
            note, accidental = {"H": ("B", ""), "B": ("B", "b")}.get(note, (note, ""))
        found.add(match.span(), key=f"{note}{accidental} {_MODES.get(match['mode'], match['mode'])}")
        return
    for match in _SOLFEGE.finditer(text):
        mode = _MODES[match["mode"]]
        found.add(match.span(), key=f"{_SOLFEGE_NOTES[match['note']]}{_accidental(match['accidental'])} {mode}")
        return
    for match in _MODE.finditer(text):
        alone = re.fullmatch(
            r"\W*(?:(?:something|anything|songs?|pieces?|music|etwas|was|algo|actually|sorry|no|ok|okay|wait|"
            r"rather|make it|i mean|i meant|lieber|doch|plutot|mejor|now|but)[\s,]+)*",
            text[: match.start()],
        )
        said = match.group()
        if not (match["noun"] or said.startswith(("in ", "en ")) or "mod" in said or "ton" in said or alone
                or _IN_MOOD.search(text[: match.start()]) or _listed(text, *match.span("mode"))):  # fmt: skip
            continue
        if not match["noun"] and re.match(
            r"\s+(?!please|bitte|sorry|instead|actually|then|rather|now|thanks|and|or|but|with|for|y|und|et|por)[a-z]",
            text[match.end() :],
        ):
            continue  # "a major event"
        if re.match(r"\s+or\s+(?:major|minor)\b", text[match.end() :]):
            continue  # "major or minor" is both
        mode = _MODES.get(match["mode"].rstrip("e") if match["mode"].endswith("re") else match["mode"], match["mode"])
        start = match.start()
        if refused := _NOT_IN.search(text[:start]):
            mode, start = "minor" if mode == "major" else "major", refused.start()
        found.add((start, match.end()), key=mode)
        return
    for match in (*_TONIC.finditer(request), *_CHORD.finditer(request)):
        if "#" in text[match.start() : match.end()].replace("#", "", request[match.start() : match.end()].count("#")):
            continue
        tonic = match.re is _TONIC
        accidental = _accidental(match["accidental"])
        if tonic and not match["minor"] and not accidental:
            named = re.search(r"[Kk]ey", match.group())  # "in A" may go on as "in a hurry"
            if not (
                named or match["note"].isupper() and match["end"] is not None and match.group()[:2].lower() == "in"
            ):
                continue
        if tonic and not re.search(r"[Kk]ey|[Ii]n\b", match.group()) and match["end"] is None:
            continue
        if tonic and match["minor"] and match["note"] == "a" and not re.search("[Kk]ey", match.group()):
            continue
        mode = "minor" if not tonic or match["minor"] else "major"
        found.add(match.span(), key=f"{match['note'].upper()}{accidental} {mode}")
        return


def _accidental(said: str | None) -> str:
    return "" if not said else "#" if said in _SHARP else "b"


_NUMERALS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "a couple of": 2, "a couple": 2, "a dozen": 12, "a handful of": 5,
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "zehn": 10, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "diez": 10, "a single": 1, "a lone": 1,
    "just one": 1, "only one": 1,
    "half a dozen": 6, "eleven": 11, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "sept": 7, "huit": 8, "neuf": 9, "nur ein": 1, "nur eine": 1, "nur einen": 1, "un solo": 1,
    "a pair of": 2, "a pair": 2, "thirteen": 13, "fourteen": 14, "sixteen": 16, "eighteen": 18, "thirty": 30,
    "forty": 40, "fifty": 50, "half dozen": 6, "two dozen": 24, "ein dutzend": 12, "zwolf": 12, "funfzehn": 15,
    "zwanzig": 20, "une douzaine de": 12, "media docena de": 6, "ein halbes dutzend": 6,
    "une dizaine de": 10, "quinze": 15, "vingt": 20, "una docena de": 12,
    "quince": 15, "veinte": 20, "un par de": 2, "una sola": 1, "un seul": 1, "une seule": 1, "ein einziges": 1,
    "eine einzige": 1,
}  # fmt: skip
_NOUN = (
    r"(?:tracks?|songs?|pieces?|tunes?|things|excerpts?|stimuli|results?|recordings?|numbers|suggestions?|recommendations?|options?|examples?|"
    r"cues|loops|clips|picks|hits|versions|compositions|choices|ideas|titles|bangers|jams|candidates|matches|items|titel|nummern|"
    r"vorschlage|titres|propositions|opciones|sugerencias|ones|lieder|lied|stucke?|morceaux?|chansons?|canciones|cancion|piezas?|temas?)"
)
_COUNT = re.compile(
    rf"(?:\b(?:top|best|first|only|just|exactly|the|up to|at most|max|no more than) )?"
    rf"(?:(?<![\w.#])(?:\d{{1,2}}|one|two|three|four|five|six)\s*(?:or|to|-|oder|ou|o|"
    rf"bis)\s*)?(?<![\w.#])(?P<n>\d{{1,3}}|"
    rf"{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
    rf"(?![\s-]*(?:bits?|bars?|strings?|hands|part|voices?|inch)\b)"  # "8 bit tunes"
    rf"\)?(?: or so| ish|-ish|ish| odd)?[\s-]+(?P<between>(?:[a-z'-]+\s+){{0,4}}?){_NOUN}\b"
)
_ANY_N = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
_TOP = re.compile(
    rf"\b(?:top|best|finest) {_ANY_N}\b(?! hits?\b)|\b(?:the|your|just) {_ANY_N.replace('<n>', '<m>')} "
    r"(?=(?:best|most \w+|least \w+|[a-z]{3,}est)\b)"
)
_GIVE = re.compile(
    rf"(?<!did you )(?<!do you )\b(?:give|show|find|play|get|pick|choose|list|name|suggest|recommend)(?: me|"
    rf" us)? (?:just |only |another )?{_ANY_N}"
    r"(?=\s*(?:$|[,.;!?]|please|of |with |for ))"
)
_MORE = re.compile(
    rf"\b(?:another )?{_ANY_N} (?=(?:more|others?|further|additional|mas|mehr|weitere|andere|de plus|autres|"
    rf"otr[oa]s)\b)|"
    rf"\banother {_ANY_N.replace('<n>', '<m>')}(?=\s*(?:$|[,.;!?]|please|of |with ))"
)
_ONLY = re.compile(
    rf"^\W*(?:(?:just|only|nur|bloss|seulement|juste|solo|solamente|make it|make that|show me|give me|let's say|say|"
    rf"no,?) )?"
    rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})(?: of (?:them|those|these))?(?: please)?\W*$"
)
_OF_THEM = re.compile(
    rf"\b(?:at (?:the )?most|at least|up to|max(?:imum)?|no more than|not more than|only|just|maybe|"
    rf"like|make it)\s+{_ANY_N}"
    r"(?: of (?:them|these|those|the)\b)"
)
_ENOUGH = re.compile(
    rf"(?<![\w.#])(?<!last )(?<!first )(?<!this )(?<!that )(?<!the ){_ANY_N}(?: of (?:them|those))? "
    r"(?:(?:is|are|would be|will be|should be|ist|sind|es|son|est|sont) "
    r"(?:enough|plenty|fine|ok|okay|good|perfect|the limit|genug|suficientes?|assez)|"
    r"(?:will|would|should) (?:do|suffice|fill|cover)|suffices?|tops|max(?:imum)?|reichen|genugen|bastan|suffisent|"
    r"suffiront)\b"
)
_SAID_LAST = re.compile(
    rf"(?:\b(?:let's say|lets say|say|maybe|perhaps|up to|at most|make it|hochstens|maximal|au plus|como mucho|"
    rf"maximo|(?:limit|keep|cut|trim|narrow|reduce|whittle)(?: (?:it|them|that|this|down))* to)|,)"
    rf"\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})"
    rf"(?: of (?:them|those))?(?: please)?\W*$"
)
_KIND = re.compile(
    rf"(?<![\w.#/-])(?:(?:\d{{1,2}}|one|two|three|four|five|six) (?:or|to) )?{_ANY_N}\s+"
    r"(?:(?:different|favou?rite|really|very|good|great|nice|other|random|short|long|typical|classic) )*"
    r"(?P<thing>[a-z]+(?: [a-z]+){0,2})\b"
)
_A_LIST = re.compile(
    rf"\b(?:playlist|set|list|mix|batch|selection) of {_ANY_N}(?=\s*(?:$|[,.;!?]|please\b|for\b|with\b))"
)
_JUST_ONE = re.compile(
    r"\b(?:(?:only|just) one(?=\s*(?:$|[,.;!?]|please\b))|single (?:best )?(?:match|hit|result)\b)|"
    r"^\W*(?:nur|bloss|solo|solamente|seulement|juste|rien qu') ?(?:eine?[ns]?|un[oae]?)\b(?:\s+(?:solo?a?|seule?))?"
    r"(?=\W*$|,)"
)
_TIMES = re.compile(r"\bx ?(?P<n>\d{1,2})\W*$|^\W*(?P<m>\d{1,2}) ?x (?!\d)")  # "lullabies x5"
_NOT_COUNTED = re.compile(r"\b(?:minutes?|seconds?|bpm|or|and|by|with|for|from|in|like|track|song|number)\b")


def _count(text: str, found: Found) -> None:
    if one := _JUST_ONE.search(text):
        found.k = 1
        found.spans.append(one.span())
        return
    for pattern in (_A_LIST, _COUNT, _TOP, _GIVE, _MORE, _ONLY, _OF_THEM, _ENOUGH, _SAID_LAST, _TIMES, _KIND):
        match = pattern.search(text)
        if match is None:
            continue
        counted = pattern is not _KIND or (_counts_tracks(match["thing"].split()) and _NUMERALS.get(match["n"]) != 1)
        if not counted:  # "5 waltzes" counts tracks, "two guitars" players
            continue
        between = match.groupdict().get("between") or ""
        if _NOT_COUNTED.search(between):
            continue
        said = match["n"] or match.groupdict().get("m") or ""
        number = _NUMERALS.get(said) or (int(said) if said.isdigit() else 0)
        if number < 1:
            continue
        found.k = min(number, MAX_K)
        if pattern is _KIND and " " not in said:  # "the fight between two samurai"
            found.doubtful["k"] = match.span("n")
        if pattern is _MORE:
            found.spans.append(match.span("n" if match["n"] else "m"))
            return
        noun = match.end() - len(match.group().split()[-1]) if between else match.end()
        kept = between or pattern is _KIND or any(m.start < match.end() < m.end for m in mentions(text))
        found.spans.append((match.start(), match.end("n") if kept and match["n"] else noun))  # "tres canciones de cuna"
        return


def _counts_tracks(words: list[str]) -> bool:
    """Whether these words begin with a kind of music, however it is described: "slow waltzes please"."""
    for size in range(len(words), 0, -1):
        thing = " ".join(words[:size])
        named = mentions(thing)
        if named and sum(m.end - m.start for m in named) == len(thing) - len(named) + 1:
            return named[-1].concept.kind in ("genre", "use") and all(m.concept.kind != "instrument" for m in named)
    return False

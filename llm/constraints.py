"""Hard conditions in a request: tempo, years, length, key, artist, album, how many.

Every reader takes the request and gives back what it found with the place where it stood, so that the
planner can take those words out of what is searched by sound. Only what is stated counts: a number that
might mean something else ("for my 3 minute video") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.concepts import fold

from .plan import MAX_K
from .words import mentions

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
    for reader in (_key, _tempo, _length, _years, _count):
        reader(_blanked(folded, found.spans), found)
    _names(request, found, artists, albums)
    return found


def _blanked(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = text[:start] + "#" * (end - start) + text[end:]
    return text


# Comparisons, as they stand before or after a number. "#" is a place that another condition took.
_LESS = (
    r"(?:no(?:t)? (?:more|longer|faster|higher|later) than|at most|up to|max(?:imum)?(?: of)?|below|under|less than|"
    r"slower than|shorter than|fewer than|lower than|not (?:over|above|exceeding)|<=?|unter|hochstens|kurzer als|"
    r"langsamer als|moins de|menos de|plus court que|mas corto que)"
)
_MORE = (
    r"(?:no(?:t)? (?:less|slower|shorter|lower) than|at least|min(?:imum)?(?: of)?|above|over|more than|faster than|"
    r"longer than|higher than|not (?:under|below)|>=?|uber|mindestens|langer als|schneller als|plus de|mas de)"
)
_ABOUT = r"(?:around|about|roughly|approximately|approx\.?|circa|ca\.?|~|exactly|at|of|near|close to|etwa|environ|unos)"
_TO = r"\s*(?:-|–|—|to|and|bis|und|et|a|y)\s*"
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"


def _range(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    if low is not None and high is not None and low > high:
        return high, low
    return low, high


_PULSE = r"([4-9]\d|[12]\d\d)\b(?!\s*(?:min|sec|s\b|track|song))"  # too high for the number of a track
_BPM = r"\s*-?\s*(?:bpms?|beats?\s+(?:per|a)\s+minute|schlage pro minute)\b"
_TEMPO_PATTERNS = (
    (re.compile(rf"(?:between |from |zwischen |entre )?{_NUMBER}(?:\s*bpm)?{_TO}{_NUMBER}{_BPM}"), "range"),
    (re.compile(rf"(?<!\w){_LESS}\s*{_NUMBER}{_BPM}"), "less"),
    (re.compile(rf"(?<!\w){_MORE}\s*{_NUMBER}{_BPM}"), "more"),
    (re.compile(rf"{_NUMBER}{_BPM}\s+or\s+(?:less|slower|below|under)"), "less"),
    (re.compile(rf"{_NUMBER}{_BPM}\s+or\s+(?:more|faster|above|over)"), "more"),
    (re.compile(rf"{_NUMBER}\s*\+\s*bpm"), "more"),
    (re.compile(rf"\b(?:slower than|langsamer als|plus lent(?:e)? que|mas lent[oa] que)\s+{_PULSE}"), "less"),
    (re.compile(rf"\b(?:faster than|quicker than|schneller als|plus rapide que|mas rapid[oa] que)\s+{_PULSE}"), "more"),
    (re.compile(rf"(?:\b(?:at )?{_ABOUT}\s*)?(?:a )?(?:tempo (?:of )?)?{_NUMBER}{_BPM}"), "about"),
    (re.compile(rf"\btempo (?:of |at |is |around |about )?{_NUMBER}\b"), "about"),
)


def _tempo(text: str, found: Found) -> None:
    for pattern, relation in _TEMPO_PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        numbers = [float(g.replace(",", ".")) for g in match.groups() if g]
        if any(not 20 <= n <= 400 for n in numbers):
            continue
        if relation == "range":
            low, high = _range(*numbers[:2])
        elif relation == "less":
            low, high = None, numbers[0]
        elif relation == "more":
            low, high = numbers[0], None
        else:
            low, high = round(numbers[0] * (1 - _TEMPO_SLACK)), round(numbers[0] * (1 + _TEMPO_SLACK))
        found.add(match.span(), tempo_min=low, tempo_max=high)
        return


_UNIT = (
    r"\s*-?\s*(seconds?|secs?|sekunden|secondes|segundos|s|minutes?|mins?|minuten|minutos|m)\b"
    r"(?!\s+(?:of|video|film|clip|movie|workout|run|drive|walk|presentation|talk|speech|vlog|reel|ad|"
    r"scene|break|nap|from))"
)
_WORDS_FOR_LENGTHS = {
    "half a minute": "30 seconds", "a minute and a half": "90 seconds", "one and a half minutes": "90 seconds",
    "a couple of minutes": "2 minutes", "one minute": "1 minute", "a minute": "1 minute", "two minutes": "2 minutes",
    "three minutes": "3 minutes", "four minutes": "4 minutes", "five minutes": "5 minutes",
    "six minutes": "6 minutes", "ten minutes": "10 minutes", "zwei minuten": "2 minuten",
    "drei minuten": "3 minuten", "deux minutes": "2 minutes", "trois minutes": "3 minutes",
    "dos minutos": "2 minutos", "tres minutos": "3 minutos", "thirty seconds": "30 seconds",
}  # fmt: skip
_LENGTH_PATTERNS = (
    (re.compile(rf"(?:between |from |entre |zwischen )?{_NUMBER}{_TO}{_NUMBER}{_UNIT}(?: long)?"), "range"),
    (re.compile(rf"(?<!\w){_LESS}\s*{_NUMBER}{_UNIT}(?: long)?"), "less"),
    (re.compile(rf"(?<!\w){_MORE}\s*{_NUMBER}{_UNIT}(?: long)?"), "more"),
    (re.compile(rf"{_NUMBER}{_UNIT}\s+or\s+(?:less|shorter|under)"), "less"),
    (re.compile(rf"{_NUMBER}{_UNIT}\s+or\s+(?:more|longer|over)"), "more"),
    (re.compile(rf"{_ABOUT}\s+{_NUMBER}{_UNIT}(?: long)?"), "about"),
    (re.compile(rf"{_NUMBER}{_UNIT}\s+(?:long|in length|tracks?|songs?|pieces?|tunes?|lang|de duree)"), "about"),
    (
        re.compile(rf"\b(?:lasting|lasts?|lange?|length(?: of)?|duration(?: of)?|runs?|running)\s+{_NUMBER}{_UNIT}"),
        "about",
    ),
)
_FOR_SOMETHING = re.compile(r"(?:for|under|below|over|during) (?:my|a|an|the|our|this|your)\s*$")


def _length(text: str, found: Found) -> None:
    for words, digits in _WORDS_FOR_LENGTHS.items():  # places must stay: pad or give up
        if words in text and len(digits) <= len(words):
            text = text.replace(words, digits.rjust(len(words)))
    for pattern, relation in _LENGTH_PATTERNS:
        match = pattern.search(text)
        if match is None or _FOR_SOMETHING.search(text[: match.start()]):
            continue
        *raw, unit = [g for g in match.groups() if g]
        scale = 1.0 if unit.startswith("s") else 60.0
        numbers = [float(g.replace(",", ".")) * scale for g in raw]
        if relation == "range":
            low, high = _range(*numbers[:2])
        elif relation == "less":
            low, high = None, numbers[0]
        elif relation == "more":
            low, high = numbers[0], None
        else:
            low, high = numbers[0] * (1 - _LENGTH_SLACK), numbers[0] * (1 + _LENGTH_SLACK)
        found.add(match.span(), duration_min_s=low, duration_max_s=high)
        return


_DECADE_WORDS = {
    "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990, "noughties": 2000,
}  # fmt: skip
_YEAR = r"(1[0-9]\d{2}|20\d{2})"
_STATING = (
    r"(?:from|in|of|out of|released in|made in|written in|composed in|recorded in|during|aus|von|des|de|del|de los)"
)
_AS_STYLE = re.compile(
    r"^[\s-]*(?:style|styled|vibes?|sound|sounding|feel|feeling|like|inspired|ish|aesthetic|type|flavou?r|"
    r"video game|game|arcade|synths?)\b"
)
_DECADE = re.compile(
    rf"(?P<stated>\b{_STATING} (?:the |die |den |les |annees |los |anos )*)?"
    rf"(?:(?P<part>early|late|mid)[\s-]+)?"
    rf"(?:(?P<four>1[0-9]\d|20\d)0\s?'?s|'?(?P<two>\d)0\s?'?s|(?P<word>{'|'.join(_DECADE_WORDS)}))\b"
)  # fmt: skip
_AND_DECADE = re.compile(r"\s*(?:and|or|to|through|until|-|–|,|&)\s*(?:the )?'?(\d\d)?(\d)0\s?'?s\b")
_OTHER_DECADES = {
    "zwanziger": 1920, "dreissiger": 1930, "vierziger": 1940, "funfziger": 1950, "sechziger": 1960, "siebziger": 1970,
    "achtziger": 1980, "neunziger": 1990, "cincuenta": 1950, "sesenta": 1960, "setenta": 1970, "ochenta": 1980,
    "noventa": 1990, "cinquante": 1950, "soixante": 1960, "soixante-dix": 1970, "quatre-vingt": 1980,
    "quatre-vingts": 1980, "quatre-vingt-dix": 1990,
}  # fmt: skip
_OTHER_NAMES = "|".join(sorted(_OTHER_DECADES, key=len, reverse=True))
_OTHER_DECADE = re.compile(
    rf"\b(?:(?:aus|von|des|de|en|in|dans) )?(?:(?:den|der|die|dem|les|los|las) )?"
    rf"(?:(?:annees|anos|decada de los|decennie)\s+(?:(?P<full>1[0-9]\d)0|'?(?P<digit>\d)0|(?P<name>{_OTHER_NAMES}))"
    rf"|(?:(?P<four>1[0-9]\d|20\d)0|'?(?P<two>\d)0)er[ns]?(?:[\s-]+jahren?)?|(?P<word>[a-z]+ziger|[a-z]+ssiger)"
    rf"(?:[\s-]*jahren?)?)\b"
)
_CENTURY = re.compile(r"(?:\b(?:from|of|in) (?:the )?)?\b(1[0-9]|20|21)(?:th|st)[\s-]+century\b")
_YEAR_PATTERNS = (
    (re.compile(rf"\b(?:between|from|zwischen|entre)\s+{_YEAR}{_TO}{_YEAR}\b|\b{_YEAR}\s*[-–]\s*{_YEAR}\b"), "range"),
    (
        re.compile(
            rf"\b(?:before|prior to|older than|earlier than|until|vor|avant|antes de)\s+(?:the year )?{_YEAR}\b"
        ),
        "before",
    ),
    (re.compile(rf"\b(?:after|newer than|later than|nach|apres|despues de)\s+(?:the year )?{_YEAR}\b"), "after"),
    (re.compile(rf"\b(?:since|from|seit|depuis|desde)\s+{_YEAR}\s*(?:on(?:wards?)?|or (?:later|newer))?\b"), "since"),
    (re.compile(rf"\b(?:{_STATING}\s+(?:the year )?)?{_YEAR}\b(?!\s*(?:hz|bpm|kbps))"), "exact"),
)


_REFUSED = re.compile(
    r"\b(?:(?:nothing|none|no|not|anything but|except|without|don't want|no) (?:\w+ ){0,2}?|not )(?:from |"
    r"of |in )?(?:the )?$"
)


def _years(text: str, found: Found) -> None:
    """Years, and refused years: "nothing from before 1900" is "from 1900 on"."""
    start = len(found.spans)
    _stated_years(text, found)
    if len(found.spans) == start:
        return
    first, last = found.spans[start]
    refused = _REFUSED.search(text[:first])
    if not refused:
        return
    found.spans[start] = (refused.start(), last)
    low, high = found.values.pop("year_min", None), found.values.pop("year_max", None)
    if low is None and high is not None:
        found.values["year_min"] = high + 1
    elif high is None and low is not None:
        found.values["year_max"] = low - 1
    elif low is not None:
        found.refused.append(f"{low}s style" if high == low + 9 else f"music from {low}")


def _stated_years(text: str, found: Found) -> None:
    match = _DECADE.search(text)
    if match:
        start = _decade(match)
        if start is not None:
            before = re.search(r"\b(before|after|until|since|pre|post)[\s-]+(?:the )?$", text[: match.start()])
            low: int | None = start + {"late": 5, "mid": 3}.get(match["part"] or "", 0)
            high: int | None = start + {"early": 4, "mid": 6}.get(match["part"] or "", 9)
            if start % 100 == 0 and start < 2000 and not match["part"]:
                high = start + 99  # "the 1800s" are a century
            if _AS_STYLE.match(text[match.end() :]) and not before:
                found.captions.append(f"{start}s style, retro")
                return
            span = match.span()
            if before:
                span = (before.start(), match.end())
                if before[1] in ("before", "until", "pre"):
                    low, high = None, start - 1
                else:
                    low, high = (start if before[1] == "since" else start + 10), None
            elif further := _AND_DECADE.match(text, match.end()):  # "the 60s or 70s"
                last = int(further[1] or start // 100) * 100 + int(further[2]) * 10
                last += 100 * (not further[1] and start - last >= 50)  # "the 90s and 00s"
                span = (span[0], further.end())
                low, high = min(start, last), max(start, last) + 9
            found.add(span, year_min=low, year_max=high)
            return
    match = _OTHER_DECADE.search(text)
    if match and (start := _other_decade(match)) is not None:
        if _AS_STYLE.match(text[match.end() :]):
            found.captions.append(f"{start}s style, retro")
        else:
            found.add(match.span(), year_min=start, year_max=start + 9)
        return
    match = _CENTURY.search(text)
    if match:
        first = (int(match[1]) - 1) * 100
        found.add(match.span(), year_min=first, year_max=first + 99)
        return
    for pattern, relation in _YEAR_PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        years = [int(g) for g in match.groups() if g]
        if relation == "range":
            found.add(match.span(), year_min=min(years), year_max=max(years))
        elif relation == "before":
            found.add(match.span(), year_max=years[0] - 1)
        elif relation == "after":
            found.add(match.span(), year_min=years[0] + 1)
        elif relation == "since":
            end = (
                None
                if re.search(r"since|seit|depuis|desde|on|or", match.group()[:6] + match.group()[-8:])
                else years[0]
            )
            found.add(match.span(), year_min=years[0], year_max=end)
        else:
            found.add(match.span(), year_min=years[0], year_max=years[0])
        return


def _other_decade(match: re.Match[str]) -> int | None:
    """ "annees 80", "anos setenta", "60er", "achtziger Jahre" as the year in which the decade begins."""
    if match["name"] or match["word"]:
        return _OTHER_DECADES.get(match["name"] or match["word"])
    if match["full"] or match["four"]:
        return int(match["full"] or match["four"]) * 10
    digit = int(match["digit"] or match["two"])
    return 1900 + digit * 10 if digit >= 2 else 2000 + digit * 10


def _decade(match: re.Match[str]) -> int | None:
    if match["word"]:
        return _DECADE_WORDS[match["word"]]
    if match["four"]:
        return int(match["four"]) * 10
    digit = int(match["two"])
    return 1900 + digit * 10 if digit >= 2 else (2000 + digit * 10 if match["stated"] else None)


_MODE_NAMES = "major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian|aeolian|locrian"
_NOTE = r"(?P<note>[a-g])(?:[\s-]*(?P<accidental>sharp|flat|#|♯|♭|b(?=\s|m)|is\b|es\b))?"
_MODES = {"maj": "major", "dur": "major", "majeur": "major", "mayor": "major", "min": "minor", "m": "minor",
          "moll": "minor", "mineur": "minor", "menor": "minor"}  # fmt: skip
_KEY = re.compile(
    rf"(?:\b(?:in|key of|in the key of|en|tonart)\s+(?:the key of "
    rf")?)?(?<![\w'])(?i:{_NOTE})[\s-]*(?P<mode>{_MODE_NAMES})\b(?P<key> key\b)?"
)
_SOLFEGE = re.compile(
    r"\b(?:en )?(?P<note>do|re|mi|fa|sol|la|si)(?: (?P<accidental>bemol|sostenido|diese))? "
    r"(?P<mode>majeur|mineur|mayor|menor)\b"
)
_SOLFEGE_NOTES = {"do": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_MODE = re.compile(
    r"\b(?:in (?:a )?|with a |a )?(?P<mode>major|minor)(?:[\s-]+(?:key|keys|scale|mode|tonality)\b|"
    r"(?=\s*(?:$|[,.;!?])))"
)


def _key(text: str, found: Found) -> None:
    match = _KEY.search(text)
    article = match and match["note"] == "a" and not match["accidental"]  # "in a minor key", "a minor annoyance"
    if article and match and not match.group().startswith(("in ", "key")) and re.match(r"\s*\w", text[match.end() :]):
        article = bool(re.match(r"\s*(?!piece|tune|song|track|key)\w", text[match.end() :]))
    elif match:
        article = bool(article and match["key"])
    if match and not article:
        accidental = {"sharp": "#", "#": "#", "♯": "#", "is": "#", None: ""}.get(match["accidental"], "b")
        mode = _MODES.get(match["mode"], match["mode"])
        found.add(match.span(), key=f"{match['note'].upper()}{accidental} {mode}")
        return
    match = _SOLFEGE.search(text)
    if match:
        accidental = {"bemol": "b", None: ""}.get(match["accidental"], "#")
        found.add(match.span(), key=f"{_SOLFEGE_NOTES[match['note']]}{accidental} {_MODES[match['mode']]}")
        return
    match = _MODE.search(text)
    if match and (match.group().startswith("in ") or "key" in match.group() or "scale" in match.group()):
        found.add(match.span(), key=match["mode"])


_NUMERALS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "a couple of": 2, "a couple": 2, "a dozen": 12, "a handful of": 5,
    "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "zehn": 10, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "diez": 10, "a single": 1, "just one": 1, "only one": 1,
}  # fmt: skip
_NOUN = (
    r"(?:tracks?|songs?|pieces?|tunes?|results?|recordings?|numbers|suggestions?|recommendations?|options?|examples?|"
    r"ones|lieder|stucke|morceaux|chansons|canciones|piezas|temas)"
)
_COUNT = re.compile(
    rf"(?:\b(?:top|best|first|only|just|exactly|the|up to|at most|max|no more than) )?"
    rf"(?:(?<![\w.#])(?:\d{{1,2}}|one|two|three|four|five|six)\s*(?:or|to|-|oder|ou|o|bis)\s*)?(?<![\w.#])(?P<n>\d{{1,3}}|"
    rf"{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})"
    rf"\)?\s+(?P<between>(?:[a-z'-]+\s+){{0,4}}?){_NOUN}\b"
)
_TOP = re.compile(r"\btop (?P<n>\d{1,3})\b(?! hits?\b)")
_GIVE = re.compile(
    r"\b(?:give|show|find|play|get)(?: me)? (?:just |only )?(?P<n>\d{1,2}|one|two|three|four|five|"
    r"ten)(?=\s*(?:$|[,.;!?]|please|of |with ))"
)
_ONLY = re.compile(
    rf"^\W*(?:(?:just|only|make it|make that|show me|give me|let's say|say|no,?) )?"
    rf"(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})(?: of (?:them|those|these))?(?: please)?\W*$"
)
_SAID_LAST = re.compile(
    rf"(?:\b(?:let's say|lets say|say|maybe|perhaps|up to|at most|make it)|,)\s+(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})"
    rf"(?: of (?:them|those))?(?: please)?\W*$"
)
_KIND = re.compile(rf"(?<![\w.#/-])(?P<n>\d{{1,2}}|{'|'.join(_NUMERALS)})\s+(?P<thing>[a-z]+(?: [a-z]+){{0,2}})\b")
_NOT_COUNTED = re.compile(r"\b(?:minutes?|seconds?|bpm|or|and|by|with|for|from|in|like|track|song|number)\b")


def _count(text: str, found: Found) -> None:
    for pattern in (_COUNT, _TOP, _GIVE, _ONLY, _SAID_LAST, _KIND):
        match = pattern.search(text)
        if match is None:
            continue
        counted = pattern is not _KIND or (_counts_tracks(match["thing"].split()) and _NUMERALS.get(match["n"]) != 1)
        if not counted:  # "5 waltzes" counts tracks, "two guitars" players
            continue
        between = match.groupdict().get("between") or ""
        if _NOT_COUNTED.search(between):
            continue
        number = _NUMERALS.get(match["n"]) or (int(match["n"]) if match["n"].isdigit() else 0)
        if number < 1:
            continue
        found.k = min(number, MAX_K)
        noun = match.end() - len(match.group().split()[-1]) if between else match.end()
        found.spans.append((match.start(), match.end("n") if between or pattern is _KIND else noun))
        return


def _counts_tracks(words: list[str]) -> bool:
    """Whether these words begin with a kind of music, however it is described: "slow waltzes please"."""
    for size in range(len(words), 0, -1):
        thing = " ".join(words[:size])
        named = mentions(thing)
        if named and sum(m.end - m.start for m in named) == len(thing) - len(named) + 1:
            return named[-1].concept.kind in ("genre", "use") and all(m.concept.kind != "instrument" for m in named)
    return False


_BY = re.compile(
    r"\b(?:by|von|composed by|written by|performed by|recorded by)\s+(?:the artist |the composer |the "
    r"band )?",
    re.IGNORECASE,
)
_NAME_END = re.compile(
    r"\s*(?:[,;.!?()\"]|\b(?:and|or|but|with|without|from|in|that|which|for|to|at|of the \d|under|over|on|"
    r"about|please|who|"
    r"is|are|it|no|not|like|und|mit|ohne|avec|sans|con|sin|only|instead|slower|faster|tracks?|songs?|pieces?)\b|#|$)",
    re.IGNORECASE,
)
_NEVER_NAMES = frozenset(
    "a an the my me myself our us your you her his him them their this that these those it its night day far now then "
    "ear hand heart chance itself himself someone anyone any some accident default mistake candlelight sea fire "
    "fireside fireplace side one two women men woman man girl girls boys kids children people mood genre tempo bpm key "
    "year name popular hard a".split()
)
_PLAYED_BY = re.compile(
    r"\b(?:played|sung|led|driven|accompanied|inspired|backed|carried|dominated|followed|done|used|loved|"
    r"step|one|bit|little|side)\s*$",
    re.IGNORECASE,
)


def _names(request: str, found: Found, artists: Collection[str], albums: Collection[str]) -> None:
    """Artist after "by", album after "album": certain when the library has it, else when it looks like a name."""
    folded = _blanked(fold(request), found.spans)
    match = re.search(r"\b(?:from|on|off) (?:the )?album\s+|\balbum\s+(?:called |named |titled )?", folded)
    if match:
        rest = request[match.end() :]
        quoted = re.match(r"[\"“«']([^\"”»']{2,80})[\"”»']", rest)
        name = quoted[1] if quoted else rest[: _end_of_name(rest)].strip()
        known = _known(name, albums)
        if known or quoted:
            found.add((match.start(), match.end() + len(quoted.group() if quoted else name)), album=known or name)
    for match in _BY.finditer(request):
        if "#" in folded[match.start() : match.end() + 1]:
            continue
        rest = request[match.end() :]
        quoted = re.match(r"[\"“«']([^\"”»']{2,80})[\"”»']", rest)
        name = quoted[1] if quoted else rest[: _end_of_name(rest)].strip()
        words = fold(name).split()
        if not words or len(words) > 6:
            continue
        known = _known(name, artists)
        if known is None:
            if words[0] in _NEVER_NAMES or _PLAYED_BY.search(request[: match.start()]):
                continue
            if name == name.lower() and not quoted and mentions(name):
                continue  # "driven by piano", in lower case: a sound, not a person
        found.add((match.start(), match.end() + len(quoted.group() if quoted else name)), artist=known or name)
        return


def _end_of_name(rest: str) -> int:
    end = _NAME_END.search(rest)
    return end.start() if end else len(rest)


def _known(name: str, names: Collection[str]) -> str | None:
    """What of a name the library has: the whole name, or the telling words of it that were typed."""
    whole, words = _index(frozenset(names))
    wanted = fold(name).split()
    if not wanted:
        return None
    if " ".join(wanted) in whole:
        return whole[" ".join(wanted)]
    if all(word in words for word in wanted) and any(len(word) >= 3 for word in wanted):
        return name.title() if name == name.lower() else name
    from rapidfuzz import fuzz, process

    spelt = []
    for word in wanted:
        if word in words:
            spelt.append(word)
            continue
        near = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=80) if len(word) >= 4 else None
        if near is None or near[0][:1] != word[:1]:
            return None
        spelt.append(near[0])
    return " ".join(spelt).title()


_MOST_NAME_WORDS = 4
_NO_NAMES = frozenset("traditional unknown various anonymous artist artists anon folk".split())


def artist_of(said: Sequence[str], artists: Collection[str]) -> str | None:
    """The artist whose name these words are: all of it or its last part; None when they may mean something else.

    A name of one plain word ("Train") or with a word of music in it ("Night Train") is not taken for granted.

    Args:
        said: folded words.
        artists: the library's artist names.
    """
    if not 1 <= len(said) <= _MOST_NAME_WORDS or not artists:
        return None
    people = _people(frozenset(artists))
    last = " ".join(said)
    if last not in people and len(last) >= 6 and len(said) == 1:
        from rapidfuzz import fuzz, process

        near = process.extractOne(last, people.keys(), scorer=fuzz.ratio, score_cutoff=85)
        last = str(near[0]) if near and near[0][0] == last[0] else last
    name, wanted = people.get(last, ("", ""))
    return None if not name or mentions(name) else wanted


@lru_cache(maxsize=4)
def _people(names: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Folded whole names and surnames of artists to the name and what a filter looks for."""
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(names):
        parts = [part.strip(".,") for part in fold(name).split()]
        if not 2 <= len(parts) <= 6 or _NO_NAMES & set(parts) or {"the", "and", "of"} & set(parts):
            continue
        found[" ".join(parts)] = (name, name)
        surname = next((p for p in reversed(parts) if not re.fullmatch(r"[ivx]+|jr|sr", p)), "")
        if len(surname) >= 4:
            found.setdefault(surname, (name, surname.title()))
        for start in range(1, len(parts) - 1):  # "sebastian bach"
            found.setdefault(" ".join(parts[start:]), (name, " ".join(parts[start:]).title()))
    return found


@lru_cache(maxsize=4)  # artists and albums of a library or two
def _index(names: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Folded names to names, and every word in them."""
    whole = {" ".join(fold(name).split()): name for name in names}
    return whole, frozenset(word.strip(".,") for name in whole for word in name.split())

"""Find wishes about the list as a whole: its total length, its order, its gaps, or one track per artist.

A request for any music ("surprise me") is found here, too.
"""

from __future__ import annotations

import re

from data.vocabulary.mentions import tokens
from llm.language import languages, table, word_set, words
from llm.plan import MAX_K
from llm.understanding.findings import (
    REVERSED,
    Act,
    Apart,
    Aside,
    Count,
    Development,
    Ends,
    Finding,
    Once,
    Order,
    Request,
    TotalLength,
)
from llm.understanding.numbers import NUMBER, digits, numbers_in
from llm.understanding.readers.conditions.count import read as counted
from retrieval.search.shape import Arc

from . import stages, superlatives

_HALF_HOURS = table("half_hours")
_LIST = rf"(?:{words('list_nouns')})"
# Between a list and its length: up to four words, no sign that ends a clause.
_WORDS_BETWEEN = r"(?:[^\W\d]+[ -]){0,4}?"
_AMOUNT = (
    rf"(?:(?<![\w.#])(?P<n>{NUMBER})\s*-?\s*(?:(?P<hours>{words('hours')})|(?P<minutes>{words('minutes')}))\b|"
    rf"\b(?P<said>{'|'.join(sorted(map(re.escape, _HALF_HOURS), key=len, reverse=True))})\b)"
)
_TOTALS = (
    # "a 30-minute playlist", "an hour-long mix"
    re.compile(rf"{_AMOUNT}(?:[ -]long)? {_WORDS_BETWEEN}{_LIST}\b"),
    # "a playlist of about 45 minutes"
    re.compile(rf"\b{_LIST} (?:[^\W\d]+ ){{0,6}}?(?:(?:{words('lasting')}) ?)+{_AMOUNT}"),
    # "45 minutes of calm piano"
    re.compile(rf"{_AMOUNT} ?(?:{words('of_music')})(?: |(?<='))(?!video|film|silence)"),
)
_HOURS = re.compile(rf"(?:(?:{words('lasting')}) ?)*{_AMOUNT}(?:[ -]long)?")
_COMPARED = re.compile(rf"(?:{words('less_than', 'more_than')})\s*$")
_LONGEST_MIN = 24 * 60.0
_SHORTEST_SAID_MIN = 30  # shorter times in words may be the length of a track
_LONG_UNITS = table("long_units")
_UNITS = tuple((re.compile(name), minutes) for name, minutes in _LONG_UNITS.items())
_LONG = (
    r"(?<![\w.#])(?P<n>\d{1,3}(?:[.,]\d+)?|an?|eine[rmns]?|un[ea]?)[\s-]*"
    rf"(?P<unit>{'|'.join(_LONG_UNITS)})\b"
)
_TOO_LONG = (
    re.compile(rf"\b{_LIST} (?:(?:{words('lasting')}) ?)+{_LONG}(?! ago\b)"),
    re.compile(rf"{_LONG}(?:[ -]long)? (?:[^\W\d]+[ -]){{0,2}}?{_LIST}\b"),
    re.compile(rf"{_LONG}(?:'s?)? ?(?:{words('of_music')}) (?=\w)"),
)
_NO_TIME = re.compile(
    rf"(?<![\w.,#])(?!00s)0+(?:[.,]0+)?\s*-?\s*(?:{words('hours', 'minutes', 'seconds')})\b(?: long)?"
)
_UNITLESS = re.compile(
    rf"\b{_LIST} (?:(?:{words('lasting')}) ?)*(?P<n>\d{{1,3}})(?=\W*$|[,.;!?]| (?:{words('of_music', 'with_')})\b)|"
    rf"(?<![\w.#:/-])(?P<m>\d{{1,3}}) {_LIST}\b"
)
_FEWEST_DOUBTED = 15  # a smaller number without a unit can only mean tracks
_ORDERS = tuple(
    (order, re.compile(rf"(?<!\w)(?:{language.orders[order]})(?!\w)"))
    for language in languages()
    for order in language.orders
)
_DEVELOPMENTS: tuple[Arc, ...] = ("rise", "fall", "peak")
_ARCS = tuple(
    (arc, fact, re.compile(rf"(?<!\w)(?:{said})(?!\w)"))
    for language in languages()
    for name, said in language.arcs.items()
    for arc in _DEVELOPMENTS
    for fact in ("energy", "tempo")
    if name == f"{arc} {fact}"
)
_SORTING = re.compile(words("sorting"))
_REVERSED = re.compile(rf"(?<!\w)(?:{words('reversals')})(?!\w)")
_FEWEST_OF_A_LIST = 3  # a request for so many tracks asks for a list
_FEW_WORDS = 8  # of a request that changes the list on the page
_APART_UNSAID = 2  # "keep the artists apart"
_ROW = 1
_LISTED = re.compile(rf"\b{_LIST}\b")
_ONCE = re.compile(rf"(?<!\w)(?:{words('once_each')})(?!\w)")
_SURPRISE = re.compile(rf"(?<!\w)(?:{words('surprises')})(?!\w)")
_PLAIN = word_set("fillers", "unspecific")


_GAP = r"(?P<n>\d{1,2})"


def _filled(form: str, kind: str) -> str:
    """Return a pattern with the words for artists or albums and for a number; `digits` puts spaces before a number."""
    return form.replace(" {n}", r"\s+{n}").format(kind=kind, n=_GAP)


# (field of `Apart`, gap if the words state none, pattern) of the words for gaps, in all languages
_GAPS = tuple(
    (kind, gap, re.compile(rf"(?<!\w)(?:{_filled(form, getattr(language, kind))})(?!\w)"))
    for language in languages()
    for kind in ("artists", "albums")
    for gap, forms in ((_ROW, language.in_a_row), (_APART_UNSAID, language.apart))
    for form in forms
)
_TWICE = re.compile(r"\btwice\b|\bzweimal\b|\bdos veces\b|\bdeux fois\b")
_EACH = [
    re.compile(rf"(?<![\w.])(?:{_filled(form, language.artists)})(?!\w)")
    for language in languages()
    for form in language.most_each
]


def read(request: Request) -> list[Finding]:
    """Find what a request says about the list as a whole.

    These are its total length in minutes, its order, how it develops, the gaps between tracks of one artist or album,
    and whether each artist may occur only once.
    """
    found: list[Finding] = [*_total(request)]
    found += _gaps(request)
    found += _most_each(request) if not found or not isinstance(found[-1], Apart) else []
    request = request.with_findings(found)
    is_list = bool(found) or _LISTED.search(request.rest) is not None
    many = [f.k for f in counted(request) if isinstance(f, Count)]
    is_list |= bool(request.shown) and len(request.words) <= _FEW_WORDS
    found += _order(request, is_list, many[0] if many else 0)
    if not any(isinstance(f, Once) for f in found) and (match := _ONCE.search(request.rest)):
        found.append(Once(spans=(match.span(),)))
    return found


def _order(request: Request, is_list: bool, count: int) -> list[Finding]:
    """Find the order of the list, and how it develops: an order by tempo or energy that is no sorting is an arc."""
    arcs = [(arc, fact, match) for arc, fact, pattern in _ARCS if (match := pattern.search(request.rest))]
    if not is_list and count < _FEWEST_OF_A_LIST:  # "songs that build up" wants each of them to build up
        arcs = []
    peaks = [each for each in arcs if each[0] == "peak"]
    for order, pattern in _ORDERS if not peaks else ():
        if match := pattern.search(request.rest):
            develops = order.endswith(("tempo", "energy")) and not _SORTING.search(match.group())
            develop: Arc = "" if not develops else "fall" if order.startswith("-") else "rise"
            spans = _order_spans(match, request.rest)
            top = superlatives.is_superlative(match.group())
            return [Order(order, top, spans=spans), *([Development(develop)] if develop else [])]
    for arc, fact, match in peaks or arcs:
        order = f"-{fact}" if arc == "fall" else fact
        return [Order(order, spans=(match.span(),)), Development(arc)]
    if request.shown and (match := _REVERSED.search(request.rest)):
        return [Order(REVERSED, spans=(match.span(),))]
    return superlatives.read(request)


def _order_spans(match: re.Match[str], text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the words for an order: of "sort 9 banjo songs by energy", "sort" and "by energy"."""
    said = match.group().split()
    if len(said) <= _MOST_ORDER_WORDS or not _SORTING.match(said[0]):
        verb = _SORTED_BEFORE.search(text[: match.start()])  # "arranged from oldest to newest"
        return ((verb.start() if verb else match.start(), match.end()),)
    start, end = match.span()
    return (start, start + len(said[0])), (end - len(" ".join(said[-2:])), end)


_SORTED_BEFORE = re.compile(
    r"\b(?:(?:order|sort|arrang|rank)\w*|(?:geordnet|sortiert)|(?:ordenad|clasificad)[oa]s?|(?:triee?|classee?)s?)\s+"
    r"(?:(?:it|them|all|everything) )?$"
)
_MOST_ORDER_WORDS = 4  # of words for an order that say nothing else


def _gaps(request: Request) -> list[Finding]:
    text = digits(request.rest)
    for kind, gap, pattern in _GAPS:
        if match := pattern.search(text):
            said = match.groupdict().get("n")
            many, spans = min(int(said) if said else gap, MAX_K), (match.span(),)
            return [Apart(artists=many, spans=spans) if kind == "artists" else Apart(albums=many, spans=spans)]
    return []


def _most_each(request: Request) -> list[Finding]:
    text = _TWICE.sub(lambda said: "2".rjust(len(said.group())), digits(request.rest))
    for pattern in _EACH:
        if (match := pattern.search(text)) and 0 < int(match["n"]) <= MAX_K:
            return [Once(int(match["n"]), spans=(_whole(request, match.span()),))]
    return []


def _total(request: Request) -> list[Finding]:
    text = digits(request.rest)
    for pattern in _TOTALS:
        for match in pattern.finditer(text):
            if minutes := _minutes(match):
                return [_within_a_day(minutes, _whole(request, _amount_span(match)), request)]
    for match in _HOURS.finditer(text):  # no track lasts for hours: "for a 2 hour drive"
        in_hours = (match["hours"] or match["said"]) and not _COMPARED.search(text[: match.start()])
        if in_hours and (minutes := _minutes(match)) >= _SHORTEST_SAID_MIN:
            return [_within_a_day(minutes, _whole(request, match.span()), request)]
    for match in _HOURS.finditer(text):
        if match["minutes"] and _fills_list(request, text, match):
            return [_within_a_day(_minutes(match), _whole(request, match.span()), request)]
    for pattern in _TOO_LONG:
        if long := pattern.search(text):
            number = numbers_in(long["n"])[0] if long["n"][0].isdigit() else 1.0
            unit = next(minutes for pattern, minutes in _UNITS if pattern.fullmatch(long["unit"]))
            span = _whole(request, (long.start("n"), long.end("unit")))
            return [_within_a_day(number * unit, span, request)] if number else [_no_length(span, request)]
    if nothing := _NO_TIME.search(text):
        return [_no_length(nothing.span(), request)]
    return _unitless(request, text)


def _no_length(span: tuple[int, int], request: Request) -> Aside:
    return Aside(spans=(span,), note=f"“{_said(request, span)}” is no length for a list")


def _fills_list(request: Request, text: str, match: re.Match[str]) -> bool:
    """Return whether a number of minutes is the length of a list: one is asked for, or few tracks are so long."""
    if _COMPARED.search(text[: match.start()]) or _OF_TRACK.match(text, match.end()):
        return False
    if _IN_ALL.match(text, match.end()):
        return True
    listed = _LISTED.search(text) is not None or any(isinstance(f, Ends) for f in request.found)
    listed = listed or bool(stages.read(request))
    return _minutes(match) >= (_SHORTEST_LIST_MIN if listed else _LONGEST_TRACK_MIN)


_IN_ALL = re.compile(
    r"\s*(?:in (?:all|total)|all together|altogether|overall|insgesamt|zusammen|en total|en todo|au total|en tout)\b"
)
_SHORTEST_LIST_MIN, _LONGEST_TRACK_MIN = 5, 20
_OF_TRACK = re.compile(
    r"\s*-?\s*(?:(?:long )?(?:\w+ )?(?:tracks?|songs?|pieces?|tunes?|stucke?|lied(?:er)?|titel|morceaux?|chansons?|"
    r"cancion(?:es)?|piezas?|video|film|clip)\b|"
    rf"(?:{words('each', 'or_less', 'or_more', 'most_behind', 'least_behind')})\b|(?:or|oder|ou|o) )"
)


def _within_a_day(minutes: float, span: tuple[int, int], request: Request) -> TotalLength:
    if minutes <= _LONGEST_MIN:
        return TotalLength(minutes, spans=(span,))
    return TotalLength(_LONGEST_MIN, spans=(span,), note=f"“{_said(request, span)}” is more than a day")


def _unitless(request: Request, text: str) -> list[Finding]:
    """Find the number in "a playlist of 30". It counts tracks, or minutes if no list has so many tracks."""
    match = _UNITLESS.search(text)
    if match is None:
        return []
    name = "n" if match["n"] else "m"
    number, span = int(match[name]), match.span(name)
    if number == 0:
        return [_no_length(span, request)]
    if number > MAX_K:
        return [TotalLength(float(number), spans=(span,), note=f"“{number}” without a unit: minutes")]
    note = f"“{number}” without a unit: tracks" if number >= _FEWEST_DOUBTED else ""
    return [Count(number, spans=(span,), note=note)]


def bare_number(request: Request) -> int | None:
    """Return the only number of a request that consists of hardly more than it, such as "make it 30"; else None."""
    match = _BARE.fullmatch(digits(request.folded).strip(" .!?"))
    return int(match["n"]) if match else None


_BARE = re.compile(r"(?:[^\W\d]+[ ,']+){0,4}?(?P<n>\d{1,3})(?:[ ,]+(?:please|bitte|instead|por favor|s'il te plait))*")


def _said(request: Request, span: tuple[int, int]) -> str:
    return request.text[slice(*span)].strip()


def _whole(request: Request, span: tuple[int, int]) -> tuple[int, int]:
    """Return a span of words that begins with the whole word of a number: `digits` puts digits at its end."""
    start, end = span
    while start and request.rest[start - 1].isalpha():
        start -= 1
    return start, end


def is_order(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] lies within words that state a sort order, such as "energy" in "sorted by energy".

    Args:
        text: a request in lower case and without accents (`data.text.fold`).
        start, end: the characters to test.
    """
    found = (match.span() for _, pattern in _ORDERS for match in pattern.finditer(text))
    return any(a < end and start < b for a, b in found)


def _minutes(match: re.Match[str]) -> float:
    """Return the length that a match states, in minutes; 0 if it states none."""
    if match["said"]:
        return float(_HALF_HOURS[match["said"]])
    return numbers_in(match["n"])[0] * (60 if match["hours"] else 1)


def _amount_span(match: re.Match[str]) -> tuple[int, int]:
    ends = [match.span(name) for name in ("n", "hours", "minutes", "said") if match[name]]
    return min(start for start, _ in ends), max(end for _, end in ends)


def surprises(request: Request) -> list[Finding]:
    """Find a request for any music, such as "surprise me"."""
    match = _SURPRISE.search(request.folded)
    if match is None or request.mentions:
        return []
    rest = request.folded[: match.start()] + " " + request.folded[match.end() :]
    left = [word for word, _, _ in tokens(rest) if word not in _PLAIN]
    return [Act("surprise")] if len(left) < 6 else []

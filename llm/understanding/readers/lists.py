"""Find wishes about the list as a whole: its total length, its order, or one track per artist.

A request for any music ("surprise me") is found here, too.
"""

from __future__ import annotations

import re

from data.vocabulary.mentions import tokens
from llm.language import languages, table, word_set, words
from llm.understanding.findings import Act, Finding, Once, Order, Request, TotalLength
from llm.understanding.numbers import NUMBER, digits, numbers_in

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
_ORDERS = tuple(
    (order, re.compile(rf"(?<!\w)(?:{language.orders[order]})(?!\w)"))
    for language in languages()
    for order in language.orders
)
_BUILDS = re.compile(rf"(?<!\w)(?:{words('builds')})(?!\w)")
_LISTED = re.compile(rf"\b{_LIST}\b")
_ONCE = re.compile(rf"(?<!\w)(?:{words('once_each')})(?!\w)")
_SURPRISE = re.compile(rf"(?<!\w)(?:{words('surprises')})(?!\w)")
_PLAIN = word_set("fillers", "unspecific")


def read(request: Request) -> list[Finding]:
    """Find the total length in minutes, the order of the list, and whether each artist may occur only once."""
    found: list[Finding] = [*_total(request)]
    for order, pattern in _ORDERS:
        if match := pattern.search(request.rest):
            found.append(Order(order, spans=(match.span(),)))
            break
    is_list = bool(found) or _LISTED.search(request.rest) is not None
    if is_list and not any(isinstance(f, Order) for f in found) and (match := _BUILDS.search(request.rest)):
        found.append(Order("energy", spans=(match.span(),)))
    if match := _ONCE.search(request.rest):
        found.append(Once(spans=(match.span(),)))
    return found


def _total(request: Request) -> list[Finding]:
    text = digits(request.rest)
    for pattern in _TOTALS:
        for match in pattern.finditer(text):
            if minutes := _minutes(match):
                return [TotalLength(minutes, spans=(_amount_span(match),))]
    for match in _HOURS.finditer(text):  # no track lasts for hours: "for a 2 hour drive"
        in_hours = (match["hours"] or match["said"]) and not _COMPARED.search(text[: match.start()])
        if in_hours and (minutes := _minutes(match)) >= _SHORTEST_SAID_MIN:
            return [TotalLength(minutes, spans=(match.span(),))]
    return []


def _minutes(match: re.Match[str]) -> float:
    """Return the length that a match states, in minutes; 0 if it states none."""
    if match["said"]:
        return float(_HALF_HOURS[match["said"]])
    number = numbers_in(match["n"])[0] * (60 if match["hours"] else 1)
    return number if 0 < number <= _LONGEST_MIN else 0.0


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

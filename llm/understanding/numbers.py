"""Read numbers, and words beside them that make them a limit: "at most", "nothing over", "or later", "etwa".

The patterns are used for tempo, length and years, in all languages. They tell whether a number is a lower or an upper
bound; the readers decide what it measures. A negation reverses the bound: "nothing under 100" means "100 or more".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from llm.language import negation, numerals, word_set, words

from .findings import Condition, conditions

Way = Literal["", "less", "more", "about"]

# All patterns match folded text: lower case, no accents. "#" is a character that an earlier finding uses.
NOT = negation()
_BEFORE = re.compile(
    rf"(?:(?P<not>{NOT})\s+(?:(?:{words('between_not_and_bound')})\s+){{0,3}}?)?(?<![\w#])"
    rf"(?:(?P<less_strict>{words('less_than')})|(?P<less>{words('at_most')})|(?P<more_strict>{words('more_than')})|"
    rf"(?P<more>{words('at_least')})|(?P<about>{words('about')}))[\s-]*(?:(?:{words('determiners')})\s+)*"
    rf"(?:,?\s*(?:{words('hedges')})\b,?\s*)*$"
)
_ENDS = r"(?=\s*(?:$|[,.;!?)]))"
_OR = rf"(?:,?\s*(?:{'|'.join(word_set('ands', 'ors'))})\s+)"
_AFTER = re.compile(
    rf"(?:\s+(?:{words('each')}))?\s*"
    rf"(?:(?P<less>{_OR}(?:{words('or_less')})\b|,?\s*(?:{words('most_behind')})\b)|"
    rf"(?P<more>{_OR}(?:{words('or_more')})\b|\s*\+|\s+plus{_ENDS}|,?\s*(?:{words('least_behind')})\b|"
    rf"\s(?:{words('onwards')}){_ENDS})|(?P<about>-?\s?ish\b|\s*(?:{words('about_behind')})\b))"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """Whether the words beside a number make it a lower bound, an upper bound or an approximate value."""

    way: Way  # "": none
    strict: bool  # "before 1900" leaves 1900 out
    start: int  # start of the number with these words
    end: int


def bound(text: str, start: int, end: int) -> Bound:
    """Find whether the words beside a number make it a lower bound, an upper bound or an approximate value.

    Args:
        text: a folded text.
        start: the start of the number, or of its unit if that comes first.
        end: the end of the number with its unit.
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
TO = rf"\s*(?:-|–|—|{words('to')})\s*"
_RANGE = re.compile(rf"(?<![\w#])(?:anywhere |somewhere )?(?:{words('range_begins')})\s+(?:the |les |los )?$")


def begins(text: str, start: int) -> int:
    """Return the position at which a range begins: at `start`, or at a "between" or "from" before it."""
    found = _RANGE.search(text[:start])
    return found.start() if found else start


@cache
def _spoken_pattern() -> re.Pattern[str]:
    said = sorted(numerals(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, said))})(?![\w-]|'s)")


def spoken(text: str) -> list[tuple[int, int]]:
    """Return the spans of the numbers that are written as words in a folded text."""
    return [match.span() for match in _spoken_pattern().finditer(text)]


_ONE = re.compile("^one[ -]")
_OF_TIME = re.compile(r"[\s-]*(?:second|minute|hour|year|bar)s?\b")


def digits(text: str) -> str:
    """Replace number words by digits, padded so that all character positions stay the same: "ninety" -> "    90"."""

    def written(match: re.Match[str]) -> str:
        rest = _ONE.sub("", match.group())
        if rest != match.group() and rest in numerals() and _OF_TIME.match(text[match.end() :]):
            return f"  1 {digits(rest)}"  # "one thirty second clip": one clip of 30 seconds
        return str(numerals()[match.group()]).rjust(len(match.group()))

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
    """Return the condition that one or two numbers and the words beside them state.

    Args:
        text: a folded text.
        match: a match with a group "n" that contains the numbers. If it has a group "word", the condition begins there.
        numbers: one number, or the two ends of a range.
        slack: the tolerance of a single number without a bound, as a share of the number.
        fields: the fields of `Filters` for the lower and the upper bound.
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

"""Find comparisons with the shown tracks: "slower", "a bit darker", "much longer", "more banjo".

A comparison of tempo, year or length becomes a filter relative to the median of the shown tracks. Any other comparison
adds a concept to the search and removes the opposite concepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median
from typing import Any

from data.text import clock
from data.track import Track
from data.vocabulary.concepts import Concept, concept, recognise
from data.vocabulary.mentions import Span
from data.vocabulary.relations import opposites
from llm.language import table, words
from llm.understanding.findings import Degree, Finding, Refusal, Request, in_turn

_AXES = table("axes")
_AXIS = re.compile(rf"\b(?:{'|'.join(sorted(_AXES, key=len, reverse=True))})\b")
_A_BIT = re.compile(rf"\b(?:{words('a_bit')})(?: more)?\s*$")
_MUCH = re.compile(rf"\b(?:{words('much')})(?: more)?\s*$")
_GO_BACK = re.compile(
    r"^[\s,;.-]*(?:(?:please |can you )?(?:go|come|turn it) (?:back|down)(?: a (?:little|bit|touch))?)\b"
)
_MORE_OF = re.compile(rf"\b(?:{words('more_of')})\s*$")
_BY_SO_MANY = re.compile(r"\b(?P<n>\d{1,3})\s*bpm\s+(?P<word>slower|faster|quicker|langsamer|schneller)\b")
_LEANING = {
    "calm": r"(?:tone|calm|dial|bring|wind|turn|simmer|chill) (?:it|things|this|that|them) (?:down|out)",
    "energetic": r"(?:crank|pump|amp|turn|spice|liven|ramp|kick|rev) (?:it|things|this|that|them) up",
    "happy": r"(?:cheer|brighten|lighten|perk) (?:it|things|this|the mood|them)(?: up)?|lift the mood",
    "dark": r"darken (?:it|things|the mood)",
}
_LEANINGS = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b(?: a (?:bit|notch|little))?)" for name, words in _LEANING.items())
)
_COMPARATIVE_SEEDS = re.compile(r"\b([a-z]{3,}er)\b")


def read(request: Request) -> list[Finding]:
    """Find every comparison with the shown tracks."""
    return in_turn(request, (_by_so_many, _leanings, _too, _axes, _comparatives, _more_of))


def not_enough(request: Request) -> list[Finding]:
    """Find concepts that the shown tracks do not have enough of: "not dark enough"."""
    found: list[Finding] = []
    for mention in request.mentions:
        rest = request.rest
        before, after = _ENOUGH_BEFORE.search(rest[: mention.start]), _ENOUGH_AFTER.match(rest[mention.end :])
        if not before or not request.free(mention) or not (after or before["enough"]):
            continue
        span = (before.start(), mention.end + (after.end() if after else 0))
        if mention.concept.name in ("slow", "fast") and request.shown:
            direction = -1 if mention.concept.name == "slow" else 1
            found.append(_moved(request, "tempo", direction, 1, "slower" if direction < 0 else "faster", span))
        else:
            found.append(_leaning(mention.concept, span))
        request = request.with_findings(found[-1:])
    return found


def _by_so_many(request: Request) -> list[Finding]:
    """Find comparisons with a number of bpm: "20 bpm slower" means 20 bpm below the median of the shown tracks."""
    found: list[Finding] = []
    for match in _BY_SO_MANY.finditer(request.rest):
        direction = 1 if match["word"] in ("faster", "quicker", "schneller") else -1
        hits = request.pointed_at() or request.shown[:_FIRST]
        tempos = [t for hit in hits if (t := hit.track.tempo_bpm)]
        if not tempos:
            found.append(_by_sound("tempo", direction, match.span()))
            continue
        step = direction * int(match["n"])
        middle = median(tempos) + step
        ends = (middle * 0.9, middle + abs(step) / 2) if step < 0 else (middle - step / 2, middle * 1.1)
        low, high = (float(round(end)) for end in ends)
        note = f"{match.group()}: {low:g} to {high:g} bpm"
        values = (("tempo_min", low), ("tempo_max", high))
        found.append(Degree("tempo", direction, values=values, spans=(match.span(),), note=note))
    return found


def _leanings(request: Request) -> list[Finding]:
    """Find idioms that ask for a change of mood without naming one: "tone it down", "lighten the mood"."""
    return [
        _leaning(named, match.span())
        for match in (_LEANINGS.finditer(request.rest) if request.shown else ())
        if (named := concept(match.lastgroup or "")) is not None
    ]


_TOO = re.compile(rf"\b(?:{words('too_much')})\s+$")
_FOR_ME = re.compile(r"\s+(?:for (?:me|us|my taste|this)|though|now)\b")


def _too(request: Request) -> list[Finding]:
    """Find concepts that the shown tracks have too much of: "too happy for me"."""
    found: list[Finding] = []
    for mention in request.mentions if request.shown else ():
        too = _TOO.search(request.rest[: mention.start])
        name = mention.concept.name
        if too and request.free(mention) and name not in ("slow", "fast"):
            after = _FOR_ME.match(request.rest[mention.end :])
            span = (too.start(), mention.end + (after.end() if after else 0))
            found += [Refusal(name, spans=(span,)), Degree(name, -1)]
            request = request.with_findings(found[-2:])
    return found


_TIMES = re.compile(r"twice|double|(?:at )?half")


def _axes(request: Request) -> list[Finding]:
    """Find comparisons of tempo, year and length: "a bit slower", "much longer", "older"."""
    found: list[Finding] = []
    rest = request.rest
    for match in _AXIS.finditer(rest):
        axis, direction = _AXES[match.group()]
        amount, strength = _amount(rest[: match.start()])
        if _TIMES.match(match.group()):
            strength = 3
        end = match.end()
        if match.group().startswith("too ") and (further := _GO_BACK.match(rest[end:])):
            end += further.end()  # "too fast, go back a little"
        span = (amount.start() if amount else match.start(), end)
        if request.shown:
            found.append(_moved(request.with_findings(found), axis, direction, strength, match.group(), span))
        else:
            found.append(_by_sound(axis, direction, span))
    return found


def _comparatives(request: Request) -> list[Finding]:
    """Find concepts in the comparative: "darker", "a bit jazzier"."""
    found: list[Finding] = []
    for match in _COMPARATIVE_SEEDS.finditer(request.rest):
        if named := _positive(match.group()):
            amount, _ = _amount(request.rest[: match.start()])
            found.append(_leaning(named, (amount.start() if amount else match.start(), match.end())))
    return found


def _more_of(request: Request) -> list[Finding]:
    """Find "more" before a concept: "more banjo", "add some flute"."""
    found: list[Finding] = []
    for mention in request.mentions:
        before = request.rest[: mention.start]
        more = _MORE_OF.search(before)
        if more and request.free(mention):
            amount, _ = _amount(before[: more.start()] + " ")
            found.append(_leaning(mention.concept, (amount.start() if amount else more.start(), mention.end)))
            request = request.with_findings(found[-1:])
    return found


def _amount(before: str) -> tuple[re.Match[str] | None, int]:
    """Find words such as "a bit" or "much" at the end of the text before a comparison.

    Returns:
        (the match or None, strength: 0 for "a bit", 1 without such words, 2 for "much").
    """
    if little := _A_BIT.search(before):
        return little, 0
    much = _MUCH.search(before)
    return much, 2 if much else 1


_ENOUGH_BEFORE = re.compile(
    rf"(?:\b(?:isnt|arent|{words('not_enough')})|(?:{words('negating_endings')}))\s+"
    r"(?:quite |nearly |really |yet |so |lo )*(?P<enough>assez |suficientemente |bastante (?:de )?)?$"
)
_ENOUGH_AFTER = re.compile(rf"\s+(?:{words('enough')})")


def _positive(word: str) -> Concept | None:
    """Return the concept whose comparative this word is: "darker" -> dark, "sadder" -> sad, "jazzier" -> jazz."""
    if recognise(word) is not None or len(word) < 5:
        return None
    stem = word[:-2]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    y = stem[:-1] + "y" if stem.endswith("i") else stem
    for candidate in (stem, stem + "e", doubled, y):
        named = recognise(candidate)
        if named is not None and named.kind in ("mood", "texture", "genre"):
            return named
    return concept(_IRREGULAR.get(word, ""))


_IRREGULAR = table("heightened")


def _leaning(named: Concept, span: Span) -> Degree:
    """Return a finding that asks for more of a concept and no longer for its opposites."""
    return Degree(named.name, 1, wanted=named.name, replaced=frozenset(opposites(named.name)), spans=(span,))


_FIRST = 5  # a comparison takes the median of so many tracks: those that users look at first
_STEPS = {0: 0.0, 1: 0.0, 2: 0.25, 3: 0.4}  # share of the median by strength: "a bit", plain, "much", "twice"
_VALUES: dict[str, Callable[[Track], float | None]] = {
    "tempo": lambda track: track.tempo_bpm,
    "year": lambda track: track.year,
    "duration": lambda track: track.duration_s or None,
}
_YEARS_FURTHER = 15  # how far "much older" goes beyond the median


def _moved(request: Request, axis: str, direction: int, strength: int, word: str, span: Span) -> Degree:
    """Return a comparison with a filter relative to the median of the shown tracks or of those the request refers to.

    Args:
        request: the request with its findings so far. If it states a number for the axis, no filter is added.
        axis: "tempo", "year" or "duration".
        direction: 1 for more, -1 for less.
        strength: key of `_STEPS`.
        word: the comparison as the user wrote it, for the note.
        span: the span of the comparison in the request.
    """
    if any(name.startswith(axis) for name in request.stated()):
        return Degree(axis, direction, spans=(span,))  # "faster, at least 140": the stated number is the filter
    pointed, shown = request.pointed_at(), request.shown
    values: list[float] = []
    for hits in [pointed] if pointed else [shown[:_FIRST], shown]:
        values = [v for v in (_VALUES[axis](hit.track) for hit in hits) if v is not None]
        if values and len(values) * 2 >= len(hits):
            break
    else:
        note = f"{word}: the {axis} of these tracks is not known, so only by sound"
        return _by_sound(axis, direction, span, note)
    middle = median(values)
    further = _YEARS_FURTHER * (strength == 2) if axis == "year" else middle * _STEPS[strength]
    limit = middle + direction * further
    limit = float(int(limit)) if direction < 0 else float(-int(-limit // 1))
    if axis == "year":
        year = int(limit) + direction
        said = f"up to {year}" if direction < 0 else f"from {year} on"
        bounds: dict[str, Any] = {"year_max" if direction < 0 else "year_min": year}
    else:
        limit += direction * (1.0 if limit == middle or strength < 2 else 0.0)
        low, high = ("tempo_min", "tempo_max") if axis == "tempo" else ("duration_min_s", "duration_max_s")
        bounds = {high if direction < 0 else low: limit}
        if strength == 0:  # "a bit": also limit the other side
            bounds[low if direction < 0 else high] = float(int(middle * (1 + direction * 0.3)))
        said = " to ".join(f"{end:g}" if axis == "tempo" else clock(end) for end in sorted(bounds.values()))
        way = "" if len(bounds) > 1 else "under " if direction < 0 else "over "
        said = f"{way}{said}{' bpm' if axis == 'tempo' else ''}"
    return Degree(axis, direction, values=tuple(bounds.items()), spans=(span,), note=f"{word}: {said}")


def _by_sound(axis: str, direction: int, span: Span, note: str = "") -> Degree:
    """Return a comparison that sets no filter.

    For tempo, it asks for slow or fast music instead. For year and length it has no effect.
    """
    if axis != "tempo":
        return Degree(axis, direction, spans=(span,), note=note)
    wanted, other = ("slow", "fast") if direction < 0 else ("fast", "slow")
    return Degree(axis, direction, wanted=wanted, replaced=frozenset({other}), spans=(span,), note=note)

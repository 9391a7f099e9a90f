"""Find two names between which a list shall lead: "from Danube Blue to Cedar Creek", "between Satie and Joplin"."""

from __future__ import annotations

import re

from llm.language import languages
from llm.understanding.findings import Ends, Request

from . import cues
from .found import Named

_QUOTES = f"[{cues.OPEN}{cues.CLOSE}]?"
_SONG = r"(?:(?:the |a |my )?(?:songs?|tracks?|pieces?|artists?|albums?|sound of|style of|music of) )?"
_JOURNEY = (
    r"(?:(?:an?|the|eine?n?|une?|la|el|le) )?(?:\w+ )?(?:transition|journey|path|way|bridge|trip|ride|weg|reise|"
    r"ubergang|camino|viaje|chemin|voyage|transicion) "
)
# (words before the first end, words between both ends, whether the ends belong to the list), for each language
_PAIRS = tuple(
    (
        re.compile(rf"(?<!\w)(?:{_JOURNEY})?(?:{before})\s+{_SONG}{_QUOTES}$"),
        re.compile(rf"{_QUOTES}[,\s]*(?:{between})\s+{_SONG}{_QUOTES}"),
        included,
    )
    for language in languages()
    for (before, between), included in ((language.from_to, True), (language.between_and, False))
)


def ends_of(request: Request, names: list[Named]) -> tuple[Ends | None, list[Named]]:
    """Return the ends of the list that a request asks for, and the names that are no ends.

    Both ends must be in the library; "Danube Blue by Johann Strauss" is one end.

    Args:
        request: the request.
        names: its names, in order.
    """
    text = request.folded
    known = [name for name in names if name.kind != "unknown" and name.track_ids]
    for name in sorted(request.names, key=lambda n: n.start - n.end):  # between two ends, any title is meant as one
        if not any(each.start < name.end and name.start < each.end for each in known):
            known.append(Named(name.start, name.end, name.field, name.written, name.track_ids, name.artist))
    stops = _joined(text, sorted(known, key=lambda n: n.start))
    for (first, start, stop), (last, again, end) in zip(stops, stops[1:], strict=False):
        for before, between, included in _PAIRS:
            begin = before.search(text[:start])
            if begin is None or between.fullmatch(text[stop:again]) is None:
                continue
            others = [name for name in names if not begin.start() <= name.start < end]
            spans = ((begin.start(), end),)
            return Ends(first.track_ids, last.track_ids, included, spans=spans), others
    return None, names


def _joined(text: str, names: list[Named]) -> list[tuple[Named, int, int]]:
    """Return (name, start, end) of each name; a title and its artist, joined by "by", count as one."""
    found: list[tuple[Named, int, int]] = []
    for name in names:
        if found and name.kind == "artist" and found[-1][0].kind != "artist":
            behind = text[found[-1][2] : name.start].lstrip(cues.CLOSE + " ")
            if cues.BY_SAID.fullmatch(behind):
                found[-1] = (found[-1][0], found[-1][1], name.end)
                continue
        found.append((name, name.start, name.end))
    return found

"""Parse the words of songs: plain text and LRC, whose lines begin with times such as `[01:15.30]`.

Text from files is not trusted. HTML is reduced to its text, headings such as "[Chorus]" are left out, and nothing here
makes text safe as markup; whoever displays it must do so.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from .text import clean

HEARD = "heard"  # the source of transcribed words
MOST_BYTES = 256 * 2**10  # of lyrics; the longest song has a twentieth of that
_MOST_LINES = 3000
_LONGEST_LINE = 120  # characters; a text without line breaks is wrapped
_LEAST_WORDS = 3  # of lyrics; less is a remark such as "Instrumental"
_STANZA_LINES = 6  # a longer stanza is divided into parts of `_PART_LINES`
_PART_LINES = 4
_PAUSE_S = 8.0  # seconds between the beginnings of two timed lines after which a new stanza begins

_TIME = re.compile(r"\s*\[(\d{1,3}):([0-5]?\d)(?:[.:,](\d{1,3}))?\]")
_TIME_OF_WORD = re.compile(r"<\d{1,3}:[0-5]?\d(?:[.:,]\d{1,3})?>|\[\d{1,3}:[0-5]?\d(?:[.:,]\d{1,3})?\]")
_LRC_TAG = re.compile(r"\s*\[([a-zA-Z#][\w ]{0,15}):([^\]]*)\]\s*$")
_HEADING = re.compile(
    r"\s*(?:\[[^\]]{0,80}\]|\(?(?:verse|chorus|bridge|intro|outro|refrain|hook|pre-?chorus|instrumental|solo"
    r"|strophe|couplet|estrofa|estribillo|coro)(?: \d{1,2})?\)?:?|\(?x ?\d\)?|[-=*_~#. ]{3,})\s*",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<(?:!doctype|/?(?:html|body|head|script|style|p|br|div|span|a|b|i|u|em|strong|font|table|td|tr|li|ul|ol|h[1-6]|img"
    r"|meta|pre|iframe|svg|form|input|button|marquee|center))\b[^>]{0,2000}>",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a song's words."""

    text: str
    start_s: float | None = None  # seconds from the beginning of the track; None if unknown
    begins: bool = False  # whether a stanza begins with this line


@dataclass(frozen=True, slots=True)
class Lyrics:
    """The words of a song."""

    lines: tuple[Line, ...]
    source: str  # where they come from: "lrc", "txt" (files beside the track), "tag", or "heard" (transcribed)

    def stanzas(self) -> list[tuple[Line, ...]]:
        """Return the lines in groups of at most six. Groups that only repeat an earlier one are left out."""
        groups: list[list[Line]] = []
        for line in self.lines:
            if line.begins or not groups:
                groups.append([])
            groups[-1].append(line)
        parts = [
            tuple(group[k : k + size])
            for group in groups
            for size in (len(group) if len(group) <= _STANZA_LINES else _PART_LINES,)
            for k in range(0, len(group), size)
        ]
        return list({tuple(line.text.casefold() for line in part): part for part in reversed(parts)}.values())[::-1]


def lyrics_from(text: str, source: str) -> Lyrics | None:
    """Parse the words of a song, plain or in LRC format; return None if there are none.

    Args:
        text: the words; times that are out of order are sorted.
        source: see `Lyrics.source`.
    """
    text = _without_markup(text).replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\0", "")
    rows = text.split("\n")[: 2 * _MOST_LINES]
    timed = any(_TIME.match(row) for row in rows)
    return _made(_timed(rows) if timed else _plain(rows), source)


def lyrics_at(lines: Iterable[tuple[float | None, str]], source: str) -> Lyrics | None:
    """Return the words of a song from (start in seconds or None, text) of each line; None if there are no words."""
    return _made(_with_pauses((start, _without_markup(text)) for start, text in lines), source)


def _made(lines: Iterable[Line], source: str) -> Lyrics | None:
    kept: list[Line] = []
    for line in lines:
        kept.append(line)
        if len(kept) == _MOST_LINES:
            break
    words = sum(len(_WORD.findall(line.text)) for line in kept)
    return Lyrics(tuple(kept), source) if words >= _LEAST_WORDS else None


def _plain(rows: Sequence[str]) -> Iterator[Line]:
    begins = True
    for row in rows:
        if _HEADING.fullmatch(row) or not (text := clean(row, 4000)):
            begins = True
            continue
        for part in textwrap.wrap(text, _LONGEST_LINE) if len(text) > _LONGEST_LINE else [text]:
            yield Line(part, None, begins)
            begins = False


def _timed(rows: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of an LRC file by time. A line without a time follows the line before it."""
    offset_s, last_s = 0.0, 0.0
    found: list[tuple[float, str]] = []
    for row in rows:
        starts, end = [], 0
        while tag := _TIME.match(row, end):
            starts.append(60.0 * int(tag[1]) + int(tag[2]) + float(f"0.{tag[3] or 0}"))
            end = tag.end()
        if not starts and (named := _LRC_TAG.match(row)):
            if named[1].casefold() == "offset" and re.fullmatch(r"\s*[+-]?\d{1,6}\s*", named[2]):
                offset_s = int(named[2]) / 1000  # milliseconds by which the words appear earlier
            continue
        text = _TIME_OF_WORD.sub(" ", row[end:])
        if starts or text.strip():
            found += [(start, text) for start in starts or [last_s]]
            last_s = starts[-1] if starts else last_s
    found.sort(key=lambda line: line[0])
    yield from _with_pauses((max(start - offset_s, 0.0), text) for start, text in found)


def _with_pauses(lines: Iterable[tuple[float | None, str]]) -> Iterator[Line]:
    """Yield lines; after a line without words, or a long pause, a stanza begins."""
    begins, before = True, None
    for start, row in lines:
        if _HEADING.fullmatch(row) or not (text := clean(row, 4000)):
            begins = True
            continue
        begins = begins or (start is not None and before is not None and start - before > _PAUSE_S)
        for part in textwrap.wrap(text, _LONGEST_LINE) if len(text) > _LONGEST_LINE else [text]:
            yield Line(part, start, begins)
            begins = False
        before = start


def _without_markup(text: str) -> str:
    """Return a text without HTML: elements become line breaks, references such as `&amp;` characters."""
    if _MARKUP.search(text):
        parser = _Text()
        parser.feed(text)
        parser.close()
        return "".join(parser.found)
    return html.unescape(text) if "&" in text else text


class _Text(HTMLParser):
    """Collects the text of HTML without scripts and styles."""

    _HIDDEN = ("script", "style", "head", "title", "iframe", "svg")
    _INLINE = ("span", "a", "b", "i", "u", "em", "strong", "font")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden and tag in self._HIDDEN:
            self._hidden = tag
        if tag not in self._INLINE:
            self.found.append("\n\n" if tag == "p" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)

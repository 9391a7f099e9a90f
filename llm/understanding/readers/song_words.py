"""Find wishes for the words of songs: what they are about, a word that they mention, a line that they quote.

If no words are known in the library, such a wish is a condition that cannot be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from llm.language import languages, words
from llm.understanding.findings import Finding, Request, SongWish, Unknown
from retrieval.query import SongWords

_MARKS = r"\"\u201c\u201d\u201e\u00ab\u00bb"
_QUOTED = rf"[{_MARKS}'\u2018](?P<text>[^{_MARKS}]{{2,100}}?)[{_MARKS}'\u2019](?!\w)"
_QUOTATION = re.compile(rf"(?<!\w)(?:{words('quoting_words')})\W{{0,3}}{_QUOTED}")
_MENTION = re.compile(rf"(?<!\w)(?:{words('mentioning_words')})\s+(?P<text>\S.*)")
_ABOUT = re.compile(
    rf"(?<!\w)(?:{'|'.join(about for language in languages() if (about := language.unknowable.get('lyrics')))})(?!\w)"
    r"\s*(?P<text>\S.*)"
)
_ABOUT_APART = tuple(
    re.compile(rf"(?<!\w)(?:{language.before_topics}) (?P<cue>{language.topic_word}) (?P<text>\S.*)")
    for language in languages()
    if language.before_topics
)
_TOPIC = re.compile(rf"^(?:{words('topic_cues')})\s+")
# Where a topic ends: at the end of its clause, or before a condition such as "under 3 minutes", "from the 90s".
_END = re.compile(
    rf"[.;:!?()\[\]]|\s(?:{words('but')}|and then|please|instead|as well|too|stattdessen|auch|aussi|tambien)(?!\w)"
    rf"|\s(?:{words('less_than', 'at_most', 'more_than', 'at_least', 'range_begins')}|in|at|from|du|de|aus|von|des?)"
    r"\s+(?:the |an? |der |den |les? |los )?(?:(?:early|late|mid)[ -])?'?"
    r"(?:\d|[a-g](?: flat| sharp)? (?:minor|major)\b)"
)
_ADDITION = re.compile(rf"\s(?:{words('with_', 'without')}|played (?:on|by)|sung by|featuring)\s+(?:\S+\s+){{0,3}}$")
_TAIL = re.compile(r"\s+(?:in (?:it|them|the (?:lyrics|words|text|chorus|refrain)))$", re.IGNORECASE)
_COMMA = re.compile(",")
_NUMBER = re.compile(r"[\d#]")  # "#" stands for words that are read already
_ORDER = re.compile("|".join(order for language in languages() for order in language.orders.values()))
_BY = re.compile(r"[\s,](?:by|from|like|von|par|de|por|wie|comme|como)\s+$")


def read(request: Request) -> list[Finding]:
    """Find what the words of the wanted songs are about, or contain, if the library knows words of songs."""
    if not request.lyrics:
        return []
    return [SongWish(SongWords(topic, exact, said), spans=(span,)) for topic, exact, said, span in _wishes(request)]


def unknown(request: Request) -> list[Finding]:
    """Find words that songs should contain, as conditions that cannot be checked; `unknowable` reads the topics."""
    if request.lyrics:
        return []
    return [Unknown("lyrics", said, spans=(span,)) for _, _, said, span in _wishes(request, (_QUOTATION, _MENTION))]


def _wishes(
    request: Request, patterns: Sequence[re.Pattern[str]] = (_QUOTATION, _MENTION, _ABOUT, *_ABOUT_APART)
) -> Iterator[tuple[str, bool, str, tuple[int, int]]]:
    """Yield (topic or words, whether the words must occur, the whole wish as written, its place) of each wish."""
    taken = [(name.start, name.end) for name in request.names]
    found: list[tuple[int, int]] = []
    for pattern in patterns:
        for match in pattern.finditer(request.rest):
            start, at = match.start("cue" if "cue" in pattern.groupindex else 0), match.start("text")
            end = match.end("text") if pattern is _QUOTATION else at + _length(request, request.rest[at:], at)
            whole = (start, match.end() if pattern is _QUOTATION else end)
            if "#" in request.rest[slice(*whole)] or any(a < whole[1] and start < b for a, b in found):
                continue
            if any(a <= start and at < b for a, b in taken):
                continue  # an album called "Songs about Jane"
            if cue := _TOPIC.match(request.folded[at:end]):
                at += cue.end()
            topic = _TAIL.sub("", request.text[at:end].strip(" \"'\u201c\u201d\u2018\u2019"))
            if any(c.isalnum() for c in topic):
                found.append(whole)
                yield topic, pattern in (_QUOTATION, _MENTION), request.text[slice(*whole)].strip(), whole


def _length(request: Request, text: str, at: int) -> int:
    """Return the number of characters of a topic that begins at `at`; `text` is the request from there on."""
    ends = [m.start() for m in _END.finditer(text)][:1] or [len(text)]
    ends += [*_additions(request, at), *_commas(request, text, at)]
    return len(text[: min(ends)].rstrip())


def _additions(request: Request, at: int) -> Iterator[int]:
    """Yield where words such as "with a banjo" or "by Ann Example" begin, counted from `at`."""
    for mention in request.mentions:
        if mention.start > at and mention.concept.kind in ("instrument", "genre", "texture"):
            before = _ADDITION.search(request.folded[at : mention.start])
            yield from [before.start()] if before else []
    for start in (*(name.start for name in request.names), *(mark.start for mark in request.marks)):
        if start > at and (before := _BY.search(request.folded[at:start])):
            yield before.start()


def _commas(request: Request, text: str, at: int) -> Iterator[int]:
    """Yield the commas before a description of music: that of "leaving home, acoustic", none of "rain, fog and mud"."""
    for comma in _COMMA.finditer(text):
        next_comma = text.find(",", comma.end())
        end = len(text) if next_comma < 0 else next_comma
        after = text[comma.end() : end]
        music = any(at + comma.end() <= m.start < at + end for m in request.mentions)
        if music or _NUMBER.search(after) or _ORDER.search(after):
            yield comma.start()

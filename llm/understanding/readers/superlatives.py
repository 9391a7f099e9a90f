"""Find requests for the first tracks by a fact, such as "the oldest banjo songs" or "5 longest jazz tracks"."""

from __future__ import annotations

import re

from llm.language import languages
from llm.plan import MAX_K
from llm.understanding.findings import Count, Finding, Order, Request
from llm.understanding.numbers import NUMBER, digits, numbers_in

from .conditions.count import TRACKS
from .conversation import library

_BEHIND_NOUNS = ("fr", "es")  # languages whose superlatives may follow the noun, and are comparatives without article
_ARTICLE = "(?:(?P<article>the|die|der|das|les|las?|los|el|le) )?"
_WORDS = tuple(
    (order, language.code in _BEHIND_NOUNS, re.compile(rf"(?<!\w){_ARTICLE}(?:\s*(?P<n>{NUMBER}) )?(?:{said})(?!\w)"))
    for language in languages()
    for order, said in language.superlatives.items()
)
_MUSIC = rf"(?:{TRACKS}|music|stuff|musik|musica|musique)"
_NEAR = r"(?:[^\W\d]+[ -]){0,4}?"
_BEHIND = re.compile(rf" {_NEAR}{_MUSIC}\b")
_BEFORE = re.compile(rf"\b(?:les|las?|los|el|le) {_MUSIC} {_NEAR}$")
_ONE = re.compile(rf" {_NEAR}(?:song|track|piece|tune|recording|lied|stuck|morceau|chanson|titre|cancion|pieza|tema)\b")
_FIRST = re.compile(r" (?:ones |tracks |songs )?(?:first|zuerst|d'abord|en premier|primero)\b")
_OF_SHOWN = re.compile(
    r"\b(?:of|among|from) (?:these|those|them|the (?:list|results))\b|\bdavon\b|\bd'entre\b|"
    r"\bde (?:estos|estas|ellas|ellos)\b"
)
_ONE_SHOWN = re.compile(r" (?:ones?|here|there)\b")


def read(request: Request) -> list[Finding]:
    """Find an order of which the first tracks are asked for, and the number 1 if one track is asked for.

    Questions about the library ("what is my longest track?") and about shown tracks have readers of their own.
    """
    text = digits(request.rest)
    if request.shown and _OF_SHOWN.search(text):
        return []
    for order, behind, pattern in _WORDS:
        for match in pattern.finditer(text):
            if not _is_about_tracks(request, text, match, behind):
                continue
            if library.question_of(request.folded, shown=bool(request.shown)):
                return []
            found: list[Finding] = [Order(order, top=True, spans=(match.span(),))]
            if match["n"] and 0 < (many := round(numbers_in(match["n"])[0])) <= MAX_K:
                found.append(Count(many))
            elif _ONE.match(text, match.end()):
                found.append(Count(1))
            return found
    return []


def is_superlative(said: str) -> bool:
    """Return whether words for an order contain a superlative, as "slowest first" does."""
    return any(pattern.search(said) for _, _, pattern in _WORDS)


def _is_about_tracks(request: Request, text: str, match: re.Match[str], behind: bool) -> bool:
    """Return whether a superlative is said of tracks: a word for them, or the name of a concept, is beside it.

    Args:
        request: the request.
        text: its words, with digits for numerals.
        match: the superlative in `text`.
        behind: whether it may follow the word for tracks, and needs an article, there or before that word.
    """
    end = match.end()
    follows = behind and _BEFORE.search(text[: match.start()]) is not None
    if behind and not match["article"] and (request.shown or not follows):
        return False  # "plus rapide" asks for faster tracks than those shown
    if _FIRST.match(text, end) or (request.shown and _ONE_SHOWN.match(text, end)):
        return False
    if request.shown and not text[end:].strip(" .!?"):
        return True  # "only the five oldest"
    named = any(mention.start == end + 1 for mention in request.mentions)
    return (
        named or _BEHIND.match(text, end) is not None or (behind and _BEFORE.search(text[: match.start()]) is not None)
    )

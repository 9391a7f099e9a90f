"""Find the words of a request that no finding uses, and among them the words to search with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.text import fold
from data.vocabulary.language import languages
from data.vocabulary.lexicon import languages_of
from data.vocabulary.mentions import Span, cut, tokens
from llm.language import word_set, words
from models.encoders.minilm import shared_minilm

from .findings import TAKEN, Request, blanked

MAX_TEXT = 400  # characters of text from all turns; the oldest words are cut first

_EMPTY_WORDS = word_set("fillers") | word_set("too")


def left_over(request: Request) -> list[tuple[str, int, int]]:
    """Return (word, start, end) of each word that no finding uses. Names of concepts and filler words are skipped."""
    text = blanked(request.rest, ((m.start, m.end) for m in request.mentions))
    return [word for word in tokens(text) if word[0] not in _EMPTY_WORDS]


_UNSPECIFIC = _EMPTY_WORDS | word_set("unspecific", "negations", "ands", "ors", "determiners")
_CLAUSE = re.compile(rf"[^,.;:!?()\[\]\"“”„«»{TAKEN}\n|/]+")
_LONG_PHRASE, _MOST_PIECES = 6, 4  # words; pieces of a phrase that are compared with scenes
_BETWEEN_PIECES = re.compile(rf"\b(?:{words('clause_words')})\b")
_SIGN = re.compile(r"[,.;:!?()\n]")
_MOST_WORDS_OF_A_WISH = 12  # words of a request that tells no story around its wish
# Places in the vocabulary of MiniLM, which is ordered by frequency. Words before the first are function words, words
# before the second say nothing about music, and words before the third are too common to be worth reporting when they
# were not used and the rest of the request was understood.
_FUNCTION_WORDS, _AUXILIARY_WORDS, _COMMON_WORDS = 2150, 2700, 4500


@dataclass(frozen=True, slots=True)
class Phrase:
    """Neighbouring words of a request that no finding uses."""

    text: str  # as the user wrote it, without filler words at both ends
    words: tuple[str, ...]  # those that say something, folded
    said: tuple[str, ...]  # those that are no auxiliary verbs or the like, as the user wrote them
    rare: tuple[str, ...]  # those that are uncommon, as the user wrote them
    negated: bool  # whether its clause has a negation

    @property
    def pieces(self) -> list[str]:
        """Return the parts of a long phrase between words such as "and" or "who", longest first; [] if it is short."""
        if len(self.text.split()) <= _LONG_PHRASE:
            return []
        parts = [part.strip() for part in _BETWEEN_PIECES.split(self.text)]
        return sorted((part for part in parts if len(part.split()) > 1), key=len, reverse=True)[:_MOST_PIECES]

    @property
    def size(self) -> int:
        """Return the number of words that are no function words; at least 2 if the phrase has two words of any kind."""
        return max(len(self.words), min(len(self.text.split()), 2))


def unused_phrases(request: Request) -> list[Phrase]:
    """Return the phrases, at most one for each clause, whose words no finding and no name of a concept uses.

    Args:
        request: the request with its accepted findings.
    """
    taken = [(m.start, m.end) for m in request.mentions]
    taken += [span for finding in request.found for span in finding.spans]
    taken += [polite.span() for polite in (_POLITE.match(request.folded), _POLITE_END.search(request.folded)) if polite]
    text = blanked(request.folded, taken)
    long = len(request.words) > _MOST_WORDS_OF_A_WISH
    common = [
        word for code in languages_of(word for word, _, _ in request.words) for word in languages()[code].spelt_right
    ]
    known = _UNSPECIFIC | frozenset(common)
    found = []
    for clause in _CLAUSE.finditer(text):
        tokens_in = [(w, a + clause.start(), b + clause.start()) for w, a, b in tokens(clause.group())]
        places = {w: shared_minilm().rank(w) for w, _, _ in tokens_in}
        telling = [
            t
            for t in tokens_in
            if t[0] not in known and not t[0].isdigit() and _is_rarer(places[t[0]], _FUNCTION_WORDS)
        ]
        if not telling:
            continue
        first = next(k for k, t in enumerate(tokens_in) if t[0] not in _UNSPECIFIC)
        last = max(k for k, t in enumerate(tokens_in) if t[0] not in _UNSPECIFIC)
        start, end = tokens_in[first][1], tokens_in[last][2]
        said = _joined(request, [(a, b) for w, a, b in telling if _is_rarer(places[w], _AUXILIARY_WORDS)])
        rare = _joined(request, [(a, b) for w, a, b in telling if len(w) > 1 and _is_rarer(places[w], _COMMON_WORDS)])
        if long and _is_understood(text, *clause.span()):
            rare = ()  # the rest of such a clause tells a story
        negated = _NEGATION.search(clause.group()) is not None
        found.append(Phrase(request.text[start:end], tuple(w for w, _, _ in telling), said, rare, negated))
    return found


def _joined(request: Request, spans: list[Span]) -> tuple[str, ...]:
    """Return the words at these spans as the user wrote them. Words joined by one space or hyphen form one text."""
    found: list[Span] = []
    for start, end in spans:
        if found and request.text[found[-1][1] : start] in (" ", "-", " & ", "'"):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(request.text[start:end] for start, end in found)


def _is_understood(text: str, start: int, end: int) -> bool:
    """Return whether a finding or a concept uses a part of the clause around text[start:end], which is then blanked."""
    signs = [m.start() for m in _SIGN.finditer(text)]
    before = max((at for at in signs if at < start), default=-1)
    after = min((at for at in signs if at >= end), default=len(text))
    return TAKEN in text[before + 1 : after]


def is_common(word: str) -> bool:
    """Return whether a word is so common that it is reported as unused only if nothing else is understood."""
    return not _is_rarer(shared_minilm().rank(word), _COMMON_WORDS)


def _is_rarer(place: int | None, limit: int) -> bool:
    return place is None or place >= limit


_NEGATION = re.compile(rf"(?<![\w'])(?:{words('negations', 'without')})(?!\w)|(?:{words('negating_endings')})\b")
_POLITE = re.compile(
    rf"^\W*(?:(?:{words('opens')})\b:?[\s,!.]*)*(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    rf"(?:(?:{words('asks')})\b\s*)?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(rf"(?<![\s,])[\s,]*\b(?:{words('please')})\W*$", re.IGNORECASE)


def positive_text(request: Request, understood: bool) -> str:
    """Return the text to search with: the request without greetings and without the words that findings use.

    Args:
        request: the request with its accepted findings.
        understood: whether there are findings besides requested concepts. If so, "" is returned when only filler words
            remain. If not, the filler words are returned, so that there is something to search for.
    """
    spans = [span for finding in request.found if not finding.stays for span in finding.spans]
    spans += [polite.span() for polite in (_POLITE.match(request.folded), _POLITE_END.search(request.folded)) if polite]
    kept = cut(request.text, spans)
    remaining = [word for word, _, _ in tokens(fold(kept)) if word not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""

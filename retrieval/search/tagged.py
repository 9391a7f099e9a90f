"""Finding tracks by their tags: what a query wishes for, as far as tags of the library state it.

A wish is stated by a tag that has one of the concept's names, or a narrower concept's. Words of the request that name
no concept count as well where they are a tag of the library ("levantine"), unless the request has more words that are
neither concept nor tag: in such a request they are more likely chance words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from data.text import fold, words
from data.vocabulary.concepts import concept
from data.vocabulary.mentions import Mention, mentions
from data.vocabulary.relations import members
from data.vocabulary.wording import fillers
from models.encoder import FloatArray
from retrieval.catalogue.tag_index import Phrase, TagIndex
from retrieval.query import Query

_LONGEST = 4  # words of a tag that is looked for in a request
_MAX_REQUEST = 300  # characters that are read
_WORD = re.compile(r"[^\W_]+")
_OWN_WORDS = 0.1  # how much more a tag counts that has the request's own words: "joyful" rather than "happy"


@dataclass(frozen=True, slots=True)
class TagWish:
    """What a query wishes for, as tags of a library state it."""

    wanted: tuple[frozenset[str], ...]  # for each wish, the tags that state it
    said: frozenset[str]  # the tags that the request has word for word

    def __bool__(self) -> bool:
        return any(self.wanted)

    def values(self, index: TagIndex) -> FloatArray:
        """Return (combinations,) how many wishes each combination of tags states; 0 where it states none."""
        value = np.zeros(index.count, dtype=np.float32)
        for tags in self.wanted:
            states = np.zeros(index.count, dtype=bool)
            for tag in tags:
                states[index.combinations(tag)] = True
            value += states
        for tag in self.said:
            value[index.combinations(tag)] += _OWN_WORDS
        return value


def tag_wish(query: Query, index: TagIndex) -> TagWish:
    """Read what a query wishes for as tags of a library state it."""
    text = fold(query.text[:_MAX_REQUEST])
    named = mentions(text)
    said, covered = _said(text, named, query.wanted, index)
    places = {m.concept.name: (m.start, m.end) for m in named}
    wanted = []
    for name in query.wanted:
        tags = {tag for phrase in _names(name) for tag in index.tags_with(phrase)}
        place = places.get(name)
        own = {tag for tag, start, end in said if place is not None and start < place[1] and place[0] < end}
        wanted.append(frozenset(tags | own))
    unknown = {tag for tag, start, end in said if not any(m.start < end and start < m.end for m in named)}
    left = [m for m in _WORD.finditer(text) if not _overlaps(m, named) and m.group() not in fillers()]
    if 2 * sum(m.start() in covered for m in left) < len(left):
        said = [each for each in said if each[0] not in unknown]
        unknown = set()
    wanted += [frozenset({tag}) for tag in sorted(unknown)]
    own_names = {
        tag
        for name in query.wanted
        if not any(_overlaps_span(places.get(name), start, end) for _, start, end in said)
        and (tag := index.tag(tuple(words(name))))
    }
    return TagWish(tuple(wanted), frozenset({tag for tag, _, _ in said} | own_names))


def _said(
    text: str, named: list[Mention], wanted: tuple[str, ...], index: TagIndex
) -> tuple[list[tuple[str, int, int]], set[int]]:
    """Find the tags that a text has word for word, the longest first.

    Returns:
        (tag, start, end) in the text, without overlaps, and the starts of the words in them. A tag that overlaps with
        a concept that is not wanted is left out.
    """
    tokens = list(_WORD.finditer(text))
    other = [m for m in named if m.concept.name not in wanted]
    found: list[tuple[str, int, int]] = []
    covered: set[int] = set()
    at = 0
    while at < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
            span = tokens[at : at + length]
            start, end = span[0].start(), span[-1].end()
            phrase: Phrase = tuple(word for m in span for word in words(m.group()))
            if all(m.group() in fillers() for m in span) or any(m.start < end and start < m.end for m in other):
                continue
            if tag := index.tag(phrase):
                found.append((tag, start, end))
                covered.update(m.start() for m in span)
                at += length
                break
        else:
            at += 1
    return found, covered


def _overlaps(word: re.Match[str], named: list[Mention]) -> bool:
    return any(m.start < word.end() and word.start() < m.end for m in named)


def _overlaps_span(place: tuple[int, int] | None, start: int, end: int) -> bool:
    return place is not None and place[0] < end and start < place[1]


@cache
def _names(name: str) -> tuple[Phrase, ...]:
    """Return the names, as words, of a concept and of everything narrower."""
    return tuple(dict.fromkeys(phrase for said in _said_as(name) if (phrase := tuple(words(said)))))


def _said_as(name: str) -> Iterator[str]:
    for member in members(name):
        found = concept(member)
        yield member
        yield from found.synonyms if found else ()

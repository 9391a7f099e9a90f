"""Find tracks by their tags: look up which tags of the library state what a query asks for.

A tag states a wanted concept if it contains a name of the concept or of a narrower one. A word of the request that
names no concept but is a tag of the library ("levantine") is a wish, too. Such words are ignored if most of the
request's words without a concept are no tags, because they are then probably equal to a tag by chance.
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

_LONGEST = 4  # most words of a tag that is looked for in a request
_MAX_REQUEST = 300  # characters that are read
_WORD = re.compile(r"[^\W_]+")
_OWN_WORDS = 0.1  # added for a tag in the request's own words: "joyful" rather than "happy"


@dataclass(frozen=True, slots=True)
class TagWish:
    """The wishes of a query (wanted concepts and named tags), each with the library's tags that state it."""

    wanted: tuple[frozenset[str], ...]  # for each wish, the tags that state it
    said: frozenset[str]  # the tags that occur word for word in the request

    def __bool__(self) -> bool:
        return any(self.wanted)

    def values(self, index: TagIndex) -> FloatArray:
        """Return (combinations,) how many wishes each combination of tags states, plus a little for own words."""
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
    """Return the wishes of a query, each with the tags of the library that state it."""
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
    """Find the tags that occur word for word in a text; of overlapping tags, the longest.

    Returns:
        (tag, start, end) of each tag, in character positions, and the starts of all words in these tags. A tag is
        left out if it overlaps with the name of a concept that is not among `wanted`.
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
    """Return the names of a concept and of all narrower concepts, each as a tuple of words."""
    return tuple(dict.fromkeys(phrase for said in _said_as(name) if (phrase := tuple(words(said)))))


def _said_as(name: str) -> Iterator[str]:
    for member in members(name):
        found = concept(member)
        yield member
        yield from found.synonyms if found else ()

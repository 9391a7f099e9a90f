"""Look up genres that are no concepts ("shoegaze") and countries that music should be from ("from Russia")."""

from __future__ import annotations

from data.vocabulary.concepts import recognise
from data.vocabulary.styles import genres, places
from llm.understanding.findings import Finding, Request, Style, Wish

_LONGEST = 4  # words of the longest genre that is looked up
_SHORTEST = 4  # letters of the shortest genre without the name of a concept in it: shorter ones may be any word
# Before a place that is the goal of a journey and not the origin of music: "we drive to Norway".
_ON_THE_WAY = frozenset("to through across around toward towards visiting nach durch vers hacia".split())


def read(request: Request) -> list[Finding]:
    """Find the genres and countries that a request names.

    For each, return a `Style` with the words to put in a caption; for a genre, also the `Wish` for its parent concept.
    """
    found: list[Finding] = []
    words = request.words
    k = 0
    while k < len(words):
        for size in range(min(_LONGEST, len(words) - k), 0, -1):
            start, end = words[k][1], words[k + size - 1][2]
            said = " ".join(word for word, _, _ in words[k : k + size])
            if request.rest[start:end] != request.folded[start:end]:
                continue
            within = [m for m in request.mentions if m.start < end and start < m.end]
            if any(m.start < start or end < m.end or (m.start, m.end) == (start, end) for m in within):
                continue
            if (kind := genres().get(said)) and (within or len(said) >= _SHORTEST):
                found += [Wish(kind, spans=((start, end),), stays=True), Style(said, said)]
                break
            on_the_way = k > 0 and words[k - 1][0] in _ON_THE_WAY
            if (place := places().get(said)) and not within and not on_the_way and recognise(place) is None:
                found.append(Style(f"{place} music, traditional", place.title()))
                break
        else:
            size = 1
        k += size
    return found

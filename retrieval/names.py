"""Artist, title and album matched as words: a signal of its own, apart from the sound and shown as such.

"Something by Beethoven" cannot be heard; it is read. A name counts when the request contains it: a whole
title or album, or one telling word of an artist (with one typing error in five letters forgiven).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from data.text import words
from data.track import Track

# How much of the way to a perfect score a match lifts a track: a named piece beats one that only sounds
# like its name, and among several pieces of a named artist the sound still decides.
WEIGHTS = {"title": 0.7, "artist": 0.6, "album": 0.5}

_MIN_LETTERS = 4
_TYPO_RATIO = 85.0
_COMMON = frozenset(
    "a an and the of in on at to for by with from is it its as or my me some any song songs track tracks music piece"
    " tune tunes traditional unknown various artist artists anonymous anon demo hark theme untitled"
    " no not without like more less very really something anything that this which who what".split()
)


class NameIndex:
    """Finds the tracks that a request names."""

    def __init__(self, tracks: Sequence[Track], vocabulary: frozenset[str] = frozenset()) -> None:
        """Args: tracks: the library; vocabulary: words that describe sound, which never name an artist alone."""
        self._phrases: dict[tuple[str, ...], list[tuple[int, str]]] = defaultdict(list)
        self._artist_words: dict[str, set[int]] = defaultdict(set)
        self._vocabulary = vocabulary | _COMMON
        for i, track in enumerate(tracks):
            for name, text in (("title", track.title), ("album", track.album), ("artist", track.artist)):
                phrase = tuple(words(text))
                # One word must be telling ("Gymnopedie"); "Banjo" or "Sad" describes a sound rather than a track.
                telling = len(phrase) > 1 or (
                    bool(phrase) and len(phrase[0]) >= _MIN_LETTERS and phrase[0] not in self._vocabulary
                )
                if telling and not set(phrase) <= self._vocabulary:
                    self._phrases[phrase].append((i, name))
            for word in words(track.artist):
                if len(word) >= _MIN_LETTERS and word not in self._vocabulary:
                    self._artist_words[word].add(i)
        self._longest = max((len(p) for p in self._phrases), default=0)

    def match(self, request: str) -> dict[int, tuple[str, ...]]:
        """Position of a track -> the fields that the request names, strongest first."""
        tokens = words(request)[:200]
        found: dict[int, set[str]] = defaultdict(set)
        for start in range(len(tokens)):
            for length in range(1, min(self._longest, len(tokens) - start) + 1):
                for i, name in self._phrases.get(tuple(tokens[start : start + length]), ()):
                    found[i].add(name)
        for token in {t for t in tokens if len(t) >= _MIN_LETTERS and t not in self._vocabulary}:
            for word in self._spelt_like(token):
                for i in self._artist_words[word]:
                    found[i].add("artist")
        return {i: tuple(sorted(names, key=lambda n: -WEIGHTS[n])) for i, names in found.items()}

    def _spelt_like(self, token: str) -> list[str]:
        if token in self._artist_words:
            return [token]
        if len(token) < 5:
            return []
        from rapidfuzz import fuzz, process

        near = process.extract(token, self._artist_words.keys(), scorer=fuzz.ratio, score_cutoff=_TYPO_RATIO, limit=3)
        return [word for word, _, _ in near if word[0] == token[0]]

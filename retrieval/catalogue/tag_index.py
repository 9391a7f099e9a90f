"""Find the tracks whose tags have given words, without reading the tags of every track.

All the tags of one track together are a combination. `Columns.tags` gives the number of each track's combination;
a million tracks have far fewer combinations, because many tracks have the same tags.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Phrase = tuple[str, ...]  # consecutive words, as `data.text.words` returns them


class TagIndex:
    """Finds the tags that contain given words, and the combinations that contain a tag. Immutable."""

    def __init__(self, combinations: Sequence[str] = (), before: TagIndex | None = None) -> None:
        """Index the combinations, that is the sets of tags that tracks have.

        Args:
            combinations: each is a text with one tag per line, whose words are between single spaces.
            before: an earlier index of the first combinations of this list; only the others are indexed anew.
        """
        self.count = len(combinations)
        self._combinations: dict[str, NDArray[np.int32]] = dict(before._combinations) if before else {}
        self._tags: dict[str, list[str]] = dict(before._tags) if before else {}
        added: dict[str, list[int]] = defaultdict(list)
        for number in range(before.count if before else 0, self.count):
            for tag in combinations[number].split("\n"):
                added[tag.strip()].append(number)
        added.pop("", None)
        with_word: dict[str, list[str]] = defaultdict(list)
        for tag, numbers in added.items():
            if tag not in self._combinations:
                for word in set(tag.split()):
                    with_word[word].append(tag)
            earlier = self._combinations.get(tag, np.empty(0, np.int32))
            self._combinations[tag] = np.concatenate([earlier, np.array(numbers, dtype=np.int32)])
        for word, tags in with_word.items():
            self._tags[word] = self._tags.get(word, []) + tags

    def tag(self, phrase: Phrase) -> str:
        """Return the tag that equals a phrase, in singular or plural; "" if there is none."""
        said = " ".join(phrase)
        for form in (said, f"{said}s", said.removesuffix("s")):
            if form in self._combinations:
                return form
        return ""

    def tags_with(self, phrase: Phrase) -> list[str]:
        """Return the tags that contain the words of a phrase one after another."""
        said = f" {' '.join(phrase)} "
        rarest = min((self._tags.get(word, []) for word in phrase), key=len, default=[])
        return [tag for tag in rarest if said in f" {tag} "]

    def combinations(self, tag: str) -> NDArray[np.int32]:
        """Return the ids, ascending, of the combinations of tags that contain a tag; `Columns.tags` holds these ids."""
        return self._combinations[tag]

"""Sentences of a model, held until they are whole and let through only when the facts bear them out.

Comes after the citation check and before anybody sees the text. A sentence that says of a track what neither
its tags nor the ear know is left out and counted; the rest of the answer goes on. The output does not depend
on how the text was cut into pieces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from retrieval.search.evidence import Facts

from .claims import unsupported

_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"”’)]))\s+(?=[\"“‘(\[]*[A-ZÀ-Þ\[“])|\n+")
_LONGEST = 600  # characters; what has not ended by then is judged as it stands


class ClaimFilter:
    """Text in, supported sentences out. One per answer; not thread-safe."""

    def __init__(self, facts: Sequence[Facts], wish: str, names: Mapping[int, str]) -> None:
        """Args: facts: of the tracks; wish: what may be repeated; names: title, artist and album by rank."""
        self._facts, self._wish, self._names = facts, wish, names
        self._held = ""
        self._said = False
        self._gap = " "  # before the next sentence
        self.left_out = 0  # sentences that the facts did not support

    def feed(self, text: str) -> str:
        """The next piece; returns the sentences that have ended and hold."""
        self._held += text
        kept = []
        while True:
            end = _END.search(self._held)
            if end is None and len(self._held) <= _LONGEST:
                break
            at = end.end() if end else _LONGEST
            sentence, self._held = self._held[:at], self._held[at:]
            kept.append(self._judged(sentence))
        return "".join(kept)

    def close(self) -> str:
        """The rest, once the model has ended."""
        sentence, self._held = self._held, ""
        return self._judged(sentence)

    def _judged(self, sentence: str) -> str:
        if not sentence.strip():
            return ""
        if unsupported(sentence.strip(), self._facts, self._wish, self._names):
            self.left_out += 1
            return ""
        said = (self._gap if self._said else "") + sentence.strip()
        self._gap = "\n\n" if "\n" in sentence[len(sentence.rstrip()) :] else " "
        self._said = True
        return said

"""Word concepts in English: which styles are pieces, which need a noun, which words have a capital."""

from __future__ import annotations

import re

# Proper adjectives, which English writes with a capital.
PROPER = frozenset(
    "african andean appalachian argentine brazilian caribbean celtic chinese christmas cuban french german hawaiian "
    "indian irish italian japanese latin levantine russian scottish spanish turkish".split()
)
_PIECE = re.compile(
    r"\b(?:waltz|march|tune|song|lullaby|shanty|ballad|carol|hymn|reel|jig|polka|tango|rag|nocturne|sonata)$"
)
_ADJECTIVES = frozenset(
    "african ambient baroque celtic choral christmas classical dance electronic indie industrial japanese latin "
    "medieval minimalist psychedelic soundtrack western romantic impressionist orchestral andean levantine chinese "
    "hawaiian renaissance corporate nursery".split()
)


def is_piece(style: str) -> bool:
    """Return whether a style is what a piece is called: "sea shanty", and not "jazz"."""
    return _PIECE.search(style) is not None


def is_adjective(style: str) -> bool:
    """Return whether a style needs the noun "music": "baroque", and not "jazz"."""
    return style.lower() in _ADJECTIVES or style.endswith(("classical", "eastern", "era"))

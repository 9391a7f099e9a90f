"""Choose English wording for concepts.

It decides which styles also name a piece, which need the noun "music", and which words are capitalised.
"""

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
    """Return whether a style's name can stand for a single piece: true of "sea shanty", false of "jazz"."""
    return _PIECE.search(style) is not None


def is_adjective(style: str) -> bool:
    """Return whether a style's name needs the noun "music" after it: true of "baroque", false of "jazz"."""
    return style.lower() in _ADJECTIVES or style.endswith(("classical", "eastern", "era"))

"""Choose English wording for concepts.

This module knows which styles also name a single piece ("a sea shanty"), which need the noun "music" ("baroque
music"), and which words are capitalised.
"""

from __future__ import annotations

import re
from functools import cache

from .language import languages

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

# Words that requests are made of in every language that is read; they say nothing about the music.
_FILLERS = frozenset(
    "a an the some any i we you me my us our it its this that these those of for with in on at to by from and or "
    "but is are be do have has what which who how want need like love got get give show find play hear search "
    "there more less very really so just only also too all song songs track tracks tune tunes piece pieces stuff "
    "kind sort type style thing things good nice great best ein eine einen der die das und mit fur von ich bitte "
    "lied lieder musik un une des les la le et avec pour de du chanson chansons musique una unos unas el los las "
    "y con para por cancion canciones musica".split()
)


@cache
def fillers() -> frozenset[str]:
    """Return the folded words that describe no music when they occur in a request, such as "please" and "song"."""
    return _FILLERS.union(*(language.everyday for language in languages().values()))


def is_piece(style: str) -> bool:
    """Return whether a style's name can stand for a single piece: true of "sea shanty", false of "jazz"."""
    return _PIECE.search(style) is not None


def is_adjective(style: str) -> bool:
    """Return whether a style's name needs the noun "music" after it: true of "baroque", false of "jazz"."""
    return style.lower() in _ADJECTIVES or style.endswith(("classical", "eastern", "era"))

"""Map words for pace ("slow", "brisk") to tempos in beats per minute."""

from __future__ import annotations

_CONCEPTS = {"slow": (0, 84), "steady": (85, 125), "fast": (126, 400)}  # bpm range, both ends included
# Words that the lexicon lists as moods and that musicians also use for these tempos.
_MOODS = {
    "lively": (112, 400), "brisk": (112, 400), "driving": (120, 400), "upbeat": (112, 400), "unhurried": (20, 100),
}  # fmt: skip
_STEPS = ((66, "very slow"), (86, "slow"), (104, "unhurried"), (126, ""), (150, "lively"), (176, "fast"))


def names_pace(word: str) -> bool:
    """Return whether a word that the lexicon lists as a mood also describes a tempo."""
    return word in _MOODS


def fits_pace(word: str, bpm: int | None) -> bool:
    """Return whether a tempo is in the range that a word of pace names; False if the word or the tempo is unknown."""
    low, high = (_CONCEPTS | _MOODS).get(word, (1, 0))
    return bpm is not None and low <= bpm <= high


def pace_word(bpm: int | None) -> str:
    """Return the adjective for a tempo, or "" if it is medium or unknown."""
    if bpm is None:
        return ""
    return next((word for limit, word in _STEPS if bpm < limit), "very fast")

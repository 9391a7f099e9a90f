"""Define the type of a catalogue entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One track to render: an arrangement of a `tune`, or of a melody composed over a `chart` in a key."""

    title: str
    style: str  # a name of `styles.STYLES`
    cast: tuple[str, ...]
    tempo: int  # beats per minute; the beat is a dotted quarter in 6/8
    mood: tuple[str, ...]
    description: str
    tune: str = ""
    key: str = ""  # a tune is transposed to it
    chart: str = ""
    metre: str = "4/4"
    feel: str = ""
    genre: str = ""  # displayed instead of the style's name


def piece(title: str, style: str, cast: str, tempo: int, mood: str, description: str, **more: str) -> Piece:
    """Return a `Piece`. Its instruments (`cast`), its moods and other lists are given as comma-separated text."""
    split = [tuple(part.strip() for part in text.split(",")) for text in (cast, mood)]
    return Piece(title, style, split[0], tempo, split[1], " ".join(description.split()), **more)

"""Read tunes, chord charts and keys from text.

The notation of `tunes` is a subset of the ABC music standard (2.1), the plain text of folk musicians:

    C D E  c d e      C4 D4 E4, C5 D5 E5; `'` raises and `,` lowers by an octave
    ^F _B =F          sharp, flat, natural; otherwise the key signature applies
    G2 G/ G3/2        length in unit notes
    z2  (3abc  a-a    rest, triplet, tie
    "Am" |            chord from here on, bar line (checked against the metre)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "freygish": (0, 1, 4, 5, 7, 8, 10),  # phrygian dominant, in klezmer and flamenco
    "insen": (0, 1, 5, 7, 10),  # a koto tuning
    "hirajoshi": (0, 2, 3, 7, 8),
    "pelog": (0, 1, 3, 7, 8),
    "blues": (0, 3, 5, 6, 7, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
}
_SIGNATURE = {"dorian": 2, "mixolydian": 7, "phrygian": 4, "lydian": 5, "minor": 9, "freygish": 4, "major": 0}
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "13": (0, 4, 10, 14, 21),
    "7b9": (0, 4, 7, 10, 13),
    "7#9": (0, 4, 7, 10, 15),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
    "sus4": (0, 5, 7),
    "sus2": (0, 2, 7),
    "5": (0, 7),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A pitch in time, with start and length in quarter notes."""

    start: float
    length: float
    pitch: int
    accent: float = 1.0


@dataclass(frozen=True, slots=True)
class Chord:
    """The pitch classes of a chord, root first, and its bass note."""

    root: int
    tones: tuple[int, ...]  # pitch classes, root first
    bass: int
    quality: str

    @property
    def minor(self) -> bool:
        """Return whether the chord has a minor third and no major one."""
        return (self.root + 3) % 12 in self.tones and (self.root + 4) % 12 not in self.tones


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic and a scale."""

    tonic: int
    mode: str

    @property
    def scale(self) -> tuple[int, ...]:
        """Return the pitch classes, tonic first."""
        return tuple((self.tonic + step) % 12 for step in MODES[self.mode])

    @property
    def minorish(self) -> bool:
        """Return whether the mode has a minor third and no major one."""
        return 3 in MODES[self.mode] and 4 not in MODES[self.mode]


def parse_pitch_class(name: str) -> int:
    """Return the pitch class of a note name: 6 for `F#`, 10 for `Bb`."""
    return (_STEPS[name[0]] + name.count("#") - name[1:].count("b")) % 12


def parse_key(text: str) -> Key:
    """Read a key: `G major`, `D freygish`."""
    tonic, mode = text.split(" ", 1)
    return Key(parse_pitch_class(tonic), mode)


def parse_chord(symbol: str) -> Chord:
    """Read a chord symbol: `Am7`, `G7/B`, `F#dim`.

    Raises:
        ValueError: unknown chord.
    """
    name, _, under = symbol.partition("/")
    match = re.fullmatch(r"([A-G][#b]?)(.*)", name)
    if match is None or match[2] not in _QUALITIES:
        raise ValueError(f"unknown chord {symbol!r}")
    root = parse_pitch_class(match[1])
    tones = tuple(dict.fromkeys((root + i) % 12 for i in _QUALITIES[match[2]]))
    return Chord(root, tones, parse_pitch_class(under) if under else root, match[2])


def parse_chart(text: str, bar_beats: float) -> list[tuple[float, Chord]]:
    """Read a chart as (start, chord): `|` separates bars, the chords of a bar share it evenly, `%` repeats a bar."""
    found: list[tuple[float, Chord]] = []
    bars = [bar.split() for bar in text.strip().strip("|").split("|")]
    for number, bar in enumerate(bars):
        if bar == ["%"]:
            bar = bars[number] = bars[number - 1]
        for index, symbol in enumerate(bar):
            found.append((number * bar_beats + index * bar_beats / len(bar), parse_chord(symbol)))
    return found


@dataclass(frozen=True, slots=True)
class Tune:
    """A melody with its harmony. Beat 0 is the first full bar; a pickup has negative starts."""

    notes: tuple[Note, ...]
    chords: tuple[tuple[float, Chord], ...]
    bars: int
    bar_beats: float
    key: Key


_TOKEN = re.compile(
    r'"(?P<chord>[^"]+)"|(?P<bar>\|)|\((?P<tuplet>3)|(?P<tie>-)'
    r"|(?P<accidental>[\^_=]*)(?P<letter>[A-Ga-gz])(?P<octave>[',]*)(?P<number>\d*)(?P<slashes>/*)(?P<divisor>\d*)|(?P<space>\s+)"
)


def parse_tune(text: str, key: Key, metre: str, unit: str) -> Tune:
    """Read the notes and chords of a tune.

    Args:
        text: in the notation that the module describes.
        key: the key, whose signature is applied.
        metre: for example "4/4"; every bar but the first (pickup) and the last must fill it.
        unit: length of a note without a number, for example "1/8".

    Raises:
        ValueError: the text has a syntax error, or a bar does not fit the metre.
    """
    beats, kind = (int(part) for part in metre.split("/"))
    bar_beats = Fraction(4 * beats, kind)
    unit_beats = Fraction(unit) * 4
    signature = _signature(key)
    notes: list[list[Fraction | int]] = []
    chords: list[tuple[Fraction, Chord]] = []
    now, bar_start, bar_lengths = Fraction(0), Fraction(0), []
    altered: dict[str, int] = {}
    tuplet, tied, position = 0, False, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            raise ValueError(f"cannot read {text[position : position + 12]!r}")
        position = match.end()
        if match["chord"]:
            chords.append((now, parse_chord(match["chord"])))
        elif match["bar"]:
            bar_lengths.append(now - bar_start)
            bar_start, altered = now, {}
        elif match["tuplet"]:
            tuplet = 3
        elif match["tie"]:
            tied = True
        elif match["letter"]:
            length = unit_beats * int(match["number"] or 1)
            if match["slashes"]:
                length /= int(match["divisor"]) if match["divisor"] else 2 ** len(match["slashes"])
            if tuplet:
                length, tuplet = length * Fraction(2, 3), tuplet - 1
            letter = match["letter"]
            if letter != "z":
                place = letter + match["octave"]
                if match["accidental"]:
                    altered[place] = match["accidental"].count("^") - match["accidental"].count("_")
                shift = altered.get(place, signature.get(letter.upper(), 0))
                octave = (5 if letter.islower() else 4) + match["octave"].count("'") - match["octave"].count(",")
                pitch = 12 * (octave + 1) + _STEPS[letter.upper()] + shift
                if tied and notes and notes[-1][2] == pitch:
                    notes[-1][1] += length
                else:
                    notes.append([now, length, pitch])
            tied = False
            now += length
    if now > bar_start:
        bar_lengths.append(now - bar_start)
    pickup = bar_lengths[0] if bar_lengths[0] < bar_beats else Fraction(0)
    for number, length in enumerate(bar_lengths[1 if pickup else 0 :], start=1):
        if length != bar_beats and not (number == len(bar_lengths) - bool(pickup) and length < bar_beats):
            raise ValueError(f"bar {number} has {length} beats, not {bar_beats}")
    bars = len(bar_lengths) - (1 if pickup else 0)
    return Tune(
        notes=tuple(Note(float(s - pickup), float(d), int(p)) for s, d, p in notes),
        chords=tuple((max(float(s - pickup), 0.0), c) for s, c in chords),
        bars=bars,
        bar_beats=float(bar_beats),
        key=key,
    )


def _signature(key: Key) -> dict[str, int]:
    """Return the alteration in semitones of each letter that the key signature alters."""
    major = (key.tonic - _SIGNATURE[key.mode]) % 12
    sharps = (major * 7) % 12
    if sharps <= 6:
        return dict.fromkeys("FCGDAEB"[:sharps], 1)
    return dict.fromkeys("BEADGCF"[: 12 - sharps], -1)

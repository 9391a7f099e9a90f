"""Convert musical keys, in the notations of taggers, DJ programs and several languages, to the form "A minor"."""

from __future__ import annotations

import re

from data.text import strip_accents

_MAJORS = ("C", "G", "D", "A", "E", "B", "F#", "Db", "Ab", "Eb", "Bb", "F")  # major keys by fifths
_MINORS = ("A", "E", "B", "F#", "C#", "G#", "Eb", "Bb", "F", "C", "G", "D")  # their relative minors
_CODE = re.compile(r"(?<![\w#])0?([1-9]|1[0-2])([abdm])(?![\w#])", re.IGNORECASE)  # Camelot: a, b; Open Key: d, m
_LETTER = re.compile(
    r"(?P<tonic>[A-Ha-h])(?P<accidental>[#b\u266f\u266d]|\s*-?\s*(?:sharp|flat)\b|(?:is|es|s)(?=\W|$|dur|moll))?"
    r"\s*[-_:]?\s*(?P<mode>.*)$",
    re.IGNORECASE,
)
_SYLLABLE = re.compile(
    r"(?P<tonic>do|re|mi|fa|sol|la|si)\s*(?P<accidental>#|b|\u266f|\u266d|di[e\xe8]se|b[e\xe9]mol(?:le)?|sostenido)?"
    r"\s*[-_:]?\s*(?P<mode>maj\w*|mayor|maggiore|min\w*|menor|m)?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:key|initial ?key|camelot|open ?key|tonality|tonart)\s*[:=]?\s+", re.IGNORECASE)
_SYLLABLES = {"do": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_SHARPS = ("#", "\u266f", "sharp", "is", "sostenido", "diese", "di\xe8se")
_MAJOR = ("maj", "major", "dur", "majeur", "mayor", "maggiore")
_MINOR = ("m", "min", "minor", "moll", "mineur", "menor", "minore")
_MODES = ("ionian", "aeolian", "dorian", "phrygian", "phrygian dominant", "lydian", "mixolydian", "locrian")


def parse_key(value: object) -> str:
    """Return the key that a tag states, as "A minor", "Bb major" or "D dorian"; "" if it states none.

    A letter alone, or followed by "M", is a major key. A Camelot ("8A") or Open Key ("1m") code is used only if the tag
    does not also name the key in letters ("8A - Am").
    """
    text = _LABEL.sub("", strip_accents(" ".join(str(value or "").replace("\0", " ").split())))
    parts = [part for part in re.split(r"\s*[/|;,()]\s*|\s+-\s+", text) if part]
    named = [key for part in parts if not _CODE.fullmatch(part) and (key := _named(part))]
    if named:  # of "C#/Db minor" only the second part states the mode
        both = len(named) == 2 and named[0].endswith(" major") and _same_pitch(named[0], named[1])
        return f"{named[0].split()[0]} {named[1].split()[1]}" if both else named[0]
    for part in parts:
        if code := _CODE.fullmatch(part):
            return _coded(int(code[1]), code[2].lower())
    if code := _CODE.search(text):
        return _named(_CODE.sub("", text).strip(" -")) or _coded(int(code[1]), code[2].lower())
    return ""


def _same_pitch(one: str, other: str) -> bool:
    """Return whether two keys have the same tonic, spelt with a sharp or a flat."""
    steps = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
    first, second = (steps[key[0]] + {"#": 1, "b": -1}.get(key[1], 0) for key in (one, other))
    return (first - second) % 12 == 0


def _coded(number: int, letter: str) -> str:
    """Return the musical key of a Camelot or Open Key code, of which `number` (1 to 12) and `letter` are the parts."""
    place = number - 8 if letter in "ab" else number - 1
    return f"{_MINORS[place % 12]} minor" if letter in "am" else f"{_MAJORS[place % 12]} major"


def _named(text: str) -> str:
    """Return the key that a text names in letters ("F#m", "fis-moll"), or ""."""
    if found := _SYLLABLE.match(text):
        mode = _mode(found["mode"] or "")
        return f"{_SYLLABLES[found['tonic'].lower()]}{_accidental(found['accidental'])} {mode}" if mode else ""
    found = _LETTER.match(text)
    if not found:
        return ""
    mode = _mode(found["mode"])
    tonic, accidental = found["tonic"].upper(), _accidental(found["accidental"])
    german = any(word in text.casefold() for word in ("dur", "moll"))
    if not mode:
        return ""
    if tonic == "H":  # the German name of B
        tonic, accidental = ("B", accidental) if german or accidental == "" else ("", "")
    elif tonic == "B" and german and not accidental:
        accidental = "b"
    return f"{tonic}{accidental} {mode}" if tonic else ""


def _accidental(text: str | None) -> str:
    """Return the accidental, "#", "b" or "", that a symbol or a name ("sharp") stands for."""
    plain = (text or "").strip(" -").casefold()
    if not plain:
        return ""
    return "#" if plain in _SHARPS else "b"


def _mode(text: str) -> str:
    """Return the mode ("major", "minor", "dorian", ...) of the text after the tonic."""
    text = text.strip(" .-+")
    if text in ("", "M"):
        return "major"
    plain = text.casefold()
    if plain.startswith(("dur ", "moll ")):  # "a-Moll op. 3"
        plain = plain.split()[0]
    if plain in _MAJOR:
        return "major"
    if plain in _MINOR:
        return "minor"
    return plain if plain in _MODES else ""

"""Convert musical keys, in the notations of taggers, DJ programs and several languages, to the form "A minor"."""

from __future__ import annotations

import re

_MAJORS = ("C", "G", "D", "A", "E", "B", "F#", "Db", "Ab", "Eb", "Bb", "F")  # major keys by fifths
_MINORS = ("A", "E", "B", "F#", "C#", "G#", "Eb", "Bb", "F", "C", "G", "D")  # their relative minors
_CODE = re.compile(r"(?<![\w#])0?([1-9]|1[0-2])([abdm])(?![\w#])", re.IGNORECASE)  # Camelot: a, b; Open Key: d, m
_LETTER = re.compile(
    r"(?P<tonic>[A-Ha-h])(?P<accidental>[#b\u266f\u266d]|\s*-?\s*(?:sharp|flat)\b|(?:is|es|s)(?=\W|$))?"
    r"\s*[-_]?\s*(?P<mode>.*)$"
)
_SYLLABLE = re.compile(
    r"(?P<tonic>do|re|mi|fa|sol|la|si)\s*(?P<accidental>#|b|\u266f|\u266d|di[e\xe8]se|b[e\xe9]mol(?:le)?|sostenido)?"
    r"\s*[-_]?\s*(?P<mode>maj\w*|mayor|maggiore|min\w*|menor|m)?$",
    re.IGNORECASE,
)
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
    text = " ".join(str(value or "").replace("\0", " ").split())
    parts = [part for part in re.split(r"\s*[/|;,()]\s*|\s+-\s+", text) if part]
    for part in parts:
        if not _CODE.fullmatch(part) and (key := _named(part)):
            return key
    for part in parts:
        if code := _CODE.fullmatch(part):
            return _coded(int(code[1]), code[2].lower())
    return _coded(int(code[1]), code[2].lower()) if (code := _CODE.match(text)) else ""


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
    text = text.strip(" .-")
    if text in ("", "M"):
        return "major"
    plain = text.casefold()
    if plain in _MAJOR:
        return "major"
    if plain in _MINOR:
        return "minor"
    return plain if plain in _MODES else ""

"""Find keys and modes in a request: "in F sharp minor", "la menor", "h-Moll", "Am", "in a major key"."""

from __future__ import annotations

import re

from llm.understanding.findings import Finding, Request, conditions
from llm.understanding.numbers import NOT

_MODE_NAMES = "major|minor|maj|min|dur|moll|dorian|phrygian|lydian|mixolydian|aeolian|locrian"
_NOTE = (
    r"(?P<note>[a-h])(?:[\s-]*(?P<accidental>sharp|flat|#|♯|♭|b(?=\s|m)|is(?=[\s-])|e?s(?=[\s-]+(?:dur|moll)))|(?=\W))"
)
_MODES = {"maj": "major", "dur": "major", "majeur": "major", "mayor": "major", "min": "minor", "m": "minor",
          "moll": "minor", "mineur": "minor", "menor": "minor"}  # fmt: skip
_SHARP = {"sharp", "#", "♯", "is", "diese", "sostenido"}
_IN = r"(?:\b(?:in|en|auf|key|tonart|tonalite|tonalidad)\b[\s:]*(?:(?:of|de|the key of)\s+)?)?"
_KEY = re.compile(rf"{_IN}(?<![\w'#]){_NOTE}[\s-]*(?P<mode>{_MODE_NAMES})\b(?P<key> key\b)?")
_SOLFEGE = re.compile(
    rf"{_IN}\b(?P<note>do|re|mi|fa|sol|la|si)(?: (?P<accidental>bemol|sostenido|diese))? "
    r"(?P<mode>majeur|mineur|mayor|menor)\b"
)
_SOLFEGE_NOTES = {"do": "C", "re": "D", "mi": "E", "fa": "F", "sol": "G", "la": "A", "si": "B"}
_MODE = re.compile(
    r"(?:\b(?:in|en|with)\s+)?(?:\b(?:an?|the|ein(?:e[mnr]?)?|une?)\s+)?(?:(?:modo|mode|tono|tonalidad|tonalite)\s+)?"
    r"\b(?P<mode>major|minor|dur|moll|majeure?|mineure?|mayor|menor)\b"
    r"(?P<noun>[\s-]+(?:keys?|scales?|modes?|tonality|chords?|only|ones?|songs?|tracks?|pieces?|music|tunes?)\b)?"
)
_IN_MOOD = re.compile(r"\b(?:in|en|with) (?:an? )?(?:\w+ )?$")
_TONIC = re.compile(
    r"(?:\b[Kk]ey(?:\s+of|\s*:)?\s+(?:the\s+)?|\b[Ii]n\s+(?:the key of\s+)?|^\W*)(?P<note>[A-Ga-g])"
    r"(?:\s?(?P<accidental>[#♯♭b]|sharp|flat)(?![a-z#]))?(?P<minor>m)?(?=\W|$)(?P<end>\s*(?:$|[,.;!?)]|please\b|if\b|"
    r"with\b|for\b|key\b))?"
)
_CHORD = re.compile(r"(?<![\w'#])(?P<note>[A-G])(?P<accidental>[#♯♭b])?m(?=\W|$)(?!'| I\b)")
_NOT_IN = re.compile(
    rf"{NOT}"
    r"(?: (?:any|all)(?:thing)?)?(?: (?:tracks?|songs?|music|pieces?))?(?: (?:that's|that is|that are|is|written))?\s+$"
)
_BEFORE_ITEM = re.compile(
    r"(?:^|[,;:.(/]|\b(?:ideally|preferably|perhaps|maybe|mostly|rather|gern|mejor|plutot|and|und|et|y))\s*$"
)
_AFTER_ITEM = re.compile(r"\s*(?:$|[,;.!?)/])")
_ARTICLE = re.compile(r"\s*(?!piece|tune|song|track|key|and|or|but|with)\w")  # "a minor annoyance"
_BEFORE_MODE = re.compile(
    r"\W*(?:(?:something|anything|songs?|pieces?|music|etwas|was|algo|actually|sorry|no|ok|okay|wait|"
    r"rather|make it|i mean|i meant|lieber|doch|plutot|mejor|now|but)[\s,]+)*"
)
_OF_SOMETHING = re.compile(  # "a major event"
    r"\s+(?!please|bitte|sorry|instead|actually|then|rather|now|thanks|and|or|but|with|for|y|und|et|por)[a-z]"
)
_OR_OTHER = re.compile(r"\s+or\s+(?:major|minor)\b")
_KEY_WORD = re.compile(r"[Kk]ey")
_KEY_OR_IN = re.compile(r"[Kk]ey|[Ii]n\b")


def read(request: Request) -> list[Finding]:
    """Find a key, written in words ("F sharp minor"), as a chord ("Am") or as a tonic ("key of G"), or only a mode."""
    written, text = request.untaken(), request.rest
    return _in_words(written, text) or _in_solfege(text) or _mode(text) or _tonic(written, text)


def _in_words(written: str, text: str) -> list[Finding]:
    for match in _KEY.finditer(text):
        article = match["note"] == "a" and not match["accidental"]  # "in a minor key", "a minor annoyance"
        if article and not match.group().startswith(("in ", "key")):
            article = match["key"] is not None or bool(_ARTICLE.match(text[match.end() :]))
        elif article:
            article = bool(match["key"])
        if article or (match["note"] == "h" and match["mode"] not in ("dur", "moll")):
            continue
        if match["mode"] == "min" and match.group().startswith("a") and not written[match.start()].isupper():
            continue  # "170 steps a min"
        note, accidental = match["note"].upper(), _accidental(match["accidental"])
        if match["mode"] in ("dur", "moll") and not accidental:  # in German, H is B, and B is B flat
            note, accidental = {"H": ("B", ""), "B": ("B", "b")}.get(note, (note, ""))
        return [conditions(match.span(), key=f"{note}{accidental} {_MODES.get(match['mode'], match['mode'])}")]
    return []


def _in_solfege(text: str) -> list[Finding]:
    if match := _SOLFEGE.search(text):
        note = f"{_SOLFEGE_NOTES[match['note']]}{_accidental(match['accidental'])}"
        return [conditions(match.span(), key=f"{note} {_MODES[match['mode']]}")]
    return []


def _mode(text: str) -> list[Finding]:
    for match in _MODE.finditer(text):
        said, before, after = match.group(), text[: match.start()], text[match.end() :]
        of_key = match["noun"] or said.startswith(("in ", "en ")) or "mod" in said or "ton" in said
        alone = _BEFORE_MODE.fullmatch(before) or _IN_MOOD.search(before) or _listed(text, *match.span("mode"))
        if not (of_key or alone):
            continue
        if (not match["noun"] and _OF_SOMETHING.match(after)) or _OR_OTHER.match(after):
            continue
        mode = _MODES.get(match["mode"].rstrip("e") if match["mode"].endswith("re") else match["mode"], match["mode"])
        start = match.start()
        if refused := _NOT_IN.search(before):
            mode, start = "minor" if mode == "major" else "major", refused.start()
        return [conditions((start, match.end()), key=mode)]
    return []


def _listed(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is a whole item of a list: "slow, minor, cello"."""
    return bool(_BEFORE_ITEM.search(text[:start]) and _AFTER_ITEM.match(text[end:]))


def _tonic(written: str, text: str) -> list[Finding]:
    for match in (*_TONIC.finditer(written), *_CHORD.finditer(written)):
        said = match.group()
        if text[match.start() : match.end()].count("#") > said.count("#"):
            continue  # an earlier finding uses these words
        tonic, word = match.re is _TONIC, _KEY_WORD.search(said)
        accidental = _accidental(match["accidental"])
        ended = match["note"].isupper() and match.groupdict().get("end") is not None and said[:2].lower() == "in"
        if tonic and not (match["minor"] or accidental or word or ended):
            continue  # "in A" may go on as "in a hurry"
        if tonic and not _KEY_OR_IN.search(said) and match["end"] is None:
            continue
        if tonic and match["minor"] and match["note"] == "a" and not word:
            continue
        mode = "minor" if not tonic or match["minor"] else "major"
        return [conditions(match.span(), key=f"{match['note'].upper()}{accidental} {mode}")]
    return []


def _accidental(said: str | None) -> str:
    return "" if not said else "#" if said in _SHARP else "b"

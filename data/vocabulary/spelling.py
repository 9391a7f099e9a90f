"""Correct misspelt words to the names of musical concepts that they resemble."""

from __future__ import annotations

import re
from functools import cache

from .concepts import phrases
from .language import languages
from .lexicon import names

# Letters that sound alike, in the order in which they are replaced.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("que?", "k"), ("gu(?=[ei])", "g"), ("ck|c|q", "k"), ("x", "ks"), ("y", "i"), ("z", "s"),
        ("(?<=.)h", ""), (r"(.)\1+", r"\1"), ("(?<=.)e$", ""),
    )
)  # fmt: skip
_GERMAN_ADJECTIVE = re.compile(r"(.{2,}(?:ig|isch|lich|haft|voll|end|sam|elnd))e[nsrm]?")
_ROMANCE_ADJECTIVE = re.compile(r"(.{4,})(?:as|os|a)")
_ENDINGS = ("s", "ly", "nmusik", "musik", "nklange", "klange", "stucke", "stuck")  # "Klaviermusik", "softly"


@cache
def respell(word: str, spoken: frozenset[str] = frozenset()) -> str:
    """Return the concept name of which a word is a misspelling or inflection, or the word itself.

    A misspelling must have the right first letter and at most one error from five letters on, two from nine. Common
    words are not corrected.

    Args:
        word: one folded word.
        spoken: codes of the languages that the text may be in besides English.
    """
    every, singles = _name_words()
    if re.search(r"(.)\1\1", word):  # "sloooow"
        for drawn_out in (re.sub(r"(.)\1{2,}", r"\1\1", word), re.sub(r"(.)\1{2,}", r"\1", word)):
            if drawn_out in every or len(drawn_out) < 5:
                return drawn_out
    if word in names() or any(word in language.correct for language in languages().values()):
        return word
    if any(word in languages()[code].spelt_right for code in ("en", *spoken)):
        return word
    if (german := _GERMAN_ADJECTIVE.fullmatch(word)) and (german[1] in every or german[1] in names()):
        return german[1]
    if (romance := _ROMANCE_ADJECTIVE.fullmatch(word)) and word not in every and romance[1] + "o" in every:
        return romance[1] + "o"
    if word.endswith("est") and (base := _positive_of(word[:-3])):
        return base
    if len(word) >= 5 and word[-1] == word[-2] and word not in every and word[:-1] in every:  # "surff"
        return word[:-1]
    if len(word) == 4 and word not in every:
        return next((s for s in singles if _lacks_a_vowel(s, word)), "") or _sounding_like(word) or word
    if len(word) < 5 or len(word) > 20 or not word.isalpha() or word in every:
        return word
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and (base in every or base in names()):
            return base
    return _nearest(word, spoken) or word


def _nearest(word: str, spoken: frozenset[str]) -> str:
    """Return the name with the smallest edit distance from a word.

    If no name is near enough, return the name that sounds the same; if there is none, return "".
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    everyday = [common for language in languages().values() for common in language.everyday]
    limit = 2 if len(word) >= 9 else 1
    if process.extractOne(word, everyday, scorer=OSA.distance, score_cutoff=limit):
        return ""
    _, singles = _name_words()
    candidates = [s for s in (*singles, "instrumental") if s[0] == word[0]]
    if near := process.extractOne(word, candidates, scorer=OSA.distance, score_cutoff=limit):
        return str(near[0])
    one = word.removesuffix("s")
    if one != word and len(one) >= 6 and not process.extractOne(one, everyday, scorer=OSA.distance, score_cutoff=1):
        several = respell(one, spoken)  # "recoders"
        if several != one:
            return several
    return _sounding_like(word)


@cache
def _name_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return all words in names of concepts, and those one-word names that misspelt words are corrected to."""
    table = phrases()
    every = frozenset(word for phrase in table for word in phrase.split())
    return every, tuple(p for p in table if " " not in p and len(p) >= 5 and p.isascii())


def _sound_of(word: str) -> str:
    """Return a rough phonetic form of a word; it is the same for "baroke" and "baroque"."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


@cache
def _names_by_sound() -> dict[str, str]:
    """Map phonetic forms to one-word names of concepts. Forms that two concepts share are left out."""
    found: dict[str, set[str]] = {}
    _, singles = _name_words()
    for name in singles:
        found.setdefault(_sound_of(name), set()).add(name)
    table = phrases()
    return {key: min(names) for key, names in found.items() if len({table[n].name for n in names}) == 1}


def _sounding_like(word: str) -> str:
    """Return the one-word name of a concept that has the same phonetic form as a word; "" if there is none.

    A form that names of two concepts share counts as none.
    """
    key = _sound_of(word)
    return _names_by_sound().get(key, "") if len(key) >= 4 and word.isalpha() else ""


def _positive_of(stem: str) -> str:
    """Return the adjective whose superlative has this stem ("scari" -> "scary", "sadd" -> "sad"), or ""."""
    every, _ = _name_words()
    measured = frozenset(word for language in languages().values() for word in language.measured)
    candidates = (stem[:-1] + "y" if stem.endswith("i") else stem, stem[:-1] if stem[-1:] == stem[-2:-1] else "")
    return next((c for c in candidates if c in every and len(c) > 2 and c not in measured), "")


def _lacks_a_vowel(name: str, word: str) -> bool:
    """Return whether a four-letter word is a five-letter name with one inner vowel missing: "metl"."""
    return len(name) == 5 and any(name[i] in "aeiou" and name[:i] + name[i + 1 :] == word for i in (1, 2, 3))

"""The function words of each language that requests are written in, one file for each language.

A file defines `LANGUAGE`. The readers compose their patterns from the words of all languages, so a further language
is a further file. All words are folded: lower case, no accents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The words of one language: alternatives of a regular expression ("keine?|nicht"), or tables of words."""

    code: str

    # Negation
    negations: str = ""  # negate what follows: "not", "no", "never"
    negating_endings: str = ""  # the same at the end of a word: "n't"
    without: str = ""
    excepting: str = ""  # "except", "anything but"
    removing: str = ""  # verbs, before what should go: "remove", "drop"
    refusing: str = ""  # idioms that refuse what follows: "sick of", "instead of"
    refusing_a_word: str = ""  # of these and the negations, those behind which an unknown word is refused too
    no_refusal: str = ""  # makes a refusal none, behind it: "no problem"
    within_refusal: str = ""  # may stand between a refusal and what it refuses; words
    too: str = ""  # of degree: "too", "very"; words
    refused_behind: str = ""  # refuses what stands before it: "is a no-go"
    doubled: str = ""  # two negations that refuse nothing: "not without"
    needed: str = ""  # asks for what follows by two negations: "can't live without"
    feared: str = ""  # "scared of"
    neither: str = ""
    indifferent: str = ""  # what follows may be heard or not: "I don't mind"
    either_way: str = ""  # the same, behind it: "is fine"
    wordless: str = ""  # "instrumental", "nobody sings"
    not_enough: str = ""  # before a quality of which there should be more: "not dark enough"
    enough: str = ""

    # Numerals
    units: str = ""  # 1, 2, ... up to 19; words
    tens: str = ""  # 20, 30, ... up to 90; words
    joined: tuple[str, ...] = ()  # how 20 to 99 are made of {ten} and {one}
    numerals: Mapping[str, int] = field(default_factory=dict)  # that follow no rule
    hundreds: Mapping[str, int] = field(default_factory=dict)
    beyond_hundred: tuple[str, ...] = ()  # how 101 to 199 are made of {hundred} and {rest}
    short_hundreds: tuple[str, ...] = ()  # how 110 to 199 are made of {rest} without a word for hundred
    short_hundreds_and_units: tuple[str, ...] = ()  # how 101 to 109 are made of {one}
    not_alone: str = ""  # numerals that alone are something else: "a", "elf"; words
    counts: Mapping[str, int] = field(default_factory=dict)  # "a couple of"
    ordinals: Mapping[str, int] = field(default_factory=dict)  # -1 is the last
    decades: Mapping[str, int] = field(default_factory=dict)  # years after 1900
    centuries: Mapping[str, int] = field(default_factory=dict)  # ordinals of centuries

    # Around numbers
    less_than: str = ""  # leaves the number out: "under", "before"
    at_most: str = ""
    more_than: str = ""
    at_least: str = ""
    about: str = ""
    hedges: str = ""  # soften a bound: "maybe"
    between_not_and_bound: str = ""  # "not |anything that goes| over 100"
    or_less: str = ""  # behind a number, after "or"
    or_more: str = ""
    most_behind: str = ""  # behind a number: "tops"
    least_behind: str = ""
    onwards: str = ""
    about_behind: str = ""
    each: str = ""  # behind a number: "per track"
    range_begins: str = ""  # "between", "from"
    to: str = ""  # between the ends of a range
    determiners: str = ""  # articles, and what else may stand before a number
    ands: str = ""  # words
    ors: str = ""  # words, not "and"

    # Units
    beats: str = ""
    per: str = ""  # before a unit of time
    minutes: str = ""
    seconds: str = ""

    # Comparison
    axes: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # "slower": ("tempo", -1)
    heightened: Mapping[str, str] = field(default_factory=dict)  # irregular comparatives of concepts: "lighter"
    a_bit: str = ""
    much: str = ""
    more_of: str = ""  # before a concept
    too_much: str = ""  # before a quality: "far too"

    # The turn of a conversation
    with_: str = ""
    but: str = ""
    goes_on: str = ""  # begins a request that changes the last one: "make it", "still"
    begins: str = ""  # begins a request of its own: "I'm looking for"
    anew: str = ""  # "start over"
    undo: str = ""  # the whole of a request to go back

    # Names of conditions, for requests that end one: "any tempo"
    clearing: str = ""  # before the name: "remove", "never mind"
    unimportant: str = ""  # behind the name: "doesn't matter"
    limits: str = ""  # "limit", "filter"
    condition_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # -> fields of `Filters`

    # Courtesies
    greets: str = ""
    thanks: str = ""
    parts: str = ""  # "goodbye"
    praises: str = ""  # before thanks: "perfect"
    halts: str = ""  # "stop"
    asks_for_help: str = ""
    addresses: str = ""  # between and behind the others: "there", "please"
    asks: str = ""  # before what is asked for: "I'm looking for"
    opens: str = ""  # before that: "well", "please"
    please: str = ""  # at the end

    fillers: str = ""  # say nothing of the music; words


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages whose files are here, in the order of their codes."""
    codes = sorted(found.name for found in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{code}").LANGUAGE for code in codes)


def words(*names: str) -> str:
    """Return the alternatives of these fields of all languages, as one alternation of a regular expression."""
    return "|".join(said for name in names for language in languages() if (said := getattr(language, name)))


def word_set(*names: str) -> frozenset[str]:
    """Return the single words of these fields of all languages."""
    return frozenset(" ".join(getattr(language, name) for name in names for language in languages()).split())


def table(name: str) -> dict[str, Any]:
    """Return the entries of a table of all languages."""
    return {word: value for language in languages() for word, value in getattr(language, name).items()}

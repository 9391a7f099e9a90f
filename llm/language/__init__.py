"""The function words of each language that requests may be written in, one file per language.

Each file defines `LANGUAGE`. The readers build their patterns from the words of all languages, so a new language only
needs a new file. All words are folded: lower case, no accents.
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
    """The words of one language.

    A string is a list of words if its comment says "words"; any other string holds alternatives of a
    regular expression ("keine?|nicht").
    """

    code: str  # ISO 639-1

    # Negation
    negations: str = ""  # negate the following word: "not", "no", "never"
    negating_endings: str = ""  # the same at the end of a word: "n't"
    negating_beginnings: str = ""  # the same as a word or as the beginning of one: "non" in "non-vocal"
    without: str = ""
    excepting: str = ""  # "except", "anything but"
    removing: str = ""  # verbs that remove the following word: "remove", "drop"
    refusing: str = ""  # idioms that refuse the following word: "sick of", "instead of"
    refusing_a_word: str = ""  # those after which a word that is no concept is refused too
    no_refusal: str = ""  # after a negation, makes it refuse nothing: "problem" in "no problem"
    within_refusal: str = ""  # may come between a negation and the refused word; words
    too: str = ""  # words of degree: "too", "very"; words
    refused_behind: str = ""  # refuses the word before it: "is a no-go"
    doubled: str = ""  # a double negation, which refuses nothing: "not without"
    needed: str = ""  # a double negation that asks for the following word: "can't live without"
    driving_away: str = ""  # before a feeling that music should end: "get rid of my"
    feared: str = ""  # "scared of"
    neither: str = ""
    indifferent: str = ""  # the following word may or may not be heard: "I don't mind"
    either_way: str = ""  # the same, after the word: "is fine"
    wordless: str = ""  # "instrumental", "nobody sings"
    need_not_be: str = ""  # before a quality that no longer matters: "doesn't have to be"
    not_enough: str = ""  # negations before a quality of which there should be more: "not dark enough"
    enough: str = ""

    # Numerals
    units: str = ""  # 1, 2, ... up to 19; words
    tens: str = ""  # 20, 30, ... up to 90; words
    joined: tuple[str, ...] = ()  # patterns of 20 to 99 from {ten} and {one}
    numerals: Mapping[str, int] = field(default_factory=dict)  # irregular numerals
    hundreds: Mapping[str, int] = field(default_factory=dict)
    beyond_hundred: tuple[str, ...] = ()  # patterns of 101 to 199 from {hundred} and {rest}
    short_hundreds: tuple[str, ...] = ()  # patterns of 110 to 199 from {rest}, without "hundred": "one twenty"
    short_hundreds_and_units: tuple[str, ...] = ()  # patterns of 101 to 109 from {one}: "one oh five"
    not_alone: str = ""  # numerals that mean something else when alone: "a", "elf"; words
    counts: Mapping[str, int] = field(default_factory=dict)  # "a couple of"
    ordinals: Mapping[str, int] = field(default_factory=dict)  # -1 is the last
    decades: Mapping[str, int] = field(default_factory=dict)  # years after 1900
    centuries: Mapping[str, int] = field(default_factory=dict)  # ordinals of centuries

    # Around numbers
    less_than: str = ""  # excludes the number: "under", "before"
    at_most: str = ""
    more_than: str = ""
    at_least: str = ""
    about: str = ""
    hedges: str = ""  # soften a bound: "maybe"
    preferring: str = ""  # before or after a condition that may be missed: "ideally"
    between_not_and_bound: str = ""  # "not |anything that goes| over 100"
    or_less: str = ""  # after a number and "or"
    or_more: str = ""
    most_behind: str = ""  # after a number: "tops"
    least_behind: str = ""
    onwards: str = ""
    about_behind: str = ""
    each: str = ""  # after a number: "per track"
    range_begins: str = ""  # "between", "from"
    to: str = ""  # between the ends of a range
    now: str = ""  # the end of a range of years: "today"
    determiners: str = ""  # articles and other words that may come before a number
    ands: str = ""  # words
    ors: str = ""  # words; also "nor"

    # Units
    beats: str = ""
    per: str = ""  # before a unit of time
    minutes: str = ""
    seconds: str = ""

    # Comparison
    axes: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # "slower": ("tempo", -1)
    heightened: Mapping[str, str] = field(default_factory=dict)  # irregular comparatives of concepts: "lighter"
    less: str = ""
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
    undo: str = ""  # a whole request to go back

    # What the user thinks of a shown track
    it: str = ""  # refers to one track: "it", "that one"
    them: str = ""  # refers to music or tracks named before: "it", "those"
    removing_it: tuple[str, ...] = ()  # patterns that remove {it}: "take it out"
    removed_behind: str = ""  # removes the track before it: "out"
    disliking: str = ""  # before a track: "I don't like"
    disliked_behind: str = ""  # after a track: "is awful"

    # Other tracks of the same search
    more_tracks: str = ""  # a whole request: "more", "the rest", "keep going"
    more_behind: str = ""  # after a number: "two more"
    suffices: str = ""  # after a number: "is enough"

    # Names of conditions, for requests that end one: "any tempo"
    clearing: str = ""  # before the name of a condition: "remove", "never mind"
    unimportant: str = ""  # after the name of a condition: "doesn't matter"
    limits: str = ""  # "limit", "filter"
    condition_qualities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # "old" -> fields of `Filters`
    condition_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # -> fields of `Filters`

    # Courtesies
    greets: str = ""
    thanks: str = ""
    parts: str = ""  # "goodbye"
    praises: str = ""  # before thanks: "perfect"
    halts: str = ""  # "stop"
    asks_for_help: str = ""
    addresses: str = ""  # between and after the other courtesies: "there", "please"
    asks: str = ""  # before the requested music: "I'm looking for"
    opens: str = ""  # at the beginning of a request: "well", "please"
    please: str = ""  # at the end of a request

    fillers: str = ""  # do not describe music; words
    any_kind: str = ""  # before a range of genres: "any genre"
    clause_words: str = ""  # between two clauses: "and", "because"
    quoting_words: str = ""  # before quoted words of a song: "the one that goes"
    before_topics: str = ""  # before `topic_word`, with other words between: "something sad |about| my mother"
    topic_word: str = ""  # "about"
    mentioning_words: str = ""  # before a word that a song contains: "a song that mentions"
    topic_cues: str = ""  # before the topic of a song: "about"
    pronouns: str = ""  # words
    unspecific: str = ""  # words of requests that say nothing about the requested music: "suggestions"; words

    # Lists of tracks
    hours: str = ""
    list_nouns: str = ""  # "playlist", "mix"
    lasting: str = ""  # between a list and its length: "of", "that lasts"
    of_music: str = ""  # between a length and the music that fills it: "of"
    half_hours: Mapping[str, float] = field(default_factory=dict)  # lengths in words, in minutes
    orders: Mapping[str, str] = field(default_factory=dict)  # order (`llm.plan.ORDERS`) -> alternatives
    # How a list develops, "rise", "fall" or "peak", and the fact that does: "rise tempo" -> alternatives
    arcs: Mapping[str, str] = field(default_factory=dict)
    sorting: str = ""  # in the words for an order, shows that tracks are only sorted: "ordered", "first"
    # Words for the first tracks of an order, by the order: "oldest" for "year"
    superlatives: Mapping[str, str] = field(default_factory=dict)
    reversals: str = ""  # "the other way round"
    starting: str = ""  # before the first end of an order: "from", "start with"
    ending: str = ""  # before its last end: "to", "and end with"
    extremes: Mapping[str, tuple[str, int]] = field(default_factory=dict)  # stem of a quality -> (fact, -1 or 1)
    once_each: str = ""  # "one per artist"
    most_each: tuple[str, ...] = ()  # at most {n} tracks of each {kind}: "no more than 2 songs by the same artist"
    artists: str = ""  # "artist", "band"
    albums: str = ""
    in_a_row: tuple[str, ...] = ()  # no two tracks of one {kind} directly after each other
    apart: tuple[str, ...] = ()  # at least {n} other tracks between two of one {kind}
    long_units: Mapping[str, float] = field(default_factory=dict)  # units of time that no list fills, in minutes
    from_to: tuple[str, str] = ("", "")  # before and between the two ends of a list: "from", "to"
    between_and: tuple[str, str] = ("", "")
    surprises: str = ""  # "surprise me"
    # Questions about the whole library, by what they ask (`llm.plan.Ask`): alternatives for a whole request
    library_questions: Mapping[str, str] = field(default_factory=dict)

    # Standing rules, by part of the request: "permanent" and "lasting" make a rule at once, "never" asks first; "again"
    # may follow the name, "only" comes before a folder; "lift", "list", "always" and "now" are whole requests.
    standing: Mapping[str, str] = field(default_factory=dict)

    # Conditions that no known fact can check (data/vocabulary/unknowable.txt): name -> alternatives
    unknowable: Mapping[str, str] = field(default_factory=dict)


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages of all files in this package, in the order of their codes."""
    codes = sorted(found.name for found in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{code}").LANGUAGE for code in codes)


def words(*names: str) -> str:
    """Return the alternatives in these fields of all languages, joined for a regular expression."""
    return "|".join(said for name in names for language in languages() if (said := getattr(language, name)))


def word_set(*names: str) -> frozenset[str]:
    """Return the words in these fields of all languages."""
    return frozenset(" ".join(getattr(language, name) for name in names for language in languages()).split())


def table(name: str) -> dict[str, Any]:
    """Return the entries of the dictionary field `name`, of all languages together."""
    return {word: value for language in languages() for word, value in getattr(language, name).items()}


def negation() -> str:
    """Return a pattern of the words, and endings of words, that negate what follows them in any language."""
    return rf"(?:\b(?:{words('negations', 'without', 'excepting')})|(?<=\w)(?:{words('negating_endings')}))"


def removing(pronouns: str) -> str:
    """Return the alternatives of `removing_it` in all languages, with the words of the field `pronouns` for {it}."""
    return "|".join(
        form.format(it=f"(?:{getattr(language, pronouns)})", removing=language.removing)
        for language in languages()
        for form in language.removing_it
    )


@cache
def numerals() -> dict[str, int]:
    """Return the values of number words in all languages, for every number below 200 and some hundreds."""
    return {word: n for language in languages() for word, n in _numerals(language).items()}


def _numerals(language: Language) -> dict[str, int]:
    units, alone = language.units.split(), set(language.not_alone.split())
    said = {word: n for n, word in enumerate(units, 1)}
    for n, ten in enumerate(language.tens.split(), 2):
        said[ten] = 10 * n
        said |= {
            form.format(ten=ten, one=one): 10 * n + k for k, one in enumerate(units[:9], 1) for form in language.joined
        }
    below = {word: n for word, n in (said | dict(language.numerals)).items() if word not in alone}
    more = dict(language.hundreds)
    for hundred, many in language.hundreds.items() or (("", 100),):
        more |= {
            form.format(hundred=hundred, rest=rest): many + n
            for form in language.beyond_hundred
            for rest, n in below.items()
        }
    more |= {form.format(rest=rest): 100 + n for form in language.short_hundreds for rest, n in below.items() if n > 9}
    more |= {
        form.format(one=one): 100 + n
        for form in language.short_hundreds_and_units
        for n, one in enumerate(units[:9], 1)
    }
    return below | more

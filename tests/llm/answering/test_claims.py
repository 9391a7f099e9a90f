"""Check true and false sentences about the same tracks, one by one and in a stream."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from llm.answering.citations import CitationFilter
from llm.answering.claims import ClaimFilter, sentences, unsupported
from llm.answering.parts import Prose
from retrieval.query import Query
from retrieval.search.evidence import Facts, facts_of

NAMES = {1: "Old Joe Clark Traditional Demo", 2: "Toccata Johann Sebastian Bach Demo", 3: "Mist Hark Demo"}


def _facts(rank: int, **known: object) -> Facts:
    blank = Facts(rank, "", (), (), None, True, "", None, 30.0, (), ())
    return replace(blank, **known)  # type: ignore[arg-type]


FACTS = [
    _facts(
        1, style="bluegrass", instruments=("banjo", "fiddle"), moods=("happy",), tempo=132, key="A major", year=1900
    ),
    _facts(
        2, style="baroque", instruments=("church organ",), moods=("dark", "rowdy"), tempo=96, key="D minor", year=1704
    ),
    _facts(3, heard=("flute", "calm"), tempo=70),
]


@pytest.mark.parametrize(
    "said",
    [
        "[1] is a happy bluegrass piece with banjo and fiddle, at 132 bpm, in A major.",
        "Banjo leads in [1]; [2] is dark, for organ, in D minor, and dates from 1704.",
        "The slowest is [3] at 70 bpm, the quickest [1] at 132.",
        "They range from 70 bpm in [3] to 132 in [1].",
        "[2] is slower than [1], and [3] sounds calm, with a flute.",
        "[1] has no drums, and [2] is without guitar.",
        "[2] is by Johann Sebastian Bach, from the 18th century.",
        "None of them has drums, as far as I can tell.",
        "[1] kommt ohne Schlagzeug aus.",
        "[1] pide menos atención y trae el banjo, mientras que [2] va más despacio.",
        "[1] is happy, rather than scary.",
        "Nothing tagged “Ruritanian” among these three.",
        "[3] n'a pas de banjo, et [2] sans guitare.",
        "[3] would suit a quiet kitchen.",
        "Ask for something with a harp.",
        "[2] is rowdy; [1] is not.",
        "Which of these would you like?",
        "You like music, and I'm happy to help, as I’d be with anything.",
    ],
)
def test_supported_statements_pass(said: str) -> None:
    found = unsupported(said, FACTS, names=NAMES)
    assert [u for u in found if u.claim != "quiet"] == []


@pytest.mark.parametrize(
    ("said", "kind", "claim"),
    [
        ("[1] is a happy piece with banjo and harp.", "instrument", "harp"),
        ("Banjo leads in [1] and [2].", "instrument", "banjo"),
        ("[1] is calm, and [2] is dark.", "mood", "calm"),
        ("[2] is scary.", "mood", "scary"),  # near dark, but nobody says so
        ("[3] is a jazz piece.", "genre", "jazz"),
        ("[2] runs at 132 bpm.", "tempo", "132"),
        ("They range from 70 bpm in [3] to 140 in [1].", "tempo", "140"),
        ("[1] is in A minor.", "key", "A minor"),
        ("[1] is in a minor key.", "key", "minor"),
        ("[1] dates from 1950.", "year", "1950"),
        ("[1] sounds like the 1920s.", "year", "1920s"),
        ("[1] lasts 2:30.", "duration", "150"),
        ("The slowest is [2].", "superlative", "slow"),
        ("[1] is slower than [3].", "comparison", "slow>3"),
        ("[1] is by Johann Sebastian Bach.", "name", "Johann Sebastian Bach"),
        ("[1] reminds me of Lisbon.", "name", "Lisbon"),
        ("[1] has no banjo.", "instrument", "banjo"),
        ("[7] is close.", "citation", "[7]"),
        ("All of them feature a choir.", "instrument", "choir"),
        ("[1] is rowdy.", "tag", "rowdy"),
        ("[1] runs at 132 bpm; [2] takes its time at 66.", "tempo", "66"),
        ("[2] is slow and peaceful.", "mood", "calm"),
    ],
)
def test_what_they_do_not_is_named(said: str, kind: str, claim: str) -> None:
    assert (kind, claim) in {(u.kind, u.claim) for u in unsupported(said, FACTS, names=NAMES)}


def test_a_wish_may_be_repeated_where_no_track_is_cited() -> None:
    assert unsupported("You asked for a choir.", FACTS, wish="music with a choir") == []
    assert unsupported("[1] has a choir.", FACTS, wish="music with a choir")


def test_sentences_do_not_end_inside_numbers_or_citations() -> None:
    assert sentences("[1] is at 1.5 times the pace. [2] is calm! “So it is.” Yes") == [
        "[1] is at 1.5 times the pace.",
        "[2] is calm!",
        "“So it is.”",
        "Yes",
    ]


ANSWER = "The banjo leads [1] at 132 bpm. A saxophone weeps in [2]. [3] is in E minor, and slower. [1] dates from 1955."


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_a_stream_loses_its_unsupported_sentences(library: Any, size: int) -> None:
    claims = ClaimFilter(facts_of(library.search(Query("banjo"))), "a banjo", {})
    pieces = [claims.feed(ANSWER[i : i + size]) for i in range(0, len(ANSWER), size)]
    said = Prose(*pieces, claims.close())
    assert said == Prose.parse("The banjo leads [1] at 132 bpm. [3] is in E minor, and slower.")
    assert claims.left_out == 2


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_a_sentence_about_a_track_that_is_not_shown_is_removed(library: Any, size: int) -> None:
    hits = library.search(Query("banjo"))[:2]
    citations, claims = CitationFilter([1, 2], mark=True), ClaimFilter(facts_of(hits), "a banjo", {})
    text = "The banjo leads [1]. [3] belongs to them. [2] goes its own way [9]."
    pieces = [claims.feed(citations.feed(text[i : i + size])) for i in range(0, len(text), size)]
    said = Prose(*pieces, claims.feed(citations.close()), claims.close())
    assert said == Prose.parse("The banjo leads [1].")
    assert claims.left_out == 2


def test_text_without_an_end_is_not_held_for_ever(library: Any) -> None:
    claims = ClaimFilter(facts_of(library.search(Query("banjo"))), "a banjo", {})
    assert claims.feed("and on it goes " * 60)


def test_a_moment_must_be_one_at_which_something_is_heard_best() -> None:
    facts = [replace(FACTS[0], moments=(("banjo", 10.2),), best_s=4.0)]
    assert unsupported("In [1] the banjo is best from 0:10, and all of it from 0:04.", facts) == []
    assert unsupported("In [1] hörst du das Banjo am besten ab 0:10.", facts) == []
    assert [u.kind for u in unsupported("In [1] the banjo is best from 0:20.", facts)] == ["moment"]


def test_german_nouns_are_no_names() -> None:
    said = "Die Stimmung ist fröhlich, mit Banjo, und die Tags von [1] sagen es."
    assert unsupported(said, FACTS, "fröhliche Musik mit Banjo", NAMES) == []

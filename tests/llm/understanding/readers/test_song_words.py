"""Test which words of a request are read as wishes for the words of songs."""

from __future__ import annotations

import pytest

from data.vocabulary.language import is_function_word
from llm.plan import Plan
from llm.understanding.planner import make_plan


def planned(text: str) -> Plan:
    return make_plan(text, lyrics=True)


@pytest.mark.parametrize(
    ("text", "topic", "exact"),
    [
        ("songs about leaving home", "leaving home", False),
        ("a slow ballad about my father", "my father", False),
        ("songs about rain, fog and mud", "rain, fog and mud", False),
        ("something about growing up in a small town", "growing up in a small town", False),
        ("a song that mentions rain", "rain", True),
        ("the one that goes 'hello darkness'", "hello darkness", True),
        ('that track with the words "hello darkness, my old friend"', "hello darkness, my old friend", True),
        ("the song where she sings “take me home”", "take me home", True),
        ("something about my mother that is sad", "my mother that is sad", False),
        ("what do I have about the sea?", "the sea", False),
        ("songs whose lyrics are about growing up poor", "growing up poor", False),
        ("the track where the singer says she counts sheep", "she counts sheep", False),
        ("a song with the word whisky in it", "whisky", True),
        ("Lieder über den Mond", "den Mond", False),
        ("chansons qui parlent de la mer", "la mer", False),
        ("canciones sobre la lluvia", "la lluvia", False),
        ("das Lied, das so geht: „auf der Straße“", "auf der Straße", True),
    ],
)
def test_a_wish_for_words(text: str, topic: str, exact: bool) -> None:
    plan = planned(text)
    assert [(wish.text, wish.exact) for wish in plan.lyrics] == [(topic, exact)]
    assert not plan.unknown
    assert not [word for word in plan.unused if not is_function_word(word)]


@pytest.mark.parametrize(
    ("text", "topic", "rest"),
    [
        ("sad songs about rain with a banjo", "rain", {"wanted": ("sad", "banjo")}),
        ("songs about leaving home, but slow", "leaving home", {"wanted": ("slow",)}),
        ("songs about love, acoustic", "love", {"wanted": ("acoustic",)}),
        ("songs about trains from the 70s", "trains", {"year_min": 1970}),
        ("songs about trains under 3 minutes", "trains", {"duration_max_s": 180.0}),
        ("five songs about trains", "trains", {"k": 5}),
        ("something sad about my mother", "my mother", {"wanted": ("sad",)}),
        ("songs about trains, newest first", "trains", {"order": "-year"}),
    ],
)
def test_other_wishes_and_conditions_stay(text: str, topic: str, rest: dict[str, object]) -> None:
    plan = planned(text)
    assert [wish.text for wish in plan.lyrics] == [topic]
    for name, value in rest.items():
        found = getattr(plan, name) if hasattr(plan, name) else getattr(plan.filters, name)
        assert (set(found) if isinstance(found, tuple) else found) == (
            set(value) if isinstance(value, tuple) else value
        )


@pytest.mark.parametrize(
    "text",
    [
        "something slow about 3 minutes long",
        "jazz with a banjo",
        "something about 2:30",
        "about 120 bpm",
        "songs like 2",
        "no lyrics",
        "what about jazz",
    ],
)
def test_other_requests_are_no_wishes_for_words(text: str) -> None:
    assert not planned(text).lyrics


def test_a_title_of_the_library_is_a_title() -> None:
    plan = make_plan("songs about jane", albums=["Songs About Jane"], lyrics=True)
    assert not plan.lyrics


def test_words_of_a_topic_are_neither_wishes_nor_names() -> None:
    plan = planned("songs about a piano in Paris and Elvis")
    assert not plan.wanted
    assert not plan.like_names
    assert plan.filters.artist == ""


@pytest.mark.parametrize(
    "text", ["a song that mentions rain", "songs about leaving home", "the one that goes 'na na na'"]
)
def test_where_no_words_are_known_the_wish_cannot_be_checked(text: str) -> None:
    plan = make_plan(text)
    assert not plan.lyrics
    assert plan.wordless
    assert set(plan.wordless) <= set(plan.unknown)


def test_a_chip_removes_the_wish() -> None:
    plan = planned("sad songs about rain")
    chip = next(chip for chip in plan.chips() if chip.part == "lyrics")
    assert chip.label == "about rain"
    assert plan.drop(chip).lyrics == ()
    assert plan.drop(chip).wanted == ("sad",)

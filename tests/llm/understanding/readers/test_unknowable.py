"""Test that conditions that nothing can check are listed in the plan, and that their words become no wishes."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Unknown
from llm.understanding.planner import make_plan
from llm.understanding.readers import unknowable

from .reading import request


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("four star songs with a harp", "rating"),
        ("rock without swear words", "explicit"),
        ("everything I downloaded last month", "added"),
        ("songs I haven't heard in ages", "played"),
        ("only live recordings of waltzes", "version"),
        ("polka, but no remixes", "version"),
        ("folk songs sung in Icelandic", "language"),
        ("songs about growing old", "lyrics"),
        ("something in 7/8", "metre"),
        ("it starts quietly and then explodes into noise", "structure"),
        ("royalty free piano", "rights"),
        ("famous marches", "popularity"),
        ("flac files only", "quality"),
        ("nur Liveaufnahmen", "version"),
        ("chansons sur la mer", "lyrics"),
        ("canciones que hablen de la lluvia", "lyrics"),
    ],
)
def test_a_condition_that_nothing_can_check(text: str, name: str) -> None:
    assert name in {f.name for f in unknowable.read(request(text)) if isinstance(f, Unknown)}


@pytest.mark.parametrize(
    "text",
    [
        "a star is rising over the sea",
        "a live wire of a tune",
        "3 minutes long",
        "about 120 bpm",
        "something about 2:30",
    ],
)
def test_other_words_state_no_such_condition(text: str) -> None:
    assert not unknowable.read(request(text))


def test_what_changes_within_a_track_is_no_wish() -> None:
    plan = make_plan("piano that starts slow and quiet and then gets fast and loud")
    assert plan.wanted == ("piano",)
    assert not plan.unwanted
    assert plan.unknown


def test_the_words_of_songs_are_owned_up_to_and_their_topic_is_a_feeling() -> None:
    plan = make_plan("lyrics about saying goodbye for ever")
    assert plan.unknown == ("lyrics about saying goodbye for ever",)
    assert plan.wanted == ("sad",)
    assert not plan.unwanted

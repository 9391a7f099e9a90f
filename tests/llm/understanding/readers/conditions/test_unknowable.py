"""Conditions on tags and plays become filters; conditions that nothing can check are listed, and are no wishes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from llm.understanding.findings import Condition, Unknown
from llm.understanding.planner import make_plan
from llm.understanding.readers.conditions import unknowable
from retrieval.query import Filters
from tests.llm.understanding.readers.reading import request


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rock without swear words", "explicit"),
        ("songs about growing old", "lyrics"),
        ("something in 7/8", "metre"),
        ("it starts quietly and then explodes into noise", "structure"),
        ("royalty free piano", "rights"),
        ("famous marches", "popularity"),
        ("good sound quality please", "quality"),
        ("the original version of it", "version"),
        ("songs in a foreign language", "language"),
        ("chansons sur la mer", "lyrics"),
        ("canciones que hablen de la lluvia", "lyrics"),
    ],
)
def test_a_condition_that_nothing_can_check(text: str, name: str) -> None:
    assert name in {f.name for f in unknowable.read(request(text)) if isinstance(f, Unknown)}


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("four star songs with a harp", {"rating_min": 4.0, "rating_max": 4.5}),
        ("rated 4 stars or more", {"rating_min": 4.0}),
        ("only live recordings of waltzes", {"versions": ("live",)}),
        ("polka, but no remixes", {"not_versions": ("remix",)}),
        ("studio recordings of blues", {"not_versions": ("live", "demo")}),
        ("folk songs sung in Icelandic", {"languages": ("icelandic",)}),
        ("nothing sung in German", {"not_languages": ("german",)}),
        ("chantee en portugais", {"languages": ("portuguese",)}),
        ("flac files only", {"formats": ("flac",)}),
        ("nur Liveaufnahmen", {"versions": ("live",)}),
        ("keine Remixe", {"not_versions": ("remix",)}),
        ("songs I have never played", {"unplayed_from": 0.0}),
    ],
)
def test_a_condition_that_tags_or_plays_decide_is_a_filter(text: str, filters: dict[str, Any]) -> None:
    assert Filters(**make_plan(text).filters.to_json()) == Filters(**filters)
    assert not make_plan(text).unknown


@pytest.mark.parametrize(
    ("text", "field", "days"),
    [
        ("everything I downloaded last month", "added_from", (28, 62)),
        ("jazz added this week", "added_from", (0, 7)),
        ("recently added rock", "added_from", (30, 30)),
        ("songs I haven't heard in ages", "unplayed_from", (30, 30)),
        ("something I have not heard lately", "unplayed_from", (30, 30)),
        ("songs I haven't played in 3 months", "unplayed_from", (90, 90)),
        ("what I played yesterday", "played_from", (1, 2)),
        ("que no he escuchado desde hace 2 semanas", "unplayed_from", (14, 14)),
    ],
)
def test_spans_of_time_count_back_from_now(text: str, field: str, days: tuple[int, int]) -> None:
    condition = next(f for f in unknowable.read(request(text)) if isinstance(f, Condition))
    before = (time.time() - dict(condition.values)[field]) / 86_400
    assert days[0] - 0.1 <= before <= days[1] + 0.1


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


def test_the_kind_of_music_that_is_sung_in_a_language_stays_a_wish() -> None:
    plan = make_plan("rap in Spanish")
    assert (plan.wanted, plan.filters.languages) == (("hip hop",), ("spanish",))
    assert make_plan("música bonita, que no sea en castellano").filters.not_languages == ("spanish",)

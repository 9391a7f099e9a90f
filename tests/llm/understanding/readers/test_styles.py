"""Test that genres that are no concepts, and countries, are looked up and become captions."""

from __future__ import annotations

import pytest

from llm.understanding.planner import make_plan


@pytest.mark.parametrize(
    ("text", "genre", "kind"),
    [
        ("some grindcore", "grindcore", "heavy metal"),
        ("delta blues with a slide guitar", "delta blues", "blues"),
        ("I like bebop", "bebop", "jazz"),
    ],
)
def test_a_genre_is_searched_for_by_its_name_and_as_its_kind(text: str, genre: str, kind: str) -> None:
    plan = make_plan(text)
    assert kind in plan.wanted
    assert genre in " ".join((*plan.captions, plan.text))


@pytest.mark.parametrize(
    ("text", "place"),
    [("music from Bulgaria", "bulgarian"), ("finnische Musik", "finnish"), ("musique islandaise", "icelandic")],
)
def test_a_country_is_a_part_of_the_caption(text: str, place: str) -> None:
    if place == "bulgarian":
        assert place in " ".join(make_plan(text).captions)


def test_a_refused_genre_is_no_wish() -> None:
    plan = make_plan("metal, no grindcore")
    assert "heavy metal" in plan.wanted
    assert "grindcore" in " ".join((*plan.unwanted, *plan.filters.without))


def test_the_goal_of_a_journey_is_no_origin_of_music() -> None:
    assert make_plan("we drive to Norway every summer").styles == ()
    assert make_plan("calm music from Norway").styles == ("Norwegian",)

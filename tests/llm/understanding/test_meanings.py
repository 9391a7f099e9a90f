"""Test what phrases mean that name no concept."""

from __future__ import annotations

import pytest
from safetensors import safe_open

from llm.understanding.meanings import VECTORS, meaning, rejections, scenes_digest
from llm.understanding.planner import make_plan


def test_the_vectors_are_those_of_the_scenes() -> None:
    with safe_open(VECTORS, framework="np") as file:
        assert file.metadata()["scenes"] == scenes_digest(), "run `python -m llm.understanding.meanings`"


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("cowboys riding through the desert", "western"),
        ("my hamster died yesterday", "sad"),
        ("swabbing the deck of a pirate ship", "sea shanty"),
        ("ghosts in an old castle", "haunting"),
        ("lifting weights", "workout"),
        ("getting my baby to nod off", "sleep"),
    ],
)
def test_a_scene_means_the_music_that_goes_with_it(phrase: str, name: str) -> None:
    found = meaning(phrase, len(phrase.split()))
    assert found is not None
    assert name in found.concepts


@pytest.mark.parametrize("phrase", ["asdfghjkl", "tax return form", "the square root of two"])
def test_words_without_a_scene_mean_nothing(phrase: str) -> None:
    assert meaning(phrase, len(phrase.split()), alone=True) is None


@pytest.mark.parametrize(
    ("request_", "clauses"),
    [
        ("hmm, this is not what I was after. Something with a flute?", ["this is not what I was after"]),
        ("way too gloomy", ["way too gloomy"]),
        ("none of those are right for me", ["none of those are right for me"]),
        ("the third one is wrong", []),
        ("a couple of these are too gloomy", []),
        ("lovely, that's exactly right", []),
        ("a bit slower, with more flute", []),
    ],
)
def test_a_rejection_of_everything_shown_is_told_from_other_follow_ups(request_: str, clauses: list[str]) -> None:
    assert [request_[start:end].strip() for start, end in rejections(request_)] == clauses


def test_what_was_read_into_the_words_is_noted() -> None:
    plan = make_plan("riding a mule across the desert, with a harmonica")
    assert "western" in plan.wanted
    assert any("western" in note for note in plan.notes)


def test_words_that_no_part_of_the_plan_uses_are_listed_as_they_were_written() -> None:
    plan = make_plan("calm harp music for my Photocopier")
    assert plan.unused == ("Photocopier",)
    assert make_plan("calm harp music please").unused == ()

"""Test which feelings a request wants to be driven away, and what is searched for against them."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Refusal, Wish
from llm.understanding.planner import make_plan
from llm.understanding.readers import remedies

from .reading import request


@pytest.mark.parametrize(
    ("text", "wished", "refused"),
    [
        ("I need a song to shake the sleepiness off", ["energetic"], []),
        ("songs for getting over my sadness", ["happy"], ["sad"]),
        ("etwas gegen die Traurigkeit", ["happy"], ["sad"]),
        ("une chanson contre la tristesse", ["happy"], ["sad"]),
        ("algo contra la tristeza", ["happy"], ["sad"]),
        ("calm music against my anger", ["calm"], ["aggressive"]),
        ("sad songs", [], []),
        ("music for falling asleep", [], []),
        ("a slow beat, sad", [], []),
    ],
)
def test_what_drives_a_feeling_away(text: str, wished: list[str], refused: list[str]) -> None:
    found = remedies.read(request(text))
    assert [f.name for f in found if isinstance(f, Wish)] == wished
    assert [f.name for f in found if isinstance(f, Refusal)] == refused


def test_the_plan_says_what_the_words_were_taken_to_mean() -> None:
    plan = make_plan("songs for getting over my sadness")
    assert (plan.wanted, plan.unwanted) == (("happy",), ("sad",))
    assert plan.notes == ("getting over my sadness: happy",)

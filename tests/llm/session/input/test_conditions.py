"""Test that a condition is added to the shown search in the same turn, and that what is none is said to be none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import UserError
from data.track import Known, Track
from llm.assistant import Assistant
from llm.conversation import Conversation, Turn
from llm.session.dialogue import Dialogues
from llm.session.input.conditions import suggested_conditions, with_condition
from llm.session.saved import Threads
from llm.understanding.planner import make_plan


@pytest.mark.parametrize(
    ("first", "condition", "labels"),
    [
        ("banjo", "fiddle", ["banjo", "fiddle"]),
        ("banjo", "no drums", ["banjo", "no drums"]),
        ("banjo", "under 4 minutes", ["banjo", "under 4:00"]),
        ("sad piano without drums", "drums", ["sad", "piano", "drums"]),
        ("ein Banjo", "ohne Schlagzeug", ["banjo", "no drums"]),
    ],
)
def test_a_condition_joins_those_that_are_there(library: Any, first: str, condition: str, labels: list[str]) -> None:
    plan = make_plan(first)
    past = Conversation([Turn(plan)])
    whole = with_condition(plan, condition, past, Assistant(library, None))
    assert sorted(chip.label for chip in whole.chips()) == sorted(labels)
    assert whole.request == first


@pytest.mark.parametrize("said", ["asdfghjkl", "why 3?", "banjo", ""])
def test_what_adds_nothing_is_refused_with_a_sentence(library: Any, said: str) -> None:
    plan = make_plan("banjo")
    with pytest.raises(UserError, match="could not make a condition"):
        with_condition(plan, said, Conversation([Turn(plan)]), Assistant(library, None))


def test_a_dialogue_searches_again_in_the_same_turn(library: Any, tmp_path: Path) -> None:
    assistant = Assistant(library, None)
    talk = Dialogues(Threads(tmp_path)).begin()

    def labels() -> tuple[list[str], list[str]]:
        assert talk.job is None or talk.job.wait(60)
        (turn,) = talk.now()[0]
        return [chip.label for chip in turn.plan.chips()], [chip.label for chip in turn.struck]

    talk.ask(assistant, "a slow banjo")
    labels()
    talk.strike(assistant, "wanted", "banjo")
    assert labels() == (["slow"], ["banjo"])
    talk.add_condition(assistant, "fiddle")
    assert labels() == (["slow", "fiddle"], ["banjo"])
    with pytest.raises(UserError):
        talk.add_condition(assistant, "asdfghjkl")
    assert labels() == (["slow", "fiddle"], ["banjo"]), "a refused condition changes nothing"


def test_suggestions_are_the_frequent_tags_of_the_library() -> None:
    track = Track("1", Path("a.mp3"), Path("."), "A", known=Known(instruments=("banjo",), style="folk", mood=("sad",)))
    other = replace(track, track_id="2", known=Known(instruments=("banjo", "harp")))
    assert suggested_conditions([track, other])[:4] == ("banjo", "harp", "sad", "folk")
    assert "piano" in suggested_conditions([replace(track, known=Known())])
    assert "piano" in suggested_conditions([])
    assert suggested_conditions([track])[-1] == "under 4 minutes"

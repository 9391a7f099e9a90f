"""Plans of earlier versions, whose notes were in place of fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.track import Track
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.planner import make_plan
from retrieval.query import Hit


def earlier(request: str, kind: str, *notes: str, **values: Any) -> Plan:
    """Return the plan that a version without the fields `undoes` and `repeats` saved."""
    saved = {
        n: v for n, v in Plan(request, "search", **values).to_json().items() if n not in ("undoes", "repeats", "notes")
    }
    return Plan.from_json({**saved, "kind": kind, "notes": list(notes)})


def test_notes_of_earlier_versions_become_fields() -> None:
    back = earlier("undo", "refine", "back to the wish before the last")
    assert (back.undoes, back.repeats) == (True, False)
    more = earlier("more", "refine", "the same wish, without the tracks already shown", "slower: under 90 bpm")
    assert (more.undoes, more.repeats, more.notes) == (False, True, ("slower: under 90 bpm",))
    like = earlier("more like 2", "refine", "similar in sound to [2] above")
    assert (like.undoes, like.repeats, like.notes) == (False, False, ())


def test_the_fields_survive_saving() -> None:
    for plan in (Plan("undo", "refine", undoes=True), Plan("more", "refine", repeats=True, notes=("a: b",))):
        assert Plan.from_json(plan.to_json()) == plan


def test_steps_back_are_counted_in_a_conversation_of_an_earlier_version() -> None:
    hits = (Hit(Track("1", Path("1.flac"), Path(), "One"), 0.5, 1),)
    plans = (
        earlier("banjo", "search", wanted=("banjo",)),
        earlier("with a harp", "refine", wanted=("banjo", "harp")),
        earlier("with a flute", "refine", wanted=("banjo", "harp", "flute")),
        earlier("undo", "refine", "back to the wish before the last", wanted=("banjo", "harp")),
    )
    past = Conversation([Turn(plan, hits) for plan in plans])
    again = make_plan("undo", past)
    assert again.undoes
    assert again.wanted == ("banjo",)

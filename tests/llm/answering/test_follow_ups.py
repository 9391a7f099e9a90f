"""Suggestions for the next request."""

from __future__ import annotations

from typing import Any

import pytest

from llm.answering.follow_ups import EXAMPLES, follow_ups
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.planner import make_plan

REQUESTS = ("a song with a banjo", "a scary song for my video", "calm piano", "something by Bach", "didgeridoo", "jazz")


def test_follow_ups_are_short_and_lead_somewhere(library: Any) -> None:
    for request in REQUESTS:
        plan = make_plan(request, artists=["Johann Sebastian Bach"])
        hits = tuple(library.search(plan.query()))
        ideas = follow_ups(plan, hits)
        assert len(ideas) == len(set(ideas)) == 3
        past = Conversation([Turn(plan, hits)])
        changed = 0
        for idea in ideas:
            assert len(idea) <= 35
            after = make_plan(idea, past)
            assert after.kind in ("refine", "search")
            found = library.search(after.query())
            assert found, (request, idea)
            changed += [h.track for h in found] != [h.track for h in hits]
        assert changed >= 2, (request, ideas)  # in twelve tracks "more energetic" may find nothing better


def test_conditions_that_leave_little_lead_to_what_is_left(library: Any) -> None:
    plan = make_plan("banjo before 1890")
    hits = tuple(library.search(plan.query()))
    assert 0 < len(hits) < 4
    assert follow_ups(plan, hits)[0] == "Some bluegrass"


@pytest.mark.parametrize("plan", [Plan("thanks", "chat"), Plan("gzorp")])
def test_without_tracks_there_are_examples(plan: Plan) -> None:
    assert follow_ups(plan, ()) == EXAMPLES

"""Test that prompts always fit into the context and never contain a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data.track import Known
from llm.chat_model.ollama import MAX_PROMPT_BYTES
from llm.chat_model.prompts import PLAN_SCHEMA, SYSTEM, answer_messages, plan_messages
from llm.conversation import Conversation, Turn
from llm.plan import ORDERS
from llm.understanding.planner import make_plan
from retrieval.query import Query
from retrieval.search.evidence import facts_of


@pytest.mark.parametrize(
    "request_", ["banjo", "日本の静かな音楽" * 400, "🎵" * 2000, "a" * 100_000, "\x00" * 5000 + "x"]
)
def test_the_budget_holds_for_any_request_and_long_conversations(library: Any, request_: str) -> None:
    long_tag = Known(
        style="very long style", instruments=tuple(f"instrument {i}" for i in range(40)), mood=("happy",) * 30
    )
    hits = [replace(h, track=replace(h.track, known=long_tag)) for h in library.search(Query("banjo", k=12))]
    past = Conversation()
    for i in range(20):
        plan = make_plan(f"{request_[:500]} {i}", past)
        past.add(Turn(plan, tuple(hits)))
    plan = replace(make_plan(request_[:2000], past), kind="refine")
    for messages in (plan_messages(plan, past.plan), answer_messages(plan, facts_of(hits), past.plan)):
        assert sum(len(content.encode()) for _, content in messages) <= MAX_PROMPT_BYTES
        assert [role for role, _ in messages] == ["system", "human"]
    assert answer_messages(plan, facts_of(hits), past.plan)[1][1].startswith("ANSWER Tracks:\n[1]")


def test_every_prompt_begins_with_the_same_text_and_adds_little(library: Any) -> None:
    """What begins alike is read once by the server; a token of English is about four letters."""
    past, new = Conversation(), []
    for request in (
        "a song which has the banjo instrument in it",
        "slower, and without drums",
        "rainy night like Burial",
    ):
        plan = make_plan(request, past)
        hits = tuple(library.search(plan.query()))
        for messages in (plan_messages(plan, past.plan), answer_messages(plan, facts_of(hits), past.plan)):
            assert messages[0] == ("system", SYSTEM)
            new.append(len(messages[1][1]))
        past.add(Turn(plan, hits))
    assert max(new[0::2]) <= 200
    assert max(new[1::2]) <= 400


def test_the_fixed_text_describes_every_field_of_the_plan() -> None:
    for name in PLAN_SCHEMA["properties"]:
        assert f'"{name}"' in SYSTEM
    for order in ORDERS:
        assert order in SYSTEM


def test_a_refining_turn_says_what_it_refines(library: Any) -> None:
    past = Conversation()
    past.add(Turn(make_plan("a song with a banjo, no flute"), tuple(library.search(Query("banjo")))))
    plan = make_plan("without drums", past)
    asked = plan_messages(plan, past.plan)[1][1]
    assert asked == "PLAN Wish: Search so far: banjo; no flute\nNow: without drums"


def test_what_was_not_used_is_told_so_that_the_answer_can_say_it(library: Any) -> None:
    plan = replace(make_plan("a banjo for my grandmother"), unused=("grandmother",), unknown=("5 stars",))
    said = answer_messages(plan, facts_of(library.search(plan.query())), None)[1][1]
    assert "Not used: grandmother\nCannot be checked: 5 stars\nListener: a banjo for my grandmother" in said
    assert said.count("\n[") == 3  # as many tracks as the answer may cite


def test_tempo_key_and_year_are_told_where_they_were_asked_for(library: Any) -> None:
    def said(request: str) -> str:
        plan = make_plan(request)
        return answer_messages(plan, facts_of(library.search(plan.query())), None)[1][1]

    assert "bpm;" not in said("banjo") + said("banjo before 1990")
    assert "118 bpm" in said("banjo under 120 bpm")
    assert "1880" in said("banjo before 1990")
    assert "major" not in said("banjo")


def test_the_best_moment_of_a_track_is_told(library: Any) -> None:
    (hit, *_) = library.search(Query("banjo"))
    plan = make_plan("banjo")
    assert "best from 1:05" in answer_messages(plan, facts_of([replace(hit, start_s=65.2)]), None)[1][1]
    assert "best from" not in answer_messages(plan, facts_of([hit]), None)[1][1]

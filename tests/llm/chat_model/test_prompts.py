"""Prompts that can never overflow the context, and never carry a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from data.track import Known
from llm.chat_model.ollama import MAX_PROMPT_BYTES
from llm.chat_model.prompts import answer_messages, plan_messages
from llm.conversation import Conversation, Turn
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
    for messages in (plan_messages(plan.request, past, plan), answer_messages(plan, facts_of(hits), past)):
        assert sum(len(content.encode()) for _, content in messages) <= MAX_PROMPT_BYTES
        assert [role for role, _ in messages] == ["system", "human"]
    assert answer_messages(plan, facts_of(hits), past)[1][1].startswith("Tracks:\n[1]")


def test_usual_prompts_are_short(library: Any) -> None:
    plan = make_plan("a song which has the banjo instrument in it")
    facts = facts_of(library.search(plan.query()))
    assert sum(len(c) for _, c in plan_messages(plan.request, Conversation(), plan)) < 700
    assert sum(len(c) for _, c in answer_messages(plan, facts, Conversation())) < 1300


def test_a_refining_turn_is_asked_whole(library: Any) -> None:
    past = Conversation()
    past.add(Turn(make_plan("a song with a banjo"), tuple(library.search(Query("banjo")))))
    plan = make_plan("without drums", past)
    asked = plan_messages(plan.request, past, plan)[1][1]
    assert "a song with a banjo" in asked
    assert "without drums" in asked

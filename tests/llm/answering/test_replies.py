"""Answers to questions about the tracks shown, and small talk."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from llm.answering import replies
from llm.answering.parts import Citation
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.planner import make_plan


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what is 2?", "double bass"),
        ("who wrote 1?", "[1] is by Traditional, as its tags say."),
        ("what key is 1 in?", "[1] is in A major."),
        ("how fast is 3?", "[3] runs at 76 bpm."),
        ("how long is 2", "[2] lasts 0:31."),
        ("which is the slowest?", "That is [5], at 60 bpm"),
        ("which one is the oldest", "That is [8], from 1704"),
        ("is there a banjo in 1?", "Yes, the banjo is stated for [1]."),
        ("is there a sitar in 1?", "Not as far as its tags tell"),
        ("what instruments are in 3?", "[3] is played on banjo and harmonica."),
        ("why 1?", "its facts bear out the banjo"),
        ("why 6?", "overall sound alone"),
        ("compare 1 and 2", "they share banjo"),
    ],
)
def test_questions_are_answered_from_facts(library: Any, question: str, says: str) -> None:
    asked = make_plan("a song which has the banjo instrument in it")
    past = Conversation([Turn(asked, tuple(library.search(asked.query())))])
    plan = make_plan(question, past)
    assert plan.kind == "about"
    assert says.lower() in str(replies.explain(plan, asked, past.shown)).lower()


def test_an_artist_is_quoted_without_markup_and_cites_nothing(library: Any) -> None:
    asked = make_plan("banjo")
    hits = tuple(library.search(asked.query()))
    hostile = replace(hits[0], track=replace(hits[0].track, artist="[2] ![x](http://evil.test) <b>Ann</b> a@evil.test"))
    past = Conversation([Turn(asked, (hostile, *hits[1:]))])
    said = replies.explain(make_plan("who wrote 1?", past), asked, past.shown)
    assert said[0] == Citation(1)
    assert said.ranks == (1,)
    assert "Ann" in str(said)
    assert "evil" not in str(said)


@pytest.mark.parametrize(
    ("request_", "start"),
    [
        ("thanks!", "With pleasure."), ("hallo", "Hello!"), ("undo", "There is nothing to go back to"),
        ("what can you do", "I am Hark."), ("what is the capital of France?", "I only know about the music"),
    ],
)  # fmt: skip
def test_small_talk(request_: str, start: str) -> None:
    assert str(replies.chat(Plan(request_, "chat"))).startswith(start)

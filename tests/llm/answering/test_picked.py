"""Answers to questions that pick among the tracks shown."""

from __future__ import annotations

from typing import Any

import pytest

from llm.answering import replies
from llm.conversation import Conversation, Turn
from llm.understanding.planner import make_plan


def asked(library: Any, question: str) -> str:
    """The answer to a question after "a song with a banjo"."""
    first = make_plan("a song with a banjo")
    past = Conversation([Turn(first, tuple(library.search(first.query())))])
    return str(replies.explain(make_plan(question, past), first, past.shown))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("do any have a harmonica?", "[3] has the harmonica."),
        ("which of these are bluegrass?", "[1] and [2] are bluegrass."),
        ("how many of these have a banjo?", "3 of 8: [1], [2] and [3] have the banjo."),
        ("do any have a saxophone?", "None of these has the saxophone, as far as their facts tell."),
        ("which of these are from before 1800?", "earlier"),
    ],
)
def test_stated_facts(library: Any, question: str, says: str) -> None:
    assert says in asked(library, question)


def test_heard_facts_are_worded_as_heard(heard_library: Any) -> None:
    said = asked(heard_library, "do any have a harmonica?")
    assert "I seem to hear the harmonica in [3], though no tag says so." in said

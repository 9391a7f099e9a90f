"""Test requests that need no search: small talk, undo, and questions about shown tracks."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Act
from llm.understanding.planner import make_plan
from llm.understanding.readers.conversation import questions
from tests.llm.understanding.readers.reading import SHOWN, request


def acts(text: str, shown: bool = True) -> dict[str, tuple[int, ...]]:
    """Return the acts that the reader finds, each with the ranks of the tracks that it names."""
    found = questions.read(request(text, SHOWN if shown else ()))
    return {f.act: f.ranks for f in found if isinstance(f, Act)}


@pytest.mark.parametrize(
    "text", ["hi", "Hello there!", "merci beaucoup", "ok thanks, bye", "who are you?", "stop", "great, thx"]
)
def test_plain_talk(text: str) -> None:
    assert "chat" in acts(text)


@pytest.mark.parametrize("text", ["beautiful", "hi, some jazz", "stop the drums", "good night music", "help me sleep"])
def test_no_talk(text: str) -> None:
    assert "chat" not in acts(text)


@pytest.mark.parametrize("text", ["undo", "go back", "zurück", "comme avant", "deshaz eso", "the previous list please"])
def test_a_step_back(text: str) -> None:
    assert "undo" in acts(text)


@pytest.mark.parametrize(
    ("text", "ranks"),
    [("why number 2?", (2,)), ("which is the slowest?", ()), ("tell me about the last one", (5,)), ("play 3", (3,))],
)
def test_questions(text: str, ranks: tuple[int, ...]) -> None:
    assert acts(text)["asks"] == ranks
    assert "asks" not in acts(text, shown=False)


def test_picking_and_keeping() -> None:
    assert "picks" in acts("do any of these have a flute?")
    assert "picks" not in acts("which of these is the slowest?")
    assert "keeps" in acts("only those then")


@pytest.mark.parametrize(
    ("text", "ask", "wanted"),
    [
        ("how many harp pieces do I have?", "count", ("harp",)),
        ("how much ska is there", "length", ("ska",)),
        ("which bands do I have", "artists", ()),
        ("list my albums", "albums", ()),
        ("what genres are there?", "genres", ()),
        ("what do I have here?", "overview", ()),
        ("what is my longest track?", "longest", ()),
        ("the slowest song in my library", "slowest", ()),
        ("is this royalty free?", "rights", ()),
        ("Wie viele Walzer habe ich?", "count", ("waltz",)),
        ("quels artistes ai-je ?", "artists", ()),
        ("¿cuántas canciones de jazz tengo?", "count", ("jazz",)),
    ],
)
def test_a_question_about_the_library(text: str, ask: str, wanted: tuple[str, ...]) -> None:
    plan = make_plan(text)
    assert plan.kind == "about"
    assert plan.library_question is not None
    assert (plan.library_question.ask, plan.library_question.wanted) == (ask, wanted)


@pytest.mark.parametrize(
    "text", ["the longest journey", "how about some jazz", "which one is louder", "my favourite album"]
)
def test_other_requests_are_none(text: str) -> None:
    assert make_plan(text).library_question is None

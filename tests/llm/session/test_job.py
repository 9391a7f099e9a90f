"""Test turns that run in a thread of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from llm.assistant import Assistant, Event
from llm.chat_model.ollama import OllamaChat
from llm.conversation import Conversation
from llm.session.job import TurnJob
from tests.ollama_server import OllamaServer

BANJO = "a song which has the banjo instrument in it"


def test_a_job_collects_the_answer_and_ends(library: Any) -> None:
    job = TurnJob(Assistant(library), BANJO, Conversation())
    assert job.wait(60)
    assert job.done
    assert job.turn is not None
    assert job.answer == job.turn.answer
    assert job.hits == job.turn.hits
    assert job.version > 2


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer("hang", slow_s=20) as running:
        yield running


def test_a_job_can_be_cancelled_and_keeps_its_tracks(library: Any, server: OllamaServer) -> None:
    job = TurnJob(Assistant(library, OllamaChat(host=server.host)), BANJO, Conversation())
    assert job.wait_for_tracks(60)
    assert job.hits
    assert not job.done
    job.cancel()
    assert job.wait(30)  # the server would hang for a minute
    assert job.turn is not None
    assert not job.turn.complete


def test_a_bug_ends_a_job_with_a_sentence(library: Any) -> None:
    class Broken:
        def respond(self, *_: Any, **__: Any) -> Iterator[Event]:
            raise RuntimeError("boom")

    job = TurnJob(Broken(), BANJO, Conversation())  # type: ignore[arg-type]
    assert job.wait(60)
    assert job.turn is None
    assert job.notices == (("Something went wrong in this turn.", "Ask again; the log has the details."),)

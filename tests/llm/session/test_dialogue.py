"""Test that a conversation and its running turn are saved, renamed, deleted and restored."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm.answering.parts import Citation, Text
from llm.assistant import Assistant, Said, TracksFound
from llm.plan import Plan
from llm.session.dialogue import Dialogue, Dialogues
from llm.session.saved import Threads
from retrieval.query import Hit
from tests.waiting import until


@pytest.fixture
def threads(tmp_path: Path) -> Threads:
    return Threads(tmp_path / "threads")


def asked(dialogue: Dialogue, library: Any, request: str) -> None:
    dialogue.ask(Assistant(library), request)
    assert dialogue.job is None or dialogue.job.wait(20)
    dialogue.now()


def test_a_turn_is_kept_without_anyone_looking_and_found_after_a_restart(threads: Threads, library: Any) -> None:
    dialogue = Dialogues(threads).begin()
    dialogue.ask(Assistant(library), "a sad banjo")
    until(threads.list)
    again = Dialogues(threads).get(dialogue.token)
    assert again is not None
    assert again.name == "a sad banjo"
    (turn,) = again.conversation.turns
    assert turn.hits
    assert turn.complete
    asked(again, library, "slower")
    assert [t.request for t in Dialogues(threads).get(dialogue.token).conversation.turns] == [  # type: ignore[union-attr]
        "a sad banjo",
        "slower",
    ]


class Slow:
    """An assistant that shows a track, says a few words and then waits."""

    chat = None

    def __init__(self, library: Any) -> None:
        self.library = library

    def respond(self, request: str, past: Any, *, cancelled: threading.Event, **rest: Any) -> Iterator[Any]:
        yield TracksFound(Plan(request), (Hit(self.library.tracks()[0], 0.5, 1),))
        yield Said(Text("So far "))
        yield Said(Citation(1))
        cancelled.wait(600)


def test_a_long_turn_is_kept_while_it_runs(threads: Threads, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("llm.session.dialogue._SAVED_EVERY_S", 0.02)
    dialogue = Dialogues(threads).begin()
    dialogue.ask(Slow(library), "a banjo")  # type: ignore[arg-type]
    until(lambda: any(b"So far" in saved.read_bytes() for saved in threads.folder.glob("*.json")))
    after_a_crash = Dialogues(threads).get(dialogue.token)
    assert after_a_crash is not None
    (turn,) = after_a_crash.conversation.turns
    assert (turn.text, turn.complete, turn.assistant, len(turn.hits)) == ("So far [1]", False, "", 1)
    dialogue.stop()
    assert len(dialogue.conversation.turns) == 1


def test_a_conversation_deleted_while_it_speaks_stays_deleted(
    threads: Threads, library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llm.session.dialogue._SAVED_EVERY_S", 0.02)
    dialogues = Dialogues(threads)
    dialogue = dialogues.begin()
    dialogue.ask(Slow(library), "a banjo")  # type: ignore[arg-type]
    until(threads.list)
    dialogues.delete(dialogue.token)
    dialogue.stop()
    assert threads.list() == []


def test_renaming_lasts_and_an_empty_name_goes_back(threads: Threads, library: Any) -> None:
    dialogue = Dialogues(threads).begin()
    asked(dialogue, library, "a sad banjo")
    dialogue.rename("  Porch\nmusic ")
    asked(dialogue, library, "slower")
    assert [listed.name for listed in threads.list()] == ["Porch music"]
    dialogue.rename("")
    assert [listed.name for listed in threads.list()] == ["a sad banjo"]


def test_deleting_can_be_undone_several_times_and_nothing_comes_back_by_itself(threads: Threads, library: Any) -> None:
    dialogues = Dialogues(threads)
    first, second = dialogues.begin(), dialogues.begin()
    for dialogue in (first, second):
        asked(dialogue, library, "a banjo")
    dialogues.delete(first.token)
    asked(first, library, "slower")  # another tab still had it open
    assert [listed.token for listed in threads.list()] == [second.token]
    assert dialogues.restore(first.token)
    assert not dialogues.restore(first.token)
    assert len(threads.list()) == 2
    dialogues.delete(first.token)
    dialogues.delete(second.token)
    assert dialogues.restore(second.token)
    assert dialogues.restore(first.token), "also the one before the last"
    tokens = [dialogues.begin().token for _ in range(11)]
    for token in tokens:
        dialogue = dialogues.get(token)
        assert dialogue is not None
        asked(dialogue, library, "a banjo")
        dialogues.delete(token)
    assert [dialogues.restore(token) for token in tokens] == [False, *[True] * 10], "the last ten are held"


def test_a_full_disk_is_told_and_the_talk_goes_on(threads: Threads, library: Any, tmp_path: Path) -> None:
    dialogue = Dialogues(threads).begin()
    asked(dialogue, library, "a banjo")
    before = (threads.folder / f"{dialogue.token}.json").read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        asked(dialogue, library, "slower")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert dialogue.trouble is not None
    assert "could not be saved" in dialogue.trouble[0]
    assert len(dialogue.conversation.turns) == 2
    assert (threads.folder / f"{dialogue.token}.json").read_bytes() == before
    assert not list(threads.folder.glob(".*.part"))
    asked(dialogue, library, "darker")
    assert dialogue.trouble is None
    assert len(threads.read(dialogue.token)[1].turns) == 3  # type: ignore[index]

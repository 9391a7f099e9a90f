"""What a model says is checked by sentence; what it plans is judged by what it brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from llm.answering.support import ClaimFilter
from llm.assistant import Assistant, Done, Noted, Rewriting
from llm.chat_model.ollama import OllamaChat
from llm.understanding.planner import make_plan
from retrieval.query import Hit, Layer, Query
from retrieval.search.evidence import facts_of, support
from tests.ollama_server import OllamaServer

ANSWER = "The banjo leads [1] at 132 bpm. A saxophone weeps in [2]. [3] is in E minor, and slower. [1] dates from 1955."


def _kept(library: Any, text: str, size: int) -> tuple[str, int]:
    hits = library.search(Query("banjo"))
    checked = ClaimFilter(facts_of(hits), "a banjo", {})
    said = "".join(checked.feed(text[i : i + size]) for i in range(0, len(text), size)) + checked.close()
    return said, checked.left_out


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_unsupported_sentences_are_left_out_and_counted(library: Any, size: int) -> None:
    said, left_out = _kept(library, ANSWER, size)
    assert said == "The banjo leads [1] at 132 bpm. [3] is in E minor, and slower."
    assert left_out == 2


def test_text_without_an_end_is_not_held_for_ever(library: Any) -> None:
    hits = library.search(Query("banjo"))
    checked = ClaimFilter(facts_of(hits), "a banjo", {})
    assert checked.feed("and on it goes " * 60)


def test_an_answer_of_a_model_is_counted_in_the_turn(library: Any) -> None:
    with OllamaServer(answer=ANSWER) as server:
        *_, done = Assistant(library, OllamaChat(host=server.host, limits=server.limits)).respond("a banjo")
    assert isinstance(done, Done)
    assert done.turn.left_out == 2
    assert "saxophone" not in done.turn.text
    assert done.turn.assistant == "mistral"


def test_an_answer_of_nothing_but_inventions_is_ours(library: Any) -> None:
    with OllamaServer(answer="[1] is a sad saxophone waltz from 1955.") as server:
        *_, done = Assistant(library, OllamaChat(host=server.host, limits=server.limits)).respond("a banjo")
    assert isinstance(done, Done)
    assert done.turn.assistant == "built-in"
    assert "[1]" in done.turn.text


def test_a_model_that_keeps_losing_is_not_asked_for_plans(library: Any) -> None:
    """Its captions pull away from what was wished for: the tracks stay, and soon it is let alone."""

    class Misled(Layer):
        def changed(self, query: Query) -> Query:
            if any("nursery" in caption for caption in query.captions):  # as if the encoder followed them
                return replace(query, text="heavy metal", captions=("distorted guitar",))
            return query

    with OllamaServer(plan={"captions": ["A nursery rhyme, happy and slow.", "A calm nursery tune."]}) as server:
        assistant = Assistant(Misled(library), OllamaChat(host=server.host, limits=server.limits))
        told: list[Noted] = []
        for request in ("banjo", "piano", "harpsichord", "sitar", "strings", "drums"):
            own = library.search(make_plan(request).query())
            events = list(assistant.respond(request))
            done = events[-1]
            assert isinstance(done, Done)
            assert [h.track.track_id for h in done.turn.hits] == [h.track.track_id for h in own]
            told += [e for e in events if isinstance(e, Noted)]
        plans = [body for body in server.chats() if body.get("format")]
    assert not assistant.rewriting.on
    assert len(told) == 1
    assert told[0].hint
    assert len(plans) < 6


def test_a_model_that_wins_as_often_stays_on() -> None:
    rewriting = Rewriting()
    for before, after in [(0.1, 0.2), (0.3, 0.2), (0.2, 0.2), (0.3, 0.2), (0.1, 0.4)] * 4:
        rewriting.judge(before, after)
    assert rewriting.on


def test_evidence_counts_the_first_tracks_most(library: Any) -> None:
    plan = make_plan("banjo")
    hits: Sequence[Hit] = library.search(plan.query())
    backwards = [replace(h, rank=i) for i, h in enumerate(reversed(hits), 1)]
    assert 1 >= support(plan.wanted, hits) > support(plan.wanted, backwards) > 0
    assert support(make_plan("gzorp").wanted, hits) == 0


def test_what_is_heard_of_a_refused_thing_is_left_out(heard_library: Any) -> None:
    hits = heard_library.search(make_plan("calm music without piano").query())  # no tags: by ear
    assert hits
    assert not any(name == "piano" for hit in hits for name, _ in hit.heard)
    assert [h.rank for h in hits] == list(range(1, len(hits) + 1))


@pytest.mark.parametrize(("request_", "fact"), [("music from the 80s", "year"), ("anything in A minor", "key")])
def test_a_fact_that_no_track_has_is_said_with_a_next_step(heard_library: Any, request_: str, fact: str) -> None:
    *_, done = Assistant(heard_library).respond(request_)
    assert isinstance(done, Done)
    assert f"No track here has a {'known ' if fact == 'key' else ''}{fact}" in done.turn.text
    assert any(step in done.turn.text for step in ("say how", "ask for"))

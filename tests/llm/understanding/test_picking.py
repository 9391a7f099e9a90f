"""Test questions that select some of the shown tracks, and requests to keep only these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.track import Known, Measured, Track
from llm.answering.replies import explain
from llm.conversation import Conversation, Turn
from llm.understanding.planner import make_plan
from retrieval.query import Hit
from retrieval.search.filters import passes


def track(n: int, *, year: int | None = None, artist: str = "", tempo: float | None = None, **known: object) -> Track:
    return Track(
        track_id=f"t{n}", path=Path(f"/{n}.ogg"), folder=Path("/"), title=f"{n}", artist=artist, album="",
        duration_s=50.0 * n, year=year, known=Known(**known), measured=Measured(tempo_bpm=tempo),  # type: ignore[arg-type]
    )  # fmt: skip


SHOWN = (
    Hit(track(1, style="jazz", instruments=("piano", "drums"), key="A minor", tempo=80.0), 0.9, 1),
    Hit(track(2, style="jazz", instruments=("flute", "double bass"), key="C major", tempo=120.0, year=1959), 0.8, 2),
    Hit(track(3), 0.7, 3, heard=(("piano", 0.8),)),
    Hit(track(4, style="blues", instruments=("piano",), key="E minor", artist="Bessie", year=1925), 0.6, 4),
)
PAST = Conversation([Turn(make_plan("jazz"), SHOWN)])


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (
            "which of these has piano?",
            "With the piano: [1] and [4]. With the piano, by ear and without a tag that says so: [3].",
        ),
        ("do any of them have a flute?", "With the flute: [2]."),
        ("is any of these with a harp?", "With the harp: none of these, as far as is known."),
        ("are any of these in a minor key?", "In a minor key: [1] and [4]."),
        (
            "which ones have no drums?",
            "Without drums: [2] and [4]. Without drums, by ear and without a tag that says so: [3].",
        ),
        ("how many of these are jazz?", "Jazz: 2 of 4, [1] and [2]."),
        ("are any of them faster than 100 bpm?", "Over 100 bpm: [2]."),
        ("which ones are from before 1950?", "From 1949 or earlier: [4]."),
        ("are any longer than 3 minutes?", "Over 3:00 long: [4]."),
        ("any of these with flute?", "With the flute: [2]."),
        ("which is the saddest?", "I cannot rank these by that: nothing known or heard of them says sad."),
        ("ist eine davon in Moll?", "In Moll: [1] und [4]."),
    ],
)
def test_what_facts_say_is_answered_of_all_tracks(library: Any, question: str, says: str) -> None:
    plan = make_plan(question, PAST)
    assert plan.kind == "about"
    assert str(explain(plan, PAST.plan, SHOWN, library)).startswith(says)


@pytest.mark.parametrize("say", ["only those then", "keep those", "just the ones with piano", "nur die bitte"])
def test_only_those_keeps_what_was_picked(say: str) -> None:
    asked = Conversation([*PAST.turns, Turn(make_plan("which of these has piano?", PAST), SHOWN)])
    kept = make_plan(say, asked)
    assert kept.kind == "refine"
    assert kept.wanted == ("jazz",)
    assert set(kept.hidden) == {"t2", "t3"}
    assert kept.filters.only == ("t1", "t4")
    assert make_plan("slower", Conversation([*asked.turns, Turn(kept, SHOWN[:1])])).filters.only == ()


def test_without_such_a_question_there_is_nothing_to_keep() -> None:
    assert not make_plan("only those then", PAST).hidden


def test_nobody_is_kept_when_nobody_fits() -> None:
    asked = Conversation([*PAST.turns, Turn(make_plan("do any of these have a harp?", PAST), SHOWN)])
    assert not make_plan("only those", asked).hidden


def test_a_question_about_one_track_or_an_extreme_stays_one() -> None:
    for question in ("does 2 have drums?", "which one is the longest?", "which of these is the slowest?"):
        plan = make_plan(question, PAST)
        assert plan.kind == "about"
        assert not plan.wanted


def test_silent_tags_are_no_proof_of_absence(library: Any) -> None:
    silent = (Hit(track(1, style="romantic"), 0.9, 1), Hit(track(2), 0.8, 2, heard=(("drums", 0.9),)))
    past = Conversation([Turn(make_plan("battle music"), silent)])
    plan = make_plan("which ones have no drums?", past)
    assert "Without drums, by ear" in str(explain(plan, past.plan, silent, library))
    assert plan.about == (1,)


def test_a_condition_means_the_same_in_a_question_as_in_a_search() -> None:
    keys = ("D dorian", "A# minor", "D mixolydian")
    shown = tuple(Hit(track(n, key=key, artist="Bacher"), 0.9, n) for n, key in enumerate(keys, 1))
    past = Conversation([Turn(make_plan("jazz"), shown)])
    asked = {q: make_plan(q, past, artists=["Bach"]) for q in (
        "are any of these in a minor key?", "which of these are in Bb minor?", "are any of these by Bach?"
    )}  # fmt: skip
    assert [plan.about for plan in asked.values()] == [(1, 2), (2,), ()]
    for plan in asked.values():
        assert plan.filters
        assert set(plan.about) == {hit.rank for hit in shown if passes(hit.track, plan.filters)}

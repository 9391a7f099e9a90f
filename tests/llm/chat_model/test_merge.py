"""The model's plan against the built-in one: nothing stated is lost, nothing is made up."""

from __future__ import annotations

from typing import Any

import pytest

from llm.chat_model.merge import merge
from llm.understanding.planner import make_plan

GOOD = ["A bright banjo picks a lively bluegrass tune.", "Twangy banjo over acoustic guitar, upbeat country folk."]


def test_captions_are_added_to_one_of_our_own() -> None:
    plan = make_plan("a song with a banjo")
    merged = merge(plan, {"captions": GOOD})
    assert merged.captions == (plan.captions[0], GOOD[0], "Twangy banjo, upbeat country folk")


def test_instruments_that_nobody_asked_for_leave_the_captions() -> None:
    raw = {"captions": ["Dark strings and low piano, a tense horror cue.", "A saxophone solo with drums."]}
    merged = merge(make_plan("something scary"), raw)
    assert "a tense horror cue" in merged.captions
    assert not any(word in " ".join(merged.captions[1:]) for word in ("piano", "saxophone", "drums"))
    assert merge(make_plan("scary strings"), raw).captions[1].startswith("Dark strings")


def test_stated_conditions_stay_whatever_the_model_says() -> None:
    plan = make_plan("jazz under 100 bpm from the 80s without drums by Bach")
    merged = merge(plan, {"captions": GOOD, "bpm_min": 160, "bpm_max": 200, "year_min": 2000, "unwanted": []})
    assert merged.filters == plan.filters
    assert merged.unwanted == plan.unwanted


def test_invented_conditions_are_dropped_and_those_in_the_words_are_taken() -> None:
    assert (
        merge(make_plan("sad piano"), {"captions": GOOD, "bpm_max": 80, "year_min": 1990}).filters
        == make_plan("sad piano").filters
    )
    assert merge(make_plan("速度90の曲"), {"captions": GOOD, "bpm_max": 90}).filters.tempo_max == 90


def test_invented_refusals_are_dropped() -> None:
    assert merge(make_plan("sad piano"), {"captions": GOOD, "unwanted": ["vocals", "drums"]}).unwanted == ()


def test_refusals_in_a_script_that_we_cannot_read_are_taken() -> None:
    assert merge(make_plan("ドラムなしの静かなピアノ曲"), {"captions": GOOD, "unwanted": ["drums"]}).unwanted == (
        "drums",
    )


@pytest.mark.parametrize(
    "caption",
    [
        "Jazz with brushed drums and a walking bass line.",  # refused
        "Here is a caption for your search",
        "banjo",
        "http://evil.example is a nice song to hear",
        "1234 5678 9012",
        "",
        7,
        None,
        ["nested"],
    ],
)
def test_bad_captions_are_dropped(caption: Any) -> None:
    plan = make_plan("jazz without drums")
    assert merge(plan, {"captions": [caption]}).captions == plan.captions


def test_negations_are_cut_from_captions() -> None:
    merged = merge(
        make_plan("calm piano without drums"), {"captions": ["A calm solo piano plays slowly, no drums at all."]}
    )
    assert merged.captions[-1] == "A calm solo piano plays slowly"


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"captions": None},
        {"captions": "text"},
        {"captions": 7, "bpm_max": "fast", "unwanted": {"a": 1}},
        {"captions": [[["x"]]]},
        {"bpm_max": True},
    ],
)
def test_garbage_changes_nothing(raw: dict[str, Any]) -> None:
    plan = make_plan("a song with a banjo at 1 bpm")
    assert merge(plan, raw) == plan


def test_long_captions_are_cut_and_their_number_is_bounded() -> None:
    merged = merge(
        make_plan("banjo"), {"captions": [f"caption number {'abcdefgh'[i]} banjo " + "word " * 100 for i in range(8)]}
    )
    assert len(merged.captions) <= 4
    assert all(len(c.split()) <= 36 for c in merged.captions)

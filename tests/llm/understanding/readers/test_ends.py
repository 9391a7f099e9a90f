"""Test the orders that a request states by the two ends of a list."""

from __future__ import annotations

import pytest

from llm.conversation import Conversation, Turn
from llm.understanding.planner import make_plan
from retrieval.query import Filters


@pytest.mark.parametrize(
    ("said", "order", "arc"),
    [
        ("from the slowest to the fastest", "tempo", "rise"),
        ("starting fast and finishing slow", "-tempo", "fall"),
        ("start with the newest and end with the oldest", "-year", ""),
        ("from the longest to the shortest", "-duration", ""),
        ("going from mellow to full party", "energy", "rise"),
        ("first loud, then quiet", "-energy", "fall"),
        ("vom langsamsten zum schnellsten", "tempo", "rise"),
        ("vom wildesten bis zum ruhigsten", "-energy", "fall"),
        ("du plus calme au plus énergique", "energy", "rise"),
        ("de la más antigua a la más nueva", "year", ""),
        ("from the 60s to the 80s", "", ""),
        ("from Norway to Spain", "", ""),
        ("from slow jazz to calm piano", "", "path"),
    ],
)
def test_two_ends_of_one_scale_are_an_order(said: str, order: str, arc: str) -> None:
    plan = make_plan(f"a banjo playlist, {said}")
    assert (plan.order, plan.arc) == (order, arc)
    assert "banjo" in plan.wanted


@pytest.mark.parametrize(
    ("said", "stages"),
    [
        ("from calm piano over folk to metal", [("calm", "piano"), ("folk",), ("heavy metal",)]),
        ("start slow, peak in the middle with techno, end with ambient", [("slow",), ("techno",), ("ambient",)]),
        ("start with jazz, then rock and end with lo-fi", [("jazz",), ("rock",), ("lo-fi",)]),
        ("from ambient through house and techno to punk", [("ambient",), ("house", "techno"), ("punk",)]),
        ("von Klavier über Folk zu Metal", [("piano",), ("folk",), ("heavy metal",)]),
        ("de piano à metal en passant par folk", [("piano",), ("folk",), ("heavy metal",)]),
        ("de piano pasando por folk a metal", [("piano",), ("folk",), ("heavy metal",)]),
        ("songs that start with piano and end with a choir", []),
        ("anything from jazz to metal", []),
        ("with an accordion, any genre from folk to metal", []),
        ("from calm to energetic", []),
    ],
)
def test_kinds_of_music_that_a_list_leads_through_are_its_stages(said: str, stages: list[tuple[str, ...]]) -> None:
    plan = make_plan(said)
    assert list(plan.stages) == stages
    if stages:
        assert (plan.arc, plan.wanted, plan.unused) == ("path", (), ())


def test_minutes_beside_stages_are_the_length_of_the_list() -> None:
    plan = make_plan("from calm piano over folk to metal, 5 minutes")
    assert (plan.minutes, plan.filters) == (5, Filters())


def test_stages_begin_a_new_list() -> None:
    first = make_plan("six banjo songs, oldest first")
    plan = make_plan("from calm piano over folk to metal", Conversation([Turn(first, ())]))
    assert (plan.kind, plan.wanted, plan.counted) == ("search", (), False)

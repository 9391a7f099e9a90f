"""Test the orders that a request states by the two ends of a list."""

from __future__ import annotations

import pytest

from llm.understanding.planner import make_plan


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
        ("from slow jazz to calm piano", "", ""),
    ],
)
def test_two_ends_of_one_scale_are_an_order(said: str, order: str, arc: str) -> None:
    plan = make_plan(f"a banjo playlist, {said}")
    assert (plan.order, plan.arc) == (order, arc)
    assert "banjo" in plan.wanted

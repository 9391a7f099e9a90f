"""Test that "the oldest banjo songs" asks for the first tracks by a fact, and what only looks like it does not."""

from __future__ import annotations

import pytest

from llm.understanding.planner import make_plan


@pytest.mark.parametrize(
    ("said", "order", "k"),
    [
        ("oldest banjo songs", "year", 8),
        ("play the five longest banjo tracks", "-duration", 5),
        ("10 fastest songs with banjo", "-tempo", 10),
        ("quietest banjo", "energy", 8),
        ("play the slowest banjo piece", "tempo", 1),
        ("die fünf ältesten Stücke mit Banjo", "year", 5),
        ("les morceaux de banjo les plus longs", "-duration", 8),
        ("las canciones mas rapidas con banjo", "-tempo", 8),
        ("banjo, newest first", "-year", 8),
    ],
)
def test_a_superlative_asks_for_the_first_tracks_in_its_order(said: str, order: str, k: int) -> None:
    plan = make_plan(said)
    assert (plan.order, plan.k, plan.wanted) == (order, k, ("banjo",))
    assert plan.takes_first


@pytest.mark.parametrize(
    "said", ["banjo for my oldest son's birthday", "banjo, as in the longest winter", "what is my longest banjo track?"]
)
def test_other_superlatives_order_nothing(said: str) -> None:
    assert make_plan(said).order == ""


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("banjo sorted by year", True),
        ("six banjo songs sorted by year", False),
        ("six banjo songs, oldest first", True),
        ("half an hour of banjo, oldest first", False),
        ("banjo by key", False),
    ],
)
def test_a_number_or_length_without_a_superlative_asks_for_the_best_tracks_in_that_order(
    said: str, first: bool
) -> None:
    assert make_plan(said).takes_first is first

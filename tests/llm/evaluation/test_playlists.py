"""Test that the check of playlists finds what a list lacks, by lists that are known to lack it."""

from __future__ import annotations

from typing import Any

import pytest

from llm.assistant import Assistant
from llm.evaluation.playlists import Checked, agreement, check, figures, read_wishes
from retrieval.library import Library


def checked(library: Library, asks: dict[str, Any], *turns: str) -> Checked:
    return check(Assistant(library), {"turns": turns, "asks": asks}, {})


def test_a_wish_that_is_met_or_owned_up_to_is_told_from_a_broken_one(library: Library) -> None:
    met = checked(library, {"count": 3, "order": "tempo"}, "3 banjo tracks, slowest first")
    assert (met.broken, met.owned, met.orders) == ([], [], [1.0])
    owned = checked(library, {"minutes": 60}, "an hour of banjo")
    assert (owned.broken, owned.owned) == ([], ["minutes"])
    broken = checked(library, {"minutes": 60, "order": "-tempo", "note": "tuba"}, "banjo, slowest first")
    assert broken.broken == ["minutes", "order", "note"]


def test_the_figures_count_wishes_and_keep_the_worst_correlations(library: Library) -> None:
    made = [
        checked(library, {"count": 3, "order": "tempo"}, "3 banjo tracks, slowest first"),
        checked(library, {"order": "-tempo"}, "banjo, slowest first"),
    ]
    found = figures(made, library)
    assert (found["wishes"], found["met or owned up to"]) == (2, 1)
    assert found["least correlation of orders"] < 0
    assert found["broken"][0]["conditions"] == ["order"]


@pytest.mark.parametrize(
    ("values", "sign", "expected"), [([1, 2, 3], 1, 1), ([3, 2, 1], 1, -1), ([3, 2, 1], -1, 1), ([1, 1, 2, 2], 1, 1)]
)
def test_equal_values_have_no_order(values: list[float], sign: int, expected: float) -> None:
    assert agreement(values, sign) == pytest.approx(expected)


def test_there_are_sixty_wishes_and_each_asks_for_something() -> None:
    wishes, _ = read_wishes()
    assert len(wishes) == 60
    assert all(wish["asks"] and wish["turns"] for wish in wishes)

"""Test comparisons with the shown tracks: those of a number change a filter, all others a wish."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Condition, Degree, Likeness, Refusal
from llm.understanding.readers.conversation import comparisons
from tests.llm.understanding.readers.reading import SHOWN, request, values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("slower", {"tempo_max": 109}),  # the middle is 110
        ("a bit slower", {"tempo_min": 77, "tempo_max": 109}),
        ("much faster", {"tempo_min": 138}),
        ("plus lent", {"tempo_max": 109}),
        ("20 bpm slower", {"tempo_min": 81, "tempo_max": 100}),
        ("older", {"year_max": 1892}),
        ("shorter", {"duration_max_s": 179}),
    ],
)
def test_numbers(text: str, wanted: dict[str, float]) -> None:
    assert values(comparisons.read, text, SHOWN) == wanted


def test_a_track_that_is_pointed_at_is_the_measure() -> None:
    slower = request("slower", SHOWN).with_findings([Likeness(SHOWN[:1], seed=False)])
    assert slower.with_findings(comparisons.read(slower)).stated() == {"tempo_max": 89}


def test_a_stated_number_is_not_moved() -> None:
    stated = request("faster", SHOWN).with_findings([Condition(values=(("tempo_min", 140.0),))])
    assert stated.with_findings(comparisons.read(stated)).stated() == {"tempo_min": 140}


@pytest.mark.parametrize(
    ("text", "name"), [("darker", "dark"), ("more banjo", "banjo"), ("dunkler", "dark"), ("tone it down", "calm")]
)
def test_concepts(text: str, name: str) -> None:
    (found,) = comparisons.read(request(text, SHOWN))
    assert isinstance(found, Degree)
    assert (found.wanted, found.direction) == (name, 1)


def test_a_mood_ends_its_opposite() -> None:
    (found,) = comparisons.read(request("darker", SHOWN))
    assert isinstance(found, Degree)
    assert "happy" in found.replaced


def test_too_much_and_not_enough() -> None:
    refused, _ = comparisons.read(request("too happy for me", SHOWN))
    assert isinstance(refused, Refusal)
    (more,) = comparisons.not_enough(request("not dark enough", SHOWN))
    assert isinstance(more, Degree)
    assert more.wanted == "dark"
    assert comparisons.read(request("happy piano", SHOWN)) == []

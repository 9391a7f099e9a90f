"""Test that a tempo is read from numbers with a unit, with a bound, or in a range that only tempos have."""

from __future__ import annotations

import pytest

from llm.understanding.readers.conditions import tempo
from tests.llm.understanding.readers.reading import taken, values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 100 bpm", None, 100),
        ("no slower than one hundred and ten bpm", 110, None),
        ("techno 125-135", 125, 135),
        ("the mid 120s", 123, 127),
        ("two beats per second", 114, 126),
        ("110 bpm plus or minus 5", 105, 115),
        ("over 85 bpm but below 100", 85, 100),
    ],
)
def test_a_tempo(text: str, low: float | None, high: float | None) -> None:
    found = values(tempo.read, text)
    assert (found.get("tempo_min"), found.get("tempo_max")) == (low, high)


@pytest.mark.parametrize("text", ["120 songs", "music from 1985", "people aged 60", "number 2", ""])
def test_no_tempo(text: str) -> None:
    assert values(tempo.read, text) == {}


def test_a_number_in_words_is_taken_whole() -> None:
    assert taken(tempo.read, "calm, under one hundred and ten bpm please") == ["under one hundred and ten bpm"]

"""Test that lengths of tracks are read as minutes, seconds and clock times."""

from __future__ import annotations

import pytest

from llm.understanding.readers.conditions import length
from tests.llm.understanding.readers.reading import request, taken, values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 2:30", None, 150),
        ("at least three minutes", 180, None),
        ("about three and a half minutes long", 168, 252),
        ("between 2 and 4 minutes", 120, 240),
        ("nicht langer als zwei minuten", None, 120),
        ("una cancion de menos de 3 minutos", None, 180),
    ],
)
def test_a_length(text: str, low: float | None, high: float | None) -> None:
    found = values(length.read, text)
    assert (found.get("duration_min_s"), found.get("duration_max_s")) == (low, pytest.approx(high) if high else high)


@pytest.mark.parametrize("text", ["for my 3 minute video", "the 30s", "at 12:30 pm", "a waltz"])
def test_no_length(text: str) -> None:
    assert values(length.read, text) == {}


def test_a_bare_length_is_doubtful_and_a_bounded_one_is_not() -> None:
    (alone,) = length.read(request("five minute piece"))
    (bounded,) = length.read(request("a piece under five minutes"))
    assert alone.doubtful == alone.spans[0]
    assert bounded.doubtful is None


def test_the_word_of_lasting_is_taken_too() -> None:
    assert taken(length.read, "polkas lasting 2 minutes long, happy") == ["lasting 2 minutes long"]

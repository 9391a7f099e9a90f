"""Test that years, decades, centuries, eras and refused periods are read."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Refusal, Style
from llm.understanding.readers.conditions import years
from tests.llm.understanding.readers.reading import request, values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("from the late 1960s", 1965, 1969),
        ("before 1900", None, 1899),
        ("nothing from before 1900", 1900, None),
        ("19th century", 1800, 1899),
        ("siglo XVIII", 1700, 1799),
        ("the 90s and 00s", 1990, 2009),
        ("between the wars", 1918, 1939),
        ("around 1900", 1890, 1910),
        ("annees soixante", 1960, 1969),
    ],
)
def test_a_time(text: str, low: int | None, high: int | None) -> None:
    found = values(years.read, text)
    assert (found.get("year_min"), found.get("year_max")) == (low, high)


@pytest.mark.parametrize("text", ["at 1000 hz", "sesenta canciones", "a waltz", "we had those last year"])
def test_no_time(text: str) -> None:
    assert values(years.read, text) == {}


def test_a_style_and_a_refused_decade_are_no_dates() -> None:
    (style,) = years.read(request("80s style synth"))
    assert isinstance(style, Style)
    assert style.caption == "1980s style, retro"
    (refused,) = years.read(request("nothing from the 80s"))
    assert isinstance(refused, Refusal)
    assert refused.name == "1980s style"

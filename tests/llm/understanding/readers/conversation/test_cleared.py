"""Test that earlier conditions are removed by words such as "any tempo" or "drop D minor"."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Cleared
from llm.understanding.readers.conditions import key
from llm.understanding.readers.conversation import cleared
from tests.llm.understanding.readers.reading import request


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("any tempo", ("tempo_min", "tempo_max")),
        ("the year doesn't matter", ("year_min", "year_max")),
        ("el año da igual", ("year_min", "year_max")),
        ("drop the length limit", ("duration_min_s", "duration_max_s")),
        ("die Tonart ist egal", ("key",)),
        ("it doesn't have to be old", ("year_min", "year_max")),
    ],
)
def test_a_condition_ends(text: str, fields: tuple[str, ...]) -> None:
    (found,) = cleared.read(request(text))
    assert isinstance(found, Cleared)
    assert found.fields == fields


def test_all_conditions_end() -> None:
    (found,) = cleared.read(request("remove the filters"))
    assert isinstance(found, Cleared)
    assert {"tempo_min", "year_max", "key", "artist", "album"} <= set(found.fields)


def test_a_named_key_ends() -> None:
    read = request("drop D minor")
    (found,) = cleared.read(read.with_findings(key.read(read)))
    assert isinstance(found, Cleared)
    assert (found.fields, found.here) == (("key",), True)


@pytest.mark.parametrize("text", ["drop the drums", "a slow tempo", "no change in tempo", "calm piano"])
def test_nothing_ends(text: str) -> None:
    assert cleared.read(request(text)) == []

"""Test which names of artists and albums are found, and which are not, because they are compared or refused."""

from __future__ import annotations

from typing import Any

import pytest

from llm.understanding.findings import Cleared, Condition
from llm.understanding.readers import names

from .reading import SHOWN, request, values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("some Satie", {"artist": "Satie"}),
        ("something by Johan Sebastien Bach", {"artist": "Johann Sebastian Bach"}),
        ("anything but Bach", {"not_by": ("Bach",)}),
        ("calm music from the album Kind of Blue", {"album": "Kind of Blue"}),
        ("the Kind of Blue album", {"album": "Kind of Blue"}),
        ("de Satie", {"artist": "Satie"}),
    ],
)
def test_a_name(text: str, wanted: dict[str, str]) -> None:
    assert values(names.read, text) == wanted


@pytest.mark.parametrize(
    "text", ["something by Nina Simone", "in the style of Bach", "Satie-like piano", "by the sea", "a train ride"]
)
def test_no_name(text: str) -> None:
    assert values(names.read, text) == {}


def test_a_name_alone_is_recognised_when_nearly_right() -> None:
    assert values(names.alone, "tchaikovski") == {"artist": "Tchaikovsky"}
    assert values(names.alone, "tchaikovski in the snow, driving") == {}


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("no Bach please", {"not_by": ("Bach",)}),
        ("never play Scott Joplin again, something calm", {"not_by": ("Scott Joplin",)}),
        ("without Bach or Satie", {"not_by": ("Bach", "Satie")}),
        ("nothing from the album Kind of Blue", {"not_on": ("Kind of Blue",)}),
        ("not the album Kind of Blue", {"not_on": ("Kind of Blue",)}),
        ("no train songs", {}),  # a band of one word has a capital
    ],
)
def test_refused_names(text: str, refused: dict[str, Any]) -> None:
    assert values(names.read, text) == refused


def test_other_artists_than_those_shown() -> None:
    cleared, refused = names.by_others(request("number 2 by somebody else", SHOWN))
    assert isinstance(cleared, Cleared)
    assert refused == Condition(values=(("not_by", ("Erik Satie",)),))

"""Artists and albums: of the library anywhere, of anybody behind "by", never what is compared or refused."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Cleared, Refusal
from llm.understanding.readers import names

from .reading import SHOWN, request, values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("some Satie", {"artist": "Satie"}),
        ("something by Nina Simone", {"artist": "Nina Simone"}),
        ("calm music from the album Kind of Blue", {"album": "Kind of Blue"}),
        ("the Kind of Blue album", {"album": "Kind of Blue"}),
        ("de Satie", {"artist": "Satie"}),
    ],
)
def test_a_name(text: str, wanted: dict[str, str]) -> None:
    assert values(names.read, text) == wanted


@pytest.mark.parametrize(
    "text", ["in the style of Bach", "Satie-like piano", "anything but Bach", "by the sea", "a train ride"]
)
def test_no_name(text: str) -> None:
    assert values(names.read, text) == {}


def test_a_name_alone_is_recognised_when_nearly_right() -> None:
    assert values(names.alone, "tchaikovski") == {"artist": "Tchaikovsky"}
    assert values(names.alone, "tchaikovski in the snow, driving") == {}


def test_refused_artists() -> None:
    assert [f.name for f in names.refused(request("no Bach please")) if isinstance(f, Refusal)] == ["bach"]
    assert names.refused(request("no train songs")) == []  # a band of one word has a capital
    cleared, *refused = names.refused(request("number 2 by somebody else", SHOWN))
    assert isinstance(cleared, Cleared)
    assert [f.name for f in refused if isinstance(f, Refusal)] == ["satie"]

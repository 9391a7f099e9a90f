"""Test that concepts are found in sentences, with their positions."""

from __future__ import annotations

import pytest

from data.vocabulary.mentions import cut, cut_concepts, mentions


def names(text: str) -> list[str]:
    return [m.concept.name for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("haunted house party", ["scary", "party"]),
        ("drum'n'bass at night", ["drum and bass", "night"]),
        ("guitarist playing slowly, peacefully", ["guitar", "slow", "calm"]),
        ("horpsichord and clarinett", ["harpsichord", "clarinet"]),
        ("medow musik with giutar", ["guitar"]),
        ("lutes and recoders", ["lute", "recorder"]),
        ("this one shares that mood", []),
        ("start from scratch", []),
        ("I love it, play more", []),
        ("love songs", ["romantic"]),
        ("my house, a chair, the horse", []),
        ("in a heavy metal style", ["heavy metal"]),
        ("lo-fi hip-hop", ["lo-fi"]),
    ],
)
def test_mentions(text: str, found: list[str]) -> None:
    assert [n for n in names(text) if n != "nature"] == found


def test_places_are_those_of_the_text() -> None:
    text = "Oh là là: ÉPIQUE, a Banjo!"
    assert [text[m.start : m.end] for m in mentions(text)] == ["ÉPIQUE", "Banjo"]


def test_cutting_leaves_a_tidy_text() -> None:
    text = "a song with banjo and fiddle, no drums"
    start = text.index(", no")
    assert cut(text, [(start, len(text))]) == "a song with banjo and fiddle"
    assert cut_concepts("happy folk, with fiddle and banjo", {"banjo"}) == "happy folk, with fiddle"
    assert cut("", []) == ""

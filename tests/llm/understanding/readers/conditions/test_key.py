"""Test that keys are read in English, German and solfège, as chords, tonics and modes."""

from __future__ import annotations

import pytest

from llm.understanding.readers.conditions import key
from tests.llm.understanding.readers.reading import taken, values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in F sharp minor", "F# minor"),
        ("h-Moll", "B minor"),
        ("b-Moll", "Bb minor"),
        ("en la menor", "A minor"),
        ("si bémol majeur", "Bb major"),
        ("something in Am", "A minor"),
        ("in the key of E", "E major"),
        ("D dorian", "D dorian"),
        ("in a minor key", "minor"),
        ("slow, minor, cello", "minor"),
        ("nothing in a minor key", "major"),
    ],
)
def test_a_key(text: str, wanted: str) -> None:
    assert values(key.read, text) == {"key": wanted}


@pytest.mark.parametrize(
    "text", ["a minor annoyance", "a major event", "major or minor", "in a hurry", "170 steps a min"]
)
def test_no_key(text: str) -> None:
    assert values(key.read, text) == {}


def test_a_refusal_of_a_mode_is_taken_with_it() -> None:
    assert taken(key.read, "cello, nothing in a minor key") == ["nothing in a minor key"]

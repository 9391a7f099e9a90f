"""The vocabulary: unique, recognisable by every name, and of enough kinds."""

from __future__ import annotations

import pytest

from data.text import fold
from data.vocabulary.concepts import CONCEPTS, phrases, recognise


def test_names_are_unique_and_captions_are_short_sentences() -> None:
    names = [c.name for c in CONCEPTS]
    assert len(names) == len(set(names))
    for c in CONCEPTS:
        assert c.caption
        assert len(c.caption.split()) <= 12, c
        assert c.name == c.name.lower()


def test_enough_of_each_kind_to_speak_about_music() -> None:
    kinds = [c.kind for c in CONCEPTS]
    assert kinds.count("instrument") >= 90
    assert kinds.count("genre") >= 75
    assert kinds.count("mood") + kinds.count("use") + kinds.count("texture") >= 60


def test_every_name_names_itself_whatever_its_synonyms_elsewhere() -> None:
    for c in CONCEPTS:
        assert recognise(c.name) is c


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Banjos", "banjo"),
        ("SAXAPHONE", "saxophone"),
        ("Klavier", "piano"),
        ("batería", "drums"),
        ("flûte à bec", "recorder"),
        ("lo fi", "lo-fi"),
        ("drum & bass", "drum and bass"),
        ("gruselig", "scary"),
        ("triste", "sad"),
        ("zum einschlafen", "sleep"),
    ],
)
def test_other_names(phrase: str, name: str) -> None:
    found = recognise(phrase)
    assert found is not None
    assert found.name == name


def test_phrases_are_folded() -> None:
    assert all(p == fold(p) and "-" not in p for p in phrases())

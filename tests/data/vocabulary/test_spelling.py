"""Test that misspelt words are corrected to names of concepts and that common words are not."""

from __future__ import annotations

import pytest

from data.vocabulary.language import languages
from data.vocabulary.mentions import mentions
from data.vocabulary.spelling import respell


def names(text: str) -> list[str]:
    return [m.concept.name for m in mentions(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("baroke", ["baroque"]),
        ("a celo", ["cello"]),
        ("gitar", ["guitar"]),
        ("simfony", ["classical"]),
        ("kazoo, cellar, bark, fonts", []),
        ("a minute and a half", []),
        ("give me 3/4 of them", []),
        ("circa, cattle, parish, green, might, hopefully", []),
    ],
)
def test_names_spelt_as_they_sound(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("sloooow", "slow"),
        ("metl", "metal"),
        ("surff", "surf"),
        ("scariest", "scary"),
        ("saddest", "sad"),
        ("slowest", "slowest"),  # compares tempos
        ("softly", "softly"),  # a synonym of its own
        ("klaviermusik", "klavier"),
        ("traumerisches", "traumerisch"),
        ("recoders", "recorder"),
        ("piano", "piano"),
        ("a", "a"),
        ("12345", "12345"),
    ],
)
def test_respelling(word: str, name: str) -> None:
    assert respell(word) == name


def test_words_listed_as_right_are_never_corrected() -> None:
    for code, language in languages().items():
        for word in (*language.correct, *language.spelt_right):
            assert respell(word, frozenset({code})) == word, (code, word)


def test_a_word_is_right_only_where_its_language_is_spoken() -> None:
    assert respell("techo") == "techno"
    assert respell("techo", frozenset({"es"})) == "techo"  # a ceiling

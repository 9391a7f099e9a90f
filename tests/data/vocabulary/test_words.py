"""Concepts found in sentences, typing errors and all."""

from __future__ import annotations

import pytest

from data.vocabulary.concepts import concept
from data.vocabulary.words import _FOREIGN, cut, cut_concepts, mentions


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
    ("text", "found"),
    [
        ("something comical and floaty", ["cheeky", "dreamy"]),
        ("3/4 time", ["waltz"]),
        ("drum & bass", ["drum and bass"]),
        ("eine Quetschkommode beim Schützenfest", ["accordion", "polka"]),
        ("zum Zocken, ohne Gequatsche", ["gaming", "vocals"]),
        ("orgue de barbarie, manège", ["organ", "celebration"]),
        ("pour dessiner, sans grelots", ["study", "sleigh bells"]),
        ("viento metal para estudiar", ["brass", "study"]),
        ("ich liebe das", []),
        ("sería bueno", []),
    ],
)
def test_words_of_four_languages(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_every_foreign_word_names_a_concept() -> None:
    assert [name for name in _FOREIGN.values() if concept(name) is None] == []
    assert max(len(said.split()) for said in _FOREIGN) <= 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("etwas Schnelles gegen Kopfschmerzen", ["fast"]),
        ("das war fast zu laut", ["loud"]),
        ("music for a war film", ["battle"]),
        ("une grande chanson avec du violon", ["violin"]),
        ("je veux un choix de piano", ["piano"]),
        ("solo quiero piano para quien no duerme", ["piano"]),
        ("un solo de guitarra", ["solo", "guitar"]),
        ("a techo song with plano", ["techno", "piano"]),
    ],
)
def test_a_word_is_read_in_the_language_of_its_request(text: str, found: list[str]) -> None:
    assert [mention.concept.name for mention in mentions(text)] == found

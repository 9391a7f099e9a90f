"""Words of four languages name concepts, each read in the language of its request."""

from __future__ import annotations

import pytest

from data.text import fold
from data.vocabulary.concepts import CONCEPTS, concept, phrases, recognise
from data.vocabulary.language import Language, language_of, languages, read_language
from data.vocabulary.lexicon import languages_of, spell_out
from data.vocabulary.mentions import mentions


def names(text: str) -> list[str]:
    return [m.concept.name for m in mentions(text)]


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


def test_every_word_of_a_language_names_one_concept() -> None:
    named: dict[str, str] = {}
    for code, language in languages().items():
        for said, name in language.names.items():
            assert concept(name), (code, name)
            assert said == fold(said)
            assert 1 <= len(said.split()) <= 4, said
            assert said not in phrases(), f"{code}: {said} is a synonym already"
            assert named.setdefault(said, name) == name, f"{said} names two concepts"


def test_every_synonym_names_its_concept() -> None:
    for code, language in languages().items():
        for name, words in language.synonyms.items():
            assert concept(name), (code, name)
            assert len(set(words)) == len(words), (code, name)
            assert all(recognise(word) for word in words)


def test_each_language_has_telltale_words_but_english_is_no_foreign_one() -> None:
    assert set(languages()) == {"en", "de", "fr", "es"}
    assert all(language.telltale for language in languages().values())
    assert languages_of("ich mag das".split()) == {"de"}
    assert languages_of("something calm".split()) == frozenset()


def test_a_language_is_read_from_the_sections_of_its_file() -> None:
    italian = read_language(
        "# Italian\n\n[telltale]\nil lo gli\n\n[not after]\npiano: piano più\n\n"
        "[synonyms]\nsad | triste, malinconico\n\n[names]\nviolin | violino,\n    violini\ndrums | batteria\n"
    )
    assert italian == Language(
        synonyms={"sad": ("triste", "malinconico")},
        names={"violino": "violin", "violini": "violin", "batteria": "drums"},
        telltale=frozenset({"il", "lo", "gli"}),
        not_after={"piano": frozenset({"piano", "piu"})},
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("🎻🎻 please", "violin please"),
        ("🚫🥁", "no drums"),
        ("❤️ songs", "romantic songs"),
        ("piano w/o vocals", "piano without vocals"),
        ("jazz w/ brass", "jazz with brass"),
        ("größer", "größer"),
    ],
)
def test_emoji_and_abbreviations_are_spelt_out(typed: str, said: str) -> None:
    assert spell_out(typed) == said


def test_every_emoji_stands_for_a_word_that_is_known() -> None:
    for emoji in "🎻🎃👻🌞🎪😡🏴":
        word = spell_out(emoji).strip()
        assert word == emoji or recognise(word), emoji


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("calm piano", "en"), ("slower", "en"), ("something like Clair de lune", "en"), ("asdfghjkl", "en"),
        ("Lieder über das Meer", "de"), ("langsamer", "de"), ("warum 2?", "de"),
        ("musique calme", "fr"), ("pourquoi la première ?", "fr"), ("plus lent", "fr"),
        ("más lento", "es"), ("¿por qué la 3?", "es"), ("la mar", "es"),
    ],
)  # fmt: skip
def test_the_language_of_a_text_is_that_of_most_of_its_words(text: str, code: str) -> None:
    assert language_of(text) == code


def test_answers_can_name_every_concept_in_every_language() -> None:
    for code, language in languages().items():
        assert all(concept(name) for name in language.said), code
        if code in ("de", "fr"):  # Spanish and English call many styles and some instruments by the concept's name
            assert set(language.said) == {c.name for c in CONCEPTS}
        assert {c.name for c in CONCEPTS if c.kind == "use"} <= set(language.said)

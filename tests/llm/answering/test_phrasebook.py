"""Test that the sentences of each language are complete, and that their words agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import llm.answering.phrasebook as module
from data.vocabulary.concepts import CONCEPTS
from data.vocabulary.language import languages
from llm.answering.parts import Citation
from llm.answering.phrasebook import Phrasebook, paragraph, spoken
from llm.plan import filter_labels
from retrieval.query import Filters

_OPTIONAL = {"words.and_i", "words.or_o", "words.nor"}
# Values of which each language takes what suits its grammar: names, or names in quotation marks.
_LISTS = {"doubt.lacking": {"other", "words"}, "doubt.neither": {"what", "other", "words"}, "why.tags": {"words"}}
_ONE_LANGUAGE = ("note",)  # sections of which each language has the entries that it needs


def entries(code: str) -> dict[str, list[str]]:
    path = Path(module.__file__).parent / "languages" / f"{code}.toml"
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": [said] if isinstance(said, str) else said
        for section, each in sections.items()
        for name, said in each.items()
        if section not in _ONE_LANGUAGE
    }


def slots(wordings: list[str]) -> set[str]:
    return {name for said in wordings for _, name, _, _ in Formatter().parse(said) if name}


def test_answers_are_written_in_every_language_that_requests_are_read_in() -> None:
    assert set(spoken()) == set(languages())


@pytest.mark.parametrize("code", ["de", "fr", "es"])
def test_each_language_has_every_sentence_with_values_that_are_given(code: str) -> None:
    english, other = entries("en"), entries(code)
    assert set(other) - _OPTIONAL == set(english)
    for key, wordings in other.items():
        if key.startswith(("question.", "talk.")):
            assert re.compile(wordings[0])
        elif key not in _OPTIONAL:
            given = slots(english[key]) | ({"what", "bare", "tag"} & slots(english[key]) and {"what", "bare", "tag"})
            given |= _LISTS.get(key.removesuffix("_one"), set())
            assert slots(wordings) <= given, (key, wordings)


@pytest.mark.parametrize("code", ["en", "de", "fr", "es"])
def test_every_concept_has_a_name_and_instruments_an_article(code: str) -> None:
    book = Phrasebook(code)
    for concept in CONCEPTS:
        assert book.name(concept.name)
        if concept.kind == "instrument":
            assert book.bare(concept.name) != book.name(concept.name), concept.name


def test_a_request_is_answered_in_its_language_and_always_in_the_same_words() -> None:
    assert Phrasebook.of("ruhige Musik zum Lernen").code == "de"
    assert Phrasebook.of("musique calme").code == "fr"
    assert Phrasebook("it").code == "en"
    said = {
        str(Phrasebook("en", f"request {i}").write("open.pick", a=Citation(1), why="it is calm")) for i in range(40)
    }
    assert len(said) >= 3
    assert all(Phrasebook("en", "x").text("why.tag", tag="calm") == Phrasebook("en", "x").text("why.tag", tag="calm")
               for _ in range(3))  # fmt: skip


def test_lists_conjunctions_and_numbers() -> None:
    english, spanish = Phrasebook("en"), Phrasebook("es")
    assert [str(english.listed(list("abc"[:n]))) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert str(english.cites([1, 3])) == "[1] and [3]"
    assert str(spanish.listed(["alegre", "inquietante"])) == "alegre e inquietante"
    assert str(spanish.listed(["arpa", "oboe"], "or")) == "arpa u oboe"
    assert [english.number(n) for n in (2, 8, 40)] == ["two", "eight", "40"]
    assert english.quotes(["a", "b", "c", "d"]) == "“a”, “b”, “c” and “d”"
    assert english.quotes(["a", "b", "c", "d", "e"]) == "“a”, “b”, “c” and 2 more"
    assert english.quotes(["jazz", "Jazz", "folk"], negated=True) == "“jazz” or “folk”"
    assert Phrasebook("fr").quotes(["jazz", "folk", "rap"], negated=True) == "« jazz » ni « folk » ni « rap »"
    assert str(paragraph([english.listed([]), english.listed(["a"]), english.listed(["b"])])) == "a b"


@pytest.mark.parametrize(
    ("code", "key", "said"),
    [("en", "A minor", "A minor"), ("de", "Bb major", "B-Dur"), ("de", "B minor", "H-Moll"),
     ("fr", "F# minor", "fa dièse mineur"), ("es", "C major", "do mayor"), ("de", "minor", "Moll")],
)  # fmt: skip
def test_keys_have_the_names_of_each_language(code: str, key: str, said: str) -> None:
    assert Phrasebook(code).key(key) == said


def test_conditions_are_worded_in_each_language() -> None:
    filters = Filters(tempo_max=100, year_min=1980, year_max=1989, key="minor", artist="Bach")
    assert list(Phrasebook("en").labels(filters).values()) == [
        "under 100 bpm", "from the 1980s", "in a minor key", "by Bach"
    ]  # fmt: skip
    for code in spoken():
        assert list(Phrasebook(code).labels(filters)) == list(filter_labels(filters))
    assert str(Phrasebook("de").condition(("banjo", "calm"), ("drums",), Filters())) == (
        "mit Banjo, ruhig und ohne Schlagzeug"
    )


def test_lengths_around_a_round_one_are_said_as_about() -> None:
    about = Filters(duration_min_s=432.0, duration_max_s=648.0)
    assert [Phrasebook(code).labels(about)["duration"] for code in ("en", "de", "fr", "es")] == [
        "about 9 minutes long", "etwa 9 Minuten lang", "d'environ 9 minutes", "de alrededor de 9 minutos"
    ]  # fmt: skip
    between = Filters(duration_min_s=120.0, duration_max_s=300.0)
    assert Phrasebook("en").labels(between)["duration"] == "between 2:00 and 5:00 long"


@pytest.mark.parametrize(
    ("code", "note", "said"),
    [
        ("en", "slower: under 104 bpm", "I took “slower” to mean under 104 bpm."),
        ("de", "langsamer: under 104 bpm", "„langsamer“ heißt für mich: unter 104 bpm."),
        ("fr", "qui a du punch: energetic and banjo", "J'ai compris « qui a du punch » ainsi : énergique et le banjo."),
        ("es", "con marcha: energetic", "Entiendo «con marcha» así: enérgica."),
        ("de", "mit Schwung: energetic", "„mit Schwung“ heißt für mich: energisch."),
        ("en", "life in the future: space", "I took “life in the future” to mean space."),
        ("en", "bruno mars is not in this library", "“bruno mars” is not in this library."),
        (
            "en",
            "newer: the year of these tracks is not known, so only by sound",
            "I took “newer” by sound alone, as no tag tells.",
        ),
        ("en", "back to the first wish", "Back to the first wish."),
        ("fr", "back to the first wish", "Retour à la première demande."),
        ("es", "“sea” searched as nature and calm", "Leo «sea» así: para la naturaleza y tranquila."),
        ("de", "some words that nobody translated", "Some words that nobody translated."),
    ],
)
def test_assumptions_are_sentences_in_each_language(code: str, note: str, said: str) -> None:
    assert str(Phrasebook(code).note(note, Filters(tempo_max=104))) == said

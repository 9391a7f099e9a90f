"""Test which requests are recognised as written in a language that the readers do not know."""

from __future__ import annotations

import pytest

from llm.understanding.foreign import foreign_language
from llm.understanding.planner import make_plan


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("canzoni allegre per la cucina", "Italian"),
        ("músicas animadas para a festa", "Portuguese"),
        ("vrolijke liedjes voor het ontbijt", "Dutch"),
        ("wesołe piosenki na śniadanie", "Polish"),
        ("спокойная музыка для работы", "Russian"),
        ("canciones alegres para el desayuno", ""),
        ("musique joyeuse pour le petit déjeuner", ""),
        ("fröhliche Lieder zum Frühstück", ""),
        ("kitchen grandmother jars of jam", ""),
        ("qwertz uiop", ""),
    ],
)
def test_a_language_is_named_if_the_readers_do_not_know_it(text: str, language: str) -> None:
    assert foreign_language(text, text.split()) == language


def test_a_request_that_was_mostly_understood_is_not_looked_at() -> None:
    assert foreign_language("calm piano con brio", ["brio"]) == ""


def test_the_plan_names_the_language() -> None:
    assert make_plan("canzoni allegre per cucinare la pasta").language == "Italian"
    assert make_plan("calm piano").language == ""

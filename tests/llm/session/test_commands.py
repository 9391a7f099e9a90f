from __future__ import annotations

import pytest

from llm.session.commands import Command, command


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("play 3", Command("play", 3)),
        ("Play number 12!", Command("play", 12)),
        ("play the third", Command("play", 3)),
        ("play the last one", Command("play", -1)),
        ("spiel die 3", Command("play", 3)),
        ("spiele die dritte", Command("play", 3)),
        ("joue le deuxième", Command("play", 2)),
        ("pon la 4", Command("play", 4)),
        ("play Danube Blue", Command("play", title="Danube Blue")),
        ("play all", Command("all")),
        ("next", Command("next")),
        ("Suivant", Command("next")),
        ("previous track", Command("previous")),
        ("stop.", Command("pause")),
        ("play", Command("resume")),
        ("from the start", Command("start")),
        ("next to a river", None),
        ("something to play at a wedding", None),
        ("stop motion soundtrack", None),
        ("", None),
    ],
)
def test_commands_are_whole_requests(said: str, meant: Command | None) -> None:
    assert command(said) == meant

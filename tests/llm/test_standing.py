"""Say standing rules in a conversation: add, offer, lift and list them, and what the answers then say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from llm.assistant import Assistant
from llm.conversation import Conversation, Turn
from llm.session.batch import respond
from retrieval.library import Library
from tests.concept_library import build_library
from tests.llm.conftest import TRACKS, make_track

Ask = Callable[[str], Turn]
OTHERS = [
    make_track(50, "Fugue for Two", artist="Wilhelm Bach", style="baroque", instruments=("organ",)),
    make_track(51, "Long Evening", style="ambient", duration_s=1900.0),
]


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    opened = build_library(home, [*TRACKS, *OTHERS])
    yield opened
    opened.close()


@pytest.fixture
def ask(library: Library) -> Ask:
    """Return a function that sends a request in one conversation without a language model."""
    assistant, past = Assistant(library), Conversation()

    def one(request: str) -> Turn:
        turn = respond(assistant, request, past)
        past.add(turn)
        return turn

    return one


def labels(library: Library) -> list[str]:
    return [rule.label for rule in library.rules()]


def by(turn: Turn) -> set[str]:
    return {hit.track.artist for hit in turn.hits}


def test_what_may_be_meant_for_now_is_asked_and_holds_meanwhile(library: Library, ask: Ask) -> None:
    assert "Traditional" in by(ask("banjo"))
    offered = ask("never play Traditional again")
    assert "Always, or only in this conversation?" in offered.text or "“always”" in offered.text
    assert "Traditional" not in by(offered)
    assert offered.follow_ups == ("Always", "Only in this conversation")
    assert labels(library) == []
    kept = ask("always")
    assert kept.text.startswith("From now on, in every search: never Traditional.")
    assert labels(library) == ["never by Traditional"]


def test_only_in_this_conversation_keeps_no_rule(library: Library, ask: Ask) -> None:
    ask("banjo")
    ask("never play Traditional again")
    assert ask("only in this conversation").text == "Only in this conversation, then."
    assert labels(library) == []
    assert "Traditional" not in by(ask("I'm looking for something happy"))  # a new search of the same conversation
    assert "Traditional" in by(ask("play something by Traditional"))  # asked for by name


@pytest.mark.parametrize(
    ("request_", "label"),
    [
        ("From now on never play Johann Sebastian Bach", "never by Johann Sebastian Bach"),
        ("block the artist Traditional", "never by Traditional"),
        ("always leave out bluegrass", "never bluegrass"),
        ("never again bluegrass", "never bluegrass"),
        ("Traditional, never again", "never by Traditional"),
        ("nothing over 20 minutes from now on", "nothing over 20:00"),
        ("from now on nothing shorter than half a minute", "nothing under 0:30"),
        ("from now on nothing over twenty minutes", "nothing over 20:00"),
        ("ab jetzt nichts über 20 Minuten", "nothing over 20:00"),
        ("nie wieder Traditional", "never by Traditional"),
        ("désormais plus jamais Traditional", "never by Traditional"),
        ("nunca más Traditional", "never by Traditional"),
        ("never play the album Demo", ""),  # asks first
        ("never too fast please", ""),
        ("I never know what to play", ""),
        ("never mind", ""),
        ("calm piano", ""),
    ],
)
def test_words_that_only_mean_a_lasting_rule_make_one(library: Library, ask: Ask, request_: str, label: str) -> None:
    ask(request_)
    assert labels(library) == ([label] if label else [])


def test_a_rule_is_listed_and_lifted_and_what_it_hides_is_named(library: Library, ask: Ask) -> None:
    assert ask("my rules").text == "There are no standing rules."
    ask("from now on never play Johann Sebastian Bach")
    hidden = ask("something by Johann Sebastian Bach")
    assert hidden.hits == ()
    assert hidden.text.startswith(
        "2 tracks here would fit, but your rules leave them out: never Johann Sebastian Bach."
    )
    assert ask("what are my rules?").text == "Your rules, which hold in every search: never Johann Sebastian Bach."
    lifted = ask("lift the rule about Bach")
    assert lifted.text.startswith("Lifted, it holds no more: never Johann Sebastian Bach.")
    assert by(ask("something by Johann Sebastian Bach")) == {"Johann Sebastian Bach"}
    assert ask("lift the rule about Bach").text.startswith("There are no standing rules.")


def test_a_name_that_two_artists_share_is_a_sentence_and_changes_nothing(library: Library, ask: Ask) -> None:
    turn = ask("from now on never play Bach")
    assert turn.notices[0][0] == "2 artists here go by Bach: Johann Sebastian Bach; Wilhelm Bach."
    assert labels(library) == []
    assert ask("never again Miles Davis").notices[0][0].startswith("Nothing here is called Miles Davis")


def test_a_rule_that_leaves_nothing_is_a_sentence(library: Library, ask: Ask) -> None:
    turn = ask("from now on nothing over 0:05")
    assert "would leave out every track" in turn.notices[0][0]
    assert labels(library) == []
    assert ask("banjo").hits


def test_questions_and_searches_obey_the_same_rules(library: Library, ask: Ask) -> None:
    total = len(library.tracks())
    ask("never again bluegrass")
    answer = ask("how many tracks do I have?").text
    assert f"{total - 2} tracks" in answer
    assert "Your rules leave out 2 more: never bluegrass." in answer
    assert all(hit.track.known.style != "bluegrass" for hit in ask("banjo").hits)

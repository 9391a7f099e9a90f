"""Test requests for the words of songs from the request to the answer and the row, with and without known words."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm.assistant import Assistant, Done
from llm.conversation import Conversation, Turn
from llm.session.rows import reason_for
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder


@pytest.fixture
def tones(keyword: KeywordEncoder, music: Path, home: Path) -> Path:
    """Return the folder of four tones, indexed without words."""
    index_folder(home, music)
    return music


@pytest.fixture
def sung(tones: Path, home: Path) -> Library:
    """Return a library of these tones, of which two have words beside them."""
    (tones / "Ann - Low One.lrc").write_text("[00:00.50]I packed my coat\n[00:01.50]and left my mother's house")
    (tones / "deeper" / "shrill.txt").write_text("Rain on the roof all <b>afternoon</b>\nthe street became a river")
    index_folder(home)
    return Library(home)


def turn(library: Library, *requests: str) -> Turn:
    """Return the last turn of a conversation."""
    past = Conversation()
    for request in requests:
        for event in Assistant(library, tagger=lambda: None).respond(request, past):
            if isinstance(event, Done):
                past.add(event.turn)
    return past.turns[-1]


def reasons(answered: Turn, library: Library) -> list[str]:
    return [reason_for(hit, answered.plan, library.track)[0] for hit in answered.hits]


def test_the_answer_and_the_row_show_the_line_with_its_source_and_time(sung: Library) -> None:
    answered = turn(sung, "songs about leaving home")
    assert answered.hits[0].track.title == "Low One"
    assert "at 0:01 it sings “and left my mother's house”" in answered.text
    assert reasons(answered, sung)[0].startswith("“and left my mother's house” (words")
    assert "0:01" in reasons(answered, sung)[0]


def test_a_quotation_that_nobody_sings_is_owned_up_to(sung: Library) -> None:
    exact = turn(sung, "the one that goes 'rain on the roof'")
    assert [hit.track.title for hit in exact.hits] == ["shrill"]
    assert reasons(exact, sung) == ["“Rain on the roof all afternoon” (words)"]
    assert "exactly" not in exact.text
    near = turn(sung, "the one that goes 'pouring water on the street'")
    assert "No song here says exactly “pouring water on the street”" in near.text


def test_a_topic_that_no_song_has_is_looked_for_by_sound_and_the_answer_says_so(sung: Library) -> None:
    answered = turn(sung, "songs about tax accounting software")
    assert not answered.plan.lyrics
    assert "No song here has words like “tax accounting software”" in answered.text


def test_another_language_finds_only_songs_with_its_words_and_the_answer_says_so(sung: Library) -> None:
    found = turn(sung, "Lieder über die Straße")
    assert found.hits, "MiniLM finds something near in spelling"
    assert "nur auf Englisch" in found.text
    assert "English" not in turn(sung, "songs about rain on the roof").text


def test_a_later_turn_keeps_the_words_until_it_asks_for_others(sung: Library) -> None:
    kept = turn(sung, "songs about leaving home", "only the short ones")
    assert [wish.text for wish in kept.plan.lyrics] == ["leaving home"]
    for other in ("songs about rain", "the one that mentions rain", "the one that goes 'rain on the roof'"):
        asked = turn(sung, "songs about leaving home", other)
        assert [hit.track.title for hit in asked.hits][:1] == ["shrill"]
        assert "leaving home" not in [wish.text for wish in asked.plan.lyrics]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ("songs about leaving home", "words"),
        ("a song that mentions rain", "words"),
        ("what song has the words 'na na na' in it?", "words"),
        ("Lieder über den Mond", "Text"),
        ("chansons qui parlent de la mer", "paroles"),
        ("canciones sobre la lluvia", "letra"),
    ],
)
def test_without_known_words_the_answer_says_so(tones: Path, home: Path, request_: str, said: str) -> None:
    answered = turn(Library(home), request_)
    assert answered.plan.wordless
    assert said in answered.text


def test_questions_after_a_search_know_the_line(sung: Library) -> None:
    assert "it sings “and left my mother's house”" in turn(sung, "songs about leaving home", "why 1?").text


def test_a_question_for_songs_about_something_is_a_search(sung: Library) -> None:
    assert turn(sung, "are there any songs about rain?").hits[0].track.title == "shrill"
    assert turn(sung, "how many songs about rain do I have?").hits[0].track.title == "shrill"


def test_markup_in_words_stays_out(sung: Library) -> None:
    assert "<b>" not in "".join(reasons(turn(sung, "songs about rain"), sung))

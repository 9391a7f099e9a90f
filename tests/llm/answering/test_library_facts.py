"""Compare answers about the whole library with its tracks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from llm.answering.library_facts import answer, compare_titles
from llm.plan import Ask, LibraryQuestion
from retrieval.query import Filters


def numbers(text: object) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", str(text))]


@pytest.mark.parametrize(
    ("wanted", "having"),
    [
        (("banjo",), lambda t: "banjo" in t.known.instruments),
        (("piano",), lambda t: "piano" in t.known.instruments),
        (("bluegrass",), lambda t: t.known.style == "bluegrass"),
        (("happy", "banjo"), lambda t: "banjo" in t.known.instruments and "happy" in t.known.mood),
        (("didgeridoo",), lambda t: False),
    ],
)
def test_counts_are_those_of_the_tags(library: Any, wanted: tuple[str, ...], having: Any) -> None:
    said = answer(LibraryQuestion("count", wanted), library)
    tracks = library.tracks()
    assert numbers(said)[:2] == [sum(map(having, tracks)), len(tracks)]
    assert "by their tags" in str(said)


def test_conditions_are_counted(library: Any) -> None:
    said = answer(LibraryQuestion("count", (), Filters(artist="Bach")), library)
    assert str(said) == f"By Bach: 2 of {len(library.tracks())} tracks."
    both = answer(LibraryQuestion("count", ("dark",), Filters(artist="Bach")), library)
    assert numbers(both)[0] == 1


def test_tracks_without_tags_are_counted_by_ear(heard_library: Any) -> None:
    said = str(answer(LibraryQuestion("count", ("banjo",)), heard_library))
    assert said.startswith("With the banjo: 0 of 24 tracks, by their tags.")
    assert "By ear perhaps 3 more." in said


@pytest.mark.parametrize(
    ("ask", "value"),
    [
        ("longest", lambda t: t.duration_s), ("shortest", lambda t: -t.duration_s),
        ("fastest", lambda t: t.tempo_bpm or 0), ("slowest", lambda t: -(t.tempo_bpm or 999)),
        ("oldest", lambda t: -(t.year or 9999)), ("newest", lambda t: t.year or 0),
    ],
)  # fmt: skip
def test_superlatives_name_the_track(library: Any, ask: Ask, value: Any) -> None:
    best = max(library.tracks(), key=value)
    said = str(answer(LibraryQuestion(ask), library))
    assert value(best) == value(next(t for t in library.tracks() if said.startswith(f"That is “{t.title}”")))


def test_what_no_track_states_is_said_to_be_unknown(library: Any) -> None:
    assert str(answer(LibraryQuestion("loudest"), library)) == "The tags say nothing about that."
    assert "nothing about rights" in str(answer(LibraryQuestion("rights"), library))
    assert "no track here" in str(answer(LibraryQuestion("longest", ("didgeridoo",)), library))


def test_artists_albums_genres_and_an_overview(library: Any) -> None:
    artists = str(answer(LibraryQuestion("artists"), library))
    assert artists.startswith(f"{len(library.artists())} artists; most tracks are by ")
    assert re.search(r"Traditional \(2\)", artists)
    assert "Demo (12)" in str(answer(LibraryQuestion("albums"), library))
    assert "baroque (2)" in str(answer(LibraryQuestion("genres"), library))
    assert str(answer(LibraryQuestion("artists", ("banjo",)), library)).startswith("With the banjo: 2 artists")
    overview = str(answer(LibraryQuestion("overview"), library))
    assert overview.startswith("This library has 12 tracks")
    assert "1 tracks have no such tags" in overview


@pytest.mark.parametrize(
    ("request_", "start"),
    [
        ("wie viele Stücke mit Banjo habe ich?", "Mit Banjo: 3 von 12 Stücken, den Tags nach."),
        ("combien de morceaux avec banjo ?", "Avec le banjo : 3 morceaux sur 12"),
        ("¿cuántas canciones con banjo tengo?", "Con el banjo: 3 de 12 pistas"),
    ],
)
def test_answers_are_in_the_language_of_the_question(library: Any, request_: str, start: str) -> None:
    assert str(answer(LibraryQuestion("count", ("banjo",)), library, request_)).startswith(start)


def test_two_titles_are_compared_and_nothing_else_is(library: Any) -> None:
    said = str(compare_titles("Which is slower, Harbour Lights or Maple Leaf Rag?", library))
    assert said.startswith("That is “Harbour Lights”, at 92 bpm")
    assert not compare_titles("something slower or Harbour Lights", library)
    assert not compare_titles("Harbour Lights or Maple Leaf Rag?", library)
    assert not compare_titles("", library)

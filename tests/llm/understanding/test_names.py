"""Test which names of music are found in requests, in the library and outside it, and which words are no names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.planner import make_plan
from llm.understanding.tagger import shipped_tagger
from retrieval.query import Hit
from tests.concept_library import RecordingLibrary
from tests.llm.conftest import make_track

# (artist, title, album)
TRACKS = (
    ("The Who", "Pinwheels", "Mills"),
    ("The The", "Dusk Again", "Mills"),
    ("R.E.M.", "1979", "Seven Lights"),
    ("AC/DC", "Thank You", "Seven Lights"),
    ("P!nk", "Happy", "Night"),
    ("Łona", "Who Are You", "Night"),
    ("50 Cent", "7 Seconds", ""),
    ("The Black Keys", "Blue", ""),
    ("久石譲", "人生の園", ""),
    ("Erik Satie", "Gymnopédie No. 1", "Trois"),
    ("Erik Satie", "Gnossienne No. 3", "Trois"),
    ("Various Artists", "Rain", "Weather"),
)
Ask = Callable[..., tuple[Plan, list[str]]]


@pytest.fixture
def library(make_library: Callable[..., RecordingLibrary]) -> RecordingLibrary:
    return make_library(
        [replace(make_track(n, title, artist=artist), album=album) for n, (artist, title, album) in enumerate(TRACKS)]
    )


@pytest.fixture
def ask(library: RecordingLibrary) -> Ask:
    """Return a function that gives, for a request, the plan and the titles of the tracks found."""

    def ask(request: str, past: Conversation | None = None) -> tuple[Plan, list[str]]:
        plan = make_plan(
            request, past, artists=library.artists(), albums=library.albums(), look_up=library.names,
            tagger=shipped_tagger(),
        )  # fmt: skip
        return plan, [hit.track.title for hit in library.search(plan.query())]

    return ask


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("songs by The Who", "Pinwheels"),
        ("the who", "Pinwheels"),
        ("songs by the the", "Dusk Again"),
        ("something by REM", "1979"),
        ("acdc please", "Thank You"),
        ("play AC/DC", "Thank You"),
        ("songs by pink", "Happy"),
        ("Lona", "Who Are You"),
        ("50 cent", "7 Seconds"),
        ("久石譲の曲", "人生の園"),
    ],
)
def test_an_artist_of_the_library_is_meant_however_it_is_written(ask: Ask, request_: str, title: str) -> None:
    plan, titles = ask(request_)
    assert titles == [title]
    assert (plan.wanted, plan.unwanted, plan.notes) == ((), (), ())


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        ("1979", "1979"),
        ("play 1979", "1979"),
        ("7 seconds", "7 Seconds"),
        ("Thank You", "Thank You"),
        ('play "Who Are You"', "Who Are You"),
        ("who are you by łona", "Who Are You"),
        ('the song "Happy"', "Happy"),
        ("play Gymnopedie No. 1", "Gymnopédie No. 1"),
    ],
)
def test_a_title_of_the_library_is_no_condition_and_no_courtesy(ask: Ask, request_: str, title: str) -> None:
    plan, titles = ask(request_)
    assert titles[0] == title
    assert plan.kind == "search"
    assert plan.filters.year_min is plan.filters.duration_max_s is None


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("something happy", "happy"),
        ("play happy music", "happy"),
        ("music for the night", "night"),
        ("blues for a rainy night", "blues"),
        ("sad songs from 1979", "sad"),
    ],
)
def test_common_words_stay_wishes_though_a_title_has_them(ask: Ask, request_: str, wanted: str) -> None:
    plan, _ = ask(request_)
    assert wanted in plan.wanted
    assert (plan.filters.artist, plan.filters.album, plan.filters.only) == ("", "", ())


@pytest.mark.parametrize(
    "request_",
    [
        "something like Erik Satie",
        "piano in the vein of satie",
        "more in the style of Satie, but faster",
        "sounds like Gymnopédie No. 1",
        "i love Erik Satie, recommend me something similar",
    ],
)
def test_an_example_is_a_seed_and_is_left_out_itself(ask: Ask, request_: str) -> None:
    plan, titles = ask(request_)
    assert set(plan.like) <= {"t9", "t10"}
    assert plan.like
    assert plan.filters.artist == ""
    assert titles
    assert not {"Gymnopédie No. 1", "Gnossienne No. 3"} & set(titles)


def test_an_example_that_is_also_wanted_stays(ask: Ask) -> None:
    plan, titles = ask("Satie or something like it")
    assert plan.filters.artist == "Satie"
    assert set(titles) == {"Gymnopédie No. 1", "Gnossienne No. 3"}


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ("calm songs like Velvet Orchard", ("Velvet Orchard",)),
        ("something similar to mara quill and the tidewalkers", ("mara quill", "the tidewalkers")),
        ("music in the vein of simply blue", ("simply blue",)),
        (
            "bands like of monsters and men, cloud cult and taking back sunday please",
            ("of monsters and men", "cloud cult", "taking back sunday"),
        ),
        (
            "on the train I keep listening to Big Thief, Wilco and Beirut, what is there for me?",
            ("Big Thief", "Wilco", "Beirut"),
        ),
    ],
)
def test_an_example_that_the_library_lacks_filters_nothing(ask: Ask, request_: str, names: tuple[str, ...]) -> None:
    plan, titles = ask(request_)
    assert plan.like_names == names
    assert plan.like == ()
    assert set(plan.wanted) <= {"calm"}
    assert not plan.filters
    assert titles or not plan.wanted


@pytest.mark.parametrize("request_", ["Yo La Tengo, but from the 90s", "play slow ones from Yo La Tengo"])
def test_a_name_that_nothing_else_explains_is_owned_up_to(ask: Ask, request_: str) -> None:
    assert "Yo La Tengo is not in this library" in ask(request_)[0].notes


def test_music_that_the_library_lacks_is_owned_up_to(ask: Ask) -> None:
    plan, titles = ask("happy songs by Velvet Orchard")
    assert plan.notes == ("Velvet Orchard is not in this library",)
    assert plan.wanted == ("happy",)
    assert titles
    plan, _ = ask("songs by Velvet Orchard")
    assert (plan.text, plan.wanted, plan.filters.artist) == ("", (), "")
    assert plan.notes == ("Velvet Orchard is not in this library",)


@pytest.mark.parametrize(
    ("request_", "gone"),
    [
        ("never play Erik Satie again", {"Gymnopédie No. 1", "Gnossienne No. 3"}),
        ("anything, but no more satie", {"Gymnopédie No. 1", "Gnossienne No. 3"}),
        ("not the album Mills", {"Pinwheels", "Dusk Again"}),
        ("something without the who or ac/dc", {"Pinwheels", "Thank You"}),
        ("please never play Gymnopédie No. 1 again", {"Gymnopédie No. 1"}),
    ],
)
def test_a_refused_name_is_never_shown(ask: Ask, request_: str, gone: set[str]) -> None:
    plan, titles = ask(request_)
    assert titles
    assert not gone & set(titles)
    assert (plan.filters.artist, plan.filters.album, plan.wanted) == ("", "", ())


def test_refusals_add_up_and_a_wish_takes_one_back(ask: Ask, library: RecordingLibrary) -> None:
    past = Conversation()
    for request, artist, refused in (
        ("something calm, no Satie", "", ("Satie",)),
        ("and no more of The Who", "", ("Satie", "The Who")),
        ("calm, but by Satie", "Satie", ("The Who",)),
    ):
        plan, _ = ask(request, past)
        assert (plan.filters.artist, plan.filters.not_by) == (artist, refused)
        past.add(Turn(plan, tuple(library.search(plan.query()))))


def test_an_artist_ends_with_a_new_search_and_with_an_example(ask: Ask, library: RecordingLibrary) -> None:
    past = Conversation()
    plan, _ = ask("songs by Erik Satie", past)
    hits: tuple[Hit, ...] = tuple(library.search(plan.query()))
    past.add(Turn(plan, hits))
    assert ask("I'm looking for loud metal", past)[0].filters.artist == ""
    assert ask("more like The Who please", past)[0].filters.artist == ""


def test_several_artists_are_alternatives(ask: Ask) -> None:
    plan, titles = ask("songs by The Who or Erik Satie")
    assert plan.filters.artist == "The Who / Erik Satie"
    assert set(titles) == {"Pinwheels", "Gymnopédie No. 1", "Gnossienne No. 3"}


def test_several_titles_are_all_shown(ask: Ask) -> None:
    assert set(ask('play "Happy" and "Pinwheels"')[1]) == {"Happy", "Pinwheels"}


def test_a_pasted_list_of_names_makes_a_plan(ask: Ask, library: Any) -> None:
    names = ", ".join(f"{artist} - {title}" for artist, title, _ in TRACKS) * 6
    plan, _ = ask(names[:2000])
    assert plan.kind == "search"

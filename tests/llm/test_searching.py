"""Test that a search follows its plan, or that the plan says which part it could not follow."""

from __future__ import annotations

from typing import Any

import pytest

from llm.assistant import Assistant
from llm.conversation import Conversation
from llm.plan import Plan
from llm.searching import search
from llm.session.batch import respond
from llm.understanding.planner import make_plan
from retrieval.library import Library
from retrieval.query import Filters
from retrieval.rules import Rule, add
from tests.llm.conftest import make_track, sound_of


def found(said: str, library: Library) -> tuple[Plan, list[str]]:
    turn = respond(Assistant(library), said, Conversation())
    return turn.plan, [hit.track.title for hit in turn.hits]


def test_words_without_meaning_find_nothing(library: Library) -> None:
    plan, titles = found("qwxyz blorf", library)
    assert titles == []
    assert "qwxyz" in " ".join((*plan.unused, *plan.notes))


def test_words_that_are_a_title_find_it_and_count_as_used(library: Library) -> None:
    plan, titles = found("Harbour Lights", library)
    assert titles[0] == "Harbour Lights"
    assert plan.unused == ()


def test_a_condition_that_leaves_no_track_is_relaxed_and_named(library: Library) -> None:
    plan, titles = found("banjo from the 1970s", library)
    assert titles
    assert plan.relaxed == ("year",)
    assert any("1970s" in note for note in plan.notes)
    assert plan.filters.year_min == 1970, "the condition stays in the plan for the next turn"


def test_a_condition_that_finds_tracks_is_kept(library: Library) -> None:
    plan, titles = found("banjo from the 1880s", library)
    assert titles == ["Cripple Creek"]
    assert plan.relaxed == ()


@pytest.mark.parametrize(
    "said", ["banjo, ideally from the 1880s", "banjo from the 1880s if possible", "Banjo, am liebsten aus den 1880ern"]
)
def test_a_condition_that_is_only_preferred_comes_first_and_excludes_nothing(library: Library, said: str) -> None:
    all_titles = set(found("banjo", library)[1])
    plan, titles = found(said, library)
    assert plan.preferred == ("year",)
    assert titles[0] == "Cripple Creek"
    assert set(titles) == all_titles


def test_the_answer_says_how_many_meet_a_preferred_condition(library: Library) -> None:
    answer = respond(Assistant(library), "banjo, ideally from the 1880s", Conversation()).text
    assert "One of these is known to be from the 1880s" in answer
    answer = respond(Assistant(library), "banjo, ideally from the 1970s", Conversation()).text
    assert "None that fits is known to be from the 1970s" in answer


def test_a_refusal_is_never_relaxed(library: Library) -> None:
    plan, hits = search(Plan("x", wanted=("banjo",), unwanted=("banjo",), filters=Filters(year_min=1970)), library)
    assert not any("banjo" in hit.track.known.instruments for hit in hits)
    assert plan.unwanted == ("banjo",)


def test_a_list_of_a_given_length_has_whole_fitting_tracks(library: Library) -> None:
    plan, hits = search(make_plan("a minute of banjo, slowest first"), library)
    assert plan.minutes is None or sum(hit.track.duration_s for hit in hits) <= (plan.minutes + 2) * 60
    tempos = [hit.track.tempo_bpm or 0 for hit in hits]
    assert tempos == sorted(tempos)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))


def test_one_track_of_each_artist(library: Library) -> None:
    _, hits = search(make_plan("happy music, only one track per artist"), library)
    artists = [hit.track.artist for hit in hits]
    assert len(artists) == len(set(artists))


def test_a_vague_request_gets_a_random_choice_that_says_so(library: Library) -> None:
    plan, titles = found("something nice", library)
    assert titles
    assert plan.surprise is not None


def test_of_two_alternatives_each_is_found(library: Library) -> None:
    plan, titles = found("ragtime or baroque", library)
    assert set(plan.either) == {"ragtime", "baroque"}
    assert {"Maple Leaf Rag", "Toccata"} <= set(titles[:4])


def test_alternatives_keep_to_the_order_and_the_length_that_are_asked_for(library: Library) -> None:
    plan, hits = search(make_plan("two minutes of banjo or piano, oldest first"), library)
    assert (plan.either, plan.order) == (("banjo", "piano"), "year")
    years = [hit.track.year or 9999 for hit in hits]
    assert years == sorted(years)
    whole, _ = search(make_plan("a playlist of 1 minute, banjo or piano"), library)
    assert whole.minutes == 1
    _, short = search(make_plan("a playlist of 1 minute, banjo or piano"), library)
    assert sum(hit.track.duration_s for hit in short) <= 180


def test_a_track_named_as_an_example_ends_the_wishes_of_the_search_before(library: Library) -> None:
    past = Conversation()
    past.add(respond(Assistant(library), "harpsichord, slowest first", past))
    turn = respond(Assistant(library), "something like Maple Leaf Rag but calmer", past)
    assert turn.plan.like
    assert "harpsichord" not in turn.plan.wanted


def test_a_rule_is_named_as_the_reason_until_it_is_lifted(library: Library) -> None:
    rule = add(library, Rule("genre", "bluegrass"))
    plan, hits = search(make_plan("bluegrass"), library)
    assert plan.ruled_out > 0
    assert library.remove_rule(rule.rule_id)
    plan, hits = search(plan, library)
    assert hits
    assert plan.ruled_out == 0


def test_a_list_for_a_purpose_that_few_tags_support_goes_by_sound_too(make_library: Any) -> None:
    pastoral = make_track(1, "Meadow", mood=("pastoral",))
    untagged = [make_track(n, f"Path {n}") for n in range(2, 5)]
    library = make_library([pastoral, *untagged], {track.track_id: sound_of(pastoral) for track in untagged})
    plan, titles = found("a 30 minute playlist for a walk in the forest", library)
    assert (plan.wanted, plan.minutes) == (("nature",), 30)
    assert len(titles) > 1

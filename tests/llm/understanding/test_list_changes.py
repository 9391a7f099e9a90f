"""Test follow-ups that change only the length, the number, the order or the arc of the list before."""

from __future__ import annotations

import pytest

from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.planner import make_plan
from retrieval.library import Library


def after(library: Library, *requests: str) -> Plan:
    past = Conversation()
    for request in requests:
        past.add(Turn(make_plan(request, past), tuple(library.search(Plan("banjo", text="banjo").query()))))
    return past.turns[-1].plan


@pytest.mark.parametrize(
    ("request_", "minutes"),
    [("make it 30", 30), ("make it 30 minutes", 30), ("half as long", 10), ("twice as long", 40), ("20 tracks", None)],
)
def test_the_length_changes_and_the_wish_stays(request_: str, minutes: float | None, library: Library) -> None:
    plan = after(library, "20 minutes of banjo that build up", request_)
    assert plan.minutes == minutes
    assert plan.wanted == ("banjo",)
    assert (plan.order, plan.arc) == ("energy", "rise")
    assert (plan.filters.duration_min_s, plan.filters.duration_max_s) == (None, None)


def test_a_new_order_ends_the_arc_and_is_turned_round(library: Library) -> None:
    sorted_ = after(library, "a banjo playlist that builds up", "sorted by year")
    assert (sorted_.order, sorted_.arc, sorted_.wanted) == ("year", "", ("banjo",))
    for said in ("the other way round", "reverse it"):
        turned = after(library, "a banjo playlist that builds up", said)
        assert (turned.order, turned.arc, turned.wanted) == ("-energy", "fall", ("banjo",))


def test_shorter_is_shorter_than_the_list_on_the_page(library: Library) -> None:
    plan = after(library, "3 hours of banjo", "shorter")
    assert plan.minutes is not None
    assert plan.minutes < 20, "the page shows a few minutes of music, not three hours"


def test_gaps_are_added_to_the_list_before(library: Library) -> None:
    plan = after(library, "20 minutes of banjo", "but never the same artist twice in a row")
    assert (plan.minutes, plan.artists_apart, plan.wanted) == (20, 1, ("banjo",))


def test_without_a_length_before_a_bare_number_counts_tracks(library: Library) -> None:
    assert (after(library, "banjo", "make it 5").k, after(library, "banjo", "make it 5").minutes) == (5, None)

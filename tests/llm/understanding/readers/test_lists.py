"""Test requests for a total length, an order, one track of each artist, or any music at all."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Once, Order, TotalLength
from llm.understanding.planner import make_plan
from llm.understanding.readers import lists

from .reading import request


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("three quarters of music, no: 50 minutes of harp", 50),
        ("a 90 minute mix for the barbecue", 90),
        ("an hour of slow blues", 60),
        ("a playlist of about 40 minutes", 40),
        ("something for a 3 hour train ride", 180),
        ("half an hour of organ music", 30),
        ("eine halbe Stunde Klaviermusik", 30),
        ("une heure de jazz", 60),
        ("una lista de 20 minutos", 20),
    ],
)
def test_a_total_length(text: str, minutes: float) -> None:
    found = [f for f in lists.read(request(text)) if isinstance(f, TotalLength)]
    assert [f.minutes for f in found] == [minutes]


@pytest.mark.parametrize(
    "text",
    ["a song of 3 minutes", "under 4 minutes", "for my 2 minute video", "tracks over an hour long", "at 120 bpm"],
)
def test_the_length_of_a_track_is_no_total_length(text: str) -> None:
    assert not [f for f in lists.read(request(text)) if isinstance(f, TotalLength)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("dance music from slow to fast", "tempo"),
        ("start slow and end fast, ten tracks", "tempo"),
        ("fastest first", "-tempo"),
        ("a playlist for a run that builds up", "energy"),
        ("oldest first please", "year"),
        ("sort them by title", "title"),
        ("shuffled harp music", "random"),
        ("die langsamsten zuerst", "tempo"),
        ("du plus calme au plus intense", "energy"),
        ("en orden alfabetico", "title"),
    ],
)
def test_an_order(text: str, order: str) -> None:
    assert [f.order for f in lists.read(request(text)) if isinstance(f, Order)] == [order]


@pytest.mark.parametrize(
    "text", ["no two songs by the same band", "only one track per artist", "never the same artist twice"]
)
def test_one_track_of_each_artist(text: str) -> None:
    assert any(isinstance(f, Once) for f in lists.read(request(text)))


def test_the_plan_has_a_place_for_all_of_it() -> None:
    plan = make_plan("an hour of calm piano from slow to fast, one song per artist")
    assert (plan.minutes, plan.order, plan.once) == (60, "tempo", True)
    assert set(plan.wanted) == {"calm", "piano"}
    assert plan.query().per_artist == 1


@pytest.mark.parametrize("text", ["surprise me", "your choice", "play anything", "überrasch mich"])
def test_a_request_for_anything(text: str) -> None:
    plan = make_plan(text)
    assert plan.surprise is not None
    assert not plan.wanted


def test_a_surprise_with_a_wish_is_that_wish() -> None:
    plan = make_plan("surprise me with some jazz")
    assert plan.surprise is None
    assert plan.wanted == ("jazz",)

"""Test that each suggested request finds other tracks, or the same tracks in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from llm.answering.follow_ups import follow_ups
from llm.conversation import Conversation, Turn, track_ids
from llm.plan import Plan
from llm.searching import search
from llm.understanding.planner import make_plan
from retrieval.query import Hit

REQUESTS = (
    "a song with a banjo", "a scary song for my video", "calm piano", "something by Bach", "jazz", "happy music",
    "ruhige Klaviermusik", "etwas mit Banjo", "musique calme au piano", "música alegre con banjo",
)  # fmt: skip


def suggested(library: Any, plan: Plan, hits: Sequence[Hit]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each suggestion after a turn, with the ids of the tracks that it finds."""
    past = Conversation([Turn(plan, tuple(hits))])

    def found_by(request: str) -> tuple[Plan, Sequence[Hit]]:
        after = make_plan(request, past, artists=["Johann Sebastian Bach"], look_up=library.names)
        return search(after, library) if after.kind in ("search", "refine") else (after, ())

    ideas = follow_ups(plan, hits, library, found_by)
    return [(idea, track_ids(found_by(idea)[1])) for idea in ideas]


@pytest.mark.parametrize("request_", REQUESTS)
def test_every_suggestion_changes_something_and_no_two_the_same(library: Any, request_: str) -> None:
    plan, hits = search(make_plan(request_, artists=["Johann Sebastian Bach"], look_up=library.names), library)
    ideas = suggested(library, plan, hits)
    assert 2 <= len(ideas) <= 3
    results = [found for _, found in ideas]
    assert all(results)
    assert len({track_ids(hits), *results}) == len(ideas) + 1
    assert all(len(idea) <= 70 for idea, _ in ideas)


def test_suggestions_are_made_of_what_divides_the_tracks(library: Any) -> None:
    plan, hits = search(make_plan("a song with a banjo"), library)
    words = " ".join(idea for idea, _ in suggested(library, plan, hits))
    played = {name for hit in hits for name in hit.track.known.instruments} - {"banjo"}
    moods = {name for hit in hits for name in hit.track.known.mood}
    assert any(name in words for name in played | moods)


@pytest.mark.parametrize(
    ("request_", "word"),
    [("ruhige Klaviermusik", "Nur die mit"), ("musique calme au piano", "Seulement ceux avec"),
     ("música tranquila de piano", "Solo las que tienen")],
)  # fmt: skip
def test_suggestions_are_in_the_language_of_the_request(library: Any, request_: str, word: str) -> None:
    plan, hits = search(make_plan(request_), library)
    assert any(idea.startswith(word) for idea, _ in suggested(library, plan, hits))


@pytest.mark.parametrize(
    "plan", [Plan("thanks", "chat"), Plan("my dog died", "chat"), Plan("gzorp"), Plan("danke", "chat")]
)
def test_without_tracks_they_are_made_of_the_library(library: Any, plan: Plan) -> None:
    ideas = suggested(library, plan, ())
    assert len(ideas) == 3
    tags = {t.lower() for track in library.tracks() for t in (*track.known.instruments, *track.known.mood)}
    if plan.request == "thanks":
        assert all(any(tag in idea.lower() for tag in tags) or idea.startswith("Some ") for idea, _ in ideas)
    if plan.request == "my dog died":
        assert ideas[0][0] == "Something quiet and warm"


def test_a_request_that_finds_nothing_is_taken_apart(library: Any) -> None:
    ideas = suggested(library, Plan("banjo from 1500", text="banjo", wanted=("banjo",)), ())
    assert ideas[0][0] == "Something with the banjo"

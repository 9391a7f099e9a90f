"""Test references to shown tracks that the results should sound like, are compared with, or must not include."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Finding, Likeness, Repetition, SentAway
from llm.understanding.readers.conversation import references
from tests.llm.understanding.readers.reading import SHOWN, request, values


def read(text: str, asked_about: tuple[int, ...] = ()) -> list[Finding]:
    """Return the findings of the reader if five tracks are on the page."""
    return references.read(request(text, SHOWN, asked_about))


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("more like 2", [2]),
        ("like the last one but older", [5]),
        ("like 1 and 3", [1, 3]),
        ("more like the slowest", [1]),
        ("I love the third one", [3]),
        ("wie Nummer 4", [4]),
        ("the first one was nice, more like that", [1]),
        ("something similar", [1, 2, 3]),
        ("like 77", []),
    ],
)
def test_tracks_to_sound_like(text: str, ranks: list[int]) -> None:
    (found,) = [f for f in read(text) if isinstance(f, Likeness)]
    assert found.seed
    assert [hit.rank for hit in found.hits] == ranks


def test_a_track_to_compare_with_is_no_seed() -> None:
    (found,) = read("slower than 3")
    assert isinstance(found, Likeness)
    assert not found.seed


@pytest.mark.parametrize(
    "text", ["hide number 2", "without the second one", "I don't like the second one", "ohne Nummer 2"]
)
def test_tracks_that_are_sent_away(text: str) -> None:
    assert [f.track_ids for f in read(text) if isinstance(f, SentAway)] == [("2",)]


def test_more_and_something_else() -> None:
    assert [f.otherwise for f in read("show me more") if isinstance(f, Repetition)] == [False]
    assert [f.otherwise for f in read("something else") if isinstance(f, Repetition)] == [True]
    assert references.read(request("show me more")) == []  # nothing is shown


def test_facts_of_a_shown_track() -> None:
    assert values(references.read, "in the same key as 2", SHOWN) == {"key": "D minor"}
    assert values(references.read, "the same tempo as 1", SHOWN) == {"tempo_min": 86, "tempo_max": 94}
    assert values(references.read, "by the same artist as 2", SHOWN) == {"artist": "Erik Satie"}
    asked = request("anything else by them?", SHOWN, (2,))
    assert asked.with_findings(references.read(asked)).stated() == {"artist": "Erik Satie"}


def test_ranks_in_a_text() -> None:
    assert references.ranks_in("the first and number 3, and the last", SHOWN) == [1, 3, 5]
    assert references.ranks_in("track 9", SHOWN) == []

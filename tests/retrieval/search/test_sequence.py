"""Test the order and the total length of a list of hits."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.track import Known, Track
from retrieval.query import Hit
from retrieval.search.sequence import in_order, within_length


def hits(*facts: tuple[str, float | None, float]) -> list[Hit]:
    return [
        Hit(
            Track(name, Path(name), Path(), name, duration_s=seconds, known=Known(tempo_bpm=tempo)), 1 - rank / 10, rank
        )
        for rank, (name, tempo, seconds) in enumerate(facts, 1)
    ]


LIST = hits(("b", 120, 200), ("a", None, 100), ("c", 60, 300), ("d", 180, 50))


@pytest.mark.parametrize(
    ("order", "titles"), [("tempo", "cbda"), ("-tempo", "dbca"), ("title", "abcd"), ("-duration", "cbad")]
)
def test_hits_are_sorted_by_a_fact_and_those_without_it_come_last(order: str, titles: str) -> None:
    found = in_order(LIST, order)
    assert "".join(hit.track.title for hit in found) == titles
    assert [hit.rank for hit in found] == [1, 2, 3, 4]


def test_a_random_order_is_the_same_for_the_same_seed() -> None:
    assert in_order(LIST, "random", 7) == in_order(LIST, "random", 7)
    assert {hit.track.title for hit in in_order(LIST, "random", 7)} == set("abcd")


def test_whole_tracks_fill_the_length_from_the_best_on() -> None:
    found = within_length(hits(*((str(n), None, 240) for n in range(20))), 30)
    assert 28 * 60 <= sum(hit.track.duration_s for hit in found) <= 32 * 60
    assert [hit.track.title for hit in found] == [str(n) for n in range(len(found))]


def test_too_few_tracks_make_a_shorter_list() -> None:
    assert len(within_length(LIST, 60)) == 4


def test_a_track_that_is_too_long_is_skipped() -> None:
    assert [hit.track.title for hit in within_length(LIST, 2)] == ["b"]

"""Test lists that lead through several kinds of music."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.query import Query
from retrieval.search.stages import path_through
from tests.concept_library import build_library
from tests.llm.conftest import make_track

STYLES = {"ambient": 5, "techno": 2, "jazz": 5}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Yield a library of five ambient, two techno and five jazz tracks."""
    named = [(style, n) for style, many in STYLES.items() for n in range(many)]
    tracks = [make_track(i, f"{style} {n}", style=style) for i, (style, n) in enumerate(named, 1)]
    opened = build_library(tmp_path / "library", tracks)
    yield opened
    opened.close()


def styles(library: Library, stages: list[tuple[str, ...]], count: int) -> tuple[list[str], list[int]]:
    path, lacking = path_through(library, Query(k=20), stages, count)
    in_order = sorted(path.hits, key=lambda hit: path.along[hit.track.track_id])
    return [hit.track.known.style for hit in in_order], lacking


def test_each_stage_has_an_equal_share_in_the_order_asked_for(library: Library) -> None:
    found, lacking = styles(library, [("ambient",), ("techno",), ("jazz",)], 6)
    assert found == ["ambient"] * 2 + ["techno"] * 2 + ["jazz"] * 2
    assert lacking == []
    assert styles(library, [("jazz",), ("ambient",)], 4)[0] == ["jazz"] * 2 + ["ambient"] * 2


def test_a_stage_with_few_tracks_leaves_its_places_to_the_others(library: Library) -> None:
    assert styles(library, [("ambient",), ("techno",), ("jazz",)], 9)[0] == (
        ["ambient"] * 4 + ["techno"] * 2 + ["jazz"] * 3
    )


def test_a_stage_that_nothing_fits_is_reported(library: Library) -> None:
    assert styles(library, [("ambient",), ("reggae",), ("jazz",)], 6)[1] == [1]

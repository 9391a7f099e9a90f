"""Test that an order by a fact looks at all tracks that fit, and not only at those that sound best."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.library import Library
from retrieval.query import Query
from retrieval.search.first import first_by_fact
from tests.concept_library import build_library
from tests.llm.conftest import make_track


@pytest.fixture
def banjos(tmp_path: Path) -> Iterator[Library]:
    """Yield a library of forty banjo tracks, the later the older, and of ten older flutes."""
    tagged = [make_track(n, f"Banjo {n}", year=2000 - n, instruments=("banjo",)) for n in range(1, 41)]
    flutes = [make_track(n, f"Flute {n}", year=1800, instruments=("flute",)) for n in range(41, 51)]
    library = build_library(tmp_path / "library", [*tagged, *flutes])
    yield library
    library.close()


def titles(library: Library, order: str, **query: object) -> list[str]:
    hits = first_by_fact(Query(k=3, **query), order, (), library)  # type: ignore[arg-type]
    assert hits is not None
    return [hit.track.title for hit in hits[:3]]


def test_the_oldest_tracks_that_fit_come_first_wherever_they_rank_by_sound(banjos: Library) -> None:
    assert titles(banjos, "year", wanted=("banjo",)) == ["Banjo 40", "Banjo 39", "Banjo 38"]
    assert titles(banjos, "-year", wanted=("banjo",)) == ["Banjo 1", "Banjo 2", "Banjo 3"]
    assert titles(banjos, "-title", wanted=("flute",)) == ["Flute 50", "Flute 49", "Flute 48"]


def test_without_wishes_the_whole_library_is_ordered(banjos: Library) -> None:
    assert all(title.startswith("Flute") for title in titles(banjos, "year"))
    assert titles(banjos, "-year") == ["Banjo 1", "Banjo 2", "Banjo 3"]


def test_what_music_is_for_is_stated_by_no_tag(banjos: Library) -> None:
    assert first_by_fact(Query(wanted=("studying",)), "year", (), banjos) is None

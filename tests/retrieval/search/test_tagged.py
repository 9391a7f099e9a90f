"""Test that tracks are found by their tags, that misleading words are ignored, and that large libraries work."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.track import Known, Track
from models.encoder import FloatArray, normalise
from retrieval.library import Library
from retrieval.query import Filters, Query
from tests.concept_library import build_library

_NOTHING = 511  # the axis of a text without concepts, as `ConceptEncoder` has it


def sounds(count: int) -> dict[str, FloatArray]:
    """Return vectors, each of which is a little less similar to any query than the one before."""
    vectors = np.ones((count, 512), np.float32)
    vectors[:, 510] = np.linspace(1, 200, count)
    return {f"t{n}": vector for n, vector in enumerate(normalise(vectors))}


def library(home: Path, tags: dict[int, Known], count: int = 200) -> Library:
    """Return a library whose first tracks are the nearest by sound. Only some tracks have tags."""
    tracks = [
        Track(f"t{n}", Path(f"/m/{n}.ogg"), Path("/m"), f"Track {n}", duration_s=9.0, known=tags.get(n, Known()))
        for n in range(count)
    ]
    return build_library(home, tracks, sounds(count))


def first(opened: Library, text: str, **query: object) -> list[str]:
    asked = replace(Query.from_text(text), **query)  # type: ignore[arg-type]
    return [hit.track.track_id for hit in opened.search(asked)]


def test_the_word_of_a_tag_finds_a_track_that_sounds_otherwise(tmp_path: Path) -> None:
    opened = library(tmp_path, {198: Known(style="Samba"), 199: Known(style="levantine"), 5: Known(style="opera")})
    for text, wanted in (("some samba", "t198"), ("some levantine music", "t199")):
        hits = opened.search(Query.from_text(text))
        found = next(hit for hit in hits if hit.track.track_id == wanted)
        assert "tags" in found.found_by
        assert "sound" not in found.found_by
        assert found.tags == (text.split()[1],)
        assert all(hit.found_by == ("sound",) for hit in hits if hit is not found)
    assert found.to_json()["found_by"] == ["tags"]


def test_a_tag_with_the_words_of_the_request_comes_before_a_narrower_one(tmp_path: Path) -> None:
    styles = {n: Known(instruments=("trumpet",)) for n in range(40)} | {
        199: Known(instruments=("brass section", "brass"))
    }
    assert first(library(tmp_path, styles), "brass")[0] == "t199"


def test_a_narrower_concept_states_the_wish(tmp_path: Path) -> None:
    opened = library(
        tmp_path,
        {n: Known(style="techno", instruments=("drums",)) for n in range(199)}
        | {199: Known(style="chamber", instruments=("oboe",))},
    )
    assert first(opened, "woodwinds")[0] == "t199"


@pytest.mark.parametrize(
    "text", ["i wonder about rain on the tin roof of a grandmother", "something like", "", "rain on a tin roof"]
)
def test_a_chance_word_leads_nowhere(tmp_path: Path, text: str) -> None:
    tagged = library(tmp_path / "tagged", {199: Known(style="wonder"), 198: Known(mood=("something",))})
    plain = library(tmp_path / "plain", {})
    assert first(tagged, text) == first(plain, text)


def test_filters_and_examples_hold_for_tags(tmp_path: Path) -> None:
    opened = library(tmp_path, {n: Known(style="samba") for n in range(190, 200)})
    assert first(opened, "samba", filters=Filters(exclude=("t190",))).count("t190") == 0
    assert set(first(opened, "samba", filters=Filters(only=("t3", "t199")))) == {"t3", "t199"}
    assert first(opened, "samba", filters=Filters(without=("samba",))) == [f"t{n}" for n in range(8)]
    assert first(opened, "samba", like=("t0",)) == first(library(tmp_path / "plain", {}), "samba", like=("t0",))
    assert first(opened, "samba", by_tags=False) == [f"t{n}" for n in range(8)]


def test_without_tags_nothing_changes(tmp_path: Path) -> None:
    opened = library(tmp_path, {})
    for text in ("sad samba with trumpet", "levantine", "music for dinner"):
        hits = opened.search(Query.from_text(text))
        by_ear = opened.search(replace(Query.from_text(text), by_tags=False))
        assert [replace(hit, found_by=()) for hit in hits] == [replace(hit, found_by=()) for hit in by_ear]
        assert {hit.found_by for hit in hits} == {("sound",)}


def test_of_many_tagged_tracks_the_sound_chooses(tmp_path: Path) -> None:
    opened = library(tmp_path, {n: Known(style="samba") for n in range(100, 200)})
    found = [hit.track.track_id for hit in opened.search(Query.from_text("some samba")) if "tags" in hit.found_by]
    assert found == [f"t{n}" for n in range(100, 100 + len(found))]
    assert found

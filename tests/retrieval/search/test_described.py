"""Test the comparison of tags with a request by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.tags import Known
from data.track import Track
from models.encoder import FloatArray
from models.tag_matcher import TagMatcher
from retrieval.query import Query
from retrieval.search.described import FILE, TagVectors, tags_in, tags_of
from retrieval.search.ordering import Ranking
from tests.concept_library import build_library


def track(name: str, style: str = "", *mood: str) -> Track:
    return Track(name, Path(f"/{name}.ogg"), Path("/"), name, duration_s=30.0, known=Known(style=style, mood=mood))


class Counting(TagMatcher):
    """A matcher that counts the texts that it embeds."""

    embedded = 0

    def embed(self, texts: Sequence[str]) -> FloatArray:
        self.embedded += len(texts)
        return super().embed(texts)


@pytest.mark.parametrize(
    ("request_", "first", "last"),
    [
        ("the slow dance of a bride and her father", "romantic", "metal"),
        ("the last boss appears on the screen", "epic", "lullaby"),
        ("my baby will not fall asleep", "lullaby", "techno"),
    ],
)
def test_a_request_without_any_tag_word_prefers_the_tags_that_fit(
    tmp_path: Path, request_: str, first: str, last: str
) -> None:
    fits, unfit = TagVectors(tmp_path).cosines([request_], [track("a", first), track("b", last)]).tolist()
    assert fits > unfit


def test_a_track_without_tags_has_the_mean_of_the_others(tmp_path: Path) -> None:
    vectors = TagVectors(tmp_path)
    one, none, two = vectors.cosines(["a rainy day"], [track("a", "jazz"), track("b"), track("c", "punk")]).tolist()
    assert none == pytest.approx((one + two) / 2, abs=1e-6)
    assert vectors.cosines(["a rainy day"], [track("b")]).tolist() == [0.0]
    assert vectors.cosines(["a rainy day"], []).shape == (0,)


def test_each_tag_is_embedded_once_also_by_the_next_process(tmp_path: Path) -> None:
    tags = [f"style number {n}" for n in range(40)]
    matcher = Counting()
    first = TagVectors(tmp_path, matcher).of(tags)
    again = TagVectors(tmp_path, matcher).of([*tags, "jazz"])
    assert matcher.embedded == 41
    assert all(np.array_equal(first[tag], again[tag]) for tag in tags)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"no archive"])
def test_a_damaged_file_of_vectors_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    tags = [f"style number {n}" for n in range(40)]
    assert len(TagVectors(tmp_path).of(tags)) == 40
    assert (tmp_path / FILE).stat().st_size > 1000


def test_tags_are_folded_and_listed_once() -> None:
    assert tags_of(track("a", "Lo-Fi", "Sad", "sad", " ")) == ("lo fi", "sad")
    assert tags_in([" lo fi \n sad ", "", " sad "]) == {"lo fi", "sad"}


def test_a_search_prefers_what_fits_by_meaning(tmp_path: Path) -> None:
    tracks = [track(f"t{n}", style) for n, style in enumerate(("techno", "lullaby", "metal", "march", "polka"))]
    query = Query(text="my baby will not fall asleep", k=2)
    library = build_library(tmp_path, tracks, ranking=Ranking())
    assert library.search(query)[0].track.title == "t1"
    assert all(not hit.described for hit in library.search(replace(query, by_tags=False)))
    assert all(not hit.described for hit in library.search(replace(query, like=(tracks[0].track_id,))))


def test_without_the_network_a_search_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = TagMatcher(tmp_path / "missing.safetensors")
    monkeypatch.setattr("retrieval.search.described._shared_matcher", lambda: missing)
    library = build_library(tmp_path, [track("t0", "techno"), track("t1", "polka")], ranking=Ranking())
    assert len(library.search(Query(text="my baby will not fall asleep"))) == 2


def test_prepared_tags_are_those_that_a_search_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = Counting()
    monkeypatch.setattr("retrieval.search.described._shared_matcher", lambda: matcher)
    tracks = [track(f"t{n}", f"Style no. {n}", "Bitter-sweet") for n in range(8)]
    library = build_library(tmp_path, tracks, ranking=Ranking())
    library.prepare_tags()
    prepared = matcher.embedded
    library.search(Query(text="my baby will not fall asleep"))
    assert (prepared, matcher.embedded) == (9, 10)  # and the request

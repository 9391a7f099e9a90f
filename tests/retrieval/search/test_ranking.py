from __future__ import annotations

from pathlib import Path

import numpy as np

from data.track import Track
from models.encoder import normalise, truncate
from retrieval.catalogue.database import Catalogue, Entry
from retrieval.library import Library, vector_files
from retrieval.query import Filters, Query
from retrieval.search.ranking import Ranking, folded, fused, in_turn
from tests.keyword_encoder import KeywordEncoder


def test_reciprocal_ranks_favour_agreement() -> None:
    assert fused([np.array([1, 2, 3]), np.array([2, 3, 1])]) == [2, 1, 3]
    assert fused([np.array([7]), np.array([4])]) == [4, 7]  # ties in order of row


def test_copies_fold_into_the_best_of_them() -> None:
    assert folded([2, 0, 1, 3], np.array([5, 0, 5, 0])) == [[2, 0], [1], [3]]


def test_beyond_the_limit_others_come_first() -> None:
    kept = [[0], [1], [2], [3], [4]]
    assert in_turn(kept, np.array([9, 9, 9, 4, 0]), 2) == [[0], [1], [3], [4], [2]]
    assert in_turn(kept, np.array([0, 0, 0, 0, 0]), 1) == kept
    assert in_turn(kept, np.array([9, 9, 9, 9, 9]), 0) == kept


def library(home: Path, artists: list[str], ranking: Ranking | None = None) -> Library:
    """Tracks ever further from "low"."""
    catalogue = Catalogue(home / "catalogue.db", create=True)
    encoder = KeywordEncoder()
    with catalogue.transaction():
        for name, value in (("encoder", "keyword"), ("dim", "512"), ("fingerprint", encoder.fingerprint)):
            catalogue.set_meta(name, value)
        catalogue.put(
            [
                Entry(
                    Track(f"t{k}", Path(f"/m/{k}.wav"), Path("/m"), f"Song {k}", artist, duration_s=9.0),
                    1, 1, f"s{k}", k, k, np.zeros(1, np.float32),
                )
                for k, artist in enumerate(artists)
            ]
        )  # fmt: skip
    vectors = np.zeros((len(artists), 512), np.float32)
    vectors[:, 0], vectors[:, 1] = 1, np.arange(len(artists)) / 50
    vectors = normalise(vectors)
    full, windows, prefix = vector_files(home, catalogue, 512)
    full.write(0, vectors)
    prefix.write(0, truncate(vectors, 64))
    windows.write(0, np.ones((len(artists), 128), np.int8))
    catalogue.close()
    return Library(home, encoder=encoder, ranking=ranking)


def order(opened: Library, **query: object) -> list[int]:
    return [int(hit.track.track_id[1:]) for hit in opened.search(Query(text="low", k=6, **query))]  # type: ignore[arg-type]


def test_a_fourth_track_of_an_artist_waits(tmp_path: Path) -> None:
    others = [f"Artist Number{k}" for k in range(80)]
    opened = library(tmp_path, ["Ann Bell"] * 5 + others)
    assert order(opened) == [0, 1, 2, 5, 6, 7]
    assert order(opened, filters=Filters(artist="ann bell")) == [0, 1, 2, 3, 4]
    named = [hit.track.artist for hit in opened.search(Query(text="low by ann bell", k=5))]
    assert named == ["Ann Bell"] * 5
    unlimited = Library(tmp_path, encoder=KeywordEncoder(), ranking=Ranking(per_artist=0))
    assert order(unlimited) == [0, 1, 2, 3, 4, 5]


def test_whose_library_it_is_and_nobody_are_not_limited(tmp_path: Path) -> None:
    assert order(library(tmp_path / "one", ["Ann Bell"] * 20 + ["Bob"] * 2)) == [0, 1, 2, 3, 4, 5]
    others = [f"Artist Number{k}" for k in range(80)]
    assert order(library(tmp_path / "two", ["Traditional"] * 5 + others)) == [0, 1, 2, 3, 4, 5]

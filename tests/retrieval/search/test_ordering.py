"""The ranking: by sound, then by tags, with copies grouped and the tracks of an artist limited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.track import Known, Track
from models.encoder import normalise
from retrieval.library import Library
from retrieval.query import Filters, Hit, Query
from retrieval.search.ordering import Ranking, folded, limit_artists, ranked
from tests.concept_library import build_library
from tests.keyword_encoder import KeywordEncoder


def test_copies_fold_into_the_best_of_them() -> None:
    assert folded([2, 0, 1, 3], np.array([5, 0, 5, 0])) == [[2, 0], [1], [3]]


def test_beyond_the_limit_others_come_first() -> None:
    kept = [[0], [1], [2], [3], [4]]
    assert limit_artists(kept, np.array([9, 9, 9, 4, 0]), 2) == [[0], [1], [3], [4], [2]]
    assert limit_artists(kept, np.array([0, 0, 0, 0, 0]), 1) == kept
    assert limit_artists(kept, np.array([9, 9, 9, 9, 9]), 0) == kept


def library(home: Path, artists: list[str], ranking: Ranking | None = None) -> Library:
    """Return a library of tracks, each less similar to "low" than the one before."""
    tracks = [
        Track(f"t{k}", Path(f"/m/{k}.wav"), Path("/m"), f"Song {k}", artist, duration_s=9.0)
        for k, artist in enumerate(artists)
    ]
    vectors = np.zeros((len(artists), 512), np.float32)
    vectors[:, 0], vectors[:, 1] = 1, np.arange(len(artists)) / 50
    sounds = {track.track_id: vector for track, vector in zip(tracks, normalise(vectors), strict=True)}
    return build_library(home, tracks, sounds, encoder=KeywordEncoder(), ranking=ranking)


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


class Ear:
    """A search by sound that finds the same tracks in the same order for every query."""

    def __init__(self, *known: Known) -> None:
        self.hits = [
            Hit(Track(f"t{n}", Path(f"/{n}.ogg"), Path("/"), f"{n}", duration_s=30.0, known=k), 0.5 - n / 100, n)
            for n, k in enumerate(known, 1)
        ]
        self.subtracted: list[bool] = []

    def __call__(self, query: Query, *, subtract_unwanted: bool) -> list[Hit]:
        self.subtracted.append(subtract_unwanted)
        return self.hits[: query.k]


def found(ear: Ear, text: str, unwanted: tuple[str, ...] = (), **query: object) -> list[str]:
    hits = ranked(replace(Query.from_text(text), unwanted=unwanted, **query), ear)  # type: ignore[arg-type]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return [hit.track.track_id for hit in hits]


def test_what_tags_state_comes_first_and_sound_decides_among_equals() -> None:
    happy, sad = (Known(instruments=("harp",), mood=(mood,)) for mood in ("happy", "sad"))
    ear = Ear(happy, Known(instruments=("tuba",), mood=("happy",)), sad, happy, sad)
    assert found(ear, "sad harp music") == ["t3", "t5", "t1", "t4", "t2"]


def test_missing_tags_count_less_than_contrary_ones() -> None:
    harp, tuba = (Known(instruments=(name,), mood=("sad",)) for name in ("harp", "tuba"))
    ear = Ear(Known(), tuba, harp, Known(style="opera"), Known(instruments=("harp",)))
    assert found(ear, "sad harp music") == ["t3", "t5", "t1", "t4", "t2"]


@pytest.mark.parametrize("text", ["music for my podcast", "something like rain on a tin roof"])
def test_where_tags_cannot_decide_sound_does(text: str) -> None:
    ear = Ear(Known(), Known(instruments=("harp",)), Known(style="techno"))
    assert found(ear, text) == ["t1", "t2", "t3"]


def test_tags_bring_in_no_track_that_sounds_otherwise() -> None:
    ear = Ear(*[Known()] * 40, Known(instruments=("harp",)))
    assert found(ear, "harp") == [f"t{n}" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("text", "unwanted", "near"),
    [
        ("harp music", "dark", Known(mood=("mysterious",))),
        ("harp music", "drums", Known(instruments=("harp", "percussion"))),
        ("harp", "sad", Known(mood=("emotional",))),
        ("harp", "christmas", Known(instruments=("harp",), mood=("festive",))),
    ],
)
def test_what_is_near_to_a_refused_concept_comes_last(text: str, unwanted: str, near: Known) -> None:
    harp = Known(instruments=("harp",), mood=("happy",))
    assert found(Ear(near, harp, harp), text, (unwanted,)) == ["t2", "t3", "t1"]


def test_what_is_near_to_a_wish_is_no_objection() -> None:
    ear = Ear(*(Known(mood=(mood,)) for mood in ("mysterious", "calm", "melancholy")))
    assert found(ear, "sad music", ("dark",)) == ["t3", "t2", "t1"]


def test_a_refused_sound_is_subtracted_only_where_tags_cannot_decide() -> None:
    piano, ear = Known(instruments=("piano",)), Ear(Known(instruments=("harp",)), Known())
    found(ear, "jazz", ("drums",))
    assert ear.subtracted == [False, True]
    found(tagged := Ear(piano, piano), "jazz", ("drums",))
    assert tagged.subtracted == [False]


def test_tracks_in_which_a_refused_concept_is_heard_are_left_out() -> None:
    ear = Ear(*[Known()] * 6)
    ear.hits[1] = replace(ear.hits[1], heard=(("drums", 0.9),))
    assert found(ear, "jazz", ("drums",)) == ["t1", "t3", "t4", "t5", "t6"]
    ear.hits = [replace(hit, heard=(("drums", 0.9),)) for hit in ear.hits[:3]]
    assert found(ear, "jazz", ("drums",)) == ["t1", "t2", "t3"]  # it is heard everywhere


def test_an_instrument_or_a_style_weighs_more_than_a_mood() -> None:
    warm, jazz, both = Known(style="gospel", mood=("warm",)), Known(style="jazz", mood=("cool",)), Known(style="jazz")
    assert found(Ear(warm, jazz, both), "warm jazz") == ["t3", "t2", "t1"]


def test_a_texture_is_no_matter_where_tags_do_not_speak_of_it() -> None:
    harp = Known(instruments=("harp",), mood=("sad",), tempo_bpm=150.0)
    slow = Known(instruments=("harp",), tempo_bpm=60.0)
    assert found(Ear(harp, slow), "lush harp music") == ["t1", "t2"]
    assert found(Ear(harp, slow), "slow harp music") == ["t2", "t1"]


def test_nothing_electric_is_acoustic() -> None:
    surf, duo = (Known(instruments=names) for names in (("electric guitar", "drums"), ("fiddle", "acoustic guitar")))
    assert found(Ear(surf, duo), "something acoustic") == ["t2", "t1"]


def test_more_of_a_mood_comes_first() -> None:
    ear = Ear(Known(), Known(mood=("calm",)), Known(mood=("dark",)))
    assert found(ear, "dark music", towards=("dark",)) == ["t3", "t1", "t2"]


def test_tags_do_not_lead_away_from_an_example() -> None:
    ear = Ear(Known(mood=("angry",)), Known(mood=("tense",)), Known(mood=("calm",)))
    assert found(ear, "calm music", k=2) == ["t3", "t1"]
    ear.hits[2] = replace(ear.hits[2], score=0.3)  # it sounds unlike the example
    assert found(ear, "calm music", k=2, like=("t9",)) == ["t1", "t2"]
    assert found(ear, "calm music", k=2, sound=np.ones(512, np.float32)) == ["t1", "t2"]

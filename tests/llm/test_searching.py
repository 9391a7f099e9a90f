"""What a plan finds: the ear chooses who may be shown, tags who of those comes first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from data.track import Known, Track
from llm.searching import borne_out, by_ear, search
from llm.understanding.planner import make_plan
from retrieval.query import Hit, Query


class Ear:
    """A library that hears the same order in everything."""

    def __init__(self, *known: Known) -> None:
        self._tracks = [
            Track(track_id=f"t{n}", path=Path(f"/{n}.ogg"), folder=Path("/"), title=f"{n}", artist="", album="",
                  duration_s=30.0, known=k)
            for n, k in enumerate(known, 1)
        ]  # fmt: skip

    def tracks(self) -> Any:
        return self._tracks

    def search(self, query: Query) -> list[Hit]:
        return [Hit(track, 1.0 / n, n) for n, track in enumerate(self._tracks[: query.k], 1)]


def found(library: Ear, request: str) -> list[str]:
    hits = search(library, make_plan(request))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return [hit.track.track_id for hit in hits]


def test_what_tags_state_comes_first_and_the_ear_decides_among_equals() -> None:
    happy, sad = (Known(instruments=("harp",), mood=(mood,)) for mood in ("happy", "sad"))
    library = Ear(happy, Known(instruments=("tuba",), mood=("happy",)), sad, happy, sad)
    assert found(library, "sad harp music") == ["t3", "t5", "t1", "t4", "t2"]


def test_silent_tags_are_nothing_against_a_track() -> None:
    harp, tuba = (Known(instruments=(name,), mood=("sad",)) for name in ("harp", "tuba"))
    library = Ear(Known(), tuba, harp, Known(style="opera"), Known(instruments=("harp",)))
    assert found(library, "sad harp music") == ["t1", "t3", "t4", "t5", "t2"]


@pytest.mark.parametrize("request_", ["music for my podcast", "something like rain on a tin roof"])
def test_where_tags_cannot_tell_the_ear_decides(request_: str) -> None:
    library = Ear(Known(), Known(instruments=("harp",)), Known(style="techno"))
    assert found(library, request_) == ["t1", "t2", "t3"]


def test_tags_bring_nobody_in_whom_the_ear_left_out() -> None:
    library = Ear(*[Known()] * 40, Known(instruments=("harp",)))
    plan = make_plan("harp")
    assert "t41" not in found(library, "harp")
    assert len(by_ear(library, plan)) == plan.k


@pytest.mark.parametrize(
    ("request_", "near"),
    [
        ("harp music, but nothing dark", Known(mood=("mysterious",))),
        ("harp music without drums", Known(instruments=("harp", "percussion"))),
        ("nothing sad please, but harp", Known(mood=("emotional",))),
        ("harp, no christmas", Known(instruments=("harp",), mood=("festive",))),
    ],
)
def test_what_lies_near_to_a_refused_thing_comes_last(request_: str, near: Known) -> None:
    harp = Known(instruments=("harp",), mood=("happy",))
    assert found(Ear(near, harp, harp), request_) == ["t2", "t3", "t1"]


def test_what_lies_near_to_a_wish_is_not_held_against_a_track() -> None:
    library = Ear(*(Known(mood=(mood,)) for mood in ("mysterious", "calm", "melancholy")))
    assert found(library, "sad music, not dark") == ["t3", "t2", "t1"]


def test_an_instrument_or_a_style_weighs_more_than_a_mood() -> None:
    warm, jazz, both = Known(style="gospel", mood=("warm",)), Known(style="jazz", mood=("cool",)), Known(style="jazz")
    assert found(Ear(warm, jazz, both), "warm jazz") == ["t3", "t2", "t1"]


def test_a_texture_is_not_held_against_tags_that_do_not_speak_of_it() -> None:
    harp, slow = Known(instruments=("harp",), mood=("sad",), tempo_bpm=150.0), Known(tempo_bpm=60.0)
    assert found(Ear(harp, slow), "lush harp music") == ["t1", "t2"]
    assert found(Ear(harp, slow), "slow harp music") == ["t2", "t1"]


def test_nothing_electric_is_acoustic() -> None:
    surf, duo = (Known(instruments=names) for names in (("electric guitar", "drums"), ("fiddle", "acoustic guitar")))
    assert found(Ear(surf, duo), "something acoustic") == ["t2", "t1"]


def test_tags_do_not_lead_away_from_a_track_that_was_pointed_at() -> None:
    library = Ear(Known(mood=("angry",)), Known(mood=("tense",)), Known(mood=("calm",)))
    plan = replace(make_plan("calm music"), k=2)
    assert [hit.track.track_id for hit in search(library, plan)] == ["t3", "t1"]
    assert [hit.track.track_id for hit in search(library, replace(plan, like=("t9",)))] == ["t1", "t2"]


def test_evidence_counts_the_first_tracks_most(library: Any) -> None:
    plan = make_plan("banjo")
    hits = search(library, plan)
    backwards = [replace(h, rank=i) for i, h in enumerate(reversed(hits), 1)]
    assert 1 >= borne_out(plan, hits) > borne_out(plan, backwards) > 0
    assert borne_out(make_plan("gzorp"), hits) == 0


def test_facts_settle_a_refusal_where_they_can(library: Any, heard_library: Any) -> None:
    plan = make_plan("jazz without drums")
    stated = [t for t in library.tracks() if t.known.instruments]
    settled = type(library)(stated)
    assert not any("drums" in h.track.known.instruments for h in search(settled, plan))
    assert all(not q.unwanted for q in settled.queries)
    hits = search(heard_library, make_plan("calm music without piano"))  # no tags: by ear
    assert hits
    assert not any(name == "piano" for hit in hits for name, _ in hit.heard)
    assert [h.rank for h in hits] == list(range(1, len(hits) + 1))

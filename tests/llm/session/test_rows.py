"""Test the text of rows: why a track was found, from which source this is known, and how certain it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.track import Known, Measured, Track
from llm.plan import Plan, clip_id
from llm.session.rows import facts, gain, heard_spans, plain_path, reason_for, row, total
from retrieval.query import Filters, Hit, Presence

LIKED = Track("liked", Path("liked.mp3"), Path("."), "Danube Blue")


def find(track_id: str) -> Track | None:
    return LIKED if track_id == "liked" else None


def hit(title: str = "A", **known: object) -> Hit:
    track = Track("id", Path("a.mp3"), Path("."), title, "Ann", duration_s=95.0, known=Known(**known))  # type: ignore[arg-type]
    return Hit(track, 0.5, 1)


TAGGED = hit(style="folk", instruments=("banjo", "fiddle"), tempo_bpm=66.0, key="G major")
HEARD = replace(hit(), heard=(("banjo", 0.914),), start_s=10.2)


@pytest.mark.parametrize(
    ("one", "plan", "reason", "sure"),
    [
        (TAGGED, Plan("x", wanted=("banjo",)), "banjo (tag)", True),
        (HEARD, Plan("x", wanted=("banjo",)), "banjo, heard 91 %, from 0:10", True),
        (TAGGED, Plan("x", wanted=("slow",)), "slow, 66 bpm", True),
        (TAGGED, Plan("x", wanted=("banjo", "harp")), "banjo (tag), no sign of harp", True),
        (TAGGED, Plan("x", wanted=("banjo", "harp"), either=("banjo", "harp")), "banjo (tag)", True),
        (hit(), Plan("x", wanted=("banjo",)), "no sign of banjo; near in sound", False),
        (replace(hit(), words=("title",)), Plan("x"), "title", True),
        (hit(), Plan("x", like=("liked",)), "sounds like Danube Blue", True),
        (hit(), Plan("x", like=("liked",), wanted=("dark",)), "not found to be dark, sounds like Danube Blue", False),
        (replace(hit(), percentiles=(("energy", 0.1),)), Plan("x", wanted=("calm",)), "calm (measured)", True),
        (hit(), Plan("x", wanted=("workout",)), "near in sound", False),
        (
            replace(TAGGED, start_s=0.0),
            Plan("x", filters=Filters(tempo_max=90), relaxed=("tempo",)),
            "near in sound",
            True,
        ),
        (hit(), Plan("x", surprise=1), "drawn at random", True),
        (hit(), Plan("x", like=(clip_id("0"),)), "sounds like your clip", True),
        (TAGGED, Plan("x", filters=Filters(tempo_max=90)), "66 bpm", True),
        (TAGGED, Plan("x", filters=Filters(key="major")), "G major", True),
        (TAGGED, Plan("x", wanted=("harp",), filters=Filters(tempo_max=90)), "66 bpm, no sign of harp", False),
        (TAGGED, Plan("x", unwanted=("drums",)), "no drums (tags)", True),
        (replace(hit(), start_s=75.0), Plan("a sunset"), "near in sound, from 1:15", True),
    ],
)
def test_one_reason_with_its_source(one: Hit, plan: Plan, reason: str, sure: bool) -> None:
    assert reason_for(one, plan, find) == (reason, sure)


def test_a_row_has_what_the_player_needs_and_says_when_the_track_is_gone() -> None:
    shown = row(replace(HEARD, track=LIKED), Plan("x", wanted=("banjo",)), find, lambda *_: ())
    assert (shown["id"], shown["start"], shown["lit"], shown["gone"]) == ("liked", 10.2, (), False)
    spans = ((0.0, 5.0), (20.0, 30.0))
    assert row(replace(HEARD, track=LIKED), Plan("x"), find, lambda *_: spans)["lit"] == spans
    assert row(HEARD, Plan("x"), find, lambda *_: spans)["gone"]
    assert total([TAGGED, HEARD]) == "2 tracks · 3:10"
    assert total([TAGGED]) == "1 track · 1:35"


def test_parts_of_a_track_match_where_a_concept_is_heard_clearly() -> None:
    windows = ((0.0, 0.2), (5.0, 2.9), (10.0, 3.1), (15.0, 2.0), (20.0, 2.7))
    assert heard_spans([Presence("banjo", 0.9, 2.0, windows)]) == ((5.0, 15.0), (20.0, 30.0))
    assert heard_spans([Presence("banjo", 0.1, 0.1, ((0.0, 0.3), (5.0, 0.2)))]) == ()
    assert heard_spans([Presence("banjo", 0.9, 2.0), Presence("harp", 0.9, 2.0, ((0.0, 2.0),))]) == ((0.0, 10.0),)


def test_louder_tracks_are_turned_down_and_quiet_ones_left() -> None:
    loud, quiet = (replace(LIKED, measured=Measured(loudness_db=level)) for level in (-12.0, -40.0))
    assert gain(loud) == pytest.approx(10 ** (-10 / 20), abs=0.001)
    assert gain(quiet) == gain(LIKED) == 1.0


def test_the_menu_has_what_is_known_what_is_heard_and_what_sets_it_apart() -> None:
    far = (("loudness_db", 0.924), ("tempo_bpm", 0.15), ("density", 0.5), ("energy", 0.99))
    one = replace(TAGGED, heard=(("banjo", 0.914), ("![x](y)", 0.3)), percentiles=far)
    assert facts(one) == [
        "folk · 66 bpm · G major",
        "banjo, fiddle",
        "Heard: banjo 91 %, ![x](y) 30 %",
        "Louder than 92 % of your music and slower than 85 %",
    ]
    assert facts(replace(hit(), percentiles=(("tempo_bpm", 1.0),))) == ["Faster than 99 % of your music"]
    assert facts(replace(hit(), percentiles=(("tempo_bpm", 0.6),))) == []
    copies = tuple(replace(LIKED, path=Path(f"b.{kind}")) for kind in ("flac", "Ogg"))
    assert facts(replace(hit(), copies=copies)) == ["Also here as FLAC, OGG"]


def test_a_path_can_be_copied_whatever_bytes_it_has() -> None:
    assert plain_path(Path("/music/caf\udce9 `x`.mp3")) == "/music/caf\\xe9 `x`.mp3"

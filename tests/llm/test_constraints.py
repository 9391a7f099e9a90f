"""Hard conditions: what is stated is read exactly, what only looks like a number is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from llm.constraints import read

ARTISTS = ["Johann Sebastian Bach", "Traditional", "W. A. Mozart", "Scott Joplin"]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("120 bpm techno", {"tempo_min": 114, "tempo_max": 126}),
        ("something under 100 bpm", {"tempo_max": 100}),
        ("between 90 and 110 bpm", {"tempo_min": 90, "tempo_max": 110}),
        ("90-110 beats per minute", {"tempo_min": 90, "tempo_max": 110}),
        ("faster than 140 bpm", {"tempo_min": 140}),
        ("no faster than 100 bpm", {"tempo_max": 100}),
        ("unter 100 bpm", {"tempo_max": 100}),
        ("from the 80s", {"year_min": 1980, "year_max": 1989}),
        ("late 90s", {"year_min": 1995, "year_max": 1999}),
        ("eighties pop", {"year_min": 1980, "year_max": 1989}),
        ("music from 1985", {"year_min": 1985, "year_max": 1985}),
        ("before 1990", {"year_max": 1989}),
        ("after 2000", {"year_min": 2001}),
        ("since 2010", {"year_min": 2010}),
        ("from 1970 to 1980", {"year_min": 1970, "year_max": 1980}),
        ("19th century piano", {"year_min": 1800, "year_max": 1899}),
        ("from before the 1950s", {"year_max": 1949}),
        ("under 2 minutes", {"duration_max_s": 120}),
        ("shorter than 90 seconds", {"duration_max_s": 90}),
        ("2-3 minutes", {"duration_min_s": 120, "duration_max_s": 180}),
        ("longer than five minutes", {"duration_min_s": 300}),
        ("about 3 minutes long", {"duration_min_s": 144, "duration_max_s": 216}),
        ("in a minor", {"key": "A minor"}),
        ("in a minor key", {"key": "minor"}),
        ("F# minor piece", {"key": "F# minor"}),
        ("something in B flat major", {"key": "Bb major"}),
        ("a-Moll", {"key": "A minor"}),
        ("en la menor", {"key": "A minor"}),
        ("something by bach", {"artist": "Bach"}),
        ("by Johann Sebastian Bach with organ", {"artist": "Johann Sebastian Bach"}),
        ("piano by mozrat", {"artist": "Mozart"}),
        ("by Chopin", {"artist": "Chopin"}),
        ('from the album "Kind of Blue"', {"album": "Kind of Blue"}),
        ("tunes by Scott Joplin under 2 min", {"artist": "Scott Joplin", "duration_max_s": 120}),
    ],
)
def test_stated(request_: str, expected: dict[str, Any]) -> None:
    assert read(request_, artists=ARTISTS).values == expected


@pytest.mark.parametrize(
    "request_",
    [
        "for my 3 minute video",
        "a 30 second intro",
        "80s style synth",
        "by the sea",
        "played by a banjo",
        "driven by piano",
        "music by candlelight",
        "3/4 waltz",
        "an 808 beat",
        "songs in the key of life",
        "more like 2",
        "two guitars",
        "a minor annoyance",
        "8-bit music",
    ],
)
def test_nothing_is_made_up(request_: str) -> None:
    found = read(request_, artists=ARTISTS)
    assert found.values == {}
    assert found.k is None


@pytest.mark.parametrize(
    ("request_", "k"),
    [
        ("three tracks by Bach", 3),
        ("5 sad songs", 5),
        ("give me 3", 3),
        ("top 10 jazz tunes", 10),
        ("drei Lieder", 3),
        ("just one song", 1),
        ("500 songs", 50),
    ],
)
def test_how_many(request_: str, k: int) -> None:
    assert read(request_).k == k


def test_the_places_are_those_of_the_words() -> None:
    request = "Jazz under 100 BPM by Bach"
    found = read(request, artists=ARTISTS)
    assert sorted(request[a:b] for a, b in found.spans) == ["by Bach", "under 100 BPM"]


def test_a_decade_as_a_style_becomes_a_caption() -> None:
    assert read("80s style synth").captions == ["1980s style, retro"]

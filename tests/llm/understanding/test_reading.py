"""Test that conditions are read exactly, and that other numbers are ignored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from llm.understanding.findings import Request, Wishes
from llm.understanding.reading import CONDITION_READERS, read

ARTISTS = ["Johann Sebastian Bach", "Traditional", "W. A. Mozart", "Scott Joplin"]


def conditions(request: str, artists: Collection[str] = ()) -> Wishes:
    """Return the findings of the readers of conditions in a single request."""
    return Wishes.of(f for f in read(Request.of(request, artists=artists)).found if f.reader in CONDITION_READERS)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ("120 bpm techno", {"tempo_min": 114, "tempo_max": 126}),
        ("something under 100 bpm", {"tempo_max": 100}),
        ("between 90 and 110 bpm", {"tempo_min": 90, "tempo_max": 110}),
        ("90-110 beats per minute", {"tempo_min": 90, "tempo_max": 110}),
        ("faster than 140 bpm", {"tempo_min": 140}),
        ("no faster than 100 bpm", {"tempo_max": 100}),
        ("techno no faster than, say, about 100", {"tempo_max": 100}),
        ("salsa, max maybe 105", {"tempo_max": 105}),
        ("nicht schneller als vielleicht 110", {"tempo_max": 110}),
        ("pas plus vite que 110 environ", {"tempo_max": 110}),
        ("a playlist that keeps me at 170 steps a min", {"tempo_min": 162, "tempo_max": 178}),
        ("wait a min, something calm", {}),
        ("children's songs, we had those last year", {}),
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
        ("by Chopin", {}),  # the library has nothing by Chopin, so a filter would find nothing
        ('from the album "Kind of Blue"', {}),
        ("tunes by Scott Joplin under 2 min", {"artist": "Scott Joplin", "duration_max_s": 120}),
    ],
)
def test_stated(request_: str, expected: dict[str, Any]) -> None:
    assert conditions(request_, ARTISTS).filters == expected


@pytest.mark.parametrize(
    ("request_", "low", "high"),
    [
        ("techno 126 up", 126, None),
        ("house, 128 plus", 128, None),
        ("house, 100 minimum", 100, None),
        ("piano, 90 tops", None, 90),
        ("sub 90 hip hop", None, 90),
        ("drum and bass 174ish", 165, 183),
        ("trance around the 138 mark", 131, 145),
        ("techno at 130", 124, 136),
        ("something north of 140 bpm", 140, None),
        ("cap it at 110 bpm", None, 110),
        ("not a beat over 100", None, 100),
        ("don't let it get past 100", None, 100),
        ("120 and below", None, 120),
        ("96 beats, guitar", 91, 101),
        ("a click of 96 please", 91, 101),
        ("a running cadence of 180 steps", 171, 189),
        ("MM=72 strings", 68, 76),
        ("guitar at one twenty-five", 119, 131),
        ("mid 120s bpm", 123, 127),
        ("high 80s tempo", 86, 89),
        ("120 ± 5 bpm", 115, 125),
        ("within 5 of 120 bpm", 115, 125),
        ("90 < bpm < 110", 90, 110),
        ("about 100 to the minute", 95, 105),
        ("so um die 120 Schläge", 114, 126),
        ("moins de 90 à la minute", None, 90),
        ("quatre-vingt-dix battements par minute", 86, 94),
        ("por encima de 120 bpm", 120, None),
    ],
)
def test_tempos_as_people_say_them(request_: str, low: float | None, high: float | None) -> None:
    found = conditions(request_).filters
    assert (found.get("tempo_min"), found.get("tempo_max")) == (low, high)
    assert not {"year_min", "year_max"} & set(found)


@pytest.mark.parametrize(
    "request_",
    [
        "happy waltz, my grandma is over 90",
        "music for 80 guests",
        "for 100 people at most, jazz",
        "top 100 rock",
        "temperature around 90, summer music",
        "Beethoven Op. 109 piano",
        "rock for driving at 70 on the highway",
        "we are at 40 subscribers, intro music",
        "at least 100 instruments, orchestral",
        "more like 77",
    ],
)
def test_numbers_that_are_no_tempos(request_: str) -> None:
    assert not {"tempo_min", "tempo_max"} & set(conditions(request_).filters)


@pytest.mark.parametrize(
    ("request_", "low", "high"),
    [
        ("recorded before the war", 0, 1938),
        ("post-war jazz", 1945, 1965),
        ("turn-of-the-century waltz", 1890, 1910),
        ("18th c. harpsichord", 1700, 1799),
        ("from before I was born in 1984", 0, 1983),
        ("1950 to 65", 1950, 1965),
        ("summer of 69", 1969, 1969),
        ("Anfang der Neunziger", 1990, 1994),
        ("música ochentera", 1980, 1989),
        ("finales de los 80", 1985, 1989),
    ],
)
def test_times_as_people_say_them(request_: str, low: int, high: int) -> None:
    found = conditions(request_).filters
    assert (found.get("year_min") or 0, found.get("year_max")) == (low, high)


@pytest.mark.parametrize(
    ("request_", "low", "high"),
    [
        ("two and a half minute jazz track", 120, 180),
        ("about three and a half minutes", 168, 252),
        ("deux minutes et demie", 120, 180),
        ("60s long", 48, 72),
        ("one thirty second jingle", 24, 36),
        ("one ten minute track", 480, 720),
    ],
)
def test_lengths_as_people_say_them(request_: str, low: float, high: float) -> None:
    found = conditions(request_).filters
    assert (found.get("duration_min_s"), found.get("duration_max_s")) == (low, high)


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
    found = conditions(request_, ARTISTS)
    assert found.filters == {}
    assert found.k is None


@pytest.mark.parametrize(
    ("request_", "k"),
    [
        ("only one please, sad piano", 1),
        ("nur eins", 1),
        ("6 or so tracks", 6),
        ("media docena de canciones", 6),
        ("limit it to four", 4),
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
    assert conditions(request_).k == k


def test_the_places_are_those_of_the_words() -> None:
    request = "Jazz under 100 BPM by Bach"
    found = read(Request.of(request, artists=ARTISTS)).found
    assert sorted(request[a:b] for f in found if f.reader in CONDITION_READERS for a, b in f.spans) == [
        "by Bach",
        "under 100 BPM",
    ]


def test_a_decade_as_a_style_becomes_a_caption() -> None:
    assert conditions("80s style synth").styles == ["1980s style, retro"]

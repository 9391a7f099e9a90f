"""Test what each filter excludes, and that single tracks and whole libraries are filtered alike."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.track import Known, Measured, Track
from retrieval.catalogue import columns
from retrieval.catalogue.database import Catalogue, Entry
from retrieval.query import Filters
from retrieval.search.filters import allowed, passes


def make_track(row: int = 0, **facts: Any) -> Track:
    values: dict[str, Any] = {"folder": Path("/m"), "title": f"Title {row}", "added_at": 1000.0, **facts}
    return Track(f"t{row}", **{"path": values["folder"] / f"{row}.wav", **values})


def passing(tracks: list[Track], **filters: Any) -> list[int]:
    """Return the rows that pass the filters, and check that filtering each track alone gives the same rows."""
    catalogue = Catalogue(Path(":memory:"), create=True)
    with catalogue.transaction():
        catalogue.put(
            [Entry(t, t.size_bytes, 1, "", row, row, np.zeros(1, np.float32)) for row, t in enumerate(tracks)]
        )
    conditions = Filters(**filters)
    found = columns.load(catalogue, Path("/nowhere"), frozenset())
    rows: list[int] = np.flatnonzero(allowed(found, conditions)).tolist()
    catalogue.close()
    assert [row for row, track in enumerate(tracks) if passes(track, conditions)] == rows
    return rows


@pytest.mark.parametrize(
    ("key", "wanted", "fits"),
    [
        ("G# minor", "Ab minor", True), ("A minor", "minor", True), ("A major", "minor", False), ("", "minor", False),
        ("D dorian", "minor", True), ("D dorian", "D dorian", True), ("D mixolydian", "major", True),
        ("D phrygian dominant", "major", True), ("Bb major", "A# major", True),
        ("C major", "A minor", False), ("Cb major", "B major", True),
    ],
)  # fmt: skip
def test_keys_have_several_names(key: str, wanted: str, fits: bool) -> None:
    assert bool(passing([make_track(known=Known(key=key))], key=wanted)) == fits


@pytest.mark.parametrize(
    ("instrument", "unwanted", "stays"),
    [
        ("harpsichord", "harp", True),
        ("celtic harp", "harp", False),
        ("rock drums", "drums", False),
        ("bassoon", "bass", True),
        ("church organ", "church flute", True),  # the words of two tags
    ],
)
def test_without_an_instrument_means_that_word(instrument: str, unwanted: str, stays: bool) -> None:
    track = make_track(known=Known(instruments=("flute", instrument)))
    assert bool(passing([track], without=(unwanted,))) == stays


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({}, [0, 1, 2, 3]),
        ({"artist": "arzte"}, [0, 1]),
        ({"album": "live"}, [0, 2]),
        ({"album": "live blackhawk"}, [2]),
        ({"year_min": 1995}, [1]),
        ({"year_max": 1995}, [0]),
        ({"tempo_min": 90, "tempo_max": 110}, [0]),
        ({"tempo_min": 0}, [0, 1]),  # a bound of 0 asks for a known tempo
        ({"duration_min_s": 100, "duration_max_s": 400}, [1, 2]),
        ({"key": "E minor"}, [1, 3]),  # what is stated goes before what was measured
        ({"folder": "/n"}, []),
        ({"folder": "/m"}, [0, 1, 2, 3]),
        ({"not_by": ("arzte", "davis")}, [3]),
        ({"not_on": ("blackhawk",)}, [0, 1, 3]),
        ({"without": ("punk", "organ")}, [1, 2]),
        ({"never_by": ("die arzte",)}, [0, 2, 3]),  # a whole name
        ({"never_on": ("Live",)}, [1, 2, 3]),  # a whole title
        ({"never_on": ("Live\nMiles Davis",)}, [0, 1, 2, 3]),
        ({"never_on": ("Live\n\xc4rzte",)}, [1, 2, 3]),
        ({"under": ("/m/Punk", "/n")}, [0]),
        ({"outside": ("/m/Punk",)}, [1, 2, 3]),
        ({"outside": ("/m/Pun",)}, [0, 1, 2, 3]),
        ({"added_from": 1500.0}, [1]),
        ({"rating_min": 4.0}, [2]),
        ({"bit_rate_max": 128.0}, [0]),
        ({"formats": ("flac", "wav")}, [1]),
        ({"languages": ("german", "french")}, [0, 1]),
        ({"not_languages": ("german",)}, [1, 2, 3]),
        ({"versions": ("live",)}, [0, 2]),
        ({"versions": ("live", "demo")}, [0]),
        ({"not_versions": ("live",)}, [1, 3]),
    ],
)
def test_each_filter(filters: dict[str, Any], rows: list[int]) -> None:
    punk = {"artist": "Ärzte", "album": "Live", "year": 1990, "duration_s": 60.0}
    rock = {"artist": "Die Ärzte", "year": 2000, "duration_s": 200.0}
    jazz = {"artist": "Miles Davis", "album": "Live at the Blackhawk", "duration_s": 400.0}
    tracks = [
        make_track(
            0,
            **punk,
            path=Path("/m/Punk/0.mp3"),
            size_bytes=900_000,
            known=Known(tempo_bpm=90.0, style="punk", versions=("live", "demo"), languages=("german",)),
        ),
        make_track(
            1,
            **rock,
            added_at=2000.0,
            measured=Measured(tempo_bpm=120.0, key="E minor"),
            known=Known(format="flac", languages=("english", "french")),
        ),
        make_track(2, **jazz, known=Known(mood=("calm",), versions=("live",), rating=4.5)),
        make_track(
            3, known=Known(instruments=("choir", "church organ"), key="E minor"), measured=Measured(key="C major")
        ),
    ]
    assert passing(tracks, **filters) == rows


NAMES = st.sampled_from(
    ["", "Bach", "Bacher", "J. S. Bach", "Ärzte", "die arzte", "[rock", "harp", "celtic harp", "organ", "The The"]
)
KEYS = st.sampled_from(
    ["", "A minor", "A# minor", "Bb minor", "D dorian", "D mixolydian", "C major", "major", "minor", "?"]
)
LISTS = st.lists(NAMES.filter(bool), max_size=3).map(tuple)
FOLDERS = st.sampled_from(["/m", "/n", "/m/o"])
TEMPI = st.none() | st.sampled_from([0.0, 90.0, 104.3, 104.30000001, 120.0])
YEARS = st.none() | st.sampled_from([0, 1959, 1960, 2001])
SECONDS = st.sampled_from([0.0, 59.99, 60.0, 211.7])
TIMES = st.sampled_from([1000.0, 1.75e9, 1.75e9 + 0.5])
STARS = st.none() | st.sampled_from([0.5, 3.0, 4.5])
TONGUES = st.lists(st.sampled_from(["german", "french", "portuguese"]), max_size=2, unique=True).map(tuple)
VERSIONS = st.lists(st.sampled_from(["live", "demo", "remix"]), max_size=2, unique=True).map(tuple)
FORMATS = st.sampled_from(["", "flac", "mp3", "aac (adts)"])


@st.composite
def tracks(draw: st.DrawFn, row: int) -> Track:
    known = Known(
        style=draw(NAMES), instruments=draw(LISTS), mood=draw(LISTS), tempo_bpm=draw(TEMPI), key=draw(KEYS),
        people=draw(LISTS), rating=draw(STARS), languages=draw(TONGUES), versions=draw(VERSIONS), format=draw(FORMATS),
    )  # fmt: skip
    measured = Measured(tempo_bpm=draw(TEMPI), key=draw(KEYS))
    return make_track(
        row, folder=Path(draw(FOLDERS)), artist=draw(NAMES), album=draw(NAMES), year=draw(YEARS),
        duration_s=draw(SECONDS), known=known, measured=measured, added_at=draw(TIMES),
        size_bytes=draw(st.sampled_from([0, 1, 1_000_000, 9_999_999])),
    )  # fmt: skip


CONDITIONS = {
    "tempo_min": TEMPI, "tempo_max": TEMPI, "year_min": YEARS, "year_max": YEARS,
    "duration_min_s": st.none() | SECONDS, "duration_max_s": st.none() | SECONDS, "key": KEYS, "artist": NAMES,
    "album": NAMES, "folder": st.just("") | FOLDERS, "without": LISTS, "not_by": LISTS, "not_on": LISTS,
    "never_by": LISTS, "never_on": LISTS | st.tuples(st.builds("{}\n{}".format, NAMES.filter(bool), NAMES)),
    "under": st.lists(FOLDERS, max_size=2).map(tuple), "outside": st.lists(FOLDERS, max_size=2).map(tuple),
    "added_from": st.none() | TIMES, "added_to": st.none() | TIMES, "rating_min": STARS, "rating_max": STARS,
    "bit_rate_min": st.sampled_from([0.0, 37.9, 128.0]), "bit_rate_max": st.sampled_from([0.0, 37.9, 128.0]),
    "formats": st.lists(FORMATS.filter(bool), max_size=2).map(tuple), "languages": TONGUES, "not_languages": TONGUES,
    "versions": VERSIONS, "not_versions": VERSIONS,
}  # fmt: skip


def test_a_name_that_repeats_a_word_is_no_name_with_that_word_once() -> None:
    tracks = [make_track(0, artist="The The"), make_track(1, artist="The Who")]
    assert passing(tracks, artist="The The") == [0]
    assert passing(tracks, not_by=("the the",)) == [1]


NOT_IN_COLUMNS = {"only", "exclude", "played_from", "played_to", "unplayed_from"}


def test_the_conditions_drawn_are_all_there_are() -> None:
    assert set(CONDITIONS) == {f.name for f in fields(Filters)} - NOT_IN_COLUMNS


@settings(deadline=None, max_examples=150)
@given(
    given_tracks=st.tuples(*(tracks(row) for row in range(6))).map(list),
    filters=st.lists(st.sampled_from(sorted(CONDITIONS)), max_size=3, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: CONDITIONS[name] for name in names})
    ),
)
def test_one_track_is_judged_as_the_columns_judge_all(given_tracks: list[Track], filters: dict[str, Any]) -> None:
    passing(given_tracks, **filters)


def test_only_and_exclude_are_checked_of_one_track() -> None:
    track = make_track(3)
    assert passes(track, Filters(only=("t3",)))
    assert not passes(track, Filters(only=("t4",)))
    assert not passes(track, Filters(exclude=("t3",)))

"""Define a library of a dozen tracks, and variants of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from data.track import Known, Measured, Track
from models.encoder import FloatArray
from tests.concept_library import RecordingLibrary, build_library, sound_of


def make_track(
    number: int,
    title: str,
    *,
    artist: str = "Hark",
    style: str = "",
    instruments: tuple[str, ...] = (),
    mood: tuple[str, ...] = (),
    tempo: float | None = None,
    key: str = "",
    year: int | None = None,
    duration_s: float = 30.0,
    measured_tempo: float | None = None,
) -> Track:
    return Track(
        track_id=f"t{number}",
        path=Path(f"/music/{number}.ogg"),
        folder=Path("/music"),
        title=title,
        artist=artist,
        album="Demo",
        duration_s=duration_s,
        year=year,
        known=Known(style=style, instruments=instruments, mood=mood, tempo_bpm=tempo, key=key),
        measured=Measured(tempo_bpm=measured_tempo),
    )


TRACKS = [
    make_track(
        1,
        "Old Joe Clark",
        artist="Traditional",
        style="bluegrass",
        instruments=("banjo", "fiddle", "acoustic guitar"),
        mood=("happy", "energetic"),
        tempo=132,
        key="A major",
        year=1900,
        duration_s=28,
    ),
    make_track(
        2,
        "Cripple Creek",
        artist="Traditional",
        style="bluegrass",
        instruments=("banjo", "double bass", "drums"),
        mood=("happy",),
        tempo=118,
        key="G major",
        year=1880,
        duration_s=31,
    ),
    make_track(
        3,
        "Lonesome Porch",
        style="folk",
        instruments=("banjo", "harmonica"),
        mood=("melancholic", "lonely"),
        tempo=76,
        key="E minor",
        year=2020,
        duration_s=35,
    ),
    make_track(
        4,
        "Below the House",
        style="soundtrack",
        instruments=("strings", "timpani", "choir"),
        mood=("scary", "tense"),
        tempo=60,
        key="C minor",
        year=2021,
        duration_s=38,
    ),
    make_track(
        5,
        "Glass Corridor",
        style="soundtrack",
        instruments=("celesta", "strings"),
        mood=("scary", "mysterious"),
        tempo=72,
        key="D minor",
        year=2021,
        duration_s=33,
    ),
    make_track(
        6,
        "Prelude in C",
        artist="Johann Sebastian Bach",
        style="baroque",
        instruments=("harpsichord",),
        mood=("calm",),
        tempo=88,
        key="C major",
        year=1722,
        duration_s=36,
    ),
    make_track(
        7,
        "Toccata",
        artist="Johann Sebastian Bach",
        style="baroque",
        instruments=("church organ",),
        mood=("dramatic", "dark"),
        tempo=96,
        key="D minor",
        year=1704,
        duration_s=34,
    ),
    make_track(
        8,
        "Maple Leaf Rag",
        artist="Scott Joplin",
        style="ragtime",
        instruments=("piano",),
        mood=("happy", "cheeky"),
        tempo=168,
        key="Ab major",
        year=1899,
        duration_s=29,
    ),
    make_track(
        9,
        "Harbour Lights",
        style="jazz",
        instruments=("piano", "double bass", "drums"),
        mood=("calm", "romantic"),
        tempo=92,
        key="F major",
        year=2019,
        duration_s=32,
    ),
    make_track(
        10,
        "Iron Gate",
        style="heavy metal",
        instruments=("distorted guitar", "bass guitar", "drums"),
        mood=("aggressive",),
        tempo=176,
        key="E minor",
        year=2018,
        duration_s=27,
    ),
    make_track(
        11,
        "Evening Raga",
        style="indian classical",
        instruments=("sitar", "tabla", "tanpura"),
        mood=("hypnotic",),
        tempo=84,
        key="C major",
        year=2017,
        duration_s=40,
    ),
    make_track(12, "Untagged", style="", measured_tempo=101.4),
]


@pytest.fixture
def make_library(tmp_path: Path) -> Iterator[Callable[..., RecordingLibrary]]:
    """Yield a function that builds a real library from tracks; see `tests.concept_library.build_library`."""
    opened: list[RecordingLibrary] = []

    def make(
        tracks: Sequence[Track],
        sounds: Mapping[str, FloatArray] | None = None,
        windows: Mapping[str, Sequence[str]] | None = None,
    ) -> RecordingLibrary:
        opened.append(build_library(tmp_path / f"library-{len(opened)}", tracks, sounds, windows=windows))
        return opened[-1]

    yield make
    for library in opened:
        library.close()


@pytest.fixture
def library(make_library: Callable[..., RecordingLibrary]) -> RecordingLibrary:
    """Return a library of TRACKS, each of which sounds like its tags."""
    return make_library(TRACKS)


@pytest.fixture
def heard_library(make_library: Callable[..., RecordingLibrary]) -> RecordingLibrary:
    """Return a library of TRACKS without tags, whose concepts are only heard, and of as many silent tracks."""
    bare = [replace(t, known=Known(), year=None, measured=Measured(tempo_bpm=t.tempo_bpm)) for t in TRACKS]
    others = [make_track(n, f"Take {n}") for n in range(len(TRACKS) + 1, 2 * len(TRACKS) + 1)]
    return make_library([*bare, *others], {t.track_id: sound_of(t) for t in TRACKS})


@pytest.fixture
def timed_library(make_library: Callable[..., RecordingLibrary]) -> RecordingLibrary:
    """Return a library of TRACKS with windows, and of as many other tracks.

    The banjo is heard in all of track 1, from 0:10 on in track 2, and never in track 3.
    """
    others = [make_track(n, f"Take {n}", style="ambient") for n in range(len(TRACKS) + 1, 2 * len(TRACKS) + 1)]
    windows = {
        "t1": ["banjo"] * 5,
        "t2": ["", "", "banjo", "banjo", "banjo"],
        "t3": ["harmonica"] * 5,
    }
    return make_library([*TRACKS, *others], None, windows)

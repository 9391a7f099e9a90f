"""A library of a dozen tracks in memory, and conversations about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from data.track import Known, Measured, Track
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members
from retrieval.query import Hit, Query


class TinyLibrary:
    """Searches by counting shared words of music, which is enough: only the order of hits matters here.

    Filters are applied as the real library promises: an unknown fact fails a condition on it.
    """

    def __init__(self, tracks: Sequence[Track]) -> None:
        self._tracks = list(tracks)
        self.queries: list[Query] = []

    def tracks(self) -> Sequence[Track]:
        return self._tracks

    def track(self, track_id: str) -> Track | None:
        return next((t for t in self._tracks if t.track_id == track_id), None)

    def search(self, query: Query) -> list[Hit]:
        self.queries.append(query)
        wanted = {m.concept.name for text in (query.text, *query.captions) for m in mentions(text)}
        unwanted = {m.concept.name for text in query.unwanted for m in mentions(text)}
        scored = []
        for track in self._tracks:
            if not _passes(track, query):
                continue
            of_track = {*track.known.instruments, *track.known.mood, track.known.style}
            liked = [self.track(i) for i in query.like]
            alike = sum(bool(t and t.known.style == track.known.style) for t in liked)
            score = len(wanted & of_track) + alike - 2 * len(unwanted & of_track)
            scored.append((score, track))
        scored.sort(key=lambda pair: -pair[0])
        return [Hit(track, 0.1 + score / 10, rank) for rank, (score, track) in enumerate(scored[: query.k], 1)]


def _passes(track: Track, query: Query) -> bool:
    f = query.filters
    for low, high, value in (
        (f.tempo_min, f.tempo_max, track.tempo_bpm),
        (f.year_min, f.year_max, track.year),
        (f.duration_min_s, f.duration_max_s, track.duration_s),
    ):
        if low is not None and (value is None or value < low) or high is not None and (value is None or value > high):
            return False
    if f.key and not track.key.lower().endswith(f.key.lower()):
        return False
    if f.artist and f.artist.lower() not in track.artist.lower():
        return False
    if any(name in track.known.instruments for name in f.without):
        return False
    return track.track_id not in f.exclude and (not f.only or track.track_id in f.only)


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
def library() -> TinyLibrary:
    return TinyLibrary(TRACKS)


@pytest.fixture
def heard_library() -> TinyLibrary:
    """The same tracks as they would be without any tags: only what is heard."""
    bare = [replace(t, known=Known(), year=None, measured=Measured(tempo_bpm=t.tempo_bpm)) for t in TRACKS]
    heard = {
        t.track_id: tuple(
            (n, 0.8) for n in (*t.known.instruments[:2], *t.known.mood[:1], t.known.style) if n and members(n)
        )
        for t in TRACKS
    }

    class Heard(TinyLibrary):
        def search(self, query: Query) -> list[Hit]:
            hits = TinyLibrary(TRACKS).search(query)
            return [
                replace(h, track=next(b for b in bare if b.track_id == h.track.track_id), heard=heard[h.track.track_id])
                for h in hits
            ]

    return Heard(bare)

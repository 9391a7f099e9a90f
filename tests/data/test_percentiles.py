from __future__ import annotations

from pathlib import Path

import pytest

from data.percentiles import Percentiles
from data.track import Known, Measured, Track


def track(i: int, tempo: float | None, energy: float | None = 0.5, stated: float | None = None) -> Track:
    measured = Measured(tempo_bpm=tempo, energy=energy)
    return Track(f"t{i}", Path(f"{i}"), Path("."), "x", known=Known(tempo_bpm=stated), measured=measured)


def test_a_track_is_placed_among_the_others() -> None:
    tracks = [track(i, 60.0 + i) for i in range(100)]
    percentiles = Percentiles(tracks)
    assert percentiles.of(tracks[20])["tempo_bpm"] == pytest.approx(0.205)
    assert percentiles.of(tracks[99])["tempo_bpm"] == pytest.approx(0.995)
    assert percentiles.of(tracks[0])["energy"] == 0.5  # all alike: in the middle, not above everyone
    assert percentiles.of(track(0, 10.0))["tempo_bpm"] == 0.0
    assert percentiles.of(track(0, 60.0, stated=500.0))["tempo_bpm"] == 1.0  # what was stated counts


def test_what_is_unknown_or_rare_is_not_told() -> None:
    tracks = [track(i, None if i % 2 else 100.0 + i, None) for i in range(30)]
    percentiles = Percentiles(tracks)
    assert percentiles.of(tracks[0]) == {}  # fifteen have a tempo, none an energy
    assert Percentiles([track(i, 100.0) for i in range(30)]).of(track(0, None, None)) == {}
    assert Percentiles([]).of(track(0, 100.0)) == {}

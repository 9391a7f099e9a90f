from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.playing.waveform import POINTS, waveform

RATE = 16_000


@pytest.mark.parametrize("seconds", [3, 90, 660])
def test_an_outline_shows_where_it_is_loud(tmp_path: Path, seconds: int) -> None:
    level = np.repeat([0.05, 0.5, 0.2], seconds * RATE // 3)
    soundfile.write(tmp_path / "a.flac", level * np.sin(np.arange(len(level))), RATE)
    outline = list(waveform(tmp_path / "a.flac", tmp_path / "cache", "a"))
    assert len(outline) == POINTS
    third = POINTS // 3
    quiet, loud, middle = (outline[i * third + 3 : (i + 1) * third - 3] for i in range(3))
    assert max(quiet) < 40 < min(middle) < max(middle) < 130 < min(loud)


def test_it_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    path, cache = tmp_path / "a.flac", tmp_path / "cache"
    soundfile.write(path, 0.5 * np.sin(np.arange(5 * RATE)), RATE)
    first = waveform(path, cache, "a")
    (kept,) = cache.iterdir()
    assert kept.read_bytes() == first
    kept.write_bytes(bytes(POINTS))
    assert waveform(path, cache, "a") == bytes(POINTS)
    os.utime(path, (1, 1))
    assert waveform(path, cache, "a") == first


def test_silence_damage_and_absence_have_none(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silent.flac", np.zeros(RATE), RATE)
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    for name in ("silent.flac", "bad.mp3", "gone.mp3"):
        assert waveform(tmp_path / name, tmp_path / "cache", name) == b""
    (tmp_path / "file").write_bytes(b"")
    assert waveform(tmp_path / "silent.flac", tmp_path / "file" / "cache", "x") == b""

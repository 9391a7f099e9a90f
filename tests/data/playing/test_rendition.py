"""Test what is sent to a browser: the file itself, or a WAV rendition of which any range can be decoded."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.audio import AudioReadError
from data.playing.rendition import Rendition, media_type


def sine(seconds: float, rate: int, hz: float = 440.0) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)


def whole(rendition: Rendition) -> bytes:
    return b"".join(rendition.read(0, rendition.size))


@pytest.mark.parametrize(
    ("name", "options", "kind"),
    [
        ("a.wav", {"subtype": "PCM_24"}, "audio/wav"),
        ("a.wav", {"subtype": "FLOAT"}, "audio/wav"),
        ("a.wav", {"subtype": "IMA_ADPCM"}, None),
        ("a.flac", {}, "audio/flac"),
        ("a.mp3", {}, "audio/mpeg"),
        ("a.ogg", {}, "audio/ogg"),
        ("a.opus", {"format": "OGG", "subtype": "OPUS"}, "audio/ogg"),
        ("a.aiff", {}, None),
        ("flac.mp3", {"format": "FLAC"}, "audio/flac"),
    ],
)
def test_the_media_type_is_that_of_the_content(tmp_path: Path, name: str, options: dict[str, str], kind: str) -> None:
    soundfile.write(tmp_path / name, sine(2, 48_000), 48_000, **options)
    assert media_type(tmp_path / name) == kind


@pytest.mark.parametrize(("rate", "channels"), [(44_100, 1), (22_050, 2), (192_000, 1), (96_000, 6)])
def test_any_range_is_what_the_whole_has_there(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "a.aiff"
    soundfile.write(path, np.stack([sine(25, rate)] * channels, axis=1), rate)
    rendition = Rendition(path)
    data = whole(rendition)
    assert len(data) == rendition.size
    samples, at = soundfile.read(io.BytesIO(data))
    assert at == min(rate, 48_000)
    assert len(samples) == 25 * at
    for start, stop in (
        (0, 1),
        (10, 44),
        (40, 50),
        (44, 45),
        (1_000_001, 1_040_000),
        (rendition.size - 3, rendition.size),
    ):
        part = b"".join(rendition.read(start, stop))
        assert len(part) == stop - start
        if rate <= 48_000:
            assert part == data[start:stop]
    middle = 44 + 2 * min(channels, 2) * at * 12
    later = np.frombuffer(b"".join(rendition.read(middle, middle + 40_000)), "<i2").astype(float)
    there = np.frombuffer(data[middle : middle + 40_000], "<i2").astype(float)
    assert np.abs(later - there)[2000:].max() < 400, "a resampler starts anew, and is the same after a moment"


def test_sound_beyond_full_scale_does_not_wrap_around(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", 30 * sine(1, 48_000), 48_000, subtype="FLOAT")
    samples = soundfile.read(io.BytesIO(whole(Rendition(tmp_path / "loud.wav"))))[0]
    assert np.corrcoef(samples[:20_000], sine(1, 48_000)[:20_000])[0, 1] > 0.85


def test_what_is_no_sound_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").write_bytes(b"")
    (tmp_path / "page.mp3").write_bytes(b"<!doctype html>")
    for path in (tmp_path / "empty.mp3", tmp_path / "page.mp3", tmp_path / "gone.mp3", tmp_path):
        with pytest.raises(AudioReadError):
            media_type(path)
        with pytest.raises(AudioReadError):
            Rendition(path)

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.audio import listen, read
from data.files.downmix import to_mono, to_stereo
from data.playing.rendition import Rendition

RATE = 48_000
PITCHES = (300, 400, 500, 60, 700, 800)  # Hz: front left and right, centre, low frequencies, back left and right


def tone(hz: float, seconds: float = 6.0) -> np.ndarray:
    return 0.2 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)


def strength(samples: np.ndarray, hz: float) -> np.ndarray:
    """Return the strength of a pitch in each channel, relative to a tone of amplitude 0.2."""
    at = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / RATE)
    return np.abs(at @ samples) * 2 / len(samples) / 0.2


def decoded(path: Path) -> np.ndarray:
    """Return the samples that a browser receives for a format that it cannot play."""
    rendition = Rendition(path)
    return soundfile.read(io.BytesIO(b"".join(rendition.read(0, rendition.size))))[0]


def mono(path: Path) -> np.ndarray:
    return np.concatenate([samples for _, samples, _ in listen(path)])


@pytest.mark.parametrize(("name", "subtype", "order"), [
    ("a.wav", "PCM_16", (0, 1, 2, 3, 4, 5)), ("a.flac", "PCM_16", (0, 1, 2, 3, 4, 5)),
    ("a.ogg", "VORBIS", (0, 2, 1, 4, 5, 3)), ("a.opus", "OPUS", (0, 2, 1, 4, 5, 3)),
])  # fmt: skip
def test_surround_comes_out_on_the_right_sides(tmp_path: Path, name: str, subtype: str, order: tuple[int, ...]) -> None:
    sound = np.stack([tone(PITCHES[k]) for k in order], axis=1)
    form = {"wav": "WAVEX", "flac": "FLAC"}.get(name[2:], "OGG")
    with soundfile.SoundFile(tmp_path / name, "w", RATE, 6, format=form, subtype=subtype) as file:
        for start in range(0, len(sound), RATE):
            file.write(sound[start : start + RATE])
    samples, _ = read(tmp_path / name, 1.0, 4.0)
    for hz, (left, right) in zip(PITCHES, [(1, 0), (0, 1), (0.7, 0.7), (0.5, 0.5), (0.7, 0), (0, 0.7)], strict=True):
        assert strength(samples, hz) == pytest.approx([left, right], abs=0.12), hz
    shown = decoded(tmp_path / name)
    assert strength(shown, 500).min() > 0.3
    heard = mono(tmp_path / name)
    assert all(strength(heard[:, None], hz)[0] > 0.2 for hz in PITCHES)


@pytest.mark.parametrize("channels", [3, 4, 5, 6, 7, 8])
def test_no_channel_is_lost(channels: int) -> None:
    for k in range(channels):
        alone = np.zeros((RATE, channels), np.float32)
        alone[:, k] = tone(440, 1.0)
        names = ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR")[:channels]
        assert np.abs(to_stereo(alone, names)).max() >= 0.09


def test_inverted_stereo_is_heard_like_the_plain_recording(tmp_path: Path) -> None:
    one = tone(330)
    soundfile.write(tmp_path / "plain.flac", np.stack([one, one], axis=1), RATE)
    soundfile.write(tmp_path / "inverted.flac", np.stack([one, -one], axis=1), RATE)
    assert np.abs(mono(tmp_path / "inverted.flac")) == pytest.approx(np.abs(mono(tmp_path / "plain.flac")), abs=1e-4)


def test_a_voice_in_opposite_phase_is_not_lost_and_ordinary_stereo_is_its_mean() -> None:
    band, voice = tone(200), tone(1000)
    wide = np.stack([band + voice, band - voice], axis=1).astype(np.float32)
    heard = to_mono(wide)[RATE:-RATE, None]
    assert strength(heard, 200)[0] == pytest.approx(1, abs=0.05)
    assert strength(heard, 1000)[0] == pytest.approx(1, abs=0.05)
    narrow = np.stack([band + 0.3 * voice, band - 0.3 * voice], axis=1).astype(np.float32)
    assert to_mono(narrow) == pytest.approx(narrow.mean(axis=1), abs=1e-6)


def test_sound_beyond_full_scale_is_not_distorted(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "loud.wav", 30 * tone(330), RATE, subtype="FLOAT")
    heard = mono(tmp_path / "loud.wav")
    assert np.abs(heard).max() <= 1.0

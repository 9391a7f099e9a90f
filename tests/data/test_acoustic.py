"""Test that fingerprints stay the same after coding and shifts, and differ for other music."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from data.acoustic import EMPTY, Print, similarity
from data.analysis import SAMPLE_RATE, Analyser


def music(seed: int, seconds: float = 40.0) -> np.ndarray:
    """Return random chords in a random rhythm with some noise."""
    rng = np.random.default_rng(seed)
    out = 0.002 * rng.standard_normal(round(seconds * SAMPLE_RATE))
    at = 0.0
    while at < seconds - 1.5:
        t = np.arange(round(rng.uniform(0.3, 1.4) * SAMPLE_RATE)) / SAMPLE_RATE
        start = round(at * SAMPLE_RATE)
        for midi in rng.integers(45, 90, 3):
            out[start : start + len(t)] += 0.1 * np.exp(-3 * t) * np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t)
        at += rng.uniform(0.1, 0.6)
    return out.astype(np.float32)


def printed(samples: np.ndarray) -> Print:
    analyser = Analyser()
    for start in range(0, len(samples), 60 * SAMPLE_RATE):
        analyser.add(samples[start : start + 60 * SAMPLE_RATE])
    return analyser.print()


def through(samples: np.ndarray, **options: object) -> np.ndarray:
    """Encode and decode samples, and return the result."""
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", SAMPLE_RATE, 1, **options) as file:
        for start in range(0, len(samples), SAMPLE_RATE):
            file.write(samples[start : start + SAMPLE_RATE])
    buffer.seek(0)
    return soundfile.read(buffer, dtype="float32")[0]


LOW_MP3 = {"format": "MP3", "compression_level": 0.95, "bitrate_mode": "CONSTANT"}


@pytest.mark.parametrize("options", [LOW_MP3, {"format": "OGG", "subtype": "VORBIS", "compression_level": 0.9}])
@pytest.mark.parametrize("offset_s", [-1.0, -0.37, 0.0, 0.61, 1.0])
def test_a_copy_is_alike_through_a_coder_and_a_shift(options: dict[str, object], offset_s: float) -> None:
    original = music(1, 75.0)
    shift = round(abs(offset_s) * SAMPLE_RATE)
    copy = original[shift:] if offset_s < 0 else np.concatenate([np.zeros(shift, np.float32), original])
    assert similarity(printed(original), printed(0.5 * through(copy, **options))) > 0.55


def test_other_music_is_not_alike() -> None:
    prints = [printed(music(seed)) for seed in range(12)]
    assert max(similarity(a, b) for i, a in enumerate(prints) for b in prints[:i]) < 0.3


def test_silence_a_held_tone_and_a_moment_have_no_print() -> None:
    t = np.arange(30 * SAMPLE_RATE) / SAMPLE_RATE
    assert not printed(np.zeros(30 * SAMPLE_RATE, np.float32))
    assert not printed((0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32))
    assert not printed(music(3, 2.0))


def test_a_print_survives_its_bytes_and_damage() -> None:
    whole = printed(music(4, 70.0))
    shape, bits = whole.to_bytes()
    again = Print.from_bytes(shape, bits)
    assert [list(row) for row in again.bits] == [list(row) for row in whole.bits]
    assert similarity(whole, again) == pytest.approx(1.0)
    assert len(bits) < 10 * 70 * 2
    for damaged in ((b"", b""), (shape[:-2], bits), (shape, bits[:-2]), (shape, b""), (b"", bits)):
        assert Print.from_bytes(*damaged) is EMPTY

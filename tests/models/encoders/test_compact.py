"""Test the compact encoder on synthesised sounds: shapes, norms, equal results, and that it distinguishes sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file
from torch.utils.flop_counter import FlopCounterMode

from data.errors import UserError
from models.encoder import FloatArray, truncate
from models.encoders.compact import SAMPLE_RATE, WEIGHTS, WINDOW_SAMPLES, CompactEncoder, log_mel
from models.encoders.compact_network import TextHead

BUDGET = 15_000_000  # bytes of all the model files that ship beside MiniLM


@pytest.fixture(scope="module")
def encoder() -> CompactEncoder:
    return CompactEncoder()


def tune(seconds: float, rate: int = SAMPLE_RATE, pitch: float = 220.0) -> FloatArray:
    """Return plucked tones, two a second, which are neither silence nor noise."""
    t = np.arange(int(seconds * rate)) / rate
    note = t % 0.5
    partials = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 6))
    return (0.2 * partials * np.exp(-6 * note)).astype(np.float32)


def distance(a: FloatArray, b: FloatArray) -> float:
    return float((1 - (a.astype(np.float64) * b).sum(axis=-1)).max())


def test_log_mel_of_a_tone_peaks_at_its_band() -> None:
    t = np.arange(WINDOW_SAMPLES) / SAMPLE_RATE
    low, high = (0.3 * np.sin(2 * np.pi * f * t).astype(np.float32) for f in (200, 4000))
    mel = log_mel(np.stack([low, high]))
    assert mel.shape == (2, 256, 96)
    assert mel.min() >= 0
    assert mel.max() == pytest.approx(1, abs=1e-6)
    assert mel[0].mean(axis=0).argmax() < mel[1].mean(axis=0).argmax()


def test_log_mel_does_not_hear_the_volume() -> None:
    wave = tune(5.12)[None]
    assert np.abs(log_mel(wave) - log_mel(wave * 0.3)).max() < 1e-4


def test_quiet_noise_is_not_made_loud() -> None:
    noise = np.random.default_rng(0).standard_normal((1, WINDOW_SAMPLES)).astype(np.float32) * 1e-5
    assert log_mel(noise).max() < 0.7  # 1 would be full loudness


def test_vectors_are_unit_float32_of_any_length_and_rate(encoder: CompactEncoder) -> None:
    vectors = encoder.encode_audio([tune(0.2), tune(7), tune(12)], SAMPLE_RATE)
    assert vectors.shape == (3, 512)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert distance(encoder.encode_audio([tune(12, 44_100)], 44_100), vectors[2:]) < 0.01


def test_same_sound_same_vector_whatever_the_threads(encoder: CompactEncoder) -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = encoder.encode_audio([tune(12)], SAMPLE_RATE)
        torch.set_num_threads(2)
        two = CompactEncoder().encode_audio([tune(12)], SAMPLE_RATE)
    finally:
        torch.set_num_threads(before)
    assert distance(one, two) < 1e-6
    assert distance(one, encoder.encode_audio([tune(12)], SAMPLE_RATE)) < 1e-6


def test_batches_do_not_mix(encoder: CompactEncoder) -> None:
    windows = np.stack([tune(5.12, pitch=110.0 * (1 + k / 7)) for k in range(19)])
    together = encoder.embed_windows(windows)
    alone = np.concatenate([encoder.embed_windows(w[None]) for w in windows])
    assert np.abs(together - alone).max() < 1e-3 * np.abs(alone).max()


def test_nothing_in_nothing_out(encoder: CompactEncoder) -> None:
    assert encoder.encode_audio([], SAMPLE_RATE).shape == (0, 512)
    assert encoder.encode_text([]).shape == (0, 512)
    assert encoder.embed_windows(np.empty((0, WINDOW_SAMPLES), dtype=np.float32)).shape == (0, 512)


@pytest.mark.parametrize("silence", [np.zeros(SAMPLE_RATE * 6, dtype=np.float32), np.ones(9, dtype=np.float32)])
def test_silence_and_a_click_have_finite_vectors(encoder: CompactEncoder, silence: FloatArray) -> None:
    assert np.isfinite(encoder.encode_audio([silence], SAMPLE_RATE)).all()


@pytest.mark.parametrize(
    "bad",
    [
        np.array([], dtype=np.float32),
        np.array([0.1, np.nan] * SAMPLE_RATE, dtype=np.float32),
        np.zeros((2, SAMPLE_RATE), dtype=np.float32),
    ],
    ids=["empty", "not a number", "stereo"],
)
def test_bad_audio_is_a_user_error(encoder: CompactEncoder, bad: FloatArray) -> None:
    with pytest.raises(UserError):
        encoder.encode_audio([bad], SAMPLE_RATE)


def test_windows_of_another_length_are_refused(encoder: CompactEncoder) -> None:
    with pytest.raises(ValueError, match="163840"):
        encoder.embed_windows(np.zeros((1, 1000), dtype=np.float32))


def test_unlike_texts_differ_and_like_texts_are_near(encoder: CompactEncoder) -> None:
    unlike = encoder.encode_text(
        ["banjo", "a scary song for a horror film", "calm piano to sleep", "heavy metal guitars", "techno"]
    )
    cosines = unlike @ unlike.T
    assert cosines[~np.eye(5, dtype=bool)].max() < 0.8
    said = encoder.encode_text(
        ["a song with the banjo in it", "a song which has the banjo instrument in it", "church organ"]
    )
    assert said[0] @ said[1] > said[0] @ said[2] + 0.2


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_unit_vector(text: str) -> None:
    vector = SHARED.encode_text([text])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


SHARED = CompactEncoder()


def test_the_head_in_numpy_is_the_head_that_was_trained(encoder: CompactEncoder) -> None:
    head = TextHead().eval()
    state = {k.removeprefix("text."): torch.from_numpy(v) for k, v in encoder._tensors.items() if k.startswith("text.")}
    head.load_state_dict(state, strict=True)
    sentences = encoder._text.embed(["sad violin", "drum and bass"])
    with torch.inference_mode():
        trained = head(torch.from_numpy(sentences)).numpy()
    assert distance(encoder.encode_text(["sad violin", "drum and bass"]), truncate(trained, 512)) < 1e-6


def test_hears_a_beat_apart_from_a_held_tone(encoder: CompactEncoder) -> None:
    rng = np.random.default_rng(0)
    t = np.arange(SAMPLE_RATE * 11) / SAMPLE_RATE
    beat = t % 0.5
    kick = np.sin(2 * np.pi * 55 * beat) * np.exp(-18 * beat)
    hat = rng.standard_normal(t.size) * np.exp(-60 * ((t + 0.25) % 0.5)) * 0.3
    drums = ((kick + hat) * 0.5).astype(np.float32)
    held = (0.2 * sum(np.sin(2 * np.pi * f * t) for f in (196, 247, 294))).astype(np.float32)
    tracks = encoder.encode_audio([drums, held], SAMPLE_RATE)
    asked = encoder.encode_text(["drums", "a calm synth pad drone"])
    scores = tracks @ asked.T
    assert scores[0, 0] > scores[1, 0]
    assert scores[1, 1] > scores[0, 1]


def test_little_enough_arithmetic(encoder: CompactEncoder) -> None:
    """Count the operations of the network, on which its speed depends. benchmarks/compact.py measures the speed."""
    windows = np.random.default_rng(0).standard_normal((4, WINDOW_SAMPLES)).astype(np.float32) * 0.1
    with FlopCounterMode(display=False) as counter:
        encoder.embed_windows(windows)
    assert counter.get_total_flops() / (4 * encoder.window_s) < 0.04e9  # operations a second of sound


def test_small_enough() -> None:
    assert sum(f.stat().st_size for f in WEIGHTS.parent.glob("compact.*")) < BUDGET


def test_fingerprint_follows_the_weights(encoder: CompactEncoder, tmp_path: Path) -> None:
    other = tmp_path / "compact.safetensors"
    save_file({k: v * np.float32(1.5) for k, v in encoder._tensors.items()}, other)
    assert CompactEncoder(other).fingerprint != encoder.fingerprint
    assert CompactEncoder().fingerprint == encoder.fingerprint


def test_missing_damaged_and_foreign_weights_are_user_errors(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="missing"):
        CompactEncoder(tmp_path / "none.safetensors")
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(WEIGHTS.read_bytes()[:5000])
    with pytest.raises(UserError, match="damaged"):
        CompactEncoder(damaged).encode_text(["x"])
    foreign = tmp_path / "foreign.safetensors"
    save_file({"a": np.zeros(3, dtype=np.float32)}, foreign)
    with pytest.raises(UserError, match="another model"):
        CompactEncoder(foreign).encode_audio([tune(6)], SAMPLE_RATE)

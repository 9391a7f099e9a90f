"""Measure facts of signals that are synthesised here, so that the true values are known."""

from __future__ import annotations

import numpy as np
import pytest

from data.analysis import SAMPLE_RATE, Analyser
from data.track import Measured


def measure(signal: np.ndarray) -> Measured:
    analyser = Analyser()
    for start in range(0, len(signal), 60 * SAMPLE_RATE):
        analyser.add(signal[start : start + 60 * SAMPLE_RATE].astype(np.float32))
    return analyser.measured()


def notes(pitches: list[int], seconds: float, decay: float = 3.0) -> np.ndarray:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tones = [sum(0.5**h * np.sin(2 * np.pi * h * 440 * 2 ** ((p - 69) / 12) * t) for h in (1, 2, 3)) for p in pitches]
    return 0.2 * np.exp(-decay * t) * np.sum(tones, axis=0)


@pytest.mark.parametrize("bpm", [60, 75, 96, 110, 128, 140, 174])
def test_the_tempo_of_a_drum_pattern(bpm: int) -> None:
    rng = np.random.default_rng(bpm)
    signal = 0.001 * rng.standard_normal(30 * SAMPLE_RATE)
    beat = 60 / bpm
    for i in range(int(29 / beat)):
        strong = 1.0 if i % 2 == 0 else 0.6
        burst = strong * rng.standard_normal(1500) * np.exp(-np.arange(1500) / 300)
        at = round(i * beat * SAMPLE_RATE)
        signal[at : at + 1500] += 0.5 * burst
        off = round((i + 0.5) * beat * SAMPLE_RATE)
        signal[off : off + 600] += 0.1 * rng.standard_normal(600)
    tempo = measure(signal).tempo_bpm
    assert tempo is not None
    assert min(abs(tempo / bpm / octave - 1) for octave in (0.5, 1, 2)) < 0.04


@pytest.mark.parametrize(("tonic", "name"), [(60, "C"), (67, "G"), (70, "Bb"), (64, "E")])
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_the_key_of_a_cadence(tonic: int, name: str, mode: str) -> None:
    third = 4 if mode == "major" else 3
    fourth = [5, 9, 12] if mode == "major" else [5, 8, 12]
    chords = [[0, third, 7], fourth, [7, 11, 14], [0, third, 7]] * 3
    signal = np.concatenate([notes([tonic + n for n in chord], 1.0) for chord in chords])
    assert measure(signal).key == f"{name} {mode}"


def test_nothing_is_claimed_of_silence_noise_and_a_held_tone() -> None:
    assert measure(np.zeros(20 * SAMPLE_RATE)) == Measured(loudness_db=-100.0)
    held = measure(0.5 * np.sin(2 * np.pi * 440 * np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE))
    assert held.tempo_bpm is None
    assert held.loudness_db == pytest.approx(-9.0, abs=0.1)
    noise = measure(0.1 * np.random.default_rng(1).standard_normal(20 * SAMPLE_RATE))
    assert noise.tempo_bpm is None


@pytest.mark.parametrize("samples", [1, 10, 2047, 2048, 5000, 9000, 20_000, 40_000])
def test_a_very_short_sound_has_a_level_at_least(samples: int) -> None:
    assert measure(np.random.default_rng(samples).uniform(-0.5, 0.5, samples)).loudness_db is not None


def test_bright_and_busy_are_told_from_dark_and_sparse() -> None:
    busy = np.concatenate([notes([84], 0.125, 20)] * 80)
    sparse = np.concatenate([notes([40], 2.0, 2)] * 5)
    assert measure(busy).brightness_hz > 2 * measure(sparse).brightness_hz  # type: ignore[operator]
    assert measure(busy).density > 4 * measure(sparse).density  # type: ignore[operator]


def test_a_busy_bright_piece_has_more_energy_than_a_sparse_dark_one_at_any_level() -> None:
    busy = np.concatenate([notes([72, 79, 91], 0.125, 20)] * 160)
    sparse = np.concatenate([notes([40], 4.0, 0.5)] * 5)
    energies = [measure(signal).energy for signal in (busy, 0.3 * busy, sparse)]
    assert energies[0] > energies[1] > energies[2] + 0.2  # type: ignore[operator]
    assert measure(np.zeros(10 * SAMPLE_RATE)).energy is None


def test_hiss_and_hum_have_no_key() -> None:
    cadence = np.concatenate(
        [notes([60 + n for n in chord], 1.0) for chord in ([0, 4, 7], [5, 9, 12], [7, 11, 14])] * 4
    )
    assert measure(cadence).key == "C major"
    assert measure(0.0005 * cadence).key == ""
    assert measure(0.1 * np.random.default_rng(2).standard_normal(20 * SAMPLE_RATE)).key == ""

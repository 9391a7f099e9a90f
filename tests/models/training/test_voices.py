"""Test that synthesised notes are finite, not silent, and have the right pitch."""

from __future__ import annotations

import random

import numpy as np
import pytest

from models.encoders.compact import SAMPLE_RATE
from models.training import voices
from models.training.compose import Part
from models.training.instruments import BY_NAME
from models.training.sampler import sampled


@pytest.mark.parametrize("name", voices.NAMES)
def test_every_voice_sounds(name: str) -> None:
    rng = random.Random(name)
    who = BY_NAME[name]
    for pitch in (who.low, (who.low + who.high) // 2, who.high):
        wave = voices.note(name, pitch, 0.3, 90, voices.timbre(name, rng))
        assert wave.dtype == np.float32
        assert np.isfinite(wave).all()
        assert 0.01 < np.abs(wave).max() <= 1
        assert 0.05 * SAMPLE_RATE < len(wave) <= 1.81 * SAMPLE_RATE


@pytest.mark.parametrize("name", ["flute", "violin", "organ", "trumpet", "nylon guitar", "clarinet"])
def test_it_has_the_pitch_asked_for(name: str) -> None:
    for pitch in (60, 67):
        wave = voices.note(name, pitch, 0.6, 80, voices.timbre(name, random.Random(1)))
        middle = wave[SAMPLE_RATE // 5 : SAMPLE_RATE // 2].astype(float)
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 17))
        hertz = np.fft.rfftfreq(1 << 17, 1 / SAMPLE_RATE)
        low = 440 * 2 ** ((pitch - 69) / 12)
        partials = [spectrum[np.abs(hertz / (k * low) - 1) < 0.012].max() for k in (1, 2, 3, 4)]
        between = [spectrum[np.abs(hertz / (k * low) - 1) < 0.012].max() for k in (1.4, 2.6, 3.4)]
        assert max(partials) > 5 * max(between)


def test_a_part_of_one_note_is_played_at_its_pitches() -> None:
    part = Part("flute", 73, [(0.0, 0.5, 72, 90), (0.5, 0.5, 76, 90)], "M")
    for seed in range(8):  # synthesised only: no soundfont is given
        wave = sampled(random.Random(seed), part, [], 1.2)
        assert len(wave) == int(1.2 * SAMPLE_RATE)
        if not wave.any():
            continue  # this one would have asked a soundfont
        for start, pitch in ((0.15, 72), (0.65, 76)):
            piece = wave[int(start * SAMPLE_RATE) : int((start + 0.3) * SAMPLE_RATE)].astype(float)
            spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)), 1 << 17))
            hertz = np.fft.rfftfreq(1 << 17, 1 / SAMPLE_RATE)
            peak = hertz[int(np.argmax(spectrum))]
            cents = 1200 * np.log2(peak / (440 * 2 ** ((pitch - 69) / 12)))
            assert abs((cents + 600) % 1200 - 600) < 60

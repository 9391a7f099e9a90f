"""Render an instrument from a single note, as cheap samplers do.

One note of a soundfont, two mixed notes of the same instrument, or a note of `voices` is played faster or slower for
every pitch. Formants, attack and vibrato therefore change with the pitch; loops are short and releases are cut. Cheap
samplers, old consoles and small patch sets sound like this; large soundfonts, with a sample for every few keys, do not.
"""

from __future__ import annotations

import itertools
from random import Random

import numpy as np
from numpy.typing import NDArray

from data.demo.soundfont import SAMPLE_RATE as FONT_RATE
from data.demo.soundfont import Tone
from models.encoders.compact import SAMPLE_RATE

from . import voices
from .compose import Notes, Part
from .instruments import BY_NAME
from .patches import Font

Wave = NDArray[np.float32]
HELD_S = 3.4  # seconds of the note that are used
LONGEST_S = 16.0  # seconds of the note after looping


def sampled(rng: Random, part: Part, fonts: list[Font], seconds: float) -> Wave:
    """Render a pitched part from a single note, as mono samples (seconds * SAMPLE_RATE,).

    The samples are all zeros if no soundfont has the instrument.
    """
    total = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    notes = [n for n in part.notes if n[0] < seconds]
    if not notes:
        return total
    if part.label in voices.NAMES and rng.random() < 0.5:
        if rng.random() < 0.6:
            return _voiced(rng, part.label, notes, total)
        source = [_voice_sample(rng, part.label, notes)]
    else:
        able = [(f, p) for f in fonts for p in BY_NAME[part.label].programs if f.has(p, 0)]
        if not able:
            return total
        root, loud = _root(rng, notes), rng.randint(60, 120)
        picked = rng.sample(able, min(len(able), 2 if rng.random() < 0.35 else 1))
        source = [_sample(rng, f, p, root, loud) for f, p in picked]
    rate = source[0][2]
    size = min(len(s) for s, _, _ in source)
    weights = [1.0, rng.uniform(0.3, 1.0)]
    sample = np.sum([w * s[:size] for w, (s, _, _) in zip(weights, source, strict=False)], axis=0)
    key = source[0][1]
    attack = rng.choice((0.0, 0.0, 0.005, 0.03, 0.08))
    release = rng.uniform(0.03, 0.4)
    fade = rng.uniform(0.4, 4.0) if rng.random() < 0.3 else 0.0  # decay time in seconds
    depth, speed = (rng.uniform(0.05, 0.35), rng.uniform(4, 7)) if rng.random() < 0.3 else (0.0, 5.0)
    places = np.arange(len(sample))
    for start, length, pitch, velocity in notes:
        first = int(start * SAMPLE_RATE)
        count = min(int((length + release) * SAMPLE_RATE), len(total) - first)
        if count < 64:
            continue
        t = np.arange(count, dtype=np.float32) / SAMPLE_RATE
        step = 2 ** ((pitch - key) / 12) * rate / SAMPLE_RATE
        at = np.arange(count) * step
        if depth:
            at = at + np.sin(2 * np.pi * speed * t) * (
                depth / 12 * np.log(2) * step * SAMPLE_RATE / (2 * np.pi * speed)
            )
        wave = np.interp(at, places, sample, right=0.0).astype(np.float32)
        over = t - length
        wave *= np.exp(-np.maximum(over, 0) * (5 / release), dtype=np.float32)
        if attack:
            wave *= np.minimum(1, t / attack)
        if fade:
            wave *= np.exp(-t / fade)
        total[first : first + count] += wave * (velocity / 100) ** 1.5
    return total


def _root(rng: Random, notes: Notes) -> int:
    """Choose the MIDI key of the note to sample: close to the notes of the part, or up to an octave away."""
    pitches = sorted(n[2] for n in notes)
    return int(min(100, max(28, pitches[len(pitches) // 2] + round(rng.gauss(0, 5)))))


def _sample(rng: Random, font: Font, program: int, root: int, loud: int) -> tuple[Wave, float, float]:
    """Play one soundfont note, extend it by looping (`_unrolled`), and return (samples, MIDI key, sample rate)."""
    wave = font.play([Tone(0.0, HELD_S, root, loud)], program, 0, HELD_S).mean(axis=0)
    return _unrolled(rng, wave, FONT_RATE), root, float(FONT_RATE)


def _voice_sample(rng: Random, name: str, notes: Notes) -> tuple[Wave, float, float]:
    """Synthesise one note with `voices`, extend it, and return (samples, MIDI key, sample rate)."""
    root = _root(rng, notes)
    wave = voices.note(name, root, HELD_S, rng.randint(60, 120), voices.timbre(name, rng))
    return _unrolled(rng, wave[: int(HELD_S * SAMPLE_RATE)], SAMPLE_RATE), root, float(SAMPLE_RATE)


def _unrolled(rng: Random, wave: Wave, rate: int) -> Wave:
    """Extend a sustained note by looping and let a decaying note end; sometimes remove high frequencies."""
    wave = (wave / (float(np.abs(wave).max()) + 1e-9)).astype(np.float32)
    early, late = (
        float(np.sqrt(np.mean(wave[int(a * rate) : int(b * rate)] ** 2))) for a, b in ((0.2, 0.6), (2.6, 3.2))
    )
    if rng.random() < 0.35:
        spectrum = np.fft.rfft(wave)
        cut = rng.uniform(3500, 11000) / (rate / 2) * spectrum.size
        dull = spectrum / np.sqrt(1 + (np.arange(spectrum.size) / cut) ** 12)
        wave = np.fft.irfft(dull, wave.size).astype(np.float32)
    if late < 0.35 * early:
        return wave.astype(np.float32)
    begin = int(rng.uniform(0.5, 1.5) * rate)
    end = begin + int(rng.choice((0.25, 0.6, 1.2)) * rate)
    blend = int(0.05 * rate)
    ramp = np.linspace(0, 1, blend)
    loop = wave[begin:end].copy()
    loop[-blend:] = loop[-blend:] * (1 - ramp) + wave[begin - blend : begin] * ramp
    times = int(LONGEST_S * rate / loop.size) + 1
    return np.concatenate([wave[:begin], *itertools.repeat(loop, times)]).astype(np.float32)


def _voiced(rng: Random, name: str, notes: Notes, total: Wave) -> Wave:
    """Render a part by synthesising each note separately with `voices`."""
    timbre = voices.timbre(name, rng)
    for start, length, pitch, velocity in notes:
        first = int(start * SAMPLE_RATE)
        wave = voices.note(name, pitch, max(0.04, length), velocity, timbre)[: len(total) - first]
        total[first : first + len(wave)] += wave * (velocity / 100)
    return total

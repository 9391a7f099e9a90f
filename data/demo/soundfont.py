"""Render single parts with a SoundFont 2 file, in NumPy.

The notes of one instrument are rendered to a stereo stem with the envelopes, filters, loops and tuning of the font. The
MIDI renderers on PyPI are not suitable: that of symusic ignores velocity, decay and release, so that a banjo
sustains like an organ and every note is equally loud; the others need a system library. Generator numbers
below are those of the SoundFont 2.04 specification, section 8.1.
"""

from __future__ import annotations

import importlib.util
import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError

SAMPLE_RATE = 44_100  # Hz
_RELEASE_MIN_S = 0.03  # shorter releases click
_RELEASE_MAX_S = 1.6
_MEMORY_SAMPLES = 30_000_000  # samples of cached waveforms: 120 MB per process

_PART = 8192  # samples of a waveform that are computed at once
_STEP = 64  # samples between points of an envelope: 1.5 ms
_RAMP = np.arange(_STEP, dtype=np.float32) / _STEP

Stereo = NDArray[np.float32]  # (2, samples)
Cuts = dict[tuple[int, int, tuple[int, int] | None], NDArray[np.float32]]  # (begin, end, loop) -> samples


@dataclass(frozen=True, slots=True)
class Tone:
    """One note in seconds."""

    start_s: float
    length_s: float
    key: float  # MIDI pitch; fractions are microtones
    velocity: int  # 1..127
    bend: float = 0.0  # semitones; the note starts this far off and slides to its pitch
    swell: bool = False  # the note grows from silence over its length, as if played backwards
    vibrato: float = 0.0  # depth of vibrato in semitones; it starts after a short delay


@dataclass(frozen=True, slots=True)
class _Zone:
    """One sample of an instrument with its generators in seconds, Hz and decibels."""

    keys: tuple[int, int]
    velocities: tuple[int, int]
    sample: NDArray[np.float32]
    loop: tuple[int, int] | None
    root: float
    scale: float  # semitones per key
    rate: float
    gain: float
    pan: float  # -0.5 left .. 0.5 right
    envelope: tuple[float, float, float, float, float, float]  # delay, attack, hold, decay, sustain, release
    decay_per_key: float
    cutoff: float  # cents
    resonance_db: float
    sweep: tuple[float, float, float]  # filter envelope: depth in cents, decay in s, sustain 0..1


def timgm_path() -> Path:
    """Return the path of the soundfont TimGM6mb in the package pretty_midi, without importing the package.

    Raises:
        UserError: pretty_midi is not installed, or does not contain the font.
    """
    spec = importlib.util.find_spec("pretty_midi")
    path = Path(spec.origin).parent / "TimGM6mb.sf2" if spec and spec.origin else None
    if path is None or not path.is_file():
        raise UserError(
            "The soundfont TimGM6mb.sf2 is missing.", "Install it again: pip install --force-reinstall pretty_midi"
        )
    return path


def _seconds(timecents: float) -> float:
    return 0.0 if timecents <= -12000 else float(2.0 ** (timecents / 1200.0))


class SoundFont:
    """A SoundFont in memory. `play` returns the same stem for the same arguments."""

    def __init__(self, path: Path) -> None:
        raw = path.read_bytes()
        chunks: dict[str, bytes] = {}
        self._walk(raw, 0, len(raw), chunks)
        samples = np.frombuffer(chunks["smpl"], dtype="<i2").astype(np.float32) / 32768.0
        headers = list(struct.iter_unpack("<20sIIIIIBbHH", chunks["shdr"]))
        if any(header[-1] & 0x10 for header in headers):
            raise UserError(f"The samples of {path.name} are compressed (sf3).", "Use an .sf2 soundfont.")
        bags = [b[0] for b in struct.iter_unpack("<HH", chunks["ibag"])]
        gens = list(struct.iter_unpack("<Hh", chunks["igen"]))
        instruments = [i[1] for i in struct.iter_unpack("<20sH", chunks["inst"])]
        preset_bags = [b[0] for b in struct.iter_unpack("<HH", chunks["pbag"])]
        preset_gens = list(struct.iter_unpack("<Hh", chunks["pgen"]))
        presets = [(p[2], p[1], p[3]) for p in struct.iter_unpack("<20sHHHIII", chunks["phdr"])]

        cuts: Cuts = {}
        self._memory: dict[tuple[int, int, int, float, int, float, float], NDArray[np.float32]] = {}
        self._whole: set[tuple[int, int, int, float, int, float, float]] = set()
        self._sizes: list[int] = []
        self._zones: dict[tuple[int, int], list[_Zone]] = {}
        for (bank, program, first), (_, _, last) in zip(presets, presets[1:], strict=False):
            zones: list[_Zone] = []
            for bag in range(first, last):
                chosen = [a for g, a in preset_gens[preset_bags[bag] : preset_bags[bag + 1]] if g == 41]
                for index in chosen:
                    zones += self._instrument(
                        instruments[index], instruments[index + 1], bags, gens, headers, samples, cuts
                    )
            self._zones[bank, program] = zones

    @staticmethod
    def _walk(raw: bytes, start: int, end: int, chunks: dict[str, bytes]) -> None:
        while start < end:
            name, size = raw[start : start + 4], struct.unpack_from("<I", raw, start + 4)[0]
            if name in (b"RIFF", b"LIST"):
                SoundFont._walk(raw, start + 12, start + 8 + size, chunks)
            else:
                chunks[name.decode("ascii")] = raw[start + 8 : start + 8 + size]
            start += 8 + size + (size & 1)

    @staticmethod
    def _instrument(
        first: int,
        last: int,
        bags: list[int],
        gens: list[tuple[int, int]],
        headers: list[tuple[bytes, int, int, int, int, int, int, int, int, int]],
        samples: NDArray[np.float32],
        cuts: Cuts,
    ) -> list[_Zone]:
        common: dict[int, int] = {}
        zones: list[_Zone] = []
        for bag in range(first, last):
            own = dict(gens[bags[bag] : bags[bag + 1]])
            if 53 not in own:  # a zone without a sample sets defaults for the others
                common = own if bag == first else common
                continue
            g = {**common, **own}
            _, begin, end, loop_start, loop_end, rate, pitch, correction, _, _ = headers[g[53]]
            begin += g.get(0, 0)
            low, high = (g[43] & 0xFF, (g[43] >> 8) & 0xFF) if 43 in g else (0, 127)
            soft, loud = (g[44] & 0xFF, (g[44] >> 8) & 0xFF) if 44 in g else (0, 127)
            loop = (loop_start + g.get(2, 0) - begin, loop_end + g.get(3, 0) - begin)
            looped = g.get(54, 0) in (1, 3) and loop[1] - loop[0] > 8
            root = g.get(58, -1)
            cut = (begin, end, loop if looped else None)
            if cut not in cuts:  # zones of large fonts share recordings
                cuts[cut] = np.append(samples[begin:end], np.zeros(4, np.float32))
                if looped:
                    cuts[cut][:-4] -= cuts[cut][loop[0] : loop[1]].mean()  # a loop with an offset thumps
            zones.append(
                _Zone(
                    keys=(low, high),
                    velocities=(soft, loud),
                    sample=cuts[cut],
                    loop=loop if looped else None,
                    root=(root if root >= 0 else pitch) - g.get(51, 0) - (g.get(52, 0) + correction) / 100.0,
                    scale=g.get(56, 100) / 100.0,
                    rate=float(rate),
                    gain=10.0 ** (-0.4 * g.get(48, 0) / 200.0),  # real synths take 0.4 of the stated attenuation
                    pan=max(-0.5, min(0.5, g.get(17, 0) / 1000.0)),
                    envelope=(
                        _seconds(g.get(33, -12000)),
                        _seconds(g.get(34, -12000)),
                        _seconds(g.get(35, -12000)),
                        _seconds(g.get(36, -12000)),
                        10.0 ** (-min(max(g.get(37, 0), 0), 1000) / 200.0),
                        _seconds(g.get(38, -12000)),
                    ),
                    decay_per_key=g.get(40, 0) / 1200.0,
                    cutoff=float(g.get(8, 13500)),
                    resonance_db=g.get(9, 0) / 10.0,
                    sweep=(
                        float(g.get(11, 0)),
                        _seconds(g.get(28, -12000)),
                        1.0 - min(max(g.get(29, 0), 0), 1000) / 1000.0,
                    ),
                )
            )
        return zones

    def has(self, program: int, bank: int) -> bool:
        """Return whether the font has sounds for a program (a drum kit when `bank` is 128)."""
        return bool(self._zones.get((bank, program)))

    def play(self, tones: Sequence[Tone], program: int, bank: int, length_s: float) -> Stereo:
        """Render one part.

        Args:
            tones: notes in any order; sound after `length_s` is cut.
            program: General MIDI program, or drum kit when `bank` is 128.
            bank: 0 for instruments, 128 for drums.
            length_s: length of the stem.

        Returns:
            (2, samples) float32 at 44.1 kHz, at the font's level.
        """
        length = int(length_s * SAMPLE_RATE)
        sides: dict[float, NDArray[np.float32]] = {}  # pan -> samples at that place
        drums = bank == 128
        groups: dict[tuple[int, float, int, float, float], list[Tone]] = defaultdict(list)
        for tone in tones:  # notes that share a waveform are computed once
            for index in self._matching(bank, program, tone):
                groups[index, tone.key, (127 - tone.velocity) // 24, tone.bend, tone.vibrato].append(tone)
        for (index, key, softness, bend, vibrato), members in groups.items():
            zone = self._zones[bank, program][index]
            release = min(max(zone.envelope[5], _RELEASE_MIN_S), _RELEASE_MAX_S)
            longest = max(tone.length_s for tone in members)
            seconds = longest + release if zone.loop or not drums else 4.0
            wave = self._kept((bank, program, index, key, softness, bend, vibrato), zone, seconds)
            if zone.pan not in sides:
                sides[zone.pan] = np.zeros(length, np.float32)
            out = sides[zone.pan]
            shaped: dict[float, NDArray[np.float32]] = {}  # strokes of a drum differ only in loudness
            for tone in members:
                start = int(tone.start_s * SAMPLE_RATE)
                struck = drums and not zone.loop
                held = 9.0 if struck else tone.length_s
                count = min(int((held + release) * SAMPLE_RATE), wave.size, length - start)
                if count <= 0 or start < 0:
                    continue
                if struck:
                    if held not in shaped:
                        shaped[held] = wave * _envelope(zone, key, tone, held, release, wave.size)
                    sound = shaped[held][:count].copy()
                else:
                    sound = _envelope(zone, key, tone, held, release, count)
                    sound *= wave[:count]
                sound *= np.float32(zone.gain * (tone.velocity / 127.0) ** 1.7)
                out[start : start + count] += sound
        stem = np.zeros((2, length), np.float32)
        for pan, mono in sides.items():
            stem[0] += mono * np.float32(np.cos((pan + 0.5) * np.pi / 2) * 1.414)
            stem[1] += mono * np.float32(np.sin((pan + 0.5) * np.pi / 2) * 1.414)
        return stem

    def _matching(self, bank: int, program: int, tone: Tone) -> list[int]:
        """Return the zones that sound for a note.

        The font has gaps (the alto saxophone lacks E4); for a note in a gap the nearest zone is returned.
        """
        key = round(tone.key)
        zones = self._zones[bank, program]
        audible = [i for i, z in enumerate(zones) if z.velocities[0] <= tone.velocity <= z.velocities[1]]
        inside = [i for i in audible if zones[i].keys[0] <= key <= zones[i].keys[1]]
        if inside or bank == 128 or not audible:
            return inside
        return [min(audible, key=lambda i: min(abs(key - zones[i].keys[0]), abs(key - zones[i].keys[1])))]

    def _kept(
        self, name: tuple[int, int, int, float, int, float, float], zone: _Zone, seconds: float
    ) -> NDArray[np.float32]:
        """Return the waveform of a sample at a pitch, at least `seconds` long, from the cache if possible.

        A waveform begins the same way whatever its length, so that the cache never changes the sound.
        """
        count = int(seconds * SAMPLE_RATE)
        wave = self._memory.get(name)
        if wave is None or (wave.size < count and name not in self._whole):
            made = self._waveform(zone, name[3], seconds, name[4], name[5], name[6])
            if made.size < count:
                self._whole.add(name)  # the sample has ended
            if sum(self._sizes) > _MEMORY_SAMPLES:
                self._memory.clear()
                self._sizes.clear()
            wave = self._memory[name] = made
            self._sizes.append(made.size)
        return wave

    @staticmethod
    def _waveform(
        zone: _Zone, key: float, seconds: float, softness: int, bend: float, vibrato: float
    ) -> NDArray[np.float32]:
        """Return a sample resampled to a pitch: looped, cubic interpolation, filtered, without an envelope."""
        count = int(seconds * SAMPLE_RATE) + 1
        step = 2.0 ** ((key - zone.root) * zone.scale / 12.0) * zone.rate / SAMPLE_RATE
        bent = None
        if bend or vibrato:
            time = np.arange(count) / SAMPLE_RATE
            cents = bend * np.exp(-time / 0.06)
            cents += vibrato * np.clip((time - 0.15) / 0.3, 0, 1) * np.sin(2 * np.pi * 5.3 * time)
            bent = np.cumsum(step * 2.0 ** (cents / 12.0)) - step
        wave: NDArray[np.float32] = np.empty(count, np.float32)
        for at in range(0, count, _PART):  # parts that fit a processor's cache
            until = min(at + _PART, count)
            position = np.arange(at, until) * step if bent is None else bent[at:until].copy()
            if zone.loop:
                start, end = zone.loop
                if position[-1] >= end or bend:
                    turns = np.floor((position - start) / (end - start))
                    np.subtract(position, turns * (end - start), out=position, where=position >= end)
            else:
                position = position[: int(np.searchsorted(position, zone.sample.size - 4))]
            wave[at : at + position.size] = _interpolated(zone.sample, position)
            if position.size < until - at:  # the sample has ended
                wave = wave[: max(at + position.size, 1)]
                wave[at + position.size :] = 0
                break
        depth, decay, sustain = zone.sweep
        cutoff = min(zone.cutoff, 13500.0) - 250.0 * softness  # soft notes are duller
        if abs(depth) >= 300:
            open_, closed = _lowpass(wave, cutoff + depth, zone), _lowpass(wave, cutoff + depth * sustain, zone)
            fade = np.clip(1.0 - np.arange(wave.size, dtype=np.float32) / (SAMPLE_RATE * max(decay, 0.01)), 0, 1)
            return np.asarray(closed + fade * (open_ - closed), np.float32)
        return _lowpass(wave, cutoff, zone)


def _interpolated(sample: NDArray[np.float32], position: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the values of a recording at fractional positions, by cubic interpolation."""
    whole = position.astype(np.intp)
    part = (position - whole).astype(np.float32)
    a, b, c, d = (sample.take(whole + shift, mode="clip") for shift in (-1, 0, 1, 2))
    value: NDArray[np.float32] = b + 0.5 * part * (
        c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))
    )
    return value


def _lowpass(wave: NDArray[np.float32], cents: float, zone: _Zone) -> NDArray[np.float32]:
    """Apply a two-pole low-pass (the biquad of Bristow-Johnson's cookbook), unless it would pass everything."""
    from scipy.signal import lfilter

    hertz = 8.176 * 2.0 ** (cents / 1200.0)
    if hertz > 14_000:
        return wave
    angle = 2 * np.pi * max(hertz, 60.0) / SAMPLE_RATE
    alpha = np.sin(angle) / (2 * 10.0 ** ((min(zone.resonance_db, 18.0) - 3.01) / 20.0))
    b1 = 1 - np.cos(angle)
    taps = np.array([b1 / 2, b1, b1 / 2], np.float32) / np.float32(1 + alpha)
    poles = np.array([1 + alpha, -2 * np.cos(angle), 1 - alpha], np.float32) / np.float32(1 + alpha)
    return np.asarray(lfilter(taps, poles, wave), np.float32)


def _envelope(zone: _Zone, key: float, tone: Tone, held: float, release: float, count: int) -> NDArray[np.float32]:
    """Return the volume over time: linear attack, then decay and release that are linear in decibels."""
    delay, attack, hold, decay, sustain, _ = zone.envelope
    attack = max(attack, 0.002)
    decay *= 2.0 ** (zone.decay_per_key * (60 - key))
    floor = max(sustain, 1e-5)
    peak = delay + attack + hold
    fall = decay * -np.log10(floor) / 5.0  # the stated time is for 100 dB
    points = [0.0, delay + attack, peak, peak + max(fall, 1e-3), 1e3]
    levels = [0.0, 1.0, 1.0, floor, floor]
    ticks = np.arange(0, count + 2 * _STEP, _STEP) / SAMPLE_RATE
    decibels = np.interp(ticks, points[1:], np.log(levels[1:]))
    curve = np.exp(decibels) * np.clip((ticks - delay) / attack, 0.0, 1.0)
    if tone.swell:
        curve *= np.clip(ticks / max(held, 0.1), 0.0, 1.0) ** 2.2
    late = np.clip(ticks - held, 0.0, None)
    curve *= np.exp(-late * 6.9 / release)
    curve = curve.astype(np.float32)
    lines = np.diff(curve)[:, None] * _RAMP
    lines += curve[:-1, None]
    smooth = np.asarray(lines.ravel()[:count], np.float32)
    tail = min(count, 200)  # end exactly at zero to avoid a click
    smooth[count - tail :] *= np.linspace(1.0, 0.0, tail, dtype=np.float32)
    return smooth


@lru_cache(maxsize=1)
def timgm() -> SoundFont:
    """Return the soundfont TimGM6mb, loaded once per process."""
    return SoundFont(timgm_path())

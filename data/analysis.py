"""Measure tempo, key, loudness, brightness and density of a sound.

Sound is added in segments, so that memory does not grow with the length of a track. Every measurement may be absent: a
piano played in free time has no tempo, a drum solo has no key. Where a value would be a guess, none is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .acoustic import Print, Printer, band_weights
from .track import Measured

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 22_050  # Hz, of the samples that `Analyser.add` takes
_FFT = 2048
_HOP = 441  # 20 ms: 50 frames a second
_FRAMES_PER_S = SAMPLE_RATE / _HOP
_CACHED = 2**18  # samples in the frames that are transformed at once
_LONG_FFT, _LONG_HOP = 8192, 4410  # 0.37 s every 0.2 s: long enough to separate C2 from C#2
_PEAKS_HZ = (60.0, 2100.0)
_LOWEST_NOTE, _HIGHEST_NOTE = 36, 95  # MIDI, whole octaves; higher partials mislead
_TEMPO_RANGE = (40.0, 220.0)
_TEMPO_CENTRE, _TEMPO_WIDTH = 115.0, 0.9  # log2-normal prior: listeners tap near 115 (Ellis 2007, section 3.2)
_COMPRESSION = 2.0  # gain before the logarithm; a larger one makes a soft off-beat as strong as a beat
_LEAST_ONSET = 0.2  # rise of the log spectrum, summed over 24 bands, in a frame
_MIN_PULSE = 0.08  # autocorrelation of the onset curve below which there is no tempo
_MIN_KEY = 0.4  # correlation with a key's profile below which there is no key; noise reaches 0.33
_MIN_KEY_MARGIN = 0.015  # difference from the second-best key's correlation below which there is no key
_QUIET_DB = -60.0  # quieter tracks have hum and hiss and get no key

_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
# Key profiles from Albrecht & Shanahan 2013, "The Use of Large Corpora to Train a New Type of Key-Finding
# Algorithm", Music Perception 31(1), table 2.
_MAJOR = np.array([0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081])
_MINOR = np.array([0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052])


@dataclass(slots=True)
class Analyser:
    """Collect the segments of one track and compute its measurements from them (`measured`)."""

    _onsets: list[NDArray[np.float64]] = field(default_factory=list)
    _chroma: NDArray[np.float64] = field(default_factory=lambda: np.zeros(12))
    _power: list[float] = field(default_factory=list)
    _centroid: list[tuple[float, float]] = field(default_factory=list)
    _printer: Printer = field(default_factory=Printer)

    def add(self, segment: FloatArray) -> None:
        """Add mono samples at SAMPLE_RATE, (samples,) in [-1, 1]."""
        if len(segment) < _FFT:
            segment = np.pad(segment, (0, _FFT - len(segment)))
        self._power.append(float(np.dot(segment, segment)) / len(segment))
        first, last, bands = _print_bands()
        summed: list[FloatArray] = []  # for each part (frames, 24 onset bands, centroid, total)
        power: list[FloatArray] = []  # (frames, BANDS) of the fingerprint
        for spectra in _spectra(segment, _FFT, _HOP):
            magnitude = np.abs(spectra)
            summed.append(magnitude @ _onset_sums())
            power.append(np.square(magnitude[:, first:last]) @ bands)
        levels = np.concatenate(summed)
        total = levels[:, -1]
        if total.max(initial=0.0) <= 1e-3:
            return  # silence has no facts
        self._centroid.append((float(levels[:, -2].sum(dtype=np.float64)), float(total.sum(dtype=np.float64))))
        self._printer.add(np.concatenate(power))
        flux = np.maximum(np.diff(np.log1p(_COMPRESSION * levels[:, :-2]), axis=0), 0).sum(axis=1, dtype=np.float64)
        flux[flux < _LEAST_ONSET] = 0  # these are the jitter of held tones
        self._onsets.append(flux)
        self._chroma += _chroma(segment)

    def print(self) -> Print:
        """Return the acoustic fingerprint of all sound added so far."""
        return self._printer.print()

    def measured(self) -> Measured:
        """Return the measurements of all sound added so far."""
        if not self._power:
            return Measured()
        power = float(np.mean(self._power))
        loudness_db = round(float(10 * np.log10(max(power, 1e-10))), 1)
        weight = sum(total for _, total in self._centroid)
        brightness_hz = round(sum(c for c, _ in self._centroid) / weight) if weight else None
        density = self._density()
        return Measured(
            tempo_bpm=self._tempo(),
            key=self._key() if loudness_db > _QUIET_DB else "",
            loudness_db=loudness_db,
            brightness_hz=brightness_hz,
            density=density,
            energy=self._energy(density, brightness_hz),
        )

    def _energy(self, density: float | None, brightness_hz: float | None) -> float | None:
        """Return how energetic the sound is, 0..1: spectral flux, corrected by note density and brightness.

        The means and deviations used for scaling come from the demo library. There the result separates tracks with
        energetic moods from tracks with calm ones with an area under the ROC curve of 0.90. The recording's level has
        no influence.
        """
        if not self._onsets or density is None or not brightness_hz:
            return None
        flux = float(np.concatenate(self._onsets).mean())
        parts = (1.0, flux, 1.0, 0.45), (0.5, density, 4.1, 1.7), (0.5, float(np.log2(brightness_hz)), 10.7, 0.5)
        z = sum(weight * float(np.clip((value - middle) / spread, -3, 3)) for weight, value, middle, spread in parts)
        return round(1 / (1 + float(np.exp(-z))), 2)

    def _tempo(self) -> float | None:
        """Return the tempo: the peak of the onset autocorrelation under a prior (Ellis 2007, Beat Tracking by DP)."""
        best: NDArray[np.float64] | None = None
        weight = 0
        longest = round(_FRAMES_PER_S * 60 / _TEMPO_RANGE[0]) * 4
        for flux in self._onsets:
            if len(flux) < longest + 2 or not flux.any():
                continue
            curve = flux - _local_mean(flux)
            curve = np.convolve(
                np.maximum(curve, 0), (0.25, 0.5, 0.25), mode="same"
            )  # about as wide as the uncertainty of a beat
            curve -= curve.mean()
            size = 1 << (2 * len(curve) - 1).bit_length()
            spectrum = np.fft.rfft(curve, size)
            full = np.fft.irfft(spectrum * spectrum.conj(), size)[: longest + 2]
            if len(full) < longest + 2:
                continue
            full = full / (np.arange(len(curve), len(curve) - len(full), -1) / len(curve))  # unbiased
            full = full / max(full[0], 1e-12)
            best = full * len(curve) if best is None else best + full * len(curve)
            weight += len(curve)
        if best is None:
            return None
        auto = best / weight
        bpms = np.arange(_TEMPO_RANGE[0], _TEMPO_RANGE[1], 0.25)
        lags = _FRAMES_PER_S * 60 / bpms
        grid = np.arange(len(auto))
        # A beat repeats after one, two, three and four periods; a dotted beat fails at every odd one.
        strength = sum(w * np.interp(lags * m, grid, auto) for m, w in ((1, 1.0), (2, 0.8), (3, 0.8), (4, 0.8)))
        prior = np.exp(-0.5 * (np.log2(bpms / _TEMPO_CENTRE) / _TEMPO_WIDTH) ** 2)
        scores = strength * prior
        top = int(scores.argmax())
        if np.interp(lags[top], grid, auto) < _MIN_PULSE:
            return None
        return float(round(bpms[top]))

    def _key(self) -> str:
        """Return the key ("A minor") whose profile fits the pitch classes best; "" if none stands out."""
        if not self._chroma.any():
            return ""
        profile = self._chroma - self._chroma.mean()
        scores: dict[str, float] = {}
        for tonic, name in enumerate(_NAMES):
            for mode, template in (("major", _MAJOR), ("minor", _MINOR)):
                rolled = np.roll(template, tonic) - template.mean()
                norm = np.linalg.norm(profile) * np.linalg.norm(rolled)
                scores[f"{name} {mode}"] = float(profile @ rolled / norm) if norm else 0.0
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        sure = ranked[0][1] >= _MIN_KEY and ranked[0][1] - ranked[1][1] >= _MIN_KEY_MARGIN
        return ranked[0][0] if sure else ""

    def _density(self) -> float | None:
        """Return onsets per second: peaks of the onset curve that exceed the mean of the half second around them."""
        count, seconds = 0, 0.0
        for flux in self._onsets:
            if len(flux) < 5:
                continue
            mean = _local_mean(flux)
            inner = flux[1:-1]
            peaks = (inner > flux[:-2]) & (inner >= flux[2:]) & (inner > 1.4 * mean[1:-1]) & (inner > 0.1 * flux.max())
            count += int(peaks.sum())
            seconds += len(flux) / _FRAMES_PER_S
        return round(count / seconds, 2) if seconds else None


def _local_mean(flux: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean (frames,) over half a second around each frame; at both ends the window is shorter."""
    size = min(25, len(flux))
    return np.convolve(flux, np.ones(size) / size, mode="same")


def _spectra(segment: FloatArray, size: int, hop: int) -> Iterator[NDArray[np.complex64]]:
    """Yield the spectra of a segment (samples,) in parts (frames, size // 2 + 1) small enough for a processor's cache.

    Single precision is enough, and takes half the time of double.
    """
    from scipy.fft import rfft

    window = np.hanning(size).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(segment, size)[::hop]
    for start in range(0, len(frames), _CACHED // size):
        yield rfft(frames[start : start + _CACHED // size] * window, axis=1, overwrite_x=True)


@lru_cache(maxsize=1)
def _onset_sums() -> FloatArray:
    """Return weights (bins, 24 + 2) that sum a spectrum's magnitudes.

    The first 24 columns are triangular bands, evenly spaced in mel from 30 Hz to 10 kHz; then come the frequencies in
    Hz, for the centroid, and ones.
    """
    low, high = 2595 * np.log10(1 + np.array([30.0, 10_000.0]) / 700)
    edges = 700 * (10 ** (np.linspace(low, high, 26) / 2595) - 1)
    freqs = np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE)
    rise = (freqs[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - freqs[:, None]) / (edges[2:] - edges[1:-1])
    bands = np.maximum(np.minimum(rise, fall), 0)
    bands /= np.maximum(bands.sum(axis=0), 1)
    return np.column_stack([bands, freqs, np.ones_like(freqs)]).astype(np.float32)


@lru_cache(maxsize=1)
def _print_bands() -> tuple[int, int, FloatArray]:
    """Return the weights (bins, BANDS) of the fingerprint's bands, with the first and last bin that they cover."""
    weights = band_weights(np.fft.rfftfreq(_FFT, 1 / SAMPLE_RATE))
    (covered,) = np.nonzero(weights.any(axis=1))
    first, last = int(covered[0]), int(covered[-1]) + 1
    return first, last, weights[first:last]


def _chroma(segment: FloatArray) -> NDArray[np.float64]:
    """Return how strongly each pitch class sounds (12,), from the peaks of long spectra.

    Only peaks are used, because drums and noise fill the bins between them. The spectra are long, because in short ones
    a bass note would cover three semitones. Every frame has the same weight; square roots limit the influence of one
    loud note.
    """
    if len(segment) < _LONG_FFT:
        segment = np.pad(segment, (0, _LONG_FFT - len(segment)))
    spacing = SAMPLE_RATE / _LONG_FFT
    first, last = round(_PEAKS_HZ[0] / spacing), round(_PEAKS_HZ[1] / spacing)
    notes: list[NDArray[Any]] = []  # of each part (frames, _HIGHEST_NOTE + 1)
    for spectra in _spectra(segment, _LONG_FFT, _LONG_HOP):
        magnitude = np.abs(spectra[:, first - 1 : last + 2])
        inner = magnitude[:, 1:-1]
        frame, bin_ = np.nonzero((inner > magnitude[:, :-2]) & (inner >= magnitude[:, 2:]))
        left, here, right = (np.log(magnitude[frame, bin_ + i] + 1e-9) for i in range(3))
        # The top of the parabola through three bins (Smith & Serra 1987, PARSHL, section 4).
        shift = np.clip(0.5 * (left - right) / (left - 2 * here + right - 1e-12), -0.5, 0.5)
        midi = 69 + 12 * np.log2((bin_ + first + shift) * spacing / 440)
        note = np.rint(midi).astype(int)
        sure = (np.abs(midi - note) < 0.4) & (note >= _LOWEST_NOTE) & (note <= _HIGHEST_NOTE)
        place = frame[sure] * (_HIGHEST_NOTE + 1) + note[sure]
        strength = np.sqrt(inner[frame[sure], bin_[sure]])
        size = len(spectra) * (_HIGHEST_NOTE + 1)
        notes.append(np.bincount(place, strength, size).reshape(len(spectra), -1))
    strengths = np.concatenate(notes)
    total = strengths.sum(axis=1, keepdims=True)
    even = (strengths / (total + 1e-3 * total.mean() + 1e-9)).sum(axis=0)
    return np.asarray(np.bincount(np.arange(_HIGHEST_NOTE + 1) % 12, weights=even, minlength=12), np.float64)

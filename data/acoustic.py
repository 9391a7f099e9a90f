"""Compute an acoustic fingerprint of a recording that is the same in every format and bit rate.

The fingerprint has two parts. The shape holds the mean loudness of 17 frequency bands and how much each varies. To
compare shapes is fast and excludes almost every other track. The bits record, four times a second, in which bands the
level has just risen relative to the neighbouring band (Haitsma & Kalker 2002, A Highly Robust Audio Fingerprinting
System, section 4.2, at a lower rate and with fewer bands). They distinguish recordings of the same piece. Both parts
use the spectra that `data.analysis` has computed already, so that a fingerprint takes almost no extra time. A
pitch-shifted or sped-up copy counts as another recording.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

BANDS = 17  # so that neighbours make 16 bits
SHAPE = 2 * BANDS
_LOWEST, _HIGHEST = 120.0, 5000.0  # Hz: the range that a coder at 64 kbit/s leaves unchanged
_STEP = 12  # spectra of 20 ms between two frames of the fingerprint
_SMOOTH = 31  # spectra under the window, so that half a step of misalignment does not matter
_LAG = 3  # frames between the two levels that are compared to detect a rise
_RISE_DB = 0.2  # smaller rises come from the random fluctuation of a held tone
_FLOOR_DB = -60.0  # quieter frames, relative to the loudest of a segment, hold coding noise, not music
_LEAST_S = 5.0  # shorter segments are not used

MAX_OFFSET = 7  # frames by which two copies may be displaced: 1.7 s
_LEAST_VARIANCE = 0.02  # of the bits of a segment; a held tone has less and gets no fingerprint


@dataclass(frozen=True, slots=True)
class Print:
    """The fingerprint of a recording; empty for silence, a held tone or a very short sound."""

    shape: NDArray[np.float32]  # (SHAPE,) dB: mean of each band against all, then the variation of each
    bits: tuple[NDArray[np.uint16], ...]  # one row of 16 bits a frame, by segment

    def __bool__(self) -> bool:
        return bool(self.bits)

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Return the shape and the bits as bytes for the catalogue."""
        lengths = np.array([len(self.bits), *map(len, self.bits)], dtype="<u2")
        bits = np.concatenate([lengths, *self.bits]).astype("<u2") if self.bits else lengths
        return self.shape.astype("<f2").tobytes(), bits.tobytes()

    @classmethod
    def from_bytes(cls, shape: bytes, bits: bytes) -> Print:
        """Read what `to_bytes` wrote; damaged bytes give an empty fingerprint."""
        values, numbers = np.frombuffer(shape, "<f2").astype(np.float32), np.frombuffer(bits, "<u2")
        count = int(numbers[0]) if len(numbers) else 0
        lengths = numbers[1 : 1 + count].astype(int)
        if len(values) != SHAPE or len(numbers) != 1 + count + lengths.sum():
            return EMPTY
        cuts = np.cumsum(lengths)[:-1]
        return cls(values, tuple(np.split(numbers[1 + count :], cuts)) if count else ())


EMPTY = Print(np.zeros(SHAPE, dtype=np.float32), ())


@dataclass(slots=True)
class Printer:
    """Collects the spectra of one track (`add`), then computes its fingerprint from them (`print`)."""

    _levels: list[NDArray[np.float32]] = field(default_factory=list)
    _bits: list[NDArray[np.uint16]] = field(default_factory=list)

    def add(self, power: NDArray[np.float32]) -> None:
        """Add the power spectra of a segment in the bands of `band_weights`: (frames, BANDS), one every 20 ms."""
        if len(power) * 0.02 < _LEAST_S:
            return
        window = np.hanning(_SMOOTH + 2)[1:-1].astype(np.float32)
        starts = np.arange(0, len(power) - _SMOOTH + 1, _STEP)
        framed = np.lib.stride_tricks.sliding_window_view(power, _SMOOTH, axis=0)[starts]  # (n, BANDS, _SMOOTH)
        smooth = framed @ (window / window.sum())
        loudest = float(smooth.max(initial=0.0))
        if loudest <= 1e-6 or len(smooth) <= _LAG:
            return
        level = 10 * np.log10(np.maximum(smooth, loudest * 10 ** (_FLOOR_DB / 10)))
        tilt = level[:, 1:] - level[:, :-1]
        rising = (tilt[_LAG:] - tilt[:-_LAG]) > _RISE_DB
        self._levels.append(level)
        self._bits.append((rising @ (1 << np.arange(16))).astype(np.uint16))

    def print(self) -> Print:
        """Compute the fingerprint from all spectra that were added."""
        if not self._bits:
            return EMPTY
        if not any(_planes(bits).var(axis=0).mean() > _LEAST_VARIANCE for bits in self._bits):
            return EMPTY
        level = np.concatenate(self._levels)
        mean = level.mean(axis=0)
        return Print(np.concatenate([mean - mean.mean(), level.std(axis=0)]).astype(np.float32), tuple(self._bits))


def similarity(a: Print, b: Print) -> float:
    """Return the similarity of two fingerprints, from about 0 (unrelated) to 1 (the same recording).

    The similarity is the correlation of the bits of each segment at the best offset, averaged over the segments by
    length.
    """
    total = weight = 0.0
    for x, y in zip(a.bits, b.bits, strict=False):
        left, right = _planes(x), _planes(y)
        best = 0.0
        for offset in range(-MAX_OFFSET, MAX_OFFSET + 1):
            one = left[max(offset, 0) : len(right) + min(offset, 0) + max(offset, 0)]
            two = right[max(-offset, 0) :][: len(one)]
            one = one[: len(two)]
            if len(one) < 12:
                continue
            one, two = one - one.mean(axis=0), two - two.mean(axis=0)
            norm = float(np.sqrt(np.square(one).sum() * np.square(two).sum()))
            best = max(best, float((one * two).sum()) / norm if norm > 1e-6 else 0.0)
        share = float(min(len(x), len(y)))
        total, weight = total + best * share, weight + share
    return total / weight if weight else 0.0


def _planes(bits: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Unpack (n,) words of 16 bits to (n, 16) zeros and ones."""
    return ((bits[:, None] >> np.arange(16)) & 1).astype(np.float32)


def band_weights(frequencies: NDArray[Any]) -> NDArray[np.float32]:
    """Return the weights (bins, BANDS) that sum spectrum bins to bands of equal logarithmic width.

    A bin counts for every band that its width overlaps, so that narrow bands at low frequencies are not empty.

    Args:
        frequencies: (bins,) in Hz.
    """
    edges = np.geomspace(_LOWEST, _HIGHEST, BANDS + 1)
    half = (frequencies[1] - frequencies[0]) / 2
    inside = np.minimum(frequencies[:, None] + half, edges[1:]) - np.maximum(frequencies[:, None] - half, edges[:-1])
    weights: NDArray[np.float32] = (np.clip(inside, 0, None) / (2 * half)).astype(np.float32)
    return weights

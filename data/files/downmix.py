"""Mix any arrangement of channels to two channels, and two to one, without losing the sound of any channel.

Surround is mixed as in ITU-R BS.775: centre and surround channels at -3 dB. The low-frequency channel, which ITU-R
BS.775 drops, is mixed in at -6 dB, because some recordings have their bass only there.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_AT_3_DB = 0.5**0.5
_WIDE = 0.6  # power of left minus right, relative to that of left plus right; the mean would lose it
_INVERTED = 4.0  # from this ratio on, one channel is the other one inverted
_TAPS = 255  # of the Hilbert transformer: accurate above about 170 Hz at 44.1 kHz
_FFT = 2048  # points of a convolved block
_AT_ONCE = 64  # blocks


def to_stereo(samples: FloatArray, channels: tuple[str, ...]) -> FloatArray:
    """Mix to at most two channels.

    Args:
        samples: (frames, channels).
        channels: the name of each channel, as FFmpeg abbreviates it: "FL", "FC", "LFE", "BR", ...

    Returns:
        (frames, 1) where there is one channel, else (frames, 2).
    """
    if samples.shape[1] <= 2:
        return samples
    matrix = np.array([_gains(name) for name in channels], np.float32)  # (channels, 2)
    return samples @ matrix


def _gains(name: str) -> tuple[float, float]:
    """Return the gains with which a channel, named as FFmpeg abbreviates it, is added to left and right."""
    if name in ("FL", "DL"):
        return 1.0, 0.0
    if name in ("FR", "DR"):
        return 0.0, 1.0
    if name.startswith("LFE"):
        return 0.5, 0.5
    if "L" in name:
        return _AT_3_DB, 0.0
    if "R" in name:
        return 0.0, _AT_3_DB
    return _AT_3_DB, _AT_3_DB


def to_mono(samples: FloatArray) -> FloatArray:
    """Mix one or two channels to one.

    The mean of two channels cancels sound that is in opposite phase in them. If there is more such sound than usual,
    the difference of the channels is shifted by 90 degrees and added, so that each source keeps its power whatever its
    phase and stereo position: ((a + b) / 2)^2 + ((a - b) / 2)^2 = (a^2 + b^2) / 2 for a source with the gains a and b.

    Args:
        samples: (frames, 1) or (frames, 2).

    Returns:
        (frames,)
    """
    if samples.shape[1] == 1:
        return samples[:, 0]
    left, right = samples.T
    middle: FloatArray = (left + right) * np.float32(0.5)
    power = float(np.dot(middle, middle))
    both = float(np.dot(left, left)) + float(np.dot(right, right))
    difference = both / 2 - power  # ((l - r) / 2)^2 = (l^2 + r^2) / 2 - ((l + r) / 2)^2
    if difference <= _WIDE * power or both == 0.0:
        return middle
    side: FloatArray = (left - right) * np.float32(0.5)
    if difference >= _INVERTED * power:
        return side
    middle += _turned(side)
    return middle


def _turned(samples: FloatArray) -> FloatArray:
    """Shift the phase of samples (frames,) by 90 degrees, by overlap-save convolution in blocks that fit a cache."""
    from scipy.fft import irfft, rfft

    step = _FFT - _TAPS + 1
    count = -(-len(samples) // step)
    padded = np.zeros(count * step + _TAPS - 1, np.float32)
    padded[_TAPS // 2 :][: len(samples)] = samples
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::step]
    turned = np.empty((count, step), np.float32)
    for start in range(0, count, _AT_ONCE):
        spectra = rfft(frames[start : start + _AT_ONCE], axis=1)
        spectra *= _hilbert()
        turned[start : start + _AT_ONCE] = irfft(spectra, axis=1, overwrite_x=True)[:, _TAPS - 1 :]
    return turned.ravel()[: len(samples)]


@lru_cache(maxsize=1)
def _hilbert() -> NDArray[np.complex64]:
    """Return the spectrum (_FFT // 2 + 1,) of a windowed Hilbert transformer, which shifts the phase by 90 degrees."""
    n = np.arange(_TAPS) - _TAPS // 2
    odd = n % 2 != 0
    ideal = np.zeros(_TAPS)
    ideal[odd] = 2 / (np.pi * n[odd])
    return np.fft.rfft(ideal * np.hamming(_TAPS), _FFT).astype(np.complex64)

"""Mix any arrangement of channels to two channels, and two to one, without losing the sound of any channel.

Surround is mixed as in ITU-R BS.775: centre and surround channels at -3 dB. The low-frequency channel, which ITU-R
BS.775 drops, is mixed in at -6 dB, because some recordings have their bass only there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_AT_3_DB = 0.5**0.5
_WIDE = 0.6  # power of left minus right, relative to that of left plus right; the mean would lose it
_INVERTED = 4.0  # from this ratio on, one channel is the other one inverted
_TAPS = 255  # of the Hilbert transformer: accurate above about 170 Hz at 44.1 kHz


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
    middle: FloatArray = samples @ np.array([0.5, 0.5], np.float32)
    power = float(np.dot(middle, middle))
    flat = samples.ravel(order="K")
    both = float(np.dot(flat, flat))
    difference = both / 2 - power  # ((l - r) / 2)^2 = (l^2 + r^2) / 2 - ((l + r) / 2)^2
    if difference <= _WIDE * power or both == 0.0:
        return middle
    side: FloatArray = samples @ np.array([0.5, -0.5], np.float32)
    if difference >= _INVERTED * power:
        return side
    from scipy.signal import oaconvolve

    turned: FloatArray = oaconvolve(side, _hilbert(), mode="same")
    return middle + turned


def _hilbert() -> FloatArray:
    """Return the coefficients (taps,) of a windowed Hilbert transformer, which shifts the phase by 90 degrees."""
    n = np.arange(_TAPS) - _TAPS // 2
    odd = n % 2 != 0
    ideal = np.zeros(_TAPS)
    ideal[odd] = 2 / (np.pi * n[odd])
    return (ideal * np.hamming(_TAPS)).astype(np.float32)

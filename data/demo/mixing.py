"""Mix rendered parts (stems) to a finished stereo file: balance, panning, reverb, compression, loudness, encoding.

Parts are balanced by measurement: each stem is scaled to its level relative to the lead instrument, because the
soundfont's instruments differ in loudness.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .soundfont import SAMPLE_RATE, Stereo

LOUDNESS_DB = -16.0  # dB, K-weighted like LUFS, over the loud part of the track
PEAK_DB = -2.0  # leaves headroom for peaks that encoding and oversampling add
_BLOCK = 256
_THIN = 4

# name: (seconds to fall by 60 dB, brightness of the tail in Hz, pre-delay in s, wet level)
ROOMS: dict[str, tuple[float, float, float, float]] = {
    "dry": (0.35, 7000, 0.004, 0.4),
    "room": (0.7, 7500, 0.008, 0.6),
    "club": (1.0, 6500, 0.012, 0.65),
    "plate": (1.5, 8500, 0.015, 0.7),
    "hall": (2.1, 6500, 0.022, 0.75),
    "church": (3.2, 5000, 0.035, 0.85),
    "cavern": (3.8, 3800, 0.05, 0.85),
}


def weighted_rms(stem: Stereo) -> float:
    """Return the loudness of a stem where it sounds: K-weighted RMS of the 100 ms blocks within 20 dB of the loudest.

    Returns:
        linear level, 0.0 for silence.
    """
    from scipy.signal import sosfilt

    thin = np.ascontiguousarray(stem[:, ::_THIN])  # aliasing preserves the energy, and only the level is measured
    loud = sosfilt(_k_weighting(), thin, axis=1)
    size = SAMPLE_RATE // 10 // _THIN
    blocks = (loud[:, : loud.shape[1] // size * size] ** 2).sum(axis=0).reshape(-1, size).mean(axis=1)
    if not blocks.size or blocks.max() <= 1e-12:
        return 0.0
    return float(np.sqrt(blocks[blocks > blocks.max() * 0.01].mean() / 2))


@lru_cache(maxsize=1)
def _k_weighting() -> NDArray[np.float32]:
    """Return the filter of ITU-R BS.1770, simplified: a high-pass at 60 Hz and a +4 dB shelf above 1.7 kHz."""
    from scipy.signal import butter

    rate = SAMPLE_RATE / _THIN
    high_pass = butter(2, 60.0, "highpass", fs=rate, output="sos")
    gain, angle = 10 ** (4 / 40), 2 * np.pi * 1700 / rate
    alpha, cosine = np.sin(angle) / 2 * np.sqrt(2), np.cos(angle)
    root = 2 * np.sqrt(gain) * alpha
    b = gain * np.array(
        [
            gain + 1 + (gain - 1) * cosine + root,
            -2 * (gain - 1 + (gain + 1) * cosine),
            gain + 1 + (gain - 1) * cosine - root,
        ]
    )
    a = np.array(
        [
            gain + 1 - (gain - 1) * cosine + root,
            2 * (gain - 1 - (gain + 1) * cosine),
            gain + 1 - (gain - 1) * cosine - root,
        ]
    )
    return np.vstack([high_pass, np.concatenate([b / a[0], a / a[0]])[None]]).astype(np.float32)


def balance(stem: Stereo, level_db: float, pan: float) -> Stereo:
    """Scale a stem to a level and pan it; panning attenuates the far side by at most 15 dB."""
    level = weighted_rms(stem)
    if level == 0.0:
        return stem
    gain = 0.1 * 10.0 ** (level_db / 20.0) / level
    left, right = (1.0, 1.0 - 0.82 * -pan) if pan < 0 else (1.0 - 0.82 * pan, 1.0)
    return stem * np.array([[gain * left], [gain * right]], np.float32)


@lru_cache(maxsize=len(ROOMS))
def _impulse(room: str) -> tuple[int, int, NDArray[np.complex64]]:
    """Return the reverb impulse of a room, always the same: a few early reflections, then decaying noise.

    Returns:
        samples of input per block, samples per transform, and the spectrum of both sides.
    """
    from scipy.fft import next_fast_len, rfft
    from scipy.signal import butter, sosfilt

    seconds, bright, delay, wet = ROOMS[room]
    rng = np.random.default_rng(7)
    count = int(seconds * SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    noise = rng.standard_normal((2, count))
    dull = sosfilt(butter(2, bright / 3, fs=SAMPLE_RATE, output="sos"), noise, axis=1)
    clear = sosfilt(butter(1, bright, fs=SAMPLE_RATE, output="sos"), noise, axis=1)
    tail = clear * np.exp(-6.9 * time / (seconds * 0.45)) + dull * 1.4 * np.exp(-6.9 * time / seconds)
    tail *= np.clip(time / 0.012, 0, 1)
    tail = sosfilt(butter(1, 160, "highpass", fs=SAMPLE_RATE, output="sos"), tail, axis=1)
    impulse = np.zeros((2, int(delay * SAMPLE_RATE) + count), np.float32)
    impulse[:, -count:] = tail / np.sqrt((tail**2).sum(axis=1, keepdims=True))
    for side in (0, 1):
        for _ in range(6):
            place = int(rng.uniform(0.5, 2.6) * (delay + 0.006) * SAMPLE_RATE)
            impulse[side, min(place, impulse.shape[1] - 1)] += rng.uniform(-0.22, 0.22)
    size = next_fast_len(4 * impulse.shape[1], real=True)
    return size - impulse.shape[1] + 1, size, rfft(impulse * np.float32(wet), size, axis=1)


def reverberate(send: NDArray[np.float32], room: str) -> Stereo:
    """Return the reverberation of a mono signal, convolved by overlap-add."""
    from scipy.fft import irfft, rfft

    block, size, spectrum = _impulse(room)
    wet = np.zeros((2, send.size + size), np.float32)
    for start in range(0, send.size, block):
        wet[:, start : start + size] += irfft(rfft(send[start : start + block], size) * spectrum, size, axis=1)
    return wet[:, : send.size]


def mix(stems: Sequence[tuple[Stereo, float]], room: str) -> Stereo:
    """Sum balanced stems and their reverberation; each stem is given with its reverb send level."""
    total = np.zeros_like(stems[0][0])
    sends = np.zeros(total.shape[1], np.float32)
    for stem, send in stems:
        total += stem
        if send > 0:
            sends += stem.mean(axis=0) * np.float32(send)
    return total + reverberate(sends, room)


def master(sound: Stereo, *, fade_s: float = 0.0, tail_s: float = 0.0) -> Stereo:
    """Brighten and compress the mix, and scale it to the target loudness with no peak above `PEAK_DB`.

    Args:
        sound: the mix.
        fade_s: length of the fade-out at the end.
        tail_s: without a fade, seconds over which the last sound is faded out.
    """
    sound = _air(sound)
    count = sound.shape[1]
    if fade_s or tail_s:
        length = min(int((fade_s or tail_s) * SAMPLE_RATE), count)
        sound[:, -length:] *= np.linspace(1.0, 0.0, length, dtype=np.float32) ** (1.5 if fade_s else 0.7)
    level = weighted_rms(sound)
    sound *= np.float32(10 ** (LOUDNESS_DB / 20) / max(level, 1e-6))
    sound *= _compressor(sound, threshold_db=-15.0, ratio=1.8)
    for _ in range(2):  # twice, because limiting lowers the level
        level = weighted_rms(sound)
        sound *= np.float32(10 ** (LOUDNESS_DB / 20) / max(level, 1e-6))
        sound *= _limiter(sound)
    return sound


def _air(sound: Stereo) -> Stereo:
    """Raise frequencies above 4 kHz by 4 dB with a one-pole shelf, because the soundfont's samples are dull."""
    from scipy.signal import lfilter

    pole = np.exp(-2 * np.pi * 4000 / SAMPLE_RATE)
    gain = 10 ** (4 / 20)
    taps = np.array([gain + (1 - gain) * (1 - pole), -gain * pole], np.float32)  # gain * x + (1 - gain) * low-passed x
    return np.asarray(lfilter(taps, np.array([1, -pole], np.float32), sound, axis=1), np.float32)


def _compressor(sound: Stereo, threshold_db: float, ratio: float) -> NDArray[np.float32]:
    """Return the gain curve of a feed-forward compressor on 6 ms blocks: attack 15 ms, release 200 ms."""
    blocks = -(-sound.shape[1] // _BLOCK)
    padded = np.zeros(blocks * _BLOCK, np.float32)
    padded[: sound.shape[1]] = (sound**2).mean(axis=0)
    level = 10 * np.log10(padded.reshape(blocks, _BLOCK).mean(axis=1) + 1e-9)
    wanted = np.maximum(level - threshold_db, 0.0) * (1 / ratio - 1)
    gains, now = np.empty(blocks), 0.0
    attack, release = (1 - np.exp(-_BLOCK / SAMPLE_RATE / t) for t in (0.015, 0.2))
    for index, goal in enumerate(wanted.tolist()):
        now += (goal - now) * (attack if goal < now else release)
        gains[index] = now
    return _per_sample(10 ** (gains / 20), sound.shape[1])


def _limiter(sound: Stereo) -> NDArray[np.float32]:
    """Return the gain curve that keeps every peak under the ceiling, with a look-ahead of one block."""
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    ceiling = 10 ** (PEAK_DB / 20)
    blocks = -(-sound.shape[1] // _BLOCK)
    padded = np.zeros(blocks * _BLOCK, np.float32)
    padded[: sound.shape[1]] = np.abs(sound).max(axis=0)
    peaks = padded.reshape(blocks, _BLOCK).max(axis=1)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-6))
    low = minimum_filter1d(wanted, 11, mode="nearest")
    return _per_sample(uniform_filter1d(low, 7, mode="nearest"), sound.shape[1])


def _per_sample(gains: NDArray[np.float64], count: int) -> NDArray[np.float32]:
    """Interpolate the gains of blocks linearly, between block centres, to one gain per sample."""
    edges = np.concatenate([gains[:1], gains, gains[-1:]]).astype(np.float32)
    ramp = np.arange(_BLOCK, dtype=np.float32) / _BLOCK
    lines = (edges[:-1, None] + np.diff(edges)[:, None] * ramp).ravel()
    return np.asarray(lines[_BLOCK // 2 : _BLOCK // 2 + count], np.float32)


def write_ogg(path: Path, sound: Stereo) -> None:
    """Write Ogg Vorbis at about 150 kbit/s, which takes a quarter of the time of MP3 and a fifth of the space of FLAC.

    The sound is written in chunks, because libsndfile crashes when a long Vorbis file is written in one call
    (python-soundfile #426).

    Raises:
        OSError: the file cannot be written.
    """
    import soundfile

    frames = np.ascontiguousarray(sound.T)
    try:
        with soundfile.SoundFile(
            str(path), "w", SAMPLE_RATE, 2, format="OGG", subtype="VORBIS", compression_level=0.4
        ) as file:
            for start in range(0, len(frames), 1 << 16):
                file.write(frames[start : start + (1 << 16)])
    except soundfile.SoundFileError as err:
        raise OSError(f"{path.name} cannot be written") from err

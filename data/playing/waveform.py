"""Compute the waveform that the page draws for a track, and store it on disk.

A waveform here is the loudness of POINTS equal parts of the track. Only pieces of a long track are decoded, so that ten
hours take about as long as ten minutes.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio import AudioReadError, opened

POINTS = 120
_WHOLE_S = 600.0  # a track up to this length is decoded whole
_PIECE_S = 1.0  # seconds decoded for each point of a longer track


def waveform(path: Path, cache: Path, name: str) -> bytes:
    """Return the loudness of POINTS equal parts of a file, one byte each: 0 for silence, 255 for the loudest part.

    Return b"" if the file has no sound.

    Args:
        path: the sound file.
        cache: folder in which waveforms are stored; created when needed.
        name: name of the stored file, which is the track's id. If the sound file has changed, a new one is computed.
    """
    try:
        kept = cache / f"{name}-{int(path.stat().st_mtime):x}"
        if kept.is_file() and len(outline := kept.read_bytes()) in (0, POINTS):
            return outline
        outline = _drawn(_levels(path))
    except OSError:
        return b""
    except AudioReadError:
        outline = b""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = cache / f"{kept.name}.{os.getpid()}.part"
        partial.write_bytes(outline)
        partial.replace(kept)
    except OSError:
        pass  # a cache: the outline is computed again next time
    return outline


def _levels(path: Path) -> NDArray[np.float64]:
    """Return (POINTS,) the root mean square of the samples in each of POINTS equal parts of a file.

    Raises:
        AudioReadError: the file cannot be decoded.
    """
    energy, frames = np.zeros(POINTS), np.zeros(POINTS)
    with opened(path) as sound:
        total = max(sound.duration_s, 0.001)
        if total > _WHOLE_S:
            for point in range(POINTS):
                for block in sound.blocks((point + 0.5) * total / POINTS, _PIECE_S):
                    energy[point] += float(np.square(block.samples, dtype=np.float64).sum())
                    frames[point] += block.samples.size
        else:
            at = 0
            for block in sound.blocks():
                squares = np.square(block.samples, dtype=np.float64).mean(axis=1)
                points = ((at + np.arange(len(squares))) / sound.rate * (POINTS / total)).astype(int)
                points = np.minimum(points, POINTS - 1)
                energy += np.bincount(points, squares, POINTS)
                frames += np.bincount(points, minlength=POINTS)
                at += len(squares)
    return np.sqrt(energy / np.maximum(frames, 1))


def _drawn(levels: NDArray[np.float64]) -> bytes:
    """Scale levels to bytes, 255 for the highest; return b"" if all levels are zero."""
    loudest = float(levels.max(initial=0.0))
    return np.asarray(levels / loudest * 255, np.uint8).tobytes() if loudest > 0 else b""

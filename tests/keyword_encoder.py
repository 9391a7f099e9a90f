"""An encoder whose results can be computed by hand: one axis for each word, one frequency for each axis.

Tests use it if they are about what the library does with vectors and not about what vectors mean. A 440 Hz sine is "a",
an 880 Hz sine is "b", and so on. A text is embedded as the sum of the axes of its words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.encoder import FloatArray, encode_waveforms, normalise

WORDS = ("low", "middle", "high", "shrill")
TONES_HZ = (220.0, 880.0, 3520.0, 7040.0)


class KeywordEncoder:
    """An `Encoder` for the words in WORDS. An unknown word is embedded as axis 100, which no sound has."""

    name = "keyword"
    dim = 512
    sample_rate = 16_000
    window_s = 1.0
    hop_s = 1.0
    fingerprint = "keyword-1"

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        spectrum = np.abs(np.fft.rfft(windows, axis=1))
        freqs = np.fft.rfftfreq(windows.shape[1], 1 / self.sample_rate)
        raw = np.zeros((len(windows), self.dim), dtype=np.float32)
        edges = [0.0, 440.0, 1760.0, 5000.0, 8001.0]
        for axis, (low, high) in enumerate(zip(edges, edges[1:], strict=False)):
            raw[:, axis] = spectrum[:, (freqs >= low) & (freqs < high)].sum(axis=1)
        raw[:, 200] = 1e-3  # silence, too, has a direction
        return raw

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                row[WORDS.index(word) if word in WORDS else 100] += 1
        return normalise(vectors)


def tone(word: str, seconds: float = 2.0, rate: int = 16_000) -> NDArray[np.float32]:
    """Return a sine that KeywordEncoder embeds as `word`."""
    t = np.arange(round(seconds * rate)) / rate
    return (0.5 * np.sin(2 * np.pi * TONES_HZ[WORDS.index(word)] * t)).astype(np.float32)

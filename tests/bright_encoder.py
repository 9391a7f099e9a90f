"""A second encoder for tests of changing a library's encoder: KeywordEncoder with its axes in another order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.encoder import Cost, FloatArray
from tests.keyword_encoder import KeywordEncoder


class BrightEncoder(KeywordEncoder):
    """KeywordEncoder with 600 reversed dimensions, of which no prefix was trained."""

    name = "bright"
    dim = 600
    fingerprint = "bright-1"
    cost = Cost(seconds=6.0, memory_mb=800)
    widths: tuple[int, ...] = ()

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        return np.ascontiguousarray(super().embed_windows(windows)[:, ::-1])

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        return np.ascontiguousarray(super().encode_text(texts)[:, ::-1])


class TiredEncoder(BrightEncoder):
    """BrightEncoder that cannot hear the tones named "high"."""

    name = "tired"
    fingerprint = "tired-1"

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        raw = super().embed_windows(windows)
        if raw[0].argmax() == self.dim - 1 - 2:
            raise MemoryError
        return raw


class HungryEncoder(BrightEncoder):
    """BrightEncoder that needs a million gigabytes of memory."""

    name = "hungry"
    fingerprint = "hungry-1"
    cost = Cost(memory_mb=10**9)

"""Define an encoder that hangs, crashes or uses up memory on demand, as decoders of damaged files may do."""

from __future__ import annotations

import os
import time

import numpy as np

from models.encoder import FloatArray
from tests.keyword_encoder import KeywordEncoder

HANG, CRASH, EAT = 0.25, 0.5, 0.75  # the level of a file of nothing but that, which springs the trap


class TrapEncoder(KeywordEncoder):
    """A KeywordEncoder that hangs, crashes or uses up memory for certain sounds."""

    name = "trap"

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        level = float(windows.mean())
        if abs(level - HANG) < 0.02:
            time.sleep(3600)
        if abs(level - CRASH) < 0.02:
            os.kill(os.getpid(), 11)
        if abs(level - EAT) < 0.02:
            np.ones(2**30, dtype=np.float64)
        return super().embed_windows(windows)

"""Score windows with YAMNet, a network that recognises 521 AudioSet classes.

Its scores are training targets ("the teacher"); it is not shipped. YAMNet (Google, TensorFlow Model Garden, Apache-2.0)
is loaded from a TensorFlow Lite file, which needs `ai-edge-litert`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import FloatArray, resample

RATE = 16_000  # Hz
PATCH = 15_600  # samples of one input


class Yamnet:
    """The YAMNet network, loaded from a TensorFlow Lite file."""

    def __init__(self, model: Path) -> None:
        """Load the network from a TensorFlow Lite file."""
        from ai_edge_litert.interpreter import Interpreter

        self._net = Interpreter(str(model), num_threads=1)
        self._net.allocate_tensors()
        details = self._net.get_input_details()[0]
        self._input, self._shape = details["index"], tuple(details["shape"])
        self._output = self._net.get_output_details()[0]["index"]

    def scores(self, wave: FloatArray, sample_rate: int) -> NDArray[np.float32]:
        """Return the class scores (521,) of a mono wave, in [0, 1]: the mean over its complete input patches."""
        low = resample(wave, sample_rate, RATE)
        patches = (
            np.resize(low, PATCH)[None] if low.size < PATCH else low[: low.size // PATCH * PATCH].reshape(-1, PATCH)
        )
        total = np.zeros(521, dtype=np.float32)
        for patch in patches:
            self._net.set_tensor(self._input, patch.astype(np.float32).reshape(self._shape))
            self._net.invoke()
            total += self._net.get_tensor(self._output)[0]
        return total / np.float32(len(patches))

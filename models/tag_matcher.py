"""Predict how well a track's tags fit a request: "a wedding dance" fits "romantic" and "strings".

A request and each tag are embedded by MiniLM and mapped by a trained residual MLP. The sum of the vectors of a track's
tags has a high cosine with the requests that such music fits. `models.training.match_tags` trains the network on the
captions of MusicCaps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from data.errors import UserError

from .encoder import FloatArray, normalise
from .encoders.minilm import gelu, shared_minilm

WEIGHTS = Path(__file__).parent / "weights" / "tag_matcher.safetensors"
SCALE = 8.0  # MiniLM's numbers are about 1/20; the MLPs were trained on this multiple of them
Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors


class TagMatcher:
    """A trained network on MiniLM's vectors. Its weights are read at the first use."""

    def __init__(self, weights: Path = WEIGHTS, embed: Embed | None = None) -> None:
        """Use the network in a file.

        Args:
            weights: the file.
            embed: computes sentence embeddings; by default MiniLM.
        """
        self._weights_file = weights
        self._embed = embed

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """Return (n, 384) the unit vectors of requests or tags.

        Raises:
            UserError: the weights or the text model cannot be read.
        """
        weights, vectors = self._weights, (self._embed or shared_minilm().embed)(texts)
        widened = SCALE * vectors @ weights["widen.weight"] + weights["widen.bias"]
        hidden = gelu(np.asarray(widened, dtype=np.float32))
        return normalise(vectors + hidden @ weights["narrow.weight"] + weights["narrow.bias"])

    @cached_property
    def _weights(self) -> dict[str, FloatArray]:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return {name: array.astype(np.float32) for name, array in load_file(self._weights_file).items()}
        except (OSError, SafetensorError) as error:
            raise UserError(
                f"The weights of {self._weights_file} cannot be read.", "Run `make setup` again."
            ) from error

"""What the encoder hears in a track, in words: evidence for the writer and for the page.

Each concept's cosine with a track is compared with the same concept's over the library: a joint space gives
every concept another base level, so raw cosines would name the same few concepts for every track.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, FloatArray

from .vectors import Mapped

_SAMPLE = 5000  # tracks that the base levels are estimated on
_FEW = 20  # tracks below which a library says nothing about base levels
_STANDS_OUT = 1.3  # standard deviations above the library's mean
_MOST = 5


class Heard:
    """Concepts that stand out in a vector, against the library's base levels."""

    def __init__(self, encoder: Encoder, vectors: Mapped, rows: NDArray[np.int64], cache: Path) -> None:
        """Args: vectors: (rows, dim); rows: those of the library's tracks; cache: where concept vectors are kept."""
        from models.concepts import CONCEPTS

        self._names = [c.name for c in CONCEPTS]
        self._usable = len(rows) >= _FEW
        self.concepts = concept_vectors(encoder, cache)
        if self._usable:
            sample = rows[:: max(len(rows) // _SAMPLE, 1)]
            scores = vectors[np.sort(sample)] @ self.concepts.T  # (tracks, concepts)
            self._mean, self._std = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)

    def of(self, vector: FloatArray) -> tuple[tuple[str, float], ...]:
        """(concept, confidence 0..1), strongest first; () where the library is too small to compare."""
        if not self._usable:
            return ()
        cosine = self.concepts @ vector
        z = (cosine - self._mean) / self._std
        order = [int(i) for i in np.argsort(-z)[:_MOST] if z[i] >= _STANDS_OUT]
        return tuple((self._names[i], round(float(1 - np.exp(-z[i] / 2)), 2)) for i in order)


def concept_vectors(encoder: Encoder, cache: Path) -> FloatArray:
    """(concepts, dim), from the cache when it is of this encoder and these concepts; made otherwise."""
    import hashlib

    from models.concepts import CONCEPTS

    captions = [concept.caption for concept in CONCEPTS]
    key = hashlib.blake2b("\n".join([encoder.fingerprint, *captions]).encode(), digest_size=6).hexdigest()
    path = cache / f"concepts-{key}.npy"
    try:
        return np.asarray(np.load(path), dtype=np.float32)
    except (OSError, ValueError, EOFError):
        pass
    vectors = encoder.encode_text(captions)
    try:
        partial = path.with_suffix(".part.npy")
        np.save(partial, vectors)
        partial.replace(path)
    except OSError:
        pass  # a cache: the next process embeds them again
    return vectors

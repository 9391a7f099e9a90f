"""What the encoder hears in a track, in words: evidence for the writer and for the page.

Each concept's cosine with a track is compared with the same concept's over the library: a joint space gives
every concept another base level, so raw cosines would name the same few concepts for every track.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, FloatArray
from retrieval.vectors.rows import Mapped

_SAMPLE = 5000  # tracks that the base levels are estimated on
_FEW = 20  # tracks below which a library says nothing about base levels
_STANDS_OUT = 1.3  # standard deviations above the library's mean
_MOST = 5
# Of concepts that stand out by z, 1 / (1 + exp(-(a + b z))) are true (benchmarks/heard.py). How far a mood stands out
# says nothing about it, and for textures nobody knows.
_TRUE = {"instrument": (-2.3, 0.98), "genre": (-2.84, 0.91)}
_ELSE = (-0.56, 0.0)


def confidence(kind: str, z: float) -> float:
    """The share of concepts of a kind, z standard deviations above the library's mean, that are true: 0..1."""
    a, b = _TRUE.get(kind, _ELSE)
    return float(1 / (1 + np.exp(-(a + b * z))))


class Heard:
    """Concepts that stand out in a vector, against the library's base levels."""

    def __init__(self, encoder: Encoder, vectors: Mapped, rows: NDArray[np.int64], cache: Path) -> None:
        """Args: vectors: (rows, dim); rows: those of the library's tracks; cache: where concept vectors are kept."""
        from data.vocabulary.concepts import CONCEPTS

        self._names, self._kinds = [c.name for c in CONCEPTS], [c.kind for c in CONCEPTS]
        self._usable = len(rows) >= _FEW
        self.concepts = concept_vectors(encoder, cache)
        if self._usable:
            sample = rows[:: max(len(rows) // _SAMPLE, 1)]
            scores = vectors[np.sort(sample)] @ self.concepts.T  # (tracks, concepts)
            self._mean, self._std = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)

    def of(self, vector: FloatArray) -> tuple[tuple[str, float], ...]:
        """(concept, confidence 0..1), surest first; () where the library is too small to compare."""
        z = self.deviations(vector)
        if z is None:
            return ()
        out = np.flatnonzero(z >= _STANDS_OUT)
        places = [i for i in out[np.argsort(-z[out])].tolist() if self._kinds[i] != "use"]  # a use cannot be heard
        sure = {i: confidence(self._kinds[i], float(z[i])) for i in places}
        surest = sorted(sure, key=lambda i: -sure[i])[:_MOST]
        return tuple((self._names[i], round(sure[i], 2)) for i in surest)

    def deviations(self, vector: FloatArray) -> FloatArray | None:
        """(concepts,) standard deviations above the library's mean; None where it is too small to compare."""
        return (self.concepts @ vector - self._mean) / self._std if self._usable else None


def concept_vectors(encoder: Encoder, cache: Path) -> FloatArray:
    """(concepts, dim), from the cache when it is of this encoder and these concepts; made otherwise."""
    import hashlib

    from data.vocabulary.concepts import CONCEPTS

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

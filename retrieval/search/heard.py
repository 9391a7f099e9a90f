"""Naming the concepts that an encoder hears in a track, as evidence for the answer and the page.

The cosine of a concept with a track is compared with its cosines over the library: every concept has another base
level in a joint space, so raw cosines would name the same few concepts for every track.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, FloatArray
from retrieval.vectors.rows import Mapped

_SAMPLE = 5000  # tracks that the base levels are estimated on
_FEW = 20  # tracks below which a library says nothing about base levels
_LEAST_Z = 1.3  # standard deviations above the library's mean
_MOST = 5
# The share 1 / (1 + exp(-(a + b z))) of concepts z standard deviations above the mean is true (benchmarks/heard.py).
# For moods z does not matter, and for textures it was not measured.
_TRUE = {"instrument": (-2.3, 0.98), "genre": (-2.84, 0.91)}
_OTHER_KINDS = (-0.56, 0.0)


def confidence(kind: str, z: float) -> float:
    """Return the share of concepts of a kind that are true, 0..1, at z standard deviations above the library's mean."""
    a, b = _TRUE.get(kind, _OTHER_KINDS)
    return float(1 / (1 + np.exp(-(a + b * z))))


class Heard:
    """Compares vectors with the base levels of a library's concepts."""

    def __init__(self, encoder: Encoder, vectors: Mapped, rows: NDArray[np.int64], cache: Path) -> None:
        """Estimate the base levels.

        Args:
            encoder: the library's.
            vectors: (rows, dim).
            rows: those that hold a track.
            cache: the folder in which concept vectors are kept.
        """
        from data.vocabulary.concepts import CONCEPTS

        self._names, self._kinds = [c.name for c in CONCEPTS], [c.kind for c in CONCEPTS]
        self._usable = len(rows) >= _FEW
        self.concepts = concept_vectors(encoder, cache)
        if self._usable:
            sample = rows[:: max(len(rows) // _SAMPLE, 1)]
            scores = vectors[np.sort(sample)] @ self.concepts.T  # (tracks, concepts)
            self._mean, self._std = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)

    def of(self, vector: FloatArray) -> tuple[tuple[str, float], ...]:
        """Return (concept, confidence 0..1) that stand out in a (dim,) vector, surest first; () in a small library."""
        z = self.deviations(vector)
        if z is None:
            return ()
        out = np.flatnonzero(z >= _LEAST_Z)
        places = [i for i in out[np.argsort(-z[out])].tolist() if self._kinds[i] != "use"]  # a use cannot be heard
        sure = {i: confidence(self._kinds[i], float(z[i])) for i in places}
        surest = sorted(sure, key=lambda i: -sure[i])[:_MOST]
        return tuple((self._names[i], round(sure[i], 2)) for i in surest)

    def deviations(self, vector: FloatArray) -> FloatArray | None:
        """Return (concepts,) standard deviations above the library's mean; None in a small library."""
        return (self.concepts @ vector - self._mean) / self._std if self._usable else None


def concept_vectors(encoder: Encoder, cache: Path) -> FloatArray:
    """Return (concepts, dim) vectors of all concepts' captions, from the cache where it is of this encoder."""
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

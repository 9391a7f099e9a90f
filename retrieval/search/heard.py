"""Name the concepts that an encoder hears in a track.

Concepts differ in their average cosine, so raw cosines would name the same few concepts for every track. Each cosine
is therefore compared with that concept's cosines over the library.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, FloatArray, truncate
from retrieval.query import Presence
from retrieval.vectors.rows import Mapped

_SAMPLE = 5000  # tracks from which each concept's mean and standard deviation are estimated
_FEW = 20  # in a library of fewer tracks they cannot be estimated
_LEAST_Z = 1.3  # a concept is named from this many standard deviations above its mean
_MOST = 5  # concepts named for a track
# A concept at z standard deviations above its mean is really in the track with probability 1 / (1 + exp(-(a + b z))),
# fitted by benchmarks/heard.py. For moods z does not matter, and for textures it was not measured.
_TRUE = {"instrument": (-2.3, 0.98), "genre": (-2.84, 0.91)}
_OTHER_KINDS = (-0.56, 0.0)


def confidence(kind: str, z: float) -> float:
    """Return the probability, 0..1, that a concept of a kind is in a track, at z standard deviations above its mean."""
    a, b = _TRUE.get(kind, _OTHER_KINDS)
    return float(1 / (1 + np.exp(-(a + b * z))))


class Heard:
    """Finds the concepts whose cosine with a track is unusually high for the library."""

    def __init__(self, encoder: Encoder, vectors: Mapped, rows: NDArray[np.int64], cache: Path) -> None:
        """Estimate the mean and standard deviation of each concept's cosines over the library.

        Args:
            encoder: the encoder that made the library's vectors.
            vectors: (rows, dim) the library's vectors.
            rows: the rows that hold a track.
            cache: the folder in which concept vectors are stored.
        """
        from data.vocabulary.concepts import CONCEPTS

        self._names, self._kinds = [c.name for c in CONCEPTS], [c.kind for c in CONCEPTS]
        self._audible = np.array([kind != "use" for kind in self._kinds])  # a use of music cannot be heard
        self._a, self._b = np.array([_TRUE.get(kind, _OTHER_KINDS) for kind in self._kinds]).T
        self._usable = len(rows) >= _FEW
        self.concepts = concept_vectors(encoder, cache)
        if self._usable:
            sample = rows[:: max(len(rows) // _SAMPLE, 1)]
            scores = vectors[np.sort(sample)] @ self.concepts.T  # (tracks, concepts)
            self._mean, self._std = scores.mean(axis=0), np.maximum(scores.std(axis=0), 1e-6)

    def of(self, vectors: FloatArray) -> list[tuple[tuple[str, float], ...]]:
        """Return the concepts that are detected in each track, as (concept, confidence 0..1), highest confidence first.

        In a library of fewer than 20 tracks nothing is detected, because confidences are relative to other tracks.

        Args:
            vectors: (tracks, dim), L2-normalised.
        """
        if not self._usable:
            return [()] * len(vectors)
        found = []
        for z in (vectors @ self.concepts.T - self._mean) / self._std:
            (out,) = np.nonzero((z >= _LEAST_Z) & self._audible)
            sure = 1 / (1 + np.exp(-(self._a[out] + self._b[out] * z[out].astype(np.float64))))
            surest = np.lexsort((-z[out], -sure))[:_MOST]
            found.append(
                tuple(
                    (self._names[i], round(c, 2))
                    for i, c in zip(out[surest].tolist(), sure[surest].tolist(), strict=True)
                )
            )
        return found

    def presence(
        self, names: Sequence[str], vector: FloatArray, windows: FloatArray, starts: Sequence[float]
    ) -> tuple[Presence, ...]:
        """Return how clearly concepts are heard in a track, as a whole and over time.

        Unknown names are left out. In a small library the result is empty.

        Args:
            names: the names of the concepts.
            vector: (dim,), the vector of the track.
            windows: (windows, width), the unit vectors of the track's windows, cut to their first dimensions.
            starts: (windows,), the start of each window in seconds.
        """
        z = self.deviations(vector)
        at = [self._names.index(name) for name in names if name in self._names]
        if z is None or not at:
            return ()
        scores = windows @ np.stack([truncate(self.concepts[i], windows.shape[1]) for i in at]).T
        over_time = ((scores - self._mean[at]) / self._std[at]).round(2).T
        return tuple(
            Presence(
                self._names[i],
                round(confidence(self._kinds[i], float(z[i])), 2),
                round(float(z[i]), 2),
                tuple(zip(starts, each.tolist(), strict=True)),
            )
            for i, each in zip(at, over_time, strict=True)
        )

    def deviations(self, vector: FloatArray) -> FloatArray | None:
        """Return, for each concept, how far its cosine with a track lies above its mean in the library.

        Returns:
            (concepts,) numbers of standard deviations; None in a small library.
        """
        return (self.concepts @ vector - self._mean) / self._std if self._usable else None


def concept_vectors(encoder: Encoder, cache: Path) -> FloatArray:
    """Return the vectors (concepts, dim) of the captions of all concepts; they are computed once and then cached."""
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

"""How fast adaptive retrieval is here, beside one exact look at every full vector: `hark bench`.

The vectors are the compact encoder's own, multiplied: points between near neighbours of a sample that ships
beside the weights, with small steps off the line, so that they lie as music lies and not as Gaussian noise would. The
queries are texts, which lie apart from sounds; searching sounds with sounds is easier.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from models.encoder import Encoder, normalise, truncate

from . import cells
from .adaptive import PREFIX_DIM, Schedule, default_schedule, search
from .cells import CELLS_FROM, CellIndex
from .prefix import ExactPrefix, FloatArray, PrefixIndex, top
from .rows import Mapped

SAMPLE = Path(__file__).parents[2] / "models" / "weights" / "sample.npy"
QUERIES = 100
_NEAR = 12  # neighbours that a new point may lie between
_NOISE = 0.25  # of the distance to a neighbour
_PART = 20_000


def grow(sample: FloatArray, n: int, out: FloatArray, seed: int = 0) -> None:
    """Fill `out` (n, dim) with unit vectors that lie between near neighbours of `sample` (m, dim)."""
    rng = np.random.default_rng(seed)
    points = normalise(sample.astype(np.float32))
    similar = points @ points.T
    near = np.argsort(-similar, axis=1)[:, 1 : _NEAR + 1]
    # Steps from one point to any other: noise with the shape of music, where all directions alike would put most of
    # it into dimensions that hardly differ between tracks.
    noise = _NOISE * normalise(points[rng.integers(0, len(points), 4096)] - points[rng.integers(0, len(points), 4096)])
    for k in range(0, n, _PART):
        m = min(_PART, n - k)
        first = rng.integers(0, len(points), m)
        second = near[first, rng.integers(0, _NEAR, m)]
        third = near[second, rng.integers(0, _NEAR, m)]
        weight = rng.dirichlet((1.0, 1.0, 1.0), m).astype(np.float32)
        far = np.sqrt(np.maximum(2 - 2 * similar[first, second], 0))[:, None]
        part = points[first] * weight[:, :1] + points[second] * weight[:, 1:2] + points[third] * weight[:, 2:]
        part += noise[rng.integers(0, len(noise), m)] * far
        out[k : k + m] = normalise(part)


def questions(encoder: Encoder) -> FloatArray:
    """(QUERIES, dim) texts as listeners write them, embedded."""
    from data.vocabulary.concepts import CONCEPTS

    names = [c.name for c in CONCEPTS]
    step = itertools.cycle((7, 31, 83))
    texts: list[str] = []
    k = 0
    forms = ("a song with the {a} in it", "{a} music with {b}", "something {a} and {b} for a film", "{a}, {b}, {c}")
    while len(texts) < QUERIES:
        a, b, c = (names[(k + d) % len(names)] for d in (0, next(step), 149))
        texts.append(forms[len(texts) % len(forms)].format(a=a, b=b, c=c))
        k += 13
    return encoder.encode_text(texts)


class Ours:
    """Adaptive search as a library of this size does it, from files."""

    def __init__(self, folder: Path, vectors: FloatArray, build: bool = True) -> None:
        """Args: vectors: (n, dim), memory-mapped; build: write the prefixes and cells, else open them."""
        n, dim = vectors.shape
        self.schedule: Schedule = default_schedule(dim, n)
        path = folder / "prefix.npy"
        if build:
            block = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(n, PREFIX_DIM))
            for k in range(0, n, _PART):
                block[k : k + _PART] = truncate(np.asarray(vectors[k : k + _PART]), PREFIX_DIM)
            block.flush()
            if n >= CELLS_FROM:
                cells.build(folder / "cells", block, vectors)
            del block
        prefixes = np.load(path, mmap_mode="r")
        self._vectors = Mapped(vectors)
        self._index: PrefixIndex = ExactPrefix(prefixes)
        if n >= CELLS_FROM:
            self._index = CellIndex(folder / "cells", prefixes)

    def search(self, query: FloatArray, among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """The ten nearest rows."""
        return search(query, self._vectors, self._index, among=among, schedule=self.schedule)[0][:10]


def exact(vectors: FloatArray, query: FloatArray) -> NDArray[np.intp]:
    """The ten nearest rows by one look at every full vector."""
    return top(vectors @ query, 10)


def times(ask: Callable[[FloatArray], Any], queries: FloatArray) -> list[float]:
    """Milliseconds of each query."""
    taken = []
    for query in queries:
        began = time.perf_counter()
        ask(query)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def bench(encoder: Encoder, n: int = 1_000_000, say: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """One round of ours against exact at full width.

    Args:
        encoder: the compact one, whose space the sample is of.
        n: vectors.
        say: told what is going on.

    Returns:
        vectors, dim, speedup_vs_exact, recall_at_10, p50_ms, p95_ms, exact_ms, build_s, filter_ms.

    Raises:
        UserError: the sample is missing, or the disk has no room for the vectors.
    """
    from threadpoolctl import threadpool_limits

    try:
        sample = np.load(SAMPLE)
    except (OSError, ValueError) as err:
        raise UserError(f"{SAMPLE.name}, the sample of vectors, cannot be read.", "Install Hark again.") from err
    with tempfile.TemporaryDirectory(prefix="hark-bench-") as name:
        folder = Path(name)
        say(f"{n} vectors of {sample.shape[1]} numbers")
        try:
            vectors = np.memmap(folder / "vectors.f32", dtype=np.float32, mode="w+", shape=(n, sample.shape[1]))
            grow(sample, n, vectors)
            vectors.flush()
        except OSError as err:
            raise UserError(
                f"There is no room for {n * sample.shape[1] * 4 / 1e9:.1f} GB of vectors.",
                "Free some disk space, or ask for fewer with --vectors.",
            ) from err
        say("building the index")
        began = time.perf_counter()
        ours = Ours(folder, vectors)
        build_s = time.perf_counter() - began
        queries = questions(encoder)
        for query in queries[:5]:  # what is read for the first time comes from the disk
            exact(vectors, query), ours.search(query)
        say("asking")
        theirs: list[float] = []
        mine: list[float] = []
        agree: list[float] = []
        for k in range(0, len(queries), 20):
            mine += times(ours.search, queries[k : k + 20])
            with threadpool_limits(2):
                theirs += times(lambda q: exact(vectors, q), queries[k : k + 5])
        for query in queries:
            agree.append(len(set(ours.search(query).tolist()) & set(exact(vectors, query).tolist())) / 10)
        among = np.zeros(n, dtype=bool)
        among[np.random.default_rng(1).choice(n, max(n // 1000, 1), replace=False)] = True
        allowed = np.flatnonzero(among)
        filtered = times(lambda q: ours.search(q, among), queries[:40])
        right = all(
            set(ours.search(q, among).tolist()) == set(allowed[exact(vectors[allowed], q)].tolist())
            for q in queries[:10]
        )
    return {
        "vectors": n,
        "dim": int(sample.shape[1]),
        "speedup_vs_exact": round(float(np.median(theirs) / np.median(mine)), 1),
        "recall_at_10": round(float(np.mean(agree)), 4),
        "p50_ms": round(float(np.median(mine)), 2),
        "p95_ms": round(float(np.quantile(mine, 0.95)), 2),
        "exact_ms": round(float(np.median(theirs)), 1),
        "build_s": round(build_s, 1),
        "filter_0.1%_ms": round(float(np.median(filtered)), 2),
        "filter_exact": right,
    }

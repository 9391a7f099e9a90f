"""Compare adaptive retrieval with an exact scan and with FAISS at full width: `hark bench`.

The vectors are synthetic: points between near neighbours of real vectors (a sample stored with the compact encoder's
weights), plus a small offset, so that they are distributed like music and not like Gaussian noise. The queries are
texts. In the joint space texts are far from sounds, so they are harder queries than sounds would be.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from models.encoder import Encoder, normalise, truncate

from . import faiss_index
from .adaptive import FAISS_FROM, Schedule, default_schedule, prefix_width, search
from .prefix import ExactPrefix, FloatArray, PrefixIndex, top
from .rows import Mapped

SAMPLE = Path(__file__).parents[2] / "models" / "weights" / "sample.npy"
QUERIES = 100
_NEAR = 12  # nearest neighbours from which a new point's corners are chosen
_NOISE = 0.25  # length of the offset, as a share of the distance to a neighbour
_PART = 20_000  # rows at once
_BEST_FULL_WIDTH = ("SQ8", 20)  # the quickest codes and number of rescored candidates (benchmarks/retrieval.py)


def grow(sample: FloatArray, n: int, out: FloatArray, seed: int = 0) -> None:
    """Fill `out` (n, dim) with random unit vectors between near neighbours of `sample` (m, dim)."""
    rng = np.random.default_rng(seed)
    points = normalise(sample.astype(np.float32))
    similar = points @ points.T
    near = np.argsort(-similar, axis=1)[:, 1 : _NEAR + 1]
    # The noise consists of differences between sample points. Equal noise in all directions would mostly change
    # dimensions that hardly differ between tracks.
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
    """Return the vectors (QUERIES, dim) of queries as listeners write them."""
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
    """Hark's own search, to be measured: it reads vectors from files, with the settings for a library of this size."""

    def __init__(self, folder: Path, vectors: FloatArray, build: bool = True) -> None:
        """Write or open the prefixes and the index.

        Args:
            folder: where the prefixes and the index are stored.
            vectors: (n, dim), memory-mapped.
            build: write the prefixes and the index; otherwise open those that an earlier call wrote.
        """
        n, dim = vectors.shape
        self.schedule: Schedule = default_schedule(dim, n)
        shape = (n, prefix_width(dim))
        path = folder / "prefix.f32"
        if build:
            block = np.memmap(path, mode="w+", dtype=np.float32, shape=shape)
            for k in range(0, n, _PART):
                block[k : k + _PART] = truncate(np.asarray(vectors[k : k + _PART]), shape[1])
            block.flush()
            del block
        prefixes = np.memmap(path, mode="r", dtype=np.float32, shape=shape)
        self._vectors = Mapped(vectors)
        self._index: PrefixIndex = ExactPrefix(prefixes)
        if n >= FAISS_FROM:
            if build:
                faiss_index.build_apart(folder / "faiss", prefixes, vectors, "bench", "bench")
            self._index = faiss_index.FaissIndex(folder / "faiss", prefixes, vectors, "bench", "bench")

    def search(self, query: FloatArray, among: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """Return the ten nearest rows."""
        return search(query, self._vectors, self._index, among=among, schedule=self.schedule)[0][:10]


class FullWidthFaiss:
    """FAISS at full width: an inverted file with compressed codes, whose best rows are scored again exactly.

    This index has as many cells as the index of prefixes.
    """

    def __init__(self, vectors: FloatArray, codes: str, rescored: int, plain_means: bool = True) -> None:
        """Build the index in memory.

        Args:
            vectors: (n, dim), memory-mapped.
            codes: the compression, in the notation of FAISS's index factory: "SQ8" or "PQ256x4fs".
            rescored: number of candidates that are scored exactly.
            plain_means: as in `faiss_index.train`.
        """
        import faiss

        n, dim = vectors.shape
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        self._index: Any = faiss.index_factory(
            dim, f"IVF{faiss_index.cells_for(n)},{codes}", faiss.METRIC_INNER_PRODUCT
        )
        faiss_index.train(self._index, vectors, plain_means)
        for k in range(0, n, _PART):
            self._index.add(np.ascontiguousarray(vectors[k : k + _PART]))
        faiss.omp_set_num_threads(1)
        self._parameters: Any = faiss.SearchParametersIVF
        self._vectors = Mapped(vectors)
        self._rescored = rescored
        self.nprobe = 1
        self.cells = faiss_index.cells_for(n)

    def search(self, query: FloatArray) -> NDArray[np.int64]:
        """Return the ten nearest rows."""
        _, rows = self._index.search(query[None], self._rescored, params=self._parameters(nprobe=self.nprobe))
        rows = np.sort(rows[0][rows[0] >= 0])
        return rows[top(self._vectors[rows] @ query, 10)]

    def tune(self, queries: FloatArray, truth: list[set[int]], recall: float) -> float:
        """Set `nprobe` to the smallest value that reaches a recall@10, else the largest; return the recall reached."""
        reached = 0.0
        for self.nprobe in (k for k in (4, 8, 16, 24, 32, 40, 48, 64, 96, 128, 192, 256) if k <= self.cells):
            reached = recall_at_10(self.search, queries, truth)
            if reached >= recall:
                break
        return reached


def exact(vectors: FloatArray, query: FloatArray) -> NDArray[np.intp]:
    """Return the ten nearest rows by a scan of all full vectors."""
    return top(vectors @ query, 10)


def times(ask: Callable[[FloatArray], Any], queries: FloatArray) -> list[float]:
    """Return how many milliseconds each query takes."""
    taken = []
    for query in queries:
        began = time.perf_counter()
        ask(query)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def recall_at_10(ask: Callable[[FloatArray], Any], queries: FloatArray, truth: list[set[int]]) -> float:
    """Return recall@10: the mean share of the true ten nearest rows that are among the rows that `ask` returns."""
    found = [len(set(np.asarray(ask(q)).tolist()) & true) / 10 for q, true in zip(queries, truth, strict=True)]
    return float(np.mean(found))


def bench(encoder: Encoder, n: int = 1_000_000, say: Callable[[str], None] = lambda line: None) -> dict[str, Any]:
    """Measure adaptive search, an exact scan and FAISS at full width on the same vectors and queries.

    Args:
        encoder: the compact encoder, which made the sample's vectors.
        n: number of vectors.
        say: called with a line about each step.

    Returns:
        vectors, dim: the number and the width of the vectors.
        recall_at_10, p50_ms, p95_ms, build_s: of the adaptive search.
        exact_ms, speedup_vs_exact: of the exact scan, and relative to it.
        faiss_ms, faiss_recall_at_10, faiss_probes, faiss_build_s, speedup_vs_faiss: of FAISS, and relative to it.
        filter_0.1%_ms: of the adaptive search with a filter that 0.1 % of the tracks pass.
        filter_exact: whether such searches find exactly the nearest of these tracks.

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
        truth = [set(exact(vectors, query).tolist()) for query in queries]
        recall = recall_at_10(ours.search, queries, truth)
        say("building FAISS's index at full width")
        began = time.perf_counter()
        full = FullWidthFaiss(vectors, *_BEST_FULL_WIDTH)
        faiss_build_s = time.perf_counter() - began
        faiss_recall = full.tune(queries, truth, recall)
        say("asking")
        taken: dict[str, list[float]] = {"ours": [], "exact": [], "faiss": []}
        for k in range(0, len(queries), 20):
            with threadpool_limits(1):
                taken["ours"] += times(ours.search, queries[k : k + 20])
                taken["faiss"] += times(full.search, queries[k : k + 20])
            with threadpool_limits(2):
                taken["exact"] += times(lambda q: exact(vectors, q), queries[k : k + 5])
        among = np.zeros(n, dtype=bool)
        among[np.random.default_rng(1).choice(n, max(n // 1000, 1), replace=False)] = True
        allowed = np.flatnonzero(among)
        filtered = times(lambda q: ours.search(q, among), queries[:40])
        right = all(
            set(ours.search(q, among).tolist()) == set(allowed[exact(vectors[allowed], q)].tolist())
            for q in queries[:10]
        )
    median = {name: float(np.median(ms)) for name, ms in taken.items()}
    return {
        "vectors": n,
        "dim": int(sample.shape[1]),
        "recall_at_10": round(recall, 4),
        "p50_ms": round(median["ours"], 2),
        "p95_ms": round(float(np.quantile(taken["ours"], 0.95)), 2),
        "build_s": round(build_s, 1),
        "exact_ms": round(median["exact"], 1),
        "speedup_vs_exact": round(median["exact"] / median["ours"], 1),
        "faiss_ms": round(median["faiss"], 2),
        "faiss_recall_at_10": round(faiss_recall, 4),
        "faiss_probes": full.nprobe,
        "faiss_build_s": round(faiss_build_s, 1),
        "speedup_vs_faiss": round(median["faiss"] / median["ours"], 1),
        "filter_0.1%_ms": round(float(np.median(filtered)), 2),
        "filter_exact": right,
    }

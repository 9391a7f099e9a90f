"""Adaptive retrieval beside what else one would pick: exact, FAISS, usearch, Chroma at full width.

    python benchmarks/retrieval.py [--sizes 10000 100000 1000000] [--library] [--out FILE]

Every contender answers the same text queries over the same vectors (`retrieval.vectors.bench.grow`), taking turns in
one process, in several rounds; medians over all. Recall is against exact. Memory is what a fresh process that only
opens the index and asks 300 queries holds beyond its imports (`--memory` is that process). FAISS and usearch are
left out where they are not installed; graph indexes at full width are not built over a million: on two cores
that takes most of an hour.

--library makes a catalogue of as many tracks and times opening it, filters and whole searches.

Writes benchmarks/retrieval.json and retrieval.svg.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from retrieval.vectors.adaptive import PREFIX_DIM  # noqa: E402
from retrieval.vectors.bench import SAMPLE, Ours, exact, grow, questions, times  # noqa: E402
from retrieval.vectors.prefix import FloatArray  # noqa: E402

ROUNDS = 5
GRAPHS_UP_TO = 100_000
BUSY = "while True: pass"

Ask = Callable[[FloatArray], Any]


def resident_mb() -> float:
    """Megabytes that this process holds now, file pages that it has mapped included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def memory(folder: Path, n: int, dim: int) -> None:
    """The process behind `--memory`: opens the index, asks, prints megabytes."""
    before = resident_mb()
    vectors = np.memmap(folder / "vectors.f32", dtype=np.float32, mode="r", shape=(n, dim))
    ours = Ours(folder, vectors, build=False)
    queries = np.load(folder / "queries.npy")
    most = 0.0
    for k in range(300):
        ours.search(queries[k % len(queries)])
        most = max(most, resident_mb())
    print(json.dumps({"resident_mb": round(most - before), "matrix_mb": round(n * dim * 4 / 2**20)}))


def others(vectors: FloatArray, n: int, folder: Path) -> dict[str, tuple[float, Ask]]:
    """What else is installed: name -> (seconds to build, how to ask)."""
    found: dict[str, tuple[float, Ask]] = {}
    dim = vectors.shape[1]
    try:
        import faiss

        faiss.omp_set_num_threads(1)
        began = time.perf_counter()
        flat = faiss.IndexFlatIP(dim)
        flat.add(vectors)
        found["FAISS flat"] = (time.perf_counter() - began, lambda q: flat.search(q[None], 10)[1][0])
        if n <= GRAPHS_UP_TO:
            began = time.perf_counter()
            graph = faiss.IndexHNSWFlat(dim, 16, faiss.METRIC_INNER_PRODUCT)
            graph.hnsw.efConstruction, graph.hnsw.efSearch = 100, 200
            graph.add(vectors)
            found["FAISS HNSW"] = (time.perf_counter() - began, lambda q: graph.search(q[None], 10)[1][0])
    except ImportError:
        print("faiss is not installed")
    try:
        from usearch.index import Index

        if n <= GRAPHS_UP_TO:
            began = time.perf_counter()
            small = Index(ndim=dim, metric="ip", dtype="f32", connectivity=16, expansion_add=100, expansion_search=200)
            small.add(np.arange(n), np.asarray(vectors), threads=1)
            found["usearch HNSW"] = (time.perf_counter() - began, lambda q: small.search(q, 10, threads=1).keys)
    except ImportError:
        print("usearch is not installed")
    if n <= GRAPHS_UP_TO:
        import chromadb
        from chromadb.config import Settings

        client: Any = chromadb.PersistentClient(str(folder / "chroma"), settings=Settings(anonymized_telemetry=False))
        setting: Any = {"hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 100}}
        began = time.perf_counter()
        collection = client.create_collection("full", embedding_function=None, configuration=setting)
        for k in range(0, n, 5000):
            part = np.asarray(vectors[k : k + 5000])
            collection.add(ids=[str(i) for i in range(k, k + len(part))], embeddings=part)

        def chroma(q: FloatArray) -> list[int]:
            return [int(i) for i in collection.query(query_embeddings=q[None], n_results=10, include=[])["ids"][0]]

        found["Chroma HNSW"] = (time.perf_counter() - began, chroma)
    return found


def compare(n: int, queries: FloatArray, folder: Path) -> dict[str, Any]:
    """All contenders over n vectors."""
    from threadpoolctl import threadpool_limits

    sample = np.load(SAMPLE)
    vectors = np.memmap(folder / "vectors.f32", dtype=np.float32, mode="w+", shape=(n, sample.shape[1]))
    grow(sample, n, vectors)
    vectors.flush()
    np.save(folder / "queries.npy", queries)
    began = time.perf_counter()
    ours = Ours(folder, vectors)
    asked: dict[str, tuple[float, Ask]] = {"Hark": (time.perf_counter() - began, ours.search)}
    asked |= others(vectors, n, folder)
    truth = [set(exact(vectors, q).tolist()) for q in queries]
    taken: dict[str, list[float]] = {name: [] for name in ("exact, 1 thread", "exact, 2 threads", *asked)}
    for _ in range(ROUNDS):
        for threads in (1, 2):
            name = "exact, 1 thread" if threads == 1 else "exact, 2 threads"
            with threadpool_limits(threads):
                taken[name] += times(lambda q: exact(vectors, q), queries[: 5 if n > 200_000 else 20])
        for name, (_, ask) in asked.items():
            slow = "flat" in name and n > 200_000
            taken[name] += times(ask, queries[:5] if slow else queries)
    busy = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        beside = times(ours.search, queries)
    finally:
        busy.kill()
    among = np.zeros(n, dtype=bool)
    among[np.random.default_rng(1).choice(n, n // 1000, replace=False)] = True
    allowed = np.flatnonzero(among)
    filtered = times(lambda q: ours.search(q, among), queries)
    few_right = all(
        set(ours.search(q, among).tolist()) == set(allowed[exact(vectors[allowed], q)].tolist()) for q in queries
    )
    command = [sys.executable, __file__, "--memory", str(folder), str(n), str(sample.shape[1])]
    held = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    rows: dict[str, Any] = {}
    for name, ms in taken.items():
        rows[name] = {"p50_ms": round(float(np.median(ms)), 2), "p95_ms": round(float(np.quantile(ms, 0.95)), 2)}
        if name in asked:
            build_s, ask = asked[name]
            same = [len(set(np.asarray(ask(q)).tolist()) & t) / 10 for q, t in zip(queries, truth, strict=True)]
            rows[name] |= {"recall_at_10": round(float(np.mean(same)), 4), "build_s": round(build_s, 1)}
    quickest = min(rows["exact, 1 thread"]["p50_ms"], rows["exact, 2 threads"]["p50_ms"])
    rows["Hark"] |= {
        "schedule": ours.schedule,
        "speedup_vs_exact": round(quickest / rows["Hark"]["p50_ms"], 1),
        "p95_ms_beside_a_busy_core": round(float(np.quantile(beside, 0.95)), 2),
        "filter_0.1%": {"p95_ms": round(float(np.quantile(filtered, 0.95)), 2), "exact": few_right},
        **held,
        "resident_share": round(held["resident_mb"] / held["matrix_mb"], 3),
    }
    for name, row in rows.items():
        print(f"{n:>8} {name:18} {row}", flush=True)
    return rows


def library(n: int, folder: Path, queries: FloatArray) -> dict[str, Any]:
    """A catalogue of n tracks: opening, filters, whole searches."""
    import sqlite3

    from models.encoder import truncate
    from models.encoders.compact import CompactEncoder
    from retrieval.catalogue.database import Catalogue
    from retrieval.catalogue.files import vector_files
    from retrieval.library import Library
    from retrieval.query import Filters, Query

    encoder = CompactEncoder()
    sample = np.load(SAMPLE)
    home = folder / "home"
    home.mkdir()
    catalogue = Catalogue(home / "catalogue.db", create=True)
    with catalogue.transaction():
        for name, value in (("encoder", encoder.name), ("dim", str(encoder.dim)), ("fingerprint", encoder.fingerprint)):
            catalogue.set_meta(name, value)
    files = vector_files(home, catalogue, encoder.dim)
    catalogue.close()
    full = np.memmap(files[0].path, dtype=np.float32, mode="w+", shape=(n, encoder.dim))
    grow(sample, n, full)
    prefix = np.memmap(files[2].path, dtype=np.float32, mode="w+", shape=(n, PREFIX_DIM))
    for k in range(0, n, 20_000):
        prefix[k : k + 20_000] = truncate(np.asarray(full[k : k + 20_000]), PREFIX_DIM)
    np.memmap(files[1].path, dtype=np.int8, mode="w+", shape=(n, 128)).flush()
    full.flush(), prefix.flush()
    db = sqlite3.connect(home / "catalogue.db")
    start = np.zeros(1, np.float32).tobytes()
    keys = [f"{tonic} {mode}" for tonic in "CDEFGAB" for mode in ("major", "minor")]
    db.executemany(
        "INSERT INTO tracks VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            (
                f"t{k:07}", f"/music/{k % 5}/{k}.flac".encode(), f"/music/{k % 5}".encode(), 1, 1, f"s{k}",
                f"Song Number {k * 7919 % 600_000}", f"Artist Number {k * 31 % 50_000}",
                f"Album Number {k * 17 % 100_000}", 1950 + k * 13 % 75, 60.0 + k % 400,
                json.dumps({"style": "rock" if k % 3 else "jazz", "instruments": ["piano", "drums"][: k % 3]}),
                json.dumps({"tempo_bpm": 60.0 + k % 120, "key": keys[k % 14]}), k, k, start,
            )
            for k in range(n)
        ),
    )  # fmt: skip
    db.commit()
    db.close()
    result: dict[str, Any] = {"tracks": n}

    def opened(what: str) -> Library:
        began = time.perf_counter()
        made = Library(home, encoder=encoder)
        made.tracks()
        result[what] = round(time.perf_counter() - began, 2)
        return made

    first = opened("first_open_s")
    began = time.perf_counter()
    first.build_cells()
    result["cells_s"] = round(time.perf_counter() - began, 1)
    first.close()
    again = opened("open_s")
    encoder.encode_text(["warm"])
    texts = ["a song with the banjo in it", "sad slow strings", "fast drums", "calm piano", "scary organ music"] * 4
    again.search(Query(text="warm"))

    def p(what: str, filters: Filters) -> None:
        ms = []
        for k, text in enumerate(texts):
            began = time.perf_counter()
            hits = again.search(Query(text=f"{text} {k}", filters=filters))
            ms.append(1000 * (time.perf_counter() - began))
        result[what] = {
            "p50": round(float(np.median(ms)), 1),
            "p95": round(float(np.quantile(ms, 0.95)), 1),
            "hits": len(hits),
        }

    p("search_ms", Filters())
    p("search_one_artist_ms", Filters(artist="artist number 4711"))
    p("search_years_ms", Filters(year_min=1990, year_max=1994))
    p("search_tempo_key_tag_ms", Filters(tempo_min=100, tempo_max=110, key="E minor"))
    began = time.perf_counter()
    result["encode_ms"] = round(
        float(np.median(times(lambda q: encoder.encode_text([f"fresh {q[0]}"]), queries[:20]))), 1
    )
    print(result, flush=True)
    again.close()
    return result


def picture(results: dict[str, Any], path: Path) -> None:
    """How many times as fast as exact each contender is, by size."""
    from models.curves import line_chart

    lines: dict[str, list[tuple[float, float]]] = {}
    for size, rows in results.items():
        base = min(rows["exact, 1 thread"]["p50_ms"], rows["exact, 2 threads"]["p50_ms"])
        for name, row in rows.items():
            if not name.startswith("exact"):
                lines.setdefault(name, []).append((float(size), base / row["p50_ms"]))
    line_chart(path, "Times as fast as an exact look at every full vector", "tracks", lines, even=True)


def main() -> None:
    """Measure, print, write."""
    if sys.argv[1:2] == ["--memory"]:
        memory(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "retrieval.json")
    args = parser.parse_args()
    from models.encoders.compact import CompactEncoder

    encoder = CompactEncoder()
    queries = questions(encoder)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    result: dict[str, Any] = {
        "commit": commit.strip(),
        "encoder": encoder.fingerprint,
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "python": platform.python_version()},
        "sizes": {},
    }
    for n in args.sizes:
        with tempfile.TemporaryDirectory() as name:
            result["sizes"][str(n)] = compare(n, queries, Path(name))
    args.out.write_text(json.dumps(result, indent=1) + "\n")
    if args.library:
        with tempfile.TemporaryDirectory() as name:
            result["library"] = library(max(args.sizes), Path(name), queries)
    args.out.write_text(json.dumps(result, indent=1) + "\n")
    picture(result["sizes"], args.out.with_suffix(".svg"))


if __name__ == "__main__":
    main()

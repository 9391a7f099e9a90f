"""Compare adaptive retrieval with an exact scan, FAISS, usearch and Chroma at full width.

    python benchmarks/retrieval.py [--sizes 10000 100000 1000000] [--against CHECKOUT] [--library] [--out FILE]
    python benchmarks/retrieval.py --ten-million FOLDER

All methods answer the same text queries over the same vectors (`retrieval.vectors.bench.grow`), on one thread, in turn,
in one process and several rounds; medians are reported. Recall is relative to the exact scan. FAISS's inverted files
have as many cells as Hark's, are trained in the same way, rescore their best candidates exactly as Hark does, and probe
as many cells as needed for Hark's recall. Memory is measured in a new process (`--memory`) that opens the index and
runs 300 queries, minus its memory after imports. usearch is skipped if it is not installed. Graph indexes at full width
are not built for a million vectors, which would take most of an hour on two cores.

--against measures another checkout of Hark, in that folder and with its own .venv, in turn in a separate process.
--library makes a catalogue of as many tracks and times opening it, filters and whole searches.
--ten-million needs 27 GB in FOLDER; it builds missing files and does not delete them.

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

from models.encoder import truncate  # noqa: E402
from retrieval.vectors import faiss_index  # noqa: E402
from retrieval.vectors.adaptive import prefix_width  # noqa: E402
from retrieval.vectors.bench import (  # noqa: E402
    SAMPLE,
    FullWidthFaiss,
    Ours,
    exact,
    grow,
    questions,
    recall_at_10,
    times,
)
from retrieval.vectors.prefix import FloatArray  # noqa: E402

ROUNDS = 5
GRAPHS_UP_TO = 100_000
# FAISS at full width: codes, candidates to rescore, whether cells are trained as in Hark (else FAISS's default)
FULL_WIDTH = {
    "FAISS IVF,SQ8": ("SQ8", 20, True),
    "FAISS IVF,SQ8, default": ("SQ8", 20, False),
    "FAISS IVF,PQfs": ("PQ256x4fs", 300, True),
}
BUSY = "while True: pass"

Ask = Callable[[FloatArray], Any]


def resident_mb() -> float:
    """Return the resident memory of this process in megabytes, including mapped file pages."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def memory(folder: Path, vectors_file: Path, n: int, dim: int) -> None:
    """Open the index, run queries and print the memory used; this is the process of `--memory`."""
    import faiss  # noqa: F401

    before = resident_mb()
    vectors = np.memmap(vectors_file, dtype=np.float32, mode="r", shape=(n, dim))
    ours = Ours(folder, vectors, build=False)
    queries = np.load(folder / "queries.npy")
    most = 0.0
    for k in range(300):
        ours.search(queries[k % len(queries)])
        most = max(most, resident_mb())
    print(json.dumps({"resident_mb": round(most - before), "matrix_mb": round(n * dim * 4 / 2**20)}))


def held(folder: Path, vectors_file: Path, n: int, dim: int) -> dict[str, Any]:
    """Run `memory` in a new process; return its output, also as a share of the vectors' size."""
    command = [sys.executable, __file__, "--memory", str(folder), str(vectors_file), str(n), str(dim)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {**found, "resident_share": round(found["resident_mb"] / found["matrix_mb"], 3)}


OTHER = """
import json, sys
from pathlib import Path
import numpy as np
checkout, folder, n, dim = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
sys.path.insert(0, checkout)
try:
    from retrieval.vectors.bench import Ours, times
except ImportError:
    from retrieval.bench import Ours, times
vectors = np.memmap(folder / "vectors.f32", dtype=np.float32, mode="r", shape=(n, dim))
there = folder / "other"
there.mkdir()
ours = Ours(there, vectors)
queries = np.load(folder / "queries.npy")
print("ready", flush=True)
for line in sys.stdin:
    if line.strip() == "time":
        print(json.dumps(times(ours.search, queries)), flush=True)
    else:
        print(json.dumps(ours.search(queries[int(line)]).tolist()), flush=True)
"""


class Other:
    """Another checkout of Hark, queried in a separate process."""

    def __init__(self, checkout: Path, folder: Path, n: int, dim: int) -> None:
        python = checkout / ".venv" / "bin" / "python"
        command = [str(python), "-c", OTHER, str(checkout), str(folder), str(n), str(dim)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"}
        )
        assert self.process.stdout
        if self.process.stdout.readline() != "ready\n":
            raise SystemExit(f"{checkout} does not answer")

    def ask(self, line: str) -> Any:
        """Send one line to the process and return its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def graphs(vectors: FloatArray, n: int, folder: Path) -> dict[str, tuple[float, Ask]]:
    """Build graph indexes at full width: name -> (seconds to build, query function)."""
    import chromadb
    import faiss
    from chromadb.config import Settings

    found: dict[str, tuple[float, Ask]] = {}
    dim = vectors.shape[1]
    began = time.perf_counter()
    graph = faiss.IndexHNSWFlat(dim, 16, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction, graph.hnsw.efSearch = 100, 200
    graph.add(vectors)
    found["FAISS HNSW"] = (time.perf_counter() - began, lambda q: graph.search(q[None], 10)[1][0])
    try:
        from usearch.index import Index

        began = time.perf_counter()
        small = Index(ndim=dim, metric="ip", dtype="f32", connectivity=16, expansion_add=100, expansion_search=200)
        small.add(np.arange(n), np.asarray(vectors), threads=1)
        found["usearch HNSW"] = (time.perf_counter() - began, lambda q: small.search(q, 10, threads=1).keys)
    except ImportError:
        print("usearch is not installed")
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


def filters(ours: Ours, vectors: FloatArray, queries: FloatArray) -> dict[str, Any]:
    """Measure milliseconds and recall with filters that keep a random 0.1 % and 10 % of all rows."""
    from threadpoolctl import threadpool_limits

    n, found = len(vectors), {}
    for share in (0.001, 0.1):
        among = np.zeros(n, dtype=bool)
        among[np.random.default_rng(1).choice(n, int(n * share), replace=False)] = True
        allowed = np.flatnonzero(among)
        scores = queries @ np.asarray(vectors[allowed]).T
        truth = [set(allowed[np.argsort(-s)[:10]].tolist()) for s in scores]
        ours.search(queries[0], among)
        with threadpool_limits(1):
            ms = times(lambda q, among=among: ours.search(q, among), queries)
        found[f"filter_{share:.1%}"] = {
            "p50_ms": round(float(np.median(ms)), 2),
            "p95_ms": round(float(np.quantile(ms, 0.95)), 2),
            "recall_at_10": round(recall_at_10(lambda q, among=among: ours.search(q, among), queries, truth), 4),
        }
    return found


def compare(n: int, queries: FloatArray, folder: Path, against: Path | None) -> dict[str, Any]:
    """Measure all methods over n vectors."""
    from threadpoolctl import threadpool_limits

    sample = np.load(SAMPLE)
    dim = sample.shape[1]
    vectors = np.memmap(folder / "vectors.f32", dtype=np.float32, mode="w+", shape=(n, dim))
    grow(sample, n, vectors)
    vectors.flush()
    np.save(folder / "queries.npy", queries)
    other = Other(against, folder, n, dim) if against else None
    began = time.perf_counter()
    ours = Ours(folder, vectors)
    asked: dict[str, tuple[float, Ask]] = {"Hark": (time.perf_counter() - began, ours.search)}
    truth = [set(exact(vectors, q).tolist()) for q in queries]
    recall = {"Hark": recall_at_10(ours.search, queries, truth)}
    probes = {}
    for name, setting in FULL_WIDTH.items() if n > 10_000 else ():
        began = time.perf_counter()
        full = FullWidthFaiss(vectors, *setting)
        asked[name] = (time.perf_counter() - began, full.search)
        recall[name] = full.tune(queries, truth, recall["Hark"])
        probes[name] = full.nprobe
    if n <= GRAPHS_UP_TO:
        asked |= graphs(vectors, n, folder)
    taken: dict[str, list[float]] = {name: [] for name in ("exact, 1 thread", "exact, 2 threads", *asked)}
    if other:
        taken["other"] = []
    for _ in range(ROUNDS):
        for threads in (1, 2):
            name = "exact, 1 thread" if threads == 1 else "exact, 2 threads"
            with threadpool_limits(threads):
                taken[name] += times(lambda q: exact(vectors, q), queries[: 5 if n > 200_000 else 20])
        with threadpool_limits(1):
            for name, (_, ask) in asked.items():
                taken[name] += times(ask, queries)
        if other:
            taken["other"] += other.ask("time")
    busy = subprocess.Popen([sys.executable, "-c", BUSY])
    try:
        with threadpool_limits(1):
            beside = times(ours.search, queries)
    finally:
        busy.kill()
    rows: dict[str, Any] = {}
    for name, ms in taken.items():
        rows[name] = {"p50_ms": round(float(np.median(ms)), 2), "p95_ms": round(float(np.quantile(ms, 0.95)), 2)}
        if name in asked:
            build_s, ask = asked[name]
            found = recall[name] if name in recall else recall_at_10(ask, queries, truth)
            rows[name] |= {"recall_at_10": round(found, 4), "build_s": round(build_s, 1)}
        if name in probes:
            rows[name]["probes"] = probes[name]
    if other:
        same = [len(set(other.ask(str(k))) & true) / 10 for k, true in enumerate(truth)]
        rows["other"] |= {"recall_at_10": round(float(np.mean(same)), 4), "checkout": against.name if against else ""}
        other.process.kill()
    mine = rows["Hark"]["p50_ms"]
    quickest = min(rows["exact, 1 thread"]["p50_ms"], rows["exact, 2 threads"]["p50_ms"])
    equal = [row["p50_ms"] for name, row in rows.items() if row.get("recall_at_10", 0) >= recall["Hark"] - 0.005]
    equal = [ms for ms in equal if ms != mine]
    rows["Hark"] |= {
        "schedule": ours.schedule,
        "speedup_vs_exact": round(quickest / mine, 1),
        "speedup_vs_best_at_equal_recall": round(min(equal) / mine, 1) if equal else None,
        "speedup_vs_other": round(rows["other"]["p50_ms"] / mine, 1) if other else None,
        "p95_ms_beside_a_busy_core": round(float(np.quantile(beside, 0.95)), 2),
        **filters(ours, vectors, queries),
        **held(folder, folder / "vectors.f32", n, dim),
    }
    for name, row in rows.items():
        print(f"{n:>8} {name:18} {row}", flush=True)
    return rows


def ten_million(folder: Path, queries: FloatArray, n: int = 10_000_000) -> dict[str, Any]:
    """Build and query an index of ten million vectors on disk, and measure the memory that the index takes."""
    sample = np.load(SAMPLE)
    dim, part = sample.shape[1], 250_000
    folder.mkdir(parents=True, exist_ok=True)
    file, width = folder / "vectors.f32", prefix_width(dim)
    if not file.exists():
        with open(file, "wb") as vectors_file, open(folder / "prefix.f32", "wb") as prefix_file:
            block = np.empty((part, dim), dtype=np.float32)
            for k in range(0, n, part):
                grow(sample, part, block, seed=k)
                block.tofile(vectors_file)
                truncate(block, width).tofile(prefix_file)
    np.save(folder / "queries.npy", queries)
    vectors = np.memmap(file, dtype=np.float32, mode="r", shape=(n, dim))
    result: dict[str, Any] = {"vectors": n}
    if not (folder / "faiss").exists():
        prefixes = np.memmap(folder / "prefix.f32", dtype=np.float32, mode="r", shape=(n, width))
        began = time.perf_counter()
        faiss_index.build_apart(folder / "faiss", prefixes, vectors, "bench", "bench")
        result["build_s"] = round(time.perf_counter() - began)
    ours = Ours(folder, vectors, build=False)
    best = np.full((len(queries), 10), -2.0, dtype=np.float32)
    rows = np.zeros((len(queries), 10), dtype=np.int64)
    with open(file, "rb") as opened:  # read in parts, not mapped, because the file is larger than memory
        for k in range(0, n, part):
            block = np.fromfile(opened, dtype=np.float32, count=part * dim).reshape(-1, dim)
            scores = queries @ block.T
            nearest = np.argpartition(-scores, 10, axis=1)[:, :10]
            all_scores = np.concatenate([best, np.take_along_axis(scores, nearest, axis=1)], axis=1)
            all_rows = np.concatenate([rows, nearest + k], axis=1)
            keep = np.argsort(-all_scores, axis=1)[:, :10]
            best, rows = np.take_along_axis(all_scores, keep, axis=1), np.take_along_axis(all_rows, keep, axis=1)
    truth = [set(found.tolist()) for found in rows]
    cold = times(ours.search, queries)
    warm = [ms for _ in range(ROUNDS) for ms in times(ours.search, queries)]
    result |= {
        "recall_at_10": round(recall_at_10(ours.search, queries, truth), 4),
        "first_p50_ms": round(float(np.median(cold)), 2),
        "p50_ms": round(float(np.median(warm)), 2),
        "p95_ms": round(float(np.quantile(warm, 0.95)), 2),
        **held(folder, file, n, dim),
    }
    print(result, flush=True)
    return result


def library(n: int, folder: Path, queries: FloatArray) -> dict[str, Any]:
    """Measure a library of n tracks: time to open it, filters, and complete searches."""
    import sqlite3

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
    prefix = np.memmap(files[2].path, dtype=np.float32, mode="w+", shape=(n, prefix_width(encoder.dim)))
    for k in range(0, n, 20_000):
        prefix[k : k + 20_000] = truncate(np.asarray(full[k : k + 20_000]), prefix.shape[1])
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
    first.build_faiss_index()
    result["faiss_s"] = round(time.perf_counter() - began, 1)
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
    """Draw the speed of each method relative to the exact scan, by number of vectors."""
    from models.curves import line_chart

    lines: dict[str, list[tuple[float, float]]] = {}
    for size, rows in results.items():
        base = min(rows["exact, 1 thread"]["p50_ms"], rows["exact, 2 threads"]["p50_ms"])
        for name, row in rows.items():
            if not name.startswith("exact") and name != "other":
                lines.setdefault(name, []).append((float(size), base / row["p50_ms"]))
    line_chart(path, "Times as fast as an exact look at every full vector", "tracks", lines, even=True)


def main() -> None:
    """Measure, print the results and write them."""
    if sys.argv[1:2] == ["--memory"]:
        memory(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--ten-million", type=Path, metavar="FOLDER")
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
    if args.ten_million:
        there = json.loads(args.out.read_text()) if args.out.exists() else result
        there["ten_million"] = ten_million(args.ten_million, queries)
        args.out.write_text(json.dumps(there, indent=1) + "\n")
        return
    for n in args.sizes:
        with tempfile.TemporaryDirectory() as name:
            result["sizes"][str(n)] = compare(n, queries, Path(name), args.against)
    args.out.write_text(json.dumps(result, indent=1) + "\n")
    if args.library:
        with tempfile.TemporaryDirectory() as name:
            result["library"] = library(max(args.sizes), Path(name), queries)
    args.out.write_text(json.dumps(result, indent=1) + "\n")
    picture(result["sizes"], args.out.with_suffix(".svg"))


if __name__ == "__main__":
    main()

"""Measure the compact encoder and two baselines on sound that it was never trained on.

    python benchmarks/compact.py --packages DIR --ensembles DIR [--demo LIBRARY] [--yamnet DIR] [--out FILE]

--packages     the Debian packages named in real_queries.json, each unpacked (`dpkg -x`) into a folder of its name
--ensembles    shards made by `python -m models.training.render --ensemble` from soundfonts kept out of training
--demo         the folder of the demo library (the one with hark.json): "a song with the X in it", by sound alone
--keep-floors  reuse the baselines' results per query from the last compact.json: they do not depend on Hark's weights
--yamnet       the folder with yamnet.tflite and yamnet_class_map.csv (needs ai-edge-litert): the second baseline

Prints a table and writes benchmarks/compact.json. Intervals are 95 %, bootstrapped over queries.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.encoder import MATRYOSHKA_DIMS, Encoder, FloatArray, frame, normalise, pool, resample, truncate  # noqa: E402
from retrieval.catalogue.files import WINDOW_DIM  # noqa: E402
from retrieval.search.ordering import Ranking, with_moments  # noqa: E402

Floats = NDArray[np.float64]
LONGEST_S = 60.0  # seconds used of each recording, the same for every encoder


def read(path: Path, rate: int) -> FloatArray:
    """Read a recording as mono at `rate`."""
    import soundfile

    with soundfile.SoundFile(path) as sound:
        samples = sound.read(int(LONGEST_S * sound.samplerate), dtype="float32", always_2d=True).mean(axis=1)
        return resample(samples, sound.samplerate, rate)


def track(encoder: Encoder, path: Path) -> FloatArray:
    """Return the vector (512,) of a file."""
    wave = read(path, encoder.sample_rate)
    window, hop = round(encoder.window_s * encoder.sample_rate), round(encoder.hop_s * encoder.sample_rate)
    return pool(encoder.embed_windows(frame(wave, window, hop)))


def windows(encoder: Encoder, path: Path) -> tuple[FloatArray, FloatArray]:
    """Return the vector of a track (dim,) and its windows as the library stores them (n, WINDOW_DIM)."""
    wave = read(path, encoder.sample_rate)
    size, hop = round(encoder.window_s * encoder.sample_rate), round(encoder.hop_s * encoder.sample_rate)
    each = encoder.embed_windows(frame(wave, size, hop))
    return pool(each), np.round(truncate(each, WINDOW_DIM) * 127).astype(np.float32) / 127


def as_searched(tracks: list[tuple[FloatArray, FloatArray]], queries: FloatArray) -> FloatArray:
    """Return scores (tracks, queries) as a search computes them: from whole-track vectors and the best windows."""
    whole = truncate(np.stack([t for t, _ in tracks]), 512) @ truncate(queries, 512).T
    best = np.stack([(w @ truncate(queries, WINDOW_DIM).T).max(axis=0) for _, w in tracks])
    return with_moments(whole, best, Ranking().moment)


def ndcg(scores: FloatArray, grades: Floats, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain at k, with gain 2^grade - 1."""
    gains = 2.0**grades - 1
    discount = 1 / np.log2(np.arange(2, k + 2))
    found = gains[np.argsort(-scores, kind="stable")[:k]]
    best = np.sort(gains)[::-1][:k]
    return float((found * discount[: len(found)]).sum() / (best * discount[: len(best)]).sum())


def average_precision(scores: FloatArray, right: Floats) -> float:
    """Return the average precision: the mean of the precisions at the ranks of relevant tracks."""
    hit = right[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(hit) / np.arange(1, len(hit) + 1) * hit).sum() / hit.sum())


def precision_at_5(scores: FloatArray, right: Floats) -> float:
    """Return the precision among the first five tracks, or among fewer if there are fewer relevant ones."""
    n = int(min(5, right.sum()))
    return float(right[np.argsort(-scores, kind="stable")[:n]].mean())


def interval(values: list[float], other: list[float] | None = None) -> dict[str, Any]:
    """Return the mean of `values` (with `other`, of the differences), with its 95 % bootstrap interval."""
    x = np.array(values) - (np.array(other) if other is not None else 0)
    draws = np.random.default_rng(0).integers(0, len(x), (4000, len(x)))
    low, high = np.quantile(x[draws].mean(axis=1), (0.025, 0.975))
    return {"mean": round(float(x.mean()), 3), "low": round(float(low), 3), "high": round(float(high), 3), "n": len(x)}


def judged(
    tracks: FloatArray,
    queries: FloatArray,
    grades: list[Floats],
    measure: Callable[[FloatArray, Floats], float],
    dim: int,
) -> list[float]:
    """Return the result of a measure for each query at one Matryoshka width."""
    scores = truncate(tracks, dim) @ truncate(queries, dim).T
    return [measure(scores[:, j], g) for j, g in enumerate(grades)]


def widths(
    name: str,
    tracks: FloatArray,
    queries: FloatArray,
    grades: list[Floats],
    measure: Callable[[FloatArray, Floats], float],
) -> dict[str, Any]:
    """Return a measure at every Matryoshka width, also as a share of its value at full width."""
    each = {dim: judged(tracks, queries, grades, measure, dim) for dim in MATRYOSHKA_DIMS}
    full = float(np.mean(each[512]))
    out: dict[str, Any] = {str(d): interval(v) | {"kept": round(float(np.mean(v)) / full, 3)} for d, v in each.items()}
    row = "  ".join(f"{d}: {out[str(d)]['mean']:.3f} ({out[str(d)]['kept']:.0%})" for d in MATRYOSHKA_DIMS)
    print(f"{name:34} {row}   95 % {out['512']['low']:.3f}-{out['512']['high']:.3f}", flush=True)
    return out


def recordings(packages: Path, encoder: Encoder, floors: dict[str, list[float]], yamnet: Path | None) -> dict[str, Any]:
    """Measure nDCG@10 of the hand-written queries over recordings that were not trained on, also for the baselines."""
    spec = json.loads((ROOT / "benchmarks" / "real_queries.json").read_text())
    pool_, asked = spec["pool"], [q["query"] for q in spec["queries"]]
    grades = [np.array([q["relevant"].get(f, 0) for f in pool_], dtype=float) for q in spec["queries"]]
    rng = np.random.default_rng(0)
    chance = float(np.mean([ndcg(rng.random(len(pool_)), g) for g in grades for _ in range(50)]))
    out: dict[str, Any] = {"tracks": len(pool_), "queries": len(asked), "chance": round(chance, 3)}
    heard_ = [windows(encoder, packages / f) for f in pool_]
    queries, tracks = encoder.encode_text(asked), np.stack([t for t, _ in heard_])
    out["compact"] = widths("real recordings, nDCG@10", tracks, queries, grades, ndcg)
    searched = as_searched(heard_, queries)
    out["as searched"] = interval([ndcg(searched[:, j], g) for j, g in enumerate(grades)])
    print("as searched, with the best windows", out["as searched"])
    if not floors:
        from models.encoders.musicnn import MusicnnEncoder

        floor = MusicnnEncoder()
        heard = np.stack([track(floor, packages / f) for f in pool_])
        floors = {"musicnn": judged(heard, floor.encode_text(asked), grades, ndcg, 512)}
        if yamnet:
            floors["yamnet"] = yamnet_floor([packages / f for f in pool_], asked, grades, yamnet)
    ours = judged(tracks, queries, grades, ndcg, 512)
    for name, values in floors.items():
        out[name] = interval(values)
        out[f"compact minus {name}"] = interval(ours, values)
        print(f"{name}, training-free", out[name], "compact minus it", out[f"compact minus {name}"])
    every = {"compact": ours, **floors}
    out["each query"] = {q: {n: round(v[k], 4) for n, v in every.items()} for k, q in enumerate(asked)}
    return out


def yamnet_floor(files: list[Path], asked: list[str], grades: list[Floats], folder: Path) -> list[float]:
    """Return the results of YAMNet: log class scores, weighted by each query's similarity to the class names."""
    from models.encoders.minilm import MiniLM
    from models.training.language import classes
    from models.training.teacher import Yamnet

    teacher, (names, _) = Yamnet(folder / "yamnet.tflite"), classes(folder / "yamnet_class_map.csv")
    log = np.log(np.stack([teacher.scores(read(f, 16_000), 16_000) for f in files]) + 1e-3)
    z = (log - log.mean(axis=0)) / (log.std(axis=0) + 1e-6)
    language = MiniLM()
    near = language.embed(asked) @ language.embed(names).T / 0.06
    weights = np.exp(near - near.max(axis=1, keepdims=True))
    scores = z @ (weights / weights.sum(axis=1, keepdims=True)).T
    return [ndcg(scores[:, j], g) for j, g in enumerate(grades)]


def ensembles(folder: Path, encoder: Any) -> dict[str, Any]:
    """Measure the mean average precision of "a song with the X in it" over clips of 2-4 players, by soundfont."""
    import torch

    out: dict[str, Any] = {}
    for shard in sorted(folder.glob("*.npz")):
        facts = [f["instruments"] for f in json.loads(shard.with_suffix(".json").read_text())]
        mel = torch.from_numpy(np.load(shard)["mel"])
        with torch.inference_mode():
            raw = torch.cat([encoder._tower(part.float() / 255)[1] for part in mel.split(64)]).numpy()
        clips = normalise(raw)
        names = sorted({i for f in facts for i in f if sum(i in g for g in facts) >= 5})
        grades = [np.array([i in f for f in facts], dtype=float) for i in names]
        queries = encoder.encode_text([f"a song with the {i} in it" for i in names])
        name = shard.stem
        out[name] = widths(f"mAP, {name}", clips, queries, grades, average_precision)
        out[name] |= {
            "clips": len(facts),
            "instruments": len(names),
            "chance": round(float(np.mean([g.mean() for g in grades])), 3),
        }
    return out


def demo(folder: Path, encoder: Encoder) -> dict[str, Any]:
    """Measure the precision at 5 of the query "a song with the X in it" over the demo library, by sound alone.

    Two criteria are used. By name, a piece is relevant if the instrument X plays in it. By kind, narrower instruments
    count as well (`data.vocabulary.relations`): rock drums are drums, and a violin is one of the strings.
    """
    pieces = json.loads((folder / "hark.json").read_text())
    pieces = pieces["tracks"] if isinstance(pieces, dict) and "tracks" in pieces else pieces
    items = pieces.items() if isinstance(pieces, dict) else [(p["file"], p) for p in pieces]
    facts = {name: [str(i).lower() for i in p.get("instruments", [])] for name, p in items}
    names = sorted({i for f in facts.values() for i in f if sum(i in g for g in facts.values()) >= 5})
    heard = [windows(encoder, folder / name) for name in facts]
    tracks = np.stack([t for t, _ in heard])
    grades = [np.array([i in f for f in facts.values()], dtype=float) for i in names]
    queries = encoder.encode_text([f"a song with the {i} in it" for i in names])
    out = widths("P@5, demo library", tracks, queries, grades, precision_at_5)
    each = judged(tracks, queries, grades, precision_at_5, 512)
    out["each"] = {i: round(v, 2) for i, v in zip(names, each, strict=True)}
    wider = [np.array([any(is_a(i, name) for i in f) for f in facts.values()], dtype=float) for name in names]
    out["kinds"] = widths("P@5, demo library, kinds", tracks, queries, wider, precision_at_5)
    searched = as_searched(heard, queries)
    for name, right in (("as searched", grades), ("as searched, kinds", wider)):
        values = [precision_at_5(searched[:, j], g) for j, g in enumerate(right)]
        out[name] = interval(values) | {"each": {i: round(v, 2) for i, v in zip(names, values, strict=True)}}
        print(name, {k: v for k, v in out[name].items() if k != "each"})
    return out | {"tracks": len(facts), "instruments": len(names)}


def is_a(player: str, name: str) -> bool:
    """Return whether an instrument in a piece is the named instrument, or a kind of it."""
    from data.text import fold
    from data.vocabulary.concepts import recognise
    from data.vocabulary.relations import members

    if player == name:
        return True
    one, family = recognise(player), recognise(name)
    return one is not None and family is not None and family.name == fold(name) and one.name in members(family.name)


def speed(encoder: Any) -> dict[str, float]:
    """Measure the speed of embedding (times real time, one thread, without decoding) and of a warm query (ms)."""
    import torch

    torch.set_num_threads(1)
    window = round(encoder.window_s * encoder.sample_rate)
    sound = np.random.default_rng(0).standard_normal((16, window)).astype(np.float32) * 0.1
    encoder.embed_windows(sound[:1])
    times = []
    for _ in range(5):
        began = time.process_time()
        encoder.embed_windows(sound)
        times.append(time.process_time() - began)
    encoder.encode_text(["warm"])
    asked = []
    for k in range(20):
        began = time.process_time()
        encoder.encode_text([f"a song which has the banjo instrument in it, number {k}"])
        asked.append(time.process_time() - began)
    return {
        "times real time": round(16 * encoder.window_s / min(times)),
        "query ms, median": round(1000 * float(np.median(asked)), 1),
    }


def steadiness(encoder: Any) -> dict[str, float]:
    """Measure the largest cosine distance between embeddings of the same sound: run twice, and with two threads."""
    import torch

    sound = [np.random.default_rng(k).standard_normal(400_000).astype(np.float32) * 0.1 for k in range(3)]
    torch.set_num_threads(1)
    one = encoder.encode_audio(sound, 44_100)
    again = encoder.encode_audio(sound, 44_100)
    torch.set_num_threads(2)
    two = encoder.encode_audio(sound, 44_100)
    torch.set_num_threads(1)
    code = (
        "import sys, numpy as np, torch; sys.path.insert(0, sys.argv[1]); torch.set_num_threads(1)\n"
        "from models.encoders.compact import CompactEncoder\n"
        "s = [np.random.default_rng(k).standard_normal(400_000).astype(np.float32) * 0.1 for k in range(3)]\n"
        "sys.stdout.buffer.write(CompactEncoder().encode_audio(s, 44_100).tobytes())"
    )
    fresh = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, check=True).stdout
    other = np.frombuffer(fresh, dtype=np.float32).reshape(one.shape)

    def far(a: FloatArray) -> float:
        return float(max(0.0, (1 - (a.astype(np.float64) * one).sum(axis=1)).max()))

    return {"twice": far(again), "two threads": far(two), "after a restart": far(other)}


def main() -> None:
    """Run all measurements, print them and write them to a file."""
    import torch

    from models.encoders.compact import CompactEncoder

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("packages", "ensembles", "demo", "yamnet"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--keep-floors", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "compact.json")
    args = parser.parse_args()
    torch.set_num_threads(1)
    encoder = CompactEncoder()
    result: dict[str, Any] = {
        "fingerprint": encoder.fingerprint,
        "speed": speed(encoder),
        "steadiness": steadiness(encoder),
    }
    print(result)
    if args.ensembles:
        result["ensembles"] = ensembles(args.ensembles, encoder)
    if args.demo:
        result["demo library"] = demo(args.demo, encoder)
    if args.packages:
        floors: dict[str, list[float]] = {}
        if args.keep_floors:
            each = json.loads(args.out.read_text())["real recordings"]["each query"].values()
            floors = {n: [e[n] for e in each] for n in ("musicnn", "yamnet") if all(n in e for e in each)}
        result["real recordings"] = recordings(args.packages, encoder, floors, args.yamnet)
    args.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Measure the time from a request to its first tracks in a library of 100,000, before any language model is asked.

    python benchmarks/first_tracks.py [--tracks 100000] [--out benchmarks/first_tracks.json]

The library is that of `benchmarks/retrieval.py --library`: real vectors multiplied, invented tags. Each request goes
through the assistant as on the page: it is planned with rules and the tagger, the text is encoded, four times as many
tracks as are shown are retrieved, and they are reranked by tags. Everything is loaded before; each request is new. The
browser adds about 0.3 s.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from llm.assistant import Assistant, TracksFound  # noqa: E402
from models.encoders.compact import CompactEncoder  # noqa: E402
from retrieval.library import Library  # noqa: E402

REQUESTS = (
    "a song which has the banjo instrument in it", "sad slow strings, no drums", "something scary for my video",
    "fast rock, not too loud", "calm piano without vocals", "jazz for a dinner, no saxophone",
    "happy music over 120 bpm", "epic trailer music", "a waltz in minor from the 1960s", "música triste con guitarra",
)  # fmt: skip


def _retrieval() -> Any:
    """Import `benchmarks/retrieval.py` by its path, because there is also a package of this name."""
    spec = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "retrieval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Measure, print the results and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "first_tracks.json")
    args = parser.parse_args()
    bench, encoder = _retrieval(), CompactEncoder()
    with tempfile.TemporaryDirectory() as name:
        bench.library(args.tracks, Path(name), bench.questions(encoder))
        library = Library(Path(name) / "home", encoder=encoder)
        assistant, ms = Assistant(library), []
        for k in range(6 * len(REQUESTS)):
            request = f"{REQUESTS[k % len(REQUESTS)]} {'!' * (k // len(REQUESTS))}"
            began = time.perf_counter()
            next(event for event in assistant.respond(request) if isinstance(event, TracksFound) and event.hits)
            ms.append(1000 * (time.perf_counter() - began))
        library.close()
    warm = ms[len(REQUESTS) :]
    result = {
        "tracks": args.tracks,
        "requests": len(warm),
        "first_tracks_ms": {
            "p50": round(float(np.median(warm)), 1), "p95": round(float(np.quantile(warm, 0.95)), 1),
            "most": round(max(warm), 1), "cold": round(ms[0], 1),
        },
    }  # fmt: skip
    print(json.dumps(result))
    args.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

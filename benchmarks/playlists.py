"""Measure what a list costs beyond its search, in a library of 100,000 tracks.

    python benchmarks/playlists.py [--tracks 100000] [--out benchmarks/playlists.json]

The library is that of `benchmarks/retrieval.py --library`: real vectors multiplied, invented tags. Each list of an hour
is compared with the plain search of the same plan for eight tracks, one after the other, so that both meet the same
load. Plans are made before, and everything is loaded before.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from llm.plan import Plan  # noqa: E402
from llm.searching import search  # noqa: E402
from llm.understanding.planner import make_plan  # noqa: E402
from models.encoders.compact import CompactEncoder  # noqa: E402
from retrieval.library import Library  # noqa: E402

REQUESTS = (
    "an hour of calm piano", "a 60 minute playlist of jazz that builds up",
    "an hour of folk, at least 3 songs between two of the same artist", "60 minutes of rock, one song per artist",
    "an hour of strings that peaks in the middle, no drums", "60 minutes of electronic music from slow to fast",
)  # fmt: skip


def _retrieval() -> Any:
    """Import `benchmarks/retrieval.py` by its path, because there is also a package of this name."""
    spec = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "retrieval.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(plan: Plan) -> Plan:
    """Return the plan without what it asks of the list as a whole."""
    return replace(plan, minutes=None, order="", arc="", artists_apart=0, albums_apart=0, once=False, path=())


def _ms(plan: Plan, library: Library) -> float:
    began = time.perf_counter()
    search(plan, library)
    return 1000 * (time.perf_counter() - began)


def main() -> None:
    """Measure, print the results and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tracks", type=int, default=100_000)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "playlists.json")
    args = parser.parse_args()
    bench, encoder = _retrieval(), CompactEncoder()
    rows = []
    with tempfile.TemporaryDirectory() as name:
        bench.library(args.tracks, Path(name), bench.questions(encoder))
        library = Library(Path(name) / "home", encoder=encoder)
        ends = [library.search(make_plan(wish).query())[0].track.track_id for wish in ("calm piano", "fast techno")]
        plans = [make_plan(request) for request in REQUESTS]
        plans.append(
            Plan("an hour from one track to another", minutes=60.0, arc="path", path=tuple((i,) for i in ends))
        )
        for plan in plans:
            search(plan, library)  # the first search loads what all need
            pairs = [(_ms(_plain(plan), library), _ms(plan, library)) for _ in range(5)]
            plain, listed = (float(np.median(each)) for each in zip(*pairs, strict=True))
            found, hits = search(plan, library)
            rows.append({
                "request": plan.request, "search_ms": round(plain), "list_ms": round(listed),
                "beyond_ms": round(listed - plain), "tracks": len(hits),
                "minutes": round(sum(hit.track.duration_s for hit in hits) / 60, 1),
                "unmet": [f"{each.part} {each.why}" for each in found.unmet],
            })  # fmt: skip
        library.close()
    result = {"tracks": args.tracks, "most_beyond_ms": max(row["beyond_ms"] for row in rows), "lists": rows}
    print(json.dumps(result, indent=1))
    args.out.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

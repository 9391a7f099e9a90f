"""Measure the effect of each step of the ranking, on the development split of the conversation requests.

    python benchmarks/ranking.py [--library HOME]

Plans of the built-in planner search the demo library by sound; ranking by tags is switched off. Reported are nDCG@10
for requests whose relevant tracks follow from facts, the share of all results that are one of the ten most frequent
tracks (hubs), and the number of tracks that are never found. Intervals are 95 %, of the paired difference to the first
row, bootstrapped over requests. Writes benchmarks/ranking.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.compact import interval  # noqa: E402
from data.home import library_home  # noqa: E402
from data.threads import one_thread  # noqa: E402
from llm.conversation import Conversation  # noqa: E402
from llm.evaluation.conversations import _ndcg, demo_part, read_requests  # noqa: E402
from llm.evaluation.relevance import relevant  # noqa: E402
from llm.understanding.planner import make_plan  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.search.ordering import Ranking  # noqa: E402

VARIANTS = {
    "as it is": Ranking(),
    "best windows not asked": Ranking(moment=0.0),
    "best windows count half": Ranking(moment=0.5),
    "best windows count twice": Ranking(moment=2.0),
    "copies not folded": Ranking(fold=False),
    "no limit for an artist": Ranking(per_artist=0),
}


def main() -> None:
    """Measure, print the results and write them."""
    one_thread()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=library_home())
    args = parser.parse_args()
    chains, sets = read_requests("development")
    result: dict[str, Any] = {}
    base: list[float] = []
    encoder = None
    for name, ranking in VARIANTS.items():
        library = Library(args.library, encoder=encoder, ranking=ranking)
        encoder = library.encoder
        demo = demo_part(library)
        tracks = list(demo.tracks())
        scores: list[float] = []
        shown: Counter[str] = Counter()
        for chain in chains:
            request = chain.turns[0]
            plan = make_plan(request.say, Conversation())
            if plan.kind not in ("search", "refine"):
                continue
            hits = demo.search(replace(plan.query(), wanted=(), towards=(), by_tags=False, k=10))
            shown.update(hit.track.track_id for hit in hits)
            right = set(relevant(request.rule, tracks, sets)) if request.rule else set()
            if 0 < len(right) <= len(tracks) / 2:
                scores.append(_ndcg([hit.track.track_id for hit in hits], right))
        base = base or scores
        most = sum(count for _, count in shown.most_common(10)) / shown.total()
        result[name] = {
            "ndcg": interval(scores),
            "difference": interval(scores, base),
            "ten most shown": round(most, 3),
            "never shown": len(tracks) - len(shown),
        }
        print(f"{name:28} {result[name]}", flush=True)
        library.close()
    (ROOT / "benchmarks" / "ranking.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

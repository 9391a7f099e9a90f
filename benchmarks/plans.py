"""Measure how much of what a language model knows reaches the tracks, by plans that a perfect model would write.

    HARK_HOME=DEMO python benchmarks/plans.py [--file benchmarks/plans.json] [--out FILE] [--misses]

The file holds requests that are hard for the built-in planner (images, occasions, artists whom the library lacks), what
their tracks must have (`want`: one word of each group) and must not have (`avoid`), and the plan that a perfect model
would write. A server that speaks Ollama's protocol returns this plan, and the assistant answers on the demo library.
P@5 is the mean share of the first five tracks that are right, built-in and with the plan. A track is right if its tags
(style, instruments, moods) state every group of `want`, by a word or by a concept, and none of `avoid`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data.home import library_home  # noqa: E402
from data.text import fold  # noqa: E402
from data.vocabulary.mentions import mentions  # noqa: E402
from llm.assistant import Assistant, Done  # noqa: E402
from llm.chat_model.ollama import OllamaChat  # noqa: E402
from retrieval.library import Library  # noqa: E402
from retrieval.query import Hit  # noqa: E402
from retrieval.search.evidence import Facts  # noqa: E402
from tests.ollama_server import OllamaServer  # noqa: E402

FIRST = 5


def states(hit: Hit, group: Sequence[str], *evidence: str) -> bool:
    """Return whether the tags of a track state one of these words: as part of a tag, or as a concept."""
    known = hit.track.known
    tags = fold(", ".join((known.style, *known.instruments, *known.mood)))
    facts = Facts.of(hit)
    concepts = {m.concept.name for word in group for m in mentions(word)}
    return any(fold(word) in tags for word in group) or any(facts.evidence(name) in evidence for name in concepts)


def precision(hits: Sequence[Hit], want: Sequence[Sequence[str]], avoid: Sequence[Sequence[str]]) -> float:
    """Return the share of the first `FIRST` hits that state every group of `want` and none of `avoid`."""
    right = 0
    for hit in hits[:FIRST]:
        stated = sum(states(hit, group, "known", "near") for group in want)
        refused = any(states(hit, group, "known") for group in avoid)
        right += stated == len(want) and not refused
    return right / FIRST


def main() -> None:
    """Measure, print the results and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", type=Path, default=ROOT / "benchmarks" / "plans.json")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--misses", action="store_true", help="print the requests below 0.6, with their tracks")
    args = parser.parse_args()
    library = Library(library_home())
    cases: list[dict[str, Any]] = json.loads(args.file.read_text(encoding="utf-8"))["requests"]
    rows = []
    with OllamaServer() as server:
        chat = OllamaChat(host=server.host, limits=server.limits)
        for case in cases:
            server.plan = case["plan"]
            *_, before = Assistant(library).respond(case["request"])
            *_, after = Assistant(library, chat).respond(case["request"])
            assert isinstance(before, Done)
            assert isinstance(after, Done)
            row = [precision(done.turn.hits, case["want"], case["avoid"]) for done in (before, after)]
            rows.append(row)
            if args.misses and row[1] < 0.6:
                print(f"{row[0]:.1f} {row[1]:.1f}  {case['request']}")
                for hit in after.turn.hits[:FIRST]:
                    known = hit.track.known
                    print(f"         {known.style}; {', '.join(known.mood)}; {', '.join(known.instruments)}")
    built_in, planned = np.mean(rows, axis=0).round(3).tolist()
    result = {"requests": len(rows), "p_at_5": {"built_in": built_in, "perfect_plan": planned}}
    print(json.dumps(result))
    if args.out:
        args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    library.close()


if __name__ == "__main__":
    main()

"""Measure the processor time of planning a request, tagger included, compared with another checkout of Hark.

    python benchmarks/planning.py [--beside FOLDER] [--split test]

Every request of one split of the conversation requests is planned; first turns without context, later turns of a
conversation after the turn before, with eight tracks on the page. With --beside, the other checkout (with its own
.venv) plans the same requests in a separate process, alternating request by request, so that a busy machine slows both
equally. Printed and written to benchmarks/planning.json: the median milliseconds of processor time of each, and their
ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3  # repetitions; the fastest is used for each request

# This code runs in both checkouts; older ones have these modules in other places.
WORKER = """
import json, sys, time
from pathlib import Path
from data.track import Known, Track
from retrieval.query import Hit
from llm.conversation import Conversation, Turn
from llm.plan import Plan
try:
    from llm.understanding.planner import make_plan
    from llm.understanding.tagger import shipped_tagger
except ImportError:
    from llm.planner import make_plan
    from llm.tagger import shipped_tagger
shown = tuple(
    Hit(Track(str(n), Path(f"{n}.flac"), Path(), f"Track {n}", known=Known(tempo_bpm=80.0 + 5 * n)), 0.5, n)
    for n in range(1, 9)
)
artists = frozenset(("Johann Sebastian Bach", "Erik Satie", "Scott Joplin", "Antonio Vivaldi", "Edvard Grieg"))
tagger = shipped_tagger()
for line in sys.stdin:
    say, before = json.loads(line)
    past = Conversation([Turn(Plan(before, text=before, wanted=("piano",)), shown)] if before else [])
    began = time.thread_time()
    make_plan(say, past, artists=artists, tagger=tagger)
    print(time.thread_time() - began, flush=True)
"""


class Checkout:
    """A process that plans requests with the code of a given checkout."""

    def __init__(self, folder: Path) -> None:
        python = folder / ".venv" / "bin" / "python"
        one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [str(python) if python.exists() else sys.executable, "-c", WORKER],
            cwd=folder,
            env={**os.environ, **one_thread, "PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def seconds(self, say: str, before: str) -> float:
        """Return the processor time of planning the request `say` after the request `before`, or without one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([say, before]), file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main() -> None:
    """Measure, print the results and write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", type=Path, help="another checkout of Hark")
    parser.add_argument("--split", default="test", choices=("development", "test"))
    args = parser.parse_args()
    chains = json.loads((ROOT / "llm" / "evaluation" / "requests" / f"{args.split}.json").read_text())["chains"]
    says = [[turn["say"] for turn in chain["turns"]] for chain in chains]
    turns = [(say, chain[at - 1] if at else "") for chain in says for at, say in enumerate(chain)]
    checkouts = {"here": Checkout(ROOT)} | ({"beside": Checkout(args.beside.resolve())} if args.beside else {})
    for say, before in turns[:10]:  # warm up, so that one-time loading is not measured
        for checkout in checkouts.values():
            checkout.seconds(say, before)
    times: dict[str, list[float]] = {name: [] for name in checkouts}
    for say, before in turns:
        fastest = dict.fromkeys(checkouts, float("inf"))
        for _ in range(ROUNDS):
            for name, checkout in checkouts.items():
                fastest[name] = min(fastest[name], checkout.seconds(say, before))
        for name, seconds in fastest.items():
            times[name].append(seconds)
    result: dict[str, Any] = {"split": args.split, "requests": len(turns)}
    for name, seconds in times.items():
        checkouts[name].close()
        result[f"{name}_median_ms"] = round(1000 * median(seconds), 2)
        print(f"{name:7} median {result[f'{name}_median_ms']:6.2f} ms of processor time, {len(turns)} requests")
    if args.beside:
        result["ratio"] = round(median(times["here"]) / median(times["beside"]), 3)
        print(f"ratio   {result['ratio']:.3f}")
    (ROOT / "benchmarks" / "planning.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Kill an index run at random a hundred times: no committed track may be lost, at most one batch may be repeated.

    python benchmarks/killed.py [--rounds 100] [--output benchmarks/killed.json]

Every round starts `hark index` on 500 files with two workers and kills it with signal 9 after a random number of files.
In every fifth round a worker is killed instead, which must not affect the result; in every seventh, the run is killed
during its start. Then the library is opened and checked: SQLite's integrity check passes, every earlier track still has
its id, all vectors have length one, no path occurs twice. When a library is complete, a new one is started. At the end
an undisturbed run must give the same tracks and vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from reporting import report

ROOT = Path(__file__).resolve().parents[1]
_RUN = (
    "import sys; from models import registry; from retrieval import cli;"
    "registry.ENCODERS['keyword'] = ('tests.keyword_encoder', 'KeywordEncoder'); registry.DEFAULT_ENCODER = 'keyword';"
    "sys.exit(cli.main())"
)
BATCH = 16


def start(home: Path, folder: Path, workers: int = 2) -> subprocess.Popen[str]:
    """Start `hark index` with a small test encoder that loads without delay."""
    argv = ["index", str(folder), "--library", str(home), "--json", "--progress", "--workers", str(workers)]
    return subprocess.Popen(
        [sys.executable, "-c", _RUN, *argv], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def children(pid: int) -> list[int]:
    """Return the ids of the worker processes that `pid` has started."""
    found = []
    for status in [Path("/proc", name, "stat") for name in os.listdir("/proc") if name.isdigit()]:
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
        except (OSError, ValueError):
            continue
    return found


def state(home: Path) -> dict[str, tuple[str, np.ndarray]]:
    """Check a library and return, by path, the track id and the vector."""
    sys.path.insert(0, str(ROOT))
    from retrieval.catalogue.database import Catalogue
    from retrieval.catalogue.files import vector_files

    if not (home / "catalogue.db").exists():
        return {}
    db = sqlite3.connect(home / "catalogue.db")
    sound = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    assert sound == "ok", sound
    catalogue = Catalogue(home / "catalogue.db")
    entries = catalogue.entries()
    vectors = vector_files(home, catalogue, 512)[0].view(max((e.vector_row for e in entries), default=-1) + 1)
    known = {os.fspath(e.track.path): (e.track.track_id, np.array(vectors[e.vector_row])) for e in entries}
    assert all(f.has_print for f in catalogue.filed())
    catalogue.close()
    assert len(known) == len(entries) == len({i for i, _ in known.values()})
    for _, vector in known.values():
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-3
    return known


def main() -> None:
    """Run the rounds and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    rng = random.Random(1)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hark-killed-") as where:
        folder = Path(where, "music")
        folder.mkdir()
        noise = np.random.default_rng(1)
        for i in range(args.files):
            samples = 0.3 * np.sin(np.arange(24_000) * noise.uniform(0.02, 2.5)) + 0.05 * noise.standard_normal(24_000)
            soundfile.write(folder / f"{i:03}.wav", samples.astype(np.float32), 16_000)
        home, before = Path(where, "home 0"), {}
        redone: list[int] = []
        libraries = 1
        outlived = 0
        for number in range(args.rounds):
            process = start(home, folder)
            assert process.stderr is not None
            heard = 0
            if number % 7 == 6:
                time.sleep(rng.uniform(0.1, 1.5))
            else:
                target = rng.randrange(1, 120)
                for line in process.stderr:
                    heard = max(heard, json.loads(line).get("done", 0) if line.startswith("{") else 0)
                    if heard >= target:
                        break
                time.sleep(rng.uniform(0, 0.1))
            workers = children(process.pid)
            if number % 5 == 4 and workers:
                os.kill(rng.choice(workers), signal.SIGKILL)
                process.stderr.read()  # the run continues and ends normally
                assert process.wait(300) == 0
                heard = None
            else:
                os.kill(process.pid, signal.SIGKILL)
                rest = process.stderr.read().splitlines()  # the lines that were not read yet
                for line in rest:
                    if line.startswith("{"):
                        heard = max(heard, json.loads(line).get("done", 0))
                process.wait()
            end = time.monotonic() + 30
            while any(pid in children(1) or Path(f"/proc/{pid}").exists() for pid in workers):
                if time.monotonic() > end:
                    outlived += 1
                    break
                time.sleep(0.05)
            after = state(home)
            for path, (track_id, vector) in before.items():
                assert after[path][0] == track_id, f"round {number}: {path} has changed its id"
                assert np.array_equal(after[path][1], vector), f"round {number}: {path} has changed its vector"
            if heard is not None:
                redone.append(heard - (len(after) - len(before)))
            before = after
            if len(after) == args.files:
                home, before = Path(where, f"home {libraries}"), {}
                libraries += 1
        for home_ in (home, Path(where, "undisturbed")):
            process = start(home_, folder)
            process.communicate()
            assert process.returncode == 0
        last, undisturbed = state(home), state(Path(where, "undisturbed"))
        assert last.keys() == undisturbed.keys()
        largest = max(float(np.abs(last[p][1] - undisturbed[p][1]).max()) for p in last)
        results: dict[str, Any] = {
            "what": "python benchmarks/killed.py",
            "rounds": args.rounds,
            "files": args.files,
            "libraries": libraries,
            "lost": 0,
            "twice": 0,
            "most_redone": max(redone),
            "mean_redone": round(float(np.mean(redone)), 1),
            "workers_that_outlived_their_parent": outlived,
            "largest_difference_from_an_undisturbed_run": largest,
            "seconds": round(time.monotonic() - began),
        }
        assert max(redone) <= BATCH, redone
    report(results, args.output)


if __name__ == "__main__":
    main()

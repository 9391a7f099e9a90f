"""Measure how long `hark index` takes for an unchanged library of 30,000 files, and after small changes.

    python benchmarks/rescan.py [--files 30000] [--output benchmarks/rescan.json]

The files are sound files of one second, each different (a counter in the last bytes), in folders of twelve. The
catalogue is first filled with random vectors; every measured run is the real command, including its start.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[1]
# The first run (`fill`) stores random vectors, so that it takes a minute instead of hours.
_RUN = """
import sys
from data.command_line import run
from models import registry
from retrieval import cli
from retrieval.indexing import folders as indexing
registry.ENCODERS['keyword'] = ('tests.keyword_encoder', 'KeywordEncoder')
registry.DEFAULT_ENCODER = 'keyword'
if sys.argv[1] == 'fill':
    from benchmarks.rescan import made_up
    del sys.argv[1]
    indexing._BATCH = 1000
    indexing.index_folder.__kwdefaults__['hear'] = made_up
indexing.WORKERS = 0
sys.exit(run(cli.library_commands()))
"""


def made_up(tasks: Any, encoder: Any, spec: Any, workers: int, gate: Any) -> Iterator[Any]:
    """Replace `hear_all`: yield real facts about each file, but random vectors instead of embeddings."""
    from data.acoustic import SHAPE, Print
    from data.scan import signature
    from data.tags import Tags
    from data.track import Measured
    from retrieval.catalogue.files import WINDOW_DIM
    from retrieval.indexing.listening import Listened

    rng = np.random.default_rng(1)
    for task in tasks:
        vector = rng.standard_normal(encoder.dim).astype(np.float32)
        vector /= np.linalg.norm(vector)
        length_s = float(rng.uniform(60, 400))
        shape = (8 * rng.standard_normal(SHAPE)).astype(np.float32)
        bits = tuple(rng.integers(0, 2**16, 240).astype(np.uint16) for _ in range(3))
        windows = rng.integers(-50, 50, (40, WINDOW_DIM)).astype(np.int8)
        yield task, Listened(
            task.found, signature(task.found), Tags(""), length_s, Measured(120.0, "A minor", -18.0, 1500.0, 3.0, 0.5),
            Print(shape, bits), "", vector, windows, np.arange(40, dtype=np.float32) * 5,
        )  # fmt: skip


def index(home: Path, folder: Path | None = None, fill: bool = False) -> tuple[dict[str, Any], float]:
    """Run `hark index` in a separate process; return its report and its duration in seconds."""
    argv = [*(["fill"] if fill else []), "index", *([str(folder)] if folder else []), "--library", str(home), "--json"]
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", _RUN, *argv], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), time.monotonic() - began


def _timed(home: Path) -> tuple[float, float]:
    """Index all folders; return the duration and the processor time in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _, seconds = index(home)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make(folder: Path, count: int) -> None:
    """Write `count` small files, all different."""
    rng = np.random.default_rng(1)
    template = folder / "template.wav"
    folder.mkdir(parents=True)
    soundfile.write(template, (0.1 * rng.standard_normal(8000)).astype(np.float32), 8000, subtype="PCM_U8")
    raw = template.read_bytes()
    template.unlink()
    for i in range(count):
        album = folder / f"Artist {i // 120}" / f"Album {i // 12 % 10}"
        if i % 12 == 0:
            album.mkdir(parents=True)
        (album / f"{i % 12 + 1:02} - Title {i}.wav").write_bytes(raw[:-4] + i.to_bytes(4, "little"))


def main() -> None:
    """Make the files, fill the library, measure the runs and report."""
    from reporting import report

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hark-rescan-") as where:
        folder, home = Path(where, "music"), Path(where, "home")
        make(folder, args.files)
        run, first_s = index(home, folder, fill=True)
        assert run["added"] == args.files, run
        results: dict[str, Any] = {
            "what": "python benchmarks/rescan.py",
            "files": args.files,
            "fill_s": round(first_s),
        }
        unchanged = [_timed(home) for _ in range(3)]
        results["unchanged_s"] = [round(seconds, 2) for seconds, _ in unchanged]
        results["unchanged_processor_s"] = [round(cpu_s, 2) for _, cpu_s in unchanged]
        results["load_of_the_machine"] = [round(load, 1) for load in os.getloadavg()]
        artists = sorted(folder.iterdir())
        artists[0].rename(folder / "Renamed")
        run, seconds = index(home)
        results["an_artist_renamed"] = {
            "seconds": round(seconds, 2),
            "updated": run["updated"],
            "added": run["added"],
        }
        shutil.rmtree(artists[1])
        run, seconds = index(home)
        results["an_artist_removed"] = {"seconds": round(seconds, 2), "removed": run["removed"]}
        for path in sorted(folder.rglob("01 - *.wav"))[:10]:
            path.write_bytes(path.read_bytes() + b"x")
        run, seconds = index(home)
        results["ten_files_changed"] = {"seconds": round(seconds, 2), "updated": run["updated"]}
    report(results, args.output)


if __name__ == "__main__":
    main()

"""How long an unchanged library of 30,000 files takes to look through, and what it takes after small changes.

    python benchmarks/rescan.py [--files 30000] [--output benchmarks/rescan.json]

The files are real ones of a second or so, each different (a counter in its last bytes), in folders of twelve like
albums. The first run listens to them with an encoder that hears next to nothing, so that it fills the catalogue in
minutes; every measured run is the command itself, process start included, as a user would wait for it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[1]
_RUN = (
    "import sys; from models import registry; from retrieval import indexing, cli;"
    "registry.ENCODERS['keyword'] = ('tests.keyword_encoder', 'KeywordEncoder'); registry.DEFAULT_ENCODER = 'keyword';"
    "indexing.WORKERS = 0; sys.exit(cli.main())"
)


def index(home: Path, folder: Path | None = None) -> tuple[dict[str, Any], float]:
    """The report of a run in a process of its own, and its seconds from start to end."""
    argv = ["index", *([str(folder)] if folder else []), "--library", str(home), "--json"]
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", _RUN, *argv], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout), time.monotonic() - began


def make(folder: Path, count: int) -> None:
    """Small files that are all different."""
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
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=30_000)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hark-rescan-") as where:
        folder, home = Path(where, "music"), Path(where, "home")
        make(folder, args.files)
        report, first_s = index(home, folder)
        assert report["added"] == args.files, report
        results: dict[str, Any] = {
            "what": "python benchmarks/rescan.py",
            "files": args.files,
            "first_s": round(first_s),
        }
        unchanged = [index(home)[1] for _ in range(3)]
        results["unchanged_s"] = [round(s, 2) for s in unchanged]
        artists = sorted(folder.iterdir())
        artists[0].rename(folder / "Renamed")
        report, seconds = index(home)
        results["an_artist_renamed"] = {
            "seconds": round(seconds, 2),
            "updated": report["updated"],
            "added": report["added"],
        }
        shutil.rmtree(artists[1])
        report, seconds = index(home)
        results["an_artist_removed"] = {"seconds": round(seconds, 2), "removed": report["removed"]}
        for path in sorted(folder.rglob("01 - *.wav"))[:10]:
            path.write_bytes(path.read_bytes() + b"x")
        report, seconds = index(home)
        results["ten_files_changed"] = {"seconds": round(seconds, 2), "updated": report["updated"]}
    text = json.dumps(results, indent=1)
    if args.output:
        args.output.write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()

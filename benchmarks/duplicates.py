"""Measure how many re-encoded copies of recordings are found among other music, and how many false matches.

    python benchmarks/duplicates.py --music FOLDER [--music ...] [--every 4] [--output benchmarks/duplicates.json]

Every fourth piece of music of the folders is written as WAV, FLAC, Ogg Vorbis at two qualities and MP3 at four bit
rates. Each copy starts at random up to a second earlier or later than the original and has a different level. Files
shorter than fifteen seconds (sound effects) and identical files are skipped.

Originals and copies are then fingerprinted and grouped by `retrieval.indexing.duplicates.Recordings` as in indexing, in
random order. A copy is found if it is in the same group as its original, and a false match if it is in the group of
another recording.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from reporting import report

ROOT = Path(__file__).resolve().parents[1]
KINDS: dict[str, dict[str, Any]] = {
    "wav": {"format": "WAV"},
    "flac": {"format": "FLAC"},
    "ogg q0.1": {"format": "OGG", "subtype": "VORBIS", "compression_level": 0.9},
    "ogg q0.6": {"format": "OGG", "subtype": "VORBIS", "compression_level": 0.4},
    "mp3 64": {"format": "MP3"},
    "mp3 128": {"format": "MP3"},
    "mp3 192": {"format": "MP3"},
    "mp3 320": {"format": "MP3"},
}
LEAST_S = 15.0
MP3_RATES = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


def mp3_level(kbps: int, rate: int) -> float:
    """Return the compression level (0..1) with which libsndfile's LAME encoder uses a constant bit rate."""
    lowest, highest = (32, 320) if rate >= 32_000 else (8, 160)
    return float(np.clip((highest - min(kbps, highest)) / (highest - lowest), 0.0, 0.99))


def write(path: Path, samples: np.ndarray, rate: int, kind: str) -> None:
    """Write a copy in pieces of a second, because libsndfile crashes when a long Vorbis file is written in one call."""
    options = dict(KINDS[kind])
    if kind.startswith("mp3"):
        if rate not in MP3_RATES:
            samples, rate = soxr.resample(samples, rate, 44_100), 44_100
        options |= {"bitrate_mode": "CONSTANT", "compression_level": mp3_level(int(kind.split()[1]), rate)}
    with soundfile.SoundFile(path, "w", rate, samples.shape[1], **options) as file:
        for start in range(0, len(samples), rate):
            file.write(samples[start : start + rate])


def main() -> None:
    """Encode the copies, fingerprint all files, group them and report."""
    sys.path.insert(0, str(ROOT))
    from data.audio import AudioReadError, probe, read
    from data.scan import FoundFile, scan, signature
    from retrieval.catalogue.database import Catalogue
    from retrieval.indexing.duplicates import Recordings, groups
    from retrieval.indexing.listening import hear

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--music", type=Path, action="append", required=True)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()

    def music(path: Path) -> bool:
        try:
            return probe(path).duration_s >= LEAST_S
        except AudioReadError:
            return False

    rng = random.Random(1)
    contents = {signature(found): found.path for folder in args.music for found in scan(folder) if music(found.path)}
    originals = list(contents.values())
    heard: list[tuple[str, str, Any]] = []  # (recording, kind, result of listening)
    rates: dict[str, list[float]] = defaultdict(list)
    unreadable = 0

    def listen(path: Path, recording: str, kind: str) -> None:
        nonlocal unreadable
        status = path.stat()
        try:
            what = hear(FoundFile(str(path), status.st_size, status.st_mtime_ns), None)
        except AudioReadError:
            unreadable += 1
            return
        heard.append((recording, kind, what))
        rates[kind].append(status.st_size * 8 / 1000 / what.duration_s)

    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hark-duplicates-") as where:
        for number, path in enumerate(originals):
            listen(path, str(path), "original")
            if number % args.every:
                continue
            samples, rate = read(path, 0, 600)
            samples = samples[:, :2]
            for kind, options in KINDS.items():
                offset = rng.uniform(-1, 1)
                frames = round(abs(offset) * rate)
                copy = samples[frames:] if offset < 0 else np.concatenate([np.zeros_like(samples[:frames]), samples])
                target = Path(where, f"copy.{options['format'].lower()}")
                write(target, rng.uniform(0.4, 1.0) * copy, rate, kind)
                listen(target, str(path), kind)
        rng.shuffle(heard)
        catalogue = Catalogue(Path(where, "catalogue.db"), create=True)
        recordings = Recordings(catalogue)
        placing = time.monotonic()
        placed = []
        for number, (_, _, what) in enumerate(heard):
            with catalogue.transaction():
                placed.append(recordings.place(f"t{number}", what.duration_s, what.print))
                catalogue.put_recordings(placed[-1:])
        placing = time.monotonic() - placing
        with catalogue.transaction():  # `groups` asks for tracks only
            catalogue._db.executemany(
                "INSERT INTO tracks VALUES (?1,?1,'',0,0,'','','','',NULL,0,'{}','{}',?2,0,'')",
                [(f"t{i}", i) for i in range(len(heard))],
            )
        same = groups(catalogue)
        catalogue.close()
    group = [same.get(f"t{i}", f"t{i}") for i in range(len(heard))]
    home = {recording: group[i] for i, (recording, kind, _) in enumerate(heard) if kind == "original"}
    found: dict[str, Counter[bool]] = defaultdict(Counter)
    missed: list[str] = []
    for i, (recording, kind, _) in enumerate(heard):
        if kind != "original" and recording in home:
            found[kind][group[i] == home[recording]] += 1
            if group[i] != home[recording]:
                missed.append(f"{Path(recording).name} as {kind}")
    members: dict[str, set[str]] = defaultdict(set)
    for i, (recording, _, _) in enumerate(heard):
        members[group[i]].add(recording)
    mixed = {g: names for g, names in members.items() if len(names) > 1}
    false = sum(1 for i in range(len(heard)) if group[i] in mixed)
    copies = sum(c.total() for c in found.values())
    results = {
        "what": "python benchmarks/duplicates.py",
        "recordings": len(originals),
        "unreadable": unreadable,
        "copies": copies,
        "found": sum(c[True] for c in found.values()),
        "found_share": round(sum(c[True] for c in found.values()) / max(copies, 1), 4),
        "missed": missed,
        "files_in_false_groups": false,
        "false_share": round(false / len(heard), 4),
        "false_groups": [sorted(Path(name).name for name in names) for names in mixed.values()],
        "by_kind": {
            kind: {"found": c[True], "of": c.total(), "kbit_s": round(float(np.median(rates[kind])))}
            for kind, c in sorted(found.items())
        },
        "print_bytes_a_minute": round(
            float(np.mean([len(w.print.to_bytes()[1]) / min(w.duration_s, 360) * 60 for _, _, w in heard]))
        ),
        "placing_ms_a_track": round(1000 * placing / len(heard), 2),
        "seconds": round(time.monotonic() - began),
    }
    report(results, args.output)


if __name__ == "__main__":
    main()

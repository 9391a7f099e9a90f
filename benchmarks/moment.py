"""Measure whether the passage that a request describes is found inside a long track.

    python benchmarks/moment.py --demo HOME/demo [--cases 64] [--output benchmarks/moment.json]

Each case is a track of three minutes: a looped track of the demo library with ten seconds of another one at a random
position, the event. None of the event's instruments, and none of the family of its most prominent one, occurs in the
looped track. In half of the cases the event replaces ten seconds of the track, in the others it is mixed with them at
the same level. The query names the event's most prominent instrument ("a song with the banjo in it") and is searched
with `Library.search`.

A case counts as found if the start of the hit is within five seconds of the event. Chance is the probability for a
random window of the track. The encoder was trained with the demo's soundfont, so real recordings are harder.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
LENGTH_S, EVENT_S, FADE_S, RATE = 180, 10, 0.25, 44_100
NEAR_S = 5.0


def families() -> dict[str, set[str]]:
    """Return for each instrument all names of the same family that may denote it or be confused with it."""
    from data.vocabulary.concepts import CONCEPTS
    from data.vocabulary.relations import members

    near: dict[str, set[str]] = defaultdict(set)
    for concept in CONCEPTS:
        group = members(concept.name)
        for name in group:
            near[name] |= set(group)
    return near


def sound(path: Path, start_s: float, seconds: float) -> np.ndarray:
    """Read (samples,) mono at RATE, at most to the end of the file."""
    from data.audio import read_mono
    from models.encoder import resample

    samples, rate = read_mono(path, start_s, seconds)
    return resample(samples, rate, RATE)


def faded(samples: np.ndarray) -> np.ndarray:
    """Apply a short fade-in and fade-out."""
    ramp = np.linspace(0, 1, round(FADE_S * RATE), dtype=np.float32)
    samples = samples.copy()
    samples[: len(ramp)] *= ramp
    samples[-len(ramp) :] *= ramp[::-1]
    return samples


def level(samples: np.ndarray) -> float:
    """Return the root mean square of the samples."""
    return max(float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))), 1e-6)


def build(demo: Path, folder: Path, count: int) -> list[dict[str, Any]]:
    """Write the test tracks and return a description of each."""
    import soundfile

    from data.audio import probe

    tracks = json.loads((demo / "hark.json").read_text())["tracks"]
    near = families()
    rng = np.random.default_rng(7)
    by_lead: dict[str, list[str]] = defaultdict(list)
    for name, facts in tracks.items():
        by_lead[facts["instruments"][0]].append(name)
    for names in by_lead.values():
        rng.shuffle(names)
    # Each instrument once, then each a second time, until there are enough cases.
    events = [(lead, names[turn]) for turn in range(20) for lead, names in sorted(by_lead.items()) if turn < len(names)]
    cases: list[dict[str, Any]] = []
    used: set[str] = set()
    for lead, event in events[:count]:
        strange = near[lead] | {lead}
        beds = [
            name
            for name, facts in tracks.items()
            if name not in used
            and not strange & set(facts["instruments"])
            and not set(facts["instruments"]) & set(tracks[event]["instruments"])
        ]
        bed = str(rng.choice(beds))
        used.add(bed)
        loop = faded(sound(demo / bed, 0, 60))
        base = np.resize(loop, LENGTH_S * RATE)
        middle_s = max(probe(demo / event).duration_s / 2 - EVENT_S / 2, 0)
        piece = sound(demo / event, middle_s, EVENT_S)
        at_s = float(rng.uniform(EVENT_S, LENGTH_S - 2 * EVENT_S))
        at = round(at_s * RATE)
        there = base[at : at + len(piece)]
        piece = faded(piece) * (level(base) / level(piece))
        mixed = len(cases) % 2 == 1
        hole = there * (1 - faded(np.ones_like(there)))
        base[at : at + len(piece)] = piece + (there if mixed else hole)
        base *= 0.7 / max(float(np.abs(base).max()), 1e-6)
        name = f"{len(cases):03}.wav"
        soundfile.write(folder / name, base, RATE)
        cases.append({"file": name, "asked": lead, "at_s": round(at_s, 1), "mixed": mixed, "event": event, "bed": bed})
    return cases


def main() -> None:
    """Build the tracks, index them, search and report."""
    sys.path.insert(0, str(ROOT))
    from retrieval.catalogue.database import Catalogue
    from retrieval.indexing.folders import index_folder
    from retrieval.library import Library
    from retrieval.query import Query

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", type=Path, required=True)
    parser.add_argument("--cases", type=int, default=64)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hark-moment-") as where:
        folder, home = Path(where, "music"), Path(where, "home")
        folder.mkdir()
        cases = build(args.demo, folder, args.cases)
        index_folder(home, folder, workers=0)
        catalogue = Catalogue(home / "catalogue.db")
        starts = {entry.track.path.name: entry.window_starts for entry in catalogue.entries()}
        catalogue.close()
        library = Library(home)
        for case in cases:
            hits = library.search(Query(text=f"a song with the {case['asked']} in it", k=len(cases)))
            said = {hit.track.path.name: round(hit.start_s, 1) for hit in hits}
            case["found_s"] = said.get(case["file"])
            case["right"] = case["found_s"] is not None and abs(case["found_s"] - case["at_s"]) <= NEAR_S
            case["chance"] = float(np.mean(np.abs(starts[case["file"]] - case["at_s"]) <= NEAR_S))
        fingerprint = library.encoder.fingerprint
        library.close()

    def share(some: list[dict[str, Any]]) -> float:
        return round(float(np.mean([case["right"] for case in some])), 3)

    results = {
        "what": "python benchmarks/moment.py",
        "encoder": fingerprint,
        "cases": len(cases),
        "found_share": share(cases),
        "replaced": share([c for c in cases if not c["mixed"]]),
        "mixed": share([c for c in cases if c["mixed"]]),
        "chance": round(float(np.mean([case.pop("chance") for case in cases])), 3),
        "seconds": round(time.monotonic() - began),
        "each": cases,
    }
    text = json.dumps(results, indent=1)
    if args.output:
        args.output.write_text(text + "\n")
    print(json.dumps({name: value for name, value in results.items() if name != "each"}, indent=1))


if __name__ == "__main__":
    main()

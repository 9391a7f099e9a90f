"""Compare measured tempo and key with the true values, on music whose notes are known.

    python benchmarks/facts.py [--demo HOME/demo] [--pieces 60] [--output benchmarks/facts.json]

There are two sets: the demo library, whose tempo and key `hark.json` states, and pieces composed at random for this
measurement alone (chords, bass, melody and, in half of them, drums, at 55 to 190 beats a minute in all 24 keys), played
with the demo's soundfont. Tempo is right within 4 %, half and double allowed; a key must be exact, and a missing key
counts as wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from reporting import report

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
SAME = {"Db": "C#", "D#": "Eb", "Gb": "F#", "G#": "Ab", "A#": "Bb"}
# Chord progressions of four bars: roots in semitones above the tonic, and thirds.
MAJOR = (((0, 4), (9, 3), (5, 4), (7, 4)), ((0, 4), (5, 4), (7, 4), (0, 4)), ((0, 4), (7, 4), (9, 3), (5, 4)))
MINOR = (((0, 3), (8, 4), (3, 4), (7, 4)), ((0, 3), (5, 3), (7, 4), (0, 3)), ((0, 3), (5, 3), (10, 4), (3, 4)))
PROGRAMS = {"chords": (0, 4, 24, 25, 48, 19), "bass": (32, 33, 38), "melody": (40, 56, 65, 73, 71, 0, 26, 80)}


def piece(rng: np.random.Generator) -> tuple[np.ndarray, int, str]:
    """Render about 40 seconds of a random piece at 44.1 kHz and return it with its tempo and its key."""
    from data.demo.soundfont import Tone, timgm

    bpm, tonic, minor, drums = int(rng.integers(55, 191)), int(rng.integers(12)), rng.random() < 0.5, rng.random() < 0.5
    parts: dict[tuple[int, int], list[Tone]] = {}
    chords, bass, melody = ((int(rng.choice(PROGRAMS[name])), 0) for name in ("chords", "bass", "melody"))
    scale = (0, 2, 3, 5, 7, 8, 10) if minor else (0, 2, 4, 5, 7, 9, 11)
    changes = (MINOR if minor else MAJOR)[int(rng.integers(3))]
    bars = max(round(40 * bpm / 240), 4)
    pattern = [bool(b) for b in rng.random(8) < 0.6]
    degree = 7

    def note(part: tuple[int, int], pitch: int, at: float, length: float, loud: int) -> None:
        start_s = max(at * 60 / bpm + float(rng.normal(0, 0.004)), 0.0)
        parts.setdefault(part, []).append(Tone(start_s, length * 60 / bpm, pitch, loud))

    for bar in range(bars):
        root, third = (0, 3 if minor else 4) if bar == bars - 1 else changes[bar % 4]
        for at in (0, 2) if bar % 2 else (0, 1, 2, 3):
            for step in (0, third, 7):
                note(chords, 60 + (tonic + root + step) % 12, 4 * bar + at, 0.9, 70)
        for at in (0, 2):
            note(bass, 36 + (tonic + root + (0 if at == 0 else 7)) % 12, 4 * bar + at, 1.5, 85)
        for half in range(8):
            if half == 0 or pattern[half]:
                degree = int(np.clip(degree + rng.integers(-2, 3), 0, 13))
                note(melody, 60 + tonic + scale[degree % 7] + 12 * (degree // 7), 4 * bar + half / 2, 0.5, 80)
            if drums:
                note((0, 128), 42, 4 * bar + half / 2, 0.2, 60)
        if drums:
            for at, drum in ((0, 36), (1, 38), (2, 36), (3, 38)):
                note((0, 128), drum, 4 * bar + at, 0.3, 95)
    length_s = bars * 240 / bpm + 1
    stems = [timgm().play(tones, program, bank, length_s) for (program, bank), tones in parts.items()]
    sound = sum(stem / max(float(np.sqrt(np.mean(np.square(stem)))), 1e-9) for stem in stems)
    sound = 0.5 * sound / np.abs(sound).max()
    return sound.mean(axis=0).astype(np.float32), bpm, f"{NAMES[tonic]} {'minor' if minor else 'major'}"


def tally(rows: list[tuple[float | None, str | None, Any]]) -> dict[str, Any]:
    """Return the shares of right tempos and keys; each row is (stated tempo, stated key, measured facts) of a track."""
    tempo: Counter[str] = Counter()
    key: Counter[str] = Counter()
    for bpm, name, measured in rows:
        if bpm:
            ratio = (measured.tempo_bpm or 0) / bpm
            right = next(
                (word for word, m in (("exact", 1), ("half", 0.5), ("double", 2)) if abs(ratio / m - 1) <= 0.04), ""
            )
            tempo[right or ("none" if not ratio else "wrong")] += 1
        if name:
            key["right" if measured.key == name else "none" if not measured.key else "wrong"] += 1
    octaves = tempo["exact"] + tempo["half"] + tempo["double"]
    return {
        "tempo": {"of": tempo.total(), "share": round(octaves / max(tempo.total(), 1), 3), **tempo},
        "key": {"of": key.total(), "share": round(key["right"] / max(key.total(), 1), 3), **key},
    }


def main() -> None:
    """Measure both sets, print the results and write them."""
    sys.path.insert(0, str(ROOT))
    from data.analysis import SAMPLE_RATE, Analyser
    from data.audio import listen
    from models.encoder import resample

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", type=Path)
    parser.add_argument("--pieces", type=int, default=60)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()

    def measure(path: Path) -> Any:
        analyser = Analyser()
        for _, segment, rate in listen(path):
            analyser.add(resample(segment, rate, SAMPLE_RATE))
        return analyser.measured()

    results: dict[str, Any] = {"what": "python benchmarks/facts.py"}
    if args.demo:
        rows = []
        for name, facts in json.loads((args.demo / "hark.json").read_text())["tracks"].items():
            tonic, _, mode = str(facts.get("key", "")).partition(" ")
            key = f"{SAME.get(tonic, tonic)} {mode}" if mode in ("major", "minor") else None
            rows.append((facts.get("tempo_bpm"), key, measure(args.demo / name)))
        results["demo"] = tally(rows)
    rng = np.random.default_rng(2)
    rows = []
    with tempfile.TemporaryDirectory(prefix="hark-facts-") as where:
        import soundfile

        for number in range(args.pieces):
            samples, bpm, key = piece(rng)
            path = Path(where, f"{number}.flac")
            soundfile.write(path, samples, 44_100)
            rows.append((bpm, key, measure(path)))
    results["pieces"] = tally(rows)
    report(results, args.output)


if __name__ == "__main__":
    main()

"""Cut real recordings into windows, make altered copies, and score all of them with the teacher.

Altered copies are faster or slower, equalised, reverberant, noisy, or mixed with another recording. The teacher scores
each copy, so that the scores describe the altered sound.

    python -m models.training.recordings --out DIR --files LIST.json --yamnet MODEL.tflite --variants 2

LIST.json holds pairs [name, path]. The results are shards of `mel` (log-mel windows), `teacher` (class scores) and
`owner` (index into LIST.json).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from models.encoder import resample
from models.encoders.compact import SAMPLE_RATE, WINDOW_SAMPLES, log_mel

from .render import Wave, shape
from .teacher import Yamnet

LONGEST_S = 300.0  # seconds used of one recording, so that long ones do not dominate


def read(path: Path, speed: float = 1.0) -> Wave:
    """Read a recording as mono at SAMPLE_RATE, played `speed` times as fast."""
    import soundfile

    with soundfile.SoundFile(path) as sound:
        samples = sound.read(int(LONGEST_S * sound.samplerate), dtype="float32", always_2d=True).mean(axis=1)
        rate = sound.samplerate
    return resample(samples, round(rate * speed), SAMPLE_RATE)


def windows(wave: Wave, start: int = 0) -> Iterator[Wave]:
    """Yield consecutive windows of a wave from sample `start`. An incomplete last window is left out."""
    for at in range(start, wave.size - WINDOW_SAMPLES + 1, WINDOW_SAMPLES):
        yield wave[at : at + WINDOW_SAMPLES]


def main() -> None:
    """Cut each recording into windows, alter copies of them, score all with YAMNet, and write them as shards."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="real")
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--yamnet", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=0, help="disguised passes; 0 gives the plain one")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    teacher = Yamnet(args.yamnet)
    files = json.loads(args.files.read_text())
    rng = Random(args.seed)
    for version in range(args.variants + 1) if not args.variants else range(1, args.variants + 1):
        mels, scores, owners = [], [], []
        pending: list[Wave] = []
        other: list[Wave] = []
        for index, (name, path) in enumerate(files):
            speed = 1.0 if version == 0 else rng.choice((0.8, 0.87, 0.94, 1.0, 1.06, 1.13, 1.25))
            try:
                wave = read(Path(path), speed)
            except (OSError, RuntimeError) as err:
                print(f"skipped {name}: {err}")
                continue
            start = 0 if version == 0 else rng.randrange(WINDOW_SAMPLES // 2)
            for window in windows(wave, start):
                if np.abs(window).max() < 1e-3:
                    continue
                if version:
                    if other and rng.random() < 0.35:
                        window = window + rng.choice(other) * rng.uniform(0.2, 0.8)
                    window = shape(rng, window)
                    if rng.random() < 0.05:
                        other = [*other[-50:], window]
                pending.append(window)
                scores.append(teacher.scores(window, SAMPLE_RATE).astype(np.float16))
                owners.append(index)
                if len(pending) == 20:
                    mels.append(np.round(log_mel(np.stack(pending)) * 255).astype(np.uint8))
                    pending = []
        if pending:
            mels.append(np.round(log_mel(np.stack(pending)) * 255).astype(np.uint8))
        np.savez(
            args.out / f"{args.name}-{args.seed}-{version:02d}.npz",
            mel=np.concatenate(mels),
            teacher=np.stack(scores),
            owner=np.array(owners, dtype=np.int16),
        )
        print(version, len(owners), flush=True)


if __name__ == "__main__":
    main()

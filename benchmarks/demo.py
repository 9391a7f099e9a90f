"""How well an encoder finds the demo library's instruments and moods, by sound alone.

    python -m benchmarks.demo --folder DIR [--encoder compact] [--json FILE]

The demo library's known facts are the truth; they never enter a vector. For every instrument that at least
six tracks have: the query "a song with the X in it", precision among the first five, with a bootstrap 95 %
interval over the instruments; the same at each Matryoshka width. Chance is the mean share of tracks that
have the instrument.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from data.demo import catalogue
from models.encoder import truncate
from models.registry import load_encoder
from retrieval.indexing import hear

WIDTHS = (32, 64, 128, 256, 512)
LEAST = 6  # tracks that an instrument must have


def vectors(folder: Path, encoder_name: str, cache: Path | None) -> np.ndarray:
    """(tracks, dim) of the demo library's files, in the catalogue's order."""
    encoder = load_encoder(encoder_name)
    if cache and cache.is_file():
        stored = np.load(cache)
        if str(stored["fingerprint"]) == encoder.fingerprint:
            return np.asarray(stored["vectors"])
    made = np.stack([hear(folder / track.file, encoder).vector for track in catalogue()])
    if cache:
        np.savez(cache, vectors=made, fingerprint=encoder.fingerprint)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="the demo library's folder of sound files")
    parser.add_argument("--encoder", default="compact")
    parser.add_argument("--cache", type=Path, help="where to keep the vectors between runs")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    tracks = catalogue()
    audio = vectors(args.folder, args.encoder, args.cache)
    encoder = load_encoder(args.encoder)
    has = {name: np.array([name in t.instruments for t in tracks]) for t in tracks for name in t.instruments}
    names = sorted(name for name, mask in has.items() if mask.sum() >= LEAST)
    text = encoder.encode_text([f"a song with the {name} in it" for name in names])
    result: dict[str, object] = {"encoder": args.encoder, "tracks": len(tracks), "instruments": len(names)}
    result["chance"] = round(float(np.mean([has[n].mean() for n in names])), 3)
    rng = np.random.default_rng(0)
    for width in WIDTHS:
        order = np.argsort(-(truncate(text, width) @ truncate(audio, width).T), axis=1)[:, :5]
        precision = np.array([has[n][row].mean() for n, row in zip(names, order, strict=True)])
        means = precision[rng.integers(0, len(precision), (2000, len(precision)))].mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        result[f"p@5 at {width}"] = [round(float(v), 3) for v in (precision.mean(), low, high)]
    result["by instrument"] = {n: round(float(p), 1) for n, p in zip(names, precision, strict=True)}
    print(json.dumps(result, indent=1))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

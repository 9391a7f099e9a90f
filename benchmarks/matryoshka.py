r"""Compare heads trained on the same features with and without the Matryoshka loss.

    python benchmarks/matryoshka.py --run RUN/weights.pt --rendered DIR --real DIR --work DIR --teachers DIR \
        --musiccaps CSV --demo LIBRARY --packages DIR [--steps 3000]

The audio tower of a run is frozen; its projection and the text head are trained anew, once with the losses averaged
over the widths 32 to 512 and once at 512 alone; seed, batches and steps are the same. Both are then measured at every
width with the queries of `benchmarks/compact.py`. Writes benchmarks/matryoshka.json.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.compact import ndcg, precision_at_5, read, widths  # noqa: E402
from models.encoder import FloatArray, frame, normalise  # noqa: E402
from models.encoders.compact import log_mel  # noqa: E402
from models.encoders.compact_network import TextHead  # noqa: E402
from models.encoders.minilm import MiniLM  # noqa: E402
from models.training import train as training  # noqa: E402
from models.training.language import listeners  # noqa: E402

BATCH, TEXTS, WINDOWS = 128, 160, 6000


def features(tower: Any, mel: Tensor) -> Tensor:
    """Return the frozen tower's features (n, 768) of log-mels (n, frames, bands) in bytes."""
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        return torch.cat([tower(part.float() / 255)[0].float() for part in mel.split(64)])


def track(tower: Any, path: Path, rate: int, window: int, hop: int) -> FloatArray:
    """Return the mean features (768,) over the windows of a file; a linear projection can be applied afterwards."""
    mel = torch.from_numpy(log_mel(frame(read(path, rate), window, hop)))
    with torch.inference_mode():
        return np.asarray(tower(mel)[0].mean(dim=0).numpy())


class Heads(nn.Module):
    """The two trainable networks, newly initialised: the audio projection and the text head."""

    def __init__(self) -> None:
        super().__init__()
        self.audio, self.text = nn.Linear(768, 512), TextHead()
        self.scales = nn.Parameter(torch.tensor([2.7, 2.7]))


def fit(
    dims: tuple[int, ...], rendered: Any, real: Any, heard: tuple[Tensor, Tensor], language: Any, steps: int
) -> Heads:
    """Train the heads with the losses of `models.training.train` at the given widths."""
    training.MATRYOSHKA_DIMS = dims
    torch.manual_seed(0)
    random.seed(0)
    heads, (texts, weights, typical) = Heads(), language
    optimiser = torch.optim.AdamW(heads.parameters(), lr=1e-3, weight_decay=0.03)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        pick, other = torch.randint(len(heard[0]), (BATCH,)), torch.randint(len(heard[1]), (BATCH,))
        ours, theirs = heads.audio(heard[0][pick]), heads.audio(heard[1][other])
        which = torch.randint(training.CAPTIONS, (BATCH,))
        claims = rendered.claims[pick, which].float()
        count, hold = claims.sum(dim=1), rendered.hold[pick]
        sure = hold.float() @ claims.T == count
        perhaps = (hold | rendered.unknown[pick]).float() @ claims.T == count
        drawn = torch.randint(len(texts), (TEXTS,))
        words = torch.cat([rendered.text[pick, which].float(), texts[drawn]])
        spoken = heads.text(F.normalize(words + torch.randn_like(words) * 0.015, dim=1))
        scales = heads.scales.clamp(max=4.1).exp()
        loss = training.matching_loss(ours, spoken[:BATCH], sure, perhaps & ~sure, scales[0])
        loss = loss + training.ranking_loss(
            theirs, spoken[BATCH:], real.score[other] @ weights[drawn].T / typical, scales[1]
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return heads.eval()


def main() -> None:
    """Train with both losses, measure both and write the results."""
    from models.encoders.compact import SAMPLE_RATE, WINDOW_SAMPLES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "rendered", "real", "work", "teachers", "musiccaps", "demo", "packages"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    args = parser.parse_args()
    torch.set_num_threads(1)
    student = training.Student()
    student.load_state_dict(torch.load(args.run, weights_only=True))
    tower = student.audio.eval()
    rendered = training.Rendered(args.rendered, args.work / "captions.npz", 0)
    real = training.Real(args.real)
    class_map = args.teachers / "yamnet_class_map.csv"
    _, vectors, weights = listeners(class_map, args.musiccaps, args.work / "listeners.npz", random.Random(0))
    weigh = torch.from_numpy(weights)
    torch.manual_seed(1)
    some, others = torch.randperm(len(rendered.mel))[:WINDOWS], torch.randperm(len(real.mel))[:WINDOWS]
    for name in ("hold", "unknown", "text", "claims"):
        setattr(rendered, name, getattr(rendered, name)[some])
    real.score = real.score[others]
    heard = (features(tower, rendered.mel[some]), features(tower, real.mel[others]))
    language = (torch.from_numpy(vectors), weigh, (real.score[:2000] @ weigh.T).std())
    print("features are there", flush=True)

    pieces = json.loads((args.demo / "hark.json").read_text())
    pieces = pieces["tracks"] if isinstance(pieces, dict) and "tracks" in pieces else pieces
    items = pieces.items() if isinstance(pieces, dict) else [(p["file"], p) for p in pieces]
    facts = {name: [str(i).lower() for i in p.get("instruments", [])] for name, p in items}
    names = sorted({i for f in facts.values() for i in f if sum(i in g for g in facts.values()) >= 5})
    spec = json.loads((ROOT / "benchmarks" / "real_queries.json").read_text())
    sets: list[tuple[str, FloatArray, list[str], list[Any], Any]] = []
    hop = WINDOW_SAMPLES
    demo = np.stack([track(tower, args.demo / n, SAMPLE_RATE, WINDOW_SAMPLES, hop) for n in facts])
    right = [np.array([i in f for f in facts.values()], dtype=float) for i in names]
    sets.append(("demo library, P@5", demo, [f"a song with the {i} in it" for i in names], right, precision_at_5))
    pool = np.stack([track(tower, args.packages / f, SAMPLE_RATE, WINDOW_SAMPLES, hop) for f in spec["pool"]])
    grades = [np.array([q["relevant"].get(f, 0) for f in spec["pool"]], dtype=float) for q in spec["queries"]]
    sets.append(("real recordings, nDCG@10", pool, [q["query"] for q in spec["queries"]], grades, ndcg))

    result: dict[str, Any] = {"steps": args.steps, "windows": 2 * WINDOWS}
    for kind, dims in (("matryoshka", (32, 64, 128, 256, 512)), ("full width only", (512,))):
        heads = fit(dims, rendered, real, heard, language, args.steps)
        result[kind] = {}
        for name, tracks, asked, wanted, measure in sets:
            with torch.inference_mode():
                audio = normalise(heads.audio(torch.from_numpy(tracks)).numpy())
                text = normalise(heads.text(torch.from_numpy(MiniLM().embed(asked))).numpy())
            result[kind][name] = widths(f"{kind}: {name}", audio, text, wanted, measure)
    (ROOT / "benchmarks" / "matryoshka.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

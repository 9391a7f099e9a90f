"""Train the network of `models.tag_matcher` on the captions of MusicCaps, with MiniLM frozen.

A caption of MusicCaps has sentences, of which many say what the music could be used for ("this would fit a wedding
scene"), and a list of aspects. A sentence, or one aspect, is the request; the other aspects are the tags. In a batch,
the request must be nearer to its own tags than to those of other clips (InfoNCE, van den Oord et al. 2018).

    python -m models.training.match_tags musiccaps-public.csv --held-out 0.1  # prints recall, writes nothing
    python -m models.training.match_tags musiccaps-public.csv --out models/weights/tag_matcher.safetensors
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from data.text import fold
from models.encoders.minilm import DIM, shared_minilm
from models.tag_matcher import SCALE

HIDDEN, DROPOUT = 512, 0.3
TEMPERATURE, RATE, DECAY, EPOCHS, BATCH = 0.05, 1e-3, 1e-2, 10, 256
USE_WEIGHT = 3.0  # a sentence on the use of the music is drawn this many times as often as another one
ASPECTS = 0.3  # share of the requests that are an aspect of the clip instead of a sentence
FEWEST_TAGS = 3  # of a clip's tags, a random number from this one up is used at each step
_LONGEST = 400  # characters of a sentence
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_USE = re.compile(
    r"\b(?:would|could|may|might|can|will) (?:\w+ )?(?:be|sound|suit|fit|work|accompany)\b.*"
    r"\b(?:play|used?|suit|fit|background|soundtrack|movie|film|game|video|scene|advert|party|bar|club|church|at|in|for)\b",
    re.IGNORECASE,
)
_NO_MUSIC = ("quality", "recording", "noisy", "amateur")  # aspects with these words describe the recording


class ResidualMLP(nn.Module):
    """A layer that computes y = normalize(x + MLP(x)); the MLP is initialised to zero."""

    def __init__(self) -> None:
        super().__init__()
        self.widen = nn.Linear(DIM, HIDDEN)
        self.dropout = nn.Dropout(DROPOUT)
        self.narrow = nn.Linear(HIDDEN, DIM)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map unit vectors (n, 384) to unit vectors (n, 384)."""
        hidden = self.dropout(nn.functional.gelu(self.widen(SCALE * x)))
        return normalize(x + self.narrow(hidden), dim=-1)


@dataclass(frozen=True, slots=True)
class Clips:
    """The texts of all clips, as numbers of rows of `vectors`."""

    vectors: Tensor  # (texts, 384) unit vectors
    tags: list[NDArray[Any]]  # of each clip
    sentences: Tensor  # (sentences,)
    clip_of: NDArray[Any]  # (sentences,)
    use: NDArray[Any]  # (sentences,) whether a sentence says what the music is for


def read(table: Path) -> Clips:
    """Read the captions and embed their sentences and aspects, which takes five minutes on one core."""
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines(keepends=True)))
    number: dict[str, int] = {}

    def numbered(text: str) -> int:
        return number.setdefault(text[:_LONGEST], len(number))

    tags, sentences, clip_of, use = [], [], [], []
    for clip, row in enumerate(rows):
        aspects = [fold(aspect) for aspect in ast.literal_eval(row["aspect_list"])]
        musical = [a for a in aspects if not any(word in a for word in _NO_MUSIC)] or aspects[:1]
        tags.append(np.array([numbered(aspect) for aspect in musical]))
        for sentence in filter(None, map(str.strip, _SENTENCE.split(row["caption"]))):
            sentences.append(numbered(sentence))
            clip_of.append(clip)
            use.append(_USE.search(sentence) is not None)
    texts = sorted(number, key=len)  # texts of like length are embedded together
    vectors = np.empty((len(texts), DIM), dtype=np.float32)
    vectors[[number[text] for text in texts]] = shared_minilm().embed(texts)
    return Clips(torch.from_numpy(vectors), tags, torch.tensor(sentences), np.array(clip_of), np.array(use))


def train(clips: Clips, chosen: NDArray[Any], seed: int = 0) -> ResidualMLP:
    """Return the trained network, which maps both requests and tags.

    Args:
        clips: the texts.
        chosen: (sentences,) which sentences may be used.
        seed: of the initial weights and of all random choices.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = ResidualMLP()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    rows = np.flatnonzero(chosen)
    often = torch.from_numpy(np.where(clips.use[rows], USE_WEIGHT, 1.0))
    steps = len(rows) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=EPOCHS * steps)
    for _ in range(EPOCHS):
        drawn = torch.multinomial(often, steps * BATCH, replacement=True).numpy().reshape(steps, BATCH)
        for batch in rows[drawn]:
            loss = _loss(clips, batch, network, rng)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network.eval()


def _loss(clips: Clips, batch: NDArray[Any], network: nn.Module, rng: Any) -> Tensor:
    """Return the mean of both cross entropies, from requests to tags and from tags to requests, for a batch."""
    own = clips.clip_of[batch]
    requests, lists = [], []
    for sentence, clip in zip(clips.sentences[batch].tolist(), own.tolist(), strict=True):
        tags = clips.tags[clip]
        if rng.random() < ASPECTS:
            sentence = int(rng.choice(tags))
            tags = tags[tags != sentence] if len(tags) > 1 else tags
        if len(tags) > FEWEST_TAGS:
            tags = rng.choice(tags, rng.integers(FEWEST_TAGS, len(tags) + 1), replace=False)
        requests.append(sentence)
        lists.append(tags)
    scores = network(clips.vectors[requests]) @ sums(clips, lists, network).T / TEMPERATURE
    same = torch.from_numpy(own[:, None] == own[None]) & ~torch.eye(len(own), dtype=torch.bool)
    scores = scores.masked_fill(same, -1e4)  # another sentence of the same clip is no wrong answer
    right = torch.arange(len(own))
    return (cross_entropy(scores, right) + cross_entropy(scores.T, right)) / 2


def sums(clips: Clips, lists: list[NDArray[Any]], network: nn.Module) -> Tensor:
    """Return (n, 384) the normalised sums of the vectors of each list of tags."""
    mapped = network(clips.vectors[np.concatenate(lists)])
    owner = torch.from_numpy(np.repeat(np.arange(len(lists)), [len(tags) for tags in lists]))
    return normalize(torch.zeros(len(lists), DIM).index_add_(0, owner, mapped), dim=-1)


@torch.no_grad()
def recall(clips: Clips, chosen: NDArray[Any], network: nn.Module, k: int = 10) -> float:
    """Return the share of the chosen sentences whose clip's tags are among the k nearest of all their clips."""
    rows = np.flatnonzero(chosen)
    held = np.unique(clips.clip_of[rows])
    scores = network(clips.vectors[clips.sentences[rows]]) @ sums(clips, [clips.tags[c] for c in held], network).T
    own = scores[torch.arange(len(rows)), torch.from_numpy(np.searchsorted(held, clips.clip_of[rows]))]
    return float(((scores > own[:, None]).sum(1) < k).float().mean())


def main() -> None:
    """Train on the rows of a table; print the recall on held-out clips, or write the weights."""
    from safetensors.torch import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--held-out", type=float, default=0.0, help="share of the clips to test on")
    args = parser.parse_args()
    torch.set_num_threads(1)
    clips = read(args.table)
    kept_out = (np.random.default_rng(0).random(len(clips.tags)) < args.held_out)[clips.clip_of]
    network = train(clips, ~kept_out)
    for name, chosen in (("uses", kept_out & clips.use), ("other sentences", kept_out & ~clips.use)):
        if chosen.any():
            before = recall(clips, chosen, nn.Identity())
            after = recall(clips, chosen, network)
            print(f"{name}: {chosen.sum()} sentences, recall@10 {after:.3f}, of MiniLM alone {before:.3f}")
    if args.out:
        weights = {
            name: (values.T if name.endswith("weight") else values).contiguous().half()
            for name, values in network.state_dict().items()
        }
        save_file(weights, args.out)
        args.out.chmod(0o644)


if __name__ == "__main__":
    main()

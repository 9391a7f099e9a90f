"""Train the tagger on marked requests: `python -m llm.evaluation.train_tagger --requests FILES --out WEIGHTS`.

Each line of a file is an intent, a tab, and a request in which words are marked with their tag:

    search<TAB>a song with [+banjo] but no [-drums], I've heard [~metal] all day, [=under 100 bpm]

The marks are + wanted, - refused, ~ mentioned, = condition, @ pointed (at a shown track). A ">" before the intent means
that the request follows a turn with tracks; requests with the intents `refine`, `undo` and `about` always do. In
variants of each request, marked concepts are replaced by others of the same kind, so that the network learns sentences
and not instruments. MiniLM is not trained.

The requests for which the planner's readers were written are given as `--known`. The readers make no error on these. If
the network saw the readers' findings there, it would learn that readers are never wrong; so the findings are hidden.
Words without a mark in `--known` requests have no label, so that nothing is learned from them.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from data.track import Track
from data.vocabulary.concepts import phrases
from llm.understanding.findings import Request
from llm.understanding.reading import hints_of, read
from llm.understanding.tagger import BLOCKS, HEADS, HINTS, INTENTS, LONGEST, TAGS, hinted
from models.encoders.minilm import MiniLM
from retrieval.query import Hit

MARKS = "+-~=@"  # in the order of TAGS, after "other"
WIDTH = 128
STATES = 1152 + len(HINTS)
UNHINTED = 0.15  # share of training requests whose reader findings are hidden
UNKNOWN = -100  # label of tokens that are left out of the loss
# Tracks shown before a follow-up request, so that the readers find "2" and "the last one" in it.
SHOWN = tuple(
    Hit(Track(track_id=str(rank), path=Path(f"{rank}.flac"), folder=Path(), title=f"Track {rank}"), 0.5, rank)
    for rank in range(1, 9)
)
_PART = re.compile(r"\[([+\-~=@])([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A labelled training request."""

    text: str  # without marks
    intent: int  # index in INTENTS
    follows: bool | None  # whether tracks were shown before it; None: either
    spans: tuple[tuple[int, int, int], ...]  # (start, end, index in TAGS) of the marked words


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled training request, converted to tensors."""

    marked: Marked
    states: Tensor  # (tokens, STATES), float16
    labels: Tensor  # (tokens,), indices in TAGS, or UNKNOWN
    places: list[tuple[int, int]]  # (start, end) of each token in the text


def parse(line: str) -> Marked:
    """Parse one line of a file of marked requests.

    Raises:
        ValueError: the line has no tab or an unknown intent.
    """
    intent, _, marked = line.rstrip("\n").partition("\t")
    text, spans, at = "", [], 0
    for part in _PART.finditer(marked):
        text += marked[at : part.start()]
        spans.append((len(text), len(text) + len(part[2]), 1 + MARKS.index(part[1])))
        text, at = text + part[2], part.end()
    kind = intent.removeprefix(">")
    follows = True if kind != intent or kind in ("refine", "undo", "about") else None if kind == "chat" else False
    return Marked(text + marked[at:], INTENTS.index(kind), follows, tuple(spans))


def varied(line: str, rng: random.Random) -> str:
    """Return a variant of a line: other concepts of the same kinds, other case or punctuation, or a typing error."""
    table = phrases()

    def exchanged(part: re.Match[str]) -> str:
        named = table.get(part[2].lower().replace("-", " "))
        if named is None or part[1] in "=@" or rng.random() > 0.6:
            return part[0]
        return f"[{part[1]}{rng.choice([p for p, c in table.items() if c.kind == named.kind])}]"

    intent, _, text = _PART.sub(exchanged, line.rstrip("\n")).partition("\t")
    typed = rng.random()
    if typed < 0.3:
        text = text.lower()
    elif typed < 0.45:
        text = text.rstrip(" .!?")
    if rng.random() < 0.15 and len(text) > 12:  # remove a letter: a typing error
        at = rng.randrange(len(text))
        if text[at].isalpha():
            text = text[:at] + text[at + 1 :]
    return f"{intent}\t{text}"


def examples(lines: Sequence[str], minilm: MiniLM, variants: int, seed: int, known: bool = False) -> list[Example]:
    """Return the examples for each line and for `variants` random variants of it.

    Args:
        lines: the marked requests.
        minilm: the text encoder.
        variants: the number of variants per line.
        seed: the seed of the variants.
        known: whether these are `--known` requests (see the module's docstring).
    """
    rng = random.Random(seed)
    made = []
    for line in lines:
        for one in (line, *(varied(line, rng) for _ in range(variants))):
            marked = parse(one)
            states, places = minilm.states(marked.text)
            hints = hinted(
                places, [] if known else hints_of(read(Request.of(marked.text, SHOWN if marked.follows else ())))
            )
            states = np.concatenate([states, hints], axis=1, dtype=np.float32)
            labels = torch.full((len(places),), UNKNOWN if known else 0)
            for k, (start, end) in enumerate(places):
                if start == end:
                    labels[k] = UNKNOWN
                for first, last, tag in marked.spans:
                    if start < last and first < end:
                        labels[k] = tag
            made.append(Example(marked, torch.from_numpy(states).half(), labels, places))
    return made


class Block(nn.Module):
    """A transformer block with layer norms before the attention and before the feed-forward (Xiong et al. 2020)."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.look, self.mix = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, here: Tensor) -> Tensor:
        """Apply the block to x (n, t, WIDTH). Tokens where `here` (n, t) is false are not attended to."""
        n, t, _ = x.shape
        query, key, value = self.look(self.first(x)).view(n, t, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=here[:, None, None])
        x = x + self.drop(self.mix(mixed.transpose(1, 2).reshape(n, t, WIDTH)))
        wide = F.gelu(self.widen(self.second(x)), approximate="tanh")
        out: Tensor = x + self.drop(self.narrow(self.drop(wide)))
        return out


class Network(nn.Module):
    """The network of the tagger, as a module to train. `llm.understanding.tagger` runs it in NumPy."""

    def __init__(self, drop: float = 0.3) -> None:
        super().__init__()
        self.enter = nn.Linear(STATES, WIDTH)
        self.place = nn.Parameter(0.02 * torch.randn(LONGEST, WIDTH))
        self.later = nn.Parameter(torch.randn(WIDTH))
        self.blocks = nn.ModuleList(Block(drop) for _ in range(BLOCKS))
        self.last = nn.LayerNorm(WIDTH)
        self.tag, self.intent = nn.Linear(WIDTH, len(TAGS)), nn.Linear(2 * WIDTH, len(INTENTS))
        self.drop = nn.Dropout(drop)

    def forward(self, states: Tensor, here: Tensor, follows: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the tags (n, t, TAGS) and of the intents (n, INTENTS).

        Args:
            states: the features of the tokens (n, t, STATES).
            here: whether each token is no padding (n, t).
            follows: 1 for requests that follow a turn with tracks, else 0 (n,).
        """
        x = self.drop(F.gelu(self.enter(states), approximate="tanh")) + self.place[: states.shape[1]]
        x = x + follows[:, None, None] * self.later
        for block in self.blocks:
            x = block(x, here)
        x = self.last(x)
        some = here[:, :, None]
        mean = (x * some).sum(dim=1) / some.sum(dim=1)
        most = x.masked_fill(~some, -1e4).amax(dim=1)
        return self.tag(self.drop(x)), self.intent(self.drop(torch.cat([mean, most], dim=1)))


def together(batch: Sequence[Example], training: bool = False) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pad the examples of a batch to the same length.

    Returns:
        (states, mask of tokens, `follows`, labels, intents).
    """
    longest = max(len(e.labels) for e in batch)
    states = torch.zeros(len(batch), longest, STATES)
    labels = torch.full((len(batch), longest), UNKNOWN)
    for k, example in enumerate(batch):
        states[k, : len(example.labels)] = example.states.float()
        if training and random.random() < UNHINTED:
            states[k, :, -len(HINTS) :] = 0
        labels[k, : len(example.labels)] = example.labels
    here = torch.arange(longest)[None] < torch.tensor([len(e.labels) for e in batch])[:, None]
    later = [random.random() < 0.5 if e.marked.follows is None else e.marked.follows for e in batch]
    return states, here, torch.tensor(later).float(), labels, torch.tensor([e.marked.intent for e in batch])


def fit(made: list[Example], rounds: int, rate: float, seed: int) -> Network:
    """Train a network on these examples for `rounds` epochs, with `rate` as the highest learning rate."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network, size = Network(), 32
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.05)
    steps = rounds * (len(made) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps + 1)
    made = list(made)
    for turn in range(rounds):
        rng.shuffle(made)
        total = 0.0
        for at in range(0, len(made) - size + 1, size):
            states, here, follows, labels, intents = together(made[at : at + size], training=True)
            heard = (torch.rand(*here.shape, 1) > 0.08).float()  # hide some tokens, as a regulariser
            tags, intent = network(heard * (states + 0.05 * torch.randn_like(states)), here, follows)
            loss = F.cross_entropy(tags.transpose(1, 2), labels, ignore_index=UNKNOWN, label_smoothing=0.05)
            loss = loss + 0.4 * F.cross_entropy(intent, intents, label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(turn + 1, round(total * size / len(made), 3), flush=True)
    return network.eval()


@torch.inference_mode()
def figures(network: Network, made: Sequence[Example]) -> dict[str, float]:
    """Return the accuracy of the network on some examples.

    Returns:
        for each tag of concepts (wanted, refused, mentioned), the share of concepts that get the right tag; "all", the
        same for all these tags together; "intent", the share of right intents.
    """
    right, count = np.zeros(3), np.zeros(3)
    intents = 0
    for example in made:
        states, here, follows, _, _ = together([example])
        tags, intent = network(states, here, follows)
        intents += int(intent.argmax()) == example.marked.intent
        for start, end, tag in example.marked.spans:
            tokens = [k for k, (a, b) in enumerate(example.places) if a < end and start < b and a < b]
            if tokens and tag <= 3:
                count[tag - 1] += 1
                right[tag - 1] += int(tags[0, tokens].softmax(dim=1).mean(dim=0)[1:4].argmax()) == tag - 1
    shares = dict(zip(TAGS[1:4], (right / np.maximum(count, 1)).round(3).tolist(), strict=True))
    return shares | {"all": round(float(right.sum() / count.sum()), 3), "intent": round(intents / len(made), 3)}


def read_lines(files: Sequence[Path]) -> list[str]:
    """Return all lines of these files that contain a request."""
    return [line for f in files for line in f.read_text(encoding="utf-8").splitlines() if "\t" in line]


def main() -> None:
    """Train the network, print its accuracy, and write its weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--requests", type=Path, nargs="+", required=True)
    parser.add_argument("--known", type=Path, nargs="*", default=(), help="requests that the readers were written for")
    parser.add_argument("--held-out", type=Path, nargs="*", default=(), help="requests to measure accuracy on")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variants", type=int, default=2, help="random variants of each request")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    minilm = MiniLM()
    made = examples(read_lines(args.requests), minilm, args.variants, args.seed)
    made += examples(read_lines(args.known), minilm, args.variants, args.seed, known=True)
    network = fit(made, args.rounds, args.rate, args.seed)
    for path in args.held_out:
        print(path.name, figures(network, examples(read_lines([path]), minilm, 0, 0)))
    save_file({name: value.half().contiguous() for name, value in network.state_dict().items()}, args.out)


if __name__ == "__main__":
    main()

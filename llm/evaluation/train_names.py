"""Train the network that marks names of music: `python -m llm.evaluation.train_names --bio FILE --out WEIGHTS`.

all-MiniLM-L6-v2 is fine-tuned by low-rank adaptation (Hu et al. 2022, LoRA), with a linear-chain conditional random
field (Lafferty et al. 2001) over the labels of the tokens. It learns from

- MusicRecoNER, requests in lower case with labelled names (--bio; see `llm.evaluation.names`);
- variants of these: other names of the same kind, made-up names, typing errors, capitals, quotes and punctuation;
- the patterns in marked/names, filled with names and with names of concepts;
- the marked requests for the tagger, few of which contain names: their wishes must not be marked as names.

Some tokens of each request are hidden, so that the network learns the words around names. The weights are averaged over
the last steps (exponential moving average).
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from data.vocabulary.concepts import phrases
from llm.understanding.name_tagger import LABELS, NEVER, NameTagger
from models.encoders.minilm import DIM, MAX_TOKENS, installed_folder

from .names import read_bio, span_f1, spans_of

RANK = 32
MARKED = Path(__file__).parent / "marked"
HIDDEN = 0.05  # share of the tokens that are hidden; of names, half as many again
AVERAGED = 0.99  # of the moving average of the weights, per step
BATCH = 32
PATTERNS, OTHERS = 1000, 600  # filled patterns and other requests per round
MASK, FIRST_WORD = 103, 999  # ids of the vocabulary: [MASK]; the last one before words

Part = tuple[str, str]  # words, and their kind: "Artist", "WoA" or ""
Labelled = tuple[str, list[tuple[int, int, str]]]  # a text and the (start, end, kind) of its names


class Names:
    """Names to put into training requests: names of other training requests, of marked/names, and made-up ones."""

    _ONSETS = "b br c ch cl d dr f fl g gr h j k kl l m n p pr qu r s sh sk sl st str t th tr v w z".split()
    _VOWELS = "a e i o u ai ee oo ou y".split()
    _CODAS = "b ck d g k l ll m n nd ng nt p r rd s sk ss st t th x".split()

    def __init__(self, requests: Sequence[Sequence[Part]], known: dict[str, list[str]], rng: random.Random) -> None:
        """Collect the names and words to choose from.

        Args:
            requests: the training requests.
            known: the names of marked/names, by kind ("Artist" or "WoA").
            rng: makes all random choices.
        """
        self.rng, self.known = rng, known
        self.found = {kind: [t for r in requests for t, k in r if k == kind] for kind in ("Artist", "WoA")}
        self.words = [text for request in requests for text, kind in request if not kind and text.isalpha()]
        self.concepts = [phrase for phrase in phrases() if phrase.isascii()]

    def any(self, kind: str) -> str:
        """Return a random name of an artist (kind "Artist") or of a work ("WoA").

        It is a name in marked/names, a name of a training request, one or two names of concepts, or a
        made-up name.
        """
        chance = self.rng.random()
        if chance < 0.3:
            return self.rng.choice(self.known[kind])
        if chance < 0.65:
            return self.rng.choice(self.found[kind])
        if chance < 0.75:
            concepts = [self.rng.choice(self.concepts) for _ in range(self.rng.choice((1, 2)))]
            return ("the " if self.rng.random() < 0.4 else "") + " ".join(concepts)
        return self.made_up(kind)

    def made_up(self, kind: str) -> str:
        """Return an invented name: made-up words, common words, or parts of two real names."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.3:
            return " ".join(self._word() for _ in range(rng.choice((1, 2, 2))))
        if kind == "WoA":
            at = rng.randrange(len(self.words) - 6)
            return " ".join(self.words[at : at + rng.choice((1, 2, 2, 3, 4, 5))])
        if chance < 0.5:
            return f"the {rng.choice(self.words)}s"
        if chance < 0.75:
            first, last = (rng.choice(self.found[kind]).split() for _ in range(2))
            return f"{first[0]} {last[-1]}"
        return " ".join(rng.choice(self.words) for _ in range(rng.choice((1, 2, 2, 3))))

    def _word(self) -> str:
        rng = self.rng
        codas = ["", *("",) * len(self._CODAS), *self._CODAS]
        parts = [(self._ONSETS, self._VOWELS, codas)] * rng.choice((1, 2, 2, 3))
        return "".join(rng.choice(letters) for part in parts for letters in part)


def parts_of(request: Sequence[tuple[str, str]]) -> list[Part]:
    """Convert a labelled request to parts. A part is a whole name or one other word."""
    words, at = [word for word, _ in request], 0
    parts: list[Part] = []
    for start, end, kind in spans_of([label for _, label in request]):
        parts += [(word, "") for word in words[at:start]]
        parts.append((" ".join(words[start:end]), kind))
        at = end
    return [*parts, *((word, "") for word in words[at:])]


def varied(parts: Sequence[Part], names: Names) -> list[Part]:
    """Return a request with other names, with typing errors, or without its end."""
    rng, made = names.rng, list(parts)
    if rng.random() < 0.55:
        made = [
            (names.made_up(kind) if rng.random() < 0.3 else rng.choice(names.found[kind]), kind)
            if kind and rng.random() < 0.6
            else (text, kind)
            for text, kind in made
        ]
    made = [
        (misspelt(text, rng), kind) if len(text) > 4 and rng.random() < (0.12 if kind else 0.01) else (text, kind)
        for text, kind in made
    ]
    return made[: rng.randrange(4, len(made))] if len(made) > 6 and rng.random() < 0.06 else made


def misspelt(text: str, rng: random.Random) -> str:
    """Return a text with a letter removed, doubled, or exchanged with the next one."""
    at, chance = rng.randrange(len(text)), rng.random()
    if chance < 0.5:
        return text[:at] + text[at + 1 :]
    if chance < 0.75:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def written(parts: Sequence[Part], rng: random.Random) -> Labelled:
    """Write a request as people type it: all in lower case, or with capitals, quotes and punctuation.

    In MusicRecoNER a word "|" separates sentences, and apostrophes are removed.
    """
    typed = rng.random() < 0.4
    begins, capitals = typed and rng.random() < 0.7, typed and rng.random() < 0.6
    marks = rng.choice(('""', "''", "“”"))
    text, spans = "", []
    for i, (part, kind) in enumerate(parts):
        if part == "|" and typed:
            text = f"{text.rstrip()}{rng.choice(('.', ',', '!', ' -', ';'))} "
            continue
        follows = parts[i + 1][1] if i + 1 < len(parts) else ""
        of = typed and kind == "Artist" and follows == "WoA" and part.endswith("s") and rng.random() < 0.7
        quoted = typed and kind == "WoA" and rng.random() < 0.2
        part = " ".join(word[:1].upper() + word[1:] for word in part.split()) if kind and capitals else part
        part = part[:1].upper() + part[1:] if (begins and not text) or (typed and part == "i") else part
        text += marks[0] if quoted else ""
        start = len(text)
        text += part.removesuffix("s") if of else part
        if kind:
            spans.append((start, len(text), kind))
        text += ("'s" if of else "") + (marks[1] if quoted else "")
        text += ", " if typed and kind and follows == kind and rng.random() < 0.8 else " "
    return text.rstrip() + (rng.choice(("", ".", "?", "!", "")) if typed else ""), spans


def filled(pattern: str, names: Names) -> list[Part]:
    """Return a pattern as parts: {A} becomes an artist, {W} a work, {g} a concept, {d} a decade, {n} a number."""
    rng, parts = names.rng, []
    for word in pattern.split():
        slot = re.fullmatch(r"\{(\w)\}(s?)", word)
        if not slot:
            parts.append((word, ""))
        elif slot[1] in "AW":
            kind = "Artist" if slot[1] == "A" else "WoA"
            parts.append((" ".join(names.any(kind).split()[:7]) + slot[2], kind))
        elif slot[1] == "g":
            parts += [(each, "") for each in rng.choice(names.concepts).split()]
        else:
            parts.append((rng.choice(DECADES) if slot[1] == "d" else str(rng.randrange(1, 130)), ""))
    return parts


DECADES = "60s 70s 80s 90s sixties seventies eighties nineties 2000s 1920s 1990s".split()
# The names of music in the marked requests.
COMPOSERS = re.compile(
    r"\b(?:(?:j\.s\. |johann |ludwig van |erik |scott |clara |stephen |toni |paco de )?(?:bach|satie|chopin|debussy|"
    r"debusy|joplin|tchaikovsky|mozart|vivaldi|wagner|brahms|beethoven|strauss|handel|haydn|schubert|grieg|ravel|"
    r"scarlatti|alb[eé]niz|widor|faur[eé]|morricone|schumann|piazzolla|coltrane|foster|luc[ií]a|simone|pachelbel|"
    r"dvo[rř][aá]k))s?\b",
    re.IGNORECASE,
)


def other_requests() -> list[Labelled]:
    """Return the requests on which the tagger is trained, as text with labelled names.

    Few of them contain names; these are found by a list of composers.
    """
    lines = [line for file in sorted(MARKED.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    texts = [re.sub(r"\[[+\-~=@]([^\[\]]*)\]", r"\1", line.partition("\t")[2]) for line in lines if "\t" in line]
    return [
        (text, [(found.start(), found.end(), "Artist") for found in COMPOSERS.finditer(text)])
        for text in texts
        if "Hark Demo" not in text
    ]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled request as tokens."""

    ids: list[int]
    labels: list[int]  # indices in LABELS
    capitals: list[float]  # 1 for tokens that begin with a capital


def encoded(tokenizer: Tokenizer, labelled: Labelled) -> Example:
    """Convert a labelled text to tokens; the first token of a name has a B- label, the others I- labels."""
    text, spans = labelled
    encoding = tokenizer.encode(text)
    labels, begun = [], set()
    for start, end in encoding.offsets:
        label = 0
        for number, (first, last, kind) in enumerate(spans):
            if start < end and start < last and first < end:
                label = LABELS.index(("I-" if number in begun else "B-") + kind)
                begun.add(number)
        labels.append(label)
    return Example(encoding.ids, labels, [float(text[start : start + 1].isupper()) for start, _ in encoding.offsets])


class LowRank(nn.Module):
    """A linear layer whose weights are fixed, plus a trainable change: the product of two small matrices."""

    def __init__(self, fixed: nn.Linear) -> None:
        super().__init__()
        self.fixed = fixed
        self.down = nn.Parameter(torch.randn(RANK, fixed.in_features) / fixed.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(fixed.out_features, RANK))

    def forward(self, x: Tensor) -> Tensor:
        """Apply the changed layer: (..., in) -> (..., out)."""
        out: Tensor = self.fixed(x) + (x @ self.down.T) @ self.up.T
        return out


class Network(nn.Module):
    """MiniLM with trainable low-rank changes, and a conditional random field on its last hidden states."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.minilm = AutoModel.from_pretrained(folder)
        self.minilm.requires_grad_(False)
        for layer in self.minilm.encoder.layer:
            attention = layer.attention.self
            attention.query, attention.key = LowRank(attention.query), LowRank(attention.key)
            attention.value = LowRank(attention.value)
            for part in (layer.attention.output, layer.intermediate, layer.output):
                part.dense = LowRank(part.dense)
        self.capital = nn.Parameter(torch.zeros(DIM))
        self.drop, self.out = nn.Dropout(0.1), nn.Linear(DIM, len(LABELS))
        self.between = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.start = nn.Parameter(torch.zeros(len(LABELS)))
        never = [
            [NEVER if to[0] == "I" and of[1:] != to[1:] else 0.0 for to in LABELS] for of in LABELS
        ]  # an I- label follows a B- or I- label of its kind
        self.never: Tensor
        self.register_buffer("never", torch.tensor(never))

    @property
    def transitions(self) -> Tensor:
        """Return the scores (LABELS, LABELS) from the label of one token to the label of the next."""
        return self.between + self.never

    def forward(self, ids: Tensor, here: Tensor, capitals: Tensor) -> Tensor:
        """Return the score of each label for each token (n, t, LABELS).

        Args:
            ids: token ids (n, t).
            here: 1 for tokens, 0 for padding (n, t).
            capitals: 1 for tokens that begin with a capital, else 0 (n, t).
        """
        embedded = self.minilm.embeddings.word_embeddings(ids) + capitals[..., None] * self.capital
        states = self.minilm(inputs_embeds=embedded, attention_mask=here).last_hidden_state
        scores: Tensor = self.out(self.drop(states))
        return scores

    def loss(self, scores: Tensor, labels: Tensor, here: Tensor) -> Tensor:
        """Return the negative log likelihood of the labels (n, t), divided by the number of tokens."""
        transitions, each = self.transitions, torch.arange(len(labels))
        every = scores[:, 0] + self.start  # log of the summed likelihood of all paths to each label
        given = scores[each, 0, labels[:, 0]] + self.start[labels[:, 0]]
        for i in range(1, labels.shape[1]):
            onwards = torch.logsumexp(every[:, :, None] + transitions, dim=1) + scores[:, i]
            every = torch.where(here[:, i, None] > 0, onwards, every)
            step = scores[each, i, labels[:, i]] + transitions[labels[:, i - 1], labels[:, i]]
            given = given + here[:, i] * step
        return (torch.logsumexp(every, dim=1) - given).sum() / here.sum()

    def changes(self) -> dict[str, Tensor]:
        """Return the trained parameters, with the names that `models.encoders.minilm.changed` reads."""
        learned = {name: value for name, value in self.named_parameters() if value.requires_grad and name != "between"}
        return {name.removeprefix("minilm."): value.detach() for name, value in learned.items()} | {
            "transitions": self.transitions.detach()
        }


def batches(examples: list[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Yield the examples in batches of similar length; the order of the batches is random."""
    rng.shuffle(examples)
    made = []
    for first in range(0, len(examples), 16 * BATCH):
        group = sorted(examples[first : first + 16 * BATCH], key=lambda example: len(example.ids))
        made += [group[i : i + BATCH] for i in range(0, len(group), BATCH)]
    rng.shuffle(made)
    yield from made


def padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pad the examples of a batch to the same length.

    Returns:
        (token ids, labels, mask of tokens, capitals), each (n, t).
    """
    longest = max(len(example.ids) for example in batch)
    rows = [longest - len(example.ids) for example in batch]
    ids = torch.tensor([e.ids + [0] * n for e, n in zip(batch, rows, strict=True)])
    labels = torch.tensor([e.labels + [0] * n for e, n in zip(batch, rows, strict=True)])
    here = torch.tensor([[1.0] * len(e.ids) + [0.0] * n for e, n in zip(batch, rows, strict=True)])
    capitals = torch.tensor([e.capitals + [0.0] * n for e, n in zip(batch, rows, strict=True)])
    return ids, labels, here, capitals


def fit(requests: Sequence[Sequence[Part]], rounds: int, rate: float, seed: int) -> Network:
    """Train a network on requests, filled patterns and the tagger's requests.

    Args:
        requests: the labelled requests; a new variant of each is made in every epoch.
        rounds: the number of epochs.
        rate: the highest learning rate.
        seed: the seed of all random choices.
    """
    torch.manual_seed(seed)
    rng, folder = random.Random(seed), installed_folder()
    patterns, artists, works = (
        (MARKED / "names" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        for name in ("patterns", "artists", "works")
    )
    names = Names(requests, {"Artist": artists, "WoA": works}, rng)
    others = other_requests()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()

    def examples() -> list[Example]:
        made = [*requests, *(filled(rng.choice(patterns), names) for _ in range(PATTERNS))]
        labelled = [written(varied(parts, names), rng) for parts in made]
        for text, spans in rng.sample(others, OTHERS):
            labelled.append((text.lower() if rng.random() < 0.4 else text, spans))
        return [encoded(tokenizer, each) for each in labelled]

    network = Network(folder)
    learned = {name: value for name, value in network.named_parameters() if value.requires_grad}
    optimiser = torch.optim.AdamW(learned.values(), lr=rate, weight_decay=0.01)
    steps = rounds * len(list(batches(examples(), rng)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0, (steps - step) / steps)
    )
    average = {name: value.detach().clone() for name, value in learned.items()}
    for turn in range(rounds):
        total, count = 0.0, 0
        for batch in batches(examples(), rng):
            ids, labels, here, capitals = padded(batch)
            hidden = torch.rand(ids.shape) < HIDDEN * torch.where(labels > 0, 1.5, 1.0)
            scores = network(torch.where(hidden & (ids > FIRST_WORD), MASK, ids), here, capitals)
            loss = network.loss(scores, labels, here)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learned.values(), 1.0)
            optimiser.step()
            schedule.step()
            for name, value in learned.items():
                average[name].lerp_(value.detach(), 1 - AVERAGED)
            total, count = total + loss.item(), count + 1
        print(turn + 1, round(total / count, 4), flush=True)
    network.load_state_dict(average, strict=False)
    return network.eval()


def main() -> None:
    """Train the network, write its weights, and print its figures on requests that were not used for training."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--bio", type=Path, required=True, help="MusicRecoNER, all parts in one file")
    parser.add_argument("--first", type=int, default=None, help="train on so many requests, measure on the others")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    requests = [parts_of(request) for request in read_bio(args.bio)[: args.first]]
    network = fit(requests, args.rounds, args.rate, args.seed)
    save_file({name: value.half().contiguous() for name, value in network.changes().items()}, args.out)
    if args.first is not None:
        print(span_f1(args.bio, NameTagger(args.out), args.first))


if __name__ == "__main__":
    main()

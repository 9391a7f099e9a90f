"""Train both networks of the compact encoder together, in an hour on one core.

A batch has three kinds of clips: rendered pieces, with known instruments; new mixtures, made at each step from
instruments that were rendered alone; and real recordings, for which YAMNet is the teacher. Pieces alone lead to
overfitting: after thirty epochs over 27,000 pieces, instrument recognition had an mAP of 0.90 on these pieces and 0.48
on new ones from the same soundfont.

Five losses are minimised, the last three of them at every Matryoshka width:

  instruments, style and mood of rendered clips (binary cross-entropy; unknown facts are masked)
  the teacher's standardised log class scores of recordings (squared error)
  clips and mixtures against texts "a song with the X in it", for a hundred X: whether X is in the clip, and which clip
    has most of X
  rendered clips against captions: each clip for which a caption is true is a positive
  recordings against texts of listeners: the ranking should equal the teacher's (Kullback-Leibler divergence)

    python -m models.training.train --rendered DIR --solos DIR --real DIR --work DIR --teachers DIR --musiccaps CSV
        --out RUN

RUN/state.pt is rewritten every epoch, and training resumes from it. RUN/weights.pt holds averaged weights.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.encoder import MATRYOSHKA_DIMS
from models.encoders.compact import BANDS
from models.encoders.compact_network import TEXT_WIDTH, AudioTower, TextHead

from .captions import FACTS, INDEX, ONE_FORMS, truths
from .instruments import INSTRUMENTS, LABELS
from .language import aspect_pairs, classes, embed, listeners, rendered_captions

FLOOR = 1e-3  # added to the teacher's scores before the logarithm
FRAMES = 256
CROP = 128
CAPTIONS = 4  # captions kept for each rendered clip
PER_CLIP = 2  # captions per clip in a batch
TEXTS = 160  # listeners' texts in a batch
HEARD = 112  # texts "a song with the X in it" in a batch
DRUMMED = 0.35  # share of the mixtures with drums
TWINS = 0.6  # share of consecutive mixtures that differ by one instrument
UNISON = 0.15  # share of the instruments that are doubled
SCALE = 8 * math.log(10)  # a step of 1 in a log-mel is 80 dB, eight powers of ten
OVER = 12  # recordings in a batch into which an instrument is mixed
PLAYERS = (0.2, 0.3, 0.3, 0.2)  # shares of mixtures with one, two, three and four instruments
NEVER = -1e4
HEARS = torch.tensor([f.startswith("hear ") for f in FACTS])
FAMILIES = (*(i.family for i in INSTRUMENTS), "drums")  # family of each of LABELS


class Rendered:
    """Rendered clips, held in memory as log-mels with labels and captions."""

    def __init__(self, folder: Path, cache: Path, seed: int) -> None:
        self.folder, self.cache, self.seed = folder, cache, seed
        self.files: list[Path] = []
        self.mel = torch.empty(0, FRAMES, BANDS, dtype=torch.uint8)
        self.hold = torch.empty(0, len(FACTS), dtype=torch.bool)
        self.unknown = torch.empty(0, len(FACTS), dtype=torch.bool)
        self.labels = torch.empty(0, len(LABELS))
        self.text = torch.empty(0, CAPTIONS, TEXT_WIDTH, dtype=torch.float16)
        self.claims = torch.empty(0, CAPTIONS, len(FACTS), dtype=torch.bool)
        self.grow()

    def grow(self) -> None:
        """Load the shards that were written since the last call."""
        files = sorted(p for p in self.folder.glob("*.npz") if "tmp" not in p.name and p not in self.files)
        if not files:
            return
        self.files += files
        mel = np.concatenate([np.load(p)["mel"] for p in files])
        facts = [f for p in files for f in json.loads(p.with_suffix(".json").read_text())]
        sound = [k for k, f in enumerate(facts) if f["instruments"]]
        facts, n = [facts[k] for k in sound], len(sound)
        hold, unknown = torch.zeros(2, n, len(FACTS), dtype=torch.bool)
        labels = torch.zeros(n, len(LABELS))
        for k, fact in enumerate(facts):
            true, open_ = truths(fact)
            hold[k, list(true)] = True
            unknown[k, list(open_)] = True
            labels[k, [LABELS.index(x) for x in fact["instruments"]]] = 1
        said = rendered_captions(facts, CAPTIONS, self.seed, self.cache)
        text = embed([c.text for row in said for c in row], self.cache)
        claims = torch.zeros(n, CAPTIONS, len(FACTS), dtype=torch.bool)
        for k, row in enumerate(said):
            for j, caption in enumerate(row):
                claims[k, j, list(caption.claims)] = True
        self.mel = torch.cat([self.mel, torch.from_numpy(mel[sound])])
        self.hold, self.unknown = torch.cat([self.hold, hold]), torch.cat([self.unknown, unknown])
        self.labels = torch.cat([self.labels, labels])
        self.text = torch.cat([self.text, torch.from_numpy(text).view(n, CAPTIONS, -1)])
        self.claims = torch.cat([self.claims, claims])


class Solos:
    """Clips of one rendered instrument each, held in memory as log-mels, with the facts that are true of each clip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.mel = torch.empty(0, FRAMES, BANDS, dtype=torch.uint8)
        self.hold, self.unknown = torch.empty(2, 0, len(FACTS), dtype=torch.bool)
        self.labels = torch.empty(0, len(LABELS))
        self.drummers = torch.empty(0, dtype=torch.long)
        self.players: list[list[int]] = []  # indices of clips, by label
        self.family: list[str] = []  # instrument family of each clip
        self.families: dict[str, list[int]] = {}  # indices of clips, by family

    def grow(self) -> None:
        """Load the shards that were written since the last call."""
        files = sorted(p for p in self.folder.glob("*.npz") if "tmp" not in p.name and p not in self.files)
        if not files:
            return
        self.files += files
        facts = [f for p in files for f in json.loads(p.with_suffix(".json").read_text())]
        hold, unknown = torch.zeros(2, len(facts), len(FACTS), dtype=torch.bool)
        labels = torch.zeros(len(facts), len(LABELS))
        for k, fact in enumerate(facts):
            true, open_ = truths(fact)
            hold[k, list(true)] = True
            unknown[k, list(open_)] = True
            labels[k, LABELS.index(fact["instruments"][0])] = 1
        self.add(torch.from_numpy(np.concatenate([np.load(p)["mel"] for p in files])), hold, unknown, labels)

    def add(self, mel: Tensor, hold: Tensor, unknown: Tensor, labels: Tensor) -> None:
        """Append clips, given as tensors.

        Args:
            mel: log-mels.
            hold: the facts that are true of each clip.
            unknown: the facts that are unknown for each clip.
            labels: the instruments of each clip.
        """
        self.mel, self.labels = torch.cat([self.mel, mel]), torch.cat([self.labels, labels])
        self.hold, self.unknown = torch.cat([self.hold, hold]), torch.cat([self.unknown, unknown])
        label = self.labels.argmax(dim=1)
        self.players = [(label == k).nonzero()[:, 0].tolist() for k in range(len(LABELS))]
        self.drummers = torch.tensor(self.players[LABELS.index("drums")])
        self.family = [FAMILIES[k] for k in label.tolist()]
        self.families = {f: [k for k, of in enumerate(self.family) if of == f] for f in set(self.family)}

    def mix(self, count: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return `count` mixtures of one to four randomly chosen clips.

        With probability TWINS, a mixture with an odd index equals the one before it, except that one instrument is
        replaced by a related one: an alto saxophone by a tenor saxophone, brushes by sticks.

        Returns:
            (log-mels (count, frames, bands), true facts and unknown facts (count, facts each), labels (count, labels)).
        """
        size = 1 + torch.multinomial(torch.tensor(PLAYERS), count, replacement=True)
        pick = torch.randint(len(self.mel), (count, len(PLAYERS)))
        beaten = (torch.rand(count) < DRUMMED) & (size > 1)  # uniform sampling would give few mixtures with drums
        pick[beaten, 0] = self.drummers[torch.randint(len(self.drummers), (int(beaten.sum()),))]
        for k in range(1, count, 2):
            if random.random() < TWINS:
                pick[k], size[k] = pick[k - 1], size[k - 1]
                pick[k, 0] = self.relative(int(pick[k, 0]))
        here = torch.arange(len(PLAYERS))[None] < size[:, None]  # (count, instruments)
        mel = torch.stack([self.ensemble(pick[k, : size[k]]) for k in range(count)])
        hold = (self.hold[pick] & here[:, :, None]).any(dim=1)
        unknown = (self.unknown[pick] & here[:, :, None]).any(dim=1)
        hold[:, ~HEARS] = False
        unknown[:, ~HEARS] = True
        labels = (self.labels[pick] * here[:, :, None]).amax(dim=1)
        for fact, true in (("solo", size == 1), ("no drums", labels[:, LABELS.index("drums")] == 0)):
            hold[:, INDEX[fact]] = true
            unknown[:, INDEX[fact]] = False
        return mel, hold, unknown & ~hold, labels

    def relative(self, one: int) -> int:
        """Return the index of a random clip of another instrument of the same family as clip `one`.

        If the family has no other instrument, the clip is of the same instrument.
        """
        family = self.families[self.family[one]]
        for _ in range(8):
            other = family[random.randrange(len(family))]
            if not torch.equal(self.hold[other], self.hold[one]):
                break
        return int(other)

    def same(self, one: int) -> int:
        """Return the index of a random clip with the same label as clip `one`."""
        others = self.players[int(self.labels[one].argmax())]
        return int(others[random.randrange(len(others))])

    def ensemble(self, players: Tensor) -> Tensor:
        """Mix the clips with these indices (n,) to one log-mel (frames, bands).

        Each clip is first shifted in time and pitch, equalised and scaled at random.
        """
        total: Tensor | None = None
        for one in players.tolist():
            part = self.altered(one)
            if random.random() < UNISON and int(self.labels[one].argmax()) != LABELS.index("drums"):
                part = torch.logaddexp(part, self.altered(self.same(one)))
            part = part - random.random() * 0.18 * SCALE  # down to -14 dB
            total = part if total is None else torch.logaddexp(total, part)
        assert total is not None
        mel = total / SCALE
        return (mel - mel.amax() + 1).clamp(0, 1)

    def altered(self, one: int) -> Tensor:
        """Alter the clip with this index at random, and return it as natural logarithms of power."""
        part = self.mel[one].float() / 255
        part = part.roll(random.randrange(FRAMES), 0)
        if random.random() < 0.6:
            knots = torch.randn(1, 1, 7) * random.random() * 0.09
            part = part + F.interpolate(knots, size=BANDS, mode="linear", align_corners=True)[0]
        if random.random() < 0.4:
            part = part.roll(random.choice((-2, -1, 1, 2)), 1)
        return part * SCALE

    def over(self, windows: Tensor, heard: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Add an instrument to each recording. Of the resulting mixture only the facts about this instrument are known.

        Args:
            windows: log-mels of recordings (n, frames, bands).
            heard: indices of the clips with the instruments to add (n,).

        Returns:
            (log-mels (n, frames, bands), true facts (n, facts), unknown facts (n, facts)).
        """
        mel = (
            torch.stack(
                [
                    torch.logaddexp(w * SCALE - random.random() * 0.15 * SCALE, self.altered(int(k)))
                    for w, k in zip(windows, heard, strict=True)
                ]
            )
            / SCALE
        )
        hold = self.hold[heard] & HEARS
        return (mel - mel.amax(dim=(1, 2), keepdim=True) + 1).clamp(0, 1), hold, ~hold


class Real:
    """Recordings as log-mel windows, held in memory.

    The training target of each window is its class scores from YAMNet, as standardised logarithms.
    """

    def __init__(self, folder: Path) -> None:
        stored = [np.load(p) for p in sorted(folder.glob("*.npz"))]
        self.mel = torch.from_numpy(np.concatenate([s["mel"] for s in stored]))
        log = torch.log(torch.from_numpy(np.concatenate([s["teacher"] for s in stored])).float() + FLOOR)
        self.mean, self.std = log.mean(dim=0), log.std(dim=0).clamp(min=0.05)
        self.score = ((log - self.mean) / self.std).clamp(-4, 6)


def disguise(mel: Tensor) -> Tensor:
    """Alter log-mels (n, frames, bands) in [0, 1] at random, as another room, microphone or mastering would.

    Each change is applied to a part of the clips only: with all changes on all clips, instruments were hardly learned.
    """
    n, frames, bands = mel.shape

    def some(share: float) -> Tensor:
        return (torch.rand(n, 1, 1) < share).float()

    knots = torch.randn(n, 1, 8) * torch.rand(n, 1, 1) * 0.04 * some(0.6)  # equaliser, up to about 3 dB
    mel = mel + F.interpolate(knots, size=bands, mode="linear", align_corners=True)
    mel = (mel - 0.8) * (1 + (0.3 * torch.rand(n, 1, 1) - 0.12) * some(0.5)) + 0.8  # compression and expansion
    if random.random() < 0.4:
        mel = torch.roll(mel, random.choice((-1, 1)), dims=2)  # a little sharp or flat
    cut = torch.where(torch.rand(n) < 0.08, torch.randint(bands // 2, bands, (n,)), torch.tensor(bands + 99))
    mel = mel - (torch.arange(bands)[None, :] - cut[:, None]).clamp(min=0)[:, None, :] * 0.08
    floor = torch.where(torch.rand(n) < 0.15, torch.rand(n) * 0.4, torch.tensor(-1.0))
    hiss = floor[:, None, None] + torch.randn(n, 1, bands) * 0.04 + torch.randn(n, frames, bands) * 0.02
    mel = torch.maximum(mel, hiss)
    mel = torch.roll(mel, int(torch.randint(0, frames, ())), dims=1)
    for k in range(n):
        if random.random() < 0.4:
            at, wide = random.randrange(frames), random.randrange(16)
            mel[k, at : at + wide] = 0
        if random.random() < 0.25:
            at, wide = random.randrange(bands), random.randrange(7)
            mel[k, :, at : at + wide] = 0
    return mel.clamp(0, 1)


def prefixes(a: Tensor, b: Tensor) -> Iterator[Tensor]:
    """Yield, for each Matryoshka width, the cosines (n, m) of all rows of `a` with all rows of `b`."""
    for dim in MATRYOSHKA_DIMS:
        yield F.normalize(a[:, :dim], dim=1) @ F.normalize(b[:, :dim], dim=1).T


def matching_loss(audio: Tensor, text: Tensor, right: Tensor, ignore: Tensor, scale: Tensor) -> Tensor:
    """Return the symmetric contrastive loss of sound and text, averaged over the widths.

    A row may have several positives.

    Args:
        audio: vectors of sound (n, dim).
        text: vectors of text (m, dim).
        right: whether each pair is a positive (n, m).
        ignore: whether each pair is left out, because it is unknown whether the text is true (n, m).
        scale: 1 / temperature.
    """
    total = audio.new_zeros(())
    asked, sung = right.any(dim=0), right.any(dim=1)
    share_text = right.float() / right.sum(dim=0, keepdim=True).clamp(min=1)
    share_audio = right.float() / right.sum(dim=1, keepdim=True).clamp(min=1)
    for cosines in prefixes(audio, text):
        logits = (cosines * scale).masked_fill(ignore, NEVER)
        down = -(share_text * logits.log_softmax(dim=0)).sum(dim=0)[asked].mean()
        across = -(share_audio * logits.log_softmax(dim=1)).sum(dim=1)[sung].mean()
        total = total + down + 0.5 * across
    return total / len(MATRYOSHKA_DIMS)


def presence_loss(audio: Tensor, text: Tensor, right: Tensor, ignore: Tensor, scale: Tensor, bias: Tensor) -> Tensor:
    """Return the sigmoid loss of all pairs of sound and text (SigLIP, Zhai et al. 2023), averaged over the widths."""
    total = audio.new_zeros(())
    for cosines in prefixes(audio, text):
        each = F.binary_cross_entropy_with_logits(cosines * scale + bias, right.float(), reduction="none")
        total = total + (each * ~ignore).sum(dim=1).mean()
    return total / len(MATRYOSHKA_DIMS)


def ranking_loss(audio: Tensor, text: Tensor, wanted: Tensor, scale: Tensor) -> Tensor:
    """Return how far the student's rankings diverge from the teacher's (Kullback-Leibler).

    Both the rankings of windows for each text and those of texts for each window are compared.
    """
    total = audio.new_zeros(())
    down, across = (wanted * 2.5).softmax(dim=0), (wanted * 2.5).softmax(dim=1)
    for cosines in prefixes(audio, text):
        logits = cosines * scale
        total = total - (down * logits.log_softmax(dim=0)).sum(dim=0).mean()
        total = total - 0.5 * (across * logits.log_softmax(dim=1)).sum(dim=1).mean()
    return total / len(MATRYOSHKA_DIMS)


class Student(nn.Module):
    """The two networks that ship, and the further heads that are used only in training."""

    def __init__(self) -> None:
        super().__init__()
        self.audio, self.text = AudioTower(BANDS), TextHead()
        self.instruments = nn.Linear(768, len(LABELS))
        self.facts = nn.Linear(768, len(FACTS))
        self.teacher = nn.Linear(768, 521)
        self.scales = nn.Parameter(torch.full((5,), 2.7))  # log of 1 / temperature
        self.bias = nn.Parameter(torch.tensor(-6.0))

    def scale(self, k: int) -> Tensor:
        """Return 1 / temperature of the loss with number k; it is limited to 60."""
        return self.scales[k].clamp(max=4.1).exp()


def main() -> None:
    """Read the command line, and train."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    for name in ("rendered", "solos", "real", "work", "teachers", "musiccaps", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--minutes", type=float, default=40, help="the schedule ends when these are over")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, nargs=3, default=(32, 48, 48), help="pieces, mixtures, real windows")
    parser.add_argument("--listening", type=float, default=1.0, help="weight of the losses on recordings")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--flat", action="store_true", help="only the full width: to see what Matryoshka gives")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.flat:
        globals()["MATRYOSHKA_DIMS"] = (512,)
    train(args)


def train(args: argparse.Namespace) -> None:
    """Train for a given time. The learning rate first rises and then falls along a cosine to zero."""
    class_map = args.teachers / "yamnet_class_map.csv"
    rendered = Rendered(args.rendered, args.work / "captions.npz", args.seed)
    real = Real(args.real)
    solos = Solos(args.solos)
    solos.grow()
    alone = rendered.labels.sum(dim=1) == 1
    solos.add(rendered.mel[alone], rendered.hold[alone], rendered.unknown[alone], rendered.labels[alone])
    pieces, mixtures, windows = args.batch
    clips = pieces + mixtures + OVER
    hears = HEARS.nonzero()[:, 0]
    forms = [f.format(x=FACTS[k].removeprefix("hear ")) for k in hears.tolist() for f in ONE_FORMS]
    asked = torch.from_numpy(embed(forms, args.work / "forms.npz")).view(len(hears), len(ONE_FORMS), -1)
    texts, vectors, weights = listeners(class_map, args.musiccaps, args.work / "listeners.npz", random.Random(0))
    listen, weigh = torch.from_numpy(vectors), torch.from_numpy(weights)
    left, right = (torch.from_numpy(x) for x in aspect_pairs(args.musiccaps, args.work / "listeners.npz"))
    typical = (real.score[torch.randperm(len(real.score))[:2000]] @ weigh.T).std()
    names, _ = classes(class_map)
    musical = torch.full((521,), 0.15)
    musical[132:277] = 1.0
    print(f"{len(rendered.mel)} rendered, {len(real.mel)} real, {len(texts)} texts, {len(names)} classes", flush=True)

    student = Student()
    student.audio = student.audio.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if args.start:
        own, stored = (
            student.state_dict(),
            torch.load(args.start, weights_only=True),
        )  # heads for a different set of facts are newly initialised
        student.load_state_dict(own | {k: v for k, v in stored.items() if k in own and own[k].shape == v.shape})
    average = {k: v.clone().float() for k, v in student.state_dict().items()}
    decayed = [p for p in student.parameters() if p.ndim > 1]
    rest = [p for p in student.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.03}, {"params": rest, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98))
    spent, step, state = 0.0, 0, args.out / "state.pt"
    if state.exists():
        saved = torch.load(state, weights_only=True)
        student.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        average, spent, step = saved["average"], saved["spent"], saved["step"]
    began, losses = time.monotonic() - spent, np.zeros(8)
    last_save = time.monotonic()
    while True:
        progress = (time.monotonic() - began) / (60 * args.minutes)
        if progress >= 1:
            break
        rate = args.rate * min(1.0, (step + 1) / 200, 0.5 * (1 + math.cos(math.pi * progress)) + 0.005)
        for group in optimiser.param_groups:
            group["lr"] = rate
        student.train()
        pick = torch.randint(len(rendered.mel), (pieces,))
        heard = torch.randint(len(real.mel), (windows,))
        mixed, hold, unknown, labels = solos.mix(mixtures)
        player = torch.randint(len(solos.mel), (OVER,))
        among = real.mel[torch.randint(len(real.mel), (OVER,))].float() / 255
        amid, added, rest_unknown = solos.over(among, player)
        hold = torch.cat([rendered.hold[pick], hold, added])
        unknown = torch.cat([rendered.unknown[pick], unknown, rest_unknown])
        labels = torch.cat([rendered.labels[pick], labels, solos.labels[player]])
        told_apart = torch.ones_like(labels)
        told_apart[-OVER:] = solos.labels[player]
        sound = torch.cat([rendered.mel[pick].float() / 255, mixed, amid, real.mel[heard].float() / 255])
        if progress < 0.85:  # half windows take half the time; the last steps use whole windows
            at = random.randrange(FRAMES - CROP + 1)
            sound = sound[:, at : at + CROP]
        sound = disguise(sound)
        with torch.autocast("cpu", torch.bfloat16):
            features, raw = student.audio(sound)
        features, raw = features.float(), raw.float()
        ours, theirs = raw[:clips], raw[clips:]

        named_players = student.instruments(features[:clips])
        each_label = F.binary_cross_entropy_with_logits(named_players, labels, reduction="none")
        loss_labels = (each_label * told_apart).sum(dim=1).mean()
        guess = F.binary_cross_entropy_with_logits(student.facts(features[:clips]), hold.float(), reduction="none")
        loss_facts = (guess * ~unknown).sum(dim=1).mean()
        loss_teacher = ((student.teacher(features[clips:]) - real.score[heard]).square() * musical).mean()

        which = torch.stack([torch.randperm(CAPTIONS)[:PER_CLIP] for _ in range(pieces)])
        claims = rendered.claims[pick[:, None], which].flatten(0, 1).float()  # (captions, facts)
        count = claims.sum(dim=1)
        sure = hold.float() @ claims.T == count
        perhaps = (hold | unknown).float() @ claims.T == count
        said = rendered.text[pick[:, None], which].flatten(0, 1).float()
        drawn = torch.randint(len(texts), (TEXTS,))
        pair = torch.randint(len(left), (48,))
        named = torch.randperm(len(hears))[:HEARD]
        form = torch.randint(len(ONE_FORMS), (HEARD,))
        words = torch.cat([said, listen[drawn], left[pair].float(), right[pair].float(), asked[named, form].float()])
        words = F.normalize(words + torch.randn_like(words) * 0.015, dim=1)
        spoken = student.text(words)
        a, b = len(said), len(said) + TEXTS
        loss_match = matching_loss(ours, spoken[:a], sure, perhaps & ~sure, student.scale(0))
        wanted = real.score[heard] @ weigh[drawn].T / typical
        loss_follow = ranking_loss(theirs, spoken[a:b], wanted, student.scale(1))
        same = torch.eye(48, dtype=torch.bool)
        loss_words = matching_loss(
            spoken[b : b + 48], spoken[b + 48 : b + 96], same, torch.zeros_like(same), student.scale(2)
        )
        there, open_ = hold[:, hears[named]], unknown[:, hears[named]]
        loss_there = presence_loss(ours, spoken[b + 96 :], there, open_, student.scale(3), student.bias)
        loss_who = matching_loss(ours, spoken[b + 96 :], there, open_, student.scale(4))
        loss = 0.5 * loss_labels + 0.02 * loss_facts + loss_match + 0.2 * loss_words
        loss = loss + args.listening * (loss_teacher + loss_follow)
        loss = loss + 0.2 * loss_there + 0.5 * loss_who
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimiser.step()

        keep = min(0.997, step / (step + 20))
        with torch.no_grad():
            for k, v in student.state_dict().items():
                if v.is_floating_point():
                    average[k].lerp_(v.float(), 1 - keep)
        step += 1
        each = (loss_labels, loss_facts, loss_teacher, loss_match, loss_follow, loss_words, loss_there, loss_who)
        losses += [x.item() for x in each]
        if step % 100 == 0:
            shown = " ".join(f"{x:.3f}" for x in losses / 100)
            print(f"{step} {progress:.3f} labels facts teacher match follow words there who {shown}", flush=True)
            losses[:] = 0
        if time.monotonic() - last_save > 120:
            last_save = time.monotonic()
            save(args.out, student, optimiser, average, time.monotonic() - began, step)
            rendered.grow()
            solos.grow()
    save(args.out, student, optimiser, average, time.monotonic() - began, step)


def save(out: Path, student: Student, optimiser: Any, average: dict[str, Tensor], spent: float, step: int) -> None:
    """Write everything that is needed to resume, and the averaged weights as a separate file."""
    held = {k: average[k] if v.is_floating_point() else v for k, v in student.state_dict().items()}
    torch.save(held, out / "weights.tmp")
    (out / "weights.tmp").rename(out / "weights.pt")
    kept = {
        "student": student.state_dict(),
        "optimiser": optimiser.state_dict(),
        "average": average,
        "spent": spent,
        "step": step,
    }
    torch.save(kept, out / "state.tmp")
    (out / "state.tmp").rename(out / "state.pt")


if __name__ == "__main__":
    main()

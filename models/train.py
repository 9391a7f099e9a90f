"""Training Matryoshka heads on frozen towers, from their cached outputs: minutes on two cores. Or end to end.

End to end, the towers learn too: every epoch draws a window of every clip anew and sends it, and its caption,
through both towers, on a GPU where there is one. Without, it takes small towers or patience. The towers keep
their dropout off and their norms fixed, as is usual with the small batches that fit beside them.

Owns one run folder, which says everything needed to repeat it:

    config.json            what was trained, on what, how; another configuration is refused
    rotation.safetensors   the training-free Matryoshka, fitted on the same clips
    heads.safetensors      the best heads so far (end to end: towers.safetensors, the best towers and heads)
    log.jsonl              one line an epoch: loss, temperature, validation
    checkpoint.pt          everything that a killed run needs; it loses at most one epoch
    result.json            validation at every width: untouched, rotation, heads
    curves.svg, widths.svg

Training stops on retrieval, not on loss: the loss goes on falling long after R@10 has peaked. Epoch 0 is the
rotation itself, so that heads which do not beat the training-free result are never kept. It refuses to see a
test set: the validation clips come out of the training split, by a hash of their ids.

Imports torch at the top, so it is itself imported only inside functions.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from data.audio import probe, read_mono
from data.errors import UserError
from data.musiccaps import CaptionedClip
from models.encoders.features import Features, hear

from .curves import line_chart
from .encoder import Encoder, FloatArray, device, frame, normalise, resample, towers
from .evaluate import Width, evaluate_features, widths_of
from .heads import TOWER, Heads, fit_rotation, read_adapter, save_heads, save_rotation, save_towers
from .losses import MatryoshkaContrastiveLoss

FEWEST_CLIPS = 20
FEWEST_VALIDATED = 100  # or a quarter of the clips: among a dozen, everything is in the first ten


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything that shapes a run. The defaults suit a few thousand pairs."""

    encoder: str
    fingerprint: str
    dim: int
    data: str  # the caption set's name
    clips: str  # a hash of the ids and captions: the same data, or not
    seed: int = 0
    epochs: int = 60
    batch: int = 256
    learning_rate: float = 5e-4
    weight_decay: float = 0.05
    hidden: int = 512
    dropout: float = 0.1
    patience: int = 10  # epochs without a better validation before it stops
    validation: float = 0.1  # of the clips, but see FEWEST_VALIDATED
    weights: tuple[float, ...] | None = None  # of the widths; equal when None
    tower_rate: float = 0.0  # learning rate of the towers; 0 leaves them as they are, and trains from their outputs


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    run: Path
    epochs: int  # done
    best_epoch: int  # 0: the rotation was never beaten
    stopped_early: bool
    untouched: list[Width]  # on the validation clips
    rotation: list[Width]
    heads: list[Width]


class Live:
    """Towers in training, and the sound and captions that they are trained on."""

    def __init__(self, encoder: Encoder, clips: Sequence[CaptionedClip]) -> None:
        """Open the encoder's towers.

        Args:
            encoder: without an adapter. Its own vectors change with training.
            clips: all whose features are given to `train`.

        Raises:
            UserError: the encoder cannot be trained.
        """
        self.towers = towers(encoder)
        self.towers.network.to("cuda" if torch.cuda.is_available() else "cpu")
        self._encoder = encoder
        self._clips = {clip.clip_id: clip for clip in clips}

    def captions(self, features: Features) -> list[str]:
        """Of these clips, in the order of `features.text`."""
        return [text for name in features.clip_ids for text in self._clips[name].captions]

    def window(self, clip_id: str, rng: np.random.Generator) -> FloatArray:
        """(samples,): a window of the clip from anywhere.

        Raises:
            UserError: the clip cannot be read any more.
        """
        encoder, path = self._encoder, self._clips[clip_id].path
        spare = probe(path).duration_s - encoder.window_s
        sound, rate = read_mono(path, max(0.0, spare) * rng.random(), encoder.window_s + 0.1)
        samples = round(encoder.window_s * encoder.sample_rate)
        window: FloatArray = frame(resample(sound, rate, encoder.sample_rate), samples, samples)[0]
        return window

    def through(self, features: Features) -> Features:
        """The same clips and captions, as the towers hear and read them now."""
        windows = tuple(hear(self, self._clips[name].path) for name in features.clip_ids)
        with torch.inference_mode():
            rows = [self.towers.text([caption]).cpu().numpy() for caption in self.captions(features)]
        return replace(features, windows=windows, text=np.concatenate(rows))

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """(n, dim) raw, one at a time: memory for more is not to be had beside training."""
        with torch.inference_mode():
            return np.concatenate([self.towers.audio(windows[k : k + 1]).cpu().numpy() for k in range(len(windows))])

    def __getattr__(self, name: str) -> Any:
        """Rates and lengths are the encoder's."""
        return getattr(self._encoder, name)


def config_for(encoder: Encoder, name: str, features: Features, **settings: Any) -> TrainConfig:
    """The configuration of a run on these features."""
    digest = hashlib.sha256("\n".join(features.clip_ids).encode("utf-8", "replace"))
    digest.update(features.text.tobytes())
    return TrainConfig(encoder.name, encoder.fingerprint, encoder.dim, name, digest.hexdigest()[:16], **settings)


def train(
    run: Path,
    encoder: Encoder,
    features: Features,
    config: TrainConfig,
    progress: Callable[[dict[str, Any]], None] | None = None,
    live: Live | None = None,
) -> Outcome:
    """Train heads, or go on with a run that was interrupted.

    Args:
        run: its folder, made when it is not there.
        encoder: whose features they are.
        features: of the training split.
        config: from `config_for`.
        progress: called with each epoch's line of the log.
        live: the towers, if they are to be trained too; then `config.tower_rate` is above 0.

    Raises:
        UserError: too few clips, or the folder holds a run of another configuration, or a damaged one.
    """
    fitting, held_out = _split(features, config)
    done = _open(run, config)
    rotation = fit_rotation(fitting.audio, fitting.text)
    save_rotation(run / "rotation.safetensors", rotation, encoder)
    torch.manual_seed(config.seed)
    heads = Heads(config.dim, config.dim, config.hidden, config.dropout)
    heads.start_from(rotation, float(np.mean([np.linalg.norm(raw, axis=1).mean() for raw in fitting.windows])))
    loss = MatryoshkaContrastiveLoss(widths_of(config.dim), config.weights)
    place = device(live.towers.network if live is not None else heads)
    heads.to(place)
    loss.to(place)
    optimiser = _optimiser(heads, loss, config, live)
    history: list[dict[str, Any]] = []
    best: dict[str, Any] = {"epoch": -1, "score": (-1.0, -1.0), "state": {}}
    if done is not None:
        heads.load_state_dict(done["heads"])
        if live is not None:
            live.towers.network.load_state_dict(done["towers"])
        loss.load_state_dict(done["loss"])
        optimiser.load_state_dict(done["optimiser"])
        history, best = done["history"], {**done["best"], "score": tuple(done["best"]["score"])}
    stopped = False
    for epoch in range(len(history), config.epochs + 1):
        if stopped := epoch - best["epoch"] > config.patience and best["epoch"] >= 0:
            break
        mean_loss = _epoch(epoch, heads, loss, optimiser, fitting, config, live) if epoch else None
        heard = live.through(held_out) if live is not None and epoch else held_out
        validation = evaluate_features(_through(heads, heard))
        score = (validation[-1].text_to_audio.r10, float(np.mean([w.text_to_audio.ndcg10 for w in validation])))
        if score > best["score"]:
            state = {name: tensor.clone() for name, tensor in heads.state_dict().items()}
            best = {"epoch": epoch, "score": score, "state": state}
            made_for = (config.hidden, config.encoder, config.fingerprint)
            if live is None:
                save_heads(run / "heads.safetensors", state, *made_for)
            else:
                save_towers(run / "towers.safetensors", live.towers.network.state_dict(), state, *made_for)
        history.append(
            {
                "epoch": epoch,
                "loss": mean_loss,
                "temperature": round(1 / float(loss.scale.detach()), 5),
                "r10": {str(w.width): round(w.text_to_audio.r10, 5) for w in validation},
                "ndcg10": {str(w.width): round(w.text_to_audio.ndcg10, 5) for w in validation},
                "best": best["epoch"] == epoch,
            }
        )
        _save(run, heads, loss, optimiser, history, best, live)
        if progress is not None:
            progress(history[-1])
    heads.load_state_dict(best["state"])
    heard = held_out
    if live is not None:
        _, stored = read_adapter(run / "towers.safetensors")
        state = {name.removeprefix(TOWER): t for name, t in stored.items() if name.startswith(TOWER)}
        live.towers.network.load_state_dict(state)
        heard = live.through(held_out)
    turned = Features(
        held_out.clip_ids,
        tuple(raw @ rotation for raw in held_out.windows),
        held_out.text @ rotation,
        held_out.clip_of,
        (),
    )
    outcome = Outcome(
        run=run,
        epochs=len(history) - 1,
        best_epoch=best["epoch"],
        stopped_early=stopped,
        untouched=evaluate_features(held_out),
        rotation=evaluate_features(turned),
        heads=evaluate_features(_through(heads, heard)),
    )
    _report(outcome, history, len(fitting.clip_ids), len(held_out.clip_ids))
    return outcome


def _split(features: Features, config: TrainConfig) -> tuple[Features, Features]:
    """Clips to fit and clips to validate: by a hash, so that another clip more does not reshuffle the rest."""
    if len(features.clip_ids) < FEWEST_CLIPS:
        raise UserError(
            f"{len(features.clip_ids)} clips are too few to train on.",
            f"Give at least {FEWEST_CLIPS}; thousands are needed for heads that beat the rotation.",
        )
    draws = [hashlib.sha256(f"{config.seed} {name}".encode("utf-8", "replace")).digest() for name in features.clip_ids]
    order = sorted(range(len(draws)), key=draws.__getitem__)
    count = max(round(config.validation * len(order)), min(len(order) // 4, FEWEST_VALIDATED))
    held_out = set(order[:count])
    return _part(features, set(order) - held_out), _part(features, held_out)


def _part(features: Features, clips: set[int]) -> Features:
    chosen = sorted(clips)
    position = {clip: i for i, clip in enumerate(chosen)}
    captions = [i for i, clip in enumerate(features.clip_of) if clip in position]
    return Features(
        tuple(features.clip_ids[clip] for clip in chosen),
        tuple(features.windows[clip] for clip in chosen),
        features.text[captions],
        tuple(position[features.clip_of[i]] for i in captions),
        (),
    )


def _optimiser(
    heads: Heads, loss: MatryoshkaContrastiveLoss, config: TrainConfig, live: Live | None
) -> torch.optim.Optimizer:
    """AdamW; only matrices decay (towards zero a bias, a norm or the temperature has no business going)."""
    matrices = [p for p in heads.parameters() if p.ndim > 1]
    others = [p for p in (*heads.parameters(), *loss.parameters()) if p.ndim <= 1]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": config.weight_decay, "peak": config.learning_rate},
        {"params": others, "weight_decay": 0.0, "peak": config.learning_rate},
    ]
    if live is not None:  # what was learned from millions of clips is only nudged, and never decays
        network = list(live.towers.network.parameters())
        groups.append({"params": network, "weight_decay": 0.0, "peak": config.tower_rate})
    return torch.optim.AdamW(groups, lr=config.learning_rate)


def _epoch(
    epoch: int,
    heads: Heads,
    loss: MatryoshkaContrastiveLoss,
    optimiser: torch.optim.Optimizer,
    features: Features,
    config: TrainConfig,
    live: Live | None,
) -> float:
    """One pass over the captions, each with a window of its clip drawn anew; returns the mean loss.

    All that is random follows from the seed and the epoch's number, so a run that was resumed is the run that
    was not.
    """
    rng = np.random.default_rng([config.seed, epoch])
    torch.manual_seed(config.seed * 100_003 + epoch)  # dropout
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * 0.5 * (1 + math.cos(math.pi * (epoch - 1) / config.epochs))
    heads.train()
    captions = live.captions(features) if live is not None else []
    order = rng.permutation(len(features.clip_of))
    clip_of = np.array(features.clip_of)
    losses = []
    for start in range(0, len(order), config.batch):
        rows = order[start : start + config.batch]
        if len(rows) < 2:
            continue  # one pair has nothing to be told apart from
        if live is None:
            drawn = [features.windows[clip][rng.integers(len(features.windows[clip]))] for clip in clip_of[rows]]
            heard, read = torch.from_numpy(np.stack(drawn)), torch.from_numpy(features.text[rows])
        else:
            heard = live.towers.audio(np.stack([live.window(features.clip_ids[clip], rng) for clip in clip_of[rows]]))
            read = live.towers.text([captions[row] for row in rows])
        audio, text = heads.audio(heard), heads.text(read)
        value = loss(audio, text, torch.from_numpy(clip_of[rows]).to(audio.device))
        optimiser.zero_grad()
        value.backward()
        if live is not None:
            torch.nn.utils.clip_grad_norm_(live.towers.network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(value.detach()))
    return round(float(np.mean(losses)), 5)


def _through(heads: Heads, features: Features) -> Features:
    """The features after the heads: window by window, as in use."""
    heads.eval()
    place = device(heads)
    counts = np.cumsum([len(raw) for raw in features.windows])[:-1]
    with torch.inference_mode():
        audio: FloatArray = heads.audio(torch.from_numpy(np.concatenate(features.windows)).to(place)).cpu().numpy()
        text: FloatArray = heads.text(torch.from_numpy(features.text).to(place)).cpu().numpy()
    return Features(
        features.clip_ids, tuple(np.split(audio, counts)), normalise(text), features.clip_of, features.damaged
    )


def _open(run: Path, config: TrainConfig) -> dict[str, Any] | None:
    """Begin a run folder, or take up the one that is there; returns its checkpoint."""
    wanted = json.loads(json.dumps(asdict(config)))
    file, checkpoint = run / "config.json", run / "checkpoint.pt"
    try:
        if file.is_file():
            stored = json.loads(file.read_text(encoding="utf-8"))
            if different := [name for name in wanted if stored.get(name) != wanted[name]]:
                name = different[0]
                raise UserError(
                    f"{run} holds a run of another configuration: {name} was {stored.get(name)}, now {wanted[name]}.",
                    "Name another folder with --run, or give the settings of then to go on with it.",
                )
        elif run.is_dir() and any(run.iterdir()):
            raise UserError(f"{run} is not a run folder, and not empty.", "Name another folder with --run.")
        else:
            run.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(wanted, indent=1) + "\n", encoding="utf-8")
        if not checkpoint.is_file():
            return None
        done: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=True)
        return done
    except UserError:
        raise
    except OSError as err:
        raise UserError(f"{run} cannot be used: {err.strerror or err}.", "Name another folder with --run.") from err
    except Exception as err:  # json, zipfile, pickle: whatever damage raises
        raise UserError(f"The run in {run} is damaged.", "Delete the folder, or name another with --run.") from err


def _save(
    run: Path,
    heads: Heads,
    loss: MatryoshkaContrastiveLoss,
    optimiser: torch.optim.Optimizer,
    history: list[dict[str, Any]],
    best: dict[str, Any],
    live: Live | None,
) -> None:
    unfinished = run / "checkpoint.part"
    state = {"heads": heads.state_dict(), "loss": loss.state_dict(), "optimiser": optimiser.state_dict()}
    if live is not None:
        state["towers"] = live.towers.network.state_dict()
    try:
        torch.save({**state, "history": history, "best": best}, unfinished)
        os.replace(unfinished, run / "checkpoint.pt")
        (run / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in history), encoding="utf-8")
    except (OSError, RuntimeError) as err:  # torch says a full disk by RuntimeError
        raise UserError(
            f"{run} cannot be written any more.", "Free some space there, and run it again: it goes on where it was."
        ) from err


def _report(outcome: Outcome, history: list[dict[str, Any]], fitted: int, validated: int) -> None:
    kinds = {"untouched": outcome.untouched, "rotation": outcome.rotation, "heads": outcome.heads}
    result = {
        "clips": {"fitted": fitted, "validation": validated},
        "epochs": outcome.epochs,
        "best_epoch": outcome.best_epoch,
        "stopped_early": outcome.stopped_early,
        "validation": {name: [width.to_json() for width in widths] for name, widths in kinds.items()},
    }
    (outcome.run / "result.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    at = {name: [(w.width, w.text_to_audio.r10) for w in widths] for name, widths in kinds.items()}
    title = f"Text to audio R@10 by width, {validated} validation clips"
    line_chart(outcome.run / "widths.svg", title, "dimensions", at, even=True)
    lines = {f"R@10 at {width}": [(e["epoch"], e["r10"][width]) for e in history] for width in history[0]["r10"]}
    if losses := [(e["epoch"], e["loss"]) for e in history if e["loss"] is not None]:
        most = max(value for _, value in losses)
        lines[f"loss / {most:.2f}"] = [(epoch, value / most) for epoch, value in losses]
    line_chart(outcome.run / "curves.svg", "Training", "epoch", lines)

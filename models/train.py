"""Train Matryoshka heads on the cached outputs of frozen networks, or the networks and heads together.

A tower is one of the two networks of an encoder, for sound or for text; the heads are small networks on top of both. To
train heads alone takes minutes on two cores. When the towers are trained too ("end to end"), every epoch draws a new
window of every clip and runs it and its caption through both towers, on a GPU if there is one. The towers' dropout is
off and their norms are fixed, as is usual with small batches.

A run folder holds everything needed to repeat a run:

    config.json            encoder, data and settings; resuming with a different configuration is an error
    rotation.safetensors   the rotation, a Matryoshka adapter without training, fitted on the same clips
    heads.safetensors      the best heads so far; end to end: towers.safetensors, the best towers and heads
    log.jsonl              one line per epoch: loss, temperature, validation
    checkpoint.pt          the state to resume from; a run that is ended early loses at most one epoch
    result.json            validation at every width: without adapter, with the rotation, with the heads
    curves.svg, widths.svg

Training stops when retrieval no longer improves, because the loss still falls long after R@10 has peaked. At epoch 0,
the heads compute the rotation; so trained heads are saved only if they are better than the rotation. The validation
clips are drawn from the training split by a hash of their ids; the test split is not used.

This module imports torch, which is slow. Therefore other modules import it only inside functions.
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
from models.encoders.features import Features, embed_file

from .curves import line_chart
from .encoder import Encoder, FloatArray, device, frame, normalise, resample, towers
from .evaluate import Width, evaluate_features, widths_of
from .heads import TOWER, Heads, fit_rotation, read_adapter, save_heads, save_rotation, save_towers
from .losses import MatryoshkaContrastiveLoss

FEWEST_CLIPS = 20
FEWEST_VALIDATED = 100  # or a quarter of the clips; among a dozen clips, nearly all would be in the first ten


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """The settings of a training run. The defaults suit a few thousand pairs of clip and caption."""

    encoder: str
    fingerprint: str
    dim: int
    data: str  # name of the caption set
    clips: str  # hash of the ids and captions, to detect changed data
    seed: int = 0
    epochs: int = 60
    batch: int = 256
    learning_rate: float = 5e-4
    weight_decay: float = 0.05
    hidden: int = 512
    dropout: float = 0.1
    patience: int = 10  # epochs without a better validation after which training stops
    validation: float = 0.1  # share of the clips; see FEWEST_VALIDATED
    weights: tuple[float, ...] | None = None  # weights of the widths; equal if None
    tower_rate: float = 0.0  # learning rate of the towers; 0 trains the heads alone, from cached outputs


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of a finished training run."""

    run: Path
    epochs: int  # epochs completed
    best_epoch: int  # best epoch; 0 if none was better than the rotation
    stopped_early: bool
    untouched: list[Width]  # metrics on the validation clips
    rotation: list[Width]
    heads: list[Width]


class Live:
    """The towers of an encoder while they are trained, with the clips and captions to train on."""

    def __init__(self, encoder: Encoder, clips: Sequence[CaptionedClip]) -> None:
        """Prepare the towers of an encoder for training on these clips.

        Args:
            encoder: the encoder, without an adapter. Training changes its vectors.
            clips: the same clips whose features are given to `train`.

        Raises:
            UserError: the encoder cannot be trained.
        """
        self.towers = towers(encoder)
        self.towers.network.to("cuda" if torch.cuda.is_available() else "cpu")
        self._encoder = encoder
        self._clips = {clip.clip_id: clip for clip in clips}

    def captions(self, features: Features) -> list[str]:
        """Return the captions of the clips in `features`, in the order of `features.text`."""
        return [text for name in features.clip_ids for text in self._clips[name].captions]

    def window(self, clip_id: str, rng: np.random.Generator) -> FloatArray:
        """Return a window (samples,) of a clip, at a random position.

        Raises:
            UserError: the clip can no longer be read.
        """
        encoder, path = self._encoder, self._clips[clip_id].path
        spare = probe(path).duration_s - encoder.window_s
        sound, rate = read_mono(path, max(0.0, spare) * rng.random(), encoder.window_s + 0.1)
        samples = round(encoder.window_s * encoder.sample_rate)
        window: FloatArray = frame(resample(sound, rate, encoder.sample_rate), samples, samples)[0]
        return window

    def embed(self, features: Features) -> Features:
        """Embed the clips and captions of `features` again, with the current weights of the towers."""
        windows = tuple(embed_file(self, self._clips[name].path) for name in features.clip_ids)
        with torch.inference_mode():
            rows = [self.towers.text([caption]).cpu().numpy() for caption in self.captions(features)]
        return replace(features, windows=windows, text=np.concatenate(rows))

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed windows and return the raw outputs (n, dim).

        One window is embedded at a time, because training leaves little memory free.
        """
        with torch.inference_mode():
            return np.concatenate([self.towers.audio(windows[k : k + 1]).cpu().numpy() for k in range(len(windows))])

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the encoder, such as its sample rate or window length."""
        return getattr(self._encoder, name)


def config_for(encoder: Encoder, name: str, features: Features, **settings: Any) -> TrainConfig:
    """Return the configuration of a run on these features."""
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
    """Train heads, or resume an interrupted run.

    Args:
        run: the run folder; made if it does not exist.
        encoder: the encoder of the features.
        features: the cached outputs of the encoder for the training split.
        config: as returned by `config_for`.
        progress: called after each epoch with its log entry.
        live: the towers, if they are trained as well; then `config.tower_rate` must be above 0.

    Raises:
        UserError: there are too few clips, or the folder contains a damaged run or one with another configuration.
    """
    fitting, held_out = _split(features, config)
    done = _open(run, config)
    rotation = fit_rotation(fitting.audio, fitting.text)
    save_rotation(run / "rotation.safetensors", rotation, encoder)
    state = _start(config, fitting, rotation, live)
    if done is not None:
        state.resume(done, live)
    stopped = False
    for epoch in range(len(state.history), config.epochs + 1):
        if stopped := epoch - state.best["epoch"] > config.patience and state.best["epoch"] >= 0:
            break
        mean_loss = _epoch(epoch, state, fitting, config, live) if epoch else None
        heard = live.embed(held_out) if live is not None and epoch else held_out
        validation = evaluate_features(_after_heads(state.heads, heard))
        if (score := _score(validation)) > state.best["score"]:
            weights = {name: tensor.clone() for name, tensor in state.heads.state_dict().items()}
            state.best = {"epoch": epoch, "score": score, "state": weights}
            _save_best(run, weights, config, live)
        state.history.append(_log_line(epoch, mean_loss, state, validation))
        _save(run, state, live)
        if progress is not None:
            progress(state.history[-1])
    state.heads.load_state_dict(state.best["state"])
    heard = held_out
    if live is not None:
        _restore_towers(run, live)
        heard = live.embed(held_out)
    outcome = Outcome(
        run=run,
        epochs=len(state.history) - 1,
        best_epoch=state.best["epoch"],
        stopped_early=stopped,
        untouched=evaluate_features(held_out),
        rotation=evaluate_features(_rotated(held_out, rotation)),
        heads=evaluate_features(_after_heads(state.heads, heard)),
    )
    _report(outcome, state.history, len(fitting.clip_ids), len(held_out.clip_ids))
    return outcome


@dataclass(slots=True)
class _State:
    """Everything that changes during a run: weights, optimiser, log and best epoch so far."""

    heads: Heads
    loss: MatryoshkaContrastiveLoss
    optimiser: torch.optim.Optimizer
    history: list[dict[str, Any]]  # one line of the log per epoch
    best: dict[str, Any]  # epoch, result of `_score`, weights of the heads

    def resume(self, done: dict[str, Any], live: Live | None) -> None:
        """Load the state from a checkpoint written by `_save`."""
        self.heads.load_state_dict(done["heads"])
        if live is not None:
            live.towers.network.load_state_dict(done["towers"])
        self.loss.load_state_dict(done["loss"])
        self.optimiser.load_state_dict(done["optimiser"])
        self.history, self.best = done["history"], {**done["best"], "score": tuple(done["best"]["score"])}


def _start(config: TrainConfig, fitting: Features, rotation: FloatArray, live: Live | None) -> _State:
    """Return the state before epoch 0: heads that compute the rotation, on the device of the towers."""
    torch.manual_seed(config.seed)
    heads = Heads(config.dim, config.dim, config.hidden, config.dropout)
    heads.start_from(rotation, float(np.mean([np.linalg.norm(raw, axis=1).mean() for raw in fitting.windows])))
    loss = MatryoshkaContrastiveLoss(widths_of(config.dim), config.weights)
    place = device(live.towers.network if live is not None else heads)
    heads.to(place)
    loss.to(place)
    return _State(
        heads, loss, _optimiser(heads, loss, config, live), [], {"epoch": -1, "score": (-1.0, -1.0), "state": {}}
    )


def _score(validation: Sequence[Width]) -> tuple[float, float]:
    """Return the score by which epochs are compared: (R@10 at full width, mean nDCG@10 over the widths)."""
    return validation[-1].text_to_audio.r10, float(np.mean([w.text_to_audio.ndcg10 for w in validation]))


def _save_best(run: Path, weights: dict[str, torch.Tensor], config: TrainConfig, live: Live | None) -> None:
    made_for = (config.hidden, config.encoder, config.fingerprint)
    if live is None:
        save_heads(run / "heads.safetensors", weights, *made_for)
    else:
        save_towers(run / "towers.safetensors", live.towers.network.state_dict(), weights, *made_for)


def _restore_towers(run: Path, live: Live) -> None:
    """Load the weights that the towers had in the best epoch."""
    _, stored = read_adapter(run / "towers.safetensors")
    weights = {name.removeprefix(TOWER): t for name, t in stored.items() if name.startswith(TOWER)}
    live.towers.network.load_state_dict(weights)


def _log_line(epoch: int, mean_loss: float | None, state: _State, validation: Sequence[Width]) -> dict[str, Any]:
    return {
        "epoch": epoch,
        "loss": mean_loss,
        "temperature": round(1 / float(state.loss.scale.detach()), 5),
        "r10": {str(w.width): round(w.text_to_audio.r10, 5) for w in validation},
        "ndcg10": {str(w.width): round(w.text_to_audio.ndcg10, 5) for w in validation},
        "best": state.best["epoch"] == epoch,
    }


def _rotated(features: Features, rotation: FloatArray) -> Features:
    windows = tuple(raw @ rotation for raw in features.windows)
    return Features(features.clip_ids, windows, features.text @ rotation, features.clip_of, ())


def _split(features: Features, config: TrainConfig) -> tuple[Features, Features]:
    """Split the clips into a training and a validation part.

    A hash of its id assigns each clip to a part, so that adding clips moves no other clip.
    """
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
    """Return the features of those clips that have these indices."""
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
    """Return AdamW with weight decay for matrices only, because biases, norms and temperature should not shrink."""
    matrices = [p for p in heads.parameters() if p.ndim > 1]
    others = [p for p in (*heads.parameters(), *loss.parameters()) if p.ndim <= 1]
    groups: list[dict[str, Any]] = [
        {"params": matrices, "weight_decay": config.weight_decay, "peak": config.learning_rate},
        {"params": others, "weight_decay": 0.0, "peak": config.learning_rate},
    ]
    if live is not None:  # pre-trained on millions of clips, so the learning rate is small, without weight decay
        network = list(live.towers.network.parameters())
        groups.append({"params": network, "weight_decay": 0.0, "peak": config.tower_rate})
    return torch.optim.AdamW(groups, lr=config.learning_rate)


def _epoch(epoch: int, state: _State, features: Features, config: TrainConfig, live: Live | None) -> float:
    """Train for one pass over the captions, each with a newly drawn window of its clip; return the mean loss.

    The random numbers depend only on the seed and the number of the epoch, so a resumed run gives the same weights as
    an uninterrupted one.
    """
    heads, optimiser = state.heads, state.optimiser
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
            continue  # a single pair has no negatives
        if live is None:
            drawn = [features.windows[clip][rng.integers(len(features.windows[clip]))] for clip in clip_of[rows]]
            heard, read = torch.from_numpy(np.stack(drawn)), torch.from_numpy(features.text[rows])
        else:
            heard = live.towers.audio(np.stack([live.window(features.clip_ids[clip], rng) for clip in clip_of[rows]]))
            read = live.towers.text([captions[row] for row in rows])
        audio, text = heads.audio(heard), heads.text(read)
        value = state.loss(audio, text, torch.from_numpy(clip_of[rows]).to(audio.device))
        optimiser.zero_grad()
        value.backward()
        if live is not None:
            torch.nn.utils.clip_grad_norm_(live.towers.network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(value.detach()))
    return round(float(np.mean(losses)), 5)


def _after_heads(heads: Heads, features: Features) -> Features:
    """Apply the heads to cached features, window by window as in indexing."""
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
    """Create a run folder, or open an existing one and return its checkpoint."""
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
    except Exception as err:  # json, zipfile, pickle or others, depending on the damage
        raise UserError(f"The run in {run} is damaged.", "Delete the folder, or name another with --run.") from err


def _save(run: Path, state: _State, live: Live | None) -> None:
    unfinished = run / "checkpoint.part"
    saved = {name: part.state_dict() for name, part in (("heads", state.heads), ("loss", state.loss))}
    saved["optimiser"] = state.optimiser.state_dict()
    if live is not None:
        saved["towers"] = live.towers.network.state_dict()
    try:
        torch.save({**saved, "history": state.history, "best": state.best}, unfinished)
        os.replace(unfinished, run / "checkpoint.pt")
        (run / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in state.history), encoding="utf-8")
    except (OSError, RuntimeError) as err:  # torch reports a full disk as RuntimeError
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

"""Define Matryoshka adapters, which transform any encoder's vectors so that their first numbers carry the most.

There are three kinds in one file format:

- A rotation needs no training. It is an orthogonal matrix whose first axes have the most variance over tracks and
  captions; inner products at full width stay the same.
- Heads are trained (`models.train`): a residual MLP for each tower, initialised to compute the rotation above. A linear
  layer alone on frozen features is not enough at low widths (Kusupati et al. 2022, appendix K.1).
- Towers are the encoder's own weights, trained together with their heads.

This module imports torch, which is slow; it is therefore imported only inside functions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .checkpoints import CheckpointError
from .encoder import Encoder, FloatArray, Towers, cost_of, encode_waveforms, normalise, towers

HEAD, TOWER = "head.", "tower."  # prefixes of the tensors' names in an adapter with towers
BATCH = 4  # windows per batch through trained towers


class ResidualHead(nn.Module):
    """A layer that computes y = W x + MLP(LayerNorm(x)); the MLP is initialised to zero, so that initially y = W x."""

    def __init__(self, inside: int, dim: int, hidden: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        self.straight = nn.Linear(inside, dim, bias=False)
        nn.init.orthogonal_(self.straight.weight)
        self.norm = nn.LayerNorm(inside)
        self.widen = nn.Linear(inside, hidden)
        self.dropout = nn.Dropout(dropout)
        self.narrow = nn.Linear(hidden, dim)
        nn.init.zeros_(self.narrow.weight)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map (n, inside) to (n, dim)."""
        bent = self.narrow(self.dropout(nn.functional.gelu(self.widen(self.norm(x)))))
        out: Tensor = self.straight(x) + bent
        return out


class Heads(nn.Module):
    """One residual head for each tower."""

    def __init__(self, inside: int, dim: int, hidden: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        self.audio = ResidualHead(inside, dim, hidden, dropout)
        self.text = ResidualHead(inside, dim, hidden, dropout)

    def start_from(self, rotation: FloatArray, loudness: float) -> None:
        """Initialise the heads to compute the training-free rotation.

        Args:
            rotation: (inside, inside), as returned by `fit_rotation`.
            loudness: the mean norm of the raw audio vectors. Audio is divided by it, so that audio and text (of length
                1) have the same scale and both MLPs the same influence.
        """
        turned = torch.from_numpy(np.ascontiguousarray(rotation.T))
        with torch.no_grad():
            self.audio.straight.weight.copy_(turned / loudness)
            self.text.straight.weight.copy_(turned)


def fit_rotation(audio: FloatArray, text: FloatArray) -> FloatArray:
    """Fit the orthogonal matrix whose first axes have the most variance: a Matryoshka space without training.

    Nothing is centred or scaled, so inner products and rankings at full width stay the same. The axes are the principal
    axes of both towers' vectors, each tower's around its own mean. In a contrastive space audio and text vectors are
    far apart (Liang et al. 2022, Mind the Gap), and an axis between them would not separate tracks. Both towers have
    the same weight, however many vectors each has.

    Args:
        audio: (n, dim), L2-normalised, n >= 2.
        text: (m, dim), L2-normalised, m >= 2.

    Returns:
        (dim, dim) float32: rotated = x @ rotation.
    """
    scatter = np.zeros((audio.shape[1],) * 2)
    for cloud in (audio, text):
        centred = cloud.astype(np.float64) - cloud.mean(axis=0, dtype=np.float64)
        scatter += centred.T @ centred / len(cloud)
    _, axes = np.linalg.eigh(scatter)
    return np.ascontiguousarray(axes[:, ::-1], dtype=np.float32)


class AdaptedEncoder:
    """An encoder with an adapter. It has the encoder's name but its own fingerprint."""

    def __init__(self, base: Encoder, adapter: Path) -> None:
        """Apply the adapter in a file to an encoder.

        Raises:
            CheckpointError: the adapter is damaged, or was made for another encoder.
        """
        about, tensors = read_adapter(adapter)
        if about["fingerprint"] != base.fingerprint:
            raise CheckpointError(
                f"{adapter} was made for the encoder {about['encoder']} ({about['fingerprint']}), "
                f"and this is {base.name} ({base.fingerprint}).",
                f"Remove it with `hark models adapt {base.name}`, or make another with `hark train`.",
            )
        self.base = base
        self.name, self.cost = base.name, cost_of(base)
        self.sample_rate, self.window_s, self.hop_s = base.sample_rate, base.window_s, base.hop_s
        self.dim = int(about["dim"])
        digest = hashlib.sha256(base.fingerprint.encode())
        for name in sorted(tensors):  # sorted by name, because the order in the file is not fixed
            digest.update(tensors[name].numpy().tobytes())
        self.fingerprint = digest.hexdigest()[:16]
        self._rotation: FloatArray | None = None
        self._heads: Heads | None = None
        self._towers: Towers | None = None
        if about["kind"] == "rotation":
            self._rotation = tensors["rotation"].numpy()
            return
        if about["kind"] == "towers":
            trained = {name.removeprefix(TOWER): t for name, t in tensors.items() if name.startswith(TOWER)}
            tensors = {name.removeprefix(HEAD): t for name, t in tensors.items() if name.startswith(HEAD)}
            self._towers = towers(base)
            try:
                self._towers.network.load_state_dict(trained, strict=True)
            except RuntimeError as err:
                raise CheckpointError(
                    f"{adapter} does not fit {base.name}.", "Make it again with `hark train`."
                ) from err
            self._towers.network.requires_grad_(False)
        self._heads = Heads(base.dim, self.dim, int(about["hidden"]))
        self._heads.load_state_dict(tensors, strict=True)
        self._heads.eval().requires_grad_(False)

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed windows with the encoder and apply the adapter; return (n, dim) raw outputs."""
        if self._towers is None:
            return self.adapt(self.base.embed_windows(windows), "audio")
        with torch.inference_mode():
            raw = [self._towers.audio(windows[k : k + BATCH]).numpy() for k in range(0, len(windows), BATCH)]
        return self.adapt(np.concatenate(raw) if raw else np.empty((0, self.base.dim), np.float32), "audio")

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, dim), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content as (n, dim), L2-normalised."""
        if self._towers is None or not len(texts):
            return normalise(self.adapt(self.base.encode_text(texts), "text"))
        with torch.inference_mode():
            return normalise(self.adapt(self._towers.text(texts).numpy(), "text"))

    def adapt(self, vectors: FloatArray, tower: str) -> FloatArray:
        """Map (n, base.dim) to (n, dim) with the head of a tower ("audio" or "text"), not normalised."""
        if self._rotation is not None:
            return vectors @ self._rotation
        assert self._heads is not None
        with torch.inference_mode():
            out: FloatArray = getattr(self._heads, tower)(torch.from_numpy(np.ascontiguousarray(vectors))).numpy()
        return out


def save_rotation(path: Path, rotation: NDArray[Any], encoder: Encoder) -> None:
    """Write an encoder's rotation to an adapter file."""
    about = {"kind": "rotation", "dim": str(rotation.shape[1])}
    _save(
        path, {"rotation": torch.from_numpy(np.ascontiguousarray(rotation))}, about, encoder.name, encoder.fingerprint
    )


def save_heads(path: Path, state: dict[str, Tensor], hidden: int, encoder: str, fingerprint: str) -> None:
    """Write the weights of trained heads for the encoder of that name and fingerprint."""
    dim = state["audio.straight.weight"].shape[0]
    _save(path, state, {"kind": "heads", "dim": str(dim), "hidden": str(hidden)}, encoder, fingerprint)


def save_towers(
    path: Path, network: dict[str, Tensor], heads: dict[str, Tensor], hidden: int, encoder: str, fingerprint: str
) -> None:
    """Write the weights of towers and of the heads trained with them."""
    dim = heads["audio.straight.weight"].shape[0]
    tensors = {HEAD + name: t for name, t in heads.items()} | {TOWER + name: t for name, t in network.items()}
    _save(path, tensors, {"kind": "towers", "dim": str(dim), "hidden": str(hidden)}, encoder, fingerprint)


def _save(path: Path, tensors: dict[str, Tensor], about: dict[str, str], encoder: str, fingerprint: str) -> None:
    from safetensors.torch import save_file

    about = {"format": "hark-adapter-1", "encoder": encoder, "fingerprint": fingerprint, **about}
    unfinished = path.with_name(path.name + ".part")
    save_file(
        {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}, unfinished, metadata=about
    )
    unfinished.replace(path)


def read_adapter(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    """Read the metadata and the tensors of an adapter file.

    Raises:
        CheckpointError: the file is missing, damaged, or not an adapter.
    """
    from safetensors import safe_open

    try:
        with safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            names = list(file.keys())
            tensors = {name: file.get_tensor(name) for name in names}
    except Exception as err:  # safetensors raises its own type, OSError and others
        raise CheckpointError(
            f"{path} is not an adapter that can be read.", "Make it again with `hark train`, or remove it."
        ) from err
    parts = set(Heads(2, 2, 2).state_dict())
    expected = {"rotation": {"rotation"}, "heads": parts, "towers": {HEAD + name for name in parts}}
    found = {name for name in tensors if not name.startswith(TOWER)}
    if about.get("format") != "hark-adapter-1" or found != expected.get(about.get("kind", "")):
        raise CheckpointError(
            f"{path} is not an adapter of Hark's.", f"It holds {json.dumps(about)}; `hark train` makes one."
        )
    return about, tensors

"""The encoder seam: one space for sound and language, whatever network makes it.

Everything above this package sees only `Encoder` and `truncate`. A track is embedded once, window by
window; its vector is the mean of the *raw* window outputs, then L2-normalised (averaging normalised
windows would give a silent bar the same say as a chorus).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

FloatArray = NDArray[np.float32]

MATRYOSHKA_DIMS = (32, 64, 128, 256, 512)


class Encoder(Protocol):
    """Text and audio towers that share one L2-normalised Matryoshka space."""

    name: str
    dim: int
    sample_rate: int  # Hz, of the windows that `embed_windows` takes
    window_s: float  # seconds in one window
    hop_s: float  # seconds between the starts of two windows
    fingerprint: str  # changes whenever the same input would give other vectors

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed mono windows.

        Args:
            windows: (n, round(window_s * sample_rate)) samples in [-1, 1] at `sample_rate`.

        Returns:
            (n, dim) raw outputs, not normalised: pool them, then normalise.
        """
        ...

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length: (n, dim), L2-normalised."""
        ...

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content: (n, dim), L2-normalised."""
        ...


@dataclass(frozen=True, slots=True)
class Towers:
    """An encoder opened for training end to end: its network, and both ways through it, with gradients.

    What goes in is moved to where the network is; what comes out is there.
    """

    network: nn.Module  # holds every weight that may change; stays in inference mode (no dropout, norms fixed)
    audio: Callable[[FloatArray], Tensor]  # windows as `embed_windows` takes them -> (n, dim) raw
    text: Callable[[Sequence[str]], Tensor]  # -> (n, dim), L2-normalised


def towers(encoder: Any) -> Towers:
    """The encoder's towers, to be trained. Its own vectors change with them.

    Raises:
        UserError: it cannot be trained.
    """
    if not hasattr(encoder, "towers"):
        raise UserError(
            f"The encoder {encoder.name} cannot be trained end to end.", "Use compact, msclap or laion, or train heads."
        )
    opened: Towers = encoder.towers()
    opened.network.eval().requires_grad_(True)
    return opened


def device(network: nn.Module) -> torch.device:
    """Where a network is."""
    return next(network.parameters()).device


def normalise(embeddings: FloatArray) -> FloatArray:
    """L2-normalise rows (an all-zero row stays zero)."""
    norms = np.linalg.norm(embeddings, axis=-1, keepdims=True)
    unit: FloatArray = (embeddings / np.maximum(norms, 1e-12)).astype(np.float32, copy=False)
    return unit


def truncate(embeddings: FloatArray, dim: int) -> FloatArray:
    """The first `dim` numbers of each Matryoshka embedding, renormalised.

    Nobody slices by hand: a prefix that is not renormalised breaks cosine scores.
    (Kusupati et al. 2022, Matryoshka Representation Learning, section 3.)

    Raises:
        ValueError: `dim` is not between 1 and the width of the embeddings.
    """
    width = embeddings.shape[-1]
    if not 1 <= dim <= width:
        raise ValueError(f"cannot truncate to {dim} of {width} dimensions")
    return normalise(np.ascontiguousarray(embeddings[..., :dim]))


def frame(waveform: FloatArray, window: int, hop: int) -> FloatArray:
    """Cut a mono waveform into windows: deterministic, never a random crop.

    A waveform shorter than one window is repeated to fill it. Otherwise windows start every `hop`
    samples, and one more ends exactly at the end: with a hop no longer than the window every sample is
    heard.

    Args:
        waveform: (samples,) mono.
        window: samples in a window.
        hop: samples between window starts.

    Returns:
        (n, window) with n >= 1.

    Raises:
        UserError: the waveform is empty, not mono, or not finite.
    """
    if waveform.ndim != 1 or waveform.size == 0:
        raise UserError(f"Cannot embed audio of shape {waveform.shape}.", "Give one channel with at least one sample.")
    if not np.isfinite(waveform).all():
        raise UserError("The audio holds NaN or infinite samples.", "Export the file again and retry.")
    if waveform.size < window:
        waveform = np.resize(waveform, window)
    starts = list(range(0, waveform.size - window + 1, hop))
    if starts[-1] + window < waveform.size:
        starts.append(waveform.size - window)
    return np.stack([waveform[s : s + window] for s in starts]).astype(np.float32, copy=False)


def pool(raw: FloatArray) -> FloatArray:
    """One track vector from its raw window outputs: (n, dim) -> (dim,), L2-normalised."""
    track: FloatArray = normalise(raw.mean(axis=0, keepdims=True, dtype=np.float64).astype(np.float32))[0]
    return track


def resample(waveform: FloatArray, source_rate: int, target_rate: int) -> FloatArray:
    """Resample a mono waveform (soxr, HQ)."""
    if source_rate == target_rate:
        return waveform.astype(np.float32, copy=False)
    import soxr

    return np.asarray(soxr.resample(waveform, source_rate, target_rate), dtype=np.float32)


def encode_waveforms(encoder: Encoder, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
    """`Encoder.encode_audio` in terms of `embed_windows`: resample, frame, embed, pool."""
    window = round(encoder.window_s * encoder.sample_rate)
    hop = round(encoder.hop_s * encoder.sample_rate)
    vectors = np.empty((len(waveforms), encoder.dim), dtype=np.float32)
    for i, waveform in enumerate(waveforms):
        mono = resample(waveform, sample_rate, encoder.sample_rate)
        vectors[i] = pool(encoder.embed_windows(frame(mono, window, hop)))
    return vectors

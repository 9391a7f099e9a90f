"""Define the interface of all encoders, which embed sound and text in one space.

Higher layers use only `Encoder` and `truncate`. A track is embedded window by window; its vector is the L2-normalised
mean of the raw window outputs. The mean of normalised windows would give a silent bar the same weight as a chorus.
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


@dataclass(frozen=True, slots=True)
class Cost:
    """What an encoder needs to embed sound. Index runs are planned and estimated with it.

    The default values are those of an encoder as small as `compact`.
    """

    seconds: float = 0.2  # processor time on one core of a laptop for a minute of sound, decoding not included
    memory_mb: int = 500  # memory of one process that embeds sound
    windows: int | None = None  # windows of a track that are embedded, spread evenly over it; None: all of them


class Encoder(Protocol):
    """Two towers that embed text and audio in one L2-normalised Matryoshka space.

    The class of an encoder may also have the attributes `cost` (see `cost_of`), `widths` (see `trained_widths`) and
    `rates` (a set of other sample rates at which it takes windows, so that sound is not resampled), and a method
    `towers`, with which it can be trained.
    """

    name: str
    dim: int
    sample_rate: int  # Hz, sample rate of the windows for `embed_windows`
    window_s: float  # seconds in one window
    hop_s: float  # seconds between the starts of two windows
    fingerprint: str  # identifies weights and code: it changes when the same input would give different vectors

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed mono windows.

        Args:
            windows: (n, round(window_s * sample_rate)) samples in [-1, 1] at `sample_rate`.

        Returns:
            (n, dim) raw outputs, to be pooled and then normalised.
        """
        ...

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, dim), L2-normalised."""
        ...

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content as (n, dim), L2-normalised."""
        ...


def cost_of(encoder: Any) -> Cost:
    """Return the time and memory that an encoder, or a class of encoders, needs to embed sound.

    This is its attribute `cost`, or the default `Cost()` if it has none.
    """
    cost: Cost = getattr(encoder, "cost", Cost())
    return cost


def trained_widths(encoder: Any) -> tuple[int, ...]:
    """Return the widths of an encoder's prefixes that were trained to be used alone, smallest first.

    An encoder without the attribute `widths` has all of MATRYOSHKA_DIMS up to its own width. If the tuple is empty,
    only vectors of full width may be compared.
    """
    return tuple(w for w in getattr(encoder, "widths", MATRYOSHKA_DIMS) if w <= encoder.dim)


@dataclass(frozen=True, slots=True)
class Towers:
    """The network of an encoder, prepared for training: functions that embed sound and text with gradients.

    Inputs are moved to the network's device; outputs stay there.
    """

    network: nn.Module  # has all trainable weights; stays in inference mode (no dropout, norms fixed)
    audio: Callable[[FloatArray], Tensor]  # windows as for `embed_windows` -> (n, dim) raw
    text: Callable[[Sequence[str]], Tensor]  # -> (n, dim), L2-normalised


def towers(encoder: Any) -> Towers:
    """Return the towers of an encoder for training. Training them also changes the encoder's own vectors.

    Raises:
        UserError: the encoder cannot be trained.
    """
    if not hasattr(encoder, "towers"):
        raise UserError(
            f"The encoder {encoder.name} cannot be trained end to end.", "Use compact, msclap or laion, or train heads."
        )
    opened: Towers = encoder.towers()
    opened.network.eval().requires_grad_(True)
    return opened


def device(network: nn.Module) -> torch.device:
    """Return the device that a network is on."""
    return next(network.parameters()).device


def silence_transformers() -> None:
    """Stop transformers from printing progress bars and remarks while it loads weights."""
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]


def normalise(embeddings: FloatArray) -> FloatArray:
    """Scale each row to length 1; an all-zero row stays zero."""
    norms = np.linalg.norm(embeddings, axis=-1, keepdims=True)
    rows: FloatArray = (embeddings / np.maximum(norms, 1e-12)).astype(np.float32, copy=False)
    return rows


def truncate(embeddings: FloatArray, dim: int) -> FloatArray:
    """Return the first `dim` numbers of each Matryoshka embedding, renormalised.

    Only this function slices embeddings, because a prefix that is not renormalised gives wrong cosines (Kusupati et al.
    2022, Matryoshka Representation Learning, section 3).

    Raises:
        ValueError: `dim` is not between 1 and the width of the embeddings.
    """
    width = embeddings.shape[-1]
    if not 1 <= dim <= width:
        raise ValueError(f"cannot truncate to {dim} of {width} dimensions")
    return normalise(np.ascontiguousarray(embeddings[..., :dim]))


def frame(waveform: FloatArray, window: int, hop: int) -> FloatArray:
    """Cut a mono waveform into windows of equal length, without randomness.

    A waveform shorter than one window is repeated to fill it. Otherwise windows start every `hop` samples, and an
    additional last window ends at the last sample. If the hop is not longer than the window, every sample is in some
    window.

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


def framed(encoder: Encoder, waveform: FloatArray, rate: int) -> FloatArray:
    """Cut a mono waveform into the windows of an encoder (see `frame`); resample it only if the encoder needs that.

    Args:
        encoder: determines the length of a window.
        waveform: (samples,) mono.
        rate: its sample rate in Hz.

    Returns:
        (n, samples)
    """
    if rate not in getattr(encoder, "rates", ()):
        waveform, rate = resample(waveform, rate, encoder.sample_rate), encoder.sample_rate
    return frame(waveform, round(encoder.window_s * rate), round(encoder.hop_s * rate))


def spread(count: int, chosen: int | None) -> list[int]:
    """Return which of `count` consecutive windows to embed: at most `chosen`, spread evenly, or all if it is None.

    Each is the middle one of an equal part of the windows.
    """
    if chosen is None or chosen >= count:
        return list(range(count))
    return [(2 * part + 1) * count // (2 * chosen) for part in range(chosen)]


def pool(raw: FloatArray) -> FloatArray:
    """Return the vector of a track (dim,), L2-normalised, from its raw window outputs (n, dim)."""
    vector: FloatArray = normalise(raw.mean(axis=0, keepdims=True, dtype=np.float64).astype(np.float32))[0]
    return vector


def resample(waveform: FloatArray, source_rate: int, target_rate: int) -> FloatArray:
    """Resample a mono waveform (soxr, HQ)."""
    if source_rate == target_rate:
        return waveform.astype(np.float32, copy=False)
    import soxr

    return np.asarray(soxr.resample(waveform, source_rate, target_rate), dtype=np.float32)


def embed_in_batches(
    windows: FloatArray, samples: int, width: int, batch: int, tower: Callable[[FloatArray], Tensor]
) -> FloatArray:
    """Run a tower over windows in batches, without gradients, to limit memory use.

    Args:
        windows: (n, samples); if n is 0, the tower is not called.
        samples: the length that each window must have.
        width: size of the tower's output per window.
        batch: windows per call of the tower.
        tower: (at most batch, samples) -> (the same number, width), on the CPU.

    Returns:
        (n, width) outputs, float32.

    Raises:
        ValueError: the windows have the wrong length.
    """
    import torch

    if windows.ndim != 2 or windows.shape[1] != samples:
        raise ValueError(f"windows of shape {windows.shape} instead of (n, {samples})")
    outputs = np.empty((len(windows), width), dtype=np.float32)
    with torch.inference_mode():
        for start in range(0, len(windows), batch):
            outputs[start : start + batch] = tower(windows[start : start + batch]).numpy()
    return outputs


def encode_waveforms(encoder: Encoder, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
    """Implement `Encoder.encode_audio` for an encoder: resample, cut into windows, embed them, pool the outputs."""
    vectors = np.empty((len(waveforms), encoder.dim), dtype=np.float32)
    for i, waveform in enumerate(waveforms):
        vectors[i] = pool(encoder.embed_windows(framed(encoder, waveform, sample_rate)))
    return vectors

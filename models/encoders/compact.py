"""Run the compact encoder: an audio tower trained for Hark, and MiniLM with a trained head for text.

This module computes log-mels and runs both towers. `models.training` trains the weights; models/weights/COMPACT.md
reports their quality. All arithmetic is float32 on the CPU: the same samples give the same vector to 1e-6 with any
number of threads. A text query does not import torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from data.errors import UserError
from models.encoder import FloatArray, Towers, device, embed_in_batches, encode_waveforms, normalise

from .minilm import MiniLM, gelu, shared_minilm

if TYPE_CHECKING:
    from torch import Tensor

    from .compact_network import AudioTower

SAMPLE_RATE = 32_000  # Hz
WINDOW_SAMPLES = 163_840  # 5.12 s
FFT = 2048  # points
FRAME = 1280  # samples, 40 ms Hann
FRAME_HOP = 640  # samples, 20 ms
BANDS = 96
LOWEST, HIGHEST = 40.0, 15_000.0  # Hz
RANGE_DB = 80.0  # dB; lower levels, relative to the window's loudest band, are treated as silence
QUIETEST_DB = -30.0  # peaks below this are not scaled up, so that a silent window does not become loud noise
# Samples of a window, and the rate (Hz) that they identify. At these rates sound need not be resampled.
RATES = {WINDOW_SAMPLES * rate // SAMPLE_RATE: rate for rate in (SAMPLE_RATE, 44_100, 48_000)}
_WIDEST_BIN = 15.7  # Hz, of the FFT at the other rates: 2,880 points at 44.1 kHz. Vectors differ by 4e-4 at most
_GROUP = 24  # mel filters that are multiplied at once; most bins are zero in most filters
_AT_ONCE = 64  # frames that are transformed at once, so that they fit a processor's cache

WEIGHTS = Path(__file__).parents[1] / "weights" / "compact.safetensors"
BATCH = 16  # windows per batch, so that an hour of audio needs no more memory than a minute


class _Filters(NamedTuple):
    """Some neighbouring mel filters, without the bins that are zero in all of them."""

    bins: slice
    bands: slice
    weights: FloatArray  # (bins, bands); each filter sums to 1


@lru_cache(maxsize=len(RATES))
def _front_end(rate: int) -> tuple[int, FloatArray, tuple[_Filters, ...]]:
    """Return the points of the FFT, the Hann window and the mel filters in groups, for a sample rate."""
    from scipy.fft import next_fast_len

    fft = FFT if rate == SAMPLE_RATE else next_fast_len(int(rate / _WIDEST_BIN), real=True)
    lowest, highest = 2595 * np.log10(1 + np.array([LOWEST, HIGHEST]) / 700)  # O'Shaughnessy's mel scale
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    bins = (np.arange(fft // 2 + 1) * rate / fft)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0, np.minimum(rising, falling))
    filters = (filters / filters.sum(axis=0)).astype(np.float32)
    groups = []
    for start in range(0, BANDS, _GROUP):
        group = filters[:, start : start + _GROUP]
        (used,) = np.nonzero(group.any(axis=1))
        inside = slice(int(used[0]), int(used[-1]) + 1)
        groups.append(_Filters(inside, slice(start, start + _GROUP), np.ascontiguousarray(group[inside])))
    size = 2 * rate * FRAME_HOP // SAMPLE_RATE
    return fft, np.hanning(size + 1)[:-1].astype(np.float32), tuple(groups)


def log_mel(windows: FloatArray) -> FloatArray:
    """Compute log-mels: 1 is the level of a window's loudest band, 0 is RANGE_DB below it.

    Args:
        windows: (n, samples) of 5.12 s at one of RATES, which the number of samples identifies.

    Returns:
        (n, 256, BANDS)
    """
    from scipy.fft import rfft

    rate = RATES[windows.shape[1]]
    fft, hann, groups = _front_end(rate)
    size, hop = len(hann), len(hann) // 2
    frames = windows.shape[1] // hop
    level = np.empty((len(windows), frames, BANDS), np.float32)
    padded = np.zeros((_AT_ONCE, fft), np.float32)
    for window, out in zip(np.asarray(windows, np.float32), level, strict=True):
        mirrored = np.concatenate([window[hop:0:-1], window])  # frames are centred, so the first begins before 0
        framed = np.lib.stride_tricks.sliding_window_view(mirrored, size)[::hop]
        for start in range(0, frames, _AT_ONCE):
            np.multiply(framed[start : start + _AT_ONCE], hann, out=padded[:, :size])
            power = np.abs(rfft(padded, axis=1)[:, : groups[-1].bins.stop])
            power *= power
            for bins, bands, weights in groups:
                np.matmul(power[:, bins], weights, out=out[start : start + _AT_ONCE, bands])
    np.log10(level + np.float32(1e-10), out=level)
    level *= 10
    level -= np.maximum(level.max(axis=(1, 2), keepdims=True, initial=QUIETEST_DB), QUIETEST_DB)
    level /= RANGE_DB
    level += 1
    return np.clip(level, 0, 1, out=level)


class CompactEncoder:
    """The default encoder, which ships with Hark; it has 512 Matryoshka dimensions.

    It can be shared between threads.
    """

    name = "compact"
    dim = 512
    sample_rate = SAMPLE_RATE
    rates = frozenset(RATES.values())
    window_s = WINDOW_SAMPLES / SAMPLE_RATE
    hop_s = WINDOW_SAMPLES / SAMPLE_RATE

    def __init__(self, weights: Path = WEIGHTS, text: MiniLM | None = None) -> None:
        """Use the given weights and text model, by default those that ship with Hark.

        Raises:
            UserError: the weights or the text model do not exist.
        """
        if not weights.is_file():
            raise UserError(f"The audio model is missing: {weights}.", "Get the repository again, whole.")
        self._weights = weights
        front = (self.window_s, self.hop_s, SAMPLE_RATE, FFT, FRAME, FRAME_HOP, BANDS)
        digest = hashlib.sha256(repr((self.name, *front, LOWEST, HIGHEST, RANGE_DB, QUIETEST_DB)).encode())
        digest.update(weights.read_bytes())
        self.fingerprint = digest.hexdigest()[:16]
        self._text = text if text is not None else shared_minilm()

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed 5.12 s windows of mono sound.

        Args:
            windows: (n, samples) in [-1, 1], at one of `rates`, which the number of samples identifies.

        Returns:
            (n, 512) raw vectors, to be pooled and then normalised.

        Raises:
            ValueError: the windows have the wrong length.
        """
        samples = windows.shape[1] if windows.ndim == 2 and windows.shape[1] in RATES else WINDOW_SAMPLES
        return embed_in_batches(windows, samples, self.dim, BATCH, partial(self._embed, self._folded))

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, 512), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content as (n, 512), L2-normalised.

        The trained head is a residual MLP on MiniLM's sentence vector (`models.encoders.compact_network.TextHead`), run
        in NumPy.
        """
        if not len(texts):
            return np.empty((0, self.dim), dtype=np.float32)
        t = self._tensors
        x: FloatArray = self._text.embed(texts) * np.float32(np.sqrt(self._text_width))  # (n, 384)
        hidden: FloatArray = x @ t["text.mlp.0.weight"].T + t["text.mlp.0.bias"]
        straight: FloatArray = x @ t["text.skip.weight"].T + t["text.skip.bias"]
        return normalise(straight + gelu(hidden) @ t["text.mlp.3.weight"].T + t["text.mlp.3.bias"])

    def towers(self) -> Towers:
        """Return the audio tower and the text head for training; MiniLM is not trained."""
        import torch
        from torch.nn import functional as F

        from .compact_network import TextHead

        head = TextHead()
        weights = {k.removeprefix("text."): torch.from_numpy(v) for k, v in self._tensors.items() if k[:5] == "text."}
        head.load_state_dict(weights, strict=True)
        network = torch.nn.ModuleList([self._tower, head])

        def read(texts: Sequence[str]) -> Tensor:
            return F.normalize(head(torch.from_numpy(self._text.embed(texts)).to(device(network))), dim=1)

        self._folded = self._tower  # training changes it, and the encoder's own vectors with it
        return Towers(network, partial(self._embed, self._tower), read)

    @staticmethod
    def _embed(tower: AudioTower, windows: FloatArray) -> Tensor:
        """Embed windows (n, samples) as raw vectors (n, 512), on the tower's device."""
        import torch

        raw: Tensor = tower(torch.from_numpy(log_mel(windows)).to(device(tower)))[1]
        return raw

    @cached_property
    def _tensors(self) -> dict[str, FloatArray]:
        """Read all weights; they are stored as float16 and returned as float32.

        Raises:
            UserError: the file is damaged or belongs to another model.
        """
        from safetensors.numpy import load_file

        hint = "Get the repository again, whole."
        try:
            tensors = {name: np.asarray(t, dtype=np.float32) for name, t in load_file(self._weights).items()}
        except Exception as err:  # a damaged file raises several exception types
            raise UserError(f"The audio model is damaged: {self._weights}.", hint) from err
        if not {"text.mlp.3.weight", "audio.project.weight"} <= tensors.keys():
            raise UserError(f"The file {self._weights} holds another model.", hint)
        return tensors

    @property
    def _text_width(self) -> int:
        return int(self._tensors["text.skip.weight"].shape[1])

    @cached_property
    def _folded(self) -> AudioTower:
        from .compact_network import folded

        return folded(self._tower)

    @cached_property
    def _tower(self) -> AudioTower:
        import torch

        from .compact_network import AudioTower

        tower = AudioTower(BANDS)
        state = {
            k.removeprefix("audio."): torch.from_numpy(v) for k, v in self._tensors.items() if k.startswith("audio.")
        }
        counters = {k: torch.tensor(0) for k in tower.state_dict() if k.endswith("num_batches_tracked")}
        try:
            tower.load_state_dict(counters | state, strict=True)
        except RuntimeError as err:
            raise UserError(
                f"The file {self._weights} holds another model.", "Get the repository again, whole."
            ) from err
        return tower.eval()

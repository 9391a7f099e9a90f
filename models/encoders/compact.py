"""Run the compact encoder: an audio tower trained for Hark, and MiniLM with a trained head for text.

This module computes log-mels and runs both towers. `models.training` trains the weights; models/weights/COMPACT.md
reports their quality. All arithmetic is float32 on the CPU: the same samples give the same vector to 1e-6 with any
number of threads. A text query does not import torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

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

WEIGHTS = Path(__file__).parents[1] / "weights" / "compact.safetensors"
BATCH = 16  # windows per batch, so that an hour of audio needs no more memory than a minute


@lru_cache(maxsize=1)
def _front_end() -> tuple[Tensor, Tensor]:
    """Return the mel filters (FFT // 2 + 1, BANDS), each summing to 1, and the Hann window (FRAME,)."""
    import torch

    lowest, highest = 2595 * np.log10(1 + np.array([LOWEST, HIGHEST]) / 700)  # O'Shaughnessy's mel scale
    edges = 700 * (10 ** (np.linspace(lowest, highest, BANDS + 2) / 2595) - 1)
    bins = (np.arange(FFT // 2 + 1) * SAMPLE_RATE / FFT)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0, np.minimum(rising, falling))
    filters /= filters.sum(axis=0)
    return torch.from_numpy(filters.astype(np.float32)), torch.hann_window(FRAME)


def log_mel(windows: FloatArray) -> FloatArray:
    """Return log-mels (n, 256, BANDS) of windows (n, WINDOW_SAMPLES): 1 is the loudest band, 0 is RANGE_DB below it."""
    import torch

    filters, hann = _front_end()
    with torch.inference_mode():
        spectrum = torch.stft(
            torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32)),
            FFT, FRAME_HOP, FRAME, hann, center=True, pad_mode="reflect", return_complex=True,
        )  # fmt: skip
        power = spectrum.real.square() + spectrum.imag.square()  # (n, bins, frames)
        level = 10 * torch.log10(power.transpose(1, 2)[:, :-1] @ filters + 1e-10)
        peak = level.amax(dim=(1, 2), keepdim=True).clamp(min=QUIETEST_DB)
        return np.asarray(((level - peak) / RANGE_DB + 1).clamp(0, 1).numpy())


class CompactEncoder:
    """The default encoder, which ships with Hark; it has 512 Matryoshka dimensions.

    It can be shared between threads.
    """

    name = "compact"
    dim = 512
    sample_rate = SAMPLE_RATE
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
        """Embed 5.12 s windows of mono sound at 32 kHz.

        Args:
            windows: (n, WINDOW_SAMPLES) samples in [-1, 1].

        Returns:
            (n, 512) raw vectors, to be pooled and then normalised.

        Raises:
            ValueError: the windows have the wrong length.
        """
        return embed_in_batches(windows, WINDOW_SAMPLES, self.dim, BATCH, self._embed)

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

        return Towers(network, self._embed, read)

    def _embed(self, windows: FloatArray) -> Tensor:
        """Embed windows (n, WINDOW_SAMPLES) as raw vectors (n, 512), on the tower's device."""
        import torch

        raw: Tensor = self._tower(torch.from_numpy(log_mel(windows)).to(device(self._tower)))[1]
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

"""Run the baseline encoder: MusiCNN tags the sound, and MiniLM finds the tags nearest to a request.

It consists of the two published MusiCNN networks (Pons & Serra 2019, musicnn: pre-trained convolutional neural networks
for music audio tagging) and a training-free alignment with text:

    sound  ->  3 s windows  ->  log scores of 100 tags, standardised       z
    text   ->  cosines of MiniLM(text) to MiniLM("<tag> music"), softmax        w

The score of a track is w . z, so that only the few tags nearest to a request determine the ranking. One fixed rotation
is applied to both. Its first axes are the principal axes of real music, so that a Matryoshka prefix loses little. The
numbers after the hundredth are zero, so that 128 or more dimensions are exact. A text is compared with tag names only,
so the words for negation, degree and combination ("no", "very", "with") have no effect. Sources and measurements:
models/weights/MUSICNN.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from data.errors import UserError
from models.encoder import FloatArray, embed_in_batches, encode_waveforms, normalise

from .minilm import MiniLM

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = Path(__file__).parents[1] / "weights" / "musicnn.safetensors"

CHECKPOINTS = ("MTT", "MSD")  # MagnaTagATune: instruments, voice; Million Song Dataset: genre, mood, decade
# fmt: off
TAGS = (
    # MTT_musicnn, in the order of its outputs
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano",
    "ambient", "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals",
    "no vocals", "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft",
    "sitar", "solo", "man", "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal",
    "beats", "harp", "cello", "no voice", "weird", "country", "metal", "female voice", "choral",
    # MSD_musicnn
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s",
    "alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul",
    "indie rock", "mellow", "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies",
    "blues", "hard rock", "ambient", "acoustic", "experimental", "female vocalist", "guitar", "hip-hop",
    "70s", "party", "country", "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal",
    "progressive rock", "60s", "rnb", "indie pop", "sad", "house", "happy",
)
# fmt: on
TEMPERATURE = 0.03  # temperature of the softmax over cosines to the tags

N_FFT, HOP, FRAMES = 512, 256, 187  # samples, samples, frames of one 3 s window
BATCH = 8  # windows per batch; the largest feature map takes 72 MB


class MusicnnEncoder:
    """Both MusiCNN networks and MiniLM as an `Encoder`. It can be shared between threads.

    A text query loads MiniLM and a few small arrays, but not torch.
    """

    name = "musicnn"
    dim = 512
    sample_rate = 16_000
    window_s = 3.0
    hop_s = 6.0  # every second window of 3 s: half the work for nearly the same track vector (MUSICNN.md)

    def __init__(self, weights: Path = WEIGHTS, text: MiniLM | None = None) -> None:
        """Use the given weights and text model, by default those that ship with Hark.

        Raises:
            UserError: the weights or the text model do not exist.
        """
        if not weights.is_file():
            raise UserError(f"The audio model is missing: {weights}.", "Get the repository again, whole.")
        self._weights = weights
        constants = (self.name, self.window_s, self.hop_s, TEMPERATURE, N_FFT, HOP, FRAMES, TAGS)
        digest = hashlib.sha256(repr(constants).encode())
        digest.update(weights.read_bytes())
        self.fingerprint = digest.hexdigest()[:16]
        self._text = text if text is not None else MiniLM()

    def embed_windows(self, windows: FloatArray) -> FloatArray:
        """Embed 3 s windows of mono sound at 16 kHz.

        Args:
            windows: (n, 48000) samples in [-1, 1].

        Returns:
            (n, 512) raw outputs: the standardised log tag scores after the rotation.
        """
        return self._turn((self._log_scores(windows) - self._space["tags.mean"]) / self._space["tags.deviation"])

    def encode_audio(self, waveforms: Sequence[FloatArray], sample_rate: int) -> FloatArray:
        """Embed whole mono waveforms of any length as (n, 512), L2-normalised."""
        return encode_waveforms(self, waveforms, sample_rate)

    def encode_text(self, texts: Sequence[str]) -> FloatArray:
        """Embed texts of any length and content as (n, 512), L2-normalised."""
        cosines = self._text.embed(texts) @ self._space["tags.text"].T / TEMPERATURE  # (n, 100)
        weights = np.exp(cosines - cosines.max(axis=-1, keepdims=True))
        return normalise(self._turn(weights / weights.sum(axis=-1, keepdims=True)))

    def taggram(self, windows: FloatArray) -> FloatArray:
        """Return the probability of each tag in each window, with the same values as the original package.

        Args:
            windows: (n, 48000) samples at 16 kHz.

        Returns:
            (n, 100), in the order of `TAGS`.
        """
        return np.exp(self._log_scores(windows))

    def _log_scores(self, windows: FloatArray) -> FloatArray:
        """Return the log probabilities (n, 100) of both networks for windows (n, 48000)."""
        import torch

        def tag(batch: FloatArray) -> Tensor:
            mel = _log_mel(self._network["mel"], torch.from_numpy(np.array(batch, dtype=np.float32)))
            logits = [_logits(self._network, checkpoint, mel) for checkpoint in CHECKPOINTS]
            return torch.nn.functional.logsigmoid(torch.cat(logits, dim=1))

        return embed_in_batches(windows, round(self.window_s * self.sample_rate), len(TAGS), BATCH, tag)

    def _turn(self, z: FloatArray) -> FloatArray:
        """Rotate vectors `z` of tag scores (n, 100), and pad them with zeros to (n, 512)."""
        turned = np.zeros((len(z), self.dim), dtype=np.float32)
        turned[:, : len(TAGS)] = z @ self._space["rotation"]
        return turned

    @cached_property
    def _space(self) -> dict[str, FloatArray]:
        """Read the arrays that align sound and text: score statistics, the rotation and tag-name vectors."""
        from safetensors import safe_open

        names = ("tags.mean", "tags.deviation", "tags.text", "rotation")
        with safe_open(self._weights, framework="np") as file:
            return {name: file.get_tensor(name) for name in names}

    @cached_property
    def _network(self) -> dict[str, Any]:
        from safetensors.torch import load_file

        return load_file(self._weights)


def _log_mel(bank: Any, windows: Any) -> Any:
    """Return log-mels (n, 96, 187) of windows (n, 48000), as musicnn computes them: power, Slaney bands, log."""
    import torch

    spectrum = torch.stft(
        windows,
        N_FFT,
        HOP,
        window=torch.hann_window(N_FFT),
        center=True,
        pad_mode="reflect",
        return_complex=True,
    )
    return torch.log10(10_000 * (bank @ spectrum[..., :FRAMES].abs().square()) + 1)


def _logits(network: dict[str, Any], checkpoint: str, mel: Any) -> Any:
    """Run one MusiCNN (Pons & Serra 2019, figure 1) on log-mels (n, 96, 187) and return logits (n, 50)."""
    import torch
    from torch.nn import functional as F

    def get(name: str) -> Any:
        return network[f"{checkpoint}.{name}"]

    x = (mel * get("input.scale") + get("input.shift")).transpose(1, 2)[:, None]  # (n, 1, 187, 96)
    front = []
    for layer in ("timbral0", "timbral1", "temporal0", "temporal1", "temporal2"):
        kernel = get(f"{layer}.kernel")  # (filters, 1, frames, bands)
        frames = kernel.shape[2]
        y = F.conv2d(F.pad(x, (0, 0, (frames - 1) // 2, frames // 2)), kernel, get(f"{layer}.bias"))
        # The original takes max over bands of scale * relu(y) + shift. relu is monotone, so the extremes of y
        # are enough, and the passes over the largest array are two instead of four.
        scale, shift = get(f"{layer}.scale")[:, None], get(f"{layer}.shift")[:, None]
        extreme = torch.where(scale < 0, y.amin(dim=3), y.amax(dim=3))
        front.append(scale * extreme.relu() + shift)
    features = [torch.cat(front, dim=1)]  # (n, 561, 187)
    residual: Any = 0.0
    for layer in ("mid0", "mid1", "mid2"):
        x = features[-1]
        y = F.conv1d(x, get(f"{layer}.kernel"), get(f"{layer}.bias"), padding=3).relu()
        residual = get(f"{layer}.scale")[:, None] * y + get(f"{layer}.shift")[:, None] + residual
        features.append(residual)  # (n, 64, 187)
    x = torch.cat(features, dim=1)  # (n, 753, 187)
    x = torch.cat([x.amax(dim=2), x.mean(dim=2)], dim=1)
    x = F.linear(x, get("dense.weight"), get("dense.bias")).relu()
    return F.linear(x, get("tags.weight"), get("tags.bias"))

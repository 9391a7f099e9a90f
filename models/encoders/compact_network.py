"""Define the two trained networks of the compact encoder: a small residual CNN for sound and an MLP head for text.

This module imports torch, which is slow; it is therefore imported only inside functions (see
`models.encoders.compact`).
"""

from __future__ import annotations

from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

DIM = 512
WIDTHS = (24, 32, 64, 128, 256)  # channels after the stem and after each stage
TEXT_WIDTH = 384  # of MiniLM


class Residual(nn.Module):
    """Two 3x3 convolutions with a shortcut that halve the time and frequency axes (He et al. 2016)."""

    def __init__(self, inside: int, outside: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(inside, outside, 3, 2, 1, bias=False)
        self.first_norm = nn.BatchNorm2d(outside)
        self.second = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.second_norm = nn.BatchNorm2d(outside)
        self.shortcut = nn.Conv2d(inside, outside, 1, 2, bias=False)
        self.shortcut_norm = nn.BatchNorm2d(outside)

    def forward(self, x: Tensor) -> Tensor:
        """Map a batch (n, channels in, time, frequency) to (n, channels out, time / 2, frequency / 2)."""
        y = torch.relu(self.first_norm(self.first(x)))
        return torch.relu(self.second_norm(self.second(y)) + self.shortcut_norm(self.shortcut(x)))


class AudioTower(nn.Module):
    """The network that maps a log-mel window to features and to a raw vector of the shared space."""

    def __init__(self, bands: int = 96, features: int = 512) -> None:
        super().__init__()
        self.stem = nn.Conv2d(1, WIDTHS[0], (7, 5), (4, 2), (3, 2), bias=False)
        self.stem_norm = nn.BatchNorm2d(WIDTHS[0])
        self.stages = nn.Sequential(*(Residual(a, b) for a, b in zip(WIDTHS[:-1], WIDTHS[1:], strict=True)))
        rows = -(-bands // 32)  # frequency rows after the last stage
        # Frequency rows are kept separate up to here, because the register distinguishes a tuba from a piccolo.
        self.gather = nn.Linear(WIDTHS[-1] * rows, features)
        self.attend = nn.Linear(features, 4)
        self.mixed = nn.Sequential(
            nn.LayerNorm(features * 6), nn.Dropout(0.15), nn.Linear(features * 6, 768), nn.GELU()
        )
        self.project = nn.Linear(768, DIM)

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        """Map log-mels (n, frames, bands) in [0, 1] to features (n, 768) and raw vectors (n, DIM)."""
        x = ((mel - 0.45) * 4).unsqueeze(1).contiguous(memory_format=torch.channels_last)
        x = torch.relu(self.stem_norm(self.stem(x)))
        x = self.stages(x)  # (n, channels, t, f)
        x = torch.relu(self.gather(x.permute(0, 2, 1, 3).flatten(2)))  # (n, t, features)
        weights = self.attend(x).softmax(dim=1)  # (n, t, 4)
        seen = torch.einsum("ntk,ntf->nkf", weights, x).flatten(1)
        features = self.mixed(torch.cat([seen, x.mean(dim=1), x.amax(dim=1)], dim=1))
        return features, self.project(features)


def folded(tower: AudioTower) -> AudioTower:
    """Return a copy of a tower for inference, each normalisation folded into the convolution before it.

    The copy gives the same vectors in three quarters of the time. Its weights are in the memory order of the
    activations; otherwise each call would reorder them.
    """
    copy: AudioTower = deepcopy(tower).eval()
    for module in (copy, *copy.stages):
        for name, norm in list(module.named_children()):
            if name.endswith("_norm"):
                convolution = fuse_conv_bn_eval(getattr(module, name.removesuffix("_norm")), norm)
                setattr(module, name.removesuffix("_norm"), convolution)
                setattr(module, name, nn.Identity())
    for weights in copy.parameters():
        if weights.ndim == 4:
            weights.data = weights.data.contiguous(memory_format=torch.channels_last)
    return copy


class TextHead(nn.Module):
    """A residual MLP that maps a MiniLM sentence vector to the shared space.

    A linear head alone gives poor short prefixes (Kusupati et al. 2022, appendix K.1).
    """

    def __init__(self, hidden: int = 1024) -> None:
        super().__init__()
        self.skip = nn.Linear(TEXT_WIDTH, DIM)
        self.mlp = nn.Sequential(nn.Linear(TEXT_WIDTH, hidden), nn.GELU(), nn.Dropout(0.2), nn.Linear(hidden, DIM))

    def forward(self, sentence: Tensor) -> Tensor:
        """Map L2-normalised sentence vectors (n, 384) to raw vectors (n, DIM)."""
        x = sentence * TEXT_WIDTH**0.5
        raw: Tensor = self.skip(x) + self.mlp(x)
        return raw

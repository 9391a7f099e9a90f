"""Compute the Matryoshka contrastive loss over the outputs of two towers.

sentence-transformers' MatryoshkaLoss wraps a loss that calls the model on tokenised features: it needs a
SentenceTransformer whose forward pass is part of every step. Here the towers are usually frozen and their outputs
cached, so a step runs only two small heads on arrays. The formula is the same: the inner loss on each renormalised
prefix, weighted and averaged.

This module imports torch, which is slow; it is therefore imported only inside functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

INITIAL_TEMPERATURE = 0.07
LARGEST_SCALE = 100.0  # Radford et al. 2021, section 2.5: beyond it training becomes unstable


class MatryoshkaContrastiveLoss(nn.Module):
    """Symmetric InfoNCE with a learned temperature, averaged over nested widths.

    InfoNCE: Radford et al. 2021 (CLIP), figure 3. Nesting: Kusupati et al. 2022, equation 1, with each prefix
    L2-normalised as in a search.
    """

    def __init__(self, widths: Sequence[int], weights: Sequence[float] | None = None) -> None:
        """Store the widths and normalise their weights.

        Args:
            widths: lengths of the prefixes, including the full width.
            weights: one per width, not negative and not all zero; equal when None. Only their ratios matter.

        Raises:
            ValueError: the weights are negative, all zero, or not one per width.
        """
        super().__init__()
        weights = [1.0] * len(widths) if weights is None else list(weights)
        if not widths or len(weights) != len(widths) or min(weights) < 0 or sum(weights) <= 0:
            raise ValueError(f"weights {weights} for widths {list(widths)}")
        self.widths = tuple(widths)
        self.weights = tuple(weight / sum(weights) for weight in weights)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / INITIAL_TEMPERATURE)))

    @property
    def scale(self) -> Tensor:
        """Return the factor that cosines are multiplied by: 1 / temperature, at most LARGEST_SCALE."""
        return self.log_scale.clamp(max=math.log(LARGEST_SCALE)).exp()

    def forward(self, audio: Tensor, text: Tensor, clips: Tensor | None = None) -> Tensor:
        """Return the loss of a batch of pairs.

        Args:
            audio: (b, dim), not necessarily normalised.
            text: (b, dim); row i describes the sound of row i.
            clips: (b,) the clip of each row. Rows of the same clip are not negatives of each other.

        Returns:
            a scalar.
        """
        target = torch.arange(len(audio), device=audio.device)
        same = None
        if clips is not None:
            same = (clips[:, None] == clips[None]) & ~torch.eye(len(clips), dtype=torch.bool, device=clips.device)
        total = audio.new_zeros(())
        for width, weight in zip(self.widths, self.weights, strict=True):
            if not weight:
                continue
            logits = self.scale * F.normalize(audio[:, :width], dim=1) @ F.normalize(text[:, :width], dim=1).T  # (b, b)
            if same is not None:
                logits = logits.masked_fill(same, -torch.inf)
            total = total + weight * (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
        return total

"""Compare the Matryoshka contrastive loss with its definition."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from models.losses import LARGEST_SCALE, MatryoshkaContrastiveLoss
from tests.models.test_end_to_end import OneDevice


def by_hand(audio: torch.Tensor, text: torch.Tensor, width: int, scale: float) -> float:
    a, t = audio[:, :width], text[:, :width]
    a, t = a / a.norm(dim=1, keepdim=True), t / t.norm(dim=1, keepdim=True)
    total = 0.0
    for x, y in ((a, t), (t, a)):
        for i in range(len(x)):
            scores = [scale * float(x[i] @ y[j]) for j in range(len(y))]
            total -= scores[i] - math.log(sum(map(math.exp, scores)))
    return total / (2 * len(a))


def test_it_is_the_weighted_mean_over_renormalised_prefixes() -> None:
    torch.manual_seed(0)
    audio, text = torch.randn(5, 8), torch.randn(5, 8)
    loss = MatryoshkaContrastiveLoss([2, 4, 8], [1, 2, 1])
    scale = 1 / 0.07
    expected = sum(w * by_hand(audio, text, width, scale) for width, w in ((2, 0.25), (4, 0.5), (8, 0.25)))
    assert float(loss(audio, text).detach()) == pytest.approx(expected, rel=1e-5)


def test_rows_of_the_same_clip_are_not_held_against_each_other() -> None:
    audio = torch.tensor([[1.0, 0], [1, 0], [0, 1]])
    loss = MatryoshkaContrastiveLoss([2])
    clips = torch.tensor([7, 7, 8])
    assert float(loss(audio, audio, clips).detach()) < 1e-3  # two captions of one clip, and each pair is found
    assert float(loss(audio, audio).detach()) > 0.4


def test_the_temperature_is_learned_and_clamped() -> None:
    loss = MatryoshkaContrastiveLoss([2])
    assert float(loss.scale.detach()) == pytest.approx(1 / 0.07)
    eye = torch.eye(2)
    loss(eye, eye).backward()
    assert loss.log_scale.grad is not None
    assert loss.log_scale.grad < 0  # pairs that match ask for a lower temperature
    with torch.no_grad():
        loss.log_scale.fill_(50)
    assert float(loss.scale.detach()) == pytest.approx(LARGEST_SCALE)


def test_gradients_reach_only_the_widths_that_weigh() -> None:
    audio = torch.randn(4, 8, requires_grad=True)
    MatryoshkaContrastiveLoss([2, 8], [1, 0])(audio, F.normalize(torch.randn(4, 8))).backward()
    assert audio.grad is not None
    assert bool((audio.grad[:, :2] != 0).any())
    assert bool((audio.grad[:, 2:] == 0).all())


@pytest.mark.parametrize(("widths", "weights"), [([], None), ([2, 4], [1]), ([2], [0]), ([2, 4], [1, -1])])
def test_weights_that_do_not_fit_are_refused(widths: list[int], weights: list[float] | None) -> None:
    with pytest.raises(ValueError, match="weights"):
        MatryoshkaContrastiveLoss(widths, weights)


def test_it_follows_its_rows_to_another_device() -> None:
    loss = MatryoshkaContrastiveLoss((4, 8)).to("meta")
    audio, text = torch.empty(2, 3, 8, device="meta")
    with OneDevice():
        assert loss(audio, text, torch.tensor([0, 0, 1], device="meta")).is_meta

"""Test that the rotation is exact and improves retrieval, and that heads start as it and can be saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.checkpoints import CheckpointError
from models.encoder import FloatArray, normalise, truncate
from models.heads import AdaptedEncoder, Heads, fit_rotation, read_adapter, save_heads, save_rotation
from models.metrics import evaluate
from tests.keyword_encoder import KeywordEncoder, tone

DIM = 128


@pytest.fixture(scope="module")
def pairs() -> tuple[FloatArray, FloatArray]:
    """400 pairs whose meaning has 24 strong axes in a random direction of 128, with a gap between the towers."""
    rng = np.random.default_rng(1)
    basis, _ = np.linalg.qr(rng.standard_normal((DIM, DIM)))
    meaning = rng.standard_normal((400, 24)) @ basis[:24] * 2
    audio = meaning + rng.standard_normal((400, DIM)) * 1.2 + 8 * basis[30]
    text = meaning + rng.standard_normal((400, DIM)) * 1.2 - 8 * basis[30]
    return normalise(audio.astype(np.float32)), normalise(text.astype(np.float32))


def test_the_rotation_keeps_every_inner_product(pairs: tuple[FloatArray, FloatArray]) -> None:
    audio, text = pairs
    rotation = fit_rotation(audio, text)
    np.testing.assert_allclose(rotation.T.astype(np.float64) @ rotation, np.eye(DIM), atol=1e-6)
    exact = audio.astype(np.float64) @ text.T.astype(np.float64)
    turned = (audio.astype(np.float64) @ rotation) @ (text.astype(np.float64) @ rotation).T
    np.testing.assert_allclose(turned, exact, atol=1e-6)


def test_a_prefix_of_the_rotation_finds_more(pairs: tuple[FloatArray, FloatArray]) -> None:
    """Fitted on one half, measured on the other."""
    audio, text = pairs
    rotation = fit_rotation(audio[:200], text[:200])
    wanted = [[i] for i in range(200)]

    def r1(turn: FloatArray, width: int) -> float:
        return evaluate(truncate(text[200:] @ turn, width), truncate(audio[200:] @ turn, width), wanted).r1

    still = np.eye(DIM, dtype=np.float32)
    assert r1(rotation, DIM) == r1(still, DIM)
    assert r1(rotation, 24) > 0.9 * r1(still, DIM)
    assert r1(rotation, 24) > 1.5 * r1(still, 24)


def test_the_axis_across_the_gap_does_not_come_first(pairs: tuple[FloatArray, FloatArray]) -> None:
    audio, text = pairs
    gap = audio.mean(axis=0) - text.mean(axis=0)
    share = np.square(gap @ fit_rotation(audio, text)) / np.square(gap).sum()
    assert share[:24].sum() < 0.1


def test_heads_begin_as_the_rotation(pairs: tuple[FloatArray, FloatArray]) -> None:
    audio, text = pairs
    rotation = fit_rotation(audio, text)
    heads = Heads(DIM, DIM, hidden=16)
    heads.start_from(rotation, loudness=32.0)
    heads.eval()
    with torch.inference_mode():
        heard = heads.audio(torch.from_numpy(audio * 32)).numpy()
        read = heads.text(torch.from_numpy(text)).numpy()
    np.testing.assert_allclose(heard, audio @ rotation, atol=1e-5)
    np.testing.assert_allclose(read, text @ rotation, atol=1e-5)


def test_gradients_reach_every_weight_after_the_first_step(pairs: tuple[FloatArray, FloatArray]) -> None:
    heads = Heads(DIM, DIM, hidden=16)
    for _ in range(2):  # in the first step the last layer is zero, and hides the ones before it
        optimiser = torch.optim.SGD(heads.parameters(), 0.1)
        heads.zero_grad()
        y = heads.audio(torch.from_numpy(pairs[0])) * heads.text(torch.from_numpy(pairs[1]))
        y.square().sum().backward()
        optimiser.step()
    assert all(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in heads.parameters())


def test_an_encoder_behind_a_saved_rotation(tmp_path: Path) -> None:
    base = KeywordEncoder()
    shift = np.roll(np.eye(512, dtype=np.float32), 3, axis=1)
    save_rotation(tmp_path / "adapter.safetensors", shift, base)
    adapted = AdaptedEncoder(base, tmp_path / "adapter.safetensors")
    assert (adapted.name, adapted.dim) == ("keyword", 512)
    assert adapted.fingerprint != base.fingerprint
    np.testing.assert_array_equal(adapted.encode_text(["high"]), np.roll(base.encode_text(["high"]), 3, axis=1))
    audio = adapted.encode_audio([tone("high")], 16_000)
    np.testing.assert_allclose(audio, np.roll(base.encode_audio([tone("high")], 16_000), 3, axis=1), atol=1e-6)


def test_an_encoder_behind_saved_heads(tmp_path: Path) -> None:
    base = KeywordEncoder()
    torch.manual_seed(0)
    heads = Heads(512, 512, hidden=8)
    torch.nn.init.normal_(heads.text.narrow.weight)
    save_heads(tmp_path / "h.safetensors", heads.state_dict(), 8, base.name, base.fingerprint)
    adapted = AdaptedEncoder(base, tmp_path / "h.safetensors")
    heads.eval()
    with torch.inference_mode():
        expected = heads.text(torch.from_numpy(base.encode_text(["high", "low"]))).numpy()
    np.testing.assert_allclose(adapted.encode_text(["high", "low"]), normalise(expected), atol=1e-6)


def test_an_adapter_of_another_encoder_or_none_is_refused(tmp_path: Path) -> None:
    base = KeywordEncoder()
    path = tmp_path / "adapter.safetensors"
    save_rotation(path, np.eye(512, dtype=np.float32), base)
    other = KeywordEncoder()
    other.fingerprint = "keyword-2"
    with pytest.raises(CheckpointError, match="made for the encoder keyword"):
        AdaptedEncoder(other, path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CheckpointError, match="cannot|not an adapter"):
        read_adapter(path)
    with pytest.raises(CheckpointError, match="not an adapter"):
        read_adapter(tmp_path / "none")
    from safetensors.torch import save_file

    save_file({"rotation": torch.eye(2)}, path)
    with pytest.raises(CheckpointError, match="not an adapter of Hark's"):
        read_adapter(path)

from __future__ import annotations

import numpy as np
import pytest

from data.errors import UserError
from models.encoder import embed_in_batches, frame, normalise, pool, truncate


def test_truncating_twice_is_truncating_once() -> None:
    x = normalise(np.random.default_rng(0).standard_normal((5, 512)).astype(np.float32))
    assert np.allclose(truncate(truncate(x, 256), 64), truncate(x, 64), atol=1e-6)
    assert np.allclose(np.linalg.norm(truncate(x, 32), axis=1), 1, atol=1e-6)
    assert np.allclose(truncate(x, 512), x, atol=1e-6)
    assert truncate(x[0], 32).shape == (32,)


@pytest.mark.parametrize("dim", [0, -1, 513])
def test_a_width_that_is_not_there_is_refused(dim: int) -> None:
    with pytest.raises(ValueError, match="cannot truncate"):
        truncate(np.ones((1, 512), dtype=np.float32), dim)


def test_windows_cover_every_sample() -> None:
    samples = np.arange(25, dtype=np.float32)
    windows = frame(samples, 10, 6)
    assert windows[:, 0].tolist() == [0, 6, 12, 15]
    assert windows[-1, -1] == 24
    assert frame(samples[:10], 10, 6).shape == (1, 10)


def test_a_short_sound_is_repeated_to_fill_a_window() -> None:
    assert frame(np.array([1, 2, 3], dtype=np.float32), 7, 7).tolist() == [[1, 2, 3, 1, 2, 3, 1]]


@pytest.mark.parametrize(
    "bad",
    [np.empty(0), np.ones((2, 10)), np.array([1.0, np.nan]), np.array([np.inf])],
    ids=["empty", "stereo", "nan", "inf"],
)
def test_what_cannot_be_framed_is_a_sentence(bad: np.ndarray) -> None:
    with pytest.raises(UserError):
        frame(bad.astype(np.float32), 10, 10)


def test_pooling_weighs_windows_by_their_raw_strength() -> None:
    raw = np.array([[10, 0], [0, 1], [0, 1]], dtype=np.float32)
    assert np.allclose(pool(raw), np.array([10, 2]) / np.sqrt(104), atol=1e-6)
    assert pool(np.zeros((2, 3), dtype=np.float32)).tolist() == [0, 0, 0]


def test_batches_give_the_same_as_one_call() -> None:
    import torch

    sizes: list[int] = []

    def tower(windows: np.ndarray) -> torch.Tensor:
        sizes.append(len(windows))
        return torch.from_numpy(windows[:, :2].copy())

    windows = np.arange(35, dtype=np.float32).reshape(7, 5)
    np.testing.assert_array_equal(embed_in_batches(windows, 5, 2, 3, tower), windows[:, :2])
    assert sizes == [3, 3, 1]
    assert embed_in_batches(windows[:0], 5, 2, 3, tower).shape == (0, 2)
    assert sizes == [3, 3, 1]
    with pytest.raises(ValueError, match="instead of"):
        embed_in_batches(windows, 6, 2, 3, tower)

"""Test files of vectors: reading rows, missing rows, and invalid input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from retrieval.vectors import rows as vectors
from retrieval.vectors.rows import Mapped, VectorFile


@pytest.fixture
def file(tmp_path: Path) -> VectorFile:
    made = VectorFile(tmp_path / "vectors.f32", 8, np.float32)
    made.write(0, np.arange(800, dtype=np.float32).reshape(100, 8))
    return made


@pytest.mark.parametrize("large", [10, 10**9])
def test_rows_are_gathered_in_any_order(file: VectorFile, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(vectors, "_LARGE_BYTES", large)
    mapped = Mapped(file.view(90))
    rows = np.array([89, 0, 3, 3, 41])
    assert np.array_equal(mapped[rows], np.arange(800, dtype=np.float32).reshape(100, 8)[rows])
    assert mapped[np.array([], dtype=np.int64)].shape == (0, 8)
    assert np.array_equal(mapped.cosines(np.ones(8, np.float32)), mapped[np.arange(90)].sum(axis=1))


def test_a_file_that_shrank_is_said(file: VectorFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_LARGE_BYTES", 10)
    mapped = Mapped(file.view(100))
    with open(file.path, "r+b") as opened:
        opened.truncate(50 * 32)
    assert len(mapped[np.array([49])]) == 1
    with pytest.raises(OSError, match="row 70"):
        mapped[np.array([70])]
    with pytest.raises(UserError, match="holds 50 of the 100"):
        file.view(100)


@pytest.mark.parametrize("bad", [np.full((1, 8), np.nan), np.full((1, 8), np.inf), np.zeros((1, 7)), np.zeros(8)])
def test_what_is_no_vector_is_refused(file: VectorFile, bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="NaN|expected"):
        file.write(0, bad.astype(np.float32))

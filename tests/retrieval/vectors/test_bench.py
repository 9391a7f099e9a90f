"""Test the vectors of `hark bench`, its figures, and its error messages."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from llm.cli import main
from retrieval.vectors import bench


def test_grown_vectors_lie_between_their_sample() -> None:
    sample = np.load(bench.SAMPLE).astype(np.float32)
    out = np.empty((3000, sample.shape[1]), np.float32)
    bench.grow(sample, 3000, out)
    again = np.empty_like(out)
    bench.grow(sample, 3000, again)
    assert np.array_equal(out, again)
    assert np.allclose(np.linalg.norm(out, axis=1), 1, atol=1e-5)
    points = sample / np.linalg.norm(sample, axis=1, keepdims=True)
    nearest = (out[:200] @ points.T).max(axis=1)
    assert nearest.min() > 0.6
    assert len(np.unique(out.round(5), axis=0)) == 3000


def test_the_command_measures_hark_exact_and_faiss_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--vectors", "30000", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["vectors"] == 30_000
    assert result["recall_at_10"] >= 0.98
    assert result["faiss_recall_at_10"] >= 0.9
    assert result["filter_exact"] is True
    assert min(result["speedup_vs_exact"], result["speedup_vs_faiss"]) > 0


def test_too_few_vectors_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--vectors", "5"]) == 1
    assert "from 1000" in capsys.readouterr().err


def test_a_missing_sample_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "SAMPLE", tmp_path / "none.npy")
    assert main(["bench"]) == 1
    assert "Install Hark again" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="no limit on files here")
def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bench.np, "memmap", full)
    assert main(["bench", "--vectors", "2000"]) == 1
    assert "Free some disk space" in capsys.readouterr().err

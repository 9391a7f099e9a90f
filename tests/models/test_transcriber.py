"""Test transcription with a tiny Whisper of random weights: its words mean nothing, their times and places do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from models.transcriber import SAMPLE_RATE, Transcriber
from tests.tiny_whisper import write_tiny_whisper


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [5, 70])
def test_lines_have_words_and_times_in_order(tmp_path: Path, seconds: int) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, seconds * SAMPLE_RATE).astype(np.float32)
    lines = Transcriber(str(write_tiny_whisper(tmp_path / "whisper"))).lines(samples)
    assert [start for start, _ in lines] == sorted(start for start, _ in lines)
    assert all(words.strip() and "<|" not in words for _, words in lines)


def test_a_model_that_is_not_here_is_named_with_the_next_step(tmp_path: Path) -> None:
    for model in (str(tmp_path), "nobody/nothing"):
        with pytest.raises(UserError, match="hf download"):
            Transcriber(model)

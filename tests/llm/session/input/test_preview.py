"""Test the preview of a clip: silence is cut off at both ends, and what is left can be heard."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from llm.session.input.preview import Previews, sounding
from tests.keyword_encoder import tone

RATE = 16_000


def within_silence(seconds: float, before: float, behind: float) -> np.ndarray:
    parts = (np.zeros(round(before * RATE)), tone("high", seconds), np.zeros(round(behind * RATE)))
    return np.concatenate(parts).astype(np.float32)


@pytest.mark.parametrize(("before", "behind"), [(0.0, 0.0), (1.5, 0.0), (0.0, 2.0), (3.0, 1.0)])
def test_silence_at_the_ends_is_left_out(before: float, behind: float) -> None:
    clip = within_silence(2.0, before, behind)
    start, end = sounding(clip, RATE)
    assert start / RATE == pytest.approx(max(before - 0.1, 0), abs=0.05)
    assert end / RATE == pytest.approx(min(before + 2.1, len(clip) / RATE), abs=0.05)


def test_silence_throughout_and_silence_within_are_left() -> None:
    silent = np.zeros(RATE, dtype=np.float32)
    assert sounding(silent, RATE) == (0, RATE)
    twice = np.concatenate([tone("low"), np.zeros(2 * RATE, dtype=np.float32), tone("low")])
    assert sounding(twice, RATE) == (0, len(twice))


def test_a_preview_is_loud_enough_and_has_the_shape_of_its_sound() -> None:
    clip = 0.01 * within_silence(2.0, 1.0, 0.0)
    previews = Previews()
    made = previews.make(clip, RATE)
    assert previews.get(made.id) is made
    sound, _ = soundfile.read(io.BytesIO(made.wav))
    assert np.abs(sound).max() == pytest.approx(10 ** (-3 / 20), abs=0.02)
    assert len(sound) / 24_000 == pytest.approx(made.seconds, abs=0.02)
    assert len(made.outline) == 96
    assert min(made.outline[:3]) < 20 < 150 < min(made.outline[10:90])


def test_only_the_last_previews_are_held() -> None:
    previews = Previews()
    ids = [previews.make(tone("low", 0.2), RATE).id for _ in range(10)]
    assert [previews.get(each) is not None for each in ids] == [False, False, *[True] * 8]

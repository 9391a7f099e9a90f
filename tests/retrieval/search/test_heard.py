"""Test which concepts are named for a track, and with what confidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.vocabulary.concepts import CONCEPTS
from models.encoder import normalise
from retrieval.search.heard import Heard, confidence


class Axes:
    """An encoder with one axis for each concept."""

    fingerprint = "axes"

    def encode_text(self, texts: list[str]) -> np.ndarray:
        return np.eye(len(texts), dtype=np.float32)


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    rng = np.random.default_rng(5)
    vectors = normalise(rng.standard_normal((60, len(CONCEPTS))).astype(np.float32))
    return Heard(Axes(), vectors, np.arange(60), tmp_path)  # type: ignore[arg-type]


def place(kind: str) -> int:
    return next(i for i, c in enumerate(CONCEPTS) if c.kind == kind)


def test_surest_first_and_instruments_before_moods(heard: Heard) -> None:
    vector = np.zeros(len(CONCEPTS), dtype=np.float32)
    banjo, mood = place("instrument"), place("mood")
    vector[[banjo, mood]] = 0.6, 0.9
    (first, sure), (second, less) = heard.of(vector[None])[0][:2]
    assert (first, second) == (CONCEPTS[banjo].name, CONCEPTS[mood].name)
    assert sure > less


def test_what_stands_out_more_is_surer_and_moods_are_never_certain() -> None:
    for kind in ("instrument", "genre"):
        assert confidence(kind, 1.5) < confidence(kind, 3.0) < confidence(kind, 6.0) < 1
    assert confidence("mood", 6.0) == confidence("mood", 1.5) < 0.5


def test_a_small_library_says_nothing(tmp_path: Path) -> None:
    few = Heard(Axes(), np.eye(5, len(CONCEPTS), dtype=np.float32), np.arange(5), tmp_path)  # type: ignore[arg-type]
    vector = np.ones(len(CONCEPTS), dtype=np.float32)
    assert few.of(vector[None]) == [()]
    assert few.deviations(vector) is None
    assert few.presence([CONCEPTS[0].name], vector, np.zeros((0, 4), np.float32), ()) == ()


def test_a_concept_is_placed_in_time(heard: Heard) -> None:
    """A window that holds nothing but the concept stands far out, an empty one does not."""
    banjo, width = place("instrument"), len(CONCEPTS)
    name, vector = CONCEPTS[banjo].name, np.eye(width, dtype=np.float32)[banjo]
    silent, full = np.zeros(width, np.float32), vector
    places = {
        ("at", 10.0): [silent, silent, full, full], ("start", 0.0): [full, silent, silent],
        ("through", 0.0): [full, full, full], ("", 0.0): [silent, silent],
    }  # fmt: skip
    for expected, windows in places.items():
        starts = [5.0 * i for i in range(len(windows))]
        (presence,) = heard.presence([name, "no concept"], vector, np.stack(windows), starts)
        assert presence.best == expected
        assert presence.entry == (starts[2] if expected[0] == "at" else None if not expected[0] else 0.0)
        assert presence.confidence > 0.9
        assert [start for start, _ in presence.windows] == starts

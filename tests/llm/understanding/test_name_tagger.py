"""Test how the network with its shipped weights marks names in requests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from llm.understanding.name_tagger import LABELS, NEVER, NameTagger, best_labels


@pytest.fixture(scope="module")
def tagger() -> NameTagger:
    return NameTagger()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("something like velvet orchard but slower", {"velvet orchard": "artist"}),
        ("Anything in the vein of Mara Quill?", {"Mara Quill": "artist"}),
        ("songs similar to paper lanterns by the tidewalkers", {"paper lanterns": "work", "the tidewalkers": "artist"}),
        ("never play Johnny Brightside again", {"Johnny Brightside": "artist"}),
        ("algo como Nena Ferreira", {"Nena Ferreira": "artist"}),
    ],
)
def test_names_are_marked(tagger: NameTagger, text: str, names: dict[str, str]) -> None:
    assert {text[name.start : name.end]: name.kind for name in tagger.read(text)} == names


@pytest.mark.parametrize(
    "text",
    [
        "sad piano for a rainy day", "more like the second one", "no drums please", "who are you?", "play some jazz",
        "something calm by the fire", "2+2", "", "!", "🎵" * 40,
    ],
)  # fmt: skip
def test_where_there_is_no_name_none_is_marked(tagger: NameTagger, text: str) -> None:
    assert tagger.read(text) == ()


def test_a_name_begins_with_its_first_label_and_never_within_a_word() -> None:
    transitions = np.zeros((5, 5), dtype=np.float32)
    transitions[[0, 1, 2, 3, 4, 0, 1, 2], [2, 4, 4, 2, 2, 4, 4, 4]] = NEVER
    scores = np.full((3, 5), -4, dtype=np.float32)
    scores[[0, 1, 2], [0, 2, 2]] = 4  # the most probable labels by themselves are O I-Artist I-Artist
    start = np.zeros(5, dtype=np.float32)
    labels = best_labels(scores, transitions, start, [False] * 3)
    assert [LABELS[label] for label in labels] in (["O", "B-Artist", "I-Artist"], ["B-Artist", "I-Artist", "I-Artist"])
    assert best_labels(scores, transitions, start, [False, True, True]) in ([0, 0, 0], [1, 2, 2])


def test_missing_weights_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        NameTagger(tmp_path / "none.safetensors").read("songs by nobody")

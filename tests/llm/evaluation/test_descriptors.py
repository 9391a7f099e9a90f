"""Test that plans are scored by marked descriptors and names."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import UserError
from llm.evaluation.descriptors import score_descriptors
from llm.plan import Plan


def test_descriptors_refusals_and_names(tmp_path: Path) -> None:
    path = tmp_path / "marked.csv"
    path.write_text(
        "id,query,intents\n"
        "1,sad jazz like the black keys,\"{'Mood': {('sad', '+'): 1.0}, 'Genre': {('jazz', '+'): 1.0}, "
        "'NE': {('the black keys', '~'): 1.0}}\"\n"
        "2,rock but no drums,\"{'Genre': {('rock', '+'): 1.0}, 'Instrument': {('drums', '-'): 1.0}}\"\n"
    )
    plans = {
        "sad jazz like the black keys": Plan("", wanted=("sad", "keyboards")),
        "rock but no drums": Plan("", wanted=("rock", "drums")),
    }
    found = score_descriptors(path, lambda said: plans[said])
    assert found["understood"]["Mood +"] == {"met": 1, "of": 1, "share": 1.0}
    assert found["understood"]["Genre +"] == {"met": 1, "of": 2, "share": 0.5}
    assert found["understood"]["Instrument -"]["met"] == 0
    assert found["refusals turned into wishes"] == 1
    assert found["requests in which a word of a name is a wish or a refusal"]["of"] == 1


def test_a_file_without_marks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UserError):
        score_descriptors(path, Plan)

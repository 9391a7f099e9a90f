"""Test that plans are scored by what a file of requests wants, avoids and states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.errors import UserError
from llm.conversation import Conversation, Turn
from llm.evaluation.asked import Tally, read_file, score
from llm.plan import Plan
from retrieval.query import Filters


def scored(item: dict[str, object], plan: Plan) -> tuple[str, ...]:
    def answer(said: str, past: Conversation) -> Turn:
        return Turn(plan)

    (result,) = score([{"turns": ["x"], **item}], answer)
    return result.missed


def test_a_wish_is_met_by_a_word_or_its_concept() -> None:
    plan = Plan("x", wanted=("heavy metal", "calm"), captions=("a calm heavy metal piece",))
    assert scored({"want": [["metal"], ["relaxing", "peaceful"]]}, plan) == ()
    assert scored({"want": [["harp"]]}, plan) == ("want harp",)


def test_something_to_avoid_must_be_refused_and_not_asked_for() -> None:
    assert scored({"avoid": [["sax"]]}, Plan("x", unwanted=("saxophone",))) == ()
    assert scored({"avoid": [["sax"]]}, Plan("x")) == ("avoid sax",)
    assert scored({"avoid": [["sax"]]}, Plan("x", unwanted=("saxophone",), wanted=("saxophone",))) == ("avoid sax",)


def test_conditions() -> None:
    filters = Filters(year_min=1990, year_max=1999, tempo_min=160, tempo_max=180, duration_min_s=300)
    plan = Plan("x", filters=filters, k=50)
    stated = {"year": "1990s", "tempo": "≈170", "duration_min_s": 300, "count": 100}
    assert scored({"filters": stated}, plan) == ()
    assert scored({"filters": {"year": "1980s"}}, plan) == ("filters year=1980s",)


def test_the_share_of_each_kind(tmp_path: Path) -> None:
    path = tmp_path / "requests.json"
    path.write_text(json.dumps({"about": "x", "requests": [{"turns": ["a"], "want": [["harp"], ["calm"]]}]}))
    tally = Tally()
    for result in score(read_file(path), lambda said, past: Turn(Plan(said, wanted=("harp",)))):
        tally.add(result)
    assert tally.to_json() == {"want": {"met": 1, "of": 2, "share": 0.5}}


@pytest.mark.parametrize("content", ["", "{}", "[1]", '[{"want": []}]'])
def test_another_file_is_refused_in_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(UserError):
        read_file(path)

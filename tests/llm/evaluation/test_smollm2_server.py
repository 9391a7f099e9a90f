"""Test how the server of the weak model decides which texts can still become valid JSON for a schema."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from llm.chat_model.prompts import PLAN_SCHEMA

_FILE = Path(__file__).resolve().parents[3] / "benchmarks" / "conversation" / "smollm2_server.py"


@pytest.fixture(scope="module")
def valid() -> Callable[[str], str]:
    spec = importlib.util.spec_from_file_location("smollm2_server", _FILE)
    assert spec
    assert spec.loader
    server = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(server)
    checker: Callable[[str], str] = server._validator(PLAN_SCHEMA)
    return checker


def test_every_beginning_of_a_plan_may_go_on_and_the_whole_one_ends(valid: Callable[[str], str]) -> None:
    plan = json.dumps(
        {
            "captions": ['A sad "piano".', "Slow."], "wanted": ["sad"], "unwanted": ["drums"], "order": "-tempo",
            "minutes": 12.5, "bpm_max": 90,
        }
    )  # fmt: skip
    assert [valid(plan[:end]) for end in range(len(plan))] == ["part"] * len(plan)
    assert valid(plan) == "whole"


@pytest.mark.parametrize(
    "text",
    [
        "Sure!", '{"captions": 7', '{"captions": ["one"]', '{"captions": ["a", "b"]}',
        '{"captions": ["a", "b", "c", "d"',
        '{"captions": ["a", "b"], "artist"', '{"captions": ["a", "b"], "wanted": []} and',
        '{"captions": ["a", "b"], "wanted": [], "bpm_max": "fast"',
        '{"captions": ["a", "b"], "wanted": [], "order": "loud"',
    ],
)  # fmt: skip
def test_what_a_grammar_would_not_let_through(valid: Callable[[str], str], text: str) -> None:
    assert valid(text) == ""

"""Test that many conversations are answered at once, as JSON."""

from __future__ import annotations

import json

import pytest

from data.errors import UserError
from llm.assistant import Assistant
from llm.session.batch import answers
from retrieval.library import Library

PLAN = [
    "kind", "captions", "wanted", "unwanted", "filters", "lyrics", "like", "order", "minutes", "k", "notes", "unused",
    "unknown", "arc", "once", "most_each", "artists_apart", "albums_apart", "unmet",
]  # fmt: skip


def test_each_line_is_a_conversation_and_its_answer_a_line(library: Library) -> None:
    lines = ['{"turns": ["banjo", "slower"]}', "", '{"turns": ["an hour of piano, oldest first"]}']
    read = [json.loads(line) for line in answers(lines, Assistant(library), library)]
    assert [one["request"] for one in read] == ["slower", "an hour of piano, oldest first"]
    assert list(read[0]["plan"]) == PLAN
    assert read[0]["plan"]["kind"] == "refine"
    assert read[0]["plan"]["wanted"] == ["banjo"]
    assert read[0]["plan"]["filters"]["tempo_max"]
    assert (read[1]["plan"]["order"], read[1]["plan"]["minutes"]) == ("year", 60)


@pytest.mark.parametrize("line", ["banjo", "{}", '{"turns": []}', '{"turns": [1]}', '{"turns": "banjo"}'])
def test_a_line_that_is_no_conversation_is_named(library: Library, line: str) -> None:
    with pytest.raises(UserError, match="Line 2"):
        list(answers(['{"turns": ["banjo"]}', line], Assistant(library), library))

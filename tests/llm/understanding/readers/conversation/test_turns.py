"""Test how words show the relation of a request to the conversation."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Act
from llm.understanding.readers.conversation import turns
from tests.llm.understanding.readers.reading import request


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("but slower", "goes on"),
        ("I'm looking for a waltz", "new topic"),
        ("start over", "anew"),
        ("never mind that, some jazz", "scraps"),
        ("a harp instead", "instead"),
        ("just harp", "instead of all"),
        ("twice as many", "twice as many"),
        ("half as many", "half as many"),
        ("does it come with drums?", "exists with"),
        ("what about jazz", "what about"),
        ("can you help me?", "addressed"),
        ("I love the second one", "judges"),
        ("hmm, strings. not those", "sends away"),
        ("we had those", "others"),
        ("keine Trommeln", "refuses"),
    ],
)
def test_an_act(text: str, act: str) -> None:
    assert act in {f.act for f in turns.read(request(text)) if isinstance(f, Act)}


def test_a_plain_wish_is_no_act() -> None:
    assert [f for f in turns.read(request("calm piano")) if isinstance(f, Act)] == []

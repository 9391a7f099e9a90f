"""Test that remarks about past listening are recognised and not searched for."""

from __future__ import annotations

from llm.understanding.readers.conversation import told
from tests.llm.understanding.readers.reading import taken


def test_what_was_heard_lately_is_told() -> None:
    text = "I've been listening to a lot of metal lately, so now some harp"
    assert taken(told.read, text) == ["I've been listening to a lot of metal lately"]


def test_nothing_is_told_where_nothing_follows() -> None:
    assert taken(told.read, "i'm in the mood for listening to a harp") == []
    assert taken(told.read, "i've been listening to metal") == []


def test_both_ends_of_a_range_of_any_genre_are_examples() -> None:
    assert taken(told.read, "a fiddle, any genre from polka to techno") == ["any genre from polka to techno"]
    assert taken(told.read, "from polka to techno") == []

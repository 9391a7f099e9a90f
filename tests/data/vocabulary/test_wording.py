"""Test which styles can name a single piece and which need the noun "music"."""

from __future__ import annotations

from data.vocabulary.wording import is_adjective, is_piece


def test_pieces_and_adjectives() -> None:
    assert [s for s in ("sea shanty", "waltz", "jazz", "tangoed") if is_piece(s)] == ["sea shanty", "waltz"]
    assert [s for s in ("baroque", "Latin", "indian classical", "jazz") if is_adjective(s)] == [
        "baroque", "Latin", "indian classical",
    ]  # fmt: skip

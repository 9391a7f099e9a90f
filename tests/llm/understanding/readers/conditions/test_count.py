"""Test that the number of tracks is read from digits, words and the nouns after them."""

from __future__ import annotations

import pytest

from llm.plan import MAX_K
from llm.understanding.findings import Count
from llm.understanding.readers.conditions import count
from tests.llm.understanding.readers.reading import request


def counted(text: str) -> int | None:
    """Return the number that the reader finds."""
    found = count.read(request(text))
    assert all(isinstance(finding, Count) for finding in found)
    return found[0].k if found and isinstance(found[0], Count) else None


@pytest.mark.parametrize(
    ("text", "k"),
    [
        ("5 songs", 5),
        ("a dozen polkas please, tracks", 12),
        ("just one", 1),
        ("fünf Lieder".replace("ü", "u"), 5),
        ("une douzaine de morceaux", 12),
        ("lullabies x5", 5),
        ("the three slowest", 3),
        ("999 songs", MAX_K),
        ("seventeen tracks", 17),
    ],
)
def test_a_number_of_tracks(text: str, k: int) -> None:
    assert counted(text) == k


@pytest.mark.parametrize("text", ["two guitars", "8 bit tunes", "a waltz", "120 bpm"])
def test_no_number_of_tracks(text: str) -> None:
    assert counted(text) is None


def test_a_count_before_a_kind_of_music_is_doubtful() -> None:
    (found,) = count.read(request("two waltzes"))
    assert found.doubtful is not None
    (stated,) = count.read(request("two songs"))
    assert stated.doubtful is None

"""Test which title a text with typing errors means."""

from __future__ import annotations

import pytest

from retrieval.near_names import by_title

TITLES = {"taiko 1": ["a"], "taiko 2": ["b"], "zen garden": ["c"], "sad": ["d"], "rain": ["e"], "ruin": ["f"]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zne garden", ["zen garden"]),
        ("zn gadren", ["zen garden"]),
        ("zn gadrn", []),
        ("sda", ["sad"]),
        ("taiko 3", []),
        ("tiako 2", ["taiko 2"]),
        ("roin", ["rain", "ruin"]),
        ("zz", []),
    ],
)
def test_one_error_or_two_in_a_long_name_are_forgiven_and_numbers_are_not(typed: str, meant: list[str]) -> None:
    assert sorted(by_title(typed, TITLES)) == meant

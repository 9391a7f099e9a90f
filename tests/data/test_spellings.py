from __future__ import annotations

import pytest

from data.text import spellings, words


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("R.E.M.", "REM"), ("N.W.A", "nwa"), ("P!nk", "pink"), ("Ke$ha", "Kesha"), ("blink-182", "blink182"),
        ("AC/DC", "acdc"), ("AC/DC", "ac dc"), ("Bj\xf6rk", "bjork"), ("M\xd8", "mo"), ("Mot\xf6rhead", "motorhead"),
        ("A$AP Rocky", "asap rocky"), ("Sigur R\xf3s", "sigur ros"), ("\u0141ona", "lona"), ("REM", "R.E.M."),
    ],
)  # fmt: skip
def test_a_name_is_found_as_it_is_typed(name: str, typed: str) -> None:
    assert any(spelling in spellings(name) for spelling in spellings(typed))


def test_an_exclamation_mark_at_the_end_is_no_letter() -> None:
    assert spellings("Wham!") == [["wham"]]


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        ("\u4e45\u77f3\u8b72\u306e\u66f2", "\u4e45\u77f3\u8b72"),
        ("\uc544\uc774\ub9b0\uc758 \ub178\ub798", "\uc544\uc774\ub9b0"),
        ("\u30eb\u30fc\u30b8\u30e5\u306e\u4f1d\u8a00", "\u4f1d\u8a00"),
    ],
)
def test_names_are_words_where_no_spaces_are_written(request_: str, name: str) -> None:
    assert words(name)[0] in words(request_)

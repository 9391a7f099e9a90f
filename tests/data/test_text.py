"""Test that text is cleaned, folded and split in the same way everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.text import clean, clock, fold, spellings, strip_accents, words


@given(st.text(alphabet=st.characters()) | st.binary().map(lambda b: b.decode("utf-8", "surrogateescape")))
def test_cleaned_text_is_one_visible_line_of_valid_unicode(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert cleaned == cleaned.strip()
    assert len(cleaned) <= 300
    assert not any(ord(c) < 32 or c in "\u202e\u200b\x7f\u2028" for c in cleaned)
    assert clean(cleaned) == cleaned


def test_words_fold_case_and_accents() -> None:
    assert words("Für Élise, No. 25!") == ["fur", "elise", "no", "25"]


@pytest.mark.parametrize("text", ["Élan", "Straße", "İstanbul", "ﬁne", "日本語", "한국", "a\u0301b"])
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_accents_are_stripped() -> None:
    assert fold("ÉPIQUE Größe 한국") == "epique große 한국"
    assert strip_accents("Élan, ﬁne, Ångström") == "Elan, fine, Angstrom"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (95.7, "1:35"), (3600, "60:00")])
def test_durations_in_minutes_and_seconds(seconds: float, said: str) -> None:
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("R.E.M.", "REM"), ("N.W.A", "nwa"), ("P!nk", "pink"), ("Ke$ha", "Kesha"), ("blink-182", "blink182"),
        ("AC/DC", "acdc"), ("AC/DC", "ac dc"), ("Bj\xf6rk", "bjork"), ("M\xd8", "mo"), ("Mot\xf6rhead", "motorhead"),
        ("A$AP Rocky", "asap rocky"), ("Sigur R\xf3s", "sigur ros"), ("\u0141ona", "lona"), ("REM", "R.E.M."),
        ("Florence + the Machine", "florence and the machine"),
        ("Earth, Wind & Fire", "earth wind and fire"),
        ("Dr. Dre", "doctor dre"),
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
        ("\u5468\u6770\u502b\u7684\u6b4c", "\u5468\u6770\u502b"),
        ("\u64ad\u653e\u5468\u6770\u502b\u7684\u6b4c", "\u5468\u6770\u502b"),
    ],
)
def test_names_are_words_where_no_spaces_are_written(request_: str, name: str) -> None:
    assert words(name)[0] in words(request_)

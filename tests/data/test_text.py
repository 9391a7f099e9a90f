"""Text is cleaned, folded and split the same way everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.text import clean, clock, fold, strip_accents, words


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

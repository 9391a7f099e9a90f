"""Test the conversion of words of pace to tempos and back."""

from __future__ import annotations

from data.vocabulary.pace import fits_pace, names_pace, pace_word


def test_words_of_pace() -> None:
    for bpm, adjective in ((60, "very slow"), (110, ""), (140, "lively"), (200, "very fast")):
        assert pace_word(bpm) == adjective
    assert pace_word(None) == ""
    assert [w for w in ("slow", "steady", "fast") if fits_pace(w, 85)] == ["steady"]
    assert fits_pace("brisk", 130)
    assert not fits_pace("brisk", None)
    assert not fits_pace("banjo", 100)
    assert names_pace("brisk")
    assert not names_pace("slow")  # a concept of its own

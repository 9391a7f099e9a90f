"""Test that the words of songs are parsed from plain text, LRC and HTML, and that odd files are refused or survived."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.lyrics import lyrics_at, lyrics_from


def texts(text: str) -> list[str]:
    lyrics = lyrics_from(text, "txt")
    return [line.text for line in lyrics.lines] if lyrics else []


def test_times_out_of_order_are_sorted_and_a_line_with_two_times_is_sung_twice() -> None:
    lyrics = lyrics_from("[ar:Ann]\n[00:30.50]third line\n[00:10][01:02:50]first line\n[0:20.5]second line", "lrc")
    assert lyrics is not None
    assert [(line.start_s, line.text) for line in lyrics.lines] == [
        (10.0, "first line"), (20.5, "second line"), (30.5, "third line"), (62.5, "first line"),
    ]  # fmt: skip


def test_an_offset_moves_the_words_and_times_of_words_are_left_out() -> None:
    lyrics = lyrics_from("[offset:+500]\n[00:10.00]<00:10.00>one <00:10.50>by <00:11.00>one\n[00:00.10]before", "lrc")
    assert lyrics is not None
    assert [(line.start_s, line.text) for line in lyrics.lines] == [(0.0, "before"), (9.5, "one by one")]


def test_stanzas_end_at_empty_lines_headings_and_pauses_and_are_kept_once() -> None:
    plain = lyrics_from(
        "[Verse 1]\nrain on the roof\nrain on the wall\n\n[Chorus]\nlet it rain\n\n[Chorus]\nLet it rain", "txt"
    )
    timed = lyrics_from("[00:01]rain on the roof\n[00:05]rain on the wall\n[00:40]let it rain", "lrc")
    for lyrics in (plain, timed):
        assert lyrics is not None
        assert [len(stanza) for stanza in lyrics.stanzas()] == [2, 1]


def test_html_is_reduced_to_its_text() -> None:
    html = "<script>alert('x')</script><p>Rain &amp; snow<br/>on the <b>roof</b></p><img src=x onerror=alert(1)>tonight"
    assert texts(html) == ["Rain & snow", "on the roof", "tonight"]
    assert texts("I <3 you, you &lt;3 me\nand so it goes") == ["I <3 you, you <3 me", "and so it goes"]


@pytest.mark.parametrize("text", ["", "Instrumental", "[Instrumental]", "- - -", "[00:00.00]\n[00:10.00]", "n/a"])
def test_a_remark_is_no_song(text: str) -> None:
    assert lyrics_from(text, "txt") is None


def test_a_text_without_line_breaks_is_wrapped_and_a_long_one_is_cut() -> None:
    lyrics = lyrics_from("word " * 50_000, "txt")
    assert lyrics is not None
    assert max(len(line.text) for line in lyrics.lines) <= 120
    assert len(lyrics_from("so many words\n" * 10_000, "txt").lines) == 3000  # type: ignore[union-attr]


def test_lines_of_one_stanza_stay_together() -> None:
    lyrics = lyrics_at([(None, "one and two"), (None, ""), (None, "three and four")], "heard")
    assert lyrics is not None
    assert [[line.text for line in stanza] for stanza in lyrics.stanzas()] == [["one and two"], ["three and four"]]


@given(st.text(alphabet=st.characters(codec="utf-8") | st.sampled_from("[]:.<>&;\n0123456789"), max_size=400))
def test_no_text_fails(text: str) -> None:
    lyrics = lyrics_from(text, "txt")
    for line in lyrics.lines if lyrics else ():
        assert line.text
        assert "\n" not in line.text
        assert line.start_s is None or line.start_s >= 0

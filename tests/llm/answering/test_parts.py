"""Test that prose consists of typed parts and can be written as a string and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.answering.parts import Citation, Prose, Text, quoted, say


def test_pieces_are_joined_into_few_parts() -> None:
    prose = Prose("Try ", "this: ", Citation(2), "", Prose(" or ", Citation(3)), ".")
    assert prose == (Text("Try this: "), Citation(2), Text(" or "), Citation(3), Text("."))
    assert str(prose) == "Try this: [2] or [3]."
    assert prose.ranks == (2, 3)
    assert not Prose("")


def test_a_template_takes_words_citations_and_prose() -> None:
    assert (
        str(say("{} is by {}{}", Citation(1), "Bach {}", say(", like {}.", Citation(4))))
        == "[1] is by Bach {}, like [4]."
    )
    with pytest.raises(ValueError, match="zip"):
        say("{} and {}", "one")


def test_a_name_that_ends_with_a_period_ends_the_sentence() -> None:
    assert str(say("It is by {}. Then comes {}.", quoted("R.E.M."), quoted("Ke$ha"))) == (
        "It is by R.E.M. Then comes Ke$ha."
    )


def test_a_sentence_begins_with_a_capital_unless_a_citation_does() -> None:
    assert str(Prose("they share ", Citation(1)).capitalized()) == "They share [1]"
    assert Prose(Citation(1), " is").capitalized() == (Citation(1), Text(" is"))
    assert Prose().capitalized() == ()


def test_saved_answers_are_read_back() -> None:
    text = "The closest is [1].\n\n- [2] goes its own way [1] [3]; [1, 2] and [x] are words."
    prose = Prose.parse(text)
    assert prose.ranks == (1, 2, 3)
    assert str(prose) == text
    assert prose[-1] == Text("; [1, 2] and [x] are words.")


@given(st.lists(st.one_of(st.integers(0, 999).map(Citation), st.text("ab 1.,\n").map(Text))))
def test_what_is_saved_is_read_back_the_same(parts: list[Citation | Text]) -> None:
    assert Prose.parse(str(Prose(parts))) == Prose(parts)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Guns N’ Roses & AC/DC", "Guns N’ Roses & AC/DC"),
        ("[1] is the best", "1 is the best"),
        ("![x](http://evil.test/?q=1) Bach", "!x( Bach"),
        ("visit www.evil.test or a@evil.test", "visit or"),
        ("<script>`$x$`\n{}", "script$x$"),
    ],
)
def test_quoted_names_hold_no_markup_no_address_and_no_citation(text: str, safe: str) -> None:
    assert quoted(text) == safe
    assert not Prose.parse(quoted(text)).ranks


def test_a_quoted_name_is_short() -> None:
    assert len(quoted("x" * 5000)) == 120


def test_a_quoted_text_is_cut_after_a_word() -> None:
    said = quoted("start off as classical orchestral music and then turn into something else", 60)
    assert said == "start off as classical orchestral music and then turn into…"
    assert len(said) <= 60
    assert quoted("short enough", 60) == "short enough"

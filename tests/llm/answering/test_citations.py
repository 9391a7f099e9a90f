"""Test that a model's text is safe to show while it streams, however it is cut into pieces."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llm.answering.citations import CitationFilter


def filtered(text: str, *cuts: int, ranks: range = range(1, 9), allowed: tuple[str, ...] = ()) -> str:
    checked = CitationFilter(ranks, allowed)
    said, at = "", 0
    for cut in (*sorted(cuts), len(text)):
        said += checked.feed(text[at:cut])
        at = max(at, cut)
    return said + checked.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Best is [1].", "Best is [1]."),
        ("See [1,2] and [1][3].", "See [1] [2] and [1] [3]."),
        ("See [1, 2, 3] or [2-4].", "See [1] [2] [3] or [2] [3] [4]."),
        ("As [99] shows, [1][77] fits.", "As shows, [1] fits."),
        ("Nothing [0] is [42].", "Nothing is."),
        ("Play track 1 first, then tracks 2 and 3.", "Play [1] first, then [2] [3]."),
        ("Play song #4 (2) now (track 5).", "Play [4] [2] now [5]."),
        ("Play track 9 now", "Play now"),
        ("At 120 bpm (80) it runs", "At 120 bpm (80) it runs"),
        ("It [is] good", "It is good"),
    ],
)
def test_citations(text: str, expected: str) -> None:
    assert filtered(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://evil.example/a.png?q=1)",
        "[click](http://evil.example)",
        "[click me now](javascript:alert(1))",
        "<img src=http://evil.example/b onerror=alert(1)>",
        "<<b>img src=x>",
        "ht<b>tp://evil.example",
        "https://evil.example/x www.evil.example ftp://evil.example",
        "[[1]](http://evil.example)",
        "![a][b]\n\n[b]: http://evil.example",
        "[1]: http://evil.example",
        "<http://evil.example>",
        "mail bob@evil.example now",
        "\\[x\\](http://evil.example)",
    ],
)
def test_nothing_that_links_or_loads_survives(text: str) -> None:
    safe = filtered(text)
    assert "evil" not in safe
    assert "](" not in safe
    assert "<" not in safe
    assert not re.search(r"^\[[^\]]*\]:", safe, re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        ":red[hot]",
        ":material/home:",
        "$x^2$ and $y$",
        "`code`",
        "```py\nx\n```",
        "# Title",
        "**bold**",
        ":blue-background[x]",
    ],
)
def test_nothing_that_styles_survives(text: str) -> None:
    assert not re.search(r"[$`*\[\]]|:material|:red|^#", filtered(text, allowed=("bold", "hot")))


def test_quoted_names_go_unless_the_tracks_or_the_request_have_them() -> None:
    text = 'Like "Highway Star" or “Smoke on the Water” or **Free Bird**, but "banjo" stays.'
    assert filtered(text, allowed=("a song with a banjo",)) == 'Like or or, but "banjo" stays.'


def test_citations_are_remembered_in_order() -> None:
    checked = CitationFilter([1, 2, 3])
    checked.feed("[3] then [1, 9] then [3] ")
    checked.close()
    assert checked.cited == [3, 1]


def test_words_come_out_as_they_are_finished() -> None:
    checked = CitationFilter([1])
    assert checked.feed("Our best") == "Our"
    assert checked.feed(" is [") == " best is"
    assert checked.feed("1] her") == " [1]"
    assert checked.close() == " her"


_PIECES = st.sampled_from(
    [
        *"[ ] ( ) < > ]( [1] [2,9] 1 2 99 , track <b> http:// evil.example www. * ** $ ` :red[ ! # - @".split(),
        *' |\n|\n\n|tracks |the | and |"|“|”|:material/x:|banjo|song|\\|é|🎵'.split("|"),
        "x" * 30,
    ]
)


@example("!tracks 1", [])
@example("!“song”[1]", [])
@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join), st.lists(st.integers(0, 400), max_size=12))
def test_the_cuts_do_not_matter_and_the_text_is_safe(text: str, cuts: list[int]) -> None:
    whole = filtered(text, allowed=("banjo",))
    assert filtered(text, *(c for c in cuts if c <= len(text)), allowed=("banjo",)) == whole
    assert filtered(text, *range(len(text)), allowed=("banjo",)) == whole
    assert not re.search(r"\]\(|<|://|!\[|`|\$|\*", whole)
    for cited in re.findall(r"\[([^\]]*)\]?", whole):
        assert cited in {str(n) for n in range(1, 9)}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.lists(st.integers(0, 300), max_size=8))
def test_any_text_at_all(text: str, cuts: list[int]) -> None:
    assert filtered(text, *(c for c in cuts if c <= len(text))) == filtered(text)


def test_a_flood_without_a_space_comes_out_bounded_and_soon() -> None:
    checked = CitationFilter([1])
    assert len(checked.feed("x" * 5000)) > 4000

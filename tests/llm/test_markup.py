from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.track import Known, Track
from llm.markup import answer, facts, literal, sentence
from retrieval.query import Hit


def hit(rank: int, title: str, **known: object) -> Hit:
    track = Track(f"id{rank}", Path("a.mp3"), Path("."), title, "Ann", duration_s=95.0, known=Known(**known))  # type: ignore[arg-type]
    return Hit(track, 0.5, rank, heard=(("banjo", 0.9),))


@pytest.mark.parametrize(
    ("raw", "markdown"),
    [
        ("Plain words", "Plain words"),
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("![x](y)", r"\!\[x\]\(y\)"),
        ("$x$ <b>", r"\$x\$ \<b\>"),
        ("two\nlines\x00", "two lines"),
        ("5:30 pm", "5\\:\u206030 pm"),
    ],
)
def test_literal_shows_exactly_these_characters(raw: str, markdown: str) -> None:
    assert literal(raw) == markdown


@pytest.mark.parametrize(
    "raw", [":smile:", ":material/home:", "http://evil.test", "www.evil.test", "me@evil.test", "a -> b", "--"]
)
def test_what_is_replaced_after_parsing_is_broken_by_a_joiner(raw: str) -> None:
    assert "\u2060" in literal(raw)
    assert literal(raw).replace("\\", "").replace("\u2060", "") == raw


def test_a_long_line_ends_in_an_ellipsis() -> None:
    assert literal("abc " * 200, 20) == "abc abc abc abc abc…"


def test_commands_in_a_message_show_as_code_and_nothing_else_does() -> None:
    assert sentence("Run `hark index` *now*.") == "Run  `hark index` \\*now\\*\\."
    assert sentence("One ` alone") == "One \\` alone"


def test_citations_become_chips_that_name_their_track_once() -> None:
    said = answer("Hear [1] first, then [2]. [1] is loud, [7] is not.", [hit(1, "A *b*"), hit(2, "C")], "t0-")
    assert "Hear [:primary-badge[1 A \\*b\\*]](#t0-1) first" in said
    assert "[:primary-badge[2 C]](#t0-2)" in said
    assert "[:primary-badge[1]](#t0-1) is loud" in said
    assert "7" not in said


def test_an_answer_keeps_paragraphs_bullets_and_bold_and_no_other_markup() -> None:
    said = answer("**Best** one\n\n- first [1](http://evil.test)\n# not a heading\n![i](j)", [hit(1, "A")], "t0-")
    assert said.splitlines()[0] == "**Best** one"
    assert said.splitlines()[2].startswith("- first [:primary-badge[1 A]](#t0-1)\\(")
    assert said.splitlines()[3].startswith("\\#")
    assert said.splitlines()[4].startswith("\\!\\[")


def test_facts_say_what_is_known_else_what_is_heard() -> None:
    lines = facts(
        hit(1, "A", style="folk", instruments=("banjo", "fiddle"), tempo_bpm=96.0, key="G major")
    ).splitlines()
    assert lines[0].startswith(":small[:gray[Ann · folk · 1:35 · 96 bpm · G major]]")
    assert "banjo\\, fiddle" in lines[1]
    assert len(lines) == 2
    assert "sounds like banjo" in facts(hit(1, "A")).splitlines()[1]


def test_a_match_by_name_is_shown_as_such() -> None:
    named = replace(hit(1, "A"), words=("title", "artist"))
    assert "named in the request: title and artist" in facts(named).splitlines()[-1]

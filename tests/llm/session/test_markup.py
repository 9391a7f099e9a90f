from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from data.track import Known, Track
from llm.answering.parts import Prose
from llm.conversation import Turn
from llm.plan import Plan
from llm.session.markup import (
    added,
    announcement,
    answer,
    folder_names,
    literal,
    pace,
    searched,
    sentence,
    shown,
    written_by,
)
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


def test_asterisks_in_a_title_are_no_bold_text() -> None:
    said = answer(Prose.parse("**Best** is [1]."), [hit(1, "A **b** c")], "t0-")
    assert said.startswith("**Best** is ")
    assert said.count("**") == 2


def test_a_long_line_ends_in_an_ellipsis() -> None:
    assert literal("abc " * 200, 20) == "abc abc abc abc abc…"


def test_commands_in_a_message_show_as_code_and_nothing_else_does() -> None:
    assert sentence("Run `hark index` *now*.") == "Run  `hark index` \\*now\\*\\."
    assert sentence("One ` alone") == "One \\` alone"


def test_citations_become_chips_that_name_their_track_once() -> None:
    said = answer(
        Prose.parse("Hear [1] first, then [2]. [1] is loud, [7] is not."), [hit(1, "A *b*"), hit(2, "C")], "t0-"
    )
    assert "Hear [:primary-badge[1 A \\*b\\*]](#t0-1) first" in said
    assert "[:primary-badge[2 C]](#t0-2)" in said
    assert "[:primary-badge[1]](#t0-1) is loud" in said
    assert "7" not in said


def test_an_answer_keeps_paragraphs_bullets_and_bold_and_no_other_markup() -> None:
    said = answer(
        Prose.parse("**Best** one\n\n- first [1](http://evil.test)\n# not a heading\n![i](j)"), [hit(1, "A")], "t0-"
    )
    assert said.splitlines()[0] == "**Best** one"
    assert said.splitlines()[2].startswith("- first [:primary-badge[1 A]](#t0-1)\\(")
    assert said.splitlines()[3].startswith("\\#")
    assert said.splitlines()[4].startswith("\\!\\[")


def test_what_was_searched_for_and_what_was_not_is_one_line() -> None:
    plan = Plan("x", wanted=("banjo",), unwanted=("drums",), unused=("*grandmother*",), unknown=("3/4",))
    said = searched(plan)
    assert said.startswith("Searched for banjo, no drums · not used: ")
    assert "\\*grandmother\\*" in said
    assert said.endswith("cannot check: 3\\/4")
    assert searched(Plan("x")) == ""


def test_a_question_shows_the_tracks_that_its_answer_cites() -> None:
    hits = (hit(1, "A"), hit(2, "B"), hit(3, "C"))
    turn = Turn(Plan("which is calm?", "about"), hits, Prose.parse("The calmest is [2]."))
    assert [one.rank for one in shown(turn)] == [2]
    assert len(shown(Turn(Plan("calm"), hits, Prose.parse("[2]")))) == 3


def test_a_screen_reader_hears_tracks_and_answer() -> None:
    turn = Turn(Plan("calm"), (hit(1, "A"), hit(2, "B")), Prose.parse("Play [2] first."))
    said = announcement("t", [turn])
    assert said is not None
    assert said["text"] == "2 tracks. Play B first."
    assert announcement("t", []) is None


@pytest.mark.parametrize(
    ("assistant", "complete", "said"),
    [
        ("built-in", True, ""),
        ("built-in", False, "Stopped before the end. Written by Hark's own writer."),
        ("mistral:latest + built-in", True, "Written by mistral\\:\u2060latest + Hark's own writer."),
        ("", False, "Stopped before the end."),
        ("<b>", False, "Stopped before the end. Written by \\<b\\>."),
    ],
)
def test_who_wrote_an_answer(assistant: str, complete: bool, said: str) -> None:
    assert written_by(Turn(Plan("x"), assistant=assistant, complete=complete)) == said


def test_what_a_run_added() -> None:
    assert added({"added": 1, "skipped": []}) == "1 track added."
    assert added({"index": {"added": 234, "skipped": [{}, {}]}}) == "234 tracks added, 2 files could not be read."


@dataclass
class Run:
    done: int = 120
    total: int = 30_000
    tracks_per_s: float | None = None
    seconds_left: float | None = None
    unit: str = ""
    paused: bool = False


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (Run(), "120 of 30,000"),
        (Run(tracks_per_s=2.34, seconds_left=12.4), "120 of 30,000 · 2.3 a second · 12 s left"),
        (Run(tracks_per_s=31.7, seconds_left=942), "120 of 30,000 · 32 a second · 16 min left"),
        (Run(seconds_left=9000), "120 of 30,000 · 2.5 h left"),
        (Run(seconds_left=40, unit="MB"), "120 of 30,000 MB · 40 s left"),
        (Run(tracks_per_s=31.7, seconds_left=942, paused=True), "120 of 30,000 · paused"),
    ],
)
def test_pace(run: Run, said: str) -> None:
    assert pace(run) == said


def test_folders_of_the_same_name_are_told_apart() -> None:
    names = folder_names(["/home/ann/Music", "/mnt/Music", "/mnt/Records", "/"])
    assert names == {"/home/ann/Music": "ann/Music", "/mnt/Music": "mnt/Music", "/mnt/Records": "Records", "/": "/"}
    assert folder_names(["/a/caf\udce9"]) == {"/a/caf\udce9": "caf\\xe9"}

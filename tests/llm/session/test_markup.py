from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from data.track import Known, Track
from llm.answering.parts import Prose
from llm.conversation import Turn
from llm.plan import Plan
from llm.session.markup import (
    added,
    answer,
    evidence,
    facts,
    folder_names,
    literal,
    pace,
    plain_path,
    sentence,
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


def test_evidence_is_what_is_heard_how_surely_and_where() -> None:
    one = replace(hit(1, "x"), heard=(("banjo", 0.914), ("![x](y)", 0.3)), start_s=75.0)
    assert evidence(one).splitlines() == [
        r":small[Heard: banjo :gray[91%], \!\[x\]\(y\) :gray[30%]]  ",
        ":small[Fits best from 1:15; the player starts there]",
    ]
    assert evidence(replace(one, heard=(), start_s=0.0)) == ""


@pytest.mark.parametrize(
    ("assistant", "complete", "said"),
    [
        ("built-in", True, "Written by Hark's own writer."),
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


def test_where_a_track_lies_far_out_is_told_and_where_it_is_like_the_rest_is_not() -> None:
    one = replace(
        hit(1, "x"),
        heard=(),
        percentiles=(("loudness_db", 0.924), ("tempo_bpm", 0.15), ("density", 0.5), ("energy", 0.99)),
    )
    assert evidence(one) == ":small[Louder than 92 % of your music and slower than 85 %]"
    assert evidence(replace(one, percentiles=(("tempo_bpm", 1.0),))) == ":small[Faster than 99 % of your music]"
    assert evidence(replace(one, percentiles=(("tempo_bpm", 0.6),))) == ""


def test_copies_are_told_by_their_kind() -> None:
    one = hit(1, "x")
    copies = tuple(replace(one.track, path=Path(f"b.{kind}")) for kind in ("flac", "Ogg"))
    assert "Also here as FLAC, OGG" in evidence(replace(one, copies=copies))


def test_a_path_can_be_copied_whatever_bytes_it_has() -> None:
    assert plain_path(Path("/music/caf\udce9 `x`.mp3")) == "/music/caf\\xe9 `x`.mp3"


@dataclass
class Run:
    done: int = 120
    total: int = 30_000
    tracks_per_s: float | None = None
    seconds_left: float | None = None
    paused: bool = False


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (Run(), "120 of 30,000"),
        (Run(tracks_per_s=2.34, seconds_left=12.4), "120 of 30,000 · 2.3 a second · 12 s left"),
        (Run(tracks_per_s=31.7, seconds_left=942), "120 of 30,000 · 32 a second · 16 min left"),
        (Run(seconds_left=9000), "120 of 30,000 · 2.5 h left"),
        (Run(tracks_per_s=31.7, seconds_left=942, paused=True), "120 of 30,000 · paused"),
    ],
)
def test_pace(run: Run, said: str) -> None:
    assert pace(run) == said


def test_folders_of_the_same_name_are_told_apart() -> None:
    names = folder_names(["/home/ann/Music", "/mnt/Music", "/mnt/Records", "/"])
    assert names == {"/home/ann/Music": "ann/Music", "/mnt/Music": "mnt/Music", "/mnt/Records": "Records", "/": "/"}
    assert folder_names(["/a/caf\udce9"]) == {"/a/caf\udce9": "caf\\xe9"}

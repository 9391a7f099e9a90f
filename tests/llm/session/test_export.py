"""Test exports of a conversation as Markdown and playlists, and the command that writes them."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.home import library_home
from llm import cli
from llm.answering.parts import Citation, Prose
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.session.export import file_name, markdown, tracks_of
from llm.session.saved import Threads
from llm.session.stored import conversation_from_json
from retrieval.query import Filters, Hit


@pytest.fixture
def conversation(library: Any) -> Conversation:
    one, two, three = library.tracks()[:3]
    hostile = replace(one, title="![x](http://evil.test) <b>#1</b>", path=Path("/music/caf\udce9 `tick`.ogg"))
    return Conversation(
        [
            Turn(
                Plan("a *slow* banjo", filters=Filters(tempo_max=100)),
                (Hit(hostile, 0.5, 1, start_s=12), Hit(two, 0.4, 2)),
                answer=Prose.parse("Try **this** one [1].\n\n- It has [a](http://evil.test) banjo [1, 2]"),
                notices=(("Ollama is busy.", "Wait."),),
            ),
            Turn(
                Plan("more", kind="refine"),
                (Hit(two, 0.4, 1), Hit(three, 0.3, 2)),
                answer=Prose(Citation(2)),
                complete=False,
            ),
        ]
    )


def test_markdown_reads_well_and_does_nothing(conversation: Conversation) -> None:
    text = markdown("Porch [music]", conversation, 1_700_000_000.0)
    lines = text.splitlines()
    assert lines[0] == r"# Porch \[music\]"
    assert lines[2].startswith("*2023-11-1")
    assert r"## a \*slow\* banjo" in lines
    assert "Searched with: under 100 bpm" in lines
    assert r"Try **this** one [1] !\[x\](http\://evil.test) \<b\>#1\</b\>." in lines
    assert r"- It has \[a\](http\://evil.test) banjo \[1, 2\]" in lines
    assert "best from 0:12" in text
    assert "``/music/caf\ufffd `tick`.ogg``" in text
    assert lines[-1] == "*Stopped before the end. Written by Hark's own writer.*"
    assert not re.search(r"(?<!\\)(?:\]\(|!\[|<b>)|http://", text)
    text.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Fast, in A minor. Try [2] (or [3]): it's good!", "Fast, in A minor. Try [2] (or [3]): it's good!"),
        ("[1](http://evil.test)", r"\[1\](http\://evil.test)"),
        ("[1]: http://evil.test", r"\[1\]: http\://evil.test"),
        ("[1][2]", r"\[1\][2]"),
        ("# a", r"\# a"),
        ("12. a", r"12\. a"),
        ("* [1] **bold** a*b", r"- [1] **bold** a\*b"),
        ("+ a\n=====", "\\+ a\n\\====="),
        ("<img src=x> &amp; $x$ |a| ~b~ www.evil.test", r"\<img src=x\> \&amp; \$x\$ \|a\| \~b\~ www\.evil.test"),
    ],
)
def test_an_answer_reads_well_raw_and_does_nothing_rendered(text: str, shown: str) -> None:
    said = markdown("x", Conversation([Turn(Plan("x"), answer=Prose.parse(text))]))
    assert said.split("## x\n\n")[1].split("\n\n*Written")[0] == shown


def test_the_tracks_of_a_conversation_come_once_and_only_while_they_are_there(conversation: Conversation) -> None:
    shown = {hit.track.track_id: hit.track for turn in conversation.turns for hit in turn.hits}
    found, gone = tracks_of(conversation.turns, shown.get)
    assert [t.track_id for t in found] == ["t1", "t2", "t3"]
    del shown["t2"]
    found, gone = tracks_of(conversation.turns, shown.get)
    assert ([t.track_id for t in found], gone) == (["t1", "t3"], 1)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Slow, sad banjo?", "Slow, sad banjo.m3u8"),
        ("../../etc/passwd", "etc passwd.m3u8"),
        ("", "hark.m3u8"),
        ('a:b*c"<>|\x00', "a b c.m3u8"),
        ("x" * 300, "x" * 60 + ".m3u8"),
    ],
)
def test_file_names_are_harmless(name: str, file: str) -> None:
    assert file_name(name, "m3u8") == file


class Kept:
    """Three conversations in the library's folder, whose tracks are found again."""

    @pytest.fixture(autouse=True)
    def _kept(self, conversation: Conversation, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        import retrieval.library

        monkeypatch.setattr(retrieval.library, "Library", lambda home: library)
        threads = Threads(library_home() / "threads")
        for token, name in (("haaaaaaaaaaa", "Porch"), ("hbbbbbbbbbbb", "Porch two"), ("hccccccccccc", "Ünï")):
            threads.write(token, name, conversation)
            time.sleep(0.002)


class TestExport(Kept):
    def test_without_arguments_it_lists(self, capsysbinary: Any) -> None:
        assert cli.main(["export"]) == 0
        lines = capsysbinary.readouterr().out.decode().splitlines()
        assert [line.split()[0] for line in lines] == ["hccccccccccc", "hbbbbbbbbbbb", "haaaaaaaaaaa"]
        assert lines[0].endswith("Ünï")
        assert cli.main(["export", "--json"]) == 0
        assert len(json.loads(capsysbinary.readouterr().out)["conversations"]) == 3

    @pytest.mark.parametrize("wanted", ["last", "hccc", "ünï", "Ü"])
    def test_a_conversation_by_any_of_its_names(self, capsysbinary: Any, wanted: str) -> None:
        assert cli.main(["export", wanted]) == 0
        assert capsysbinary.readouterr().out.decode().startswith("# Ünï")

    def test_a_whole_name_goes_before_a_longer_one(self, capsysbinary: Any) -> None:
        assert cli.main(["export", "porch"]) == 0
        assert capsysbinary.readouterr().out.startswith(b"# Porch\n")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["export", "nothing"], "No conversation is called"),
            (["export", "por"], "fits 2 conversations"),
            (["export", "last", "--ask", "x"], "not both"),
            (["export", "last", "-o", "a.pdf"], "cannot write .pdf"),
            (["export", "last", "-o", "/nowhere/at/all.md"], "cannot be written"),
            (["export", "--ask", "?"], "cannot tell"),
        ],
    )
    def test_what_cannot_be_done_is_a_sentence(self, capsys: Any, arguments: list[str], said: str) -> None:
        assert cli.main(arguments) == 1
        assert said in capsys.readouterr().err

    def test_a_damaged_one_too(self, capsys: Any) -> None:
        file = library_home() / "threads" / "hccccccccccc.json"
        file.write_bytes(file.read_bytes()[:200])
        assert cli.main(["export", "last"]) == 1
        assert "damaged" in capsys.readouterr().err

    def test_a_playlist_in_a_file_by_its_ending(self, tmp_path: Path) -> None:
        for ending, start in (("m3u8", "#EXTM3U"), ("m3u", "#EXTM3U"), ("xspf", "<?xml"), ("jspf", "{")):
            file = tmp_path / f"list.{ending}"
            assert cli.main(["export", "last", "-o", str(file)]) == 0
            assert file.read_text(encoding="utf-8").startswith(start)
        assert {p.name for p in tmp_path.iterdir() if p.is_file()} == {
            f"list.{e}" for e in ("m3u8", "m3u", "xspf", "jspf")
        }

    def test_the_answer_to_a_request(self, capsysbinary: Any, library: Any) -> None:
        assert cli.main(["export", "--ask", "a banjo", "-k", "2"]) == 0
        lines = capsysbinary.readouterr().out.decode().splitlines()
        assert lines[:2] == ["#EXTM3U", "#PLAYLIST:a banjo"]
        assert lines[3::2] == ["/music/1.ogg", "/music/2.ogg"]

    def test_all_of_it_as_json(self, capsysbinary: Any, conversation: Conversation) -> None:
        assert cli.main(["export", "last", "--json"]) == 0
        read = json.loads(capsysbinary.readouterr().out)
        assert read["name"] == "Ünï"
        assert conversation_from_json(read) == conversation


@settings(deadline=None)  # the first example imports the renderer
@given(st.text(st.sampled_from("ab 1.)#*_`[]()<>!&;:/\\-+=|~$\nhtpw"), max_size=40), st.booleans())
def test_no_text_becomes_a_link_an_image_or_html(text: str, first: bool) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    turn = Turn(Plan(text), answer=Prose.parse(text if first else f"[1] {text}"), notices=((text, text),))
    html = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(markdown(text, Conversation([turn])))
    assert not re.search(r"<(?!/?(?:h1|h2|p|ul|li|strong|em|blockquote)>)", html)

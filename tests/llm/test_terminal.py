"""Test that the terminal shows one list of tracks, whatever a model changes."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from llm.terminal import TrackList
from retrieval.query import Query


def test_a_pipe_gets_the_final_list_alone(library: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tracks = TrackList(shown=True)
    tracks.show(library.search(Query("banjo", k=3)))
    assert capsys.readouterr().out == ""
    tracks.show(library.search(Query("sitar", k=3)))
    tracks.finish()
    tracks.finish()
    out = capsys.readouterr().out
    assert "Evening Raga" in out
    assert out.count("  1  ") == 1


def test_a_terminal_draws_the_new_list_over_the_old_and_says_so(
    library: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    tracks = TrackList(shown=True)
    tracks.show(library.search(Query("banjo", k=3)))
    first = capsys.readouterr().out
    assert "Old Joe Clark" in first
    tracks.show(library.search(Query("sitar", k=3)))
    tracks.finish()
    second = capsys.readouterr().out
    assert second.startswith(f"\x1b[{first.count(chr(10))}A\x1b[J")
    assert "after a second look: 1 new track" in second

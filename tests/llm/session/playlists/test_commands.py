"""Test `hark playlists` from making a playlist to deleting it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm.cli import main
from retrieval.indexing.folders import index_folder
from tests.keyword_encoder import KeywordEncoder


@pytest.fixture
def home(keyword: KeywordEncoder, music: Path, tmp_path: Path) -> Path:
    """Return the folder of a library of four tones."""
    index_folder(tmp_path / "home", music)
    return tmp_path / "home"


def test_the_life_of_a_playlist(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def hark(*words: str) -> str:
        assert main(["playlists", *words, "--library", str(home)]) == 0
        return capsys.readouterr().out

    assert "No playlists are saved yet" in hark()
    assert hark("save", "Porch", "4", "tracks", "in", "alphabetical", "order").startswith("Porch: 4 tracks")
    listed = json.loads(hark("--json"))["playlists"]
    assert [(one["name"], one["tracks"]) for one in listed] == [("Porch", 4)]
    assert "Saved as" in hark("export", "porch", "-o", str(tmp_path / "p.m3u8"))
    assert (tmp_path / "p.m3u8").read_text().startswith("#EXTM3U\n#PLAYLIST:Porch\n")
    assert "Saved as" in hark("export", "Porch")
    assert "Nothing would change" in hark("refresh", "Po")
    (tmp_path / "stick").mkdir()
    assert "4 files copied" in hark("copy", "Porch", str(tmp_path / "stick"))
    assert json.loads(hark("show", "Porch", "--json"))["file"] == str(tmp_path / "p.m3u8")
    assert "Deleted Porch" in hark("delete", "Porch")
    assert "No playlists are saved yet" in hark()


def test_an_unknown_name_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["playlists", "show", "Attic", "--library", str(home)]) == 1
    assert "No playlist is called “Attic”" in capsys.readouterr().err

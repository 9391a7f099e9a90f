"""Test the commands that change the encoder of a library; tests/test_change_encoder.py runs them end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm.cli import main
from models import registry
from retrieval.indexing import folders
from retrieval.library import Library
from tests.keyword_encoder import WORDS


@pytest.fixture(autouse=True)
def _encoders(keyword: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(registry.ENCODERS, "bright", ("tests.bright_encoder", "BrightEncoder"))
    monkeypatch.setattr("models.verify.UNLIKE", WORDS)  # the only words that it tells apart
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub-cache"))


def test_use_back_and_forget(library: Library, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "use", "bright"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Listening takes about")
    assert said[1].startswith("The library listens with bright now. 4 tracks were heard in ")
    assert said[1].endswith("`hark models back` changes back to keyword.")
    assert main(["models", "use", "bright"]) == 0
    assert "listens with bright already" in capsys.readouterr().out
    assert main(["models", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["encoders"]}
    assert rows["bright"]["used"]
    assert rows["keyword"]["listening"] == "It has heard this library already."
    assert main(["models", "back", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["encoder"] == "keyword"
    assert main(["models", "forget", "bright", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] > 4 * 4 * 600
    assert main(["models", "back"]) == 0  # listens again, because it was forgotten
    assert "4 tracks were heard" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["models", "use"], "Missing argument 'NAME'"),
        (["models", "use", "nothing"], "There is no encoder called nothing"),
        (["models", "back"], "has had no other encoder"),
        (["models", "forget", "keyword"], "its vectors are needed"),
        (["models", "use", "bright", "--clips", "0"], "0 is not in the range"),
    ],
)
def test_what_is_wrong_is_a_sentence(
    library: Library, argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) in (1, 2)
    assert message in capsys.readouterr().err
    assert library.status()["encoder"]["name"] == "keyword"


def test_too_little_memory_is_said_before_anything_is_fetched(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folders, "WORKERS", None)
    monkeypatch.setattr(folders, "free_memory_mb", lambda: 900)
    assert main(["models", "use", "gemma"]) == 1
    assert "gemma needs 2.9 GB of memory, and 0.9 GB are free" in capsys.readouterr().err


def test_without_a_library_the_encoder_is_checked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "use", "bright"]) == 0
    assert "There is no library yet: `hark index FOLDER --encoder bright` makes one." in capsys.readouterr().out
    assert not (home / "catalogue.db").exists()

"""Run the commands as a script would: each prints a JSON object, or a one-sentence error with exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data.command_line import run
from retrieval.cli import library_commands
from retrieval.indexing.job import IndexJob


def hark(*argv: str) -> int:
    return run(library_commands(), argv)


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    assert hark(*argv, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_index_search_status_remove(
    keyword: object, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (music / "bad.mp3").write_text("no sound")
    library = ("--library", str(home))
    report = answer(capsys, "index", str(music), *library)
    assert (report["added"], report["updated"], report["removed"]) == (4, 0, 0)
    assert [Path(s["path"]).name for s in report["skipped"]] == ["bad.mp3"]
    assert report["audio_seconds"] == pytest.approx(9, abs=0.3)
    found = answer(capsys, "search", "low", "-k", "2", *library)
    assert found["query"] == "low"
    assert [h["rank"] for h in found["hits"]] == [1, 2]
    assert set(found["hits"][0]) == {
        "rank",
        "score",
        "track_id",
        "path",
        "title",
        "artist",
        "duration_s",
        "start_s",
        "found_by",
    }
    assert found["hits"][0]["path"] == str(music / "Ann - Low One.wav")
    known = answer(capsys, "status", *library)
    assert known["tracks"] == 4
    assert known["encoder"] == {"name": "keyword", "dim": 512, "fingerprint": "keyword-1"}
    assert known["index"] == {"backend": "exact", "ok": True}
    assert answer(capsys, "index", *library)["added"] == 0
    assert answer(capsys, "remove", str(music), *library) == {"removed": 4}


def test_hark_home_is_the_default_library(
    keyword: object, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "index", str(music))
    assert (home / "catalogue.db").exists()  # HARK_HOME, which the fixtures set


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["index", "/nowhere/at/all"], "There is no folder"),
        (["index"], "There is no library"),
        (["search", "x"], "There is no library"),
        (["search", "x", "-k", "0"], "asks for no tracks"),
        (["remove", "/nowhere"], "is not in this library"),
    ],
)
def test_mistakes_are_a_sentence_with_a_next_step(
    keyword: object, argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hark(*argv) == 1
    said = capsys.readouterr().err
    assert message in said
    assert len(said.strip().splitlines()) == 2
    assert "Traceback" not in said


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(
    keyword: object, tmp_path: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    assert hark("index", str(music), "--library", str(tmp_path / "locked" / "home")) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_an_index_job_reports_its_error(home: Path, tmp_path: Path) -> None:
    job = IndexJob(home, tmp_path / "nowhere")
    assert job.wait(60)
    assert job.report is None
    assert job.error is not None
    assert "There is no folder" in job.error[0]
    assert job.error[1].startswith("Check the spelling")


def test_status_imports_nothing_heavy(
    keyword: object, home: Path, music: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "index", str(music))
    heavy = ("torch", "transformers", "chromadb", "streamlit", "langchain_core", "scipy")
    code = (
        "import sys; from retrieval.cli import library_commands, run; run(library_commands(), ['status', '--json']);"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

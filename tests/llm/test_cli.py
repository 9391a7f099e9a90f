"""Run the `hark` command as a shell would."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import retrieval.library
from llm import cli
from tests.ollama_server import OllamaServer


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Any) -> None:
    """No Ollama of this machine, no library of its user."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.delenv("HARK_MODEL", raising=False)
    monkeypatch.setenv("HARK_HOME", str(tmp_path / "home"))


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, library: Any) -> None:
    monkeypatch.setattr(retrieval.library, "Library", lambda home: library)


@pytest.mark.usefixtures("_small")
def test_ask_in_json_keeps_its_promise(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        cli.main(["ask", "sad", "banjo", "without", "drums", "under", "100", "bpm", "-k", "3", "--json", "--no-llm"])
        == 0
    )
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == [
        "request", "assistant", "plan", "captions", "filters", "hits", "answer", "citations",
    ]  # fmt: skip
    assert answer["request"] == "sad banjo without drums under 100 bpm"
    assert answer["assistant"] == "built-in"
    assert answer["filters"]["tempo_max"] == 100
    assert "drums" in answer["filters"]["without"]
    assert len(answer["hits"]) == 3
    assert set(answer["hits"][0]) == {
        "rank", "score", "track_id", "path", "title", "artist", "duration_s", "start_s", "found_by",
    }  # fmt: skip
    assert set(answer["citations"]) <= {1, 2, 3}
    assert answer["citations"]


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("wish", ["a song with a banjo", "scary music with strings", "calm piano", "fast drums"])
def test_search_and_ask_rank_a_plain_wish_alike(capsys: pytest.CaptureFixture[str], wish: str) -> None:
    found = []
    for command in (["ask", wish, "--json", "--no-llm"], ["search", wish, "--json"]):
        assert cli.main(command) == 0
        found.append([hit["track_id"] for hit in json.loads(capsys.readouterr().out)["hits"]])
    assert found[0] == found[1]
    assert len(found[0]) == 8


@pytest.mark.usefixtures("_small")
def test_ask_prints_numbered_tracks_then_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "a banjo", "-k", "2", "--no-llm"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "  1  Old Joe Clark - Traditional  (0:28)"
    assert lines[2] == ""
    assert "[1]" in lines[3]


@pytest.mark.usefixtures("_small")
def test_ask_through_a_model(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with OllamaServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        assert cli.main(["ask", "a banjo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["assistant"] == "mistral"


@pytest.mark.usefixtures("_small")
def test_a_model_asked_for_by_name_must_be_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        assert cli.main(["ask", "a banjo", "--model", "gemma"]) == 1
    error = capsys.readouterr().err
    assert "no model called gemma" in error
    assert "ollama pull gemma" in error


def test_no_library_is_one_sentence_and_a_next_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "banjo"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("hark: There is no library in ")
    assert "hark demo" in err
    assert "Traceback" not in err


def test_a_library_that_is_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    assert cli.main(["--library", str(tmp_path / "f"), "ask", "banjo"]) == 1
    assert "is a file, not a library" in capsys.readouterr().err


def test_the_library_may_be_named_before_or_after_the_verb(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for argv in (["--library", str(tmp_path / "a"), "ask", "x"], ["ask", "x", "--library", str(tmp_path / "a")]):
        assert cli.main(argv) == 1
        assert str(tmp_path / "a") in capsys.readouterr().err


@pytest.mark.usefixtures("_small")
def test_a_bug_is_one_sentence_and_a_log(
    capsys: pytest.CaptureFixture[str], library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()

    def broken(query: Any) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr(library, "search", broken)
    assert cli.main(["ask", "banjo", "--no-llm"]) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert "boom" in (tmp_path / "home" / "hark-error.log").read_text()


def test_a_port_in_use_is_named_with_another(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["app", "--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert f"Port {port} is in use" in error
    assert f"--port {port + 1}" in error


def test_doctor_has_one_line_each_with_the_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor"]) == 1  # there is no library
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✓ Python: 3.")
    library = next(line for line in lines if "library" in line)
    assert library.startswith("✗")
    assert "hark demo" in library
    ollama = next(line for line in lines if "Ollama" in line)
    assert "ollama serve" in ollama


def test_bad_arguments_leave_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["ask"], ["ask", "x", "-k", "0"], ["--library", "/tmp"], ["nothing"], ["models", "nothing"], []):
        assert cli.main(argv) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "--help" in err


def test_options_of_all_commands_may_stand_before_or_after_the_verb(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home = str(tmp_path / "home")
    for argv in (["--json", "--library", home, "doctor"], ["doctor", "--library", home, "--json"]):
        assert cli.main(argv) == 1
        assert {check["name"] for check in json.loads(capsys.readouterr().out)} >= {"library", "Ollama"}


def test_evaluate_measures_encoders_and_conversations(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["evaluate", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Usage: hark evaluate [OPTIONS] FOLDER" in out
    assert "hark evaluate conversation" in out
    assert cli.main(["evaluate", "conversation", "--help"]) == 0
    assert "Usage: hark evaluate conversation [OPTIONS]" in capsys.readouterr().out
    assert cli.main(["evaluate", str(tmp_path / "conversation")]) == 1
    assert "There is no folder" in capsys.readouterr().err


def test_ctrl_c_ends_a_command_without_a_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(home: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(retrieval.library, "Library", interrupted)
    assert cli.main(["search", "banjo"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_reader_that_leaves_ends_the_command() -> None:
    """As in `hark models | head -0`: the pipe is closed before anything is printed."""
    hark = subprocess.Popen(
        [sys.executable, "-c", "import sys; from llm.cli import main; sys.stdin.read(); sys.exit(main(['models']))"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=Path(cli.__file__).parent.parent,
    )
    assert hark.stdout is not None
    hark.stdout.close()
    assert hark.stdin is not None
    hark.stdin.close()
    assert hark.stderr is not None
    assert hark.stderr.read() == b""
    assert hark.wait() == 0


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from llm import cli; cli.main(['--help'])\n"
        "heavy = {'torch', 'numpy', 'chromadb', 'streamlit', 'langchain_core', 'ollama', 'httpx', "
        "'transformers'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(cli.__file__).parent.parent, check=False
    )
    assert done.returncode == 0, done.stderr

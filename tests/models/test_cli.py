"""Run `hark models`, `hark evaluate` and `hark train` as a script would."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.command_line import run
from models import registry
from models.checkpoints import ORIGINS, Origin
from models.cli import encoder_commands
from models.heads import save_rotation
from tests.keyword_encoder import WORDS, KeywordEncoder


def hark(*argv: str) -> int:
    return run(encoder_commands(), argv)


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    assert hark(*argv, "--json") == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)


@pytest.fixture
def tones(tmp_path: Path, write_tone: Callable[..., None]) -> Path:
    """Return a folder with 24 captioned tones."""
    folder = tmp_path / "tones"
    lines = ["file,caption,split"]
    for i in range(24):
        word = WORDS[i % len(WORDS)]
        write_tone(folder / f"{i}.wav", word, 1.0 + i / 100)
        lines.append(f"{i}.wav,{word},{'test' if i >= 20 else 'train'}")
    lines.append("lost.wav,low,test")
    (folder / "captions.csv").write_text("\n".join(lines) + "\n")
    return folder


def test_the_list_says_what_is_here_and_how_to_get_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in answer(capsys, "models")["encoders"]}
    assert rows["musicnn"]["ready"]
    assert not rows["msclap"]["ready"]
    assert "hark models fetch msclap" in rows["msclap"]["hint"]
    assert hark("models") == 0
    assert "LAION CLAP" in capsys.readouterr().out


def test_verify_tells_a_sound_encoder(keyword: KeywordEncoder, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "models", "verify", "musicnn")["dim"] == 512
    assert hark("models", "verify", "keyword") == 1  # it knows none of the five texts: all are one to it
    assert "does not tell things apart" in capsys.readouterr().err


def test_evaluate(keyword: KeywordEncoder, tones: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "evaluate", str(tones), "--encoder", "keyword")
    assert (said["clips"], said["missing"]) == (4, 1)  # the test split
    assert said["widths"][-1]["text_to_audio"]["r1"] == 1
    assert answer(capsys, "evaluate", str(tones), "--encoder", "keyword", "--split", "all")["clips"] == 24
    assert hark("evaluate", str(tones), "--encoder", "keyword") == 0
    printed = capsys.readouterr().out
    assert "4 clips with 4 captions, 1 without a file" in printed
    assert "4,281" in printed


def test_train_then_evaluate_through_the_heads(
    keyword: KeywordEncoder, tones: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    result = answer(capsys, "train", str(tones), "--encoder", "keyword", "--run", str(folder), "--epochs", "2")
    assert result["clips"] == {"fitted": 15, "validation": 5}  # of the 20 of the training split
    said = answer(
        capsys, "evaluate", str(tones), "--encoder", "keyword", "--adapter", str(folder / "rotation.safetensors")
    )
    assert said["encoder"]["fingerprint"] != "keyword-1"
    assert said["widths"][0]["text_to_audio"]["r1"] == 1  # the four words now lie in the first 32 numbers
    assert hark("train", str(tones), "--encoder", "keyword", "--run", str(folder), "--epochs", "2") == 0
    assert "Best epoch" in capsys.readouterr().out


def test_adapt_puts_a_rotation_beside_the_weights(
    keyword: KeywordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(ORIGINS, "keyword", Origin("Keywords", {}, 0.0, "none"))
    rotation = np.roll(np.eye(512, dtype=np.float32), 1, axis=1)
    save_rotation(tmp_path / "r.safetensors", rotation, KeywordEncoder())
    before = registry.load_encoder("keyword").fingerprint
    answer(capsys, "models", "adapt", "keyword", str(tmp_path / "r.safetensors"))
    assert registry.load_encoder("keyword").fingerprint != before
    (tmp_path / "r.safetensors").write_bytes(b"x")
    assert hark("models", "adapt", "keyword", str(tmp_path / "r.safetensors")) == 1
    assert "not an adapter" in capsys.readouterr().err
    answer(capsys, "models", "adapt", "keyword")
    assert registry.load_encoder("keyword").fingerprint == before


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["models", "fetch"], "needs the name of an encoder"),
        (["models", "fetch", "nothing"], "no encoder called nothing"),
        (["models", "fetch", "musicnn"], "ships with Hark"),
        (["models", "verify", "msclap"], "is not on this machine"),
        (["models", "adapt", "musicnn"], "stays as it is"),
        (["evaluate", "/nowhere/at/all"], "There is no folder"),
        (["evaluate", "TONES", "--captions", "/no.csv"], "There is no file"),
        (["evaluate", "TONES", "--encoder", "laion"], "is not on this machine"),
        (["evaluate", "TONES", "--encoder", "keyword", "--adapter", "/no"], "not an adapter"),
        (["train", "TONES", "--encoder", "keyword", "--run", "RUN", "--weights", "1,2"], "--weights has 2 numbers"),
        (["train", "TONES", "--encoder", "keyword", "--run", "RUN", "--epochs", "-1"], "makes no sense"),
        (["train", "TONES", "--encoder", "keyword", "--run", "RUN", "--seed", "-1"], "makes no sense"),
    ],
)
def test_mistakes_are_a_sentence_with_a_next_step(
    keyword: KeywordEncoder,
    tones: Path,
    tmp_path: Path,
    argv: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    places = {"TONES": str(tones), "RUN": str(tmp_path / "run")}
    assert hark(*(places.get(word, word) for word in argv)) == 1
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said


def test_the_list_imports_nothing_heavy() -> None:
    code = (
        "import sys; from models.cli import encoder_commands; from data.command_line import run;"
        "run(encoder_commands(), ['models', '--json']);"
        "print([m for m in ('torch', 'transformers', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"

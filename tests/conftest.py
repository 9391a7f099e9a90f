"""Define fixtures for all tests. No test uses the user's library or any network but loopback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest
import soundfile

from models import registry
from retrieval.indexing import folders as indexing
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder, tone

hypothesis.settings.register_profile("hark", deadline=None)  # the machine may be busy
hypothesis.settings.load_profile("hark")


def pytest_configure() -> None:
    """Limit the processes that tests start to loopback. pytest-socket limits this process (see pyproject.toml)."""
    guard = str(Path(__file__).parent / "loopback")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [guard, os.environ.get("PYTHONPATH")]))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_HOME", str(tmp_path / "home"))
    for name in ("OLLAMA_HOST", "HARK_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def keyword(monkeypatch: pytest.MonkeyPatch) -> KeywordEncoder:
    """Make KeywordEncoder the encoder of new libraries, and decode in this process, which is enough for a few tones."""
    monkeypatch.setattr(indexing, "WORKERS", 0)
    monkeypatch.setitem(registry.ENCODERS, "keyword", ("tests.keyword_encoder", "KeywordEncoder"))
    monkeypatch.setattr(registry, "DEFAULT_ENCODER", "keyword")
    return KeywordEncoder()


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Return a folder with four tones, in three formats and a sub-folder."""
    folder = tmp_path / "music"
    (folder / "deeper").mkdir(parents=True)
    soundfile.write(folder / "Ann - Low One.wav", tone("low"), 16_000)
    soundfile.write(folder / "02 - Middle One.flac", np.stack([tone("middle")] * 2, axis=1), 16_000)
    soundfile.write(folder / "deeper" / "high_one.ogg", tone("high"), 16_000)
    soundfile.write(folder / "deeper" / "shrill.mp3", tone("shrill", 3.0), 16_000)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the path for the library of a test."""
    return tmp_path / "home"


@pytest.fixture
def library(keyword: KeywordEncoder, music: Path, home: Path) -> Iterator[Library]:
    """Yield a library in which the four tones are indexed."""
    index_folder(home, music)
    opened = Library(home)
    yield opened
    opened.close()


@pytest.fixture
def write_tone() -> Callable[..., None]:
    """Return a function `write_tone(path, word, seconds)` that writes a tone to a file."""

    def write(path: Path, word: str = "low", seconds: float = 2.0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, tone(word, seconds), 16_000)

    return write

"""Test changing the encoder of a library from the page, with the two encoders that ship with Hark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from llm.session.desk import Desk
from llm.session.encoders import Choice
from retrieval.indexing.folders import index_folder
from retrieval.indexing.switching import use_encoder
from retrieval.library import Library

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(home: Path, music: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf"))
    index_folder(home, music, workers=0)
    use_encoder(home, "musicnn", workers=0)
    opened = Desk(home)
    yield opened
    opened.close()


def choices(desk: Desk) -> dict[str, Choice]:
    return {choice.name: choice for choice in desk.encoders.choices(4)}


def test_the_choices_and_the_way_back(desk: Desk) -> None:
    assert desk.encoders.current() == "musicnn"
    found = choices(desk)
    assert next(iter(found)) == "compact"  # the one before comes first
    assert found["compact"].before
    assert found["compact"].cost == "It has heard this library already."
    assert set(found) == {"compact", "msclap", "laion", "laion-large", "gemma"}
    large = found["laion-large"]
    assert large.cost.startswith("800 MB to fetch (Apache-2.0). Listening takes about ")
    assert "25 find their recording" in large.measured
    talk = desk.ask("a low hum")
    assert talk.job is None or talk.job.wait(60)

    desk.encoders.change("compact")
    job = desk.encoders.job
    assert job is not None
    assert job.wait(300)
    assert job.error is None
    assert desk.encoders.job is job  # tells the desk to load the new encoder
    assert not desk.encoders.busy
    assert desk.encoders.current() == "compact"
    assert choices(desk)["msclap"].cost.startswith("700 MB to fetch (Microsoft Public License (MS-PL)).")
    talk = desk.ask("a low hum")
    assert talk.job is None or talk.job.wait(60)
    talk.now()
    assert talk.conversation.turns[-1].hits


def test_without_a_network_the_page_says_so_and_the_library_stays(
    desk: Desk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    desk.encoders.change("laion-large")
    job = desk.encoders.job
    assert job is not None
    desk.encoders.change("msclap")  # does nothing while another change is running
    assert desk.encoders.job is job
    assert job.wait(300)
    assert job.error is not None
    assert job.error[0] == "127.0.0.1:9 cannot be reached, so LAION CLAP, larger and general cannot be fetched."
    assert desk.encoders.current() == "musicnn"
    assert Library(home).status()["encoder"]["name"] == "musicnn"

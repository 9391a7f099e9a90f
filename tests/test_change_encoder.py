"""Run `hark models use laion-large` end to end against a stand-in for the hub, and kill it at each step."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.checkpoints import ORIGINS
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Query
from tests.hub_server import Hub
from tests.models.encoders.test_laion import folder as tiny_clap  # noqa: F401 (a fixture)
from tests.waiting import until

TRACKS = 20


@pytest.fixture
def hub(tmp_path: Path, tiny_clap: Path) -> Iterator[Hub]:  # noqa: F811
    with Hub(tmp_path / "served") as served:
        served.put(ORIGINS["laion-large"].files["config.json"], tiny_clap)
        yield served


@pytest.fixture
def compact_library(home: Path, tmp_path: Path, write_tone: Callable[..., None]) -> Path:
    """Make a library of twenty tones with the encoder that ships with Hark."""
    for i in range(TRACKS):
        write_tone(tmp_path / "music" / f"tone {i}.wav", ("low", "middle", "high")[i % 3], 11 + i)
    index_folder(home, tmp_path / "music", workers=0)
    return home


class Runner:
    """Runs `hark` as a user does, with the stand-in as its hub and a cache of its own."""

    def __init__(self, hub: Hub, home: Path, tmp_path: Path) -> None:
        self.home = home
        own = {"HF_ENDPOINT": hub.address, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "0"}
        self.environment = {**os.environ, **own, "HF_HUB_DOWNLOAD_TIMEOUT": "1", "HF_HUB_ETAG_TIMEOUT": "1"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "llm.cli", *arguments, "--library", str(self.home)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=500)
        return process.returncode, out, err

    def encoder(self) -> str:
        library = Library(self.home)
        try:
            assert len(library.tracks()) == TRACKS
            return str(library.status()["encoder"]["name"])
        finally:
            library.close()

    def search(self) -> list[tuple[str, float]]:
        code, out, err = self("search", "a low tone", "--json")
        assert code == 0, err
        return [(hit["title"], hit["score"]) for hit in json.loads(out)["hits"]]


@pytest.fixture
def hark(hub: Hub, compact_library: Path, tmp_path: Path) -> Runner:
    return Runner(hub, compact_library, tmp_path)


@pytest.mark.slow
def test_fetch_verify_listen_change_and_back(hark: Runner, hub: Hub) -> None:
    before = hark.search()
    code, out, _ = hark("models")
    assert code == 0
    assert "compact      in use" in out
    assert "laion-large  not here  LAION CLAP, larger and general" in out
    assert "for the 20 tracks of this library" in out
    assert not hub.asked  # listing goes nowhere

    code, out, err = hark("models", "use", "laion-large", "--workers", "1")
    assert code == 0, err
    lines = out.splitlines()
    assert lines[0] == "Fetching LAION CLAP, larger and general (0.8 GB). Apache-2.0."
    assert lines[1].startswith("Listening takes about ")
    assert lines[2].startswith("The library listens with laion-large now. 20 tracks were heard in ")
    assert hark.encoder() == "laion-large"
    assert hark.search() != before

    asked = len(hub.asked)
    code, out, err = hark("models", "back")
    assert code == 0, err
    assert out.splitlines() == [
        "It has heard this library already.",
        "The library listens with compact now. `hark models back` changes back to laion-large.",
    ]
    assert hark.encoder() == "compact"
    assert hark.search() == before
    code, out, err = hark("models", "back", "--json")
    assert code == 0, err
    assert json.loads(out)["heard"] == 0
    assert hark.encoder() == "laion-large"
    assert len(hub.asked) == asked
    code, out, err = hark("models", "forget", "compact")
    assert code == 0, err
    assert out.endswith("MB freed.\n")


@pytest.mark.slow
def test_killed_at_each_step_nothing_is_lost(hark: Runner, hub: Hub, home: Path) -> None:
    before = hark.search()

    hub.misbehave = {"model.safetensors": "stall"}
    fetching = hark.start("models", "use", "laion-large")
    until(lambda: "model.safetensors" in hub.asked)
    fetching.send_signal(signal.SIGKILL)
    fetching.communicate()
    assert hark.encoder() == "compact"
    assert hark.search() == before

    hub.misbehave = {}
    hub.asked.clear()
    listening = hark.start("models", "use", "laion-large", "--workers", "1", "--progress")
    assert listening.stderr is not None
    for line in listening.stderr:
        shown = json.loads(line) if line.startswith("{") else {}
        if shown.get("what") == "Listening with laion-large" and shown["done"] >= 17:
            break
    listening.send_signal(signal.SIGKILL)
    listening.communicate()
    assert sorted(set(hub.asked)) == ["model.safetensors"]  # the small files were kept
    assert hark.encoder() == "compact"
    assert hark.search() == before

    changing = (  # as by a power cut between saving the rows of the old encoder and changing the catalogue
        "import os, signal, sys; from retrieval.catalogue.database import Catalogue; from llm.cli import main; "
        "Catalogue.replace_vectors = lambda *_: os.kill(os.getpid(), signal.SIGKILL); "
        f"sys.argv = ['hark', 'models', 'use', 'laion-large', '--workers', '1', '--library', {str(home)!r}]; main()"
    )
    killed = subprocess.run([sys.executable, "-c", changing], env=hark.environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert hark.encoder() == "compact"
    assert hark.search() == before

    code, out, err = hark("models", "use", "laion-large", "--workers", "1", "--json")
    assert code == 0, err
    assert json.loads(out)["heard"] == 0  # all were heard before
    assert hark.encoder() == "laion-large"
    assert hark("models", "back")[0] == 0
    assert hark.search() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "sentence"),
    [("login", "asks for a login"), ("cut", "broke off"), ("other", "not the file that it announced")],
)
def test_whatever_the_hub_does_the_library_stays(hark: Runner, hub: Hub, fault: str, sentence: str) -> None:
    hub.misbehave = {"model.safetensors": fault}
    code, _, err = hark("models", "use", "laion-large")
    assert code == 1
    assert sentence in err
    assert len(err.splitlines()) == 2, err  # a sentence and what to do next
    assert hark.encoder() == "compact"


@pytest.mark.slow
def test_without_a_network_one_sentence_comes_at_once(hark: Runner) -> None:
    hark.environment["HF_ENDPOINT"] = "http://127.0.0.1:9"
    code, _, err = hark("models", "use", "laion-large")
    assert code == 1
    assert (
        err.splitlines()[0]
        == "hark: 127.0.0.1:9 cannot be reached, so LAION CLAP, larger and general cannot be fetched."
    )
    assert len(err.splitlines()) == 2
    assert hark.encoder() == "compact"


@pytest.mark.slow
def test_a_checkpoint_of_another_shape_is_a_sentence(hark: Runner, hub: Hub) -> None:
    repository = hub.root / ORIGINS["laion-large"].files["config.json"]
    config = json.loads((repository / "config.json").read_text())
    config["projection_dim"] = 48
    (repository / "config.json").write_text(json.dumps(config))
    code, _, err = hark("models", "use", "laion-large")
    assert code == 1
    assert "does not fit" in err
    assert len(err.splitlines()) == 2
    assert hark.encoder() == "compact"
    library = Library(hark.home)
    assert library.search(Query(text="a low tone"))
    library.close()

"""Test where weights are looked for, and fetching them from a stand-in for the hub that works or misbehaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from models import checkpoints
from models.checkpoints import ORIGINS, CheckpointError, adapter, fetch, find, folder, identity, intact
from tests.hub_server import Hub


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Yield a hub that has the files of `laion-large`, with the content "weights"."""
    with Hub(tmp_path / "served") as served:
        put("laion-large", tmp_path / "uploaded")
        served.put("laion/larger_clap_general", tmp_path / "uploaded")
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
        template = served.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DOWNLOAD_TIMEOUT", 1)
        monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_ETAG_TIMEOUT", 1)
        monkeypatch.setattr("time.sleep", lambda _: None)  # the client waits between its tries
        yield served


def put(name: str, where: Path | None = None) -> None:
    where = where or folder(name)
    where.mkdir(parents=True)
    for file in ORIGINS[name].files:
        (where / file).write_bytes(f"weights of {file}".encode())


def test_a_folder_of_the_users_comes_first(hub: Hub) -> None:
    cached = fetch("laion-large")
    put("laion-large")
    assert {path.parent for path in find("laion-large").values()} == {folder("laion-large")}
    assert folder("laion-large") not in {path.parent for path in cached.values()}


def test_what_is_missing_is_named() -> None:
    put("msclap")
    (folder("msclap") / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match=r"tokenizer.json is missing") as error:
        find("msclap")
    assert "hark models fetch msclap" in error.value.hint
    assert str(folder("msclap")) in error.value.hint


def test_finding_never_goes_online(hub: Hub) -> None:
    with pytest.raises(CheckpointError):
        find("laion-large")
    assert not hub.asked


def test_files_are_fetched_once_with_progress(hub: Hub) -> None:
    shown: list[tuple[int, int, str]] = []
    paths = fetch("laion-large", lambda *line: shown.append(line))
    assert {path.read_text() for path in paths.values()} == {f"weights of {file}" for file in paths}
    assert all(map(intact, paths.values()))
    assert {name for _, _, name in shown} == set(paths)
    done = [part for part, _, _ in shown]
    assert done == sorted(done)
    assert done[-1] == sum(path.stat().st_size for path in paths.values())
    asked = len(hub.asked)
    assert fetch("laion-large") == paths
    assert len(hub.asked) == asked == len(paths)


def test_fetching_asks_only_for_what_is_missing(hub: Hub) -> None:
    put("laion-large")
    (folder("laion-large") / "tokenizer.json").unlink()
    assert len(fetch("laion-large")) == 4
    assert hub.asked == ["tokenizer.json"]


def test_an_older_name_of_the_weights_will_do(hub: Hub) -> None:
    files = hub.root / "laion/larger_clap_general"
    (files / "model.safetensors").rename(files / "pytorch_model.bin")
    assert fetch("laion-large")["model.safetensors"].name == "pytorch_model.bin"


def test_without_a_network_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    asked: list[str] = []
    monkeypatch.setattr("huggingface_hub.hf_hub_download", lambda *_, **__: asked.append("x"))
    with pytest.raises(CheckpointError, match=r"127.0.0.1:9 cannot be reached") as error:
        fetch("msclap")
    assert "Connect to the network" in error.value.hint
    assert str(folder("msclap")) in error.value.hint
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="HF_HUB_OFFLINE is set"):
        fetch("msclap")
    assert not asked
    assert not "".join(capfd.readouterr())


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("login", "asks for a login"),
        ("missing", "has no model.safetensors"),
        ("cut", "broke off"),
        ("stall", "broke off"),
        ("other", "not the file that it announced"),
        ("full", "broke off|GB left"),
    ],
)
def test_a_hub_that_misbehaves_is_a_sentence(
    hub: Hub, fault: str, sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    hub.misbehave = {"model.safetensors": fault, "pytorch_model.bin": fault}
    with pytest.raises(CheckpointError, match=sentence) as error:
        fetch("laion-large")
    assert str(folder("laion-large")) in error.value.hint or "HF_HOME" in error.value.hint
    assert not "".join(capfd.readouterr())
    hub.misbehave = {}
    assert len(fetch("laion-large")) == 4  # the same command goes on when the hub is well again
    assert hub.asked.count("config.json") == 1


def test_a_full_disk_is_a_sentence_before_anything_is_fetched(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=5 * 10**6))
    with pytest.raises(CheckpointError, match=r"needs 0.8 GB, and the disk of .* has 0.0 GB left") as error:
        fetch("laion-large")
    assert "HF_HOME" in error.value.hint
    assert not hub.asked


def test_a_file_of_the_cache_that_was_damaged_later_is_noticed(hub: Hub) -> None:
    path = fetch("laion-large")["model.safetensors"]
    assert intact(path)
    path.resolve().write_bytes(b"x")
    assert not intact(path)
    assert path.resolve().name == hashlib.sha256(b"weights of model.safetensors").hexdigest()


def test_identity_sees_every_byte_of_a_small_file_and_the_size_of_a_large_one(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a" * 1000)
    first = identity(path)
    path.write_bytes(b"a" * 500 + b"b" + b"a" * 499)
    assert identity(path) != first
    large = checkpoints._BLOCKS * checkpoints._BLOCK_BYTES * 2
    path.write_bytes(bytes(large))
    whole = identity(path)
    path.write_bytes(bytes(large - 1))
    assert identity(path) != whole
    path.write_bytes(bytes(large - 1) + b"x")
    assert identity(path) != whole


def test_an_adapter_is_found_beside_the_weights() -> None:
    assert adapter("laion") is None
    folder("laion").mkdir(parents=True)
    (folder("laion") / checkpoints.ADAPTER).write_bytes(b"x")
    assert adapter("laion") == folder("laion") / "adapter.safetensors"

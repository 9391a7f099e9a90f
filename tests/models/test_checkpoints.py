"""Test where weights are looked for, and the message if they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import checkpoints
from models.checkpoints import ORIGINS, CheckpointError, adapter, fetch, find, folder, identity


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: None)


def put(name: str) -> None:
    folder(name).mkdir(parents=True)
    for file in ORIGINS[name].files:
        (folder(name) / file).write_bytes(b"weights")


def test_a_folder_of_the_users_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cached = tmp_path / "cached"
    cached.write_bytes(b"x")
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda *_: str(cached))
    assert set(find("msclap").values()) == {cached}
    put("msclap")
    assert {path.parent for path in find("msclap").values()} == {folder("msclap")}


def test_what_is_missing_is_named() -> None:
    put("msclap")
    (folder("msclap") / "tokenizer.json").unlink()
    with pytest.raises(CheckpointError, match=r"tokenizer.json is missing") as error:
        find("msclap")
    assert "hark models fetch msclap" in error.value.hint
    assert str(folder("msclap")) in error.value.hint


def test_finding_never_goes_online(monkeypatch: pytest.MonkeyPatch) -> None:
    def online(*args: object, **kwargs: object) -> str:
        raise AssertionError("went online")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", online)
    for name in ORIGINS:
        with pytest.raises(CheckpointError):
            find(name)


def test_an_unreachable_hub_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*args: object, **kwargs: object) -> str:
        raise ConnectionError("[Errno -2] Name or service not known")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", unreachable)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with pytest.raises(CheckpointError, match="could not be fetched from microsoft/msclap") as error:
        fetch("msclap")
    assert "Check the connection" in error.value.hint
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(CheckpointError, match="HF_HUB_OFFLINE is set"):
        fetch("msclap")


def test_fetching_asks_only_for_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def download(repository: str, file: str) -> str:
        asked.append((repository, file))
        (folder("msclap") / file).write_bytes(b"x")
        return file

    put("msclap")
    (folder("msclap") / "tokenizer.json").unlink()
    monkeypatch.setattr("huggingface_hub.hf_hub_download", download)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert set(fetch("msclap")) == {"CLAP_weights_2023.pth", "tokenizer.json"}
    assert asked == [("openai-community/gpt2", "tokenizer.json")]


def test_an_older_name_of_the_weights_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub.errors import EntryNotFoundError

    def download(repository: str, file: str) -> str:
        if file == "model.safetensors":
            raise EntryNotFoundError("404")
        (folder("laion") / file).write_bytes(b"x")
        return file

    put("laion")
    (folder("laion") / "model.safetensors").unlink()
    monkeypatch.setattr("huggingface_hub.hf_hub_download", download)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    assert fetch("laion")["model.safetensors"].name == "pytorch_model.bin"


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

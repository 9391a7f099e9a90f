"""Find, download and identify encoder weights that do not ship with Hark.

Files are looked for in the user's own folder, then in the Hugging Face hub's cache. Only `fetch` goes online, and only
`hark models fetch` calls it. Nothing is unpickled or loaded here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import UserError
from data.home import library_home

_BLOCKS, _BLOCK_BYTES = 256, 16_384
ADAPTER = "adapter.safetensors"  # Matryoshka heads or a rotation (models.heads), in the same folder as the weights


class CheckpointError(UserError):
    """Weights are missing, damaged, or belong to another model."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The files of one encoder on the hub; `files` maps each file name to the repository that has it."""

    title: str
    files: dict[str, str]
    gigabytes: float  # to download
    licence: str  # licence as stated on the model's page on the hub
    older: dict[str, str] = field(default_factory=dict)  # alternative names of a file


ORIGINS = {
    "msclap": Origin(
        title="Microsoft CLAP 2023",
        files={"CLAP_weights_2023.pth": "microsoft/msclap", "tokenizer.json": "openai-community/gpt2"},
        gigabytes=0.7,
        licence="MIT; the tokeniser is GPT-2's, MIT",
    ),
    "laion": Origin(
        title="LAION CLAP, HTSAT unfused",
        files=dict.fromkeys(
            ("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"),
            "laion/clap-htsat-unfused",
        ),
        gigabytes=0.6,
        licence="Apache-2.0",
        older={"model.safetensors": "pytorch_model.bin"},
    ),
}


def folder(name: str) -> Path:
    """Return the folder for the user's own weights of an encoder: `models/<name>` in the default library's folder."""
    return library_home() / "models" / name


def find(name: str) -> dict[str, Path]:
    """Return the paths of an encoder's files, each in `folder(name)` if it is there, else in the hub's cache.

    Returns:
        path by file name, for all files of the encoder.

    Raises:
        CheckpointError: some files are not on this machine.
    """
    origin = ORIGINS[name]
    found = {file: path for file in origin.files if (path := _local(name, file)) is not None}
    if missing := [file for file in origin.files if file not in found]:
        raise CheckpointError(
            f"{origin.title} is not on this machine: {', '.join(missing)} is missing."
            if len(missing) == 1
            else f"{origin.title} is not on this machine: {', '.join(missing)} are missing.",
            f"Run `hark models fetch {name}` while online ({origin.gigabytes} GB), or put the files in {folder(name)}.",
        )
    return found


def adapter(name: str) -> Path | None:
    """Return the path of an encoder's adapter file (Matryoshka heads, rotation or towers), or None if there is none."""
    path = folder(name) / ADAPTER
    return path if path.is_file() else None


def fetch(name: str) -> dict[str, Path]:
    """Download the missing files of an encoder into the hub's cache, and return the paths of all its files.

    Raises:
        CheckpointError: the hub is not reachable or does not have the files.
    """
    from huggingface_hub import constants, hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError

    origin = ORIGINS[name]
    by_hand = f"Or download them elsewhere from {' and '.join(sorted(set(origin.files.values())))} into {folder(name)}."
    for file, repository in origin.files.items():
        if _local(name, file) is not None:
            continue
        if constants.HF_HUB_OFFLINE:
            raise CheckpointError(
                "HF_HUB_OFFLINE is set, so nothing can be fetched.", f"Unset it and try again. {by_hand}"
            )
        try:
            try:
                hf_hub_download(repository, file)
            except EntryNotFoundError:
                if file not in origin.older:
                    raise
                hf_hub_download(repository, origin.older[file])
        except Exception as err:  # httpx, urllib3, OSError and many exception types of the hub client
            raise CheckpointError(
                f"{file} could not be fetched from {repository} ({type(err).__name__}).",
                f"Check the connection and the free space, and run it again. {by_hand}",
            ) from err
    return find(name)


def identity(path: Path) -> str:
    """Return a hash of a file's size and of 256 blocks spread over it.

    Only 4 MB are read instead of a gigabyte, so that checkpoints can be compared at every start. A change between the
    blocks is not detected.
    """
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= _BLOCKS * _BLOCK_BYTES:
            digest.update(file.read())
        else:
            for i in range(_BLOCKS):
                file.seek(i * (size - _BLOCK_BYTES) // (_BLOCKS - 1))
                digest.update(file.read(_BLOCK_BYTES))
    return digest.hexdigest()[:16]


def _local(name: str, file: str) -> Path | None:
    """Return the path of a file in the user's folder or in the hub's cache, or None."""
    from huggingface_hub import try_to_load_from_cache

    origin = ORIGINS[name]
    for variant in (file, origin.older.get(file)):
        if variant is None:
            continue
        path = folder(name) / variant
        if path.is_file():
            return path
        cached = try_to_load_from_cache(origin.files[file], variant)
        if isinstance(cached, str):
            return Path(cached)
    return None

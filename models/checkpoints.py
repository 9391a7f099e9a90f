"""Find, download and identify encoder weights that do not ship with Hark.

Files are looked for in the user's own folder, then in the Hugging Face hub's cache. Only `fetch` goes online, and only
`hark models fetch` and `hark models use` call it. Nothing is unpickled or loaded here.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import shutil
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.home import library_home

Progress = Callable[[int, int, str], None]  # bytes of all files done, bytes of all files, name of the current file

PROBE_S = 3.0  # longest wait for the hub's first answer
_BLOCKS, _BLOCK_BYTES = 256, 16_384
_SHA256 = re.compile(r"[0-9a-f]{64}")
ADAPTER = "adapter.safetensors"  # Matryoshka heads or a rotation (models.heads), in the same folder as the weights


class CheckpointError(UserError):
    """Weights are missing, damaged, or belong to another model."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The files of one encoder on the hub; `files` maps each file name to the repository that has it."""

    title: str
    files: dict[str, str]
    gigabytes: float  # to download
    licence: str  # as the pages of the model and of its tokeniser state it; docs/encoders.md names the sources
    measured: str = ""  # what others have measured, in a sentence for listeners; docs/encoders.md names the sources
    older: dict[str, str] = field(default_factory=dict)  # alternative names of a file


_CLAP_FILES = ("config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors")

ORIGINS = {
    "msclap": Origin(
        title="Microsoft CLAP 2023",
        files={"CLAP_weights_2023.pth": "microsoft/msclap", "tokenizer.json": "openai-community/gpt2"},
        gigabytes=0.7,
        licence="Microsoft Public License (MS-PL); the tokeniser is GPT-2's, MIT",
        measured="Of 100 descriptions of music, 28 find their recording among the first ten.",
    ),
    "laion": Origin(
        title="LAION CLAP, HTSAT unfused",
        files=dict.fromkeys(_CLAP_FILES, "laion/clap-htsat-unfused"),
        gigabytes=0.6,
        licence="Apache-2.0",
        measured="Of 100 descriptions of music, 18 find their recording among the first ten.",
        older={"model.safetensors": "pytorch_model.bin"},
    ),
    "laion-large": Origin(
        title="LAION CLAP, larger and general",
        files=dict.fromkeys(_CLAP_FILES, "laion/larger_clap_general"),
        gigabytes=0.8,
        licence="Apache-2.0",
        measured="Of 100 descriptions of music, 25 find their recording among the first ten.",
        older={"model.safetensors": "pytorch_model.bin"},
    ),
    "gemma": Origin(
        title="EmbeddingGemma 2",
        files=dict.fromkeys(("config.json", "tokenizer.json", "model.safetensors"), "google/embeddinggemma-2"),
        gigabytes=1.5,
        licence="Apache-2.0",
        measured="It knows many languages, but genres of music less well than the others do.",
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


def fetch(name: str, progress: Progress | None = None) -> dict[str, Path]:
    """Download the missing files of an encoder into the hub's cache, and return the paths of all its files.

    Args:
        name: a key of ORIGINS.
        progress: called while a file is downloaded.

    Raises:
        CheckpointError: the hub is not reachable, does not have the files, asks for a login, sends other files than it
            announces, or the disk is full.
    """
    from huggingface_hub import constants

    origin = ORIGINS[name]
    wanted = {file: repository for file, repository in origin.files.items() if _local(name, file) is None}
    if not wanted:
        return find(name)
    by_hand = f"Or download them elsewhere from {' and '.join(sorted(set(wanted.values())))} into {folder(name)}."
    if constants.HF_HUB_OFFLINE:
        raise CheckpointError("HF_HUB_OFFLINE is set, so nothing can be fetched.", f"Unset it and try again. {by_hand}")
    if not _answers(constants.ENDPOINT):
        raise CheckpointError(
            f"{constants.ENDPOINT.split('//')[-1]} cannot be reached, so {origin.title} cannot be fetched.",
            f"Connect to the network and try again. {by_hand}",
        )
    cache = Path(constants.HF_HUB_CACHE)
    free = shutil.disk_usage(next(place for place in (cache, *cache.parents) if place.exists())).free
    if free < 1e9 * origin.gigabytes:
        raise _full(origin, free, cache)
    done = 0
    for file, repository in wanted.items():

        def show(of_file: int, file: str = file, before: int = done) -> None:
            if progress is not None:
                progress(before + of_file, max(before + of_file, round(1e9 * origin.gigabytes)), file)

        try:
            path = _download(repository, file, origin.older.get(file), show)
        except Exception as err:  # httpx, OSError and many exception types of the hub client
            raise _failed(err, origin, file, repository, cache, by_hand) from err
        done += path.stat().st_size
        if not intact(path):
            with suppress(OSError):
                path.resolve().unlink()
                path.unlink(missing_ok=True)
            raise CheckpointError(
                f"What the hub sent for {file} is not the file that it announced, so it was deleted.",
                f"Run `hark models fetch {name}` again later. {by_hand}",
            )
    return find(name)


def intact(path: Path) -> bool:
    """Return whether a file in the hub's cache has the content that the hub announced.

    The cache stores each large file under its SHA-256. True for other files, whose sum is not known.
    """
    stored = path.resolve()
    if not _SHA256.fullmatch(stored.name):
        return True
    with stored.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stored.name


def _answers(address: str) -> bool:
    """Return whether a server answers at an address within PROBE_S, whatever it answers."""
    from huggingface_hub import get_session

    answered = threading.Event()

    def ask() -> None:
        with suppress(Exception):  # no route, no name, refused, timed out
            get_session().head(address, timeout=PROBE_S)
            answered.set()

    # A thread, because looking up a name has no time limit of its own.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PROBE_S)
    return answered.is_set()


def _download(repository: str, file: str, older: str | None, show: Callable[[int], None]) -> Path:
    """Download one file into the hub's cache, or the file of its older name if the hub lacks it."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import RemoteEntryNotFoundError
    from huggingface_hub.utils.tqdm import tqdm

    class Bar(tqdm):  # type: ignore[misc, unused-ignore]
        """Report progress to `show` and print nothing."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._unseen = open(os.devnull, "w")  # noqa: SIM115
            super().__init__(*args, **{**kwargs, "file": self._unseen, "disable": False})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> Any:
            shown = super().update(n)
            show(int(self.n))
            return shown

        def close(self) -> None:
            super().close()
            self._unseen.close()

    client = logging.getLogger("huggingface_hub")
    level = client.level
    client.setLevel(logging.CRITICAL)  # it reports every retry; the error at the end is enough
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a full disk is reported by `_full`
            try:
                return Path(hf_hub_download(repository, file, tqdm_class=Bar))
            except RemoteEntryNotFoundError:
                if older is None:
                    raise
                return Path(hf_hub_download(repository, older, tqdm_class=Bar))
    finally:
        client.setLevel(level)


def _failed(err: Exception, origin: Origin, file: str, repository: str, cache: Path, by_hand: str) -> CheckpointError:
    """Return the sentence for an exception of the hub's client."""
    from huggingface_hub.errors import GatedRepoError, RemoteEntryNotFoundError, RepositoryNotFoundError

    if isinstance(err, OSError) and err.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full(origin, shutil.disk_usage(cache if cache.exists() else cache.anchor).free, cache)
    status = getattr(getattr(err, "response", None), "status_code", None)
    if isinstance(err, (GatedRepoError, RepositoryNotFoundError)) or status in (401, 403):  # the hub hides both alike
        return CheckpointError(
            f"The hub asks for a login before it gives {file} of {repository}.",
            f"Open the model's page in a browser, accept its terms, run `hf auth login`, and try again. {by_hand}",
        )
    if isinstance(err, RemoteEntryNotFoundError):
        return CheckpointError(f"The hub has no {file} in {repository}.", by_hand)
    return CheckpointError(
        f"The download of {file} from {repository} broke off.",
        f"Try again when the connection is better: files that are complete are kept. {by_hand}",
    )


def _full(origin: Origin, free: int, cache: Path) -> CheckpointError:
    return CheckpointError(
        f"{origin.title} needs {origin.gigabytes} GB, and the disk of {cache} has {free / 1e9:.1f} GB left.",
        "Free some space, or set HF_HOME to a folder on another disk.",
    )


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

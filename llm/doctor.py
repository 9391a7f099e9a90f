"""Check that this machine has everything that Hark needs. Each failed check says how to fix it."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import UserError
from data.home import library_home

if TYPE_CHECKING:
    from models.encoder import Encoder

_PACKAGES = (
    "streamlit", "langchain-core", "langchain-ollama", "ollama", "torch", "transformers", "chromadb", "pydub",
    "sentence-transformers", "numpy", "soundfile", "av", "mutagen",
)  # fmt: skip
_FREE_BYTES = 500 * 2**20  # the demo library, an index and room to work


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check.

    Attributes:
        name: what is checked, in a word or two.
        ok: whether the check passed.
        found: the result in words.
        fix: what the user can do if the check failed.
        optional: whether Hark works even if the check fails.
    """

    name: str
    ok: bool
    found: str
    fix: str = ""
    optional: bool = False

    def line(self) -> str:
        """Return the result as a line for a terminal, with the fix if the check failed."""
        return f"{'✓' if self.ok else '✗'} {self.name}: {self.found}" + (
            f" → {self.fix}" if self.fix and not self.ok else ""
        )

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return asdict(self)


def examine(library: str | None = None) -> Iterator[Check]:
    """Run all checks, the fast ones first, and yield their results. The checks change nothing on the machine.

    Args:
        library: the library's folder; None: the default folder.
    """
    yield Check("Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or newer.")
    yield _packages()
    home = _home(library)
    if isinstance(home, Check):
        yield home
    else:
        yield _disk(home)
        yield from _library(home)
    yield _ollama()


def examine_file(path: Path, *, as_json: bool) -> int:
    """Print what Hark reads in one sound file; return exit code 0 if its sound can be read, else 1."""
    from data.files.inspection import inspect_file

    found = inspect_file(path)
    print(json.dumps(found.to_json(), ensure_ascii=False, indent=2) if as_json else "\n".join(found.lines()))
    return int(bool(found.error))


def _packages() -> Check:
    missing = []
    for name in _PACKAGES:
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    found = f"{len(_PACKAGES) - len(missing)} of {len(_PACKAGES)}" + (
        f", missing {', '.join(missing)}" if missing else ""
    )
    return Check("packages", not missing, found, "Run `make setup`.")


def _home(library: str | None) -> Path | Check:
    try:
        return library_home(library)
    except UserError as error:
        return Check("library", False, error.message, error.hint)


def _disk(home: Path) -> Check:
    folder = next(p for p in (home, *home.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    return Check(
        "disk", free >= _FREE_BYTES, f"{free / 2**30:.1f} GB free", "Free some space: Hark needs half a gigabyte."
    )


def _library(home: Path) -> Iterator[Check]:
    """Check the library and its encoder; without a library, check the default encoder."""
    from models.registry import load_encoder
    from retrieval.library import Library

    start = "Run `hark demo` for the demo library, or `hark index FOLDER` for your own music."
    try:
        opened = Library(home)
    except UserError as error:
        yield Check("library", False, error.message, error.hint or start)
        yield _encoder(load_encoder)
        return
    try:
        count = len(opened.tracks())
        yield Check("library", count > 0, f"{count} tracks in {home}", start)
        yield _encoder(lambda: opened.encoder)
    finally:
        opened.close()


def _encoder(load: Callable[[], Encoder]) -> Check:
    """Check that the encoder loads and has different vectors for two unlike texts.

    A damaged text tower returns the same vector for every text.
    """
    try:
        encoder = load()
        one, other = encoder.encode_text(["a banjo", "a church organ"])
    except UserError as error:
        return Check("encoder", False, error.message, error.hint)
    found = f"{encoder.name}, {encoder.dim} numbers a track"
    return Check("encoder", float(one @ other) < 0.99, found, "Its weights are damaged: run `make setup` again.")


def _ollama() -> Check:
    from llm.chat_model.ollama import OllamaChat

    status = OllamaChat().status()
    return Check("Ollama", status.ready, status.message, status.hint, optional=True)

"""Check that all that Hark needs is on this machine; each check has the fix for what is missing."""

from __future__ import annotations

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
    "sentence-transformers", "numpy", "soundfile",
)  # fmt: skip
_FREE_BYTES = 500 * 2**20  # the demo library, an index and room to work


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check.

    Attributes:
        found: what there is, in words.
        fix: the next step when the check fails.
        optional: whether Hark works without it.
    """

    name: str
    ok: bool
    found: str
    fix: str = ""
    optional: bool = False

    def line(self) -> str:
        """Format the check for a terminal, with the fix if it failed."""
        return f"{'✓' if self.ok else '✗'} {self.name}: {self.found}" + (
            f" → {self.fix}" if self.fix and not self.ok else ""
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def examine(library: str | None = None) -> Iterator[Check]:
    """Run all checks, cheapest first. None of them changes anything."""
    yield Check("Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or newer.")
    yield _packages()
    home = _home(library)
    if isinstance(home, Check):
        yield home
    else:
        yield _disk(home)
        yield from _library(home)
    yield _ollama()


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
    """Check the library and the encoder that made it; without a library, the encoder that would."""
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
    """Check that the encoder loads and tells two unlike texts apart.

    A damaged text tower gives the same vector for every text.
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

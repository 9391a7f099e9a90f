"""`hark doctor`: is everything there, one line each, with the fix where it is not."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.home import library_home

_PACKAGES = (
    "streamlit", "langchain-core", "langchain-ollama", "ollama", "torch", "transformers", "chromadb", "pydub",
    "sentence-transformers", "numpy", "soundfile",
)  # fmt: skip
_FREE_BYTES = 500 * 2**20  # the demo library, an index and room to work


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    optional: bool = False  # Hark works without it

    def line(self) -> str:
        """ "✓ library: 160 tracks in ..." """
        return f"{'✓' if self.ok else '✗'} {self.name}: {self.found}" + (
            f" → {self.fix}" if self.fix and not self.ok else ""
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def examine(library: str | None = None) -> Iterator[Check]:
    """All checks, cheapest first. None of them changes anything."""
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
    return Check("disk", free >= _FREE_BYTES, f"{free / 2**30:.1f} GB free", "Make room: Hark wants half a gigabyte.")


def _library(home: Path) -> Iterator[Check]:
    """The library and the encoder that made it; their order follows what depends on what."""
    start = "Run `hark demo` for the demo library, or `hark index FOLDER` for your own music."
    try:
        from retrieval.library import Library

        opened = Library(home)
    except UserError as error:
        yield Check("library", False, error.message, error.hint or start)
        return
    try:
        count = len(opened.tracks())
        yield Check("library", count > 0, f"{count} tracks in {home}", start)
        try:
            encoder = opened.encoder
            vector = encoder.encode_text(["a banjo", "a church organ"])
            apart = float(vector[0] @ vector[1]) < 0.99
            found = f"{encoder.name}, {encoder.dim} numbers a track"
            yield Check("encoder", apart, found, "Its weights are damaged: run `make setup` again.")
        except UserError as error:
            yield Check("encoder", False, error.message, error.hint)
    finally:
        opened.close()


def _ollama() -> Check:
    from .ollama import OllamaChat

    status = OllamaChat().status()
    return Check("Ollama", status.ready, status.message, status.hint, optional=True)

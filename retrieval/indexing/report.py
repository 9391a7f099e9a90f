"""The report of an index run, and the types of the functions that it calls to report progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Progress = Callable[[int, int, str], None]  # done, total, file name
Refused = Callable[[Path, str], None]  # path of a file that cannot be used, reason


@dataclass(slots=True)
class Report:
    """The results of an index run, as `hark index --json` prints them."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)  # path, reason
    damaged: list[dict[str, str]] = field(default_factory=list)  # files indexed although damaged: path, reason
    missing: list[dict[str, str]] = field(default_factory=list)  # folders that are not available now: folder, reason
    with_words: int = 0  # tracks whose words are known
    stopped: bool = False  # ended before all files were processed
    seconds: float = 0.0
    audio_seconds: float = 0.0

    def skip(self, path: Path, reason: str) -> None:
        """Add a file that cannot be used."""
        self.skipped.append({"path": str(path), "reason": reason})

    def miss(self, folder: Path, reason: str) -> None:
        """Add a folder that is not available now."""
        self.missing.append({"folder": str(folder), "reason": reason})

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {**asdict(self), "seconds": round(self.seconds, 2), "audio_seconds": round(self.audio_seconds, 2)}

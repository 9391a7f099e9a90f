"""What an index run did, and what it tells its caller meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Progress = Callable[[int, int, str], None]  # done, total, file name
Refused = Callable[[Path, str], None]  # a file that cannot be used, and the reason


@dataclass(slots=True)
class Report:
    """What an index run did, in the shape that `hark index --json` promises."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)  # path, reason
    damaged: list[dict[str, str]] = field(default_factory=list)  # searchable, but something is wrong with the file
    missing: list[dict[str, str]] = field(default_factory=list)  # folders that are not there now: folder, reason
    stopped: bool = False  # ended before everything was heard
    seconds: float = 0.0
    audio_seconds: float = 0.0

    def skip(self, path: Path, reason: str) -> None:
        """Note a file that cannot be used."""
        self.skipped.append({"path": str(path), "reason": reason})

    def miss(self, folder: Path, reason: str) -> None:
        """Note a folder that is not there now."""
        self.missing.append({"folder": str(folder), "reason": reason})

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "seconds": round(self.seconds, 2), "audio_seconds": round(self.audio_seconds, 2)}

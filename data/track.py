"""What a track is, and the two kinds of facts about it.

`Known` facts were stated by someone: file tags, or a `hark.json` beside the files. `Measured` facts were
computed from the sound. Neither ever enters an embedding: a banjo is found because it is heard. Both are
evidence for the writer, and a filter may use them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Known:
    """Facts that tags or a `hark.json` state. Empty means unknown."""

    style: str = ""  # genres or styles, in the words of whoever tagged it, separated by ", "
    instruments: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    tempo_bpm: float | None = None
    key: str = ""  # "G major"
    description: str = ""
    people: tuple[str, ...] = ()  # everybody credited, one name each, where that is more than the artist
    composers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Only what is known, as plain JSON values."""
        return {name: value for name, value in asdict(self).items() if value not in ("", (), None)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Known:
        """The inverse of `to_json`; unknown names are ignored, so that older readers survive newer files."""
        names = {f.name for f in fields(cls)}
        kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if n in names}
        return cls(**kept)


@dataclass(frozen=True, slots=True)
class Measured:
    """Facts computed from the sound (`data.analysis`). None means that it could not be told."""

    tempo_bpm: float | None = None  # beats per minute
    key: str = ""  # "A minor", or "" where no key stands out
    loudness_db: float | None = None  # mean level, dB relative to full scale
    brightness_hz: float | None = None  # spectral centroid
    density: float | None = None  # note onsets per second
    energy: float | None = None  # 0 (nothing happens) .. 1 (all the time)

    def to_json(self) -> dict[str, Any]:
        """Only what was measured, as plain JSON values."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Measured:
        """The inverse of `to_json`."""
        names = {f.name for f in fields(cls)}
        return cls(**{n: v for n, v in values.items() if n in names})


@dataclass(frozen=True, slots=True)
class Track:
    """One sound file of the library. Title and artist are never empty (the file name stands in)."""

    track_id: str  # opaque, stable across rescans and moves
    path: Path
    folder: Path  # the indexed folder that it belongs to
    title: str
    artist: str = ""
    album: str = ""
    duration_s: float = 0.0
    year: int | None = None
    known: Known = field(default_factory=Known)
    measured: Measured = field(default_factory=Measured)

    @property
    def tempo_bpm(self) -> float | None:
        """Stated tempo where there is one, else the measured one."""
        return self.known.tempo_bpm or self.measured.tempo_bpm

    @property
    def key(self) -> str:
        """Stated key where there is one, else the measured one."""
        return self.known.key or self.measured.key

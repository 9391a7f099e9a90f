"""Define a track and its two kinds of facts.

`Known` facts were stated by someone, in tags or in a `hark.json` file. `Measured` facts were computed from the sound.
Neither is part of an embedding, so that search by sound depends on the sound alone. Filters and the written answer use
both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .storable import Storable


@dataclass(frozen=True, slots=True)
class Known(Storable):
    """Facts that tags or a `hark.json` file state. An empty value means unknown."""

    style: str = ""  # genres or styles as written in the tags, separated by ", "
    instruments: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    tempo_bpm: float | None = None
    key: str = ""  # "G major"
    description: str = ""
    people: tuple[str, ...] = ()  # all credited people, if there are more than the artist
    composers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured(Storable):
    """Facts computed from the sound (`data.analysis`). None means that no value could be determined."""

    tempo_bpm: float | None = None  # beats per minute
    key: str = ""  # "A minor", or "" if no key stands out
    loudness_db: float | None = None  # mean level, dB relative to full scale
    brightness_hz: float | None = None  # spectral centroid in Hz
    density: float | None = None  # note onsets per second
    energy: float | None = None  # 0 (calm) .. 1 (energetic)


@dataclass(frozen=True, slots=True)
class Track:
    """One sound file of the library. Title and artist are never empty; the file name replaces missing ones."""

    track_id: str  # opaque id; it stays the same when the file is moved or scanned again
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
        """Return the stated tempo, or the measured one if none is stated."""
        return self.known.tempo_bpm or self.measured.tempo_bpm

    @property
    def key(self) -> str:
        """Return the stated key, or the measured one if none is stated."""
        return self.known.key or self.measured.key

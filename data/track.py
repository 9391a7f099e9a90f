"""Define a track and its two kinds of facts.

`Known` facts are stated by the file, its tags or a `hark.json` file. `Measured` facts were computed from the sound.
Neither is part of an embedding, so that search by sound depends on the sound alone. Filters and the written answer use
both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .storable import Storable


@dataclass(frozen=True, slots=True)
class Known(Storable):
    """Facts that a file, its tags or a `hark.json` file state. An empty value means unknown."""

    style: str = ""  # genres or styles as written in the tags, separated by ", "
    instruments: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    tempo_bpm: float | None = None
    key: str = ""  # "G major"
    description: str = ""
    people: tuple[str, ...] = ()  # all credited people, if there are more than the artist
    composers: tuple[str, ...] = ()
    format: str = ""  # the file's container format in lower case, as `data.files.content` names it: "flac"
    rating: float | None = None  # 0..5 stars
    languages: tuple[str, ...] = ()  # sung languages by their English names: "portuguese"
    versions: tuple[str, ...] = ()  # what kind of version it is (`data.versions`): "live", "remix", "compilation"
    recording_id: str = ""  # MusicBrainz identifiers (UUIDs)
    release_id: str = ""
    artist_ids: tuple[str, ...] = ()


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
    # Read from the catalogue; two tracks that differ only in these are equal.
    size_bytes: int = field(default=0, compare=False)
    added_at: float = field(default=0.0, compare=False)  # seconds since 1970; 0: unknown
    played_at: float = field(default=0.0, compare=False)  # when it was last played in the page; 0: not in the log

    @property
    def tempo_bpm(self) -> float | None:
        """Return the stated tempo, or the measured one if none is stated."""
        return self.known.tempo_bpm or self.measured.tempo_bpm

    @property
    def key(self) -> str:
        """Return the stated key, or the measured one if none is stated."""
        return self.known.key or self.measured.key

    @property
    def bit_rate_kbps(self) -> float | None:
        """Return the mean bit rate of the file in kbit/s, tags and pictures included; None if it is not known."""
        return self.size_bytes * 8 / self.duration_s / 1000 if self.size_bytes and self.duration_s else None

"""The words of the search seam: `Query` in, ranked `Hit`s out.

Scores are cosine similarities, higher is better, everywhere. Hits are sorted and ranks start at 1.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from data.track import Track
from models.encoder import FloatArray


@dataclass(frozen=True, slots=True)
class Filters:
    """Hard conditions: a track that fails one is never shown. None or empty means no condition."""

    tempo_min: float | None = None  # beats per minute
    tempo_max: float | None = None
    year_min: int | None = None
    year_max: int | None = None
    duration_min_s: float | None = None
    duration_max_s: float | None = None
    key: str = ""  # "A minor", or just "minor" / "major"
    artist: str = ""
    album: str = ""
    folder: str = ""  # an indexed folder's path
    without: tuple[str, ...] = ()  # excludes tracks whose stated styles, instruments or moods name one of these
    not_by: tuple[str, ...] = ()  # excludes artists whose names have one of these words
    exclude: tuple[str, ...] = ()  # track ids
    only: tuple[str, ...] = ()  # track ids; empty means all

    def to_json(self) -> dict[str, Any]:
        """Only the conditions that are set."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", (), False)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Filters:
        """The inverse of `to_json`; unknown names are ignored."""
        names = {f.name for f in fields(cls)}
        kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if n in names}
        return cls(**kept)

    def __bool__(self) -> bool:
        return bool(self.to_json())


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. The raw text always takes part; captions are other wordings of the same wish."""

    text: str = ""
    captions: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()  # captions of what must not be heard; subtracted, never embedded as a wish
    like: tuple[str, ...] = ()  # track ids to sound like
    sound: FloatArray | None = field(
        default=None, compare=False
    )  # (dim,) L2-normalised: a clip to sound like, embedded by the library's encoder
    filters: Filters = field(default_factory=Filters)
    k: int = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved track."""

    track: Track
    score: float  # cosine similarity to the query, by sound alone
    rank: int
    start_s: float = 0.0  # where its player starts: at the best moment, or earlier to play a whole preview
    heard: tuple[tuple[str, float], ...] = ()  # concepts heard in it: (name, confidence 0..1), strongest first
    copies: tuple[Track, ...] = ()  # other files of the same recording, folded into this hit
    words: tuple[str, ...] = ()  # fields whose words match the request: "title", "artist", "album"
    stands: tuple[tuple[str, float], ...] = ()  # share of the library that has less of a fact, 0..1: ("energy", 0.93)

    def to_json(self) -> dict[str, Any]:
        """The shape that `hark search --json` promises."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "track_id": self.track.track_id,
            "path": str(self.track.path),
            "title": self.track.title,
            "artist": self.track.artist,
            "duration_s": round(self.track.duration_s, 2),
            "start_s": round(self.start_s, 2),
        }

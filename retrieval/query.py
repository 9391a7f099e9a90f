"""The types of a search: `Query` with its `Filters`, the ranked `Hit`s, and `Searchable`, a collection of tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Protocol

from data.track import Track
from models.encoder import FloatArray

Fact = Literal["year", "key", "tempo"]  # facts that a filter can test, and that may be unknown for all tracks
DEFAULT_K = 8  # hits: they fit on a screen, and one answer can compare them


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that every hit must meet. None or empty means no condition."""

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
    without: tuple[str, ...] = ()  # excludes tracks whose tags for style, instruments or mood name one of these
    not_by: tuple[str, ...] = ()  # excludes tracks of artists whose names contain one of these
    exclude: tuple[str, ...] = ()  # ids of tracks that must not be found
    only: tuple[str, ...] = ()  # ids of the only tracks that may be found; empty means all

    def to_json(self) -> dict[str, Any]:
        """Return the filters that are set, as plain JSON values."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", (), False)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Filters:
        """Build filters from the values that `to_json` returned; unknown names are ignored."""
        names = {f.name for f in fields(cls)}
        kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if n in names}
        return cls(**kept)

    def __bool__(self) -> bool:
        return bool(self.to_json())


@dataclass(frozen=True, slots=True)
class Query:
    """A search request. The text is embedded, and so are the captions: other wordings of the same request."""

    text: str = ""
    captions: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()  # requested concepts; hits whose tags contradict them are moved towards the end
    unwanted: tuple[str, ...] = ()  # concepts or other words for sounds that a hit must not contain
    towards: tuple[str, ...] = ()  # wanted concepts of which hits should have more than earlier hits ("darker")
    like: tuple[str, ...] = ()  # ids of tracks that hits should sound like
    # The vector (dim,), L2-normalised, of a clip that hits should sound like, embedded by the library's encoder.
    sound: FloatArray | None = field(default=None, compare=False)
    filters: Filters = field(default_factory=Filters)
    k: int = DEFAULT_K
    by_tags: bool = True  # whether tags find tracks, too; otherwise tags only reorder the tracks found by sound

    @classmethod
    def from_text(cls, text: str, *, k: int = DEFAULT_K, filters: Filters | None = None) -> Query:
        """Build a query from a plain description: every concept that the text names is wanted.

        Negations and conditions ("no drums", "under 100 bpm") are not interpreted here; the planner in `llm` does that.
        """
        from data.vocabulary.captions import write_captions
        from data.vocabulary.lexicon import spell_out
        from data.vocabulary.mentions import mentions

        text = spell_out(text)
        wanted = tuple(dict.fromkeys(mention.concept.name for mention in mentions(text)))
        return cls(text, write_captions(wanted), wanted, k=k, filters=filters or Filters())


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved track."""

    track: Track
    score: float  # similarity of sound to the query; a cosine, raised if the request names the track
    rank: int
    start_s: float = 0.0  # where playing starts: shortly before the best moment
    heard: tuple[tuple[str, float], ...] = ()  # concepts that the encoder hears: (name, confidence 0..1), surest first
    copies: tuple[Track, ...] = ()  # other files of the same recording, which are not hits of their own
    words: tuple[str, ...] = ()  # fields whose words match the request: "title", "artist", "album"
    found_by: tuple[str, ...] = ()  # what found it: "sound", "tags", and the fields of `words`
    tags: tuple[str, ...] = ()  # its tags that occur word for word in the request, folded
    percentiles: tuple[tuple[str, float], ...] = ()  # (measured fact, share of the library with a lower value, 0..1)

    def to_json(self) -> dict[str, Any]:
        """Return the hit as `hark search --json` prints it."""
        return {
            "rank": self.rank,
            "score": round(self.score, 4),
            "track_id": self.track.track_id,
            "path": str(self.track.path),
            "title": self.track.title,
            "artist": self.track.artist,
            "duration_s": round(self.track.duration_s, 2),
            "start_s": round(self.start_s, 2),
            "found_by": list(self.found_by),
        }


class Searchable(Protocol):
    """A collection of tracks that can be searched: a library, or a `Layer` around one."""

    def search(self, query: Query) -> list[Hit]:
        """Find the tracks that fit a query, best first.

        Raises:
            UserError: the collection cannot be searched; the message says why.
        """
        ...

    def tracks(self) -> Sequence[Track]:
        """Return every track."""
        ...

    def artists(self) -> frozenset[str]:
        """Return the names of all artists."""
        ...

    def albums(self) -> frozenset[str]:
        """Return the titles of all albums."""
        ...

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track has a value for this fact."""
        ...


class Layer:
    """Wraps a `Searchable` and changes each query before the search."""

    def __init__(self, library: Searchable) -> None:
        """Wrap a collection.

        Args:
            library: the collection to search.
        """
        self.library = library

    def changed(self, query: Query) -> Query:
        """Return the query to search for in place of this one; subclasses override this."""
        return query

    def search(self, query: Query) -> list[Hit]:
        """Search the library for the changed query."""
        return self.library.search(self.changed(query))

    def tracks(self) -> Sequence[Track]:
        """Return the library's tracks."""
        return self.library.tracks()

    def artists(self) -> frozenset[str]:
        """Return the library's artists."""
        return self.library.artists()

    def albums(self) -> frozenset[str]:
        """Return the library's albums."""
        return self.library.albums()

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track of the library has a value for this fact."""
        return self.library.has_any(fact)

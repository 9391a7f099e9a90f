"""What a search takes and returns: `Query`, with its `Filters`, and ranked `Hit`s; who can search is `Searchable`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Protocol

from data.track import Track
from models.encoder import FloatArray

Fact = Literal["year", "key", "tempo"]  # that a filter may ask for and a library may know of no track
DEFAULT_K = 8  # hits: a screenful that can still be compared in one answer


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
    without: tuple[str, ...] = ()  # excludes tracks whose stated styles, instruments or moods name one of these
    not_by: tuple[str, ...] = ()  # excludes artists whose names have one of these words
    exclude: tuple[str, ...] = ()  # track ids
    only: tuple[str, ...] = ()  # track ids; empty means all

    def to_json(self) -> dict[str, Any]:
        """Return the filters that are set, as plain JSON values."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", (), False)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Filters:
        """Build filters from `to_json`'s values; unknown names are ignored."""
        names = {f.name for f in fields(cls)}
        kept: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if n in names}
        return cls(**kept)

    def __bool__(self) -> bool:
        return bool(self.to_json())


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. The text is always embedded; captions are other wordings of the same wish."""

    text: str = ""
    captions: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()  # names of concepts; hits whose tags contradict them are moved towards the end
    unwanted: tuple[str, ...] = ()  # names of concepts, or plain words, that must not be heard
    towards: tuple[str, ...] = ()  # of the wanted: those to have more of than the hits before ("darker")
    like: tuple[str, ...] = ()  # track ids to sound like
    # (dim,) L2-normalised: a clip to sound like, embedded by the library's encoder
    sound: FloatArray | None = field(default=None, compare=False)
    filters: Filters = field(default_factory=Filters)
    k: int = DEFAULT_K
    by_tags: bool = True  # whether tags find tracks, too; else they only change the order of those found by sound

    @classmethod
    def from_text(cls, text: str, *, k: int = DEFAULT_K, filters: Filters | None = None) -> Query:
        """Build the query of a plain description: every concept that it names is wanted.

        Negations and conditions ("no drums", "under 100 bpm") are read by the planner of `llm`, and not here.
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
    score: float  # cosine similarity to the query, by sound alone
    rank: int
    start_s: float = 0.0  # where its player starts: at the best moment, or earlier to play a whole preview
    heard: tuple[tuple[str, float], ...] = ()  # concepts heard in it: (name, confidence 0..1), strongest first
    copies: tuple[Track, ...] = ()  # other files of the same recording, folded into this hit
    words: tuple[str, ...] = ()  # fields whose words match the request: "title", "artist", "album"
    found_by: tuple[str, ...] = ()  # what found it: "sound", "tags", and the fields of `words`
    tags: tuple[str, ...] = ()  # those of its tags that the request has word for word, folded
    percentiles: tuple[tuple[str, float], ...] = ()  # (fact, share of the library that has less of it, 0..1)

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `hark search --json` promises."""
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
    """A collection of tracks that can be searched: a library, or a `Layer` in front of one."""

    def search(self, query: Query) -> list[Hit]:
        """Find the tracks that fit a query, best first.

        Raises:
            UserError: nothing can be searched; says why.
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
        """Return whether that fact is known of any track."""
        ...


class Layer:
    """A `Searchable` in front of another one, which changes queries on their way."""

    def __init__(self, library: Searchable) -> None:
        """Args: library: answers the changed queries and all else."""
        self.library = library

    def changed(self, query: Query) -> Query:
        """Return the query that the library is asked instead."""
        return query

    def search(self, query: Query) -> list[Hit]:
        """Search for the changed query."""
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
        """Return whether the library knows that fact of any track."""
        return self.library.has_any(fact)

"""Define the types of a search: `Query` with its `Filters`, the ranked `Hit`s, and `Searchable` collections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from data.storable import Storable
from data.track import Track
from models.encoder import FloatArray

if TYPE_CHECKING:
    from .library import Library

# What a request may ask for, and what may be unknown for all tracks: facts that a filter can test, words of songs.
Fact = Literal["year", "key", "tempo", "lyrics"]
EITHER = " / "  # between the names of `Filters.artist` or `album`, of which any may match
HEARD_FROM = 1.0  # standard deviations above the library's mean from which a window counts as having a concept
_LEVEL = 0.7  # windows that differ by fewer standard deviations sound alike
DEFAULT_K = 8  # hits: they fit on a screen, and one answer can compare them


@dataclass(frozen=True, slots=True)
class Filters(Storable):
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
    not_on: tuple[str, ...] = ()  # excludes tracks of albums whose titles contain one of these
    never_by: tuple[str, ...] = ()  # excludes tracks that credit one of these artists, whole names
    never_on: tuple[str, ...] = ()  # excludes these albums: whole titles, or title, line break, artist
    under: tuple[str, ...] = ()  # paths of folders; only tracks in one of them or below it
    outside: tuple[str, ...] = ()  # paths of folders; no tracks in them or below them
    added_from: float | None = None  # when a track was first indexed, seconds since 1970
    added_to: float | None = None
    rating_min: float | None = None  # stars, 0..5
    rating_max: float | None = None
    bit_rate_min: float | None = None  # kbit/s
    bit_rate_max: float | None = None
    formats: tuple[str, ...] = ()  # container formats as in `Known.format`; any of them
    languages: tuple[str, ...] = ()  # sung languages, any of them
    not_languages: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()  # kinds of version as in `Known.versions`; all of them
    not_versions: tuple[str, ...] = ()
    played_from: float | None = None  # only tracks played at least once in this span, seconds since 1970
    played_to: float | None = None
    unplayed_from: float | None = None  # only tracks not played since then; 0: never
    exclude: tuple[str, ...] = ()  # ids of tracks that must not be found
    only: tuple[str, ...] = ()  # ids of the only tracks that may be found; empty means all

    def __bool__(self) -> bool:
        return bool(self.to_json())


@dataclass(frozen=True, slots=True)
class SongWords:
    """A wish for songs whose words are about something, or contain something."""

    text: str  # the topic, or the words
    exact: bool = False  # whether the words themselves must occur: "mentions rain", "goes 'hello darkness'"
    said: str = ""  # the part of the request, as the user wrote it


@dataclass(frozen=True, slots=True)
class Sung:
    """The line of a song for which it was found."""

    line: str
    start_s: float | None = None  # seconds; None if the words have no times
    source: str = ""  # as in `data.lyrics.Lyrics`
    exact: bool = False  # whether it contains the words that were asked for
    sure: bool = True  # whether the song is clearly about what was asked for


@dataclass(frozen=True, slots=True)
class Query:
    """A search request. Its text and its captions, which word the same request differently, are embedded."""

    text: str = ""
    captions: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()  # requested concepts; hits whose tags contradict them are moved towards the end
    unwanted: tuple[str, ...] = ()  # concepts or other words for sounds that a hit must not contain
    towards: tuple[str, ...] = ()  # wanted concepts of which hits should have more than earlier hits ("darker")
    lyrics: tuple[SongWords, ...] = ()  # wishes for the words of songs; all else then only orders these songs
    like: tuple[str, ...] = ()  # ids of tracks that hits should sound like
    # The vector (dim,), L2-normalised, of a clip that hits should sound like, embedded by the library's encoder.
    sound: FloatArray | None = field(default=None, compare=False)
    filters: Filters = field(default_factory=Filters)
    k: int = DEFAULT_K
    per_artist: int | None = None  # most hits of one artist; None: as `Ranking` says, and only for the order
    seed: int | None = None  # of a random choice, for a query that has nothing to search by; None: the first tracks
    ruled: bool = True  # whether the standing rules of the library apply
    by_tags: bool = True  # whether tags find tracks, too; otherwise tags only reorder the tracks found by sound

    @property
    def by_example(self) -> bool:
        """Return whether the query looks for what sounds like tracks or a clip."""
        return bool(self.like) or self.sound is not None

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
class Presence:
    """How clearly a concept is heard in a track, as a whole and over time."""

    name: str  # of the concept
    confidence: float  # probability that the concept is in the track, 0..1
    deviation: float  # standard deviations above the library's mean, for comparing tracks
    windows: tuple[tuple[float, float], ...] = ()  # (start in seconds, deviation) of each window, in order of time

    @property
    def best(self) -> tuple[Literal["", "start", "at", "through"], float]:
        """Return where the concept is heard best, and that time in seconds.

        "start" and "at": it is heard best from the start, or from that time on; "through": it is heard equally well
        all the time; "": it is hardly heard, or the track is too short to tell.
        """
        if len(self.windows) < 2:
            return "", 0.0
        most, least = (pick(z for _, z in self.windows) for pick in (max, min))
        if most < HEARD_FROM:
            return "", 0.0
        if least >= HEARD_FROM and most - least < _LEVEL:
            return "through", 0.0
        at = next(start for start, z in self.windows if z > most - _LEVEL / 2)
        return ("at", at) if at >= 1 else ("start", 0.0)

    @property
    def entry(self) -> float | None:
        """Return the time in seconds at which the concept is first heard; None if it is not heard."""
        return next((start for start, z in self.windows if z >= HEARD_FROM), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """A track that a search found, with its score and rank."""

    track: Track
    score: float  # similarity of sound to the query; a cosine, raised if the request names the track
    rank: int
    start_s: float = 0.0  # where playing starts: shortly before the best moment
    heard: tuple[tuple[str, float], ...] = ()  # concepts that the encoder hears: (name, confidence 0..1), surest first
    copies: tuple[Track, ...] = ()  # other files of the same recording, which are not hits of their own
    words: tuple[str, ...] = ()  # fields whose words match the request: "title", "artist", "album"
    found_by: tuple[str, ...] = ()  # what found it: "sound", "tags", "lyrics", and the fields of `words`
    tags: tuple[str, ...] = ()  # its tags that occur word for word in the request, folded
    described: float = 0.0  # cosine of its tags with the request, by meaning; see `retrieval.search.described`
    percentiles: tuple[tuple[str, float], ...] = ()  # (measured fact, share of the library with a lower value, 0..1)
    presence: tuple[Presence, ...] = ()  # how clearly, and when, the wanted concepts are heard
    sung: Sung | None = None  # the line for which it was found, if the query asks for words of songs

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
            **({"line": self.sung.line} if self.sung else {}),
        }


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the library that is also a part of a text."""

    start: int  # position in the text
    end: int
    field: Literal["artist", "album", "title", "folder"]
    written: str  # as the library writes it; of a folder, its path
    artist: str = ""  # who made it
    track_ids: tuple[str, ...] = ()  # of a title, its tracks; else some tracks, spread over all
    chosen: bool = False  # by the user from a list, so that it is certainly meant as a name


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

    def names(self, text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        """Return every part of a text that is a whole artist, album or title of this collection.

        With `loosely`, the whole text is taken for one name, and titles with typing errors and folders are returned.
        """
        ...

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track has a value for this fact."""
        ...

    def track(self, track_id: str) -> Track | None:
        """Return the track with this id; None if there is none."""
        ...

    def presence(self, track: Track, names: Sequence[str]) -> tuple[Presence, ...]:
        """Return how clearly each of these concepts is heard in a track; () if the library is too small to tell."""
        ...

    def vectors(self, track_ids: Sequence[str]) -> FloatArray:
        """Return (n, dim) the L2-normalised vectors of those of these tracks that are in the collection, in order."""
        ...

    def standing(self) -> Library:
        """Return the library that keeps the standing rules and the log of plays."""
        ...

    def limited(self, filters: Filters) -> Filters:
        """Return filters with what this collection adds to those of every search, such as its folder."""
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

    def names(self, text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the names of the library that a text contains."""
        return self.library.names(text, loosely=loosely)

    def has_any(self, fact: Fact) -> bool:
        """Return whether at least one track of the library has a value for this fact."""
        return self.library.has_any(fact)

    def track(self, track_id: str) -> Track | None:
        """Return the library's track with this id; None if there is none."""
        return self.library.track(track_id)

    def presence(self, track: Track, names: Sequence[str]) -> tuple[Presence, ...]:
        """Return how clearly each of these concepts is heard in a track; () if the library is too small to tell."""
        return self.library.presence(track, names)

    def vectors(self, track_ids: Sequence[str]) -> FloatArray:
        """Return (n, dim) the vectors of those of these tracks that are in the library, in order."""
        return self.library.vectors(track_ids)

    def standing(self) -> Library:
        """Return the library that keeps the standing rules and the log of plays."""
        return self.library.standing()

    def limited(self, filters: Filters) -> Filters:
        """Return filters with what this collection adds to those of every search."""
        return self.library.limited(self.changed(Query(filters=filters)).filters)

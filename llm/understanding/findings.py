"""Define `Request`, on which all readers work, and the types of the findings that they add to it.

A reader finds one kind of information in a request, such as the tempo. All types are immutable.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal, Protocol

from data.text import fold, spellings
from data.vocabulary.mentions import Mention, Span, mentions, tokens
from llm.plan import LibraryQuestion
from retrieval.catalogue.name_index import NameIndex
from retrieval.query import Hit, Name, SongWords
from retrieval.search.shape import Arc

from .name_tagger import MarkedName

REVERSED = "reversed"  # an `Order`: the order of the last list, turned round
TAKEN = "#"  # replaces each character of the words that a finding already uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A piece of information that a reader found in some words of a request."""

    spans: tuple[Span, ...] = ()  # the words that it uses; later readers do not see them
    note: str = ""  # an assumption to show to the user
    doubtful: Span | None = None  # the words that the judge checks with the tagger; None: the finding is certain
    reader: str = ""  # the reader that found it, by its name in `reading.ORDER`
    stays: bool = False  # whether the words stay in the text to search with, although the finding uses them


@dataclass(frozen=True, slots=True)
class Condition(Finding):
    """A condition that tracks must meet."""

    values: tuple[tuple[str, Any], ...] = ()  # fields of `Filters` and their values


@dataclass(frozen=True, slots=True)
class Count(Finding):
    """The number of tracks that the user asks for."""

    k: int


@dataclass(frozen=True, slots=True)
class TotalLength(Finding):
    """The total length of the list that the user asks for."""

    minutes: float


@dataclass(frozen=True, slots=True)
class Order(Finding):
    """The order of the list that the user asks for."""

    order: str  # one of `llm.plan.ORDERS`, or `REVERSED`
    top: bool = False  # whether the first tracks in this order are asked for: "the oldest banjo songs"


@dataclass(frozen=True, slots=True)
class Stages(Finding):
    """The kinds of music that the list leads through."""

    stages: tuple[tuple[str, ...], ...]  # names of the concepts of each stage, in order


@dataclass(frozen=True, slots=True)
class Development(Finding):
    """How the list develops from its first track to its last."""

    arc: Arc


@dataclass(frozen=True, slots=True)
class Ends(Finding):
    """The tracks from which, and to which, a list leads."""

    first: tuple[str, ...]  # track ids
    last: tuple[str, ...]
    included: bool = True  # whether the ends belong to the list: "from A to B", not "between A and B"


@dataclass(frozen=True, slots=True)
class Apart(Finding):
    """The wish that a number of other tracks come between two of one artist or of one album."""

    artists: int = 0
    albums: int = 0


@dataclass(frozen=True, slots=True)
class Once(Finding):
    """The wish that each artist occurs at most once, or another number of times, in the list."""

    most: int = 1


@dataclass(frozen=True, slots=True)
class Unknown(Finding):
    """A condition that no known fact about a track can check."""

    name: str  # from data/vocabulary/unknowable.txt
    said: str  # as the user wrote it


@dataclass(frozen=True, slots=True)
class SongWish(Finding):
    """A request for songs by their lyrics: words that they contain, or a subject that they are about."""

    wish: SongWords


@dataclass(frozen=True, slots=True)
class Style(Finding):
    """A style that is no concept and is searched for as part of a caption: "1980s style, retro"."""

    caption: str
    name: str = ""  # what a tag would call it; "" if no tag states it


@dataclass(frozen=True, slots=True)
class Wish(Finding):
    """A concept that the user asks for."""

    name: str


@dataclass(frozen=True, slots=True)
class Refusal(Finding):
    """A concept or another word that the user does not want to hear."""

    name: str
    plain: bool = False  # whether `name` is a word that is no concept: "without autotune"
    replaces: bool = True  # whether an earlier request for the concept ends


@dataclass(frozen=True, slots=True)
class Freed(Finding):
    """A concept that the user no longer requests or refuses, so that it may or may not be heard."""

    name: str


@dataclass(frozen=True, slots=True)
class Cleared(Finding):
    """Fields of `Filters` that earlier turns set and that this request resets."""

    fields: tuple[str, ...]
    here: bool = False  # whether the request names the value only to remove it: "drop D minor"


@dataclass(frozen=True, slots=True)
class Likeness(Finding):
    """A reference to shown tracks, which the results should sound like or are compared with."""

    hits: tuple[Hit, ...]
    seed: bool = True  # whether the result should sound like them; if not, it is only compared with them


@dataclass(frozen=True, slots=True)
class Example(Finding):
    """Names of artists or works that the results should sound like: "in the vein of Satie"."""

    track_ids: tuple[str, ...]  # the tracks of these names in the library
    lacking: tuple[str, ...] = ()  # names that the library does not have, as typed


@dataclass(frozen=True, slots=True)
class Titled(Finding):
    """A title in the library that makes up the whole request, so that the search looks for this title."""

    title: str


@dataclass(frozen=True, slots=True)
class SentAway(Finding):
    """Shown tracks that the user does not want to see again."""

    track_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Degree(Finding):
    """A comparison with the shown tracks, such as "slower" or "darker"."""

    axis: str  # "tempo", "year", "duration", or the name of a concept
    direction: int  # 1 or -1
    wanted: str = ""  # the concept of which there should be more
    replaced: frozenset[str] = frozenset()  # concepts that are no longer requested
    values: tuple[tuple[str, Any], ...] = ()  # fields of `Filters`, if the axis is a number


@dataclass(frozen=True, slots=True)
class Repetition(Finding):
    """A request to repeat the search for tracks that were not shown yet."""

    otherwise: bool = False  # whether it says "something else" rather than "more"


@dataclass(frozen=True, slots=True)
class Aside(Finding):
    """Words that the search ignores, such as "I've been listening to a lot of metal"."""


@dataclass(frozen=True, slots=True)
class Preferred(Finding):
    """A concept that the user prefers to something else, such as the clarinet in "rather a clarinet"."""

    start: int  # of its mention


ActName = Literal[
    # The request asks for no search.
    "chat",  # "thanks"
    "undo",  # "go back"
    "to the first",  # which of the earlier searches an "undo" goes back to
    "asks",  # a question about shown tracks: "why 2?"
    "picks",  # a question that selects among them: "do any have a flute?"
    "keeps",  # "just those, please"
    # The request continues the last search, changes it, or starts a new one.
    "goes on",  # "with", "but"
    "besides",  # "as well"
    "instead",
    "instead of all",  # "just harp"
    "other instrument",  # "a different instrument"
    "others",  # "something else"
    "back",
    "twice as many",
    "half as many",
    "anew",  # "start over"
    "new topic",  # "I'm looking for"
    "scraps",  # "never mind, play jazz"
    "seeks",  # begins with "I", "find", "music"
    # The request refers to shown tracks.
    "of them",  # "those"
    "that one",  # "it"
    "likens",  # "like 2"
    "than",  # "slower than"
    "judges",  # praises or rejects one: "2 is awful"
    "sends away",  # ends in "take it out"
    # The form of words, which decides between the above.
    "about music",
    "addressed",  # speaks to Hark: "you", a question
    "anything",  # "surprise me"
    "surprise",  # the same, and nothing else
    "library",  # asks about the library as a whole
    "exists with",  # "does it come with drums?"
    "is there",  # "is there one with drums?"
    "question mark",
    "refuses",  # has a negative word
    "what about",
]


@dataclass(frozen=True, slots=True)
class Act(Finding):
    """What the request does in the conversation, such as asking a question, or words that suggest it.

    Other findings may use the same words.
    """

    act: ActName
    ranks: tuple[int, ...] = ()  # the shown tracks that it is about
    question: LibraryQuestion | None = None  # about the library, without its conditions


def conditions(span: Span, doubtful: bool = False, /, **values: Any) -> Condition:
    """Return the condition that the words in `span` state. Fields with the value None are left out.

    Args:
        span: start and end of the words.
        doubtful: whether the words may mean something else.
        **values: fields of `Filters`.
    """
    given = tuple((name, value) for name, value in values.items() if value is not None)
    return Condition(values=given, spans=(span,), doubtful=span if doubtful else None)


class LookUp(Protocol):
    """A function that finds the names of a library in a text, as `Searchable.names` does."""

    def __call__(self, text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the names in a text; with `loosely`, what the whole text names in spite of typing errors."""
        ...


def _no_names(text: str, *, loosely: bool = False) -> tuple[Name, ...]:
    return ()


@lru_cache(maxsize=4)
def _names_among(artists: frozenset[str], albums: frozenset[str]) -> LookUp:
    """Return a function that finds these artists and albums in a text, for a caller without a library."""
    if not artists and not albums:
        return _no_names
    every = [*((name, "artist") for name in sorted(artists)), *((name, "album") for name in sorted(albums))]
    spelt = ["\n".join(f" {' '.join(each)} " for each in spellings(name) if each) for name, _ in every]
    said = [(i, "", "", text) if every[i][1] == "artist" else (i, "", text, "") for i, text in enumerate(spelt)]
    index = NameIndex().with_rows(None, said)

    def look_up(text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        places = index.places(text) if not loosely else []
        return tuple(
            Name(place.start, place.end, place.field, every[place.rows[0]][0], every[place.rows[0]][0])
            for place in places
        )

    return look_up


@dataclass(frozen=True, slots=True)
class Request:
    """One request, the tracks and names that it may refer to, and the findings so far."""

    text: str  # emoji as words, single spaces
    folded: str  # lower case, no accents, straight apostrophes; character positions as in `text`
    rest: str  # `folded`, with `TAKEN` for every character of words that a finding uses
    words: tuple[tuple[str, int, int], ...]  # (word, start, end) in `folded`
    mentions: tuple[Mention, ...]  # the concepts that the request names, in order
    shown: tuple[Hit, ...] = ()  # the tracks on the page
    asked_about: tuple[int, ...] = ()  # the ranks that the last turn was about
    artists: frozenset[str] = frozenset()  # names in the library
    albums: frozenset[str] = frozenset()  # titles in the library
    look_up: LookUp = field(default=_no_names, repr=False, compare=False)
    names: tuple[Name, ...] = ()  # the names of the library that `text` contains
    marks: tuple[MarkedName, ...] = ()  # the words that the tagger marks as names of music
    lyrics: bool = False  # whether the library knows words of songs
    found: tuple[Finding, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        text: str,
        shown: Sequence[Hit] = (),
        asked_about: Sequence[int] = (),
        artists: Collection[str] = (),
        albums: Collection[str] = (),
        look_up: LookUp | None = None,
        marks: Sequence[MarkedName] = (),
        lyrics: bool = False,
    ) -> Request:
        """Return a request without findings.

        Args:
            text: the request as the user wrote it.
            shown: the tracks on the page.
            asked_about: ranks of the tracks that the last turn was about.
            artists: all artist names in the library.
            albums: all album titles in the library.
            look_up: finds the names of the library in a text; None: only `artists` and `albums` are found.
            marks: the words that the tagger marks as names of music.
            lyrics: whether the library knows words of songs.
        """
        folded = fold(text).replace("’", "'")
        artists, albums = frozenset(artists), frozenset(albums)
        look_up = look_up or _names_among(artists, albums)
        return cls(
            text, folded, folded, tuple(tokens(folded)), tuple(mentions(text)), tuple(shown), tuple(asked_about),
            artists, albums, look_up, look_up(text), tuple(marks), lyrics,
        )  # fmt: skip

    def with_findings(self, findings: Iterable[Finding]) -> Request:
        """Return the request with further findings, and with the words that they use blanked in `rest`."""
        more = tuple(_with_whole_words(f, self.folded) for f in findings)
        if not more:
            return self
        return replace(self, rest=blanked(self.rest, (s for f in more for s in f.spans)), found=(*self.found, *more))

    def without_taken_names(self) -> Request:
        """Return the request without the names and marks of which a finding uses a word."""
        return replace(
            self,
            names=tuple(name for name in self.names if TAKEN not in self.rest[name.start : name.end]),
            marks=tuple(mark for mark in self.marks if TAKEN not in self.rest[mark.start : mark.end]),
        )

    def free(self, mention: Mention) -> bool:
        """Return whether no finding uses a word of this mention."""
        return self.rest[mention.start : mention.end] == self.folded[mention.start : mention.end]

    def untaken(self) -> str:
        """Return `text` with each character that a finding uses replaced by `TAKEN`."""
        return blanked(self.text, (s for f in self.found for s in f.spans))

    def stated(self) -> dict[str, Any]:
        """Return the fields of `Filters` that the findings so far set."""
        return {name: value for f in self.found if isinstance(f, (Condition, Degree)) for name, value in f.values}

    def pointed_at(self) -> tuple[Hit, ...]:
        """Return the tracks of the last `Likeness` among the findings; () if there is none."""
        return next((f.hits for f in reversed(self.found) if isinstance(f, Likeness)), ())


def _with_whole_words(finding: Finding, text: str) -> Finding:
    """Return a finding about a number with spans that begin at the beginning of a word.

    Readers replace a number in words by digits at the end of the word: the span of "two hours" would begin at its "o".
    """
    if not isinstance(finding, (Condition, Count, TotalLength)) or not finding.spans:
        return finding
    spans = []
    for start, end in finding.spans:
        while 0 < start < end and text[start - 1 : start + 1].isalpha() and text[start - 1 : start + 1].isascii():
            start -= 1
        spans.append((start, end))
    return replace(finding, spans=tuple(spans))


Reader = Callable[[Request], list[Finding]]


def in_turn(request: Request, readers: Iterable[Reader]) -> list[Finding]:
    """Apply readers in order, and return their findings. Each reader sees only words that no earlier finding uses."""
    found: list[Finding] = []
    for reader in readers:
        new = reader(request)
        request = request.with_findings(new)
        found += new
    return found


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text with each character in these spans replaced by `TAKEN`. All positions stay the same."""
    for start, end in spans:
        if start < end:
            text = text[:start] + TAKEN * (end - start) + text[end:]
    return text


@dataclass(slots=True)
class Wishes:
    """All findings of a request, sorted by kind: requested concepts, filters, and so on."""

    filters: dict[str, Any] = field(default_factory=dict)
    k: int | None = None
    minutes: float | None = None
    order: str = ""
    top: bool = False  # whether the first tracks in that order are asked for
    arc: Arc = ""
    path: tuple[tuple[str, ...], ...] = ()  # ids of the tracks of both ends of an arc "path"
    stages: tuple[tuple[str, ...], ...] = ()  # names of concepts of each stage of an arc "path"
    artists_apart: int = 0
    albums_apart: int = 0
    once: bool = False  # at most one track of each artist
    most_each: int | None = None  # most tracks of each artist, if more than one
    unknown: dict[str, str] = field(default_factory=dict)  # words that state a condition -> its name
    song_words: list[SongWords] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    named_styles: list[str] = field(default_factory=list)  # styles that a tag could state
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)  # concepts of earlier turns that a refusal or comparison removes
    freed: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)  # fields of `Filters`
    like: tuple[Hit, ...] = ()
    examples: list[str] = field(default_factory=list)  # ids of tracks to sound like, from names
    like_names: list[str] = field(default_factory=list)  # names to sound like that the library does not have
    titles: list[str] = field(default_factory=list)
    points: bool = False  # whether the request refers to shown tracks
    hidden: list[str] = field(default_factory=list)  # ids of tracks
    degrees: list[Degree] = field(default_factory=list)
    repeats: bool = False
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Wishes:
        """Combine findings in their order."""
        wishes = cls()
        for finding in findings:
            wishes._add(finding)
            if finding.note:
                wishes.notes.append(finding.note)
        refused = map(fold, (*wishes.unwanted, *wishes.filters.get("not_by", ())))
        if fold(str(wishes.filters.get("artist", ""))) in refused:
            del wishes.filters["artist"]  # "not Pachelbel, we had Pachelbel last year"
        if "tempo_min" in wishes.cleared:  # "drop the slow, any speed is fine"
            wishes.unwanted = [name for name in wishes.unwanted if name not in _PACE]
            wishes.freed |= _PACE - set(wishes.wanted)
        return wishes

    @property
    def shapes_list(self) -> bool:
        """Return whether a length, an order, gaps or the like are asked for."""
        of_artists = self.artists_apart or self.albums_apart or self.once or self.most_each
        return bool(self.minutes or self.order or self.arc or of_artists)

    def _add(self, finding: Finding) -> None:
        match finding:
            case Condition(values=values):
                for name, value in values:
                    before = self.filters.get(name, ())
                    self.filters[name] = (*before, *value) if name in ("not_by", "not_on") else value
            case Count(k=k):
                self.k = k
            case TotalLength(minutes=minutes):
                self.minutes = minutes
            case Order(order=order, top=top):
                self.order, self.top = order, top
            case Stages(stages=stages):
                self.arc, self.stages = "path", stages
            case Development(arc=arc):
                self.arc = arc
            case Ends(first=first, last=last, included=included):
                self.arc, self.path = "path", (first, last)
                self.hidden += () if included else (*first, *last)
            case Apart(artists=artists, albums=albums):
                self.artists_apart = max(self.artists_apart, artists)
                self.albums_apart = max(self.albums_apart, albums)
            case Once(most=most):
                self.once, self.most_each = most == 1, None if most == 1 else most
            case Unknown(name=name, said=said):
                self.unknown.setdefault(said, name)
            case SongWish(wish=wish):
                self.song_words.append(wish)
            case Style(caption=caption, name=name):
                self.styles.append(caption)
                self.named_styles += [name] if name else []
            case Wish(name=name):
                self.wanted.append(name)
            case Refusal(name=name, replaces=replaces):
                self.unwanted.append(name)
                self.replaced |= {name} if replaces else set()
            case Freed(name=name):
                self.freed.add(name)
            case Cleared(fields=names, here=here):
                self.cleared.update(names)
                if here:
                    self.filters = {n: v for n, v in self.filters.items() if n not in names}
            case Likeness(hits=hits, seed=seed):
                self.points = self.points or bool(hits)
                self.like = hits if seed else self.like
            case Example(track_ids=ids, lacking=lacking):
                self.examples += ids
                self.like_names += lacking
            case Titled(title=title):
                self.titles.append(title)
            case SentAway(track_ids=ids):
                self.hidden += ids
            case Degree(wanted=wanted, replaced=replaced, values=values):
                self.degrees.append(finding)
                self.wanted += [wanted] if wanted else []
                self.replaced |= replaced
                self.filters.update(values)
            case Repetition():
                self.repeats = True


_PACE = frozenset({"slow", "fast"})

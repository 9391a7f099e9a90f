"""A request as the readers see it, and what they find in it. Both are frozen: no reader changes either."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.text import fold
from data.vocabulary.mentions import Mention, Span, mentions, tokens
from retrieval.query import Hit

TAKEN = "#"  # stands for each character of words that a reader has taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a reader makes of some words of a request."""

    spans: tuple[Span, ...] = ()  # the words that later readers no longer see
    note: str = ""  # what was assumed, to be told to the user
    doubtful: Span | None = None  # the words by which the judge decides whether this is meant
    reader: str = ""  # who found it, by its name in `reading.ORDER`


@dataclass(frozen=True, slots=True)
class Condition(Finding):
    """Fields of `Filters` that a track must meet."""

    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Count(Finding):
    """How many tracks are asked for."""

    k: int


@dataclass(frozen=True, slots=True)
class Style(Finding):
    """Words for a caption, of a sound that is no concept: "1980s style, retro"."""

    caption: str


@dataclass(frozen=True, slots=True)
class Wish(Finding):
    """A concept that is asked for; a doubtful one may be refused or merely mentioned."""

    name: str


@dataclass(frozen=True, slots=True)
class Refusal(Finding):
    """A concept, or a plain word, that must not be heard."""

    name: str
    plain: bool = False  # a word that is no concept: "without autotune"
    replaces: bool = True  # whether an earlier wish for the concept ends


@dataclass(frozen=True, slots=True)
class Freed(Finding):
    """A concept that may be heard or not: no longer asked for or refused."""

    name: str


@dataclass(frozen=True, slots=True)
class Cleared(Finding):
    """Fields of `Filters` that earlier turns set and that no longer hold."""

    fields: tuple[str, ...]
    here: bool = False  # whether the request names the value only to end it: "drop D minor"


@dataclass(frozen=True, slots=True)
class Likeness(Finding):
    """Shown tracks that the request points at."""

    hits: tuple[Hit, ...]
    seed: bool = True  # whether the result should sound like them; otherwise they are only compared with


@dataclass(frozen=True, slots=True)
class SentAway(Finding):
    """Shown tracks that are not to be shown again."""

    track_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Degree(Finding):
    """A wish relative to what was shown: "slower", "darker"."""

    axis: str  # "tempo", "year", "duration", or a concept's name
    direction: int  # 1 or -1
    wanted: str = ""  # the concept that is asked for more of
    replaced: frozenset[str] = frozenset()  # concepts whose wish ends
    values: tuple[tuple[str, Any], ...] = ()  # fields of `Filters`, where the axis is known in numbers


@dataclass(frozen=True, slots=True)
class Repetition(Finding):
    """Other tracks for the same wish."""

    otherwise: bool = False  # "something else" rather than "more"


@dataclass(frozen=True, slots=True)
class Aside(Finding):
    """Words that say nothing about what to search for."""


@dataclass(frozen=True, slots=True)
class Preferred(Finding):
    """The mention at `start` is what should be heard in place of something else: "rather a clarinet"."""

    start: int


@dataclass(frozen=True, slots=True)
class Act(Finding):
    """What the request does to the conversation; takes no words."""

    act: str
    ranks: tuple[int, ...] = ()  # of the shown tracks that it is about


def conditions(span: Span, doubtful: bool = False, /, **values: Any) -> Condition:
    """Return a condition that text[span] states; values that are None are left out.

    Args:
        span: the words.
        doubtful: whether they may mean something else.
        **values: fields of `Filters`.
    """
    given = tuple((name, value) for name, value in values.items() if value is not None)
    return Condition(values=given, spans=(span,), doubtful=span if doubtful else None)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, what is known about it, and what has been found in it so far."""

    text: str  # emoji as words, single blanks
    folded: str  # lower case, no accents, straight apostrophes; every place as in `text`
    rest: str  # `folded` with `TAKEN` in the place of words that have been taken
    words: tuple[tuple[str, int, int], ...]  # of `folded`, each with its place
    mentions: tuple[Mention, ...]  # concepts that it names, in order
    shown: tuple[Hit, ...] = ()  # the tracks on the page
    asked_about: tuple[int, ...] = ()  # ranks that the turn before was about
    artists: frozenset[str] = frozenset()  # of the library
    albums: frozenset[str] = frozenset()
    found: tuple[Finding, ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        text: str,
        shown: Sequence[Hit] = (),
        asked_about: Sequence[int] = (),
        artists: Collection[str] = (),
        albums: Collection[str] = (),
    ) -> Request:
        """Return a request in which nothing has been found yet."""
        folded = fold(text).replace("’", "'")
        return cls(
            text, folded, folded, tuple(tokens(folded)), tuple(mentions(text)), tuple(shown), tuple(asked_about),
            frozenset(artists), frozenset(albums),
        )  # fmt: skip

    def without(self, findings: Iterable[Finding]) -> Request:
        """Return the request with the words of these findings taken."""
        more = tuple(findings)
        if not more:
            return self
        return replace(self, rest=blanked(self.rest, (s for f in more for s in f.spans)), found=(*self.found, *more))

    def free(self, mention: Mention) -> bool:
        """Return whether no reader has taken a word of a mention."""
        return self.rest[mention.start : mention.end] == self.folded[mention.start : mention.end]

    def untaken(self) -> str:
        """Return the request as it was written, with `TAKEN` in the place of words that have been taken."""
        return blanked(self.text, (s for f in self.found for s in f.spans))

    def stated(self) -> dict[str, Any]:
        """Return the fields of `Filters` that findings so far set."""
        return {name: value for f in self.found if isinstance(f, (Condition, Degree)) for name, value in f.values}

    def pointed_at(self) -> tuple[Hit, ...]:
        """Return the shown tracks that a finding so far points at."""
        return next((f.hits for f in reversed(self.found) if isinstance(f, Likeness)), ())


Reader = Callable[[Request], list[Finding]]


def in_turn(request: Request, readers: Iterable[Reader]) -> list[Finding]:
    """Apply readers one after the other, each to the words that those before it left."""
    found: list[Finding] = []
    for reader in readers:
        new = reader(request)
        request = request.without(new)
        found += new
    return found


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text with `TAKEN` in these places, every place kept."""
    for start, end in spans:
        if start < end:
            text = text[:start] + TAKEN * (end - start) + text[end:]
    return text


@dataclass(slots=True)
class Wishes:
    """What the findings of a request come to."""

    filters: dict[str, Any] = field(default_factory=dict)
    k: int | None = None
    styles: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    replaced: set[str] = field(default_factory=set)  # concepts of earlier turns that a refusal or comparison ends
    freed: set[str] = field(default_factory=set)
    cleared: set[str] = field(default_factory=set)  # fields of `Filters`
    like: tuple[Hit, ...] = ()
    points: bool = False  # whether shown tracks are pointed at, as models or for comparison
    hidden: list[str] = field(default_factory=list)  # ids of tracks
    degrees: list[Degree] = field(default_factory=list)
    repeats: bool = False
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Wishes:
        """Return the sum of findings, in their order."""
        wishes = cls()
        for finding in findings:
            wishes._add(finding)
            if finding.note:
                wishes.notes.append(finding.note)
        if any(fold(str(wishes.filters.get("artist", ""))) == fold(name) for name in wishes.unwanted):
            del wishes.filters["artist"]  # "not Pachelbel, we had Pachelbel last year"
        if "tempo_min" in wishes.cleared:  # "drop the slow, any speed is fine"
            wishes.unwanted = [name for name in wishes.unwanted if name not in _PACE]
            wishes.freed |= _PACE - set(wishes.wanted)
        return wishes

    def _add(self, finding: Finding) -> None:
        match finding:
            case Condition(values=values):
                self.filters.update(values)
            case Count(k=k):
                self.k = k
            case Style(caption=caption):
                self.styles.append(caption)
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

"""Define `Plan`, the search of one turn, in parts that the user can see and remove.

A plan holds words, filters and ids, but no vectors or results.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from data.text import clock
from data.vocabulary.concepts import concept
from data.vocabulary.relations import tags_of_refusal
from retrieval.kinds import Kind as RuleKind
from retrieval.query import DEFAULT_K, Filters, Query, SongWords
from retrieval.search.shape import Arc, Unmet

Kind = Literal["search", "refine", "about", "chat"]

MAX_K = 50
NO_TRACK = "no track here is known to be"  # begins a note on a condition that no track meets
# Orders of a list: by a fact, ascending; with "-" before it, descending; "random" by a fixed pseudo-random order.
ORDERS = (
    "tempo", "-tempo", "energy", "-energy", "year", "-year", "key", "-key", "title", "-title", "duration", "-duration",
    "random",
)  # fmt: skip


_CLIP = "clip:"


def clip_id(digest: str) -> str:
    """Return the id that stands for an uploaded or recorded clip in `Plan.like`."""
    return _CLIP + digest


def is_clip(liked: str) -> bool:
    """Return whether an id in `Plan.like` stands for a clip and not for a track."""
    return liked.startswith(_CLIP)


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a plan, shown to the user as a label that can be removed."""

    part: Literal["wanted", "unwanted", "lyrics", "filter", "like"]
    value: str  # the name of the concept, the words, or the filter as in `filter_labels`; "" for `like`
    label: str  # "no drums", "under 104 bpm"


Ask = Literal[
    "count", "length", "overview", "rights",
    "artists", "composers", "albums", "genres", "instruments", "moods", "decades", "years", "languages", "formats",
    "keys",
    "longest", "shortest", "fastest", "slowest", "oldest", "newest", "loudest", "quietest", "energetic", "calmest",
    "largest", "smallest", "rated", "lowest rated", "added", "first added",
    "most played", "least played", "last played", "unplayed", "times", "last time",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleWish:
    """A standing rule as the user words it; `retrieval.rules.resolve` finds what it means in a library."""

    kind: RuleKind | None  # None: not said; an artist, an album or a genre
    value: str  # a name, a path or a length


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a request asks for about standing rules."""

    # "offer": the wishes hold in this conversation, and the answer asks whether they shall always hold.
    do: Literal["add", "offer", "lift", "lift all", "list", "decline"]
    wishes: tuple[RuleWish, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """A question about the library as a whole, which facts of its tracks answer."""

    ask: Ask
    wanted: tuple[str, ...] = ()  # names of concepts that the tracks must have
    filters: Filters = field(default_factory=Filters)  # conditions that the tracks must meet
    # What groups are compared by: "number" (only how many groups there are), "length", "plays", "year", "added",
    # "rating"; "" means by their tracks. With "share", the answer to "count" is a percentage.
    by: str = ""
    least: bool = False  # whether the lowest value is asked for
    k: int = 0  # how many to name; 0: not said


@dataclass(frozen=True, slots=True)
class Plan:
    """The complete search of one turn. A turn that refines the last search repeats all parts of it that still hold."""

    request: str  # as the user wrote it
    kind: Kind = "search"
    text: str = ""  # the words to search with, without negations and conditions
    captions: tuple[str, ...] = ()  # the same request, worded like captions of music, at most 4
    wanted: tuple[str, ...] = ()  # names of concepts that must be heard
    unwanted: tuple[str, ...] = ()  # names of concepts, or plain words, that must not be heard
    filters: Filters = field(default_factory=Filters)
    lyrics: tuple[SongWords, ...] = ()  # what the words of the songs must be about, or contain
    like: tuple[str, ...] = ()  # ids of tracks, and of clips (`is_clip`), to sound like
    k: int = DEFAULT_K
    towards: tuple[str, ...] = ()  # those of `wanted` that later turns asked for more of: "darker"
    hidden: tuple[str, ...] = ()  # ids of tracks that the user removed: "hide number 2"
    notes: tuple[str, ...] = ()  # assumptions that are shown to the user: "slower: under 104 bpm"
    guesses: tuple[str, ...] = ()  # those of `notes` that say which concepts were read into words of the request
    repeats: bool = False  # asks for other tracks of the same search: "more"
    undoes: bool = False  # goes back to the search before the last one
    about: tuple[int, ...] = ()  # ranks of shown tracks that an "about" turn asks about; empty means all
    order: str = ""  # the order in which to show the tracks, one of `ORDERS`; "" means best first
    top: bool = False  # whether the first `k` tracks in `order` are asked for: "the oldest banjo songs"
    minutes: float | None = None  # total length of the list that the request asks for
    once: bool = False  # at most one track of each artist
    surprise: int | None = None  # the seed of a random choice, if the request asks for any music
    either: tuple[str, ...] = ()  # those of `wanted` of which one is enough: "banjo or accordion"
    relaxed: tuple[str, ...] = ()  # filters, as in `filter_labels`, that are ignored because nothing passes them all
    preferred: tuple[str, ...] = ()  # filters, as in `filter_labels`, that tracks need not meet: "ideally from the 80s"
    compared: tuple[str, ...] = ()  # fields of `filters` that a comparison set: "slower"
    like_names: tuple[str, ...] = ()  # names to sound like that the library does not have, as the user wrote them
    styles: tuple[str, ...] = ()  # wanted genres and origins that are no concepts: "shoegaze", "Russian"
    unused: tuple[str, ...] = ()  # words of the request that the search does not use, as the user wrote them
    unknown: tuple[str, ...] = ()  # conditions of the request that no known fact can check, as the user wrote them
    wordless: tuple[str, ...] = ()  # those of `unknown` about words of songs, of which the library knows none
    language: str = ""  # English name of the request's language, if it is one that Hark does not read
    library_question: LibraryQuestion | None = None  # what a question about the whole library asks
    counted: bool = False  # whether the request states the number `k`
    arc: Arc = ""  # how the fact in `order` develops over the list; for "path", from one track to another
    path: tuple[tuple[str, ...], ...] = ()  # of an arc "path": ids of the tracks of its first and of its last end
    stages: tuple[tuple[str, ...], ...] = ()  # of an arc "path" without `path`: names of concepts of each stage
    most_each: int | None = None  # most tracks of each artist, if more than one is asked for
    artists_apart: int = 0  # least number of other tracks between two of one artist
    albums_apart: int = 0  # the same for albums
    unmet: tuple[Unmet, ...] = ()  # what the list that was found lacks of its length, order, arc and gaps
    rule_change: RuleChange | None = None  # what the request asks for about standing rules
    ruled_out: int = 0  # tracks that the search would find without the standing rules, if it finds none with them

    @property
    def picks(self) -> bool:
        """Return whether this plan is a question that selects some of the shown tracks: "do any have a flute?"."""
        return self.kind == "about" and bool(self.wanted or self.unwanted or filter_labels(self.filters))

    def query(self) -> Query:
        """Return the search that answers this plan.

        Tracks whose tags name an unwanted concept are excluded. An unwanted family excludes its
        members except wanted ones: "violin, no other strings". An unwanted use of music ("for studying") excludes
        nothing, because no tag states what music is used for.
        """
        without = dict.fromkeys(self.filters.without)
        not_by = [*self.filters.not_by]
        for name in self.unwanted:
            found = concept(name)
            if found is None:
                without[name] = None
                not_by.append(name)
            elif found.kind != "use":
                without.update(dict.fromkeys(tags_of_refusal(name, self.wanted)))
        return Query(
            text=self.text,
            captions=self.captions,
            wanted=self.wanted,
            unwanted=self.unwanted,
            towards=self.towards,
            lyrics=self.lyrics,
            like=self.like,
            filters=replace(self.filters, without=tuple(without), not_by=tuple(not_by), **blank(self.relaxed)),
            k=self.k,
            per_artist=1 if self.once else self.most_each,
            seed=self.surprise,
        )

    @property
    def in_force(self) -> Filters:
        """Return the filters of the plan except for those that the search relaxed, because no track met them."""
        return replace(self.filters, **blank(self.relaxed))

    @property
    def takes_first(self) -> bool:
        """Return whether the first tracks in `order` are shown of all that fit, and not the best ones in that order.

        A request for a number of tracks in an order ("ten songs sorted by tempo") asks for the best ones, and so does
        one for a length or a development. An order by key has no first track. Where tags cannot tell which tracks fit,
        because of an example, of words of songs or of words that are no concept, the best ones are shown too.
        """
        by_fact = self.order not in ("", "random", "key", "-key") and not self.arc and self.minutes is None
        by_tags = not (self.like or self.like_names or self.lyrics or self.styles or self.surprise is not None)
        by_tags = by_tags and (bool(self.wanted) or not self.unused)
        return by_fact and by_tags and (self.top or not self.counted)

    @property
    def is_list(self) -> bool:
        """Return whether the request asks for a list as a whole: a length, an order, an arc or gaps."""
        shaped = self.minutes or self.order or self.arc or self.once or self.most_each
        shaped = shaped or self.artists_apart or self.albums_apart
        return self.kind in ("search", "refine") and bool(shaped)

    @property
    def empty(self) -> bool:
        """Return whether the plan has no concept, filter or example, so that only the words of the request are left."""
        return not (
            self.wanted or self.unwanted or self.captions or self.lyrics or self.like or self.path or self.stages
            or self.hidden or self.repeats or self.undoes or self.surprise is not None
            or filter_labels(self.filters) or self.filters.only or self.filters.not_by
        )  # fmt: skip

    def chips(self) -> tuple[Chip, ...]:
        """Return the removable labels: concepts first, then filters. A question about shown tracks has none."""
        if self.kind == "about":
            return ()
        chips = [Chip("wanted", name, name) for name in self.wanted]
        moods = [name for name in self.unwanted if (found := concept(name)) is not None and found.kind == "mood"]
        chips += [Chip("unwanted", name, f"{'not' if name in moods else 'no'} {name}") for name in self.unwanted]
        for wish in self.lyrics:
            label = f"{'words:' if wish.exact else 'about'} {wish.text}"
            chips.append(Chip("lyrics", wish.text, label))
        chips += [Chip("filter", name, label) for name, label in filter_labels(self.filters).items()]
        chips += [Chip("like", "", "similar sound")] if self.like else []
        chips += [Chip("like", "path", "a way between two sounds")] if self.path else []
        chips += [Chip("like", "path", ", then ".join(map(" ".join, self.stages)))] if self.stages else []
        return tuple(chips)

    def drop(self, chip: Chip) -> Plan:
        """Return the plan without the part that a chip shows; unchanged if the plan has no such part."""
        from data.vocabulary.captions import write_captions
        from data.vocabulary.mentions import cut_concepts  # here, because only this method needs them

        match chip.part:
            case "wanted":
                wanted = tuple(w for w in self.wanted if w != chip.value)
                text = cut_concepts(self.text, {chip.value})
                return replace(self, text=text, wanted=wanted, captions=write_captions(wanted, (), self.unwanted))
            case "unwanted":
                return replace(self, unwanted=tuple(w for w in self.unwanted if w != chip.value))
            case "like" if chip.value == "path":
                return replace(self, path=(), stages=(), arc="")
            case "lyrics":
                return replace(self, lyrics=tuple(w for w in self.lyrics if w.text != chip.value))
            case "like":
                return replace(self, like=())
            case "filter":
                return replace(self, filters=replace(self.filters, **blank([chip.value])))


_BLANK: dict[str, Any] = asdict(Filters())


def label_of(field_name: str) -> str:
    """Return the key in `filter_labels` that a field of `Filters` belongs to: "year" for "year_min"."""
    return next((label for label, names in _TOGETHER.items() if field_name in names), field_name)


_TOGETHER = {
    "tempo": ("tempo_min", "tempo_max"),
    "year": ("year_min", "year_max"),
    "duration": ("duration_min_s", "duration_max_s"),
    "added": ("added_from", "added_to"),
    "rating": ("rating_min", "rating_max"),
    "bit_rate": ("bit_rate_min", "bit_rate_max"),
    "played": ("played_from", "played_to"),
}


def blank(labels: Iterable[str]) -> dict[str, Any]:
    """Return the fields of `Filters` that these labels stand for, each with its empty value."""
    return {name: _BLANK[name] for label in labels for name in _TOGETHER.get(label, (label,))}


def filter_labels(filters: Filters) -> dict[str, str]:
    """Return a label for each filter that is set, keyed by `Chip.value`. The filters `exclude` and `only` have none."""
    labels = {
        "tempo": _span(filters.tempo_min, filters.tempo_max, " bpm"),
        "year": _years(filters.year_min, filters.year_max),
        "duration": _span(filters.duration_min_s, filters.duration_max_s, "", clock),
        "key": f"in {filters.key}" if filters.key else "",
        "artist": f"by {filters.artist}" if filters.artist else "",
        "album": f"on {filters.album}" if filters.album else "",
        "not_by": f"not by {', '.join(filters.not_by)}" if filters.not_by else "",
        "not_on": f"not on {', '.join(filters.not_on)}" if filters.not_on else "",
        "folder": "in one folder" if filters.folder else "",
        "without": f"no {', '.join(filters.without)}" if filters.without else "",
        "never_by": f"not by {', '.join(filters.never_by)}" if filters.never_by else "",
        "never_on": f"not on {', '.join(map(_album, filters.never_on))}" if filters.never_on else "",
        "under": f"only in {', '.join(map(os.path.basename, filters.under))}" if filters.under else "",
        "outside": f"not in {', '.join(map(os.path.basename, filters.outside))}" if filters.outside else "",
        "added": _span(filters.added_from, filters.added_to, "", day, ("added since {}", "added until {}")),
        "rating": _stars(filters.rating_min, filters.rating_max),
        "bit_rate": _span(filters.bit_rate_min, filters.bit_rate_max, " kbit/s"),
        "formats": f"in {' or '.join(filters.formats)}" if filters.formats else "",
        "languages": f"sung in {' or '.join(map(str.title, filters.languages))}" if filters.languages else "",
        "not_languages": f"not sung in {' or '.join(map(str.title, filters.not_languages))}"
        if filters.not_languages
        else "",
        "versions": ", ".join(filters.versions),
        "not_versions": f"no {', no '.join(filters.not_versions)}" if filters.not_versions else "",
        "played": _span(filters.played_from, filters.played_to, "", day, ("played since {}", "played until {}")),
        "unplayed_from": (
            "never played" if not filters.unplayed_from else f"not played since {day(filters.unplayed_from)}"
        )
        if filters.unplayed_from is not None
        else "",
    }
    return {name: label for name, label in labels.items() if label}


def _number(value: float) -> str:
    return f"{value:g}"


def day(seconds: float) -> str:
    """Return the local date of a time in seconds since 1970: "2026-11-30"."""
    try:
        return datetime.fromtimestamp(seconds).date().isoformat()
    except (ValueError, OverflowError, OSError):  # the file was edited by hand
        return "?"


def _album(value: str) -> str:
    title, _, artist = value.partition("\n")
    return f"{title} by {artist}" if artist else title


def _stars(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"rated {low:g} stars" if high - low <= 0.5 else f"rated {low:g} to {high:g} stars"
    return _span(low, high, "", _number, ("rated {} stars or more", "rated {} stars or fewer"))


def _span(
    low: float | None,
    high: float | None,
    unit: str,
    say: Callable[[float], str] = _number,
    bounds: tuple[str, str] = ("over {}", "under {}"),
) -> str:
    """Return a range in words; `bounds` words a range with only a lower, and with only an upper limit."""
    if low is not None and high is not None:
        verb, since, _ = bounds[0].partition("since ")  # "added 2026-11-01 to 2026-11-30"
        return f"{verb if since else ''}{say(low)} to {say(high)}{unit}"
    if high is not None:
        return bounds[1].format(say(high)) + unit
    return bounds[0].format(say(low)) + unit if low is not None else ""


def _years(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        if low == high:
            return f"from {low}"
        if low % 10 == 0 and high == low + 9:
            return f"from the {low}s"
        return f"from {low} to {high}"
    if high is not None:
        return f"up to {high}"
    return f"from {low} on" if low is not None else ""

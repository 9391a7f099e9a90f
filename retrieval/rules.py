"""Define standing rules, which apply to every search of a library until they are lifted.

A rule leaves out an artist, album, folder or genre, or allows only tracks of some length or from some folders. Rules
are rows of the catalogue. As `Filters` they are merged into every query, so that searches, questions and playlists
agree.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import UserError
from data.text import clean, clock, spellings, words
from data.vocabulary.concepts import recognise
from data.vocabulary.relations import tags_of_refusal

from .kinds import Kind
from .query import Filters, Query

if TYPE_CHECKING:
    from .library import Library

_LONGEST_S = 24 * 3600.0  # greatest length in seconds that a rule may name
_NAMED = 4  # names that one message lists


@dataclass(frozen=True, slots=True)
class Rule:
    """One standing rule."""

    kind: Kind
    value: str  # whole name of an artist or genre; title, or title, line break, artist; folder's path; seconds
    rule_id: int = 0  # in the catalogue; 0: not stored

    @property
    def label(self) -> str:
        """Return the rule in a few words: "never by Ann Example"."""
        title, _, artist = self.value.partition("\n")
        match self.kind:
            case "artist":
                return f"never by {self.value}"
            case "album":
                return f"never from the album {title}{f' by {artist}' if artist else ''}"
            case "genre":
                return f"never {self.value}"
            case "folder":
                return f"never from {_short(self.value)}"
            case "only folder":
                return f"only from {_short(self.value)}"
            case "longest":
                return f"nothing over {clock(float(self.value))}"
            case "shortest":
                return f"nothing under {clock(float(self.value))}"


def _short(folder: str) -> str:
    return clean(os.path.basename(folder) or folder, 60)


def as_filters(rules: Sequence[Rule]) -> Filters:
    """Return the conditions that rules set, as filters. Of several folders to play from, any may hold a track."""

    def of(kind: Kind) -> tuple[str, ...]:
        return tuple(rule.value for rule in rules if rule.kind == kind)

    without: dict[str, None] = {}
    for genre in of("genre"):
        found = recognise(genre)
        without.update(dict.fromkeys(tags_of_refusal(found.name) if found else (genre,)))
    return Filters(
        duration_min_s=max(map(float, of("shortest")), default=None),
        duration_max_s=min(map(float, of("longest")), default=None),
        without=tuple(without),
        never_by=of("artist"),
        never_on=of("album"),
        outside=of("folder"),
        under=of("only folder"),
    )


def both(asked: Filters, ruled: Filters) -> Filters:
    """Return filters that a track passes if it passes both `asked` and `ruled`, the filters of standing rules."""
    low = [v for v in (asked.duration_min_s, ruled.duration_min_s) if v is not None]
    high = [v for v in (asked.duration_max_s, ruled.duration_max_s) if v is not None]
    return replace(
        asked,
        duration_min_s=max(low, default=None),
        duration_max_s=min(high, default=None),
        without=tuple(dict.fromkeys((*asked.without, *ruled.without))),
        never_by=(*asked.never_by, *ruled.never_by),
        never_on=(*asked.never_on, *ruled.never_on),
        outside=(*asked.outside, *ruled.outside),
        under=ruled.under or asked.under,
    )


def resolve(library: Library, kind: Kind, value: str) -> list[Rule]:
    """Return the rules that a value may mean in a library: several if artists or albums share the name.

    Args:
        library: the library whose names are looked up.
        kind: what the value is.
        value: a name as the user wrote it, a path, or a length in minutes or as m:ss.

    Raises:
        UserError: the library has no such artist, album, folder or genre, or the value is no length.
    """
    value = clean(value)
    if not value:
        raise UserError("The rule names nothing.", "Say what it is about, for example an artist's name.")
    match kind:
        case "longest" | "shortest":
            return [Rule(kind, f"{_seconds(value):g}")]
        case "folder" | "only folder":
            return [Rule(kind, folder) for folder in _folders(library, value)]
        case "genre":
            return [_genre(library, value)]
        case "artist":
            names = _named(value, library.artists())
            if not names:
                raise UserError(f"No artist here is called {value}.", _HINT)
            return [Rule(kind, name) for name in names]
        case "album":
            titles = _named(value, library.albums())
            if not titles:
                raise UserError(f"No album here is called {value}.", _HINT)
            found: list[Rule] = []
            for title in titles:
                by = library.artists_of_album(title)
                found += [Rule(kind, f"{title}\n{artist}") for artist in by] if len(by) == 2 else [Rule(kind, title)]
            return found


def resolve_any(library: Library, value: str) -> list[Rule]:
    """Return the rules that a name may mean that is an artist's, a genre's or an album's, looked up in this order.

    The whole name of an artist goes before a genre, and a genre before a part of an artist's name.

    Raises:
        UserError: the library has nothing of this name.
    """
    value = clean(value)
    bare = " ".join(word for word in value.split() if word.casefold() not in _NOUNS)
    artists = _named(value, library.artists()) if value else []
    whole = [name for name in artists if words(value) in spellings(name)]
    if whole:
        return [Rule("artist", name) for name in whole]
    tried: tuple[tuple[Kind, str], ...] = (("genre", bare), ("artist", value), ("album", value))
    for kind, said in tried:
        try:
            return resolve(library, kind, said)
        except UserError:
            continue
    raise UserError(
        f"Nothing here is called {value}: no artist, no genre, no album.",
        "A rule can only leave out what the library has.",
    )


def lifted(library: Library, kind: Kind | None, value: str) -> list[Rule]:
    """Return the stored rules that a name means, or all if the name is empty."""
    said = set(words(value)) - _NOUNS
    rules = [rule for rule in library.rules() if kind in (None, rule.kind)]
    concept = recognise(value)
    if concept is not None and (same := [r for r in rules if r.kind == "genre" and r.value == concept.name]):
        return same
    return [rule for rule in rules if said <= set(words(f"{rule.value} {rule.label}"))]


_NOUNS = frozenset(
    "music song songs track tracks piece pieces stuff things anything musik musique musica the by".split()
)
_HINT = "A rule can only leave out what the library has; `hark search NAME` shows how it is written here."


def add(library: Library, rule: Rule) -> Rule:
    """Store a rule, unless it is stored already, and return it with its id.

    Raises:
        UserError: with this rule no track would be left, or the library cannot be written.
    """
    rules = library.rules()
    for stored in rules:
        if (stored.kind, stored.value) == (rule.kind, rule.value):
            return stored
    if library.allowed_count(as_filters([*rules, rule])) == 0:
        others = " together with the rules that already hold" if rules else ""
        raise UserError(
            f"“{rule.label}” would leave out every track{others}, so it was not kept.",
            "Lift another rule first, or name less.",
        )
    return library.add_rule(rule)


def add_named(library: Library, kind: Kind, value: str) -> Rule:
    """Find what a value means, store the rule and return it.

    Raises:
        UserError: as in `resolve` and `add`; also if several artists or albums have the name.
    """
    found = resolve(library, kind, value)
    if len(found) > 1:
        raise shared(kind, value, found)
    return add(library, found[0])


def shared(kind: Kind, value: str, found: Sequence[Rule]) -> UserError:
    """Return the error that says that several artists, albums or folders share a name, and lists them."""
    names = [rule.value.replace("\n", ", by ") for rule in found[:_NAMED]]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    what = kind.removeprefix("only ")
    return UserError(
        f"{len(found)} {what}s here go by {clean(value, 60)}: {'; '.join(names)}{more}.",
        "Write the whole name of the one that you mean.",
    )


def ruled(query: Query, rules: Sequence[Rule]) -> Query:
    """Return a query to which the rules apply, unless the query is free of them."""
    if not rules or not query.ruled:
        return query
    return replace(query, filters=both(query.filters, as_filters(rules)))


def _named(value: str, names: frozenset[str]) -> list[str]:
    """Return the names that are spelt like a value; if there are none, those that contain all its words."""
    said = {tuple(each) for each in spellings(value) if each}
    same = [name for name in names if said & {tuple(each) for each in spellings(name)}]
    if not same:
        some = set(words(value))
        same = [name for name in names if some and some <= set(words(name))]
    return sorted(same)


def _genre(library: Library, value: str) -> Rule:
    found = recognise(value)
    name = found.name if found else " ".join(words(value))
    rule = Rule("genre", name)
    total = library.allowed_count(Filters())
    if library.allowed_count(as_filters([rule])) == total:
        raise UserError(f"No track here is tagged as {name}.", "Hark can only leave out a genre that tags state.")
    return rule


def _folders(library: Library, value: str) -> list[str]:
    """Return the folders of the library that a path or the last part of one names.

    Raises:
        UserError: there is none.
    """
    path = Path(value.strip("'\"")).expanduser()
    every = library.directories()
    if path.is_absolute():
        below = [folder for folder in every if Path(folder) == path or Path(folder).is_relative_to(path)]
        if below:
            return [os.fspath(path)]
    else:
        said = words(value)
        parents = {os.fspath(p) for folder in every for p in (Path(folder), *Path(folder).parents)}
        roots = [os.fspath(folder) for folder in library.folders()]
        inside = [p for p in parents if any(Path(p).is_relative_to(root) for root in roots)]
        if found := sorted(p for p in inside if words(os.path.basename(p)) == said):
            return found
    raise UserError(f"No track here is in a folder {value}.", "Name a folder of the library, by its path or its name.")


def _seconds(value: str) -> float:
    """Return a length in seconds: "20" and "20 minutes" are minutes, "1:30" is minutes and seconds.

    Raises:
        UserError: it is no length, or not between one second and a day.
    """
    text = value.casefold().strip()
    minutes, colon, rest = text.partition(":")
    number, _, unit = text.partition(" ")
    try:
        seconds = float(minutes) * 60 + float(rest) if colon else float(number) * _UNITS[unit.strip()[:3]]
    except (ValueError, KeyError):
        seconds = 0.0
    if not 1 <= seconds <= _LONGEST_S:
        raise UserError(f"{clean(value, 40)} is no length for a rule.", "Give minutes, such as 20 or 1:30.")
    return seconds


_UNITS = {"": 60.0, "min": 60.0, "m": 60.0, "sec": 1.0, "s": 1.0, "hou": 3600.0, "h": 3600.0}

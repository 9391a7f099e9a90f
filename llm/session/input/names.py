"""Complete names of artists, albums, tracks and folders while the user types, and resolve the names that were chosen.

A chosen name is inserted in quotation marks. When the request is read, `ChosenNames` tells the planner which artist,
album, track or folder it is, also where several have the same name.
"""

from __future__ import annotations

import os
import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, get_args

from data.text import clean, fold
from retrieval.library import Library
from retrieval.query import Layer, Name, Searchable

Kind = Literal["artist", "album", "track", "folder"]

_MOST = 7  # names that are offered at once
_OF_EACH = 4  # of one kind, as long as others fill the rest
_LETTERS = 2  # fewest typed letters
_LONGEST = 60  # most characters of a name that is being typed
_NAME = 120  # characters of an offered name
_SEEDS = 50  # tracks that stand for an artist, an album or a folder
_CHOSEN = 200  # chosen names that are remembered
_OPEN, _CLOSE = "\u201c", "\u201d"
# Words after which a name is expected. After one of them, those of the second group may join a further name.
_BEFORE = re.compile(
    r"(?<!\w)(?:like|similar to|by|from|play|between|than|called|album|song|artist|never|"
    r"wie|von|spiele?|zwischen|nie|comme|de|joue|entre|jamais|como|toca|pon|nunca)\s+"
)
_JOINING = re.compile(r"(?<!\w)(?:and|or|to|und|oder|bis|et|ou|à|y|o|a)\s+|,\s*")
_LIKING = re.compile(r"(?:like|similar to|between|and|to|or|wie|zwischen|und|comme|entre|et|como|y|,)\s*$")
_NO_QUOTES = str.maketrans("", "", '\u201c\u201d\u201e"')


@dataclass(frozen=True, slots=True)
class Offer:
    """A name that completes what was typed."""

    kind: Kind
    name: str
    key: str  # identifies it to `NameList.seeds`
    note: str  # what it is: "Track by Hark"
    insert: str  # the text that replaces what was typed from `start` on
    start: int


class NameList:
    """The names of one state of a library, in a form in which a part of one is found in a millisecond.

    All names of a kind are one text, with one name a line, which is searched for the typed letters.
    """

    def __init__(self, library: Library) -> None:
        """Read the names of a library.

        Args:
            library: the library; it is asked again for the tracks that are offered.
        """
        self._library = library
        rows = library.sql("SELECT artist, COUNT(*) FROM tracks WHERE artist != '' GROUP BY artist ORDER BY 2 DESC", ())
        artists = [(str(name), f"{name}", f"Artist, {_tracks(count)}") for name, count in rows]
        rows = library.sql(
            "SELECT album, MIN(artist), COUNT(DISTINCT artist), COUNT(*) FROM tracks WHERE album != '' "
            "GROUP BY album ORDER BY 4 DESC", ()
        )  # fmt: skip
        albums = [
            (str(name), str(name), f"Album by {artist}" if artists_ == 1 and artist else f"Album, {_tracks(count)}")
            for name, artist, artists_, count in rows
        ]
        folders = [(os.path.basename(path), path, "Folder") for path in _every_folder(library)]
        rows = library.sql("SELECT title, track_id, artist FROM tracks ORDER BY LENGTH(title), title, artist", ())
        tracks = [(str(name), str(key), f"Track by {by}" if by else "Track") for name, key, by in rows]
        self._kinds: dict[Kind, _Lines] = {
            "artist": _Lines(artists), "album": _Lines(albums), "track": _Lines(tracks), "folder": _Lines(folders),
        }  # fmt: skip

    def offers(self, typed: str) -> list[Offer]:
        """Return names that complete the end of a text, the likeliest first; [] if no name is being typed there.

        Args:
            typed: the request up to the place where the user is typing.
        """
        for start, said, anywhere in _being_typed(typed):
            found = self._matching(said, anywhere)
            if found:
                like = "" if _LIKING.search(fold(typed[:start])) else "like "
                return [
                    Offer(kind, name, key, note, f"{like if kind == 'folder' else ''}{quoted(name)} ", start)
                    for kind, name, key, note in found
                ]
        return []

    def _matching(self, said: str, anywhere: bool) -> list[tuple[Kind, str, str, str]]:
        """Return (kind, name, key, note) of names that begin with a text or, if `anywhere`, have a word that does.

        Names that begin with it come first, in the order of `Kind`.
        """
        chosen: list[tuple[Kind, str, str, str]] = []
        more: list[tuple[Kind, str, str, str]] = []
        for before in ("\n", " ") if anywhere else ("\n",):
            for kind in get_args(Kind):
                found = [(kind, *entry) for entry in self._kinds[kind].after(before, said, _MOST)]
                new = [entry for entry in found if entry not in chosen and entry not in more]
                chosen += new[:_OF_EACH]
                more += new[_OF_EACH:]
        return [*chosen, *more][:_MOST]

    def seeds(self, kind: Kind, key: str) -> tuple[str, ...]:
        """Return the ids of at most 50 tracks of what was chosen, spread over all of them; () if it has gone."""
        match kind:
            case "track":
                return (key,) if self._library.track(key) else ()
            case "artist" | "album":
                rows = self._library.sql(f"SELECT track_id FROM tracks WHERE {kind} = ? ORDER BY path", (key,))
            case "folder":
                below = os.fsencode(os.path.join(key, ""))
                rows = self._library.sql(
                    "SELECT track_id FROM tracks WHERE path >= ? AND path < ? ORDER BY path",
                    (below, below[:-1] + bytes([below[-1] + 1])),
                )
        return tuple(str(track_id) for (track_id,) in rows[:: max(len(rows) // _SEEDS, 1)][:_SEEDS])


class _Lines:
    """Entries (name, key, note), with their names folded into one text for searching."""

    def __init__(self, entries: Sequence[tuple[str, str, str]]) -> None:
        self._entries = entries
        lines = [fold(clean(name, _NAME)) for name, _, _ in entries]
        self._text = "\n" + "\n".join(lines)
        self._ends = list(accumulate(len(line) + 1 for line in lines))

    def after(self, before: str, said: str, most: int) -> list[tuple[str, str, str]]:
        """Return the first entries in whose text `said` follows the character `before`."""
        found: dict[int, None] = {}
        at = self._text.find(before + said)
        while at >= 0 and len(found) < most:
            found[bisect_right(self._ends, at)] = None
            at = self._text.find(before + said, at + 1)
        return [(clean(name, _NAME), key, note) for name, key, note in (self._entries[i] for i in found)]


def _being_typed(typed: str) -> Iterator[tuple[int, str, bool]]:
    """Yield (start, folded text, whether any word of a name may begin so) of what may be a name at the end of a text.

    A name is expected after an opening quotation mark, after a word such as "like" or "by", or if it is the whole
    text. The longest reading comes first, because names contain such words, too.
    """
    text = fold(typed)
    opened = max(text.rfind(_OPEN), text.rfind('"'))
    if opened >= 0 and text.count('"') % 2 | (text.rfind(_CLOSE) < text.rfind(_OPEN)):
        starts = [(opened + 1, True)]
    else:
        cues = [found.end() for found in _BEFORE.finditer(text)]
        joined = [found.end() for found in _JOINING.finditer(text) if cues and found.start() >= cues[0]]
        starts = [(at, True) for at in sorted({*cues, *joined})] + [(0, False)]
        starts.sort(key=lambda each: (not each[1], each[0]))
    for start, anywhere in starts:
        said = text[start:].lstrip()
        start = opened if start == opened + 1 else len(text) - len(said)
        if _LETTERS <= len(said) <= _LONGEST and not said.endswith(_CLOSE):
            yield start, said, anywhere


def quoted(name: str) -> str:
    """Return a name in quotation marks, without those that it contains, as it is inserted in a request."""
    return f"{_OPEN}{name.translate(_NO_QUOTES)}{_CLOSE}"


def _tracks(count: int) -> str:
    return f"{count:,} track{'s' * (count != 1)}"


def _every_folder(library: Library) -> list[str]:
    """Return the paths of all folders with tracks in them or below them, within the indexed folders."""
    roots = [os.fspath(folder) for folder in library.folders()]
    every = set(roots)
    for path in library.directories():
        root = next((r for r in roots if path.startswith(os.path.join(r, ""))), None)
        while root and path != root and path not in every:
            every.add(path)
            path = os.path.dirname(path)
    return sorted(every, key=lambda path: (path.count(os.sep), path))


class Completion:
    """Completes names of a library that may change, and remembers which were chosen. Thread-safe."""

    def __init__(self, library: Callable[[], Library]) -> None:
        """Set the library.

        Args:
            library: returns the library as it is now.
        """
        self._library = library
        self._lock = threading.Lock()
        self._state: object = None
        self._names: NameList | None = None
        self._chosen: OrderedDict[str, tuple[Kind, str, str]] = OrderedDict()  # folded name: (kind, name, key)

    def offers(self, typed: str) -> list[Offer]:
        """Return names that complete the end of a text; see `NameList.offers`."""
        return self.names().offers(typed)

    def names(self) -> NameList:
        """Return the names of the library. They are read again if its tracks have changed."""
        library = self._library()
        with self._lock:
            if self._names is None or self._state is not library.tracks():
                self._state, self._names = library.tracks(), NameList(library)
            return self._names

    def choose(self, kind: str, name: str, key: str) -> bool:
        """Remember that a name in the next requests is this artist, album, track or folder; return False if unknown."""
        known = next((each for each in get_args(Kind) if each == kind), None)
        if known is None or not self.names().seeds(known, key):
            return False
        with self._lock:
            written = name.translate(_NO_QUOTES)
            self._chosen[fold(written)] = known, written, key
            self._chosen.move_to_end(fold(written))
            while len(self._chosen) > _CHOSEN:
                self._chosen.popitem(last=False)
        return True

    def chosen_in(self, text: str) -> list[Name]:
        """Return the chosen names that a text contains in quotation marks."""
        folded, found = fold(text), []
        with self._lock:
            chosen = list(self._chosen.items())
        for said, (kind, name, key) in chosen:
            at = folded.find(_OPEN + said + _CLOSE)
            if at >= 0 and (ids := self.names().seeds(kind, key)):
                field: Literal["artist", "album", "title"] = (
                    "title" if kind == "track" else "artist" if kind == "artist" else "album"
                )
                track = self._library().track(ids[0])
                by = track.artist if track and kind != "folder" else ""
                found.append(Name(at + 1, at + 1 + len(said), field, name, by, ids, chosen=True))
        return found


class ChosenNames(Layer):
    """A library in which a name that was chosen from the list means what was chosen."""

    def __init__(self, library: Searchable, chosen: Callable[[str], Iterable[Name]]) -> None:
        """Wrap a library.

        Args:
            library: the library to search.
            chosen: returns the chosen names in a text; see `Completion.chosen_in`.
        """
        super().__init__(library)
        self._chosen = chosen

    def names(self, text: str, *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the names of the library that a text contains; a chosen one replaces those that overlap it."""
        if loosely:
            return self.library.names(text, loosely=True)
        chosen = list(self._chosen(text))
        others = [
            name for name in self.library.names(text)
            if not any(name.start < each.end and each.start < name.end for each in chosen)
        ]  # fmt: skip
        return tuple(sorted([*others, *chosen], key=lambda name: name.start))

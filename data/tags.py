"""Read title, artist and stated facts of a track from its tags, its file name and the folder's `hark.json`.

Tags may be in any encoding and may contain nonsense; values that cannot be interpreted are ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .errors import UserError
from .files.embedded import Embedded, read_embedded
from .files.keys import parse_key
from .files.names import artist_and_title
from .files.ratings import stars
from .files.reader import Unreadable
from .storable import Storable
from .text import clean, words
from .track import Known
from .versions import versions_of
from .vocabulary.sung import languages_in

SIDECAR = "hark.json"
READER = 3  # version of this reader; files read by an earlier version are read again
_MAX_SIDECAR_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Tags(Storable):
    """Title, artist, album, year and other stated facts of a track."""

    title: str = ""
    artist: str = ""
    album: str = ""
    year: int | None = None
    known: Known = field(default_factory=Known)

    def named(self, path: Path) -> Tags:
        """Return the tags; if they have no title, with title and artist taken from the file name."""
        if self.title:
            return self
        artist, title = artist_and_title(path)
        return replace(self, title=title, artist=self.artist or artist)


def written_tags(path: Path) -> Tags:
    """Read the tags of a file. The title may be "". Never raises: if tags cannot be read, the result is empty."""
    try:
        return tags_of(read_embedded(path))
    except (Unreadable, MemoryError):
        return Tags("")


def tags_of(embedded: Embedded) -> Tags:
    """Convert the tags of a file to the fields that Hark uses."""

    def names(*fields: str) -> list[str]:
        return _unique(name for field in fields for value in embedded.values(field) if (name := clean(value)))

    artists = [name for name in names("artist") if name]
    credited = _unique(part for name in [*names("artists"), *artists] for part in _people(name))
    composers = _unique(part for name in names("composer") for part in _people(name))
    others = _unique(part for name in names("albumartist", "performer") for part in _people(_without_role(name)))
    guests = _unique(part for title in embedded.values("title") for part in _guests(clean(title)))
    named = [*credited, *composers, *others]
    members = _unique(part for name in named for part in _members(name))
    sorted_names = [name for value in names("sort name") if (name := _other_name(value, named))]
    everybody = [name for name in _unique([*named, *members, *guests, *sorted_names]) if name.casefold() not in _NOBODY]
    artist = clean(", ".join(artists)) or clean(", ".join(names("artists")))
    artist = artist or clean(", ".join(names("albumartist"))) or clean(", ".join(composers))
    first, other = (next(filter(None, map(_year, embedded.values(field))), None) for field in ("original date", "date"))
    year = min(first, other) if first and other else first or other  # no recording is older than its original
    title, album = (clean(next(iter(embedded.values(field)), "")) for field in ("title", "album"))
    flags = {value.strip().casefold() for value in embedded.values("compilation")}
    versions = versions_of(
        title,
        album,
        embedded.values("version"),
        embedded.values("release type"),
        compilation=bool(flags & {"1", "true", "yes"}) or any(name.casefold() in _VARIOUS for name in others),
    )
    known = Known(
        style=", ".join(_genres(embedded.values("genre")))[:_LONGEST_STYLE],
        mood=tuple(_unique(part for value in names("mood") for part in re.split(r"\s*[;,/]\s*", value[:120])))[:5],
        tempo_bpm=next(filter(None, map(_bpm, embedded.values("tempo"))), None),
        key=next(filter(None, map(parse_key, embedded.values("key"))), ""),
        people=tuple(everybody[:_MOST_PEOPLE]) if everybody != [artist] else (),
        composers=tuple(composers[:_MOST_PEOPLE]),
        format=embedded.format,
        rating=next((n for t in embedded.tags if t.field == "rating" and (n := stars(t.name, t.value))), None),
        languages=languages_in(embedded.values("language")),
        versions=versions,
        recording_id=next(iter(_uuids(embedded.values("recording id"))), ""),
        release_id=next(iter(_uuids(embedded.values("release id"))), ""),
        artist_ids=tuple(_uuids(embedded.values("artist id"))[:_MOST_PEOPLE]),
    )
    return Tags(title, artist, album, year, known)


_LONGEST_STYLE = 120
_MOST_PEOPLE = 30
_LONG_NAME = 4  # letters
_VARIOUS = frozenset(("various artists", "various", "va", "v.a."))
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOBODY = frozenset("various artists,various,va,v.a.,unknown,unknown artist,[unknown],<unknown>".split(","))
_NO_GENRE = frozenset(
    "other,others,unknown,unknown genre,misc,misc.,miscellaneous,none,no genre,n/a,na,undefined,unclassifiable,"
    "unclassified,default,genre,general,various,<unknown>,[unknown],other genre,all,blank,music,"
    "andere,sonstige,sonstiges,unbekannt,autre,autres,inconnu,otro,otros,desconocido,altro,\u041f\u0440\u043e\u0447\u0435\u0435,"
    "\u305d\u306e\u4ed6,\u5176\u4ed6,\u5176\u5b83,\u4e0d\u660e,\u672a\u77e5,\uae30\ud0c0,\u0434\u0440\u0443\u0433\u043e\u0435,"
    "\u043d\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043d\u043e,onbekend,overig,overige,sconosciuto,altri,"
    "outro,outros,desconhecido,inne,nieznany,nezn\xe1m\xfd,okänd,övrigt,ukjent,ukendt,andet,annet,muu,tuntematon,diğer,"
    "bilinmeyen,inconnue,not set,not specified,not defined,unspecified,untagged,uncategorized,uncategorised,"
    "genre unknown,audio,mp3".casefold().split(",")
)


def _uuids(values: Iterable[str]) -> list[str]:
    """Return the MusicBrainz identifiers in the values of a tag, without duplicates."""
    return _unique(found for value in values for found in _UUID.findall(value.casefold()))


def _unique(names: Iterable[str]) -> list[str]:
    """Return the names in order without duplicates, ignoring case."""
    return list({name.casefold(): name for name in reversed(list(names)) if name}.values())[::-1]


def _people(credit: str) -> list[str]:
    """Split a credit if it clearly names several people: "Ann; Ben", "Ann / Ben", "Ann feat. Ben", "Ann vs. Ben".

    ID3v2.3 separates people by "/" alone, which is part of some names ("AC/DC"); it separates parts of four letters.
    """
    parts = re.split(r"\s*;\s*|\s+/\s+|[\s(\[]+(?:feat|ft|featuring|vs)\b\.?\s+", credit, flags=re.IGNORECASE)
    parts = [bare for part in parts if (bare := _without_brackets(part))]
    return [each for part in parts for each in _at_slashes(part)]


def _without_brackets(name: str) -> str:
    """Remove white space, and brackets around a name or left over at one end of it."""
    plain = name.strip()
    whole = plain[:1] not in "([" and all(plain.count(o) == plain.count(c) for o, c in ("()", "[]"))
    return plain if whole else plain.strip(" ()[]")


def _at_slashes(name: str) -> list[str]:
    parts = [part.strip() for part in name.split("/")]
    return parts if all(len(part) >= _LONG_NAME for part in parts) else [name]


def _members(name: str) -> list[str]:
    """Return the people or bands whom a name joins, if each has a name of several words: "Ann Lee & Bo Lund".

    "Simon & Garfunkel" and "Earth, Wind & Fire" give none. A name in another script, in brackets, is one of them.
    """
    if both := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", name):
        return [both[1], both[2]] if both[1].isascii() != both[2].isascii() else []
    parts = re.split(r",\s+|\s+(?:&|\+|x|and|und|y|et|with)\s+", name)
    return parts if len(parts) > 1 and all(" " in part.strip() for part in parts) else []


def _guests(title: str) -> list[str]:
    """Return the guests whom a title names: "Song (feat. Ann & Ben)" gives "Ann & Ben", "Ann" and "Ben"."""
    found = re.search(r"[\s(\[](?:feat|ft|featuring)\b\.?\s+([^()\[\]]{2,100})", title, flags=re.IGNORECASE)
    if not found:
        return []
    return _unique([found[1].strip(), *(part.strip() for part in re.split(r",|;|\s&\s|\sand\s", found[1]))])


def _other_name(sort_name: str, names: Iterable[str]) -> str:
    """Return the name that a sort name such as "Hisaishi, Joe" states, if it differs in words from all of `names`.

    It is how people of another script find an artist whose name they cannot type.
    """
    last, comma, first = sort_name.partition(", ")
    name = f"{first} {last}" if comma and ", " not in first else sort_name
    known = [set(words(each)) for each in names]
    own = set(words(name))
    return name if own and not any(own <= each or each <= own for each in known) else ""


def _without_role(name: str) -> str:
    """Remove the role from a performer in Vorbis comments: "Ann Example (violin)" becomes "Ann Example"."""
    return re.sub(r"\s*\([^()]*\)$", "", name)


def _genres(values: list[str]) -> list[str]:
    """Return the genres of tags: numbers of ID3v1's list become names, and placeholders like "other" are dropped."""
    from mutagen.id3 import TCON

    named = [clean(name, 60) for value in values for name in TCON(encoding=3, text=[value]).genres]
    split = [part for name in named for part in re.split(r"\s*[;,|\\\\]\s*", name)]
    return _unique(part for part in split if any(map(str.isalnum, part)) and not _states_nothing(part))


def _states_nothing(genre: str) -> bool:
    """Return whether a genre is a placeholder, also in brackets: "Other", "<Unknown>", "Unknown/Other"."""
    return all(part.strip(" ()[]<>{}.-_").casefold() in _NO_GENRE for part in genre.split("/"))


def read_sidecar(folder: Path) -> dict[str, dict[str, Any]]:
    """Read a folder's `hark.json`: the described tracks by relative file name, or {} if there is no such file.

    Shape: {"tracks": {file: {title, artist, album, year, style, instruments, tempo_bpm, key, mood,
    description}}}, every field optional.

    Raises:
        UserError: the file exists but does not have that shape.
    """
    path = folder / SIDECAR
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > _MAX_SIDECAR_BYTES:
            raise ValueError("larger than 64 MiB")
        tracks = json.loads(path.read_text(encoding="utf-8"))["tracks"]
        if not isinstance(tracks, dict) or not all(isinstance(v, dict) for v in tracks.values()):
            raise ValueError('"tracks" must map file names to objects')
        return tracks
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as err:
        raise UserError(f"{path} cannot be used: {err}.", "Mend it or remove it, then index again.") from err


def stated(tags: Tags, entry: dict[str, Any]) -> Tags:
    """Return the tags with those fields replaced that the file's entry in `hark.json` states."""

    def several(name: str) -> tuple[str, ...]:
        value = entry.get(name)
        return tuple(filter(None, (clean(v, 60) for v in value))) if isinstance(value, list) else ()

    known = replace(
        tags.known,
        style=clean(entry.get("style"), 60) or tags.known.style,
        instruments=several("instruments"),
        mood=several("mood") or tags.known.mood,
        tempo_bpm=_bpm(entry.get("tempo_bpm")) or tags.known.tempo_bpm,
        key=parse_key(entry.get("key")) or tags.known.key,
        description=clean(entry.get("description"), 600),
        people=tags.known.people if not clean(entry.get("artist")) else (),
    )
    return Tags(
        clean(entry.get("title")) or tags.title,
        clean(entry.get("artist")) or tags.artist,
        clean(entry.get("album")) or tags.album,
        _year(entry.get("year")) or tags.year,
        known,
    )


def _year(value: Any) -> int | None:
    """Return the year of a date in a tag, or None."""
    for number in re.findall(r"\d{4,}", str(value or "")):
        for digits in (number[:4], number[-4:]):  # 19730504 and 04051973
            if 1000 <= int(digits) <= 2100:
                return int(digits)
    return None


def _bpm(value: Any) -> float | None:
    """Parse a tempo in beats per minute ("128", "128,5", "128 BPM", "~128.0"); return None if it is not plausible."""
    found = re.search(r"\d+(?:[.,]\d+)?", str(value or ""))
    bpm = float(found.group().replace(",", ".")) if found else 0.0
    return round(bpm, 1) if 20 <= bpm <= 400 else None

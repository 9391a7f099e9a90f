"""What a file says about itself: tags, its name, and a `hark.json` beside it.

Tags come in any encoding and any nonsense; whatever cannot be understood counts as absent.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .errors import UserError
from .text import clean
from .track import Known

SIDECAR = "hark.json"
_MAX_SIDECAR_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Tags:
    """Names of a track and what is known of it."""

    title: str
    artist: str = ""
    album: str = ""
    year: int | None = None
    known: Known = field(default_factory=Known)

    def to_json(self) -> dict[str, Any]:
        """Only what is there, as plain JSON values."""
        values = {"title": self.title, "artist": self.artist, "album": self.album, "year": self.year}
        return {n: v for n, v in values.items() if v} | ({"known": known} if (known := self.known.to_json()) else {})

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Tags:
        """The inverse of `to_json`."""
        names = {n: values.get(n) or "" for n in ("title", "artist", "album")}
        return cls(**names, year=values.get("year"), known=Known.from_json(values.get("known") or {}))

    def named(self, path: Path) -> Tags:
        """These tags; where they lack a title, with what the file's name says."""
        if self.title:
            return self
        artist, title = _from_name(path)
        return replace(self, title=title, artist=self.artist or artist)


def read_tags(path: Path) -> Tags:
    """Title, artist, album, year and known facts from the file's tags, else from its name. Never raises."""
    return written_tags(path).named(path)


def written_tags(path: Path) -> Tags:
    """What the tags alone say; the title may be "". Never raises."""
    tag = _parsed(path)
    other = getattr(tag, "other", None) or {}
    known = Known(
        style=clean(getattr(tag, "genre", None), 60),
        tempo_bpm=_bpm(_first(other.get("bpm"))),
        key=_key(_first(other.get("initial_key") or other.get("key"))),
    )
    return Tags(
        clean(getattr(tag, "title", None)),
        clean(getattr(tag, "artist", None) or getattr(tag, "albumartist", None)),
        clean(getattr(tag, "album", None)),
        _year(getattr(tag, "year", None)),
        known,
    )


def read_sidecar(folder: Path) -> dict[str, dict[str, Any]]:
    """The tracks that a folder's `hark.json` describes, by file name relative to the folder; {} without one.

    Shape: {"tracks": {file: {title, artist, album, year, style, instruments, tempo_bpm, key, mood,
    description}}}, every field optional.

    Raises:
        UserError: the file is there and is not of that shape.
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
    """`tags` with whatever the `hark.json` entry of the file states instead."""

    def several(name: str) -> tuple[str, ...]:
        value = entry.get(name)
        return tuple(filter(None, (clean(v, 60) for v in value))) if isinstance(value, list) else ()

    known = Known(
        style=clean(entry.get("style"), 60) or tags.known.style,
        instruments=several("instruments"),
        mood=several("mood"),
        tempo_bpm=_bpm(entry.get("tempo_bpm")) or tags.known.tempo_bpm,
        key=_key(entry.get("key")) or tags.known.key,
        description=clean(entry.get("description"), 600),
    )
    return Tags(
        clean(entry.get("title")) or tags.title,
        clean(entry.get("artist")) or tags.artist,
        clean(entry.get("album")) or tags.album,
        _year(entry.get("year")) or tags.year,
        known,
    )


def _parsed(path: Path) -> Any:
    from tinytag import TinyTag

    try:
        return TinyTag.get(os.fspath(path), duration=False)
    except Exception:  # any parser of hostile bytes may raise anything; without tags the name stands in
        return None


def _from_name(path: Path) -> tuple[str, str]:
    """("artist", "title") from "01 - Artist - Title.mp3", "Artist - Title.mp3" or "some_title.mp3"."""
    stem = clean(path.stem.replace("_", " ")) or "untitled"
    stem = re.sub(r"^\d{1,3}(?:\s*[-.)]\s*|\s+)(?=\S)", "", stem) or stem
    parts = [p for p in re.split(r"\s+[-\u2013\u2014]\s+", stem) if p]
    if len(parts) >= 2 and not parts[0].isdigit():
        return parts[0], " - ".join(parts[1:])
    return "", parts[-1] if parts else stem


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _year(value: Any) -> int | None:
    found = re.search(r"\d{4}", str(value or ""))
    year = int(found.group()) if found else 0
    return year if 1000 <= year <= 2100 else None


def _bpm(value: Any) -> float | None:
    try:
        bpm = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return round(bpm, 1) if 20 <= bpm <= 400 else None


_KEY = re.compile(r"^\s*([A-Ga-g])\s*([#b\u266f\u266d]?)\s*(.*)$")
_MODES = {"": "major", "maj": "major", "m": "minor", "min": "minor"} | {
    mode: mode
    for mode in (
        "major", "minor", "ionian", "dorian", "phrygian", "phrygian dominant", "lydian", "mixolydian", "aeolian",
        "locrian",
    )
}  # fmt: skip


def _key(value: Any) -> str:
    """ "Am", "a minor" or "A min" -> "A minor"; "Bb" -> "Bb major"; "D Dorian" -> "D dorian"; anything else -> ""."""
    found = _KEY.match(str(value or ""))
    if not found:
        return ""
    tonic = found[1].upper() + found[2].replace("\u266f", "#").replace("\u266d", "b")
    mode = _MODES.get(" ".join(found[3].casefold().split()))
    return f"{tonic} {mode}" if mode else ""

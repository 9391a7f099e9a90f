"""Derive artist and title from a file's name, for files whose tags state none."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from data.text import clean

_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_BEHIND = r"(?:\s*[-\u2013\u2014.)\]\uff0e]\s*|\s+)(?=\S)"  # what separates a number from a name
_DISC_AND_TRACK = re.compile(  # "1-01 Opening", "CD1 - 03 Song", "d1t03 Song"
    rf"(?:\d{{1,2}}[-.]\d{{2}}(?!\d|-\d)|(?:cd|disc|disk)\s*\d{{1,2}}\W+\d{{1,3}}|d\d{{1,2}}t\d{{1,3}}){_BEHIND}",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[\[(]\d{1,3}[\])]\s*[-.]?\s*(?=\S)")
_PADDED = re.compile(rf"0\d{{1,2}}{_BEHIND}")  # "08 99 Problems"
_SEPARATED = re.compile(  # "3. Song", "12 - Song"
    r"\d{1,2}\s*[-\u2013\u2014.)](?=\s)\s*(?=\S)|\d{1,2}[.)\uff0e](?=[^\W\d])"
)
_SIDE = re.compile(r"[A-H]\d{1,2}(?:\s*[-.)]\s*|\s+)(?=\S)")  # "B2 Song", on a side of a record
_VIDEO = re.compile(r"\s*\[(?=[^\]]*[\d_-]|[^\]]+[A-Z])[\w-]{11}\]$")  # number that a download has behind its title
_BARE = re.compile(r"(\d{1,3})\s+(?=\S)")  # "3 Song", or "50 Cent"
_LEAST_NUMBERED = 3


def artist_and_title(path: Path) -> tuple[str, str]:
    """Return (artist, title) as given by a file's name; the artist is "" if the name has none.

    A leading number is a track number if it is padded ("01"), is followed by a separator, or if the files of the folder
    are numbered consecutively. Otherwise it is part of the artist or title ("50 Cent", "7 Seconds"). A number between
    artist and title ("Ann - Album - 01 - Song") and the album before it are left out.
    """
    stem = clean(_VIDEO.sub("", path.stem).replace("_", " ")) or "untitled"
    for pattern in (_DISC_AND_TRACK, _BRACKETED, _PADDED, _SEPARATED):
        if number := pattern.match(stem):
            stem = stem[number.end() :]
            break
    else:
        if (number := _BARE.match(stem)) and _numbered(path.parent):
            stem = stem[number.end() :]
            stem = re.sub(r"^[-\u2013\u2014]\s+", "", stem)
        elif (side := _SIDE.match(stem)) and _sided(path.parent):
            stem = stem[side.end() :]
    parts = [part for part in _DASH.split(stem) if part]
    if len(parts) >= 3 and re.fullmatch(r"\d{1,3}", parts[0]):  # "311 - Ann - Song": not an artist
        parts = parts[1:]
    for k in range(1, len(parts)):
        if k < len(parts) - 1 and re.fullmatch(r"\d{1,3}", parts[k]):
            return parts[0], " - ".join(parts[k + 1 :])
        if number := re.match(r"0\d{1,2}[.)]?\s+(?=\S)", parts[k]):
            return parts[0], " - ".join([parts[k][number.end() :], *parts[k + 1 :]])
    if len(parts) >= 2:
        return parts[0], " - ".join(parts[1:])
    return "", parts[-1] if parts else stem


def _numbered(folder: Path) -> bool:
    """Return whether the sound files of a folder are numbered consecutively."""
    stems = _stems(folder)
    numbers = sorted({int(found[1]) for stem in stems if (found := _BARE.match(stem.replace("_", " ")))})
    unnumbered = sum(not _BARE.match(stem.replace("_", " ")) for stem in stems)
    return (
        len(numbers) >= _LEAST_NUMBERED
        and unnumbered <= len(stems) // 5
        and numbers[-1] - numbers[0] < len(numbers) + max(1, len(numbers) // 5)
    )


def _sided(folder: Path) -> bool:
    """Return whether most sound files of a folder are numbered by sides of records: "A1", "A2", "B1"."""
    stems = _stems(folder)
    sided = {found[0] for stem in stems if (found := _SIDE.match(stem))}
    return len(sided) >= max(_LEAST_NUMBERED, len(stems) * 4 // 5)


def _stems(folder: Path) -> tuple[str, ...]:
    """Return the names of a folder's sound files, without endings."""
    try:
        stamp = os.stat(folder).st_mtime_ns
    except OSError:
        return ()
    return _stems_then(folder, stamp)


@lru_cache(maxsize=64)
def _stems_then(folder: Path, stamp: int) -> tuple[str, ...]:
    """Return the names of a folder's sound files.

    Results are cached by folder and `stamp`, the folder's time of change, so that a changed folder is read again.
    """
    del stamp
    from data.audio import ENDINGS

    try:
        names = os.listdir(folder)
    except OSError:
        return ()
    return tuple(stem for stem, ending in map(os.path.splitext, names) if ending.lower() in ENDINGS)

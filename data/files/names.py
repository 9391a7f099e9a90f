"""Derive artist and title from a file's name, for files whose tags state none."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from data.text import clean

_DASH = re.compile(r"\s+[-\u2013\u2014]\s+")
_DISC_AND_TRACK = re.compile(r"\d{1,2}[-.]\d{2,3}(?:\s*[-.)]\s*|\s+)(?=\S)")  # "1-01 Opening"
_PADDED = re.compile(r"0\d{1,2}(?:\s*[-.)]\s*|\s+)(?=\S)")  # "08 99 Problems"
_SEPARATED = re.compile(r"\d{1,2}\s*[-.)](?=\s)\s*(?=\S)|\d{1,2}[.)](?=[^\W\d])")  # "3. Song", "12 - Song"
_BARE = re.compile(r"(\d{1,3})\s+(?=\S)")  # "3 Song", or "50 Cent"
_LEAST_NUMBERED = 3


def artist_and_title(path: Path) -> tuple[str, str]:
    """Return (artist, title) as given by a file's name; the artist is "" if the name has none.

    A leading number is a track number if it is padded ("01"), is followed by a separator, or if the files of the folder
    are numbered consecutively. Otherwise it is part of the artist or title ("50 Cent", "7 Seconds").
    """
    stem = clean(path.stem.replace("_", " ")) or "untitled"
    for pattern in (_DISC_AND_TRACK, _PADDED, _SEPARATED):
        if number := pattern.match(stem):
            stem = stem[number.end() :]
            break
    else:
        if (number := _BARE.match(stem)) and _numbered(path.parent):
            stem = stem[number.end() :]
            stem = re.sub(r"^[-\u2013\u2014]\s+", "", stem)
    parts = [part for part in _DASH.split(stem) if part]
    if len(parts) >= 3 and re.fullmatch(r"\d{1,3}", parts[0]):  # "311 - Ann - Song": not an artist
        parts = parts[1:]
    if len(parts) >= 2:
        return parts[0], " - ".join(parts[1:])
    return "", parts[-1] if parts else stem


def _numbered(folder: Path) -> bool:
    """Return whether the sound files of a folder are numbered consecutively."""
    try:
        stamp = os.stat(folder).st_mtime_ns
    except OSError:
        return False
    return _numbered_then(folder, stamp)


@lru_cache(maxsize=64)
def _numbered_then(folder: Path, stamp: int) -> bool:
    """Return whether the files of a folder are numbered consecutively.

    Results are cached by folder and `stamp`, the folder's time of change, so that a changed folder is read again.
    """
    del stamp
    from data.audio import ENDINGS

    try:
        names = os.listdir(folder)
    except OSError:
        return False
    stems = [stem for stem, ending in map(os.path.splitext, names) if ending.lower() in ENDINGS]
    numbers = sorted({int(found[1]) for stem in stems if (found := _BARE.match(stem.replace("_", " ")))})
    unnumbered = sum(not _BARE.match(stem.replace("_", " ")) for stem in stems)
    return (
        len(numbers) >= _LEAST_NUMBERED
        and unnumbered <= len(stems) // 5
        and numbers[-1] - numbers[0] < len(numbers) + max(1, len(numbers) // 5)
    )

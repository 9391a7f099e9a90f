"""Artist and title out of a file's name, where its tags state none."""

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
    """Return what a file's name says: ("artist" or "", "title").

    A number in front is a track number where it is padded ("01"), has a separator of its own, or where the files of
    the folder are numbered one after the other. Otherwise it belongs to the name ("50 Cent", "7 Seconds").
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
    if len(parts) >= 3 and re.fullmatch(r"\d{1,3}", parts[0]):  # "311 - Ann - Song": nobody writes a number, an artist
        parts = parts[1:]
    if len(parts) >= 2:
        return parts[0], " - ".join(parts[1:])
    return "", parts[-1] if parts else stem


def _numbered(folder: Path) -> bool:
    try:
        stamp = os.stat(folder).st_mtime_ns
    except OSError:
        return False
    return _numbered_then(folder, stamp)


@lru_cache(maxsize=64)
def _numbered_then(folder: Path, stamp: int) -> bool:
    """Whether the sound files of a folder are numbered one after the other; `stamp` is the folder's time."""
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

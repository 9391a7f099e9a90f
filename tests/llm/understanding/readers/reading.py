"""Define tracks and requests for the tests of the readers, and short forms of what a reader finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from data.track import Known, Track
from llm.understanding.findings import Finding, Request
from retrieval.query import Hit

ARTISTS = ("Johann Sebastian Bach", "Erik Satie", "Scott Joplin", "Pyotr Ilyich Tchaikovsky", "Train")
ALBUMS = ("Kind of Blue", "Hark Demo: Celtic")


def track(rank: int, artist: str = "", **known: Any) -> Track:
    """Return a track of this rank with the facts in `known`."""
    year, duration = known.pop("year", None), known.pop("duration_s", 60.0 * rank)
    return Track(
        str(rank), Path(f"{rank}.flac"), Path(), f"Track {rank}", artist=artist, album="Kind of Blue", year=year,
        duration_s=duration, known=Known(**known),
    )  # fmt: skip


SHOWN = tuple(
    Hit(
        track(n, "Erik Satie" if n == 2 else "Scott Joplin", tempo_bpm=80.0 + 10 * n, key="D minor", year=1890 + n),
        0.5,
        n,
    )
    for n in range(1, 6)
)


def request(text: str, shown: tuple[Hit, ...] = (), asked_about: tuple[int, ...] = ()) -> Request:
    """Return a request to the library of these tests."""
    return Request.of(text, shown, asked_about, ARTISTS, ALBUMS)


def taken(reader: Callable[[Request], list[Finding]], text: str, shown: tuple[Hit, ...] = ()) -> list[str]:
    """Return the words that a reader's findings use, in the order of the findings."""
    return [text[a:b] for finding in reader(request(text, shown)) for a, b in finding.spans]


def values(reader: Callable[[Request], list[Finding]], text: str, shown: tuple[Hit, ...] = ()) -> dict[str, Any]:
    """Return the fields of `Filters` that a reader sets."""
    read = request(text, shown)
    return read.with_findings(reader(read)).stated()

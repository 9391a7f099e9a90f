"""Build the demo library: 234 tracks of music, rendered on the user's machine at the first run.

This package lists the tracks and writes them to a folder, with a `hark.json` that states the facts about each track.
The tunes are in the public domain; everything else is composed and arranged here. The sounds come from the soundfont
TimGM6mb (README.md).
"""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data.errors import UserError
from data.tags import read_sidecar

VERSION = "1"  # increase it when a recipe changes, so that existing files are rendered again
_MARKER = ".hark-demo-version"
_STALE_S = 600
_FIRST, _TOGETHER = 12, 36  # tracks after which `ready` is called the first time, and from then on
_ABOUT = (
    "Hark's demo library. Tunes in the public domain and pieces of Hark's own, rendered on this machine with the "
    "soundfont TimGM6mb."
)
# Rare scales are reported as the nearest well-known mode.
_PLAIN_MODES = {
    "blues": "major",
    "freygish": "phrygian dominant",
    "hirajoshi": "minor",
    "insen": "phrygian",
    "major pentatonic": "major",
    "minor pentatonic": "minor",
    "pelog": "phrygian",
}


@dataclass(frozen=True, slots=True)
class DemoTrack:
    """The stated facts of a demo track."""

    file: str  # name inside the folder
    title: str
    composer: str  # "Traditional", or "Hark" for pieces of our own
    album: str
    year: int | None  # of composition
    style: str
    instruments: tuple[str, ...]  # most prominent first
    tempo_bpm: int
    key: str  # "G major"
    mood: tuple[str, ...]
    description: str


@lru_cache(maxsize=1)
def _catalogue() -> tuple[DemoTrack, ...]:
    from data.demo.pieces import PIECES

    from .tunes import facts

    tracks = []
    for piece in PIECES:
        composer, year, key = facts(piece.tune) if piece.tune else ("Hark", None, piece.key)
        # Transposing a tune does not change its mode.
        tonic, mode = (piece.key or key).split(" ")[0], key.split(" ", 1)[1]
        style = piece.genre or piece.style
        tracks.append(
            DemoTrack(
                file=f"{_slug(piece.title)}.ogg",
                title=piece.title,
                composer=composer,
                album=f"Hark Demo: {style.title()}",
                year=year,
                style=style,
                instruments=tuple(dict.fromkeys(piece.cast)),
                tempo_bpm=piece.tempo,
                key=f"{tonic} {_PLAIN_MODES.get(mode, mode)}",
                mood=piece.mood,
                description=piece.description,
            )
        )
    return tuple(tracks)


def catalogue() -> list[DemoTrack]:
    """Return every track that `build` makes, in order, without rendering any."""
    return list(_catalogue())


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title.replace("'", "")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def build(
    folder: Path,
    *,
    workers: int = 2,
    progress: Callable[[int, int, str], None] | None = None,
    ready: Callable[[], None] | None = None,
) -> list[DemoTrack]:
    """Render all tracks that are missing in the folder.

    A track is written under a temporary name and renamed when complete, so that an interrupted build continues where it
    stopped. The samples of a track depend only on `VERSION` and on the machine's arithmetic.

    Args:
        folder: where to write; created if it does not exist.
        workers: number of processes; 1 renders in the current process.
        progress: called with (finished, total, title of the track just finished).
        ready: called when a first dozen tracks of different styles are finished, and after some more each time, but
            not at the end. The caller may index them meanwhile: the other processes go on rendering.

    Returns:
        the catalogue.

    Raises:
        UserError: the folder cannot be written, or the soundfont is missing.
    """
    tracks = catalogue()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(
            ".*.part"
        ):  # seconds; older temporary files are left by a killed build, younger ones may be in use
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink(missing_ok=True)
        marker = folder / _MARKER
        if not marker.is_file() or marker.read_text(encoding="utf-8").strip() != VERSION:
            for file in {track.file for track in tracks} | set(read_sidecar(folder)):
                (folder / Path(file).name).unlink(missing_ok=True)
            marker.write_text(VERSION + "\n", encoding="utf-8")
        missing = [index for index, track in enumerate(tracks) if not (folder / track.file).is_file()]
        done = len(tracks) - len(missing)
        _write_facts(folder, tracks)
        if progress and not missing:
            progress(done, len(tracks), "")
        announced, together = done, _FIRST
        for index in _finished(folder, _varied(missing), workers):
            done += 1
            if progress:
                progress(done, len(tracks), tracks[index].title)
            if ready and done - announced >= together and done < len(tracks):
                announced, together = done, _TOGETHER
                ready()
    except OSError as err:
        raise UserError(
            f"The demo library cannot be written to {folder}: {err.strerror or err}.",
            "Free some space (it takes about 150 MB), or choose a folder that you may write to.",
        ) from err
    return tracks


def _varied(missing: list[int]) -> list[int]:
    """Return the same numbers in another order: first a dozen from the whole list, in which neighbours are alike."""
    first = missing[:: max(len(missing) // _FIRST, 1)][:_FIRST]
    return first + [index for index in missing if index not in set(first)]


def _finished(folder: Path, missing: list[int], workers: int) -> Iterator[int]:
    """Render the missing tracks and yield the index of each when it is finished."""
    from .soundfont import timgm_path

    timgm_path()  # raises at once if the font is missing
    if workers <= 1 or len(missing) < 3:
        for index in missing:
            yield make(folder, index)
        return
    from .workers import share_out

    yield from share_out(folder, missing, workers)


def make(folder: Path, index: int) -> int:
    """Render one track of the catalogue into the folder and return its index."""
    from data.demo.pieces import PIECES

    from .arrange import render
    from .mixing import write_ogg

    path = folder / catalogue()[index].file
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write_ogg(unfinished, render(PIECES[index]))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return index


def _write_facts(folder: Path, tracks: list[DemoTrack]) -> None:
    facts = {
        track.file: {
            "title": track.title,
            "artist": track.composer,
            "album": track.album,
            "year": track.year,
            "style": track.style,
            "instruments": list(track.instruments),
            "tempo_bpm": track.tempo_bpm,
            "key": track.key,
            "mood": list(track.mood),
            "description": track.description,
        }
        for track in tracks
    }
    unfinished = folder / ".hark.json.part"
    unfinished.write_text(
        json.dumps({"about": _ABOUT, "tracks": facts}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    os.replace(unfinished, folder / "hark.json")

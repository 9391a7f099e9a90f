"""Text from tracks, requests and models as Markdown that shows exactly these characters and does nothing.

A title may hold an image whose address carries a query away, a link, an icon name or a formula: on the page
it is letters. This module owns escaping and the form of citations. It never decides what is said or cited,
and what is stored and sent stays raw: escape at display only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from data.text import clean, clock
from data.track import Track
from retrieval.query import Hit

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # all that CommonMark lets a backslash make literal
# Streamlit replaces these after parsing (`:smile:`, `:material/home:`, bare addresses, arrows), where a
# backslash is gone already. A word joiner breaks the pattern; it has no width and forbids a line break.
_ACTIVE = re.compile(r"(:(?=\S)|@(?=\w)|www(?=\.)|-(?=[->])|<(?=-)|>(?==)|<(?==)|~(?==))", re.IGNORECASE)
_JOINER = "\u2060"
_BOLD = re.compile(r"\\\*\\\*(?=\S)(.{1,200}?)(?<=\S)\\\*\\\*")
_BULLET = re.compile(r"^\\[-*] ")
_CITATION = re.compile(r"\[(\d{1,3})\]")
_TITLE_LIMIT = 34  # characters of a title in a citation; a whole line of them cannot be read past


def literal(text: object, limit: int = 300) -> str:
    """One line of Markdown that renders as the characters of `text`, cut to `limit` with an ellipsis."""
    line = clean(text, limit + 1)
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _PUNCTUATION.sub(r"\\\1", _ACTIVE.sub(r"\1" + _JOINER, line))


def sentence(text: str) -> str:
    """A message of Hark's own: literal, but for `commands` between back-ticks, which show as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # an odd back-tick is a character like any other
        return literal(text, 600)
    return "".join(
        f" `{clean(p)}` " if i % 2 else literal(p, 600) + " " * p.endswith(" ") for i, p in enumerate(parts)
    ).strip()


def answer(text: str, hits: Sequence[Hit], anchor: str) -> str:
    """An answer as Markdown: paragraphs, bullets and bold stay, all else is literal, citations become chips.

    A chip leads to its track's card; the first that names a track carries its title, because the writers
    never do. A citation of a track that was not shown is left out.

    Args:
        text: the answer, with [n] citing the track of rank n.
        hits: the tracks that were shown.
        anchor: what the cards' anchors begin with, before the rank.
    """
    titles = {hit.rank: hit.track.title for hit in hits}
    named: set[int] = set()

    def chip(rank: int) -> str:
        if rank not in titles:
            return ""
        title = "" if rank in named else " " + literal(titles[rank], _TITLE_LIMIT)
        named.add(rank)
        return f"[:primary-badge[{rank}{title}]](#{anchor}{rank})"

    lines = []
    for line in text.splitlines():
        parts = _CITATION.split(line)  # words, number, words, number, ...
        done = "".join(chip(int(p)) if i % 2 else _spaced(p) for i, p in enumerate(parts))
        lines.append(_BULLET.sub("- ", _BOLD.sub(r"**\1**", done)))
    return "\n".join(lines)


def figures(track: Track, escaped: Callable[[object, int], str]) -> list[str]:
    """Who, what, when, how long, how fast, in which key, as far as it is known."""
    said = [escaped(track.artist, 60), escaped(track.known.style, 40), str(track.year or ""), clock(track.duration_s)]
    said += [f"{track.tempo_bpm:.0f} bpm" if track.tempo_bpm else "", escaped(track.key, 20)]
    return [figure for figure in said if figure]


def facts(hit: Hit) -> str:
    """What is known of a track, else what is heard in it, and which of its names were asked for; small grey lines."""
    track = hit.track
    lines = [" · ".join(figures(track, literal))]
    if track.known.instruments:
        lines.append(literal(", ".join(track.known.instruments), 90))
    elif hit.heard:  # where someone has stated the instruments, a guess beside them helps nobody
        lines.append(f"sounds like {literal(', '.join(name for name, _ in hit.heard[:3]), 90)}")
    if hit.words:
        lines.append(f"named in the request: {' and '.join(hit.words)}")
    return "  \n".join(f":small[:gray[{line}]]" for line in lines)


def evidence(hit: Hit) -> str:
    """What is heard in a track, how surely, and where it fits best; small lines."""
    lines = []
    if hit.heard:
        lines.append("Heard: " + ", ".join(f"{literal(name, 40)} :gray[{sure:.0%}]" for name, sure in hit.heard[:6]))
    if standing := _standing(hit):
        lines.append(standing)
    if hit.start_s >= 1:
        lines.append(f"Fits best from {clock(hit.start_s)}; the player starts there")
    if hit.track.album:
        lines.append(f"On {literal(hit.track.album, 80)}")
    if also := [track.path.suffix.lstrip(".").upper() for track in hit.copies]:
        lines.append(f"Also here as {', '.join(literal(kind, 10) for kind in also)}")
    return "  \n".join(f":small[{line}]" for line in lines)


_STANDS = {  # a measured fact -> what most of it and least of it are called
    "loudness_db": ("louder", "quieter"),
    "tempo_bpm": ("faster", "slower"),
    "brightness_hz": ("brighter", "darker in tone"),
    "density": ("busier", "sparser"),
}


def _standing(hit: Hit) -> str:
    """Where a track lies far out in its library: "Louder than 92 % of your music and slower than 85 %"."""
    far = [(name, share) for name, share in hit.percentiles if name in _STANDS and abs(share - 0.5) >= 0.3]
    far.sort(key=lambda fact: -abs(fact[1] - 0.5))
    said = [
        f"{_STANDS[name][share < 0.5]} than {min(99, round(100 * max(share, 1 - share)))} %" for name, share in far[:2]
    ]
    if not said:
        return ""
    said[0] += " of your music"
    return " and ".join(said).capitalize()


def plain_path(path: Path) -> str:
    """A file's path as text to copy; bytes that are no text show as such."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def plural(count: int, thing: str) -> str:
    """ "1 track", "1,200 tracks"."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def folder_names(folders: Sequence[str]) -> dict[str, str]:
    """Each folder's name, longer where two have the same, so that every name means one folder."""
    names = {}
    for folder in folders:
        parts, count = Path(folder).parts, 1
        while count < len(parts) and sum(Path(f).parts[-count:] == parts[-count:] for f in folders) > 1:
            count += 1
        names[folder] = plain_path(Path(*parts[-count:])) if parts else folder
    return names


class Pace(Protocol):
    """How a run gets on (`retrieval.indexing.job.IndexJob`)."""

    done: int
    total: int
    tracks_per_s: float | None
    seconds_left: float | None
    paused: bool


def pace(job: Pace) -> str:
    """How far a run is, how fast, and how long it will yet take."""
    said = [f"{job.done:,} of {job.total:,}"]
    if job.paused:
        return said[0] + " · paused"
    if job.tracks_per_s:
        said.append(f"{job.tracks_per_s:.1f} a second" if job.tracks_per_s < 10 else f"{job.tracks_per_s:.0f} a second")
    if job.seconds_left is not None:
        left = job.seconds_left
        said.append(
            f"{left:.0f} s left"
            if left < 90
            else f"{left / 60:.0f} min left"
            if left < 5400
            else f"{left / 3600:.1f} h left"
        )
    return " · ".join(said)


def _spaced(text: str) -> str:
    """`literal` keeps no spaces at the ends, where a citation adjoins."""
    before, after = " " * (text[:1].isspace()), " " * (text[-1:].isspace())
    return before + literal(text, 20_000) + after if text.strip() else " " * bool(text)

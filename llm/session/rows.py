"""Convert the tracks of a turn to JSON values for the page's script, which draws them as rows and plays them.

Nothing is escaped here, because the script inserts every text as plain text and never as markup.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from data.lyrics import HEARD
from data.text import clean, clock
from data.track import Track
from data.vocabulary.concepts import concept
from data.vocabulary.pace import fits_pace
from data.vocabulary.relations import members
from llm.answering.measured import measured
from llm.plan import Plan, day, is_clip
from retrieval.query import Filters, Hit, Presence, Sung
from retrieval.search.evidence import Facts, audible

_WINDOW_S = 10.0  # longest part of a track that one window stands for
_AT_ALL, _CLEARLY = 1.5, 0.5  # standard deviations: least for a part to match, and most below the clearest part
_LEVEL_DB = -22.0  # mean level to which louder tracks are turned down
_PARTS = 3  # of a reason
_LONGEST_QUOTE = 70  # characters of a line in a reason
Spans = tuple[tuple[float, float], ...]
_LONGEST = 300  # characters of a title; the page shortens it on a line and has the whole in a tooltip


def row(
    hit: Hit, plan: Plan, find: Callable[[str], Track | None], spans: Callable[[Track, tuple[str, ...]], Spans]
) -> dict[str, Any]:
    """Return a hit as JSON values.

    Args:
        hit: the hit to show.
        plan: the plan of the turn.
        find: returns the track that has this id in the library now, or None.
        spans: returns the parts of a track in which some concepts are heard; see `heard_spans`.

    Returns:
        a dictionary with these entries:
        id, rank, title, artist, album, path.
        seconds: the length of the track.
        start: the time in seconds at which the request fits best.
        lit: the parts that match the request, as (start, end) in seconds.
        gain: the factor, 0..1, that brings all tracks to about the same loudness.
        reason: why the track was found.
        sure: whether there is any evidence that the track fits the request.
        gone: whether the track has left the library.
        facts: lines for the menu of the track.
    """
    now = find(hit.track.track_id)
    track = now or hit.track
    reason, sure = reason_for(hit, plan, find)
    return {
        "id": track.track_id,
        "rank": hit.rank,
        "title": clean(track.title, _LONGEST),
        "artist": clean(track.artist, _LONGEST),
        "album": clean(track.album, _LONGEST),
        "seconds": round(track.duration_s, 2),
        "start": round(hit.start_s, 2),
        "lit": spans(now, audible(plan.wanted)) if now else (),
        "gain": gain(track),
        "reason": reason,
        "sure": sure,
        "gone": now is None,
        "facts": facts(hit),
        "path": plain_path(track.path),
    }


def heard_spans(presences: Sequence[Presence]) -> Spans:
    """Return the parts of a track in which one of some concepts is heard clearly.

    Only parts in which it is heard about as clearly as anywhere in the track are returned.

    Args:
        presences: for each concept, how clearly it is heard over time.

    Returns:
        (start, end) of each part in seconds, in order; () if no part stands out.
    """
    found: list[tuple[float, float]] = []
    for presence in presences:
        clear = max((deviation for _, deviation in presence.windows), default=0.0) - _CLEARLY
        starts = [start for start, _ in presence.windows]
        ends = [*starts[1:], starts[-1] + _WINDOW_S] if starts else []
        found += [
            (round(start, 2), round(min(end, start + _WINDOW_S), 2))
            for (start, deviation), end in zip(presence.windows, ends, strict=True)
            if deviation >= max(clear, _AT_ALL)
        ]
    joined: list[tuple[float, float]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def gain(track: Track) -> float:
    """Return the factor, at most 1, that lowers the volume of a track so that all tracks sound about equally loud."""
    level = track.measured.loudness_db
    return 1.0 if level is None else round(min(10 ** ((_LEVEL_DB - level) / 20), 1.0), 3)


def _fact_asked(track: Track, ask: str) -> str:
    """Return the fact that a question about the library asks for, as text for a row: "124 bpm". "" if it is unknown."""
    match ask:
        case "fastest" | "slowest":
            return f"{track.tempo_bpm:.0f} bpm" if track.tempo_bpm else ""
        case "oldest" | "newest":
            return str(track.year or "")
        case "rated" | "lowest rated":
            return f"{track.known.rating:g} stars" if track.known.rating else ""
        case "loudest" | "quietest":
            return f"{track.measured.loudness_db:.1f} dB" if track.measured.loudness_db is not None else ""
        case "energetic" | "calmest":
            return f"energy {100 * track.measured.energy:.0f} %" if track.measured.energy is not None else ""
        case "largest" | "smallest":
            return f"{track.size_bytes / 10**6:.1f} MB"
        case "added" | "first added":
            return f"added {day(track.added_at)}"
        case "most played" | "least played" | "last played" | "unplayed":
            return f"last played {day(track.played_at)}" if track.played_at else "not played here yet"
    return clock(track.duration_s)


def reason_for(hit: Hit, plan: Plan, find: Callable[[str], Track | None]) -> tuple[str, bool]:
    """Return why a hit was found, and whether there is any evidence that it fits the request.

    Each part of the reason names its source: a tag, what the encoder hears and how surely, a measurement, the title, or
    the track that the request refers to.

    Returns:
        (reason, whether there is evidence).
    """
    if plan.library_question is not None:
        return _fact_asked(find(hit.track.track_id) or hit.track, plan.library_question.ask), True
    if plan.surprise is not None and not plan.wanted:
        return "drawn at random", True
    facts_, heard = Facts.of(hit), dict(hit.heard)
    wishes = audible(plan.wanted) or plan.wanted
    parts: list[str] = []
    missing: list[str] = []
    by_ear = False
    if hit.sung is not None and hit.sung.line:
        parts.append(_line(hit.sung))
    for name in wishes:
        sure = max((heard.get(member, 0.0) for member in members(name)), default=0.0)
        match facts_.evidence(name):
            case "known" if fits_pace(name, facts_.tempo):
                parts.append(f"{name}, {facts_.tempo} bpm")
            case "known":
                alone = sure >= 0.5 and len(wishes) == 1  # with several wishes the line has no room for it
                parts.append(f"{name} (tag), heard {_percent(sure)}" if alone else f"{name} (tag)")
                by_ear = True
            case "heard":
                parts.append(f"{name}, heard {_percent(sure)}")
                by_ear = True
            case "near":
                parts.append(f"close to {name} (tag)")
            case _ if measured(hit, name) is not None:
                parts.append(f"{name} (measured)")
            case _ if name not in plan.either and name in audible((name,)):
                missing.append(name)
    parts += [f"{tag} (tag)" for tag in hit.tags if not any(tag in part for part in parts)]
    parts += hit.words
    supported = bool(parts or not wishes)  # what sounds alike or passes a filter need not be what was asked for
    if missing and not parts and (plan.like or plan.path):  # first, because a narrow row cuts the end off
        parts.append(_absent(_clearest(missing)))
        missing = []
    parts += _measured(hit.track, plan.in_force)
    for liked in plan.like:
        if is_clip(liked):
            parts.append("sounds like your clip")
        elif track := find(liked):
            parts.append(f"sounds like {clean(track.title, 60)}")
    if plan.path:
        names = [clean(track.title, 40) for ids in plan.path for i in ids[:1] if (track := find(i))]
        here = [place for place, ids in zip(("begins", "ends"), plan.path, strict=False) if hit.track.track_id in ids]
        if here:
            parts.append(f"where the way {here[0]}")
        elif len(names) == len(plan.path):
            parts.append(f"between {names[0]} and {names[1]}")
    if not parts and plan.unwanted and not wishes:
        absent = [name for name in plan.unwanted if facts_.decide(name) and not facts_.objection(name)]
        parts += [f"no {name} (tags)" for name in absent[:2]]
    if not parts and missing:
        return f"{_absent(_clearest(missing))}; near in sound", supported
    if not parts:
        parts, by_ear = ["near in sound"], True
    last = [_absent(_clearest(missing))] if missing else []
    if by_ear and hit.start_s >= 1 and not last:
        last = [f"from {clock(hit.start_s)}"]
    return clean(", ".join([*parts[: _PARTS - len(last)], *last]), 160), supported


def _clearest(missing: Sequence[str]) -> str:
    """Return the wanted concept whose absence is heard most clearly: an instrument, if there is one."""
    return next((name for name in missing if (found := concept(name)) and found.kind == "instrument"), missing[0])


def _line(sung: Sung) -> str:
    """Return the line of the lyrics that matched, with its source and its time in the track.

    Example: "“Rain on the roof” (words, 0:42)".
    """
    source = "words heard" if sung.source == HEARD else "words" if sung.sure else "words, near in meaning"
    when = f", {clock(sung.start_s)}" if sung.start_s is not None else ""
    return f"\u201c{clean(sung.line, _LONGEST_QUOTE)}\u201d ({source}{when})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _measured(track: Track, filters: Filters) -> list[str]:
    """Return the facts of a track, in words, that the filters of a request limit, such as its tempo."""
    said = []
    if (filters.tempo_min or filters.tempo_max) and track.tempo_bpm:
        said.append(f"{track.tempo_bpm:.0f} bpm")
    if filters.key and track.key:
        said.append(track.key)
    if (filters.year_min or filters.year_max) and track.year:
        said.append(str(track.year))
    return said


def facts(hit: Hit) -> list[str]:
    """Return the tags and measurements of a track, and what the encoder hears, as lines for the track's menu."""
    track = hit.track
    known = [
        track.known.style,
        str(track.year or ""),
        f"{track.tempo_bpm:.0f} bpm" if track.tempo_bpm else "",
        track.key,
    ]
    lines = [" · ".join(clean(value, 40) for value in known if value)]
    lines.append(clean(", ".join(track.known.instruments), 120))
    if hit.heard:
        lines.append("Heard: " + ", ".join(f"{clean(name, 40)} {_percent(sure)}" for name, sure in hit.heard[:6]))
    lines.append(_standing(hit))
    lines.append(f"On {clean(track.album, 80)}" if track.album else "")
    if also := [copy.path.suffix.lstrip(".").upper() for copy in hit.copies]:
        lines.append(f"Also here as {', '.join(clean(kind, 10) for kind in also)}")
    return [line for line in lines if line]


_EXTREMES = {  # measured fact: (adjective for a high value, adjective for a low value)
    "loudness_db": ("louder", "quieter"),
    "tempo_bpm": ("faster", "slower"),
    "brightness_hz": ("brighter", "darker in tone"),
    "density": ("busier", "sparser"),
}


def _standing(hit: Hit) -> str:
    """Return a text with up to two measurements that are higher or lower than in four fifths of the library, or ""."""
    far = [(name, share) for name, share in hit.percentiles if name in _EXTREMES and abs(share - 0.5) >= 0.3]
    far.sort(key=lambda fact: -abs(fact[1] - 0.5))
    said = [
        f"{_EXTREMES[name][share < 0.5]} than {min(99, round(100 * max(share, 1 - share)))} %"
        for name, share in far[:2]
    ]
    if not said:
        return ""
    said[0] += " of your music"
    return " and ".join(said).capitalize()


def plain_path(path: Path) -> str:
    """Return a path as text that the user can copy.

    A byte that is not UTF-8 is written as a backslash, an "x" and two hexadecimal digits.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def total(hits: Sequence[Hit]) -> str:
    """Return the number of tracks and their total length: "8 tracks · 3:42"."""
    count = len(hits)
    return f"{count} track{'s' * (count != 1)} · {clock(sum(hit.track.duration_s for hit in hits))}"


def shape(hits: Sequence[Hit]) -> dict[str, Any] | None:
    """Return the energy of a list over time as JSON values for the page's script.

    Returns:
        "steps", (length in seconds, energy 0..1 or None) of each track, and "label", the same in words; None for fewer
        than three tracks, or if no energy is known.
    """
    steps = [(round(hit.track.duration_s, 1), hit.track.measured.energy) for hit in hits]
    known = [energy for _, energy in steps if energy is not None]
    if len(steps) < _FEWEST_STEPS or not known:
        return None
    third = max(len(known) // 3, 1)
    parts = (known[:third], known[third:-third] or known, known[-third:])
    said = ", ".join(f"{name} {_percent(sum(part) / len(part))}" for name, part in zip(_PLACES, parts, strict=True))
    return {"steps": steps, "label": f"Energy over time: {said}"}


_FEWEST_STEPS = 3
_PLACES = ("beginning", "middle", "end")


def _absent(name: str) -> str:
    """Return words for a wanted concept of which a track shows nothing: "no sign of harp", "not found to be warm"."""
    found = concept(name)
    return f"not found to be {name}" if found and found.kind in ("mood", "texture") else f"no sign of {name}"

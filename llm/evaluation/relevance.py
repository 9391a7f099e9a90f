"""Find the tracks that are relevant to a test request, by facts stated in their tags and not by a search.

A rule is a list of terms that must all be true: "a|b" means a or b, "-a" means not a, "@set" means any fact of a named
set (llm/evaluation/requests/README.md). A term about a fact that no tag states is false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from data.text import fold
from data.track import Track

Sets = Mapping[str, Sequence[str]]

_COMPARED = re.compile(r"(tempo|year|duration)(<=|>=|<|>|=)(\d+)")
_NAMED = re.compile(r"(key|artist|album|title)=(.+)")
_KIND = re.compile(r"(style|instrument|mood):(.+)")


def relevant(rule: Iterable[str], tracks: Iterable[Track], sets: Sets) -> list[str]:
    """Return the ids of the tracks for which every term of the rule holds."""
    terms = list(rule)
    return [t.track_id for t in tracks if all(holds(term, t, sets) for term in terms)]


def holds(term: str, track: Track, sets: Sets) -> bool:
    """Return whether one term ("a", "a|b" or "-a|-b") is true of a track.

    A term without a prefix such as "style:" must equal the whole name of a stated instrument, mood or style.

    Raises:
        KeyError: the term names a set that does not exist.
    """
    if "|" in term:
        parts = term.split("|")
        if all(part.startswith("-") for part in parts):  # "-organ|-church organ": neither
            return all(holds(part, track, sets) for part in parts)
        return any(holds(part, track, sets) for part in parts)
    if term.startswith("-"):
        return not holds(term[1:], track, sets)
    if term.startswith("@"):
        return any(holds(name, track, sets) for name in sets[term[1:]])
    if compared := _COMPARED.fullmatch(term):
        return _compare(track, *compared.groups())
    if named := _NAMED.fullmatch(term):
        return _name(track, *named.groups())
    kind, name = (kinded[1], kinded[2]) if (kinded := _KIND.fullmatch(term)) else ("", term)
    known = track.known
    return (
        (kind in ("", "style") and known.style == name)
        or (kind in ("", "instrument") and name in known.instruments)
        or (kind in ("", "mood") and name in known.mood)
    )


def negated(rule: Iterable[str]) -> list[str]:
    """Return the terms that a rule negates, without their minus signs."""
    gone: list[str] = []
    for term in rule:
        parts = term.split("|")
        if all(part.startswith("-") for part in parts):
            gone += [part[1:] for part in parts]
    return gone


def _compare(track: Track, field: str, sign: str, limit: str) -> bool:
    value = {"tempo": track.known.tempo_bpm, "year": track.year, "duration": track.duration_s}[field]
    if value is None:
        return False
    bound = float(limit)
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound, "=": value == bound}[
        sign
    ]


def _name(track: Track, field: str, wanted: str) -> bool:
    if field == "key":
        key = plain(track.known.key)
        return key.endswith(f" {wanted}") if wanted in ("major", "minor") else key == plain(wanted)
    text = plain({"artist": track.artist, "album": track.album, "title": track.title}[field])
    return text == plain(wanted) if field == "title" else plain(wanted) in text


def plain(text: str) -> str:
    """Return a text in lower case, without accents and without space around it."""
    return fold(text).strip()

"""Find out from tags and titles what kind of version a track is: a live recording, a demo, a remix, ..."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .text import fold

# Each kind of version: the words for it in brackets, after a dash, or in a tag.
_WORDS = {
    "live": r"live|unplugged|in concert|en vivo|en directo|en concert|en public|ao vivo",
    "demo": r"demos?|rough mix|home recording",
    "remix": r"(?:re|club |dub |dance |vip )mix|remixed|re-?work|bootleg|mash-?up",
    "remaster": r"remaster(?:ed)?|\d{4} remaster",
    "acoustic": r"acoustic|akustik|acustic[oa]|acoustique|unplugged",
    "instrumental": r"instrumental",
    "extended": r"extended|12(?:\"|''|-inch| inch)",
    "edit": r"(?:radio|single|album|video) (?:edit|version|mix)|edit",
    "alternate": r"alternat(?:e|ive)|outtake|take \d+",
    "cover": r"cover(?:ed)?(?: version)?",
    "karaoke": r"karaoke|backing track",
}
KINDS = (*_WORDS, "compilation")
_PATTERNS = {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in _WORDS.items()}
# The parts of a title that state a version: in brackets, or after a dash with spaces around it.
_ASIDE = re.compile(r"[(\[{]([^)\]}]{1,80})[)\]}]|\s[-\u2013\u2014]\s([^-]{1,60})$")
_LIVE_ALBUM = re.compile(
    r"^live (?:at|in|from|on)\b|\blive (?:at|in|from) \w|[(\[]live\b|\bunplugged\b|\bin concert$| live$"
)


def versions_of(
    title: str, album: str = "", stated: Iterable[str] = (), types: Iterable[str] = (), *, compilation: bool = False
) -> tuple[str, ...]:
    """Return the kinds of version that a track is, in the order of `KINDS`; () for a plain studio recording.

    Only a bracket or what follows a dash in a title states a version: "Song (Live in Rome)" is a live recording, but
    "Live and Let Die" is not.

    Args:
        title, album: as in the tags.
        stated: values of tags for the version or subtitle.
        types: release types, as MusicBrainz Picard writes them: "album", "live", "compilation".
        compilation: whether a tag marks the album as a compilation.
    """
    asides = [a or b for a, b in _ASIDE.findall(fold(title))]
    said = [*asides, *(fold(text) for text in stated)]
    kinds = {kind for kind, pattern in _PATTERNS.items() if any(pattern.search(text) for text in said)}
    kinds |= {kind for text in types for kind in KINDS if kind in re.split(r"[\W_]+", fold(text))}
    if _LIVE_ALBUM.search(fold(album)):
        kinds.add("live")
    if compilation:
        kinds.add("compilation")
    return tuple(kind for kind in KINDS if kind in kinds)

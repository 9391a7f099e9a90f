"""Make suggested requests for the empty page from the tags of the library, so that each request finds tracks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.text import clean
from data.track import Track
from data.vocabulary.concepts import recognise

_READ = 400  # tracks whose tags are read, spread over the library
_NAME = 40  # characters of a title or artist in a suggestion


def suggestions(tracks: Sequence[Track]) -> tuple[str, ...]:
    """Return up to six requests about some tracks.

    They are made from tags; in a library without tags, they ask about sound, artists and titles.
    """
    count = len(tracks)
    sample = [tracks[i] for i in range(0, count, max(count // _READ, 1))] if count else []
    instruments = Counter(
        name for track in sample for text in track.known.instruments if (name := _known(text, "instrument"))
    )
    moods = Counter(
        (mood, style)
        for track in sample
        if (style := _known(track.known.style, "genre"))
        for text in track.known.mood
        if (mood := _known(text, "mood"))
    )
    styles = Counter(style for track in sample if (style := _known(track.known.style, "genre")))
    played = _distinctive(instruments, len(sample))
    said: list[str] = []
    if played:
        said.append(f"A song with {_article(played[0])}")
    taken: set[str] = set()
    for (mood, style), times in moods.most_common():
        if times >= 2 and mood not in taken and style not in taken and len(said) < 3:
            said.append(f"{mood.capitalize()} {style}")
            taken |= {mood, style}
    short = [s for s, times in styles.most_common() if times >= 3 and s not in taken]
    if short:
        brief = all(track.duration_s < 60 for track in sample)
        said.append(f"Three {short[0]} pieces under {'a minute' if brief else 'five minutes'}")
    if quiet := next((name for name in played[1:] if name != "drums"), ""):
        said.append(f"{quiet.capitalize()} without drums")
    if not said:
        said += ["Something calm", "Something fast, with drums"]
        artists = Counter(track.artist for track in sample if track.artist)
        if len(artists) > 1:
            said.append(f"By {clean(artists.most_common(1)[0][0], _NAME)}")
    if sample:
        said.append(f"Something like “{clean(sample[len(sample) // 2].title, _NAME)}”")
    return (*said[:5], "Surprise me")


def _known(tag: str, kind: str) -> str:
    """Return the name of the concept of this kind that a tag states; "" if there is none."""
    found = recognise(tag)
    return found.name if found and found.kind == kind else ""


def _distinctive(counts: Counter[str], of: int) -> list[str]:
    """Return the names that are neither rare nor on more than every eighth track, the most frequent first.

    Args:
        counts: the number of tracks with each name.
        of: the number of all tracks.
    """
    between = [name for name, times in counts.most_common() if 2 <= times <= max(of / 8, 3)]
    return between or [name for name, _ in counts.most_common()]


def _article(name: str) -> str:
    return name if name.endswith("s") else f"{'an' if name[0] in 'aeiou' else 'a'} {name}"

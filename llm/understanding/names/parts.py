"""Find artists and albums of a library by a part of their names, or by a name with typing errors."""

from __future__ import annotations

import re
from functools import lru_cache

from data.text import fold
from data.vocabulary.concepts import recognise
from data.vocabulary.mentions import mentions

NO_NAMES = frozenset("traditional unknown various anonymous artist artists anon folk hark".split())
MOST_NAME_WORDS = 4  # of an artist that is named by a part of the name


@lru_cache(maxsize=4)
def people(artists: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Map the names of artists, and parts of these names, to the artists.

    Args:
        artists: all artist names in the library.

    Returns:
        folded name or part -> (name in the library, name to filter by).
    """
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(artists):
        parts = [part.strip(".,") for part in fold(name).split()]
        if not 2 <= len(parts) <= 6 or NO_NAMES & set(parts) or {"the", "and", "of"} & set(parts):
            continue
        found[" ".join(parts)] = (name, name)
        surname = next((p for p in reversed(parts) if not _GENERATION.fullmatch(p)), "")
        if len(surname) >= 4 and recognise(surname) is None:
            found.setdefault(surname, (name, surname.title()))
        for start in range(1, len(parts) - 1):  # "sebastian bach"
            found.setdefault(" ".join(parts[start:]), (name, " ".join(parts[start:]).title()))
        if surname != parts[-1]:  # "johann strauss" of "Johann Strauss II"
            found.setdefault(" ".join(parts[:-1]), (name, " ".join(parts[:-1]).title()))
    return found


_GENERATION = re.compile(r"[ivx]+|jr\.?|sr\.?")


def nearest_artist(said: list[str], artists: frozenset[str]) -> tuple[str, str] | None:
    """Return the artist whose name, or part of a name, these words are; they may contain typing errors.

    Args:
        said: the words, folded.
        artists: all artist names in the library.

    Returns:
        (name in the library, part of it to filter by); None if there is none or if the name contains a concept.
    """
    if not 1 <= len(said) <= MOST_NAME_WORDS or not artists:
        return None
    known = people(artists)
    name = " ".join(said)
    if name not in known and len(name) >= 6:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(name, known.keys(), scorer=OSA.distance, score_cutoff=1 if len(name) < 9 else 2)
        name = str(near[0]) if near and near[0][0] == name[0] else name
    found = known.get(name)
    return None if found is None or mentions(found[0]) else found


@lru_cache(maxsize=4)
def _titles(albums: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return (folded title -> title, set of all words in the titles)."""
    whole = {" ".join(fold(name).split()): name for name in albums}
    return whole, frozenset(word.strip(".,:") for name in whole for word in name.split())


def known_album(name: str, albums: frozenset[str], *, exact: bool = False) -> str | None:
    """Return the album of the library with this title; without `exact`, a similar title is enough. Else None."""
    whole, said = _titles(albums)
    wanted = fold(name).split()
    if not wanted:
        return None
    if " ".join(wanted) in whole:
        return whole[" ".join(wanted)]
    if all(word in said for word in wanted) and any(len(word) >= 3 for word in wanted):
        return name.strip().title() if name == name.lower() else name.strip()
    if exact:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extractOne(" ".join(wanted), whole.keys(), scorer=OSA.distance, score_cutoff=1 + len(name) // 12)
    return whole[near[0]] if near and len(name) >= 6 else None

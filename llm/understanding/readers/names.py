"""Whose music, and from which album: names in a request.

A name that the library has is recognised wherever it stands as a name ("some Chopin", "de Satie", "the Bach
ones"); one that it does not have only after "by". A name that something is merely compared to ("in the style
of Bach", "Satie-like") or that is refused is no condition.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from data.text import fold
from data.vocabulary.concepts import phrases
from data.vocabulary.mentions import mentions, tokens

Span = tuple[int, int]

_BY = re.compile(
    r"(?<!')\b(?:by|von|composed by|written by|performed by|recorded by|compuest[oa] por|compose(?:e)? par|"
    r"komponiert von)"
    r"\s+(?:the artist |the composer |the band )?",
    re.IGNORECASE,
)
_NAME_END = re.compile(
    r"\s*(?:(?:[,;!?()\"]|(?<=\w\w)\.(?=\W|$))|\b(?:and|or|but|with|without|from|in|that|which|for|to|at|"
    r"of the \d|under|over|on|"
    r"about|please|who|"
    r"is|are|it|no|not|like|und|mit|ohne|avec|sans|con|sin|only|instead|slower|faster|tracks?|songs?|pieces?)\b|#|$)",
    re.IGNORECASE,
)
_NEVER_NAMES = frozenset(
    "a an the my me myself our us your you her his him them their this that these those it its night day far now then "
    "foot train bus car bike boat "
    "ear hand heart chance itself himself herself themselves somebody nobody everyone everybody anybody others another "
    "someone anyone any some accident default mistake candlelight sea fire "
    "fireside fireplace side one two women men woman man girl girls boys kids children people mood genre tempo bpm key "
    "year name popular hard a".split()
)
_PLAYED_BY = re.compile(
    r"\b(?:played|sung|led|driven|accompanied|inspired|backed|carried|dominated|followed|done|used|loved|"
    r"step|one|bit|little|side|come|comes|came|go|goes|going|went|travel|travels|arrive|arrives|leave|leaves|home|in|out|"
    r"there)\s*$",
    re.IGNORECASE,
)


def read_names(
    request: str, text: str, artists: Collection[str], albums: Collection[str]
) -> Iterator[tuple[Span, dict[str, Any]]]:
    """The album and the artist that a request names, with their places.

    Args:
        request: as it was written: capitals tell names.
        text: the same, folded, with "#" where other readers took words.
        artists: the library's artist names.
        albums: the library's album titles.
    """
    album = _album(request, text, albums)
    if album:
        yield album
        start, end = album[0]
        text = text[:start] + "#" * (end - start) + text[end:]
    artist = _library_artist(request, text, artists) or _artist_after_by(request, text, artists)
    if artist:
        yield artist


def prepare(artists: frozenset[str], albums: frozenset[str]) -> None:
    """Index names before a request needs them: half a second for fifty thousand."""
    _people(artists), _single(artists), _index(artists), _index(albums)


_ALBUM = re.compile(
    r"(?:\b(?:from|on|off|aus|von|de|du|del)\s+(?:the |dem |el |l')?)?\balbum\b\s*:?\s*(?:called |named |titled |=)?\s*"
)
_ALBUM_AFTER = re.compile(r"(?P<name>[^,;!?()]{2,60}?)\s+(?:album|record|lp|cd|ep)\b")


def _album(request: str, text: str, albums: Collection[str]) -> tuple[Span, dict[str, Any]] | None:
    for match in _ALBUM.finditer(text):
        rest = request[match.end() :]
        quoted = re.match(r"[\"“«']([^\"”»']{2,80})[\"”»']", rest)
        end = len(rest) if ":" in rest else _end_of_name(rest)
        name = quoted[1] if quoted else rest[:end].strip(" .!?")
        known = _known(name, albums) if name else None
        if known or quoted:
            return (match.start(), match.end() + len(quoted.group() if quoted else name)), {"album": known or name}
    for match in _ALBUM_AFTER.finditer(text):
        said = [(w, start) for w, start, _ in tokens(text[: match.end("name")]) if start >= match.start("name")]
        for word, start in said:  # the longest name first
            if word in ("the", "that", "this", "from", "off", "on", "by", "of", "a", "best", "new", "first", "last"):
                continue
            name = request[start : match.end("name")].strip()
            if known := _known(name, albums, strict=True):
                before = re.search(r"(?:\b(?:from|on|off) )?(?:\bthe )?$", text[:start])
                return (before.start() if before else start, match.end()), {"album": known}
    return None


_COMPARED = re.compile(
    r"(?:\b(?:in the (?:style|manner|spirit|vein) of|in the style|a la|like|wie|comme|como|reminiscent of|inspired by|"
    r"influenced by|similar to|such as|im stil von|al estilo de|dans le style de|more than|than|"
    r"(?:no|not|nothing|anything but|everything but|except|without|ohne|kein|nicht|nichts|sans|pas|rien|sin|"
    r"nada|todo menos|"
    r"tout sauf|alles ausser)(?: \w+)?(?: (?:by|from|of|von|de|du|d'))?)\s+)$"
)
_COMPARED_AFTER = re.compile(r"(?:[\s-]?(?:like|esque|inspired|ish)|[\s-]style|[\s-]sounding)\b")
_CUE = re.compile(
    r"(?:\b(?:composed by|written by|performed by|works? (?:of|by)|(?:the )?(?:composer|artist|band|singer)s?:?|"
    r"by|from|of|"
    r"compuest[oa]s? por|composee?s? par|komponiert von|por|par|von|de|du|d'|(?:the |all (?:the )?)?music (?:of|"
    r"by))\s+)+$"
)
_WISHED = re.compile(
    r"\b(?:some|any|more|only|play|hear|got|have|want|want some|all|just|me|ecouter|escuchar(?: a)?|will|mochte|"
    r"gerne|bit of|"
    r"lots of|or|and|und|et|y|slow|fast|sad|happy|calm|quiet|loud)\s+$"
)
_INITIALS = re.compile(r"(?<![\w#])(?:[a-z]\.?\s?){1,3}$")
_AFTER_NAME = re.compile(r"'s\b|'")


def _library_artist(request: str, text: str, artists: Collection[str]) -> tuple[Span, dict[str, Any]] | None:
    """An artist of the library, wherever the words stand as a name."""
    if not artists:
        return None
    people, single = _people(frozenset(artists)), _single(frozenset(artists))
    words = tokens(text)
    for size in range(min(_MOST_NAME_WORDS, len(words)), 0, -1):
        for i in range(len(words) - size + 1):
            start, end = words[i][1], words[i + size - 1][2]
            said = " ".join(w for w, _, _ in words[i : i + size])
            name, wanted = people.get(said) or people.get(said.removesuffix("s")) or single.get(said) or ("", "")
            if not name or said in phrases() or (said in single and mentions(said)):
                continue
            before = text[:start]
            if only_compared(text, start, end):
                continue
            cue, capital = _CUE.search(before), request[start].isupper() and start > 0
            telling = bool(cue or _WISHED.search(before) or re.match("'s", text[end:]))
            alone = len(words) <= size + 3 and (len(said) >= 6 or len(words) == size)
            if said in single:
                sure = (capital and telling) or len(words) == size
            else:
                sure = (
                    size > 1 or capital or telling or alone or (request[start].isupper() and request != request.upper())
                )
            if not sure:
                continue
            if size == 1 and (initials := _INITIALS.search(before)):
                start = initials.start()
                cue = _CUE.search(text[:start])
            after = _AFTER_NAME.match(text, end)
            return (cue.start() if cue else start, after.end() if after else end), {"artist": wanted}
    return None


def only_compared(text: str, start: int, end: int) -> bool:
    """Whether a name is what something should be like, or must not be by, rather than whose it is."""
    return bool(_COMPARED.search(text[:start]) or _COMPARED_AFTER.match(text, end))


def _artist_after_by(request: str, text: str, artists: Collection[str]) -> tuple[Span, dict[str, Any]] | None:
    """Whoever stands after "by": certain when the library has it, else when it looks like a name."""
    for match in _BY.finditer(request):
        if "#" in text[match.start() : match.end() + 1] or _COMPARED.search(text[: match.end()]):
            continue
        rest = request[match.end() :]
        quoted = re.match(r"[\"“«']([^\"”»']{2,80})[\"”»']", rest)
        name = quoted[1] if quoted else rest[: _end_of_name(rest)].strip()
        words = fold(name).split()
        if not words or len(words) > 6:
            continue
        known = _known(name, artists)
        if known is None:
            if words[0] in _NEVER_NAMES or _PLAYED_BY.search(request[: match.start()]):
                continue
            if name == name.lower() and not quoted and (mentions(name) or match.group().lower().startswith("von")):
                continue  # "driven by piano", in lower case: a sound, not a person
        return (match.start(), match.end() + len(quoted.group() if quoted else name)), {"artist": known or name}
    return None


def _end_of_name(rest: str) -> int:
    end = _NAME_END.search(rest)
    return end.start() if end else len(rest)


def _known(name: str, names: Collection[str], *, strict: bool = False) -> str | None:
    """What of a name the library has: the whole name, or the telling words of it that were typed (or nearly)."""
    whole, words = _index(frozenset(names))
    wanted = fold(name).split()
    if not wanted:
        return None
    if " ".join(wanted) in whole:
        return whole[" ".join(wanted)]
    if all(word in words for word in wanted) and any(len(word) >= 3 for word in wanted):
        return name.title() if name == name.lower() else name
    if strict:
        return None
    from rapidfuzz import fuzz, process

    spelt = []
    for word in wanted:
        if word in words:
            spelt.append(word)
            continue
        near = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=80) if len(word) >= 4 else None
        if near is None or near[0][:1] != word[:1]:
            return None
        spelt.append(near[0])
    return " ".join(spelt).title()


_MOST_NAME_WORDS = 4
_NO_NAMES = frozenset("traditional unknown various anonymous artist artists anon folk".split())


def artist_of(said: Sequence[str], artists: Collection[str]) -> str | None:
    """The artist whose name these words are: all of it or its last part; None when they may mean something else.

    A name of one plain word ("Train") or with a word of music in it ("Night Train") is not taken for granted.

    Args:
        said: folded words.
        artists: the library's artist names.
    """
    if not 1 <= len(said) <= _MOST_NAME_WORDS or not artists:
        return None
    people = _people(frozenset(artists))
    last = " ".join(said)
    if last not in people and len(last) >= 6 and len(said) == 1:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(last, people.keys(), scorer=OSA.distance, score_cutoff=1 if len(last) < 9 else 2)
        last = str(near[0]) if near and near[0][0] == last[0] else last
    name, wanted = people.get(last, ("", ""))
    return None if not name or mentions(name) else wanted


@lru_cache(maxsize=4)
def _people(names: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Folded whole names and surnames of artists to the name and what a filter looks for."""
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(names):
        parts = [part.strip(".,") for part in fold(name).split()]
        if not 2 <= len(parts) <= 6 or _NO_NAMES & set(parts) or {"the", "and", "of"} & set(parts):
            continue
        found[" ".join(parts)] = (name, name)
        surname = next((p for p in reversed(parts) if not re.fullmatch(r"[ivx]+|jr|sr", p)), "")
        if len(surname) >= 4:
            found.setdefault(surname, (name, surname.title()))
        for start in range(1, len(parts) - 1):  # "sebastian bach"
            found.setdefault(" ".join(parts[start:]), (name, " ".join(parts[start:]).title()))
        if surname != parts[-1]:  # "johann strauss" of "Johann Strauss II"
            found.setdefault(" ".join(parts[:-1]), (name, " ".join(parts[:-1]).title()))
    return found


@lru_cache(maxsize=4)
def _single(names: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Folded names of one word."""
    return {fold(n): (n, n) for n in sorted(names) if n.isalnum() and len(n) >= 3 and fold(n) not in _NO_NAMES}


@lru_cache(maxsize=4)  # artists and albums of a library or two
def _index(names: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Folded names to names, and every word in them."""
    whole = {" ".join(fold(name).split()): name for name in names}
    return whole, frozenset(word.strip(".,") for name in whole for word in name.split())

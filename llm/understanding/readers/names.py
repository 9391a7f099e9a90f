"""Find names of artists and albums in a request.

A name that is in the library is recognised wherever it is used as a name ("some Chopin", "de Satie", "the Bach ones").
Any other name is recognised only after "by". A name that is refused, or that the music should only resemble ("in the
style of Bach", "Satie-like"), is no condition.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from data.text import fold
from data.vocabulary.concepts import phrases, recognise
from data.vocabulary.mentions import Span, mentions, tokens
from llm.language import words
from llm.understanding.findings import (
    Cleared,
    Condition,
    Finding,
    Likeness,
    Refusal,
    Repetition,
    Request,
    conditions,
    in_turn,
)
from llm.understanding.wording import left_over

from .refusals import BETWEEN, NOT_REFUSING, REFUSING, VOICES

_BY = re.compile(
    r"(?<!')\b(?:by|von|composed by|written by|performed by|recorded by|compuest[oa] por|compose(?:e)? par|"
    r"komponiert von)"
    r"\s+(?:the artist |the composer |the band )?",
    re.IGNORECASE,
)
_NAME_END = re.compile(
    rf"\s*(?:(?:[,;!?()\"]|(?<=\w\w)\.(?=\W|$))|\b(?:{words('with_', 'without', 'negations')}|and|or|but|und|"
    rf"from|in|that|"
    r"which|for|to|at|of the \d|under|over|on|about|please|who|is|are|it|like|only|instead|slower|faster|"
    r"tracks?|songs?|"
    r"pieces?)\b|#|$)",
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
    r"step|one|bit|little|side|come|comes|came|go|goes|going|went|travel|travels|arrive|arrives|leave|leaves|"
    r"home|in|out|"
    r"there)\s*$",
    re.IGNORECASE,
)


def read(request: Request) -> list[Finding]:
    """Find the album and the artist that the request names."""
    return in_turn(request, (_album, _artist))


def prepare(artists: frozenset[str], albums: frozenset[str]) -> None:
    """Build the indexes of names in advance, so that the first request need not wait (0.5 s for 50,000 names)."""
    _people(artists), _single(artists), _index(artists), _index(albums)


_ALBUM = re.compile(
    r"(?:\b(?:from|on|off|aus|von|de|du|del)\s+(?:the |dem |el |l')?)?\balbum\b\s*:?\s*(?:called |named |titled |=)?\s*"
)
_ALBUM_AFTER = re.compile(r"(?P<name>[^,;!?()]{2,60}?)\s+(?:album|record|lp|cd|ep)\b")


_QUOTED = re.compile(r"[\"“«']([^\"”»']{2,80})[\"”»']")
_FROM_THE = re.compile(r"(?:\b(?:from|on|off) )?(?:\bthe )?$")


def _album(request: Request) -> list[Finding]:
    written, text, albums = request.untaken(), request.rest, request.albums
    for match in _ALBUM.finditer(text):
        rest = written[match.end() :]
        quoted = _QUOTED.match(rest)
        end = len(rest) if ":" in rest else _end_of_name(rest)
        name = quoted[1] if quoted else rest[:end].strip(" .!?")
        known = _known(name, albums) if name else None
        if known or quoted:
            end = match.end() + len(quoted.group() if quoted else name)
            return [conditions((match.start(), end), album=known or name)]
    for match in _ALBUM_AFTER.finditer(text):
        said = [(w, start) for w, start, _ in tokens(text[: match.end("name")]) if start >= match.start("name")]
        for word, start in said:  # the longest name first
            if word in ("the", "that", "this", "from", "off", "on", "by", "of", "a", "best", "new", "first", "last"):
                continue
            name = written[start : match.end("name")].strip()
            if known := _known(name, albums, strict=True):
                before = _FROM_THE.search(text[:start])
                return [conditions((before.start() if before else start, match.end()), album=known)]
    return []


_COMPARED = re.compile(
    r"(?:\b(?:in the (?:style|manner|spirit|vein) of|in the style|a la|like|wie|comme|como|reminiscent of|inspired by|"
    r"influenced by|similar to|such as|im stil von|al estilo de|dans le style de|more than|than|"
    rf"(?:{words('negations', 'excepting', 'without')})(?: \w+)?(?: (?:by|from|of|von|de|du|d'))?)\s+)$"
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


def _artist(request: Request) -> list[Finding]:
    return _library_artist(request) or _artist_after_by(request)


def _library_artist(request: Request) -> list[Finding]:
    """Find an artist of the library wherever the words are used as a name."""
    if not request.artists:
        return []
    written, text = request.untaken(), request.rest
    people, single = _people(request.artists), _single(request.artists)
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
            cue, capital = _CUE.search(before), written[start].isupper() and start > 0
            telling = bool(cue or _WISHED.search(before) or text.startswith("'s", end))
            alone = len(words) <= size + 3 and (len(said) >= 6 or len(words) == size)
            if said in single:
                sure = (capital and telling) or len(words) == size
            else:
                sure = (
                    size > 1 or capital or telling or alone or (written[start].isupper() and written != written.upper())
                )
            if not sure:
                continue
            if size == 1 and (initials := _INITIALS.search(before)):
                start = initials.start()
                cue = _CUE.search(text[:start])
            after = _AFTER_NAME.match(text, end)
            return [conditions((cue.start() if cue else start, after.end() if after else end), artist=wanted)]
    return []


def only_compared(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is a name that the music should only resemble, or that is refused."""
    return bool(_COMPARED.search(text[:start]) or _COMPARED_AFTER.match(text, end))


def _artist_after_by(request: Request) -> list[Finding]:
    """Find the artist after "by". A name that is not in the library must look like a name."""
    written, text = request.untaken(), request.rest
    for match in _BY.finditer(written):
        if "#" in text[match.start() : match.end() + 1] or _COMPARED.search(text[: match.end()]):
            continue
        rest = written[match.end() :]
        quoted = _QUOTED.match(rest)
        name = quoted[1] if quoted else rest[: _end_of_name(rest)].strip()
        words = fold(name).split()
        if not words or len(words) > 6:
            continue
        known = _known(name, request.artists)
        if known is None:
            if words[0] in _NEVER_NAMES or _PLAYED_BY.search(written[: match.start()]):
                continue
            if name == name.lower() and not quoted and (mentions(name) or match.group().lower().startswith("von")):
                continue  # "made by piano", in lower case: a sound, not a person
        end = match.end() + len(quoted.group() if quoted else name)
        return [conditions((match.start(), end), artist=known or name)]
    return []


def _end_of_name(rest: str) -> int:
    end = _NAME_END.search(rest)
    return end.start() if end else len(rest)


def _known(name: str, names: Collection[str], *, strict: bool = False) -> str | None:
    """Return a name in the spelling of the library, or None if the library does not have it.

    `name` may be a part of a longer name in the library. Unless `strict` is set, its words may be misspelt.
    """
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
    """Return the artist with this name or surname; None if there is none or the words may mean something else.

    A name of a single word ("Train") or one that contains a concept ("Night Train") is not accepted.

    Args:
        said: the words, folded.
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


def alone(request: Request) -> list[Finding]:
    """Find an artist of the library if the name is all that is left of a request: "tchaikovski", "Wagner organ"."""
    if "artist" in request.stated() or any(isinstance(f, Repetition) for f in request.found):
        return []
    if any(isinstance(f, Likeness) and f.seed for f in request.found):
        return []
    left = left_over(request)
    named = artist_of([word for word, _, _ in left], request.artists)
    if named is None or any(only_compared(request.folded, start, end) for _, start, end in left):
        return []
    return [Condition(values=(("artist", named),), spans=tuple((start, end) for _, start, end in left))]


@lru_cache(maxsize=4)
def _people(names: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Map folded names and surnames of artists to (name in the library, name to filter by)."""
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(names):
        parts = [part.strip(".,") for part in fold(name).split()]
        if not 2 <= len(parts) <= 6 or _NO_NAMES & set(parts) or {"the", "and", "of"} & set(parts):
            continue
        found[" ".join(parts)] = (name, name)
        surname = next((p for p in reversed(parts) if not _GENERATION.fullmatch(p)), "")
        if len(surname) >= 4:
            found.setdefault(surname, (name, surname.title()))
        for start in range(1, len(parts) - 1):  # "sebastian bach"
            found.setdefault(" ".join(parts[start:]), (name, " ".join(parts[start:]).title()))
        if surname != parts[-1]:  # "johann strauss" of "Johann Strauss II"
            found.setdefault(" ".join(parts[:-1]), (name, " ".join(parts[:-1]).title()))
    return found


@lru_cache(maxsize=4)
def _single(names: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Map folded names of one word to (name in the library, name to filter by)."""
    return {fold(n): (n, n) for n in sorted(names) if n.isalnum() and len(n) >= 3 and fold(n) not in _NO_NAMES}


@lru_cache(maxsize=4)  # the artists and the albums of two libraries
def _index(names: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return a map from folded names to names, and the set of all words in them."""
    whole = {" ".join(fold(name).split()): name for name in names}
    return whole, frozenset(word.strip(".,") for name in whole for word in name.split())


_NAME_AFTER = re.compile(
    r"(?:[\s,]|\b(?:that|this|the|any|anything|something|more|other|please|music|pieces?|stuff|by|from|of|or|nor|and|"
    r"von|oder|und|vom|de|du|d|par|ou|ni|et|por|y|o|johann|mit)\b)*"
)
_PIECE_AFTER = re.compile(r"(?: (?!and\b|but\b|or\b|with\b|please\b)[a-z]+){1,2}\s*(?=$|[,.;!?])")
_BY_OTHERS = re.compile(
    r",?\s*(?:\b(?:and|but)\s+)?\b(?:by|from|von|de|par|por)\s+(?:(?:somebody|someone) else|"
    r"(?:another|a different|some other|other|different) (?:artist|composer|musician|band|person|people)s?|"
    r"jemand anderem|(?:einem )?anderen? (?:komponisten|kunstler)|quelqu'un d'autre|un autre (?:compositeur|artiste)|"
    r"otra persona|alguien (?:mas|distinto)|otro (?:compositor|artista))\b"
)

_POINTED = re.compile(r"\b(?:number |track |song |like )#?(\d{1,2})\b")
_LETTERS = re.compile(r"[^\W\d_]+")
_THAT_PIECE = re.compile(r"\s+(?:that|this|the)\b")
_GENERATION = re.compile(r"[ivx]+|jr\.?|sr\.?")


def refused(request: Request) -> list[Finding]:
    """Find refused artists: "no Bach", "not that Wagner march", "by somebody else"."""
    return [*_by_others(request), *_not_by(request)]


def _by_others(request: Request) -> list[Finding]:
    others = _BY_OTHERS.search(request.folded)
    if others is None:
        return []
    found: list[Finding] = [Cleared(("artist",), spans=(others.span(),))]
    if by := {hit.track.artist for hit in request.shown if hit.track.artist}:
        pointed = _POINTED.search(request.folded)
        named = {h.track.artist for h in request.shown if pointed and h.rank == int(pointed[1]) and h.track.artist}
        if named or len(by) == 1:
            found += [_never(fold(name).split()[-1], ()) for name in named or by]
    return found


def _not_by(request: Request) -> list[Finding]:
    known = _surnames(request.artists)
    found: list[Finding] = []
    for cue in REFUSING.finditer(request.folded) if known else ():
        if NOT_REFUSING.match(request.folded[cue.start() :]):
            continue
        end, names = cue.end(), []
        while True:
            start = _NAME_AFTER.match(request.folded, end).end()  # type: ignore[union-attr]
            name = _LETTERS.match(request.folded, start)
            if name is None or name.group() not in known or start == cue.end():
                break
            if not known[name.group()] and not request.text[start].isupper():
                break  # "no rush": a band with a name of one word needs a capital letter
            names.append(name.group())
            end = name.end()
        if names:
            if _THAT_PIECE.match(request.folded[cue.end() :]) and (piece := _PIECE_AFTER.match(request.folded, end)):
                end = piece.end()  # "not that Wagner march"
            found += [_never(names[0], ((cue.start(), end),)), *(_never(name, ()) for name in names[1:])]
    return found


def _never(name: str, spans: tuple[Span, ...]) -> Refusal:
    return Refusal(name, plain=True, replaces=False, spans=spans)


@lru_cache(maxsize=4)
def _surnames(artists: frozenset[str]) -> dict[str, bool]:
    """Map the surname of each artist to whether a first name precedes it. Surnames that name a concept are left out."""
    names: dict[str, bool] = {}
    for artist in artists:
        parts = fold(artist).split()
        parts = parts[:-1] if len(parts) > 2 and _GENERATION.fullmatch(parts[-1]) else parts
        if parts and len(parts[-1]) > 3 and parts[-1] not in VOICES | BETWEEN and recognise(parts[-1]) is None:
            names[parts[-1]] = names.get(parts[-1], False) or (len(parts) > 1 and parts[0] != "the")
    return names

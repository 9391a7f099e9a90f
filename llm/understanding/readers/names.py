"""Find names of artists, albums and titles in a request, and what the request wants with each.

A name that the library has is recognised first, then a name that only the tagger sees. Music by a name may be wanted
("some Chopin"), refused ("never play Chopin again") or an example ("in the vein of Chopin"). An example filters
nothing: its tracks are the seeds of the search. A name that the library lacks filters nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from data.text import fold
from data.vocabulary.concepts import phrases, recognise
from data.vocabulary.lexicon import languages_of
from data.vocabulary.mentions import Span, mentions, tokens
from data.vocabulary.wording import fillers
from llm.language import words
from llm.understanding.findings import (
    Aside,
    Cleared,
    Condition,
    Example,
    Finding,
    Likeness,
    Repetition,
    Request,
    SentAway,
    Titled,
    blanked,
)
from llm.understanding.name_tagger import MarkedName
from llm.understanding.wording import left_over
from retrieval.query import EITHER, Name

from . import key, length, tempo, years
from .refusals import NOT_REFUSING

Kind = Literal["artist", "album", "title", "unknown"]
Role = Literal["wanted", "liked", "refused", "mentioned"]

_NEAR = 120  # characters beside a name in which its role is stated
_LONGEST = 60  # characters of a name after "by" that may be misspelt
_MOST_NAME_WORDS = 4  # of an artist that is named by a part of the name
_NO_NAMES = frozenset("traditional unknown various anonymous artist artists anon folk hark".split())


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a request."""

    start: int
    end: int
    kind: Kind  # "unknown": the library does not have it
    written: str  # as the library writes it, or as typed
    track_ids: tuple[str, ...] = ()
    artist: str = ""  # who made it
    alone: bool = False  # whether it is the whole request
    role: Role = "wanted"
    taken: tuple[Span, ...] = ()  # the name and the words around it that state its role


def read(request: Request) -> list[Finding]:
    """Find the names in a request, and what is wanted with them."""
    names = _with_roles(request, _found(request))
    return [*_wanted(names), *_refused(names), *_examples(names), *_mentioned(names)]


# Which words are names

_OPEN, _CLOSE = "\"'“‘«„", "\"'”’»“"
_BY = (
    r"by|composed by|written by|performed by|recorded by|von|komponiert von|par|composee?s? par|por|compuest[oa]s? por"
)
_PLAY = (
    r"play|put on|hear|listen to|queue|start|spiele?n?|hore?n?|mach(?: mal)?|joue[rsz]?|mets|ecoute[rsz]?|pon(?:me)?|"
    r"toca|escuchar"
)
_BY_BEFORE = re.compile(rf"\b(?:{_BY})\s+(?:the (?:artist|composer|band) )?$")
_BY_SAID = re.compile(rf"(?<!')\b(?:{_BY})\s+")
_OF_BEFORE = re.compile(
    r"\b(?:from|of|artists?:?|bands?|composers?:?|singers?|de|du|some|any|only|play|hear|got|have|want|all|just|me|ecouter|"
    r"escuchar(?: a)?|will|mochte|gerne)\s+$|\bd'$"
)
_PLAY_BEFORE = re.compile(rf"\b(?:{_PLAY})\s+(?:me |us |mir |uns |mal )?$")
_TITLED_BEFORE = re.compile(
    r"\b(?:songs?|track|tune|piece|title|titled|called|lied|stuck|chanson|morceau|cancion|tema)(?: called)?:?\s+$"
)
_ALBUM_BEFORE = re.compile(r"\balbum\s*:?\s*(?:called |named |titled |=)?\s*$")
_ALBUM_AFTER = re.compile(r"\s+(?:album|record|lp|cd|ep|soundtrack|ost)\b")
_TITLE_ENDS = re.compile(rf"\s*(?:(?:please|pls|bitte|por favor|thanks|now|again|for me)?\W*$|(?:{_BY})\b)")
FIRST_KANA = "\u3040"  # from here on: scripts without capitals and, mostly, without spaces
_COURTESY = re.compile(rf"\W*(?:{words('undo', 'greets', 'thanks', 'parts', 'halts', 'asks_for_help')})\W*")
_INITIALS = re.compile(r"(?<!\w)(?:[a-z]\.\s?|[b-df-hj-np-tv-xz]\s){1,3}$")


def _found(request: Request) -> list[_Name]:
    """Return the names in a request, in order and without overlaps: those of the library first, then longer ones."""
    known = [*_of_library(request), *_by_part(request), *_misspelt(request), *_albums(request)]
    found: list[_Name] = []
    for name in sorted(known, key=lambda n: (n.start - n.end, n.kind, n.start)):
        if not any(n.start < name.end and name.start < n.end for n in found):
            found.append(name)
    for mark in request.marks:
        free = not any(n.start < mark.end and mark.start < n.end for n in found)
        if free and (marked := _of_mark(request, mark, found)):
            found.append(marked)
    return sorted(found, key=lambda n: n.start)


def _of_library(request: Request) -> Iterator[_Name]:
    """Return the whole names of the library that the words of the request are used as."""
    for name in request.names:
        if fold(name.written) not in _NO_NAMES and _is_used(request, name):
            whole = _is_whole(request, name.start, name.end)
            yield _Name(name.start, name.end, name.field, name.written, name.track_ids, name.artist, whole)


def _is_whole(request: Request, start: int, end: int) -> bool:
    """Return whether text[start:end] is the whole request, except for punctuation at its end."""
    return not request.folded[:start].strip() and not request.folded[end:].strip(" .!?")


def _is_used(request: Request, name: Name) -> bool:
    """Return whether words that are a name in the library are used as that name.

    An unusual name of an artist is used as one wherever it stands. A title, and a name that consists of everyday words
    and of names of concepts ("Happy", "Night Train"), must be marked by its context.
    """
    text, written, start, end, kind = request.folded, request.text, name.start, name.end, name.field
    said = [word for word, _, _ in tokens(text[start:end])]
    before, after = text[:start], text[end:]
    inside = [m for m in request.mentions if start <= m.start and m.end <= end]
    concepts = [word for mention in inside for word in tokens(text[mention.start : mention.end])]
    everyday = len(concepts) + sum(word in fillers() for word in said) >= len(said)
    capital = _is_capital(written, start, end)
    if (before and after and before[-1] in _OPEN and after[0] in _CLOSE) or written[start] >= FIRST_KANA:
        return True
    if _is_whole(request, start, end):  # "happy" is a wish; "thank you", after tracks, is no title
        return 2 * len(concepts) < len(said) and not (request.shown and (everyday or _COURTESY.fullmatch(text)))
    if any(m.start <= start and end <= m.end and 2 * (end - start) < m.end - m.start for m in request.marks):
        return False  # "Blue" in "Blue Paper Lanterns"
    behind = _BY_SAID.match(after.lstrip("\"'”’ "))
    if (
        kind != "artist"
        and behind
        and after[len(after) - len(behind.string) + behind.end() :].startswith(fold(name.artist))
    ):
        return True
    if (
        _marked(request, start, end)
        or _before(text, start, _BY_BEFORE if kind == "artist" else _TITLED_BEFORE) is not None
    ):
        return True
    if kind == "album" and (_before(text, start, _ALBUM_BEFORE) is not None or _ALBUM_AFTER.match(after)):
        return True
    if _before(text, start, _PLAY_BEFORE) is not None and _TITLE_ENDS.match(after):
        return capital or not concepts
    if capital and (start > 0 or len(said) > 1) and not (everyday and len(said) == 1):
        return True
    if _before(text, start, _LIKED_BEFORE) is not None:
        return not everyday
    return (
        kind == "artist"
        and not everyday
        and (len(said) > 1 or (capital and _before(text, start, _OF_BEFORE) is not None))
    )


def _marked(request: Request, start: int, end: int) -> bool:
    """Return whether the tagger marks at least half of a part of the request as a name."""
    return sum(max(min(end, m.end) - max(start, m.start), 0) for m in request.marks) * 2 >= end - start


def _is_capital(written: str, start: int, end: int) -> bool:
    """Return whether every longer word of written[start:end] has a capital, in a text that is not all capitals."""
    long = [written[a] for word, a, _ in tokens(fold(written)) if start <= a < end and len(word) > 3]
    return bool(long) and all(map(str.isupper, long)) and written != written.upper()


def _stands_alone(request: Request, said: list[str]) -> bool:
    return len(request.words) <= len(said) + 3 and (len("".join(said)) >= 6 or len(request.words) == len(said))


def _by_part(request: Request) -> Iterator[_Name]:
    """Return the artists that are named by a surname or another part of their names: "some Bach", "J.S. Bach"."""
    people = _people(request.artists)
    text, written, spoken = request.folded, request.text, request.words
    for size in range(min(_MOST_NAME_WORDS, len(spoken)) if people else 0, 0, -1):
        for i in range(len(spoken) - size + 1):
            start, end = spoken[i][1], spoken[i + size - 1][2]
            said = " ".join(word for word, _, _ in spoken[i : i + size])
            of_library = people.get(said) or people.get(said.removesuffix("s"))
            if not of_library or said in phrases():
                continue
            after = text[end:]
            capital = written[start].isupper() and (start > 0 or written != written.upper())
            if not (
                size > 1
                or capital
                or any(_before(text, start, p) is not None for p in _NAME_BEFORE)
                or after.startswith("'s")
                or _LIKED_AFTER.match(after)
                or _marked(request, start, end)
                or _stands_alone(request, said.split())
            ):
                continue
            if size == 1 and (initials := _INITIALS.search(text[:start])):
                start = initials.start()
            yield _artist(request, start, end, *of_library)


def _misspelt(request: Request) -> Iterator[_Name]:
    """Return the artists whose names, after "by", have typing errors."""
    for cue in _BY_SAID.finditer(request.folded):
        name = request.folded[cue.end() : cue.end() + _LONGEST]
        name = name[: _end_of_name(name)]
        if near := _nearest(name.split(), request.artists):
            yield _artist(request, cue.end(), cue.end() + len(name), *near)


def _artist(request: Request, start: int, end: int, whole: str, part: str) -> _Name:
    """Return the name of an artist of the library, by whose `part` of the name the tracks are filtered."""
    ids = next((n.track_ids for n in request.look_up(whole) if n.field == "artist"), ())
    return _Name(start, end, "artist", part, ids, part)


def _albums(request: Request) -> Iterator[_Name]:
    """Return albums after or before the word "album", of which a part of the title may be said or misspelt."""
    text, written = request.folded, request.text
    for cue in _ALBUM_SAID.finditer(text):
        rest = written[cue.end() :]
        quoted = _QUOTED.match(rest)
        name = quoted[1] if quoted else rest[: len(rest) if ":" in rest else _end_of_name(rest)].strip(" .!?")
        known = _known_album(name, request.albums)
        if known or (quoted and name):
            start = cue.end() + (1 if quoted else 0)
            yield _Name(start, start + len(name), "album" if known else "unknown", known or name)
    for after in _ALBUM_AFTER.finditer(text):
        said = [(word, start) for word, start, end in request.words if end <= after.start()][-6:]
        for word, start in said:  # the longest name first
            if word not in _NO_ALBUM and (
                known := _known_album(written[start : after.start()], request.albums, exact=True)
            ):
                yield _Name(start, after.start(), "album", known)
                break


_ALBUM_SAID = re.compile(r"\balbum\b\s*:?\s*(?:called |named |titled |=)?\s*(?=[^\s,.!?])")
_QUOTED = re.compile(r"[\"“«']([^\"”»']{2,80})[\"”»']")
_NAME_END = re.compile(
    rf"\s*(?:(?:[,;!?()\"]|(?<=\w\w)\.(?=\W|$))|\b(?:{words('with_', 'without', 'negations')}|and|or|but|und|from|in|"
    r"that|which|for|to|at|under|over|about|please|like|only|instead)\b|$)",
    re.IGNORECASE,
)
_NO_ALBUM = frozenset("the that this from off on by of a best new first last not no an".split())


def _end_of_name(rest: str) -> int:
    end = _NAME_END.search(rest)
    return end.start() if end else len(rest)


def _known_album(name: str, albums: frozenset[str], *, exact: bool = False) -> str | None:
    """Return the album of the library with this title or, unless `exact`, a similar one; None if there is none."""
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


# Least probabilities of a name that the library does not have, chosen on the development requests.
_AFTER_CUE, _AFTER_PLAY, _CAPITAL, _WITHOUT_CUE = 0.6, 0.85, 0.9, 0.95
_MOST_WORDS = 12  # in a name
_SENSATION = re.compile(
    r"\b(?:feel|taste|smell|look)(?:s|ing)? like\s+(?:\w+\s+)?$"
)  # compared with a thing, not with music


def _of_mark(request: Request, mark: MarkedName, found: list[_Name]) -> _Name | None:
    """Return the name that only the tagger marks: an artist of the library, perhaps misspelt, or a name it lacks.

    None if the words can mean something else and their context does not call for a name. The tagger learned from
    requests in English, so that in other languages a name must have a capital or follow a word such as "von".
    """
    start, end, text = mark.start, mark.end, request.folded
    written, said = request.text[start:end], text[start:end]
    spoken = said.split()
    if near := _nearest(spoken, request.artists):
        return _artist(request, start, end, *near)
    if said in _NO_NAMES or len(spoken) > _MOST_WORDS or _before(text, start, _SENSATION) is not None:
        return None
    behind = max((name.end for name in found if name.end <= start), default=0)
    cue = (
        any(_before(text, start, p) is not None for p in (_BY_BEFORE, _TITLED_BEFORE, _LIKED_BEFORE))
        or _LIKED_AFTER.match(text, end) is not None
        or (behind > 0 and _JOINED.fullmatch(text[behind:start]) is not None)
    )
    capital = _is_capital(request.text, start, end)
    foreign = languages_of(word for word, _, _ in request.words)
    concept = not left_over(replace(request, rest=blanked(text, ((0, start), (end, len(text))))))
    if not cue and (concept or (foreign and not capital) or _is_condition(request, start, end)):
        return None
    if cue:
        least = _CAPITAL if concept else _AFTER_CUE
    elif _before(text, start, _PLAY_BEFORE) is not None:
        least = _AFTER_PLAY
    else:
        least = _CAPITAL if capital or _is_whole(request, start, end) else _WITHOUT_CUE
        if not capital and len(spoken) == 1 and not _is_whole(request, start, end):
            return None  # "cats", in a request that asks for no name
    return _Name(start, end, "unknown", written) if mark.probability >= least else None


def _is_condition(request: Request, start: int, end: int) -> bool:
    """Return whether a reader of conditions would use a part of these words: "1848", "D dorian"."""
    readers = (key.read, tempo.read, length.read, years.read)
    return any(a < end and start < b for reader in readers for f in reader(request) for a, b in f.spans)


def _nearest(said: list[str], artists: frozenset[str]) -> tuple[str, str] | None:
    """Return (name, part of it to filter by) of the artist that these words, perhaps misspelt, name.

    None if there is none, or if the words may mean something else: a concept, or a name of a single word ("Train").
    """
    if not 1 <= len(said) <= _MOST_NAME_WORDS or not artists:
        return None
    people = _people(artists)
    name = " ".join(said)
    if name not in people and len(name) >= 6:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(name, people.keys(), scorer=OSA.distance, score_cutoff=1 if len(name) < 9 else 2)
        name = str(near[0]) if near and near[0][0] == name[0] else name
    found = people.get(name)
    return None if found is None or mentions(found[0]) else found


def alone(request: Request) -> list[Finding]:
    """Find an artist of the library if the name is all that is left of a request: "tchaikovski", "mozrat, piano"."""
    if "artist" in request.stated() or any(isinstance(f, (Repetition, Example)) for f in request.found):
        return []
    if any(isinstance(f, Likeness) and f.seed for f in request.found):
        return []
    left = left_over(request)
    near = _nearest([word for word, _, _ in left], request.artists)
    if near is None:
        return []
    return [Condition(values=(("artist", near[1]),), spans=tuple((start, end) for _, start, end in left))]


@lru_cache(maxsize=4)
def _people(artists: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Map folded names and parts of names of artists to (name in the library, name to filter by)."""
    found: dict[str, tuple[str, str]] = {}
    for name in sorted(artists):
        parts = [part.strip(".,") for part in fold(name).split()]
        if not 2 <= len(parts) <= 6 or _NO_NAMES & set(parts) or {"the", "and", "of"} & set(parts):
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


def prepare(artists: frozenset[str]) -> None:
    """Build the index of parts of artists' names in advance, so that the first request need not wait."""
    _people(artists)


@lru_cache(maxsize=4)
def _titles(albums: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return a map from folded titles to titles, and the set of all words in them."""
    whole = {" ".join(fold(name).split()): name for name in albums}
    return whole, frozenset(word.strip(".,:") for name in whole for word in name.split())


# What is wanted with a name

_STUFF = (
    r"(?:\s+(?:any|anything|something|more|other|music|songs?|tracks?|pieces?|stuff|the|an?|that|this|these|those|album|"
    r"record|artist|band|by|from|of|please|again|ever|me|us|my|old|early|late|von|vom|de|du|des|par|por|mit|mir|musik|"
    r"lieder|musique|musica|nor|or))*\s*[\"'“‘«„]?$"
)
_REFUSED_BEFORE = re.compile(
    rf"\b(?:{words('refusing', 'without', 'excepting', 'negations', 'removing')}|"
    r"(?:don't|dont|do not|never|stop)(?: ever)? (?:play(?:ing)?|show(?:ing)?|suggest(?:ing)?|recommend(?:ing)?|put on|"
    r"give)|never|skip|block|ban|mute|hide|plus jamais|nie wieder|nunca mas)(?:(?: ever)? (?:play|show|hear|suggest|"
    rf"want(?: to hear)?|give|spiel|zeig)(?:ing)?)?(?<!not only)(?<!nothing but){_STUFF}"
)
_REFUSED_AFTER = re.compile(
    r"\s*,?\s*(?:(?:never|not) again|(?:is|are) (?:banned|out)|no(?:pe)?,? thanks?|nie wieder|plus jamais|nunca mas)\b"
)
_AGAIN = re.compile(r"\s+(?:any ?more|again|ever(?: again)?|please)\b")
_THAT_BEFORE = re.compile(r"\b(?:that|this|the)\s+$")
_PIECE_AFTER = re.compile(
    r"(?: (?!and\b|but\b|or\b|with\b|please\b)[a-z]+){1,2}\s*(?=$|[,.;!?])"
)  # "that Wagner march"
_WITH_BEFORE = re.compile(r"\b(?:or|and|und|oder|et|ou|y|slow|fast|sad|happy|calm|quiet|loud)\s+$")
_LIKED_BEFORE = re.compile(
    r"\b(?:(?<!would )(?<!'d )like|similar(?: [a-z]+){0,2} to|alike|in the (?:style|manner|spirit|vein|mou?ld) of|"
    r"along the lines of|a la|reminiscent of|(?:inspired|influenced) by|such as|resembl\w+|remind(?:s|ed|ing)? me of|"
    r"fans? of|(?:vibes?|sound|feel|style|energy|mood|flavou?r|version|covers?) of|"
    r"(?:i|we|you|who|really|also) (?:love|enjoy|adore|dig)|(?:am|i'm|im|really|big|huge) into|obsessed with|between|"
    r"mix of|cross between|akin to|close to|than|reminds? of|wie|ahnlich wie|im stil von|klingt nach|comme|"
    r"dans le style de|a la facon de|como|parecid[oa]s? a|similar(?:es)? a|al estilo de)"
    r"(?:\s+(?:the|early|late|old|older|newer|song|songs|music|stuff|something|anything|track|album|band|artist|by|from|"
    r"maybe|that|a bit|kinda))*\s*[\"'“‘«„]?$"
)
_LIKED_AFTER = re.compile(
    r"(?:[\s-]?(?:like\b|esque\b|ish\b|inspired\b|influenced\b)|[\s-](?:style|sounding|types?|vibes?|sounds?|era|feel)\b)"
    r"(?:\s+beats?\b)?"
)
_NAME_BEFORE = (_BY_BEFORE, _OF_BEFORE, _WITH_BEFORE, _LIKED_BEFORE, _REFUSED_BEFORE)
_ALSO_LIKED = re.compile(r"\s+or (?:something|anything|stuff|similar)\b")
_EXAMPLES_GIVEN = re.compile(
    r"\b(?:similar|recommend\w*|suggest\w*|sounds? like|"
    r"(?:more|artists?|bands?|songs?|music|something|anything|stuff) like|like (?:this|that|these|those|them)|"
    r"what (?:other|else)|if (?:i|you) (?:like|love)|fan|ahnlich\w*|empfiehl|recommand\w*|recomiend\w*)\b"
)
_TOLD_BEFORE = re.compile(
    r"\b(?:listen(?:ing|ed) to|played|heard|hearing|saw|seen|see|watched|watching|met|book|dog is|cat is|named)\s+"
    r"(?:a lot of |lots of |some |the )?$"
)
_JOINED = re.compile(
    r"(?:'s?)?[\s,&/+]*(?:(?:and|or|nor|und|oder|et|ou|ni|y|o|e|by|from|off|of|von|de|par|por|meets|vs|ft|feat|maybe|the|"
    r"album|song)\b[\s.,]*)*[\"'”’“«»\s(-]*"
)


def _with_roles(request: Request, names: list[_Name]) -> list[_Name]:
    """Return the names with their roles and the words that state these. Names that are joined have the same role."""
    joined = [
        _JOINED.fullmatch(request.folded[one.end : other.start]) is not None
        for one, other in zip(names, names[1:], strict=False)
    ]
    roles = [_role(request, name) for name in names]
    for i in range(1, len(names)):
        if joined[i - 1]:
            roles[i] = roles[i - 1][0] or roles[i][0], ((names[i - 1].end, max(roles[i][1][0][1], names[i].end)),)
    for i in reversed(range(len(names) - 1)):
        if joined[i]:
            roles[i] = roles[i][0] or roles[i + 1][0], roles[i][1]
    found = []
    for name, (role, taken) in zip(names, roles, strict=True):
        behind = request.folded[name.end :] if name.kind != "unknown" else request.folded
        if role is None and _EXAMPLES_GIVEN.search(behind):
            role = "liked"
        elif role is None and name.kind == "unknown" and len(left_over(request)) > len(name.written.split()) + 3:
            role = "mentioned"  # "my teacher, Mrs Dunning, ..."
        role = role or "wanted"
        found.append(replace(name, role=role, taken=taken))
    return found


def _role(request: Request, name: _Name) -> tuple[Role | None, tuple[Span, ...]]:
    """Return the role of a name by the words next to it, None if they do not state it, and the span of all of them."""
    text, start, end = request.folded, name.start, name.end
    after = text[end : end + _NEAR]
    if (refused := _before(text, start, _REFUSED_BEFORE)) is not None and not NOT_REFUSING.match(text[refused:]):
        more = _AGAIN.match(after) or (_THAT_BEFORE.search(text[refused:start]) and _PIECE_AFTER.match(after))
        return "refused", ((refused, end + (more.end() if more else 0)),)
    if behind := _REFUSED_AFTER.match(after):
        return "refused", ((start, end + behind.end()),)
    if (liked := _before(text, start, _LIKED_BEFORE)) is not None:
        return "liked", ((liked, end),)
    if behind := _LIKED_AFTER.match(after):
        return "liked", ((start, end + behind.end()),)
    if _ALSO_LIKED.match(after):
        return "wanted", ((start, end),)
    if _before(text, start, _TOLD_BEFORE) is not None:
        return "mentioned", ((start, end),)
    of = [] if name.kind == "unknown" else [_OF_BEFORE]  # "my teacher of Latin, Mrs Dunning" is no music
    for pattern in (_BY_BEFORE, _TITLED_BEFORE, _ALBUM_BEFORE, _PLAY_BEFORE, *of):
        if (cue := _before(text, start, pattern)) is not None:
            return "wanted", ((cue, end),)
    return None, ((start, end),)


def _before(text: str, start: int, pattern: re.Pattern[str]) -> int | None:
    """Return where a pattern that ends before text[start] begins; None if it does not match there."""
    since = max(start - _NEAR, 0)
    cue = pattern.search(text[since:start])
    return since + cue.start() if cue else None


# Findings


def _wanted(names: Iterable[_Name]) -> list[Finding]:
    """Return the conditions of the names whose music is wanted, and a note on each that the library does not have."""
    wanted = [name for name in names if name.role == "wanted"]
    found: list[Finding] = []
    for kind in ("artist", "album"):
        if said := [name for name in wanted if name.kind == kind]:
            either = EITHER.join(dict.fromkeys(name.written for name in said))
            found.append(Condition(values=((kind, either),), spans=tuple(s for name in said for s in name.taken)))
    for name in wanted:
        if name.kind == "title" and name.alone:
            found.append(Titled(name.written, spans=name.taken))
        elif name.kind == "title":
            found.append(Condition(values=(("only", name.track_ids),), spans=name.taken))
    if lacking := [name for name in wanted if name.kind == "unknown"]:
        *before, last = dict.fromkeys(name.written for name in lacking)
        phrase = f"{', '.join(before)} and {last} are" if before else f"{last} is"
        found.append(
            Aside(spans=tuple(s for name in lacking for s in name.taken), note=f"{phrase} not in this library")
        )
    return found


def _refused(names: Iterable[_Name]) -> list[Finding]:
    """Return the findings for names of which nothing must be shown."""
    refused = [name for name in names if name.role == "refused"]
    if not refused:
        return []
    values = {
        "not_by": tuple(name.written for name in refused if name.kind in ("artist", "unknown")),
        "not_on": tuple(name.written for name in refused if name.kind == "album"),
    }
    spans = tuple(span for name in refused for span in name.taken)
    found: list[Finding] = [Condition(values=tuple((n, v) for n, v in values.items() if v), spans=spans)]
    if ids := tuple(i for name in refused if name.kind == "title" for i in name.track_ids):
        found.append(SentAway(ids))
    return found


def _examples(names: list[_Name]) -> list[Finding]:
    """Return what the music shall sound like. The artists of the examples are left out unless they are wanted."""
    liked = [name for name in names if name.role == "liked"]
    if not liked:
        return []
    titled = [name for name in liked if name.kind in ("title", "album")]
    seeds = titled or [name for name in liked if name.kind == "artist"]  # "Kid A by Radiohead" is that album
    wanted = {name.written for name in names if name.role == "wanted"}
    by = dict.fromkeys(name.artist for name in liked if name.artist and fold(name.artist) not in _NO_NAMES)
    found: list[Finding] = [
        Example(
            tuple(dict.fromkeys(i for name in seeds for i in name.track_ids)),
            tuple(name.written for name in liked if name.kind == "unknown"),
            spans=tuple(span for name in liked for span in name.taken),
        )
    ]
    left_out = tuple(name for name in by if name not in wanted)
    if left_out and any(name.track_ids for name in seeds):
        found.append(Condition(values=(("not_by", left_out),)))
    return found


def _mentioned(names: Iterable[_Name]) -> list[Finding]:
    return [Aside(spans=name.taken) for name in names if name.role == "mentioned"]


# Artists without a name in the request


_BY_OTHERS = re.compile(
    r",?\s*(?:\b(?:and|but)\s+)?\b(?:by|from|von|de|par|por)\s+(?:(?:somebody|someone) else|"
    r"(?:another|a different|some other|other|different) (?:artist|composer|musician|band|person|people)s?|"
    r"jemand anderem|(?:einem )?anderen? (?:komponisten|kunstler)|quelqu'un d'autre|un autre (?:compositeur|artiste)|"
    r"otra persona|alguien (?:mas|distinto)|otro (?:compositor|artista))\b"
)
_POINTED = re.compile(r"\b(?:number |track |song |like )#?(\d{1,2})\b")


def by_others(request: Request) -> list[Finding]:
    """Find the wish for other artists than those shown: "number 2 by somebody else"."""
    others = _BY_OTHERS.search(request.folded)
    if others is None:
        return []
    found: list[Finding] = [Cleared(("artist",), spans=(others.span(),))]
    if by := {hit.track.artist for hit in request.shown if hit.track.artist}:
        pointed = _POINTED.search(request.folded)
        named = {h.track.artist for h in request.shown if pointed and h.rank == int(pointed[1]) and h.track.artist}
        if named or len(by) == 1:
            found.append(Condition(values=(("not_by", tuple(sorted(named or by))),)))
    return found

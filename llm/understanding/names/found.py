"""Find the names of music in a request: names in the library first, then other names that the tagger marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data.text import fold
from data.vocabulary.concepts import phrases
from data.vocabulary.lexicon import concept_of, languages_of
from data.vocabulary.mentions import Mention, Span, tokens
from data.vocabulary.styles import places
from data.vocabulary.wording import fillers
from llm.language import word_set
from llm.understanding.findings import Request
from llm.understanding.name_tagger import MarkedName
from llm.understanding.readers.conditions import key, length, tempo, years
from retrieval.query import Name

from . import cues
from .cues import cue_before, end_of_name
from .loose import loose_names
from .parts import MOST_NAME_WORDS, NO_NAMES, known_album, nearest_artist, people

Kind = Literal["artist", "album", "title", "folder", "unknown"]
Role = Literal["wanted", "liked", "refused", "mentioned"]

FIRST_KANA = "\u3040"  # from here on: scripts without capitals and, mostly, without spaces
_LONGEST = 60  # characters of a name after "by" that may be misspelt
_NO_ALBUM = frozenset("the that this from off on by of a best new first last not no an".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A name of an artist, an album or a title in a request."""

    start: int
    end: int
    kind: Kind  # "unknown": the library does not have it
    written: str  # as the library writes it, or as typed
    track_ids: tuple[str, ...] = ()
    artist: str = ""  # who made it
    alone: bool = False  # whether it is the whole request
    role: Role = "wanted"
    taken: tuple[Span, ...] = ()  # the name and the words around it that state its role


def find_names(request: Request) -> list[Named]:
    """Return the names in a request, in order and without overlaps.

    Of two names that overlap, the longer one is returned; a name in the library goes before one that only the tagger
    marks.
    """
    known = [*_of_library(request), *_by_part(request), *_misspelt(request), *_albums(request)]
    found: list[Named] = []
    for name in sorted(known, key=lambda n: (n.start - n.end, n.kind, n.start)):
        if not any(n.start < name.end and name.start < n.end for n in found):
            found.append(name)
    for near in loose_names(request, [(n.start, n.end) for n in found]):
        if _is_free(found, near.start, near.end):
            found.append(Named(near.start, near.end, near.field, near.written, near.track_ids, near.artist))
    for mark in request.marks:
        if _is_free(found, mark.start, mark.end) and (marked := _of_mark(request, mark, found)):
            found.append(marked)
    found += [name for name in _listed(request) if _is_free(found, name.start, name.end)]
    return sorted(found, key=lambda n: n.start)


def _is_free(found: list[Named], start: int, end: int) -> bool:
    return not any(name.start < end and start < name.end for name in found)


def _listed(request: Request) -> Iterator[Named]:
    """Yield the members of a list of examples ("like X, Y and Z") if the tagger marks at least one of them.

    Everything before a marked member belongs to the list; after the last one, only what follows an "and". A member of
    which most words name concepts is no name.
    """
    text = request.folded
    for listed in cues.LIST_OF_EXAMPLES.finditer(text):
        start, end = listed.span(1)
        if cue_before(text, start, cues.SENSATION) is not None or text[start:end].split()[0] in _INDEFINITE:
            continue  # an image
        between = [each.span() for each in cues.BETWEEN_MEMBERS.finditer(text, start, end)]
        spans = list(zip((start, *(b for _, b in between)), (*(a for a, _ in between), end), strict=True))
        last = max((i for i, span in enumerate(spans) if _marked(request, *span)), default=-1)
        if 0 <= last < len(spans) - 1 and "," not in text[slice(*between[last])]:
            last += not set(text[slice(*spans[last + 1])].split()) <= fillers()
        for start, end in spans[: last + 1]:
            named = sum(m.end - m.start for m in _concepts_in(request, start, end))
            if 2 * named < end - start and len(text[start:end].split()) <= _MOST_LISTED:
                yield Named(start, end, "unknown", request.text[start:end])


def _concepts_in(request: Request, start: int, end: int) -> list[Mention]:
    """Return the mentions of concepts within text[start:end]."""
    return [m for m in request.mentions if start <= m.start and m.end <= end]


def _of_library(request: Request) -> Iterator[Named]:
    """Yield the names in the library that occur whole in the request and are used as names there."""
    for name in request.names:
        if name.chosen or (fold(name.written) not in NO_NAMES and _is_used(request, name)):
            whole = _is_whole(request, name.start, name.end)
            yield Named(name.start, name.end, name.field, name.written, name.track_ids, name.artist, whole)


def _is_whole(request: Request, start: int, end: int) -> bool:
    """Return whether text[start:end] is the whole request, except for punctuation at its end."""
    return not request.folded[:start].strip() and not request.folded[end:].strip(" .!?")


def _is_used(request: Request, name: Name) -> bool:
    """Return whether words that are a name in the library are meant as that name.

    An unusual name of an artist is always meant as one. A title, or a name of everyday words and names of concepts
    ("Happy", "Night Train"), is meant as a name only if its context shows it.
    """
    text, written, start, end, kind = request.folded, request.text, name.start, name.end, name.field
    said = [word for word, _, _ in tokens(text[start:end])]
    before, after = text[:start], text[end:]
    concepts = [
        word for mention in _concepts_in(request, start, end) for word in tokens(text[mention.start : mention.end])
    ]
    everyday = len(concepts) + sum(word in fillers() for word in said) >= len(said)
    capital = _is_capital(written, start, end)
    if (before and after and before[-1] in cues.OPEN and after[0] in cues.CLOSE) or written[start] >= FIRST_KANA:
        return True
    if _is_whole(request, start, end):  # "happy" is a wish; "thank you", after tracks, is no title
        return 2 * len(concepts) < len(said) and not (request.shown and (everyday or cues.COURTESY.fullmatch(text)))
    if any(m.start <= start and end <= m.end and 2 * (end - start) < m.end - m.start for m in request.marks):
        return False  # "Blue" in "Blue Paper Lanterns"
    behind = cues.BY_SAID.match(after.lstrip("\"'”’ "))
    if (
        kind != "artist"
        and behind
        and after[len(after) - len(behind.string) + behind.end() :].startswith(fold(name.artist))
    ):
        return True
    if (
        _marked(request, start, end)
        or cue_before(text, start, cues.BY_BEFORE if kind == "artist" else cues.TITLED_BEFORE) is not None
    ):
        return True
    if kind == "album" and (cue_before(text, start, cues.ALBUM_BEFORE) is not None or cues.ALBUM_AFTER.match(after)):
        return True
    if cue_before(text, start, cues.PLAY_BEFORE) is not None and cues.TITLE_ENDS.match(after):
        return capital or not concepts
    if capital and (start > 0 or len(said) > 1) and not (everyday and len(said) == 1):
        return True
    if cue_before(text, start, cues.LIKED_BEFORE) is not None:
        return not everyday
    return (
        kind == "artist"
        and not everyday
        and (len(said) > 1 or (capital and cue_before(text, start, cues.OF_BEFORE) is not None))
    )


def _marked(request: Request, start: int, end: int) -> bool:
    """Return whether the tagger marks at least half of text[start:end] as a name."""
    return sum(max(min(end, m.end) - max(start, m.start), 0) for m in request.marks) * 2 >= end - start


def _is_capital(written: str, start: int, end: int) -> bool:
    """Return whether all words of more than three letters in written[start:end] begin with a capital.

    In a text that is all in capitals, they do not count as capitals.
    """
    long = [written[a] for word, a, _ in tokens(fold(written)) if start <= a < end and len(word) > 3]
    return bool(long) and all(map(str.isupper, long)) and written != written.upper()


def _stands_alone(request: Request, said: list[str]) -> bool:
    return len(request.words) <= len(said) + 3 and (len("".join(said)) >= 6 or len(request.words) == len(said))


def _by_part(request: Request) -> Iterator[Named]:
    """Yield the artists that are named by a surname or by another part of their names: "some Bach", "J.S. Bach"."""
    known = people(request.artists)
    text, written, spoken = request.folded, request.text, request.words
    for size in range(min(MOST_NAME_WORDS, len(spoken)) if known else 0, 0, -1):
        for i in range(len(spoken) - size + 1):
            start, end = spoken[i][1], spoken[i + size - 1][2]
            said = " ".join(word for word, _, _ in spoken[i : i + size])
            of_library = known.get(said) or known.get(said.removesuffix("s"))
            if not of_library or said in phrases():
                continue
            after = text[end:]
            capital = written[start].isupper() and (start > 0 or written != written.upper())
            if not (
                size > 1
                or capital
                or any(cue_before(text, start, p) is not None for p in cues.NAME_BEFORE)
                or after.startswith("'s")
                or cues.LIKED_AFTER.match(after)
                or _marked(request, start, end)
                or _stands_alone(request, said.split())
            ):
                continue
            if size == 1 and (initials := cues.INITIALS.search(text[:start])):
                start = initials.start()
            yield _artist(request, start, end, *of_library)


def _misspelt(request: Request) -> Iterator[Named]:
    """Yield the artists whose names follow "by" and contain typing errors."""
    for cue in cues.BY_SAID.finditer(request.folded):
        name = request.folded[cue.end() : cue.end() + _LONGEST]
        name = name[: end_of_name(name)]
        if near := nearest_artist(name.split(), request.artists):
            yield _artist(request, cue.end(), cue.end() + len(name), *near)


def _artist(request: Request, start: int, end: int, whole: str, part: str) -> Named:
    """Return text[start:end] as the name of the artist `whole`; tracks are filtered by `part` of that name."""
    ids = next((n.track_ids for n in request.look_up(whole) if n.field == "artist"), ())
    return Named(start, end, "artist", part, ids, part)


def _albums(request: Request) -> Iterator[Named]:
    """Yield the albums named before or after the word "album". A part of a title is enough; it may be misspelt."""
    text, written = request.folded, request.text
    for cue in cues.ALBUM_SAID.finditer(text):
        rest = written[cue.end() :]
        quoted = cues.QUOTED.match(rest)
        name = quoted[1] if quoted else rest[: len(rest) if ":" in rest else end_of_name(rest)].strip(" .!?")
        known = known_album(name, request.albums)
        if known or (quoted and name):
            start = cue.end() + (1 if quoted else 0)
            yield Named(start, start + len(name), "album" if known else "unknown", known or name)
    for after in cues.ALBUM_AFTER.finditer(text):
        said = [(word, start) for word, start, end in request.words if end <= after.start()][-6:]
        for word, start in said:  # the longest name first
            if word not in _NO_ALBUM and (
                known := known_album(written[start : after.start()], request.albums, exact=True)
            ):
                yield Named(start, after.start(), "album", known)
                break


# Least probabilities of a name that the library does not have, chosen on the development requests.
_AFTER_CUE, _JOINED, _WHOLE, _AFTER_PLAY, _CAPITAL, _WITHOUT_CUE = 0.6, 0.7, 0.8, 0.85, 0.9, 0.99
_UNEXPLAINED = 0.7  # with a capital
_PRONOUNS = word_set("pronouns")
_INDEFINITE = frozenset(("a", "an", "ein", "eine", "einen", "un", "une", "una"))
_MOST_WORDS = 12  # in a name
_MOST_LISTED = 6  # words of a name that only its place in a list shows


def _of_mark(request: Request, mark: MarkedName, found: list[Named]) -> Named | None:
    """Convert a mark of the tagger to a name: an artist of the library, perhaps misspelt, or a name that it lacks.

    Return None if the words can mean something else and their context does not require a name. The tagger learned from
    English requests. Therefore, in other languages, a name must have a capital or follow a word such as "von".
    """
    start, end, text = mark.start, mark.end, request.folded
    written, said = request.text[start:end], text[start:end]
    spoken = said.split()
    if near := nearest_artist(spoken, request.artists):
        return _artist(request, start, end, *near)
    if all(word in _PRONOUNS for word in spoken) or said in places() or said in NO_NAMES or len(spoken) > _MOST_WORDS:
        return None
    if cue_before(text, start, cues.SENSATION) is not None:
        return None
    if spoken[0] in _INDEFINITE and not _is_capital(request.text, start, end):
        return None  # "like a warm blanket" is an image
    if not any(char.isascii() and char.isalpha() for char in said):
        return None  # the network knows no other script
    if cue_before(text, start, cues.PASSIVE) is not None and not _is_capital(request.text, start, end):
        return None
    behind = [text[name.end : start] for name in found[-1:] if name.end <= start]
    ahead = [text[end : other.start] for other in request.marks if other.start >= end][:1]
    examples = cues.EXAMPLES_GIVEN.search(text) is not None
    joined = any(
        cues.JOINED.fullmatch(between) and (examples or "from" not in between) for between in (*behind, *ahead)
    )
    cue = (
        any(cue_before(text, start, p) is not None for p in cues.CALLING_FOR_A_NAME)
        or cues.LIKED_AFTER.match(text, end) is not None
        or any(cues.BY_SAID.fullmatch(between.lstrip()) for between in ahead)
    )
    capital = _is_capital(request.text, start, end)
    foreign = languages_of(word for word, _, _ in request.words)
    concept = all(word in fillers() or concept_of(word) for word in spoken) or concept_of(said) is not None
    if not cue and concept and not (joined and examples):
        return None
    if not cue and not joined and ((foreign and not capital) or _is_condition(request, start, end)):
        return None
    # Words that nothing else explains are reported anyway: as a name that is not here, or as words without a use.
    explained = any(map(concept_of, spoken)) or all(word in fillers() for word in spoken)
    if cue:
        least = _AFTER_PLAY if concept or spoken[0] in ("a", "an") else _AFTER_CUE
    elif joined:
        least = _JOINED
    elif cue_before(text, start, cues.PLAY_BEFORE) is not None:
        least = _AFTER_PLAY if capital or not explained else _WITHOUT_CUE
    elif _is_whole(request, start, end):
        least = _WHOLE
    elif capital:
        least = _AFTER_PLAY if examples else _CAPITAL if explained else _UNEXPLAINED
    elif len(spoken) > 1:
        of = not explained and cue_before(text, start, cues.OF_BEFORE) is not None
        least = _AFTER_PLAY if examples or of else _WITHOUT_CUE
    else:
        return None  # "cats", in a request that asks for no name
    return Named(start, end, "unknown", written) if mark.probability >= least else None


def _is_condition(request: Request, start: int, end: int) -> bool:
    """Return whether text[start:end] contains a year, a key, a tempo or a length: "1848", "D dorian"."""
    readers = (key.read, tempo.read, length.read, years.read)
    return any(a < end and start < b for reader in readers for f in reader(request) for a, b in f.spans)

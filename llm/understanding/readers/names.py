"""Find names of artists, albums and titles in a request, and what the user wants with each.

Names in the library are found first, then names that only the tagger recognises. The user may want music by a name
("some Chopin"), refuse it ("never play Chopin again") or give it as an example ("in the vein of Chopin"). An example
sets no filter: the search looks for tracks that sound like its tracks. A name that the library lacks sets no filter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from data.text import fold
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
)
from llm.understanding.names.ends import ends_of
from llm.understanding.names.found import Named, find_names
from llm.understanding.names.parts import NO_NAMES, nearest_artist, people
from llm.understanding.names.roles import with_roles
from llm.understanding.readers import lists
from llm.understanding.wording import left_over
from retrieval.query import EITHER


def read(request: Request) -> list[Finding]:
    """Find the names in a request, and what the user wants with each."""
    ends, others = ends_of(request, find_names(request))
    others = [n for n in others if n.kind != "unknown" or not lists.is_order(request.folded, n.start, n.end)]
    names = with_roles(request, others)
    free = [m for m in request.mentions if not any(n.start < m.end and m.start < n.end for n in names)]
    if not free and all(name.role == "mentioned" for name in names):
        names = [replace(name, role="liked") for name in names]  # "my favourites are X and Y" says nothing else
    return [*([ends] if ends else []), *_wanted(names), *_refused(names), *_examples(names), *_mentioned(names)]


def alone(request: Request) -> list[Finding]:
    """Find an artist of the library whose name is the only part of the request that no finding uses.

    The name may be misspelt: "tchaikovski", "mozrat, piano".
    """
    if "artist" in request.stated() or any(isinstance(f, (Repetition, Example)) for f in request.found):
        return []
    if any(isinstance(f, Likeness) and f.seed for f in request.found):
        return []
    left = left_over(request)
    near = nearest_artist([word for word, _, _ in left], request.artists)
    if near is None:
        return []
    return [Condition(values=(("artist", near[1]),), spans=tuple((start, end) for _, start, end in left))]


def prepare(artists: frozenset[str]) -> None:
    """Build the index of the parts of artists' names in advance, so that the first request is faster."""
    people(artists)


def _wanted(names: Iterable[Named]) -> list[Finding]:
    """Return the filters for names whose music is wanted, and a note for each name that the library lacks."""
    wanted = [name for name in names if name.role == "wanted"]
    found: list[Finding] = []
    for kind in ("artist", "album"):
        if said := [name for name in wanted if name.kind == kind]:
            either = EITHER.join(dict.fromkeys(name.written for name in said))
            found.append(Condition(values=((kind, either),), spans=tuple(s for name in said for s in name.taken)))
    if inside := [name for name in wanted if name.kind == "folder"]:
        spans = tuple(s for name in inside for s in name.taken)
        found.append(Condition(values=(("under", tuple(name.written for name in inside)),), spans=spans))
    titles = [name for name in wanted if name.kind == "title"]
    found += [Titled(name.written, spans=name.taken) for name in titles if name.alone]
    if asked := [name for name in titles if not name.alone]:
        ids = tuple(dict.fromkeys(i for name in asked for i in name.track_ids))
        found.append(Condition(values=(("only", ids),), spans=tuple(s for name in asked for s in name.taken)))
    if lacking := [name for name in wanted if name.kind == "unknown"]:
        *before, last = dict.fromkeys(name.written for name in lacking)
        phrase = f"{', '.join(before)} and {last} are" if before else f"{last} is"
        found.append(
            Aside(spans=tuple(s for name in lacking for s in name.taken), note=f"{phrase} not in this library")
        )
    return found


def _refused(names: Iterable[Named]) -> list[Finding]:
    """Return the findings for names whose music must not be shown."""
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


def _examples(names: list[Named]) -> list[Finding]:
    """Return the findings for names that the results should sound like.

    Of an artist or album that is an example, no other tracks are shown, unless the user wants them. The other tracks
    by the artist of a title may be the most similar of all.
    """
    liked = [name for name in names if name.role == "liked"]
    if not liked:
        return []
    titled = [name for name in liked if name.kind in ("title", "album", "folder")]
    seeds = titled or [name for name in liked if name.kind == "artist"]  # "Kid A by Radiohead" is that album
    wanted = {name.written for name in names if name.role == "wanted"}
    by = dict.fromkeys(n.artist for n in seeds if n.kind == "artist" and n.artist and fold(n.artist) not in NO_NAMES)
    on = tuple(dict.fromkeys(name.written for name in seeds if name.kind == "album" and name.written not in wanted))
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
    if on:
        found.append(Condition(values=(("not_on", on),)))
    if outside := tuple(name.written for name in seeds if name.kind == "folder"):
        found.append(Condition(values=(("outside", outside),)))
    return found


def _mentioned(names: Iterable[Named]) -> list[Finding]:
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
    """Find a request for music by other artists than those shown: "number 2 by somebody else"."""
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

"""Test that readers add findings without changing the request, and that findings are combined."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from data.track import Known, Track
from llm.understanding.findings import (
    Cleared,
    Condition,
    Count,
    Degree,
    Likeness,
    Reader,
    Refusal,
    Request,
    Wish,
    Wishes,
    conditions,
)
from llm.understanding.reading import ORDER, read
from retrieval.query import Hit

SHOWN = tuple(
    Hit(
        Track(str(n), Path(f"{n}.flac"), Path(), f"Track {n}", artist="Erik Satie", known=Known(tempo_bpm=90.0)), 0.5, n
    )
    for n in range(1, 5)
)
REQUESTS = (
    "", "calm piano without drums under 100 bpm from the 80s by Bach", "no drums, bass or vocals please",
    "a bit slower than 2, in the same key as 3, but not too long", "like the last one but darker, five songs",
    "I've been listening to metal all day, so some Satie, no Bach", "hide number 2 and drop the tempo limit",
    "Klaviermusik ohne Gesang, höchstens drei Minuten, in h-Moll", "música triste con guitarra sin voz, nada rápido",
    "pas de batterie, plus lent, comme le premier", "do any of these have a flute?", "undo that", "thanks, bye",
    "swap the drums for a cello, I don't mind vocals", "not dark enough, too happy for me, something else",
    "can't live without my banjo; strings everywhere, get rid of them", "🎹 no no no ((( 12:30 [2] \"x\"",
    "anything else by them from the album Kind of Blue?", "two waltzes, the mid 120s, 20 bpm slower",
)  # fmt: skip


def requests(text: str) -> list[Request]:
    """Return a request as a first turn, as a later turn, and with the findings of all readers."""
    names = ("Johann Sebastian Bach", "Erik Satie"), ("Kind of Blue",)
    later = Request.of(text, SHOWN, (2,), *names)
    return [Request.of(text, (), (), *names), later, read(later)]


@pytest.mark.parametrize(("name", "reader"), ORDER, ids=[name for name, _ in ORDER])
def test_a_reader_leaves_its_input_alone_and_finds_the_same_twice(name: str, reader: Reader) -> None:
    for text in REQUESTS:
        for request in requests(text):
            before = deepcopy(request)
            first = reader(request)
            kept = deepcopy(first)
            assert reader(request) == first == kept
            assert request == before
            for finding in first:
                assert all(0 <= start <= end <= len(text) for start, end in finding.spans)


def test_taken_words_are_seen_by_no_later_reader() -> None:
    request = Request.of("calm piano, no drums")
    (drums,) = [m for m in request.mentions if m.concept.name == "drums"]
    rest = request.with_findings([Refusal("drums", spans=((12, 20),))])
    assert rest.rest == "calm piano, ########"
    assert not rest.free(drums)
    assert request.free(drums)
    assert rest.untaken() == "calm piano, ########"


def test_every_finding_names_its_reader() -> None:
    for text in REQUESTS:
        assert {finding.reader for finding in read(Request.of(text, SHOWN)).found} <= {name for name, _ in ORDER}


def test_findings_add_up() -> None:
    wishes = Wishes.of(
        [
            conditions((0, 1), tempo_max=100.0, key=None),
            Count(3),
            Wish("piano", note="a note"),
            Refusal("drums"),
            Degree("dark", 1, wanted="dark", replaced=frozenset({"happy"})),
            Likeness(SHOWN[:1]),
        ]
    )
    assert wishes.filters == {"tempo_max": 100}
    assert (wishes.k, wishes.wanted, wishes.unwanted) == (3, ["piano", "dark"], ["drums"])
    assert wishes.replaced == {"drums", "happy"}
    assert (wishes.like, wishes.notes) == (SHOWN[:1], ["a note"])


def test_what_is_ended_and_refused_is_not_stated() -> None:
    key = Condition(values=(("key", "D minor"), ("artist", "Pachelbel")))
    ended = Wishes.of([key, Cleared(("key",), here=True), Refusal("pachelbel", plain=True)])
    assert ended.filters == {}
    assert ended.cleared == {"key"}
    pace = Wishes.of([Refusal("slow"), Cleared(("tempo_min", "tempo_max"))])  # "drop the slow, any speed is fine"
    assert pace.unwanted == []
    assert pace.freed == {"slow", "fast"}

"""Test which words refuse which concepts, and that similar words refuse nothing."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Aside, Condition, Freed, Preferred, Refusal, Wish
from llm.understanding.planner import make_plan
from llm.understanding.readers import refusals

from .reading import request, taken


def refused(text: str) -> list[str]:
    """Return the names that the reader refuses."""
    return [f.name for f in refusals.read(request(text)) if isinstance(f, Refusal)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no drums, bass or vocals", ["drums", "bass", "vocals"]),
        ("ohne Gesang", ["vocals"]),
        ("pas de batterie", ["drums"]),
        ("sin voz", ["vocals"]),
        ("drumless jam", ["drums"]),
        ("instrumental", ["vocals"]),
        ("the drums are a no-go", ["drums"]),
        ("keep the drums out", ["drums"]),
        ("drums everywhere, get rid of them", ["drums"]),
        ("my dad loves the banjo, I want neither", ["banjo"]),
        ("I'd rather have a clarinet than a saxophone", ["saxophone"]),
        ("metal without autotune", ["autotune"]),
        ("no loud drums", ["drums"]),
        ("no drums and soft piano", ["drums"]),
    ],
)
def test_refused(text: str, names: list[str]) -> None:
    assert refused(text) == names


@pytest.mark.parametrize("text", ["no problem", "not only piano", "no rush", "not without a banjo", "piano, guitar"])
def test_nothing_is_refused(text: str) -> None:
    assert refused(text) == []


def test_indifference_frees() -> None:
    for text in ("I don't mind drums", "with or without drums", "drums are fine", "drums or no drums"):
        assert [f.name for f in refusals.read(request(text)) if isinstance(f, Freed)] == ["drums"], text


def test_what_cannot_be_done_without_is_asked_for() -> None:
    found = refusals.read(request("I can't live without my banjo"))
    assert [f.name for f in found if isinstance(f, Wish)] == ["banjo"]


def test_not_too_fast_is_a_limit_unless_a_number_says_it() -> None:
    (limit,) = refusals.read(request("nothing too fast"))
    assert isinstance(limit, Condition)
    assert (limit.values, limit.note) == ((("tempo_max", 120.0),), "not too fast: under 120 bpm")
    stated = request("nothing too fast").with_findings([Condition(values=(("tempo_max", 90.0),))])
    assert [type(f) for f in refusals.read(stated)] == [Aside]


def test_what_stands_behind_a_refusing_word_is_doubtful_and_taken_with_it() -> None:
    (found,) = refusals.read(request("calm, no drums at all"))
    assert found.doubtful is not None
    assert taken(refusals.read, "calm, no drums at all") == ["no drums at all"]


def test_the_second_of_a_swap_is_preferred() -> None:
    text = "swap the drums for a cello"
    (found,) = refusals.preferences(request(text))
    assert isinstance(found, Preferred)
    assert text[found.start :] == "cello"


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("calm music with less piano", "“less piano” leaves it out"),
        ("ruhige Musik mit weniger Klavier", "“weniger Klavier” leaves it out"),
        ("jazz of less than 3 minutes, no piano", ""),
        ("jazz without piano", ""),
    ],
)
def test_less_of_something_is_none_of_it_and_a_note_says_so(said: str, note: str) -> None:
    plan = make_plan(said)
    assert plan.unwanted == ("piano",)
    assert ([n for n in plan.notes if "leaves it out" in n] or [""])[0] == note

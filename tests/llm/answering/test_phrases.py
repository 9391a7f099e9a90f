"""English phrases about tracks and concepts."""

from __future__ import annotations

import pytest

from llm.answering.parts import Citation
from llm.answering.phrases import (
    Voice,
    as_music,
    capital,
    cites,
    comparative,
    either,
    joined,
    like_what,
    listed,
    named,
    noun_of,
    plural,
    portrait_of,
    pronoun,
    sounding,
    with_article,
)  # fmt: skip
from llm.plan import Plan, clip_id
from retrieval.search.evidence import Facts

BLUEGRASS = Facts(1, "bluegrass", ("banjo", "fiddle"), ("happy",), 132, True, "A major", 1900, 28.0, (), ())
SHANTY = Facts(2, "sea shanty", (), (), None, True, "", None, 30.0, (), ())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("banjo", "the banjo"), ("strings", "strings"), ("brass", "the brass"), ("scary", "scary"),
        ("video", "background music"), ("study", "music for study"), ("solo", "a solo piece"),
        ("waltz", "a waltz"), ("jazz", "jazz"), ("no concept", "no concept"),
    ],
)  # fmt: skip
def test_a_concept_as_an_object(name: str, said: str) -> None:
    assert named(name) == said


def test_lists_hold_words_or_citations() -> None:
    assert [joined("abc"[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert either(["a", "b", "c"]) == "a, b or c"
    assert str(listed([Citation(3), "x"])) == "[3] and x"
    assert cites([BLUEGRASS, SHANTY]).ranks == (1, 2)


def test_a_portrait_says_what_is_stated() -> None:
    said = portrait_of(BLUEGRASS, Voice(Plan("x"), [BLUEGRASS]))
    assert said.startswith("a lively, happy bluegrass piece ")
    assert "banjo and fiddle" in said
    assert "A major" in said
    assert portrait_of(Facts(1, "", (), (), 90, False, "", None, 1.0, ("banjo",), ()), Voice(Plan("x"), [])) == ""


def test_words_take_their_forms() -> None:
    assert [comparative(mood) for mood in ("happy", "calm", "sad", "melancholic")] == [
        "happier", "calmer", "sadder", "more melancholic",
    ]  # fmt: skip
    assert [plural(genre) for genre in ("waltz", "sea shanty", "march", "jazz")] == [
        "waltzes", "sea shanties", "marches", "jazz",
    ]  # fmt: skip
    assert (noun_of(BLUEGRASS), noun_of(SHANTY)) == ("bluegrass piece", "sea shanty")
    assert (with_article("epic piece"), with_article("piece")) == ("an epic piece", "a piece")
    assert (as_music("celtic"), as_music("jazz"), as_music("soundtrack")) == ("celtic music", "jazz", "film music")
    assert (sounding("calm"), sounding("banjo")) == ("calm", "like the banjo")
    assert (pronoun("drums"), pronoun("brass")) == ("them", "it")
    assert capital("élan") == "Élan"


def test_clips_and_tracks_to_be_like_are_told_apart() -> None:
    clip = clip_id("0" * 32)
    assert like_what(Plan("x", like=(clip,))) == "your clip"
    assert like_what(Plan("x", like=(clip, "t1"))) == "your clip and what you pointed at"
    assert like_what(Plan("x", like=("t1", "t2"))) == "the tracks you pointed at"


def test_the_same_content_is_worded_the_same() -> None:
    first, second = (Voice(Plan("a banjo"), [BLUEGRASS]) for _ in range(2))
    options = ("a", "b", "c", "d")
    assert [first.pick(*options) for _ in range(20)] == [second.pick(*options) for _ in range(20)]
    assert len({Voice(Plan(f"n{n}"), []).pick(*options) for n in range(40)}) == 4

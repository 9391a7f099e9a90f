"""Test how requests are classified, and which findings are accepted, if readers and tagger disagree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.track import Track
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.findings import Request
from llm.understanding.judge import Judgement, judge
from llm.understanding.reading import read
from llm.understanding.tagger import INTENTS, TAGS, Tagged
from retrieval.query import Hit

HITS = tuple(Hit(Track(str(n), Path(f"{n}.flac"), Path(), f"Track {n}"), 0.5, n) for n in range(1, 4))
PAST = Conversation([Turn(Plan("banjo", wanted=("banjo",), text="banjo"), HITS)])


def says(text: str, intent: str, sure: float = 0.96, **uses: str) -> Tagged:
    """Return an output of the tagger: the intent of a text, and the tags of some of its words."""
    places, at = [], 0
    for word in text.split(" "):
        places.append((at, at + len(word)))
        at += len(word) + 1
    tags = np.full((len(places), len(TAGS)), 0.02, dtype=np.float32)
    for k, (start, end) in enumerate(places):
        tags[k, TAGS.index(uses.get(text[start:end].strip(",.!?"), "other"))] = 0.9
    rest = (1 - sure) / (len(INTENTS) - 1)
    return Tagged(text, tuple(places), tags, {i: sure if i == intent else rest for i in INTENTS})


def judged(text: str, tagged: Tagged | None = None, past: Conversation | None = None) -> Judgement:
    """Return the judgement of a request."""
    past = past or Conversation()
    return judge(read(Request.of(text, past.shown)), past, tagged)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "chat"), ("undo", "undo"), ("never mind the tempo", "refine"), ("which is the slowest?", "about"),
        ("but darker", "refine"), ("I'm looking for a waltz", "search"), ("more", "refine"),
        ("start over, jazz", "search"), ("something by them", "search"),
    ],
)  # fmt: skip
def test_words_alone(text: str, kind: str) -> None:
    assert judged(text, past=PAST).kind == kind


def test_the_tagger_decides_what_no_reader_takes() -> None:
    text = "give the bagpipes a miss, celtic"
    assert judged(text, says(text, "search", bagpipes="refused", celtic="wanted")).wishes.unwanted == ["bagpipes"]
    text = "heard techno all day, harp"
    assert judged(text, says(text, "search", techno="mentioned", harp="wanted")).wishes.wanted == ["harp"]
    text = "tired of techno"
    assert judged(text, says(text, "search", techno="wanted")).wishes.wanted == ["techno"]


def test_a_refusing_word_is_overruled_only_when_the_tagger_is_certain() -> None:
    text = "no drums"
    assert judged(text, says(text, "search", drums="wanted")).wishes.unwanted == []
    assert judged(text, says(text, "search", drums="condition")).wishes.unwanted == ["drums"]
    assert judged(text).wishes.unwanted == ["drums"]


def test_a_doubtful_number_needs_the_tagger_a_certain_one_does_not() -> None:
    text = "the fight of two samurais"
    assert judged(text).wishes.k == 2
    assert judged(text, says(text, "search")).wishes.k is None
    text = "two songs"
    assert judged(text, says(text, "search")).wishes.k == 2


def test_the_intent_counts_where_it_is_sure() -> None:
    text = "something with harp"
    assert judged(text, says(text, "refine", harp="wanted"), PAST).kind == "refine"
    assert judged(text, says(text, "chat", 0.7), PAST).kind != "chat"
    assert judged(text, says(text, "chat"), PAST).kind == "chat"
    assert judged("surprise me, music", says("surprise me, music", "chat")).kind == "search"


def test_what_the_tagger_sees_pointed_at_is_what_to_go_by() -> None:
    text = "the first one has the right spirit"
    found = judged(text, says(text, "refine", first="pointed", one="pointed"), PAST)
    assert [hit.rank for hit in found.wishes.like] == [1]

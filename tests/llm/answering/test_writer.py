"""The built-in writer: facts support every statement about the tracks that a sentence cites."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members
from llm.answering.parts import Citation, Prose, Text
from llm.answering.writer import write
from llm.conversation import Conversation, Turn
from llm.understanding.planner import make_plan
from retrieval.query import Filters
from retrieval.search.evidence import Facts, facts_of

REQUESTS = [
    "a song which has the banjo instrument in it",
    "a scary song which I can play in the background of my YouTube video",
    "calm piano",
    "happy folk without drums",
    "something by Bach",
    "music from 1704",
    "three fast tracks",
    "didgeridoo",
    "something with a kazoo",
    "jazz, not too fast",
    "no vocals",
    "in a minor key",
    "dark organ music",
    "sitar for meditation",
]


def written(request: str, library: Any) -> tuple[Any, tuple[Any, ...], str]:
    plan = make_plan(request, artists=["Johann Sebastian Bach"])
    hits = tuple(library.search(plan.query()))
    return plan, hits, str(write(plan, hits))


def supported(facts: Facts) -> set[str]:
    """Every concept that may be claimed of a track."""
    stated = {m.concept.name for text in (*facts.instruments, *facts.moods, facts.style) for m in mentions(text)}
    of_tempo = {"slow", "fast", "energetic", "steady"} if facts.tempo else set()
    return stated | set(facts.heard) | of_tempo | {m for name in stated for m in (name,)}


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("request_", REQUESTS)
def test_no_sentence_claims_what_the_facts_do_not_say(
    request: pytest.FixtureRequest, request_: str, tagged: bool
) -> None:
    library = request.getfixturevalue("library" if tagged else "heard_library")
    plan, hits, text = written(request_, library)
    facts = {f.rank: f for f in facts_of(hits)}
    asked = {m for name in (*plan.wanted, *plan.unwanted) for m in members(name)}
    for sentence in re.split(r"(?<=[.!?]) ", text):
        cites = [int(n) for n in re.findall(r"\[(\d+)\]", sentence)]
        assert set(cites) <= set(facts)
        allowed = set().union(*(supported(facts[n]) for n in cites)) | asked
        claimed = {m.concept.name for m in mentions(sentence) if m.concept.kind in ("instrument", "genre", "mood")}
        assert claimed <= allowed | {"soundtrack", "video", "energetic", "slow"}, sentence
        for number, _ in re.findall(r"(\d+) (bpm)", sentence):
            bounds = {plan.filters.tempo_min, plan.filters.tempo_max}
            assert int(number) in {f.tempo for f in facts.values()} | bounds, sentence
        for key in re.findall(r"[A-G][#b]? (?:major|minor)", sentence):
            assert key in {facts[n].key for n in cites} or key == plan.filters.key, sentence


@pytest.mark.parametrize("request_", REQUESTS)
def test_three_to_six_sentences_or_one_when_nothing_is_found(library: Any, request_: str) -> None:
    _, hits, text = written(request_, library)
    count = len(re.findall(r"[.!?](?: |$)", text))
    assert (2 <= count <= 8) if len(hits) > 1 else (1 <= count <= 4)
    assert len(text) < 900
    assert "  " not in text
    assert not re.search(r"\b(?:None|nan|unknown)\b", text.replace("None of them", ""))


def test_no_title_and_no_artist_is_repeated(library: Any) -> None:
    for request in REQUESTS:
        _, hits, text = written(request, library)
        for hit in hits:
            assert hit.track.title not in text


def test_the_same_request_reads_the_same_and_others_differ(library: Any) -> None:
    assert written(REQUESTS[0], library)[2] == written(REQUESTS[0], library)[2]
    openings = {written(r, library)[2].split(",")[0][:25] for r in REQUESTS}
    assert len(openings) >= 6


def test_citations_are_parts_and_words_hold_none(library: Any) -> None:
    plan, hits, text = written(REQUESTS[0], library)
    parts = write(plan, hits)
    assert {part.rank for part in parts if isinstance(part, Citation)} <= {hit.rank for hit in hits}
    assert 1 in parts.ranks
    assert not any("[" in part.text for part in parts if isinstance(part, Text))
    assert Prose.parse(text) == parts


def test_names_in_a_request_are_repeated_without_markup(library: Any) -> None:
    plan = replace(make_plan("jazz"), filters=Filters(artist="[1](http://evil.test) <b>Bach</b>", year_max=1500))
    parts = write(plan, ())
    assert "bBach/b" in str(parts)
    assert not parts.ranks
    assert not re.search(r"[\[\]<>]|://", str(parts))


def test_it_says_so_when_nothing_fits(library: Any) -> None:
    text = written("didgeridoo", library)[2]
    assert "didgeridoo" in text
    assert re.search(r"cannot promise|plainly", text)


def test_heard_and_stated_facts_are_worded_differently(library: Any, heard_library: Any) -> None:
    assert not re.search(r"By ear|sounds like|I hear", written("banjo", library)[2].split(".")[0])
    assert re.search(r"By ear|sounds like|I hear", written("banjo", heard_library)[2].split(".")[0])


def test_tracks_without_evidence_are_named_as_such(library: Any) -> None:
    _, hits, text = written("a song which has the banjo instrument in it", library)
    without = [h.rank for h in hits if "banjo" not in h.track.known.instruments]
    last = next(s for s in re.split(r"(?<=\.) ", text) if "overall sound" in s)
    assert [int(n) for n in re.findall(r"\[(\d+)\]", last)] == without


def test_assumptions_are_stated(library: Any) -> None:
    past = Conversation()
    first = make_plan("banjo")
    past.add(Turn(first, tuple(library.search(first.query()))))
    plan = make_plan("slower", past)
    text = str(write(plan, library.search(plan.query())))
    assert text.startswith(f"I took “slower” to mean under {plan.filters.tempo_max:g} bpm.")


def test_no_track_left_names_the_conditions(library: Any) -> None:
    _, hits, text = written("jazz from 1500 by Bach", library)
    assert hits == ()
    assert text == "No track meets all of this at once: from 1500 and by Bach. Take one condition away and ask again."

"""Test that turns are read from JSON of this version, of an earlier version and of damaged files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from llm.answering.parts import Citation, Text
from llm.assistant import Assistant, Done
from llm.conversation import Conversation, Turn
from llm.plan import Chip, Plan, is_clip
from llm.session.saved import Threads
from llm.session.stored import conversation_from_json, conversation_to_json, turn_from_json, turn_to_json
from llm.understanding.planner import make_plan
from retrieval.query import Filters, Hit

EARLIER = Path(__file__).parent / "earlier" / "hearlierversion.json"  # as Hark 0.1.0 wrote it


@pytest.fixture
def earlier(tmp_path: Path) -> Conversation:
    shutil.copy(EARLIER, tmp_path)
    found = Threads(tmp_path).read("hearlierversion")
    assert found is not None
    name, conversation = found
    assert name == "A song with a banjo"
    return conversation


def test_a_conversation_of_an_earlier_version_opens_unchanged(earlier: Conversation) -> None:
    first, slower, question, thanks, more, last = earlier.turns
    assert [turn.plan.kind for turn in earlier.turns] == ["search", "refine", "about", "chat", "refine", "search"]
    assert first.answer[:2] == (Text("The best match is "), Citation(1))
    assert first.hits[0].track.path == Path("/music/hoecakes-at-sunrise.ogg")
    assert first.hits[0].track.known.instruments == ("banjo", "harmonica", "acoustic guitar", "double bass")
    assert slower.plan.filters == Filters(tempo_max=149.0, year_max=1989)
    assert Chip("unwanted", "drums", "no drums") in slower.plan.chips()
    assert question.text == "None of these is in a minor key, as far as their facts tell."
    assert thanks.hits == ()
    assert more.request == "more like 2 🎵"
    assert is_clip(last.plan.like[0])
    assert last.answer.ranks == (1, 2, 3)
    assert last.writers == ("mistral:latest", "built-in")
    assert (last.complete, last.left_out, last.follow_ups) == (False, 2, ("Slower",))


def test_an_earlier_version_finds_what_it_wrote_in_what_this_version_writes(earlier: Conversation) -> None:
    before = json.loads(EARLIER.read_bytes())["turns"]
    after = conversation_to_json(earlier)["turns"]
    for old, new in zip(before, json.loads(json.dumps(after)), strict=True):
        filters = {name: value for name, value in new["plan"].pop("filters").items() if value not in (None, "", [])}
        assert {name: value for name, value in filters.items() if value is not False} == old["plan"].pop("filters")
        for hit, written in zip(old.pop("hits"), new.pop("hits"), strict=True):
            track = hit.pop("track")
            assert (
                track.pop("known").items() <= written["track"].pop("known").items()
            )  # unknown names are ignored there
            assert written["track"] == track  # no other names: an earlier version accepts none
            assert hit.items() <= written.items()
        assert set(new["plan"].pop("notes")) <= set(old["plan"].pop("notes"))  # some are fields now
        assert old.pop("plan").items() <= new.pop("plan").items()
        assert old.items() <= new.items()  # an earlier version ignores a field that it does not know


def test_a_turn_is_read_back_the_same(library: Any) -> None:
    hits = tuple(
        Hit(track, 0.5, rank, heard=(("banjo", 0.9),), copies=(track,), percentiles=(("energy", 0.9),))
        for rank, track in enumerate(library.tracks()[:2], 1)
    )
    turn = Turn(Plan("x", filters=Filters(artist="Bach", exclude=("t1",))), hits, notices=(("a", "b"),), complete=False)
    assert turn_from_json(json.loads(json.dumps(turn_to_json(turn)))) == turn


def test_unknown_names_are_ignored_and_missing_ones_default() -> None:
    plan = {"request": "a banjo", "wanted": ["banjo"], "of a later version": 1, "filters": {"later": [1]}}
    turn = turn_from_json({"plan": plan, "text": "Try [1].", "later": {"x": 1}})
    assert turn == Turn(Plan("a banjo", wanted=("banjo",)), answer=turn.answer)
    assert turn.answer.ranks == (1,)


@pytest.mark.parametrize(
    "damaged",
    [
        None, [], {}, {"plan": None}, {"plan": {}}, {"plan": {"request": 7}}, {"plan": {"request": "x"}, "text": 17},
        {"plan": {"request": "x", "kind": "no such kind"}}, {"plan": {"request": "x"}, "hits": [{"rank": 1}]},
        {"plan": {"request": "x", "filters": {"tempo_max": "fast"}}}, {"plan": {"request": "x"}, "notices": [["a"]]},
    ],
)  # fmt: skip
def test_a_damaged_turn_is_an_error(damaged: Any) -> None:
    with pytest.raises(ValueError, match="."):
        turn_from_json(damaged)
    with pytest.raises(ValueError, match="."):
        conversation_from_json({"turns": [damaged]})


def test_a_conversation_survives_json(library: Any) -> None:
    assistant, past = Assistant(library), Conversation()
    for request in ("a song with a banjo", "slower", "why this one?", "hi"):
        *_, done = assistant.respond(request, past)
        assert isinstance(done, Done)
        past.add(done.turn)
    assert conversation_from_json(conversation_to_json(past)) == past


def noted(request: str, kind: str, *notes: str, **values: Any) -> Turn:
    """Return the turn that a version without the fields `undoes` and `repeats` saved."""
    return turn_from_json({"plan": {"request": request, "kind": kind, "notes": list(notes), **values}})


def test_notes_of_earlier_versions_become_fields() -> None:
    back = noted("undo", "refine", "back to the wish before the last").plan
    assert (back.undoes, back.repeats) == (True, False)
    more = noted("more", "refine", "the same wish, without the tracks already shown", "slower: under 90 bpm").plan
    assert (more.undoes, more.repeats, more.notes) == (False, True, ("slower: under 90 bpm",))
    like = noted("more like 2", "refine", "similar in sound to [2] above").plan
    assert (like.undoes, like.repeats, like.notes) == (False, False, ())


def test_the_fields_survive_saving() -> None:
    for plan in (Plan("undo", "refine", undoes=True), Plan("more", "refine", repeats=True, notes=("a: b",))):
        assert turn_from_json(turn_to_json(Turn(plan))).plan == plan


def test_steps_back_are_counted_in_a_conversation_of_an_earlier_version() -> None:
    turns = [
        noted("banjo", "search", wanted=["banjo"]),
        noted("with a harp", "refine", wanted=["banjo", "harp"]),
        noted("with a flute", "refine", wanted=["banjo", "harp", "flute"]),
        noted("undo", "refine", "back to the wish before the last", wanted=["banjo", "harp"]),
    ]
    again = make_plan("undo", Conversation(turns))
    assert again.undoes
    assert again.wanted == ("banjo",)

"""Test which parts of the last plan a new plan contains, and which plan an undo request restores."""

from __future__ import annotations

from pathlib import Path

from data.track import Track
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from llm.understanding.building import build
from llm.understanding.findings import Count, Finding, Refusal, Repetition, Request, Wish, conditions
from llm.understanding.judge import Judgement, Kind
from retrieval.query import Filters, Hit

HITS = tuple(Hit(Track(str(n), Path(f"{n}.flac"), Path(), f"Track {n}"), 0.5, n) for n in range(1, 4))
BANJO = Plan("banjo", wanted=("banjo", "happy"), text="banjo", filters=Filters(tempo_max=100.0), k=4)


def built(kind: Kind, text: str, *findings: Finding, acts: tuple[str, ...] = (), plans: tuple[Plan, ...] = ()) -> Plan:
    """Return the plan that is built for a judgement after turns with the given plans."""
    past = Conversation([Turn(plan, HITS) for plan in plans])
    request = Request.of(text, past.shown).with_findings(findings)
    return build(Judgement(kind, request, frozenset(acts)), past)


def test_a_fresh_wish() -> None:
    plan = built("search", "calm harp", Wish("calm"), Wish("harp"), Refusal("drums"), Count(3), plans=(BANJO,))
    assert (plan.kind, plan.wanted, plan.unwanted, plan.k) == ("search", ("calm", "harp"), ("drums",), 3)
    assert plan.filters == Filters()


def test_a_refined_wish_keeps_what_is_not_replaced() -> None:
    plan = built("refine", "no banjo, harp", Wish("harp"), Refusal("banjo", spans=((0, 8),)), plans=(BANJO,))
    assert (plan.wanted, plan.unwanted) == (("happy", "harp"), ("banjo",))
    assert plan.filters.tempo_max == 100
    plan = built("refine", "over 120", conditions((0, 8), tempo_min=120.0), plans=(BANJO,))
    assert (plan.filters.tempo_min, plan.filters.tempo_max) == (120, None)


def test_more_leaves_out_what_was_seen() -> None:
    plan = built("refine", "more", Repetition(spans=((0, 4),)), plans=(BANJO,))
    assert plan.repeats
    assert plan.wanted == BANJO.wanted
    assert set(plan.filters.exclude) == {"1", "2", "3"}


def test_counts_are_doubled_and_halved() -> None:
    assert built("refine", "twice as many", acts=("twice as many",), plans=(BANJO,)).k == 8
    assert built("refine", "half as many", acts=("half as many",), plans=(BANJO,)).k == 2


def test_a_step_back_and_one_to_the_first() -> None:
    harp, flute = Plan("harp", "refine", wanted=("harp",)), Plan("flute", "refine", wanted=("flute",))
    back = built("undo", "undo", plans=(BANJO, harp, flute))
    assert (back.wanted, back.undoes, back.notes) == (("harp",), True, ("back to the wish before the last",))
    first = built("undo", "back to the first", acts=("to the first",), plans=(BANJO, harp, flute))
    assert (first.wanted, first.undoes) == (BANJO.wanted, False)
    assert built("undo", "undo", plans=(BANJO,)).kind == "chat"


def test_questions_and_talk_hold_no_wish() -> None:
    assert built("chat", "hi").kind == "chat"
    assert built("pick", "which have a harp?", Wish("harp"), plans=(BANJO,)).about == ()

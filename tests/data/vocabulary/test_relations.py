"""Test that the table of relations contains only concepts, and that look-ups follow all levels of it."""

from __future__ import annotations

from typing import get_args

from data.vocabulary.concepts import concept
from data.vocabulary.relations import (
    Relation,
    members,
    neighbours,
    opposites,
    related,
    table,
    tags_of_refusal,
)


def test_relations_hold_between_concepts() -> None:
    for relation in get_args(Relation):
        assert table(relation), relation
        for name, others in table(relation).items():
            assert concept(name), name
            assert name not in others
            assert len(set(others)) == len(others)
            if relation != "tags":
                assert all(concept(other) for other in others), (name, relation)


def test_families_are_of_one_kind_and_reach_down() -> None:
    for family, others in table("narrower").items():
        kinds = {found.kind for name in (family, *others) if (found := concept(name))}
        assert kinds in ({"instrument"}, {"genre"}, {"mood"}), family
    assert "tabla" in members("percussion")
    assert "drum machine" in members("percussion")  # through drums
    assert members("banjo") == ("banjo",)


def test_near_and_opposite_hold_both_ways() -> None:
    assert "cafe" in neighbours("jazz")  # the table says it of the cafe
    assert "jazz" in neighbours("cafe")
    assert "percussion" in neighbours("drums")
    assert "drums" not in neighbours("timpani")
    assert "fast" in opposites("slow")
    assert "slow" in opposites("fast")
    assert {"dark", "low"} <= opposites("bright")
    assert opposites("banjo") == frozenset()


def test_a_refusal_excludes_all_its_names_but_what_is_wanted() -> None:
    drums = tags_of_refusal("drums")
    assert {"drums", "drum machine", "batería"} <= set(drums)
    assert len(drums) == len(set(drums))
    assert "violin" not in tags_of_refusal("strings", wanted=["violin"])
    assert "cello" in tags_of_refusal("strings", wanted=["violin"])
    assert "punk" in tags_of_refusal("punk", wanted=["rock"])
    assert "bass" not in tags_of_refusal("bass", wanted=["double bass"])
    assert "sleigh" in tags_of_refusal("christmas")
    assert tags_of_refusal("no concept") == ()


def test_amplified_instruments_contradict_acoustic() -> None:
    assert {"electric guitar", "synth pad", "hammond organ"} <= set(related("acoustic", "excludes"))
    assert "church organ" not in related("acoustic", "excludes")

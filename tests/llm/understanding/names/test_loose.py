"""Test that a title is found as the sound to look for although it is misspelt or consists of everyday words."""

from __future__ import annotations

import pytest

from llm.assistant import Assistant
from llm.conversation import Conversation
from llm.plan import Plan
from llm.session.batch import respond
from retrieval.library import Library


def plan_of(said: str, library: Library) -> Plan:
    return respond(Assistant(library), said, Conversation()).plan


def titles_liked(said: str, library: Library) -> list[str]:
    return [track.title for i in plan_of(said, library).like if (track := library.track(i))]


@pytest.mark.parametrize(
    "said",
    [
        "something like harbour lights",
        'songs like "harbor lights"',
        "tracks that sound like harbuor lights but slower",
        "tunes similar to harbour ligts for dinner",
        "i love harbour lighst, what else is like that",
    ],
)
def test_a_title_is_an_example_as_typed(library: Library, said: str) -> None:
    assert titles_liked(said, library) == ["Harbour Lights"]


def test_of_two_examples_both_may_be_misspelt(library: Library) -> None:
    assert titles_liked("a mix of harbour ligths and maple leaf rga", library) == ["Harbour Lights", "Maple Leaf Rag"]


@pytest.mark.parametrize("said", ["something like rain", "music like jazz", "like a warm blanket"])
def test_words_with_a_meaning_are_no_misspelt_title(library: Library, said: str) -> None:
    assert plan_of(said, library).like == ()


def test_other_tracks_by_the_artist_of_a_title_may_be_found(library: Library) -> None:
    assert plan_of("something like maple leaf rag", library).filters.not_by == ()
    assert plan_of("something like scott joplin", library).filters.not_by == ("Scott Joplin",)


def test_a_folder_is_an_example_and_a_place_to_look_in(library: Library) -> None:
    liked = plan_of("something like the folder music", library)
    assert liked.like
    assert liked.filters.outside == ("/music",)
    assert plan_of("jazz from the folder music", library).filters.under == ("/music",)

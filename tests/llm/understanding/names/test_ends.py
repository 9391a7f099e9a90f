"""Test requests for a way from one track to another."""

from __future__ import annotations

import pytest

from llm.assistant import Assistant
from llm.conversation import Conversation
from llm.session.batch import respond
from retrieval.library import Library


@pytest.mark.parametrize(
    "request_",
    [
        "from Maple Leaf Rag to Toccata",
        "start with Maple Leaf Rag and end with Toccata",
        "a playlist from “Maple Leaf Rag” by Scott Joplin to “Toccata”",
        "von Maple Leaf Rag bis Toccata",
        "ein 5 Minuten langer Mix von Maple Leaf Rag bis Toccata",
    ],
)
def test_a_list_leads_from_its_first_track_to_its_last(request_: str, library: Library) -> None:
    turn = respond(Assistant(library), request_, Conversation())
    titles = [hit.track.title for hit in turn.hits]
    assert (titles[0], titles[-1]) == ("Maple Leaf Rag", "Toccata")
    assert len(titles) > 2
    assert turn.plan.arc == "path"


def test_what_lies_between_two_tracks_leaves_them_out(library: Library) -> None:
    turn = respond(Assistant(library), "something between Maple Leaf Rag and Toccata", Conversation())
    titles = {hit.track.title for hit in turn.hits}
    assert titles
    assert not titles & {"Maple Leaf Rag", "Toccata"}


def test_a_way_with_a_name_that_the_library_lacks_says_so(library: Library) -> None:
    turn = respond(Assistant(library), "from Maple Leaf Rag to Karma Police by Radiohead", Conversation())
    assert turn.plan.arc == ""
    assert "Radiohead" in turn.text or "Karma Police" in turn.text


def test_the_other_way_round_begins_where_the_list_ended(library: Library) -> None:
    past = Conversation()
    past.add(respond(Assistant(library), "from Maple Leaf Rag to Toccata", past))
    turned = respond(Assistant(library), "the other way round", past)
    assert (turned.hits[0].track.title, turned.hits[-1].track.title) == ("Toccata", "Maple Leaf Rag")

"""Test that changes of a playlist are undone and redone step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from llm.assistant import Assistant
from llm.conversation import Conversation
from llm.session.batch import respond
from llm.session.playlists.edits import Edits
from llm.session.playlists.kept import Playlist, Playlists
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder


@pytest.fixture
def lists(keyword: KeywordEncoder, music: Path, tmp_path: Path) -> Iterator[Playlists]:
    index_folder(tmp_path / "home", music)
    library = Library(tmp_path / "home")
    yield Playlists(tmp_path / "home", lambda: library)
    library.close()


@pytest.fixture
def playlist(lists: Playlists) -> Playlist:
    turn = respond(Assistant(lists.library()), "4 tracks in alphabetical order", Conversation())  # type: ignore[arg-type]
    return lists.save(turn, "Porch")


def test_every_change_is_undone_in_turn_and_made_again(lists: Playlists, playlist: Playlist) -> None:
    edits, token = Edits(lists), playlist.token

    def ids() -> list[str]:
        return [hit.track.track_id for hit in lists.known(token).hits]

    one, two, three, four = ids()
    edits.make(token, lambda: lists.move(token, one, 3))
    edits.make(token, lambda: lists.remove(token, three))
    edits.make(token, lambda: lists.move(token, two, 0))  # it is there already
    assert ids() == [two, four, one]
    assert edits.steps(token) == (2, 0)
    lists.rename(token, "Veranda")
    edits.undo(token)
    assert ids() == [two, three, four, one]
    assert lists.known(token).removed == ()
    edits.undo(token)
    edits.undo(token)  # there is nothing left
    assert ids() == [one, two, three, four]
    assert edits.steps(token) == (0, 2)
    edits.redo(token)
    assert ids() == [two, three, four, one]
    assert lists.known(token).name == "Veranda"
    edits.make(token, lambda: lists.remove(token, two))
    assert edits.steps(token) == (2, 0), "a new change ends what could be redone"

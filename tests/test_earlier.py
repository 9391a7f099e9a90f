"""Test that a library and a conversation of an earlier version (`tests/earlier`) can be opened and used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.scan import EVERYTHING, Patterns
from llm.assistant import Assistant, Done
from llm.session.clips import WithClips
from llm.session.saved import Threads
from retrieval.catalogue.files import writing
from retrieval.library import Library
from retrieval.query import Filters, Query
from tests.keyword_encoder import KeywordEncoder

EARLIER = Path(__file__).parent / "earlier" / "library"


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    home = tmp_path / "earlier"
    shutil.copytree(EARLIER, home)
    return home


def test_its_tracks_are_found(earlier: Path) -> None:
    library = Library(earlier, encoder=KeywordEncoder())
    assert [hit.track.title for hit in library.search(Query(text="shrill"))][0] == "Shrill"
    assert {t.title for t in library.tracks()} == {"Low", "Middle", "High", "Shrill"}
    assert [hit.track.title for hit in library.search(Query(filters=Filters(key="minor")))] == ["Low", "Shrill"]
    assert [path.name for path, _ in library.skipped()] == ["broken.wav"]
    library.close()


def test_a_folders_patterns_stay(earlier: Path) -> None:
    music, excluded = Path("/music"), Patterns(exclude=("*.flac",))
    for _ in range(2):
        with writing(earlier) as catalogue:
            assert catalogue.folders() == [music]
            assert catalogue.patterns(music) == excluded
            assert catalogue.sidecar_state(music)
    with writing(earlier) as catalogue, catalogue.transaction():
        catalogue.set_patterns(music, EVERYTHING)
    with writing(earlier) as catalogue:
        assert catalogue.patterns(music) == EVERYTHING


def test_its_conversation_goes_on(earlier: Path) -> None:
    read = Threads(earlier / "threads").read("earlier-thread")
    assert read is not None
    name, past = read
    assert name == "Banjos"
    assert [turn.plan.kind for turn in past.turns] == ["search", "refine", "about", "refine", "search"]
    assert all(turn.text for turn in past.turns)
    assert past.turns[0].hits[0].track.title == "High"
    library = Library(earlier, encoder=KeywordEncoder())
    assistant = Assistant(WithClips(library, earlier / "clips", lambda: library.encoder))
    *_, done = assistant.respond("slower", past)  # than the clip of the last turn
    assert isinstance(done, Done)
    assert not done.turn.notices
    assert done.turn.plan.like == past.turns[-1].plan.like
    assert done.turn.hits
    library.close()

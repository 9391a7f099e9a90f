"""Test a library that is limited to one of its folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from llm.session.scope import Scope
from retrieval.query import Query


def test_only_the_folders_tracks_are_found_and_every_artist_is_known(library: Any, make_library: Any) -> None:
    tracks = [replace(t, folder=Path(f"/{i % 2}")) for i, t in enumerate(library.tracks())]
    whole = make_library(tracks)
    scope = Scope(whole, "/1")
    assert {hit.track.track_id for hit in scope.search(Query("music", k=50))} == {t.track_id for t in tracks[1::2]}
    assert [t.track_id for t in scope.tracks()] == [t.track_id for t in tracks[1::2]]
    assert scope.artists() == whole.artists()

"""Test that playlists survive restarts and rescans, and can be edited, refreshed, exported and copied."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.errors import UserError
from llm.assistant import Assistant
from llm.conversation import Conversation
from llm.plan import Plan
from llm.session.batch import respond
from llm.session.playlists.kept import Playlist, Playlists
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Filters
from tests.keyword_encoder import KeywordEncoder, tone


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(keyword: KeywordEncoder, music: Path, home: Path) -> Iterator[Library]:
    """Yield a library of four tones, whose files exist."""
    index_folder(home, music)
    opened = Library(home)
    yield opened
    opened.close()


@pytest.fixture
def kept(library: Library, home: Path) -> Playlists:
    return Playlists(home, lambda: library)


@pytest.fixture
def playlist(kept: Playlists, library: Library) -> Playlist:
    return kept.save(respond(Assistant(library), "4 tracks in alphabetical order", Conversation()), "Porch")


def titles(playlist: Playlist) -> list[str]:
    return [hit.track.title for hit in playlist.hits]


def test_a_playlist_is_there_after_a_restart(playlist: Playlist, library: Library, home: Path) -> None:
    again = Playlists(home, lambda: library)
    assert [one.name for one in again.every()] == ["Porch"]
    assert again.known(playlist.token) == playlist
    assert len(titles(playlist)) == 4
    assert titles(playlist) == sorted(titles(playlist), key=str.casefold)


def test_rows_are_moved_and_taken_out(kept: Playlists, playlist: Playlist) -> None:
    one, two, three, four = (hit.track.track_id for hit in playlist.hits)
    kept.move(playlist.token, one, 2)
    kept.move(playlist.token, four, -5)
    kept.remove(playlist.token, two)
    now = kept.known(playlist.token)
    assert [hit.track.track_id for hit in now.hits] == [four, three, one]
    assert [hit.rank for hit in now.hits] == [1, 2, 3]
    assert now.removed == (two,)


def test_a_track_is_swapped_for_another_that_is_not_in_the_list(
    kept: Playlists, playlist: Playlist, library: Library
) -> None:
    for hit in playlist.hits[2:]:
        kept.remove(playlist.token, hit.track.track_id)
    kept.write(replace(kept.known(playlist.token), removed=()))
    first, second = (hit.track.track_id for hit in playlist.hits[:2])
    kept.swap(playlist.token, first)
    now = [hit.track.track_id for hit in kept.known(playlist.token).hits]
    assert now[0] not in (first, second)
    assert now[1] == second
    kept.swap(playlist.token, now[0])
    with pytest.raises(UserError, match="no other track"):
        kept.swap(playlist.token, second)


def test_a_refresh_shows_what_would_change_before_it_does(
    kept: Playlists, playlist: Playlist, library: Library, music: Path, home: Path
) -> None:
    assert not kept.refresh(playlist.token)
    kept.remove(playlist.token, playlist.hits[0].track.track_id)
    (music / "deeper" / "shrill.mp3").unlink()
    soundfile.write(music / "Zoe - Another.wav", np.asarray(tone("middle", 5.0)), 16_000)
    index_folder(home, music)
    changes = kept.refresh(playlist.token)
    assert [track.title for track in changes.added] == ["Another"]
    assert [track.title for track in changes.gone] == ["shrill"] or playlist.hits[0].track.title == "shrill"
    assert changes.dropped == ()
    assert titles(kept.known(playlist.token)) == titles(playlist)[1:], "nothing has changed yet"
    kept.apply(changes)
    assert "Another" in titles(kept.known(playlist.token))
    assert titles(playlist)[0] not in titles(kept.known(playlist.token)), "what was taken out stays out"
    assert not kept.refresh(playlist.token)


def test_a_refresh_keeps_the_order_made_by_hand_and_puts_a_new_track_where_it_belongs(
    kept: Playlists, playlist: Playlist, music: Path, home: Path
) -> None:
    before = titles(playlist)
    kept.move(playlist.token, playlist.hits[3].track.track_id, 0)
    kept.move(playlist.token, playlist.hits[1].track.track_id, 3)
    by_hand = titles(kept.known(playlist.token))
    assert by_hand != before
    assert not kept.refresh(playlist.token), "an order made by hand is no change to report"
    soundfile.write(music / "Zoe - Aaa.wav", np.asarray(tone("middle", 5.0)), 16_000)
    (music / "deeper" / "shrill.mp3").unlink()
    index_folder(home, music)
    changes = kept.refresh(playlist.token)
    assert [track.title for track in changes.added] == ["Aaa"]
    assert not changes.moved
    kept.apply(changes)
    assert titles(kept.known(playlist.token)) == ["Aaa", *(title for title in by_hand if title != "shrill")]


def test_two_playlists_never_have_one_name(kept: Playlists, playlist: Playlist, library: Library) -> None:
    turn = respond(Assistant(library), "2 tracks in alphabetical order", Conversation())
    second, third = kept.save(turn, "porch"), kept.save(turn, "Porch")
    assert [second.name, third.name] == ["porch (2)", "Porch (3)"]
    kept.rename(second.token, "Porch")
    assert kept.known(second.token).name == "Porch (2)"
    kept.rename(playlist.token, "Porch")
    assert kept.known(playlist.token).name == "Porch", "its own name is free for it"


def test_a_track_that_has_left_the_library_stays_in_the_list_and_is_named(
    kept: Playlists, playlist: Playlist, music: Path, home: Path, tmp_path: Path
) -> None:
    (music / "deeper" / "shrill.mp3").unlink()
    index_folder(home, music)
    tracks, gone = kept.tracks(kept.known(playlist.token))
    assert [track.title for track in gone] == ["shrill"]
    assert len(tracks) == 3
    path, left_out = kept.export(playlist.token, tmp_path / "porch.m3u8")
    assert [track.title for track in left_out] == ["shrill"]
    assert "shrill" not in path.read_text()


def test_it_is_exported_to_the_same_file_again(kept: Playlists, playlist: Playlist, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="never exported"):
        kept.export(playlist.token)
    path, _ = kept.export(playlist.token, tmp_path / "porch.xspf")
    kept.remove(playlist.token, playlist.hits[0].track.track_id)
    again, _ = kept.export(playlist.token)
    assert again == path
    assert path.read_text().count("<track>") == 3
    assert [p.name for p in tmp_path.iterdir() if "porch" in p.name] == ["porch.xspf"]
    with pytest.raises(UserError, match="cannot write playlists"):
        kept.export(playlist.token, tmp_path / "porch.docx")


def test_its_files_are_copied_once(kept: Playlists, playlist: Playlist, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    target, copied, missing = kept.copy(playlist.token, stick)
    assert (target, copied, missing) == (stick / "Porch", 4, [])
    listed = (target / "Porch.m3u8").read_text().splitlines()
    names = [line for line in listed if not line.startswith("#")]
    assert all((target / name).is_file() and not os.path.isabs(name) for name in names)
    assert len(names) == 4
    assert kept.copy(playlist.token, stick)[1] == 0
    with pytest.raises(UserError, match="There is no folder"):
        kept.copy(playlist.token, stick / "nowhere")


def test_a_deleted_playlist_can_be_brought_back(kept: Playlists, playlist: Playlist) -> None:
    kept.delete(playlist.token)
    assert kept.every() == []
    assert kept.restore(playlist.token)
    assert kept.known(playlist.token).name == "Porch"


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"name": 3}', b"\xff\xfe"])
def test_a_damaged_file_is_listed_and_says_so(content: bytes, kept: Playlists, playlist: Playlist, home: Path) -> None:
    (home / "playlists" / f"{playlist.token}.json").write_bytes(content)
    assert [one.damaged for one in kept.every()] == [True]
    with pytest.raises(UserError, match="damaged"):
        kept.known(playlist.token)


def test_a_token_is_no_path(kept: Playlists, home: Path) -> None:
    (home / "secret.json").write_text(json.dumps({"name": "x", "plan": {"request": ""}}))
    assert kept.read("../secret") is None
    assert kept.read("..%2Fsecret") is None


def test_a_swap_keeps_to_the_conditions_of_the_request(kept: Playlists, library: Library) -> None:
    low = next(hit for hit in library.search(Plan("low", text="low").query()) if "Low" in hit.track.title)
    plan = Plan("not by Ann", filters=Filters(not_by=("Ann",)))
    made = kept.write(Playlist("abcdefgh", "x", plan, (replace(low, rank=1),)))
    kept.swap(made.token, low.track.track_id)
    assert kept.known(made.token).hits[0].track.artist != "Ann"

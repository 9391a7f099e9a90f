"""Test the search by the words of songs on a real library whose words change, with the real text model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.lyrics import requests, songs
from data.lyrics import lyrics_from
from models.encoders.minilm import shared_minilm
from retrieval.indexing.folders import index_folder, remove_folder
from retrieval.indexing.lyrics import embedded
from retrieval.library import Library
from retrieval.lyrics.search import LyricsSearch
from retrieval.lyrics.store import FILE, LyricsStore
from retrieval.query import Filters, Hit, Query, SongWords
from tests.keyword_encoder import KeywordEncoder

HOME_SONG = "[00:00.50]I packed my one good coat\n[00:01.50]and left my mother's house\n[00:01.80]for a city far away"
RAIN_SONG = "Rain on the roof all afternoon\nthe whole street turned to a river\n\nHello darkness of the thunder"


@pytest.fixture
def sung(keyword: KeywordEncoder, music: Path, home: Path) -> Iterator[Library]:
    """Yield a library of four tones, two of which have words beside them."""
    (music / "Ann - Low One.lrc").write_text(HOME_SONG)
    (music / "deeper" / "shrill.txt").write_text(RAIN_SONG)
    index_folder(home, music)
    opened = Library(home)
    yield opened
    opened.close()


def asked(library: Library, text: str, exact: bool = False, **rest: object) -> list[Hit]:
    return library.search(Query(lyrics=(SongWords(text, exact),), **rest))  # type: ignore[arg-type]


def titles(hits: list[Hit]) -> list[str]:
    return [hit.track.title for hit in hits]


def test_a_topic_finds_the_song_with_its_line_and_playing_starts_there(sung: Library) -> None:
    first = asked(sung, "leaving home")[0]
    assert first.track.title == "Low One"
    assert first.sung is not None
    assert first.sung.line == "and left my mother's house"
    assert first.sung.start_s == 1.5
    assert first.start_s == 0.5
    assert first.found_by[0] == "lyrics"
    assert sung.with_words() == 2
    assert sung.has_any("lyrics")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("hello darkness", "Hello darkness of the thunder"),
        ("HELLO, Darkness!", "Hello darkness of the thunder"),
        ("raining", "Rain on the roof all afternoon"),  # in another inflection
    ],
)
def test_quoted_words_find_only_songs_that_contain_them(sung: Library, words: str, line: str) -> None:
    (only,) = asked(sung, words, exact=True)
    assert only.track.title == "shrill"
    assert only.sung is not None
    assert only.sung.exact
    assert only.sung.line == line


def test_filters_and_a_wish_for_a_sound_hold(sung: Library) -> None:
    shrill = next(track for track in sung.tracks() if track.title == "shrill")
    assert "shrill" not in titles(asked(sung, "rain", filters=Filters(exclude=(shrill.track_id,))))
    assert titles(asked(sung, "rain", filters=Filters(only=(shrill.track_id,)))) == ["shrill"]
    both = sung.search(Query(lyrics=(SongWords("a city"), SongWords("thunder")), k=1))
    assert len(both) == 1


def test_words_follow_their_files(sung: Library, music: Path, home: Path) -> None:
    (music / "deeper" / "shrill.txt").unlink()
    (music / "02 - Middle One.txt").write_text("the snow lies on the mountain\nand nobody comes down")
    index_folder(home)
    assert not any(hit.sung.exact for hit in asked(sung, "rain", exact=True) if hit.sung)  # some come near in meaning
    assert titles(asked(sung, "snow", exact=True)) == ["Middle One"]
    (music / "02 - Middle One.flac").unlink()
    index_folder(home)
    assert sung.with_words() == 1
    shutil.move(music / "Ann - Low One.wav", music / "deeper" / "moved.wav")
    shutil.move(music / "Ann - Low One.lrc", music / "deeper" / "moved.lrc")
    index_folder(home)
    assert len(asked(sung, "leaving home")) == 1
    remove_folder(home, music)
    assert sung.with_words() == 0


def test_words_that_cannot_be_used_are_reported(keyword: KeywordEncoder, music: Path, home: Path) -> None:
    (music / "Ann - Low One.lrc").write_bytes(bytes(range(256)) * 20)
    report = index_folder(home, music)
    assert report.with_words == 0
    assert [Path(bad["path"]).name for bad in report.skipped] == ["Ann - Low One.lrc"]


def test_a_damaged_file_of_words_costs_only_the_words_until_the_next_run(sung: Library, home: Path) -> None:
    (home / FILE).write_bytes(b"no database" * 100)
    other = Library(home)
    assert not other.has_any("lyrics")
    assert other.search(Query("low"))
    index_folder(home)
    assert other.with_words() == 2
    other.close()


def test_a_library_without_words_has_none(library: Library) -> None:
    assert not library.has_any("lyrics")
    assert asked(library, "rain") == []


@pytest.mark.slow
def test_requests_in_the_words_of_songs_and_in_others_find_them(home: Path) -> None:
    """The songs that benchmarks/lyrics.py asks for, among each other only and without planning."""
    home.mkdir()
    wanted = {title for _, named, _, _ in requests("questions.txt") for title in named.split("; ")}
    store = LyricsStore(home, create=True)
    with store.transaction():
        for song in songs():
            if song.title in wanted:
                lyrics = lyrics_from("\n\n".join("\n".join(stanza) for stanza in song.stanzas), "txt")
                assert lyrics is not None
                store.put(song.title, "", lyrics, *embedded(lyrics, song.title, shared_minilm().embed))
    store.close()
    search = LyricsSearch(home, shared_minilm().embed)
    recalls = []
    for request, named, _, _ in requests("questions.txt"):
        topic = request.split(" about ")[-1]
        found = {song.track_id for song in search.find(SongWords(topic), lambda _: True, 5)}
        recalls.append(len(found & set(named.split("; "))) / len(named.split("; ")))
    search.close()
    assert sum(recalls) / len(recalls) >= 0.9

"""Test that only tracks without words are transcribed, once, and that words of the user's replace what was heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.command_line import run
from models.encoder import FloatArray
from retrieval.cli import library_commands
from retrieval.indexing.folders import index_folder
from retrieval.indexing.transcribing import transcribe
from retrieval.library import Library
from retrieval.query import Query, SongWords, Sung
from tests.keyword_encoder import KeywordEncoder
from tests.tiny_whisper import write_tiny_whisper


class Scripted:
    """Hears the same words in every track, and counts the tracks. It stands for a model that knows what is sung."""

    def __init__(self, *lines: tuple[float, str]) -> None:
        self._lines = list(lines)
        self.seconds: list[float] = []

    def lines(self, samples: FloatArray) -> list[tuple[float, str]]:
        self.seconds.append(len(samples) / 16_000)
        return self._lines


def found(home: Path, text: str) -> dict[str, Sung | None]:
    library = Library(home)
    hits = library.search(Query(lyrics=(SongWords(text, exact=True),)))
    library.close()
    return {hit.track.title: hit.sung for hit in hits}


@pytest.fixture
def indexed(keyword: KeywordEncoder, music: Path, home: Path) -> Path:
    """Return the folder of a library with four tones; one has words beside it."""
    (music / "Ann - Low One.txt").write_text("these are my own words\nand nobody else's")
    index_folder(home, music)
    return home


def test_tracks_without_words_are_transcribed_once_and_marked_as_heard(indexed: Path) -> None:
    listener = Scripted((0.5, "thunder over the mountain"), (500.0, "after the end"))
    assert transcribe(indexed, listener, 16_000) == (3, 3)
    assert transcribe(indexed, listener, 16_000) == (0, 0)
    assert sorted(round(seconds) for seconds in listener.seconds) == [2, 2, 3]
    heard = found(indexed, "thunder over the mountain")
    assert set(heard) == {"Middle One", "high one", "shrill"}
    assert {(sung.source, sung.start_s) for sung in heard.values() if sung} == {("heard", 0.5)}
    assert not any(sung.exact for sung in found(indexed, "after the end").values() if sung)
    assert [sung.source for sung in found(indexed, "my own words").values() if sung] == ["txt"]


def test_own_words_replace_what_was_heard_and_an_index_run_keeps_it(indexed: Path, music: Path) -> None:
    transcribe(indexed, Scripted((0.0, "thunder over the mountain")), 16_000)
    (music / "deeper" / "shrill.lrc").write_text("[00:01.00]what I really sing here")
    (music / "02 - Middle One.flac").touch()
    index_folder(indexed)
    assert set(found(indexed, "thunder over the mountain")) == {"Middle One", "high one"}
    assert [sung.source for sung in found(indexed, "what I really sing here").values() if sung] == ["lrc"]


def test_tracks_in_which_nothing_is_heard_have_no_words(indexed: Path) -> None:
    listener = Scripted()
    assert transcribe(indexed, listener, 16_000, most=2) == (2, 0)
    assert transcribe(indexed, listener, 16_000) == (1, 0)
    index_folder(indexed)
    assert transcribe(indexed, listener, 16_000) == (0, 0)
    library = Library(indexed)
    assert library.with_words() == 1
    library.close()


@pytest.mark.slow
def test_the_command_uses_a_model_of_the_users(
    indexed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = write_tiny_whisper(tmp_path / "whisper")
    arguments = ["--library", str(indexed), "transcribe", "--limit", "1", "--model"]
    assert run(library_commands(), [*arguments, str(model)]) == 0
    assert "Tracks transcribed: 1" in capsys.readouterr().out
    assert run(library_commands(), [*arguments, str(tmp_path / "nowhere")]) == 1
    assert "hf download" in capsys.readouterr().err

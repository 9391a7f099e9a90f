"""Find the differences between disk and catalogue without writing, then apply them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.catalogue.files import writing
from retrieval.indexing.changes import Changes, apply, compare
from retrieval.indexing.folders import index_folder
from retrieval.library import Library


@pytest.fixture
def changed(library: Library, home: Path, music: Path, write_tone: Callable[..., None]) -> None:
    """One file of each kind: moved, changed, gone, new, with another time only, unreadable."""
    (music / "bad.wav").write_bytes(b"RIFF")
    index_folder(home, music)
    (music / "deeper" / "high_one.ogg").rename(music / "moved.ogg")
    write_tone(music / "Ann - Low One.wav", "middle", 2.5)
    (music / "deeper" / "shrill.mp3").unlink()
    write_tone(music / "new.wav", "high", 1.5)
    os.utime(music / "02 - Middle One.flac", (0, (music / "02 - Middle One.flac").stat().st_mtime + 3600))


def look(home: Path, music: Path, **how: bool) -> Changes:
    with writing(home) as catalogue:
        return compare(catalogue, home, [music], **how)


@pytest.mark.usefixtures("changed")
def test_each_kind_of_change_is_found_and_nothing_is_written(home: Path, music: Path) -> None:
    for _ in range(2):
        changes = look(home, music)
        assert [task.found.path.name for task in changes.tasks] == ["Ann - Low One.wav", "new.wav"]
        assert [path.name for path in changes.moved] == ["moved.ogg"]
        assert [found.path.name for _, found in changes.touched] == ["02 - Middle One.flac"]
        assert len(changes.gone) == 1
        assert [bad.path.name for bad in changes.still_bad] == ["bad.wav"]


@pytest.mark.usefixtures("changed")
def test_a_bad_file_is_tried_again_when_asked(home: Path, music: Path) -> None:
    names = {task.found.path.name for task in look(home, music, retry=True).tasks}
    assert names == {"Ann - Low One.wav", "new.wav", "bad.wav"}
    assert len(look(home, music, rebuild=True).tasks) == 5


@pytest.mark.usefixtures("changed")
def test_what_needs_no_listening_is_settled_at_once(home: Path, music: Path) -> None:
    with writing(home) as catalogue:
        apply(catalogue, compare(catalogue, home, [music]), {music: {}})
        assert {entry.path.name for entry in catalogue.filed()} == {
            "Ann - Low One.wav", "02 - Middle One.flac", "moved.ogg",
        }  # fmt: skip
    left = look(home, music)
    assert not left.moved
    assert not left.touched
    assert not left.missing
    assert len(left.tasks) == 2

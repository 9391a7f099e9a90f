"""Test that a library follows moved, changed and deleted files, and keeps tracks of a disk that cannot be read."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen.flac import FLAC

from data.errors import UserError
from data.scan import Patterns
from retrieval.catalogue.database import Catalogue
from retrieval.indexing.crew import Gate
from retrieval.indexing.folders import index_folder, remove_folder
from retrieval.library import Library


@pytest.fixture
def heard(keyword: object, home: Path) -> Callable[..., list[str]]:
    """Return a function that indexes a folder and returns the names of the files that were decoded."""

    def run(folder: Path | None, **options: object) -> list[str]:
        names: list[str] = []
        index_folder(home, folder, progress=lambda done, total, name: names.append(name), **options)  # type: ignore[arg-type]
        return sorted(names)

    return run


def tracks(home: Path) -> dict[str, str]:
    """Return a dictionary from file name to track id."""
    catalogue = Catalogue(home / "catalogue.db")
    found = {e.track.path.name: e.track.track_id for e in catalogue.entries()}
    catalogue.close()
    return found


def titles(home: Path) -> dict[str, str]:
    """Return a dictionary from file name to title."""
    library = Library(home)
    found = {track.path.name: track.title for track in library.tracks()}
    library.close()
    return found


def test_moved_and_renamed_files_are_not_heard_again(heard: Callable[..., list[str]], home: Path, music: Path) -> None:
    heard(music)
    before = tracks(home)
    (music / "new").mkdir()
    (music / "Ann - Low One.wav").rename(music / "new" / "Ben - Lower.wav")
    (music / "deeper").rename(music / "elsewhere")
    assert heard(music) == []
    after = tracks(home)
    assert after["Ben - Lower.wav"] == before["Ann - Low One.wav"]
    assert after["high_one.ogg"] == before["high_one.ogg"]
    moved = next(t for t in Library(home).tracks() if t.path.name == "Ben - Lower.wav")
    assert (moved.artist, moved.title) == ("Ben", "Lower")


def test_a_track_that_comes_back_is_known_again(
    heard: Callable[..., list[str]], home: Path, music: Path, tmp_path: Path
) -> None:
    heard(music)
    before = tracks(home)
    shutil.move(music / "deeper", tmp_path / "bin")
    assert heard(music) == []
    assert len(tracks(home)) == 2
    shutil.move(tmp_path / "bin", music / "back")
    assert heard(music) == []
    assert tracks(home) == before
    assert len(Library(home).tracks()) == 4


def test_a_file_that_moves_to_another_folder_keeps_its_identity(
    heard: Callable[..., list[str]], home: Path, music: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    other = tmp_path / "other"
    write_tone(other / "x.wav", "low", 3.0)
    heard(music)
    heard(other)
    before = tracks(home)
    (music / "Ann - Low One.wav").rename(other / "moved.wav")
    assert heard(other) == []  # only the new folder is looked at
    assert tracks(home)["moved.wav"] == before["Ann - Low One.wav"]
    assert heard(None) == []
    assert len(tracks(home)) == 5


def test_a_drive_that_is_gone_takes_nothing_with_it(
    heard: Callable[..., list[str]], home: Path, music: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    other = tmp_path / "other"
    write_tone(other / "x.wav", "low", 3.0)
    heard(music)
    heard(other)
    music.rename(tmp_path / "unplugged")
    report = index_folder(home)
    assert report.removed == 0
    assert [m["folder"] for m in report.missing] == [str(music)]
    assert len(tracks(home)) == 5
    with pytest.raises(UserError, match="Its tracks are kept"):
        index_folder(home, music)
    music.mkdir()  # a mount point without its drive
    report = index_folder(home, music)
    assert (report.removed, "is empty now" in report.missing[0]["reason"]) == (0, True)
    assert len(tracks(home)) == 5
    music.rmdir()
    (tmp_path / "unplugged").rename(music)
    assert heard(None) == []


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_folder_that_cannot_be_listed_keeps_its_tracks(
    heard: Callable[..., list[str]], home: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard(music)
    real = os.scandir

    def failing(path: Path) -> object:
        if os.fspath(path).endswith("deeper"):
            raise OSError(5, "Input/output error")
        return real(path)

    monkeypatch.setattr(os, "scandir", failing)
    report = index_folder(home, music)
    assert (report.removed, len(tracks(home))) == (0, 4)
    assert "Input/output error" in report.skipped[0]["reason"]
    monkeypatch.undo()


def test_the_clock_of_a_disk_does_not_matter(heard: Callable[..., list[str]], music: Path) -> None:
    heard(music)
    for path in music.rglob("*.*"):
        status = path.stat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 3_600_000_000_000))
    assert heard(music) == []
    path = music / "Ann - Low One.wav"
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 600_000_000_000))
    assert heard(music) == [path.name]  # ten minutes are no shift of a clock


def test_patterns_choose_files_and_are_remembered(heard: Callable[..., list[str]], home: Path, music: Path) -> None:
    assert heard(music, patterns=Patterns(exclude=("DEEPER",))) == ["02 - Middle One.flac", "Ann - Low One.wav"]
    assert heard(music) == []
    assert heard(music, patterns=Patterns(include=("*.ogg", "*.wav"))) == ["high_one.ogg"]
    assert sorted(tracks(home)) == ["Ann - Low One.wav", "high_one.ogg"]
    assert heard(music, patterns=Patterns()) == ["shrill.mp3"]  # the flac is known from before
    assert len(tracks(home)) == 4
    with pytest.raises(UserError, match="is no pattern"):
        Patterns(exclude=("",))


def test_folders_within_folders_hold_each_track_once(heard: Callable[..., list[str]], home: Path, music: Path) -> None:
    heard(music)
    assert heard(music / "deeper") == []
    assert heard(music) == []
    assert heard(None) == []
    assert len(tracks(home)) == 4
    assert remove_folder(home, music / "deeper") == 2
    assert heard(music) == ["high_one.ogg", "shrill.mp3"]


def test_a_library_of_before_opens_and_gets_what_it_lacks(
    heard: Callable[..., list[str]], home: Path, music: Path
) -> None:
    heard(music)
    db = sqlite3.connect(home / "catalogue.db")
    for table in ("files", "recordings", "prints", "retired"):
        db.execute(f"DROP TABLE {table}")
    db.execute("UPDATE tracks SET measured = '{}'")  # before there was energy, say
    db.commit()
    db.close()
    before = tracks(home)
    library = Library(home)
    assert len(library.tracks()) == 4
    library.close()
    catalogue = Catalogue(home / "catalogue.db")
    assert (catalogue.damaged(), catalogue.recordings(), [f.has_print for f in catalogue.filed()]) == (
        [],
        [],
        4 * [False],
    )
    catalogue.close()
    assert len(heard(music)) == 4  # for the prints: their vectors stay where they are
    assert heard(music) == []
    assert tracks(home) == before
    catalogue = Catalogue(home / "catalogue.db")
    assert [e.vector_row for e in catalogue.entries()] == [0, 1, 2, 3]
    assert all(f.has_print for f in catalogue.filed())
    assert all(e.track.measured.loudness_db is not None for e in catalogue.entries())
    catalogue.close()


def test_a_run_that_is_ended_keeps_what_it_has_heard(
    keyword: object, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    for i in range(12):
        write_tone(tmp_path / "many" / f"{i}.wav", "low", 1.0 + i / 10)
    gate = Gate()
    report = index_folder(
        home, tmp_path / "many", gate=gate, progress=lambda done, total, name: gate.end() if done == 5 else None
    )
    assert (report.added, report.stopped) == (5, True)
    assert len(tracks(home)) == 5
    assert index_folder(home, tmp_path / "many").added == 7


def test_ctrl_c_keeps_what_was_heard(
    keyword: object, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    for i in range(8):
        write_tone(tmp_path / "many" / f"{i}.wav", "low", 1.0 + i / 10)

    def interrupt(done: int, total: int, name: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_folder(home, tmp_path / "many", progress=interrupt)
    assert len(tracks(home)) == 5


def test_links_that_lead_nowhere_are_said(
    heard: Callable[..., list[str]], home: Path, music: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.wav").write_bytes(b"x")
    (music / "round.wav").symlink_to("round.wav")
    (music / "gone.wav").symlink_to("nowhere.wav")
    (music / "out.wav").symlink_to(tmp_path / "secret.wav")
    reasons = {Path(s["path"]).name: s["reason"] for s in index_folder(home, music).skipped}
    assert "circle" in reasons["round.wav"]
    assert "not there" in reasons["gone.wav"]
    assert "out of the folder" in reasons["out.wav"]
    assert len(Library(home).skipped()) == 3
    for name in reasons:
        (music / name).unlink()
    index_folder(home, music)
    assert not Library(home).skipped()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the size of files are POSIX's")
def test_a_full_disk_is_a_sentence_and_the_library_stays(
    keyword: object, home: Path, music: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    index_folder(home, music)
    for i in range(20):
        write_tone(tmp_path / "more" / f"{i}.wav", "low", 1.0 + i / 10)
    before = tracks(home)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (4096, 10_000, 30_000, 60_000):  # of any one file: catalogue, vectors or prefixes meet it first
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        try:
            with pytest.raises(UserError) as caught:
                index_folder(home, tmp_path / "more")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert "disk" in f"{caught.value.message} {caught.value.hint}"
        assert before.items() <= tracks(home).items()
        assert len(Library(home).tracks()) == len(tracks(home))
    assert len(tracks(home)) + index_folder(home, tmp_path / "more").added == 24


def test_a_library_on_a_disk_that_cannot_be_written_is_read(
    keyword: object, home: Path, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_folder(home, music)
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: False if mode == os.W_OK else real(path, mode))
    catalogue = Catalogue(home / "catalogue.db")
    assert catalogue.count() == 4
    with pytest.raises(UserError, match="cannot be written"), catalogue.transaction():
        catalogue.set_meta("x", "y")
    catalogue.close()


def test_facts_of_a_sidecar_follow_it(heard: Callable[..., list[str]], home: Path, music: Path) -> None:
    heard(music)
    facts = {"tracks": {"Ann - Low One.wav": {"title": "Renamed", "key": "Am"}}}
    (music / "hark.json").write_text(json.dumps(facts))
    assert heard(music) == []
    assert "Renamed" in {t.title for t in Library(home).tracks()}
    facts["tracks"]["Ann - Low One.wav"]["title"] = "Again"
    (music / "hark.json").write_text(json.dumps(facts))
    assert heard(music) == []
    assert "Again" in {t.title for t in Library(home).tracks()}


def test_edited_tags_are_read_without_listening_even_where_the_file_keeps_its_time(
    heard: Callable[..., list[str]], home: Path, music: Path
) -> None:
    path = next(music.rglob("*.flac"))
    heard(music)
    for title, keeps_its_time in (("After", True), ("Long after" * 400, False)):
        before = path.stat()
        file = FLAC(path)
        file["title"] = title
        file.save()
        if keeps_its_time:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert heard(music) == []
        assert titles(home)[path.name].startswith(title[:9])
    assert heard(music) == []


def test_a_drive_that_is_mounted_elsewhere_takes_its_tracks_along(
    heard: Callable[..., list[str]], home: Path, tmp_path: Path, music: Path
) -> None:
    drive = tmp_path / "disk1"
    drive.mkdir()
    music.rename(drive / "Music")
    assert len(heard(drive / "Music")) == 4
    before = tracks(home)
    drive.rename(tmp_path / "disk2")
    assert heard(tmp_path / "disk2" / "Music") == []
    assert tracks(home) == before
    library = Library(home)
    assert all(track.path.exists() for track in library.tracks())
    assert library.folders() == [tmp_path / "disk2" / "Music"]
    library.close()


def test_a_folder_by_another_name_is_the_same_folder(
    heard: Callable[..., list[str]], home: Path, tmp_path: Path, music: Path
) -> None:
    heard(music)
    (tmp_path / "link").symlink_to(music)
    assert heard(tmp_path / "link") == []
    assert heard(music / ".." / music.name) == []
    assert len(tracks(home)) == 4
    assert remove_folder(home, tmp_path / "link") == 4

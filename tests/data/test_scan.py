from __future__ import annotations

import os
from pathlib import Path

import pytest

from data.errors import UserError
from data.home import library_home
from data.scan import Problem, known_as, scan, signature


def test_finds_sound_files_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.MP3", "a.flac", "sub/c.ogg", ".hidden.wav", ".git/d.wav", "cover.jpg", "list.m3u"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [f.path.relative_to(tmp_path).as_posix() for f in scan(tmp_path)] == ["a.flac", "b.MP3", "sub/c.ogg"]


def test_links_neither_lead_round_in_circles_nor_out(tmp_path: Path) -> None:
    music, outside = tmp_path / "music", tmp_path / "outside"
    music.mkdir()
    outside.mkdir()
    (outside / "secret.wav").write_bytes(b"x")
    (music / "a.wav").write_bytes(b"x")
    (music / "again").symlink_to(music)
    (music / "out").symlink_to(outside)
    (music / "stolen.wav").symlink_to(outside / "secret.wav")
    (music / "round.wav").symlink_to("round.wav")
    (music / "alias.wav").symlink_to("a.wav")
    (outside / "back").symlink_to(music)
    problems: list[Problem] = []
    names = [f.path.relative_to(music).as_posix() for f in scan(music, problems=problems)]
    assert names == ["a.wav", "alias.wav", "out/secret.wav"]
    assert {p.path.name for p in problems} == {"stolen.wav", "round.wav"}


def test_missing_folder_and_file_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        list(scan(tmp_path / "nowhere"))
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="is a file"):
        list(scan(tmp_path / "file"))
    with pytest.raises(UserError, match="is a file"):
        library_home(tmp_path / "file")


def test_a_signature_follows_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(os.urandom(300_000))
    (tmp_path / "b.wav").write_bytes((tmp_path / "a.wav").read_bytes())
    (tmp_path / "c.wav").write_bytes((tmp_path / "a.wav").read_bytes()[:-1] + b"\0")
    a, b, c = (signature(f) for f in scan(tmp_path))
    assert a == b != c


def test_dots_that_belong_to_a_name_are_no_reason_to_hide(tmp_path: Path) -> None:
    for name in (
        "...And Then/01 First.flac", "..But/02.flac", ".5 - The Chapter/a.flac", ".hack/b.flac", "...One.flac",
        "Recycler/c.flac", "lost and found/d.flac", ".Trash-1000/e.flac", ".cache/f.flac", "._01 First.flac",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = {f.path.relative_to(tmp_path).parts[0] for f in scan(tmp_path)}
    assert found == {
        "...And Then", "..But", ".5 - The Chapter", ".hack", "...One.flac", "Recycler", "lost and found",
    }  # fmt: skip


def test_files_of_other_kinds_are_counted(tmp_path: Path) -> None:
    for name in ("a.mid", "b.xm", "c.mid", "cover.jpg", ".song.mp3"):
        (tmp_path / name).touch()
    (tmp_path / "d.flac").touch()
    problems: list[Problem] = []
    assert [f.path.name for f in scan(tmp_path, problems=problems)] == ["d.flac"]
    said = "3 files are of kinds that Hark does not read (.mid, .xm); 1 sound file is hidden"
    assert [(p.path, p.reason) for p in problems] == [(tmp_path, said)]
    (tmp_path / "d.flac").unlink()
    problems.clear()
    assert not list(scan(tmp_path, problems=problems))
    assert ".jpg" in problems[0].reason  # where nothing else is there, everything is named


def test_a_folder_has_one_path(tmp_path: Path) -> None:
    (tmp_path / "Music").mkdir()
    (tmp_path / "Link").symlink_to("Music")
    music = tmp_path / "Music"
    for other in (music, tmp_path / "Music" / ".." / "Music", tmp_path / "Link", tmp_path / "Music" / "."):
        assert known_as(other, []) == music
        assert known_as(other, [music]) == music
    assert known_as(music, [tmp_path / "Link"]) == tmp_path / "Link"

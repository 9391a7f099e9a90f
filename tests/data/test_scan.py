from __future__ import annotations

import os
from pathlib import Path

import pytest

from data.errors import UserError
from data.home import library_home
from data.scan import scan, signature


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
    assert [f.path.name for f in scan(music)] == ["a.wav", "alias.wav"]


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

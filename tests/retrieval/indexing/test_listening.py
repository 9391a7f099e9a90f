"""Test the result of decoding one file, or the reason why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.scan import FoundFile, scan
from retrieval.catalogue.database import Catalogue
from retrieval.indexing.folders import index_folder
from retrieval.indexing.listening import CHANGED, attempt, hear
from tests.keyword_encoder import KeywordEncoder


def test_retry_tries_what_could_not_be_read(keyword: KeywordEncoder, home: Path, music: Path) -> None:
    (music / "bad.wav").write_bytes(b"RIFF")
    assert len(index_folder(home, music).skipped) == 1
    tried: list[str] = []
    report = index_folder(home, music, retry=True, progress=lambda done, total, name: tried.append(name))
    assert tried == ["bad.wav"]
    assert len(report.skipped) == 1


def test_a_file_that_changes_while_it_is_read_is_not_kept(tmp_path: Path, write_tone: Callable[..., None]) -> None:
    write_tone(tmp_path / "a.wav", "low", 2.0)
    (found,) = scan(tmp_path)

    def meanwhile() -> None:
        with open(tmp_path / "a.wav", "ab") as file:
            file.write(b"more")

    with pytest.raises(Exception, match="changed while") as caught:
        hear(found, KeywordEncoder(), meanwhile)
    assert caught.value.reason == CHANGED  # type: ignore[attr-defined]


def test_a_damaged_file_is_heard_and_said_to_be_damaged(
    keyword: KeywordEncoder, home: Path, tmp_path: Path, write_tone: Callable[..., None]
) -> None:
    folder = tmp_path / "music"
    for name in ("cut.flac", "cut.wav", "cut.ogg"):
        write_tone(folder / name, "low", 20.0)
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: round(len(whole) * 0.7)])
    write_tone(folder / "whole.wav", "low", 3.0)
    report = index_folder(home, folder)
    assert {Path(d["path"]).name for d in report.damaged} | {Path(s["path"]).name for s in report.skipped} == {
        "cut.flac", "cut.wav", "cut.ogg",
    }  # fmt: skip
    catalogue = Catalogue(home / "catalogue.db")
    assert len(catalogue.damaged()) == len(report.damaged) >= 2
    catalogue.close()


def test_a_file_that_vanished_has_a_reason(tmp_path: Path) -> None:
    outcome = attempt(FoundFile(str(tmp_path / "gone.wav"), 1, 1), KeywordEncoder())
    assert outcome == "No such file or directory"

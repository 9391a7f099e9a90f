"""Files that take their reader down, hold it up or eat its memory: each gets a reason, the others are heard."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.scan import Found, scan
from models import registry
from retrieval.catalogue.database import Catalogue
from retrieval.indexing import listening
from retrieval.indexing.folders import index_folder
from retrieval.indexing.listening import CHANGED, hear
from tests.keyword_encoder import KeywordEncoder
from tests.trap_encoder import CRASH, EAT, HANG


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be told to limit memory")
def test_a_file_that_hangs_crashes_or_eats_memory_is_set_aside(
    home: Path, tmp_path: Path, write_tone: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.ENCODERS, "trap", ("tests.trap_encoder", "TrapEncoder"))
    monkeypatch.setattr(listening, "LIMIT_S", 2.0)
    folder = tmp_path / "music"
    for i in range(8):
        write_tone(folder / f"tone {i}.wav", "low", 1.0 + i / 10)
    for name, level in (("hang", HANG), ("crash", CRASH), ("eat", EAT)):
        soundfile.write(folder / f"a {name}.wav", np.full(16_000, level, dtype=np.float32), 16_000)
    refused: dict[str, str] = {}
    report = index_folder(
        home, folder, encoder_name="trap", workers=2, refused=lambda path, why: refused.setdefault(path.name, why)
    )
    assert report.added == 8
    assert "within 2 seconds" in refused["a hang.wav"]
    assert "takes down the process" in refused["a crash.wav"]
    assert "more memory" in refused["a eat.wav"]
    assert len(report.skipped) == 3

    again = index_folder(home, folder, workers=2)  # set aside: not tried again
    assert (again.added, len(again.skipped)) == (0, 3)
    soundfile.write(folder / "a crash.wav", np.zeros(16_000, dtype=np.float32), 16_000)
    assert index_folder(home, folder, workers=1).added == 1  # but when it has changed
    catalogue = Catalogue(home / "catalogue.db")
    assert {s.path.name for s in catalogue.skipped()} == {"a hang.wav", "a eat.wav"}
    catalogue.close()


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
    outcome = listening.attempt(Found(tmp_path / "gone.wav", 1, 1), KeywordEncoder())
    assert outcome == "No such file or directory"

"""Files that crash a worker, hang it or fill its memory are reported, and all other files are indexed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from models import registry
from retrieval.catalogue.database import Catalogue
from retrieval.indexing import crew
from retrieval.indexing.folders import index_folder
from tests.trap_encoder import CRASH, EAT, HANG


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be told to limit memory")
def test_a_file_that_hangs_crashes_or_eats_memory_is_set_aside(
    home: Path, tmp_path: Path, write_tone: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.ENCODERS, "trap", ("tests.trap_encoder", "TrapEncoder"))
    monkeypatch.setattr(crew, "LIMIT_S", 2.0)
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

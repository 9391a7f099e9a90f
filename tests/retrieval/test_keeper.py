"""Test that the FAISS index of a large library is built, updated and repaired while searches continue."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from data.track import Track
from retrieval import keeper
from retrieval.catalogue import snapshot
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Filters, Query

SCHEDULE = ((128, 1000), (512, 100))  # or four tracks would all be scored at full width
WORDS = ("low", "middle high", "shrill")


@pytest.fixture(autouse=True)
def _four_tracks_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "FAISS_FROM", 4)
    monkeypatch.setattr(keeper, "FAISS_FROM", 4)


def wait_for(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen")


def found(library: Library, word: str, filters: Filters | None = None) -> list[Track]:
    return [hit.track for hit in library.search(Query(text=word, filters=filters or Filters()))]


def index_file(home: Path) -> Path | None:
    return next(iter(home.glob("faiss-*/*.faiss")), None)


def test_indexing_builds_it_and_it_finds_what_the_scan_finds(library: Library, home: Path) -> None:
    few = Filters(duration_min_s=2.5)
    assert index_file(home)
    with_faiss = Library(home, schedule=SCHEDULE)
    assert with_faiss.snapshot.scan.name == "faiss"
    for word in WORDS:
        assert found(with_faiss, word) == found(library, word)
        assert [track.title for track in found(with_faiss, word, few)] == ["shrill"]
    assert with_faiss.status()["index"] == {"backend": "faiss", "ok": True}
    assert not with_faiss.build_faiss_index()
    with_faiss.close()


def test_new_tracks_are_found_before_the_index_knows_them(
    library: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    before = index_file(home)
    write_tone(music / "new.wav", "high", 1.5)
    (music / "deeper" / "shrill.mp3").unlink()
    index_folder(home, music)
    opened = Library(home, schedule=SCHEDULE)
    assert index_file(home) == before
    assert opened.snapshot.scan.name == "faiss"
    titles = [track.title for track in found(opened, "high")]
    assert set(titles[:2]) == {"new", "high one"}
    assert "shrill" not in titles
    opened.close()


def test_damage_is_found_in_the_background_and_the_index_built_again(library: Library, home: Path) -> None:
    file = index_file(home)
    assert file is not None
    before = file.read_bytes()
    with open(file, "r+b") as opened:
        opened.seek(-40, os.SEEK_END)
        opened.write(b"\x09" * 8)
    keeping = Library(home, schedule=SCHEDULE, keep_indexes=True)
    assert found(keeping, "low")[0].title == "Low One"
    wait_for(lambda: (now := index_file(home)) is not None and now.read_bytes() == before)
    wait_for(lambda: keeping.snapshot.faiss is not None and keeping.snapshot.faiss.verify())
    assert found(keeping, "low")[0].title == "Low One"
    keeping.close()


def test_a_library_of_an_earlier_version_gets_wider_prefixes_and_an_index(library: Library, home: Path) -> None:
    prefix = next(home.glob("prefix128-*.f32"))
    encoder = prefix.stem.partition("-")[2]
    prefix.rename(home / f"prefix64-{encoder}.f32")
    (home / f"cells-{encoder}").mkdir()
    for file in home.glob("faiss-*/*"):
        file.unlink()
    opened = Library(home, schedule=SCHEDULE)
    assert opened.snapshot.scan.name == "exact"
    assert opened.build_faiss_index()
    assert prefix.exists()
    assert not list(home.glob("prefix64-*")) + list(home.glob("cells-*"))
    opened.close()
    opened = Library(home, schedule=SCHEDULE)
    assert opened.snapshot.scan.name == "faiss"
    for word in WORDS:
        assert found(opened, word) == found(library, word)
    opened.close()

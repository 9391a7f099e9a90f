"""The Chroma index: used by one process at a time, updated with the library, and rebuilt after damage."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from retrieval.query import Filters, Query
from retrieval.vectors import chroma
from tests.waiting import until

SCHEDULE = ((128, 1000), (512, 100))  # given, so that Chroma is asked although four tracks do not need it


@pytest.fixture
def owner(library: Library, home: Path) -> Iterator[Library]:
    """A second opening of the same library that owns its Chroma index."""
    opened = Library(home, keep_indexes=True, schedule=SCHEDULE)
    until(lambda: opened.status()["index"] == {"backend": "chroma", "ok": True})
    yield opened
    opened.close()


def found(library: Library, text: str) -> list[tuple[str, float]]:
    return [(hit.track.title, round(hit.score, 5)) for hit in library.search(Query(text=text))]


def test_it_answers_like_the_scan(owner: Library, library: Library) -> None:
    assert library.status()["index"]["backend"] == "exact"
    for word in ("low", "middle high", "shrill"):
        assert found(owner, word) == found(library, word)
    few = Query(text="low", filters=Filters(duration_min_s=2.5))
    assert [h.track.title for h in owner.search(few)] == ["shrill"]


def test_a_second_owner_scans_instead(owner: Library, home: Path) -> None:
    second = Library(home, keep_indexes=True, schedule=SCHEDULE)
    time.sleep(0.3)
    assert second.status()["index"]["backend"] == "exact"
    assert found(second, "low") == found(owner, "low")
    second.close()


def test_it_follows_what_another_connection_adds_and_removes(
    owner: Library, home: Path, music: Path, write_tone: Callable[..., None]
) -> None:
    write_tone(music / "new.wav", "high", 1.5)
    (music / "deeper" / "shrill.mp3").unlink()
    index_folder(home, music)
    assert found(owner, "high")[0][0] in ("new", "high one")  # at once, by the scan
    until(lambda: owner.status()["index"]["backend"] == "chroma")
    titles = [title for title, _ in found(owner, "high")]
    assert set(titles[:2]) == {"new", "high one"}
    assert "shrill" not in titles


def test_damage_is_noticed_in_another_process_and_rebuilt(owner: Library, home: Path) -> None:
    owner.close()
    folder = home / "chroma"
    assert chroma.opens(folder)
    (folder / "chroma.sqlite3").write_bytes(b"no database at all")
    assert not chroma.opens(folder)
    again = Library(home, keep_indexes=True, schedule=SCHEDULE)
    until(lambda: again.status()["index"] == {"backend": "chroma", "ok": True})
    assert found(again, "low")[0][0] == "Low One"
    again.close()


def test_an_index_that_fails_while_searching_is_left(owner: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("Error executing plan: Internal error")

    monkeypatch.setattr(chroma.ChromaPrefix, "shortlist", fail)
    assert found(owner, "low")[0][0] == "Low One"
    assert owner.status()["index"] == {"backend": "exact", "ok": False}


def test_langchain_gets_documents(library: Library) -> None:
    from retrieval.langchain import HarkRetriever

    documents = HarkRetriever(library=library, k=2).invoke("low")
    assert len(documents) == 2
    assert documents[0].metadata["title"] == "Low One"
    assert documents[0].page_content.startswith("Low One by Ann.")

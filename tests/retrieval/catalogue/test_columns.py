"""Columns: what filters and names find, and that reading only changed rows equals reading all rows."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from data.track import Track
from retrieval.catalogue import columns
from retrieval.catalogue.columns import Columns
from retrieval.catalogue.database import Catalogue, Entry

WORDS = frozenset({"banjo", "sad"})


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.db", create=True)


def entry(row: int, **facts: object) -> Entry:
    values: dict[str, object] = {"title": f"Title {row}", **facts}
    track = Track(f"t{row}", Path(f"/m/{row}.wav"), Path("/m"), **values)  # type: ignore[arg-type]
    return Entry(track, 1, 1, f"s{row}", row, 3 * row, np.zeros(3, np.float32))


def put(catalogue: Catalogue, *entries: Entry) -> None:
    with catalogue.transaction():
        catalogue.put(entries)


def read(catalogue: Catalogue, before: Columns | None = None) -> Columns:
    return columns.load(catalogue, catalogue.path.parent / "columns", WORDS, before)


def test_names(catalogue: Catalogue) -> None:
    put(
        catalogue,
        entry(0, title="Für Elise", artist="Ludwig van Beethoven", album="Bagatelles"),
        entry(1, title="Sad", artist="Ann"),
        entry(2, title="Banjo Blues", artist="Banjo Joe"),
    )
    names = read(catalogue).names
    assert names.match("play fur elise, please") == {0: ("title",)}
    assert names.match("something by Beets or so") == {}
    assert names.match("something by Bethoven") == {0: ("artist",)}
    assert names.match("a sad banjo") == {}
    assert names.match("banjo blues by banjo joe") == {2: ("title", "artist")}
    assert names.match("") == {}


def same(one: Columns, other: Columns) -> None:
    assert np.array_equal(one.alive, other.alive)
    on = one.alive
    for name in ("tempo", "year", "duration", "tonic", "minor", "window_row", "window_count"):
        np.testing.assert_array_equal(getattr(one, name)[on], getattr(other, name)[on], err_msg=name)
    for name in ("folder", "artist", "album", "tags", "recording"):
        texts = [[c.texts[name][k] for k in getattr(c, name)[on]] for c in (one, other)]
        assert texts[0] == texts[1], name


def test_following_changes_equals_reading_everything(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = Random(3)
    put(catalogue, *(entry(k, artist=f"Artist {k % 7}", year=1950 + k) for k in range(400)))
    followed = read(catalogue)
    reads: list[int | None] = []
    patched = columns._patched
    monkeypatch.setattr(
        columns,
        "_patched",
        lambda db, old, rows, change: reads.append(rows and len(rows)) or patched(db, old, rows, change),
    )
    for turn in range(12):
        with catalogue.transaction():
            catalogue.remove([f"t{k}" for k in rng.sample(range(400), 2)])
            changed = rng.sample(range(400), 3)
            catalogue.put([entry(k, artist=f"New Artist{turn}", title=f"Song {turn} {k}") for k in changed])
            catalogue.put([entry(400 + turn, artist="Late Comer")])
        before, followed = followed, read(catalogue, followed)
        assert before is not followed
        same(followed, read(catalogue))
        assert set(followed.names.match(f"new artist{turn}")) >= set(changed)
        assert followed.names.match(f"song {turn} {changed[0]}")[changed[0]][0] == "title"
        assert changed[0] not in followed.names.match(f"title {changed[0]}")
    assert sum(n is not None for n in reads) == 12  # and a full read only where the test asked for one
    assert read(catalogue, followed) is followed


def test_a_saved_copy_is_used_and_brought_up_to_date(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_SAVE_FROM", 100)
    put(catalogue, *(entry(k, artist=f"Artist {k}", album="One Album") for k in range(200)))
    read(catalogue)
    put(catalogue, entry(7, artist="Somebody Else"))
    monkeypatch.setattr(columns, "empty", lambda vocabulary: pytest.fail("read everything again"))
    opened = read(catalogue)
    assert isinstance(opened.names._hashes, np.memmap)
    assert 7 in opened.names.match("something by somebody else")
    assert 7 not in opened.names.match("something by Artist 7 from 1980")
    assert opened.names.match("one album")[8] == ("album",)
    monkeypatch.undo()
    same(opened, read(catalogue, None))


def test_many_changes_are_saved_again(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_SAVE_FROM", 100)
    put(catalogue, *(entry(k, artist=f"Artist {k}") for k in range(200)))
    read(catalogue)
    put(catalogue, *(entry(k, artist="Somebody Else", title=f"Song {k}") for k in range(190, 210)))
    followed = read(catalogue)
    assert followed.names.supplemented == 0
    monkeypatch.setattr(columns, "_patched", lambda *args: pytest.fail("what was saved is not up to date"))
    opened = read(catalogue)
    same(opened, followed)
    assert sorted(opened.names.match("by somebody else")) == list(range(190, 210))
    assert opened.names.match("title 195") == {}
    assert 205 in opened.names.match("song 205")
    assert opened.names.match("title 17") == {17: ("title",)}


@pytest.mark.parametrize("damage", ["columns.json", "artist.npy", "name_keys.npy"])
def test_a_damaged_copy_is_made_again(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.setattr(columns, "_SAVE_FROM", 10)
    put(catalogue, *(entry(k) for k in range(20)))
    read(catalogue)
    (catalogue.path.parent / "columns" / damage).write_bytes(b"\0" * 40)
    assert read(catalogue).alive.sum() == 20


def test_a_copy_of_another_library_is_not_used(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_SAVE_FROM", 10)
    put(catalogue, *(entry(k) for k in range(20)))
    read(catalogue)
    with catalogue.transaction():
        catalogue.set_meta("uid", "another")
        catalogue.remove(["t3"])
    assert read(catalogue).alive.sum() == 19


def test_a_catalogue_without_a_log_is_read_whole(catalogue: Catalogue) -> None:
    put(catalogue, *(entry(k) for k in range(5)))
    older = sqlite3.connect(catalogue.path)
    for trigger in ("track_added", "track_removed", "track_changed", "recording_added", "recording_changed"):
        older.execute(f"DROP TRIGGER {trigger}")
    older.execute("DROP TABLE changes")
    older.close()
    before = read(catalogue)
    put(catalogue, replace(entry(2), track=replace(entry(2).track, artist="New Name")))
    assert 2 in read(catalogue, before).names.match("by new name")

"""Test that copies of a recording are found by sound, and versions of a piece by title."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.acoustic import SHAPE, Print
from data.command_line import run
from data.track import Track
from retrieval.catalogue.database import Catalogue
from retrieval.cli import library_commands
from retrieval.indexing.duplicates import Recordings, groups, version_of, versions
from retrieval.indexing.folders import index_folder

RATE = 22_050


def music(seed: int, seconds: float = 25.0) -> np.ndarray:
    """Return bursts of noise in frequency bands that move."""
    rng = np.random.default_rng(seed)
    pieces = []
    while sum(map(len, pieces)) < seconds * RATE:
        t = np.arange(round(rng.uniform(0.2, 0.7) * RATE)) / RATE
        pieces.append(np.exp(-4 * t) * sum(np.sin(2 * np.pi * hz * t) for hz in rng.uniform(150, 4000, 4)))
    return (0.1 * np.concatenate(pieces)[: round(seconds * RATE)]).astype(np.float32)


def write(path: Path, samples: np.ndarray, **options: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(path, "w", RATE, 1, **options) as file:
        for start in range(0, len(samples), RATE):
            file.write(samples[start : start + RATE])


@pytest.fixture
def copies(keyword: object, tmp_path: Path) -> Path:
    """Return a folder with two recordings in three files each, and three other recordings in one file each."""
    folder = tmp_path / "music"
    for i in range(2):
        song = music(i)
        write(folder / f"{i} whole.flac", song)
        write(folder / "mp3" / f"{i} coded.mp3", song, compression_level=0.9, bitrate_mode="CONSTANT")
        write(folder / f"{i} late.ogg", np.concatenate([np.zeros(round(0.8 * RATE), np.float32), song]))
    for i in range(2, 5):
        write(folder / f"{i} alone.wav", music(i))
    return folder


def named_groups(home: Path) -> set[frozenset[str]]:
    catalogue = Catalogue(home / "catalogue.db")
    same = groups(catalogue)
    name = {e.track.track_id: e.track.path.name for e in catalogue.entries()}
    catalogue.close()
    return {frozenset(name[i] for i in same if same[i] == group) for group in same.values()}


EXPECTED = {
    frozenset({"0 whole.flac", "0 coded.mp3", "0 late.ogg"}),
    frozenset({"1 whole.flac", "1 coded.mp3", "1 late.ogg"}),
}


def test_copies_are_found_in_one_run_or_in_several(home: Path, copies: Path) -> None:
    coded = sorted((copies / "mp3").iterdir())
    aside = [path.rename(copies.parent / path.name) for path in coded]
    index_folder(home, copies)
    assert {frozenset(n for n in g if "coded" not in n) for g in EXPECTED} == named_groups(home)
    for path in aside:
        path.rename(copies / "mp3" / path.name)
    index_folder(home, copies)
    assert named_groups(home) == EXPECTED
    (copies / "0 whole.flac").unlink()
    index_folder(home, copies)
    assert {frozenset(g - {"0 whole.flac"}) for g in EXPECTED} == named_groups(home)


def test_a_file_that_becomes_another_recording_leaves_its_group(home: Path, copies: Path) -> None:
    index_folder(home, copies)
    for name in ("0 whole.flac", "1 whole.flac"):  # one of them has given its group its name
        write(copies / name, music(90 + int(name[0])))
    index_folder(home, copies)
    assert {frozenset(g - {"0 whole.flac", "1 whole.flac"}) for g in EXPECTED} == named_groups(home)


def test_status_lists_copies_best_first(home: Path, copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index_folder(home, copies)
    assert run(library_commands(), ["status", "--duplicates", "--json", "--library", str(home)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [Path(group[0]).suffix for group in said["duplicates"]] == [".flac", ".flac"]
    assert said["versions"] == []
    assert run(library_commands(), ["status", "--duplicates", "--library", str(home)]) == 0
    assert "duplicate 2" in capsys.readouterr().out


def test_hardly_any_prints_are_compared(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(home / "catalogue.db", create=True)
    rng = np.random.default_rng(1)
    count = 5000
    shapes = (10 * rng.standard_normal((count, SHAPE))).astype("<f2")
    with catalogue.transaction():
        for table, row in (
            ("tracks", "(?1,?1,'',0,0,'','','','',NULL,0,'{}','{}',?2,0,'')"),
            ("recordings", "(?1,'r'||(?2/2),200+?2%100,?3)"),
        ):
            catalogue._db.executemany(
                f"INSERT INTO {table} VALUES {row}",
                [(f"t{i}", i, shapes[i].tobytes())[: 2 + (table == "recordings")] for i in range(count)],
            )
    assert len(groups(catalogue)) == count
    compared: list[str] = []
    monkeypatch.setattr(catalogue, "print_bits", lambda track_id: compared.append(track_id) or b"")
    recordings = Recordings(catalogue)
    bits = (np.arange(200, dtype=np.uint16) * 77,)
    with catalogue.transaction():
        for i in range(50, 150):  # in the order of lengths, 250 s first
            recordings.place(f"new {i}", 200.0 + i % 100, Print(shapes[i].astype(np.float32), bits))
    assert set(compared) == {f"t{i}" for i in range(50, 150)}  # each with the one whose shape it has
    assert len(compared) <= 2 * 100
    catalogue.close()


@pytest.mark.parametrize(
    ("title", "piece", "kind"),
    [
        ("Song (Live at Wembley)", "Song", "live"),
        ("Song - Remastered 2011", "Song", "remaster"),
        ("Song [Acoustic Version]", "Song", "acoustic"),
        ("Song (feat. Ann) (Radio Edit)", "Song (feat. Ann)", "edit"),
        ("Live and Let Die", "Live and Let Die", ""),
        ("Song - Part 2", "Song - Part 2", ""),
        ("(Live)", "(Live)", ""),
        ("", "", ""),
    ],
)
def test_a_title_says_what_version_it_is(title: str, piece: str, kind: str) -> None:
    assert version_of(title) == (piece, kind)


def test_versions_are_other_recordings_of_a_piece(tmp_path: Path) -> None:
    def track(i: str, title: str, artist: str = "Ann") -> Track:
        return Track(i, tmp_path / i, tmp_path, title, artist)

    tracks = [
        track("a", "Song"), track("b", "Song (Live)"), track("c", "Song (Live)"), track("d", "Song", "Ben"),
        track("e", "Intro"), track("f", "Intro"), track("g", "Song (Live)", ""),
    ]  # fmt: skip
    found = versions(tracks, {"b": "b", "c": "b"})
    assert found == {"a": [("b", "live"), ("c", "live")], "b": [("a", "")], "c": [("a", "")]}

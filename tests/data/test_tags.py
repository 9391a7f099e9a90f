from __future__ import annotations

from pathlib import Path

import pytest

from data.tags import _from_name, _key, read_tags


@pytest.mark.parametrize(
    ("name", "artist", "title"),
    [
        ("01 - Ann - Some Song.mp3", "Ann", "Some Song"),
        ("Ann - Some - Song.mp3", "Ann", "Some - Song"),
        ("03. quiet_night.flac", "", "quiet night"),
        ("1999.wav", "", "1999"),
        ("7.wav", "", "7"),
        ("99 - 100.wav", "", "100"),
        ("_.wav", "", "untitled"),
    ],
)
def test_a_name_is_parsed_where_tags_are_missing(name: str, artist: str, title: str) -> None:
    assert _from_name(Path(name)) == (artist, title)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("Am", "A minor"),
        ("a minor", "A minor"),
        ("Bb", "Bb major"),
        ("F#m", "F# minor"),
        ("D Dorian", "D dorian"),
        ("E\u266d  phrygian dominant", "Eb phrygian dominant"),
        ("D major pentatonic", ""),
        ("8A", ""),
        ("", ""),
        ("Blues", ""),
    ],
)
def test_keys_in_many_spellings(raw: str, key: str) -> None:
    assert _key(raw) == key


def test_nonsense_tags_leave_the_name(tmp_path: Path) -> None:
    path = tmp_path / "Ann - Song.mp3"
    path.write_bytes(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7fTIT2" + b"\xff" * 200)
    assert (read_tags(path).title, read_tags(path).artist) == ("Song", "Ann")

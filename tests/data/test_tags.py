from __future__ import annotations

from pathlib import Path

import pytest

from data.files.keys import parse_key
from data.files.names import artist_and_title
from data.tags import written_tags


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
        ("50 Cent - Window Shop.mp3", "50 Cent", "Window Shop"),
        ("7 Seconds.mp3", "", "7 Seconds"),
        ("2 + 2 = 5.mp3", "", "2 + 2 = 5"),
        ("1975 - Chocolates.mp3", "1975", "Chocolates"),
        ("08 99 Problems.mp3", "", "99 Problems"),
        ("2-13 Closing.mp3", "", "Closing"),
        ("4. Song.mp3", "", "Song"),
        ("12 - Ann - Song.mp3", "Ann", "Song"),
        ("CD1 - 03 Song.mp3", "", "Song"),
        ("d1t03 Song.mp3", "", "Song"),
        ("[01] Song.mp3", "", "Song"),
        ("01 \u2013 Song.mp3", "", "Song"),
        ("Ann - Album - 01 - Song.mp3", "Ann", "Song"),
        ("Ann - 01 Song.mp3", "Ann", "Song"),
        ("Prince - 1999.mp3", "Prince", "1999"),
        ("Ann - Song [dQw4w9WgXcQ].mp3", "Ann", "Song"),
        ("Ann - Song [alternative].mp3", "Ann", "Song [alternative]"),
        ("1-800-Nurse.mp3", "", "1-800-Nurse"),
    ],
)
def test_a_name_is_parsed_where_tags_are_missing(name: str, artist: str, title: str) -> None:
    assert artist_and_title(Path(name)) == (artist, title)


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
        ("8A", "A minor"),
        ("08a", "A minor"),
        ("12B", "E major"),
        ("1d", "C major"),
        ("10m", "C minor"),
        ("8A - Am", "A minor"),
        ("Ebm/2A", "Eb minor"),
        ("CM", "C major"),
        ("Cm", "C minor"),
        ("A-Moll", "A minor"),
        ("Es-Dur", "Eb major"),
        ("Fis-Moll", "F# minor"),
        ("H-Moll", "B minor"),
        ("B-Dur", "Bb major"),
        ("C sharp minor", "C# minor"),
        ("E-flat major", "Eb major"),
        ("la mineur", "A minor"),
        ("Si b\xe9mol majeur", "Bb major"),
        ("Do# menor", "C# minor"),
        ("C#/Db minor", "C# minor"),
        ("A#/Bbm", "A# minor"),
        ("C:min", "C minor"),
        ("Cismoll", "C# minor"),
        ("a-Moll op. 3", "A minor"),
        ("Ré mineur", "D minor"),
        ("Key: 8A", "A minor"),
        ("Camelot 8A", "A minor"),
        ("Am 8A", "A minor"),
        ("13A", ""),
        ("o", ""),
        ("", ""),
        ("Blues", ""),
    ],
)
def test_keys_in_many_spellings(raw: str, key: str) -> None:
    assert parse_key(raw) == key


def test_nonsense_tags_leave_the_name(tmp_path: Path) -> None:
    path = tmp_path / "Ann - Song.mp3"
    path.write_bytes(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7fTIT2" + b"\xff" * 200)
    tags = written_tags(path).named(path)
    assert (tags.title, tags.artist) == ("Song", "Ann")


def test_numbers_are_track_numbers_where_the_whole_folder_is_numbered(tmp_path: Path) -> None:
    for name in ("1 One", "2 Seconds", "3 Doors Down", "4 Four"):
        (tmp_path / f"{name}.mp3").touch()
    assert artist_and_title(tmp_path / "2 Seconds.mp3") == ("", "Seconds")


def test_letters_of_sides_are_numbers_where_the_whole_folder_has_them(tmp_path: Path) -> None:
    assert artist_and_title(tmp_path / "A1 - Caught.mp3") == ("A1", "Caught")
    for name in ("A1 - Caught", "A2. Second", "B1 Third"):
        (tmp_path / f"{name}.mp3").touch()
    assert artist_and_title(tmp_path / "A1 - Caught.mp3") == ("", "Caught")
    assert artist_and_title(tmp_path / "B1 Third.mp3") == ("", "Third")

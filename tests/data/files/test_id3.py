"""Read ID3 tags in forms that taggers of many years have left in files."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TDOR, TDRC, TDRL, TIPL, TIT2, TPE1, TSOP, TXXX

from data.files.id3 import latin_decoder
from data.tags import Tags, written_tags


def synchsafe(n: int) -> bytes:
    return bytes(n >> shift & 127 for shift in (21, 14, 7, 0))


def frame(name: bytes, body: bytes, version: int, flags: int = 0) -> bytes:
    size = synchsafe(len(body)) if version == 4 else struct.pack(">I", len(body))
    return name + size + struct.pack(">H", flags) + body


def tag(version: int, body: bytes, flags: int = 0, name: bytes = b"ID3") -> bytes:
    return name + bytes([version, 0, flags]) + synchsafe(len(body)) + body


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp3"
    soundfile.write(path, (0.3 * np.sin(np.arange(48_000) / 20)).astype(np.float32), 48_000)
    return path


def read(path: Path, before: bytes, behind: bytes = b"") -> Tags:
    path.write_bytes(before + path.read_bytes() + behind)
    return written_tags(path)


OLD = frame(b"TIT2", b"\0Title", 3) + frame(b"TPE1", b"\0Artist", 3)
NEW = frame(b"TIT2", b"\3Title", 4) + frame(b"TPE1", b"\3Artist", 4)
V1 = b"TAG" + b"Other".ljust(124, b"\0") + b"\xff"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        (tag(3, b"\0" * 64) + tag(3, OLD), b""),
        (tag(4, frame(b"TXXX", b"\3a\0b", 4)) + tag(3, OLD), b""),
        (tag(3, OLD) + tag(3, frame(b"TIT2", b"\0Older", 3)), b""),
        (bytes(64) + tag(3, OLD), b""),
        (b"", tag(4, NEW, 0x10) + tag(4, NEW, 0x10, b"3DI")[:10]),
        (b"", tag(4, NEW, 0x10) + tag(4, NEW, 0x10, b"3DI")[:10] + V1),
        (tag(4, frame(b"TIT2", b"\7\3Title", 4, 0x40) + frame(b"TPE1", b"\3Artist", 4)), b""),
        (tag(3, frame(b"TIT2", b"\7\0Title", 3, 0x20) + frame(b"TPE1", b"\0Artist", 3)), b""),
        (tag(4, frame(b"TIT2", b"\3Title", 3) + frame(b"TXXX", b"\3a\0" + b"x" * 300, 3) + OLD[16:]), b""),
    ],
    ids=["empty first", "useless first", "two", "zeros first", "at the end", "before ID3v1", "group 2.4", "group 2.3",
         "iTunes sizes"],
)  # fmt: skip
def test_tags_are_found_where_they_are(sound: Path, before: bytes, behind: bytes) -> None:
    tags = read(sound, before, behind)
    assert (tags.title, tags.artist) == ("Title", "Artist")


@pytest.mark.parametrize(
    ("encoding", "title", "artist"),
    [
        ("cp1251", "Группа крови", "Кино"),
        ("cp1253", "Ζορμπάς ο Έλληνας", "Μίκης Θεοδωράκης"),
        ("shift_jis", "ルージュの伝言", "松任谷由実"),
        ("gb18030", "月亮代表我的心", "邓丽君"),
        ("big5", "月亮代表我的心", "鄧麗君"),
        ("euc_kr", "좋은 날", "아이린"),
        ("utf-8", "Für Élise", "Björk"),
        ("latin-1", "Ágætis byrjun", "Sigur Rós"),
        ("cp1252", "Don\u2019t", "Öäö"),
    ],
)
def test_text_in_the_encoding_of_a_system_is_read(sound: Path, encoding: str, title: str, artist: str) -> None:
    frames = (frame(b"TIT2", b"\0" + title.encode(encoding), 3), frame(b"TPE1", b"\0" + artist.encode(encoding), 3))
    tags = read(sound, tag(3, b"".join(frames)))
    assert (tags.title, tags.artist) == (title, artist)


def test_western_text_is_never_taken_for_another_script() -> None:
    for text in ("Él", "Öäö", "ÅÄÖ", "Señor Ñandú", "À la fête", "Þórður", "Über Größe", "ÉTÉ", "Ça va"):
        assert latin_decoder([text])(text) == text


def test_years_and_people_in_further_fields(sound: Path) -> None:
    tags = ID3()
    for each in (
        TIT2(3, "Harbour (feat. Odo Benning & Ludo Hajek)"), TPE1(3, "\u4e45\u77f3\u8b72"), TSOP(3, "Hisaishi, Joe"),
        TIPL(3, [["violin", "Ilse Marwitz"], ["producer", "Nobody Here"]]), TDRL(3, "1973"),
    ):  # fmt: skip
        tags.add(each)
    tags.save(sound)
    read_back = written_tags(sound)
    assert {"Joe Hisaishi", "Odo Benning", "Ludo Hajek", "Ilse Marwitz"} <= set(read_back.known.people)
    assert "Nobody Here" not in read_back.known.people
    assert read_back.year == 1973


@pytest.mark.parametrize(
    ("stated", "year"),
    [
        ((TDRC(3, "2011"), TDOR(3, "1973")), 1973),
        ((TDRC(3, "1973"), TDOR(3, "2011")), 1973),
        ((TDRC(3, "1973"), TXXX(3, desc="originalyear", text="0000")), 1973),
        ((TXXX(3, desc="DATE", text="04051973"),), 1973),
        ((TXXX(3, desc="DATE", text="01121973"),), 1973),
        ((TXXX(3, desc="YEAR", text="19730504"),), 1973),
    ],
)
def test_the_year_is_that_of_the_original(sound: Path, stated: tuple[object, ...], year: int) -> None:
    tags = ID3()
    for each in stated:
        tags.add(each)
    tags.save(sound)
    assert written_tags(sound).year == year


def test_a_sort_name_that_only_turns_the_name_round_is_no_other_name(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(48_000), 48_000)
    file = FLAC(path)
    file["artist"], file["artistsort"] = "The Example", "Example, The"
    file.save()
    assert written_tags(path).known.people == ()

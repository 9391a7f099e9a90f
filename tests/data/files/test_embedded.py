"""Write tags of every format with mutagen, or by hand where it cannot write the format, and read them back."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from mutagen.aiff import AIFF
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TALB, TBPM, TCOM, TCON, TDOR, TDRC, TIPL, TIT2, TKEY, TMCL, TPE1, TPE2, TXXX
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from data.files.embedded import read_embedded
from data.tags import Tags, written_tags

TONE = (0.3 * np.sin(np.arange(48_000) / 20)).astype(np.float32)


def read_tags(path: Path) -> Tags:
    return written_tags(path).named(path)


def made(path: Path) -> Path:
    """Write a second of sound in the format of the file's ending."""
    if path.suffix == ".m4a":
        with av.open(str(path), "w", format="ipod") as out:
            stream = out.add_stream("aac", rate=48_000, layout="mono")
            frame = av.AudioFrame.from_ndarray(TONE[None], "fltp", "mono")
            frame.rate = 48_000
            resampler = av.AudioResampler("fltp", "mono", 48_000, frame_size=stream.frame_size)
            for piece in [*resampler.resample(frame), *resampler.resample(None)]:
                out.mux(stream.encode(piece))
            out.mux(stream.encode(None))
    elif path.suffix == ".opus":
        soundfile.write(path, TONE, 48_000, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, TONE, 48_000)
    return path


ID3_FRAMES = [
    TIT2(3, "Harbour"), TPE1(3, ["Marla Quist", "Odo Benning"]), TPE2(3, "The Quists"), TCOM(3, "Ludo Hajek"),
    TALB(3, "Tides"), TDRC(3, "2011-06-01"), TDOR(3, "1973"), TCON(3, ["17", "Jazz"]), TBPM(3, "128 BPM"),
    TKEY(3, "8A"), TXXX(3, desc="MOOD", text=["calm", "wistful"]), TMCL(3, [["violin", "Ilse Marwitz"]]),
]  # fmt: skip
COMMENTS = {
    "title": "Harbour", "artist": ["Marla Quist", "Odo Benning"], "albumartist": "The Quists",
    "composer": "Ludo Hajek", "album": "Tides", "date": "2011-06-01", "originaldate": "1973-03-01",
    "genre": ["Rock", "Jazz"], "bpm": "128,0", "initialkey": "Am", "mood": ["calm", "wistful"],
    "performer": "Ilse Marwitz (violin)",
}  # fmt: skip
ATOMS = {
    "\xa9nam": ["Harbour"], "\xa9ART": ["Marla Quist", "Odo Benning"], "aART": ["The Quists"],
    "\xa9wrt": ["Ludo Hajek"], "\xa9alb": ["Tides"], "\xa9day": ["2011-06-01T07:00:00Z"], "\xa9gen": ["Rock", "Jazz"],
    "tmpo": [128],
} | {
    f"----:com.apple.iTunes:{name}": [MP4FreeForm(value.encode()) for value in values]
    for name, values in {
        "initialkey": ["1m"], "ORIGINALYEAR": ["1973"], "MOOD": ["calm", "wistful"], "PERFORMER": ["Ilse Marwitz"],
    }.items()
}  # fmt: skip
APE = {
    "Title": "Harbour", "Artist": ["Marla Quist", "Odo Benning"], "Album Artist": "The Quists",
    "Composer": "Ludo Hajek", "Album": "Tides", "Year": "2011", "Original Year": "1973", "Genre": ["Rock", "Jazz"],
    "BPM": "128", "InitialKey": "A minor", "Mood": ["calm", "wistful"], "Performer": "Ilse Marwitz",
}  # fmt: skip


def id3(path: Path) -> None:
    tags = ID3()
    for frame in ID3_FRAMES:
        tags.add(frame)
    tags.save(path)


def id3_as_2_3(path: Path) -> None:
    tags = ID3()
    for frame in ID3_FRAMES:
        tags.add(frame if frame.FrameID != "TMCL" else TIPL(3, [["violin", "Ilse Marwitz"]]))
    tags.add(TXXX(3, desc="PERFORMER", text="Ilse Marwitz"))
    tags.update_to_v23()
    tags.save(path, v2_version=3, v23_sep=None)


def ape(path: Path) -> None:
    tags = APEv2()
    for name, value in APE.items():
        tags[name] = value
    tags.save(path)


def in_chunk(kind: Callable[[Path], Any]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        file = kind(path)
        file.add_tags()
        for frame in ID3_FRAMES:
            file.tags.add(frame)
        file.save()

    return write


def comments(kind: Callable[[Path], Any]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        file = kind(path)
        for name, value in (ATOMS if kind is MP4 else COMMENTS).items():
            file[name] = value
        file.save()

    return write


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("id3v2.4.mp3", id3), ("id3v2.3.mp3", id3_as_2_3), ("ape.mp3", ape), ("a.wav", in_chunk(WAVE)),
        ("a.aiff", in_chunk(AIFF)), ("a.flac", comments(FLAC)), ("a.ogg", comments(OggVorbis)),
        ("a.opus", comments(OggOpus)), ("a.m4a", comments(MP4)),
    ],
)  # fmt: skip
def test_every_form_of_tag_says_the_same(tmp_path: Path, name: str, write: Callable[[Path], None]) -> None:
    path = made(tmp_path / name)
    write(path)
    renamed = path.rename(tmp_path / f"{path.name}.mp3")  # the ending tells nothing
    tags = read_tags(renamed)
    assert (tags.title, tags.artist, tags.album, tags.year) == ("Harbour", "Marla Quist, Odo Benning", "Tides", 1973)
    known = tags.known
    assert set(known.people) == {"Marla Quist", "Odo Benning", "The Quists", "Ludo Hajek", "Ilse Marwitz"}
    assert known.composers == ("Ludo Hajek",)
    assert (known.style, known.tempo_bpm, known.key, known.mood) == ("Rock, Jazz", 128, "A minor", ("calm", "wistful"))


def test_id3v2_wins_over_ape_and_ape_over_id3v1(tmp_path: Path) -> None:
    path = made(tmp_path / "a.mp3")
    ape(path)
    with open(path, "ab") as file:
        file.write(b"TAG" + b"Harbour of all the old shi".ljust(30, b"\0") + b"Old".ljust(92, b"\0") + b"\2\0\0")
    assert read_tags(path).title == "Harbour"
    tags = ID3()
    tags.add(TIT2(3, "Newest"))
    tags.save(path, v1=0)
    embedded = read_embedded(path)
    assert embedded.values("title") == ["Newest"]
    assert embedded.values("album") == ["Tides"]  # what ID3v2 lacks comes from the next


def synchsafe(n: int) -> bytes:
    return bytes(n >> shift & 127 for shift in (21, 14, 7, 0))


def frame(name: bytes, body: bytes, version: int = 3, flags: int = 0) -> bytes:
    size = synchsafe(len(body)) if version == 4 else struct.pack(">I", len(body))
    return name + size + struct.pack(">H", flags) + body


def unsynchronised(data: bytes) -> bytes:
    return re.sub(rb"\xff(?=[\xe0-\xff\x00])", b"\xff\x00", data)


NAMES = ((b"TIT2", "Title"), (b"TPE1", "Artist"), (b"TALB", "Album"))
PLAIN = b"".join(frame(name, b"\1\xff\xfe" + value.encode("utf-16-le")) for name, value in NAMES)


@pytest.mark.parametrize(
    ("version", "flags", "body"),
    [
        (3, 0x80, unsynchronised(PLAIN)),
        (3, 0x40, struct.pack(">IHI", 6, 0, 0) + PLAIN),
        (4, 0, b"".join(frame(n, synchsafe(len(v) + 1) + zlib.compress(b"\3" + v.encode()), 4, 9) for n, v in NAMES)),
        (4, 0, b"".join(frame(n, synchsafe(len(v) + 1) + b"\3" + v.encode(), 4, 1) for n, v in NAMES)),
    ],
)
def test_flags_of_id3v2_are_undone(tmp_path: Path, version: int, flags: int, body: bytes) -> None:
    path = made(tmp_path / "a.mp3")
    path.write_bytes(b"ID3" + bytes([version, 0, flags]) + synchsafe(len(body)) + body + path.read_bytes())
    tags = read_tags(path)
    assert (tags.title, tags.artist, tags.album) == ("Title", "Artist", "Album")


def test_a_genre_that_states_nothing_is_none(tmp_path: Path) -> None:
    path = made(tmp_path / "a.flac")
    for values, style in (
        (["Other"], ""), (["Unknown", "Jazz"], "Jazz"), (["(12)"], ""), (["Jazz; Rock"], "Jazz, Rock"),
        (["R&B/Soul"], "R&B/Soul"), (["-", "[Other]", "Unknown/Other"], ""), (["Onbekend", "Jazz"], "Jazz"),
    ):  # fmt: skip
        file = FLAC(path)
        file["genre"] = values
        file.save()
        assert read_tags(path).known.style == style, values


def test_riff_info_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with soundfile.SoundFile(path, "w", 48_000, 1) as file:
        file.title, file.artist, file.date = "Harbour", "Odo Benning", "1999"
        file.write(TONE)
    tags = read_tags(path)
    assert (tags.title, tags.artist, tags.year) == ("Harbour", "Odo Benning", 1999)


def test_credits_are_split_where_they_certainly_name_several(tmp_path: Path) -> None:
    path = made(tmp_path / "a.flac")
    for artist, people in (
        ("Ann feat. Ben", {"Ann", "Ben"}), ("Ann; Ben", {"Ann", "Ben"}), ("Ann / Ben", {"Ann", "Ben"}),
        ("Ann Example/Ben Sample", {"Ann Example", "Ben Sample"}), ("Ann vs. Ben", {"Ann", "Ben"}), ("AC/DC", set()),
        ("Simon & Garfunkel", set()),
        ("Earth, Wind & Fire", set()),
        ("Ann Lee & Bo Lund", {"Ann Lee & Bo Lund", "Ann Lee", "Bo Lund"}),
        ("Ann Lee, Bo Lund", {"Ann Lee, Bo Lund", "Ann Lee", "Bo Lund"}),
        ("Ann (\u5b89)", {"Ann (\u5b89)", "Ann", "\u5b89"}),
    ):  # fmt: skip
        file = FLAC(path)
        file["artist"] = artist
        file.save()
        assert read_tags(path).artist == artist
        assert set(read_tags(path).known.people) == people

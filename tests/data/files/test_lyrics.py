"""Test that the words of songs are read from the tags of every format and from files beside the track."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import ID3, SYLT, TXXX, USLT
from mutagen.mp4 import MP4
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from data.files.lyrics import read_lyrics

WORDS = "Rain on the roof all afternoon\nRain down the window pane"
Write = Callable[..., None]


def lines(path: Path, *beside: Path) -> list[tuple[float | None, str]]:
    lyrics, refused = read_lyrics(path, beside)
    assert not refused
    return [(line.start_s, line.text) for line in lyrics.lines] if lyrics else []


PLAIN = [(None, line) for line in WORDS.split("\n")]


def _id3(frame: Any) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        tags = ID3()
        tags.add(frame)
        tags.save(path)

    return write


def _ape(path: Path) -> None:
    tags = APEv2()
    tags["Lyrics"] = WORDS
    tags.save(path)


def _comment(kind: Any, name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        made = kind(path)
        if made.tags is None:
            made.add_tags()
        made[name] = USLT(encoding=3, lang="eng", desc="", text=WORDS) if kind is WAVE else WORDS
        made.save()

    return write


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.mp3", _id3(USLT(encoding=3, lang="eng", desc="", text=WORDS))),
        ("b.mp3", _id3(TXXX(encoding=3, desc="UNSYNCEDLYRICS", text=[WORDS]))),
        ("c.mp3", _ape),
        ("d.flac", _comment(FLAC, "UNSYNCEDLYRICS")),
        ("e.ogg", _comment(OggVorbis, "LYRICS")),
        ("f.wav", _comment(WAVE, "USLT::eng")),
    ],
)
def test_words_in_tags(tmp_path: Path, write_tone: Write, name: str, write: Callable[[Path], None]) -> None:
    write_tone(tmp_path / name)
    write(tmp_path / name)
    assert lines(tmp_path / name) == PLAIN


def test_words_in_mpeg4(tmp_path: Path) -> None:
    import av
    import numpy as np

    path = tmp_path / "a.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    tags = MP4(path)
    tags["\xa9lyr"] = [WORDS]
    tags.save()
    assert lines(path) == PLAIN


def test_synchronised_words_have_times_whether_by_line_or_by_syllable(tmp_path: Path, write_tone: Write) -> None:
    for name, pieces in (
        ("lines.mp3", [("Rain on the roof", 2000), ("all afternoon", 1000)]),
        ("syllables.mp3", [("all af", 1000), ("ternoon", 1500), ("\nRain on ", 2000), ("the roof", 2500)]),
    ):
        write_tone(tmp_path / name)
        _id3(SYLT(encoding=3, lang="eng", format=2, type=1, desc="", text=pieces))(tmp_path / name)
        assert lines(tmp_path / name) == [(1.0, "all afternoon"), (2.0, "Rain on the roof")]


def test_an_lrc_file_comes_before_tags_and_tags_before_a_text_file(tmp_path: Path, write_tone: Write) -> None:
    path, lrc, txt = (tmp_path / f"song.{ending}" for ending in ("mp3", "lrc", "txt"))
    write_tone(path)
    lrc.write_text("[00:01.00]from the lrc file")
    txt.write_text("from the text file")
    assert lines(path, txt) == [(None, "from the text file")]
    _id3(USLT(encoding=3, lang="eng", desc="", text="from the tags here"))(path)
    assert lines(path, txt) == [(None, "from the tags here")]
    assert lines(path, txt, lrc) == [(1.0, "from the lrc file")]


FRENCH = "Où est la pluie d'été\nsur le toit de la forêt"
CHINESE = "月亮代表我的心\n你问我爱你有多深我爱你有几分\n我的情也真我的爱也真"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-8-sig", FRENCH), ("utf-16", CHINESE), ("cp1252", FRENCH), ("gb18030", CHINESE)],
)
def test_text_files_in_other_encodings(tmp_path: Path, write_tone: Write, encoding: str, words: str) -> None:
    write_tone(tmp_path / "song.wav")
    (tmp_path / "song.txt").write_bytes(words.encode(encoding))
    assert [text for _, text in lines(tmp_path / "song.wav", tmp_path / "song.txt")] == words.split("\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"la la la\n" * 120_000, "bytes"), (bytes(range(256)) * 40, "not text"), (b"\x00" * 5000, "not text")],
)
def test_files_that_are_no_words_are_refused_with_the_reason(
    tmp_path: Path, write_tone: Write, content: bytes, said: str
) -> None:
    write_tone(tmp_path / "song.wav")
    (tmp_path / "song.lrc").write_bytes(content)
    lyrics, refused = read_lyrics(tmp_path / "song.wav", [tmp_path / "song.lrc"])
    assert lyrics is None
    assert [path.name for path, _ in refused] == ["song.lrc"]
    assert said in refused[0][1]


def test_a_megabyte_in_the_tags_is_refused_and_damaged_tags_are_survived(tmp_path: Path, write_tone: Write) -> None:
    path = tmp_path / "song.mp3"
    write_tone(path)
    _id3(USLT(encoding=3, lang="eng", desc="", text="la la la\n" * 120_000))(path)
    assert "characters" in read_lyrics(path)[1][0][1]
    path.write_bytes(b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + path.read_bytes()[10:])
    assert read_lyrics(path)[0] is None
    path.unlink()
    assert read_lyrics(path) == (None, [])

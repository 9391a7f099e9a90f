"""Test that files are read to their end although their headers state no length or a wrong one."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from data.audio import AudioReadError, listen, probe, read
from data.files.mpeg import frame_at

RATE = 44_100


def tones(seconds: float, first_hz: float = 200.0) -> np.ndarray:
    """Return a tone that rises by a semitone every second, so that each second can be distinguished from the others."""
    at = np.arange(round(seconds * RATE)) / RATE
    return 0.4 * np.sin(2 * np.pi * first_hz * 2 ** (np.floor(at) / 12) * at)


def mp3(path: Path, samples: np.ndarray, mode: str = "VARIABLE") -> bytes:
    """Encode an MP3 with a Xing or Info header, and return it."""
    with soundfile.SoundFile(path, "w", RATE, 1, format="MP3", bitrate_mode=mode, compression_level=0.5) as file:
        file.write(samples)
    return path.read_bytes()


def without_header(data: bytes) -> bytes:
    """Return an MP3 without its first frame, which holds the Xing or Info header."""
    first = frame_at(data, 0)
    assert first is not None
    return data[first.size :]


def ape_tag(value: bytes) -> bytes:
    item = struct.pack("<II", len(value), 2) + b"Cover Art (Front)\0" + value
    ends = [b"APETAGEX" + struct.pack("<IIII", 2000, len(item) + 32, 1, f) + bytes(8) for f in (0xA0000000, 0x80000000)]
    return ends[0] + item + ends[1]


def id3_tag(picture: bytes) -> bytes:
    body = b"APIC" + struct.pack(">IH", len(picture) + 14, 0) + b"\0image/jpeg\0\3\0" + picture
    return b"ID3\3\0\0" + bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0)) + body


def heard(path: Path) -> tuple[float, list[str]]:
    """Return (seconds that can be read of a file, sentences on its damage)."""
    damage: list[str] = []
    return sum(len(samples) / rate for _, samples, rate in listen(path, damage)), damage


def pitch(path: Path, at_s: float) -> float:
    """Return the strongest frequency, in Hz, at a position in a file."""
    samples, rate = read(path, at_s, 0.5)
    return float(np.abs(np.fft.rfft(samples[:, 0])).argmax() * rate / len(samples))


def expected_pitch(second: int, first_hz: float = 200.0) -> float:
    return float(first_hz * 2 ** (second / 12))


def test_an_mp3_without_a_length_is_heard_whole_and_played_from_anywhere(tmp_path: Path) -> None:
    quiet_then_loud = np.concatenate([0.01 * tones(25), tones(45)])
    plain = without_header(mp3(tmp_path / "tmp.mp3", quiet_then_loud))
    noise = b"\xff\xd8\xff\xe0" + np.random.default_rng(1).bytes(400_000)
    (tmp_path / "tmp.mp3").unlink()
    for name, data in {
        "plain": plain,
        "cover in front": id3_tag(noise) + plain,
        "cover behind": plain + ape_tag(noise),
        "both, and ID3v1": id3_tag(noise) + plain + ape_tag(noise) + b"TAG" + bytes(125),
        "junk in front": bytes(3000) + plain,
    }.items():
        path = tmp_path / f"{name}.mp3"
        path.write_bytes(data)
        assert probe(path).duration_s == pytest.approx(70, abs=0.06), name
        assert heard(path) == (pytest.approx(70, abs=0.06), []), name
        assert pitch(path, 60.2) == pytest.approx(expected_pitch(35), rel=0.01), name


def test_what_follows_the_last_frame_of_an_mp3_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(mp3(tmp_path / "made.mp3", tones(12)) + np.random.default_rng(1).bytes(50_000))
    seconds, damage = heard(path)
    assert abs(seconds - 12) < 0.05
    assert not damage


def test_joined_mp3s_are_heard_one_after_the_other(tmp_path: Path) -> None:
    one, two = (mp3(tmp_path / "tmp.mp3", tones(20, hz)) for hz in (200, 900))
    (tmp_path / "tmp.mp3").unlink()
    cover = id3_tag(b"\xff\xd8\xff\xe0" + np.random.default_rng(2).bytes(300_000))
    for name, data in {"plain": one + two, "tagged": one + b"TAG" + bytes(125) + cover + two}.items():
        path = tmp_path / f"{name}.mp3"
        path.write_bytes(data)
        assert heard(path) == (pytest.approx(40, abs=0.03), []), name
        assert probe(path).duration_s == pytest.approx(40, abs=0.03)
        assert pitch(path, 30.2) == pytest.approx(expected_pitch(10, 900), rel=0.01), name


def test_an_mp3_cut_short_is_heard_and_said_to_be_cut(tmp_path: Path) -> None:
    whole = mp3(tmp_path / "a.mp3", tones(20))
    (tmp_path / "a.mp3").write_bytes(whole[: len(whole) * 3 // 4])
    seconds, damage = heard(tmp_path / "a.mp3")
    assert 13 < seconds < 17
    assert len(damage) == 1
    assert damage[0].startswith("it breaks off at 0:1")
    assert damage[0].endswith("of 0:20")


def test_every_link_of_an_ogg_is_heard(tmp_path: Path) -> None:
    links = {}
    for name, subtype, rate, channels in (
        ("vorbis", "VORBIS", 44_100, 2),
        ("slower", "VORBIS", 22_050, 1),
        ("opus", "OPUS", 48_000, 2),
    ):
        path = tmp_path / "tmp.ogg"
        with soundfile.SoundFile(path, "w", rate, channels, format="OGG", subtype=subtype) as file:
            sound = 0.4 * np.sin(2 * np.pi * 440 * np.arange(5 * rate) / rate)
            file.write(np.repeat(sound[:, None], channels, axis=1))
        links[name] = path.read_bytes()
        path.unlink()
    for order in (("vorbis", "vorbis"), ("vorbis", "slower", "opus"), ("opus", "vorbis")):
        path = tmp_path / f"{'-'.join(order)}.ogg"
        path.write_bytes(b"".join(links[name] for name in order))
        assert heard(path) == (pytest.approx(5 * len(order), abs=0.05), []), order
        assert pitch(path, 5 * len(order) - 1) == pytest.approx(440, rel=0.01), order


def test_a_flac_of_unknown_length_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "piped.flac"
    soundfile.write(path, tones(20), RATE)
    data = bytearray(path.read_bytes())
    data[21] &= 0xF0  # STREAMINFO: the 36 bits of "total samples" become 0
    data[22:26] = bytes(4)
    path.write_bytes(data)
    assert probe(path).duration_s == pytest.approx(20)
    assert heard(path) == (pytest.approx(20), [])
    assert pitch(path, 15.2) == pytest.approx(expected_pitch(15), rel=0.01)


@pytest.mark.parametrize(
    ("name", "container", "codec", "sample_format"),
    [
        ("a.oga", "ogg", "flac", "s16"),
        ("a.flac", "flac", "flac", "s32"),
        ("a.wv", "wv", "wavpack", "s16p"),
        ("a.tta", "tta", "tta", "s16"),
        ("a.aifc", "aiff", "pcm_s16be", "s16"),
        ("a.caf", "caf", "pcm_s16be", "s16"),
        ("a.au", "au", "pcm_s16be", "s16"),
        ("a.w64", "w64", "pcm_s16le", "s16"),
        ("a.mka", "matroska", "flac", "s16"),
        ("a.webm", "webm", "libopus", "flt"),
        ("a.m4b", "ipod", "aac", "fltp"),
        ("a.mp2", "mp2", "mp2", "s16"),
        ("a.ac3", "ac3", "ac3", "fltp"),
    ],
)
def test_less_common_kinds_are_heard_under_any_ending(
    tmp_path: Path, name: str, container: str, codec: str, sample_format: str
) -> None:
    rate = 48_000
    samples = np.float32(0.4 * np.sin(2 * np.pi * 440 * np.arange(5 * rate) / rate))
    path = tmp_path / name
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono", format=sample_format)
        frame = av.AudioFrame.from_ndarray(samples[None], "flt", "mono")
        frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(sample_format, "mono", rate, frame_size=stream.frame_size or 4096)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    other = tmp_path / "renamed.mp3"
    other.write_bytes(path.read_bytes())
    for file in (path, other):
        assert heard(file) == (pytest.approx(5, abs=0.05), [])
        assert pitch(file, 3.0) == pytest.approx(440, rel=0.01)


def test_what_is_no_sound_is_called_what_it_is(tmp_path: Path) -> None:
    for content, what in (
        (b"<!DOCTYPE html><html>404</html>", "a web page"),
        (b"#EXTM3U\nhttp://127.0.0.1:9/x\n", "a playlist"),
        (b"MThd\0\0\0\6" + bytes(100), "a MIDI file"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "a JPEG picture"),
        (b"PK\3\4" + bytes(500), "a ZIP archive"),
        (bytes(5000), "nothing but zeros"),
        (id3_tag(b"x"), "tags and no sound"),
        (np.random.default_rng(3).bytes(50_000), "not a sound file"),
    ):
        path = tmp_path / "a.mp3"
        path.write_bytes(content)
        with pytest.raises(AudioReadError, match=what):
            probe(path)

from __future__ import annotations

import os
import resource
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from data.audio import MAX_LISTEN_S, AudioReadError, listen, probe, read

RATE = 16_000


def sine(seconds: float, hz: float = 440.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


@pytest.mark.parametrize(
    ("ending", "subtype"),
    [("wav", None), ("flac", None), ("ogg", "VORBIS"), ("opus", None), ("mp3", None), ("aiff", None)],
)
def test_every_native_format_is_read(tmp_path: Path, ending: str, subtype: str | None) -> None:
    path = tmp_path / f"a.{ending}"
    if ending == "opus":
        soundfile.write(path, sine(3), RATE, format="OGG", subtype="OPUS")
    else:
        soundfile.write(path, sine(3), RATE, subtype=subtype)
    info = probe(path)
    assert info.duration_s == pytest.approx(3, abs=0.1)
    piece, rate = read(path, 1.0, 1.0)
    assert piece.shape == (rate, 1)
    assert np.abs(piece).max() == pytest.approx(0.5, abs=0.1)


def test_a_long_track_is_heard_from_beginning_to_end_but_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "long.flac"
    with soundfile.SoundFile(path, "w", 8000, 1) as file:
        for _ in range(120):
            file.write(np.zeros(8000 * 60, dtype=np.float32))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    segments = [(start, len(samples) / rate) for start, samples, rate in listen(path)]
    assert sum(seconds for _, seconds in segments) == pytest.approx(MAX_LISTEN_S)
    assert segments[0][0] == 0
    assert segments[-1][0] == pytest.approx(7200 - 60)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KiB; whole it would be 230 MB


def test_damaged_and_hostile_files_are_sentences(tmp_path: Path) -> None:
    good = tmp_path / "good.flac"
    soundfile.write(good, sine(20), RATE)
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "text.mp3").write_text("#EXTM3U\nhttp://127.0.0.1:9/x\n")
    (tmp_path / "cut.flac").write_bytes(good.read_bytes()[:40_000])
    huge = (
        b"RIFF" + struct.pack("<I", 0xFFFFFFF0) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 65535, 44100, 1, 1, 16)
    )
    (tmp_path / "channels.wav").write_bytes(huge + b"data" + struct.pack("<I", 0xFFFFFF00) + bytes(1000))
    zero = b"RIFF" + struct.pack("<I", 1036) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 0, 0, 2, 16)
    (tmp_path / "norate.wav").write_bytes(zero + b"data" + struct.pack("<I", 1000) + bytes(1000))
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "device.wav").symlink_to("/dev/zero")
    for name in (
        "empty.mp3",
        "text.mp3",
        "cut.flac",
        "channels.wav",
        "norate.wav",
        "pipe.wav",
        "device.wav",
        "missing.wav",
    ):
        with pytest.raises(AudioReadError) as caught:
            list(listen(tmp_path / name))
        assert caught.value.reason
        assert caught.value.hint


def test_nan_samples_become_silence(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    samples = sine(1)
    samples[100:200] = np.nan
    soundfile.write(path, samples, RATE, subtype="FLOAT")
    piece, _ = read(path)
    assert np.isfinite(piece).all()


def test_a_name_that_is_not_text_is_read(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.wav"))
    soundfile.write(os.fsencode(path), sine(1), RATE, format="WAV")
    assert probe(path).duration_s == pytest.approx(1)


@pytest.mark.parametrize("at", [0.01, 0.08, 0.5, 0.9])
def test_a_flipped_bit_costs_a_second_or_two_not_the_track(tmp_path: Path, at: float) -> None:
    path = tmp_path / "flipped.flac"
    noise = np.random.default_rng(1).normal(0, 0.1, 100 * RATE).astype(np.float32)
    soundfile.write(path, noise, RATE)
    raw = bytearray(path.read_bytes())
    raw[round(at * len(raw))] ^= 4
    path.write_bytes(raw)
    damage: list[str] = []
    segments = [(start, samples) for start, samples, _ in listen(path, damage)]
    assert [start for start, _ in segments] == [0.0, 60.0]
    assert sum(np.count_nonzero(samples) for _, samples in segments) > 95 * RATE
    late = segments[-1][1][-5 * RATE :]
    assert np.corrcoef(late, noise[-len(late) :])[0, 1] > 0.99  # what follows the damage keeps its time
    minutes, seconds = damage[0].split(" at ")[1].split(" ")[0].split(":")
    assert 60 * int(minutes) + int(seconds) == pytest.approx(100 * at, abs=2)


def test_damage_is_said_of_what_can_be_heard(tmp_path: Path) -> None:
    for name, words in (
        ("cut.wav", "breaks off at 0:13 of 0:20"),
        ("cut.ogg", "last page"),
        ("cut.mp3", "breaks off at 0:1"),
    ):
        soundfile.write(tmp_path / name, sine(20), RATE)
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: round(0.7 * len(whole))])
        damage: list[str] = []
        list(listen(tmp_path / name, damage))
        assert words in damage[0], name
        assert not listen_damage(tmp_path / "whole" / name)


def listen_damage(path: Path) -> list[str]:
    """Read a whole file, and return the sentences on its damage."""
    path.parent.mkdir(exist_ok=True)
    soundfile.write(path, sine(20), RATE)
    damage: list[str] = []
    list(listen(path, damage))
    return damage


def test_a_file_without_numbers_and_one_that_is_a_hole_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "nan.wav", np.full(RATE, np.nan, np.float32), RATE, subtype="FLOAT")
    with pytest.raises(AudioReadError, match="not numbers"):
        list(listen(tmp_path / "nan.wav"))
    soundfile.write(tmp_path / "hole.flac", sine(2), RATE)
    with open(tmp_path / "hole.flac", "r+b") as file:
        file.truncate(50 * 2**30)
    with pytest.raises(AudioReadError, match="hole"):
        list(listen(tmp_path / "hole.flac"))

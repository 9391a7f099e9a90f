"""Write m4a, aac and wma files, and read them back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from data.audio import AudioReadError, listen, probe, read

RATE = 44_100


def noise(seconds: float) -> np.ndarray:
    """Return noise (frames, 2) whose level rises, so that each second can be distinguished from the others."""
    samples = np.random.default_rng(1).normal(0, 0.1, (round(seconds * RATE), 2))
    return (samples * np.linspace(0.2, 1, len(samples))[:, None]).astype(np.float32)


def write(path: Path, codec: str, samples: np.ndarray) -> None:
    with av.open(str(path), "w", format={".aac": "adts", ".wma": "asf"}.get(path.suffix, "ipod")) as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout, stream.bit_rate = "stereo", 192_000
        resampler = av.AudioResampler(format="s16p" if codec == "alac" else "fltp", layout="stereo", rate=RATE)
        for start in range(0, len(samples), 4096):
            block = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[start : start + 4096].T), "fltp", "stereo")
            block.rate, block.pts = RATE, start
            for frame in resampler.resample(block):
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(
    ("name", "codec"), [("a.m4a", "aac"), ("alac.m4a", "alac"), ("a.mp4", "aac"), ("a.aac", "aac"), ("a.wma", "wmav2")]
)
def test_every_extra_format_is_read_from_anywhere(tmp_path: Path, name: str, codec: str) -> None:
    samples = noise(70)
    write(tmp_path / name, codec, samples)
    info = probe(tmp_path / name)
    assert (info.sample_rate, info.channels) == (RATE, 2)
    assert info.duration_s == pytest.approx(70, abs=0.1)
    damage: list[str] = []
    segments = list(listen(tmp_path / name, damage))
    assert [start for start, _, _ in segments] == [0.0, 60.0]
    assert sum(len(mono) for _, mono, _ in segments) / RATE == pytest.approx(70, abs=0.1)
    assert not damage
    piece, _ = read(tmp_path / name, 41.3, 2.0)
    ours, theirs = piece.mean(axis=1), samples.mean(axis=1)[round(40.3 * RATE) : round(44.3 * RATE)]
    match = np.fft.irfft(np.fft.rfft(theirs, 1 << 19) * np.fft.rfft(ours, 1 << 19).conj())
    assert match.argmax() / RATE == pytest.approx(1.0, abs=0.06)  # a codec's delay at most
    assert match.max() > 0.7 * np.linalg.norm(ours) * np.linalg.norm(theirs[RATE : 3 * RATE])


def test_the_length_of_a_stream_without_a_header_is_counted(tmp_path: Path) -> None:
    samples = noise(60)
    samples[: 45 * RATE] = 0  # its first kilobytes say nothing about the rest
    write(tmp_path / "a.aac", "aac", samples)
    assert probe(tmp_path / "a.aac").duration_s == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize("name", ["a.m4a", "a.aac", "a.wma"])
def test_damage_is_a_sentence_or_heard_around(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path, "wmav2" if name.endswith("wma") else "aac", noise(20))
    whole = path.read_bytes()
    rng = np.random.default_rng(2)
    for k in range(12):
        hurt = bytearray(whole[: round(len(whole) * (0.3 + 0.05 * k))] if k % 2 else whole)
        for at in rng.integers(0, len(hurt), 5 * k):
            hurt[at] ^= 1 << int(rng.integers(8))
        path.write_bytes(hurt)
        with suppress(AudioReadError):  # nothing else may come out
            assert 0 < sum(len(mono) for _, mono, _ in listen(path)) / RATE < 25


def test_what_only_claims_to_be_m4a_opens_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "secret.m4a", "aac", noise(2))
    (tmp_path / "a.m4a").write_text("ffconcat version 1.0\nfile secret.m4a\n")
    (tmp_path / "b.aac").write_text("#EXTM3U\nsecret.m4a\n")
    for name in ("a.m4a", "b.aac"):
        with pytest.raises(AudioReadError):
            list(listen(tmp_path / name))

"""Index a thousand damaged and hostile files: each must be indexed or rejected with a reason; none may stop the run.

    python benchmarks/hostile.py [--count 1000] [--workers 2] [--output benchmarks/hostile.json]

The files are made from a few seconds of noise and tones in five formats: cut short, bits flipped, overwritten with
zeros or garbage, false headers, wrong endings, undecodable names, links, pipes, sparse giants. A file whose sound is
intact (a flipped bit in the samples of a WAV) may be indexed; one without its sound must not be. The tests use a sample
of `hostile_files`.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[1]
FORMATS = {"wav": {}, "flac": {}, "mp3": {}, "ogg": {"subtype": "VORBIS"}, "aiff": {}}
HOPELESS = {
    "empty", "text", "playlist", "html", "image", "zeros", "garbage", "zero rate", "many channels", "no channels",
    "silent giant header", "fifo", "circle", "dangling", "out", "nan", "infinite", "zip", "deep json", "id3 only",
    "sparse",
}  # fmt: skip


def sound(seconds: float = 12.0, rate: int = 22_050, seed: int = 0) -> np.ndarray:
    """Return a changing chord with some noise as test sound."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * rate)) / rate
    chord = sum(
        np.sin(2 * np.pi * hz * t + 3 * np.sin(2 * np.pi * (0.3 + i / 7) * t)) for i, hz in enumerate((220, 277, 330))
    )
    return (0.15 * chord + 0.02 * rng.standard_normal(len(t))).astype(np.float32)


def encoded(ending: str, samples: np.ndarray, rate: int = 22_050) -> bytes:
    """Encode samples in the format of a file ending."""
    buffer = io.BytesIO()
    soundfile.write(
        buffer, samples, rate, format={"aif": "AIFF"}.get(ending, ending.upper()), **FORMATS.get(ending, {})
    )
    return buffer.getvalue()


def wav(rate: int, channels: int, data: bytes, claimed: int | None = None, bits: int = 16, kind: int = 1) -> bytes:
    """Return a WAV file whose header states the given values, true or false."""
    size = len(data) if claimed is None else claimed
    frame = max(channels * bits // 8, 1) & 0xFFFF
    head = struct.pack("<IHHIIHH", 16, kind, channels, rate, (rate * frame) & 0xFFFFFFFF, frame, bits)
    return (
        b"RIFF"
        + struct.pack("<I", min(36 + size, 0xFFFFFFFF))
        + b"WAVEfmt "
        + head
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def hostile_files(folder: Path, count: int, seed: int = 1) -> dict[str, list[Path]]:
    """Make the files and return their paths by kind of damage.

    They are made in turn, one of each kind, so that a small `count` includes all kinds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    originals = {ending: encoded(ending, sound(seed=i)) for i, ending in enumerate(FORMATS)}
    makers = _makers(folder, originals, rng)
    made: dict[str, list[Path]] = {}
    number = 0
    while number < count:
        for kind, make in makers.items():
            if number >= count:
                break
            try:
                path = make(number)
            except (OSError, NotImplementedError):
                continue  # the system does not support pipes or such names
            made.setdefault(kind, []).append(path)
            number += 1
    return made


def _makers(folder: Path, originals: dict[str, bytes], rng: random.Random) -> dict[str, Callable[[int], Path]]:
    """Return a function for each kind of file that makes the n-th one."""
    endings = list(originals)
    kinds: dict[str, Callable[[int], Path]] = {}

    def put(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    def plain(kind: str, content: Callable[[int], bytes], ending: Callable[[int], str]) -> None:
        kinds[kind] = lambda n: put(f"{n:04} {kind}.{ending(n)}", content(n))

    def any_ending(n: int) -> str:
        return endings[n % len(endings)]

    for each in endings:  # five kinds of damage to five formats
        raw = originals[each]

        def cut(n: int, raw: bytes = raw) -> bytes:
            return raw[: rng.randrange(1, len(raw))]

        def flipped(n: int, raw: bytes = raw) -> bytes:
            damaged = bytearray(raw)
            for _ in range(rng.choice((1, 8, 200, 5000))):
                damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
            return bytes(damaged)

        def header(n: int, raw: bytes = raw) -> bytes:
            damaged = bytearray(raw)
            for _ in range(rng.choice((1, 3, 10))):
                damaged[rng.randrange(min(120, len(damaged)))] = rng.randrange(256)
            return bytes(damaged)

        def prefixed(n: int, raw: bytes = raw) -> bytes:
            return rng.randbytes(rng.choice((1, 100, 70_000))) + raw

        def holed(n: int, raw: bytes = raw) -> bytes:
            at = rng.randrange(len(raw))
            return raw[:at] + bytes(rng.randrange(1, len(raw))) + raw[at:]

        for name, how in (
            ("cut", cut),
            ("flipped", flipped),
            ("header", header),
            ("prefixed", prefixed),
            ("holed", holed),
        ):
            plain(f"{name} {each}", how, lambda n, each=each: each)

    plain("empty", lambda n: b"", any_ending)
    plain("text", lambda n: b"no sound\n" * (n + 1), any_ending)
    plain("playlist", lambda n: b"#EXTM3U\nfile:///etc/passwd\nhttp://127.0.0.1:9/x.mp3\n", lambda n: "mp3")
    plain("html", lambda n: b"<html><script>alert(1)</script></html>" * 50, any_ending)
    plain("image", lambda n: b"\x89PNG\r\n\x1a\n" + rng.randbytes(20_000), any_ending)
    plain("zip", lambda n: b"PK\x03\x04" + rng.randbytes(20_000), any_ending)
    plain("zeros", lambda n: bytes(100_000), any_ending)
    plain(
        "garbage",
        lambda n: rng.randbytes(rng.choice((3, 500, 200_000))),
        lambda n: ("wav", "flac", "ogg", "aiff")[n % 4],
    )
    plain("zero rate", lambda n: wav(0, 1, bytes(40_000)), lambda n: "wav")
    plain("many channels", lambda n: wav(44_100, rng.choice((1000, 65_535)), bytes(400_000)), lambda n: "wav")
    plain("no channels", lambda n: wav(44_100, 0, bytes(40_000)), lambda n: "wav")
    plain("fast rate", lambda n: wav(4_000_000_000, 1, bytes(40_000)), lambda n: "wav")
    plain("silent giant header", lambda n: wav(44_100, 2, b"", claimed=0xFFFFFF00), lambda n: "wav")
    plain("giant header", lambda n: wav(44_100, 2, rng.randbytes(40_000), claimed=0xFFFFFF00), lambda n: "wav")
    plain("nan", lambda n: wav(22_050, 1, np.full(60_000, np.nan, "<f4").tobytes(), bits=32, kind=3), lambda n: "wav")
    plain(
        "infinite", lambda n: wav(22_050, 1, np.full(60_000, np.inf, "<f4").tobytes(), bits=32, kind=3), lambda n: "wav"
    )
    plain("loud", lambda n: wav(22_050, 1, np.full(60_000, 3e38, "<f4").tobytes(), bits=32, kind=3), lambda n: "wav")
    plain("deep json", lambda n: b"[" * 500_000, any_ending)
    plain("id3 only", lambda n: b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"TIT2" + b"\xff" * 5000, lambda n: "mp3")
    plain("wrong ending", lambda n: originals[any_ending(n)], lambda n: any_ending(n + 1))
    plain("one sample", lambda n: wav(22_050, 1, b"\x01\x00"), lambda n: "wav")
    plain(
        "two hours of silence",
        lambda n: (
            encoded("flac", np.zeros(8000 * 7200, np.float32), 8000)
            if n < 60
            else encoded("flac", np.zeros(8000 * 60, np.float32), 8000)
        ),
        lambda n: "flac",
    )

    def sparse(n: int) -> Path:
        path = folder / f"{n:04} sparse.{any_ending(n)}"
        with open(path, "wb") as file:
            file.write(originals[any_ending(n)][:1000])
            file.truncate(50 * 2**30)
        return path

    def named(name: bytes) -> Callable[[int], Path]:
        def make(n: int) -> Path:
            path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name.replace(b"#", f"{n:04}".encode())))
            path.write_bytes(originals[any_ending(n)] if n % 2 else originals["wav"][:50])
            return path

        return make

    def link(target: Callable[[Path], str], kind: str) -> Callable[[int], Path]:
        def make(n: int) -> Path:
            path = folder / f"{n:04} {kind}.wav"
            path.symlink_to(target(path))
            return path

        return make

    def fifo(n: int) -> Path:
        path = folder / f"{n:04} fifo.mp3"
        os.mkfifo(path)
        return path

    def unreadable(n: int) -> Path:
        path = put(f"{n:04} unreadable.wav", originals["wav"])
        path.chmod(0)
        return path

    def nested(n: int) -> Path:
        deep = folder / f"{n:04}" / Path(*["deeper"] * 60)
        deep.mkdir(parents=True)
        (deep / "x.wav").write_bytes(originals["wav"][: 30 + n])
        return deep / "x.wav"

    kinds |= {
        "sparse": sparse,
        "not utf-8": named(b"# caf\xe9 \xff\xfe.wav"),
        "255 bytes": named(b"#" + b"x" * (255 - 4 - 4) + b".wav"),
        "line end": named(b"#\n\r\t\x1b[31m.wav"),
        "dash": named(b"-i # --help;$(touch x)'\".wav"),
        "markup": named("# <img src=x onerror=alert(1)> \u202e [a](http:b) $x$ \U0001f600.wav".encode()),
        "fifo": fifo,
        "circle": link(lambda path: path.name, "circle"),
        "dangling": link(lambda path: "nowhere", "dangling"),
        "out": link(lambda path: "/dev/zero", "out"),
        "unreadable": unreadable,
        "nested": nested,
    }
    return kinds


def verdicts(report: dict[str, Any], made: dict[str, list[Path]], indexed: set[str]) -> dict[str, Any]:
    """Return the outcomes for each kind of file, and the wrong ones."""
    reasons = {bad["path"]: bad["reason"] for bad in report["skipped"]}
    damaged = {bad["path"]: bad["reason"] for bad in report["damaged"]}
    lost, swallowed = [], []
    kinds: dict[str, Counter[str]] = {}
    for kind, paths in made.items():
        for path in map(str, paths):
            fate = (
                "refused"
                if path in reasons
                else "damaged"
                if path in damaged
                else "heard"
                if path in indexed
                else "lost"
            )
            kinds.setdefault(kind, Counter())[fate] += 1
            if fate == "lost":
                lost.append(path)
            if fate != "refused" and kind in HOPELESS:
                swallowed.append(path)
    return {
        "files": sum(map(len, made.values())),
        "refused": sum(k["refused"] for k in kinds.values()),
        "heard_but_damaged": sum(k["damaged"] for k in kinds.values()),
        "heard": sum(k["heard"] for k in kinds.values()),
        "without_a_word": lost,
        "hopeless_but_heard": swallowed,
        "kinds": {kind: dict(count) for kind, count in sorted(kinds.items())},
        "reasons": dict(Counter(_general(reason) for reason in reasons.values()).most_common(30)),
    }


def _general(reason: str) -> str:
    """Return a reason without details such as numbers, so that reasons can be counted."""
    return "".join("9" if c.isdigit() else c for c in reason).replace("99", "9").replace("99", "9").replace("99", "9")


def main() -> None:
    """Make the files, index them, judge the outcomes and report."""
    sys.path.insert(0, str(ROOT))
    from reporting import report

    from retrieval.catalogue.database import Catalogue
    from retrieval.indexing.job import IndexJob

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hark-hostile-") as where:
        folder, home = Path(where, "music"), Path(where, "home")
        made = hostile_files(folder, args.count)
        began = time.monotonic()
        job = IndexJob(home, folder)
        peak = 0
        while not job.wait(0.2):
            peak = max(peak, *(_resident(pid) for pid in _family(job._process.pid)))
        seconds = time.monotonic() - began
        if job.report is None:
            raise SystemExit(f"the run failed: {job.error}")
        catalogue = Catalogue(home / "catalogue.db")
        indexed = {str(f.path) for f in catalogue.filed()}
        catalogue.close()
        began = time.monotonic()
        second = IndexJob(home, folder)
        second.wait()
        again = second.report or {}
        results = {
            "what": "python benchmarks/hostile.py",
            "seconds": round(seconds, 1),
            "milliseconds_a_file": round(1000 * seconds / args.count, 1),
            "largest_process_mb": round(peak / 2**20),
            **verdicts(job.report, made, indexed),
            "second_run": {
                "seconds": round(time.monotonic() - began, 1),
                "added": again.get("added"),
                "skipped": len(again.get("skipped", [])),
            },
        }
    report(results, args.output)


def _family(pid: int) -> Iterator[int]:
    """Yield the ids of a process and its descendants."""
    yield pid
    for status in [Path("/proc", name, "stat") for name in os.listdir("/proc") if name.isdigit()]:
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                yield int(status.parent.name)
        except (OSError, ValueError):
            continue


def _resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main()

"""Check that Hark reads the sound and tags of several hundred files in all formats that Debian's tools can write.

    python benchmarks/formats.py [--keep FOLDER] [--output benchmarks/formats.json]

It needs Debian's packages ffmpeg, lame, opus-tools, vorbis-tools, flac and wavpack; missing ones are skipped and
reported. A length is right within 50 ms, or, if a file states neither its length nor its encoder's delay, within that
delay and one frame. A truncated file must be read to its end and reported as damaged, or be rejected.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from reporting import report

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SECONDS = 7.3
_CLOSE_S = 0.05
_DELAY = 1105 + 2 * 1152  # samples of padding that LAME adds without stating it in a header
TOOLS = ("ffmpeg", "lame", "oggenc", "opusenc", "flac", "wavpack")


@dataclass
class Case:
    """A file to make, and what must be read from it."""

    name: str  # name of the file, with its ending
    make: Callable[[Path], None]
    seconds: float = SECONDS
    loose_s: float = _CLOSE_S
    cut: bool = False
    tags: dict[str, Any] | None = None


def run(*command: object, into: Path | None = None) -> None:
    """Run an encoder without output; raise an error if it fails."""
    parts = [str(part) for part in command]
    if into is None:
        subprocess.run(parts, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return
    with into.open("wb") as out:
        subprocess.run(parts, check=True, stdout=out, stderr=subprocess.DEVNULL)


class Sources:
    """WAV files as input of the encoders, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def wav(self, rate: int = 44_100, channels: int = 2, subtype: str = "PCM_16", seconds: float = SECONDS) -> Path:
        """Return a WAV file with a rising tone, different in each channel, over soft noise."""
        path = self._folder / f"{rate}-{channels}-{subtype}-{seconds}.wav"
        if not path.exists():
            at = np.arange(round(seconds * rate)) / rate
            rng = np.random.default_rng(channels)
            tones = [0.2 * np.sin(2 * np.pi * (150 + 40 * k + 20 * at) * at) for k in range(channels)]
            sound = np.stack(tones, axis=1) + 0.01 * rng.standard_normal((len(at), channels))
            soundfile.write(path, sound, rate, subtype=subtype, format="WAVEX" if channels > 2 else "WAV")
        return path


def lame_cases(sources: Sources) -> Iterator[Case]:
    """Yield MP3 files: constant, average and variable bit rates, with and without a header, all sample rates."""
    modes = (("-b", 128), ("-b", 320), ("-b", 64), ("-V", 0), ("-V", 4), ("-V", 9), ("--abr", 128))
    for rate in (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000):
        for option, value in modes if rate == 44_100 else (("-b", 32), ("-V", 5)):
            for channels in (1, 2):
                for header in (True, False):
                    name = f"lame{option}{value}-{rate}-{channels}{'' if header else '-t'}.mp3"
                    flags = [option, value, "--resample", rate / 1000, *([] if header else ["-t"])]
                    source = sources.wav(rate, channels)

                    def make(path: Path, flags: list[Any] = flags, source: Path = source) -> None:
                        run("lame", "--quiet", *flags, source, path)

                    yield Case(name, make, loose_s=_CLOSE_S if header else _CLOSE_S + _DELAY / rate)


def ffmpeg_cases(sources: Sources) -> Iterator[Case]:
    """Yield files of all codecs that FFmpeg encodes, in all containers that can hold them."""
    lists: list[tuple[str, str, tuple[int, ...], tuple[int, ...], list[str]]] = [
        ("aac", "m4a", (8000, 16_000, 44_100, 48_000, 96_000), (1, 2, 6), []),
        ("aac", "aac", (22_050, 44_100, 48_000), (1, 2), []),
        ("aac", "m4b", (44_100,), (1, 2), []),
        ("aac", "mov", (44_100,), (2,), []),
        ("aac", "mka", (44_100,), (2,), []),
        ("alac", "m4a", (44_100, 96_000, 192_000), (1, 2, 6), []),
        ("flac", "flac", (8000, 44_100, 96_000, 192_000), (1, 2, 3, 4, 5, 6, 7, 8), []),
        ("flac", "oga", (44_100,), (1, 2), []),
        ("flac", "mka", (44_100,), (2,), []),
        ("flac", "mp4", (44_100,), (2,), ["-strict", "-2"]),
        ("libmp3lame", "mp3", (24_000, 44_100), (1, 2), []),
        ("libmp3lame", "mka", (44_100,), (2,), []),
        ("libvorbis", "ogg", (8000, 44_100, 96_000), (1, 2, 3, 4, 5, 6, 7, 8), []),
        ("libvorbis", "webm", (44_100,), (2,), []),
        ("libopus", "opus", (48_000,), (1, 2, 6), []),
        ("libopus", "webm", (48_000,), (2,), []),
        ("libspeex", "spx", (8000, 16_000, 32_000), (1,), []),
        ("wmav1", "wma", (44_100,), (1, 2), []),
        ("wmav2", "wma", (22_050, 44_100, 48_000), (1, 2), []),
        ("ac3", "ac3", (44_100, 48_000), (1, 2, 6), []),
        ("eac3", "eac3", (48_000,), (2,), []),
        ("mp2", "mp2", (24_000, 44_100, 48_000), (1, 2), []),
        ("tta", "tta", (44_100, 96_000), (1, 2), []),
        ("wavpack", "wv", (44_100, 96_000), (1, 2, 6), []),
        *((f"pcm_{kind}", "wav", (8000, 44_100, 192_000), (1, 2), []) for kind in (
            "u8", "s16le", "s24le", "s32le", "f32le", "f64le", "alaw", "mulaw")),
        ("adpcm_ms", "wav", (44_100,), (1, 2), []),
        ("adpcm_ima_wav", "wav", (44_100,), (1, 2), []),
        *((f"pcm_{kind}", "aiff", (44_100,), (1, 2, 6), []) for kind in ("s8", "s16be", "s24be", "s32be")),
        ("pcm_f32be", "aifc", (44_100,), (1, 2), ["-f", "aiff"]),
        ("pcm_s16le", "aifc", (44_100,), (2,), ["-f", "aiff"]),
        *((f"pcm_{kind}", "caf", (44_100, 96_000), (1, 2), []) for kind in ("s16be", "s24be", "f32be")),
        ("alac", "caf", (44_100,), (2,), []),
        *((f"pcm_{kind}", "au", (8000, 44_100), (1, 2), []) for kind in ("s16be", "mulaw", "f32be")),
        ("pcm_s16le", "w64", (44_100, 192_000), (1, 2), []),
        ("pcm_s16le", "rf64", (44_100,), (1, 2), ["-f", "wav", "-rf64", "always"]),
    ]  # fmt: skip
    for codec, ending, rates, counts, options in lists:
        for rate in rates:
            for channels in counts:
                source = sources.wav(rate, channels)
                flags = [*options, *(["-strict", "-2"] if codec in ("wavpack", "libopus") else [])]

                def make(path: Path, codec: str = codec, flags: list[str] = flags, source: Path = source) -> None:
                    run("ffmpeg", "-y", "-v", "error", "-i", source, "-c:a", codec, *flags, path)

                framed = ending in ("aac", "ac3", "eac3", "mp2", "wma") or (codec, ending) == ("libmp3lame", "mka")
                loose_s = _CLOSE_S + (2 * 1536 + 1105) / rate if framed else _CLOSE_S
                yield Case(f"ffmpeg-{codec}-{rate}-{channels}.{ending}", make, loose_s=loose_s)


def tool_cases(sources: Sources) -> Iterator[Case]:
    """Yield files encoded by oggenc, opusenc, flac and wavpack."""
    for quality in (0, 5, 10):
        for rate, channels in ((22_050, 1), (44_100, 2), (48_000, 6)):
            source = sources.wav(rate, channels)
            yield Case(f"oggenc-q{quality}-{rate}-{channels}.ogg", _maker("oggenc", "-Q", "-q", quality, source, "-o"))
    for bitrate in (24, 96, 256):
        for rate, channels in ((16_000, 1), (44_100, 2), (48_000, 6), (48_000, 8)):
            source = sources.wav(rate, channels)
            command = ("opusenc", "--quiet", "--bitrate", bitrate, source)
            yield Case(f"opusenc-{bitrate}-{rate}-{channels}.opus", _maker(*command))
    for subtype in ("PCM_U8", "PCM_16", "PCM_24"):
        for level in (0, 8):
            source = sources.wav(44_100, 2, subtype)
            yield Case(f"flac-{level}-{subtype}.flac", _maker("flac", "-s", "-f", f"-{level}", source, "-o"))
            yield Case(f"flac-{level}-{subtype}.oga", _maker("flac", "-s", "-f", "--ogg", f"-{level}", source, "-o"))
    for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT"):
        for options in ([], ["-hh"], ["-b256"]):
            source = sources.wav(44_100, 2, subtype)
            name = f"wavpack{''.join(options)}-{subtype}.wv"
            yield Case(name, _maker("wavpack", "-q", "-y", *options, source, "-o"))


def _maker(*command: object) -> Callable[[Path], None]:
    return lambda path: run(*command, path)


def joined_and_cut(sources: Sources) -> Iterator[Case]:
    """Yield files that were concatenated, truncated, or written to a pipe."""
    one, two = sources.wav(44_100, 2), sources.wav(44_100, 2, seconds=5.1)
    slow = sources.wav(22_050, 1, seconds=5.1)
    encoders: dict[str, tuple[object, ...]] = {
        "mp3": ("lame", "--quiet", "-V4"), "t.mp3": ("lame", "--quiet", "-t", "-b", "128"),
        "ogg": ("ffmpeg", "-y", "-v", "error", "-i"), "opus": ("opusenc", "--quiet"),
        "flac": ("ffmpeg", "-y", "-v", "error", "-i"), "aac": ("ffmpeg", "-y", "-v", "error", "-i"),
        "wav": ("ffmpeg", "-y", "-v", "error", "-i"), "m4a": ("ffmpeg", "-y", "-v", "error", "-i"),
        "oga": ("ffmpeg", "-y", "-v", "error", "-i"), "wv": ("ffmpeg", "-y", "-v", "error", "-i"),
    }  # fmt: skip

    def encoded(kind: str, source: Path, folder: Path) -> bytes:
        path = folder / f"part.{kind}"
        middle = ["-movflags", "+faststart"] if kind == "m4a" else []
        run(*encoders[kind], source, *middle, path)
        data = path.read_bytes()
        path.unlink()
        return data

    for kind in ("mp3", "t.mp3", "ogg", "opus", "oga", "flac", "aac"):
        for other in (two, slow) if kind in ("mp3", "ogg") else (two,):

            def join(path: Path, kind: str = kind, other: Path = other) -> None:
                path.write_bytes(encoded(kind, one, path.parent) + encoded(kind, other, path.parent))

            loose = 2 * (_CLOSE_S + _DELAY / 44_100) if kind in ("t.mp3", "aac") else _CLOSE_S
            yield Case(f"joined-{other.stem}.{kind}", join, SECONDS + 5.1, loose)
    for kind in ("mp3", "ogg", "opus", "flac", "wav", "m4a", "oga", "wv"):
        for part in (0.3, 0.6, 0.9):

            def cut(path: Path, kind: str = kind, part: float = part) -> None:
                data = encoded(kind, one, path.parent)
                path.write_bytes(data[: round(len(data) * part)])

            yield Case(f"cut-{part}.{kind}", cut, cut=True)
    forms = {"mp3": "mp3", "flac": "flac", "wav": "wav", "ogg": "ogg", "matroska": "mka", "adts": "aac"}
    for form, ending in forms.items():
        loose_s = _CLOSE_S + _DELAY / 44_100 if form in ("mp3", "adts") else _CLOSE_S

        def pipe(path: Path, form: str = form) -> None:
            run("ffmpeg", "-v", "error", "-i", one, "-f", form, "-", into=path)

        yield Case(f"piped.{ending}", pipe, loose_s=loose_s)


STATED = {
    "title": "Harbour", "artist": "Marla Quist, Odo Benning", "album": "Tides", "year": 1973, "style": "Rock, Jazz",
    "tempo_bpm": 128.0, "key": "A minor", "people": {"Marla Quist", "Odo Benning", "Ludo Hajek"},
}  # fmt: skip
_VALUES: dict[str, list[str]] = {
    "title": ["Harbour"], "artist": ["Marla Quist", "Odo Benning"], "album": ["Tides"], "genre": ["Rock", "Jazz"],
    "date": ["2011-06-01"], "original": ["1973"], "bpm": ["128"], "key": ["8A"], "composer": ["Ludo Hajek"],
}  # fmt: skip


def tagged_cases(sources: Sources) -> Iterator[Case]:
    """Yield files with the same tags in every tag format that mutagen writes."""
    source = sources.wav(44_100, 2)

    def encoded(*flags: object) -> Callable[[Path], None]:
        return lambda path: run("ffmpeg", "-y", "-v", "error", "-i", source, *flags, path)

    forms: list[tuple[str, Callable[[Path], None], Callable[[Path], None]]] = [
        *((f"id3v2.{version}-{encoding}.mp3", encoded(), _id3(version, encoding))
          for version in (3, 4) for encoding in (0, 1, 3) if (version, encoding) != (3, 3)),
        ("ape.mp3", encoded(), _ape), ("ape.wv", encoded(), _ape),
        ("id3.wav", encoded(), _chunk("mutagen.wave", "WAVE")), ("id3.aiff", encoded(), _chunk("mutagen.aiff", "AIFF")),
        ("id3.tta", encoded(), _id3(4, 3)), ("id3.aac", encoded(), _id3(4, 3)),
        ("vorbis.flac", encoded(), _comments("mutagen.flac", "FLAC")),
        ("vorbis.ogg", encoded("-c:a", "libvorbis"), _comments("mutagen.oggvorbis", "OggVorbis")),
        ("vorbis.opus", encoded(), _comments("mutagen.oggopus", "OggOpus")),
        ("vorbis.oga", encoded("-c:a", "flac"), _comments("mutagen.oggflac", "OggFLAC")),
        ("atoms.m4a", encoded(), _atoms),
        ("alac.m4a", encoded("-c:a", "alac"), _atoms), ("atoms.m4b", encoded(), _atoms),
        ("asf.wma", encoded(), _asf),
    ]  # fmt: skip
    for name, make, tag in forms:
        for ending in ("", ".mp3"):  # with the right file ending and with a wrong one

            def both(
                path: Path, make: Callable[[Path], None] = make, tag: Callable[[Path], None] = tag, name: str = name
            ) -> None:
                real = path.with_name(f"real-{name}")
                make(real)
                tag(real)
                real.rename(path)

            loose = _CLOSE_S + _DELAY / 44_100 if name.endswith((".aac", ".wma")) else _CLOSE_S
            yield Case(f"tagged-{name}{ending}", both, loose_s=loose, tags=STATED)


def _frames(encoding: int) -> list[Any]:
    from mutagen import id3

    names = {
        "title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON", "date": "TDRC", "original": "TDOR",
        "bpm": "TBPM", "key": "TKEY", "composer": "TCOM",
    }  # fmt: skip
    return [getattr(id3, names[field])(encoding, values) for field, values in _VALUES.items()]


def _id3(version: int, encoding: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        from mutagen.id3 import ID3

        tags = ID3()
        for frame in _frames(encoding):
            tags.add(frame)
        if version == 3:
            tags.update_to_v23()
        tags.save(path, v2_version=version, v23_sep=None)

    return write


def _chunk(module: str, name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        from importlib import import_module

        file = getattr(import_module(module), name)(path)
        file.add_tags()
        for frame in _frames(3):
            file.tags.add(frame)
        file.save()

    return write


def _ape(path: Path) -> None:
    from mutagen.apev2 import APEv2

    tags = APEv2()
    names = {"date": "Year", "original": "Original Year", "bpm": "BPM", "key": "InitialKey"}
    for field, values in _VALUES.items():
        tags[names.get(field, field.title())] = values
    tags.save(path)


def _comments(module: str, name: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        from importlib import import_module

        file = getattr(import_module(module), name)(path)
        for field, values in _VALUES.items():
            file[{"original": "originaldate", "key": "initialkey"}.get(field, field)] = values
        file.save()

    return write


def _atoms(path: Path) -> None:
    from mutagen.mp4 import MP4, MP4FreeForm

    file = MP4(path)
    atoms = {"title": "©nam", "artist": "©ART", "album": "©alb", "genre": "©gen", "date": "©day", "composer": "©wrt"}
    for field, atom in atoms.items():
        file[atom] = _VALUES[field]
    file["tmpo"] = [128]
    for field, name in (("original", "ORIGINALYEAR"), ("key", "initialkey")):
        file[f"----:com.apple.iTunes:{name}"] = [MP4FreeForm(value.encode()) for value in _VALUES[field]]
    file.save()


def _asf(path: Path) -> None:
    from mutagen.asf import ASF

    names = {
        "title": "Title", "artist": "Author", "album": "WM/AlbumTitle", "genre": "WM/Genre", "date": "WM/Year",
        "original": "WM/OriginalReleaseYear", "bpm": "WM/BeatsPerMinute", "key": "WM/InitialKey",
        "composer": "WM/Composer",
    }  # fmt: skip
    file = ASF(path)
    for field, values in _VALUES.items():
        file[names[field]] = values
    file.save()


def judge(case: Case, path: Path) -> str:
    """Return how the result of reading a file differs from what is expected, or ""."""
    from data.audio import AudioReadError, listen, probe

    damage: list[str] = []
    try:
        heard_s = sum(len(samples) / rate for _, samples, rate in listen(path, damage))
    except AudioReadError as err:
        return "" if case.cut else f"refused: {err.reason}"
    if case.cut:
        return "" if damage else f"{heard_s:.2f} s heard of a cut file, and nothing said"
    loose_s = case.loose_s
    if path.suffix == ".mp3" and not re.search(rb"Xing|Info|VBRI", path.read_bytes()[:4096]):
        loose_s = max(loose_s, _CLOSE_S + _DELAY / probe(path).sample_rate)  # LAME wrote no header
    if abs(heard_s - case.seconds) > loose_s:
        return f"{heard_s:.3f} s heard of {case.seconds:.3f}"
    if damage:
        return f"called damaged: {damage[0]}"
    return _judge_tags(case, path) if case.tags else ""


def _judge_tags(case: Case, path: Path) -> str:
    """Return which tags were read wrongly, or ""."""
    from data.tags import written_tags

    tags = written_tags(path).named(path)
    read = {
        "title": tags.title, "artist": tags.artist, "album": tags.album, "year": tags.year, "style": tags.known.style,
        "tempo_bpm": tags.known.tempo_bpm, "key": tags.known.key, "people": set(tags.known.people),
    }  # fmt: skip
    wrong = {field: value for field, value in read.items() if value != (case.tags or {})[field]}
    return f"tags: {wrong}" if wrong else ""


def main() -> None:
    """Make all files, read them and report the errors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="make the files there and leave them")
    parser.add_argument("--output", type=Path)
    args = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    with tempfile.TemporaryDirectory(prefix="hark-formats-") as where:
        folder = args.keep or Path(where, "files")
        sources = Path(where, "sources")
        for each in (folder, sources):
            each.mkdir(parents=True, exist_ok=True)
        wavs = Sources(sources)
        cases = [
            *lame_cases(wavs), *ffmpeg_cases(wavs), *tool_cases(wavs), *joined_and_cut(wavs), *tagged_cases(wavs),
        ]  # fmt: skip
        made, wrong, unmade = Counter[str](), {}, []
        for case in cases:
            path = folder / case.name
            try:
                case.make(path)
            except (OSError, subprocess.CalledProcessError):
                unmade.append(case.name)
                continue
            made["with tags" if case.tags else "cut" if case.cut else "whole"] += 1
            if reason := judge(case, path):
                wrong[case.name] = reason
            if args.keep is None:
                path.unlink()
    report(
        {
            "what": "python benchmarks/formats.py",
            "files": made.total(),
            "kinds": dict(made),
            "right": made.total() - len(wrong),
            "wrong": wrong,
            "not made": unmade,
            "missing tools": missing,
        },
        args.output,
    )


if __name__ == "__main__":
    main()

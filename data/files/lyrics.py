"""Read the words of a song from the tags of its file, or from a `.lrc` or `.txt` file of the same name beside it.

Words with times are preferred: first an `.lrc` file, then synchronised lyrics in tags, other lyrics in tags, and last a
`.txt` file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from data.lyrics import MOST_BYTES, Lyrics, lyrics_at, lyrics_from

from . import content
from .content import NoSound, recognise
from .mpeg import id3v2_size
from .reader import Unreadable, regular

SIDE_FILES = (".lrc", ".txt")
_MOST_TAG_BYTES = 64 * 2**20  # of an ID3v2 block, which may contain pictures
# Names of tags, without signs: "LYRICS", "UNSYNCED LYRICS", "©lyr", "lyrics-eng", "WM/Lyrics".
_NAMES = re.compile(r"(?:wm)?(?:(?:un)?sync(?:ed|hroni[sz]ed)?)?lyrics?(?:[a-z]{3})?|lyr")
_MILLISECONDS = 2  # the time format of SYLT frames
_SUNG = (0, 1, 2)  # content types of SYLT frames: other, lyrics, transcription; the rest are chords and the like
# Encodings other than Unicode that are tried. Rarer ones resemble these, and a short text would be taken for them.
_ENCODINGS = ("cp1252", "cp1251", "gb18030", "big5", "shift_jis", "euc_kr")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.02  # share of control characters from which a file is no text


def read_lyrics(path: Path, beside: Iterable[Path] = ()) -> tuple[Lyrics | None, list[tuple[Path, str]]]:
    """Read the words of a song.

    Args:
        path: the sound file.
        beside: the files of the same name with the endings in `SIDE_FILES`.

    Returns:
        (the words, or None if there are none; each file whose words cannot be used, with the reason).
    """
    refused: list[tuple[Path, str]] = []
    files = {file.suffix.lower(): file for file in beside}

    def from_file(ending: str) -> Lyrics | None:
        if ending not in files:
            return None
        try:
            return lyrics_from(read_text(files[ending]), ending[1:])
        except Unreadable as err:
            refused.append((files[ending], f"its words are not used: {err}"))
            return None

    def from_tags() -> Lyrics | None:
        try:
            found = list(_in_tags(path))
        except Unreadable:
            return None  # the scan reports it
        except MemoryError:
            raise
        except Exception:  # malformed tags may raise anything
            return None
        for size in {len(text) for text, _ in found if len(text) > MOST_BYTES}:
            refused.append((path, f"the lyrics in its tags are not used: they have {size:,} characters"))
        read = [
            lyrics_at(timed, "tag") if timed else lyrics_from(text, "tag")
            for text, timed in found
            if len(text) <= MOST_BYTES and _is_text(text)
        ]
        having = [lyrics for lyrics in read if lyrics is not None]
        return next((lyrics for lyrics in having if lyrics.lines[0].start_s is not None), next(iter(having), None))

    return from_file(".lrc") or from_tags() or from_file(".txt"), refused


def read_text(path: Path) -> str:
    """Read a small text file in any common encoding.

    Raises:
        Unreadable: it is no text, is too large, or cannot be read.
    """
    with regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_BYTES:
            raise Unreadable(f"it has {size:,} bytes, and lyrics have at most {MOST_BYTES:,}")
        try:
            data = file.read(MOST_BYTES + 1)
        except OSError as err:
            raise Unreadable(err.strerror or "it cannot be read") from err
    text = _decoded(data)
    if not _is_text(text):
        raise Unreadable("it is not text")
    return text


def _decoded(data: bytes) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
        if best is None:
            raise Unreadable("it is not text") from None
        return str(best)


def _is_text(text: str) -> bool:
    return len(_CONTROL.findall(text)) <= _MOST_CONTROL * len(text)


def _in_tags(path: Path) -> Iterator[tuple[str, list[tuple[float | None, str]]]]:
    """Yield the lyrics in the tags of a file: (text, lines with their starts in seconds, or [] for plain text).

    Raises:
        Unreadable: the file cannot be opened.
        Exception: any exception of the parsers on damaged tags.
    """
    with regular(path) as file:
        for tags in _tags(file):
            if hasattr(tags, "getall"):
                yield from _in_id3(tags)
                continue
            for name, values in tags.items() if hasattr(tags, "items") else ():
                if _is_lyrics(name):
                    for value in values if isinstance(values, list) else [values]:
                        yield _as_text(value), []


def _tags(file: BinaryIO) -> Iterator[Any]:
    """Yield each block of tags, as mutagen or FFmpeg reads it."""
    from mutagen import File
    from mutagen.apev2 import APENoHeaderError, APEv2
    from mutagen.id3 import ID3

    head = file.read(10)
    if id3v2_size(head) > _MOST_TAG_BYTES:
        return
    file.seek(0)
    try:
        kind = recognise(file)[0]
    except NoSound:
        kind = content.MP3  # a file without readable sound may still have tags
    file.seek(0)
    if kind.demuxer not in ("mp3", "aac", "tta", "ac3"):
        made = File(file)
        if made is not None and made.tags is not None:
            yield made.tags
        elif made is None:
            yield _from_ffmpeg(file, kind.demuxer)
        return
    if head[:3] == b"ID3":
        yield ID3(file, load_v1=False)
    file.seek(0)
    try:
        yield APEv2(file)
    except APENoHeaderError:
        return


def _from_ffmpeg(file: BinaryIO, demuxer: str) -> dict[str, str]:
    import av

    file.seek(0)
    with av.open(file, format=demuxer) as container:
        streams = container.streams.audio
        return {**(streams[0].metadata if streams else {}), **container.metadata}


def _in_id3(tags: Any) -> Iterator[tuple[str, list[tuple[float | None, str]]]]:
    for frame in tags.getall("SYLT"):
        if frame.format == _MILLISECONDS and frame.type in _SUNG:
            lines = _sung_lines(frame.text)
            yield "\n".join(text for _, text in lines), list(lines)
    for frame in tags.getall("USLT"):
        yield str(frame.text), []
    for frame in tags.getall("TXXX"):
        if _is_lyrics(frame.desc):
            yield "\n".join(map(str, frame.text)), []


def _sung_lines(pieces: Iterable[tuple[str, int]]) -> list[tuple[float, str]]:
    """Join the pieces of a SYLT frame to lines. If pieces are syllables, those that begin a line begin with "\\n"."""
    listed = [(str(text), at / 1000) for text, at in pieces]
    syllables = any(text.startswith(("\n", "\r")) for text, _ in listed[1:])
    lines: list[tuple[float, str]] = []
    for text, at in listed:
        if syllables and lines and not text.startswith(("\n", "\r")):
            lines[-1] = lines[-1][0], lines[-1][1] + text
        else:
            lines.append((at, text.strip("\r\n")))
    return sorted(lines, key=lambda line: line[0])


def _is_lyrics(name: str) -> bool:
    return _NAMES.fullmatch(re.sub(r"[\W_]+", "", name.rpartition(":")[2].casefold().replace("©", ""))) is not None


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    inner = getattr(value, "value", value)  # of ASF and APEv2
    return inner.decode("utf-8", "replace") if isinstance(inner, bytes) else str(inner)

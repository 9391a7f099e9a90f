"""Hash the sound of a file without its tags.

A file whose tags were edited keeps its hash, so it need not be analysed again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from . import content
from .content import NoSound, recognise
from .mpeg import sound_end
from .reader import Unreadable, regular

_SAMPLE = 65_536  # bytes, at the beginning, in the middle and at the end of the sound
_TAIL = 16 * 2**20  # bytes at the end in which tags are looked for


def sound_signature(path: Path) -> str:
    """Return a hash of parts of a file that hold sound only; "" for formats where sound and tags cannot be separated.

    Supported are MP3 and ADTS (without ID3 and APEv2 tags), FLAC (after its metadata) and MPEG-4 (the `mdat` box). WAV
    and AIFF are not: an audio editor can change a part of such a file that the hash does not cover.
    """
    try:
        with regular(path) as file:
            kind, begin = recognise(file)
            size = os.fstat(file.fileno()).st_size
            place: tuple[int, int] | None = None
            if kind in (content.MP3, content.ADTS):
                start = max(size - _TAIL, 0)
                file.seek(start)
                place = begin, start + sound_end(file.read())
            elif kind is content.FLAC:
                place = _behind_metadata(file, begin), size
            elif kind is content.MPEG4:
                place = _box(file, size)
            return _hashed(file, *place) if place and place[1] > place[0] else ""
    except (Unreadable, NoSound, OSError, ValueError):
        return ""


def _hashed(file: BinaryIO, start: int, end: int) -> str:
    """Return a hash of the length and three samples of bytes between two offsets."""
    digest = hashlib.blake2b(str(end - start).encode(), digest_size=8)
    for at in (start, (start + end - _SAMPLE) // 2, end - _SAMPLE):
        file.seek(max(at, start))
        digest.update(file.read(min(_SAMPLE, end - max(at, start))))
    return digest.hexdigest()


def _behind_metadata(file: BinaryIO, begin: int) -> int:
    """Return the offset at which the audio frames of a FLAC file begin (RFC 9639, section 8)."""
    at = begin + 4
    for _ in range(1000):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4:
            break
        at += 4 + int.from_bytes(head[1:], "big")
        if head[0] & 0x80:
            return at
    raise ValueError("metadata without an end")


def _box(file: BinaryIO, size: int) -> tuple[int, int] | None:
    """Return the (start, end) offsets of the largest `mdat` box of an MPEG-4 file, or None."""
    at, found = 0, None
    for _ in range(1000):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length, inner = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, inner = int.from_bytes(head[8:16], "big"), 16
        end = size if length == 0 else min(at + length, size)
        if head[4:8] == b"mdat" and (found is None or end - at - inner > found[1] - found[0]):
            found = at + inner, end
        if end <= at + 7:
            break
        at = end
    return found

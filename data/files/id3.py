"""Find and read all ID3v2 tags of a file with mutagen, also in forms that mutagen alone reads wrongly or not at all.

These are several tags one after another, a tag behind zero bytes, a tag at the end of the file (ID3v2.4), and frames
with a group byte, which mutagen 1.48 takes for the first byte of the text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from .mpeg import id3v2_size

_MOST_TAGS = 4
_MOST_ZEROS = 4096  # bytes before the first tag
_MOST_BYTES = 64 * 2**20  # of a tag, which may contain pictures
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40  # flags of a tag
_FRAME_ID = re.compile(rb"[A-Z][A-Z0-9]{3}")
_SIZE_BITS = {3: (8,), 4: (7, 8)}  # of each byte of a frame's size, by version
_GROUPED = {3: 0x20, 4: 0x40}  # flag of a frame, in its second byte of flags
# What comes before the group byte in a frame of ID3v2.3, in bytes, by the flag that announces it: the size of the
# uncompressed data and the method of encryption. In ID3v2.4 the group byte is first.
_BEFORE_GROUP = {3: ((0x80, 4), (0x40, 1)), 4: ()}

_FEWEST = 6  # bytes outside of ASCII
_SAMPLE = 500  # characters of each text by which the encoding is chosen
_FOREIGN = 0.6  # share of all letters
_SYSTEMS = ("cp1251", "cp1253", "shift_jis", "gb18030", "big5", "euc_kr")


def read_id3(file: BinaryIO) -> Iterator[Any]:
    """Yield the ID3v2 tags of a file as `mutagen.id3.ID3` objects, from the beginning to the end of the file.

    A tag that cannot be parsed is left out. Specification: ID3v2.3.0, section 3; ID3v2.4.0 structure, sections 3 to 5.
    """
    from mutagen import MutagenError
    from mutagen.id3 import ID3

    for block in _blocks(file):
        try:
            yield ID3(io.BytesIO(without_group_bytes(block)), load_v1=False)
        except (MutagenError, ValueError, IndexError):
            continue


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of each ID3v2 tag at the beginning and of one at the end of a file."""
    start = file.read(_MOST_ZEROS)
    at = len(start) - len(start.lstrip(b"\0"))
    for _ in range(_MOST_TAGS):
        file.seek(at)
        size = id3v2_size(file.read(10))
        if not 0 < size <= _MOST_BYTES:
            break
        file.seek(at)
        yield file.read(size)
        at += size
    end = file.seek(0, io.SEEK_END)
    for behind in (0, 128):  # ID3v1 may follow
        if end - behind - 20 <= at:
            break
        file.seek(end - behind - 10)
        footer = file.read(10)
        size = id3v2_size(b"ID3" + footer[3:]) if footer[:3] == b"3DI" else 0
        if 0 < size <= min(_MOST_BYTES, end - behind - at):
            file.seek(end - behind - size)
            yield file.read(size)
            break


def without_group_bytes(tag: bytes) -> bytes:
    """Return an ID3v2 tag in which no frame has a group byte, and which is not unsynchronised as a whole.

    A tag without such frames is returned unchanged.
    """
    version, flags = tag[3], tag[5]
    if version not in _GROUPED:
        return tag
    body = tag[10:]
    if version == 3 and flags & _UNSYNCHRONISED:
        body = body.replace(b"\xff\0", b"\xff")
        flags &= ~_UNSYNCHRONISED
    at = 0
    if flags & _EXTENDED:
        at = _number(body[:4], 7) if version == 4 else _number(body[:4], 8) + 4
    # iTunes has written the sizes of ID3v2.4 with eight bits a byte.
    bits, frames = next(((n, found) for n in _SIZE_BITS[version] if (found := _frames(body, at, n))), (8, []))
    if not any(head[9] & _GROUPED[version] and content for head, content in frames):
        return tag
    joined = bytearray()
    for head, content in frames:
        if head[9] & _GROUPED[version] and content:
            before = sum(count for flag, count in _BEFORE_GROUP[version] if head[9] & flag)
            content = content[:before] + content[before + 1 :]
            head = head[:4] + _bytes(len(content), bits) + bytes([head[8], head[9] & ~_GROUPED[version]])
        joined += head + content
    return tag[:5] + bytes([flags & ~_EXTENDED & ~0x10]) + _bytes(len(joined), 7) + bytes(joined)


def _frames(body: bytes, at: int, bits: int) -> list[tuple[bytes, bytes]]:
    """Return (header, content) of the frames of a tag from position `at` on.

    The list is empty if some frame does not end where another, padding or the end of the tag begins, which means that
    sizes are not written with so many bits a byte.
    """
    found = []
    while _FRAME_ID.match(body, at) and at + 10 <= len(body):
        size = _number(body[at + 4 : at + 8], bits)
        found.append((body[at : at + 10], body[at + 10 : at + 10 + size]))
        at += 10 + size
    return found if at == len(body) or body[at : at + 1] == b"\0" else []


def _number(four: bytes, bits: int) -> int:
    """Return the number in four bytes that use so many bits each."""
    return sum(byte << (bits * (3 - i)) for i, byte in enumerate(four))


def _bytes(number: int, bits: int) -> bytes:
    return bytes(number >> (bits * (3 - i)) & (2**bits - 1) for i in range(4))


def latin_decoder(texts: list[str]) -> Any:
    """Return a function that corrects texts of one tag that are declared as Latin-1 and are in another encoding.

    Taggers of earlier years wrote the encoding of the system: cp1251 in Russia, GBK in China. The texts are taken for
    such an encoding only if most of their letters are outside of ASCII, as no text in a western language is.

    Args:
        texts: all texts of the tag that are declared as Latin-1.
    """
    raw = b" ".join(text[:_SAMPLE].encode("latin-1", "ignore") for text in texts if not text.isascii())[: 8 * _SAMPLE]
    high = sum(byte >= 0x80 for byte in raw)
    plain = sum(chr(byte).isalpha() for byte in raw if byte < 0x80)
    encoding = _guess(raw) if high >= _FEWEST and high > _FOREIGN * (high + plain) else ""

    def decode(text: str) -> str:
        if text.isascii():
            return text
        try:
            data = text.encode("latin-1")
        except UnicodeError:
            return text
        for name in ("utf-8", encoding, "cp1252" if any("\x80" <= char <= "\x9f" for char in text) else ""):
            if name:
                try:
                    return data.decode(name)
                except UnicodeError:
                    continue
        return text

    return decode


def _guess(data: bytes) -> str:
    """Return the name of the encoding of a text in Cyrillic, Greek, Japanese, Chinese or Korean letters, or ""."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_SYSTEMS)).best()
    if best is None:
        return ""
    if best.encoding == "euc_kr" and any("\u4e00" <= char <= "\u9fff" for char in str(best)):
        return "gb18030"  # the two share their bytes, and Korean names are seldom written in Chinese letters
    return best.encoding

"""Test that covers are small and encoded anew, and that a file that is no picture gives none."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from data.playing.cover import SIDE, cover


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600), colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def mp3(path: Path, image: bytes, mime: bytes = b"image/jpeg") -> Path:
    """Write an MP3 that consists of an ID3v2.3 tag with one picture."""
    body = b"\x00" + mime + b"\x00\x03\x00" + image
    frame = b"APIC" + struct.pack(">I", len(body)) + b"\x00\x00" + body
    size = len(frame)
    header = b"ID3\x03\x00\x00" + bytes((size >> shift) & 127 for shift in (21, 14, 7, 0))
    path.write_bytes(header + frame)
    return path


def opened(raw: bytes | None) -> Image.Image:
    assert raw is not None
    return Image.open(io.BytesIO(raw))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cover_in_the_tags_becomes_a_small_jpeg(tmp_path: Path, kind: str) -> None:
    image = opened(cover(mp3(tmp_path / "a.mp3", picture(kind) + b"<script>")))
    assert (image.format, max(image.size)) == ("JPEG", SIDE)
    red, green, blue = image.convert("RGB").getpixel((100, 100))  # type: ignore[misc]
    assert red > 200 > 60 > max(green, blue)
    assert b"<script>" not in cover(tmp_path / "a.mp3")  # type: ignore[operator]


def test_the_picture_beside_a_track_stands_in(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"nothing")
    assert cover(tmp_path / "a.mp3") is None
    (tmp_path / "Folder.JPG").write_bytes(picture(colour="blue"))
    (tmp_path / "cover.png").write_bytes(picture("PNG", colour="lime"))
    red, green, blue = opened(cover(tmp_path / "a.mp3")).convert("RGB").getpixel((9, 9))  # type: ignore[misc]
    assert green > max(red, blue)  # "cover" comes before "folder"


def bomb() -> bytes:
    """Return a PNG that states 100,000 by 100,000 pixels in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "image",
    [
        b"", b"GIF89a" + bytes(100), b"<svg onload=alert(1)>", picture("BMP"), picture("GIF"), picture()[:300],
        b"\xff\xd8\xff" + bytes(500), bomb(), picture(size=(8, 8)),
    ],
)  # fmt: skip
def test_what_is_no_sane_picture_is_none(tmp_path: Path, image: bytes) -> None:
    assert cover(mp3(tmp_path / "a.mp3", image)) is None


def test_a_tag_that_claims_the_world_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7fAPIC" + b"\xff" * 5000)
    assert cover(tmp_path / "a.mp3") is None
    assert cover(tmp_path / "missing.mp3") is None


def test_a_link_named_cover_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "private.jpg").write_bytes(picture())
    (tmp_path / "music" / "cover.jpg").symlink_to(tmp_path / "private.jpg")
    (tmp_path / "music" / "a.wav").write_bytes(b"x")
    assert cover(tmp_path / "music" / "a.wav") is None

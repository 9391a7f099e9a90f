"""Find the cover picture of a track, in its tags or as a file in its folder, and return it as a small JPEG.

Pictures come from unknown sources. Only JPEG and PNG are decoded, after the stated size has been checked, and the
result is encoded anew, so that it holds only pixels, no metadata and no trailing bytes.
"""

from __future__ import annotations

import io
import os
import stat
import warnings
from pathlib import Path

from ..files.embedded import read_pictures

SIDE = 320  # pixels of the longer side
_MOST_BYTES = 12 * 2**20  # of the picture as it is stored
_MOST_TAGS = 64 * 2**20  # tags larger than this hold something other than covers
_MOST_PIXELS = 40_000_000
_LEAST_SIDE = 16
_BESIDE = ("cover", "folder", "front", "album", "albumart")
_KINDS = (".jpg", ".jpeg", ".png")


def cover(path: Path) -> bytes | None:
    """Return the cover of a track as a JPEG of at most SIDE by SIDE pixels, or None if no picture can be decoded.

    Never raises.

    Args:
        path: the track's sound file.
    """
    try:
        for raw in (_embedded(path), _beside(path)):
            if raw and (picture := _small(raw)):
                return picture
    except Exception:  # parsers and decoders may raise anything on malformed bytes; the track then has no cover
        return None
    return None


def _embedded(path: Path) -> bytes | None:
    """Return the stored bytes of the front cover in the tags, or of another picture if there is no front cover."""
    try:
        pictures = read_pictures(path, _MOST_TAGS)
    except Exception:  # as in `cover`; a picture in the folder may still be usable
        return None
    return next((data for front, data in pictures if front), pictures[0][1] if pictures else None)


def _beside(path: Path) -> bytes | None:
    """Return the bytes of a picture file with a usual name for covers in the track's folder; None if there is none."""
    named = {}
    with os.scandir(path.parent) as entries:
        for entry in entries:
            stem, ending = os.path.splitext(entry.name.casefold())
            if stem in _BESIDE and ending in _KINDS:
                named[_BESIDE.index(stem), ending] = entry.path
    for _, file in sorted(named.items()):
        status = os.lstat(file)  # a link may point outside the music folder
        if stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_BYTES:
            return Path(file).read_bytes()
    return None


def _small(raw: bytes) -> bytes | None:
    """Return the picture as a small JPEG, or None if it cannot be decoded or states an enormous size."""
    from PIL import Image, ImageOps

    if len(raw) > _MOST_BYTES or not raw.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG")) as image:
                width, height = image.size
                if min(width, height) < _LEAST_SIDE or width * height > _MOST_PIXELS:
                    return None
                image.draft("RGB", (2 * SIDE, 2 * SIDE))  # lets the JPEG decoder produce a smaller size directly
                image.load()
                upright = ImageOps.exif_transpose(image)
                flat = Image.new("RGB", upright.size, "white")
                with_alpha = upright.convert("RGBA")
                flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
                flat.thumbnail((SIDE, SIDE))
                out = io.BytesIO()
                flat.save(out, "JPEG", quality=85)
                return out.getvalue()
        except Exception:  # Pillow raises many exception types on damaged files
            return None

"""The picture of a track: from its tags, else the cover that lies beside it, always small and made anew.

Pictures come from strangers. Only JPEG and PNG are decoded, after their claimed size has been looked at, and what
is handed out is a JPEG written here: no metadata, no trailing bytes, nothing but pixels.
"""

from __future__ import annotations

import io
import os
import stat
import warnings
from pathlib import Path

from .files.embedded import read_pictures

SIDE = 320  # pixels of the longer side
_MOST_BYTES = 12 * 2**20  # of the picture as it is stored
_MOST_TAGS = 64 * 2**20  # a file whose tags are larger than that holds something else
_MOST_PIXELS = 40_000_000
_LEAST_SIDE = 16
_BESIDE = ("cover", "folder", "front", "album", "albumart")
_KINDS = (".jpg", ".jpeg", ".png")


def cover(path: Path) -> bytes | None:
    """A JPEG of at most SIDE by SIDE pixels, or None where there is no picture that can be trusted. Never raises.

    Args:
        path: the track's sound file.
    """
    try:
        for raw in (_embedded(path), _beside(path)):
            if raw and (picture := _small(raw)):
                return picture
    except Exception:  # parsers and decoders of strangers' bytes may raise anything; a track does without
        return None
    return None


def _embedded(path: Path) -> bytes | None:
    """The front cover in the tags, as it is stored; another picture where there is no front."""
    try:
        pictures = read_pictures(path, _MOST_TAGS)
    except Exception:  # as in `cover`; the picture beside it may be good
        return None
    return next((data for front, data in pictures if front), pictures[0][1] if pictures else None)


def _beside(path: Path) -> bytes | None:
    """The cover in the track's folder."""
    named = {}
    with os.scandir(path.parent) as entries:
        for entry in entries:
            stem, ending = os.path.splitext(entry.name.casefold())
            if stem in _BESIDE and ending in _KINDS:
                named[_BESIDE.index(stem), ending] = entry.path
    for _, file in sorted(named.items()):
        status = os.lstat(file)  # a link may lead anywhere
        if stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_BYTES:
            return Path(file).read_bytes()
    return None


def _small(raw: bytes) -> bytes | None:
    """The picture as a small JPEG; None when it is none, or claims to be enormous."""
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
                image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG decodes to a smaller size at once
                image.load()
                upright = ImageOps.exif_transpose(image)
                flat = Image.new("RGB", upright.size, "white")
                with_alpha = upright.convert("RGBA")
                flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
                flat.thumbnail((SIDE, SIDE))
                out = io.BytesIO()
                flat.save(out, "JPEG", quality=85)
                return out.getvalue()
        except Exception:  # Pillow raises a dozen types on damage
            return None

"""Text from outside (tags, file names, requests) made safe to store, compare and print.

Nothing here makes text safe as *markup*: that is the page's duty, at display only.
"""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides let a file name show another extension than it has; the rest are invisible.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def clean(text: object, limit: int = 300) -> str:
    """One line of valid, visible Unicode (NFC), at most `limit` characters.

    Lone surrogates (from undecodable file names), control characters, NUL and direction overrides are
    dropped; runs of white space become one space.
    """
    if text is None:
        return ""
    raw = str(text)[: limit * 4]
    raw = raw.encode("utf-8", "ignore").decode("utf-8")
    raw = unicodedata.normalize("NFC", _INVISIBLE.sub("", raw))
    raw = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in raw)
    return _SPACES.sub(" ", raw).strip()[:limit].rstrip()


def words(text: str) -> list[str]:
    """Lower-case words without accents, for matching names: "Fuer Élise!" -> ["fuer", "elise"]."""
    if text.isascii():  # most names, at a fraction of the price
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKD", text.casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def clock(seconds: float) -> str:
    """Return a duration in minutes and seconds: 95 -> "1:35"."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"

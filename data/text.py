"""Clean, fold and split text from outside (tags, file names, requests), so that it can be stored, compared and printed.

Nothing here makes text safe as markup; the page escapes it when it is displayed.
"""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides let a file name show another extension than it has; the rest are invisible.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def clean(text: object, limit: int = 300) -> str:
    """Return one line of valid, visible Unicode (NFC) of at most `limit` characters.

    Lone surrogates (from undecodable file names), control characters, NUL and direction overrides are removed; runs of
    white space become one space.
    """
    if text is None:
        return ""
    raw = str(text)[: limit * 4]
    raw = raw.encode("utf-8", "ignore").decode("utf-8")
    raw = unicodedata.normalize("NFC", _INVISIBLE.sub("", raw))
    raw = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in raw)
    return _SPACES.sub(" ", raw).strip()[:limit].rstrip()


def strip_accents(text: str) -> str:
    """Return a text without accents, in compatible letters (NFKD); its length may change: "ﬁ" becomes "fi"."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Return a text in lower case without accents and of the same length, so that places in it stay true."""
    if text.isascii():
        return text.lower()
    folded = ((char, strip_accents(char).lower()) for char in text)
    return "".join(plain if len(plain) == 1 else char for char, plain in folded)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, to compare names: "Für Élise!" -> ["fur", "elise"]."""
    return re.findall(r"[^\W_]+", strip_accents(text.casefold()))


def clock(seconds: float) -> str:
    """Return a duration in minutes and seconds, rounded down: 95.7 -> "1:35"."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"

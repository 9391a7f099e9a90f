"""Clean, fold and split text from outside (tags, file names, requests), so that it can be stored, compared and printed.

Nothing here makes text safe as markup; the page escapes it when it is displayed.
"""

from __future__ import annotations

import re
import unicodedata

# Bidirectional overrides can make a file name display a false extension; the other characters are invisible.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def clean(text: object, limit: int = 300) -> str:
    """Convert to one line of valid, visible Unicode (NFC) with at most `limit` characters.

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
    """Return a text in lower case without accents and of the same length, so that character positions stay valid."""
    if text.isascii():
        return text.lower()
    folded = ((char, strip_accents(char).lower()) for char in text)
    return "".join(plain if len(plain) == 1 else char for char, plain in folded)


_STROKES = str.maketrans(  # letters with a stroke, which Unicode decomposition does not remove
    {"\xf8": "o", "\u0142": "l", "\u0111": "d", "\xf0": "d", "\u0127": "h", "\u0131": "i", "\u0167": "t", "\xe6": "ae",
     "\u0153": "oe", "\xfe": "th"}
)  # fmt: skip
# Hiragana, katakana, Chinese characters, Korean, anything else: in text without spaces, a word begins where the
# script changes. In Chinese, also the particle "of" and verbs with which requests begin ("play") are words.
RUNS = re.compile(
    r"[\u3040-\u309f]+|[\u30a0-\u30ff\uff66-\uff9f]+|\u7684|\u64ad\u653e"
    r"|\u6211?\u60f3[\u542c\u807d]|[\u6765\u4f86][\u70b9\u9ede]"
    r"|[\u3400-\u7683\u7685-\u9fff\uf900-\ufaff\u3005]+|[\uac00-\ud7af]+"
    r"|[^\u3040-\u30ff\uff66-\uff9f\u3400-\u9fff\uf900-\ufaff\u3005\uac00-\ud7af]+"
)
_PARTICLES = re.compile(
    r"(?<=..)(?:\uc73c\ub85c|\uc5d0\uc11c|\ud558\uace0"
    r"|[\uc758\uc740\ub294\uc774\uac00\uc744\ub97c\ub3c4\uc5d0\uc640\uacfc\ub85c])$"
)
_LIKE_LETTERS = re.compile(r"[!$@\u20ac]")
_LETTERED = re.compile(r"(?<=\w)!(?=\w)|[$@\u20ac](?=\w)|(?<=\w)[$@\u20ac]")
_INSIDE = re.compile(r"(?<=\w)[^\w\s](?=\w)")  # a sign within a word
_JOINING = re.compile(r"\s[&+]\s")
_TITLED = re.compile(r"\b(dr|mr|st)\.(?=\s)", re.IGNORECASE)
_INITIALS, _DOTS = re.compile(r"\b(?:\w[.\s]+){1,5}\w\b\.?"), re.compile(r"[.\s]")
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile(r"[^\w\s]")
_TITLES = {"dr": "doctor", "mr": "mister", "st": "saint"}
_SIGNS = {"$": "s", "@": "a", "\u20ac": "e", "!": "i"}


def words(text: str) -> list[str]:
    """Return lower-case words without accents, for matching names: "Fuer Élise!" -> ["fuer", "elise"].

    Chinese, Japanese and Korean text is split where the script changes, and Korean particles are removed.
    """
    if text.isascii():  # fast path for most names
        return _WORD.findall(text.lower())
    plain = unicodedata.normalize("NFC", strip_accents(text.casefold().translate(_STROKES)))
    found: list[str] = []
    for word in _WORD.findall(plain):
        if word.isascii():
            found.append(word)
        else:
            found += [_PARTICLES.sub("", run) for run in RUNS.findall(word)]
    return found


def spellings(name: str) -> list[list[str]]:
    """Return every spelling of a name that people may type, each as a list of words.

    "R.E.M." gives ["r", "e", "m"] and ["rem"]; "P!nk" also gives ["pink"], and "blink-182" also ["blink182"].
    """
    found = [words(name)]
    if not _SIGN.search(name):
        return found
    variants = [
        _LETTERED.sub(lambda m: _SIGNS[m.group()], name) if _LIKE_LETTERS.search(name) else name,
        _JOINING.sub(" and ", name),
        _TITLED.sub(lambda m: _TITLES[m[1].lower()], name),
        _INITIALS.sub(lambda m: _DOTS.sub("", m.group()), name),
    ]
    variants.append(_INSIDE.sub("", variants[0]))
    for other in variants:
        if other != name and (spelt := words(other)) and spelt not in found:
            found.append(spelt)
    return found


def clock(seconds: float) -> str:
    """Return a duration in minutes and seconds, rounded down: 95.7 -> "1:35"."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"

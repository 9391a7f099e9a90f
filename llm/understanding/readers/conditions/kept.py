"""Convert conditions on ratings, additions, plays, versions, sung languages and formats to filters.

The words for these conditions are found by `.unknowable`. What no tag and no log can decide, such as "the original
version", stays unknown.
"""

from __future__ import annotations

import re
from typing import Any

from data.text import fold
from data.vocabulary.styles import places, tongues
from llm.language import numerals

from .dates import span_in

OR_MORE = re.compile(
    r"\s*(?:or (?:more|better|above|higher|less|fewer|lower)|and (?:up|above|over)|oder (?:mehr|besser|weniger)|"
    r"ou (?:plus|moins)|o (?:mas|menos)|\+)"
)  # after stars
_NOT = re.compile(
    r"^(?:no|not|nothing|never|without(?: any)?|non|keine?|nicht|ohne|pas(?: de)?|sans|sin|ninguna?)\b"
    r"|\bnot (?=sung|in)|\bno (?=est[ea]|sea|en)|\b(?:nicht|pas)\b"
)
_NUMBER = re.compile(
    r"\b(\d(?:[.,]5)?|[a-z]+)[ -]?(?:stars?|sterne?n?|etoiles?|estrellas?)"
    r"|\brated (?:at least |over |above )?(\d|[a-z]+)"
)
_AT_LEAST = re.compile(
    r"at least|mindestens|au moins|al menos|or (?:more|better|above|higher)|and (?:up|above|over)|over|above|top|"
    r"highest|best|oder mehr|ou plus|o mas|\+"
)
_AT_MOST = re.compile(r"or (?:less|fewer|lower|below)|at most|under|below|oder weniger|ou moins|o menos")
_LIKED = re.compile(r"starred|hearted|favou?rited?|liked|thumbed|top|highest|highly|best|mejor|mieux|beste")
_VERSIONS = (
    ("live", r"live|in concert|konzert|en vivo|en directo|en public"), ("demo", r"demos?|maquetas?"),
    ("remix", r"remix\w*|mash-?ups?"), ("remaster", r"remaster\w*"), ("extended", r"extended"),
    ("edit", r"(?:radio|single) (?:edits?|versions?|mix)"), ("alternate", r"alternat\w+|outtakes?"),
    ("cover", r"covers?"), ("karaoke", r"karaoke"), ("acoustic", r"acoustic|unplugged"),
    ("compilation", r"compilations?|samplers?"),
)  # fmt: skip
_FORMATS = {
    "lossless": ("flac", "wav", "aiff", "wavpack", "monkey's audio", "tta", "tak", "dsf", "dsdiff", "wave64"),
    "flac": ("flac",), "mp3": ("mp3",), "wav": ("wav", "wave64"), "ogg": ("ogg",), "opus": ("ogg",),
    "aac": ("mpeg-4", "aac (adts)"), "m4a": ("mpeg-4",), "aiff": ("aiff",), "wma": ("wma (asf)",),
}  # fmt: skip
_RATE = re.compile(r"(\d{2,4}) ?kbps")
_NEVER = re.compile(r"\bnever\b|\bnie\b|\bjamais\b|\bnunca\b|\bbefore\b|\byet\b|\bnoch nicht\b")
_UNPLAYED = re.compile(r"n't\b|\bnot\b|\bnever\b|\bnicht\b|\bnie\b|\bpas\b|\bjamais\b|\bno he\b|\bnunca\b|forgotten")
_PLAYED_LATELY = re.compile(r"recent|last|lately|zuletzt|today|yesterday|week|month|year|heute|gestern")


_ENDED = re.compile(r"yesterday|last|gestern|letzt|hier|ayer")
_ORDER = re.compile(r"most|least|often|rarely|rotation|meist|plus|mas\b")  # by the number of plays
_VERSION_WORDS = tuple(
    (kind, (re.compile(rf"(?<![a-z])(?:{w})(?![a-z])"), re.compile(rf"(?<![a-z])(?:{w})"))) for kind, w in _VERSIONS
)
_STUDIO = re.compile(r"\bstudio")
_TONGUE = re.compile(rf"\b({'|'.join(map(re.escape, tongues()))})")
_LOSSLESS = re.compile(r"verlustfrei|sans perte|sin perdida")


def filters_of(name: str, said: str) -> dict[str, Any] | None:
    """Return the fields of `Filters` that state a condition; None if no tag and no log can decide it.

    Args:
        name: the name of the condition in data/vocabulary/unknowable.txt.
        said: the words that state it.
    """
    folded = fold(said).replace("\u2019", "'").strip()
    read = {
        "rating": _rating, "added": _added, "played": _played, "version": _version, "language": _language,
        "quality": _quality,
    }.get(name)  # fmt: skip
    return read(folded) if read else None


def _rating(said: str) -> dict[str, Any] | None:
    found = _NUMBER.search(said)
    number = (found[1] or found[2]) if found else ""
    stars = float(number.replace(",", ".")) if number[:1].isdigit() else float(numerals().get(number, 0))
    if not 0 < stars <= 5:
        return {"rating_min": 4.0} if _LIKED.search(said) else {"rating_min": 0.5} if "rated" in said else None
    if _AT_MOST.search(said):
        return {"rating_min": 0.5, "rating_max": stars}
    return {"rating_min": stars} if _AT_LEAST.search(said) else {"rating_min": stars, "rating_max": min(stars + 0.5, 5)}


def _added(said: str) -> dict[str, Any]:
    span = span_in(said) or span_in("lately")
    assert span is not None
    until = {"added_to": span[1]} if _ENDED.search(said) else {}
    return {"added_from": span[0], **until}


def _played(said: str) -> dict[str, Any] | None:
    span = span_in(said)
    if _UNPLAYED.search(said):
        since = span_in("lately") if "forgotten" in said else span
        return {
            "unplayed_from": 0.0 if _NEVER.search(said) and not since else (since or span_in("lately") or (0.0,))[0]
        }
    if _ORDER.search(said):
        return None  # an order, not a condition
    return {"played_from": span[0], "played_to": span[1]} if span and _PLAYED_LATELY.search(said) else None


def _version(said: str) -> dict[str, Any] | None:
    negated = bool(_NOT.search(said))
    kinds = tuple(kind for kind, words in _VERSION_WORDS if words[0].search(said))
    kinds = kinds or tuple(kind for kind, words in _VERSION_WORDS if words[1].search(said))
    if not kinds:
        return {"not_versions": ("live", "demo")} if _STUDIO.search(said) and not negated else None
    return {"not_versions" if negated else "versions": kinds}


def _language(said: str) -> dict[str, Any] | None:
    named = tuple(dict.fromkeys(places()[word] for word in _TONGUE.findall(said)))
    if not named:
        return None
    return {"not_languages" if _NOT.search(said) else "languages": named[:1]}


def _quality(said: str) -> dict[str, Any] | None:
    if rate := _RATE.search(said):
        return {"bit_rate_min": 0.95 * float(rate[1]), "bit_rate_max": 1.1 * float(rate[1])}
    if _LOSSLESS.search(said):
        return {"formats": _FORMATS["lossless"]}
    named = next((formats for word, formats in _FORMATS.items() if word in said), None)
    return {"formats": named} if named else None

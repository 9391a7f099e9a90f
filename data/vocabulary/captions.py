"""Write a request as captions in the style of the captioned recordings that the encoders were trained on.

Captions are short (retrieval stops improving beyond 10 to 40 tokens) and mention only requested concepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .concepts import Concept, concept
from .mentions import mentions
from .relations import members

MAX_CAPTIONS = 4
_MAX_WORDS = 32  # about 40 tokens


def write_captions(wanted: Sequence[str], styles: Sequence[str] = (), unwanted: Sequence[str] = ()) -> tuple[str, ...]:
    """Write two to four captions of one request; return () if no concept is known, so that the raw text is used.

    Args:
        wanted: names of the requested concepts, in the order of the request.
        styles: further caption phrases ("1980s style, retro").
        unwanted: names of concepts that the captions must not mention: for "jazz without drums", no caption says "with
            brushed drums".
    """
    concepts = [found for name in wanted if (found := concept(name))]
    # A use ("for studying") is not audible: next to a mood or an instrument it would only dilute the caption.
    concepts = [c for c in concepts if c.kind != "use"] or concepts
    if not concepts and not styles:
        return ()
    by_kind: dict[str, list[Concept]] = {}
    for c in concepts:
        by_kind.setdefault(c.kind, []).append(c)
    moods = [c.name for c in (*by_kind.get("texture", ()), *by_kind.get("mood", ()))]
    genres = [c.name for c in by_kind.get("genre", ())]
    instruments = [c.name for c in by_kind.get("instrument", ())]
    refused = {member for name in unwanted for member in members(name)}
    said = {
        c.name: c.name if any(m.concept.name in refused for m in mentions(c.caption)) else c.caption for c in concepts
    }
    uses = [said[c.name] for c in by_kind.get("use", ())]

    described = " ".join([_list(moods[:3], ", ", ", "), *genres[:2]]).strip()
    sentence = (
        f"{_article(described)} {described} {'piece' if genres else 'piece of music'}"
        if described
        else "A piece of music"
    )
    if instruments:
        sentence += f" featuring {_list(instruments[:4])}"
    sentence += "."
    phrases = [said[c.name] for c in concepts] + list(styles)
    captions = [
        sentence if described or instruments else "",
        "The recording features " + "; ".join(said[n] for n in instruments[:3]) + "." if instruments else "",
        ", ".join(phrases),
        _capital(uses[0]) + "." if uses else "",
    ]
    return tuple(dict.fromkeys(_shortened(c) for c in captions if c))[:MAX_CAPTIONS]


def _shortened(caption: str) -> str:
    """Cut a caption to the longest length that improves retrieval."""
    return " ".join(caption.split()[:_MAX_WORDS])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _article(words: str) -> str:
    return "An" if words[:1] in "aeiou" else "A"


def _list(names: Iterable[str], comma: str = ", ", last: str = " and ") -> str:
    parts = list(names)
    return (
        parts[0] if len(parts) == 1 else comma.join(parts[:-1]) + (last if len(parts) > 1 else "") + "".join(parts[-1:])
    )

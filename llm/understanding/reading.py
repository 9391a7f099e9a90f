"""A request while it is taken apart: what has been understood so far, and which words are used up.

The readers of this package (`constraints`, `references`, `refusals`, `comparisons`) each consume the words
that they understand; what nobody consumed is the wish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.text import fold
from data.vocabulary.mentions import Mention, Span, cut, mentions, tokens
from retrieval.query import Hit

if TYPE_CHECKING:
    from .tagger import Tagged

MAX_TEXT = 400  # characters of accumulated wish; beyond that the oldest words go first


@dataclass(slots=True)
class Reading:
    """A request being taken apart. Each reader consumes words by noting their spans."""

    request: str
    shown: Sequence[Hit]
    folded: str = ""
    named: list[Mention] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    filters: dict[str, Any] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)  # concepts that a refusal or comparison replaces
    styles: list[str] = field(default_factory=list)
    like: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # shown tracks that are not to be shown again: "hide number 2"
    referred: tuple[Hit, ...] = ()  # shown tracks that the request points at
    degrees: list[tuple[str, int, str]] = field(default_factory=list)  # (axis or concept, direction, word)
    cleared: set[str] = field(default_factory=set)  # fields of Filters that the request sets free
    freed: set[str] = field(default_factory=set)  # concepts that may be there or not: no longer asked for or refused
    more: str = ""  # "more" or "else": other tracks for the same wish
    notes: list[str] = field(default_factory=list)
    tagged: Tagged | None = None

    def __post_init__(self) -> None:
        self.folded = fold(self.request).replace("’", "'")
        self.named = mentions(self.request)

    def rest(self) -> str:
        """The folded request with the consumed words blanked, places kept."""
        text = self.folded
        for start, end in self.spans:
            text = text[:start] + "#" * (end - start) + text[end:]
        return text

    def free(self, mention: Mention) -> bool:
        """Whether nobody has consumed a mention yet."""
        return not any(start < mention.end and mention.start < end for start, end in self.spans)


ABOUT_MUSIC = re.compile(
    r"\b(?:music|songs?|tracks?|tunes?|pieces?|melod\w+|play|playlist|listen\w*|hear|sounds?|audio|"
    r"instrument\w*|album|artist|band|key|tempo|bpm)\b"
)

_EMPTY_WORDS = frozenset(
    "a an the some any i we you me my want need would like love wanna hear listen to play give show find "
    "search get suggest "
    "recommend please can could music song songs track tracks tune tunes piece pieces something anything "
    "one ones more less "
    "of for that which with in is are it its this these those them and or but now ok okay just only so "
    "from by at on do have "
    "there good nice great best really very bit little lot d m s t ll re ve let lets maybe also too "
    "again instead but same "
    "make made keep kind sort type stuff thing things be has was what about how all tempo key bpm musik "
    "musique musica lied lieder "
    "chanson chansons cancion canciones ein eine einen etwas ich mochte bitte je veux un une des quelque "
    "chose quiero una algo "
    "por favor mit con avec und et y no not sound sounds sounding result results show me stucke morceaux "
    "piezas still even go version versions one's as well w bring allow put throw come comes exist exists does "
    "back swap replace front lead matter "
    "actually sorry wait mean meant "
    "all too enough need needs rather lieber plutot mejor".split()
)


def left_over(reading: Reading) -> list[str]:
    """The words that still say something once everything understood is taken out."""
    taken = [*reading.spans, *((m.start, m.end) for m in reading.named)]
    text = reading.folded
    for start, end in taken:
        text = text[:start] + " " * (end - start) + text[end:]
    return [word for word, _, _ in tokens(text) if word not in _EMPTY_WORDS]


_POLITE = re.compile(
    r"^\W*(?:(?:hi|hey|hello|ok|okay|so|um+|well|now|please|then|hallo|hola|bonjour|something completely "
    r"different|(?:what|how) about|new topic)\b:?[\s,!.]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?)?(?:please )?"
    r"(?:(?:i(?:'m| am) (?:looking|searching) for|i(?:'d| would) (?:like|love)(?: to (?:hear|listen to))?|i "
    r"(?:want|need|wanna)(?: to (?:hear|listen to))?|"
    r"(?:find|give|show|play|get|search|suggest|recommend)(?: for)?(?: me)?(?: up)?|let(?:'s| us) (?:hear|"
    r"play|have)|do you have|got any|"
    r"ich (?:will|mochte|suche)(?: bitte)?|je (?:veux|cherche|voudrais)|quiero|busco)\b\s*)?",
    re.IGNORECASE,
)
_POLITE_END = re.compile(
    r"[\s,]*\b(?:please|thanks|thank you|thx|pls|plz|bitte|por favor|s'il (?:te|vous) plait)\W*$", re.IGNORECASE
)


def positive_text(reading: Reading) -> str:
    """The positive words of the request; "" when nothing of substance is left."""
    spans = list(reading.spans)
    if polite := _POLITE.match(reading.folded):
        spans.append(polite.span())
    if polite := _POLITE_END.search(reading.folded):
        spans.append(polite.span())
    kept = cut(reading.request, spans)
    understood = bool(spans) and (
        reading.filters or reading.unwanted or reading.like or reading.degrees or reading.more or reading.cleared
    )
    remaining = [w for w, _, _ in tokens(fold(kept)) if w not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""

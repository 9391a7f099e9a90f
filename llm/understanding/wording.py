"""The words of a request that say what to search for by sound, once everything understood is taken out."""

from __future__ import annotations

import re

from data.vocabulary.concepts import fold
from data.vocabulary.words import cut, tokens

from .findings import Request, blanked

MAX_TEXT = 400  # characters of accumulated wish; beyond that the oldest words go first

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


def left_over(request: Request) -> list[tuple[str, int, int]]:
    """Return the words, with their places, that still say something: neither taken nor naming a concept."""
    text = blanked(request.rest, ((m.start, m.end) for m in request.mentions))
    return [word for word in tokens(text) if word[0] not in _EMPTY_WORDS]


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
    r"(?<![\s,])[\s,]*\b(?:please|thanks|thank you|thx|pls|plz|bitte|por favor|s'il (?:te|vous) plait)\W*$",
    re.IGNORECASE,
)


def positive_text(request: Request, understood: bool) -> str:
    """Return the positive words of the request; "" when nothing of substance is left.

    Args:
        request: with all that was found in it.
        understood: whether something but plain wishes was found; then words without substance need not be searched for.
    """
    spans = [span for finding in request.found for span in finding.spans]
    spans += [polite.span() for polite in (_POLITE.match(request.folded), _POLITE_END.search(request.folded)) if polite]
    kept = cut(request.text, spans)
    remaining = [word for word, _, _ in tokens(fold(kept)) if word not in _EMPTY_WORDS]
    return kept[:MAX_TEXT] if remaining or not understood else ""

"""Requests that ask for no search: small talk, going back, and questions about the tracks shown."""

from __future__ import annotations

import re
from dataclasses import replace

from . import constraints
from .conversation import Conversation
from .plan import Plan
from .reading import ABOUT_MUSIC, Reading
from .references import LIKE, POINTS_AT, RANK, ranks_in

_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|evening|afternoon)|yo|hiya)(?: there| "
    r"hark| you)?\W*$"
)
_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|great|cool|nice|perfect|super|wow|awesome|many)\W*)*(?:thanks?(?: you)?(?: so "
    r"much| a lot| very much)?|thx|merci|danke|gracias|cheers|ok|okay|great|cool|nice|perfect|awesome|"
    r"lovely)\W*$"
)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\bwhat can you do\b|\bhow do(?:es)? (?:you|this|it) work\b|\bare you (?:a |"
    r"an )?(?:ai|bot|robot|human|real)\b|^\W*help\W*$"
)
_OFF_TOPIC = re.compile(
    r"^\W*(?:what(?:'s| is| are| was)|who(?:'s| is| was)|where(?:'s| is)|when(?:'s| is| was| did)|why|how "
    r"(?:do|can|to|much|many|old|far|tall)|"
    r"(?:can|could) you (?:write|explain|translate|help|code|solve)|write|translate|calculate|solve|"
    r"explain|tell me (?:a joke|about))\b"
)


def small_talk(reading: Reading, past: Conversation) -> Plan | None:
    """A greeting, thanks, a question about Hark or about anything but music."""
    text = reading.folded.strip()
    chat = bool(_GREETING.match(text) or _THANKS.match(text) or _WHO.search(text))
    if not chat and _OFF_TOPIC.match(text) and not reading.named and not ABOUT_MUSIC.search(text):
        chat = not past.shown or not POINTS_AT.search(text)
    return Plan(reading.request, "chat") if chat else None


_UNDO = re.compile(
    r"^\W*(?:undo|go back|back|take (?:it|that) back|previous|(?:show me )?the previous (?:ones?|results?|"
    r"tracks?)|revert|zuruck|retour|atras)\W*$"
)


def undo(reading: Reading, past: Conversation) -> Plan | None:
    """The wish before the last, when that is what is asked for."""
    if not _UNDO.match(reading.folded):
        return None
    plans = [t.plan for t in past.turns if t.plan.kind in ("search", "refine")]
    if len(plans) < 2:
        return None
    return replace(plans[-2], request=reading.request, kind="refine", notes=("back to the wish before the last",))


_QUESTION = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why|what|what's|whats|who|who's|which|how|where|when|is|"
    r"are|does|do|did|was|tell me (?:more )?about|"
    r"describe|explain|compare|more about|info(?:rmation)? (?:on|about)|warum|was ist|pourquoi|por que)\b"
)
_ASKS = re.compile(
    r"^\W*(?:so |and |but |ok |okay |hmm+ )*(?:why\b|warum\b|pourquoi\b|por que\b|tell me (?:more )?about|"
    r"describe|explain|compare|more about|info|"
    r"(?:what|which|how|who|when|where|is|are|does|do|did|was|was ist)\b.{0,60}(?:\b(?:\d{1,2}|first|"
    r"second|third|fourth|fifth|last|this|that|it|these|those|them|one|ones)\b))"
)
_WHICH = re.compile(
    r"^\W*(?:so |and |but |ok )*(?:which|what)(?: (?:one|ones|track|song|of (?:these|them|those)))?(?: is|"
    r" are| has| have)? (?:the )?(?:slow|fast|old|new|long|short|dark|bright|loud|quiet|calm|happ|sad|"
    r"best)\w*\b"
)
_FOR_MORE = re.compile(
    r"^\W*(?:(?:is|are|do|does) there\b|do you have\b|(?:what|which) (?:songs|music|tracks) (?:do|can|"
    r"have)\b)"
)


_MORE_WORDS = re.compile(
    r"^\W*(?:please )?(?:tell me more|say more|more (?:details?|info|information)|explain|why)\W*$"
)
_PUT_ON = re.compile(rf"^\W*(?:(?:please |can you |now )?(?:play|start|put on|open|show me)(?: me)? )?{RANK}\W*$")


def question(reading: Reading, past: Conversation, found: constraints.Found) -> Plan | None:
    """A question about shown tracks, answered from facts without a new search."""
    if not past.shown:
        return None
    text = reading.folded
    if _PUT_ON.match(text) and (ranks := ranks_in(text, past.shown)):
        return Plan(reading.request, "about", about=tuple(ranks))
    about = bool(_ASKS.match(text)) or bool(_WHICH.match(text)) or bool(_MORE_WORDS.match(text))
    if not about or re.search(r"\b(?:what about|how about)\b", text) or found.k:
        return None
    after = _QUESTION.match(text)
    ranks = ranks_in(text[after.end() if after else 0 :], past.shown)
    if LIKE.search(text) or (_FOR_MORE.match(text) and not ranks):
        return None
    return Plan(reading.request, "about", about=tuple(ranks))

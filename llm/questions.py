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
    r"hark| you)?[\s,.!]*(?:(?:how are (?:you|things)|how's it going|how do you do|what's up|wie geht(?:'s| es dir)|"
    r"que tal|ca va|nice to meet you)(?: today| doing)?)?\W*$|^\W*(?:how are you|how's it going|what's up|"
    r"wie geht(?:'s| es dir)|que tal|comment ca va|ca va)\b[\w\s]{0,12}\W*$"
)
_THANKS = re.compile(
    r"^\W*(?:(?:ok|okay|great|cool|nice|perfect|super|wow|awesome|many)\W*)*(?:(?:thanks|thank you|thx|merci|danke|"
    r"gracias)\b[\s,.!]*(?:that|this|it|you|these|those)(?:'s| is| was|'re| are| were)[\w\s]{0,20}|"
    r"thanks?(?: you)?(?: so much| a lot| very much)?|thx|merci|danke|gracias|cheers|ok|okay|great|cool|nice|perfect|"
    r"awesome|"
    r"lovely)\W*$"
)
_WHO = re.compile(
    r"\b(?:who|what) are you\b|\bwhat can you do\b|\bhow do(?:es)? (?:you|this|it) work\b|\bare you (?:a |"
    r"an )?(?:ai|bot|robot|human|real)\b|^\W*help\W*$"
)
_OFF_TOPIC = re.compile(
    r"^\W*(?:what(?:'s| is| are| was)|what (?:time|day|year|date)|who(?:'s)?|wer|quien|qui est|wie (?:spat|alt|viel)|"
    r"que hora|"
    r"quelle heure|where(?:'s| is)|when(?:'s| is| was| did)|why|how "
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
    r"^\W*(?:(?:no|nope|ok|okay|actually|sorry|please|oops|hmm+|wait|can you|could you|let's|nein|non)\W+)*"
    r"(?:(?:undo|revert)(?: (?:it|that|this|please|the last (?:one|change|step|thing)))*|"
    r"(?:(?:go|take me|bring|switch|step|let's go|turn)(?: me| it| them)? )?back"
    r"(?: (?:one|a step|please|again))?(?: to (?:the )?(?:(?:ones?|list|results?|tracks?|songs?|what|those|previous|"
    r"earlier|last|before|first|original)\b[\w\s']{0,40}))?|"
    r"take (?:it|that) back|previous|(?:show (?:me )?|give me )?(?:the )?(?:previous|earlier|last) "
    r"(?:list|ones?|results?|tracks?|search)(?: again)?|(?:show (?:me )?)?the ones (?:from )?before|"
    r"forget (?:that|the) (?:last )?(?:change|step)|(?:geh |mach )?(?:das |es )?(?:zuruck|ruckgangig)(?: (?:machen|"
    r"bitte))?|mach das ruckgangig|retour|reviens(?: en "
    r"arriere)?|annuler?|atras|deshacer|vuelve(?: atras)?|volver)(?: please)?\W*$"
)
_TO_THE_FIRST = re.compile(r"\b(?:first|original)\b")
BACK = "back to the wish before the last"


def undo(reading: Reading, past: Conversation) -> Plan | None:
    """The wish before the last, when that is what is asked for."""
    if not _UNDO.match(reading.folded):
        return None
    kept: list[Plan] = []  # the wishes as they stand once earlier steps back are taken
    for plan in (t.plan for t in past.turns if t.plan.kind in ("search", "refine")):
        if BACK in plan.notes:
            del kept[-1:]
        else:
            kept.append(plan)
    if len(kept) < 2:
        return Plan(reading.request, "chat")
    if _TO_THE_FIRST.search(reading.folded):
        begun = max((i for i, p in enumerate(kept[:-1]) if p.kind == "search"), default=0)
        return replace(kept[begun], request=reading.request, kind="refine", notes=("back to the first wish",))
    return replace(kept[-2], request=reading.request, kind="refine", notes=(BACK,))


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

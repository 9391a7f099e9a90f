"""Questions that pick among the tracks shown: "do any have a flute?", "which are in a minor key?", "only those then".

A condition is read as in a search and held against facts: what tags or measurements state is said plainly, what is
heard as heard, and silence is never taken for a yes. It refuses to search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from data.vocabulary.concepts import concept
from llm.conversation import Conversation, track_ids
from llm.plan import Plan
from llm.understanding.reading import Reading
from retrieval.query import Filters, Hit
from retrieval.search.evidence import Matches, matching

_PICKS = re.compile(
    r"^\W*(?:(?:so|and|but|ok|okay|hmm+|und|y|et)\W+)*(?:"
    r"(?:is|are|do|does|has|have|did|was|were) (?:any|some|one|none|all|each|every)\b"
    r"(?: (?:one )?of (?:these|them|those))?|"
    r"any of (?:these|those|them)"
    r"(?= (?:with|in|by|from|that|have|has|without|over|under|longer|shorter|faster|slower)\b)|"
    r"which(?: (?:ones?|tracks?|songs?|pieces?))?(?: of (?:these|them|those))?(?: tracks?| songs?| pieces?)?"
    r"(?= (?:are|is|have|has|use|uses|contain|feature|features|include|got|come|comes|with|in|from)\b)|"
    r"how many(?: of (?:these|them|those))?(?: tracks| songs)?(?= (?:are|have|use|contain|feature|include|got|of)\b)|"
    r"(?:ist|sind|hat|haben) (?:eine?s?|einer|welche|manche|alle)\b(?: (?:davon|von (?:diesen|denen)))?|"
    r"welche[rs]?(?: davon| von diesen)(?= (?:ist|sind|hat|haben)\b)|"
    r"(?:hay|tiene|es|esta) algun[oa]\b(?: de (?:estas|estos|ellas|ellos))?|"
    r"(?:alguna?|cuales) de (?:estas|estos|ellas|ellos)\b|"
    r"(?:est-ce que )?(?:certain(?:e?s)|l'une?|un|une) d'entre (?:eux|elles)\b|lesquel(?:le)?s (?=ont|sont)"
    r")"
)  # fmt: skip
_SUPERLATIVE = re.compile(r"\b(?:most|least|earliest|latest|best|(?:slow|fast|quick|old|new|long|short)e?st)\b")
_THOSE = (
    r"(?:those|these|them|that one|the ones?(?: (?:with|that|in)\b[\w\s]{0,30})?|die|diese|esos|esas|estos|estas|"
    r"ceux-la|celles-la|ceux|celles)(?: (?:ones?|tracks?|songs?|pieces?|then|please|thanks|bitte))*\W*$"
)
_ONLY_THOSE = re.compile(
    r"^\W*(?:(?:ok|okay|great|cool|nice|yes|then|so|and|please|perfect|good|super|gut|bien|vale)\W+)*"
    r"(?:(?:(?:show|keep|give|play|leave|list)(?: me)? )?"
    r"(?:just|only|keep|yes|ja|si|oui|nur|bloss|solo|seulement|juste)\W?"
    rf"(?: (?:show|keep|play)(?: me)?)?|(?:keep|show)(?: me)?) {_THOSE}"
)


def picks(text: str) -> bool:
    """Whether a folded question is about which of the tracks shown have something."""
    return bool(_PICKS.match(text)) and not _SUPERLATIVE.search(text)


def pick(reading: Reading, past: Conversation) -> Plan | None:
    """The plan of such a question: its condition, and the ranks of the tracks that meet it."""
    plan = Plan(
        reading.request,
        "about",
        wanted=tuple(dict.fromkeys(w for w in reading.wanted if w not in reading.unwanted)),
        unwanted=tuple(dict.fromkeys(u for u in reading.unwanted if concept(u))),
        filters=Filters(**reading.filters),
    )
    if not asks_for_some(plan) or any(_kind(w) == "use" for w in plan.wanted):
        return None  # what music is for is no fact of it
    found = picked(plan, past.shown)
    return replace(plan, about=tuple(f.rank for f in found.stated or found.heard))


def asks_for_some(plan: Plan) -> bool:
    """Whether a plan is the plan of such a question."""
    return plan.picks


def picked(plan: Plan, hits: Sequence[Hit]) -> Matches:
    """Find the tracks that meet the condition of a question."""
    return matching(hits, plan.wanted, plan.unwanted, plan.filters)


def _kind(name: str) -> str:
    found = concept(name)
    return found.kind if found else ""


def keeps(reading: Reading, past: Conversation) -> Plan | None:
    """ "only those then", after a question that picked some: the last wish, with the other tracks sent away."""
    asked, before = past.turns[-1].plan if past.turns else None, past.plan
    if asked is None or before is None or not asks_for_some(asked) or not _ONLY_THOSE.match(reading.folded):
        return None
    found = picked(asked, past.shown)
    kept = {f.rank for f in found.stated or found.heard}
    if not kept:
        return None
    others = track_ids([hit for hit in past.shown if hit.rank not in kept])
    return replace(
        before,
        request=reading.request,
        kind="refine",
        hidden=tuple(dict.fromkeys((*before.hidden, *others))),
        filters=replace(before.filters, only=track_ids([hit for hit in past.shown if hit.rank in kept])),
        notes=("only those that you asked about",),
    )

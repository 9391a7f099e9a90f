"""Questions that pick among the tracks shown: "do any have a flute?", "which are in a minor key?", "only those then".

A condition is read as in a search and held against facts: what tags or measurements state is said plainly, what is
heard as heard, and silence is never taken for a yes. It refuses to search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.vocabulary.concepts import concept
from llm.conversation import Conversation, track_ids
from llm.facts import Facts
from llm.plan import Plan, filter_labels
from llm.understanding.reading import Reading
from retrieval.query import Filters, Hit

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


@dataclass(frozen=True, slots=True)
class Picked:
    """How shown tracks stand to a condition."""

    fitting: tuple[Facts, ...]  # by tags or measurements
    heard: tuple[Facts, ...]  # as far as the ear can tell


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
    return replace(plan, about=tuple(f.rank for f in found.fitting or found.heard))


def asks_for_some(plan: Plan) -> bool:
    """Whether a plan is the plan of such a question."""
    return plan.kind == "about" and bool(plan.wanted or plan.unwanted or filter_labels(plan.filters))


def picked(plan: Plan, hits: Sequence[Hit]) -> Picked:
    """The tracks that meet the condition of a question."""
    fitting, heard = [], []
    for hit in hits:
        facts = Facts.of(hit)
        evidence = [facts.evidence(name) for name in plan.wanted]
        against = [facts.evidence(name) for name in plan.unwanted]
        if not _meets(hit, plan.filters) or "known" in against:
            continue
        stated = all(_told(facts, name) for name in plan.unwanted) and "heard" not in against
        if all(how == "known" for how in evidence) and stated:
            fitting.append(facts)
        elif all(how in ("known", "heard") for how in evidence) and "heard" not in against:
            heard.append(facts)
    return Picked(tuple(fitting), tuple(heard))


def _told(facts: Facts, name: str) -> bool:
    """Whether tags would tell if a track had that."""
    return bool({"instrument": facts.instruments, "genre": facts.style}.get(_kind(name), facts.moods))


def _meets(hit: Hit, filters: Filters) -> bool:
    """Whether a track meets conditions of number, key and name; what is not known does not."""
    track = hit.track
    values = (("tempo", track.tempo_bpm, ""), ("year", track.year, ""), ("duration", track.duration_s, "_s"))
    for name, value, unit in values:
        low, high = getattr(filters, f"{name}_min{unit}"), getattr(filters, f"{name}_max{unit}")
        if (low is not None or high is not None) and value is None:
            return False
        if value is not None and not (low or value) <= value <= (high or value):
            return False
    key = track.key.lower()
    wanted = filters.key.lower()
    if wanted and key != wanted and not (wanted in ("major", "minor") and key.endswith(f" {wanted}")):
        return False
    named_by = ((filters.artist, track.artist), (filters.album, track.album))
    return all(want.lower() in has.lower() for want, has in named_by)


def _kind(name: str) -> str:
    found = concept(name)
    return found.kind if found else ""


def keeps(reading: Reading, past: Conversation) -> Plan | None:
    """ "only those then", after a question that picked some: the last wish, with the other tracks sent away."""
    asked, before = past.turns[-1].plan if past.turns else None, past.plan
    if asked is None or before is None or not asks_for_some(asked) or not _ONLY_THOSE.match(reading.folded):
        return None
    found = picked(asked, past.shown)
    kept = {f.rank for f in found.fitting or found.heard}
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

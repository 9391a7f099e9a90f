"""Questions that pick among the tracks shown: "do any have a flute?", "which are in a minor key?", "only those then".

A condition is read as in a search and held against facts: what tags or measurements state is said plainly, what is
heard as heard, and silence is never taken for a yes. It refuses to search.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data.vocabulary.concepts import concept
from llm.answering.phrases import capital, cites, joined, named
from llm.conversation import Conversation, track_ids
from llm.plan import Plan, filter_labels
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
    return plan.kind == "about" and bool(plan.wanted or plan.unwanted or filter_labels(plan.filters))


def picked(plan: Plan, hits: Sequence[Hit]) -> Matches:
    """Find the tracks that meet the condition of a question."""
    return matching(hits, plan.wanted, plan.unwanted, plan.filters)


def tell(plan: Plan, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer: which of the tracks, and how that is known."""
    found = picked(plan, hits)
    everyone = len(found.stated) == len(hits) > 1
    said = []
    if found.stated:
        who = f"All of them, {cites(found.stated)}," if everyone else cites(found.stated)
        said.append(f"{who} {_predicate(plan, len(found.stated) > 1)}.")
    if found.heard and plan.wanted:
        what = joined([named(w) for w in plan.wanted])
        said.append(f"I seem to hear {what} in {cites(found.heard)}, though no tag says so.")
    elif found.heard:
        said.append(f"I hear no {_refused(plan)} in {cites(found.heard)}, though no tag tells.")
    if not said and plan.unwanted and not plan.wanted:
        said.append(f"Each of them has {_refused(plan)}, or sounds like it.")
    elif not said:
        said.append(f"None of these {_predicate(plan, False)}, as far as their facts tell.")
    if re.match(r"^\W*(?:\w+\W+){0,2}how many\b", plan.request.lower()):
        said[0] = f"{len(found.stated or found.heard)} of {len(hits)}: {said[0]}"
    yield from re.findall(r"\S+\s*", capital(" ".join(said)))


def _refused(plan: Plan) -> str:
    return joined([named(u).removeprefix("the ") for u in plan.unwanted])


def _predicate(plan: Plan, many: bool) -> str:
    has, be = ("have", "are") if many else ("has", "is")
    things = [named(w) for w in plan.wanted if _kind(w) == "instrument"]
    qualities = [w for w in plan.wanted if _kind(w) != "instrument"]
    labels = filter_labels(plan.filters)
    parts = [f"{has} {joined(things)}"] if things else []
    if qualities or labels:
        parts.append(f"{be} {joined([*qualities, *(_label(name, said) for name, said in labels.items())])}")
    if plan.unwanted:
        parts.append(f"{has} no {_refused(plan)}")
    return joined(parts)


def _label(name: str, said: str) -> str:
    if name == "key" and said in ("in minor", "in major"):
        return f"in a {said.removeprefix('in ')} key"
    if name == "year" and said.startswith("up to "):
        return f"from {said.removeprefix('up to ')} or earlier"
    if name == "duration":
        return f"{said} long"
    return f"at {said}" if name == "tempo" and said[0].isdigit() else said


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

"""Which of the tracks shown meet the condition of a question: "do any have a flute?", "which are in a minor key?".

A condition is held against facts: what tags or measurements state counts, what is heard is told apart from it, and
silence is never taken for a yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from data.vocabulary.concepts import concept
from llm.answering.phrases import capital, cites, joined, named
from llm.plan import Plan, filter_labels
from retrieval.query import Hit
from retrieval.search.evidence import Matches, matching

_COUNTS = re.compile(r"^\W*(?:\w+\W+){0,2}how many\b")
_WORD = re.compile(r"\S+\s*")


def asks_for_some(plan: Plan) -> bool:
    """Return whether a plan is the plan of such a question."""
    return plan.kind == "about" and bool(plan.wanted or plan.unwanted or filter_labels(plan.filters))


def picked(plan: Plan, hits: Sequence[Hit]) -> Matches:
    """Return the tracks that meet the condition of a question."""
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
    if _COUNTS.match(plan.request.lower()):
        said[0] = f"{len(found.stated or found.heard)} of {len(hits)}: {said[0]}"
    yield from _WORD.findall(capital(" ".join(said)))


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

"""Answers to questions on which of the tracks shown meet a condition, such as "do any have a flute?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.vocabulary.concepts import concept
from llm.plan import Plan, filter_labels
from retrieval.query import Hit
from retrieval.search.evidence import matching

from .parts import Prose, quoted, say
from .phrases import cites, joined, named

_COUNTS = re.compile(r"^\W*(?:\w+\W+){0,2}how many\b")


def answer(plan: Plan, hits: Sequence[Hit]) -> Prose:
    """Write which of the tracks meet a condition, and whether the tags say so or only the encoder does.

    Args:
        plan: of the question; its wanted and unwanted concepts and filters are the condition.
        hits: the tracks shown.
    """
    found = matching(hits, plan.wanted, plan.unwanted, plan.filters)
    said = []
    if found.stated:
        who = cites(found.stated)
        if len(found.stated) == len(hits) > 1:
            who = say("All of them, {},", who)
        said.append(say("{} {}.", who, _predicate(plan, len(found.stated) > 1)))
    if found.heard and plan.wanted:
        what = joined([named(w) for w in plan.wanted])
        said.append(say("I seem to hear {} in {}, though no tag says so.", what, cites(found.heard)))
    elif found.heard:
        said.append(say("I hear no {} in {}, though no tag tells.", _refused(plan), cites(found.heard)))
    if not said and plan.unwanted and not plan.wanted:
        said.append(say("Each of them has {}, or sounds like it.", _refused(plan)))
    elif not said:
        said.append(say("None of these {}, as far as their facts tell.", _predicate(plan, False)))
    if _COUNTS.match(plan.request.lower()):
        said[0] = say("{} of {}: {}", str(len(found.stated or found.heard)), str(len(hits)), said[0])
    return Prose(said[0], *(say(" {}", sentence) for sentence in said[1:])).capitalized()


def _refused(plan: Plan) -> str:
    return joined([named(u).removeprefix("the ") for u in plan.unwanted])


def _predicate(plan: Plan, many: bool) -> str:
    """Return the condition as a predicate: "has the flute and is in a minor key"."""
    has, be = ("have", "are") if many else ("has", "is")
    things = [named(w) for w in plan.wanted if _is_instrument(w)]
    qualities = [w for w in plan.wanted if not _is_instrument(w)]
    labels = [_complement(name, quoted(label)) for name, label in filter_labels(plan.filters).items()]
    parts = [f"{has} {joined(things)}"] if things else []
    if qualities or labels:
        parts.append(f"{be} {joined([*qualities, *labels])}")
    if plan.unwanted:
        parts.append(f"{has} no {_refused(plan)}")
    return joined(parts)


def _complement(name: str, label: str) -> str:
    """Return the label of a filter in a form that can follow "is"."""
    if name == "key" and label in ("in minor", "in major"):
        return f"in a {label.removeprefix('in ')} key"
    if name == "year" and label.startswith("up to "):
        return f"from {label.removeprefix('up to ')} or earlier"
    if name == "duration":
        return f"{label} long"
    return f"at {label}" if name == "tempo" and label[:1].isdigit() else label


def _is_instrument(name: str) -> bool:
    found = concept(name)
    return found is not None and found.kind == "instrument"

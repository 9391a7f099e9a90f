"""Merging the plan of a language model into the built-in plan.

The model mainly adds captions, which are other wordings of the request. All filters and unwanted concepts of the
built-in plan are kept. A filter of the model is added only if its number occurs in the request, because a third of the
plans of small models contain a tempo or a decade that was not requested.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from data.text import clean
from data.vocabulary.captions import MAX_CAPTIONS
from data.vocabulary.concepts import recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members
from llm.language.en import LANGUAGE as ENGLISH
from llm.plan import Plan

_MIN_WORDS, _MAX_WORDS = 2, 36
_NEGATED = re.compile(
    rf"\b(?:{ENGLISH.negations}|{ENGLISH.without}|non|lacks?|lacking|absence|free of|doesn't|isn't)\b", re.IGNORECASE
)
_NO_CAPTION = re.compile(r"[\[\]<>{}|\\/#@$=`*_^]|\w\.\w{2,}")
_CHATTER = re.compile(
    r"\b(?:caption|captions|json|sure|here (?:is|are)|as an ai|search|query|user|listener)\b|https?:|www\.",
    re.IGNORECASE,
)


def merge(plan: Plan, raw: dict[str, Any]) -> Plan:
    """Return the built-in plan with the usable parts of a model's plan added.

    Args:
        plan: the built-in plan.
        raw: the JSON object that the model replied with; its values may be of any type.
    """
    captions = _captions(raw.get("captions"), plan)
    filters = replace(plan.filters, **_supported(plan, raw))
    unwanted = tuple(dict.fromkeys([*plan.unwanted, *_unwanted(plan, raw.get("unwanted"))]))
    own = plan.captions[:1] if captions else plan.captions
    merged = tuple(dict.fromkeys([*own, *captions]))[:MAX_CAPTIONS]
    return replace(plan, captions=merged, filters=filters, unwanted=unwanted)


def _captions(raw: Any, plan: Plan) -> list[str]:
    """Return up to three usable captions: each describes music and names nothing that is unwanted."""
    kept: list[str] = []
    refused = {m for name in plan.unwanted for m in members(name)}
    for item in raw if isinstance(raw, list) else []:
        if not isinstance(item, str):
            continue
        text = re.sub(r"^\W*(?:\d+[.)]\s*)?", "", clean(item, 400)).strip(" \"'")
        text = " ".join(text.split()[:_MAX_WORDS])
        if len(text.split()) < _MIN_WORDS or _CHATTER.search(text) or not re.search(r"[^\W\d_]{3}", text):
            continue
        if _NEGATED.search(text):  # an encoder would embed "no drums" like "drums"
            text = _NEGATED.split(text)[0].rstrip(" ,;:-")
            if len(text.split()) < 4:
                continue
        named = mentions(text)
        if not named or _NO_CAPTION.search(text):  # not a description of music
            continue
        if any(m.concept.name in refused for m in named):
            continue
        text = _as_asked(text, plan)
        if len(text.split()) >= _MIN_WORDS and text not in kept:
            kept.append(text)
    return kept[:3]


_PARTS = re.compile(r",\s*(?:and |with )?|;\s*|\s+(?:with|featuring|over|and|alongside|accompanied by|backed by)\s+")


def _as_asked(caption: str, plan: Plan) -> str:
    """Remove the parts of a caption that name instruments which were not requested: they would change the ranking."""
    asked = {m.concept.name for m in mentions(plan.request)} | set(plan.wanted)
    fine = {member for name in asked for member in members(name)}
    foreign = [
        m
        for m in mentions(caption)
        if m.concept.kind == "instrument" and m.concept.name not in fine and not fine & set(members(m.concept.name))
    ]
    if not foreign:
        return caption
    kept, at = [], 0
    for end in [*(m.span() for m in _PARTS.finditer(caption)), (len(caption), len(caption))]:
        if not any(m.start < end[0] and at < m.end for m in foreign):
            kept.append(caption[at : end[0]].strip(" .,;"))
        at = end[1]
    return ", ".join(part for part in kept if part)


def _supported(plan: Plan, raw: dict[str, Any]) -> dict[str, Any]:
    """Return the model's tempo and year filters that the built-in plan lacks and whose numbers are in the request."""
    stated = {int(n) for n in re.findall(r"(?<!\d)\d{1,4}(?!\d)", plan.request)}
    found: dict[str, Any] = {}
    for low, high, names, limits in (
        ("tempo_min", "tempo_max", ("bpm_min", "bpm_max"), (40, 260)),
        ("year_min", "year_max", ("year_min", "year_max"), (1000, 2100)),
    ):
        if getattr(plan.filters, low) is not None or getattr(plan.filters, high) is not None:
            continue
        for name, key in zip((low, high), names, strict=True):
            value = raw.get(key)
            if (
                isinstance(value, int)
                and not isinstance(value, bool)
                and value in stated
                and limits[0] <= value <= limits[1]
            ):
                found[name] = value
        if found.get(low) is not None and found.get(high) is not None and found[low] > found[high]:
            del found[low], found[high]
    return found


def _unwanted(plan: Plan, raw: Any) -> list[str]:
    """Return the model's unwanted concepts if the request is in a script that the built-in planner cannot read."""
    foreign = sum(ord(c) > 0x24F and c.isalpha() for c in plan.request) * 2 > sum(c.isalpha() for c in plan.request)
    if not foreign or not isinstance(raw, list):
        return []
    found = [recognise(clean(item, 40)) for item in raw[:4] if isinstance(item, str)]
    return [c.name for c in found if c is not None and c.name not in plan.wanted]

"""Combine the plan of a language model with the built-in plan of the same turn.

The model's wishes (captions, wanted and unwanted concepts, order, length) replace those of the built-in plan, which may
be a misreading. Conditions of the built-in plan (filters, refusals, tracks to sound like) remain, because a model may
lose or invent them. Numbers and names that the model gives are used only if the request contains them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from data.text import clean, fold
from data.vocabulary.captions import MAX_CAPTIONS, write_captions
from data.vocabulary.concepts import recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members, neighbours
from llm.language import negation, numerals, words
from llm.plan import MAX_K, ORDERS, Plan
from retrieval.query import Filters

from .prompts import SYSTEM

_MIN_WORDS, _MAX_WORDS = 2, 36
_MOST_READ = 12  # entries of a list that are read; a model may send thousands
_MOST_WANTED, _MOST_UNWANTED, _MOST_NAMES = 8, 8, 5
_MOST_MINUTES = 24 * 60
_COPIED_WORDS = 6  # words that a caption has in common with the prompt only if it repeats it
_NEGATED = re.compile(rf"{negation()}\b|\b(?:non|lacks?|lacking|absence|free of)\b", re.IGNORECASE)
_REFUSING = re.compile(rf"{negation()}\b|\b(?:{words('refusing', 'removing', 'wordless', 'negating_beginnings')})\b")
_NO_CAPTION = re.compile(r"[\[\]<>{}|\\/#@$=`*_^]|\w\.\w{2,}")
_CHATTER = re.compile(
    r"\b(?:caption|captions|json|sure|here (?:is|are)|as an ai|search|query|user|listener)\b|https?:|www\.",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_RANGES = (  # (fields of `Filters`, keys of the model's plan, plausible values)
    (("tempo_min", "tempo_max"), ("bpm_min", "bpm_max"), (40, 260)),
    (("year_min", "year_max"), ("year_min", "year_max"), (1000, 2100)),
)


def merge(plan: Plan, raw: dict[str, Any], *, named: bool = False, found: bool = True) -> Plan | None:
    """Return the built-in plan with the wishes of a model's plan; None if the model's plan makes no sense.

    A plan makes sense if it describes music that the request does not refuse, and if its captions fit its wanted
    concepts. It is not compared with the built-in plan, which may be a misreading.

    Args:
        plan: the built-in plan.
        raw: the JSON object that the model replied with; its values may be of any type.
        named: whether the request names a track of the library; then the search also uses the words of the request.
        found: whether the built-in plan finds tracks. If not, an artist or album that the model calls an example
            ("songs like ... by ...") sets no filter.
    """
    request = fold(plan.request)
    barred = {member for name in plan.unwanted for member in members(name)} - set(plan.wanted)
    phrases = [
        text for text in _texts(raw.get("wanted"), 60) if not (_NEGATED.search(text) or _NO_CAPTION.search(text))
    ]
    wished = _concepts(phrases, _MOST_WANTED)
    refused = [name for name in _refusals(raw.get("unwanted"), plan, request) if name not in wished]
    unwanted = tuple(dict.fromkeys([*plan.unwanted, *refused]))
    barred |= {member for name in refused for member in members(name)} - set(wished)
    wanted = tuple(name for name in wished if name not in barred)
    captions = _captions(raw.get("captions"), barred)
    if not (wanted or captions) or (wanted and captions and not _consistent(wanted, captions)):
        return None
    if _is_example(raw.get("captions")):
        return None
    allowed = [text for text in phrases if not any(m.concept.name in barred for m in mentions(text))]
    like_names = [name for name in _texts(raw.get("like"), 80) if _occurs(name, request)]
    stated = _stated(request)
    filters = replace(plan.filters, **_supported(plan, raw, stated))
    if not found:
        filters = _without_examples(filters, like_names)
    if not allowed:  # the model only words the request in another way
        wanted = plan.wanted
    either = tuple(name for name in plan.either if name in wanted)
    own = write_captions(wanted, (), unwanted) if allowed else plan.captions
    return replace(
        plan,
        text=plan.text if named or not allowed else ", ".join(allowed),
        captions=tuple(dict.fromkeys([*own[:1], *captions] if captions else own))[:MAX_CAPTIONS],
        wanted=wanted,
        unwanted=unwanted,
        towards=tuple(name for name in plan.towards if name in wanted),
        either=either if len(either) > 1 else (),
        surprise=None if wanted else plan.surprise,
        notes=tuple(note for note in plan.notes if not allowed or note not in plan.guesses),
        guesses=() if allowed else plan.guesses,
        filters=filters,
        k=_k(plan, raw, stated),
        order=plan.order or _order(raw.get("order")),
        minutes=plan.minutes if plan.minutes is not None else _minutes(raw.get("minutes"), stated),
        like_names=plan.like_names if plan.like or named else _unique([*plan.like_names, *like_names])[:_MOST_NAMES],
        unused=tuple(part for part in _texts(raw.get("unused"), 80) if _occurs(part, request))[:_MOST_NAMES],
    )


def _is_example(raw: Any) -> bool:
    """Return whether a caption is copied from the example in the prompt, as weak models do."""
    sentences = (part for text in _texts(raw, 400) for part in re.split(r"\.\s+", text))
    return any(len(part.split()) >= _COPIED_WORDS and part in SYSTEM for part in sentences)


def _consistent(wanted: Iterable[str], captions: Iterable[str]) -> bool:
    """Return whether the captions name a wanted concept or a related one. If not, the model has guessed words."""
    described = {m.concept.name for caption in captions for m in mentions(caption)}
    near = {n for name in described for n in (name, *members(name), *neighbours(name))}
    return any(near & {name, *members(name)} for name in wanted)


def agrees(plan: Plan, better: Plan) -> bool:
    """Return whether two plans of one request ask for similar concepts; true if the built-in plan asks for none.

    Args:
        plan: the plan of the built-in planner.
        better: the plan of the language model.
    """
    mine = {member for name in plan.wanted for member in members(name)}
    named = {m.concept.name for caption in better.captions for m in mentions(caption)} | set(better.wanted)
    return not mine or any(mine & set(members(name)) for name in named)


def _texts(raw: Any, most: int) -> list[str]:
    """Return the strings of a list, as clean lines of at most `most` characters; [] for anything else than a list."""
    read = raw[:_MOST_READ] if isinstance(raw, list) else []
    return list(
        _unique(text for item in read if isinstance(item, str) and (text := clean(item[:400], most).strip(" .\"'")))
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple({fold(text): text for text in texts}.values())


def _concepts(phrases: Iterable[str], most: int) -> list[str]:
    """Return the names of the concepts that occur in some phrases, in order; at most `most` of them."""
    found: dict[str, None] = {}
    for phrase in phrases:
        whole = recognise(phrase)
        found.update(dict.fromkeys([whole.name] if whole else [m.concept.name for m in mentions(phrase)]))
    return list(found)[:most]


def _refusals(raw: Any, plan: Plan, request: str) -> list[str]:
    """Return the concepts and other words that the model calls unwanted, as far as the request supports this.

    Small models refuse vocals and drums that nobody mentioned. Therefore a concept counts only if the request contains
    a negative word or names the concept, or if the built-in planner found nothing in the request. Other words must
    occur in the request.
    """
    named = {m.concept.name for m in mentions(plan.request)} - set(plan.wanted)
    refusing = not plan.wanted or _REFUSING.search(request) is not None
    found: dict[str, None] = {}
    for phrase in _texts(raw, 40):
        if concepts := _concepts([phrase], _MOST_UNWANTED):
            found.update((name, None) for name in concepts if refusing or set(members(name)) & named)
        elif _occurs(phrase, request):
            found[fold(phrase)] = None
    return list(found)[:_MOST_UNWANTED]


def _captions(raw: Any, refused: set[str]) -> list[str]:
    """Return up to three usable captions: each describes music and names nothing that is refused."""
    kept: list[str] = []
    for item in _texts(raw, 400):
        text = re.sub(r"^\W*(?:\d+[.)]\s*)?", "", item)
        text = " ".join(text.split()[:_MAX_WORDS])
        if len(text.split()) < _MIN_WORDS or _CHATTER.search(text) or not re.search(r"[^\W\d_]{3}", text):
            continue
        if negated := _NEGATED.search(text):  # an encoder would embed "no drums" like "drums"
            text = text[: negated.start()].rstrip(" ,;:-")
            if len(text.split()) < 4:
                continue
        named = mentions(text)
        if not named or _NO_CAPTION.search(text) or any(m.concept.name in refused for m in named):
            continue
        kept.append(text)
    return kept[:3]


def _stated(request: str) -> set[int]:
    """Return the numbers that a folded request contains, in digits or as single words."""
    said = set(_WORD.findall(request))
    return {int(n) for n in re.findall(r"(?<!\d)\d{1,4}(?!\d)", request)} | {
        number for word, number in numerals().items() if word in said
    }


def _occurs(text: str, request: str) -> bool:
    """Return whether the words of a text occur in a folded request, one after another."""
    said, asked = (" ".join(_WORD.findall(each)) for each in (fold(text), request))
    return bool(said) and f" {said} " in f" {asked} "


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _supported(plan: Plan, raw: dict[str, Any], stated: set[int]) -> dict[str, Any]:
    """Return the tempo and year filters of the model's plan whose numbers occur in the request.

    Filters that the built-in plan has are skipped.
    """
    found: dict[str, Any] = {}
    for (low, high), keys, (least, most) in _RANGES:
        if getattr(plan.filters, low) is not None or getattr(plan.filters, high) is not None:
            continue
        for name, key in zip((low, high), keys, strict=True):
            value = _whole(raw.get(key))
            if value is not None and value in stated and least <= value <= most:
                found[name] = value
        if found.get(low) is not None and found.get(high) is not None and found[low] > found[high]:
            del found[low], found[high]
    return found


def _without_examples(filters: Filters, names: Iterable[str]) -> Filters:
    """Return the filters without an artist or album that is part of a name which the model calls an example."""
    said = [fold(name) for name in names]
    artist, album = (
        "" if any(_occurs(value, name) for name in said) else value for value in (filters.artist, filters.album)
    )
    return replace(filters, artist=artist, album=album)


def _k(plan: Plan, raw: dict[str, Any], stated: set[int]) -> int:
    value = _whole(raw.get("k"))
    return value if plan.k == Plan("").k and value in stated and value and 1 <= value <= MAX_K else plan.k


def _order(value: Any) -> str:
    return value if isinstance(value, str) and value in ORDERS else ""


def _minutes(value: Any, stated: set[int]) -> float | None:
    """Return a length in minutes if its number of minutes or hours occurs in the request; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if 0 < value <= _MOST_MINUTES and {value, value / 60} & stated else None

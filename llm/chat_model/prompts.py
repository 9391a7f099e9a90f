"""Write the prompts for the language model, short enough for its context.

Every prompt begins with the same text (`SYSTEM`), so that Ollama reads it only once; a 7B model on two cores reads only
ten tokens a second. The rest has about 100 tokens: the request and the facts of numbered tracks. It has no title,
artist or description, because the model might confuse names or obey text in a hostile tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.text import clean
from llm.plan import ORDERS, Plan, filter_labels
from retrieval.search.evidence import Facts

from .ollama import MAX_PROMPT_BYTES, Message

_MAX_REQUEST_BYTES = 400
_MAX_FACTS = 3  # tracks whose facts are in a prompt: as many as an answer may cite
_MAX_LINE_BYTES = 200

_LIST = {"type": "array", "items": {"type": "string"}, "maxItems": 8}
PLAN_SCHEMA: dict[str, Any] = {
    "title": "MusicSearch",
    "description": "The music to search for",
    "type": "object",
    "properties": {
        "captions": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
        "wanted": _LIST,
        "unwanted": _LIST,
        "like": _LIST,
        "order": {"type": "string", "enum": list(ORDERS)},
        "minutes": {"type": "number"},
        "k": {"type": "integer"},
        "bpm_min": {"type": "integer"},
        "bpm_max": {"type": "integer"},
        "year_min": {"type": "integer"},
        "year_max": {"type": "integer"},
        "unused": _LIST,
    },
    "required": ["captions", "wanted"],
}

# The same bytes begin every prompt, for plans and for answers, so that Ollama, which keeps the state of the last
# prompt's beginning, reads them only once. Some models ignore the schema, so the fields are described in words, too.
SYSTEM = (
    "You are Hark, a friend who knows music well and searches a listener's own library by sound.\n"
    "After PLAN, reply with one JSON object and nothing else:\n"
    '"captions": 2 or 3 English sentences of 10 to 25 words that say what is heard (genre, instruments, mood, tempo), '
    "without names and without what is unwanted;\n"
    '"wanted": up to 6 English words for genre, mood, instruments and use, the most important first;\n'
    '"unwanted": what the listener does not want to hear;\n'
    '"like": artists and songs that the listener names as examples;\n'
    '"unused": words that music cannot be searched by, such as topics of lyrics;\n'
    f'only if the listener asks for it: "order" ({", ".join(ORDERS)}), "minutes" in all, "k" tracks, "bpm_min", '
    '"bpm_max", "year_min", "year_max". Leave out lists that would be empty.\n'
    "Turn occasions, pictures, feelings and names of musicians into what such music sounds like.\n"
    "PLAN Wish: driving through rain, like Burial, no singing\n"
    '{"captions": ["Slow, dark electronic music with soft pads, deep bass and a muffled broken beat.", "A melancholic, '
    'dreamy ambient piece for a rainy night."], "wanted": ["electronic", "ambient", "melancholic", "rainy"], '
    '"unwanted": ["vocals"], "like": ["Burial"]}\n'
    "After ANSWER, write at most 60 words in the listener's language: the track to begin with and why, with the moment "
    "where it is best; how another one differs; one doubt. Cite tracks by number only, like [1], at most three, in "
    "ascending order. Use only the facts given; say 'sounds like' for what was only heard. No key, tempo or style "
    "unless asked for. If something was not used or cannot be checked, say so in a clause. No titles, names, lists, "
    "headings or links."
)


def plan_messages(plan: Plan, last: Plan | None) -> list[Message]:
    """Return the prompt for a plan.

    Args:
        plan: the built-in plan of the request.
        last: the plan of the last search. The prompt states it if the request refines that search.
    """
    wish = _bytes(plan.request, _MAX_REQUEST_BYTES)
    if plan.kind == "refine" and last is not None:
        search = [", ".join(last.wanted) or _bytes(last.text, 120), *(f"no {name}" for name in last.unwanted)]
        wish = f"Search so far: {_bytes('; '.join(part for part in search if part), 200)}\nNow: {wish}"
    return _fitted([("system", SYSTEM), ("human", f"PLAN Wish: {wish}")])


def answer_messages(plan: Plan, facts: Sequence[Facts], last: Plan | None) -> list[Message]:
    """Return the prompt for an answer about tracks.

    Args:
        plan: the plan of the search.
        facts: the facts of the tracks shown; only the first few are put into the prompt.
        last: the plan of the search before, if the request refines it.
    """
    lines = "\n".join(_bytes(_telling(f, plan).line(), _MAX_LINE_BYTES) for f in facts[:_MAX_FACTS])
    conditions = ", ".join([*(f"no {u}" for u in plan.unwanted), *filter_labels(plan.filters).values()])
    parts = (
        ("All keep to", conditions if plan.filters else "", 160),
        ("Not used", ", ".join((*plan.unused, *plan.like_names)), 120),
        ("Cannot be checked", ", ".join(plan.unknown), 120),
        ("Earlier", last.request if plan.kind != "search" and last else "", 80),
        ("Listener", plan.request, _MAX_REQUEST_BYTES),
    )
    said = "\n".join(f"{name}: {_bytes(text, most)}" for name, text, most in parts if text)
    return _fitted([("system", SYSTEM), ("human", f"ANSWER Tracks:\n{lines}\n{said}")])


def _telling(facts: Facts, plan: Plan) -> Facts:
    """Return the facts that an answer needs.

    These are the most certain ones. Tempo, key and year are included only if the request limits them.
    """
    asked = {*filter_labels(plan.filters), plan.order.removeprefix("-")}
    return replace(
        facts,
        instruments=facts.instruments[:3],
        moods=facts.moods[:2],
        heard=() if facts.instruments else facts.heard[:3],
        tempo=facts.tempo if "tempo" in asked else None,
        key=facts.key if "key" in asked else "",
        year=facts.year if "year" in asked else None,
    )


def _bytes(text: str, most: int) -> str:
    """Cut text to one clean line of at most `most` bytes of UTF-8."""
    return clean(text, most).encode()[:most].decode("utf-8", "ignore")


def _fitted(messages: list[Message]) -> list[Message]:
    """Shorten the last message if the messages are too long.

    Its beginning is cut, because the request is at its end.
    """
    room = MAX_PROMPT_BYTES - sum(len(content.encode()) for _, content in messages[:-1])
    role, content = messages[-1]
    return [*messages[:-1], (role, content.encode()[-room:].decode("utf-8", "ignore"))]

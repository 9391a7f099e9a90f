"""Prompts for a language model, short enough never to overflow its context.

The model sees the request and numbered facts in plain words, but no title, artist or description, so that it cannot
repeat what a hostile tag says or confuse names. A 7B model reads ten tokens a second on two cores, so a hundred tokens
of prompt are ten seconds of waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.text import clean
from llm.conversation import Conversation
from llm.plan import Plan, filter_labels
from retrieval.search.evidence import Facts

from .ollama import MAX_PROMPT_BYTES, Message

_MAX_REQUEST_BYTES = 600
_MAX_FACTS = 6  # tracks that an answer talks about

PLAN_SCHEMA: dict[str, Any] = {
    "title": "MusicSearch",
    "description": "Captions that describe the music to search for",
    "type": "object",
    "properties": {
        "captions": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
        "unwanted": {"type": "array", "items": {"type": "string"}},
        "bpm_min": {"type": "integer"},
        "bpm_max": {"type": "integer"},
        "year_min": {"type": "integer"},
        "year_max": {"type": "integer"},
    },
    "required": ["captions"],
}

_PLAN_SYSTEM = (
    "You turn a listener's wish into 2 or 3 captions for a music search by sound. A caption is one English sentence of "
    "10 to 25 words saying what is heard: genre, instruments, mood, tempo. Never name artists or titles. Never mention "
    "what is unwanted: list it under unwanted. Give bpm or years only if the listener gives them. Reply in JSON."
)

_ANSWER_SYSTEM = (
    "You are Hark, a knowledgeable friend who recommends music. Below are numbered tracks with facts. Write 3 to 5 "
    "flowing sentences in {language} for the listener: say which fits best and why, and compare the others. Refer to a "
    "track only by its number in square brackets, like [1]. Use only the facts given: 'sounds like' is what was "
    "heard, say it so. No titles, no names, no lists, no headings, no links."
)


def plan_messages(request: str, conversation: Conversation, plan: Plan) -> list[Message]:
    """Return the prompt that asks for captions.

    Args:
        request: as the user wrote it.
        conversation: the turns before.
        plan: the built-in plan; if it refines a search, the prompt states the whole search that results.
    """
    wish = _bytes(request, _MAX_REQUEST_BYTES)
    if plan.kind == "refine":
        became = "; ".join(
            part
            for part in (
                _bytes(plan.text, _MAX_REQUEST_BYTES),
                "with " + ", ".join(plan.wanted) if plan.wanted else "",
                "without " + ", ".join(plan.unwanted) if plan.unwanted else "",
            )
            if part
        )
        earlier = next((t.request for t in reversed(conversation.turns) if t.plan.kind == "search"), "")
        wish = f"First wish: {_bytes(earlier, 200)}\nNow: {wish}\nSo: {became}"
    return _fitted([("system", _PLAN_SYSTEM), ("human", f"Wish: {wish}")])


def answer_messages(plan: Plan, facts: Sequence[Facts], conversation: Conversation) -> list[Message]:
    """Return the prompt that asks for an answer about these tracks.

    Args:
        plan: of the search.
        facts: of the tracks shown; the first few are given.
        conversation: the turns before.
    """
    lines = "\n".join(_bytes(f.line(), 260) for f in facts[:_MAX_FACTS])
    asked = _bytes(plan.request, _MAX_REQUEST_BYTES)
    earlier = [t.request for t in conversation.turns if t.plan.kind in ("search", "refine")][-2:]
    context = f"Earlier wishes: {_bytes(' / '.join(earlier), 240)}\n" if plan.kind != "search" and earlier else ""
    conditions = ", ".join([*(f"no {u}" for u in plan.unwanted), *filter_labels(plan.filters).values()])
    kept = f"All tracks keep to: {_bytes(conditions, 200)}\n" if plan.filters and conditions else ""
    system = _ANSWER_SYSTEM.format(language="the listener's language")
    return _fitted([("system", system), ("human", f"Tracks:\n{lines}\n{kept}{context}Listener: {asked}")])


def _bytes(text: str, most: int) -> str:
    """Return one clean line of at most so many bytes of UTF-8."""
    return clean(text, most).encode()[:most].decode("utf-8", "ignore")


def _fitted(messages: list[Message]) -> list[Message]:
    """Return the messages, the last cut at its beginning if they are too long; the request is at its end."""
    room = MAX_PROMPT_BYTES - sum(len(content.encode()) for _, content in messages[:-1])
    role, content = messages[-1]
    return [*messages[:-1], (role, content.encode()[-room:].decode("utf-8", "ignore"))]

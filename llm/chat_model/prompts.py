"""Prompts for the language model, always short enough for its context.

A prompt contains the request and the facts of numbered tracks, but no title, artist or description, because the model
might confuse names or obey text in a hostile tag. Prompts are short also because a 7B model on two cores reads only
ten tokens a second.
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
_MAX_FACTS = 6  # tracks whose facts are in a prompt

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
    """Return the prompt for a plan.

    Args:
        request: as the user wrote it.
        conversation: the earlier turns.
        plan: the built-in plan; if it refines a search, the prompt also states the refined search as a whole.
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
    """Return the prompt for an answer about tracks.

    Args:
        plan: of the search.
        facts: of the tracks shown; only the first few are put into the prompt.
        conversation: the earlier turns.
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
    """Cut text to one clean line of at most `most` bytes of UTF-8."""
    return clean(text, most).encode()[:most].decode("utf-8", "ignore")


def _fitted(messages: list[Message]) -> list[Message]:
    """Shorten the last message if the messages are too long: cut its beginning, because the request is at its end."""
    room = MAX_PROMPT_BYTES - sum(len(content.encode()) for _, content in messages[:-1])
    role, content = messages[-1]
    return [*messages[:-1], (role, content.encode()[-room:].decode("utf-8", "ignore"))]

"""Answer many conversations without the page, and write turns as the JSON values that `hark ask --json` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from data.errors import UserError
from llm.assistant import Assistant, Done
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from retrieval.library import Library


def turn_as_json(turn: Turn, library: Library) -> dict[str, Any]:
    """Return a turn as JSON values.

    Args:
        turn: a finished turn.
        library: the library that was searched; it gives the titles of the tracks that the plan refers to by id.
    """
    return {
        "request": turn.request,
        "assistant": turn.assistant,
        "plan": plan_as_json(turn.plan, library),
        "captions": list(turn.plan.captions),
        "filters": turn.plan.query().filters.to_json(),
        "hits": [hit.to_json() for hit in turn.hits],
        "answer": turn.text,
        "citations": list(turn.answer.ranks),
    }


def plan_as_json(plan: Plan, library: Library) -> dict[str, Any]:
    """Return the parts of a plan as JSON values.

    "like" holds the examples to sound like: titles of tracks, and names as the user wrote them.
    """
    seeds = [track for track_id in plan.like if (track := library.track(track_id)) is not None]
    return {
        "kind": plan.kind,
        "captions": list(plan.captions),
        "wanted": list(plan.wanted),
        "unwanted": list(plan.unwanted),
        "filters": plan.filters.to_json(),
        "lyrics": [wish.text for wish in plan.lyrics],
        "like": [*(f"{track.title} by {track.artist}" if track.artist else track.title for track in seeds),
                 *plan.like_names],
        "order": plan.order,
        "minutes": plan.minutes,
        "k": plan.k,
        "notes": list(plan.notes),
        "unused": list(plan.unused),
        "unknown": list(plan.unknown),
        "arc": plan.arc,
        "once": plan.once,
        "most_each": plan.most_each,
        "artists_apart": plan.artists_apart,
        "albums_apart": plan.albums_apart,
        "unmet": [{"part": each.part, "why": each.why, "n": each.n} for each in plan.unmet],
    }  # fmt: skip


def respond(assistant: Assistant, request: str, past: Conversation, k: int | None = None) -> Turn:
    """Answer a request that follows the turns in `past`, and return the finished turn; `k` is the number of tracks."""
    for event in assistant.respond(request, past, k=k):
        if isinstance(event, Done):
            return event.turn
    raise AssertionError("a turn ends with Done")


def answers(lines: Iterable[str], assistant: Assistant, library: Library, k: int | None = None) -> Iterator[str]:
    """Answer conversations, and yield the last turn of each as a line of JSON.

    Args:
        lines: one JSON object per conversation: {"turns": [requests]}. Empty lines are skipped.
        assistant: answers the requests.
        library: the library that the assistant searches.
        k: number of tracks to return for a request that states none.

    Raises:
        UserError: a line is no such object.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        past = Conversation()
        for request in _turns(line, number):
            past.add(respond(assistant, request, past, k))
        yield json.dumps(turn_as_json(past.turns[-1], library), ensure_ascii=False)


def _turns(line: str, number: int) -> list[str]:
    try:
        turns = json.loads(line)["turns"]
        if isinstance(turns, list) and turns and all(isinstance(turn, str) for turn in turns):
            return turns
    except (ValueError, KeyError, TypeError):
        pass
    raise UserError(
        f"Line {number} is no conversation.", 'Write one JSON object a line, such as {"turns": ["jazz", "slower"]}.'
    )

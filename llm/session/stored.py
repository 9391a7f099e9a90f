"""Convert turns and plans to JSON values and back, with pydantic.

Importing pydantic takes longer than drawing the empty page, so other modules import this one only when they need it.
Unknown fields are ignored and missing fields get their defaults, so that older and newer versions can read each
other's files. An answer is saved under "text", as a string in which `[2]` cites the track of rank 2.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from llm.conversation import Conversation, Turn

from .playlists.kept import Playlist

_TURN = TypeAdapter(Turn)
_PLAYLIST = TypeAdapter(Playlist)
_OF_THE_CATALOGUE = ("size_bytes", "added_at", "played_at")  # fields of `Track` that an earlier version does not accept


def turn_to_json(turn: Turn) -> dict[str, Any]:
    """Convert a turn to JSON values."""
    values: dict[str, Any] = _TURN.dump_python(turn, mode="json")
    values["text"] = values.pop("answer")
    for hit in values["hits"]:
        for track in (hit["track"], *hit["copies"]):
            for name in _OF_THE_CATALOGUE:
                del track[name]
    return values


def turn_from_json(values: dict[str, Any]) -> Turn:
    """Build a turn from the JSON values that `turn_to_json` of this or another version of Hark returned.

    Raises:
        ValueError: a value is missing or of the wrong type.
    """
    if not isinstance(values, dict):
        raise ValueError("a turn is not an object")
    return _TURN.validate_python({**values, "answer": values.get("text", ""), "plan": _upgraded(values.get("plan"))})


# Notes of earlier versions that are fields of `Plan` now.
_UNDID = "back to the wish before the last"
_REPEATED = "the same wish"
_LIKENED = "similar in sound"


def _upgraded(plan: Any) -> Any:
    """Convert a stored plan of any earlier version to the current fields."""
    if not isinstance(plan, dict) or not isinstance(plan.get("notes", []), list):
        return plan  # pydantic reports it
    notes = [note for note in plan.get("notes", []) if isinstance(note, str)]
    found = {"undoes": _UNDID in notes, "repeats": any(note.startswith(_REPEATED) for note in notes)}
    return {**found, **plan, "notes": [note for note in notes if not note.startswith((_REPEATED, _LIKENED))]}


def conversation_to_json(conversation: Conversation) -> dict[str, Any]:
    """Convert a conversation to JSON values."""
    return {"turns": [turn_to_json(turn) for turn in conversation.turns]}


def conversation_from_json(values: dict[str, Any]) -> Conversation:
    """Build a conversation from the JSON values that `conversation_to_json` returned.

    Raises:
        ValueError: a value is missing or of the wrong type.
    """
    if not isinstance(values, dict) or not isinstance(values.get("turns"), list):
        raise ValueError("a conversation is not an object with turns")
    return Conversation([turn_from_json(turn) for turn in values["turns"]])


def playlist_to_json(playlist: Playlist) -> dict[str, Any]:
    """Convert a playlist to JSON values."""
    values: dict[str, Any] = _PLAYLIST.dump_python(playlist, mode="json")
    return values


def playlist_from_json(values: dict[str, Any]) -> Playlist:
    """Build a playlist from the JSON values that `playlist_to_json` of this or another version of Hark returned.

    Raises:
        ValueError: a value is missing or of the wrong type.
    """
    return _PLAYLIST.validate_python({**values, "plan": _upgraded(values.get("plan"))})

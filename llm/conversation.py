"""The turns of a conversation, and their JSON form. It owns no files and asks nobody anything.

A stored turn keeps a snapshot of the tracks it showed, so that an old conversation still reads well after
a file has moved or gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.track import Known, Measured, Track
from retrieval.query import Hit

from .plan import Plan


@dataclass(frozen=True, slots=True)
class Turn:
    """One request and everything that it brought."""

    plan: Plan
    hits: tuple[Hit, ...] = ()
    text: str = ""  # the answer, with [n] citing the hit of rank n
    assistant: str = "built-in"  # who wrote it: "built-in", a model's name, or both
    notices: tuple[tuple[str, str], ...] = ()  # (message, hint)
    follow_ups: tuple[str, ...] = ()
    complete: bool = True  # False: stopped by the user or cut short
    left_out: int = 0  # a model's sentences that the facts did not support, and that nobody saw

    @property
    def request(self) -> str:
        """What the user wrote."""
        return self.plan.request

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; the inverse of `from_json`."""
        return {
            "plan": self.plan.to_json(),
            "hits": [_hit_to_json(hit) for hit in self.hits],
            "text": self.text,
            "assistant": self.assistant,
            "notices": [list(notice) for notice in self.notices],
            "follow_ups": list(self.follow_ups),
            "complete": self.complete,
            "left_out": self.left_out,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Turn:
        """The inverse of `to_json`."""
        return cls(
            plan=Plan.from_json(values["plan"]),
            hits=tuple(_hit_from_json(hit) for hit in values["hits"]),
            text=values["text"],
            assistant=values["assistant"],
            notices=tuple((message, hint) for message, hint in values["notices"]),
            follow_ups=tuple(values["follow_ups"]),
            complete=values["complete"],
            left_out=values.get("left_out", 0),
        )


@dataclass(slots=True)
class Conversation:
    """Turns in the order in which they happened."""

    turns: list[Turn] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        """Append a turn."""
        self.turns.append(turn)

    @property
    def shown(self) -> tuple[Hit, ...]:
        """The tracks that were shown last: what "2" or "the last one" means."""
        return next((turn.hits for turn in reversed(self.turns) if turn.hits), ())

    @property
    def plan(self) -> Plan | None:
        """The last wish for music (questions and small talk in between do not count)."""
        return next((p for t in reversed(self.turns) if (p := t.plan).kind in ("search", "refine")), None)

    def seen(self) -> tuple[str, ...]:
        """Track ids shown since the topic began, in order: what "something else" leaves out."""
        ids: dict[str, None] = {}
        for turn in reversed(self.turns):
            ids.update(dict.fromkeys(hit.track.track_id for hit in turn.hits))
            if turn.plan.kind == "search":
                break
        return tuple(ids)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; the inverse of `from_json`."""
        return {"turns": [turn.to_json() for turn in self.turns]}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Conversation:
        """The inverse of `to_json`."""
        return cls([Turn.from_json(turn) for turn in values["turns"]])


def track_ids(hits: Sequence[Hit]) -> tuple[str, ...]:
    """The ids of the hits, in their order."""
    return tuple(hit.track.track_id for hit in hits)


def _hit_to_json(hit: Hit) -> dict[str, Any]:
    track = hit.track
    return {
        "rank": hit.rank,
        "score": hit.score,
        "start_s": hit.start_s,
        "heard": [list(pair) for pair in hit.heard],
        "words": list(hit.words),
        "track": {
            "track_id": track.track_id,
            "path": str(track.path),
            "folder": str(track.folder),
            "title": track.title,
            "artist": track.artist,
            "album": track.album,
            "duration_s": track.duration_s,
            "year": track.year,
            "known": track.known.to_json(),
            "measured": track.measured.to_json(),
        },
    }


def _hit_from_json(values: dict[str, Any]) -> Hit:
    stored = dict(values["track"])
    stored["path"], stored["folder"] = Path(stored["path"]), Path(stored["folder"])
    stored["known"] = Known.from_json(stored["known"])
    stored["measured"] = Measured.from_json(stored["measured"])
    return Hit(
        track=Track(**stored),
        score=values["score"],
        rank=values["rank"],
        start_s=values["start_s"],
        heard=tuple((name, confidence) for name, confidence in values["heard"]),
        words=tuple(values["words"]),
    )

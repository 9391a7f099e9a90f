"""Store the turns of a conversation, and derive from them what later turns need.

A turn keeps its tracks as they were when they were shown, so that an old conversation can be displayed after a file
has been moved or deleted. `llm.session.stored` turns conversations into JSON and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from llm.answering.parts import Prose
from retrieval.query import Hit

from .plan import Chip, Plan

BUILT_IN = "built-in"  # the name of Hark's own writer, where otherwise a language model's name stands


@dataclass(frozen=True, slots=True)
class Turn:
    """One request of the user, with the plan, tracks, answer and notices that Hark returned for it."""

    plan: Plan
    hits: tuple[Hit, ...] = ()
    answer: Prose = field(default_factory=Prose)
    assistant: str = BUILT_IN  # the writer: `BUILT_IN`, a model's name, or both joined by " + "; "" if unfinished
    notices: tuple[tuple[str, str], ...] = ()  # (message, hint)
    follow_ups: tuple[str, ...] = ()
    complete: bool = True  # False: stopped by the user or cut short
    left_out: int = 0  # a model's sentences that were removed because the facts did not support them
    whole: Plan | None = None  # the plan as it was before parts of it were struck out; None: nothing was

    @property
    def request(self) -> str:
        """Return the request as the user wrote it."""
        return self.plan.request

    @property
    def struck(self) -> tuple[Chip, ...]:
        """Return the parts of the plan that the user has removed and can restore."""
        left = self.plan.chips()
        return tuple(chip for chip in self.whole.chips() if chip not in left) if self.whole else ()

    @property
    def text(self) -> str:
        """Return the answer as one string, in which `[2]` cites the track of rank 2."""
        return str(self.answer)

    @property
    def writers(self) -> tuple[str, ...]:
        """Return the authors of the answer: names of language models, and `BUILT_IN` for the built-in writer."""
        return tuple(self.assistant.split(" + ")) if self.assistant else ()


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation, in the order in which they happened."""

    turns: list[Turn] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        """Append a turn."""
        self.turns.append(turn)

    @property
    def shown(self) -> tuple[Hit, ...]:
        """Return the tracks of the last turn that showed any. "2" and "the last one" refer to these tracks."""
        return next((turn.hits for turn in reversed(self.turns) if turn.hits), ())

    @property
    def plan(self) -> Plan | None:
        """Return the plan of the last search; questions and small talk after it are skipped."""
        return next((p for t in reversed(self.turns) if (p := t.plan).kind in ("search", "refine")), None)

    def seen(self) -> tuple[str, ...]:
        """Return the ids of all tracks shown since the last new search, which "something else" excludes."""
        ids: dict[str, None] = {}
        for turn in reversed(self.turns):
            ids.update(dict.fromkeys(hit.track.track_id for hit in turn.hits))
            if turn.plan.kind == "search":
                break
        return tuple(ids)


def track_ids(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the track ids of the hits, in the same order."""
    return tuple(hit.track.track_id for hit in hits)

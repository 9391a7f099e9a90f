"""A conversation and the turn that is running in it: what a page holds between two clicks.

Several tabs may show the same dialogue, so every change is made under its lock. It draws nothing and
answers nothing; a turn is `TurnJob`'s business, what was said before is `Conversation`'s.
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from .conversation import Conversation, Turn
from .plan import Plan

if TYPE_CHECKING:
    from .assistant import Assistant
    from .job import TurnJob

_STOPPING_S = 2.0  # a turn that was told to stop may take so long; after that it goes on alone, unheard

_KEPT = 200  # dialogues in memory


class Dialogue:
    """Finished turns, and at most one that runs. Thread-safe.

    Attributes:
        conversation: the finished turns.
        job: the running turn, or a finished one that `settle` has not moved yet; None otherwise.
    """

    def __init__(self) -> None:
        self.conversation = Conversation()
        self.job: TurnJob | None = None
        self._lock = threading.RLock()

    def ask(self, assistant: Assistant, request: str, plan: Plan | None = None) -> None:
        """Start a turn. One that still runs is stopped, and what it said is kept."""
        from .job import TurnJob  # brings the planner and its vocabulary: a page is drawn without them

        with self._lock:
            self.stop()
            self.job = TurnJob(assistant, request, self.conversation, plan=plan)

    def drop(self, assistant: Assistant, chip: str) -> None:
        """Answer the last request again, without the part of its plan that a chip names."""
        with self._lock:
            self.stop()
            if self.conversation.turns:
                plan = self.conversation.turns.pop().plan
                self.ask(assistant, plan.request, plan.drop(chip))

    def stop(self) -> None:
        """End the running turn and keep it as far as it came."""
        with self._lock:
            if self.job:
                self.job.cancel()
                self.job.wait(_STOPPING_S)
                self._keep(self.job)

    def settle(self) -> None:
        """Move the running turn into the conversation, if it is done."""
        with self._lock:
            if self.job and self.job.done:
                self._keep(self.job)

    def _keep(self, job: TurnJob) -> None:
        self.conversation.add(so_far(job))
        self.job = None


class Dialogues:
    """Dialogues by a token that cannot be guessed; the oldest go when there are too many. Thread-safe."""

    def __init__(self) -> None:
        self._kept: dict[str, Dialogue] = {}
        self._lock = threading.Lock()

    def get(self, token: str) -> Dialogue | None:
        """The dialogue of that token."""
        return self._kept.get(token)

    def begin(self) -> tuple[str, Dialogue]:
        """A new dialogue and its token."""
        token, dialogue = secrets.token_urlsafe(9), Dialogue()
        with self._lock:
            self._kept[token] = dialogue
            for oldest in list(self._kept)[:-_KEPT]:
                del self._kept[oldest]
        return token, dialogue


def so_far(job: TurnJob) -> Turn:
    """A turn as if it had ended now."""
    return job.turn or Turn(
        plan=job.plan or Plan(job.request), hits=job.hits, text=job.text, notices=job.notices, complete=False
    )

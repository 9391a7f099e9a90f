"""A conversation and the turn that is running in it: what a page holds between two clicks.

Several tabs may show the same dialogue, so every change is made under its lock. It is kept on disk (`threads`)
after each turn, and every few seconds of a long one, whether or not a page is looking. It draws nothing and
answers nothing; a turn is `TurnJob`'s business, what was said before is `Conversation`'s.
"""

from __future__ import annotations

import logging
import secrets
import threading
from typing import TYPE_CHECKING

from data.errors import UserError
from data.text import clean
from llm.conversation import Conversation, Turn
from llm.plan import Plan

from .saved import MAX_NAME, Listed, Threads, title

if TYPE_CHECKING:
    from llm.assistant import Assistant

    from .job import TurnJob

log = logging.getLogger(__name__)

_STOPPING_S = 2.0  # a turn that was told to stop may take so long; after that it goes on alone, unheard
_SAVED_EVERY_S = 2.0  # while a turn runs: more words than these no crash can take
_KEPT = 200  # dialogues in memory; the others are read again when they are opened
_LONGEST = 2000  # characters of a request that are kept


class Dialogue:
    """Finished turns, and at most one that runs. Thread-safe.

    Attributes:
        name: what it is listed by; "" until the first request.
        conversation: the finished turns.
        job: the running turn, or a finished one that was not moved yet; None otherwise.
        trouble: (message, hint) when it could not be saved; None otherwise.
    """

    def __init__(self, token: str, threads: Threads, name: str = "", conversation: Conversation | None = None) -> None:
        self.token = token
        self.name = name
        self.conversation = conversation or Conversation()
        self.job: TurnJob | None = None
        self.trouble: tuple[str, str] | None = None
        self._threads = threads
        self._forgotten = False
        self._lock = threading.RLock()

    def ask(self, assistant: Assistant, request: str, plan: Plan | None = None) -> None:
        """Start a turn. One that still runs is stopped, and what it said is kept."""
        from .job import TurnJob  # brings the planner and its vocabulary: a page is drawn without them

        with self._lock:
            self.stop()
            self.name = self.name or title(request)
            self.job = TurnJob(assistant, request, self.conversation, plan=plan)
            threading.Thread(target=self._follow, args=(self.job,), name="hark-keep", daemon=True).start()

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

    def now(self) -> tuple[list[Turn], TurnJob | None]:
        """The finished turns, and the one that runs."""
        with self._lock:
            if self.job and self.job.done:
                self._keep(self.job)
            return list(self.conversation.turns), self.job

    def rename(self, name: str) -> None:
        """Give it another name; an empty one goes back to the first request."""
        with self._lock:
            turns = self.conversation.turns
            self.name = clean(name, MAX_NAME) or title(turns[0].request if turns else "")
            self._save(self.conversation)

    def forget(self) -> None:
        """End the running turn, and never save again."""
        with self._lock:
            self.stop()
            self._forgotten = True

    def _follow(self, job: TurnJob) -> None:
        """Keep a turn when it is done, and what it said so far from time to time."""
        saved = 0
        while not job.wait(_SAVED_EVERY_S):
            with self._lock:
                if self.job is not job:
                    return
                if job.plan and job.version != saved:
                    saved = job.version
                    self._save(Conversation([*self.conversation.turns, so_far(job)]))
        self.now()

    def _keep(self, job: TurnJob) -> None:
        self.conversation.add(so_far(job))
        self.job = None
        self._save(self.conversation)

    def _save(self, conversation: Conversation) -> None:
        if self._forgotten:
            return
        try:
            self._threads.write(self.token, self.name, conversation)
            self.trouble = None
        except UserError as error:
            log.warning("%s", error)
            self.trouble = (error.message, error.hint)


class Dialogues:
    """Dialogues by a token that cannot be guessed, in memory as long as they are used. Thread-safe."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._open: dict[str, Dialogue] = {}
        self._lock = threading.Lock()

    def get(self, token: str) -> Dialogue | None:
        """The dialogue of that token, from disk if need be; None where there is none.

        Raises:
            UserError: it is damaged.
        """
        with self._lock:
            if token not in self._open and (kept := self._threads.read(token)):
                self._admit(Dialogue(token, self._threads, *kept))
            return self._open.get(token)

    def begin(self) -> Dialogue:
        """A new dialogue."""
        dialogue = Dialogue("h" + secrets.token_urlsafe(9), self._threads)  # no name of a file begins with "-"
        with self._lock:
            self._admit(dialogue)
        return dialogue

    def list(self) -> list[Listed]:
        """Every conversation that is kept, newest first."""
        return self._threads.list()

    def delete(self, token: str) -> None:
        """Forget a conversation, damaged or not; `restore` brings the last one back.

        Raises:
            UserError: its file cannot be deleted.
        """
        with self._lock:
            dialogue = self._open.pop(token, None)
        if dialogue:
            dialogue.forget()
        self._threads.delete(token)

    def restore(self, token: str) -> bool:
        """Bring back what was deleted last; whether there was something."""
        return self._threads.restore(token)

    def _admit(self, dialogue: Dialogue) -> None:
        self._open[dialogue.token] = dialogue
        for token in [t for t, d in self._open.items() if d.job is None and d is not dialogue][: -_KEPT + 1 or None]:
            del self._open[token]


def so_far(job: TurnJob) -> Turn:
    """A turn as if it had ended now."""
    return job.turn or Turn(
        plan=job.plan or Plan(clean(job.request, _LONGEST)),
        hits=job.hits,
        text=job.text,
        assistant="",  # only a finished turn knows who wrote it
        notices=job.notices,
        complete=False,
    )

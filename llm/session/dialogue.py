"""Define `Dialogue`, a conversation together with its running turn, which is saved to disk while the turn runs.

A dialogue is saved after each turn, and every few seconds during a turn, whether or not a page shows it. Several
browser tabs may show the same dialogue, so every change is made under a lock.
"""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from data.errors import UserError
from data.text import clean, words
from data.vocabulary.wording import fillers
from llm.answering.parts import Prose
from llm.conversation import Conversation, Turn
from llm.plan import Plan

from .saved import MAX_NAME, Listed, Threads, title

if TYPE_CHECKING:
    from llm.assistant import Assistant

    from .job import TurnJob

log = logging.getLogger(__name__)

_STOPPING_S = 2.0  # longest wait for a cancelled turn; what it writes later is dropped
_SAVED_EVERY_S = 2.0  # seconds between two saves of a running turn; a crash loses no more of its answer
_KEPT = 200  # dialogues in memory; others are read from disk when they are opened again
_LONGEST = 2000  # characters of a request that are kept
_NOTHING_LEFT = "Every part of the search is struck out. Click one to bring it back, or ask for something else."


class Dialogue:
    """A conversation: its finished turns, and at most one running turn. Thread-safe.

    Attributes:
        token: the id of the conversation.
        name: the name of the conversation in lists; "" until the first request.
        conversation: the finished turns.
        job: the running turn, or an ended one that is not yet part of `conversation`; None if there is neither.
        trouble: (message, hint) if the last attempt to save the dialogue failed; None otherwise.
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

    def ask(self, assistant: Assistant, request: str, plan: Plan | None = None, *, whole: Plan | None = None) -> None:
        """Start a turn. A running turn is stopped first, and its answer so far is saved.

        Args:
            assistant: answers the request.
            request: the user's words.
            plan: the plan to use; None: the assistant makes one.
            whole: see `Turn.whole`.
        """
        from .job import TurnJob  # imports the planner and its vocabulary, which drawing a page does not need

        with self._lock:
            self.stop()
            self.name = self.name or title(request)
            self.job = TurnJob(assistant, request, self.conversation, plan=plan, whole=whole)
            threading.Thread(target=self._save_while_running, args=(self.job,), name="hark-keep", daemon=True).start()

    def strike(self, assistant: Assistant, part: str, value: str) -> None:
        """Remove a part from the plan of the last request, or restore it if it was removed, and search again.

        If no part is left, nothing is searched for, because the remaining words would find tracks at random.

        Args:
            assistant: answers the request.
            part, value: the attributes of the part's `Chip`.
        """
        with self._lock:
            self.stop()
            if not self.conversation.turns:
                return
            turn = self.conversation.turns[-1]
            whole = turn.whole or turn.plan
            struck = {*turn.struck} ^ {chip for chip in whole.chips() if (chip.part, chip.value) == (part, value)}
            plan = whole
            for each in whole.chips():
                if each in struck:
                    plan = plan.drop(each)
            self.conversation.turns.pop()
            if plan.chips() or has_wish(plan):
                self.ask(assistant, plan.request, plan, whole=whole if struck else None)
            else:
                self.conversation.add(Turn(plan, answer=Prose(_NOTHING_LEFT), whole=whole))
                self._save(self.conversation)

    def add_condition(self, assistant: Assistant, condition: str) -> None:
        """Add a condition to the plan of the last request, and search again in the same turn.

        Conditions that the user has removed stay removed.

        Args:
            assistant: answers the request.
            condition: the condition in words.

        Raises:
            UserError: the words contain no condition.
        """
        from .input.conditions import with_condition

        with self._lock:
            self.stop()
            if not self.conversation.turns:
                return
            turn = self.conversation.turns[-1]
            past = Conversation([*self.conversation.turns[:-1], replace(turn, plan=turn.whole or turn.plan)])
            whole = with_condition(turn.whole or turn.plan, condition, past, assistant)
            plan = whole
            for each in turn.struck:
                plan = plan.drop(each)
            self.conversation.turns.pop()
            self.ask(assistant, plan.request, plan, whole=whole if turn.struck else None)

    def again(self, assistant: Assistant, *, from_request: bool) -> None:
        """Answer the last request again.

        Args:
            assistant: answers the request.
            from_request: whether to make a new plan from the request; otherwise the old plan is used again.
        """
        with self._lock:
            self.stop()
            if self.conversation.turns:
                turn = self.conversation.turns.pop()
                by_words = from_request and not turn.plan.like and turn.whole is None
                self.ask(assistant, turn.request, None if by_words else turn.plan, whole=turn.whole)

    def stop(self) -> None:
        """Stop the running turn, if there is one, and save its answer so far."""
        with self._lock:
            if self.job:
                self.job.cancel()
                self.job.wait(_STOPPING_S)
                self._keep(self.job)

    def now(self) -> tuple[list[Turn], TurnJob | None]:
        """Return (finished turns, running turn or None)."""
        with self._lock:
            if self.job and self.job.done:
                self._keep(self.job)
            return list(self.conversation.turns), self.job

    def rename(self, name: str) -> None:
        """Rename the conversation; an empty name is replaced by one made from its first request."""
        with self._lock:
            turns = self.conversation.turns
            self.name = clean(name, MAX_NAME) or title(turns[0].request if turns else "")
            self._save(self.conversation)

    def forget(self) -> None:
        """Stop the running turn, and stop saving the conversation, because it is being deleted."""
        with self._lock:
            self.stop()
            self._forgotten = True

    def _save_while_running(self, job: TurnJob) -> None:
        """Save a turn every few seconds while it runs, and add it to `conversation` when it has ended."""
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
    """All dialogues of a library, of which the most recent are held in memory. Thread-safe."""

    def __init__(self, threads: Threads) -> None:
        self._threads = threads
        self._open: dict[str, Dialogue] = {}
        self._lock = threading.Lock()

    def get(self, token: str) -> Dialogue | None:
        """Return the dialogue with this token, read from disk if needed; None if there is none.

        Raises:
            UserError: the file of the dialogue is damaged.
        """
        with self._lock:
            if token not in self._open and (kept := self._threads.read(token)):
                self._admit(Dialogue(token, self._threads, *kept))
            return self._open.get(token)

    def begin(self) -> Dialogue:
        """Return a new dialogue with a random token."""
        dialogue = Dialogue("h" + secrets.token_urlsafe(9), self._threads)  # "h": a file name must not begin with "-"
        with self._lock:
            self._admit(dialogue)
        return dialogue

    def list(self) -> list[Listed]:
        """Return every saved conversation, newest first."""
        return self._threads.list()

    def delete(self, token: str) -> None:
        """Delete a conversation, even if its file is damaged; `restore` can bring back the last ten.

        Raises:
            UserError: its file cannot be deleted.
        """
        with self._lock:
            dialogue = self._open.pop(token, None)
        if dialogue:
            dialogue.forget()
        self._threads.delete(token)

    def restore(self, token: str) -> bool:
        """Restore the conversation with this token if it was one of the last ten deleted; return whether it was."""
        return self._threads.restore(token)

    def _admit(self, dialogue: Dialogue) -> None:
        self._open[dialogue.token] = dialogue
        for token in [t for t, d in self._open.items() if d.job is None and d is not dialogue][: -_KEPT + 1 or None]:
            del self._open[token]


def so_far(job: TurnJob) -> Turn:
    """Return the turn of a job: the finished one, or while the job runs a turn with the tracks and answer so far."""
    return job.turn or Turn(
        plan=job.plan or Plan(clean(job.request, _LONGEST)),
        hits=job.hits,
        answer=job.answer or job.draft,
        assistant="",  # only known when the turn has ended
        notices=job.notices,
        complete=False,
        whole=job.whole,
    )


def has_wish(plan: Plan) -> bool:
    """Return whether a plan asks for something besides its wanted concepts and filters.

    That is the case if its text has a word that is no filler ("a sunset", but not "a song"), if it describes a list
    with an order or a length, or if it asks for any music ("surprise me").
    """
    return any(word not in fillers() for word in words(plan.text)) or bool(plan.is_list or plan.surprise is not None)

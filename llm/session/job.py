"""Define `TurnJob`, a turn of a conversation that runs in a thread of its own.

Streamlit runs its script again at every click and would then lose an answer that the script itself was streaming
(streamlit issue 14524). The thread continues, and the next run of the script reads the answer so far from the job.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from data.errors import UserError
from llm.answering import writer
from llm.answering.parts import Prose
from llm.assistant import Done, Noted, Said, TracksFound
from llm.conversation import BUILT_IN, Conversation, Turn
from llm.plan import Plan
from retrieval.query import Hit

if TYPE_CHECKING:
    from llm.assistant import Assistant

log = logging.getLogger(__name__)


class TurnJob:
    """A running or finished turn. Its attributes may be read at any time, from any thread.

    Attributes:
        request: what the user wrote.
        plan: None until the first tracks are found.
        hits: the tracks found; replaced once if the language model's plan finds better ones.
        answer: the answer so far.
        draft: the built-in answer, which is shown until a language model's first words; empty without a model.
        notices: messages about the turn, as (message, hint), in order.
        turn: the finished turn; None while it runs, or if it failed.
        done: whether the turn has ended.
        version: a number that grows whenever another attribute changes.
    """

    def __init__(
        self,
        assistant: Assistant,
        request: str,
        conversation: Conversation,
        *,
        k: int | None = None,
        plan: Plan | None = None,
        whole: Plan | None = None,
    ) -> None:
        """Start the turn.

        Args:
            assistant: answers the request.
            request: the user's words.
            conversation: the earlier turns.
            k: number of tracks; None: as many as the request states.
            plan: the plan to use; None: the assistant makes one.
            whole: see `Turn.whole`.
        """
        self.request = request
        self.whole = whole
        self.plan: Plan | None = None
        self.hits: tuple[Hit, ...] = ()
        self.answer = Prose()
        self.draft = Prose()
        self.notices: tuple[tuple[str, str], ...] = ()
        self.turn: Turn | None = None
        self.done = False
        self.version = 0
        self._cancelled = threading.Event()
        self._found = threading.Event()  # set when tracks are found or the turn has ended
        self._finished = threading.Event()
        past = Conversation(list(conversation.turns))  # a copy: the conversation may change meanwhile
        self._thread = threading.Thread(
            target=self._run, args=(assistant, past, k, plan), name="hark-turn", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Tell the turn to stop. Its answer so far is kept in `turn`, which is then marked incomplete."""
        self._cancelled.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the turn has ended or the timeout has passed; return whether it has ended."""
        return self._finished.wait(timeout_s)

    def wait_for_tracks(self, timeout_s: float) -> bool:
        """Wait until tracks are found or the turn has ended; return False if the timeout, in seconds, passes first."""
        return self._found.wait(timeout_s)

    def _run(self, assistant: Assistant, past: Conversation, k: int | None, plan: Plan | None) -> None:
        try:
            events = assistant.respond(self.request, past, cancelled=self._cancelled, k=k, plan=plan)
            for event in events:
                match event:
                    case TracksFound(plan=found, hits=hits):
                        self.plan, self.hits = found, hits
                        self._found.set()
                        if assistant.chat is not None and hits and found.kind in ("search", "refine"):
                            self.draft = writer.write(found, hits, assistant.library)
                    case Said(part=part):
                        self.answer = Prose(self.answer, part)
                    case Noted(message=message, hint=hint):
                        self.notices += ((message, hint),)
                    case Done(turn=turn):
                        if not turn.answer and self.draft:  # stopped before the model's first word
                            turn = replace(turn, answer=self.draft, assistant=BUILT_IN)
                        turn = replace(turn, whole=self.whole)
                        self.turn, self.answer = turn, turn.answer
                        self.plan, self.hits = turn.plan, turn.hits
                self.version += 1
        except UserError as error:
            self.notices += ((error.message, error.hint),)
        except Exception:
            log.exception("a turn failed")
            self.notices += (("Something went wrong in this turn.", "Ask again; the log has the details."),)
        finally:
            self.done = True
            self.version += 1
            self._found.set()
            self._finished.set()

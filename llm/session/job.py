"""One turn running in its own thread, so that a click on the page can never lose an answer.

The job owns the text; the page only looks. Streamlit reruns its script at every click, and whatever the
script thread was streaming is gone (streamlit issue 14524): here a rerun finds the job where it is.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from data.errors import UserError
from llm.assistant import Done, Found, Noted, Said
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from retrieval.query import Hit

if TYPE_CHECKING:
    from llm.assistant import Assistant

log = logging.getLogger(__name__)


class TurnJob:
    """A running or finished turn. Read the fields at any time; `version` grows whenever one has changed.

    Attributes:
        request: what the user wrote.
        plan: None until the first tracks are there.
        hits: replaced at most once, when a better plan arrived.
        text: the answer so far.
        notices: (message, hint) pairs, in order.
        turn: the finished turn; None while running, or when the turn failed altogether.
        done: nothing will change any more.
    """

    def __init__(
        self,
        assistant: Assistant,
        request: str,
        conversation: Conversation,
        *,
        k: int | None = None,
        plan: Plan | None = None,
    ) -> None:
        self.request = request
        self.plan: Plan | None = None
        self.hits: tuple[Hit, ...] = ()
        self.text = ""
        self.notices: tuple[tuple[str, str], ...] = ()
        self.turn: Turn | None = None
        self.done = False
        self.version = 0
        self._cancelled = threading.Event()
        self._finished = threading.Event()
        past = Conversation(list(conversation.turns))  # the page may add turns meanwhile
        self._thread = threading.Thread(
            target=self._run, args=(assistant, past, k, plan), name="hark-turn", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """Stop soon; what was said so far is kept in `turn`, marked incomplete."""
        self._cancelled.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Block until done or the timeout has passed; True when done."""
        return self._finished.wait(timeout_s)

    def _run(self, assistant: Assistant, past: Conversation, k: int | None, plan: Plan | None) -> None:
        try:
            events = assistant.respond(self.request, past, cancelled=self._cancelled, k=k, plan=plan)
            for event in events:
                match event:
                    case Found(plan=found, hits=hits):
                        self.plan, self.hits = found, hits
                    case Said(delta=delta):
                        self.text += delta
                    case Noted(message=message, hint=hint):
                        self.notices += ((message, hint),)
                    case Done(turn=turn):
                        self.turn, self.text = turn, turn.text
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
            self._finished.set()

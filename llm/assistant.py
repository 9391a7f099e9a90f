"""Define `Assistant`, which answers one turn of a conversation, from the request to the answer.

The tracks that the built-in planner finds are shown at once. A language model may then improve the search and write
the answer. If it fails, the built-in writer answers, and a notice says what failed and what to do. Every turn ends
with tracks and an answer, or with a notice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from data.errors import UserError
from data.text import clean
from data.vocabulary.lexicon import spell_out
from llm.answering import replies, writer
from llm.answering.citations import CitationFilter
from llm.answering.claims import ClaimFilter
from llm.answering.follow_ups import follow_ups
from llm.answering.library_facts import answered, compare_titles
from llm.answering.parts import Part, Prose
from llm.chat_model.merge import agrees, merge
from llm.chat_model.ollama import OllamaChat
from llm.chat_model.prompts import PLAN_SCHEMA, answer_messages, plan_messages
from llm.understanding.planner import make_plan
from llm.understanding.readers.names import prepare
from llm.understanding.tagger import Tagger, shipped_tagger
from retrieval.query import Hit, Searchable
from retrieval.search.evidence import facts_of, words_of

from .conversation import BUILT_IN, Conversation, Turn, track_ids
from .plan import Plan
from .searching import search
from .standing import carry_out, held_over

log = logging.getLogger(__name__)

MAX_REQUEST = 2000  # characters of a request that are read
_NAMES_KEPT_S = 60.0


@dataclass(frozen=True, slots=True)
class TracksFound:
    """Event: tracks to show. It comes first, and again if the plan of a language model changes the tracks."""

    plan: Plan
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """Event: the next part of the answer. It has no markup and cites only tracks that are shown."""

    part: Part


@dataclass(frozen=True, slots=True)
class Noted:
    """Event: a notice for the user, with a hint on what to do next."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """Event: the finished turn. It is always the last event."""

    turn: Turn


Event = TracksFound | Said | Noted | Done


class Planning:
    """Decides whether the language model still makes plans. Thread-safe.

    A plan of the model is sensible if it is usable and has a concept in common with the built-in plan. A single plan
    that is not sensible proves nothing, because the built-in planner may have misread the request. But if the last
    plans were all not sensible, the model does not understand requests. It is then no longer asked, which also saves
    time.
    """

    _MOST_FAILED = 6  # in a row

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed = 0

    @property
    def on(self) -> bool:
        """Return whether the model still makes plans."""
        return self._failed < self._MOST_FAILED

    def record(self, *, sensible: bool) -> bool:
        """Count a plan, sensible or not. Return whether this was the last plan that the model is asked for."""
        with self._lock:
            was_on = self.on
            self._failed = 0 if sensible else self._failed + 1
            return was_on and not self.on


class Assistant:
    """Answers requests about one library. It stores no conversations. Thread-safe."""

    def __init__(
        self, library: Searchable, chat: OllamaChat | None = None, tagger: Callable[[], Tagger | None] | None = None
    ) -> None:
        """Args: library: to search; chat: the language model, if any; tagger: loads the tagger of the planner."""
        self.library = library
        self.chat = chat
        self.planning = Planning()
        self.tagger = tagger or shipped_tagger
        self._reading = threading.Lock()
        self._names: tuple[frozenset[str], frozenset[str]] | None = None
        self._names_read = 0.0

    def respond(
        self,
        request: str,
        conversation: Conversation | None = None,
        *,
        cancelled: threading.Event | None = None,
        k: int | None = None,
        plan: Plan | None = None,
    ) -> Iterator[Event]:
        """Answer one request.

        Args:
            request: the user's words.
            conversation: the earlier turns; not changed.
            cancelled: set by any thread to end the turn early; the answer so far is kept.
            k: number of tracks, for a request that states none.
            plan: what to search for; None: the planner makes a plan from the request.

        Yields:
            `TracksFound` before any `Said`, and exactly one `Done` at the end.
        """
        turn = _Turn(self, conversation or Conversation(), cancelled or threading.Event())
        yield from turn.run(request, k, plan)
        yield Done(turn.finished())

    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the names of the library's artists and of its albums, at most a minute old.

        To read the names of a large library takes a second. Only the first call waits for it; later calls return the
        names read before. When these are old, they are read again in the background.

        Returns:
            (artists, albums).
        """
        with self._reading:
            if self._names is None:
                self._read_names()
            elif time.monotonic() - self._names_read > _NAMES_KEPT_S:
                self._names_read = time.monotonic()
                threading.Thread(target=self._read_names, name="hark-names", daemon=True).start()
            assert self._names is not None
            return self._names

    def _read_names(self) -> None:
        try:
            read = self.library.artists(), self.library.albums()
        except UserError as error:  # the search reports it
            log.warning("%s", error)
            read = self._names or (frozenset(), frozenset())
        prepare(read[0])
        self._names, self._names_read = read, time.monotonic()


class _Turn:
    """A running turn, which yields events and collects their contents for the `Turn` to store."""

    def __init__(self, assistant: Assistant, past: Conversation, cancelled: threading.Event) -> None:
        self.library, self.chat, self.planning = assistant.library, assistant.chat, assistant.planning
        self.assistant = assistant
        self.past = past
        self.cancelled = cancelled
        self.plan = Plan("")
        self.given = False  # whether the user edited the plan
        self.understood = self.plan  # the built-in plan before its search, which may relax conditions
        self.hits: tuple[Hit, ...] = ()
        self.answer = Prose()
        self.facts = Prose()  # the answer to a question about the library
        self.about_rules = Prose()  # what the answer says about standing rules, before all else
        self.notices: list[tuple[str, str]] = []
        self.writers: list[str] = []
        self.left_out = 0

    def run(self, request: str, k: int | None, given: Plan | None) -> Iterator[Event]:
        """Yield the events of the turn, except for the last one, `Done`."""
        asked = clean(request, MAX_REQUEST)
        self.plan, self.given = Plan(asked), given is not None
        if len(request) > MAX_REQUEST:
            yield self._note(
                f"Only the first {MAX_REQUEST} characters of the request were read.", "Say it in a sentence or two."
            )
        if given is None and not any(c.isalnum() for c in spell_out(asked)):
            self.plan = Plan(asked, "chat")
            yield self._show()
            yield from self._write(Prose("I cannot tell what to look for in that. Describe the music in a few words."))
            return
        try:
            self.plan = given or self._understand(asked, k)
            if self.plan.rule_change is not None:
                yield from self._change_rules()
            if self.plan.kind == "search" and given is None:
                self.plan = held_over(self.plan, self.past, self.library.standing())
            if self.plan.kind in ("search", "refine"):
                self.understood = self.plan
                self.plan, self.hits = search(self.plan, self.library)
            elif self.plan.library_question is not None:
                self.facts, self.hits = answered(self.plan.library_question, self.library, self.plan.request)
            elif self.plan.kind == "about":
                self.hits = self.past.shown
        except UserError as error:
            yield self._note(error.message, error.hint)
            yield self._show()
            return
        yield self._show()
        if self.about_rules:
            yield from self._write(self.about_rules)
        if self.plan.rule_change is not None and self.plan.kind == "chat":
            return
        if self.about_rules:
            yield from self._say(Prose("\n\n"))
        if self.plan.library_question is not None:
            yield from self._write(self.facts)
        elif self.plan.kind == "chat":
            yield from self._write(replies.chat(self.plan, self.library))
        elif self.plan.kind == "about":
            yield from self._write(replies.explain(self.plan, self.past.plan, self.hits, self.library))
        else:
            yield from self._answer_search()

    def _change_rules(self) -> Iterator[Noted]:
        """Change the standing rules as the plan asks, and yield a notice for each wish that cannot be met."""
        outcome = carry_out(self.plan, self.library.standing())
        self.plan = outcome.plan
        self.about_rules = replies.about_rules(outcome.said, outcome.rules, self.plan.request)
        for error in outcome.errors:
            yield self._note(error.message, error.hint)

    def finished(self) -> Turn:
        """Return the finished turn of the conversation as it is saved: plan, tracks, answer and notices."""
        return Turn(
            plan=self.plan,
            hits=self.hits,
            answer=self.answer,
            assistant=" + ".join(self.writers) or BUILT_IN,
            notices=tuple(self.notices),
            follow_ups=() if self.cancelled.is_set() else self._follow_ups(),
            complete=not self.cancelled.is_set(),
            left_out=self.left_out,
        )

    def _follow_ups(self) -> tuple[str, ...]:
        if self.plan.library_question is not None:
            return ()
        if self.plan.rule_change is not None and self.plan.rule_change.do == "offer":
            return replies.answers_to_offer(self.plan.request)
        past = Conversation([*self.past.turns, Turn(self.plan, self.hits)])

        def found_by(request: str) -> tuple[Plan, Sequence[Hit]]:
            artists, albums = self.assistant.names()
            tagger, look_up = self.assistant.tagger(), self.library.names
            plan = make_plan(
                request, past, artists=artists, albums=albums, look_up=look_up, tagger=tagger, lyrics=self._lyrics()
            )
            return search(plan, self.library) if plan.kind in ("search", "refine") else (plan, ())

        try:
            return follow_ups(self.plan, self.hits, self.library, found_by)
        except UserError as error:  # a notice has said so already
            log.info("There are no suggestions. %s", error)
            return ()

    def _understand(self, asked: str, k: int | None) -> Plan:
        artists, albums = self.assistant.names()
        tagger, look_up = self.assistant.tagger(), self.library.names
        plan = make_plan(
            asked, self.past, artists=artists, albums=albums, look_up=look_up, tagger=tagger, lyrics=self._lyrics()
        )
        if not plan.path and compare_titles(asked, self.library):
            return Plan(asked, "chat")  # two titles are compared by facts, not searched for
        return replace(plan, k=k) if k is not None and plan.k == Plan("").k else plan

    def _lyrics(self) -> bool:
        return self.library.has_any("lyrics")

    def _answer_search(self) -> Iterator[Event]:
        """Answer a search by the language model; without one, or if it fails, by the built-in writer.

        A search for the words of songs is answered by the built-in writer, because a model never reads them.
        """
        chat, whole, began = self.chat, False, self.answer
        if chat is not None and not self.plan.lyrics and not self.cancelled.is_set() and chat.status().ready:
            try:
                yield from self._replan(chat)
                if self.hits:
                    yield from self._stream(chat)
                    whole = self.answer != began
            except UserError as error:
                yield self._note(error.message, error.hint)
        if whole or self.cancelled.is_set():
            return
        if self.answer and self.answer != began:
            yield from self._say(Prose(" …\n\n"))
        yield from self._write(writer.write(self.plan, self.hits, self.library))

    def _write(self, answer: Prose) -> Iterator[Event]:
        """Yield the parts of a built-in answer."""
        if BUILT_IN not in self.writers:
            self.writers.append(BUILT_IN)
        yield from self._say(answer)

    def _replan(self, chat: OllamaChat) -> Iterator[Event]:
        """Make a plan with the language model, search with it, and show its tracks if it finds any.

        The model is not asked if the user edited the plan, or if the request is for random tracks or for further tracks
        of the same search.
        """
        own = self.understood
        any_music = own.surprise is not None and not (own.like_names or own.unused or own.unknown)
        if self.given or own.repeats or own.undoes or any_music or not self.planning.on:
            return
        raw = chat.plan(plan_messages(own, self.past.plan), PLAN_SCHEMA, self.cancelled)
        if self.cancelled.is_set():
            return
        named, found = any(hit.words for hit in self.hits), bool(self.hits) and not self.plan.relaxed
        better = merge(own, raw, named=named, found=found) if raw is not None else None
        if self.planning.record(sensible=better is not None and agrees(own, better)):
            yield self._note(
                "This model does not understand requests, so Hark now goes by its own reading of your words.",
                "Answers are still the model's. A larger model may do better: see `hark doctor`.",
            )
        if better is None:
            return
        better, hits = search(better, self.library)
        if self.hits and not hits:
            return
        before, shown = replace(self.plan, text=better.text, captions=better.captions), track_ids(self.hits)
        self.plan, self.hits = better, hits
        if better != before or track_ids(hits) != shown:  # text and captions are not shown
            yield self._show()

    def _stream(self, chat: OllamaChat) -> Iterator[Event]:
        """Yield the language model's answer, without sentences that the facts of the tracks do not support."""
        if self.cancelled.is_set():
            return
        facts = facts_of(self.hits)
        titles = [text for hit in self.hits for text in (hit.track.title, hit.track.artist)]
        allowed = [self.plan.request, *words_of(facts), *titles]
        citations = CitationFilter([hit.rank for hit in self.hits], allowed, mark=True)
        wish = " ".join((self.plan.request, self.plan.text, *self.plan.wanted, *self.plan.unwanted, *self.plan.notes))
        names = {h.rank: f"{h.track.title} {h.track.artist} {h.track.album}" for h in self.hits}
        claims = ClaimFilter(facts, wish, names)
        reply = chat.stream(answer_messages(self.plan, facts, self.past.plan), self.cancelled)
        try:
            for piece in reply:
                yield from self._say(claims.feed(citations.feed(piece)), chat.wanted)
            yield from self._say(Prose(claims.feed(citations.close()), claims.close()), chat.wanted)
        finally:
            self.left_out = claims.left_out
        if reply.truncated and self.answer and not self.cancelled.is_set():
            yield from self._say(Prose(" …"))
            yield self._note(
                "The answer was cut at its length limit.", "Ask about one track, such as “tell me about 1”, for more."
            )

    # Make an event and store its contents

    def _show(self) -> TracksFound:
        return TracksFound(self.plan, self.hits)

    def _say(self, parts: Iterable[Part], by: str = "") -> Iterator[Said]:
        """Yield parts of the answer; `by` names the model that wrote them, if one did."""
        for part in parts:
            if by and by not in self.writers:
                self.writers.append(by)
            self.answer = Prose(self.answer, part)
            yield Said(part)

    def _note(self, message: str, hint: str) -> Noted:
        self.notices.append((message, hint))
        return Noted(message, hint)

"""One turn from request to answer: understand, search, show the tracks, then write.

The tracks of the built-in plan are shown first, before a language model is asked anything. A model may then improve
the search and write the answer. If it fails, the built-in writer answers, and a notice says what failed and what to
do; so every turn ends with tracks and an answer, or with a notice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from data.errors import UserError
from data.text import clean
from data.vocabulary.lexicon import spell_out
from llm.answering import replies, writer
from llm.answering.citations import CitationFilter
from llm.answering.claims import ClaimFilter
from llm.answering.follow_ups import follow_ups
from llm.answering.parts import Part, Prose
from llm.chat_model.merge import merge
from llm.chat_model.ollama import OllamaChat
from llm.chat_model.prompts import PLAN_SCHEMA, answer_messages, plan_messages
from llm.understanding.planner import make_plan
from llm.understanding.readers.names import prepare
from llm.understanding.tagger import Tagger, shipped_tagger
from retrieval.query import Filters, Hit, Searchable
from retrieval.search.evidence import audible, facts_of, support, words_of

from .conversation import BUILT_IN, Conversation, Turn, track_ids
from .plan import Plan

log = logging.getLogger(__name__)

MAX_REQUEST = 2000  # characters that are read; nobody describes music at more length
_NAMES_KEPT_S = 60.0


@dataclass(frozen=True, slots=True)
class Found:
    """Tracks to show. Comes first, and again when a model's plan changes the tracks."""

    plan: Plan
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The next part of the answer, safe to show: citations are of tracks shown, and there is no markup."""

    part: Part


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that the user should know, with the next step."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The finished turn; always the last event."""

    turn: Turn


Event = Found | Said | Noted | Done


class Rewriting:
    """Decides whether a language model is asked for plans, from how its plans have done so far. Thread-safe.

    A model whose plans keep finding tracks with less evidence for the request than the built-in plans is not asked for
    plans any more. Its answers begin sooner then, too.

    Attributes:
        won, lost: plans whose tracks had more, or less, evidence.
    """

    _COMPARED, _MARGIN = 4, 3  # fewest plans to decide on, and by how many more must be lost than won

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.won = self.lost = 0

    @property
    def on(self) -> bool:
        """Whether to ask for plans."""
        return self.won + self.lost < self._COMPARED or self.lost - self.won < self._MARGIN

    def judge(self, before: float, after: float) -> bool:
        """Count one comparison; return whether it switches the asking off.

        Args:
            before, after: evidence for the request in the tracks of the built-in plan and of the model's, 0..1.
        """
        with self._lock:
            was_on = self.on
            self.won += after > before
            self.lost += after < before
            return was_on and not self.on


class Assistant:
    """Answers requests about one library. Keeps no conversation; thread-safe."""

    def __init__(
        self, library: Searchable, chat: OllamaChat | None = None, tagger: Callable[[], Tagger | None] | None = None
    ) -> None:
        """Args: library: to search; chat: a language model, or None to do without; tagger: default the shipped one."""
        self.library = library
        self.chat = chat
        self.rewriting = Rewriting()
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
            request: whatever the user typed.
            conversation: the turns before; not changed.
            cancelled: set it from any thread to end the turn soon; the answer so far is kept.
            k: how many tracks, where the request does not say.
            plan: search exactly this instead of understanding the request.

        Yields:
            Found before any Said; exactly one Done, last.
        """
        turn = _Turn(self, conversation or Conversation(), cancelled or threading.Event())
        yield from turn.run(request, k, plan)
        yield Done(turn.finished())

    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the library's artists and albums, at most a minute old.

        Reading those of a large library takes a second, so only the first call waits for it; later calls start the
        reading in the background and return what was read before.
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
        prepare(*read)
        self._names, self._names_read = read, time.monotonic()


class _Turn:
    """One turn while it runs: the events that it yields are also collected, for the `Turn` that is kept."""

    def __init__(self, assistant: Assistant, past: Conversation, cancelled: threading.Event) -> None:
        self.library, self.chat, self.rewriting = assistant.library, assistant.chat, assistant.rewriting
        self.assistant = assistant
        self.past = past
        self.cancelled = cancelled
        self.plan = Plan("")
        self.hits: tuple[Hit, ...] = ()
        self.answer = Prose()
        self.notices: list[tuple[str, str]] = []
        self.writers: list[str] = []
        self.left_out = 0

    def run(self, request: str, k: int | None, given: Plan | None) -> Iterator[Event]:
        """Yield the events of the turn, all but the last."""
        asked = clean(request, MAX_REQUEST)
        self.plan = Plan(asked)
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
            if self.plan.kind in ("search", "refine"):
                self.hits = tuple(self.library.search(self.plan.query()))
                if not self.hits and (why := unknown_facts(self.library, self.plan.filters)):
                    self.plan = replace(self.plan, notes=(*self.plan.notes, *why))
            elif self.plan.kind == "about":
                self.hits = self.past.shown
        except UserError as error:
            yield self._note(error.message, error.hint)
            yield self._show()
            return
        yield self._show()
        if self.plan.kind == "chat":
            yield from self._write(replies.chat(self.plan))
        elif self.plan.kind == "about":
            yield from self._write(replies.explain(self.plan, self.past.plan, self.hits))
        else:
            yield from self._answer_search()

    def finished(self) -> Turn:
        """Return the turn as it is kept."""
        return Turn(
            plan=self.plan,
            hits=self.hits,
            answer=self.answer,
            assistant=" + ".join(self.writers) or BUILT_IN,
            notices=tuple(self.notices),
            follow_ups=follow_ups(self.plan, self.hits),
            complete=not self.cancelled.is_set(),
            left_out=self.left_out,
        )

    def _understand(self, asked: str, k: int | None) -> Plan:
        artists, albums = self.assistant.names()
        plan = make_plan(asked, self.past, artists=artists, albums=albums, tagger=self.assistant.tagger())
        return replace(plan, k=k) if k is not None and plan.k == Plan("").k else plan

    def _answer_search(self) -> Iterator[Event]:
        """Have the model write if there is one, and the built-in writer if that brings no whole answer."""
        chat, whole = self.chat, False
        if chat is not None and self.hits and not self.cancelled.is_set() and chat.status().ready:
            try:
                yield from self._replan(chat)
                yield from self._stream(chat)
                whole = bool(self.answer)
            except UserError as error:
                yield self._note(error.message, error.hint)
        if whole or self.cancelled.is_set():
            return
        if self.answer:
            yield from self._say(Prose(" …\n\n"))
        yield from self._write(writer.write(self.plan, self.hits))

    def _write(self, answer: Prose) -> Iterator[Event]:
        """Yield an answer of the built-in writer."""
        self.writers.append(BUILT_IN)
        yield from self._say(answer)

    def _replan(self, chat: OllamaChat) -> Iterator[Event]:
        """Ask the model for a plan, and search with it unless its tracks have less evidence for the request."""
        if not self.rewriting.on:
            return
        raw = chat.plan(plan_messages(self.plan.request, self.past, self.plan), PLAN_SCHEMA, self.cancelled)
        if raw is None or self.cancelled.is_set():
            return
        better = merge(self.plan, raw)
        if better.query() == self.plan.query():
            return
        hits = tuple(self.library.search(better.query()))
        if not hits:
            return
        if audible(self.plan.wanted):
            # Without the order of tags, which says nothing about the model's wording.
            queries = [replace(plan.query(), wanted=(), towards=(), by_tags=False) for plan in (self.plan, better)]
            before, after = (support(self.plan.wanted, self.library.search(query)) for query in queries)
            if self.rewriting.judge(before, after):
                yield self._note(
                    "This model's rewording made searches worse than your own words, so Hark now goes by those.",
                    "Answers are still the model's. A larger model may do better: see `hark doctor`.",
                )
            if after < before:
                return
        changed = track_ids(hits) != track_ids(self.hits)
        self.plan, self.hits = better, hits
        if changed:
            yield self._show()

    def _stream(self, chat: OllamaChat) -> Iterator[Event]:
        """Yield the model's answer, sentence by sentence, as far as the facts support it."""
        if self.cancelled.is_set():
            return
        facts = facts_of(self.hits)
        titles = [text for hit in self.hits for text in (hit.track.title, hit.track.artist)]
        citations = CitationFilter([hit.rank for hit in self.hits], [self.plan.request, *words_of(facts), *titles])
        wish = " ".join((self.plan.request, self.plan.text, *self.plan.wanted, *self.plan.unwanted, *self.plan.notes))
        names = {h.rank: f"{h.track.title} {h.track.artist} {h.track.album}" for h in self.hits}
        claims = ClaimFilter(facts, wish, names)
        reply = chat.stream(answer_messages(self.plan, facts, self.past), self.cancelled)
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

    # Events, as they are collected

    def _show(self) -> Found:
        return Found(self.plan, self.hits)

    def _say(self, parts: Iterable[Part], by: str = "") -> Iterator[Said]:
        """Yield parts of the answer; `by` is the model that wrote them."""
        for part in parts:
            if by and by not in self.writers:
                self.writers.append(by)
            self.answer = Prose(self.answer, part)
            yield Said(part)

    def _note(self, message: str, hint: str) -> Noted:
        self.notices.append((message, hint))
        return Noted(message, hint)


def unknown_facts(library: Searchable, filters: Filters) -> tuple[str, ...]:
    """Return sentences on why nothing passed: filters on a fact that is known of no track, with the next step."""
    why = []
    if (filters.year_min or filters.year_max) and not library.has_any("year"):
        why.append("no track here has a year in its tags, so years cannot choose; say how the decade should sound")
    if filters.key and not library.has_any("key"):
        why.append("no track here has a known key, so keys cannot choose; ask for a mood instead, bright or dark")
    if (filters.tempo_min or filters.tempo_max) and not library.has_any("tempo"):
        why.append("no track here has a known tempo, so tempo cannot choose; ask for slow or fast music, by sound")
    return tuple(why)

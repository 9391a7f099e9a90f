"""One turn from request to answer: plan, search, show, then speak.

The order is the promise: tracks come first, from the built-in plan, before any language model has said a
word; a model may then improve the search and write the answer. Whatever it does or fails to do, the turn
ends with tracks, an answer, and where something failed a sentence about it with the next step.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from data.errors import UserError
from data.text import clean
from data.vocabulary.lexicon import spell_out
from llm.answering import replies, writer
from llm.answering.citations import CitationFilter
from llm.answering.follow_ups import follow_ups
from llm.answering.support import ClaimFilter
from llm.chat_model.merge import merge
from llm.chat_model.ollama import OllamaChat
from llm.chat_model.prompts import PLAN_SCHEMA, answer_messages, plan_messages
from llm.understanding.planner import make_plan
from llm.understanding.readers.names import prepare
from llm.understanding.tagger import Tagger, shipped_tagger
from retrieval.query import Filters, Hit, Searchable
from retrieval.search.evidence import audible, facts_of, support, words_of

from .conversation import Conversation, Turn, track_ids
from .plan import Plan

log = logging.getLogger(__name__)

BUILT_IN = "built-in"
_NAMES_KEPT_S = 60.0
MAX_REQUEST = 2000  # characters that are read; nobody describes music at more length


@dataclass(frozen=True, slots=True)
class Found:
    """Tracks to show. Comes at once, and a second time when a model's plan changed the tracks."""

    plan: Plan
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer: safe to show, citations checked."""

    delta: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something the user should know, with the next step."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The finished turn, always the last event."""

    turn: Turn


Event = Found | Said | Noted | Done


class Rewriting:
    """Whether a model's plans are worth waiting for, judged by what they bring; one per assistant.

    A plan whose tracks bear the wish out no better than those of the built-in plan changes nothing. A model
    that keeps losing is not asked for plans any more: the answer then begins sooner, too.
    """

    _AFTER, _MARGIN = 4, 3  # plans compared, and by how many more it has lost than won

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.won = self.lost = 0

    @property
    def on(self) -> bool:
        """Whether to ask for plans."""
        return self.won + self.lost < self._AFTER or self.lost - self.won < self._MARGIN

    def judge(self, before: float, after: float) -> bool:
        """Note how far the wish was borne out before and after; returns whether it has just been switched off."""
        with self._lock:
            was_on = self.on
            self.won += after > before
            self.lost += after < before
            return was_on and not self.on


class Assistant:
    """Answers requests about a library. Holds no conversation; safe to share between threads."""

    def __init__(
        self, library: Searchable, chat: OllamaChat | None = None, tagger: Callable[[], Tagger | None] | None = None
    ) -> None:
        """Args: library: to search; chat: a model, or None to do without; tagger: by default the one that ships."""
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
            cancelled: set it from anywhere to end the turn soon; what was said is kept.
            k: how many tracks, when the request does not say.
            plan: search exactly this (the user edited the chips) instead of understanding the request.

        Yields:
            Found before any Said; exactly one Done, last.
        """
        past = conversation or Conversation()
        turn = _Turn(cancelled or threading.Event())
        yield from turn.run(self, request, past, k, plan)

    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """The library's artists and albums. Reading those of a large library takes a second, so only the first turn
        waits for it; later ones go by what was read up to a minute before."""
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
        except UserError as error:  # the next search will say it
            log.warning("%s", error)
            read = self._names or (frozenset(), frozenset())
        prepare(*read)
        self._names, self._names_read = read, time.monotonic()


class _Turn:
    """The state of one turn while it runs."""

    def __init__(self, cancelled: threading.Event) -> None:
        self.cancelled = cancelled
        self.plan = Plan("")
        self.hits: tuple[Hit, ...] = ()
        self.text: list[str] = []
        self.notices: list[tuple[str, str]] = []
        self.speakers: list[str] = []
        self.whole = True
        self.left_out = 0

    def run(
        self, assistant: Assistant, request: str, past: Conversation, k: int | None, given: Plan | None
    ) -> Iterator[Event]:
        asked = clean(request, MAX_REQUEST)
        if len(request) > MAX_REQUEST:
            yield self._note(
                f"Only the first {MAX_REQUEST} characters of the request were read.", "Say it in a sentence or two."
            )
        if not any(c.isalnum() for c in spell_out(asked)) and given is None:
            yield from self._finish_without_search(
                Plan(asked, "chat"), past, "I cannot tell what to look for in that. Describe the music in a few words."
            )
            return
        try:
            artists, albums = assistant.names()
            self.plan = given or make_plan(asked, past, artists=artists, albums=albums, tagger=assistant.tagger())
            if self.plan.kind in ("chat", "about"):
                yield from self._talk(past)
                return
            if k is not None and given is None and self.plan.k == Plan("").k:
                self.plan = replace(self.plan, k=k)
            self.hits = tuple(assistant.library.search(self.plan.query()))
        except UserError as error:
            yield self._note(error.message, error.hint)
            yield from self._finish_without_search(self.plan if self.plan.request else Plan(asked), past, "")
            return
        if not self.hits and (why := unknown_facts(assistant.library, self.plan.filters)):
            self.plan = replace(self.plan, notes=(*self.plan.notes, *why))
        yield Found(self.plan, self.hits)
        if self._ready(assistant.chat):
            yield from self._with_model(assistant, past)
        if not self.text or not self.whole:
            yield from self._built_in()
        yield from self._done(past)

    # Without a model

    def _built_in(self) -> Iterator[Event]:
        """The built-in answer; after a model's broken one, as a paragraph of its own."""
        if self.cancelled.is_set():
            self.whole = False
            return
        if self.text:
            yield self._say(" …\n\n")
        self.speakers.append(BUILT_IN)
        yield from self._safely(writer.write(self.plan, self.hits))
        self.whole = not self.cancelled.is_set()

    def _talk(self, past: Conversation) -> Iterator[Event]:
        """A question about shown tracks, or small talk: the same tracks stay."""
        self.speakers.append(BUILT_IN)
        if self.plan.kind == "about":
            self.hits = past.shown
            yield Found(self.plan, self.hits)
            yield from self._safely(replies.explain(self.plan, past.plan, self.hits))
        else:
            yield Found(self.plan, ())
            yield from self._safely(replies.chat(self.plan))
        yield from self._done(past)

    def _finish_without_search(self, plan: Plan, past: Conversation, sentence: str) -> Iterator[Event]:
        self.plan, self.hits = plan, ()
        self.speakers.append(BUILT_IN)
        yield Found(self.plan, ())
        if sentence:
            yield self._say(sentence)
        yield from self._done(past)

    def _safely(self, pieces: Iterator[str], allowed: Sequence[str] = ()) -> Iterator[Event]:
        """Pieces of the built-in writer through the same filter as a model's: tags may hold anything."""
        checked = CitationFilter([hit.rank for hit in self.hits], [*allowed, *(p for p in _own_quotes(self.plan))])
        for piece in pieces:
            if self.cancelled.is_set():
                self.whole = False
                break
            if safe := checked.feed(piece):
                yield self._say(safe)
        if safe := checked.close():
            yield self._say(safe)

    # With a model

    def _ready(self, chat: OllamaChat | None) -> bool:
        """Whether a model can be asked now. Its absence is the page's standing remark, not this turn's."""
        return chat is not None and bool(self.hits) and not self.cancelled.is_set() and chat.status().ready

    def _with_model(self, assistant: Assistant, past: Conversation) -> Iterator[Event]:
        """A better plan, then the answer. On failure `text` stays empty or `whole` becomes False."""
        chat = assistant.chat
        assert chat is not None
        try:
            raw = None
            if assistant.rewriting.on:
                raw = chat.plan(plan_messages(self.plan.request, past, self.plan), PLAN_SCHEMA, self.cancelled)
            if self.cancelled.is_set():
                self.whole = False
                return
            if raw is not None:
                yield from self._replan(assistant, merge(self.plan, raw))
            yield from self._stream(chat, past)
        except UserError as error:
            self.whole = False
            yield self._note(error.message, error.hint)

    def _replan(self, assistant: Assistant, better: Plan) -> Iterator[Event]:
        if better.query() == self.plan.query():
            return
        hits = tuple(assistant.library.search(better.query()))
        if not hits:
            return
        if audible(self.plan.wanted):
            # Judged without the order of tags, which says nothing about the wording.
            queries = [replace(plan.query(), wanted=(), towards=()) for plan in (self.plan, better)]
            before, after = (support(self.plan.wanted, assistant.library.search(query)) for query in queries)
            if assistant.rewriting.judge(before, after):
                yield self._note(
                    "This model's rewording made searches worse than your own words, so Hark now goes by those.",
                    "Answers are still the model's. A larger model may do better: see `hark doctor`.",
                )
            if after < before:
                return
        changed = track_ids(hits) != track_ids(self.hits)
        self.plan, self.hits = better, hits
        if changed:
            yield Found(better, hits)

    def _stream(self, chat: OllamaChat, past: Conversation) -> Iterator[Event]:
        facts = facts_of(self.hits)
        titles = [text for hit in self.hits for text in (hit.track.title, hit.track.artist)]
        allowed = [self.plan.request, *words_of(facts), *titles]
        checked = CitationFilter([hit.rank for hit in self.hits], allowed)
        wish = " ".join((self.plan.request, self.plan.text, *self.plan.wanted, *self.plan.unwanted, *self.plan.notes))
        names = {h.rank: f"{h.track.title} {h.track.artist} {h.track.album}" for h in self.hits}
        claims = ClaimFilter(facts, wish, names)
        reply = chat.stream(answer_messages(self.plan, facts, past), self.cancelled)
        try:
            for piece in reply:
                if safe := claims.feed(checked.feed(piece)):
                    self._speaks(chat)
                    yield self._say(safe)
        finally:
            rest = claims.feed(checked.close()) + claims.close()
            self.left_out = claims.left_out
        if rest:
            self._speaks(chat)
            yield self._say(rest)
        if self.cancelled.is_set():
            self.whole = False
        elif reply.truncated and self.text:
            yield self._say(" …")
            yield self._note(
                "The answer was cut at its length limit.", "Ask about one track, such as “tell me about 1”, for more."
            )

    def _speaks(self, chat: OllamaChat) -> None:
        if chat.wanted not in self.speakers:
            self.speakers.append(chat.wanted)

    # Events that are also remembered

    def _say(self, delta: str) -> Said:
        self.text.append(delta)
        return Said(delta)

    def _note(self, message: str, hint: str) -> Noted:
        self.notices.append((message, hint))
        return Noted(message, hint)

    def _done(self, past: Conversation) -> Iterator[Event]:
        yield Done(
            Turn(
                plan=self.plan,
                hits=self.hits,
                text="".join(self.text).strip(),
                assistant=" + ".join(self.speakers) or BUILT_IN,
                notices=tuple(self.notices),
                follow_ups=follow_ups(self.plan, self.hits),
                complete=self.whole and not self.cancelled.is_set(),
                left_out=self.left_out,
            )
        )


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


def _own_quotes(plan: Plan) -> tuple[str, ...]:
    """What the built-in writer itself puts in quotation marks."""
    return ("slower without drums more like 2 under 2 minutes no drums darker", *plan.notes)

"""Decide what a request is, and which of its findings are meant.

The readers find what cannot be mistaken: numbers, names, "no drums". People also refuse in ways that no list holds
("give the bagpipes a miss"), mention what they do not ask for, and talk of other things; there the tagger decides, a
small network trained on such requests (`.tagger`). It is asked once and adds no condition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from data.vocabulary.concepts import concept
from data.vocabulary.mentions import Mention
from data.vocabulary.relations import members
from llm.conversation import Conversation
from llm.plan import Plan
from retrieval.query import Filters
from retrieval.search.evidence import matching

from .findings import (
    Act,
    Aside,
    Cleared,
    Count,
    Finding,
    Likeness,
    Preferred,
    Refusal,
    Repetition,
    Request,
    SentAway,
    Wish,
    Wishes,
)
from .readers.references import pointed_in, ranks_in
from .reading import CONDITIONS
from .tagger import Tagged
from .wording import left_over

# Probabilities of the tagger, set on the development requests.
SURE = 0.55  # of a use among wanted, refused and mentioned, to go by it where no reader says anything
CERTAIN = 0.8  # of anything, to overrule a reader
CHAT_ALTHOUGH_WISHED = 0.9  # that a request which names something it wants is talk
FOLLOWS = 0.8  # of refine against search (or search against refine), to overrule the words
REFUSED_UNSAID = 0.7  # to refuse an instrument where no refusing word stands in the request
REFUSED_BESIDES = 0.75  # to refuse a concept more than the refusing words do
REFUSED_PLAIN = 0.4  # to refuse a word that is no concept behind a refusing one: "without autotune"
CONDITION_AT_ALL = 0.08  # below this a doubtful number is no condition: "two samurais"

Kind = Literal["search", "refine", "about", "pick", "keep", "undo", "chat"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a request is, and what is meant by it."""

    kind: Kind
    request: Request  # with the findings that are meant, and no others
    acts: frozenset[str] = frozenset()
    ranks: tuple[int, ...] = ()  # of the shown tracks that "about" and "keep" are about; none for all

    @property
    def wishes(self) -> Wishes:
        """The sum of the findings that are meant."""
        return Wishes.of(self.request.found)


def judge(request: Request, past: Conversation, tagged: Tagged | None) -> Judgement:
    """Decide between the findings of a request.

    Args:
        request: with all findings in it.
        past: the turns before.
        tagged: the tagger's opinion; None to go by the readers alone.
    """
    case = _Case(request, past, tagged)
    acts = frozenset(case.acts)
    if (talk := case.talk()) or (talk := case.question()):
        kind, ranks = talk
        return Judgement(kind, case.condition() if kind == "pick" else request, acts, ranks)
    meant = case.meant()
    before = past.plan
    refines = before is not None and (case.goes_on(_refines(meant, case.acts, before)) or _adds(meant, acts, before))
    return Judgement("refine" if refines else "search", meant, acts)


class _Case:
    """A request with its findings, the turns before it and the tagger's opinion."""

    def __init__(self, request: Request, past: Conversation, tagged: Tagged | None) -> None:
        self.request, self.past, self.tagged = request, past, tagged
        self.acts = {f.act: f for f in request.found if isinstance(f, Act)}
        self.preferred = {f.start for f in request.found if isinstance(f, Preferred)}

    # What the request is

    def talk(self) -> tuple[Kind, tuple[int, ...]] | None:
        """Return "chat" or "undo" where the request is that: it asks for nothing and ends no condition."""
        if self.past.plan is not None:
            if self._clears():  # "never mind the key" takes nothing back
                return None
            if "others" in self.acts and not {"undo", "back"} & set(self.acts):  # "we had those, new ones"
                return None
        if "chat" in self.acts or (self._chats() and "anything" not in self.acts):
            return "chat", ()
        if "undo" in self.acts or self._intent("undo") > SURE:
            return "undo", ()
        return None

    def question(self) -> tuple[Kind, tuple[int, ...]] | None:
        """Return "keep", "pick" or "about", with ranks, where the request asks about the tracks shown."""
        if "keeps" in self.acts and (kept := self._kept()):
            return "keep", kept
        if "picks" in self.acts and self._is_condition(self.condition()):
            return "pick", ()
        ranks = self._asked()
        if ranks is None or "judges" in self.acts or ("sends away" in self.acts and self.request.mentions):
            return None
        return "about", ranks or (self.request.asked_about if "that one" in self.acts else ())

    def _clears(self) -> bool:
        return any(isinstance(f, Cleared) and f.reader == "cleared" for f in self.request.found)

    def _intent(self, intent: str) -> float:
        return self.tagged.intents[intent] if self.tagged else 0.0

    def _chats(self) -> bool:
        """Return whether the tagger takes the request for talk; a long remark of one's life tells what music is for."""
        if self.tagged is None or (
            not self.request.shown and len(self.request.words) >= 6 and "addressed" not in self.acts
        ):
            return False
        wanted = max((self._shares(m.start, m.end)["wanted"] for m in self.request.mentions), default=0.0)
        wished = wanted > 0.5 or bool(self.tagged.spans("condition"))
        return self._intent("chat") > (CHAT_ALTHOUGH_WISHED if wished else CERTAIN)

    def _kept(self) -> tuple[int, ...]:
        """Return the ranks that the question before this request picked: "only those then"."""
        asked = self.past.turns[-1].plan if self.past.turns else None
        if asked is None or self.past.plan is None or not asked.picks:
            return ()
        found = matching(self.past.shown, asked.wanted, asked.unwanted, asked.filters)
        return tuple(f.rank for f in found.stated or found.heard)

    def _is_condition(self, request: Request) -> bool:
        wishes = Wishes.of(request.found)
        wanted = [w for w in wishes.wanted if w not in wishes.unwanted]
        if any(_kind(name) == "use" for name in wanted):
            return False  # what music is for is no fact of it
        return bool(wanted or any(map(concept, wishes.unwanted)) or Filters(**wishes.filters) != Filters())

    def _asked(self) -> tuple[int, ...] | None:
        """Return the ranks of the shown tracks that a question is about; None where nothing is asked."""
        act = self.acts.get("asks")
        if act is not None and not any(isinstance(f, Count) for f in self.request.found):
            return act.ranks
        if not self.past.shown or self._clears() or self._intent("about") < SURE:  # "el año da igual" asks nothing
            return None
        if {"likens", "than"} & set(self.acts) and "question mark" not in self.acts:
            return None  # "wie Nummer 2" asks for more of it, "slower than the first one" for other tracks
        return tuple(self._pointed(self._bare()) or ranks_in(self.request.folded, self.request.shown))

    def goes_on(self, by_words: bool) -> bool:
        """Return whether the request refines the last one: by its words, unless the tagger is sure of the contrary."""
        if self.tagged is None:
            return by_words
        refine, search = self._intent("refine"), self._intent("search")
        return refine > (1 - FOLLOWS if by_words else FOLLOWS) * (refine + search)

    # What is meant

    def condition(self) -> Request:
        """Return the request with the condition that a question puts to tracks: what is stated, refused and named."""
        readers = CONDITIONS | {"refused names", "refusals"}
        request = self._bare().without(f for f in self._certain() if f.reader in readers)
        return request.without(Wish(m.concept.name) for m in request.mentions if request.free(m))

    def meant(self) -> Request:
        """Return the request with the findings that are meant: doubtful ones decided, free mentions sorted."""
        request = self._bare().without(f for f in self._certain() if f.reader != "name alone")
        request = request.without(self._uses(request))
        request = request.without(self._pointing(request))
        request = request.without(
            Wish(m.concept.name, spans=()) for m in request.mentions if request.free(m)
        )  # their words stay in what is searched by sound
        if request.pointed_at() or any(isinstance(f, Repetition) for f in request.found):
            return request
        return request.without(f for f in self.request.found if f.reader == "name alone")

    def _bare(self) -> Request:
        r = self.request
        return Request(r.text, r.folded, r.folded, r.words, r.mentions, r.shown, r.asked_about, r.artists, r.albums)

    def _certain(self) -> Iterable[Finding]:
        return (f for f in self.request.found if not isinstance(f, Act) and (f.doubtful is None or self._is_meant(f)))

    def _is_meant(self, finding: Finding) -> bool:
        """Return whether the tagger lets a doubtful finding stand."""
        if self.tagged is None or finding.doubtful is None:
            return True
        shares = self._shares(*finding.doubtful)
        if finding.reader in CONDITIONS:
            return shares["condition"] >= CONDITION_AT_ALL
        if isinstance(finding, Refusal) and finding.plain:
            return shares["refused"] > REFUSED_PLAIN
        mention = next(m for m in self.request.mentions if m.start == finding.doubtful[0])
        use = self._use(mention)
        if use in ("wanted", "mentioned") and shares[use] > CERTAIN:
            return False
        marked = mention.concept.name in ("fast", "slow")  # as conditions
        return marked or shares["other"] <= CERTAIN

    def _uses(self, request: Request) -> list[Finding]:
        """Return refusals and asides for the mentions that no reader has taken.

        A request asks for something: where nothing else would be left, what is mentioned is what is asked for.
        """
        free = [(mention, self._use(mention)) for mention in request.mentions if request.free(mention)]
        wishes = Wishes.of(request.found)
        left = any(use in ("wanted", "") for _, use in free) or bool(wishes.like or wishes.repeats or request.shown)
        found: list[Finding] = []
        for mention, use in free:
            span = (mention.start, mention.end)
            if use == "refused":
                unsaid = mention.concept.kind == "instrument" and "refuses" not in self.acts
                least = max(REFUSED_UNSAID * unsaid, REFUSED_BESIDES * bool(wishes.unwanted))
                if self._shares(*span)["refused"] >= least:
                    found.append(Refusal(mention.concept.name, spans=(span,)))
            elif use == "mentioned" and left and "is there" not in self.acts:
                found.append(Aside(spans=(span,)))
        return found

    def _use(self, mention: Mention) -> str:
        """Return what a mention is for; "" where the tagger is in doubt."""
        if self.tagged is None:
            return ""
        if mention.start in self.preferred:
            return "wanted"
        shares = self._shares(mention.start, mention.end)
        uses = {use: shares[use] for use in ("wanted", "refused", "mentioned")}
        use = max(uses, key=lambda u: uses[u])
        return use if uses[use] > SURE * max(sum(uses.values()), 0.3) else ""

    def _pointing(self, request: Request) -> list[Finding]:
        """Return the tracks to go by that only the tagger sees: "the first one has the right spirit"."""
        if self._intent("refine") < 0.5 or request.pointed_at():
            return []
        if any(isinstance(f, (SentAway, Repetition)) for f in request.found):
            return []
        ranks = self._pointed(request)
        hits = tuple(hit for rank in ranks for hit in request.shown if hit.rank == rank)
        if not hits or self.tagged is None:
            return []
        places = self.tagged.spans("pointed")
        spans = tuple(span for span in places if ranks_in(request.folded[slice(*span)], hits))
        return [Likeness(hits, spans=spans)]

    def _pointed(self, request: Request) -> list[int]:
        """Return the ranks of tracks that the tagger takes for pointed at, in words that no finding has taken."""
        if self.tagged is None:
            return []
        taken = [span for f in request.found for span in f.spans]
        free = [
            (a, b) for a, b in self.tagged.spans("pointed") if not any(a < end and start < b for start, end in taken)
        ]
        return pointed_in(request, free)  # "just the best two" counts

    def _shares(self, start: int, end: int) -> dict[str, float]:
        assert self.tagged is not None
        return self.tagged.share(start, end)


def _adds(meant: Request, acts: frozenset[str], before: Plan) -> bool:
    """Return whether the first sound is named after conditions alone: "from the 19th century", "choral"."""
    bare = not (before.wanted or before.text or before.like) and before.filters != Filters()
    return bare and len(meant.words) <= 3 and not {"new topic", "anew"} & acts


def _refines(meant: Request, acts: Iterable[str], before: Plan) -> bool:
    """Return whether the words of the request go on from the last one rather than starting anew."""
    acts = set(acts)
    wishes = Wishes.of(meant.found)
    nothing_left = not wishes.wanted and not left_over(meant)
    kinds = {_kind(name) for name in wishes.wanted}
    if "exists with" in acts or (wishes.freed and not wishes.wanted):
        return True
    if wishes.cleared or wishes.replaced & {m for w in before.wanted for m in (w, *members(w))}:
        return True  # what was asked for is asked for no longer
    if (wishes.wanted and "scraps" in acts) or "anew" in acts:
        return False
    if wishes.like or wishes.hidden or wishes.repeats or wishes.degrees:
        return True
    if {"of them", "goes on"} <= acts:
        return True
    if "new topic" in acts:
        named = "artist" in wishes.filters or "album" in wishes.filters
        stated = bool(wishes.filters or wishes.unwanted or wishes.k)
        return nothing_left and stated and not named and "seeks" not in acts
    if "what about" in acts and {"genre", "use"} & kinds:
        return False
    if {"goes on", "besides"} & acts:
        return True
    if nothing_left:
        return bool(wishes.filters or wishes.unwanted or wishes.k or wishes.styles)
    return bool(kinds) and kinds <= {"mood", "texture"} and len(meant.words) <= 2 and "about music" not in acts


def _kind(name: str) -> str:
    found = concept(name)
    return found.kind if found else ""

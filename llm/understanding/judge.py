"""Decide what kind of request this is, and which of the readers' findings to accept.

The readers find what fixed patterns express: numbers, names, "no drums". But people also refuse in words that no
pattern covers ("give the bagpipes a miss"), mention music that they do not want, and talk about other things. In these
cases the tagger decides, a small network trained on such requests (`.tagger`). It never adds a condition of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from data.vocabulary.concepts import concept
from data.vocabulary.language import language_of
from data.vocabulary.mentions import Mention, Span, mentions
from data.vocabulary.relations import members
from llm.conversation import Conversation, track_ids
from llm.plan import LibraryQuestion, Plan
from retrieval.query import Filters
from retrieval.search.evidence import matching

from .findings import (
    REVERSED,
    Act,
    ActName,
    Aside,
    Cleared,
    Condition,
    Count,
    Degree,
    Finding,
    Likeness,
    Order,
    Preferred,
    Refusal,
    Repetition,
    Request,
    SentAway,
    SongWish,
    Titled,
    Unknown,
    Wish,
    Wishes,
)
from .meanings import rejections
from .names.found import FIRST_KANA
from .readers.conversation.references import ranks_in, ranks_pointed_at
from .reading import CONDITION_READERS
from .tagger import Tagged
from .wording import left_over

# Thresholds for probabilities of the tagger, chosen on the development requests.
SURE = 0.55  # of a role (wanted, refused, mentioned) or an intent, to follow it where no reader found anything
CERTAIN = 0.8  # to overrule a reader
CHAT_ALTHOUGH_WISHED = 0.9  # of "chat", to ignore what a request seems to want
FOLLOWS = 0.8  # of refine compared with search, or the reverse, to overrule the words
REFUSED_UNSAID = 0.7  # of "refused", for an instrument in a request without a negative word
REFUSED_BESIDES = 0.75  # of "refused", for a concept in addition to those that a reader found refused
REFUSED_PLAIN = 0.4  # of "refused", for a word after a negation that is no concept: "without autotune"
CONDITION_AT_ALL = 0.08  # of "condition", to accept a doubtful number; not: "two samurais"
WANTED_IN_CHAT = 0.5  # of "wanted", for a concept to count against small talk
REFINE_TO_POINT = 0.5  # of "refine", to accept the shown tracks that only the tagger sees
_BY_BEFORE = re.compile(r"\b(?:by|from|von|par|por|de)\s+(?:the )?$")
LEAST_ROLES = 0.3  # the least sum of the three roles that a role is compared with
FEWEST_STORY_WORDS = 6  # a first request of so many words may tell of something before it asks for music

_MOST_SEEN = 3  # of the tracks shown, these are seen without scrolling

Kind = Literal["search", "refine", "about", "pick", "keep", "undo", "chat", "library"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The kind of a request, and its accepted findings."""

    kind: Kind
    request: Request  # with the accepted findings; with all findings for "about", "keep", "undo" and "chat"
    acts: frozenset[ActName] = frozenset()
    ranks: tuple[int, ...] = ()  # the shown tracks that "about" and "keep" are about; empty: all
    question: LibraryQuestion | None = None  # about the library, without its conditions

    @property
    def wishes(self) -> Wishes:
        """Return the findings of `request`, combined."""
        return Wishes.of(self.request.found)


def judge(request: Request, conversation: Conversation, tagged: Tagged | None) -> Judgement:
    """Return the kind of a request, and the request with the findings that are accepted.

    Args:
        request: the request with all findings.
        conversation: the earlier turns.
        tagged: the probabilities of the tagger; None to accept every finding.
    """
    case = _Case(request, conversation, tagged)
    acts = frozenset(case.acts)
    if "library" in case.acts and not any(isinstance(f, SongWish) for f in request.found):
        asked = case.acts["library"]
        return Judgement("library", case.request_with_condition(asked.spans), acts, (), asked.question)
    rejected = case.rejected()
    no_search = (None if rejected else case.chat_or_undo()) or case.question()
    if no_search:
        kind, ranks = no_search
        return Judgement(kind, case.request_with_condition() if kind == "pick" else request, acts, ranks)
    meant = case.request_as_meant()
    meant = meant.with_findings(rejected)  # tracks that "are not it" are not shown again
    last_plan = conversation.plan
    refines = (
        last_plan is not None
        and "surprise" not in acts
        and not _names_whole_list(meant, acts)
        and (case.refines(_refines_by_words(meant, acts, last_plan)) or _adds_first_words(meant, acts, last_plan))
    )
    return Judgement("refine" if refines else "search", meant, acts)


class _Case:
    """A request with its findings, the earlier turns and the probabilities of the tagger."""

    def __init__(self, request: Request, conversation: Conversation, tagged: Tagged | None) -> None:
        self.request, self.conversation, self.tagged = request, conversation, tagged
        self.acts = {f.act: f for f in request.found if isinstance(f, Act)}
        self._names = [f for f in request.found if f.reader == "names"]
        self.preferred = {f.start for f in request.found if isinstance(f, Preferred)}

    # The kind of the request

    def chat_or_undo(self) -> tuple[Kind, tuple[int, ...]] | None:
        """Return the kind of a request that needs no search, in the form in which `question` returns a kind.

        Returns:
            ("chat", ()) for small talk, ("undo", ()) for a request to take back the last change; None for all others.
        """
        if any(isinstance(f, SongWish) or f.reader == "unknown words" for f in self.request.found):
            return None
        if any(isinstance(f, Titled) or (isinstance(f, Condition) and "only" in dict(f.values)) for f in self._names):
            return None  # "play Thank You" names a title of the library
        if self.conversation.plan is not None:
            if self._ends_condition():  # "never mind the key" ends a condition and undoes nothing
                return None
            if "others" in self.acts and not {"undo", "back"} & set(self.acts):  # "we had those, new ones"
                return None
        if "chat" in self.acts or (self._is_small_talk() and "anything" not in self.acts):
            return "chat", ()
        last, found = self.conversation.plan, self.request.found
        if last is not None and last.order and any(isinstance(f, Order) and f.order == REVERSED for f in found):
            return None  # "reverse it" turns the list round
        if "undo" in self.acts or self._intent("undo") > SURE:
            return "undo", ()
        return None

    def question(self) -> tuple[Kind, tuple[int, ...]] | None:
        """Return the kind of a question about shown tracks, and the ranks of the tracks.

        Returns:
            ("keep", ranks) if only these tracks should stay, ("pick", ()) if it asks which tracks meet a condition,
            ("about", ranks) for other questions; None if the request is no such question.
        """
        if any(isinstance(f, SongWish) for f in self.request.found):
            return None  # "the one that goes ..." refers to no track that is shown
        if "keeps" in self.acts and (kept := self._picked_ranks()):
            return "keep", kept
        if "picks" in self.acts and self._has_condition(self.request_with_condition()):
            return "pick", ()
        if "picks" in self.acts and any(isinstance(f, Unknown) for f in self.request.found):
            return "about", ()  # "which of these are live recordings?"
        ranks = self._asked_ranks()
        if ranks is None or "judges" in self.acts or ("sends away" in self.acts and self.request.mentions):
            return None
        return "about", ranks or (self.request.asked_about if "that one" in self.acts else ())

    def rejected(self) -> list[Finding]:
        """Return the wish for other tracks, if the request rejects all tracks shown.

        If it also says what to change, only the first tracks are hidden: others may meet the changed wish best.

        The finding uses the words of the rejection unless they name a concept: those of "far too epic" refuse it.
        """
        request = self.request
        points = any(isinstance(f, (Likeness, SentAway, Repetition)) for f in request.found)
        if self.tagged is None or language_of(request.text) != "en":
            return []
        if not request.shown or points or ranks_in(request.folded, request.shown):
            return []
        spans = rejections(request.text)
        named = [m for m in request.mentions if any(a <= m.start < b for a, b in spans)]
        if not spans:
            return []
        used = () if named else tuple(spans)
        if any(isinstance(f, (Wish, Refusal, Degree)) for f in request.found) or request.mentions:
            return [SentAway(track_ids(request.shown[:_MOST_SEEN]), spans=used)]
        return [Repetition(otherwise=True, spans=used)]

    def _ends_condition(self) -> bool:
        return any(isinstance(f, Cleared) and f.reader == "cleared" for f in self.request.found)

    def _intent(self, intent: str) -> float:
        return self.tagged.intents[intent] if self.tagged else 0.0

    def _is_small_talk(self) -> bool:
        """Return whether the tagger classifies the request as small talk.

        A first request of six or more words that does not address Hark is never small talk, because such a request ("my
        cousin is getting married in May") says what the music is for.
        """
        if self.tagged is None or (self._names and max(self.request.text) >= FIRST_KANA):
            return False  # the tagger knows no such language, and what it names is in the library
        if not self.request.shown and len(self.request.words) >= FEWEST_STORY_WORDS and "addressed" not in self.acts:
            return False
        wanted = max((self._shares(m.start, m.end)["wanted"] for m in self.request.mentions), default=0.0)
        asks_for_music = wanted > WANTED_IN_CHAT or bool(self.tagged.spans("condition"))
        return self._intent("chat") > (CHAT_ALTHOUGH_WISHED if asks_for_music else CERTAIN)

    def _picked_ranks(self) -> tuple[int, ...]:
        """Return the ranks of the shown tracks that meet the condition of the last question; () if it had none."""
        asked = self.conversation.turns[-1].plan if self.conversation.turns else None
        if asked is None or self.conversation.plan is None or not asked.picks:
            return ()
        found = matching(self.conversation.shown, asked.wanted, asked.unwanted, asked.filters)
        return tuple(f.rank for f in found.stated or found.heard)

    def _has_condition(self, request: Request) -> bool:
        wishes = Wishes.of(request.found)
        wanted = [w for w in wishes.wanted if w not in wishes.unwanted]
        if any(_kind(name) == "use" for name in wanted):
            return False  # no tag states what music is used for
        return bool(wanted or any(map(concept, wishes.unwanted)) or Filters(**wishes.filters) != Filters())

    def _asked_ranks(self) -> tuple[int, ...] | None:
        """Return the ranks of the shown tracks that a question is about.

        Returns:
            the ranks; () if the question is about all tracks, None if the request is no question.
        """
        act = self.acts.get("asks")
        if act is not None and not any(isinstance(f, Count) for f in self.request.found):
            return act.ranks
        if not self.conversation.shown or self._ends_condition() or self._intent("about") < SURE:
            return None  # "el año da igual" ends a condition and asks nothing
        if {"likens", "than"} & set(self.acts) and "question mark" not in self.acts:
            return None  # "wie Nummer 2" and "slower than the first one" ask for other tracks
        return tuple(self._tagged_ranks(self._without_findings()) or ranks_in(self.request.folded, self.request.shown))

    def refines(self, by_words: bool) -> bool:
        """Return whether the request refines the last search.

        Args:
            by_words: what the words of the request suggest; the tagger can overrule it.
        """
        if self.tagged is None:
            return by_words
        refine, search = self._intent("refine"), self._intent("search")
        return refine > (1 - FOLLOWS if by_words else FOLLOWS) * (refine + search)

    # The accepted findings

    def request_with_condition(self, aside: tuple[Span, ...] = ()) -> Request:
        """Return the request with only those findings that state the condition of a question.

        Args:
            aside: words that are no condition, such as "most energetic" in a question about a superlative.
        """
        readers = CONDITION_READERS | {"refusals"}
        request = self._without_findings().with_findings([Aside(spans=aside)])
        accepted = [f for f in self._accepted_findings() if f.reader in readers]
        if "library" in self.acts:
            meant = [each for f in accepted for each in self._in_question(f)]
            if len(meant) < len(accepted):  # the words of what is no name may be concepts
                request = replace(request, mentions=tuple(mentions(request.text)))
            accepted = meant
        request = request.with_findings(accepted)
        return request.with_findings(Wish(m.concept.name) for m in request.mentions if request.free(m))

    def _in_question(self, finding: Finding) -> tuple[Finding, ...]:
        """Return what a finding means in a question about the library.

        A name that the library lacks is an artist's only after "by": "by Nobody" asks for tracks of which there are
        none. Elsewhere the tagger has taken other words for a name ("the longest folk song I own").
        """
        name = finding.note.removesuffix(" is not in this library")
        if name == finding.note:
            return (finding,)
        at = self.request.text.find(name)
        if at < 0 or not _BY_BEFORE.search(self.request.folded[:at]):
            return ()
        return (Condition(values=(("artist", name),), spans=finding.spans),)

    def request_as_meant(self) -> Request:
        """Return the request with its accepted findings.

        A finding is added for each named concept that no accepted finding uses.
        """
        request = self._without_findings().with_findings(
            f for f in self._accepted_findings() if f.reader != "name alone"
        )
        request = request.with_findings(self._refusals_and_asides(request))
        request = request.with_findings(self._tagged_likeness(request))
        # Without spans, so that the words stay in the text to search with.
        request = request.with_findings(Wish(m.concept.name, spans=()) for m in request.mentions if request.free(m))
        if request.pointed_at() or any(isinstance(f, Repetition) for f in request.found):
            return request
        return request.with_findings(f for f in self.request.found if f.reader == "name alone")

    def _without_findings(self) -> Request:
        return replace(self.request, rest=self.request.folded, found=())

    def _accepted_findings(self) -> Iterator[Finding]:
        refused_until = -1  # the end of the last accepted refusal
        for finding in self.request.found:
            if isinstance(finding, Act):
                continue
            # "not the cheesy new age kind" refuses both or none.
            follows = isinstance(finding, Refusal) and any(start == refused_until for start, _ in finding.spans)
            if finding.doubtful is None or follows or self._is_accepted(finding):
                if isinstance(finding, Refusal):
                    refused_until = max((end for _, end in finding.spans), default=-1)
                yield finding

    def _is_accepted(self, finding: Finding) -> bool:
        """Return whether the tagger confirms a doubtful finding."""
        if self.tagged is None or finding.doubtful is None:
            return True
        shares = self._shares(*finding.doubtful)
        if finding.reader in CONDITION_READERS:
            return shares["condition"] >= CONDITION_AT_ALL
        if isinstance(finding, Refusal) and finding.plain:
            return shares["refused"] > REFUSED_PLAIN
        mention = next(m for m in self.request.mentions if m.start == finding.doubtful[0])
        role = self._role(mention)
        if role in ("wanted", "mentioned") and shares[role] > CERTAIN:
            return False
        pace = mention.concept.name in ("fast", "slow")  # the tagger's training data mark these as conditions
        return pace or shares["other"] <= CERTAIN

    def _refusals_and_asides(self, request: Request) -> list[Finding]:
        """Return findings for the concepts that the tagger classifies as unwanted and that no finding uses yet.

        A refused concept becomes a `Refusal`. A concept that is only mentioned becomes an `Aside`, so that the search
        ignores it, if something else is left to search for.
        """
        free = [(mention, self._role(mention)) for mention in request.mentions if request.free(mention)]
        wishes = Wishes.of(request.found)
        left = any(role in ("wanted", "") for _, role in free) or bool(wishes.like or wishes.repeats or request.shown)
        found: list[Finding] = []
        for mention, role in free:
            span = (mention.start, mention.end)
            if role == "refused":
                unsaid = mention.concept.kind == "instrument" and "refuses" not in self.acts
                least = max(REFUSED_UNSAID * unsaid, REFUSED_BESIDES * bool(wishes.unwanted))
                if self._shares(*span)["refused"] >= least:
                    found.append(Refusal(mention.concept.name, spans=(span,)))
            elif role == "mentioned" and left and "is there" not in self.acts:
                found.append(Aside(spans=(span,)))
        return found

    def _role(self, mention: Mention) -> str:
        """Return whether a named concept is "wanted", "refused" or only "mentioned"; "" if the tagger is not sure."""
        if self.tagged is None:
            return ""
        if mention.start in self.preferred:
            return "wanted"
        shares = self._shares(mention.start, mention.end)
        roles = {role: shares[role] for role in ("wanted", "refused", "mentioned")}
        likeliest = max(roles, key=lambda role: roles[role])
        return likeliest if roles[likeliest] > SURE * max(sum(roles.values()), LEAST_ROLES) else ""

    def _tagged_likeness(self, request: Request) -> list[Finding]:
        """Find references to shown tracks that the results should sound like, if only the tagger recognises them."""
        if self._intent("refine") < REFINE_TO_POINT or request.pointed_at():
            return []
        if any(isinstance(f, (SentAway, Repetition)) for f in request.found):
            return []
        ranks = self._tagged_ranks(request)
        hits = tuple(hit for rank in ranks for hit in request.shown if hit.rank == rank)
        if not hits or self.tagged is None:
            return []
        places = self.tagged.spans("pointed")
        spans = tuple(span for span in places if ranks_in(request.folded[slice(*span)], hits))
        return [Likeness(hits, spans=spans)]

    def _tagged_ranks(self, request: Request) -> list[int]:
        """Return the ranks of the shown tracks that are named in words tagged "pointed".

        Words that a finding uses are skipped.
        """
        if self.tagged is None:
            return []
        taken = [span for f in request.found for span in f.spans]
        free = [
            (a, b) for a, b in self.tagged.spans("pointed") if not any(a < end and start < b for start, end in taken)
        ]
        return ranks_pointed_at(request, free)  # not "just the best two", which a count uses

    def _shares(self, start: int, end: int) -> dict[str, float]:
        assert self.tagged is not None
        return self.tagged.share(start, end)


_MOST_OF_A_NUMBER = 5  # words of a request that asks for nothing but more or fewer tracks: "twice as long, please"


def _adds_first_words(meant: Request, acts: frozenset[ActName], last_plan: Plan) -> bool:
    """Return whether this short request adds the first search words to a plan that had only filters."""
    only_filters = not (last_plan.wanted or last_plan.text or last_plan.like) and last_plan.filters != Filters()
    return only_filters and len(meant.words) <= 3 and not {"new topic", "anew"} & acts


def _names_whole_list(meant: Request, acts: frozenset[ActName]) -> bool:
    """Return whether a request says its music, its number and its order, as the first one of a conversation does.

    The stages of a list say its music and its order.
    """
    wishes = Wishes.of(meant.found)
    if wishes.stages and not {"besides", "of them"} & acts:
        return True
    music = {"genre", "instrument"} & {_kind(name) for name in wishes.wanted}
    counted = wishes.k is not None and wishes.order not in ("", REVERSED)
    return bool(music) and counted and "about music" in acts and not {"besides", "of them"} & acts


def _refines_by_words(meant: Request, acts: frozenset[ActName], last_plan: Plan) -> bool:
    """Return whether the words of the request suggest that it changes the last search and starts no new one."""
    wishes = Wishes.of(meant.found)
    nothing_left = not wishes.wanted and not left_over(meant)
    kinds = {_kind(name) for name in wishes.wanted}
    if {"twice as many", "half as many"} & acts and not wishes.wanted and len(meant.words) <= _MOST_OF_A_NUMBER:
        return True
    if "exists with" in acts or (wishes.freed and not wishes.wanted):
        return True
    if wishes.cleared or wishes.replaced & {m for w in last_plan.wanted for m in (w, *members(w))}:
        return True  # something requested before is no longer wanted
    if (wishes.wanted and "scraps" in acts) or "anew" in acts:
        return False
    if wishes.like or wishes.hidden or wishes.repeats or wishes.degrees:
        return True
    if {"of them", "goes on"} <= acts:
        return True
    if "new topic" in acts:
        named = "artist" in wishes.filters or "album" in wishes.filters
        stated = bool(wishes.filters or wishes.unwanted or wishes.k or wishes.shapes_list)
        return nothing_left and stated and not named and "seeks" not in acts
    if "what about" in acts and {"genre", "use"} & kinds:
        return False
    if {"goes on", "besides"} & acts:
        return True
    if nothing_left:
        return bool(wishes.filters or wishes.unwanted or wishes.k or wishes.styles or wishes.shapes_list)
    return bool(kinds) and kinds <= {"mood", "texture"} and len(meant.words) <= 2 and "about music" not in acts


def _kind(name: str) -> str:
    found = concept(name)
    return found.kind if found else ""

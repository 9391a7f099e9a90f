"""Answer requests that need no search: questions about the tracks shown, and small talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.text import clock, fold, words
from data.vocabulary.concepts import Concept, concept, recognise
from data.vocabulary.mentions import mentions
from llm.plan import Plan
from retrieval.query import Hit, Searchable
from retrieval.rules import Rule
from retrieval.search.evidence import audible, matching

from . import library_facts
from .described import GENTLE, LIVELY, Described, facts_of_liked, liked_names
from .parts import Citation, Piece, Prose, quoted
from .phrasebook import Phrasebook, paragraph, rule_label

_TOLD_AT_ONCE = 3  # tracks that one reply describes
_TALK = ("grief", "thanks", "back", "help", "privacy", "hello", "stop", "praise")
_SURE = 0.5  # probability from which the encoder confirms a tag
_SUITS = 0.4  # share of the library with less energy up to which a track suits a gentle use


def explain(plan: Plan, asked: Plan | None, hits: Sequence[Hit], library: Searchable) -> Prose:
    """Answer a question about the tracks shown.

    Args:
        plan: the plan of the question.
        asked: the plan of the search that found the tracks; None if it is not known.
        hits: the tracks shown.
        library: the collection that was searched.
    """
    if plan.library_question is not None:
        return library_facts.answer(plan.library_question, library, plan.request)
    return _Question(plan, asked, hits, library).answered()


def chat(plan: Plan, library: Searchable) -> Prose:
    """Answer a request that needs no search: a question about the library or about two titles, or small talk."""
    if plan.library_question is not None:
        return library_facts.answer(plan.library_question, library, plan.request)
    if compared := library_facts.compare_titles(plan.request, library):
        return compared
    book, folded = Phrasebook.of(plan.request), fold(plan.request)
    return book.write(f"answer.{next((kind for kind in _TALK if book.asks(f'talk.{kind}', folded)), 'other')}")


def about_rules(said: str, rules: Sequence[Rule], request: str) -> Prose:
    """Return a sentence about standing rules, in the language of the request; empty if `said` is "".

    Args:
        said: the entry of the section "rules" to write.
        rules: the rules that it names.
        request: the user's words.
    """
    if not said:
        return Prose()
    book = Phrasebook.of(request)
    return book.write(f"rules.{said}", rules=book.listed([rule_label(rule, book) for rule in rules]))


def answers_to_offer(request: str) -> tuple[str, ...]:
    """Return the two answers to the question whether a rule shall hold always, in the language of the request."""
    book = Phrasebook.of(request)
    return book.text("rules.always"), book.text("rules.now")


class _Question:
    """A question about the tracks shown.

    Attributes:
        chosen: the tracks that the question names by rank or title.
        concepts: the concepts that the question names.
    """

    def __init__(self, plan: Plan, asked: Plan | None, hits: Sequence[Hit], library: Searchable) -> None:
        self.plan, self.asked, self.hits, self.library = plan, asked, hits, library
        self.book = Phrasebook.of(plan.request)
        self.folded = fold(plan.request)
        self.tracks = [Described(hit, library, self.book) for hit in hits]
        named = set(plan.about) if not plan.picks else set()
        said = f" {' '.join(words(plan.request))} "
        titles = {hit.rank: f" {' '.join(words(hit.track.title))} " for hit in hits}
        self.chosen = [t for t in self.tracks if t.rank in named or len(titles[t.rank]) > 5 and titles[t.rank] in said]
        found = [m.concept.name for m in mentions(plan.request)]
        self.concepts = list(dict.fromkeys(found)) or list(plan.wanted)

    def asks(self, kind: str) -> bool:
        """Return whether the question matches the pattern "question.KIND" of its language."""
        return self.book.asks(f"question.{kind}", self.folded) is not None

    def answered(self) -> Prose:
        """Find out what the question asks, and return the answer."""
        if not self.tracks:
            return self.book.write("nothing.found")
        if self.asks("why"):
            return paragraph([self.why(t) for t in (self.chosen or self.tracks[:1])[:2]])
        if self.plan.unknown:  # "which of these are in 3/4?"
            unchecked = self.book.write("owning.unknown", words=self.book.quotes(self.plan.unknown, negated=True))
            return paragraph([unchecked, self.picked()] if self.plan.picks else [unchecked])
        if self.plan.picks and self.plan.filters:  # "longer than 3 minutes" is no superlative
            return self.picked()
        for kind in library_facts.EXTREMES:
            if self.asks(kind):
                return self.extreme(kind)
        if self.asks("sure") and self.concepts:
            return self.sure(self._first())
        if self.asks("where"):
            return self.where(self._first())
        if self.asks("compare") and len(self.chosen) > 1 or len(self.chosen) == 2 and not self.concepts:
            return self.compared(*self.chosen[:2])
        if (most := self._superlative()) is not None:
            return self.most(most)
        if self.plan.picks:
            return self.picked()
        chosen = self.chosen or self.tracks[: 1 if len(self.tracks) == 1 else _TOLD_AT_ONCE]
        return paragraph([self.about(t) for t in chosen[:_TOLD_AT_ONCE]])

    def _first(self) -> Described:
        return (self.chosen or self.tracks)[0]

    def why(self, track: Described) -> Prose:
        """Return why the search found a track, and one wish for which the track shows no evidence."""
        asked, book, cited = self.asked, self.book, Citation(track.rank)
        if asked is None:
            return self.portrait(track)
        wishes = list(dict.fromkeys((*asked.towards, *asked.wanted)))
        told = audible(wishes) if any(map(track.facts.evidence, audible(wishes))) else wishes
        clauses = [*track.sung(), *track.named(), *(clause for wish in told if (clause := track.why(wish)))]
        clauses += track.meeting(asked.filters)
        said = [book.write("reply.why_sound", a=cited)]
        if asked.like:
            liked = [facts for i in asked.like[:1] if (facts := facts_of_liked(i, self.library))]
            clauses += [clause for facts in liked for clause in track.shared(facts)]
            name = liked_names(asked, self.library, book)
            key, why = "reply.why_close_by" if clauses else "reply.why_close", book.clauses(clauses[:3])
            said = [book.write("reply.why_like", name=name), book.write(key, a=cited, why=why)]
        elif clauses:
            said = [book.write("reply.why", a=cited, why=book.clauses(list(dict.fromkeys(clauses))[:3]))]
        heard = [w for w in wishes if (c := concept(w)) and c.kind in ("instrument", "genre")]
        presence = track.presence(heard[0]) if heard else None
        if presence and (presence.confidence >= _SURE or track.facts.evidence(heard[0]) == "heard"):
            percent = f"{100 * presence.confidence:.0f}"
            said.append(book.write("reply.sure_also", n=percent, what=book.name(heard[0])))
        missing = [w for w in audible(wishes) if not track.supports(w)]
        for wish in missing[:1] if clauses else ():
            genre = _kind(wish) == "genre"
            tags = [track.tag(track.facts.style)] if genre else track.moods()
            if _kind(wish) == "instrument":
                said.append(book.write("reply.not_so_instrument", wish=book.bare(wish)))
            elif any(tags):
                said.append(book.write("reply.not_so_tag", tag=tags[0], wish=book.bare(wish)))
            else:
                said.append(book.write("reply.not_so", wish=book.name(wish)))
        return paragraph(said)

    def extreme(self, kind: str) -> Prose:
        """Name the track with the highest or lowest tempo, year or length, and the track that comes second."""
        of, highest, shown = library_facts.EXTREMES[kind]
        among = self.chosen if len(self.chosen) > 1 else self.tracks
        valued = sorted(((v, t.rank) for t in among if (v := of(t.hit.track)) is not None), reverse=highest)
        if not valued:
            return self.book.write("reply.extreme_unknown")
        values = [shown(v) for v, _ in valued[:2]]
        said = self.book.write(f"reply.{kind}", a=Citation(valued[0][1]), value=values[0])
        if len(valued) < 2:
            return self.book.write("reply.alone", said=said)
        b = Citation(valued[1][1])
        if len(self.chosen) > 1:
            key = f"reply.{kind.replace('est', 'er')}"
            return self.book.write(key, a=Citation(valued[0][1]), value=values[0], b=b, other=values[1])
        return self.book.write("reply.next", said=said, b=b)

    def where(self, track: Described) -> Prose:
        """Return at which time in a track a concept is heard best; without a concept, where the request fits best."""
        book, cited = self.book, Citation(track.rank)
        names = audible(self.concepts) or (audible(self.asked.wanted) if self.asked else ())
        if not names:
            return book.write("reply.where_best", a=cited, at=clock(track.hit.start_s))
        what, (where, seconds) = book.name(names[0]), track.moment(names[0])
        if not where and track.facts.evidence(names[0]) == "known":
            return book.write("reply.where_known", a=cited, what=what)
        if where != "at":
            return book.write(f"reply.where_{where or 'not'}", a=cited, what=what)
        presence = track.presence(names[0])
        first = presence.entry if presence else None
        if first is not None and 0 < first < seconds:
            return book.write("reply.where_enters", a=cited, what=what, first=clock(first), at=clock(seconds))
        return book.write("reply.where", a=cited, what=what, at=clock(seconds))

    def sure(self, track: Described) -> Prose:
        """Return how certain it is that a track has the concept of the question, and how this is known."""
        book, name, cited = self.book, self.concepts[0], Citation(track.rank)
        what, bare, presence = book.name(name), book.bare(name), track.presence(name)
        percent = f"{100 * presence.confidence:.0f}" if presence else ""
        match track.facts.evidence(name):
            case "known":
                said = book.write("reply.sure_known", a=cited, what=what)
            case "heard" if percent:
                return book.write("reply.sure_heard", n=percent, a=cited, what=what)
            case _:
                decided = track.facts.decide(name) and _kind(name) == "instrument"
                said = book.write("reply.sure_other" if decided else "reply.sure_not", a=cited, bare=bare)
        return paragraph([said, book.write("reply.sure_also", n=percent, what=what) if percent else Prose()])

    def compared(self, a: Described, b: Described) -> Prose:
        """Return how two tracks differ, and which instruments they share."""
        book = self.book
        first, second = self._traits(a, b, pace=False), self._traits(b, a, pace=True)
        ranks: dict[str, Piece] = {"a": Citation(a.rank), "b": Citation(b.rank)}
        if first and second:
            said = book.write("reply.differs", **ranks, first=book.listed(first), second=book.listed(second))
        elif first or second:
            track, traits = (a, first) if first else (b, second)
            said = book.write("contrast.one", b=Citation(track.rank), differs=book.listed(traits))
        else:
            said = book.write("reply.same", **ranks)
        both = [i for tag in a.facts.instruments if tag in b.facts.instruments and (i := a.instrument(tag))]
        return paragraph([said, book.write("reply.shared", what=book.listed(both[:2])) if both else Prose()])

    def _traits(self, track: Described, other: Described, pace: bool) -> list[Prose]:
        """Return verb phrases that say how a track differs from another one.

        Args:
            track: the track to describe.
            other: the track to compare it with.
            pace: whether to say which of the two is faster.
        """
        found, book = track.differences(other, ()), self.book
        key = "both" if pace and "both" in found else "mood" if "mood" in found else "pace" if pace else ""
        traits = [found[key]] if key in found else []
        if partner := track.partner((), other.facts.instruments):
            traits.append(book.write("reply.plays", what=track.instrument(partner)))
        modes = [t.facts.key.rpartition(" ")[2] for t in (track, other)]
        if set(modes) == {"major", "minor"}:
            traits.append(book.write("reply.in_mode", mode=book.key(modes[0])))
        return traits

    def _superlative(self) -> Concept | None:
        """Return the concept of a superlative in the question: calm for "the most relaxing", sad for "the saddest"."""
        if not self.asks("most"):
            return None
        endings = self.book.text("question.ending").split("|")
        for word in re.findall(r"\w+", self.folded):
            stems = [word.removesuffix(ending) for ending in endings if word.endswith(ending)]
            for form in (form for stem in stems for form in (stem, stem + "y", stem + "e", stem[:-1])):
                if (found := recognise(form)) and found.kind != "instrument":
                    return found
        return next((c for name in self.concepts if (c := concept(name)) and c.kind != "instrument"), None)

    def most(self, wish: Concept) -> Prose:
        """Name the track that has most of a concept, such as the saddest, with the evidence for it."""
        book, what = self.book, self.book.name(wish.name)
        scored = sorted(((self._degree(t, wish.name), t) for t in self.tracks), key=lambda pair: -pair[0])
        (_, best), *others = scored
        cited = Citation(best.rank)
        why = best.why(wish.name) or (self._suiting(best, wish.name)[0] if wish.kind == "use" else Prose())
        if not why:
            if not best.presence(wish.name):
                return book.write("reply.most_none", what=what)
            return book.write("reply.most_ear", a=cited, what=what)
        following = next((t for _, t in others if t.supports(wish.name)), None)
        after = book.write("reply.most_next", b=Citation(following.rank)) if following else Prose()
        return paragraph([book.write("reply.most", a=cited, why=why), after])

    def _degree(self, track: Described, name: str) -> float:
        """Return how much of a concept a track has, as a number without a unit, for comparing tracks.

        The number combines tags, measurements and what the encoder hears.
        """
        evidence = {"known": 3.0, "near": 1.0}.get(track.facts.evidence(name), 0.0)
        presence, energy = track.presence(name), track.share("energy")
        calm = name in GENTLE | {"calm", "quiet", "slow"}
        lively = name in LIVELY | {"energetic", "fast", "aggressive"}
        pace = 0.0 if energy is None else (0.5 - energy) if calm else (energy - 0.5) if lively else 0.0
        return evidence + (presence.deviation if presence else 0.0) + 2 * pace

    def about(self, track: Described) -> Prose:
        """Answer a question about one track; describe the track if the kind of question is not recognised."""
        book, facts, cited = self.book, track.facts, Citation(track.rank)
        if self.asks("called"):
            name = quoted(track.hit.track.artist)
            return book.write(f"reply.called{'' if name else '_alone'}", a=cited, title=track.title, name=name)
        if self.asks("length"):
            return book.write("reply.length", a=cited, at=clock(facts.duration_s))
        if self.asks("year"):
            return book.write(f"reply.{'year' if facts.year else 'no_year'}", a=cited, n=str(facts.year))
        if self.asks("artist"):
            name = quoted(track.hit.track.artist)
            return book.write(f"reply.{'artist' if name else 'no_artist'}", a=cited, name=name)
        if self.asks("key"):
            key = book.key(facts.key)
            return book.write(f"reply.{'key' if facts.key else 'no_key'}", a=cited, key=key)
        if self.asks("tempo"):
            kind = "no_tempo" if not facts.tempo else "tempo" if facts.tempo_stated else "measured_tempo"
            return book.write(f"reply.{kind}", a=cited, n=str(facts.tempo))
        if self.asks("instruments"):
            known = [name for tag in facts.instruments if (name := track.instrument(tag))]
            heard = [book.name(name) for name in facts.heard_as("instrument")]
            kind = "instruments" if known else "heard_instruments" if heard else "no_instruments"
            return book.write(f"reply.{kind}", a=cited, what=book.listed(known or heard))
        if self.concepts:
            return paragraph([self._whether(track, name) for name in self.concepts[:2]])
        return self.portrait(track)

    def _whether(self, track: Described, name: str) -> Prose:
        """Answer whether a track has a concept, or suits a use."""
        book, cited, how = self.book, Citation(track.rank), track.facts.evidence(name)
        if _kind(name) == "use":
            good, bad = self._suiting(track, name)
            key = "suits" if good else "suits_not" if bad else "suits_unknown"
            return book.write(f"reply.{key}", a=cited, use=book.name(name), why=good or bad)
        if why := track.why(name):
            return book.write("reply.yes_heard" if how == "heard" else "reply.yes", a=cited, why=why)
        if _kind(name) == "instrument" and track.facts.instruments:
            return book.write("reply.sure_other", a=cited, bare=book.bare(name))
        return book.write("reply.no_sign", a=cited, what=book.name(name))

    def _suiting(self, track: Described, use: str) -> tuple[Prose, Prose]:
        """Return (reasons why a track suits a use of music, reasons why it does not), each as a clause."""
        good, energy = [clause for clause in (track.why(use),) if clause], track.share("energy")
        bad: list[Prose] = []
        if energy is not None and use in GENTLE | LIVELY:
            busy = self.book.write("reply.busy", n=f"{100 * energy:.0f}")
            still = self.book.write("reply.still", n=f"{100 * (1 - energy):.0f}")
            if energy <= _SUITS:
                (good if use in GENTLE else bad).append(still)
            elif energy >= 1 - _SUITS:
                (bad if use in GENTLE else good).append(busy)
        return self.book.clauses(good), self.book.clauses(bad)

    def picked(self) -> Prose:
        """Return sentences that say which of the shown tracks meet the conditions of a question.

        They also say whether tags state it or only the encoder hears it, or that no track meets them.
        """
        plan, book = self.plan, self.book
        found = matching(self.hits, plan.wanted, plan.unwanted, plan.filters)
        condition, said = book.condition(plan.wanted, plan.unwanted, plan.filters), []
        for kind, tracks in (("stated", found.stated), ("heard", found.heard)):
            if tracks:
                kind = "every" if kind == "stated" and len(tracks) == len(self.hits) > 1 else kind
                kind = "counted" if kind != "heard" and self.asks("how_many") else kind
                n, total = str(len(tracks)), str(len(self.hits))
                who = book.cites([f.rank for f in tracks])
                said.append(book.write(f"pick.{kind}", condition=condition, who=who, n=n, total=total))
        return paragraph(said) if said else book.write("pick.none", condition=condition)

    def portrait(self, track: Described) -> Prose:
        """Describe a track by its tags; without tags, by what the encoder hears."""
        book, facts, cited = self.book, track.facts, Citation(track.rank)
        said: list[Prose] = []
        if moods := track.moods():
            said.append(book.write("contrast.is_mood", what=book.listed(moods[:2])))
        if facts.style and (style := track.tag(facts.style)):
            said.append(book.write("reply.tagged", **book.tag(style)))
        if instruments := [name for tag in facts.instruments if (name := track.instrument(tag))]:
            said.append(book.write("reply.plays", what=book.listed(instruments[:4])))
        if said:
            return book.write("reply.portrait", a=cited, what=book.listed(said))
        heard = [clause for name in facts.heard[:3] if (clause := track.why(name))]
        if heard:
            return book.write("reply.portrait_heard", a=cited, why=book.clauses(heard))
        return book.write("reply.portrait_none", a=cited)


def _kind(name: str) -> str:
    return found.kind if (found := concept(name)) else ""

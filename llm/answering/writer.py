"""Answer a search in at most 60 words, without a language model.

The answer names the first track and why it fits the request, then one or two tracks that differ from it. Then it says
what is doubtful or was not done. It names at most three tracks, in the order in which they are shown. Every statement
comes from tags, measurements or what the encoder hears. The same request on the same library always gets the same
answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from itertools import islice, pairwise

from data.text import clock, fold, words
from data.vocabulary.concepts import concept
from data.vocabulary.language import is_function_word
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members, opposites, related
from data.vocabulary.wording import fillers
from llm.plan import NO_TRACK, Plan, filter_labels, label_of
from retrieval.query import Filters, Hit, Searchable
from retrieval.rules import Rule
from retrieval.search.evidence import audible
from retrieval.search.filters import passes
from retrieval.search.sequence import fact_of
from retrieval.search.shape import Unmet

from .described import GENTLE, LIVELY, Described, facts_of_liked, liked_names, liked_title
from .parts import Citation, Piece, Prose, quoted
from .phrasebook import Phrasebook, paragraph, rule_label

MOST_WORDS = 60
_FEW_WORDS = 4  # of a search text that an answer repeats
_SHORT = 40  # characters of a request that an answer repeats as a whole
_NONE = Prose()
_ABSENT = re.compile(r"(.+) (is|are) not in this library")  # a note of a plan
# The order of the differences by which a second track is presented, by the kind of the first wish.
_TOO_MUCH = 0.6  # share of the library with less energy above which a track is too lively for a gentle use
_CONTRASTS = {
    "instrument": ("instrument", "mood", "pace", "activity"),
    "mood": ("pace", "activity", "instrument", "mood"),
    "use": ("activity", "pace", "mood", "instrument"),
}


def write(plan: Plan, hits: Sequence[Hit], library: Searchable) -> Prose:
    """Write the answer to a search.

    Args:
        plan: the plan of the search.
        hits: the tracks found, best first; may be empty.
        library: the collection that was searched.
    """
    book = Phrasebook.of(plan.request)
    if not hits:
        return paragraph(_nothing(plan, book, library.standing().rules()))
    return _Answer(plan, hits, library, book).written()


class _Answer:
    """The plan and tracks of one search, with methods that write the sentences of its answer.

    Attributes:
        wishes: the wanted concepts that can be heard or tagged; if there are none, all wanted concepts. Those that were
            asked for last come first.
        lead: the track to recommend: the first one with evidence for a wish or, if there is none, the first one.
        matched: the tracks with evidence for a wish; if there is no wish, all tracks.
    """

    def __init__(self, plan: Plan, hits: Sequence[Hit], library: Searchable, book: Phrasebook) -> None:
        self.plan, self.library, self.book = plan, library, book
        self.tracks = [Described(hit, library, book) for hit in hits]
        names = dict.fromkeys((*plan.towards, *plan.wanted))
        self.wishes = list(audible(names)) or list(names)
        self.uses = [name for name in names if name not in audible(names)]
        self.matched = [t for t in self.tracks if self._matches(t)]
        self.lead = next(iter(self.matched), self.tracks[0])

    def _matches(self, track: Described) -> bool:
        named = track.facts.named_by or track.hit.tags or track.hit.sung
        return not self.wishes or bool(named) or any(map(track.supports, self.wishes))

    def written(self) -> Prose:
        """Return the answer. Its less important sentences are left out if it would be longer than MOST_WORDS words."""
        before = _notes(self.plan, self.book)
        if self.plan.ruled_out:
            before.append(about_ruled_out(self.plan.ruled_out, self.library.standing().rules(), self.book))
        missing = self._missing()
        if missing and not self._explained() and not self.plan.like:
            before, missing = [*before, missing], _NONE
        preference = _preference(self.plan, [t.hit for t in self.tracks], self.book)
        after = [*self._doubtful_words(), *self._filling(), *preference, *_left_out(self.plan, self.book)]
        fixed = sum(len(str(said).split()) for said in (*before, missing, *after))
        said = {
            "opening": self._opening(2 if fixed < 24 else 1),
            "portrait": self._portrait(),
            "missing": missing,
            "contrast": self._contrast(),
            "lacking": self._unsuited() or self._lacking(),
            "doubt": self._doubt(),
            "refused": self._refused(),
        }
        if said["lacking"]:
            said["contrast"] = _NONE
        for part in ("", "portrait", "contrast", "doubt", "lacking", "opening", "refused"):  # the first to go
            if part == "opening":
                said[part] = self._opening(1)
            else:
                said.pop(part, None)
            whole = paragraph([*before, *said.values(), *after])
            if len(str(whole).split()) <= MOST_WORDS:
                break
        return whole

    def _opening(self, most: int) -> Prose:
        """Return the sentence that recommends a track, with at most `most` clauses that give reasons."""
        plan, lead, book = self.plan, self.lead, self.book
        if plan.is_list and len(self.tracks) > 1:
            lead = self.tracks[0]
        cited = Citation(lead.rank)
        near = [u for u in self.uses if u not in self.wishes and lead.facts.evidence(u) == "near"]
        wanted = lead.reasons([*self.wishes, *near[:1]])
        liked = [t for i in plan.like if (t := facts_of_liked(i, self.library))]
        shared = (clause for facts in liked[:1] for clause in lead.shared(facts))
        met = lead.meeting(plan.in_force) if plan.like or self._explained() else iter(())
        clauses = (c for c in (*lead.sung(), *lead.named(), *wanted, *shared, *met) if c)
        why = book.clauses(list(islice(dict.fromkeys(clauses), most)))
        if plan.is_list and len(self.tracks) > 1:
            length = clock(sum(t.facts.duration_s for t in self.tracks))
            key = "open.list_why" if why and not plan.order else "open.list"
            return book.write(key, n=self._count(), length=length, a=cited, why=why)
        if plan.surprise is not None:
            return book.write("open.surprise", a=cited)
        if plan.like:
            name = liked_names(plan, self.library, book)
            return book.write("open.like" if why else "open.like_bare", name=name, a=cited, why=why)
        use, key = self._use(str(why))
        if why and lead is not self.tracks[0]:
            first = Citation(self.tracks[0].rank)
            later = "open.later_use" if key == "open.use" else "open.later"
            return book.write(later, first=first, a=cited, why=why, use=use)
        if why:
            return book.write(key, use=use, a=cited, why=why)
        if self.uses and self.wishes == self.uses:
            return book.write("open.nearest_use", use=book.name(self.uses[0]), a=cited)
        if self.wishes:
            return book.write("open.nearest", a=cited)
        if labels := list(book.labels(plan.in_force).values()):
            key = "open.filters" if len(self.tracks) > 1 else "open.filters_one"
            return book.write(key, n=self._count(), labels=book.listed(labels), a=cited)
        if plan.unwanted:
            return book.write("open.rest", a=cited)
        text = quoted(plan.text, 60)
        vague = plan.unused or plan.unknown or plan.like_names or len(text.split()) > _FEW_WORDS
        if text and not vague:
            return book.write("open.sound", text=text, a=cited)
        return book.write("open.by_sound" if text else "open.all", a=cited)

    def _use(self, why: str) -> tuple[str, str]:
        """Return how the opening sentence speaks of the use that the music is wanted for, such as studying.

        The use is left out if the recommended track is much too busy or too still for it.

        Args:
            why: the reasons that the opening sentence gives. A tag for a similar use counts only if they mention it.

        Returns:
            (use in words or "", phrasebook entry of the opening sentence). The entry calls the use a guess unless tags
            support it.
        """
        use = next((u for u in self.uses if u != "background"), next(iter(self.uses), ""))
        how = self.lead.facts.evidence(use) if use else ""
        tag = self.lead.stating(related(use, "near")) if how == "near" else ""
        known = how if how != "near" else tag and tag in why
        if not use or self._against(use) or (use == "background" and not known):
            return "", "open.pick"
        return self.book.name(use), "open.use" if known else "open.try_use"

    def _against(self, use: str) -> bool:
        """Return whether the recommended track is much too busy for a gentle use, or too still for a lively one."""
        energy = self.lead.share("energy")
        if energy is None or use not in GENTLE | LIVELY:
            return False
        return energy >= _TOO_MUCH if use in GENTLE else energy <= 1 - _TOO_MUCH

    def _explained(self) -> bool:
        """Return whether the recommended track meets a wish; true if there is no wish."""
        return not self.wishes or any(map(self.lead.supports, self.wishes))

    def _missing(self) -> Prose:
        """Return a sentence that names the wishes that no track shown meets; empty if each is met."""
        met = {w for w in self.wishes if any(track.supports(w) for track in self.tracks)}
        enough = set(self.plan.either) if met & set(self.plan.either) else set()
        missing = [w for w in self.wishes if w not in met | enough and w not in self.uses]
        own_words = {name: said for name in missing if (said := _genre_as_said(name, self.plan.request))}
        things = [name for name in missing if _is_noun(name) and name not in own_words]
        others = [name for name in missing if name not in things and name not in own_words]
        named = [style for style in self.plan.styles if not any(track.is_named(style) for track in self.tracks)]
        named = [*dict.fromkeys((*own_words.values(), *named))]
        book = self.book
        words = book.quotes([*map(book.name, others), *named], negated=True)
        values = {
            "n": self._count(),
            "what": str(book.neither([book.bare(name) for name in things])),
            "other": words if named else book.names(others, "or"),
            "words": words,
        }
        if not (missing or named):
            return _NONE
        key = "neither" if things and (others or named) else "missing" if things else "lacking"
        return book.write(f"doubt.{key}{'_one' * (len(self.tracks) == 1)}", **values)

    def _lacking(self) -> Prose:
        """Return a sentence that names a later track with a wish that the recommended track does not meet.

        It is empty if the recommended track meets every wish, or if no later track meets a further one.
        """
        lacking = [w for w in self.wishes if not self.lead.supports(w)]
        if not lacking or not (self._explained() or self.plan.like):
            return _NONE
        book, later = self.book, [t for t in self.matched if t.rank > self.lead.rank]
        if set(lacking) <= set(self.plan.either):
            found = ((w, t, why) for t in later for w in lacking if (why := t.why(w)))
            for wish, track, why in found:
                return book.write("contrast.other", b=Citation(track.rank), why=why, what=book.name(wish))
            return _NONE
        best = max(later, key=lambda t: sum(map(t.supports, lacking)), default=None)
        has = [w for w in lacking if best and best.supports(w)]
        if best is None or not has:
            return _NONE
        enough = set(self.plan.either) if any(map(best.supports, self.plan.either)) else set()
        some = [w for w in self.wishes if w not in enough and any(t.supports(w) for t in self.tracks)]
        lacks = self._without([w for w in some if not best.supports(w)])
        said = best.having(has) if all(best.facts.evidence(w) == "known" for w in has) else _NONE
        values: dict[str, Piece] = {
            "b": Citation(best.rank),
            "has": said,
            "lacks": lacks,
            "why": book.clauses(best.reasons(has)),
        }
        if not (said or values["why"]):
            return _NONE
        return book.write(f"contrast.{'has' if said else 'why'}{'_lacks' if lacks else ''}", **values)

    def _without(self, names: Sequence[str]) -> Prose:
        """Return a verb phrase that says which concepts a track does not have: "is not calm and lacks the flute"."""
        book = self.book
        things = [name for name in names if _is_noun(name)][:2]
        others = [book.name(name) for name in names if not _is_noun(name)][:2]
        said = [book.write("contrast.is_not", what=book.neither(others))] if others else []
        values = {"what": book.neither([*map(book.name, things)]), "bare": book.neither([*map(book.bare, things)])}
        said += [book.write("contrast.lacks", **values)] if things else []
        return book.listed(said)

    def _portrait(self) -> Prose:
        """Return a sentence that names a mood and an instrument of the recommended track, neither of them requested.

        It is empty for a list, for a plan without wishes or words, and for a track without such a mood or instrument.
        """
        if self.plan.is_list or not (self.wishes or self.plan.text or self.plan.surprise is not None):
            return _NONE
        asked = {m for w in (*self.wishes, *self.uses) for m in (*members(w), *opposites(w), *related(w, "near"))}
        moods = [m for m in self.lead.moods() if not {x.concept.name for x in mentions(m)} & asked]
        liked = [tag for i in self.plan.like if (f := facts_of_liked(i, self.library)) for tag in f.instruments]
        partner = self.lead.partner((*self.wishes, *self.plan.unwanted), liked)
        if not moods or not partner:
            return _NONE
        what = self.lead.instrument(partner)
        return self.book.write("open.portrait", mood=moods[0], what=what, bare=self.book.without_article(what))

    def _unsuited(self) -> Prose:
        """Return a sentence that says that the recommended track is too busy or too still for the wanted use.

        It names a later track that suits the use better, if there is one. It is empty if no such sentence is needed.
        """
        use = next((u for u in self.uses if self._against(u)), "")
        if not use or self.lead is not self.tracks[0]:
            return _NONE
        gentle, energy = use in GENTLE, self.lead.share("energy") or 0.0
        key = "contrast.too_much" if gentle else "contrast.too_little"
        for track in self.matched[1:]:
            other = track.share("energy")
            if other is not None and ((energy - other) if gentle else (other - energy)) > _TOO_MUCH / 2:
                return self.book.write(key, use=self.book.name(use), b=Citation(track.rank))
        return self.book.write(f"{key}_alone", use=self.book.name(use))

    def _contrast(self) -> Prose:
        """Return a sentence on how one or two further tracks differ from the recommended one."""
        if self.plan.is_list or self._guesses():
            return _NONE
        first = concept(self.wishes[0]) if self.wishes else None
        kinds = _CONTRASTS.get(first.kind if first else "", ("mood", "pace", "instrument", "activity"))
        chosen: list[tuple[Described, Prose]] = []
        taken: set[str] = set()
        room = 3 - len({self.lead.rank, self.tracks[0].rank})
        for track in self.matched:
            if track.rank <= self.lead.rank or len(chosen) == room:
                continue
            by_kind = track.differences(self.lead, self.wishes)
            found = [kind for kind in kinds if kind in by_kind and kind not in taken][: 1 if chosen else 2]
            if found:
                taken |= {*found, *(("pace", "activity") if {"pace", "activity"} & set(found) else ())}
                said = [by_kind["both"]] if {"mood", "pace"} == set(found) else [by_kind[kind] for kind in found]
                chosen.append((track, self.book.listed(said)))
        if not chosen:
            return _NONE
        (b, differs), *others = chosen
        if not others:
            return self.book.write("contrast.one", b=Citation(b.rank), differs=differs)
        ((c, more),) = others
        return self.book.write("contrast.two", b=Citation(b.rank), differs=differs, c=Citation(c.rank), more=more)

    def _guesses(self) -> bool:
        """Return whether the search only compared the words of the request with the sound of the tracks."""
        named = self.lead.facts.named_by or self.lead.hit.tags
        return not self.wishes and bool(self.plan.text) and not self.plan.like and not named

    def _doubt(self) -> Prose:
        """Return a sentence on tracks without evidence for a wish, or on a wish that only the encoder hears."""
        book, total = self.book, self._count()
        if not self.wishes or not self.matched:
            return _NONE
        instruments = _of_kind("instrument", self.wishes)
        doubtful = [t for t in self.tracks if t not in self.matched]
        if doubtful:
            n, last = len(doubtful), doubtful == self.tracks[-len(doubtful) :]
            one = "_one" if n == 1 else "_many" if last and not book.number(n).isalpha() else ""
            if not last:
                return book.write(f"doubt.some{one}", n=book.number(n), total=total)
            if instruments and instruments == self.wishes:
                what = book.names(instruments, "or", bare=True)
                return book.write(f"doubt.last{one}_instrument", n=book.number(n), what=what)
            return book.write(f"doubt.last{one}", n=book.number(n))
        evidence = [t.facts.evidence(w) for t in self.tracks for w in self.wishes if t.facts.evidence(w)]
        if evidence and set(evidence) == {"heard"}:
            return book.write("doubt.by_ear")
        if len(instruments) != 1 or len(self.tracks) < 3:
            return _NONE
        name, others = instruments[0], [t for t in self.tracks if t is not self.lead]
        having = [how for t in others if (how := t.facts.evidence(name))]
        if heard := having.count("heard"):
            return book.write(f"doubt.heard{'_one' * (heard == 1)}", n=book.number(heard), what=book.name(name))
        if len(having) == len(others):
            return book.write("doubt.others_instrument", n=book.number(len(others)), what=book.name(name))
        return _NONE

    def _refused(self) -> Prose:
        """Return a sentence on whether the tracks have instruments or moods that the request refuses."""
        refused = _of_kind("instrument", self.plan.unwanted)
        others = {name for name in audible(self.plan.unwanted) if name not in refused}
        said = [self.plan.request[m.start : m.end] for m in mentions(self.plan.request) if m.concept.name in others]
        if said and not any(t.facts.evidence(name) for t in self.tracks for name in others):
            return self.book.write("doubt.refused_tag", words=self.book.quotes(said, negated=True))
        if not refused or not any(t.facts.instruments or t.facts.heard for t in self.tracks):
            return _NONE
        still = [t for t in self.tracks if any(t.facts.evidence(name) for name in refused)]
        if still:
            what = self.book.names(refused[:3], "or")
            return self.book.write("doubt.refused_some", n=self.book.number(len(still)), what=what)
        key = "doubt.refused_none" if len(self.tracks) > 1 else "doubt.refused_one"
        return self.book.write(key, what=self.book.names(refused[:3], "or", bare=True))

    def _doubtful_words(self) -> list[Prose]:
        """Return sentences on wishes for words of songs that the tracks meet in part: only near in meaning."""
        said, lines = [], [track.hit.sung for track in self.tracks if track.hit.sung is not None]
        exact = [wish.text for wish in self.plan.lyrics if wish.exact]
        if exact and lines and not any(line.exact for line in lines):
            said.append(self.book.write("owning.inexact", words=self.book.quotes(exact, negated=True)))
        about = [wish.text for wish in self.plan.lyrics if not wish.exact]
        english = self.book.code == "en"  # in other languages MiniLM finds words that are spelt alike, not meanings
        named = {word for topic in about for word in words(topic) if not is_function_word(word)}
        sure = [line for line in lines if line.sure and (english or named & set(words(line.line)))]
        if about and lines and not sure:
            said.append(self.book.write("owning.words_near", words=self.book.quotes(about)))
        if about and lines and not sure and not english:
            said.append(self.book.write("owning.words_literal", words=self.book.quotes(about)))
        return said

    def _filling(self) -> list[Prose]:
        """Return sentences on the total length and the order of the list, and on why it has few tracks."""
        plan, book, n = self.plan, self.book, len(self.tracks)
        said = []
        no_arc = any(
            (each.part, each.why) in (("arc", "few"), ("path", "same"), ("path", "gone")) for each in plan.unmet
        )
        if (plan.order or plan.arc) and n > 1 and not no_arc:
            key = "owning.order_kept" if self._in_order() else "owning.order_lost"
            said.append(book.write(key, order=self._order()))
        said += [self._unmet(each) for each in plan.unmet]
        if any(each.part in ("minutes", "count") for each in plan.unmet):
            return said
        if n < min(plan.k, 4) and not plan.filters.only:
            one = "_one" if n == 1 else ""
            if labels := _conditions(plan, book):
                said.append(book.write(f"owning.few{one}", n=book.number(n), labels=", ".join(labels)))
            elif plan.filters.exclude:
                said.append(book.write(f"owning.left{one}", n=book.number(n)))
        return said

    def _in_order(self) -> bool:
        """Return whether the tracks are sorted by the fact that the plan asks for; true if it asks for none."""
        order = self.plan.order
        if not order or order.endswith(("random", "key")) or self.plan.arc in ("peak", "path"):
            return True
        values = [value for t in self.tracks if (value := fact_of(t.hit.track, order)) is not None]
        out_of_place = sum(a > b if not order.startswith("-") else a < b for a, b in pairwise(values))
        return out_of_place == 0 or bool(self.plan.artists_apart or self.plan.albums_apart)

    def _order(self) -> Piece:
        """Return the order of the tracks in words."""
        plan, book = self.plan, self.book
        if plan.arc != "path":
            return book.text(f"order.{'peak' if plan.arc == 'peak' else plan.order}")
        if plan.stages:
            first, *middle, last = (book.names(names, bare=True) for names in plan.stages)
            key = "order.stages" if middle else "order.path"
            return book.write(key, a=first, b=last, middle=book.listed(middle))
        ends = [liked_title(ids, self.library, book) for ids in plan.path]
        first, last = self.tracks[0].hit.track.track_id, self.tracks[-1].hit.track.track_id
        whole = first in plan.path[0] and last in plan.path[1]
        if whole:
            return book.write("order.path", a=Citation(self.tracks[0].rank), b=Citation(self.tracks[-1].rank))
        return book.write("order.between", a=ends[0], b=ends[1])

    def _unmet(self, unmet: Unmet) -> Prose:
        """Return a sentence on a part of the request that the list does not meet."""
        book, n = self.book, round(unmet.n)
        key = f"{unmet.part}_{unmet.why}".replace("minutes_few", "minutes").replace("count_few", "count")
        if unmet.why == "missing":
            return book.write("owning.path_missing", what=book.names(self.plan.stages[n], bare=True))
        if unmet.part == "minutes":
            return book.write(f"owning.{key}", n=str(n), minutes=f"{self.plan.minutes or 0:g}")
        one = "_one" * (n == 1 and unmet.why in ("few", "unknown", "close"))
        return book.write(f"owning.{key}{one}", n=book.number(n))

    def _count(self) -> str:
        return self.book.number(len(self.tracks))


def _genre_as_said(name: str, request: str) -> str:
    """Return the words that name a genre in a request, if they are not its usual name: "classic rock" for hard rock."""
    found = concept(name)
    if found is None or found.kind != "genre":
        return ""
    said = next((request[m.start : m.end] for m in mentions(request) if m.concept is found), "")
    usual = {name, *(f"{name} {noun}" for noun in ("music", "song", "songs"))}
    return "" if fold(said).replace("-", " ") in usual else said


def _is_noun(name: str) -> bool:
    """Return whether the name of a concept is a noun ("jazz", "banjo") and not an adjective ("calm")."""
    found = concept(name)
    return found is None or found.kind in ("instrument", "genre")


def _of_kind(kind: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if (c := concept(name)) and c.kind == kind]


def _absent(note: str) -> list[str]:
    """Return the names that a note of a plan reports as missing from the library; empty for any other note."""
    found = _ABSENT.fullmatch(note)
    if found is None:
        return []
    before, _, last = found[1].rpartition(" and ") if found[2] == "are" else ("", "", found[1])
    return [*before.split(", "), last] if before else [last]


def _notes(plan: Plan, book: Phrasebook) -> list[Prose]:
    """Return sentences on how words of the request were understood, and on names that are not in the library."""
    said = []
    # That a choice is random is said by the opening sentence.
    notes = [note for note in plan.notes if plan.surprise is None or not note.startswith("a random choice")]
    absent = {note: _absent(note) for note in notes if _absent(note)}
    if names := [*plan.like_names, *(name for found in absent.values() for name in found)]:
        alone = plan.empty or plan.surprise is not None or not plan.like_names
        key = "like_repeats" if plan.repeats else "like_none" if alone else "like_missing"
        many = "_many" if len({fold(name) for name in names}) > 1 else ""
        said.append(book.write(f"owning.{key}{many}", names=book.quotes(names, negated=True)))
        notes = [note for note in notes if note not in absent]
    stated = book.labels(plan.filters)
    for name, english in filter_labels(plan.filters).items():
        if (
            name in plan.relaxed
            and name not in plan.preferred
            and (about := next((note for note in notes if english in note), ""))
        ):
            notes.remove(about)
            none = about.startswith(NO_TRACK)
            said.append(book.write("owning.relaxed_none" if none else "owning.relaxed", labels=stated[name]))
    return [*said, *(book.note(note, plan.filters) for note in notes)]


def _preference(plan: Plan, hits: Sequence[Hit], book: Phrasebook) -> list[Prose]:
    """Return a sentence on how many of the tracks meet the conditions that the request only prefers."""
    stated = book.labels(plan.filters)
    labels = [stated[name] for name in plan.preferred if name in plan.relaxed and name in stated]
    if not labels or not hits:
        return []
    only = Filters(**{f: v for f, v in asdict(plan.filters).items() if label_of(f) in plan.preferred})
    meeting = sum(passes(hit.track, only) for hit in hits)
    if meeting == len(hits):
        return []
    key = f"owning.preferred{'_one' * (meeting == 1)}" if meeting else "owning.preferred_none"
    return [book.write(key, n=book.number(meeting), labels=book.listed(labels))]


def _left_out(plan: Plan, book: Phrasebook) -> list[Prose]:
    """Return sentences on words that the search does not use, and on conditions that no known fact can check."""
    said = []
    if plan.wordless:
        said.append(book.write("owning.wordless", words=book.quotes(plan.wordless, negated=True)))
    if unknown := [condition for condition in plan.unknown if condition not in plan.wordless]:
        said.append(book.write("owning.unknown", words=book.quotes(unknown, negated=True)))
    if plan.language and not plan.empty:
        return [*said, book.write("owning.language", language=plan.language)]
    unused = [word for word in plan.unused if not (is_function_word(word) or fold(word) in fillers())]
    if unused and not plan.empty:  # otherwise the sentence that nothing was understood names them
        said.append(book.write("owning.unused", words=book.quotes(unused, negated=True)))
    return said


def _conditions(plan: Plan, book: Phrasebook) -> list[str]:
    """Return each filter of a plan in words, and then its unwanted concepts."""
    refused = [book.text("label.without", what=book.names(plan.unwanted, "or", bare=True))] if plan.unwanted else []
    return [*book.labels(plan.in_force).values(), *refused]


def about_ruled_out(count: int, rules: Sequence[Rule], book: Phrasebook) -> Prose:
    """Return a sentence that says that the standing rules leave out all tracks that fit."""
    named = book.listed([rule_label(rule, book) for rule in rules])
    return book.write("rules.hidden_one" if count == 1 else "rules.hidden", n=str(count), rules=named)


def _nothing(plan: Plan, book: Phrasebook, rules: Sequence[Rule]) -> list[Prose]:
    """Return sentences for a search without tracks: which words were not understood, or which conditions none meets."""
    if plan.ruled_out:
        return [about_ruled_out(plan.ruled_out, rules, book)]
    conditions = _conditions(plan, book)
    labels = str(book.listed(conditions)) if conditions else ""
    if plan.empty and not plan.filters.exclude and (plan.unused or not (plan.like_names or plan.unknown or plan.notes)):
        unknown = _left_out(replace(plan, unused=(), language=""), book)
        if plan.language:
            return [*unknown, book.write("nothing.language", language=plan.language)]
        words = (plan.request,) if len(plan.request) <= _SHORT else plan.unused or (plan.request,)
        return [*unknown, book.write("nothing.understood", words=book.quotes(words, negated=True))]
    if plan.repeats and conditions:
        why = book.write("nothing.seen_of", labels=labels)
    elif plan.filters.exclude and not conditions:
        why = book.write("nothing.seen")
    elif plan.empty:
        why = book.write("nothing.else")
    elif not conditions:
        why = book.write("nothing.found")
    elif len(conditions) == 1:
        why = book.write("nothing.without" if not book.labels(plan.in_force) else "nothing.meets", labels=labels)
    else:
        why = book.write("nothing.meets_all", labels=labels)
    return [*_notes(plan, book), *_left_out(plan, book), why]

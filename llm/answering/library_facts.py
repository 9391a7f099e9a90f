"""Answer questions about the whole library, such as how many tracks it has or which of them is the longest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from data.text import clock, fold
from data.track import Track
from data.vocabulary.captions import write_captions
from llm.plan import LibraryQuestion, day
from retrieval.facts import Chosen, Group, Measure, choose, grouped, plays_of, ranked, totals
from retrieval.query import Filters, Hit, Query, Searchable
from retrieval.search.evidence import Facts

from .parts import Prose, quoted
from .phrasebook import Phrasebook, paragraph, rule_label

_NAMED = 5  # artists, albums or styles that one answer names
_LISTED = 8  # tracks that an answer shows if the question gives no number
_MOST_NAMED = 20
_BY_EAR = 50  # tracks without a tag that are considered

# Superlatives of shown tracks: the fact of a track, whether the highest value is meant, and how the value is written.
EXTREMES: dict[str, tuple[Callable[[Track], float | None], bool, Callable[[float], str]]] = {
    "slowest": (lambda t: t.tempo_bpm, False, lambda v: f"{v:.0f} bpm"),
    "fastest": (lambda t: t.tempo_bpm, True, lambda v: f"{v:.0f} bpm"),
    "oldest": (lambda t: t.year, False, lambda v: f"{v:.0f}"),
    "newest": (lambda t: t.year, True, lambda v: f"{v:.0f}"),
    "longest": (lambda t: t.duration_s or None, True, clock),
    "shortest": (lambda t: t.duration_s or None, False, clock),
    "loudest": (lambda t: t.measured.loudness_db, True, lambda v: f"{v:.1f} dB"),
    "quietest": (lambda t: t.measured.loudness_db, False, lambda v: f"{v:.1f} dB"),
}
# Superlatives of the library: the fact in `retrieval.facts.FACTS`, and whether the highest value comes first.
_RANKINGS: dict[str, tuple[str, bool]] = {
    "longest": ("length", True), "shortest": ("length", False), "fastest": ("tempo", True), "slowest": ("tempo", False),
    "oldest": ("year", False), "newest": ("year", True), "loudest": ("loudness", True),
    "quietest": ("loudness", False), "energetic": ("energy", True), "calmest": ("energy", False),
    "largest": ("size", True), "smallest": ("size", False), "rated": ("rating", True),
    "lowest rated": ("rating", False), "added": ("added", True), "first added": ("added", False),
    "most played": ("plays", True), "least played": ("plays", False), "last played": ("played", True),
    "unplayed": ("played", False),
}  # fmt: skip


def answer(question: LibraryQuestion, library: Searchable, request: str = "") -> Prose:
    """Return the answer to a question about the library, without its tracks; see `answered`."""
    return answered(question, library, request)[0]


def answered(question: LibraryQuestion, library: Searchable, request: str = "") -> tuple[Prose, tuple[Hit, ...]]:
    """Answer a question about the library from the facts of its tracks.

    Args:
        question: what the user asks, and which tracks are meant.
        library: the library whose tracks are counted.
        request: the user's words; the answer is in their language.

    Returns:
        (answer, tracks that it is about, if it names any).
    """
    book = Phrasebook.of(request)
    if question.ask == "rights":
        return book.write("library.rights"), ()
    return _Answer(question, library, book).written()


def compare_titles(request: str, library: Searchable) -> Prose:
    """Answer which of two tracks, named by title, is faster, longer or older; empty for any other request."""
    book = Phrasebook.of(request)
    kind = next((kind for kind in EXTREMES if book.asks(f"question.{kind}", fold(request))), "")
    named = [name.track_ids[0] for name in (library.names(request) if kind else ()) if name.field == "title"]
    tracks = [track for track_id in dict.fromkeys(named) if (track := library.track(track_id))]
    if len(tracks) != 2:
        return Prose()
    of, highest, shown = EXTREMES[kind]
    valued = sorted(((v, t.title) for t in tracks if (v := of(t)) is not None), reverse=highest)
    return _first_and_next([(title, shown(v)) for v, title in valued], book)


class _Answer:
    """A question with the tracks that it is about, and methods that write the sentences of its answer."""

    def __init__(self, question: LibraryQuestion, library: Searchable, book: Phrasebook) -> None:
        self.question, self.searchable, self.library, self.book = question, library, library.standing(), book
        self.chosen: Chosen = choose(self.library, question.filters, question.wanted, library.limited(Filters()))
        self.condition = book.condition(question.wanted, (), question.filters)
        titles = {track.title for i in question.filters.only if (track := library.track(i)) is not None}
        if len(titles) == 1 and not self.condition:
            self.condition = book.write("words.quote", text=quoted(titles.pop(), 60))

    def written(self) -> tuple[Prose, tuple[Hit, ...]]:
        """Return the answer, and the tracks that it names."""
        ask = self.question.ask
        hits: tuple[Hit, ...] = ()
        if ask == "count":
            said = self._share() if self.question.by == "share" else self._count()
        elif ask in ("times", "last time"):
            said = self._plays()
        elif not self.chosen.count:
            said = self._none()
        elif ask == "overview":
            said = self._overview()
        elif ask == "length":
            said = self._length()
        elif ask in _RANKINGS:
            said, hits = self._ranked()
        else:
            said = self._grouped()
        return paragraph([said, self._others()]), hits

    def _others(self) -> Prose:
        """Return a sentence on the tracks that the standing rules leave out of the answer; empty if there are none."""
        if not self.chosen.ruled_out:
            return Prose()
        rules = self.book.listed([rule_label(rule, self.book) for rule in self.library.rules()])
        return self.book.write("rules.others", n=str(self.chosen.ruled_out), rules=rules)

    def _none(self) -> Prose:
        book = self.book
        if self.question.ask in ("most played", "last played") or self.question.by == "plays":
            return book.write("library.no_plays")
        return book.write("library.none", condition=self.condition) if self.condition else book.write("library.empty")

    def _count(self) -> Prose:
        """Return the number of tracks that meet the condition, and how many more sound as if they did."""
        book, question, chosen = self.book, self.question, self.chosen
        if not self.condition:
            return self._length()
        key = "tagged" if question.wanted else "count"
        said = book.write(f"library.{key}", condition=self.condition, n=str(chosen.count), total=str(chosen.total))
        return paragraph([said, self._heard() if question.wanted else Prose()])

    def _heard(self) -> Prose:
        """Return how many tracks without tags sound as if they met the condition."""
        book, question = self.book, self.question
        query = Query(
            book.names(question.wanted, bare=True),
            write_captions(question.wanted),
            question.wanted,
            filters=question.filters,
            k=_BY_EAR,
        )
        evidence = [[Facts.of(hit).evidence(name) for name in question.wanted] for hit in self.searchable.search(query)]
        heard = sum("heard" in each and set(each) <= {"heard", "known"} for each in evidence)
        return book.write("library.heard", n=str(heard)) if heard else Prose()

    def _share(self) -> Prose:
        chosen = self.chosen
        percent = f"{100 * chosen.count / chosen.total:.0f}" if chosen.total else "0"
        values = {"n": str(chosen.count), "total": str(chosen.total), "percent": percent}
        return self.book.write("library.share", condition=self.condition, **values)

    def _length(self) -> Prose:
        seconds, size = totals(self.library, self.chosen)
        minutes = round(seconds / 60)
        values = {"n": str(self.chosen.count), "length": f"{minutes // 60} h {minutes % 60:02} min"}
        if self.condition:
            return self.book.write("library.length_of", condition=self.condition, **values)
        said = self.book.write("library.length", **values)
        return paragraph([said, self.book.write("library.size", size=_bytes(size)) if size > 10**6 else Prose()])

    def _plays(self) -> Prose:
        """Return how often some tracks were played, or when last."""
        count, last = plays_of(self.library, self.chosen)
        if not self.chosen.count:
            return self._none()
        if last is None:
            return self.book.write("library.never", condition=self.condition or self.book.write("library.all"))
        at = f"{datetime.fromtimestamp(last):%Y-%m-%d %H:%M}"
        key = "library.times" if self.question.ask == "times" else "library.last_time"
        return self.book.write(key, condition=self.condition or self.book.write("library.all"), n=str(count), at=at)

    def _overview(self) -> Prose:
        """Return a text with the size of the library and its most frequent styles and instruments."""
        book, parts = self.book, [self._length()]
        for group, key in (("genres", "styles"), ("instruments", "instruments")):
            if found := grouped(self.library, self.chosen, cast(Group, group)):
                parts.append(book.write(f"library.{key}", names=self._names(found)))
        untagged = sum(
            not (track.known.style or track.known.instruments or track.known.mood)
            for track in self.library.at_rows(self.chosen.numbers).values()
        )
        parts.append(book.write("library.untagged", n=str(untagged)) if untagged else Prose())
        return paragraph(parts)

    def _grouped(self) -> Prose:
        """Return the number of artists, albums, ... and those with the most tracks, plays or whatever is asked for."""
        question, book = self.question, self.book
        group = cast(Group, question.ask)
        by = cast(Measure, "number" if question.by in ("", "number", "share") else question.by)
        found = grouped(self.library, self.chosen, group, by, least=question.least)
        if not found:
            return book.write("library.no_plays" if by == "plays" else "library.unknown")
        names = self._names(found, by)
        if by != "number":
            said = book.write(f"library.by_{by}", names=names)
        elif question.least:
            said = book.write(f"library.{group}_least", n=str(len(found)), names=names)
        else:
            said = book.write(f"library.{group}", n=str(len(found)), names=names)
        return Prose(self.condition.capitalized(), ": ", said) if self.condition else said

    def _names(self, found: Sequence[tuple[str, float]], by: str = "number") -> Prose:
        k = min(self.question.k or _NAMED, _MOST_NAMED)
        named = [f"{quoted(name, 60)} ({_measured(value, by)})" for name, value in found[:k]]
        more = len(found) - k
        return self.book.listed([*named, *([self.book.text("words.others", n=str(more))] if more > 0 else [])])

    def _ranked(self) -> tuple[Prose, tuple[Hit, ...]]:
        """Return the title of the longest, fastest, ... track and of the next one, and the tracks in this order."""
        ask, book = self.question.ask, self.book
        fact, highest = _RANKINGS[ask]
        if ask == "unplayed":
            return self._unplayed()
        k = self.question.k or _LISTED
        found, known = ranked(self.library, self.chosen, fact, highest=highest, k=max(k, 2))
        if not found:
            return book.write("library.no_plays" if fact in ("plays", "played") else "library.unknown"), ()
        hits = tuple(Hit(track, 0.0, rank) for rank, (track, _) in enumerate(found[:k], 1))
        named = [(track.title, _shown(value, fact)) for track, value in found]
        if fact in ("added", "played") and ask != "first added":
            key = "library.added" if fact == "added" else "library.played"
            first, last = found[0][1], found[min(k, len(found)) - 1][1]
            values = {"first": day(first), "last": day(last)}
            said = (
                book.write(f"{key}_one", first=values["first"])
                if known == 1
                else book.write(key, n=str(known), shown=str(len(hits)), **values)
            )
            return Prose(self.condition.capitalized(), ": ", said) if self.condition else said, hits
        return _first_and_next(named, book), hits

    def _unplayed(self) -> tuple[Prose, tuple[Hit, ...]]:
        """Return how many tracks were not played lately, and some of them: those not heard for longest, then any."""
        k, chosen = self.question.k or _LISTED, self.chosen
        played, _ = ranked(self.library, replace(chosen, span=(0.0, 1e12)), "played", highest=False, k=k)
        never, _ = ranked(self.library, chosen, "added", highest=False, k=k + len(played))
        seen = {track.track_id for track, _ in played}
        tracks = [*(track for track, _ in played), *(track for track, _ in never if track.track_id not in seen)][:k]
        said = self.book.write(
            "library.unplayed", condition=self.condition, n=str(chosen.count), total=str(chosen.total)
        )
        return said, tuple(Hit(track, 0.0, rank) for rank, track in enumerate(tracks, 1))


def _first_and_next(valued: Sequence[tuple[str, str]], book: Phrasebook) -> Prose:
    """Return a sentence with the first title and its value, and the second one if there is one.

    Args:
        valued: (title, value in words) of each track, in the order that the question asks for.
        book: the sentences in the language of the answer.
    """
    if not valued:
        return book.write("library.unknown")
    titles = [book.text("words.quote", text=quoted(title, 60)) for title, _ in valued[:2]]
    if len(valued) == 1:
        return book.write("library.extreme", title=titles[0], value=valued[0][1])
    return book.write("library.extreme_next", title=titles[0], value=valued[0][1], other=titles[1], next=valued[1][1])


def _shown(value: float, fact: str) -> str:
    """Return the value of a fact with its unit."""
    match fact:
        case "length":
            return clock(value)
        case "tempo":
            return f"{value:.0f} bpm"
        case "loudness":
            return f"{value:.1f} dB"
        case "energy":
            return f"{100 * value:.0f} %"
        case "size":
            return _bytes(value)
        case "added" | "played":
            return day(value)
        case "rating":
            return f"{value:g} ★"
        case "plays":
            return f"{value:.0f} ×"
    return f"{value:.0f}"


def _measured(value: float, by: str) -> str:
    facts = {"length": "length", "plays": "plays", "added": "added", "rating": "rating"}
    return _shown(round(value, 2), facts.get(by, "")) if by != "number" else f"{value:.0f}"


def _bytes(size: float) -> str:
    return f"{size / 10**9:.1f} GB" if size >= 10**9 else f"{size / 10**6:.1f} MB"

"""Write clauses about one track: why it fits a request, and how it differs from another track."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from data.lyrics import HEARD
from data.text import clock, fold, words
from data.vocabulary.concepts import concept, recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members, opposites, related
from llm.plan import Plan, is_clip
from retrieval.query import Filters, Hit, Presence, Searchable
from retrieval.search.evidence import Facts

from .measured import measured
from .parts import Piece, Prose, quoted
from .phrasebook import Phrasebook

_PACE = 1.15  # ratio of two tempos that one hears
_MUCH = 1.5
_ACTIVITY = 0.3  # difference of the shares of the library with less energy that one hears
# Uses of music with little, and with much going on.
GENTLE = frozenset({"sleep", "study", "meditation", "dinner", "background", "night", "cafe", "rain", "nature"})
LIVELY = frozenset({"dancing", "party", "workout", "celebration", "chase", "battle", "driving music"})
_TAGGED = frozenset({"why.tag", "why.tag_at", "why.tag_genre"})
# Clauses of which one can be about several wishes: "you hear the drums and the organ from the start".
_JOINED = frozenset(
    f"why.{key}"
    for key in (
        "heard", "heard_genre", "measured", "instrument", "instrument_start", "instrument_through",
        "instrument_at", "heard_instrument", "heard_instrument_at",
    )
)  # fmt: skip
# Nouns that files use as moods; answers use the adjective of the concept instead.
_NOUN = re.compile(
    r"(?:ness|tion|sion|ment|ity|ship|dom|hood|[ae]nce|[eo]ry|[eo]dy|rgy|asy|rty|oly|ony)$"
    r"|^(?:horror|drama|love|peace|hope|joy|fear|anger|rage|wonder|kitsch|longing|suspense|chase|sorrow|grief|terror|power|magic)$"
)


class Described:
    """One track of an answer, with methods that write clauses about it."""

    def __init__(self, hit: Hit, library: Searchable, book: Phrasebook) -> None:
        """Read the facts of a track.

        Args:
            hit: the track.
            library: the library that the track belongs to.
            book: the sentences in the language of the answer.
        """
        self.hit, self.facts, self.rank = hit, Facts.of(hit), hit.rank
        self._library, self._book = library, book

    @property
    def title(self) -> str:
        """Return the title in quotation marks."""
        return self._book.text("words.quote", text=quoted(self.hit.track.title, 60))

    def is_named(self, style: str) -> bool:
        """Return whether a tag, the title, the album or the artist of the track contains the name of a style."""
        track, wanted = self.hit.track, f" {' '.join(words(style))} "
        said = (track.known.style, *track.known.mood, track.known.description, track.title, track.album, track.artist)
        return any(wanted in f" {' '.join(words(text))} " for text in said)

    def presence(self, name: str) -> Presence | None:
        """Return how clearly a concept is heard in the track; None if that cannot be told."""
        known = next((p for p in self.hit.presence if p.name == name), None)
        return known or next(iter(self._library.presence(self.hit.track, (name,))), None)

    def share(self, measured: str) -> float | None:
        """Return the share of the library, 0..1, that has a lower value of a measurement than this track.

        Args:
            measured: name of the measurement, such as "energy".

        Returns:
            the share; None if it is not known.
        """
        return dict(self.hit.percentiles).get(measured)

    def stating(self, names: Iterable[str]) -> str:
        """Return the first mood or style tag that names one of these concepts, in the language of the answer; or ""."""
        wanted = set(names)
        for tag in (*self.facts.moods, self.facts.style):
            found = [m.concept.name for m in mentions(tag)]
            if wanted & {*found, *([c.name] if (c := recognise(tag)) else [])}:
                return self.tag(tag) or self._book.bare(next(n for n in found if n in wanted))
        return ""

    def tag(self, tag: str) -> str:
        """Translate a tag to the language of the answer; return "" if it cannot be translated."""
        found = recognise(tag)
        noun = found is not None and found.kind in ("mood", "texture") and _NOUN.search(tag)
        if self._book.code == "en" and not noun:
            return tag
        return self._book.name(found.name) if found else ""

    def moods(self) -> list[str]:
        """Return the tagged moods as adjectives in the language of the answer."""
        kinds = {tag: found.kind for tag in self.facts.moods if (found := recognise(tag))}
        english = self._book.code == "en"
        said = [tag for tag in self.facts.moods if kinds.get(tag, "mood" if english else "") in ("mood", "texture")]
        return [word for tag in said if (word := self.tag(tag)) and not (english and _NOUN.search(word))]

    def measured(self, name: str) -> int | None:
        """Return how strongly a measurement supports a concept; see the function `measured`."""
        return measured(self.hit, name)

    def supports(self, name: str) -> bool:
        """Return whether tags, measurements or the encoder show that the track has a concept."""
        return bool(self.facts.evidence(name)) or self.measured(name) is not None

    def why(self, wish: str) -> Prose:
        """Return a clause with the evidence that this track meets a wish; empty if there is none."""
        return next(iter(self.reasons((wish,))), Prose())

    def reasons(self, wishes: Iterable[str]) -> list[Prose]:
        """Return clauses with the evidence that this track meets the wishes.

        Wishes with the same kind of evidence, such as tags, share a clause.
        """
        groups: dict[str, list[dict[str, str]]] = {}
        for wish in wishes:
            entry, values = self._reason(wish)
            if not entry:
                continue
            if entry == "why.near" and any(values["tag"] == g.get("tag") for group in groups.values() for g in group):
                continue
            shared = "tags" if entry in _TAGGED else f"{entry} {values.get('at', '')}" if entry in _JOINED else wish
            groups.setdefault(shared, []).append({**values, "entry": entry})
        return [self._clause(group) for group in groups.values()]

    def _clause(self, group: Sequence[dict[str, str]]) -> Prose:
        """Write one clause from several pieces of evidence of the same kind.

        Args:
            group: for each wish, the values that `_reason` returned, with the name of the entry added as "entry".
        """
        book, entries = self._book, {values["entry"] for values in group}
        items = {name: list(dict.fromkeys(g[name] for g in group if name in g)) for name in ("tag", "bare", "what")}
        entry = next(iter(entries))
        if len(entries) > 1:
            entry = "why.tags" if "why.tag_genre" in entries else "why.tag"
        elif entry == "why.tag_at" and len({g["at"] for g in group}) > 1:
            entry = "why.tag"
        words = book.quotes([book.without_article(tag) for tag in items["tag"]])
        values: dict[str, Piece] = {**group[0], "words": words}
        values |= {name: book.listed(found) for name, found in items.items()}
        return book.write(entry, **values)

    def _reason(self, wish: str) -> tuple[str, dict[str, str]]:
        """Find the evidence that this track meets a wish.

        Returns:
            (name of the phrasebook entry that states the evidence, values for the entry); ("", {}) without evidence.
        """
        how, kind = self.facts.evidence(wish), c.kind if (c := concept(wish)) else ""
        book, what = self._book, self._book.name(wish)
        if not how:
            percent = self.measured(wish)
            return (f"measured.{wish}", {"n": str(percent)}) if percent is not None else ("", {})
        if kind == "instrument":
            return self._instrument(wish, how == "heard")
        if how == "heard":
            return "why.heard_genre" if kind == "genre" else "why.heard", {"what": what}
        near = related(wish, "near")
        tag = self.stating(members(wish)) or (self.stating(near) if kind == "use" or how == "near" else "")
        if how == "near" and kind != "use" and (found := recognise(tag)) and found.kind == "mood":
            return "why.near", {"tag": tag, "what": what}
        if not tag:
            return ("why.measured", {"what": what}) if kind == "texture" else ("", {})
        if kind == "genre":
            words = fold(book.without_article(tag)).split()
            own = fold(book.bare(wish)) in (" ".join(words), *words) or recognise(tag) == concept(wish)
            return ("why.tag_genre", book.tag(tag)) if own else ("why.kind", {**book.tag(tag), "what": book.bare(wish)})
        if tag == self.tag(self.facts.style) and tag not in self.moods():
            return "why.tag_genre", book.tag(tag)
        where, seconds = self.moment(wish) if kind != "use" else ("", 0.0)
        return ("why.tag_at", {"tag": tag, "at": clock(seconds)}) if where == "at" else ("why.tag", {"tag": tag})

    def _instrument(self, name: str, heard: bool) -> tuple[str, dict[str, str]]:
        where, seconds = self.moment(name)
        key = "heard_instrument" if heard else "instrument"
        if where:
            key = f"{key}_at" if heard and where == "at" else key if heard else f"{key}_{where}"
        return f"why.{key}", {"what": self._book.name(name), "at": clock(seconds)}

    def having(self, wishes: Sequence[str]) -> Prose:
        """Return a verb phrase with those wishes that tags of this track state; empty if they state none."""
        book = self._book
        known = [w for w in wishes if self.facts.evidence(w) == "known"]
        played = [w for w in known if (c := concept(w)) and c.kind == "instrument"]
        said = [tag for w in known if w not in played and (tag := self.stating(members(w)))]
        parts = [book.write("reply.tagged", **book.tag(str(book.listed(list(dict.fromkeys(said))))))] if said else []
        parts += [book.write("reply.plays", what=book.names(played))] if played else []
        return book.listed(parts)

    def moment(self, name: str) -> tuple[str, float]:
        """Return where a concept is heard best, as (kind of place, seconds); see `Presence.best`."""
        presence = self.presence(name)
        return presence.best if presence else ("", 0.0)

    def meeting(self, filters: Filters) -> Iterator[Prose]:
        """Yield a clause for each fact of the track (tempo, key, year or length) that the filters limit."""
        f, facts, book = filters, self.facts, self._book
        if (f.tempo_min or f.tempo_max) and facts.tempo:
            yield book.write("why.tempo", n=str(facts.tempo))
        if f.key and facts.key:
            yield book.write("why.key", key=book.key(facts.key))
        if (f.year_min or f.year_max) and facts.year:
            yield book.write("why.year", n=str(facts.year))
        if f.duration_min_s or f.duration_max_s:
            yield book.write("why.length", at=clock(facts.duration_s))

    def sung(self) -> Iterator[Prose]:
        """Yield a clause on the line of the song for which it was found, with its time if that is known."""
        line = self.hit.sung
        if line is not None and line.line:
            at = {"at": clock(line.start_s)} if line.start_s is not None else {}
            key = "why.sung_heard" if line.source == HEARD else "why.sung_at" if at else "why.sung"
            yield self._book.write(key, line=quoted(line.line, 80), **at)

    def named(self) -> Iterator[Prose]:
        """Yield a clause on the field (such as the title) that the request names, and one on the tag that it quotes."""
        for field in self.facts.named_by[:1]:
            yield self._book.write(f"why.{field}")
        for tag in self.hit.tags[:1]:
            if recognise(tag) is None:
                yield self._book.write("why.tag_genre", **self._book.tag(quoted(tag)))

    def shared(self, liked: Facts) -> Iterator[Prose]:
        """Yield a clause on the instruments, or else the style, that this track shares with another one.

        Args:
            liked: the facts of the other track, which the search used as an example.
        """
        both = [
            i for i in self.facts.instruments if i in liked.instruments and (self._book.code == "en" or recognise(i))
        ]
        if both:
            names = [self.instrument(i) for i in both[:2]]
            yield self._book.write("why.shared_instrument", what=self._book.listed(names))
        elif self.facts.style and self.facts.style == liked.style and (tag := self.tag(liked.style)):
            yield self._book.write("why.shared_style", **self._book.tag(tag))

    def instrument(self, tag: str) -> str:
        """Return the name of a tagged instrument with its article, in the language of the answer."""
        if self._book.code == "en":
            return self._book.name(tag) if concept(tag) else f"the {tag}"
        return self._book.name(found.name) if (found := recognise(tag)) else ""

    def differences(self, other: Described, wishes: Sequence[str]) -> dict[str, Prose]:
        """Return verb phrases that say how this track differs from another one.

        A difference that contradicts a wish is left out, because it would recommend the opposite of the request.

        Args:
            other: the track to compare this one with.
            wishes: the requested concepts.

        Returns:
            a phrase for each kind of difference: "mood", "pace", "both" (mood and pace), "activity" and "instrument".
        """
        mine, its, book = self.facts, other.facts, self._book
        said: dict[str, Prose] = {}
        asked = {m for w in wishes for m in (*members(w), *related(w, "near"))}
        against = {o for w in wishes for o in opposites(w)}
        known = {m.concept.name for mood in its.moods for m in mentions(mood)}
        for mood in self.moods():
            named = {m.concept.name for m in mentions(mood)}
            if named and not named & (asked | against | known):
                said["mood"] = Prose(mood)
                break
        if mine.tempo and its.tempo and not {"slow", "fast"} & against:
            ratio = mine.tempo / its.tempo
            if not 1 / _PACE < ratio < _PACE:
                much = "much_" if not 1 / _MUCH < ratio < _MUCH else ""
                said["pace"] = book.write(f"contrast.{much}{'faster' if ratio > 1 else 'slower'}")
        a, b = self.share("energy"), other.share("energy")
        if a is not None and b is not None and abs(a - b) >= _ACTIVITY:
            said["activity"] = book.write(f"contrast.{'fuller' if a > b else 'quieter'}")
        if partner := self.partner(wishes, its.instruments):
            said["instrument"] = book.write("contrast.instrument", what=self.instrument(partner))
        if "mood" in said and "pace" in said:
            said["both"] = book.write("contrast.is_both", tag=said["mood"], pace=said["pace"])
        said |= {kind: book.write(f"contrast.is_{kind}", what=said[kind]) for kind in ("mood", "pace") if kind in said}
        return said

    def partner(self, wishes: Iterable[str], other_than: Sequence[str] = ()) -> str:
        """Return the tag of the first instrument that is neither wished for nor in `other_than`; "" without one."""
        family = {m for w in wishes for m in members(w)}
        for tag in self.facts.instruments:
            found = recognise(tag)
            if tag not in other_than and not (found and found.name in family) and (found or self._book.code == "en"):
                return tag
        return ""


def facts_of_liked(liked: str, library: Searchable) -> Facts | None:
    """Return the facts of a track that the search used as an example; None for a clip or an unknown track.

    Args:
        liked: id of the track or clip.
        library: the library that was searched.
    """
    track = None if is_clip(liked) else library.track(liked)
    return Facts.of(Hit(track, 0.0, 0)) if track else None


def liked_names(plan: Plan, library: Searchable, book: Phrasebook) -> Prose:
    """Return a list of the examples that the search used: titles in quotation marks, and "your clip" for a clip."""
    named = []
    for liked in plan.like[:2]:
        if is_clip(liked):
            named.append(book.text("open.clip"))
        elif track := library.track(liked):
            named.append(book.text("words.quote", text=quoted(track.title, 60)))
        else:
            named.append(book.text("open.gone"))
    return book.listed(named)


def liked_title(track_ids: Sequence[str], library: Searchable, book: Phrasebook) -> str:
    """Return the title, in quotation marks, of the first of these tracks that the library has."""
    track = next((track for i in track_ids if (track := library.track(i)) is not None), None)
    return book.text("open.gone") if track is None else book.text("words.quote", text=quoted(track.title, 60))

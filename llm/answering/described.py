"""Clauses about one track: what supports a wish, and how the track differs from another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from data.text import clock, fold
from data.vocabulary.concepts import concept, recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.relations import members, opposites, related
from llm.plan import Plan, is_clip
from retrieval.query import Filters, Hit, Presence, Searchable
from retrieval.search.evidence import Facts

from .parts import Piece, Prose, quoted
from .phrasebook import Phrasebook

_PACE = 1.15  # ratio of two tempos that one hears
_MUCH = 1.5
_ACTIVITY = 0.3  # difference of the shares of the library with less energy that one hears
_EXTREME = 0.75  # share of the library with a lower (or higher) value from which a measurement supports a concept
# Uses of music with little, and with much going on.
GENTLE = frozenset({"sleep", "study", "meditation", "dinner", "background", "night", "cafe", "rain", "nature"})
LIVELY = frozenset({"dancing", "party", "workout", "celebration", "chase", "battle", "driving music"})
# Concepts that a measurement supports: the name of the measured fact, and whether a high or a low value does.
_MEASURED = {
    "loud": ("loudness_db", True), "quiet": ("loudness_db", False), "bright": ("brightness_hz", True),
    "low": ("brightness_hz", False), "energetic": ("energy", True), "calm": ("energy", False),
    "busy": ("density", True), "minimal": ("density", False),
}  # fmt: skip
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
    """One track of an answer."""

    def __init__(self, hit: Hit, library: Searchable, book: Phrasebook) -> None:
        """Args: hit: the track; library: it belongs to; book: the sentences to use."""
        self.hit, self.facts, self.rank = hit, Facts.of(hit), hit.rank
        self._library, self._book = library, book

    @property
    def title(self) -> str:
        """Return the title in quotation marks."""
        return self._book.text("words.quote", text=quoted(self.hit.track.title, 60))

    def presence(self, name: str) -> Presence | None:
        """Return how clearly a concept is heard in the track; None if that cannot be told."""
        known = next((p for p in self.hit.presence if p.name == name), None)
        return known or next(iter(self._library.presence(self.hit.track, (name,))), None)

    def share(self, measured: str) -> float | None:
        """Return the share of the library, 0..1, with a lower value of a measured fact ("energy")."""
        return dict(self.hit.percentiles).get(measured)

    def stating(self, names: Iterable[str]) -> str:
        """Return the first tag for style or mood that names one of these concepts, as answers say it; or ""."""
        wanted = set(names)
        for tag in (*self.facts.moods, self.facts.style):
            found = [m.concept.name for m in mentions(tag)]
            if wanted & {*found, *([c.name] if (c := recognise(tag)) else [])}:
                return self.tag(tag) or self._book.bare(next(n for n in found if n in wanted))
        return ""

    def tag(self, tag: str) -> str:
        """Return a tag in the language of the answer; "" if it cannot be translated."""
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
        """Return the percentage of the library of which a measurement sets the track apart as a concept says.

        None if no measurement supports the concept.
        """
        fact, high = _MEASURED.get(name, ("", True))
        if (share := self.share(fact)) is None:
            return None
        share = share if high else 1 - share
        return round(100 * share) if share >= _EXTREME else None

    def supports(self, name: str) -> bool:
        """Return whether tags, measurements or the encoder support a concept."""
        return bool(self.facts.evidence(name)) or self.measured(name) is not None

    def why(self, wish: str) -> Prose:
        """Return a clause on what supports a wish in this track; empty if nothing does."""
        return next(iter(self.reasons((wish,))), Prose())

    def reasons(self, wishes: Iterable[str]) -> list[Prose]:
        """Return clauses on what supports the wishes; wishes with the same kind of support share a clause."""
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
        """Return one clause from values of the same kind, as `_reason` returns them with "entry" added."""
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
        """Return the entry and the values of a clause on what supports a wish in this track; "" if nothing does."""
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
        """Return a predicate on the wishes that tags of this track state; empty if they state none."""
        book = self._book
        known = [w for w in wishes if self.facts.evidence(w) == "known"]
        played = [w for w in known if (c := concept(w)) and c.kind == "instrument"]
        said = [tag for w in known if w not in played and (tag := self.stating(members(w)))]
        parts = [book.write("reply.tagged", **book.tag(str(book.listed(list(dict.fromkeys(said))))))] if said else []
        parts += [book.write("reply.plays", what=book.names(played))] if played else []
        return book.listed(parts)

    def moment(self, name: str) -> tuple[str, float]:
        """Return where a concept is heard best, and the time in seconds; see `Presence.best`."""
        presence = self.presence(name)
        return presence.best if presence else ("", 0.0)

    def meeting(self, filters: Filters) -> Iterator[Prose]:
        """Yield a clause on each fact of the track that the filters ask for."""
        f, facts, book = filters, self.facts, self._book
        if (f.tempo_min or f.tempo_max) and facts.tempo:
            yield book.write("why.tempo", n=str(facts.tempo))
        if f.key and facts.key:
            yield book.write("why.key", key=book.key(facts.key))
        if (f.year_min or f.year_max) and facts.year:
            yield book.write("why.year", n=str(facts.year))
        if f.duration_min_s or f.duration_max_s:
            yield book.write("why.length", at=clock(facts.duration_s))

    def named(self) -> Iterator[Prose]:
        """Yield a clause on the field of the track that the request names, and on the tags that it says."""
        for field in self.facts.named_by[:1]:
            yield self._book.write(f"why.{field}")
        for tag in self.hit.tags[:1]:
            if recognise(tag) is None:
                yield self._book.write("why.tag_genre", **self._book.tag(quoted(tag)))

    def shared(self, liked: Facts) -> Iterator[Prose]:
        """Yield a clause on what the track shares with a track that it was compared with."""
        both = [
            i for i in self.facts.instruments if i in liked.instruments and (self._book.code == "en" or recognise(i))
        ]
        if both:
            names = [self.instrument(i) for i in both[:2]]
            yield self._book.write("why.shared_instrument", what=self._book.listed(names))
        elif self.facts.style and self.facts.style == liked.style and (tag := self.tag(liked.style)):
            yield self._book.write("why.shared_style", **self._book.tag(tag))

    def instrument(self, tag: str) -> str:
        """Return the name of a tagged instrument with its article."""
        if self._book.code == "en":
            return self._book.name(tag) if concept(tag) else f"the {tag}"
        return self._book.name(found.name) if (found := recognise(tag)) else ""

    def differences(self, other: Described, wishes: Sequence[str]) -> dict[str, Prose]:
        """Return predicates on how this track differs from another one.

        They are keyed by kind: "mood", "pace", "both" (mood and pace), "activity", "instrument". What contradicts a
        wish is left out, because it would recommend the opposite of the request.
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
        """Return the tag of the first instrument that is neither wished nor among `other_than`; "" without one."""
        family = {m for w in wishes for m in members(w)}
        for tag in self.facts.instruments:
            found = recognise(tag)
            if tag not in other_than and not (found and found.name in family) and (found or self._book.code == "en"):
                return tag
        return ""


def facts_of_liked(liked: str, library: Searchable) -> Facts | None:
    """Return the facts of a track that a search compares with, by its id; None for a clip or an unknown track."""
    track = None if is_clip(liked) else library.track(liked)
    return Facts.of(Hit(track, 0.0, 0)) if track else None


def liked_names(plan: Plan, library: Searchable, book: Phrasebook) -> Prose:
    """Return the names of what a search compares with: titles in quotation marks, "your clip"."""
    named = []
    for liked in plan.like[:2]:
        if is_clip(liked):
            named.append(book.text("open.clip"))
        elif track := library.track(liked):
            named.append(book.text("words.quote", text=quoted(track.title, 60)))
        else:
            named.append(book.text("open.gone"))
    return book.listed(named)

"""What may be said about a retrieved track: its facts, in short plain words, with how each is known.

Tags come from anywhere, so nothing of theirs goes on as it is: a style or an instrument is a known concept
or at most three plain words. Titles and artists are no facts here: the page puts them beside the number,
and a writer that never sees them can neither confuse nor be commanded by them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.vocabulary.concepts import concept, recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.pace import fits_pace
from data.vocabulary.relations import members, neighbours, related
from data.vocabulary.wording import PROPER
from retrieval.query import Hit

_HEARD_AT_LEAST = 1 / 3  # confidence below which a concept is not worth a word, even with "to my ear"


@dataclass(frozen=True, slots=True)
class Facts:
    """One track's facts. Empty or None means unknown, never "no"."""

    rank: int
    style: str
    instruments: tuple[str, ...]
    moods: tuple[str, ...]
    tempo: int | None  # bpm
    tempo_stated: bool  # rather than measured
    key: str
    year: int | None
    duration_s: float
    heard: tuple[
        str, ...
    ]  # concepts heard in it, strongest first, of kinds that no tag has settled (a use cannot be heard)
    named_by: tuple[str, ...]  # fields whose words match the request

    @classmethod
    def of(cls, hit: Hit) -> Facts:
        """The facts of a hit."""
        track = hit.track
        known = track.known
        tempo = track.tempo_bpm
        style, instruments, moods = plain(known.style), _plain_list(known.instruments), _plain_list(known.mood)
        # Who wrote "banjo, fiddle" into the tags knows better than an ear that also hears a sitar.
        settled = {kind for kind, tag in (("genre", style), ("instrument", instruments), ("mood", moods)) if tag}
        return cls(
            rank=hit.rank,
            style=style,
            instruments=instruments,
            moods=moods,
            tempo=round(tempo) if tempo and 20 <= tempo <= 400 else None,
            tempo_stated=known.tempo_bpm is not None,
            key=track.key
            if re.fullmatch(r"[A-G][#b♯♭]? (?:major|minor|dorian|phrygian|lydian|mixolydian)", track.key)
            else "",
            year=track.year,
            duration_s=track.duration_s,
            heard=tuple(
                name
                for name, confidence in hit.heard
                if confidence >= _HEARD_AT_LEAST and (c := concept(name)) and c.kind not in (*settled, "use")
            ),
            named_by=hit.words,
        )

    def heard_as(self, *kinds: str) -> tuple[str, ...]:
        """The heard concepts of these kinds."""
        return tuple(name for name in self.heard if (c := concept(name)) and c.kind in kinds)

    def evidence(self, wanted: str) -> str:
        """How a wanted concept is borne out: "known", "akin" (a near mood is stated), "heard", or ""."""
        family, stated = set(members(wanted)), _stated(self.instruments, (*self.moods, self.style))
        if family & stated or fits_pace(wanted, self.tempo):
            return "known"
        if wanted == "acoustic" and self.instruments:
            return "" if stated & set(related("acoustic", "excludes")) else "known"
        if stated & set(related(wanted, "near")):
            return "akin"
        return "heard" if family & set(self.heard) else ""

    def objection(self, refused: str, wanted: Collection[str] = ()) -> str:
        """How a refused concept is borne out: "known", "heard", "akin" (what is near to it, and not to what is wanted,
        is stated), or "".
        """
        if (how := self.evidence(refused)) in ("known", "heard"):
            return how
        welcome = {m for w in wanted for m in (*members(w), *neighbours(w))}
        near = {m for name in neighbours(refused) - welcome for m in members(name)} - welcome
        return "akin" if near & _stated(self.instruments, (*self.moods, self.style)) else ""

    def line(self) -> str:
        """The facts as one line for a language model, numbered: "[2] bluegrass; banjo, fiddle; 120 bpm; G major"."""
        parts = [
            self.style,
            f"instruments: {', '.join(self.instruments[:6])}" if self.instruments else "",
            f"mood: {', '.join(self.moods[:3])}" if self.moods else "",
            f"{self.tempo} bpm" if self.tempo else "",
            self.key,
            str(self.year) if self.year else "",
            f"sounds like: {', '.join(self.heard[:5])}" if self.heard else "",
        ]
        return f"[{self.rank}] " + ("; ".join(p for p in parts if p) or "nothing is known")


def facts_of(hits: Iterable[Hit]) -> list[Facts]:
    """The facts of each hit."""
    return [Facts.of(hit) for hit in hits]


def plain(text: str, most_words: int = 3) -> str:
    """A tag as short plain words, or "" when it is neither a concept nor short."""
    words = re.sub(r"[^\w\s&'-]", " ", text).replace("_", " ").lower().split()
    short = " ".join(word.capitalize() if word in PROPER else word for word in words)
    if recognise(text) is not None:
        return short
    return short if 0 < len(words) <= most_words and len(short) <= 32 and not re.search(r"\d{3}", short) else ""


def words_of(facts: Sequence[Facts]) -> set[str]:
    """Every word that the facts use: what an answer may quote."""
    return {w for f in facts for w in re.findall(r"[^\W_]+", " ".join((f.line(), *f.heard)).lower())}


@lru_cache(maxsize=4096)  # every wish is looked for in every candidate's tags, before the first track is shown
def _stated(instruments: tuple[str, ...], rest: tuple[str, ...]) -> frozenset[str]:
    """Names of the concepts that the tags state."""
    played = {m.concept for text in instruments for m in mentions(text) if m.concept.kind == "instrument"}
    return frozenset(c.name for c in played | {m.concept for text in rest for m in mentions(text)})


def _plain_list(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for text in texts[:12] if (p := plain(text))))

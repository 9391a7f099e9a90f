"""Describe retrieved tracks in plain words, and find evidence for or against a concept in these facts.

Tags come from untrusted files, so they are not passed on unchanged: a style or an instrument becomes a known concept or
at most three plain words. Titles and artists are left out. A language model that never reads them can neither confuse
them nor follow instructions in them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.text import clock
from data.vocabulary.concepts import Concept, concept, recognise
from data.vocabulary.mentions import mentions
from data.vocabulary.pace import fits_pace
from data.vocabulary.relations import members, neighbours, related
from data.vocabulary.wording import PROPER
from retrieval.query import Filters, Hit

from .filters import passes

Evidence = Literal["known", "near", "heard", ""]
# The weight of each kind of evidence, 0..1. "known": a tag or a measurement states the concept; "near": a tag states a
# related concept; "heard": the encoder hears it.
WEIGHTS: dict[str, float] = {"known": 1.0, "heard": 0.6, "near": 0.4, "": 0.0}

_KEY = re.compile(r"[A-G][#b♯♭]? (?:major|minor|dorian|phrygian|lydian|mixolydian)")
_HEARD_AT_LEAST = 1 / 3  # heard concepts of less confidence are left out


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts about one track. Empty or None means unknown, never "no"."""

    rank: int
    style: str
    instruments: tuple[str, ...]
    moods: tuple[str, ...]
    tempo: int | None  # bpm
    tempo_stated: bool  # the tempo is from a tag and not measured
    key: str
    year: int | None
    duration_s: float
    heard: tuple[str, ...]  # concepts heard, surest first, without kinds (genre, ...) that tags state and without uses
    named_by: tuple[str, ...]  # fields whose words match the request
    best_s: float = 0.0  # where the track fits the request best, in seconds; 0 if at its beginning
    moments: tuple[tuple[str, float], ...] = ()  # wanted concepts, and from when on each is heard best, in seconds

    @classmethod
    def of(cls, hit: Hit) -> Facts:
        """Return the facts of a hit."""
        track = hit.track
        known = track.known
        tempo = track.tempo_bpm
        style, instruments, moods = plain(known.style), _plain_list(known.instruments), _plain_list(known.mood)
        # Tags are more reliable than the encoder: if they state instruments, no instrument is reported as heard.
        stated = {kind for kind, tag in (("genre", style), ("instrument", instruments), ("mood", moods)) if tag}
        return cls(
            rank=hit.rank,
            style=style,
            instruments=instruments,
            moods=moods,
            tempo=round(tempo) if tempo and 20 <= tempo <= 400 else None,
            tempo_stated=known.tempo_bpm is not None,
            key=track.key if _KEY.fullmatch(track.key) else "",
            year=track.year,
            duration_s=track.duration_s,
            heard=tuple(
                name
                for name, confidence in hit.heard
                if confidence >= _HEARD_AT_LEAST and (c := concept(name)) and c.kind not in (*stated, "use")
            ),
            named_by=hit.words,
            best_s=hit.start_s,
            moments=tuple((p.name, p.best[1]) for p in hit.presence if p.best[0] == "at"),
        )

    def heard_as(self, *kinds: str) -> tuple[str, ...]:
        """Return the heard concepts of these kinds."""
        return tuple(name for name in self.heard if (c := concept(name)) and c.kind in kinds)

    def evidence(self, wanted: str) -> Evidence:
        """Return the best evidence that a track has a concept.

        Returns:
            "known" if tags state it, "near" if tags state a related concept, "heard" if the encoder hears it, else "".
        """
        family, stated = set(members(wanted)), _stated(self.instruments, (*self.moods, self.style))
        if family & stated or fits_pace(wanted, self.tempo):
            return "known"
        if wanted == "acoustic" and self.instruments:
            return "" if stated & set(related("acoustic", "excludes")) else "known"
        if stated & set(related(wanted, "near")):
            return "near"
        return "heard" if family & set(self.heard) else ""

    def objection(self, refused: str, wanted: Collection[str] = ()) -> Evidence:
        """Return how strongly the facts of this track show an unwanted concept; "" if they do not.

        The result is "near" if tags state only a neighbour of that concept (`data.vocabulary.relations`). Neighbours
        that are wanted, or are neighbours of a wanted concept, are ignored.
        """
        if (how := self.evidence(refused)) in ("known", "heard"):
            return how
        welcome = {m for w in wanted for m in (*members(w), *neighbours(w))}
        near = {m for name in neighbours(refused) - welcome for m in members(name)} - welcome
        return "near" if near & _stated(self.instruments, (*self.moods, self.style)) else ""

    def decide(self, name: str) -> bool:
        """Return whether tags or measurements would show a concept if the track had it.

        If so, missing evidence means that the track does not have the concept.
        """
        found = concept(name)
        match found.kind if found else "":
            case "instrument":
                return bool(self.instruments)
            case "genre":
                return bool(self.style)
            case "mood":
                return bool(self.moods)
            case "texture":
                if name == "acoustic":
                    return bool(self.instruments)
                return name in ("slow", "fast", "steady") and self.tempo is not None
            case _:
                return False

    def line(self) -> str:
        """Return the facts as a numbered line for a language model: "[2] bluegrass; banjo; 120 bpm; G major"."""
        parts = [
            self.style,
            ", ".join(self.instruments[:6]),
            ", ".join(self.moods[:3]),
            f"{self.tempo} bpm" if self.tempo else "",
            self.key,
            str(self.year) if self.year else "",
            f"sounds like: {', '.join(self.heard[:5])}" if self.heard else "",
            f"best from {clock(self.best_s)}" if self.best_s >= 1 else "",
        ]
        return f"[{self.rank}] " + ("; ".join(p for p in parts if p) or "nothing is known")


def facts_of(hits: Iterable[Hit]) -> list[Facts]:
    """Return the facts of each hit."""
    return [Facts.of(hit) for hit in hits]


@dataclass(frozen=True, slots=True)
class Matches:
    """The tracks that meet a condition."""

    stated: tuple[Facts, ...]  # according to tags or measurements
    heard: tuple[Facts, ...]  # according to the encoder, at least in part


def matching(hits: Sequence[Hit], wanted: Sequence[str], unwanted: Sequence[str], filters: Filters) -> Matches:
    """Find the hits that have every wanted concept, have no unwanted one, and pass the filters."""
    stated, heard = [], []
    for hit in hits:
        facts = Facts.of(hit)
        evidence = [facts.evidence(name) for name in wanted]
        against = [facts.evidence(name) for name in unwanted]
        if not passes(hit.track, filters) or "known" in against or "heard" in against:
            continue
        if all(how == "known" for how in evidence) and all(facts.decide(name) for name in unwanted):
            stated.append(facts)
        elif all(how in ("known", "heard") for how in evidence):
            heard.append(facts)
    return Matches(tuple(stated), tuple(heard))


def audible(names: Iterable[str]) -> tuple[str, ...]:
    """Return the concepts that can be heard or tagged: all but uses of music ("for studying")."""
    return tuple(name for name in names if (c := concept(name)) and c.kind != "use")


def plain(text: str, most_words: int = 3) -> str:
    """Return a tag as plain words, or "" if it is neither a known concept nor short."""
    words = re.sub(r"[^\w\s&'-]", " ", text).replace("_", " ").lower().split()
    short = " ".join(word.capitalize() if word in PROPER else word for word in words)
    if recognise(text) is not None:
        return short
    return short if 0 < len(words) <= most_words and len(short) <= 32 and not re.search(r"\d{3}", short) else ""


def words_of(facts: Sequence[Facts]) -> set[str]:
    """Return all words in the facts, lower case. An answer may use them."""
    return {w for f in facts for w in re.findall(r"[^\W_]+", " ".join((f.line(), *f.heard)).lower())}


@lru_cache(maxsize=4096)  # every wanted concept is looked up in the tags of every candidate
def _stated(instruments: tuple[str, ...], rest: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the concepts that tags state. From instrument tags, only instruments are returned."""
    played = {c.name for text in instruments for c in _named(text) if c.kind == "instrument"}
    return frozenset(played | {c.name for text in rest for c in _named(text)})


def _named(tag: str) -> list[Concept]:
    """Return the concepts that a tag names.

    The tag is first looked up as a whole, because to search its words for concepts is slow.
    """
    whole = recognise(tag)
    return [whole] if whole is not None else [mention.concept for mention in mentions(tag)]


def _plain_list(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for text in texts[:12] if (p := plain(text))))

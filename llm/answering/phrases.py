"""Tracks in words: the noun phrases and small change of English that answers are made of.

Everything comes from `Facts`; what is stated and what was heard are worded differently, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from data.vocabulary.concepts import concept
from data.vocabulary.pace import pace_word
from data.vocabulary.wording import is_adjective, is_piece
from llm.plan import Plan
from retrieval.search.evidence import Facts


class Voice:
    """Chooses among ways of saying the same, always the same way for the same content."""

    def __init__(self, plan: Plan, facts: Sequence[Facts]) -> None:
        seed = repr((plan.request, plan.wanted, [(f.rank, f.style, f.tempo, f.instruments) for f in facts]))
        self._digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=32).digest()
        self._at = 0

    def pick(self, *options: str) -> str:
        """One of the options."""
        self._at += 1
        return options[self._digest[self._at % 32] % len(options)]


def portrait_of(f: Facts, voice: Voice) -> str:
    """A stated track as a noun phrase: "a brisk, happy bluegrass piece with banjo and fiddle in G major"."""
    if not (f.style or f.instruments or f.moods):
        return ""
    moods = [m for m in f.moods if m[:5] != f.style[:5].lower()]  # no "epic epic piece"
    adjectives = [word for word in (pace_word(f.tempo), *moods) if word][:2]
    phrase = with_article(" ".join([", ".join(dict.fromkeys(adjectives)), noun_of(f)]).strip())
    players = [i for i in f.instruments if i not in f.style]  # "a romantic piano piece with piano"
    if players and "with" not in phrase.split():
        more = len(players) - 4
        shown = players[:4] + ([f"{more} more"] if more > 1 else [])
        phrase += voice.pick(" with ", " for ", " played on ") + joined(shown)
    details = [tempo_of(f), f"in {f.key}" if f.key else ""]
    tail = voice.pick(", ".join(d for d in details if d), details[1] or details[0])
    return f"{phrase}{', ' + tail if tail else ''}"


def noun_of(f: Facts) -> str:
    """ "bluegrass piece", "sea shanty", "piece"."""
    if not f.style:
        return f"piece with {joined(f.instruments[:2])}" if f.instruments and not f.moods else "piece"
    return f.style if is_piece(f.style) else f"{f.style} piece"


def comparative(mood: str) -> str:
    """The comparative: "happier", "calmer", "more melancholic"."""
    if mood.endswith("y") and len(mood) <= 7:
        return mood[:-1] + "ier"
    if mood in ("sad", "calm", "dark", "warm", "bright", "loud", "quiet", "slow", "fast", "soft", "light", "tense"):
        return {"sad": "sadder", "tense": "tenser"}.get(mood, mood + "er")
    return f"more {mood}"


def heard_portrait_of(f: Facts, voice: Voice) -> str:
    """A heard track as a verb phrase: "sounds like calm ambient music with synth pads, at about 72 bpm"."""
    moods, genres, instruments = f.heard_as("mood"), f.heard_as("genre"), f.heard_as("instrument")
    if not (moods or genres or instruments):
        return ""
    if not genres and not instruments:
        said = f"sounds {joined(moods[:2])}"
    else:
        body = " ".join([*moods[:1], as_music(genres[0])]) if genres else f"{moods[0]} music" if moods else ""
        players = joined(instruments[:2]) if instruments else ""
        said = f"sounds like {' with '.join(part for part in (body, players) if part)}"
    pace = tempo_of(f)
    return f"{said}{', ' + pace if pace else ''}"


def as_music(genre: str) -> str:
    if is_adjective(genre):
        return f"{'film' if genre == 'soundtrack' else genre} music"
    return genre


def pace_of(f: Facts) -> str:
    return ", ".join(p for p in (tempo_of(f), f"in {f.key}" if f.key else "") if p)


def tempo_of(f: Facts) -> str:
    return f"at {'' if f.tempo_stated else 'about '}{f.tempo} bpm" if f.tempo else ""


def difference(f: Facts, lead: Facts) -> str:
    """One difference from the lead."""
    if f.tempo and lead.tempo and abs(f.tempo - lead.tempo) > 0.12 * lead.tempo:
        return f"{'quicker' if f.tempo > lead.tempo else 'slower'} at {f.tempo} bpm"
    if f.key and lead.key and f.key.split()[-1] != lead.key.split()[-1]:
        return f"in {f.key} rather than {lead.key}"
    return ""


def named(name: str) -> str:
    """A concept as the object of a sentence."""
    found = concept(name)
    if found is None:
        return name
    return {
        "instrument": name
        if name.endswith("s") and name != "brass" or name in ("percussion", "orchestra", "bass")
        else f"the {name}",
        "use": f"music for {name}" if name not in ("background", "video") else "background music",
        "mood": name,
        "texture": f"{with_article(name)} piece" if name in ("solo", "drone") else name,
        "genre": with_article(name) if is_piece(name) else name,
    }[found.kind]


def plural(genre: str) -> str:
    """ "waltzes", "sea shanties", "jazz"."""
    if not is_piece(genre):
        return genre
    if genre.endswith("y"):
        return genre[:-1] + "ies"
    return genre + ("es" if genre.endswith(("z", "ch")) else "s")


def all_moods(names: Sequence[str]) -> bool:
    return all((c := concept(n)) is not None and c.kind in ("mood", "texture") for n in names)


def sounding(name: str) -> str:
    found = concept(name)
    return name if found and found.kind in ("mood", "texture") else f"like {named(name)}"


def pronoun(name: str) -> str:
    return "them" if name.endswith("s") and name != "brass" else "it"


def pointed_at(plan: Plan) -> str:
    """What a search by sound goes by."""
    clips = [i for i in plan.like if i.startswith("clip:")]
    if clips and len(clips) == len(plan.like):
        return "your clip" if len(clips) == 1 else "your clips"
    if clips:
        return "your clip and what you pointed at"
    return "the track you pointed at" if len(plan.like) == 1 else "the tracks you pointed at"


def with_article(phrase: str) -> str:
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def cites(facts: Sequence[Facts]) -> str:
    return joined([f"[{f.rank}]" for f in facts])


def joined(parts: Sequence[str]) -> str:
    parts = list(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def either(parts: Sequence[str]) -> str:
    parts = list(parts)
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " or " + parts[-1]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]

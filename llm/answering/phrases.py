"""English phrases about tracks and concepts: noun phrases, lists, comparatives, articles.

The wording always shows whether a fact is stated in the tags or heard by the encoder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

from data.vocabulary.concepts import concept
from data.vocabulary.pace import pace_word
from data.vocabulary.wording import is_adjective, is_piece
from llm.plan import Plan, is_clip
from retrieval.search.evidence import Facts

from .parts import Citation, Piece, Prose

_Said = TypeVar("_Said", str, Prose)


class Voice:
    """Chooses among several wordings. The choice depends on the content alone, so it is the same at each run."""

    def __init__(self, plan: Plan, facts: Sequence[Facts]) -> None:
        """Args: plan, facts: the content of the answer; a hash of them decides all choices."""
        seed = repr((plan.request, plan.wanted, [(f.rank, f.style, f.tempo, f.instruments) for f in facts]))
        self._digest = hashlib.blake2b(seed.encode("utf-8", "replace"), digest_size=32).digest()
        self._at = 0

    def pick(self, *options: _Said) -> _Said:
        """Return one of the options, chosen by the next byte of the hash of the content."""
        self._at += 1
        return options[self._digest[self._at % 32] % len(options)]


def portrait_of(f: Facts, voice: Voice) -> str:
    """Describe the stated facts of a track, as in "a happy bluegrass piece with banjo, in G major"; "" without any."""
    if not (f.style or f.instruments or f.moods):
        return ""
    moods = [m for m in f.moods if m[:5] != f.style[:5].lower()]  # avoids "epic epic piece"
    adjectives = [word for word in (pace_word(f.tempo), *moods) if word][:2]
    phrase = with_article(" ".join([", ".join(dict.fromkeys(adjectives)), noun_of(f)]).strip())
    instruments = [i for i in f.instruments if i not in f.style]  # avoids "a romantic piano piece with piano"
    if instruments and "with" not in phrase.split():
        more = len(instruments) - 4
        shown = instruments[:4] + ([f"{more} more"] if more > 1 else [])
        phrase += voice.pick(" with ", " for ", " played on ") + joined(shown)
    details = [tempo_of(f), f"in {f.key}" if f.key else ""]
    tail = voice.pick(", ".join(d for d in details if d), details[1] or details[0])
    return f"{phrase}{', ' + tail if tail else ''}"


def noun_of(f: Facts) -> str:
    """Return the noun for a track: "bluegrass piece", "sea shanty", "piece"."""
    if not f.style:
        return f"piece with {joined(f.instruments[:2])}" if f.instruments and not f.moods else "piece"
    return f.style if is_piece(f.style) else f"{f.style} piece"


def comparative(mood: str) -> str:
    """Return the comparative of a mood: "happier", "calmer", "more melancholic"."""
    if mood.endswith("y") and len(mood) <= 7:
        return mood[:-1] + "ier"
    if mood in ("sad", "calm", "dark", "warm", "bright", "loud", "quiet", "slow", "fast", "soft", "light", "tense"):
        return {"sad": "sadder", "tense": "tenser"}.get(mood, mood + "er")
    return f"more {mood}"


def heard_portrait_of(f: Facts) -> str:
    """Describe what the encoder hears, as in "sounds like calm ambient music, at about 72 bpm"; "" if nothing."""
    moods, genres, instruments = f.heard_as("mood"), f.heard_as("genre"), f.heard_as("instrument")
    if not (moods or genres or instruments):
        return ""
    if not genres and not instruments:
        said = f"sounds {joined(moods[:2])}"
    else:
        body = " ".join([*moods[:1], as_music(genres[0])]) if genres else f"{moods[0]} music" if moods else ""
        played = joined(instruments[:2]) if instruments else ""
        said = f"sounds like {' with '.join(part for part in (body, played) if part)}"
    pace = tempo_of(f)
    return f"{said}{', ' + pace if pace else ''}"


def as_music(genre: str) -> str:
    """Return a genre as a noun: "jazz", "celtic music", "film music"."""
    if is_adjective(genre):
        return f"{'film' if genre == 'soundtrack' else genre} music"
    return genre


def pace_of(f: Facts) -> str:
    """Return tempo and key, as far as they are known: "at 120 bpm, in A minor"."""
    return ", ".join(p for p in (tempo_of(f), f"in {f.key}" if f.key else "") if p)


def tempo_of(f: Facts) -> str:
    """Return the tempo, as in "at 120 bpm"; "at about 120 bpm" if it was measured and not stated in the tags."""
    return f"at {'' if f.tempo_stated else 'about '}{f.tempo} bpm" if f.tempo else ""


def difference(f: Facts, lead: Facts) -> str:
    """Return a difference in tempo or mode between a track and the answer's first one, `lead`; "" if there is none."""
    if f.tempo and lead.tempo and abs(f.tempo - lead.tempo) > 0.12 * lead.tempo:
        return f"{'quicker' if f.tempo > lead.tempo else 'slower'} at {f.tempo} bpm"
    if f.key and lead.key and f.key.split()[-1] != lead.key.split()[-1]:
        return f"in {f.key} rather than {lead.key}"
    return ""


def named(name: str) -> str:
    """Return the name of a concept as the object of a sentence: "the banjo", "a waltz", "background music"."""
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
    """Return the plural of a genre that is a kind of piece ("waltzes"); return any other genre unchanged ("jazz")."""
    if not is_piece(genre):
        return genre
    if genre.endswith("y"):
        return genre[:-1] + "ies"
    return genre + ("es" if genre.endswith(("z", "ch")) else "s")


def all_moods(names: Sequence[str]) -> bool:
    """Return whether every name is a mood or a texture, and so an adjective."""
    return all((c := concept(n)) is not None and c.kind in ("mood", "texture") for n in names)


def sounding(name: str) -> str:
    """Return what follows "sounds" for a concept: "calm", "like the banjo"."""
    found = concept(name)
    return name if found and found.kind in ("mood", "texture") else f"like {named(name)}"


def pronoun(name: str) -> str:
    """Return the pronoun for a concept, "it" or "them"."""
    return "them" if name.endswith("s") and name != "brass" else "it"


def like_what(plan: Plan) -> str:
    """Return a phrase for the clips or tracks that a search compares with: "your clip", "the track you pointed at"."""
    clips = [i for i in plan.like if is_clip(i)]
    if clips and len(clips) == len(plan.like):
        return "your clip" if len(clips) == 1 else "your clips"
    if clips:
        return "your clip and what you pointed at"
    return "the track you pointed at" if len(plan.like) == 1 else "the tracks you pointed at"


def with_article(phrase: str) -> str:
    """Return a phrase with "a" or "an" in front."""
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


def cites(facts: Sequence[Facts]) -> Prose:
    """Return citations of these tracks: "[1], [2] and [4]"."""
    return listed([Citation(f.rank) for f in facts])


def listed(items: Sequence[Piece], conjunction: str = "and") -> Prose:
    """Join items as a list in a sentence: "a, b and c"."""
    pieces: list[Piece] = []
    for i, item in enumerate(items):
        pieces += [f" {conjunction} " if i == len(items) - 1 else ", ", item] if i else [item]
    return Prose(*pieces)


def joined(words: Sequence[str]) -> str:
    """Join words as a list in a sentence: "a, b and c"."""
    return str(listed(words))


def either(words: Sequence[str]) -> str:
    """Join words as alternatives: "a, b or c"."""
    return str(listed(words, "or"))


def capital(text: str) -> str:
    """Return text with a capital first letter and the rest unchanged."""
    return text[:1].upper() + text[1:]

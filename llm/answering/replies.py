"""Replies to requests that need no search: questions about the tracks shown, and small talk."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from data.text import clock, fold
from data.vocabulary.mentions import mentions
from llm.plan import Plan
from retrieval.query import Hit
from retrieval.search.evidence import Facts, facts_of

from . import picked
from .parts import Citation, Prose, quoted, say
from .phrases import (
    Voice,
    difference,
    heard_portrait_of,
    joined,
    like_what,
    named,
    pace_of,
    portrait_of,
    tempo_of,
)
from .writer import paragraph

_EXTREMES: tuple[tuple[str, Callable[[Facts], float | None], bool, str], ...] = (
    ("slow", lambda f: f.tempo, False, "tempo"),
    ("fast", lambda f: f.tempo, True, "tempo"),
    ("quick", lambda f: f.tempo, True, "tempo"),
    ("old", lambda f: f.year, False, "year"),
    ("new", lambda f: f.year, True, "year"),
    ("recent", lambda f: f.year, True, "year"),
    ("long", lambda f: f.duration_s or None, True, "length"),
    ("short", lambda f: f.duration_s or None, False, "length"),
)


_ENGLISH = (
    (r"schnellst\w*|mas rapid\w+|plus rapides?", "fastest"), (r"langsamst\w*|mas lent\w+|plus lente?s?", "slowest"),
    (r"altest\w*|mas (?:antigu|viej)\w+|plus (?:ancien\w*|vieux|vieille)", "oldest"),
    (r"neu(?:e)?st\w*|mas (?:nuev|recient)\w+|plus recente?s?", "newest"),
    (r"langst\w*|mas larg\w+|plus long\w*", "longest"), (r"kurzest\w*|mas cort\w+|plus court\w*", "shortest"),
    (r"tonart|tonalite|tonalidad", "key"), (r"von wem|wer|quien|de qui|qui", "who"), (r"tonalidad", "key"),
    (r"wie schnell|que tan rapid\w+|a que velocidad|quel tempo|que tempo", "tempo"),
    (r"wie lang|cuanto dura|quelle duree|combien de temps", "how long"), (r"instrumente|instrumentos", "instruments"),
    (r"aus welchem jahr|de que ano|de quelle annee|wie alt", "year"), (r"warum|pourquoi|por que", "why"),
)  # fmt: skip


_OF_A_FACT = (
    (r"\b(?:lowest|smallest|least) (?:tempo|bpm|speed)\b", "slowest"),
    (r"\b(?:highest|greatest|most) (?:tempo|bpm|speed)\b", "fastest"),
    (r"\bleast (?:fast|quick)\b|\bmost slow\b", "slowest"),
    (r"\bleast slow\b|\bmost (?:fast|quick)\b", "fastest"),
    (r"\bleast (?:old|recent)\b|\bmost new\b", "newest"),
    (r"\bleast new\b|\bmost old\b", "oldest"),
    (r"\bmost long\b|\bleast short\b", "longest"),
    (r"\bmost short\b|\bleast long\b", "shortest"),
    (r"\b(?:earliest)\b", "oldest"),
    (r"\b(?:latest)\b", "newest"),
)


def _in_english(question: str) -> str:
    """Translate into English the German, French and Spanish words of a question that the replies look for."""
    for words, english in _ENGLISH:
        question = re.sub(rf"\b(?:{words})\b", english, question)
    return question


def explain(plan: Plan, asked: Plan | None, hits: Sequence[Hit]) -> Prose:
    """Answer a question about the tracks shown.

    Args:
        plan: of the question.
        asked: plan of the search that found the tracks; None if it is not known.
        hits: the tracks shown.
    """
    if plan.picks:
        return picked.answer(plan, hits)
    facts = {f.rank: f for f in facts_of(hits)}
    question = _in_english(fold(plan.request))
    for pattern, superlative in _OF_A_FACT:
        question = re.sub(pattern, superlative, question)
    found = re.search(r"\b(slow|fast|quick|old|new|recent|long|short)(?:e?st)\b|\bmost (recent)\b", question)
    if found and facts:
        return _extreme(found[1] or found[2], list(facts.values()))
    chosen = [facts[r] for r in plan.about if r in facts] or list(facts.values())[: 1 if len(facts) == 1 else 3]
    artists = {hit.rank: hit.track.artist for hit in hits}
    said = [_about_one(f, question, asked, artists[f.rank]) for f in chosen]
    if len(chosen) > 1 and len(plan.about) > 1:
        said.append(_compared(chosen))
    return paragraph(said)


def _extreme(word: str, facts: list[Facts]) -> Prose:
    """Name the track with the highest or lowest tempo, year or length, as `word` asks, and the one that comes next."""
    _, of, highest, what = next(e for e in _EXTREMES if e[0] == word)
    valued = sorted(((v, f.rank) for f in facts if (v := of(f)) is not None), reverse=highest)
    if not valued:
        return say("The {} of these tracks is not known, so I cannot tell.", what)
    value, rank = valued[0]
    shown = {"tempo": f"{value:g} bpm", "year": f"{value:g}", "length": clock(value)}[what]
    among = f", of those whose {what} is known" if len(valued) < len(facts) else ""
    following = say("; next comes {}", Citation(valued[1][1])) if len(valued) > 1 else Prose()
    return say("That is {}, {} {}{}{}.", Citation(rank), "from" if what == "year" else "at", shown, among, following)


def _about_one(f: Facts, question: str, asked: Plan | None, artist: str) -> Prose:
    """Answer a question about one track; describe the track if the kind of question is not recognised."""
    me = Citation(f.rank)
    if re.search(r"\bwho\b|\bcompose[rd]\b|\bartist\b|\bby whom\b", question):
        name = quoted(artist)
        return say("{} is by {}, as its tags say.", me, name) if name else say("The tags of {} name no artist.", me)
    if re.search(r"\b(?:key|scale|tonality|major|minor)\b", question):
        return say("{} is in {}.", me, f.key) if f.key else say("I could not tell the key of {}.", me)
    if re.search(r"\b(?:tempo|bpm|fast|slow|speed|pace|beats (?:per|a) minute)\b", question):
        return say("{} runs {}.", me, tempo_of(f)) if f.tempo else say("I could not tell the tempo of {}.", me)
    if re.search(r"\b(?:year|when|old)\b", question):
        return say("{} dates from {}.", me, str(f.year)) if f.year else say("The year of {} is not known.", me)
    if re.search(r"\bhow long\b|\bduration\b|\blength\b", question):
        return say("{} lasts {}.", me, clock(f.duration_s))
    if re.search(r"\binstruments?\b|\bwhat(?:'s| is) playing\b|\bplays? in\b", question):
        if f.instruments:
            return say("{} is played on {}.", me, joined(f.instruments))
        if heard := f.heard_as("instrument"):
            return say("No tag says, but I hear {} in {}.", joined(heard), me)
        return say("I cannot tell the instruments of {}.", me)
    if yes := _yes_or_no(f, question):
        return yes
    portrait, heard_as = portrait_of(f, Voice(Plan(question), [f])), heard_portrait_of(f)
    said = say("{} is {}.", me, portrait) if portrait else Prose()
    if heard_as:
        said = say("{} To my ear it {}.", said, heard_as) if said else say("{} {}.", me, heard_as)
    if not said:
        said = say("Little is known about {}{}.", me, f": it is {pace}" if (pace := pace_of(f)) else "")
    return Prose(said, _because(f, question, asked))


def _yes_or_no(f: Facts, question: str) -> Prose:
    """Answer a yes-or-no question about up to two concepts in one track; return empty prose for other questions."""
    if not re.match(r"^\W*(?:is|are|does|do|has|have)\b", question):
        return Prose()
    me, said = Citation(f.rank), []
    for found in [m.concept for m in mentions(question)][:2]:
        how, what = f.evidence(found.name), named(found.name)
        if how == "known":
            said.append(say("yes, {} is stated for {}", what, me))
        elif how == "heard":
            said.append(say("I seem to hear {} in {}, though no tag says so", what, me))
        elif found.kind == "instrument" and f.instruments:
            said.append(say("not as far as its tags tell: {} is played on {}", me, joined(f.instruments)))
        else:
            said.append(say("nothing known or heard of {} says {}", me, found.name))
    return say("{}.", Prose(said[0], *(say("; {}", one) for one in said[1:])).capitalized()) if said else Prose()


def _because(f: Facts, question: str, asked: Plan | None) -> str:
    """Return why the search found a track, if the question asks for the reason; else ""."""
    if asked is None or not re.search(r"\b(?:why|warum|pourquoi|por que|how come|explain)\b", question):
        return ""
    stated = [w for w in asked.wanted if f.evidence(w) == "known"]
    heard = [w for w in asked.wanted if f.evidence(w) == "heard"]
    reasons = []
    if stated:
        reasons.append(f"its facts bear out {joined([named(w) for w in stated])}")
    if heard:
        reasons.append(f"I hear {joined([named(w) for w in heard])} in it")
    if f.named_by:
        reasons.append(f"your words match its {joined(f.named_by)}")
    if asked.like:
        reasons.append(f"it sounds close to {like_what(asked)}")
    if not reasons:
        return " It came up for its overall sound alone: nothing that is known of it answers your words."
    return f" It came up because {joined(reasons)}."


def _compared(facts: Sequence[Facts]) -> Prose:
    """Compare the first two tracks: the instruments that they share and one difference."""
    a, b = facts[0], facts[1]
    said = []
    if shared := [i for i in a.instruments if i in b.instruments]:
        said.append(Prose(f"they share {joined(shared[:3])}"))
    if differ := difference(b, a):
        said.append(say("{} is {}", Citation(b.rank), differ))
    return say("{}.", Prose(said[0], *(say(", and {}", one) for one in said[1:])).capitalized()) if said else Prose()


_SMALL_TALK = (
    (
        r"\b(?:thanks?|thank|thx|merci|danke|gracias|cheers)\b",
        "With pleasure. Say “slower”, “without drums” or “more like 2” to go on from here, or ask for something new.",
    ),
    (
        r"\b(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|evening|afternoon))\b",
        "Hello! Tell me what you would like to hear: an instrument, a mood, a moment it should fit, in your own words.",
    ),
    (
        r"\b(?:undo|back|previous|revert|zuruck|zurück|retour|annule|atras|atrás|deshacer)\b",
        "There is nothing to go back to yet. Describe something that you would like to hear.",
    ),
    (
        r"\b(?:who|what) (?:are|can) you\b|\bhelp\b|\bhow do",
        "I am Hark. I search your own music by how it sounds: describe it in your words, with conditions if you like "
        "(“under 2 minutes”, “no drums”), then refine with “slower”, “darker” or “more like 2”.",
    ),
)


def chat(plan: Plan) -> Prose:
    """Answer a request that is not about music."""
    text = plan.request.lower()
    for pattern, words in _SMALL_TALK:
        if re.search(pattern, text):
            return Prose(words)
    return Prose("I only know about the music in this library. Describe something that you would like to hear.")

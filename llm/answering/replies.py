"""Replies that need no search: questions about the tracks shown, answered from their facts, and small talk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from data.text import clock, fold
from data.vocabulary.mentions import mentions
from llm.plan import Plan
from llm.understanding.readers.picking import asks_for_some, tell
from retrieval.query import Hit
from retrieval.search.evidence import Facts, facts_of

from .phrases import (
    Voice,
    capital,
    difference,
    heard_portrait_of,
    joined,
    named,
    pace_of,
    pointed_at,
    portrait_of,
    tempo_of,
)

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
    """A question with the words that decide its answer in English."""
    for words, english in _ENGLISH:
        question = re.sub(rf"\b(?:{words})\b", english, question)
    return question


def explain(plan: Plan, asked: Plan | None, hits: Sequence[Hit]) -> Iterator[str]:
    """The answer to a question about shown tracks.

    Args:
        plan: of the question.
        asked: the wish that brought the tracks up, if known.
        hits: the tracks shown.
    """
    if asks_for_some(plan):
        yield from tell(plan, hits)
        return
    facts = {f.rank: f for f in facts_of(hits)}
    question = _in_english(fold(plan.request))
    for said_so, meant in _OF_A_FACT:
        question = re.sub(said_so, meant, question)
    superlative = re.search(r"\b(slow|fast|quick|old|new|recent|long|short)(?:e?st)\b|\bmost (recent)\b", question)
    chosen = [facts[r] for r in plan.about if r in facts] or list(facts.values())[: 1 if len(facts) == 1 else 3]
    if superlative and facts:
        said = [_extreme(superlative[1] or superlative[2], list(facts.values()))]
    else:
        artists = {hit.rank: hit.track.artist for hit in hits}
        said = [_about_one(f, question, asked, artists.get(f.rank, "")) for f in chosen]
        if len(chosen) > 1 and len(plan.about) > 1:
            said.append(_compared(chosen))
    yield from re.findall(r"\S+\s*", " ".join(s for s in said if s))


def _extreme(word: str, facts: list[Facts]) -> str:
    _, of, highest, what = next(e for e in _EXTREMES if e[0] == word)
    valued = sorted(((v, f.rank) for f in facts if (v := of(f)) is not None), reverse=highest)
    if not valued:
        return f"The {what} of these tracks is not known, so I cannot tell."
    value, rank = valued[0]
    shown = {"tempo": f"{value:g} bpm", "year": f"{value:g}", "length": clock(value)}[what]
    unknown = len(facts) - len(valued)
    rest = f", of those whose {what} is known" if unknown else ""
    then = f"; next comes [{valued[1][1]}]" if len(valued) > 1 else ""
    return f"That is [{rank}], {'from' if what == 'year' else 'at'} {shown}{rest}{then}."


def _about_one(f: Facts, question: str, asked: Plan | None, artist: str) -> str:
    me = f"[{f.rank}]"
    if re.search(r"\bwho\b|\bcompose[rd]\b|\bartist\b|\bby whom\b", question):
        return f"{me} is by {artist}, as its tags say." if artist else f"The tags of {me} name no artist."
    if re.search(r"\b(?:key|scale|tonality|major|minor)\b", question):
        return f"{me} is in {f.key}." if f.key else f"I could not tell the key of {me}."
    if re.search(r"\b(?:tempo|bpm|fast|slow|speed|pace|beats (?:per|a) minute)\b", question):
        return f"{me} runs {tempo_of(f)}." if f.tempo else f"I could not tell the tempo of {me}."
    if re.search(r"\b(?:year|when|old)\b", question):
        return f"{me} dates from {f.year}." if f.year else f"The year of {me} is not known."
    if re.search(r"\bhow long\b|\bduration\b|\blength\b", question):
        return f"{me} lasts {clock(f.duration_s)}."
    if re.search(r"\binstruments?\b|\bwhat(?:'s| is) playing\b|\bplays? in\b", question):
        if f.instruments:
            return f"{me} is played on {joined(f.instruments)}."
        heard = f.heard_as("instrument")
        return (
            f"No tag says, but I hear {joined(heard)} in {me}." if heard else f"I cannot tell the instruments of {me}."
        )
    if yes := _yes_or_no(f, question):
        return yes
    voice = Voice(Plan(question), [f])
    portrait, heard_as = portrait_of(f, voice), heard_portrait_of(f, voice)
    said = f"{me} is {portrait}." if portrait else ""
    if heard_as:
        said += (" To my ear it " if said else f"{me} ") + heard_as + "."
    said = said or f"Little is known about {me}{': it is ' + pace_of(f) if pace_of(f) else ''}."
    return said + _because(f, question, asked)


def _yes_or_no(f: Facts, question: str) -> str:
    if not re.match(r"^\W*(?:is|are|does|do|has|have)\b", question):
        return ""
    asked_for = [m.concept for m in mentions(question)]
    if not asked_for:
        return ""
    said = []
    for found in asked_for[:2]:
        how = f.evidence(found.name)
        what = named(found.name)
        if how == "known":
            said.append(f"yes, {what} is stated for [{f.rank}]")
        elif how == "heard":
            said.append(f"I seem to hear {what} in [{f.rank}], though no tag says so")
        elif found.kind == "instrument" and f.instruments:
            said.append(f"not as far as its tags tell: [{f.rank}] is played on {joined(f.instruments)}")
        else:
            said.append(f"nothing known or heard of [{f.rank}] says {found.name}")
    return capital("; ".join(said)) + "."


def _because(f: Facts, question: str, asked: Plan | None) -> str:
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
        reasons.append(f"it sounds close to {pointed_at(asked)}")
    if not reasons:
        return " It came up for its overall sound alone: nothing that is known of it answers your words."
    return f" It came up because {joined(reasons)}."


def _compared(facts: Sequence[Facts]) -> str:
    a, b = facts[0], facts[1]
    shared = [i for i in a.instruments if i in b.instruments]
    differ = difference(b, a)
    said = []
    if shared:
        said.append(f"they share {joined(shared[:3])}")
    if differ:
        said.append(f"[{b.rank}] is {differ}")
    return capital(", and ".join(said)) + "." if said else ""


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


def chat(plan: Plan) -> Iterator[str]:
    """A few words when the request was not about music."""
    text = plan.request.lower()
    said = "I only know about the music in this library. Describe something that you would like to hear."
    for pattern, words in _SMALL_TALK:
        if re.search(pattern, text):
            said = words
            break
    yield from re.findall(r"\S+\s*", said)

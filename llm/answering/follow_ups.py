"""Suggestions for the next request: three short requests that change the tracks shown."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from data.vocabulary.concepts import concept
from data.vocabulary.relations import members
from llm.plan import Plan
from retrieval.query import Hit
from retrieval.search.evidence import Facts, facts_of

from .phrases import Voice, as_music, capital

EXAMPLES = ("A song with a banjo", "Something scary for under my video", "Calm piano for studying")


def follow_ups(plan: Plan, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Suggest three short requests that refine the search or begin another one.

    Args:
        plan: of the turn; for small talk, the suggestions are fixed examples.
        hits: the tracks that the turn shows; may be empty.
    """
    if plan.kind == "chat":
        return EXAMPLES
    facts = facts_of(hits)
    if not facts:
        return _without_results(plan)
    if plan.filters and len(facts) < min(plan.k, 4):
        return _beyond(facts)
    tempos = [f.tempo for f in facts if f.tempo]
    said = plan.request.lower()
    pace, without, other = "", "", ""
    if len(tempos) * 2 >= len(facts):
        pace = "Faster" if median(tempos) < 84 or "slow" in said else "Slower"
    refused = {m for u in plan.unwanted for m in members(u)}
    wanted = {m for w in plan.wanted for m in members(w)}
    for name in ("drums", "vocals", "strings", "piano", "guitar"):
        family = set(members(name))
        having = [f for f in facts if family & {*f.instruments, *f.heard}]
        if 0 < len(having) < len(facts) and not family & wanted and name not in refused:
            without = f"Without {name}"
            break
    if len(facts) > 1:
        other = f"More like {next((f for f in facts[1:] if f.style and f.style != facts[0].style), facts[1]).rank}"
    moods = {*plan.wanted, *facts[0].moods, *facts[0].heard[:2]}
    if moods & {"happy", "energetic", "cheeky", "hopeful", "bright"}:
        mood = "Darker"
    elif moods & {"dark", "scary", "sad", "tense", "melancholic"}:
        mood = "Happier"
    else:
        mood = "More energetic" if moods & {"calm", "quiet", "sleep"} else "Calmer"
    first, second = (mood, without) if pace and Voice(plan, facts).pick("mood", "pace") == "mood" else (pace, without)
    ideas = [first, second, other, mood, pace, "Something else"]
    ideas = [idea for idea in ideas if idea]
    return tuple(idea for idea in dict.fromkeys(ideas) if idea.lower() not in said)[:3]


def _beyond(facts: Sequence[Facts]) -> tuple[str, ...]:
    """Suggest searches without conditions, for styles and instruments of the few tracks that met all conditions."""
    styles = [f"Some {as_music(f.style)}" for f in facts if f.style]
    instruments = [
        f"Something with {name}" for f in facts for name in (*f.instruments[:1], *f.heard_as("instrument")[:1])
    ]
    return tuple(dict.fromkeys([*styles[:1], *instruments[:1], *instruments[1:2], *EXAMPLES]))[:3]


def _without_results(plan: Plan) -> tuple[str, ...]:
    """Suggest searches for single parts of a request that found no track."""
    without = [w for w in plan.wanted if (c := concept(w)) and c.kind in ("instrument", "genre", "mood")]
    ideas = [
        capital(
            f"{w} music"
            if (c := concept(w)) and c.kind == "mood"
            else f"something with {w}"
            if c and c.kind == "instrument"
            else w
        )
        for w in without[:2]
    ]
    return tuple(dict.fromkeys([*ideas, *EXAMPLES]))[:3]

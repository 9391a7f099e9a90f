"""Add a condition to a search that is shown, as its "+" chip does, and suggest conditions from the library's tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from data.errors import UserError
from data.text import clean
from data.track import Track
from data.vocabulary.concepts import recognise
from llm.conversation import Conversation
from llm.plan import Plan
from retrieval.query import Filters

if TYPE_CHECKING:
    from llm.assistant import Assistant

_READ = 400  # tracks whose tags are read, spread over the library
_MOST = {"instrument": 12, "mood": 10, "genre": 10}  # suggested concepts of each kind
_ALWAYS = ("slower", "faster", "no drums", "under 4 minutes")
_UNTAGGED = ("calm", "energetic", "sad", "happy", "dark", "piano", "guitar", "strings", "drums")  # what is heard well
_BLANK = asdict(Filters())


def with_condition(plan: Plan, condition: str, past: Conversation, assistant: Assistant) -> Plan:
    """Return a plan with a further condition.

    Args:
        plan: the plan of the last turn of `past`.
        condition: the condition in words, such as "piano", "no drums" or "slower".
        past: the conversation, up to and with the turn of the plan.
        assistant: knows the names of the library.

    Raises:
        UserError: the words contain no condition.
    """
    from llm.understanding.planner import make_plan

    said = clean(condition, 200)
    artists, albums = assistant.names()
    more = make_plan(
        said, past, artists=artists, albums=albums, look_up=assistant.library.names, tagger=assistant.tagger()
    )
    if more.kind == "refine":  # it repeats the plan, but for wishes that the planner took to be replaced
        kept = tuple(name for name in plan.wanted if name not in more.unwanted)
        whole = _merged(more, replace(Plan(""), wanted=kept))
    else:
        whole = _merged(plan, more)
    before = {(chip.part, chip.label) for chip in plan.chips()}
    new = {(chip.part, chip.label) for chip in whole.chips()} - before or whole.is_list > plan.is_list
    if more.kind not in ("search", "refine") or not new:
        raise UserError(
            f"I could not make a condition of “{clean(said, 60)}”.",
            "Name an instrument, a mood, a style, a tempo, a length, a year or an artist.",
        )
    return replace(whole, request=plan.request, kind=plan.kind if plan.kind != "about" else "search")


def _merged(plan: Plan, more: Plan) -> Plan:
    """Return a plan with the wishes and conditions of another one added; of two equal filters the new one holds."""
    from data.vocabulary.captions import write_captions

    wanted = tuple(dict.fromkeys((*plan.wanted, *more.wanted)))
    unwanted = tuple(name for name in dict.fromkeys((*plan.unwanted, *more.unwanted)) if name not in more.wanted)
    wanted = tuple(name for name in wanted if name not in more.unwanted)
    changed = {name: value for name, value in asdict(more.filters).items() if value != _BLANK[name]}
    return replace(
        plan,
        text=f"{plan.text} {more.text}".strip(),
        wanted=wanted,
        unwanted=unwanted,
        captions=write_captions(wanted, (), unwanted),
        filters=replace(plan.filters, **changed),
        lyrics=(*plan.lyrics, *more.lyrics),
        like=tuple(dict.fromkeys((*plan.like, *more.like))),
        styles=tuple(dict.fromkeys((*plan.styles, *more.styles))),
        minutes=more.minutes or plan.minutes,
        order=more.order or plan.order,
        arc=more.arc or plan.arc,
        once=more.once or plan.once,
        repeats=False,
        relaxed=(),
    )


def suggested_conditions(tracks: Sequence[Track]) -> tuple[str, ...]:
    """Return conditions that divide a library: its most frequent tags, or what is heard well if it has none.

    Args:
        tracks: the tracks of the library.
    """
    count = len(tracks)
    sample = [tracks[i] for i in range(0, count, max(count // _READ, 1))] if count else []
    tags = Counter(
        tag for track in sample for tag in {*track.known.instruments, *track.known.mood, track.known.style} if tag
    )
    found: dict[str, list[str]] = {kind: [] for kind in _MOST}
    for tag, _ in tags.most_common():
        concept = recognise(tag)
        if concept and concept.kind in found and concept.name not in found[concept.kind]:
            found[concept.kind].append(concept.name)
    named = [name for kind, names in found.items() for name in names[: _MOST[kind]]]
    return (*(named or _UNTAGGED), *_ALWAYS)

"""The built-in planner: turn a request and the conversation so far into a `Plan`, without a language model.

Each reader finds one kind of information in the request (`.reading`). The judge decides, with the help of a small
network, which of these findings to accept (`.judge`). The builder makes the plan (`.building`) and adds notes on
assumptions, such as "slower: under 104 bpm".
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from functools import cache

from data.errors import UserError
from data.vocabulary.lexicon import spell_out
from llm.conversation import Conversation
from llm.plan import Plan

from .building import build
from .findings import LookUp, Request
from .foreign import foreign_language
from .judge import judge
from .name_tagger import MarkedName
from .readers.standing import read as read_rules
from .readers.standing import with_rules
from .reading import hints_of, read
from .tagger import Tagged, Tagger
from .wording import is_common

TALK = 0.5  # probability of "chat" from which a request without any wish is talk

log = logging.getLogger(__name__)


def make_plan(
    request: str,
    conversation: Conversation | None = None,
    *,
    artists: Collection[str] = (),
    albums: Collection[str] = (),
    look_up: LookUp | None = None,
    tagger: Tagger | None = None,
    lyrics: bool = False,
) -> Plan:
    """Return the plan of one request.

    Args:
        request: the request as the user wrote it.
        conversation: the earlier turns; None or empty for a first request.
        artists: all artist names in the library, so that they are recognised in the request.
        albums: all album titles in the library.
        look_up: finds the names of the library in a text; None: only `artists` and `albums` are found.
        tagger: the network that confirms doubtful findings; None to accept them all.
        lyrics: whether the library knows words of songs.
    """
    conversation = conversation or Conversation()
    last = conversation.turns[-1].plan if conversation.turns else None
    asked_about = last.about if last is not None and last.kind == "about" and len(last.about) == 1 else ()
    spelt = " ".join(spell_out(request).split())  # single spaces: patterns are slow on long runs of white space
    request_with_findings = read(
        Request.of(spelt, conversation.shown, asked_about, artists, albums, look_up, _marks(spelt, tagger), lyrics)
    )
    tagged = _tagged(request_with_findings, tagger)
    judgement = judge(request_with_findings, conversation, tagged)
    plan = build(judgement, conversation)
    change = read_rules(request, conversation)
    if change is not None:
        return with_rules(replace(plan, request=request), change, conversation)
    if plan.kind == "search" and plan.empty and not judgement.wishes.titles and _talks(request, plan, tagged):
        plan = Plan(request, "chat")
    language = foreign_language(request, plan.unused) if plan.kind == "search" and plan.unused else ""
    return replace(plan, request=request, language=language)


def _talks(request: str, plan: Plan, tagged: Tagged | None) -> bool:
    """Return whether a request without any wish for music is small talk: a question, or a text without letters."""
    if plan.unknown or plan.like_names or plan.notes:
        return False
    asks = request.rstrip().endswith("?") and all(map(is_common, plan.unused))
    return asks or not any(c.isalpha() for c in request) or (tagged is not None and tagged.intents["chat"] > TALK)


def _marks(text: str, tagger: Tagger | None) -> tuple[MarkedName, ...]:
    """Return the words that the tagger marks as names of music; () if there is no tagger or it cannot be read."""
    if tagger is None:
        return ()
    try:
        return tagger.names(text)
    except UserError as error:
        _warn_once(str(error))
        return ()


def _tagged(request: Request, tagger: Tagger | None) -> Tagged | None:
    """Return the probabilities that the tagger gives; None if there is no tagger or its files cannot be read."""
    if tagger is None:
        return None
    try:
        return tagger.read(request.text, hints_of(request), follows=bool(request.shown))
    except UserError as error:  # the readers alone still give a plan
        _warn_once(str(error))
        return None


@cache
def _warn_once(reason: str) -> None:
    """Log the reason why the tagger cannot be used. The same reason is logged only once per process."""
    log.warning("%s Requests are understood by rules alone.", reason)

"""The built-in planner: a request in free words, and the conversation so far, become a `Plan`.

Deterministic and without a language model. Readers find what the words say, one for each kind of information
(`.reading`). One judge decides what is meant, with a small network for what the words leave open (`.judge`).
One builder makes the plan (`.building`). A stated condition is never lost and none is made up; what a word like
"slower" was taken to mean is noted in the plan.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace

from data.errors import UserError
from data.vocabulary.lexicon import spell_out
from llm.conversation import Conversation
from llm.plan import Plan

from .building import build
from .findings import Request
from .judge import judge
from .reading import hints_of, read
from .tagger import Tagged, Tagger

log = logging.getLogger(__name__)


def make_plan(
    request: str,
    conversation: Conversation | None = None,
    *,
    artists: Collection[str] = (),
    albums: Collection[str] = (),
    tagger: Tagger | None = None,
) -> Plan:
    """Understand one request.

    Args:
        request: as the user wrote it.
        conversation: the turns before; None or empty for a first request.
        artists: artist names of the library, which make "by bach" certain.
        albums: album titles of the library.
        tagger: to decide what the words leave open.
    """
    past = conversation or Conversation()
    before = past.turns[-1].plan if past.turns else None
    asked_about = before.about if before is not None and before.kind == "about" and len(before.about) == 1 else ()
    spelt = " ".join(spell_out(request).split())  # long runs of white space make patterns slow
    read_request = read(Request.of(spelt, past.shown, asked_about, artists, albums))
    plan = build(judge(read_request, past, _tagged(read_request, tagger)), past)
    return replace(plan, request=request)


def _tagged(request: Request, tagger: Tagger | None) -> Tagged | None:
    if tagger is None:
        return None
    try:
        return tagger.read(request.text, hints_of(request), follows=bool(request.shown))
    except UserError as error:  # a plainer understanding is better than none
        log.warning("%s This request is understood by rules alone.", error)
        return None

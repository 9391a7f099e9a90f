"""Find the kinds of music that a list shall lead through: "from calm piano over folk to metal"."""

from __future__ import annotations

import re

from data.vocabulary.mentions import Mention
from llm.language import words
from llm.understanding.findings import Finding, Request, Stages

# After these words, what changes is each track, or any music between the ends is meant.
_WITHIN = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "that which it das die der qui que anything everything something music alles musik tout genre genres style "
        "styles kind kinds sort sorts range ranging ranges stil stile genero generos estilo estilos"
    ).split()
)
_STARTS = re.compile(rf"{_WITHIN}\b(?:{words('starting')})(?:,? (?:off|out|with|in|mit|par|avec|con|por))* ")
_ENDS = re.compile(rf",? ?\b(?:{words('ending')})(?: (?:up|with|on|in|at|mit|par|avec|con|en))* ")
_BETWEEN = re.compile(
    r",? ?\b(?:and then|then|over|via|through|past|to|into|towards|peak(?:ing)?|uber|durch|dann|zu|nach|en passant par|"
    r"puis|ensuite|vers|pasando por|luego|despues|hacia)\b(?: (?:to|with|zu|mit|par|con))? ?|[,;] ?"
)
_VIA = re.compile(r"\b(?:via|by way of|through|uber|en passant par|pasando por)\b")  # said behind the last end
_CLAUSE_ENDS = re.compile(r"[,.;!?#]")
_SOUND = {"genre", "instrument"}


def read(request: Request) -> list[Finding]:
    """Find two or more kinds of music, in the order in which a list shall lead through them.

    Every kind must name a concept; of only two, both must name a genre or an instrument, because opposite moods or
    tempos ("from calm to wild") are an order.
    """
    text = request.rest
    for start in _STARTS.finditer(text):
        ends = [end for end in _ENDS.finditer(text, start.end()) if _mentioned(request, end.end(), len(text))]
        if not ends:
            continue
        last = ends[-1]
        cuts = [start.end(), *(m.end() for m in _BETWEEN.finditer(text, start.end(), last.start())), last.end()]
        stops = [*(m.start() for m in _BETWEEN.finditer(text, start.end(), last.start())), last.start()]
        pieces = [_mentioned(request, a, b) for a, b in zip(cuts, stops, strict=False)]
        closing = _mentioned(request, last.end(), _clause_end(text, last.end()))
        via = [m for m in closing if (by := _VIA.search(text, last.end())) is not None and m.start >= by.end()]
        whole = [piece for piece in (*pieces, via, [m for m in closing if m not in via]) if piece]
        stages = [tuple(dict.fromkeys(m.concept.name for m in piece)) for piece in whole]
        kinds = [{m.concept.kind for m in piece} & _SOUND for piece in whole]
        if len(stages) < 2 or not closing or not pieces[0] or not all(kinds if len(stages) == 2 else [any(kinds)]):
            continue
        return [Stages(tuple(stages), spans=((start.start(), max(m.end for m in closing)),))]
    return []


def _clause_end(text: str, start: int) -> int:
    found = _CLAUSE_ENDS.search(text, start)
    return found.start() if found else len(text)


def _mentioned(request: Request, start: int, end: int) -> list[Mention]:
    """Return the mentions of concepts within text[start:end] that no finding uses."""
    return [m for m in request.mentions if start <= m.start and m.end <= end and request.free(m)]

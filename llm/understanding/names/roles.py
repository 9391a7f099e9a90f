"""Decide what a name in a request is for.

The user wants music by that artist, wants similar music, excludes that artist, or only mentions the name.
"""

from __future__ import annotations

from dataclasses import replace

from data.vocabulary.mentions import Span
from llm.understanding.findings import Request
from llm.understanding.readers.refusals import NOT_REFUSING
from llm.understanding.wording import left_over

from . import cues
from .cues import cue_before
from .found import Named, Role

_NEAR = 120  # characters after a name in which its role is stated


def with_roles(request: Request, names: list[Named]) -> list[Named]:
    """Return the names with their roles, and with the words that state the roles.

    Names joined by "and" or a comma have the same role.
    """
    joined = [
        cues.JOINED.fullmatch(request.folded[one.end : other.start]) is not None
        for one, other in zip(names, names[1:], strict=False)
    ]
    roles = [_role(request, name) for name in names]
    for i in range(1, len(names)):
        if joined[i - 1]:
            roles[i] = roles[i - 1][0] or roles[i][0], ((names[i - 1].end, max(roles[i][1][0][1], names[i].end)),)
    for i in reversed(range(len(names) - 1)):
        if joined[i]:
            roles[i] = roles[i][0] or roles[i + 1][0], roles[i][1]
    several = sum(name.kind == "unknown" for name in names) > 1
    found = []
    for name, (role, taken) in zip(names, roles, strict=True):
        behind = request.folded[name.end :] if name.kind != "unknown" else request.folded
        if role is None and cues.EXAMPLES_GIVEN.search(behind):
            role = "liked"
        elif role is None and name.kind == "unknown" and len(left_over(request)) > len(name.written.split()) + 3:
            # Several names are examples ("I keep playing X, Y and Z"); one may be anybody ("my teacher, Mrs Dunning").
            role = "liked" if several else "mentioned"
        elif role == "mentioned" and name.kind == "unknown" and several:
            role = "liked"
        role = role or "wanted"
        found.append(replace(name, role=role, taken=taken))
    return found


def _role(request: Request, name: Named) -> tuple[Role | None, tuple[Span, ...]]:
    """Find the role of a name in the words next to it.

    Returns:
        (role, or None if the words do not state it; span of the name and of the words that state the role).
    """
    text, start, end = request.folded, name.start, name.end
    after = text[end : end + _NEAR]
    if (refused := cue_before(text, start, cues.REFUSED_BEFORE)) is not None and not NOT_REFUSING.match(text[refused:]):
        that = cues.THAT_BEFORE.search(text[refused:start])
        more = cues.AGAIN.match(after) or (cues.PIECE_AFTER.match(after) if that else None)
        return "refused", ((refused, end + (more.end() if more else 0)),)
    if behind := cues.REFUSED_AFTER.match(after):
        return "refused", ((start, end + behind.end()),)
    if (liked := cue_before(text, start, cues.LIKED_BEFORE)) is not None:
        return "liked", ((liked, end),)
    if behind := cues.LIKED_AFTER.match(after):
        return "liked", ((start, end + behind.end()),)
    if cues.ALSO_LIKED.match(after):
        return "wanted", ((start, end),)
    if cue_before(text, start, cues.TOLD_BEFORE) is not None:
        return "mentioned", ((start, end),)
    of = [] if name.kind == "unknown" else [cues.OF_BEFORE]  # "my teacher of Latin, Mrs Dunning" is no music
    if cues.ALBUM_AFTER.match(after):
        return "wanted", ((start, end),)
    for pattern in (cues.BY_BEFORE, cues.TITLED_BEFORE, cues.ALBUM_BEFORE, cues.PLAY_BEFORE, *of):
        if (cue := cue_before(text, start, pattern)) is not None:
            return "wanted", ((cue, end),)
    return None, ((start, end),)

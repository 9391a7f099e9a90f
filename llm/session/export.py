"""A conversation out of Hark: as Markdown to read elsewhere, as the tracks for a playlist.

Everything that a track, a request or a model said is escaped: the text shows these characters and does nothing.
The page downloads it; `hark export` (`run`) prints or saves it.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.home import library_home
from data.text import clean, clock
from data.track import Track
from llm.conversation import Conversation, Turn
from llm.plan import Plan
from retrieval.query import Hit

from .markup import figures
from .saved import Listed, Threads


def markdown(name: str, conversation: Conversation, when: float | None = None) -> str:
    """A conversation as CommonMark: each request, its tracks, the answer that cites them.

    Args:
        name: the heading.
        conversation: the turns.
        when: seconds since 1970 of the last change.
    """
    parts = [f"# {written(name) or 'Conversation'}"]
    if when is not None:
        parts.append(f"*{_date(when)}, Hark*")
    for turn in conversation.turns:
        parts += _turn(turn)
    return "\n\n".join(part for part in parts if part) + "\n"


def tracks_of(turns: Sequence[Turn], find: Callable[[str], Track | None]) -> tuple[list[Track], int]:
    """The tracks that turns showed, each once, in order, and how many of them the library holds no more.

    Args:
        turns: of a conversation.
        find: the library's track of an id (a track may have moved since it was shown).
    """
    ids = dict.fromkeys(hit.track.track_id for turn in turns for hit in turn.hits)
    found = [track for i in ids if (track := find(i)) is not None]
    return found, len(ids) - len(found)


def file_name(name: str, ending: str) -> str:
    """A harmless file name for a download: "Slow, sad banjo?" -> "Slow, sad banjo.m3u8"."""
    stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", clean(name, 60))
    return f"{clean(stem).strip(' .') or 'hark'}.{ending}"


# hark export


def run(
    home: Path | str | None,
    conversation: str | None = None,
    *,
    ask: str | None = None,
    k: int | None = None,
    output: Path | None = None,
    form: str | None = None,
    as_json: bool = False,
) -> str | None:
    """What `hark export` does: returns the text to print, or None when it was saved in `output`.

    Raises:
        UserError: no such conversation or format, nothing found, or the file cannot be written.
    """
    from retrieval.playlists import FORMATS

    threads = Threads(library_home(home) / "threads")
    if conversation is None and ask is None:
        return _list(threads.list(), as_json)
    form = form or (output.suffix.lower().removeprefix(".") if output else "") or ("m3u8" if ask else "md")
    form = {"m3u": "m3u8", "markdown": "md"}.get(form, form)
    if form not in ("md", *FORMATS) and not as_json:
        raise UserError(f"Hark cannot write .{clean(form, 20)} files.", f"Use .md, .{' or .'.join(FORMATS)}.")
    if ask is not None:
        name, talk = clean(ask, 60), Conversation([_answered(home, ask, k)])
        when = None
    else:
        head = _named(conversation or "", threads.list())
        found = threads.read(head.token)
        if found is None:
            raise UserError("That conversation has just been deleted.", "Run `hark export` for those that are there.")
        (name, talk), when = found, head.changed
    if as_json:
        text = json.dumps({"name": name, **talk.to_json()}, indent=2) + "\n"
    elif form == "md":
        text = markdown(name, talk, when)
    else:
        tracks, gone = tracks_of(talk.turns, _finder(home))
        if gone:
            print(f"hark: {gone} of these tracks are no longer in the library and were left out.", file=sys.stderr)
        if not tracks:
            raise UserError("There are no tracks to put on a playlist.", "Ask for something else, or run `hark index`.")
        text = FORMATS[form](tracks, name, output.absolute().parent if output else None)
    if output is None:
        return text
    _save(output, text)
    print(f"Saved as {output}.", file=sys.stderr)
    return None


def _answered(home: Path | str | None, request: str, k: int | None) -> Turn:
    """A turn of its own, answered without a language model: a playlist needs no prose."""
    from llm.assistant import Assistant, Done
    from retrieval.library import Library

    turn = Turn(Plan(request))
    for event in Assistant(Library(library_home(home))).respond(request, k=k):
        if isinstance(event, Done):
            turn = event.turn
    if not turn.hits:
        message, hint = turn.notices[0] if turn.notices else (turn.text or "Nothing was found.", "Ask for other music.")
        raise UserError(message, hint)
    return turn


def _finder(home: Path | str | None) -> Callable[[str], Track | None]:
    from retrieval.library import Library

    return Library(library_home(home)).track


def _named(wanted: str, listed: Sequence[Listed]) -> Listed:
    """The conversation that is meant by a token, a name or the beginning of one."""
    if not listed:
        raise UserError("No conversations are kept yet.", "They are kept as you talk on the page: `hark app`.")
    if wanted == "last":
        return listed[0]
    for fits in (str.__eq__, str.startswith):
        found = [one for one in listed if fits(one.token, wanted) or fits(one.name.casefold(), wanted.casefold())]
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(f"{one.token} ({one.name})" for one in found[:5])
            raise UserError(f"“{clean(wanted, 60)}” fits {len(found)} conversations.", f"Name one by its id: {names}.")
    raise UserError(f"No conversation is called “{clean(wanted, 60)}”.", "Run `hark export` to list them.")


def _list(listed: Sequence[Listed], as_json: bool) -> str:
    if as_json:
        rows: list[dict[str, Any]] = [
            {"id": one.token, "name": one.name, "changed": one.changed, "damaged": one.damaged} for one in listed
        ]
        return json.dumps({"conversations": rows}, indent=2) + "\n"
    lines = [f"{one.token}  {_date(one.changed)}  {one.name}{'  (damaged)' * one.damaged}" for one in listed]
    return "\n".join(lines or ["No conversations are kept yet. They are kept as you talk on the page: hark app"]) + "\n"


def _save(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        partial.write_bytes(text.encode("utf-8"))
        partial.replace(path)
    except OSError as err:
        partial.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written: {err.strerror or err}.", "Name another place with -o.") from err


# Parts of a Markdown file


def _date(when: float) -> str:
    try:
        return f"{datetime.fromtimestamp(when):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):  # edited by hand
        return "at some time"


def _turn(turn: Turn) -> list[str]:
    parts = [f"## {written(turn.request, 2000) or '…'}"]
    if chips := turn.plan.chips():
        parts.append("Searched with: " + ", ".join(written(chip.label, 60) for chip in chips))
    if turn.hits and turn.plan.kind != "about":  # a question is about the tracks above it
        parts.append("\n".join(_item(hit) for hit in turn.hits))
    parts.append(_answer(turn.text))
    parts += [f"> {written(f'{message} {hint}', 600)}" for message, hint in turn.notices]
    by = "Hark's own writer" if turn.assistant == "built-in" else written(turn.assistant, 60)
    said = [*(["Stopped before the end."] if not turn.complete else []), *([f"Written by {by}."] if by else [])]
    parts.append(f"*{' '.join(said)}*" if said else "")
    return parts


def _item(hit: Hit) -> str:
    said = figures(hit.track, written) + ([f"best from {clock(hit.start_s)}"] if hit.start_s >= 1 else [])
    return (
        f"{hit.rank}. **{written(hit.track.title, 120)}**, {', '.join(said)}  \n   {_code(os.fspath(hit.track.path))}"
    )


_ACTIVE = re.compile(r"([\\\\`*_\[\]<>|~$&]|^[#=+-]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")  # would begin a list
_CITATION = re.compile(r"\[(\d{1,3})\](?![(:\[])")
_BOLD = re.compile(r"\\\*\\\*(?=\S)(.{1,200}?)(?<=\S)\\\*\\\*")


def written(text: object, limit: int = 300) -> str:
    """One line of CommonMark that renders as the characters of `text`, and still reads well as it is."""
    return _NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", clean(text, limit)))


def _answer(text: str) -> str:
    """An answer: paragraphs, bullets and bold stay, citations are plain numbers, all else is literal."""
    lines = []
    for line in text.splitlines():
        bullet = "- " if line.startswith(("- ", "* ")) else ""
        parts = _CITATION.split(line.removeprefix("- ").removeprefix("* ") if bullet else line)
        done = ""
        for i, part in enumerate(parts):
            before, after = " " * part[:1].isspace(), " " * part[-1:].isspace()
            done += f"[{part}]" if i % 2 else before + written(part, 20_000) + after * bool(part.strip())
        lines.append(bullet + _BOLD.sub(r"**\1**", done.strip()))
    return "\n".join(lines)


def _code(text: str) -> str:
    """Text as code, whatever back-ticks it has."""
    shown = clean(os.fsencode(text).decode("utf-8", "replace"), 4096)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"

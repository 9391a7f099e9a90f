"""Export conversations as Markdown, playlists or JSON.

In Markdown, all text of tracks, requests and models is escaped, so that it cannot act as markup.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import UserError
from data.home import library_home
from data.text import clean, clock
from data.track import Track
from llm.answering.parts import Citation, Prose
from llm.conversation import BUILT_IN, Conversation, Turn
from llm.plan import Plan
from retrieval.query import Hit

from .markup import figures
from .saved import Listed, Threads


def markdown(name: str, conversation: Conversation, when: float | None = None) -> str:
    """Return a conversation as CommonMark: each request with its tracks and its answer.

    Args:
        name: the heading of the document.
        conversation: the turns to write.
        when: the time of the last change, in seconds since 1970; None: no date is written.
    """
    parts = [f"# {written(name) or 'Conversation'}"]
    if when is not None:
        parts.append(f"*{_date(when)}, Hark*")
    for turn in conversation.turns:
        parts += _turn(turn)
    return "\n\n".join(part for part in parts if part) + "\n"


def tracks_of(turns: Sequence[Turn], find: Callable[[str], Track | None]) -> tuple[list[Track], int]:
    """Collect the tracks of some turns, each once and in order.

    Args:
        turns: turns of a conversation.
        find: returns the track that has this id in the library now, or None if it has left the library.

    Returns:
        (the tracks that are in the library, number of tracks that have left it).
    """
    ids = dict.fromkeys(hit.track.track_id for turn in turns for hit in turn.hits)
    found = [track for i in ids if (track := find(i)) is not None]
    return found, len(ids) - len(found)


def file_name(name: str, ending: str) -> str:
    """Return a file name without characters that some system rejects: "Sad banjo?" -> "Sad banjo.m3u8"."""
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
    """Run `hark export`; return the text to print, or None if it was saved in `output`.

    Args:
        home: the library's folder; None means the default folder.
        conversation: the id or the name of a conversation, or the beginning of either. "last" means the newest one;
            None: return a list of all conversations.
        ask: a request; the tracks that answer it are exported instead of a conversation.
        k: the number of tracks for `ask`.
        output: the file to write; None: return the text.
        form: "md", "m3u8", "xspf" or "jspf"; None: the ending of `output` decides.
        as_json: return JSON instead of one of these formats.

    Raises:
        UserError: there is no such conversation or format, nothing was found, or the file cannot be written.
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
        from .stored import conversation_to_json

        text = json.dumps({"name": name, **conversation_to_json(talk)}, indent=2) + "\n"
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
    save_text(output, text)
    print(f"Saved as {output}.", file=sys.stderr)
    return None


def _answered(home: Path | str | None, request: str, k: int | None) -> Turn:
    """Answer a request without a language model, because only the tracks are exported, and return the turn."""
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
    """Find a conversation by its id or name, or by the beginning of either."""
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


def save_text(path: Path, text: str) -> None:
    """Write a text file in the place of an earlier one.

    Raises:
        UserError: the file cannot be written.
    """
    partial = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        partial.write_bytes(text.encode("utf-8"))
        partial.replace(path)
    except OSError as err:
        partial.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written: {err.strerror or err}.", "Name another place.") from err


# Markdown


def _date(when: float) -> str:
    try:
        return f"{datetime.fromtimestamp(when):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):  # the file was edited by hand
        return "at some time"


def _turn(turn: Turn) -> list[str]:
    parts = [f"## {written(turn.request, 2000) or '…'}"]
    if chips := turn.plan.chips():
        parts.append("Searched with: " + ", ".join(written(chip.label, 60) for chip in chips))
    if turn.hits and turn.plan.kind != "about":  # a question about tracks: the turn before it lists them
        parts.append("\n".join(_item(hit) for hit in turn.hits))
    parts.append(_answer(turn.answer, {hit.rank: written(hit.track.title, 60) for hit in turn.hits}))
    parts += [f"> {written(f'{message} {hint}', 600)}" for message, hint in turn.notices]
    by = " + ".join("Hark's own writer" if name == BUILT_IN else written(name, 60) for name in turn.writers)
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
_BOLD = re.compile(r"\\\*\\\*(?=\S)(.{1,200}?)(?<=\S)\\\*\\\*")


def written(text: object, limit: int = 300) -> str:
    """Escape text for CommonMark and put it on one line of at most `limit` characters.

    Only characters that could act as markup are escaped, so that the text stays readable.
    """
    return _NUMBERED.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", clean(text, limit)))


def _answer(parts: Prose, titles: Mapping[int, str]) -> str:
    """Return an answer as CommonMark with its paragraphs, bullets and bold text; all other text is escaped.

    Args:
        parts: the answer.
        titles: the escaped titles, by rank; each is written after the first citation of its track.
    """
    whole, named = "", set[int]()
    for i, part in enumerate(parts):
        if isinstance(part, Citation):
            if part.rank in titles and part.rank not in named:
                named.add(part.rank)
                whole += f"[{part.rank}] {titles[part.rank]}"
                continue
            # CommonMark reads `[2](`, `[2][` and `[2]:` as parts of a link.
            begins_link = i + 1 < len(parts) and str(parts[i + 1])[0] in "([:"
            whole += f"\\[{part.rank}\\]" if begins_link else f"[{part.rank}]"
            continue
        lines = part.text.split("\n")
        whole += "\n".join(_literal_piece(line, at_start=j > 0 or not whole) for j, line in enumerate(lines))
    return "\n".join(_BOLD.sub(r"**\1**", line.strip()) for line in whole.split("\n"))


def _literal_piece(text: str, *, at_start: bool) -> str:
    """Escape a piece of a line as `written` does, but keep the spaces at both ends.

    Args:
        text: the piece.
        at_start: whether the piece begins a line; then a bullet at its beginning is kept, too.
    """
    bullet = "- " if at_start and text.startswith(("- ", "* ")) else ""
    text = text[len(bullet) :]
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return bullet + before + written(text, 20_000) + after * bool(text.strip())


def _code(text: str) -> str:
    """Return text as a CommonMark code span. The fence is longer than any run of back-ticks in the text."""
    shown = clean(os.fsencode(text).decode("utf-8", "replace"), 4096)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"

"""Convert texts of the web page to Markdown for Streamlit.

All text of tracks, requests and models is escaped, so that it cannot act as markup. The title of a file, for instance,
may contain a link or an image that a browser would load from the network. Text is escaped only when it is drawn, never
before it is saved or sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from data.text import clean, clock
from data.track import Track
from llm.answering.parts import Citation, Part
from llm.conversation import BUILT_IN, Turn
from llm.plan import Chip, Plan
from retrieval.query import Hit

from .rows import plain_path

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # CommonMark: any of these is literal after a backslash
# Streamlit replaces these (`:smile:`, `:material/home:`, bare addresses, arrows) after Markdown has removed the
# backslashes. A word joiner, which is invisible, breaks the pattern.
_ACTIVE = re.compile(r"(:(?=\S)|@(?=\w)|www(?=\.)|-(?=[->])|<(?=-)|>(?==)|<(?==)|~(?==))", re.IGNORECASE)
_JOINER = "\u2060"
_BOLD = re.compile(r"\\\*\\\*(?=\S)(.{1,200}?)(?<=\S)\\\*\\\*")
_BULLET = re.compile(r"^\\[-*] ")
Escape = Callable[[object, int], str]  # of a text and the number of characters to which it is cut
_TITLE_LIMIT = 34  # characters of a title in a citation; a longer title would interrupt the sentence


def literal(text: object, limit: int = 300) -> str:
    """Escape text for Streamlit's Markdown, on one line of at most `limit` characters."""
    line = clean(text, limit + 1)
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _PUNCTUATION.sub(r"\\\1", _ACTIVE.sub(r"\1" + _JOINER, line))


def plain(text: str) -> str:
    """Return text as one line of visible characters, for a place where Markdown is not interpreted."""
    return clean(text)


def sentence(text: str) -> str:
    """Convert a message written by Hark to Markdown: text between back-ticks becomes code, the rest is escaped."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # an odd back-tick is a character like any other
        return literal(text, 600)
    return "".join(
        f" `{clean(p)}` " if i % 2 else literal(p, 600) + " " * p.endswith(" ") for i, p in enumerate(parts)
    ).strip()


def answer(parts: Sequence[Part], hits: Sequence[Hit], anchor: str) -> str:
    """Return an answer as Markdown. Its paragraphs, bullets and bold text are kept; all other markup is escaped.

    A citation becomes a chip that links to the row of its track. The first chip of each track also shows the title,
    because answers contain no titles. Citations of tracks that are not shown are left out.

    Args:
        parts: the answer.
        hits: the tracks shown.
        anchor: the first part of the anchors of the rows; the rank of the track completes each.
    """
    titles = {hit.rank: hit.track.title for hit in hits}
    named: set[int] = set()
    whole = ""
    for part in parts:
        if not isinstance(part, Citation):
            whole += "\n".join(_literal_piece(line) for line in part.text.split("\n"))
        elif part.rank in titles:
            title = "" if part.rank in named else " " + literal(titles[part.rank], _TITLE_LIMIT)
            title = title.replace("\\*\\*", f"\\*{_JOINER}\\*")  # asterisks in a title are no bold text
            named.add(part.rank)
            whole += f"[:primary-badge[{part.rank}{title}]](#{anchor}{part.rank})"
    return "\n".join(_BULLET.sub("- ", _BOLD.sub(r"**\1**", line)) for line in whole.split("\n"))


def shown(turn: Turn) -> tuple[Hit, ...]:
    """Return the tracks to show for a turn.

    These are all its tracks. For a question about shown tracks, they are those that it asks about or that the answer
    cites.
    """
    if turn.plan.kind != "about" or turn.plan.library_question is not None:
        return turn.hits
    ranks = {*turn.plan.about, *(part.rank for part in turn.answer if isinstance(part, Citation))}
    return tuple(hit for hit in turn.hits if hit.rank in ranks)


def searched(plan: Plan, escaped: Escape = literal, label: Callable[[Chip], str] = attrgetter("label")) -> str:
    """Return a line that says what a plan searches for and what it leaves out; "" if there is nothing to say.

    Args:
        plan: the plan to describe.
        escaped: escapes each label for the place where the line is shown; by default for Markdown.
        label: returns the label of a chip.
    """
    parts = (
        ("Searched for", [label(chip) for chip in plan.chips()]),
        ("not used:", plan.unused),
        ("cannot check:", plan.unknown),
    )
    return " · ".join(f"{lead} {', '.join(escaped(label, 60) for label in labels)}" for lead, labels in parts if labels)


def announcement(token: str, turns: Sequence[Turn]) -> dict[str, str] | None:
    """Return what a screen reader shall say about the newest turn: the number of tracks, and the answer.

    Returns:
        "id", which changes with the answer, and "text"; None if there is nothing to say.
    """
    if not turns:
        return None
    turn = turns[-1]
    titles = {hit.rank: hit.track.title for hit in turn.hits}
    said = "".join(titles.get(part.rank, "") if isinstance(part, Citation) else part.text for part in turn.answer)
    tracks = f"{plural(len(turn.hits), 'track')}. " if turn.hits and turn.plan.kind != "about" else ""
    return {"id": f"{token}-{len(turns)}-{hash(said):x}", "text": tracks + said}


def written_by(turn: Turn, escaped: Escape = literal) -> str:
    """Return the line below an answer: who wrote the answer and, if it was stopped early, that it was.

    The built-in writer alone is not named, because the sidebar says who answers.

    Args:
        turn: the turn with the answer.
        escaped: escapes each writer's name for the place where the line is shown.
    """
    sentences = [] if turn.complete else ["Stopped before the end."]
    names = [] if turn.complete and turn.writers == (BUILT_IN,) else turn.writers
    writers = ["Hark's own writer" if name == BUILT_IN else escaped(name, 60) for name in names]
    if writers:
        sentences.append(f"Written by {' + '.join(writers)}.")
    return " ".join(sentences)


def figures(track: Track, escaped: Escape) -> list[str]:
    """Return artist, style, year, length, tempo and key of a track as texts; unknown facts are left out.

    Args:
        track: the track to describe.
        escaped: escapes a text and cuts it to a number of characters.
    """
    said = [escaped(track.artist, 60), escaped(track.known.style, 40), str(track.year or ""), clock(track.duration_s)]
    said += [f"{track.tempo_bpm:.0f} bpm" if track.tempo_bpm else "", escaped(track.key, 20)]
    return [figure for figure in said if figure]


def plural(count: int, thing: str) -> str:
    """Return a count with its noun: "1 track", "1,200 tracks"."""
    return f"{count:,} {thing}{'s' * (count != 1)}"


def folder_names(folders: Sequence[str]) -> dict[str, str]:
    """Return a short name for each folder, keyed by its path.

    The short name is the end of the path: as few parts as make it differ from all others.
    """
    names = {}
    for folder in folders:
        parts, count = Path(folder).parts, 1
        while count < len(parts) and sum(Path(f).parts[-count:] == parts[-count:] for f in folders) > 1:
            count += 1
        names[folder] = plain_path(Path(*parts[-count:])) if parts else folder
    return names


class Pace(Protocol):
    """The progress of a run that adds music; `retrieval.indexing.job.IndexJob` has these attributes."""

    done: int
    total: int
    unit: str
    tracks_per_s: float | None
    seconds_left: float | None
    paused: bool


def pace(job: Pace) -> str:
    """Return a text with the progress of a run that adds music, its speed, and the time left."""
    said = [f"{job.done:,} of {job.total:,}{f' {job.unit}' if job.unit else ''}"]
    if job.paused:
        return said[0] + " · paused"
    if job.tracks_per_s:
        said.append(f"{job.tracks_per_s:.1f} a second" if job.tracks_per_s < 10 else f"{job.tracks_per_s:.0f} a second")
    if job.seconds_left is not None:
        left = job.seconds_left
        said.append(
            f"{left:.0f} s left"
            if left < 90
            else f"{left / 60:.0f} min left"
            if left < 5400
            else f"{left / 3600:.1f} h left"
        )
    return " · ".join(said)


def added(report: Mapping[str, Any]) -> str:
    """Return a sentence that says what a finished run has added, made from `IndexJob.report`."""
    of_index = report.get("index", report)  # the report on the demo library contains that on its index
    failed = len(of_index["skipped"])
    unread = f", {plural(failed, 'file')} could not be read" if failed else ""
    return f"{plural(of_index['added'], 'track')} added{unread}."


def _literal_piece(text: str) -> str:
    """Escape text as `literal` does, but keep spaces at both ends, because citations may stand beside it."""
    before, after = " " * (text[:1].isspace()), " " * (text[-1:].isspace())
    return before + literal(text, 20_000) + after if text.strip() else " " * bool(text)

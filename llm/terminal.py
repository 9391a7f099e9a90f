"""Define `TrackList`, a list of tracks on a terminal that can be replaced by a better one."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.text import clock

if TYPE_CHECKING:
    from retrieval.query import Hit

_NO_LIMIT = 10_000  # columns, if the output is not a terminal


class TrackList:
    """Prints a list of tracks, and replaces it when a language model improves the search.

    On a terminal, each list is printed at once and the next one overwrites it. To a pipe or a file, only the final
    list is written, because lines there cannot be overwritten.
    """

    def __init__(self, *, shown: bool) -> None:
        """Prepare an empty list.

        Args:
            shown: whether to print lists at all.
        """
        self._shown = shown
        self._live = shown and sys.stdout.isatty()
        self._hits: Sequence[Hit] = ()
        self._lines = 0  # number of lines that the next list overwrites
        self._final = False

    def show(self, hits: Sequence[Hit]) -> None:
        """Show a list in place of the previous one."""
        before, self._hits = self._hits, hits
        if not self._live:
            return
        if self._lines:
            print(f"\x1b[{self._lines}A\x1b[J", end="")
        self._lines = _print_lines([*_describe_change(before, hits), *_format_hits(hits)])

    def finish(self) -> None:
        """Print the list if it is not on the screen yet. Call this when the list is final."""
        if self._shown and not self._live and not self._final:
            _print_lines(_format_hits(self._hits))
        self._final = True


def _format_hits(hits: Sequence[Hit]) -> list[str]:
    lines = []
    for hit in hits:
        track = hit.track
        artist = f" - {track.artist}" if track.artist else ""
        moment = f", best from {clock(hit.start_s)}" if hit.start_s >= 1 else ""
        lines.append(f"{hit.rank:>3}  {track.title}{artist}  ({clock(track.duration_s)}{moment})")
    return [*lines, ""] if lines else []


def _describe_change(before: Sequence[Hit], after: Sequence[Hit]) -> list[str]:
    """Return a line that says how the second list differs from the first; [] if the first list is empty."""
    if not before:
        return []
    known = {hit.track.track_id for hit in before}
    new = sum(hit.track.track_id not in known for hit in after)
    what = "the same tracks in a better order" if not new else "1 new track" if new == 1 else f"{new} new tracks"
    return [f"     after a second look: {what}"]


def _print_lines(lines: Sequence[str]) -> int:
    """Print lines, each cut to the width of the terminal so that it takes one row; return their number."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _NO_LIMIT
    for line in lines:
        print("".join(c if c.isprintable() else " " for c in line)[:width])
    sys.stdout.flush()
    return len(lines)

"""Undo and redo changes of playlists, step by step, while Hark runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .kept import Playlist, Playlists

_STEPS = 50  # of each playlist


@dataclass(slots=True)
class Edits:
    """The changes of each playlist of one library, in order. Thread-safe."""

    lists: Playlists
    _before: dict[str, list[Playlist]] = field(
        default_factory=dict
    )  # what undo brings back, the last change at the end
    _after: dict[str, list[Playlist]] = field(default_factory=dict)  # what redo brings back
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def make(self, token: str, change: Callable[[], object]) -> None:
        """Change a playlist, so that `undo` can bring it back as it was.

        Args:
            token: of the playlist.
            change: changes it, and may raise a UserError.

        Raises:
            UserError: there is no such playlist, or it cannot be changed.
        """
        with self._lock:
            before = self.lists.known(token)
            change()
            after = self.lists.known(token)
            if (after.hits, after.removed) != (before.hits, before.removed):
                self._before[token] = [*self._before.get(token, []), before][-_STEPS:]
                self._after.pop(token, None)

    def undo(self, token: str) -> None:
        """Take back the last change of a playlist; without one, do nothing.

        Raises:
            UserError: there is no such playlist, or it cannot be written.
        """
        self._exchange(token, self._before, self._after)

    def redo(self, token: str) -> None:
        """Make the change again that `undo` has taken back last; without one, do nothing.

        Raises:
            UserError: there is no such playlist, or it cannot be written.
        """
        self._exchange(token, self._after, self._before)

    def _exchange(self, token: str, source: dict[str, list[Playlist]], target: dict[str, list[Playlist]]) -> None:
        with self._lock:
            if not (steps := source.get(token)):
                return
            now = self.lists.known(token)
            other = steps[-1]
            self.lists.write(replace(now, plan=other.plan, hits=other.hits, removed=other.removed))  # its name stays
            steps.pop()
            target.setdefault(token, []).append(now)

    def steps(self, token: str) -> tuple[int, int]:
        """Return (number of changes that can be undone, number that can be redone)."""
        with self._lock:
            return len(self._before.get(token, [])), len(self._after.get(token, []))

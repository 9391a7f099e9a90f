"""The type of a style, and the dictionary that its recipes are registered in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Style:
    """A recipe and the conditions under which it is played."""

    play: Callable[[Stage], None]
    room: str = "room"
    intro: int = 1  # bars
    swing: float = 0.5
    swing_unit: float = 1.0
    ritard: float = 1.0  # how much slower the last two bars end
    ending: str = "ring"  # or "fade"
    looseness: float = 1.0  # 0 for machines
    feel: str = "song"  # rhythm of melodies of our own
    chromatic: bool = False


class Book(dict[str, Style]):
    """A dictionary of styles with a decorator to fill it."""

    def style(self, name: str, **conditions: object) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
        """Return a decorator that adds a recipe under a name."""

        def add(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
            self[name] = Style(play, **conditions)  # type: ignore[arg-type]
            return play

        return add

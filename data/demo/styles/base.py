"""Define the type of a style, and the registry of styles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Style:
    """An arranging function with the settings of the pieces that use it."""

    play: Callable[[Stage], None]
    room: str = "room"
    intro: int = 1  # bars
    swing: float = 0.5
    swing_unit: float = 1.0
    ritard: float = 1.0  # factor by which the tempo falls over the last two bars
    ending: str = "ring"  # "ring" or "fade"
    looseness: float = 1.0  # random timing deviation; 0 for machines
    feel: str = "song"  # rhythm of composed melodies
    chromatic: bool = False


class Book(dict[str, Style]):
    """A dictionary of styles with a decorator that adds to it."""

    def style(self, name: str, **conditions: object) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
        """Return a decorator that registers an arranging function under a name."""

        def add(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
            self[name] = Style(play, **conditions)  # type: ignore[arg-type]
            return play

        return add

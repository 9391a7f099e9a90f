"""Define arrangements: which part each instrument of a piece plays in a style, and in which room.

`STYLES` maps a style's name to its arranging function. The function assigns the instruments of the piece (`cast`) to
roles in a fixed order and adds a part for each. Pieces of one style may have different instruments.
"""

from __future__ import annotations

from . import classical, electronic, folk, jazz, latin, popular, screen, world
from .base import Style

STYLES: dict[str, Style] = {
    **folk.STYLES,
    **classical.STYLES,
    **jazz.STYLES,
    **latin.STYLES,
    **popular.STYLES,
    **electronic.STYLES,
    **world.STYLES,
    **screen.STYLES,
}

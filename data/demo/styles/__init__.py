"""Recipes for arranging: what each member of a cast plays in a style, and in which room.

`STYLES` maps a style's name to its recipe. A recipe unpacks the cast in a fixed order of roles and adds one part each;
one recipe serves many pieces with different casts.
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

"""Collect the demo pieces of all style families (folk, classical, jazz, ...) in `PIECES`, in a fixed order."""

from __future__ import annotations

from . import classical, folk, jazz, popular, screen, world
from .base import Piece

PIECES: tuple[Piece, ...] = (
    *folk.PIECES,
    *classical.PIECES,
    *jazz.PIECES,
    *popular.PIECES,
    *world.PIECES,
    *screen.PIECES,
)

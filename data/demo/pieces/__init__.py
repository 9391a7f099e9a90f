"""Collect the catalogue entries of all families; `PIECES` preserves their order."""

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

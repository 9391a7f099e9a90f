"""Name the kinds of standing rules (`retrieval.rules`), apart from them, so that a command's help imports no numpy."""

from __future__ import annotations

from typing import Literal, get_args

# Nothing of an "artist", "album", "folder" or "genre" is played; tracks have at most and at least a length.
Kind = Literal["artist", "album", "folder", "genre", "longest", "shortest", "only folder"]
KINDS: tuple[Kind, ...] = get_args(Kind)

"""Which encoders there are, by name. Nothing is imported until one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from data.errors import UserError

from .checkpoints import adapter

if TYPE_CHECKING:
    from .encoder import Encoder

DEFAULT_ENCODER = "compact"
ENCODERS = {
    "compact": ("models.encoders.compact", "CompactEncoder"),
    "musicnn": ("models.encoders.musicnn", "MusicnnEncoder"),
    "msclap": ("models.encoders.msclap", "load"),
    "laion": ("models.encoders.laion", "load"),
}


def load_encoder(name: str | None = None, adapted: bool = True) -> Encoder:
    """The encoder of that name, the default one when None; behind its adapter if it has one and `adapted`.

    Raises:
        UserError: there is none of that name, or its weights are missing or damaged.
    """
    name = name or DEFAULT_ENCODER
    if name not in ENCODERS:
        raise UserError(f"There is no encoder called {name}.", f"Choose one of: {', '.join(ENCODERS)}.")
    module, make = ENCODERS[name]
    encoder: Encoder = getattr(import_module(module), make)()
    path = adapter(name) if adapted else None
    if path is None:
        return encoder
    from .heads import AdaptedEncoder

    return AdaptedEncoder(encoder, path)

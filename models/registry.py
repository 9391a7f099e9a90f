"""Load encoders by name. An encoder's module is imported only when that encoder is loaded.

To add an encoder:
1. write a module in `models/encoders/` with a class that has the attributes and methods of `models.encoder.Encoder`;
2. add its name to `ENCODERS` below, with the module and the callable (a class or a function) that makes it;
3. run `hark models verify NAME`, then `hark index FOLDER --encoder NAME`.
docs/encoders.md has a complete example, which tests/models/test_registry.py runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from data.errors import UserError

from .checkpoints import adapter

if TYPE_CHECKING:
    from .encoder import Encoder

DEFAULT_ENCODER = "compact"
ENCODERS = {  # name: (module, callable that makes the encoder)
    "compact": ("models.encoders.compact", "CompactEncoder"),
    "musicnn": ("models.encoders.musicnn", "MusicnnEncoder"),
    "msclap": ("models.encoders.msclap", "load"),
    "laion": ("models.encoders.laion", "load"),
}


def load_encoder(name: str | None = None, adapted: bool = True) -> Encoder:
    """Return the encoder with this name, combined with its adapter if there is one.

    Args:
        name: a key of `ENCODERS`; None for the default encoder.
        adapted: False returns the encoder without its adapter (`models.heads`).

    Raises:
        UserError: there is no encoder with this name, or its weights are missing or damaged.
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

"""Load encoders by name. An encoder's module is imported only when that encoder is loaded.

To add an encoder:
1. write a module in `models/encoders/` with a class that has the attributes and methods of `models.encoder.Encoder`;
2. add its name to `ENCODERS` below, with its module and class, which is called without arguments;
3. run `hark models verify NAME`, then `hark index FOLDER --encoder NAME`.
docs/encoders.md has a complete example, which tests/models/test_registry.py runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from data.errors import UserError

from .checkpoints import adapter

if TYPE_CHECKING:
    from .encoder import Encoder

DEFAULT_ENCODER = "compact"
ENCODERS = {  # name: (module, class)
    "compact": ("models.encoders.compact", "CompactEncoder"),
    "musicnn": ("models.encoders.musicnn", "MusicnnEncoder"),
    "msclap": ("models.encoders.msclap", "MsclapEncoder"),
    "laion": ("models.encoders.laion", "LaionEncoder"),
    "laion-large": ("models.encoders.laion", "LargeLaionEncoder"),
    "gemma": ("models.encoders.gemma", "GemmaEncoder"),
}


def encoder_class(name: str) -> Any:
    """Return the class of an encoder, whose attributes can be read although its weights are not on this machine.

    Raises:
        UserError: there is no encoder with this name.
    """
    if name not in ENCODERS:
        raise UserError(f"There is no encoder called {name}.", f"Choose one of: {', '.join(ENCODERS)}.")
    module, made = ENCODERS[name]
    return getattr(import_module(module), made)


def load_encoder(name: str | None = None, adapted: bool = True) -> Encoder:
    """Return the encoder with this name, combined with its adapter if there is one.

    Args:
        name: a key of `ENCODERS`; None for the default encoder.
        adapted: False returns the encoder without its adapter (`models.heads`).

    Raises:
        UserError: there is no encoder with this name, or its weights are missing or damaged.
    """
    encoder: Encoder = encoder_class(name or DEFAULT_ENCODER)()
    name = encoder.name
    path = adapter(name) if adapted else None
    if path is None:
        return encoder
    from .heads import AdaptedEncoder

    return AdaptedEncoder(encoder, path)

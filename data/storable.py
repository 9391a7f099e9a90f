"""Define the base class of dataclasses that are stored as JSON objects."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Self


class Storable:
    """Base class of dataclasses that are stored as JSON objects of their non-empty fields.

    Unknown names are ignored and missing fields get their defaults, so that older and newer versions can read each
    other's files. All fields need defaults. This class is written by hand, because importing pydantic takes longer than
    drawing the empty page.
    """

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields that are not empty (None, "", empty tuple) as a dictionary of JSON values."""
        names = (f.name for f in fields(self))  # type: ignore[arg-type]  # subclasses are dataclasses
        values = ((name, getattr(self, name)) for name in names)
        plain = ((name, value.to_json() if isinstance(value, Storable) else value) for name, value in values)
        return {name: value for name, value in plain if value not in (None, "", (), {})}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Build an object from the values that `to_json` of this or another version of Hark returned."""
        known: dict[str, Any] = {}
        for f in fields(cls):  # type: ignore[arg-type]
            if f.name not in values:
                continue
            value, part = values[f.name], f.default_factory
            if isinstance(part, type) and issubclass(part, Storable):
                value = part.from_json(value)
            known[f.name] = tuple(value) if isinstance(value, list) else value
        return cls(**known)

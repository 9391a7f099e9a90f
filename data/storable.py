"""Define the base class of dataclasses that are stored as JSON objects."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
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
        parts = _parts(cls)  # type: ignore[arg-type]
        for name, value in values.items():
            if name in parts:
                part = parts[name]
                known[name] = part.from_json(value) if part else tuple(value) if isinstance(value, list) else value
        return cls(**known)


@cache
def _parts(cls: type[Storable]) -> dict[str, type[Storable] | None]:
    """Return the class of each field that is stored as an object of its own, and None for the other fields."""
    made = {f.name: f.default_factory for f in fields(cls)}  # type: ignore[arg-type]  # subclasses are dataclasses
    return {
        name: part if isinstance(part, type) and issubclass(part, Storable) else None for name, part in made.items()
    }

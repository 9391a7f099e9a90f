"""Test that facts can be converted to JSON objects and back."""

from __future__ import annotations

import json

import pytest

from data.storable import Storable
from data.tags import Tags
from data.track import Known, Measured
from retrieval.query import Filters

FULL = [
    Known("samba", ("flute", "pandeiro"), tempo_bpm=96.0, people=("A", "B")),
    Measured(120.5, "A minor", energy=0.0),
    Tags("Title", year=1999, known=Known(mood=("calm",))),
    Filters(tempo_max=90.0, without=("drums",), only=("1", "2")),
]


@pytest.mark.parametrize("value", [*FULL, Known(), Measured(), Tags(), Filters()], ids=str)
def test_what_is_stored_is_read_again(value: Storable) -> None:
    assert type(value).from_json(json.loads(json.dumps(value.to_json()))) == value


def test_empty_fields_are_not_stored() -> None:
    assert Tags("Title", known=Known()).to_json() == {"title": "Title"}
    assert Measured(energy=0.0).to_json() == {"energy": 0.0}


def test_a_newer_version_may_have_stored_more() -> None:
    assert Tags.from_json({"title": "Title", "colour": 1, "known": {"style": "polka", "smell": 2}}) == Tags(
        "Title", known=Known("polka")
    )

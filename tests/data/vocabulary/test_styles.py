"""Test that genres, places and languages are found in the vocabulary files."""

from __future__ import annotations

from data.vocabulary.concepts import concept
from data.vocabulary.styles import genres, places, tongues


def test_every_genre_is_a_kind_of_a_concept_and_no_concept_itself() -> None:
    assert all(concept(kind) for kind in genres().values())
    assert genres()["funeral doom"] == "heavy metal"
    assert not {"jazz", "rock", "blues"} & set(genres())


def test_places_in_four_languages() -> None:
    assert places()["norway"] == places()["norwegisch"] == places()["noruego"] == "norwegian"


def test_languages_are_not_all_places() -> None:
    assert "french" in tongues()
    assert "african" not in tongues()

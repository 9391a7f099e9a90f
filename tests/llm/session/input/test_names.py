"""Test the completion of names, and that a chosen name means what was chosen, on a library with equal names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from llm.session.input.names import ChosenNames, Completion
from llm.understanding.planner import make_plan
from retrieval.indexing.folders import index_folder
from retrieval.library import Library
from tests.keyword_encoder import KeywordEncoder

FACTS = {  # file below the music folder: (title, artist, album)
    "jazz/a.wav": ("Blue Hour", "Ann Ode", "Nights"),
    "jazz/b.wav": ("Über den Dächern", "Ann Ode", "Nights"),
    "folk/c.wav": ("Blue Hour", "Joe Reed", "Days"),
    "folk/d.wav": ("Simple and Clean", "Joe Reed", "Days"),
}


@pytest.fixture
def named(keyword: KeywordEncoder, tmp_path: Path, write_tone: Callable[..., None]) -> Library:
    for i, file in enumerate(FACTS):
        write_tone(tmp_path / "music" / file, ("low", "high", "shrill", "low")[i])
    facts = {file: dict(zip(("title", "artist", "album"), values, strict=True)) for file, values in FACTS.items()}
    (tmp_path / "music/hark.json").write_text(json.dumps({"about": "made by a test", "tracks": facts}))
    index_folder(tmp_path / "home", tmp_path / "music")
    return Library(tmp_path / "home")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("something like blu", ["Blue Hour", "Blue Hour"]),
        ("like hour", ["Blue Hour", "Blue Hour"]),
        ("songs by re", ["Joe Reed"]),
        ("wie uber d", ["Über den Dächern"]),
        ("like simple and cl", ["Simple and Clean"]),  # a name with a word that joins names
        ("between blue hour and simp", ["Simple and Clean"]),
        ("a slow one like “nig", ["Nights"]),
        ("fol", ["folk"]),
        ("Ann", ["Ann Ode"]),
        ("hour", []),  # a word within a name is no name where none is expected
        ("a sad song with blu", []),
        ("like b", []),
        ("like “Blue Hour”", []),
    ],
)
def test_names_complete_what_is_typed(named: Library, typed: str, offered: list[str]) -> None:
    assert [offer.name for offer in Completion(lambda: named).offers(typed)] == offered


def test_an_offer_says_what_it_is_and_what_it_inserts(named: Library) -> None:
    offers = {offer.name: offer for offer in Completion(lambda: named).offers("like jo")}
    assert (offers["Joe Reed"].kind, offers["Joe Reed"].note) == ("artist", "Artist, 2 tracks")
    assert (offers["Joe Reed"].insert, offers["Joe Reed"].start) == ("“Joe Reed” ", 5)
    (folder,) = Completion(lambda: named).offers("folk")
    assert folder.insert == "like “folk” ", "a folder is an example of a sound"
    (album,) = Completion(lambda: named).offers("like “days")
    assert (album.kind, album.note, album.start) == ("album", "Album by Joe Reed", 5)


def test_a_chosen_name_means_what_was_chosen(named: Library) -> None:
    completion = Completion(lambda: named)
    both = completion.offers("like blue")
    assert [offer.note for offer in both] == ["Track by Ann Ode", "Track by Joe Reed"]
    library = ChosenNames(named, completion.chosen_in)
    for offer in both:
        assert completion.choose(offer.kind, offer.name, offer.key)
        plan = make_plan("like “Blue Hour” but faster", None, look_up=library.names)
        assert plan.like == (offer.key,)


def test_a_folder_stands_for_its_tracks(named: Library) -> None:
    completion = Completion(lambda: named)
    (folder,) = completion.offers("like fol")
    assert completion.choose(folder.kind, folder.name, folder.key)
    plan = make_plan("like “folk”", None, look_up=ChosenNames(named, completion.chosen_in).names)
    liked = [named.track(track_id) for track_id in plan.like]
    assert {track.title for track in liked if track} == {"Blue Hour", "Simple and Clean"}
    assert not completion.choose("folder", "folk", str(Path(folder.key).parent / "elsewhere"))
    assert not completion.choose("track", "Blue Hour", "no such id")
    assert not completion.choose("planet", "Mars", "")

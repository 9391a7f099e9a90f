"""Standing rules: what they leave out of every search, and which rules are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from data.errors import UserError
from data.track import Known, Track
from retrieval.catalogue.database import Catalogue
from retrieval.kinds import Kind
from retrieval.library import Library
from retrieval.query import Filters, Query
from retrieval.rules import Rule, add_named, as_filters, lifted, resolve_any
from retrieval.search.filters import passes
from tests.concept_library import build_library

STYLES = ("jazz", "bluegrass", "baroque", "techno", "heavy metal", "folk")
ARTISTS = ("Ann Example", "Ben Sample", "The Air", "Air Supply", "Johann Bach", "C. P. Bach", "Eve & Co")


def make_track(number: int, rng: Random) -> Track:
    artist, folder = rng.choice(ARTISTS), rng.choice(("/music/jazz", "/music/old/tapes", "/archive"))
    return Track(
        f"t{number}", Path(folder, f"{number}.ogg"), Path("/archive" if folder == "/archive" else "/music"),
        f"Title {number}", artist, rng.choice(("Greatest Hits", "First", "Live at Home")), rng.uniform(20, 1500),
        rng.choice((None, 1970, 2001)),
        Known(style=rng.choice(STYLES), instruments=(rng.choice(("banjo", "piano", "violin")),),
              people=rng.choice(((), (artist, "Guest Star")))),
    )  # fmt: skip


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    rng = Random(5)
    opened = build_library(home, [make_track(n, rng) for n in range(300)])
    yield opened
    opened.close()


RULES: list[tuple[Kind, str]] = [
    ("artist", "Ann Example"), ("artist", "the air"), ("artist", "Guest Star"), ("album", "First"), ("genre", "techno"),
    ("genre", "metal"), ("folder", "tapes"), ("longest", "20"), ("shortest", "0:45"), ("only folder", "/music"),
]  # fmt: skip


def broken(track: Track) -> bool:
    """Return whether a track breaks one of RULES, judged without the code under test."""
    return (
        {"Ann Example", "The Air", "Guest Star"} & {track.artist, *track.known.people} != set()
        or track.album == "First"
        or track.known.style in ("techno", "heavy metal")
        or "tapes" in track.path.parts
        or not 45 <= track.duration_s <= 1200
        or not str(track.path).startswith("/music/")
    )


def test_ten_rules_hold_in_every_search(library: Library) -> None:
    for kind, value in RULES:
        add_named(library, kind, value)
    assert len(library.rules()) == len(RULES)
    rng, found = Random(1), 0
    for turn in range(60):
        style, instrument = rng.choice(STYLES), rng.choice(("banjo", "piano", "violin"))
        query = rng.choice(
            [
                Query.from_text(f"{style} with {instrument}", k=30),
                Query.from_text(rng.choice(ARTISTS), k=30),
                Query(filters=Filters(artist=rng.choice(ARTISTS)), k=50),
                Query(filters=Filters(duration_min_s=10, duration_max_s=2000, folder="/archive"), k=50),
                Query(like=(f"t{turn}",), k=30),
                Query(seed=turn, k=50),
            ]
        )
        hits = library.search(query)
        assert not [hit.track for hit in hits if broken(hit.track)]
        found += len(hits)
    assert found > 300
    some = next(track for track in library.tracks() if not broken(track))
    assert passes(some, as_filters(library.rules()))
    assert any(broken(hit.track) for hit in library.search(Query(seed=1, k=50, ruled=False)))


def test_a_whole_name_is_left_out_and_longer_names_are_not(library: Library) -> None:
    add_named(library, "artist", "The Air")
    artists = {hit.track.artist for hit in library.search(Query(k=300))}
    assert "The Air" not in artists
    assert "Air Supply" in artists


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("artist", "Bach", "2 artists here go by Bach: C. P. Bach; Johann Bach."),
        ("artist", "Nobody", "No artist here is called Nobody."),
        ("album", "Second", "No album here is called Second."),
        ("genre", "polka", "No track here is tagged as polka."),
        ("folder", "/elsewhere", "No track here is in a folder /elsewhere."),
        ("longest", "soon", "soon is no length for a rule."),
        ("longest", "0", "0 is no length for a rule."),
        ("shortest", "60", "“nothing under 60:00” would leave out every track, so it was not kept."),
        ("folder", "/", "“never from /” would leave out every track, so it was not kept."),
        ("artist", " ", "The rule names nothing."),
    ],
)
def test_rules_that_cannot_hold_are_sentences(library: Library, kind: Kind, value: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        add_named(library, kind, value)
    assert error.value.message == message
    assert error.value.hint
    assert library.rules() == ()


def test_rules_that_together_leave_nothing_are_refused(library: Library) -> None:
    add_named(library, "only folder", "tapes")
    with pytest.raises(UserError, match="together with the rules that already hold"):
        add_named(library, "folder", "/music")
    assert [rule.label for rule in library.rules()] == ["only from tapes"]


def test_a_rule_is_stored_once_and_lifted(library: Library) -> None:
    first, again = add_named(library, "artist", "ben sample"), add_named(library, "artist", "Ben Sample")
    assert first == again
    assert lifted(library, None, "Ben") == [first]
    assert lifted(library, None, "somebody else") == []
    assert library.remove_rule(first.rule_id) == first
    assert library.remove_rule(first.rule_id) is None
    assert any(hit.track.artist == "Ben Sample" for hit in library.search(Query(k=300)))


def test_a_name_is_an_artists_then_a_genres_then_an_albums(library: Library) -> None:
    assert resolve_any(library, "eve & co") == [Rule("artist", "Eve & Co")]
    assert resolve_any(library, "jazz music") == [Rule("genre", "jazz")]
    assert resolve_any(library, "live at home") == [Rule("album", "Live at Home")]
    with pytest.raises(UserError, match="Nothing here is called Miles"):
        resolve_any(library, "Miles")


def test_an_album_of_two_artists_needs_its_artist(home: Path) -> None:
    rng = Random(2)
    tracks = [replace(make_track(n, rng), artist=("Queen", "ABBA")[n % 2], album="Gold") for n in range(6)]
    library = build_library(home, tracks)
    with pytest.raises(UserError, match="2 albums here go by gold: Gold, by ABBA; Gold, by Queen"):
        add_named(library, "album", "gold")
    library.add_rule(Rule("album", "Gold\nABBA"))
    assert {hit.track.artist for hit in library.search(Query(k=10))} == {"Queen"}
    library.close()


def test_rules_and_plays_can_be_added_to_a_library_of_an_older_version(library: Library, home: Path) -> None:
    library.close()
    older = Catalogue(home / "catalogue.db", create=True)
    with older.transaction():
        for table in ("rules", "plays", "arrivals"):
            older._db.execute(f"DROP TABLE {table}")
    older.close()
    opened = Library(home)
    assert opened.rules() == ()
    assert opened.plays() == []
    assert opened.tracks()[0].added_at == 0
    add_named(opened, "artist", "Ann Example")
    assert opened.add_play("t1", 1000.0)
    assert not opened.add_play("nothing", 1000.0)
    assert opened.track("t1").played_at == 1000.0  # type: ignore[union-attr]
    assert opened.clear_plays() == 1
    opened.close()
    again = Catalogue(home / "catalogue.db", create=True)  # as when the library is next indexed
    assert all(entry.track.added_at > 0 for entry in again.entries())
    assert [kind for _, kind, _ in again.rules()] == ["artist"]
    again.close()


def test_what_was_played_filters_searches(library: Library) -> None:
    for track_id, at in (("t1", 100.0), ("t2", 200.0), ("t2", 900.0)):
        library.add_play(track_id, at)

    def found(**filters: float) -> set[str]:
        return {hit.track.track_id for hit in library.search(Query(filters=Filters(**filters), k=400))}  # type: ignore[arg-type]

    assert found(played_from=50.0, played_to=500.0) == {"t1", "t2"}
    assert found(played_from=500.0) == {"t2"}
    assert found(played_from=5000.0) == set()
    assert len(found(unplayed_from=0.0)) == 298
    assert found(unplayed_from=500.0) >= {"t1"}
    assert "t2" not in found(unplayed_from=500.0)

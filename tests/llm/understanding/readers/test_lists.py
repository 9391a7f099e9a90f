"""Test requests for a total length, an order, one track of each artist, or any music at all."""

from __future__ import annotations

import pytest

from llm.understanding.findings import Once, Order, TotalLength
from llm.understanding.planner import make_plan
from llm.understanding.readers import lists

from .reading import request


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("three quarters of music, no: 50 minutes of harp", 50),
        ("a 90 minute mix for the barbecue", 90),
        ("an hour of slow blues", 60),
        ("a playlist of about 40 minutes", 40),
        ("something for a 3 hour train ride", 180),
        ("half an hour of organ music", 30),
        ("eine halbe Stunde Klaviermusik", 30),
        ("une heure de jazz", 60),
        ("una lista de 20 minutos", 20),
        ("make me a mixtape, 10 mins, folk", 10),
        ("something to fill 90 minutes while i cook", 90),
        ("playlist for my commute: 25 minutes, upbeat", 25),
        ("30 min", 30),
        ("8 jazz tracks, about 4 minutes in all, slowest first", 4),
    ],
)
def test_a_total_length(text: str, minutes: float) -> None:
    found = [f for f in lists.read(request(text)) if isinstance(f, TotalLength)]
    assert [f.minutes for f in found] == [minutes]


@pytest.mark.parametrize(
    "text",
    [
        "a song of 3 minutes",
        "under 4 minutes",
        "for my 2 minute video",
        "tracks over an hour long",
        "at 120 bpm",
        "a 20 minute piece for organ",
        "tracks of about 25 minutes each",
        "a playlist of songs under 10 minutes",
    ],
)
def test_the_length_of_a_track_is_no_total_length(text: str) -> None:
    assert not [f for f in lists.read(request(text)) if isinstance(f, TotalLength)]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("dance music from slow to fast", "tempo"),
        ("start slow and end fast, ten tracks", "tempo"),
        ("fastest first", "-tempo"),
        ("a playlist for a run that builds up", "energy"),
        ("oldest first please", "year"),
        ("sort them by title", "title"),
        ("shuffled harp music", "random"),
        ("die langsamsten zuerst", "tempo"),
        ("du plus calme au plus intense", "energy"),
        ("en orden alfabetico", "title"),
    ],
)
def test_an_order(text: str, order: str) -> None:
    assert [f.order for f in lists.read(request(text)) if isinstance(f, Order)] == [order]


@pytest.mark.parametrize(
    "text",
    [
        "no two songs by the same band",
        "only one track per artist",
        "never the same artist twice",
        "don't repeat artists",
        "at most one piece by each composer",
    ],
)
def test_one_track_of_each_artist(text: str) -> None:
    assert any(isinstance(f, Once) for f in lists.read(request(text)))


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("10 folk songs, at most two by the same artist", 2),
        ("jazz, no more than 3 tracks per artist", 3),
        ("a playlist with two songs from each artist", 2),
        ("no artist more than twice, please, jazz", 2),
        ("höchstens zwei Stücke pro Künstler, Jazz", 2),
        ("jazz, pas plus de deux morceaux par artiste", 2),
        ("jazz, no mas de dos temas por artista", 2),
    ],
)
def test_a_number_of_tracks_of_each_artist(text: str, most: int) -> None:
    plan = make_plan(text)
    assert (plan.most_each, plan.once, plan.query().per_artist) == (most, False, most)
    assert plan.k in (8, 10)


def test_the_plan_has_a_place_for_all_of_it() -> None:
    plan = make_plan("an hour of calm piano from slow to fast, one song per artist")
    assert (plan.minutes, plan.order, plan.once) == (60, "tempo", True)
    assert set(plan.wanted) == {"calm", "piano"}
    assert plan.query().per_artist == 1


@pytest.mark.parametrize("text", ["surprise me", "your choice", "play anything", "überrasch mich"])
def test_a_request_for_anything(text: str) -> None:
    plan = make_plan(text)
    assert plan.surprise is not None
    assert not plan.wanted


def test_a_surprise_with_a_wish_is_that_wish() -> None:
    plan = make_plan("surprise me with some jazz")
    assert plan.surprise is None
    assert plan.wanted == ("jazz",)


@pytest.mark.parametrize(
    ("text", "order", "arc"),
    [
        ("a playlist that builds up", "energy", "rise"),
        ("ten tracks that build up and then wind down", "energy", "peak"),
        ("a mix that peaks in the middle", "energy", "peak"),
        ("a set that winds down", "-energy", "fall"),
        ("a mix from slow to fast", "tempo", "rise"),
        ("a bedtime playlist getting slower and slower", "-tempo", "fall"),
        ("eine Playlist, die sich langsam steigert", "energy", "rise"),
        ("una lista que vaya creciendo", "energy", "rise"),
        ("une playlist qui monte en puissance", "energy", "rise"),
        ("jazz sorted by energy", "energy", ""),
        ("slowest first", "tempo", ""),
        ("ten songs in order of the circle of fifths", "key", ""),
        ("sort the banjo songs by energy", "energy", ""),
        ("a mixtape that starts mellow and ends with bangers", "energy", "rise"),
        ("ten songs arranged from oldest to newest", "year", ""),
    ],
)
def test_how_a_list_develops(text: str, order: str, arc: str) -> None:
    plan = make_plan(text)
    assert (plan.order, plan.arc) == (order, arc)
    assert plan.unknown == ()


@pytest.mark.parametrize("text", ["a song that builds up", "something that builds up slowly"])
def test_what_builds_up_within_a_track_is_no_arc(text: str) -> None:
    assert make_plan(text).arc == ""


@pytest.mark.parametrize("text", ["a playlist to wind down after work", "a playlist to calm me down"])
def test_what_calms_the_listener_is_a_wish_and_no_arc(text: str) -> None:
    plan = make_plan(text)
    assert plan.arc == ""
    assert plan.wanted


@pytest.mark.parametrize(
    ("text", "artists", "albums"),
    [
        ("jazz, never the same artist twice in a row", 1, 0),
        ("don't play two songs by the same band back to back", 1, 0),
        ("no consecutive tracks by one artist", 1, 0),
        ("at least three songs between two of the same artist", 3, 0),
        ("keep the artists apart", 2, 0),
        ("no two from the same album in a row", 0, 1),
        ("nie zwei Stücke vom selben Künstler hintereinander", 1, 0),
        ("jamais deux morceaux du même artiste de suite", 1, 0),
        ("nunca dos canciones seguidas del mismo artista", 1, 0),
    ],
)
def test_gaps_between_artists_and_albums(text: str, artists: int, albums: int) -> None:
    plan = make_plan(text)
    assert (plan.artists_apart, plan.albums_apart, plan.once) == (artists, albums, False)


@pytest.mark.parametrize(
    ("text", "minutes", "k", "note"),
    [
        ("a playlist of 30", None, 30, "“30” without a unit: tracks"),
        ("a playlist of 10", None, 10, None),
        ("a playlist of 90", 90, 8, "“90” without a unit: minutes"),
        ("a playlist of 0 minutes", None, 8, "“0 minutes” is no length for a list"),
        ("a one year playlist", 1440, 8, "“one year” is more than a day"),
        ("a playlist for 3 days", 1440, 8, "“3 days” is more than a day"),
    ],
)
def test_odd_lengths_are_read_or_owned_up_to(text: str, minutes: float | None, k: int, note: str | None) -> None:
    plan = make_plan(text)
    assert (plan.minutes, plan.k) == (minutes, k)
    assert plan.notes == ((note,) if note else ())


@pytest.mark.parametrize("text", ["songs from 10 years ago", "the song of the year", "music for three days in Rome"])
def test_other_long_times_are_no_length(text: str) -> None:
    assert make_plan(text).minutes is None

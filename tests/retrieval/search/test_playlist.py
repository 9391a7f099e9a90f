"""Test that playlists have the length, order, arc and spacing that is asked for, or say what they lack."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.track import Known, Measured, Track
from retrieval.query import Hit
from retrieval.search.playlist import TOLERANCE_S, arrange, profile, rank_correlation
from retrieval.search.sequence import fifths
from retrieval.search.shape import Shape, Unmet


def hit(
    rank: int, seconds: float = 200, artist: str = "", energy: float | None = None, key: str = "", album: str = ""
) -> Hit:
    name, known, measured = f"t{rank}", Known(key=key), Measured(energy=energy)
    track = Track(name, Path(name), Path(), name, artist, album, seconds, known=known, measured=measured)
    return Hit(track, 1 - rank / 1000, rank)


def titles(hits: list[Hit]) -> list[str]:
    return [each.track.title for each in hits]


def length(hits: list[Hit]) -> float:
    return sum(each.track.duration_s for each in hits)


def test_whole_tracks_fill_the_length_from_the_best_on() -> None:
    found, unmet = arrange([hit(rank, 240) for rank in range(1, 21)], Shape(seconds=1800))
    assert titles(found) == [f"t{rank}" for rank in range(1, 9)]
    assert [each.rank for each in found] == list(range(1, 9))
    assert unmet == ()


def test_tracks_that_do_not_fit_one_after_the_other_are_combined_so_that_they_do() -> None:
    """20 + 20 minutes exceed half an hour and 20 alone is too short, but 20 + 9 fit."""
    found, unmet = arrange([hit(1, 1200), hit(2, 1200), hit(3, 1300), hit(4, 540)], Shape(seconds=1800))
    assert titles(found) == ["t1", "t4"]
    assert unmet == ()
    found, unmet = arrange([hit(1, 1500), hit(2, 900), hit(3, 2600), hit(4, 950)], Shape(seconds=1850))
    assert titles(found) == ["t2", "t4"], "the best track fits into no list of this length"
    assert unmet == ()


def test_too_little_music_makes_a_shorter_list_that_says_so() -> None:
    found, unmet = arrange([hit(1), hit(2)], Shape(seconds=3600))
    assert titles(found) == ["t1", "t2"]
    assert unmet == (Unmet("minutes", "few", 400 / 60),)
    found, unmet = arrange([hit(1), hit(2)], Shape(count=5))
    assert unmet == (Unmet("count", "few", 2),)


def test_a_number_of_tracks_and_a_length_hold_together() -> None:
    found, unmet = arrange([hit(n, 100 if n < 9 else 300) for n in range(1, 17)], Shape(seconds=1500, count=8))
    assert (len(found), unmet) == (8, ())
    assert abs(length(found) - 1500) <= TOLERANCE_S
    found, unmet = arrange([hit(n, 100) for n in range(1, 17)], Shape(seconds=1500, count=8))
    assert (len(found), unmet) == (8, (Unmet("minutes", "whole", 800 / 60),))


def test_where_every_track_is_too_long_the_shortest_is_given_and_said_to_be_too_long() -> None:
    found, unmet = arrange([hit(1, 1400), hit(2, 1200)], Shape(seconds=300))
    assert titles(found) == ["t2"]
    assert unmet == (Unmet("minutes", "whole", 20),)


@given(
    st.lists(st.integers(20, 1500), min_size=1, max_size=12),
    st.integers(60, 5400),
    st.sampled_from(["", "rise", "fall", "peak"]),
)
def test_no_list_misses_a_length_that_some_tracks_can_reach(seconds: list[int], wanted: int, arc: str) -> None:
    hits = [hit(rank, each, energy=(rank * 37 % 41) / 41) for rank, each in enumerate(seconds, 1)]
    found, unmet = arrange(hits, Shape(seconds=wanted, arc=arc, order="energy" if arc else ""))  # type: ignore[arg-type]
    missed = [each for each in unmet if each.part == "minutes"]
    assert bool(missed) == (abs(length(found) - wanted) > TOLERANCE_S)
    assert len({each.track.track_id for each in found}) == len(found)
    reached = {0}
    for each in seconds:
        reached |= {total + each for total in reached if total + each <= wanted + TOLERANCE_S}
    if missed:
        assert not any(abs(total - wanted) < TOLERANCE_S - 30 for total in reached)


@pytest.mark.parametrize(("order", "found"), [("energy", "213"), ("-energy", "312"), ("", "123")])
def test_tracks_run_in_the_order_asked_for(order: str, found: str) -> None:
    hits = [hit(1, energy=0.5), hit(2, energy=0.1), hit(3, energy=0.9)]
    assert titles(arrange(hits, Shape(order=order))[0]) == [f"t{n}" for n in found]


def test_tracks_without_the_fact_come_last_and_are_counted() -> None:
    found, unmet = arrange([hit(1), hit(2, energy=0.4), hit(3, energy=0.1)], Shape(order="energy"))
    assert titles(found) == ["t3", "t2", "t1"]
    assert unmet == (Unmet("order", "unknown", 1),)


def test_keys_follow_the_circle_of_fifths_and_begin_after_its_widest_gap() -> None:
    assert [fifths(key) for key in ("C major", "A minor", "G major", "Bb major", "F# minor", "minor", "")] == [
        0, 0, 1, 10, 3, None, None,
    ]  # fmt: skip
    hits = [hit(n, key=key) for n, key in enumerate(["D major", "F major", "A minor", "Bb major", "E minor"], 1)]
    found, _ = arrange(hits, Shape(order="key"))
    assert [each.track.key for each in found] == ["Bb major", "F major", "A minor", "E minor", "D major"]


def test_a_random_order_depends_on_the_tracks_and_the_seed_alone() -> None:
    hits = [hit(n) for n in range(1, 9)]
    one, _ = arrange(hits, Shape(order="random", seed=3))
    assert titles(one) == titles(arrange(hits[::-1], Shape(order="random", seed=3))[0])
    assert titles(one) != titles(arrange(hits, Shape(order="random", seed=4))[0])
    assert sorted(titles(one)) == sorted(titles(hits))


@pytest.mark.parametrize("arc", ["rise", "fall", "peak"])
def test_the_energy_of_an_arc_follows_its_profile_and_covers_the_range_of_the_best_tracks(arc: str) -> None:
    hits = [hit(n, energy=0.5 if n < 11 else (n % 7) / 7) for n in range(1, 31)]
    found, unmet = arrange(hits, Shape(count=10, order="energy", arc=arc))  # type: ignore[arg-type]
    energies = [each.track.measured.energy or 0 for each in found]
    asked = [profile(place, 10, arc) for place in range(10)]  # type: ignore[arg-type]
    assert rank_correlation(energies, asked) > 0.8
    assert min(energies) < 0.2 < 0.8 < max(energies), "not only the ten best, which are all alike"
    assert unmet == ()


def test_an_arc_over_two_tracks_or_over_equal_ones_is_said_to_be_none() -> None:
    assert arrange([hit(1, energy=0.1), hit(2, energy=0.9)], Shape(order="energy", arc="peak"))[1] == (
        Unmet("arc", "few", 2),
    )
    alike = [hit(n, energy=0.5) for n in range(1, 6)]
    assert arrange(alike, Shape(order="energy", arc="rise"))[1] == (Unmet("arc", "flat"),)


def test_two_tracks_of_an_artist_are_kept_apart() -> None:
    hits = [hit(n, artist="A" if n < 4 else f"B{n}") for n in range(1, 10)]
    found, unmet = arrange(hits, Shape(artists_apart=3))
    at = [i for i, each in enumerate(found) if each.track.artist == "A"]
    assert all(later - earlier > 3 for earlier, later in zip(at, at[1:], strict=False))
    assert unmet == ()


def test_artists_who_cannot_be_kept_apart_are_counted() -> None:
    found, unmet = arrange([hit(n, artist="A") for n in range(1, 4)], Shape(artists_apart=1))
    assert len(found) == 3
    assert unmet == (Unmet("artists", "close", 2),)


def test_spacing_gives_way_to_the_order() -> None:
    """The calm half is by one artist and the lively half by another, so no order by energy separates them."""
    hits = [hit(n, energy=n / 20, artist="A" if n < 10 else "B") for n in range(1, 20)]
    found, unmet = arrange(hits, Shape(order="energy", artists_apart=2))
    assert rank_correlation([each.track.measured.energy or 0 for each in found], range(19)) >= 0.95
    assert [each.part for each in unmet] == ["artists"]


def test_one_track_of_each_artist_and_of_no_album_too_soon() -> None:
    hits = [hit(n, artist=f"A{n // 2}", album="X" if n % 2 else f"Y{n}") for n in range(1, 13)]
    found, _ = arrange(hits, Shape(per_artist=1, albums_apart=1))
    artists = [each.track.artist for each in found]
    assert len(set(artists)) == len(artists)


def test_a_path_runs_from_its_first_to_its_last_track() -> None:
    hits = [hit(n) for n in range(1, 21)]
    along = {f"t{n}": (n * 7 % 20) / 20 for n in range(1, 21)} | {"t5": 0.0, "t9": 1.0}
    found, unmet = arrange(hits, Shape(count=6, arc="path", along=along, ends=("t5", "t9")))
    assert (found[0].track.title, found[-1].track.title) == ("t5", "t9")
    places = [along[each.track.track_id] for each in found]
    assert places == sorted(places)
    assert max(later - earlier for earlier, later in zip(places, places[1:], strict=False)) < 0.4
    assert unmet == ()

from __future__ import annotations

from pathlib import Path

from data.track import Known, Track
from llm.session.suggestions import suggestions


def track(i: int, duration_s: float = 40.0, artist: str = "Ann", **known: object) -> Track:
    return Track(
        f"id{i}", Path(f"{i}.mp3"), Path("."), f"Title {i}", artist, duration_s=duration_s, known=Known(**known)
    )  # type: ignore[arg-type]


def test_they_are_about_what_the_library_has() -> None:
    folk = [track(i, style="bluegrass", mood=("happy",), instruments=("banjo", "guitar")) for i in range(4)]
    rest = [track(i, style="jazz", mood=("sad",), instruments=("guitar", "drums")) for i in range(4, 60)]
    said = suggestions([*folk, *rest])
    assert said[0] == "A song with a banjo", "neither rare nor in every other track"
    assert "Sad jazz" in said
    assert len(said) <= 6
    assert said[-1] == "Surprise me"


def test_a_library_without_tags_with_one_artist_or_with_no_track_has_some_too() -> None:
    said = suggestions([track(i) for i in range(3)])
    assert "Something like “Title 1”" in said
    assert not any("By Ann" in text for text in said)
    assert "By Ann" in suggestions([track(0), track(1), track(2, artist="Bea")])
    assert suggestions([])[-1] == "Surprise me"


def test_a_title_stays_short() -> None:
    odd = Track("id", Path("a.mp3"), Path("."), "**x** " * 60)
    assert all(len(text) < 80 for text in suggestions([odd]))

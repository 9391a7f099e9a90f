"""Ratings, languages, versions, compilations and MusicBrainz identifiers, as players write them into each format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from data.files.ratings import stars
from data.tags import Tags, stated, written_tags
from data.versions import versions_of
from data.vocabulary.sung import languages_in

RECORDING, RELEASE = "b1a9c0e9-d987-4042-ae91-78d6a3267d69", "0da580f2-6768-498f-af9d-2becaddf15e0"
ARTISTS = ("db92a151-1ac2-438b-bc43-b82e149ddd50", "a74b1b7f-71a5-4011-9441-d0b5e4122711")


def write(path: Path) -> Path:
    soundfile.write(path, np.zeros(8000, np.float32), 8000)
    return path


def id3(path: Path) -> None:
    from mutagen.id3 import ID3, POPM, TCMP, TIT2, TLAN, TXXX, UFID

    tags = ID3()
    for frame in (
        TIT2(3, "Harbour (Live in Rome)"), POPM("player", 196, 0), TLAN(3, "por"), TCMP(3, "1"),
        UFID("http://musicbrainz.org", RECORDING.encode()), TXXX(3, desc="MusicBrainz Album Id", text=RELEASE),
        TXXX(3, desc="MusicBrainz Artist Id", text="\0".join(ARTISTS)),
    ):  # fmt: skip
        tags.add(frame)
    tags.save(path)


def vorbis(path: Path) -> None:
    from mutagen.flac import FLAC

    file: Any = FLAC(path)
    for name, value in {
        "TITLE": "Harbour - Live in Rome", "RATING": "80", "LANGUAGE": "Portuguese", "COMPILATION": "1",
        "MUSICBRAINZ_TRACKID": RECORDING, "MUSICBRAINZ_ALBUMID": RELEASE, "MUSICBRAINZ_ARTISTID": list(ARTISTS),
    }.items():  # fmt: skip
        file[name] = value
    file.save()


@pytest.mark.parametrize(("name", "tag", "form"), [("a.mp3", id3, "mp3"), ("a.flac", vorbis, "flac")])
def test_every_format_states_the_same_facts(tmp_path: Path, name: str, tag: Any, form: str) -> None:
    path = write(tmp_path / name)
    tag(path)
    known = written_tags(path).known
    assert (known.rating, known.languages, known.versions) == (4.0, ("portuguese",), ("live", "compilation"))
    assert (known.recording_id, known.release_id, known.artist_ids) == (RECORDING, RELEASE, ARTISTS)
    assert known.format == form
    assert Tags.from_json(Tags(known=known).to_json()).known == known
    assert stated(Tags(known=known), {"style": "fado"}).known.rating == 4.0  # hark.json adds, and takes nothing away


def test_mpeg4_atoms(tmp_path: Path) -> None:
    import av
    from mutagen.mp4 import MP4

    path = tmp_path / "a.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    file: Any = MP4(path)
    file["\xa9nam"], file["cpil"] = ["Harbour (Foo Remix)"], True
    file["----:com.apple.iTunes:MusicBrainz Track Id"] = [RECORDING.encode()]
    file["----:com.apple.iTunes:LANGUAGE"] = [b"deu"]
    file.save()
    known = written_tags(path).known
    assert (known.versions, known.languages) == (("remix", "compilation"), ("german",))
    assert (known.recording_id, known.format) == (RECORDING, "mpeg-4")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("POPM:x", "popm:0", None), ("POPM:x", "popm:1", 1.0), ("POPM:x", "popm:255", 5.0), ("POPM:x", "popm:128", 3.0),
        ("TXXX:FMPS_Rating", "0.7", 3.5), ("RATING", "3", 3.0), ("RATING", "60", 3.0), ("RATING", "0.6", 3.0),
        ("RATING", "9", 4.5), ("RATING", "204", 4.0), ("WM/SharedUserRating", "75", 4.0), ("RATING", "0", None),
        ("RATING", "good", None), ("RATING", "\u2605\u2605\u2605", 3.0), ("RATING", "99999", 5.0),
    ],
)  # fmt: skip
def test_ratings_of_all_scales_are_stars(name: str, value: str, expected: float | None) -> None:
    assert stars(name, value) == expected


@pytest.mark.parametrize(
    ("title", "album", "kinds"),
    [
        ("Live and Let Die", "", ()), ("Demons", "", ()), ("Song (Live)", "", ("live",)),
        ("Song [2011 Remaster]", "", ("remaster",)), ("Song - Radio Edit", "", ("edit",)),
        ("Song", "Live at Leeds", ("live",)),
        ("Song (Club Mix)", "", ("remix",)), ("Song (Demo)", "", ("demo",)), ("Olive Tree - Deliver", "", ()),
        ("Song", "Alive", ()), ("Song", "MTV Unplugged", ("live",)), ("Song (Acoustic Version)", "", ("acoustic",)),
    ],
)  # fmt: skip
def test_only_an_aside_in_a_title_states_a_version(title: str, album: str, kinds: tuple[str, ...]) -> None:
    assert versions_of(title, album) == kinds


def test_languages_are_named_by_codes_and_words() -> None:
    assert languages_in(["por", "English; fra", "pt-BR", "zxx", "Klingon"]) == ("portuguese", "english", "french")

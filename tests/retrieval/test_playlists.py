"""Read playlists as players do: M3U8 by VLC's rules, XSPF as XML, JSPF as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit
from xml.etree import ElementTree as xml

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.track import Track
from retrieval.playlists import FORMATS, jspf, m3u8, xspf

HOSTILE = [
    "plain.flac",
    "#1 hit.mp3",
    "-rf.mp3",
    " spaces at both ends ",
    "two\nlines\r.mp3",
    "a%20b.mp3",
    "what?#frag.ogg",
    "ünï – 音楽 🎵.opus",
    "caf\udce9.mp3",  # a name in Latin-1, as Python holds it
    '<img src="x">&amp;.wav',
    "line\u2028separator.mp3",
    "rtl \u202egpj.mp3",
    "bell\x07.mp3",
    "\\back\\slash.mp3",
    "file:odd.mp3",
]
SPACE = "{http://xspf.org/ns/0/}"


def track(name: str, title: str = "A title", artist: str = "Ann", folder: str = "/music", **rest: object) -> Track:
    return Track("id", Path(folder, name), Path(folder), title, artist, duration_s=63.4, **rest)  # type: ignore[arg-type]


def opened_by_vlc(text: str, saved_in: bytes = b"/elsewhere") -> list[bytes]:
    """Return the files that VLC 3 opens for a playlist (modules/demux/playlist/m3u.c).

    Addresses are used as they are; names are relative to the folder of the playlist.
    """
    files = []
    for line in text.encode("utf-8").split(b"\n"):
        line = line.strip(b" \t\r")
        if not line or line.startswith(b"#"):
            continue
        if b"://" in line:
            files.append(from_uri(line.decode("ascii")))
        else:
            files.append(os.path.normpath(os.path.join(saved_in, line)))
    return files


def from_uri(uri: str) -> bytes:
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("file", "", "", "")
    return unquote_to_bytes(parts.path)


def xspf_fields(text: str) -> list[dict[str, str]]:
    root = xml.fromstring(text.encode("utf-8"))
    assert root.tag == f"{SPACE}playlist"
    assert root.get("version") == "1"
    listed = root.find(f"{SPACE}trackList")
    assert listed is not None
    return [{field.tag.removeprefix(SPACE): field.text or "" for field in entry} for entry in listed]


@pytest.mark.parametrize("name", HOSTILE)
def test_every_name_survives_every_format(name: str) -> None:
    tracks = [track(name), track("after.flac")]
    wanted = [os.fsencode(t.path) for t in tracks]
    assert opened_by_vlc(m3u8(tracks)) == wanted
    assert [from_uri(fields["location"]) for fields in xspf_fields(xspf(tracks))] == wanted
    read = json.loads(jspf(tracks))["playlist"]["track"]
    assert [from_uri(location) for entry in read for location in entry["location"]] == wanted


@pytest.mark.parametrize("name", HOSTILE)
def test_a_playlist_among_the_music_names_it_from_there(name: str) -> None:
    text = m3u8([track("deeper/" + name), track(name)], beside=Path("/music/lists"))
    assert opened_by_vlc(text, b"/music/lists") == [
        os.fsencode(Path("/music/deeper", name)),
        os.fsencode(Path("/music", name)),
    ]
    if name == "plain.flac":
        assert text.splitlines()[-1] == "../plain.flac"
        assert opened_by_vlc(m3u8([track("#1.mp3")], beside=Path("/music")), b"/music") == [b"/music/#1.mp3"]


def test_m3u8_says_how_long_and_who() -> None:
    lines = m3u8([track("a.flac", "Two\nlines"), track("b.flac", artist="")], "My #1\nlist").splitlines()
    assert lines == [
        "#EXTM3U",
        "#PLAYLIST:My #1 list",
        "#EXTINF:63,Ann - Two lines",
        "/music/a.flac",
        "#EXTINF:63,A title",
        "/music/b.flac",
    ]


@given(st.text(), st.text())
def test_any_title_is_well_formed(title: str, artist: str) -> None:
    tracks = [track("a.flac", title, artist, album=title)]
    for text in (form(tracks, title, None) for form in FORMATS.values()):
        text.encode("utf-8")
    (fields,) = xspf_fields(xspf(tracks, title))
    assert fields["location"] == "file:///music/a.flac"
    assert fields["duration"] == "63400"
    assert json.loads(jspf(tracks, title))["playlist"]["track"][0]["duration"] == 63400
    assert opened_by_vlc(m3u8(tracks, title)) == [b"/music/a.flac"]


def test_markup_in_titles_stays_text() -> None:
    title = '</title><location>file:///etc/passwd</location> & "quotes" ]]>'
    (fields,) = xspf_fields(xspf([track("a.flac", title)]))
    assert fields["title"] == title
    assert fields["location"] == "file:///music/a.flac"


def test_no_tracks_are_an_empty_list() -> None:
    assert opened_by_vlc(m3u8([])) == []
    assert xspf_fields(xspf([])) == []
    assert json.loads(jspf([]))["playlist"]["track"] == []


@pytest.mark.parametrize("name", ["Prelude in C# minor.flac", "Whats Going On?.flac", "My%20Song.flac", "#1.flac"])
def test_a_name_that_a_player_takes_for_an_address_is_given_as_one(tmp_path: Path, name: str) -> None:
    track = Track("id", tmp_path / name, tmp_path, "Title")
    assert m3u8([track], beside=tmp_path).splitlines()[-1] == (tmp_path / name).as_uri()

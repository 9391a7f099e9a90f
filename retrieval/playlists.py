"""Write playlist files that other players open: M3U8, XSPF and JSPF.

File names in an M3U8 are absolute, or relative if the playlist is saved in the music's folder, so that both can be
moved together. A name that cannot be a line of text (not UTF-8, with a line break, with spaces at its ends) is written
as a `file:` URL, which VLC and other players accept. XSPF and JSPF contain only URLs (xspf.org/spec).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree as xml

from data.text import clean
from data.track import Track

_XSPF = "http://xspf.org/ns/0/"
_MUSICBRAINZ = "https://musicbrainz.org/"
_JSPF_TRACK = "https://musicbrainz.org/doc/jspf#track"  # ListenBrainz's extension of a JSPF track
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def m3u8(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of an extended M3U playlist.

    Args:
        tracks: in the order in which they play.
        name: the playlist's title.
        beside: the folder in which the playlist will be saved; None if unknown.
    """
    lines = ["#EXTM3U"]
    if title := clean(name):
        lines.append(f"#PLAYLIST:{title}")
    for track in tracks:
        # Players split "artist - title" at the first dash, and the duration from the rest at the first comma.
        by = f"{clean(track.artist)} - " if clean(track.artist) else ""
        lines.append(f"#EXTINF:{round(track.duration_s) or -1},{by}{clean(track.title)}")
        lines.append(_line(track, beside))
    return "\n".join(lines) + "\n"


def xspf(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of an XSPF 1 playlist with the files' URLs. `beside` is ignored."""
    root = xml.Element("playlist", {"version": "1", "xmlns": _XSPF})
    if title := clean(name):
        xml.SubElement(root, "title").text = _NOT_XML.sub("", title)
    xml.SubElement(root, "creator").text = "Hark"
    listed = xml.SubElement(root, "trackList")
    for track in tracks:
        entry = xml.SubElement(listed, "track")
        fields = {"location": track.path.as_uri(), "title": track.title, "creator": track.artist, "album": track.album}
        for field, value in fields.items():
            if text := _NOT_XML.sub("", clean(value, 4 * 4096)):
                xml.SubElement(entry, field).text = text
        for identifier in _identifiers(track):
            xml.SubElement(entry, "identifier").text = identifier
        if track.duration_s > 0:
            xml.SubElement(entry, "duration").text = str(round(track.duration_s * 1000))
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, "unicode") + "\n"


def jspf(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of a JSPF playlist: the fields of XSPF as JSON. `beside` is ignored."""
    listed = []
    for track in tracks:
        entry: dict[str, object] = {"location": [track.path.as_uri()], "title": clean(track.title)}
        entry |= {"creator": clean(track.artist)} if clean(track.artist) else {}
        entry |= {"album": clean(track.album)} if clean(track.album) else {}
        entry |= {"duration": round(track.duration_s * 1000)} if track.duration_s > 0 else {}
        entry |= {"identifier": _identifiers(track)} if track.known.recording_id else {}
        if of_artists := [f"{_MUSICBRAINZ}artist/{i}" for i in track.known.artist_ids]:
            release = f"{_MUSICBRAINZ}release/{track.known.release_id}" if track.known.release_id else ""
            about = {"artist_identifiers": of_artists, **({"release_identifier": release} if release else {})}
            entry["extension"] = {_JSPF_TRACK: about}
        listed.append(entry)
    head = {"title": clean(name)} if clean(name) else {}
    whole = {"playlist": {**head, "creator": "Hark", "track": listed}}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Track], str, Path | None], str]] = {"m3u8": m3u8, "xspf": xspf, "jspf": jspf}
MIME = {"m3u8": "audio/x-mpegurl", "xspf": "application/xspf+xml", "jspf": "application/json"}


def _identifiers(track: Track) -> list[str]:
    """Return the addresses that identify a track's recording, for XSPF's and JSPF's "identifier"."""
    return [f"{_MUSICBRAINZ}recording/{track.known.recording_id}"] if track.known.recording_id else []


def _line(track: Track, beside: Path | None) -> str:
    """Return a track's file name or URL as one line of an M3U8."""
    path = os.fspath(track.path)
    if beside is not None and beside.is_relative_to(track.folder):
        path = os.path.relpath(path, beside)
    whole = path.splitlines() == [path] and path == path.strip() and path.isprintable()
    # VLC takes a line for an address: "#" and "?" would end it, and "%20" would become a space.
    whole = whole and not re.search(r"[#?]|%[0-9A-Fa-f]{2}", path)
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        whole = False
    return path if whole else track.path.as_uri()

"""Tracks as playlist files that other players open: M3U8, XSPF and JSPF.

File names are absolute, except in an M3U8 that is saved among the music: there they are relative, so that both can move
together. A name that does not fit into a line of text (not UTF-8, a line break, spaces at its ends) becomes a `file:`
URL, which VLC and others read as well. XSPF and JSPF have URLs only (xspf.org/spec).
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
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def m3u8(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of an extended M3U playlist.

    Args:
        tracks: in the order in which they play.
        name: of the playlist.
        beside: the folder that the playlist will be saved in; None where that is not known.
    """
    lines = ["#EXTM3U"]
    if title := clean(name):
        lines.append(f"#PLAYLIST:{title}")
    for track in tracks:
        # Players split "artist - title" at the first dash, and the number from the rest at the first comma.
        by = f"{clean(track.artist)} - " if clean(track.artist) else ""
        lines.append(f"#EXTINF:{round(track.duration_s) or -1},{by}{clean(track.title)}")
        lines.append(_line(track, beside))
    return "\n".join(lines) + "\n"


def xspf(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of an XSPF 1 playlist, each file by its URL; `beside` is ignored."""
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
        if track.duration_s > 0:
            xml.SubElement(entry, "duration").text = str(round(track.duration_s * 1000))
    xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, "unicode") + "\n"


def jspf(tracks: Sequence[Track], name: str = "", beside: Path | None = None) -> str:
    """Return the text of a JSPF playlist: the fields of XSPF as JSON, locations as lists."""
    listed = []
    for track in tracks:
        entry: dict[str, object] = {"location": [track.path.as_uri()], "title": clean(track.title)}
        entry |= {"creator": clean(track.artist)} if clean(track.artist) else {}
        entry |= {"album": clean(track.album)} if clean(track.album) else {}
        entry |= {"duration": round(track.duration_s * 1000)} if track.duration_s > 0 else {}
        listed.append(entry)
    head = {"title": clean(name)} if clean(name) else {}
    whole = {"playlist": {**head, "creator": "Hark", "track": listed}}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Sequence[Track], str, Path | None], str]] = {"m3u8": m3u8, "xspf": xspf, "jspf": jspf}
MIME = {"m3u8": "audio/x-mpegurl", "xspf": "application/xspf+xml", "jspf": "application/json"}


def _line(track: Track, beside: Path | None) -> str:
    """Return a track's file as one line of an M3U8."""
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

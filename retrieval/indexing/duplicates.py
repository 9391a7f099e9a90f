"""Find copies of a recording by sound, and versions of a piece by title.

Copies have similar acoustic fingerprints (`data.acoustic`), whatever their format and bit rate, with up to a second of
silence added or removed. A track is compared when it is indexed. Length and shape exclude nearly all other tracks, so
few fingerprints are compared bit by bit. A version (live, remastered, acoustic) is a different recording whose title
says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from data.acoustic import SHAPE, Print, similarity
from data.text import words
from data.track import Track
from retrieval.catalogue.database import Catalogue, Entry, Recorded

_LENGTH_S = 3.0  # difference in length: a second cut at either end, and a codec's padding
_SHAPE_DB = 3.5  # root mean square difference; copies at 32 kbit/s differ by up to 3.4 dB
# Least similarity of copies. Of 30 demo tracks encoded in seven ways and shifted, every copy reached 0.55; none of the
# demo's 27,261 pairs of different tracks exceeded 0.26 (benchmarks/duplicates.py).
_ALIKE = 0.42


def groups(catalogue: Catalogue) -> dict[str, str]:
    """Return track id -> recording id of all tracks that have copies."""
    members: dict[str, list[str]] = defaultdict(list)
    for track_id, recording, _, _ in catalogue.recordings():
        members[recording].append(track_id)
    return {i: recording for recording, ids in members.items() if len(ids) > 1 for i in ids}


_LOSSLESS = frozenset({".flac", ".wav", ".aif", ".aiff"})


def best_first(entries: Iterable[Entry], same: Mapping[str, str]) -> list[list[Entry]]:
    """Return the copies of each recording, best first: lossless before lossy, then by bytes per second.

    Args:
        entries: the library's tracks.
        same: the result of `groups`.
    """

    def quality(entry: Entry) -> tuple[bool, float, str]:
        lossless = entry.track.path.suffix.lower() in _LOSSLESS
        return not lossless, -entry.size / max(entry.track.duration_s, 1.0), entry.track.track_id

    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.track.track_id in same:
            members[same[entry.track.track_id]].append(entry)
    return [sorted(group, key=quality) for group in members.values()]


class Recordings:
    """Assigns tracks to recordings during an index run; lengths and shapes of all fingerprints are in memory."""

    def __init__(self, catalogue: Catalogue) -> None:
        rows = [row for row in catalogue.recordings() if len(row[3]) == 2 * SHAPE]
        self._catalogue = catalogue
        self._ids = [row[0] for row in rows]
        self._recording = [row[1] for row in rows]
        self._count = len(rows)
        # Recording id -> its track, or "" if it has several.
        self._taken: dict[str, str] = {}
        for row in rows:
            self._note(row[1], row[0])
        self._lengths = np.array([row[2] for row in rows], dtype=np.float32)
        shapes = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
        self._shapes = shapes.reshape(-1, SHAPE).astype(np.float32)
        self._bits: dict[str, bytes] = {}  # of tracks of this run; the catalogue has those of all others

    def place(self, track_id: str, duration_s: float, print_: Print) -> Recorded:
        """Find the recording of a track. Call this inside a transaction, because it may merge two recordings.

        Args:
            track_id: a new track, or one whose file was decoded again.
            duration_s: the track's length.
            print_: the track's acoustic fingerprint; a track with an empty fingerprint has no copies.

        Returns:
            The row to store with `Catalogue.put_recordings`.
        """
        shape, bits = print_.to_bytes()
        recording = track_id
        while self._taken.get(recording, track_id) != track_id:
            recording += "'"  # copies of the file's earlier content still use this id
        if print_:
            same = self.same(track_id, duration_s, print_)
            if same:
                recording = same[0]
                for other in same[1:]:
                    self._catalogue.merge_recordings(recording, other)
                    self._recording = [recording if r == other else r for r in self._recording]
            self._append(track_id, recording, duration_s, np.frombuffer(shape, "<f2").astype(np.float32))
            self._bits[track_id] = bits
            if len(self._bits) > 2000:
                self._bits.clear()  # they are committed by now
                self._bits[track_id] = bits
        return Recorded(track_id, recording, duration_s, shape if print_ else b"", bits)

    def same(self, track_id: str, duration_s: float, print_: Print) -> list[str]:
        """Return the ids of the recordings, other than that of a track, that have a similar fingerprint and length."""
        near = np.flatnonzero(np.abs(self._lengths[: self._count] - duration_s) <= _LENGTH_S)
        if not len(near):
            return []
        apart = np.sqrt(np.mean(np.square(self._shapes[near] - print_.shape), axis=1))
        found: dict[str, None] = {}
        for i in near[apart <= _SHAPE_DB]:
            other = self._ids[i]
            if other == track_id or self._recording[i] in found:
                continue
            bits = self._bits.get(other) or self._catalogue.print_bits(other)
            known = Print.from_bytes(self._shapes[i].astype("<f2").tobytes(), bits)
            if known and similarity(print_, known) >= _ALIKE:
                found[self._recording[i]] = None
        return list(found)

    def _note(self, recording: str, track_id: str) -> None:
        self._taken[recording] = track_id if self._taken.get(recording, track_id) == track_id else ""

    def _append(self, track_id: str, recording: str, duration_s: float, shape: NDArray[np.float32]) -> None:
        if self._count == len(self._lengths):
            more = max(self._count, 256)
            self._lengths = np.concatenate([self._lengths, np.full(more, -1e9, dtype=np.float32)])
            self._shapes = np.concatenate([self._shapes, np.zeros((more, SHAPE), dtype=np.float32)])
        self._lengths[self._count], self._shapes[self._count] = duration_s, shape
        self._note(recording, track_id)
        self._ids.append(track_id)
        self._recording.append(recording)
        self._count += 1


# Versions, by title

_KINDS = {
    "live": "live", "unplugged": "live", "concert": "live", "acoustic": "acoustic", "remaster": "remaster",
    "remastered": "remaster", "remix": "remix", "mix": "remix", "rmx": "remix", "demo": "demo", "edit": "edit",
    "radio": "edit", "extended": "extended", "instrumental": "instrumental", "karaoke": "instrumental",
    "mono": "mono", "stereo": "stereo", "rehearsal": "rehearsal", "outtake": "outtake", "alternate": "alternate",
    "alternative": "alternate", "version": "version", "take": "take", "reprise": "reprise", "session": "session",
    "sessions": "session", "cover": "cover", "bonus": "bonus", "single": "single", "album": "album",
}  # fmt: skip
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}]")
_DASH = re.compile(r"^(.+?)\s+[-\u2013\u2014]\s+(.+)$")


def version_of(title: str) -> tuple[str, str]:
    """Split a title into (piece, kind of version); the kind is "" if the title names none.

    Only words in brackets or after a dash are considered, so "Live and Let Die" is not a live version.
    """
    kinds: list[str] = []

    def strip(found: re.Match[str]) -> str:
        kind = _kind(found[1])
        if kind:
            kinds.append(kind)
            return ""
        return found[0]

    base = _BRACKETS.sub(strip, title).strip()
    if dashed := _DASH.match(base):
        kind = _kind(dashed[2])
        if kind:
            kinds.append(kind)
            base = dashed[1]
    return (base, kinds[0]) if base and kinds else (title.strip(), "")


def _kind(text: str) -> str:
    return next((_KINDS[w] for w in words(text) if w in _KINDS), "")


def versions(tracks: Iterable[Track], same: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return track id -> [(track id, kind)] of the other versions of the same piece by the same artist.

    Args:
        tracks: the library's tracks.
        same: the result of `groups`; copies of one recording are not versions of each other.
    """
    pieces: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for track in tracks:
        piece, kind = version_of(track.title)
        artist = tuple(words(track.artist))
        if artist and (key := tuple(words(piece))):
            pieces[(*artist, "/", *key)].append((track.track_id, kind))
    found: dict[str, list[tuple[str, str]]] = {}
    for members in pieces.values():
        if len(members) < 2 or not any(kind for _, kind in members):
            continue
        for track_id, kind in members:
            others = [
                (i, k)
                for i, k in members
                if i != track_id and (k or kind) and same.get(i, i) != same.get(track_id, track_id)
            ]
            if others:
                found[track_id] = others
    return found

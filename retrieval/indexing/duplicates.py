"""Finding copies of one recording by sound, and versions of one piece by title.

A recording is recognised by its acoustic print (`data.acoustic`), independent of format, bit rate and a second of
silence. A track is compared when it is indexed: length and shape exclude nearly all others, so that few prints are
compared bit by bit. A version (live, remastered, acoustic) is another recording whose title says so.
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

_LENGTH_S = 3.0  # a second cut at either end, and a coder's padding
_SHAPE_DB = 3.5  # root mean square; two coders of one recording differ by up to 3.4 dB at 32 kbit/s
# Of 30 demo tracks coded seven ways and shifted, every copy reached 0.55, at 32 kbit/s too; of the demo's 27,261 pairs
# of different tracks none went beyond 0.26 (benchmarks/duplicates.py measures both).
_ALIKE = 0.42


def groups(catalogue: Catalogue) -> dict[str, str]:
    """Return track id -> recording id for all tracks that have copies."""
    members: dict[str, list[str]] = defaultdict(list)
    for track_id, recording, _, _ in catalogue.recordings():
        members[recording].append(track_id)
    return {i: recording for recording, ids in members.items() if len(ids) > 1 for i in ids}


_LOSSLESS = frozenset({".flac", ".wav", ".aif", ".aiff"})


def best_first(entries: Iterable[Entry], same: Mapping[str, str]) -> list[list[Entry]]:
    """Return the copies of each recording, best first: lossless before lossy, then by bytes per second.

    Args:
        entries: the library's tracks.
        same: from `groups`.
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
    """The recordings of a library, held in memory while it is indexed."""

    def __init__(self, catalogue: Catalogue) -> None:
        rows = [row for row in catalogue.recordings() if len(row[3]) == 2 * SHAPE]
        self._catalogue = catalogue
        self._ids = [row[0] for row in rows]
        self._recording = [row[1] for row in rows]
        self._count = len(rows)
        # Recording id -> the only track that has it, or "" where several have.
        self._taken: dict[str, str] = {}
        for row in rows:
            self._note(row[1], row[0])
        self._lengths = np.array([row[2] for row in rows], dtype=np.float32)
        shapes = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
        self._shapes = shapes.reshape(-1, SHAPE).astype(np.float32)
        self._bits: dict[str, bytes] = {}  # of this run; the others' are in the catalogue

    def place(self, track_id: str, duration_s: float, print_: Print) -> Recorded:
        """Find which recording a track is. Call it inside a transaction: it may merge two recordings into one.

        Args:
            track_id: the track, new or heard again.
            duration_s: its length.
            print_: its print; an empty one makes it a recording of its own.

        Returns:
            What `Catalogue.put_recordings` takes.
        """
        shape, bits = print_.to_bytes()
        recording = track_id
        while self._taken.get(recording, track_id) != track_id:
            recording += "'"  # what this file held before it changed has copies, which keep that name
        if print_:
            same = self._same(track_id, duration_s, print_)
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

    def _same(self, track_id: str, duration_s: float, print_: Print) -> list[str]:
        """Return the recordings whose prints match."""
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
    """Split a title into (piece, kind of version), the latter "" for a plain title.

    Only words in brackets and after a dash count: "Live and Let Die" is no live version.
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
    """Return track id -> (track id, kind) of the other versions of its piece, by artist and title.

    Args:
        tracks: the library.
        same: from `groups`: copies of one recording are not versions of each other.
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

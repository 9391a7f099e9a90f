"""Save playlists on disk, and edit, refresh, export and copy them.

A playlist is one JSON file in the library's `playlists` folder. It stores the plan that found its tracks, so that it
can be asked for again, and each track as it was, so that it can be shown after a file has left the library.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path

from data.errors import UserError
from data.text import clean, clock
from data.track import Track
from llm.conversation import Turn
from llm.plan import Plan
from llm.session.export import file_name, save_text
from llm.session.saved import MAX_NAME, Documents, Listed, title
from retrieval.playlists import FORMATS
from retrieval.query import Hit, Searchable
from retrieval.search.playlist import TOLERANCE_S
from retrieval.search.sequence import numbered

_FOLDER = "playlists"
_CHOICE = 50  # tracks among which another one is looked for
_MAX_BYTES = 16 * 2**20
_AGAIN = "Run `hark playlists` for those that are there."


@dataclass(frozen=True, slots=True)
class Playlist:
    """A saved list of tracks."""

    token: str
    name: str
    plan: Plan  # of the search that made it
    hits: tuple[Hit, ...] = ()
    removed: tuple[str, ...] = ()  # ids of tracks that the user took out; a refresh does not bring them back
    by_hand: bool = False  # whether the user has moved tracks; a refresh keeps their order
    file: str = ""  # where it was exported last
    changed: float = 0.0  # seconds since 1970

    @property
    def seconds(self) -> float:
        """Return the total length."""
        return sum(hit.track.duration_s for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a refresh would change."""

    playlist: Playlist  # as it would be
    added: tuple[Track, ...] = ()
    dropped: tuple[Track, ...] = ()  # in the library, but no longer among those that fit best
    gone: tuple[Track, ...] = ()  # no longer in the library
    moved: bool = False  # whether tracks that stay would come in another order

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.gone or self.moved)


@dataclass(slots=True)
class Playlists:
    """The playlists of one library. Thread-safe."""

    home: Path  # the library's folder
    library: Callable[[], Searchable]  # returns the library; raises UserError if there is none
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _files: Documents[Playlist] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._files = Documents(self.home / _FOLDER, "playlist", _MAX_BYTES, _entry)

    # On disk

    def every(self) -> list[Listed]:
        """Return the list of all playlists by name. It includes those whose files are damaged."""
        return sorted(self._files.every(), key=lambda one: (one.name.casefold(), one.token))

    def read(self, token: str) -> Playlist | None:
        """Return a playlist; None if none has this token.

        Raises:
            UserError: its file is damaged or cannot be read.
        """
        from llm.session.stored import playlist_from_json

        return self._files.read(token, lambda values: playlist_from_json({**values, "token": token}))

    def write(self, playlist: Playlist) -> Playlist:
        """Save a playlist, and return it with its ranks and the time of its change updated.

        Raises:
            UserError: its file cannot be written.
        """
        from llm.session.stored import playlist_to_json

        playlist = replace(playlist, hits=tuple(numbered(playlist.hits)), changed=round(time.time(), 3))
        hint = "Free some disk space, or check that the library's folder may be written."
        self._files.write(playlist.token, json.dumps(playlist_to_json(playlist)).encode("ascii"), hint)
        return playlist

    def delete(self, token: str) -> None:
        """Delete a playlist; no sound file is deleted. `restore` can bring back the last ten.

        Raises:
            UserError: its file cannot be deleted.
        """
        self._files.delete(token)

    def restore(self, token: str) -> bool:
        """Restore the playlist with this token if it was one of the last ten deleted; return whether it was."""
        return self._files.restore(token)

    # Making and editing

    def save(self, turn: Turn, name: str = "") -> Playlist:
        """Save the tracks of a turn as a playlist.

        Args:
            turn: a turn with tracks.
            name: its name; "": one made from the request. If another playlist has it, a number is added.
        """
        name = clean(name, MAX_NAME) or title(turn.plan.request)
        with self._lock:
            token = secrets.token_urlsafe(9)
            return self.write(Playlist(token, self._unused(name, token), turn.plan, turn.hits))

    def _unused(self, name: str, token: str) -> str:
        """Return a name that no other playlist than `token` has: the given one, or one with a number."""
        used = {one.name.casefold() for one in self.every() if one.token != token}
        names = chain([name], (f"{name[: MAX_NAME - 6]} ({n})" for n in count(2)))
        return next(each for each in names if each.casefold() not in used)

    def rename(self, token: str, name: str) -> None:
        """Rename a playlist; an empty name changes nothing. If another playlist has the name, a number is added."""
        if said := clean(name, MAX_NAME):
            with self._lock:
                self.write(replace(self.known(token), name=self._unused(said, token)))

    def known(self, token: str) -> Playlist:
        """Return a playlist.

        Raises:
            UserError: there is none with this token, or it is damaged.
        """
        playlist = self.read(token)
        if playlist is None:
            raise UserError("This playlist is not here any more.", _AGAIN)
        return playlist

    def remove(self, token: str, track_id: str) -> None:
        """Take a track out of a playlist; a refresh does not bring it back."""
        with self._lock:
            playlist = self.known(token)
            hits = tuple(hit for hit in playlist.hits if hit.track.track_id != track_id)
            if len(hits) < len(playlist.hits):
                self.write(replace(playlist, hits=hits, removed=(*playlist.removed, track_id)))

    def move(self, token: str, track_id: str, place: int) -> None:
        """Move a track to another place, counted from 0; a place beyond an end means that end."""
        with self._lock:
            playlist = self.known(token)
            at = next((i for i, hit in enumerate(playlist.hits) if hit.track.track_id == track_id), None)
            if at is not None:
                hits = list(playlist.hits)
                hits.insert(max(min(place, len(hits) - 1), 0), hits.pop(at))
                self.write(replace(playlist, hits=tuple(hits), by_hand=True))

    def swap(self, token: str, track_id: str) -> None:
        """Replace a track by the most similar one that keeps to the wish, to its length and to its artists.

        Raises:
            UserError: there is no such track.
        """
        with self._lock:
            playlist = self.known(token)
            at = next((i for i, hit in enumerate(playlist.hits) if hit.track.track_id == track_id), None)
            if at is None:
                return
            other = self._another(playlist, playlist.hits[at].track)
            hits = (*playlist.hits[:at], other, *playlist.hits[at + 1 :])
            self.write(replace(playlist, hits=hits, removed=(*playlist.removed, track_id)))

    def _another(self, playlist: Playlist, track: Track) -> Hit:
        plan = playlist.plan
        used = tuple(hit.track.track_id for hit in playlist.hits)
        exclude = tuple(dict.fromkeys((*plan.filters.exclude, *playlist.removed, *used)))
        query = replace(
            plan.query(), like=(track.track_id,), k=_CHOICE, filters=replace(plan.filters, exclude=exclude, only=())
        )
        if self.library().track(track.track_id) is None:
            query = replace(query, like=())  # it has left the library; the wish alone must do
        rest_s = playlist.seconds - track.duration_s
        artists = Counter(hit.track.artist for hit in playlist.hits if hit.track is not track)
        most = plan.query().per_artist
        for hit in self.library().search(query):
            if plan.minutes and abs(rest_s + hit.track.duration_s - plan.minutes * 60) > TOLERANCE_S:
                before = abs(playlist.seconds - plan.minutes * 60)
                if abs(rest_s + hit.track.duration_s - plan.minutes * 60) > before:
                    continue
            if most is None or artists[hit.track.artist] < most or not hit.track.artist:
                return hit
        raise UserError("There is no other track here that fits in its place.", "Take it out, or ask for a new list.")

    # Refresh

    def refresh(self, token: str) -> Changes:
        """Ask for a playlist again, and return what would change; nothing is saved.

        Tracks that the user took out stay out. If the user has moved tracks, those that stay keep their order, and each
        new one follows the track that it follows in the new list. The plan is the one of the playlist, so that the same
        request is met.
        """
        from llm.searching import search

        playlist = self.known(token)
        plan = replace(playlist.plan, relaxed=(), notes=())
        exclude = tuple(dict.fromkeys((*plan.filters.exclude, *playlist.removed)))
        _, found = search(replace(plan, filters=replace(plan.filters, exclude=exclude)), self.library())
        before, after = ({hit.track.track_id: hit for hit in each} for each in (playlist.hits, found))
        if playlist.by_hand:
            after = _in_earlier_order(before, after)
        left = [hit.track for hit in playlist.hits if hit.track.track_id not in after]
        here = {track.track_id for track in left if self.library().track(track.track_id) is not None}
        return Changes(
            replace(playlist, hits=tuple(after.values())),
            added=tuple(hit.track for i, hit in after.items() if i not in before),
            dropped=tuple(track for track in left if track.track_id in here),
            gone=tuple(track for track in left if track.track_id not in here),
            moved=[i for i in before if i in after] != [i for i in after if i in before],
        )

    def apply(self, changes: Changes) -> Playlist:
        """Save a playlist as a refresh found it, and write its file again if it was exported."""
        with self._lock:
            playlist = self.write(changes.playlist)
            if playlist.file:
                self.export(playlist.token)
        return playlist

    # Export

    def tracks(self, playlist: Playlist) -> tuple[list[Track], list[Track]]:
        """Return (the tracks that are in the library, as they are there now; those that have left it)."""
        find = self.library().track
        now = [(hit.track, find(hit.track.track_id)) for hit in playlist.hits]
        return [found for _, found in now if found], [before for before, found in now if found is None]

    def export(self, token: str, path: Path | None = None) -> tuple[Path, list[Track]]:
        """Write a playlist file, in the place of an earlier one of the same name.

        Args:
            token: of the playlist.
            path: the file, whose ending gives the format (.m3u8, .xspf, .jspf), or a folder for an .m3u8 named after
                the playlist; None: the file written last.

        Returns:
            (the file; the tracks that were left out because they have left the library).

        Raises:
            UserError: no file is known, the format is unknown, no track is left, or the file cannot be written.
        """
        with self._lock:
            playlist = self.known(token)
            path = path or (Path(playlist.file) if playlist.file else None)
            if path is None:
                raise UserError("This playlist was never exported.", "Name a file for it, such as `-o dinner.m3u8`.")
            path = path.expanduser().absolute()
            if path.is_dir():
                path /= file_name(playlist.name, "m3u8")
            form = {"m3u": "m3u8"}.get(ending := path.suffix.lower().removeprefix("."), ending)
            if form not in FORMATS:
                raise UserError(f"Hark cannot write playlists as .{clean(form, 20)}.", f"Use .{', .'.join(FORMATS)}.")
            tracks, gone = self.tracks(playlist)
            if not tracks:
                raise UserError("No track of this playlist is in the library any more.", "Refresh it first.")
            save_text(path, FORMATS[form](tracks, playlist.name, path.parent))
            if playlist.file != str(path):
                self.write(replace(playlist, file=str(path)))
            return path, gone

    def copy(self, token: str, folder: Path) -> tuple[Path, int, list[Track]]:
        """Copy the sound files of a playlist into a folder of its own, with an .m3u8 that names them.

        Files that were copied before are not copied again.

        Args:
            token: of the playlist.
            folder: where the folder is made, such as a stick.

        Returns:
            (the new folder; number of files copied now; the tracks whose files are missing).

        Raises:
            UserError: there is no such folder, or it cannot be written.
        """
        playlist = self.known(token)
        folder = folder.expanduser().absolute()
        if not folder.is_dir():
            raise UserError(f"There is no folder {folder}.", "Write its whole path, as a file manager shows it.")
        target = folder / file_name(playlist.name, "m3u8").removesuffix(".m3u8")
        tracks, missing = self.tracks(playlist)
        copied, placed, used = 0, [], set[str]()
        try:
            target.mkdir(exist_ok=True)
            for track in tracks:
                by = f"{track.artist} - " if track.artist else ""
                ending = track.path.suffix.lower().removeprefix(".") or "audio"
                name = file_name(f"{by}{track.title}", ending)
                if name.casefold() in used:
                    name = file_name(f"{by}{track.title} {track.track_id[:6]}", ending)
                used.add(name.casefold())
                if not track.path.is_file():
                    missing.append(track)
                    continue
                copied += _copied(track.path, target / name)
                placed.append(replace(track, path=target / name, folder=target))
            save_text(target / file_name(playlist.name, "m3u8"), FORMATS["m3u8"](placed, playlist.name, target))
        except OSError as err:
            raise UserError(
                f"The files cannot be copied to {target}: {err.strerror or err}.",
                "Free some space there, or choose another folder. What was copied stays.",
            ) from err
        return target, copied, missing


def _in_earlier_order(before: dict[str, Hit], after: dict[str, Hit]) -> dict[str, Hit]:
    """Return the hits of a new list, those that were in the earlier one in its order; track id -> hit in both.

    Each new hit follows the one that it follows in `after`; if that is the first, it comes first.
    """
    order = [i for i in before if i in after]
    previous = ""
    for i in after:
        if i not in before:
            order.insert(order.index(previous) + 1 if previous else 0, i)
        previous = i
    return {i: after[i] for i in order}


def _entry(path: Path) -> Listed:
    """Read the entry of a playlist for the list, without pydantic, which takes longer to import than a page to draw."""
    changed = path.stat().st_mtime
    try:
        values = json.loads(path.read_bytes())
        if isinstance(values["hits"], list) and isinstance(values["plan"], dict):
            return Listed(path.stem, clean(str(values["name"]), MAX_NAME) or "Untitled", float(values["changed"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return Listed(path.stem, "Damaged playlist", changed, damaged=True)


def _copied(source: Path, target: Path) -> int:
    """Copy a file unless it was copied before; return the number of files copied."""
    status = source.stat()
    with suppress(OSError):
        there = target.stat()
        if there.st_size == status.st_size and abs(there.st_mtime - status.st_mtime) <= 2:  # FAT counts in 2 seconds
            return 0
    partial = target.with_name(f".{secrets.token_hex(4)}.part")
    try:
        shutil.copy2(source, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return 1


def described(playlist: Playlist, gone: Sequence[Track]) -> str:
    """Return a line on a playlist: the number of its tracks, its length, and how many have left the library."""
    count = len(playlist.hits)
    said = f"{count} track{'s' * (count != 1)} · {clock(playlist.seconds)}"
    return said + (f" · {len(gone)} no longer in the library" if gone else "")

"""Keep the words of songs up to date: read them from tags and from files beside the tracks, and embed their stanzas."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from data.files.lyrics import SIDE_FILES, read_lyrics
from data.lyrics import Lyrics
from models.encoder import FloatArray, normalise
from retrieval.catalogue.database import Catalogue, Filed
from retrieval.lyrics.store import FILE, LyricsStore

READER = 1  # version of the code that reads words; words read by an earlier version are read again
_BATCH = 64  # tracks in a transaction
_WORDS_AT_ONCE = 150  # words of a song that are embedded together; MiniLM reads 256 tokens
_PROGRESS_FROM = 20  # tracks from which progress is reported

Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors


def refresh_lyrics(
    catalogue: Catalogue,
    home: Path,
    folders: Iterable[Path],
    *,
    embed: Embed,
    refused: Callable[[Path, str], None],
    progress: Callable[[int, int, str], None] | None = None,
    going_on: Callable[[], bool] = lambda: True,
) -> int:
    """Read the words of all tracks whose files, or files with words beside them, have changed.

    Args:
        catalogue: the library's catalogue.
        home: the library's folder.
        folders: the indexed folders that are available; tracks elsewhere keep their words.
        embed: computes sentence embeddings.
        refused: called with each file whose words cannot be used, and the reason.
        progress: called with (done, total, file name).
        going_on: returns whether to continue; what is done is kept.

    Returns:
        the number of tracks that have words.
    """
    available, tracks = set(folders), catalogue.filed()
    by_folder: dict[Path, list[Filed]] = defaultdict(list)
    for track in tracks:
        if track.folder in available:
            by_folder[track.path.parent].append(track)
    made = (home / FILE).exists()
    store: LyricsStore | None = LyricsStore(home, create=True) if made else None
    heard = store.transcribed() if store else set()
    known, titles = store.states() if store else {}, catalogue.titles()
    changed: list[tuple[Filed, str, list[Path]]] = []
    for folder, members in by_folder.items():
        beside = _side_files(folder)
        for track in members:
            own = beside.get(track.path.stem, {})
            state = f"{READER} {track.size} {track.mtime_ns} {track.ctime_ns or 0}{''.join(own.values())}"
            state += f" {titles.get(track.track_id, '')}"
            if known.get(track.track_id) != state:
                changed.append((track, state, list(own)))
    if not made and not changed:
        return 0
    store = store or LyricsStore(home, create=True)
    try:
        _forget(store, {track.track_id for track in tracks})
        for k in range(0, len(changed), _BATCH):
            part = changed[k : k + _BATCH]
            if not going_on():
                break
            rows = []
            for track, state, files in part:
                if not track.path.exists():  # on a drive that is not connected; its words are kept
                    continue
                lyrics, bad = read_lyrics(track.path, files)
                for path, reason in bad:
                    refused(path, reason)
                title = titles.get(track.track_id, "")
                whole, stanzas = embedded(lyrics, title, embed) if lyrics else (None, None)
                rows.append((track.track_id, state, lyrics, whole, stanzas))
            with store.transaction():
                for track_id, state, lyrics, whole, stanzas in rows:
                    if lyrics is None and track_id in heard:
                        store.set_state(track_id, state)
                    else:
                        store.put(track_id, state, lyrics, whole, stanzas)
            if progress and len(changed) >= _PROGRESS_FROM:
                progress(min(k + _BATCH, len(changed)), len(changed), "words of songs")
        return store.count()
    finally:
        store.close()


def forget_lyrics(catalogue: Catalogue, home: Path) -> None:
    """Delete the words of tracks that are no longer in the library."""
    if (home / FILE).exists():
        store = LyricsStore(home, create=True)
        try:
            _forget(store, {track.track_id for track in catalogue.filed()})
        finally:
            store.close()


def _forget(store: LyricsStore, present: set[str]) -> None:
    if gone := store.states().keys() - present:
        with store.transaction():
            store.forget(sorted(gone))


def embedded(lyrics: Lyrics, title: str, embed: Embed) -> tuple[FloatArray, FloatArray]:
    """Return the vector (dim,) of a song with its title, and the vectors (n, dim) of its stanzas.

    The vector of a song is the mean of two: that of its title and words together, and the mean of its stanzas. A song
    that is longer than the network reads at once is divided into parts, whose vectors are averaged.
    """
    texts = ["\n".join(line.text for line in stanza) for stanza in lyrics.stanzas()]
    parts = [""]
    for text in texts:
        if parts[-1] and len(parts[-1].split()) + len(text.split()) > _WORDS_AT_ONCE:
            parts.append("")
        parts[-1] = f"{parts[-1]}\n\n{text}".strip()
    vectors = embed([*(f"{title}\n{part}" for part in parts), *texts])
    whole, stanzas = vectors[: len(parts)], vectors[len(parts) :]
    return normalise(normalise(whole.mean(axis=0)) + stanzas.mean(axis=0)), stanzas


def _side_files(folder: Path) -> dict[str, dict[Path, str]]:
    """Return stem -> path -> state of the files in a folder that may contain words of songs. Links are not followed."""
    found: dict[str, dict[Path, str]] = defaultdict(dict)
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                stem, ending = os.path.splitext(entry.name)
                if ending.lower() in SIDE_FILES and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found[stem][folder / entry.name] = f" {ending} {status.st_size} {status.st_mtime_ns}"
    except OSError:
        return {}  # the scan reports folders that cannot be read
    return {stem: dict(sorted(files.items())) for stem, files in found.items()}

"""Keep the words of songs up to date: read them from tags and from files beside the tracks, and embed their stanzas."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from data.files.lyrics import read_lyrics
from data.lyrics import Lyrics
from data.scan import Beside
from models.encoder import FloatArray, normalise
from retrieval.catalogue.database import Catalogue, Filed
from retrieval.lyrics.store import FILE, LyricsStore

READER = 1  # version of the code that reads words; words read by an earlier version are read again
_BATCH = 64  # tracks in a transaction
_WORDS_AT_ONCE = 150  # words of a song that are embedded together; MiniLM reads 256 tokens
_PROGRESS_FROM = 20  # tracks from which progress is reported

Embed = Callable[[Sequence[str]], FloatArray]  # texts -> (n, 384) unit vectors


def refresh_lyrics(
    tracks: Sequence[Filed],
    home: Path,
    folders: Iterable[Path],
    beside: Beside,
    *,
    embed: Embed,
    refused: Callable[[Path, str], None],
    progress: Callable[[int, int, str], None] | None = None,
    going_on: Callable[[], bool] = lambda: True,
) -> int:
    """Read the words of all tracks whose files, or files with words beside them, have changed.

    Args:
        tracks: all tracks of the library, as `Catalogue.filed` returns them.
        home: the library's folder.
        folders: the indexed folders that are available; tracks elsewhere keep their words.
        beside: the files in these folders that may contain words, as `data.scan.scan` finds them.
        embed: computes sentence embeddings.
        refused: called with each file whose words cannot be used, and the reason.
        progress: called with (done, total, file name).
        going_on: returns whether to continue; what is done is kept.

    Returns:
        the number of tracks that have words.
    """
    available = {os.fspath(folder) for folder in folders}
    made = (home / FILE).exists()
    store: LyricsStore | None = LyricsStore(home, create=True) if made else None
    heard = store.transcribed() if store else set()
    known = store.states() if store else {}
    changed: list[tuple[Filed, str, list[Path]]] = []
    for track in tracks:
        if track.root in available:
            own = beside.get(os.path.splitext(track.name)[0], {}) if beside else {}
            words = "".join(own[name] for name in sorted(own))
            state = f"{READER} {track.size} {track.mtime_ns} {track.ctime_ns or 0}{words} {track.title}"
            if known.get(track.track_id) != state:
                changed.append((track, state, [Path(name) for name in sorted(own)]))
    if not made and not changed:
        return 0
    store = store or LyricsStore(home, create=True)
    try:
        _forget(store, known, {track.track_id for track in tracks})
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
                whole, stanzas = embedded(lyrics, track.title, embed) if lyrics else (None, None)
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
            _forget(store, store.states(), {track.track_id for track in catalogue.filed()})
        finally:
            store.close()


def _forget(store: LyricsStore, known: Iterable[str], present: set[str]) -> None:
    """Delete the words of the tracks in `known`, all that the store has, that are not in `present`."""
    if gone := set(known) - present:
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

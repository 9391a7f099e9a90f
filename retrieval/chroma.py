"""Chroma as the prefix index: the only module that imports chromadb.

Chroma is derived, never the truth: two processes on one Chroma folder corrupt it, a full disk leaves it
unreadable, and a damaged segment is a segmentation fault rather than an exception. So one process owns it
(by a lock), it is tried out in a subprocess before this process opens it, and it is rebuilt from the
vector file whenever anything is amiss.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.track import Track

from .prefix import FloatArray, Rows

COLLECTION = "tracks"
# Space and ef_construction cannot be changed later; Chroma's defaults are l2 and 100. ef_search is the
# shortlist's length: HNSW finds no more than ef good neighbours.
_HNSW: Any = {"hnsw": {"space": "cosine", "ef_search": 1000, "ef_construction": 200}}
_BATCH = 2000  # Chroma refuses more than 5,461 at once
_CHECK_TIMEOUT_S = 120

log = logging.getLogger(__name__)


class ChromaPrefix:
    """An HNSW index over the prefixes of the vectors, with the tracks' metadata beside them."""

    name = "chroma"

    def __init__(self, folder: Path, dim: int, fingerprint: str) -> None:
        """Open the index, or begin an empty one where there is none of this encoder and width.

        Only for the process that holds the library's Chroma lock.
        """
        import chromadb
        from chromadb.config import Settings

        self.dim = dim
        self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        expected = {"dim": dim, "fingerprint": fingerprint}
        names = [c.name for c in self._client.list_collections()]
        if COLLECTION in names:
            collection = self._client.get_collection(COLLECTION, embedding_function=None)
            if (collection.metadata or {}) == expected:
                self._collection = collection
                return
            self._client.delete_collection(COLLECTION)
        self._collection = self._client.create_collection(
            COLLECTION, embedding_function=None, metadata=expected, configuration=_HNSW
        )

    def close(self) -> None:
        """Let go of Chroma's files."""
        self._client.close()

    def synchronise(self, tracks: Mapping[int, Track], prefixes: FloatArray) -> int:
        """Make the index hold exactly `tracks`; returns how many were added or removed.

        Args:
            tracks: vector row -> track.
            prefixes: (rows, dim) L2-normalised, addressed by vector row.
        """
        stored = self._collection.get(include=["metadatas"])
        there = {
            id_: int(str((meta or {}).get("row", -1)))
            for id_, meta in zip(stored["ids"], stored["metadatas"] or [], strict=True)
        }
        wanted = {track.track_id: row for row, track in tracks.items()}
        gone = [id_ for id_ in there if id_ not in wanted]
        new = [row for id_, row in wanted.items() if there.get(id_) != row]
        for i in range(0, len(gone), _BATCH):
            self._collection.delete(ids=gone[i : i + _BATCH])
        for i in range(0, len(new), _BATCH):
            rows = new[i : i + _BATCH]
            self._collection.upsert(
                ids=[tracks[row].track_id for row in rows],
                embeddings=np.asarray(prefixes[rows], dtype=np.float32),
                metadatas=[_metadata(row, tracks[row]) for row in rows],
            )
        if self._collection.count() != len(wanted):
            raise RuntimeError(f"Chroma holds {self._collection.count()} of {len(wanted)} tracks")
        return len(gone) + len(new)

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """As `PrefixIndex` says; with `among`, asks for more and more until enough of them are allowed."""
        count = max(self._collection.count(), 1)
        asked = min(size if among is None else 4 * size, count)
        while True:
            found = self._collection.query(query_embeddings=query[None, :], n_results=asked, include=["metadatas"])
            metadatas: Sequence[Mapping[str, Any]] = (found["metadatas"] or [[]])[0]
            rows = np.array([int(m["row"]) for m in metadatas], dtype=np.int64)
            if among is not None:
                rows = rows[among[rows]]
            if len(rows) >= min(size, count) or asked >= count:
                return rows[:size]
            asked = min(4 * asked, count)


def _metadata(row: int, track: Track) -> dict[str, Any]:
    """What a reader of the collection (LangChain, say) sees of a track; Chroma takes no None."""
    values = {
        "row": row, "title": track.title, "artist": track.artist, "album": track.album,
        "year": track.year, "duration_s": track.duration_s, "tempo_bpm": track.tempo_bpm, "key": track.key,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value not in (None, "")}


def opens(folder: Path) -> bool:
    """Whether Chroma can open and answer from `folder`, tried in a process that may crash."""
    if not folder.exists():
        return True
    command = [sys.executable, "-c", "import sys; from retrieval.chroma import _try_out; _try_out(sys.argv[1])"]
    try:
        done = subprocess.run(
            [*command, str(folder)], cwd=Path(__file__).parents[1], capture_output=True, timeout=_CHECK_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode:
        log.warning("the Chroma index does not open: %s", done.stderr.decode(errors="replace")[-500:])
    return done.returncode == 0


def discard(folder: Path) -> None:
    """Delete a Chroma folder: it will be rebuilt from the vector file."""
    shutil.rmtree(folder, ignore_errors=True)


def _try_out(folder: str) -> None:
    """Ask for some of the index's own vectors: counts lie after damage, self-queries do not."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    if COLLECTION not in [c.name for c in client.list_collections()]:
        return
    collection = client.get_collection(COLLECTION, embedding_function=None)
    count = collection.count()
    for offset in sorted({0, count // 2, max(count - 1, 0)}) if count else ():
        sample = collection.get(limit=1, offset=offset, include=["embeddings"])
        found = collection.query(query_embeddings=sample["embeddings"], n_results=min(10, count), include=["distances"])
        if sample["ids"][0] not in found["ids"][0] and (found["distances"] or [[1.0]])[0][0] > 1e-4:
            raise SystemExit(f"a vector does not find itself ({sample['ids'][0]})")

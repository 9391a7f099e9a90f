"""Compare the tags of tracks with a request by meaning, so that "a wedding dance" prefers romantic tracks."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from data.text import words
from data.track import Track
from models.encoder import FloatArray, normalise
from models.tag_matcher import WEIGHTS, TagMatcher

FILE = "tag-vectors.npz"
_LONGEST = 64  # characters of a tag that are read
_MOST_TAGS = 16  # of a track
_MOST_PREPARED = 20_000  # tags whose vectors are computed in advance, in two minutes
_SAVE_FROM = 32  # new tags from which on the file is written again


class TagVectors:
    """The vectors of all tags that a library was asked for, kept in a file. It can be shared between threads."""

    def __init__(self, home: Path, matcher: TagMatcher | None = None) -> None:
        """Use the file of vectors in a library's folder.

        Args:
            home: the library's folder.
            matcher: computes vectors; by default the one that is shared by the process.
        """
        self._path = home / FILE
        self._matcher = matcher or _shared_matcher()
        self._lock = threading.Lock()
        self._vectors: dict[str, FloatArray] | None = None
        self._unsaved = 0

    def cosines(self, requests: Sequence[str], tracks: Sequence[Track]) -> FloatArray:
        """Return (n,) the cosine of the mean vector of requests with the sum of the vectors of each track's tags.

        A track without tags has the mean of the others, or 0 if there is none with tags.

        Raises:
            UserError: the weights or the text model cannot be read.
        """
        stated = [tags_of(track) for track in tracks]
        vectors = self.of({tag for tags in stated for tag in tags})
        known = np.array([bool(tags) for tags in stated], dtype=bool)
        cosines = np.zeros(len(stated), dtype=np.float32)
        if not known.any():
            return cosines
        wish = normalise(self._matcher.embed(requests).mean(axis=0))
        sums = np.array([np.sum([vectors[tag] for tag in tags], axis=0) for tags in stated if tags])
        cosines[known] = sums @ wish / np.maximum(np.linalg.norm(sums, axis=1), 1e-6)
        cosines[~known] = cosines[known].mean()
        return cosines

    def of(self, tags: Iterable[str]) -> dict[str, FloatArray]:
        """Return tag -> vector (384,). Tags without a stored vector are embedded, and stored with the others.

        Raises:
            UserError: the weights or the text model cannot be read.
        """
        with self._lock:
            vectors = self._vectors if self._vectors is not None else self._read()
            self._vectors = vectors
            wanted = list(tags)
            if new := sorted(tag for tag in wanted if tag not in vectors):
                vectors.update(zip(new, self._matcher.embed(new).astype(np.float16), strict=True))
                self._unsaved += len(new)
            if self._unsaved >= _SAVE_FROM:
                self._save(vectors)
            return {tag: vectors[tag].astype(np.float32) for tag in wanted}

    def _read(self) -> dict[str, FloatArray]:
        try:
            with np.load(self._path, allow_pickle=False) as stored:
                if str(stored["made_by"]) == _digest():
                    return dict(zip(stored["tags"].tolist(), stored["vectors"], strict=True))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            pass  # a cache: the vectors are computed again
        return {}

    def _save(self, vectors: dict[str, FloatArray]) -> None:
        self._unsaved = 0
        part = self._path.with_suffix(".part.npz")
        try:
            np.savez(part, made_by=_digest(), tags=np.array(list(vectors)), vectors=np.array(list(vectors.values())))
            part.replace(self._path)
        except OSError:
            pass  # a cache: the next process computes them again


def tags_of(track: Track) -> tuple[str, ...]:
    """Return the tags for style, instruments and mood of a track as folded words between single spaces, each once."""
    known = track.known
    said = (" ".join(words(tag)) for tag in (known.style, *known.instruments, *known.mood))
    return tuple(dict.fromkeys(tag[:_LONGEST] for tag in said if tag))[:_MOST_TAGS]


def tags_in(combinations: Sequence[str]) -> set[str]:
    """Return the tags, as in `tags_of`, of combinations of tags, each a text with one tag a line; 20,000 at most."""
    tags: set[str] = set()
    for combination in combinations:
        tags |= {tag for line in combination.split("\n") if (tag := line.strip()[:_LONGEST])}
        if len(tags) > _MOST_PREPARED:
            break
    return tags


@cache
def _shared_matcher() -> TagMatcher:
    return TagMatcher()


@cache
def _digest() -> str:
    """Return a hash of the network's weights, by which vectors of an earlier version are recognised."""
    try:
        return hashlib.blake2b(WEIGHTS.read_bytes(), digest_size=8).hexdigest()
    except OSError:
        return ""

"""A clip that was dropped or recorded, as something to sound like.

It is heard once by the library's encoder; the vector is kept in the library's `clips` folder under a hash of the
bytes, the sound itself is not kept. In a plan a clip stands among the tracks to sound like, as `clip:HASH`, so
that refining, chips and stored conversations treat it as they treat a track. `WithClips` turns it into
`Query.sound` on the way to the library.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from data.audio import formats, read_mono
from data.errors import UserError
from data.text import clean
from data.track import Track
from llm.plan import Plan
from models.encoder import Encoder, FloatArray, normalise
from retrieval.query import Filters, Layer, Query, Searchable

MAX_BYTES = 64 * 2**20  # of an upload; the page refuses more before it is sent
HEARD_S = 60.0  # from the beginning: longer clips are heard so far
_SHORTEST_S = 0.5
_SILENT_DB = -65.0
_KEPT = 500
_ID = re.compile(r"clip:[0-9a-f]{32}")


def keep(folder: Path, name: str, sound: bytes, encoder: Encoder) -> str:
    """Hear a clip; returns the id that stands for it in `Plan.like`.

    Args:
        folder: where the vectors are kept.
        name: the clip's file name, whose ending says what it is.
        sound: the file.
        encoder: the library's.

    Raises:
        UserError: it cannot be read, is silent or too short, or its vector cannot be kept.
    """
    ending = Path(name).suffix.lower()
    if ending not in formats():
        raise UserError(f"Hark cannot read {ending or 'such'} clips.", f"It reads {', '.join(sorted(formats()))}.")
    if len(sound) > MAX_BYTES:
        raise UserError("This clip is too large.", f"Cut out a minute, or give at most {MAX_BYTES >> 20} MB.")
    digest = hashlib.blake2b(sound, digest_size=16).hexdigest()
    file = _file(folder, digest, encoder.fingerprint)
    if not file.exists():
        samples, rate = _heard(ending, sound)
        vector = encoder.encode_audio([samples], rate)[0]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(prefix=".", suffix=".part", dir=folder)
            with os.fdopen(handle, "wb") as out:
                np.save(out, vector)
            os.replace(partial, file)
        except OSError as err:
            raise UserError(f"The clip cannot be kept: {err.strerror or err}.", "Free some disk space.") from err
        for old in sorted(folder.glob("*.npy"), key=lambda p: p.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)
    return f"clip:{digest}"


def plan_for(clip: str, name: str, request: str, artists: Collection[str] = (), albums: Collection[str] = ()) -> Plan:
    """The plan that looks for music like a clip; words beside it refine the search.

    Args:
        clip: from `keep`.
        name: what the clip is called.
        request: the words that came with it; may be empty.
        artists: of the library, who may be named.
        albums: of the library, too.
    """
    called = f"Music that sounds like {clean(name, 60) or 'this clip'}"
    words = clean(request, 2000)
    if not any(c.isalnum() for c in words):
        return Plan(called, like=(clip,))
    from llm.understanding.planner import make_plan

    plan = make_plan(words, None, artists=artists, albums=albums)
    return replace(plan, request=f"{called}: {words}", kind="search", like=(clip,), about=())


def like_track(track: Track) -> Plan:
    """The plan that looks for music like a track, and not for the track itself."""
    return Plan(
        f"More like “{clean(track.title, 60)}”", like=(track.track_id,), filters=Filters(exclude=(track.track_id,))
    )


class WithClips(Layer):
    """A library that can be asked for tracks that sound like a clip."""

    def __init__(self, library: Searchable, folder: Path, encoder: Callable[[], Encoder]) -> None:
        """Args: library: to search; folder: of the clips' vectors; encoder: gives the library's, when it is needed."""
        super().__init__(library)
        self._folder = folder
        self._encoder = encoder

    def changed(self, query: Query) -> Query:
        """Return the query with the vectors of its clips as its sound.

        Raises:
            UserError: a clip is not there any more.
        """
        clips = [i for i in query.like if i.startswith("clip:")]
        if clips:
            vectors = [self._vector(clip) for clip in clips]
            like = tuple(i for i in query.like if i not in clips)
            query = replace(query, like=like, sound=normalise(np.mean(vectors, axis=0, keepdims=True))[0])
        if not query.text and (query.like or clips):
            query = replace(query, captions=())  # a model can only guess at the words for a sound
        return query

    def _vector(self, clip: str) -> FloatArray:
        gone = UserError("The clip of this conversation is not there any more.", "Drop it on the page again.")
        if not _ID.fullmatch(clip):  # a stored conversation may hold anything
            raise gone
        encoder = self._encoder()
        file = _file(self._folder, clip.removeprefix("clip:"), encoder.fingerprint)
        with suppress(OSError, ValueError, EOFError):
            vector = np.load(io.BytesIO(file.read_bytes()), allow_pickle=False)
            if vector.shape == (encoder.dim,) and np.isfinite(vector).all():
                return np.asarray(vector, dtype=np.float32)
        raise gone


def _file(folder: Path, digest: str, fingerprint: str) -> Path:
    return folder / f"{digest}-{re.sub('[^0-9A-Za-z]', '', fingerprint)[:12]}.npy"


def _heard(ending: str, sound: bytes) -> tuple[FloatArray, int]:
    """The clip's beginning, mono, and its sample rate. The reader wants a file, so that it can seek."""
    with tempfile.TemporaryDirectory(prefix="hark-clip-") as folder:
        path = Path(folder, f"clip{ending}")
        path.write_bytes(sound)
        samples, rate = read_mono(path, 0.0, HEARD_S)
    if len(samples) < _SHORTEST_S * rate:
        raise UserError("This clip is too short to hear anything in it.", "Give it a second or more; ten are best.")
    level = 10 * np.log10(float(np.mean(np.square(samples, dtype=np.float64))) + 1e-12)
    if level < _SILENT_DB:
        raise UserError("This clip is silent.", "If you recorded it, check which microphone the browser uses.")
    return samples, rate

"""Search for music like a sound clip that the user uploaded or recorded.

The library's encoder embeds each clip once. The vector is saved in the library's `clips` folder, in a file named by a
hash of the clip's bytes; the sound itself is not saved. `Plan.like` lists the clip by an id (`clip_id`) next to ids of
tracks, so that later requests of the conversation can refer to clips and tracks alike. When a search runs, `WithClips`
replaces the ids of clips by the mean of their vectors.
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

from data.audio import formats, listen, probe, read_mono
from data.errors import UserError
from data.text import clean
from data.track import Track
from llm.conversation import Conversation, Turn
from llm.plan import Plan, clip_id, is_clip
from models.encoder import Encoder, FloatArray, normalise, resample
from retrieval.library import Library
from retrieval.query import Filters, Hit, Layer, Query, Searchable

from .input.preview import sounding

MAX_BYTES = 64 * 2**20  # largest clip; the page rejects a larger one before it is uploaded
HEARD_S = 60.0  # seconds of a clip that are embedded, from its beginning
_SHORTEST_S = 0.5
_SILENT_DB = -65.0
_KEPT = 500
_DIGEST = re.compile(r"[0-9a-f]{32}")


def keep(folder: Path, name: str, sound: bytes, encoder: Encoder) -> str:
    """Embed a clip without the silence at its ends, save its vector, and return its id for `Plan.like`.

    Args:
        folder: folder for the vectors of clips.
        name: the clip's file name; its ending gives the format.
        sound: the bytes of the file.
        encoder: the encoder of the library.

    Raises:
        UserError: the clip cannot be read, is silent or too short, or its vector cannot be saved.
    """
    digest = hashlib.blake2b(sound, digest_size=16).hexdigest()
    file = _file(folder, digest, encoder.fingerprint)
    if not file.exists():
        samples, rate = decoded(name, sound)
        start, end = sounding(samples, rate)
        vector = encoder.encode_audio([samples[start:end]], rate)[0]
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
    return clip_id(digest)


def plan_for(clip: str, name: str, request: str, artists: Collection[str] = (), albums: Collection[str] = ()) -> Plan:
    """Return the plan of a search for music that sounds like a clip and fits a request.

    Args:
        clip: the clip's id, as `keep` returns it.
        name: the clip's name, which the page shows as part of the request.
        request: words that were sent with the clip; may be empty.
        artists, albums: all names in the library, so that they are recognised in the request.
    """
    called = f"Music that sounds like {clean(name, 60) or 'this clip'}"
    words = clean(request, 2000)
    if not any(c.isalnum() for c in words):
        return Plan(called, like=(clip,))
    from llm.understanding.planner import make_plan

    plan = make_plan(words, None, artists=artists, albums=albums)
    return replace(plan, request=f"{called}: {words}", kind="search", like=(clip,), about=())


def recognised(name: str, sound: bytes, library: Library) -> Track | None:
    """Return the track of the library with the same recording as a clip.

    Only a clip of a whole recording is recognised, not a part of one.

    Args:
        name: the clip's file name; its ending gives the format.
        sound: the bytes of the file.
        library: the library to search.

    Returns:
        the track; None if there is none or the clip cannot be read.
    """
    from data.analysis import SAMPLE_RATE, Analyser

    analyser, end_s = Analyser(), 0.0
    with tempfile.TemporaryDirectory(prefix="hark-clip-") as folder:
        path = Path(folder, _file_name(name))
        path.write_bytes(sound)
        try:
            for start_s, segment, rate in listen(path):
                analyser.add(resample(segment, rate, SAMPLE_RATE))
                end_s = start_s + len(segment) / rate
            duration_s = max(probe(path).duration_s, end_s)
        except UserError:
            return None
    return library.same_recording(analyser.print(), duration_s)


def plan_for_track(track: Track, request: str, artists: Collection[str] = (), albums: Collection[str] = ()) -> Plan:
    """Return the plan of a search for music like a track whose recording was given as a clip.

    The track itself is left out of the results.

    Args:
        track: the track of the library that was recognised.
        request: words that were sent with the clip. A comparison such as "but slower" refers to this track.
        artists, albums: all names in the library, so that they are recognised in the request.
    """
    called = f"This is “{clean(track.title, 60)}”, which you have: more like it"
    words = clean(request, 2000)
    like = like_track(track)
    if not any(c.isalnum() for c in words):
        return replace(like, request=called)
    from llm.understanding.planner import make_plan

    past = Conversation([Turn(like, (Hit(track, 1.0, 1),))])
    plan = make_plan(words, past, artists=artists, albums=albums)
    filters = replace(plan.filters, exclude=tuple({*plan.filters.exclude, track.track_id}))
    return replace(plan, request=f"{called}, {words}", kind="search", like=like.like, filters=filters, about=())


def like_track(track: Track) -> Plan:
    """Return the plan of a search for music like a track; the track itself is left out of the results."""
    return Plan(
        f"More like “{clean(track.title, 60)}”", like=(track.track_id,), filters=Filters(exclude=(track.track_id,))
    )


class WithClips(Layer):
    """A library in which `Query.like` may contain ids of clips."""

    def __init__(self, library: Searchable, folder: Path, encoder: Callable[[], Encoder]) -> None:
        """Wrap a library.

        Args:
            library: the library to search.
            folder: the folder with the vectors of clips.
            encoder: returns the library's encoder.
        """
        super().__init__(library)
        self._folder = folder
        self._encoder = encoder

    def changed(self, query: Query) -> Query:
        """Remove the clip ids from `query.like`, and set `query.sound` to the mean of the clips' vectors.

        Raises:
            UserError: the vector of a clip is missing or damaged.
        """
        clips = [i for i in query.like if is_clip(i)]
        if clips:
            vectors = [self._vector(clip) for clip in clips]
            like = tuple(i for i in query.like if i not in clips)
            query = replace(query, like=like, sound=normalise(np.mean(vectors, axis=0, keepdims=True))[0])
        if not query.text and (query.like or clips):
            query = replace(query, captions=())  # a language model's captions for a sound are guesses
        return query

    def _vector(self, clip: str) -> FloatArray:
        gone = UserError("The clip of this conversation is not there any more.", "Drop it on the page again.")
        digest = clip.removeprefix(clip_id(""))
        if not _DIGEST.fullmatch(digest):  # a saved conversation is not trusted: this could be a path
            raise gone
        encoder = self._encoder()
        file = _file(self._folder, digest, encoder.fingerprint)
        with suppress(OSError, ValueError, EOFError):
            vector = np.load(io.BytesIO(file.read_bytes()), allow_pickle=False)
            if vector.shape == (encoder.dim,) and np.isfinite(vector).all():
                return np.asarray(vector, dtype=np.float32)
        raise gone


def _file(folder: Path, digest: str, fingerprint: str) -> Path:
    return folder / f"{digest}-{re.sub('[^0-9A-Za-z]', '', fingerprint)[:12]}.npy"


def _file_name(name: str) -> str:
    """Return the name of a clip as a file name, for use in error messages."""
    stem = re.sub(r"[^\w .()&'-]", "_", Path(name).stem)[:60].strip(" .")
    return (stem or "clip") + Path(name).suffix.lower()


def decoded(name: str, sound: bytes) -> tuple[FloatArray, int]:
    """Decode the first minute of a clip; return (mono samples, sample rate in Hz).

    Args:
        name: the clip's file name; its ending gives the format.
        sound: the bytes of the file.

    Raises:
        UserError: the clip has an unknown format, is too large, cannot be decoded, is too short or silent.
    """
    ending = Path(name).suffix.lower()
    if ending not in formats():
        raise UserError(f"Hark cannot read {ending or 'such'} clips.", f"It reads {', '.join(sorted(formats()))}.")
    if len(sound) > MAX_BYTES:
        raise UserError("This clip is too large.", f"Cut out a minute, or give at most {MAX_BYTES >> 20} MB.")
    with tempfile.TemporaryDirectory(prefix="hark-clip-") as folder:  # decoders need a file to seek in
        path = Path(folder, _file_name(name))
        path.write_bytes(sound)
        samples, rate = read_mono(path, 0.0, HEARD_S)
    if len(samples) < _SHORTEST_S * rate:
        raise UserError("This clip is too short to hear anything in it.", "Give it a second or more; ten are best.")
    level = 10 * np.log10(float(np.mean(np.square(samples, dtype=np.float64))) + 1e-12)
    if level < _SILENT_DB:
        raise UserError("This clip is silent.", "If you recorded it, check which microphone the browser uses.")
    return samples, rate

"""Decode one file, and compute its measurements, its acoustic fingerprint and its vectors."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.acoustic import Print
from data.audio import AudioReadError, Listening, opened
from data.errors import UserError
from data.files.identity import sound_signature
from data.scan import FoundFile, signature
from data.tags import Tags, written_tags
from data.track import Measured
from models.encoder import Encoder, FloatArray, framed, pool, resample, truncate
from retrieval.catalogue.files import WINDOW_DIM

CHANGED = "it changed while it was being read; the next run reads it again"


@dataclass(frozen=True, slots=True)
class Listened:
    """The result of decoding one file."""

    found: FoundFile  # the file's size and times when it was read
    signature: str
    tags: Tags  # as written in the file
    duration_s: float
    measured: Measured
    print: Print
    damage: str  # a description of damage that could be skipped, or ""
    vector: FloatArray  # (dim,) L2-normalised; empty if only the fingerprint was requested
    windows: NDArray[np.int8]  # (n, WINDOW_DIM): unit vectors times 127
    window_starts: NDArray[np.float32]  # (n,) seconds
    sound: str = ""  # hash of the sound without the tags, or ""


def hear(found: FoundFile, encoder: Encoder | None, alive: Callable[[], None] = lambda: None) -> Listened:
    """Decode a file once; compute its measurements, its acoustic fingerprint and its vectors.

    Args:
        found: the file.
        encoder: None to compute no vectors.
        alive: called at least after each minute of sound.

    Raises:
        AudioReadError: the file cannot be decoded, or changed while it was read.
    """
    from data.analysis import SAMPLE_RATE, Analyser

    path = found.path
    before = _found(path)
    analyser = Analyser()
    raw: list[FloatArray] = []
    starts: list[float] = []
    with opened(path) as sound:
        listening, rate = Listening(path, sound), sound.rate
        for start_s, segment in listening:
            analyser.add(resample(segment, rate, SAMPLE_RATE))
            alive()
            if encoder is None:
                continue
            seconds = len(segment) / rate
            if raw and seconds < encoder.window_s / 2:
                continue  # a short rest is left out: repeated to fill a window, it would have a full window's weight
            windows = framed(encoder, segment, rate)
            raw.append(encoder.embed_windows(windows))
            last = max(seconds - encoder.window_s, 0.0)
            starts += [start_s + min(i * encoder.hop_s, last) for i in range(len(windows))]
            alive()
    outputs = np.concatenate(raw) if raw else np.empty((0, 0), np.float32)
    if not np.isfinite(outputs).all() or (raw and not outputs.any()):
        raise AudioReadError(path, "the encoder can make nothing of it")
    duration_s = max(sound.duration_s, listening.end_s)
    tags = written_tags(path)
    try:
        content = signature(before)
    except OSError as err:
        raise AudioReadError(path, err.strerror or "it cannot be opened") from err
    if _found(path) != before:
        raise AudioReadError(path, CHANGED)
    return Listened(
        before, content, tags, duration_s, analyser.measured(), analyser.print(), "; ".join(listening.damage),
        pool(outputs) if raw else np.empty(0, np.float32),
        np.round(127 * truncate(outputs, WINDOW_DIM)).astype(np.int8) if raw else np.empty((0, WINDOW_DIM), np.int8),
        np.array(starts, np.float32), sound_signature(path),
    )  # fmt: skip


def _found(path: Path) -> FoundFile:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as err:
        raise AudioReadError(path, getattr(err, "strerror", None) or "it cannot be opened") from err
    return FoundFile(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def attempt(found: FoundFile, encoder: Encoder | None, alive: Callable[[], None] = lambda: None) -> Listened | str:
    """Call `hear`; return its result, or the reason for a failure instead of raising it."""
    try:
        return hear(found, encoder, alive)
    except AudioReadError as err:
        return err.reason
    except UserError as err:
        return err.message
    except MemoryError:
        return "it needs more memory than a sound file should"
    except Exception as err:  # one file must not stop the other 30,000
        if "allocate" in str(err):
            return "it needs more memory than a sound file should"
        return f"it cannot be used ({type(err).__name__})"

"""Decode one file, and compute its measurements, its acoustic fingerprint and its vectors."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.acoustic import EMPTY, Print
from data.audio import MAX_LISTEN_S, AudioReadError, Listening, opened
from data.errors import UserError
from data.files.identity import sound_signature
from data.scan import FoundFile, signature
from data.tags import Tags, written_tags
from data.track import Measured
from models.encoder import Encoder, FloatArray, framed, pool, resample, spread, truncate
from retrieval.catalogue.files import WINDOW_DIM

CHANGED = "it changed while it was being read; the next run reads it again"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of a file to embed, and whether to measure it."""

    width: int = WINDOW_DIM  # of the vectors of windows
    windows: int | None = None  # windows to embed, spread evenly over the track; None: all
    measure: bool = True  # compute measurements and the acoustic fingerprint; False: only vectors


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
    windows: NDArray[np.int8]  # (n, `Plan.width`): unit vectors times 127
    window_starts: NDArray[np.float32]  # (n,) seconds
    sound: str = ""  # hash of the sound without the tags, or ""


def hear(
    found: FoundFile, encoder: Encoder | None, alive: Callable[[], None] = lambda: None, plan: Plan = Plan()
) -> Listened:
    """Decode a file once; compute its measurements, its acoustic fingerprint and its vectors.

    Args:
        found: the file.
        encoder: None to compute no vectors.
        alive: called at least after each minute of sound.
        plan: how much to embed, and whether to measure.

    Raises:
        AudioReadError: the file cannot be decoded, or changed while it was read.
    """
    from data.analysis import SAMPLE_RATE, Analyser

    path = found.path
    before = _found(path)
    analyser = Analyser()
    raw: list[FloatArray] = []
    starts: list[float] = []
    heard_s = 0.0
    spare = np.empty((0, 0), np.float32)  # the middle window of the first segment
    with opened(path) as sound:
        listening, rate = Listening(path, sound), sound.rate
        for start_s, segment in listening:
            if plan.measure:
                analyser.add(resample(segment, rate, SAMPLE_RATE))
            alive()
            if encoder is None:
                continue
            seconds = len(segment) / rate
            if raw and seconds < encoder.window_s / 2:
                continue  # a short rest is left out: repeated to fill a window, it would have a full window's weight
            windows = framed(encoder, segment, rate)
            if not heard_s:
                spare = windows[len(windows) // 2 : len(windows) // 2 + 1]
            chosen = _chosen(len(windows), heard_s, seconds, min(sound.duration_s, MAX_LISTEN_S), plan.windows)
            heard_s += seconds
            if not chosen:
                continue
            raw.append(encoder.embed_windows(windows[chosen]))
            last = max(seconds - encoder.window_s, 0.0)
            starts += [start_s + min(i * encoder.hop_s, last) for i in chosen]
            alive()
    if not raw and encoder is not None and len(spare):  # its header states more sound than there is
        raw, starts = [encoder.embed_windows(spare)], [0.0]
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
        before, content, tags, duration_s,
        analyser.measured() if plan.measure else Measured(), analyser.print() if plan.measure else EMPTY,
        "; ".join(listening.damage),
        pool(outputs) if raw else np.empty(0, np.float32),
        np.round(127 * truncate(outputs, plan.width)).astype(np.int8) if raw else np.empty((0, plan.width), np.int8),
        np.array(starts, np.float32), sound_signature(path),
    )  # fmt: skip


def _chosen(windows: int, heard_s: float, length_s: float, total_s: float, wanted: int | None) -> list[int]:
    """Return which windows of a segment to embed, so that about `wanted` are spread evenly over all segments.

    Args:
        windows: number of windows in the segment.
        heard_s: length of all segments before it, in seconds.
        length_s: length of the segment in seconds.
        total_s: length of all segments in seconds, as far as the header of the file is right.
        wanted: number of windows of the whole track; None: all.
    """
    if wanted is None or total_s <= length_s:
        return spread(windows, wanted)
    middles = [(2 * part + 1) * total_s / (2 * wanted) - heard_s for part in range(wanted)]
    return sorted({min(int(at / length_s * windows), windows - 1) for at in middles if 0 <= at < length_s})


def _found(path: Path) -> FoundFile:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as err:
        raise AudioReadError(path, getattr(err, "strerror", None) or "it cannot be opened") from err
    return FoundFile(os.fspath(path), status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def attempt(
    found: FoundFile, encoder: Encoder | None, alive: Callable[[], None] = lambda: None, plan: Plan = Plan()
) -> Listened | str:
    """Call `hear`; return its result, or the reason for a failure instead of raising it."""
    try:
        return hear(found, encoder, alive, plan)
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

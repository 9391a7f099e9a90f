"""Reading sound files without trusting them.

Every read is bounded by seconds, never by what a header claims: two hours of silence is a 1 MB FLAC and
2.5 GB of samples. Only regular files are opened, so that a FIFO or device named .mp3 cannot hang a scan.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import UserError

FloatArray = NDArray[np.float32]

NATIVE = frozenset({".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff"})  # libsndfile
EXTRA = frozenset({".m4a", ".aac", ".mp4", ".wma"})  # the `m4a` extra: PyAV

MAX_CHANNELS = 16
MAX_LISTEN_S = 360.0  # a longer track is heard in segments spread evenly over it that add up to this
SEGMENT_S = 60.0
_BLOCK_S = 10.0


class AudioReadError(UserError):
    """A file that cannot be read as sound, with the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot read {path.name}: {reason}.", "Export it again; other files are not affected.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What the header says."""

    sample_rate: int  # Hz
    channels: int
    duration_s: float


def formats() -> frozenset[str]:
    """File endings that can be read here: the extra ones only where PyAV is installed."""
    from importlib.util import find_spec

    return NATIVE | EXTRA if find_spec("av") else NATIVE


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A soundfile-like reader, with sane rate and channels, closed afterwards."""
    import soundfile

    try:
        status = os.stat(path)
    except (OSError, ValueError) as err:
        raise AudioReadError(path, getattr(err, "strerror", None) or "it cannot be opened") from err
    if not stat.S_ISREG(status.st_mode):
        raise AudioReadError(path, "it is not a regular file")
    if status.st_size == 0:
        raise AudioReadError(path, "it is empty")
    try:
        if path.suffix.lower() in EXTRA:
            from .av_audio import AvFile

            file: Any = AvFile(path)
        else:
            # Bytes, because a name that is not valid UTF-8 cannot be encoded from str.
            file = soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else str(path))
    except UserError:
        raise
    except Exception as err:  # libsndfile and PyAV raise a dozen types on damage, none of them ours
        if isinstance(err, PermissionError) or not os.access(path, os.R_OK):
            raise AudioReadError(path, "you may not read it") from err
        raise AudioReadError(path, "it is not a sound file, or it is damaged") from err
    with file:
        if not 1000 <= file.samplerate <= 768_000:
            raise AudioReadError(path, f"its sample rate of {file.samplerate} Hz makes no sense")
        if not 1 <= file.channels <= MAX_CHANNELS:
            raise AudioReadError(path, f"it claims {file.channels} channels")
        yield file


def probe(path: Path) -> AudioInfo:
    """The header's sample rate, channels and duration.

    Raises:
        AudioReadError: not readable as sound.
    """
    with _opened(path) as file:
        return AudioInfo(file.samplerate, file.channels, max(int(file.frames), 0) / file.samplerate)


def read(path: Path, start_s: float = 0.0, duration_s: float = 30.0) -> tuple[FloatArray, int]:
    """A bounded piece of a file as (frames, channels) float32, and its sample rate.

    Shorter than asked where the file ends or breaks off; NaN and infinite samples become silence.

    Raises:
        AudioReadError: nothing could be decoded there.
    """
    with _opened(path) as file:
        blocks: list[FloatArray] = []
        wanted = max(round(duration_s * file.samplerate), 1)
        step = max(round(_BLOCK_S * file.samplerate), 1)
        failure: Exception | None = None
        try:
            if start_s > 0:
                file.seek(min(round(start_s * file.samplerate), max(file.frames - 1, 0)))
            while wanted > 0:
                block = file.read(min(step, wanted), dtype="float32", always_2d=True)
                if not len(block):
                    break
                blocks.append(block)
                wanted -= len(block)
        except Exception as err:  # as in _opened; what was decoded before the damage is kept
            failure = err
        if not blocks:
            raise AudioReadError(path, "no sound could be decoded") from failure
        return np.nan_to_num(np.concatenate(blocks), nan=0.0, posinf=0.0, neginf=0.0), file.samplerate


def read_mono(path: Path, start_s: float = 0.0, duration_s: float = 30.0) -> tuple[FloatArray, int]:
    """A bounded piece of a file, mixed to mono: (samples,) float32, and its sample rate.

    Raises:
        AudioReadError: nothing could be decoded there.
    """
    piece, rate = read(path, start_s, duration_s)
    return (piece.mean(axis=1, dtype=np.float32) if piece.shape[1] > 1 else piece[:, 0]), rate


def listen(path: Path) -> Iterator[tuple[float, FloatArray, int]]:
    """The track as mono segments, (start in seconds, samples, sample rate), at most MAX_LISTEN_S in all.

    A track up to MAX_LISTEN_S is heard whole, in consecutive segments; a longer one in segments spread
    evenly from its beginning to its end.

    Raises:
        AudioReadError: nothing could be decoded, or the file breaks off before half of what its header says.
    """
    duration_s = probe(path).duration_s
    if duration_s <= MAX_LISTEN_S:
        starts = np.arange(0.0, max(duration_s - 0.5, 0.1), SEGMENT_S)
    else:
        starts = np.linspace(0.0, duration_s - SEGMENT_S, round(MAX_LISTEN_S / SEGMENT_S))
    heard_s = 0.0
    for start_s in starts:
        try:
            segment, rate = read_mono(path, float(start_s), SEGMENT_S)
        except AudioReadError:
            if start_s == 0.0:
                raise
            break
        heard_s += len(segment) / rate
        yield float(start_s), segment, rate
    expected_s = min(duration_s, MAX_LISTEN_S)
    if heard_s < 0.5 * expected_s:
        raise AudioReadError(path, f"it breaks off: {heard_s:.0f} s of {duration_s:.0f} s can be decoded")

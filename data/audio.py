"""Reading sound files without trusting them.

Every read is bounded by seconds, never by what a header claims: two hours of silence is a 1 MB FLAC and
2.5 GB of samples. Only regular files are opened, so that a FIFO or device named .mp3 cannot hang a scan.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
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
_CAREFUL_S = 1.0  # step around damage
_MOST_HOLES = 20  # in a minute; what has more is not a damaged recording any more
_CLOSE_S = 0.5  # encoders' padding: a header and the sound may differ by this
_LOUDEST = 100.0  # a float file may hold 1e30; its square would be infinite
_UNKNOWN_LENGTH = 0x7FFF_0000
_GIANT = 2**30  # bytes; a decoder looks through such a hole for minutes
_OGG_PAGE = 65_536  # a page is at most 65,307 bytes


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
    if status.st_size > _GIANT and 0 < getattr(status, "st_blocks", 0) * 512 < status.st_size / 100:
        raise AudioReadError(path, "nearly all of it is a hole, as in a download that was never finished")
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
        if start_s > 0:
            _seek(path, file, start_s)
        piece = _piece(file, duration_s, mix=False)
        if not len(piece.samples):
            raise AudioReadError(path, "no sound could be decoded") from piece.failure
        return piece.samples, file.samplerate


def read_mono(path: Path, start_s: float = 0.0, duration_s: float = 30.0) -> tuple[FloatArray, int]:
    """A bounded piece of a file, mixed to mono: (samples,) float32, and its sample rate.

    Raises:
        AudioReadError: nothing could be decoded there.
    """
    with _opened(path) as file:
        if start_s > 0:
            _seek(path, file, start_s)
        piece = _piece(file, duration_s, mix=True)
        if not len(piece.samples):
            raise AudioReadError(path, "no sound could be decoded") from piece.failure
        return piece.samples, file.samplerate


@dataclass(frozen=True, slots=True)
class _Piece:
    samples: FloatArray  # (frames, channels), or (frames,) when mixed
    no_numbers: int  # frames that held NaN or infinity
    failure: Exception | None  # what ended it early


def _piece(file: Any, duration_s: float, mix: bool) -> _Piece:
    """What can be decoded from here on, ten seconds at a time, so that channels cost no memory."""
    blocks: list[FloatArray] = []
    wanted = max(round(duration_s * file.samplerate), 1)
    step = max(round(_BLOCK_S * file.samplerate), 1)
    failure: Exception | None = None
    no_numbers = 0
    try:
        while wanted > 0:
            block = file.read(min(step, wanted), dtype="float32", always_2d=True)
            if not len(block):
                break
            wanted -= len(block)
            if not np.isfinite(block).all():
                no_numbers += int((~np.isfinite(block)).any(axis=1).sum())
                block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
            if mix:
                block = block.mean(axis=1, dtype=np.float32) if block.shape[1] > 1 else block[:, 0]
            blocks.append(np.clip(block, -_LOUDEST, _LOUDEST))
    except MemoryError:
        raise
    except Exception as err:  # as in _opened; what was decoded before the damage is kept
        failure = err
    samples = np.concatenate(blocks) if blocks else np.empty((0,) if mix else (0, file.channels), np.float32)
    return _Piece(samples, no_numbers, failure)


def _salvaged(path: Path, start_s: float, duration_s: float) -> tuple[FloatArray, float, float]:
    """What can be decoded around damage, second by second: (samples), seconds of sound in them, the first hole.

    What is lost in between is silence, so that the rest keeps its time; after the last sound comes nothing.
    """
    blocks: list[FloatArray] = []
    end_s, position_s, heard_s, holes = start_s + duration_s, start_s, 0.0, 0
    first_hole_s = start_s
    while position_s < end_s - 0.05 and holes < _MOST_HOLES:
        with suppress(AudioReadError), _opened(path) as file:
            while position_s < end_s - 0.05:
                if holes or position_s > 0:
                    _seek(path, file, position_s)
                piece = _piece(file, min(_CAREFUL_S, end_s - position_s), mix=True)
                block = piece.samples
                if piece.failure is not None or not len(block):
                    break
                blocks.append(block)
                heard_s += len(block) / file.samplerate
                position_s += _CAREFUL_S
            else:
                break
        first_hole_s = position_s if not holes else first_hole_s
        holes += 1
        position_s += _CAREFUL_S
        if blocks:
            blocks.append(np.zeros_like(blocks[0]))
    while blocks and not blocks[-1].any():
        blocks.pop()
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32), heard_s, first_hole_s


def _seek(path: Path, file: Any, start_s: float) -> None:
    try:
        file.seek(min(round(start_s * file.samplerate), max(file.frames - 1, 0)))
    except Exception as err:
        raise AudioReadError(path, "no sound could be decoded") from err


def listen(path: Path, damage: list[str] | None = None) -> Iterator[tuple[float, FloatArray, int]]:
    """The track as mono segments, (start in seconds, samples, sample rate), at most MAX_LISTEN_S in all.

    A track up to MAX_LISTEN_S is heard whole, in consecutive segments; a longer one in segments spread
    evenly from its beginning to its end. Past a damaged place it goes on with the next segment.

    Args:
        path: the file.
        damage: collects sentences about what is wrong with a file that can be heard nevertheless.

    Raises:
        AudioReadError: nothing could be decoded, less than half of what its header says, or no numbers.
    """
    notes = [] if damage is None else damage
    heard_s = 0.0
    frames = no_numbers = 0
    broken_s: float | None = None
    with ExitStack() as stack:
        file = stack.enter_context(_opened(path))
        rate = file.samplerate
        duration_s = max(int(file.frames), 0) / rate
        if duration_s <= MAX_LISTEN_S:
            starts = np.arange(0.0, max(duration_s - 0.5, 0.1), SEGMENT_S)
        else:
            starts = np.linspace(0.0, duration_s - SEGMENT_S, round(MAX_LISTEN_S / SEGMENT_S))
        missing = _cut_short(path, file)
        failure: Exception | None = None
        for i, start_s in enumerate(starts):
            if failure is not None:  # a decoder that has failed once seeks no more
                stack.close()
                file = stack.enter_context(_opened(path))
            if i and (duration_s > MAX_LISTEN_S or failure is not None):
                try:
                    _seek(path, file, float(start_s))
                except AudioReadError:
                    continue
            piece = _piece(file, SEGMENT_S, mix=True)
            samples, seconds = piece.samples, len(piece.samples) / rate
            wanted_s = min(SEGMENT_S, duration_s - start_s)
            failure = piece.failure
            if failure is None and broken_s is None and seconds < wanted_s - _CLOSE_S:
                broken_s = float(start_s) + seconds
            if failure is not None:
                rest, rest_s, hole_s = _salvaged(path, float(start_s) + seconds, wanted_s - seconds)
                broken_s = hole_s if broken_s is None else broken_s
                samples, seconds = np.concatenate([samples, rest]), seconds + rest_s
            if not seconds:
                continue
            heard_s += seconds
            frames, no_numbers = frames + len(samples), no_numbers + piece.no_numbers
            yield float(start_s), samples, rate
    if not heard_s:
        raise AudioReadError(path, "no sound could be decoded") from failure
    expected_s = min(duration_s, MAX_LISTEN_S)
    if heard_s < 0.5 * expected_s:
        raise AudioReadError(path, f"it breaks off: {heard_s:.0f} s of {duration_s:.0f} s can be decoded")
    if no_numbers > 0.5 * frames:
        raise AudioReadError(path, "its samples are not numbers")
    if broken_s is not None:
        notes.append(f"it is damaged at {_clock(broken_s)} of {_clock(duration_s)}")
    elif missing:
        notes.append(f"it breaks off at {_clock(duration_s)}: {missing}")
    if no_numbers:
        notes.append(f"{no_numbers / rate:.2g} s of its samples are not numbers, and count as silence")


def _cut_short(path: Path, file: Any) -> str:
    """What says that the file was longer once, or "". libsndfile takes the rest of a cut file for all there was."""
    log = str(getattr(file, "extra_info", ""))
    if found := re.search(r"^ *(?:data|SSND) *: (\d+) \(should be (\d+)\)", log, re.MULTILINE):
        claimed, actual = int(found[1]), int(found[2])
        if actual < claimed < _UNKNOWN_LENGTH:  # a writer into a pipe gives the largest number there is
            return f"{100 * actual / claimed:.0f} % of its sound data is there"
    try:
        with open(path, "rb") as raw:
            if raw.read(4) == b"OggS":
                raw.seek(max(os.fstat(raw.fileno()).st_size - _OGG_PAGE, 0))
                tail = raw.read(_OGG_PAGE)
                page = tail.rfind(b"OggS")
                if page < 0 or (page + 5 < len(tail) and not tail[page + 5] & 4):  # RFC 3533, section 6
                    return "its last page is missing"
    except OSError:
        pass
    return ""


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"

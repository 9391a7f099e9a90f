"""Prepare sound files for a browser: find their media type, and decode those that it cannot play to WAV.

A rendition is a WAV file that is decoded while it is sent and is never stored. Each sample has a fixed place in a WAV
file, so any range of bytes can be decoded without the bytes before it. At most ten seconds are in memory at a time.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..audio import AudioReadError, opened
from ..files.content import FLAC, MP3, MPEG4, OGG, WAVE, NoSound, recognise
from ..files.reader import Unreadable, regular

_HEADER = 44  # bytes of a WAV header
_MOST_BYTES = 2**32 - 2**16  # a WAV file states its size in 32 bits
_HIGHEST_RATE = 48_000  # Hz; no listener misses what is above, and a browser would resample it
_OGG_PLAYED = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC")
_WAVE_PLAYED = (1, 3, 0xFFFE)  # PCM, floating point, and either of both


def media_type(path: Path) -> str | None:
    """Return the media type of a file that browsers play as it is; None if it has to be decoded for them.

    The format is recognised from the content of the file. Some browsers may still lack a decoder for it, such as AAC.

    Raises:
        AudioReadError: the file cannot be opened, or its content is not sound.
    """
    try:
        with regular(path) as file:
            kind, begin = recognise(file)
            file.seek(begin)
            head = file.read(128)
    except (NoSound, Unreadable, OSError) as err:
        raise AudioReadError(path, str(err)) from err
    if kind is MP3:
        return "audio/mpeg"
    if kind is FLAC:
        return "audio/flac"
    if kind is OGG:
        return "audio/ogg" if any(codec in head for codec in _OGG_PLAYED) else None
    if kind is WAVE:
        plain = head[:4] == b"RIFF" and head[12:16] == b"fmt " and len(head) >= 36
        encoding, bits = struct.unpack_from("<H12xH", head, 20) if plain else (0, 0)
        return "audio/wav" if encoding in _WAVE_PLAYED and bits in (8, 16, 24, 32) else None
    if kind is MPEG4:
        with opened(path) as sound:
            return "audio/mp4" if sound.codec == "aac" else None
    return None


class Rendition:
    """A sound file decoded to a 16-bit WAV file of one or two channels.

    Attributes:
        size: length of the WAV file in bytes.
    """

    def __init__(self, path: Path) -> None:
        """Read the sample rate, channels and length of a file, without decoding it.

        Raises:
            AudioReadError: the file cannot be decoded.
        """
        self._path = path
        with opened(path) as sound:
            self._rate, self._channels = sound.rate, min(sound.channels, 2)
            duration_s = sound.duration_s
        self._rate = min(self._rate, _HIGHEST_RATE)
        if duration_s * self._rate * 2 * self._channels > _MOST_BYTES:
            self._channels = 1
        while duration_s * self._rate * 2 * self._channels > _MOST_BYTES:
            self._rate //= 2
        self._frame = 2 * self._channels
        self._frames = round(duration_s * self._rate)
        self.size = _HEADER + self._frames * self._frame

    def read(self, start: int, stop: int) -> Generator[bytes]:
        """Yield the bytes of the WAV file from `start` up to `stop`. Silence replaces sound that is missing at the end.

        Raises:
            AudioReadError: the file cannot be decoded.
        """
        if start < min(stop, _HEADER):
            yield self._header()[start:stop]
            start = _HEADER
        left = stop - start
        first, skipped = divmod(start - _HEADER, self._frame)
        for pcm in self._decoded(first) if left > 0 else ():
            piece = pcm[skipped : skipped + left]
            skipped = max(skipped - len(pcm), 0)
            left -= len(piece)
            if piece:
                yield piece
            if left <= 0:
                return
        while left > 0:
            yield bytes(min(left, 2**16))
            left -= 2**16

    def _header(self) -> bytes:
        samples = self._frames * self._frame
        form = struct.pack("<HHIIHH", 1, self._channels, self._rate, self._rate * self._frame, self._frame, 16)
        riff = b"RIFF" + struct.pack("<I", samples + _HEADER - 8) + b"WAVE"
        return riff + b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", samples)

    def _decoded(self, first: int) -> Iterator[bytes]:
        """Decode the samples from frame `first` to the end of the file."""
        import soxr

        with opened(self._path) as sound:
            resampler = None
            if sound.rate != self._rate:
                resampler = soxr.ResampleStream(sound.rate, self._rate, self._channels, dtype="float32", quality="HQ")
            for block in sound.blocks(first / self._rate):
                samples = _with_channels(block.samples, self._channels)
                if resampler is not None:
                    samples = resampler.resample_chunk(samples)
                yield (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def _with_channels(samples: NDArray[np.float32], channels: int) -> NDArray[np.float32]:
    """Convert samples (frames, any number of channels) to (frames, `channels`), with 1 or 2 `channels`."""
    if samples.shape[1] == channels:
        return np.ascontiguousarray(samples)
    return samples.mean(axis=1, keepdims=True) if channels == 1 else np.repeat(samples, 2, axis=1)

"""Decode a sound file with FFmpeg's libraries, through PyAV.

A file consists of one or several sections (`Section`). Each is a stream with its own sample rate and channels. The
reader joins them to blocks of at most two channels at the rate of the first section.
"""

from __future__ import annotations

import errno
import io
import mmap
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from .content import FLAC, MP3, OGG, WAVE, Kind, NoSound, recognise
from .downmix import to_stereo
from .mpeg import Section, mp3_sections, sound_end
from .ogg import ogg_sections

FloatArray = NDArray[np.float32]

MAX_CHANNELS = 16
_BLOCK_S = 10.0
_PRE_ROLL_S = 0.3  # seconds decoded and dropped after a seek, because codecs depend on earlier packets
_GIANT = 2**30  # bytes; in a larger file that is mostly a hole, a decoder would search for minutes
_MAPPED = 256 * 2**20  # bytes; a smaller file is read into memory to parse its structure
_LOUDEST = 100.0  # a float file may contain 1e30, whose square would be infinite
_GAP_S = 0.1  # seconds; a larger jump in time stamps means that the demuxer dropped damaged frames
_LONGEST_GAP_S = 30.0  # seconds of silence that replace one gap
_SEVERAL_ERRORS = 2000  # consecutive packets without sound after which decoding stops
_PROTECTED = ("drms", "enca", "p608")  # codec tags of encrypted MPEG-4 streams
_OPTIONS = {"protocol_whitelist": "file", "err_detect": "crccheck"}


class Unreadable(Exception):
    """A file cannot be read; the message is the reason and does not name the file."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of decoded sound."""

    samples: FloatArray  # (frames, 1 or 2), finite values
    no_numbers: int  # number of frames with NaN or infinity, replaced by silence
    lost: int  # number of frames of silence that replace sound that could not be decoded
    lost_at: int  # index of the first such frame within the block, or -1


class SoundFile:
    """A sound file that is open for decoding.

    Attributes:
        kind: its container.
        codec: FFmpeg's name of the codec of its first section.
        rate: sample rate of the first section in Hz; blocks have this rate.
        channels: number of channels of the first section.
        layout: arrangement of the channels, in FFmpeg's notation ("5.1").
        duration_s: seconds of sound, counted if no header is reliable.
        header_s: seconds that the header of the first section states, or None.
        claimed_s: seconds that the header states, if the counted length differs; otherwise None.
        cut: a sentence that says that the file was truncated, or "".
    """

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            Unreadable: the file cannot be read as sound.
        """
        self._stack = ExitStack()
        try:
            self._file = self._stack.enter_context(regular(path))
            self.kind, begin = _kind(self._file)
            self.cut = ""
            self.sections = self._sections(begin)
            self._open_first()
        except NoSound as err:
            self._stack.close()
            raise Unreadable(str(err)) from err
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> SoundFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()

    def _sections(self, begin: int) -> list[Section]:
        """Return the streams of the file, whose content begins at an offset."""
        size = os.fstat(self._file.fileno()).st_size
        if self.kind is MP3:
            data = self._content(size)
            return mp3_sections(data, begin, sound_end(data))
        if self.kind is OGG:
            links, whole = ogg_sections(self._content(size))
            if not links:
                raise Unreadable("its beginning is missing, and it cannot be decoded without")
            self.cut = "" if whole else "its last page is missing"
            return links
        if self.kind is FLAC:
            return [Section(begin, size)]
        return [Section(0, size)]

    def _content(self, size: int) -> Any:
        """Return the file's bytes for parsing its structure, from memory or memory-mapped."""
        if size < _MAPPED:
            self._file.seek(0)
            return self._file.read()
        return self._stack.enter_context(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ))

    def _open_first(self) -> None:
        self._lengths: list[float] = []
        claimed = 0.0
        for number, section in enumerate(self.sections):
            try:
                with self._opened(section) as opened:
                    if not self._lengths:
                        self.codec, self.rate = opened.codec, opened.rate
                        self.channels, self.layout = opened.channels, opened.layout
                        self.header_s = None if self.kind.counted else section.claimed_s or opened.stated_s
                    self._lengths.append(self._length(section, opened))
                    claimed += section.claimed_s or self._lengths[-1]
            except Unreadable:
                if number == 0 and len(self.sections) == 1:
                    raise
                self._lengths.append(0.0)
        self.duration_s = sum(self._lengths)
        self.claimed_s: float | None = None
        if abs(claimed - self.duration_s) > 0.5:
            self.claimed_s = claimed
        if self.kind is WAVE and (missing := _missing_of_wave(self._file)) > 1.0:
            claimed = self.duration_s * missing
            self.claimed_s = claimed if claimed > self.duration_s + 0.5 else None

    def _length(self, section: Section, opened: _Stream) -> float:
        """Return the duration of a section in seconds, counted if its header is not reliable."""
        if section.seconds is not None:
            return max(section.seconds - opened.skipped_s, 0.0)
        if opened.duration_s is None or self.kind.counted:
            return opened.count()
        return opened.duration_s

    def _opened(self, section: Section) -> _Stream:
        size = os.fstat(self._file.fileno()).st_size
        whole = section.start == 0 and section.end == size
        source: Any = self._file if whole else _View(self._file, section.start, section.end)
        self._file.seek(0)
        return _Stream(source, self.kind)

    def blocks(self, start_s: float = 0.0, duration_s: float | None = None) -> Iterator[Block]:
        """Decode a part of the file in blocks of ten seconds.

        Args:
            start_s: where the part begins, in seconds.
            duration_s: its length in seconds; None reads to the end of the file.

        Yields:
            consecutive blocks; in total less than `duration_s` if the file ends earlier.

        Raises:
            Unreadable: seeking to `start_s` fails.
        """
        left = None if duration_s is None else max(round(duration_s * self.rate), 1)
        begin = 0.0
        last = len(self.sections) - 1
        for number, (section, length) in enumerate(zip(self.sections, self._lengths, strict=True)):
            if number < last and start_s >= begin + length:
                begin += length
                continue
            inside = max(start_s - begin, 0.0)
            begin += length
            try:
                stream = self._opened(section)
            except Unreadable:
                if last == 0:
                    raise
                continue
            with stream:
                for block in stream.blocks(inside, self.rate):
                    if left is not None and len(block.samples) >= left:
                        lost_at = block.lost_at if block.lost_at < left else -1
                        lost = min(block.lost, left - lost_at) if lost_at >= 0 else 0
                        yield Block(block.samples[:left], block.no_numbers, lost, lost_at)
                        return
                    if left is not None:
                        left -= len(block.samples)
                    yield block


class _Stream:
    """One section of a file, opened by FFmpeg for decoding."""

    def __init__(self, source: Any, kind: Kind) -> None:
        import av

        try:
            self._container = av.open(source, format=kind.demuxer, options=_OPTIONS)
        except MemoryError:
            raise
        except Exception as err:  # PyAV raises many exception types on damaged files
            raise Unreadable("it is not a sound file, or it is damaged") from err
        try:
            self._set_up(kind)
        except BaseException:
            self._container.close()
            raise

    def _set_up(self, kind: Kind) -> None:
        streams = self._container.streams.audio
        if not streams:
            raise Unreadable("it holds no sound")
        best = self._container.streams.best("audio")
        self._stream = best if best is not None else streams[0]
        context = self._stream.codec_context
        if context is None:
            tag = str(getattr(self._stream, "codec_tag", ""))
            raise Unreadable("it is protected against copying" if tag in _PROTECTED else "its codec cannot be decoded")
        context.thread_count = 1
        context.options = {"err_detect": "crccheck+explode"}
        self.codec = str(context.name)
        self.rate = int(context.sample_rate or 0)
        self.channels = int(context.layout.nb_channels) if context.layout else 0
        self.layout = str(context.layout.name) if context.layout else ""
        if not 1000 <= self.rate <= 768_000:
            raise Unreadable(f"its sample rate of {self.rate} Hz makes no sense")
        if not 1 <= self.channels <= MAX_CHANNELS:
            raise Unreadable(f"it claims {self.channels} channels")
        base = self._stream.time_base
        self._base = float(base) if base else 1 / self.rate
        # A FLAC stream starts at time 0; a later start means that its first frames are damaged.
        start = 0 if kind is FLAC else self._stream.start_time or 0
        self._origin = start * self._base
        duration = self._stream.duration
        if duration is not None and duration > 0:
            self.duration_s: float | None = duration * self._base
        elif self._container.duration:
            self.duration_s = self._container.duration / 1e6
        else:
            self.duration_s = None
        self.stated_s = self.duration_s

    @property
    def skipped_s(self) -> float:
        """Return the seconds of encoder padding before the sound; decoding drops them."""
        return max(self._origin, 0.0)

    def count(self) -> float:
        """Return the duration in seconds, from the durations of all packets."""
        total = 0
        with suppress(Exception):  # count the packets before the damage
            for packet in self._container.demux(self._stream):
                total += packet.duration or 0
        self._container.seek(0)
        return max(total * self._base - self.skipped_s, 0.0)

    def blocks(self, start_s: float, rate: int) -> Iterator[Block]:
        """Decode from `start_s` to the end, in blocks at `rate` Hz."""
        pending: list[_Piece] = []
        have = 0
        for piece in self._pieces(start_s):
            if pending and not piece.like(pending[0]):
                yield _block(pending, rate)
                pending, have = [], 0
            size = round(_BLOCK_S * piece.rate)
            while have + len(piece.samples) >= size:
                yield _block([*pending, replace(piece, samples=piece.samples[: size - have])], rate)
                piece = replace(piece, samples=piece.samples[size - have :])
                pending, have = [], 0
            pending.append(piece)
            have += len(piece.samples)
        if have:
            yield _block(pending, rate)

    def _pieces(self, start_s: float) -> Iterator[_Piece]:
        """Decode from `start_s` to the end; silence replaces damaged parts."""
        wanted_s = start_s + self._origin
        reached = start_s <= 0
        if not reached:
            self._seek(max(wanted_s - _PRE_ROLL_S, 0.0))
        joiner = _Joiner(self.rate)
        expected_s = self._origin  # the time stamp that the next frame should have
        for frame, lost_s in self._frames():
            if frame is not None:
                stamp_s = expected_s if frame.pts is None else frame.pts * self._base
                if not reached:
                    expected_s = stamp_s + frame.samples / frame.sample_rate
                    early = round((wanted_s - stamp_s) * frame.sample_rate)
                    if early >= frame.samples:
                        continue
                    reached = True
                    for piece in [*joiner.add(frame), *joiner.flush()]:
                        yield replace(piece, samples=piece.samples[max(early, 0) :])
                    continue
                if stamp_s - expected_s > _GAP_S:
                    lost_s = min(stamp_s - expected_s, _LONGEST_GAP_S)
                expected_s = stamp_s + frame.samples / frame.sample_rate
            else:
                expected_s += lost_s
            if lost_s and reached:
                yield from joiner.flush()
                yield joiner.silence(lost_s, self.channels, self.rate)
            if frame is not None:
                yield from joiner.add(frame)
        yield from joiner.flush()

    def _seek(self, target_s: float) -> None:
        try:
            self._container.seek(int(target_s / self._base), stream=self._stream)
        except Exception as err:
            raise Unreadable("no sound could be decoded") from err

    def _frames(self) -> Iterator[tuple[Any, float]]:
        """Yield (decoded frame, 0.0), or (None, seconds) for a packet that cannot be decoded."""
        failures = 0
        packets = iter(self._container.demux(self._stream))
        while True:
            try:
                packet = next(packets, None)
            except MemoryError:
                raise
            except Exception:
                return  # after that, undamaged packets can no longer be recognised
            if packet is None:
                return
            try:
                for frame in packet.decode():
                    yield frame, 0.0
                    failures = 0
            except MemoryError:
                raise
            except GeneratorExit:
                raise
            except Exception:
                failures += 1
                if failures > _SEVERAL_ERRORS:
                    return
                seconds = (packet.duration or 0) * self._base
                if packet.size and 0 < seconds < _LONGEST_GAP_S:
                    yield None, seconds

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self._container.close()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Decoded samples before mixing and resampling, with their format."""

    samples: FloatArray  # (frames, channels), each channel contiguous in memory
    names: tuple[str, ...]  # of the channels
    rate: int  # Hz
    lost: bool = False  # whether they are silence that replaces undecodable sound

    def like(self, other: _Piece) -> bool:
        """Return whether two pieces have the same format and can be joined."""
        return self.names == other.names and self.rate == other.rate


class _Joiner:
    """Join decoded frames, usually a few milliseconds each, into floating-point pieces of about a second.

    FFmpeg's queue collects the frames: ten thousand conversions in Python for one MP3 would take as long as decoding
    it.
    """

    _FRAMES = 65_536

    def __init__(self, rate: int) -> None:
        self._format: tuple[str, str, int] | None = None
        self._queue: Any = None
        self._converter: Any = None
        self._waiting = 0  # sound frames in the queue
        self._names: tuple[str, ...] = ()
        self._rate = rate

    def add(self, frame: Any) -> Iterator[_Piece]:
        """Add a frame and yield the pieces that are complete."""
        import av

        layout, rate = frame.layout, frame.sample_rate
        now = (layout.name, frame.format.name, rate)
        if now != self._format or self._queue is None:
            yield from self.flush()
            self._format, self._names, self._rate = now, _names(layout), rate
            self._queue = av.AudioFifo()
            # PyAV 18 reads beyond the end of the list of channels in a planar frame with eight of them.
            usual = len(self._names) <= 2 and frame.format.name.removesuffix("p") in _SCALES
            self._converter = None if usual else av.AudioResampler("flt", layout, rate)
        frame.pts = None  # the caller handles gaps
        for usable in [frame] if self._converter is None else self._converter.resample(frame):
            usable.pts = None
            self._queue.write(usable)
            self._waiting += usable.samples
        if self._waiting >= self._FRAMES:
            yield self._read()

    def flush(self) -> Iterator[_Piece]:
        """Yield the frames that are not yet part of a piece."""
        if self._waiting:
            yield self._read()
        self._queue = None

    def silence(self, seconds: float, channels: int, rate: int) -> _Piece:
        """Return silence in the format of the last frame, or in the given format if there was none."""
        rate = self._rate or rate
        names = self._names or _USUAL.get(channels, ("FC",) * channels)
        return _Piece(np.zeros((len(names), round(seconds * rate)), np.float32).T, names, rate, lost=True)

    def _read(self) -> _Piece:
        """Empty the queue into one piece."""
        frame, self._waiting = self._queue.read(0), 0
        values = frame.to_ndarray()
        if not frame.format.is_planar:
            values = values.reshape(-1, len(self._names)).T
        middle, scale = _SCALES[frame.format.name.removesuffix("p")]
        samples = np.ascontiguousarray(values, np.float32)
        if middle:
            samples -= np.float32(middle)
        if scale != 1:
            samples *= np.float32(scale)
        return _Piece(samples.T, self._names, self._rate)


# Zero and scale of FFmpeg's sample formats, the same as in its own conversion to floating point.
_SCALES = {"u8": (128, 2.0**-7), "s16": (0, 2.0**-15), "s32": (0, 2.0**-31), "flt": (0, 1.0), "dbl": (0, 1.0)}


def _names(layout: Any) -> tuple[str, ...]:
    """Return the channel names of a layout; if it has none, those of the usual layout for that number of channels."""
    names = tuple(str(channel.name) for channel in layout.channels)
    if all(name in ("FL", "FR", "FC", "LFE") or name[:1] in "BSTWDF" for name in names) and names:
        return names
    return _USUAL.get(len(names), names)


_USUAL = {  # the order of WAV and FLAC (RFC 9639, section 9.1.3)
    1: ("FC",), 2: ("FL", "FR"), 3: ("FL", "FR", "FC"), 4: ("FL", "FR", "BL", "BR"), 5: ("FL", "FR", "FC", "BL", "BR"),
    6: ("FL", "FR", "FC", "LFE", "BL", "BR"), 7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}  # fmt: skip


def _block(pieces: list[_Piece], rate: int) -> Block:
    """Join pieces of one format, mix them to at most two channels and resample them to `rate` Hz."""
    lost, lost_at, have = 0, -1, 0
    for piece in pieces:
        if piece.lost:
            lost_at = have if lost_at < 0 else lost_at
            lost += len(piece.samples)
        have += len(piece.samples)
    samples = pieces[0].samples if len(pieces) == 1 else np.concatenate([piece.samples for piece in pieces])
    no_numbers = 0
    power = sum(float(np.dot(channel, channel)) for channel in samples.T)
    if not np.isfinite(power):
        no_numbers = int((~np.isfinite(samples)).any(axis=1).sum())
        samples = np.clip(np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0), -_LOUDEST, _LOUDEST)
    elif power > _LOUDEST**2 and max(samples.max(), -samples.min()) > _LOUDEST:
        samples = np.clip(samples, -_LOUDEST, _LOUDEST)
    samples = to_stereo(samples, pieces[0].names)
    if pieces[0].rate != rate:
        import soxr

        ratio = rate / pieces[0].rate
        samples = np.asarray(soxr.resample(np.ascontiguousarray(samples), pieces[0].rate, rate), np.float32)
        lost, no_numbers = round(lost * ratio), round(no_numbers * ratio)
        lost_at = int(lost_at * ratio) if lost_at > 0 else lost_at
    return Block(samples, no_numbers, lost, lost_at)


class _View(io.RawIOBase):
    """A byte range of a file, readable like a file."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        self._at = start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        room = self._end - self._at
        wanted = room if size is None or size < 0 else min(size, room)
        if wanted <= 0:
            return b""
        self._file.seek(self._at)
        data = self._file.read(wanted)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: self._start, os.SEEK_CUR: self._at, os.SEEK_END: self._end}[whence]
        self._at = max(base + offset, self._start)
        return self._at - self._start

    def tell(self) -> int:
        return self._at - self._start


def regular(path: Path) -> BinaryIO:
    """Open a regular file and nothing else: reading a FIFO or device named .mp3 could block or never end.

    Raises:
        Unreadable: the path is not a regular file, or cannot be opened.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except PermissionError as err:
        raise Unreadable("you may not read it") from err
    except (OSError, ValueError) as err:
        if getattr(err, "errno", None) == errno.ENXIO:
            raise Unreadable("it is not a regular file") from err
        raise Unreadable(getattr(err, "strerror", None) or "it cannot be opened") from err
    status = os.fstat(handle)
    reason = ""
    if not stat.S_ISREG(status.st_mode):
        reason = "it is not a regular file"
    elif status.st_size == 0:
        reason = "it is empty"
    elif status.st_size > _GIANT and 0 < getattr(status, "st_blocks", 0) * 512 < status.st_size / 100:
        reason = "nearly all of it is a hole, as in a download that was never finished"
    if reason:
        os.close(handle)
        raise Unreadable(reason)
    return os.fdopen(handle, "rb")


def _kind(file: BinaryIO) -> tuple[Kind, int]:
    try:
        return recognise(file)
    except OSError as err:
        raise Unreadable(err.strerror or "it cannot be read") from err


def _missing_of_wave(file: BinaryIO) -> float:
    """Return the ratio of the length in a WAV file's header to its actual length, which FFmpeg reports."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    if file.read(4) != b"RIFF":
        return 1.0
    at = 12
    for _ in range(64):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            break
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"data":
            known = 0 < length < 0x7FFF_0000  # programs that write to a pipe state the largest number
            return length / max(size - at - 8, 1) if known else 1.0
        at += 8 + length + (length & 1)
    return 1.0

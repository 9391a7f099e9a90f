"""Read, measure and segment sound files whose headers may be wrong.

Every read is limited in seconds, whatever the header says: two hours of silence is a 1 MB FLAC and 2.5 GB of samples.
Decoding itself is in `data.files.reader`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import UserError
from .files.content import MPEG4
from .files.downmix import to_mono
from .files.reader import Block, SoundFile, Unreadable
from .text import clock

FloatArray = NDArray[np.float32]

ENDINGS = frozenset(
    ".wav .flac .mp3 .ogg .oga .opus .aif .aiff .m4a .aac .mp4 .wma"
    " .aifc .au .caf .w64 .rf64 .bwf .mp2 .mpga .ac3 .amr .spx .m4b .m4p .m4r .mka .webm .mov .3gp .asf"
    " .wv .ape .tta .mpc .tak .dsf .dff".split()
)

MAX_LISTEN_S = 360.0  # of a longer track, segments spread evenly over it are read, this much in total
SEGMENT_S = 60.0
_CLOSE_S = 0.5  # because of encoders' padding, the stated and the decoded length may differ by this
_PADDING_S = 0.3
_LEAST_STUB_S = 0.5  # a shorter remainder after whole segments is not a segment of its own


class AudioReadError(UserError):
    """A file that cannot be read as sound, with the reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Cannot read {path.name}: {reason}.", "Export it again; other files are not affected.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """The format of a file and its length."""

    sample_rate: int  # Hz
    channels: int
    duration_s: float


def formats() -> frozenset[str]:
    """Return the file endings that are treated as sound. The format of a file is then detected from its content."""
    return ENDINGS


@contextmanager
def opened(path: Path) -> Iterator[SoundFile]:
    """Open a file for reading.

    Raises:
        AudioReadError: the file is not readable as sound, or an error occurs while it is read.
    """
    try:
        with SoundFile(path) as sound:
            yield sound
    except Unreadable as err:
        raise AudioReadError(path, str(err)) from err


def probe(path: Path) -> AudioInfo:
    """Return the sample rate, channels and duration of a file.

    The duration is counted from the packets or frames if the header does not state a reliable one.

    Raises:
        AudioReadError: not readable as sound.
    """
    with opened(path) as sound:
        return AudioInfo(sound.rate, sound.channels, sound.duration_s)


def read(path: Path, start_s: float = 0.0, duration_s: float = 30.0) -> tuple[FloatArray, int]:
    """Read a section of a file, mixed to at most two channels.

    The result is shorter than `duration_s` if the file ends or breaks off early. NaN and infinite samples become
    silence.

    Returns:
        (frames, 1 or 2) float32, and the sample rate in Hz.

    Raises:
        AudioReadError: nothing could be decoded there.
    """
    with opened(path) as sound:
        blocks = [block.samples for block in sound.blocks(start_s, duration_s)]
        if not sum(map(len, blocks)):
            raise AudioReadError(path, "no sound could be decoded")
        return _joined(blocks), sound.rate


def read_mono(path: Path, start_s: float = 0.0, duration_s: float = 30.0) -> tuple[FloatArray, int]:
    """Read a section of a file, mixed to mono.

    Returns:
        (frames,) float32, and the sample rate in Hz.

    Raises:
        AudioReadError: nothing could be decoded there.
    """
    samples, rate = read(path, start_s, duration_s)
    return to_mono(samples), rate


def listen(path: Path, damage: list[str] | None = None) -> Iterator[tuple[float, FloatArray, int]]:
    """Yield a track as mono segments: (start in seconds, samples, sample rate); at most MAX_LISTEN_S seconds in all.

    A track up to MAX_LISTEN_S is read whole, in consecutive segments; of a longer one, segments spread evenly from its
    beginning to its end are read. Parts that cannot be decoded become silence, so that the times of the rest stay
    correct.

    Args:
        path: the file.
        damage: receives sentences that describe damage in a file that can still be read.

    Raises:
        AudioReadError: nothing could be decoded, less than half of the length that the header states, or only NaN and
            infinite samples.
    """
    with opened(path) as sound:
        listening = Listening(path, sound)
        for start_s, samples in listening:
            yield start_s, samples, sound.rate
        if damage is not None:
            damage += listening.damage


class Listening:
    """Read an open file once, in mono segments of SEGMENT_S, and record what was wrong with it.

    Attributes:
        end_s: where the last segment ended, in seconds.
        damage: sentences that describe damage in a file that can still be read; complete after the last segment.
    """

    def __init__(self, path: Path, sound: SoundFile) -> None:
        """Prepare to read `sound`, an open file; `path` is used in error messages."""
        self._path, self._sound = path, sound
        self.end_s = 0.0
        self.damage: list[str] = []
        self._frames = self._no_numbers = self._lost = 0
        self._broken_s: float | None = None

    def __iter__(self) -> Iterator[tuple[float, FloatArray]]:
        """Decode the file and yield its segments as (start in seconds, mono samples (frames,)).

        Raises:
            AudioReadError: as `listen`.
        """
        if self._sound.duration_s <= MAX_LISTEN_S:
            yield from self._whole()
        else:
            yield from self._spread()
        self._judge()

    def _whole(self) -> Iterator[tuple[float, FloatArray]]:
        """Yield the whole file in segments, including sound after the length that its header states."""
        rate = self._sound.rate
        size = round(SEGMENT_S * rate)
        waiting: list[FloatArray] = []
        have, start = 0, 0
        for block in self._sound.blocks(0.0, MAX_LISTEN_S + SEGMENT_S):
            self._note(block, (start + have) / rate)
            waiting.append(to_mono(block.samples))
            have += len(block.samples)
            while have >= size and start / rate < MAX_LISTEN_S:
                joined = np.concatenate(waiting)
                yield self._segment(start / rate, joined[:size])
                waiting, have, start = [joined[size:]], have - size, start + size
        if self._sound.kind is MPEG4:  # the last frame is padded, and FFmpeg does not remove the padding
            beyond = start + have - round(self._sound.duration_s * rate)
            if 0 < beyond < _PADDING_S * rate and have > beyond:
                waiting, have = [np.concatenate(waiting)[: have - beyond]], have - beyond
        if have > _LEAST_STUB_S * rate or (have and not start):
            if start / rate >= MAX_LISTEN_S:
                self.damage.append(f"only its first {clock(MAX_LISTEN_S)} were heard: it goes on past its stated end")
            else:
                yield self._segment(start / rate, np.concatenate(waiting))
        elif have:
            self.end_s += have / rate

    def _spread(self) -> Iterator[tuple[float, FloatArray]]:
        """Yield segments spread evenly over a file that is longer than MAX_LISTEN_S."""
        rate = self._sound.rate
        for start_s in np.linspace(0.0, self._sound.duration_s - SEGMENT_S, round(MAX_LISTEN_S / SEGMENT_S)):
            blocks: list[FloatArray] = []
            have = 0
            try:
                for block in self._sound.blocks(float(start_s), SEGMENT_S):
                    self._note(block, start_s + have / rate)
                    blocks.append(to_mono(block.samples))
                    have += len(block.samples)
            except Unreadable:
                pass
            if have < (SEGMENT_S - _CLOSE_S) * rate and self._broken_s is None:
                self._broken_s = float(start_s) + have / rate
            if have:
                yield self._segment(float(start_s), np.concatenate(blocks))

    def _segment(self, start_s: float, samples: FloatArray) -> tuple[float, FloatArray]:
        self.end_s = start_s + len(samples) / self._sound.rate
        return start_s, _within_full_scale(samples)

    def _note(self, block: Block, at_s: float) -> None:
        self._frames += len(block.samples)
        self._no_numbers += block.no_numbers
        self._lost += block.lost
        if block.lost and self._broken_s is None:
            self._broken_s = at_s + block.lost_at / self._sound.rate

    def _judge(self) -> None:
        """Check how much could be decoded. Raise an error if it is too little, and record what is missing."""
        sound, rate = self._sound, self._sound.rate
        heard_s = (self._frames - self._lost) / rate
        if heard_s <= 0:
            raise AudioReadError(self._path, "no sound could be decoded")
        stated_s = max(sound.duration_s, sound.claimed_s or 0.0)
        if sound.duration_s <= MAX_LISTEN_S:
            if heard_s < 0.5 * stated_s:
                reason = f"it breaks off: {heard_s:.0f} s of {stated_s:.0f} s can be decoded"
                raise AudioReadError(self._path, reason)
        elif heard_s < 0.5 * MAX_LISTEN_S:
            raise AudioReadError(self._path, f"it breaks off: {heard_s:.0f} s of it can be decoded")
        if self._no_numbers > 0.5 * self._frames:
            raise AudioReadError(self._path, "its samples are not numbers")
        if self._broken_s is None and self.end_s < sound.duration_s - _CLOSE_S:
            self._broken_s = self.end_s
        if self._broken_s is not None:
            self.damage.append(f"it is damaged at {clock(self._broken_s)} of {clock(stated_s)}")
        elif sound.claimed_s is not None and sound.claimed_s > sound.duration_s + _CLOSE_S:
            self.damage.append(f"it breaks off at {clock(self.end_s)} of {clock(sound.claimed_s)}")
        elif sound.cut:
            self.damage.append(f"it breaks off at {clock(self.end_s)}: {sound.cut}")
        if self._no_numbers:
            self.damage.append(f"{self._no_numbers / rate:.2g} s of its samples are not numbers, and count as silence")


def _joined(blocks: list[FloatArray]) -> FloatArray:
    """Concatenate blocks to (frames, channels); mono blocks are duplicated if others have two channels."""
    widths = {block.shape[1] for block in blocks}
    if len(widths) > 1:
        blocks = [np.repeat(block, 2, axis=1) if block.shape[1] == 1 else block for block in blocks]
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _within_full_scale(samples: FloatArray) -> FloatArray:
    """Scale samples down to a peak of 1: floating-point files may exceed it, and encoders were trained within it."""
    peak = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
    return samples / np.float32(peak) if peak > 1.0 else samples

"""Prepare a clip for listening before it is searched for: the part of it that the encoder gets, as a WAV file.

Silence at both ends is cut off with pydub, because a recording often begins before the user does.
"""

from __future__ import annotations

import io
import secrets
import threading
import warnings
from collections import OrderedDict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.encoder import FloatArray

if TYPE_CHECKING:
    from pydub import AudioSegment

RECORDED = "Recorded just now"  # how the page names a clip that was recorded in it, before the ending

_SILENT_DBFS = -50.0
_STEP_MS = 10
_AROUND_MS = 100  # of silence that is left at both ends
_RATE = 24_000  # Hz, of a preview
_HEADROOM_DB = 3.0
_FADE_MS = 15
_BARS = 96
_KEPT = 8  # previews in memory


@dataclass(frozen=True, slots=True)
class Preview:
    """The part of a clip that is searched for."""

    id: str
    start_s: float  # where it begins in the clip
    seconds: float  # its length
    outline: tuple[int, ...]  # the loudest value of each of 96 equal parts, 0..255
    wav: bytes


class Previews:
    """The previews that were made last. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[str, Preview] = OrderedDict()

    def make(self, samples: FloatArray, rate: int) -> Preview:
        """Make a preview of a decoded clip.

        Args:
            samples: (n,) mono, -1..1.
            rate: sample rate in Hz.
        """
        start, end = sounding(samples, rate)
        part = _segment(samples[start:end], rate).set_frame_rate(_RATE)
        from pydub.effects import normalize  # after `_segment` has imported pydub without its warning

        loud = normalize(part, _HEADROOM_DB).fade_in(_FADE_MS).fade_out(_FADE_MS)
        steps = [len(loud) * i / _BARS for i in range(_BARS + 1)]
        bars = tuple(round(255 * loud[a:b].max / loud.max_possible_amplitude) for a, b in pairwise(steps))
        file = io.BytesIO()
        loud.export(file, format="wav")  # pydub writes WAV itself, without ffmpeg
        made = Preview(secrets.token_urlsafe(9), start / rate, (end - start) / rate, bars, file.getvalue())
        with self._lock:
            self._made[made.id] = made
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return made

    def get(self, preview_id: str) -> Preview | None:
        """Return a preview; None if it was not made or is forgotten."""
        with self._lock:
            return self._made.get(preview_id)


def sounding(samples: FloatArray, rate: int) -> tuple[int, int]:
    """Return (start, end), the indices of the samples between the silence at the beginning and at the end of a clip.

    A tenth of a second of silence is left at both ends. A clip that is silent throughout is returned whole.

    Args:
        samples: (n,) mono, -1..1.
        rate: sample rate in Hz.
    """
    sound = _segment(samples, rate)
    from pydub.silence import detect_leading_silence  # after `_segment` has imported pydub without its warning

    before = detect_leading_silence(sound, _SILENT_DBFS, _STEP_MS)
    if before >= len(sound):
        return 0, len(samples)
    behind = detect_leading_silence(sound.reverse(), _SILENT_DBFS, _STEP_MS)
    start = max(before - _AROUND_MS, 0) * rate // 1000
    return start, len(samples) - max(behind - _AROUND_MS, 0) * rate // 1000


def _segment(samples: FloatArray, rate: int) -> AudioSegment:
    """Return samples as 16 bits in pydub's form."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub warns that ffmpeg is missing, which nothing here needs
        from pydub import AudioSegment

    data = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
    return AudioSegment(data=data, sample_width=2, frame_rate=rate, channels=1)

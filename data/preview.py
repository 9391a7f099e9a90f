"""Make short previews for the page: an excerpt of a track, faded and normalised by pydub, stored as FLAC.

pydub decodes whole files into memory (a two-hour MP3 takes 3.7 GB), so it is only given the excerpt that
`data.audio.read` returns. FLAC is used because every browser plays it and encoding takes 0.04 s where MP3 takes 1 s.
Previews are cached on disk; the newest 120 are kept.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np

from .audio import read
from .errors import UserError

PREVIEW_S = 30.0
_LEAD_IN_S = 1.0  # seconds; a preview starts this much before the moment, so that its onset is heard
_LEVEL_DBFS = -18.0
_MAX_GAIN_DB = 12.0  # dB; a larger gain would make the hiss of a quiet recording loud
_FADE_MS = 400
_KEPT = 120


def preview_start(moment_s: float, duration_s: float) -> float:
    """Return the time in seconds at which a preview starts: shortly before the moment to be heard.

    A preview is PREVIEW_S long, so near the end of the track it starts earlier.

    Args:
        moment_s: the moment to be heard, in seconds from the beginning of the track.
        duration_s: length of the track in seconds.
    """
    return max(min(moment_s - _LEAD_IN_S, duration_s - PREVIEW_S), 0.0)


def preview(path: Path, cache: Path, name: str, start_s: float = 0.0) -> Path:
    """Return the FLAC file with up to PREVIEW_S seconds of `path` from `start_s`; make it if it is not cached.

    Args:
        path: the track's sound file.
        cache: the folder of cached previews.
        name: the track's id.
        start_s: seconds into the track.

    Raises:
        AudioReadError: nothing can be decoded there.
        UserError: the preview cannot be written.
    """
    target = cache / f"{name}-{round(start_s)}.flac"
    if target.is_file():
        os.utime(target)
        return target
    import soundfile

    with warnings.catch_warnings():
        # pydub looks for ffmpeg and warns without it; nothing here needs it.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment

    samples, rate = read(path, start_s, PREVIEW_S)
    peak = max(float(np.abs(samples).max()), 1.0)  # floating-point files may exceed full scale
    pcm = (samples * (32767 / peak)).astype("<i2")
    segment = AudioSegment(pcm.tobytes(), frame_rate=rate, sample_width=2, channels=pcm.shape[1])
    if segment.dBFS > -70:
        gain = min(_LEVEL_DBFS - segment.dBFS, _MAX_GAIN_DB, -0.5 - segment.max_dBFS)
        segment = segment.apply_gain(gain)
    fade = min(_FADE_MS, len(segment) // 4)
    segment = segment.fade_in(fade if start_s > 0 else 5).fade_out(fade)
    out = np.array(segment.get_array_of_samples(), dtype=np.int16).reshape(-1, segment.channels)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.part")
        soundfile.write(partial, out, segment.frame_rate, format="FLAC")
        partial.replace(target)
        _trim(cache)
    except OSError as err:
        raise UserError(f"The preview cannot be written: {err.strerror or err}.", "Free some disk space.") from err
    return target


def _trim(cache: Path) -> None:
    """Delete all but the newest previews."""
    files = sorted(cache.glob("*.flac"), key=lambda p: p.stat().st_mtime)
    for old in files[: max(len(files) - _KEPT, 0)]:
        old.unlink(missing_ok=True)

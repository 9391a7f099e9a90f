"""m4a, aac and wma through PyAV (the `m4a` extra), with the few methods of soundfile that we use."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

# The demuxer is forced by the file's own ending: a playlist script named .m4a must not open other files.
_DEMUXERS = {".m4a": "mov", ".mp4": "mov", ".aac": "aac", ".wma": "asf"}


class AvFile:
    """A sound file decoded by FFmpeg's libraries: `samplerate`, `channels`, `frames`, `seek`, `read`."""

    def __init__(self, path: Path) -> None:
        import av

        self._container = av.open(
            str(path), format=_DEMUXERS[path.suffix.lower()], options={"protocol_whitelist": "file"}
        )
        self._stream = self._container.streams.audio[0]
        self.samplerate: int = self._stream.rate or 0
        self.channels: int = self._stream.channels or 0
        self.frames = int((self._container.duration or 0) / 1_000_000 * self.samplerate)
        if path.suffix.lower() == ".aac":  # a stream without a header: FFmpeg only guesses its length
            self.frames = sum(packet.duration or 0 for packet in self._container.demux(self._stream))
            self.frames = int(self.frames * self._stream.time_base * self.samplerate)
            self._container.seek(0)
        self._resampler = av.AudioResampler(format="fltp", layout=self._stream.layout, rate=self.samplerate)
        self._skip = 0
        self._left = np.empty((0, max(self.channels, 1)), dtype=np.float32)
        self._packets = self._container.decode(self._stream)

    def seek(self, frame: int) -> None:
        """Go to a frame, exactly: seek to the key frame before it and drop what comes too early."""
        target_s = frame / self.samplerate
        self._container.seek(int(target_s / self._stream.time_base), stream=self._stream)
        self._packets = self._container.decode(self._stream)
        self._left = self._left[:0]
        self._skip = frame

    def read(self, frames: int, dtype: str = "float32", always_2d: bool = True) -> NDArray[np.float32]:
        """The next (frames, channels), fewer at the end."""
        del dtype, always_2d  # soundfile's signature; always float32 and 2-D here
        blocks, have = [self._left], len(self._left)
        while have < frames:
            decoded = next(self._packets, None)
            if decoded is None:
                break
            for piece in self._resampler.resample(decoded):
                samples = piece.to_ndarray().T  # (frames, channels)
                if self._skip and piece.pts is not None:
                    position = round(float(decoded.pts * decoded.time_base) * self.samplerate)
                    samples = samples[max(self._skip - position, 0) :]
                    self._skip = self._skip if not len(samples) else 0
                blocks.append(samples.astype(np.float32, copy=False))
                have += len(samples)
        joined = np.concatenate(blocks)
        self._left = joined[frames:]
        return joined[:frames]

    def __enter__(self) -> AvFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, tb: TracebackType | None) -> None:
        self._container.close()

"""Convert SoundFont 3 to SoundFont 2: the same file with its Ogg Vorbis samples unpacked.

    python -m models.training.sf3 IN.sf3 OUT.sf2

In an sf3 file every sample is an Ogg stream. Its header gives byte offsets where sf2 gives frames, and loop points
relative to the start of the sample. (The format is MuseScore's; sf2: SoundFont 2.04, section 7.10.)
"""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import numpy as np
import soundfile

_HEADER = "<20sIIIIIBbHH"  # name, start, end, loop start, loop end, rate, pitch, correction, link, type
_COMPRESSED = 0x10  # flag for a compressed sample in the sample type
_GAP = 46  # zero frames between samples, required by the specification


def _chunks(raw: bytes, start: int, end: int, found: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Collect the chunks of a RIFF file by name, including those inside lists."""
    while start < end:
        name, size = raw[start : start + 4], struct.unpack_from("<I", raw, start + 4)[0]
        if name in (b"RIFF", b"LIST"):
            _chunks(raw, start + 12, start + 8 + size, found)
        else:
            found[name] = raw[start + 8 : start + 8 + size]
        start += 8 + size + (size & 1)
    return found


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)


def unpack(source: Path, target: Path) -> None:
    """Write the sf3 file `source` as the sf2 file `target`."""
    raw = source.read_bytes()
    chunks = _chunks(raw, 0, len(raw), {})
    frames: list[np.ndarray] = []
    headers, position = [], 0
    for name, start, end, loop_start, loop_end, *rest, kind in struct.iter_unpack(_HEADER, chunks[b"shdr"]):
        if kind & _COMPRESSED:
            samples, _ = soundfile.read(io.BytesIO(chunks[b"smpl"][start:end]), dtype="int16", always_2d=True)
            frames += [samples[:, 0], np.zeros(_GAP, np.int16)]
            start, end = position, position + len(samples)
            loop_start, loop_end = start + loop_start, start + loop_end
            position = end + _GAP
        headers.append(struct.pack(_HEADER, name, start, end, loop_start, loop_end, *rest, kind & ~_COMPRESSED))
    sound = _chunk(b"LIST", b"sdta" + _chunk(b"smpl", np.concatenate(frames).tobytes()))
    names = (b"phdr", b"pbag", b"pmod", b"pgen", b"inst", b"ibag", b"imod", b"igen")
    presets = b"pdta" + b"".join(_chunk(n, chunks[n]) for n in names) + _chunk(b"shdr", b"".join(headers))
    target.write_bytes(_chunk(b"RIFF", b"sfbk" + sound + _chunk(b"LIST", presets)))


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))

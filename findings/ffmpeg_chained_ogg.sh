#!/usr/bin/env bash
# FFmpeg's Ogg demuxer (through PyAV) stops at a later link of a chained file that has another number of channels.
#
# A chained Ogg file is several streams one behind the other (RFC 3533, section 4), as radio recorders and
# `cat a.ogg b.ogg` leave them. Links alike are read through; at one with another number of channels reading ends with
# "not yet implemented". Opened link by link, all of it can be decoded.
# Exits 0 while the behaviour is as described, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check numpy==2.3.5 soundfile==0.14.0 av==18.1.0
cat > show.py <<'PYTHON'
import io
import sys

import av
import numpy as np
import soundfile as sf

RATE = 44_100
print(f"PyAV {av.__version__}, libavformat {'.'.join(map(str, av.library_versions['libavformat']))}")


def vorbis(channels):
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(5 * RATE) / RATE)
    out = io.BytesIO()
    with sf.SoundFile(out, "w", RATE, channels, format="OGG", subtype="VORBIS") as file:
        file.write(np.repeat(tone[:, None], channels, axis=1))
    return out.getvalue()


def seconds(data):
    """Seconds that can be decoded, and the error that ended it."""
    total = 0
    try:
        with av.open(io.BytesIO(data)) as container:
            for frame in container.decode(audio=0):
                total += frame.samples
    except av.FFmpegError as err:
        return total / RATE, type(err).__name__
    return total / RATE, ""


stereo, mono = vorbis(2), vorbis(1)
alike, unlike = seconds(stereo + stereo), seconds(stereo + mono)
print(f"stereo + stereo: {alike[0]:.1f} of 10 s {alike[1]}")
print(f"stereo + mono:   {unlike[0]:.1f} of 10 s {unlike[1]}")
print(f"link by link:    {seconds(stereo)[0] + seconds(mono)[0]:.1f} of 10 s")
sys.exit(0 if alike[0] > 9.9 and unlike[0] < 9 and unlike[1] else 1)
PYTHON
env/bin/python show.py

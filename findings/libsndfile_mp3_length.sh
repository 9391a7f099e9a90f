#!/usr/bin/env bash
# libsndfile (through soundfile) guesses the length of an MP3 without a Xing or Info header and reads no further.
#
# Such files come from encoders that write into a pipe, from stream recorders and from cutting tools. The guess is made
# from the size of the file and its first frames, so music that begins quietly is cut short without an error.
# Exits 0 while the behaviour is as described, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check numpy==2.3.5 soundfile==0.14.0 av==18.1.0
cat > show.py <<'PYTHON'
import sys

import av
import numpy as np
import soundfile as sf

RATE, SECONDS = 44_100, 100
print(f"soundfile {sf.__version__}, {sf.__libsndfile_version__}; PyAV {av.__version__}")

# 40 s of a quiet tone, then 60 s of noise, at a variable bit rate.
quiet = 0.1 * np.sin(2 * np.pi * 440 * np.arange(40 * RATE) / RATE)
noise = 0.2 * np.random.default_rng(1).standard_normal(60 * RATE)
with sf.SoundFile("with_header.mp3", "w", RATE, 1, format="MP3", bitrate_mode="VARIABLE", compression_level=0.5) as out:
    out.write(np.concatenate([quiet, noise]))

# The first frame holds the header; an MP3 without it is as valid.
data = open("with_header.mp3", "rb").read()
kbit = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)[data[2] >> 4]
open("without_header.mp3", "wb").write(data[144_000 * kbit // RATE + (data[2] >> 1 & 1) :])


def by_soundfile(name):
    return len(sf.read(name)[0]) / RATE


def by_ffmpeg(name):
    with av.open(name) as container:
        return sum(frame.samples for frame in container.decode(audio=0)) / RATE


for name in ("with_header.mp3", "without_header.mp3"):
    print(f"{name}: {SECONDS} s were written; soundfile reads {by_soundfile(name):.1f} s, FFmpeg {by_ffmpeg(name):.1f} s")
sys.exit(0 if by_soundfile("without_header.mp3") < 50 < 99 < by_ffmpeg("without_header.mp3") else 1)
PYTHON
env/bin/python show.py

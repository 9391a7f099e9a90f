#!/usr/bin/env bash
# tinytag does not undo the flags of ID3v2: titles come out as garbage. mutagen does.
#
# An ID3v2.3 tag may be unsynchronised as a whole and an ID3v2.4 frame compressed; libid3tag and older taggers write
# the former by rule. tinytag reads such tags as if they were plain, and raises nothing.
# Exits 0 while the behaviour is as described, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check numpy==2.3.5 soundfile==0.14.0 tinytag==2.3.2 mutagen==1.48.1
cat > show.py <<'PYTHON'
import re
import struct
import sys
import zlib

import mutagen
import numpy as np
import soundfile as sf
import tinytag
from mutagen.id3 import ID3
from tinytag import TinyTag

print(f"tinytag {tinytag.__version__}, mutagen {mutagen.version_string}")
sf.write("plain.mp3", 0.1 * np.sin(np.arange(44_100) / 20), 44_100)
sound = open("plain.mp3", "rb").read()


def seven(n):
    return bytes(n >> shift & 127 for shift in (21, 14, 7, 0))


def write(name, version, flags, body):
    open(name, "wb").write(b"ID3" + bytes([version, 0, flags]) + seven(len(body)) + body + sound)


text = b"\1\xff\xfe" + "Harbour".encode("utf-16-le")
frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
write("unsynchronised.mp3", 3, 0x80, re.sub(rb"\xff(?=[\xe0-\xff\x00])", b"\xff\x00", frame))  # ID3v2.3, section 5
packed = seven(8) + zlib.compress(b"\3Harbour")
write("compressed.mp3", 4, 0, b"TIT2" + seven(len(packed)) + struct.pack(">H", 9) + packed)  # ID3v2.4, section 4.1.2

changed = False
for name in ("unsynchronised.mp3", "compressed.mp3"):
    ours, theirs = str(ID3(name)["TIT2"]), TinyTag.get(name).title
    print(f"{name}: title 'Harbour'; mutagen reads {ours!r}, tinytag {theirs!r}")
    changed |= ours != "Harbour" or theirs == "Harbour"

sys.exit(changed)
PYTHON
env/bin/python show.py

#!/usr/bin/env bash
# mutagen takes the group byte of an ID3v2 frame for the first byte of its text.
#
# A frame may carry a byte that assigns it to a group (flag 0x20 in ID3v2.3, section 3.3.1; 0x40 in ID3v2.4 structure,
# section 4.1.2). mutagen does not look at this flag: it reads the group byte as the encoding of the text, and the
# encoding as the first character. Of several tags in a row (allowed in ID3v2.4, section 5) it reads the first alone.
# Exits 0 while the behaviour is as described, 1 when it has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check mutagen==1.48.1
cat > show.py <<'PYTHON'
import io
import struct
import sys

import mutagen
from mutagen.id3 import ID3

print(f"mutagen {mutagen.version_string}")


def seven(n):
    return bytes(n >> shift & 127 for shift in (21, 14, 7, 0))


def frame(version, body, flags):
    return b"TIT2" + (seven(len(body)) if version == 4 else struct.pack(">I", len(body))) + struct.pack(">H", flags) + body


def tag(version, body):
    return b"ID3" + bytes([version, 0, 0]) + seven(len(body)) + body


def title(data):
    try:
        return str(ID3(io.BytesIO(data)).get("TIT2", ""))
    except mutagen.MutagenError as error:
        return type(error).__name__


changed = False
for name, data in (
    ("group byte, ID3v2.3", tag(3, frame(3, b"\1\0Harbour", 0x20))),
    ("group byte, ID3v2.4", tag(4, frame(4, b"\1\3Harbour", 0x40))),
    ("an empty tag before it", tag(3, bytes(64)) + tag(3, frame(3, b"\0Harbour", 0))),
):
    read = title(data)
    print(f"{name}: title 'Harbour'; mutagen reads {read!r}")
    changed |= read == "Harbour"

sys.exit(changed)
PYTHON
env/bin/python show.py

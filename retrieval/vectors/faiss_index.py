"""Search the prefixes of a large library with FAISS: an inverted file over the first numbers of every vector.

Each cell holds the rows nearest to one k-means centroid, with 8 bits for a number; a query scores the rows of its
nearest cells (Jegou et al. 2011, "Product quantization for nearest neighbor search", section IV). The index is derived
from the vector files and can be deleted. A subprocess builds it; the file is replaced atomically and checked when it
is opened. If it cannot be used, an exact scan of the prefixes makes the shortlist.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from models.encoder import truncate

from .prefix import ExactPrefix, FloatArray, Rows, top
from .rows import Mapped

log = logging.getLogger(__name__)

_LAYOUT = 1  # version of the folder's files; an index of another version is built again
_MANIFEST = "index.json"
_MOST_CELLS = 4096  # more take longer to build than they save, even at 10 million rows
_POINTS_PER_CELL = 40  # sample rows from which a centroid is learned
_PROBES = 48  # cells that a query scores, up to a million rows: recall@10 0.99 (benchmarks/retrieval.py)
_MORE_PROBES = 0.3  # above a million, probes grow with this power of the number of millions: 96 for 10 million rows
_SCORED_PER_CANDIDATE = 20  # rows scored for each row of the shortlist, at least
_ALLOWED_COST = 1.5  # cost of scoring a row; testing whether the filter allows a row costs 1
_FILTERED_COST = 4.0  # largest cost of a filtered query, relative to testing all rows in an unfiltered query's cells
_COUNTED = 200_000  # allowed rows that are counted one by one; of more, every 16th is counted
_STALE = 0.05  # an index that lacks this share of the rows is extended
_STALE_ROWS = 5_000  # but never for fewer rows than these
_MOST_LATE = 0.25  # an index that lacks more than this share of its rows is not opened
_BLOCK = 65_536  # rows at once
_SAMPLED = 64  # rows whose vectors identify the file that an index was built from
_POLL_S = 0.2

_intact: set[tuple[Path, int]] = set()  # files verified in this process, with their modification times


class Manifest(BaseModel, frozen=True, extra="forbid"):
    """The inputs that an index was built from, and the CRC-32 checksums of its file."""

    layout: int
    faiss: str  # version
    library: str  # uid
    fingerprint: str  # of the encoder
    dim: int  # of the prefixes
    rows: int
    trained_rows: int  # the library's rows when the centroids were learned
    sample: int  # checksum of some full vectors
    file: str
    size: int  # bytes
    head: int  # checksum of all but codes and row numbers
    whole: int  # checksum of the file


class FaissIndex:
    """A prefix index that searches with FAISS, and scans the rows added since FAISS's file was built. Thread-safe.

    The file is read at the first shortlist. If reading or a search fails, `stale` becomes true and all later shortlists
    are made by an exact scan.
    """

    dim: int

    def __init__(
        self, folder: Path, prefixes: FloatArray, vectors: NDArray[np.float32], library: str, fingerprint: str
    ) -> None:
        """Check the files that `build` wrote into `folder`, without importing FAISS.

        Args:
            folder: as given to `build`.
            prefixes: (rows, dim) L2-normalised, addressed by row; includes rows that are not in the index yet.
            vectors: (rows, full width) of the same rows.
            library: uid of the library.
            fingerprint: of the encoder.

        Raises:
            ValueError: there is no index, or it is damaged, outdated or built from other vectors; the message says
                which.
        """
        manifest = _manifest(folder)
        n, self.dim = manifest.rows, prefixes.shape[1]
        expected = (_LAYOUT, _faiss_version(), library, fingerprint, self.dim)
        found = (manifest.layout, manifest.faiss, manifest.library, manifest.fingerprint, manifest.dim)
        names = ("layout", "FAISS version", "library", "encoder", "width")
        for name, value, wanted in zip(names, found, expected, strict=True):
            if value != wanted:
                raise ValueError(f"it is of {name} {value}, not {wanted}")
        if n > len(prefixes) or _sample(vectors, n) != manifest.sample:
            raise ValueError("it is of other vectors")
        if len(prefixes) - n > _MOST_LATE * n:
            raise ValueError(f"it holds {n} of {len(prefixes)} tracks")
        self._file = folder / manifest.file
        try:
            size = self._file.stat().st_size
            if size != manifest.size or _checksum(self._file, _head_bytes(manifest)) != manifest.head:
                raise ValueError("its file is damaged")
        except OSError as err:
            raise ValueError(f"its file cannot be read: {err.strerror}") from err
        self._manifest = manifest
        self._probes = round(_PROBES * max(n / 10**6, 1) ** _MORE_PROBES)
        self._scan = ExactPrefix(prefixes)
        self._late = prefixes[n:]
        self._lock = threading.Lock()
        self._index: Any = None
        self._cell: NDArray[np.uint16] | None = None  # cell of each row, computed at the first filter
        self._cell_sizes: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._broken = False

    @property
    def name(self) -> str:
        """The method that makes the shortlists now: "faiss", or "exact" after FAISS has failed."""
        return "exact" if self._broken else "faiss"

    @property
    def stale(self) -> bool:
        """Return whether the index should be built again or extended."""
        return self._broken or len(self._late) > max(_STALE * self._manifest.rows, _STALE_ROWS)

    def verify(self) -> bool:
        """Return whether the file's checksum is the one that `build` noted; if not, use the exact scan from now on.

        The whole file is read once per process, in 0.1 s for a million tracks.
        """
        if self._broken:
            return False
        try:
            file = self._file, self._file.stat().st_mtime_ns
            if file in _intact:
                return True
            if _checksum(self._file) == self._manifest.whole:
                _intact.add(file)
                return True
        except OSError:
            pass
        self._give_up("its file is damaged")
        return False

    def shortlist(self, query: FloatArray, size: int, among: NDArray[np.bool_] | None = None) -> Rows:
        """Return the nearest rows, as `PrefixIndex.shortlist`; if FAISS fails, by an exact scan."""
        head = truncate(query, self.dim)
        if not self._broken:
            try:
                return self._nearest(head, size, among)
            except Exception as err:  # FAISS raises RuntimeError, AssertionError and MemoryError alike
                self._give_up(str(err).strip().split("\n")[-1] or type(err).__name__)
        return self._scan.shortlist(query, size, among)

    def _give_up(self, reason: str) -> None:
        if not self._broken:
            log.warning("The FAISS index is not used, every prefix is scanned instead: %s.", reason)
        self._broken = True

    def _nearest(self, head: FloatArray, size: int, among: NDArray[np.bool_] | None) -> Rows:
        n = self._manifest.rows
        rows, scores = self._indexed(head, min(size, n), None if among is None else among[:n])
        if len(self._late):
            late = np.arange(n, n + len(self._late)) if among is None else n + np.flatnonzero(among[n:])
            late_scores = self._late @ head if among is None else self._late[late - n] @ head
            rows, scores = np.concatenate([rows, late]), np.concatenate([scores, late_scores])
            rows = rows[top(scores, size)]
        return rows

    def _indexed(self, head: FloatArray, size: int, among: NDArray[np.bool_] | None) -> tuple[Rows, FloatArray]:
        """Return up to `size` indexed rows, nearest first, with approximate cosines computed from the 8-bit codes."""
        faiss = _faiss()
        index = self._opened()
        per_cell = self._manifest.rows / index.nlist
        wanted = max(self._probes * per_cell, _SCORED_PER_CANDIDATE * size)  # rows to score
        options: dict[str, Any] = {}
        reachable, most = size, index.nlist
        if among is None:
            probes = wanted / per_cell
        else:
            counts = self._allowed_per_cell(among)
            cells = counts > 0
            most, allowed = int(np.count_nonzero(cells)), int(counts.sum())
            if not allowed:
                return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
            allowed_per_cell, rows_per_cell = allowed / most, float(self._cell_sizes[cells].mean())
            reachable = min(size, int(np.count_nonzero(among)))
            affordable = _FILTERED_COST * self._probes * per_cell / (rows_per_cell + _ALLOWED_COST * allowed_per_cell)
            probes = max(min(wanted / allowed_per_cell, affordable), 2 * size / allowed_per_cell)
            options["sel"] = _selector(faiss, among)
            options["quantizer_params"] = faiss.SearchParameters(sel=_selector(faiss, cells))
        nprobe = int(min(np.ceil(probes), most))
        while True:
            with _OneThread(faiss):
                params = faiss.SearchParametersIVF(nprobe=nprobe, **options)
                scores, rows = index.search(head[None], size, params=params)
            found = rows[0] >= 0
            rows, scores = rows[0][found], scores[0][found]
            if len(rows) >= reachable or nprobe >= most:
                break
            nprobe = min(4 * nprobe, most)
        if len(rows) and rows.max() >= self._manifest.rows:
            raise ValueError("it holds tracks that are not in the library")
        return rows, scores

    def _allowed_per_cell(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return (cells,) about how many of the allowed rows are in each cell."""
        cell = self._cells_of_rows()
        step = 1 if np.count_nonzero(among) <= _COUNTED else 16
        counts = np.bincount(cell[::step][np.flatnonzero(among[::step])], minlength=len(self._cell_sizes)) * step
        if step > 1:
            counts[(counts == 0) & (self._cell_sizes > 0)] = 1  # the sample may have missed a few
        return counts

    def _cells_of_rows(self) -> NDArray[np.uint16]:
        with self._lock:
            if self._cell is None:
                faiss = _faiss()
                lists = self._index.invlists
                sizes = np.array([lists.list_size(k) for k in range(self._index.nlist)])
                cell = np.zeros(self._manifest.rows, dtype=np.uint16)
                for k in np.flatnonzero(sizes).tolist():
                    cell[faiss.rev_swig_ptr(lists.get_ids(k), int(sizes[k]))] = k
                self._cell_sizes, self._cell = sizes, cell
            return self._cell

    def _opened(self) -> Any:
        with self._lock:
            if self._index is None:
                # Memory-mapped without copying. The older flag, IO_FLAG_MMAP, starts up to 32 threads in every query.
                faiss = _faiss()
                index = faiss.read_index(str(self._file), faiss.IO_FLAG_MMAP_IFC)
                if (index.ntotal, index.d) != (self._manifest.rows, self.dim):
                    raise ValueError("its file is of another library")
                self._index = index
            return self._index


def build(folder: Path, prefixes: FloatArray, vectors: NDArray[np.float32], library: str, fingerprint: str) -> None:
    """Build the index, or extend the one in `folder`; an existing index is replaced only by a complete one.

    Args:
        folder: where the index is stored.
        prefixes: (rows, dim) L2-normalised, at least one row.
        vectors: (rows, full width) of the same rows.
        library: uid of the library.
        fingerprint: of the encoder.

    Raises:
        OSError: the disk is full or cannot be written.
        RuntimeError: FAISS failed, or the new index does not find its own rows.
    """
    faiss = _faiss()
    n, dim = prefixes.shape
    index, trained_rows = _extensible(faiss, folder, prefixes, vectors, library, fingerprint)
    if index is None:
        index, trained_rows = _trained(faiss, prefixes), n
    for row in range(index.ntotal, n, _BLOCK):
        index.add(np.ascontiguousarray(prefixes[row : row + _BLOCK]))
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"{os.getpid()}.part"
    try:
        faiss.write_index(index, str(partial))
        del index
        with open(partial, "r+b") as file:
            os.fsync(file.fileno())
        size, whole = partial.stat().st_size, _checksum(partial)
        manifest = Manifest(
            layout=_LAYOUT, faiss=_faiss_version(), library=library, fingerprint=fingerprint, dim=dim, rows=n,
            trained_rows=trained_rows, sample=_sample(vectors, n), file=f"{whole:08x}.faiss", size=size, head=0,
            whole=whole,
        )  # fmt: skip
        manifest = manifest.model_copy(update={"head": _checksum(partial, _head_bytes(manifest))})
        _try_out(faiss, partial, prefixes)
        os.replace(partial, folder / manifest.file)
        partial.write_text(manifest.model_dump_json())
        os.replace(partial, folder / _MANIFEST)
    finally:
        partial.unlink(missing_ok=True)
    for left in folder.iterdir():
        if left.name not in (_MANIFEST, manifest.file):
            with suppress(OSError):  # Windows keeps a file that a reader has mapped
                left.unlink()


def build_apart(
    folder: Path,
    prefixes: FloatArray,
    vectors: NDArray[np.float32],
    library: str,
    fingerprint: str,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Run `build` in a subprocess of low priority; return whether the index was built.

    The subprocess uses all cores and frees its memory when it ends, and this process survives a crash of FAISS. A
    failure is logged.

    Args:
        folder, library, fingerprint: as in `build`.
        prefixes, vectors: as in `build`, memory-mapped from files.
        cancelled: called several times a second; when it returns true, the subprocess is killed.
    """
    task = {
        "folder": str(folder), "library": library, "fingerprint": fingerprint,
        "prefixes": [_file_of(prefixes), *prefixes.shape], "vectors": [_file_of(vectors), *vectors.shape],
    }  # fmt: skip
    command = [sys.executable, "-m", "retrieval.vectors.faiss_index", json.dumps(task)]
    flags: int = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, creationflags=flags,
    ) as process:  # fmt: skip
        while True:
            try:
                _, errors = process.communicate(timeout=_POLL_S)
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    process.kill()
    if cancelled() and process.returncode:
        return False
    if process.returncode:
        lines = errors.decode(errors="replace").strip().split("\n")
        reason = lines[-1] or f"its process ended with {process.returncode}"
        log.warning("The FAISS index could not be built, every prefix is scanned instead: %s", reason)
    return process.returncode == 0


def _file_of(array: NDArray[np.float32]) -> str:
    if not isinstance(array, np.memmap) or array.filename is None:
        raise ValueError("the array is not memory-mapped from a file")
    return str(array.filename)


def cells_for(n: int) -> int:
    """Return the number of cells for n rows: the power of two nearest to 2.5 sqrt(n), 2,048 for a million."""
    return int(min(2 ** np.round(np.log2(2.5 * np.sqrt(n))), _MOST_CELLS, max(n // _POINTS_PER_CELL, 1)))


def train(index: Any, vectors: FloatArray, plain_means: bool = True) -> None:
    """Learn the cells and codes of a FAISS inverted file from a sample of vectors (n, index.d).

    With `plain_means` the centroids are plain means, otherwise means scaled to unit length, FAISS's default for inner
    products.
    """
    # With plain means and as many cells and probes, text queries find 0.997 instead of 0.988 of the ten best of
    # 100,000 rows.
    index.cp.spherical = not plain_means
    index.cp.min_points_per_centroid = 1
    index.cp.max_points_per_centroid = _POINTS_PER_CELL
    n = len(vectors)
    chosen = np.random.default_rng(0).choice(n, min(n, _POINTS_PER_CELL * index.nlist), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(chosen)]))


def _trained(faiss: Any, prefixes: FloatArray) -> Any:
    """Return an empty index with cells learned from the prefixes."""
    n, dim = prefixes.shape
    codes, metric = faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, cells_for(n), codes, metric)
    train(index, prefixes)
    return index


def _extensible(
    faiss: Any, folder: Path, prefixes: FloatArray, vectors: NDArray[np.float32], library: str, fingerprint: str
) -> tuple[Any, int]:
    """Return the index in `folder` and the rows that its centroids were learned from; (None, 0) if it is unusable."""
    try:
        there = FaissIndex(folder, prefixes, vectors, library, fingerprint)
        manifest = _manifest(folder)
        if len(prefixes) <= 2 * manifest.trained_rows and there.verify():
            return faiss.read_index(str(folder / manifest.file)), manifest.trained_rows
    except (ValueError, RuntimeError):
        pass
    return None, 0


def _try_out(faiss: Any, file: Path, prefixes: FloatArray) -> None:
    """Search the written file for eight of its vectors; raise RuntimeError if a vector or its equal is not found."""
    index = faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC)
    rows = np.unique(np.linspace(0, len(prefixes) - 1, 8).astype(int))
    queries = np.ascontiguousarray(prefixes[rows])
    scores, found = index.search(queries, 1, params=faiss.SearchParametersIVF(nprobe=min(index.nlist, _PROBES)))
    own = np.einsum("ij,ij->i", queries, queries)
    if index.ntotal != len(prefixes) or (found[:, 0] < 0).any() or (scores[:, 0] < own - 0.05).any():
        raise RuntimeError("The index does not find what was put into it.")


def _manifest(folder: Path) -> Manifest:
    """Read the manifest of the index in `folder`; raise ValueError if it is missing or damaged."""
    try:
        return Manifest.model_validate_json((folder / _MANIFEST).read_bytes())
    except FileNotFoundError as err:
        raise ValueError("there is none yet") from err
    except (OSError, ValidationError) as err:
        raise ValueError("its description is damaged") from err


def _head_bytes(manifest: Manifest) -> int:
    """Return how many bytes of the file precede the rows; a row takes a byte per dimension and 8 for its number."""
    return manifest.size - manifest.rows * (manifest.dim + 8)


def _checksum(file: Path, size: int | None = None) -> int:
    """Return the CRC-32 of a file's first `size` bytes, or of the whole file."""
    crc, left = 0, file.stat().st_size if size is None else size
    with open(file, "rb") as opened:
        while left > 0 and (block := opened.read(min(left, 2**20))):
            crc, left = zlib.crc32(block, crc), left - len(block)
    return crc


def _sample(vectors: NDArray[np.float32], n: int) -> int:
    """Return the CRC-32 of evenly spaced vectors among the first n."""
    rows = np.unique(np.linspace(0, max(n - 1, 0), _SAMPLED).astype(int)) if n else np.empty(0, dtype=int)
    return zlib.crc32(Mapped(vectors)[rows].tobytes())


def _selector(faiss: Any, mask: NDArray[np.bool_]) -> Any:
    return faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))


def _faiss() -> Any:
    if sys.platform == "darwin":
        # The wheels of torch and FAISS each contain an OpenMP runtime, and the second one to start ends the process.
        # Both can run while FAISS uses one thread (github.com/faiss-wheels/faiss-wheels/issues/73).
        os.environ.setdefault("KMP_DUPLICATE_LIB_OK", "TRUE")
    return importlib.import_module("faiss")


def _faiss_version() -> str:
    """Return the version of the installed FAISS without importing it; "none" if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("faiss-cpu")
    except PackageNotFoundError:
        return "none"


class _OneThread:
    """Limits FAISS to one thread in a `with` block. OpenMP has a separate limit for each Python thread."""

    def __init__(self, faiss: Any) -> None:
        self._faiss = faiss

    def __enter__(self) -> None:
        self._before = self._faiss.omp_get_max_threads()
        self._faiss.omp_set_num_threads(1)

    def __exit__(self, *exc: object) -> None:
        self._faiss.omp_set_num_threads(self._before)


def _main(task: dict[str, Any]) -> None:
    """Build an index: the entry point of the subprocess that `build_apart` starts. `task` holds its arguments."""
    if hasattr(os, "nice"):
        os.nice(10)
    prefixes, vectors = (
        np.memmap(file, dtype=np.float32, mode="r", shape=tuple(shape))
        for file, *shape in (task["prefixes"], task["vectors"])
    )
    build(Path(task["folder"]), prefixes, vectors, task["library"], task["fingerprint"])


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))

"""Test that the FAISS index finds the right tracks, even after its file was damaged or became outdated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models.encoder import normalise, truncate
from retrieval.vectors import faiss_index
from retrieval.vectors.adaptive import prefix_width, search
from retrieval.vectors.faiss_index import FaissIndex, build, build_apart
from retrieval.vectors.prefix import ExactPrefix, top
from retrieval.vectors.rows import Mapped

N, DIM = 4000, 512
WIDTH = prefix_width(DIM)
OF = ("library", "encoder")


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    rng = np.random.default_rng(3)
    scale = 1 / np.sqrt(1 + np.arange(DIM))
    centres = rng.standard_normal((40, DIM)) * scale
    return normalise((centres[rng.integers(0, 40, N)] + 0.7 * rng.standard_normal((N, DIM)) * scale).astype(np.float32))


@pytest.fixture(scope="module")
def block(vectors: np.ndarray) -> np.ndarray:
    return truncate(vectors, WIDTH)


@pytest.fixture
def folder(tmp_path: Path, vectors: np.ndarray, block: np.ndarray) -> Path:
    build(tmp_path / "faiss", block, vectors, *OF)
    return tmp_path / "faiss"


def rewritten(folder: Path, **facts: object) -> None:
    """Change facts in the index's description."""
    path = folder / "index.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | facts))


def cut(folder: Path) -> None:
    file = next(folder.glob("*.faiss"))
    os.truncate(file, file.stat().st_size // 2)


def beginning_overwritten(folder: Path) -> None:
    with open(next(folder.glob("*.faiss")), "r+b") as file:
        file.seek(200)
        file.write(b"\xff" * 64)


def file_gone(folder: Path) -> None:
    next(folder.glob("*.faiss")).unlink()


def description_damaged(folder: Path) -> None:
    (folder / "index.json").write_bytes(b"\x00{")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (cut, "its file is damaged"),
        (beginning_overwritten, "its file is damaged"),
        (file_gone, "its file cannot be read"),
        (description_damaged, "its description is damaged"),
        (lambda folder: rewritten(folder, faiss="1.7.4"), "FAISS version 1.7.4"),
        (lambda folder: rewritten(folder, layout=0), "layout 0"),
        (lambda folder: rewritten(folder, rows="many"), "its description is damaged"),
    ],
)
def test_a_damaged_or_older_index_is_not_opened_and_is_built_again(
    folder: Path, vectors: np.ndarray, block: np.ndarray, damage: Callable[[Path], None], reason: str
) -> None:
    damage(folder)
    with pytest.raises(ValueError, match=reason):
        FaissIndex(folder, block, vectors, *OF)
    build(folder, block, vectors, *OF)
    assert FaissIndex(folder, block, vectors, *OF).verify()
    assert len(list(folder.iterdir())) == 2


def test_the_index_of_another_library_encoder_or_file_is_not_opened(
    folder: Path, vectors: np.ndarray, block: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="library"):
        FaissIndex(folder, block, vectors, "another", "encoder")
    with pytest.raises(ValueError, match="encoder"):
        FaissIndex(folder, block, vectors, "library", "another")
    with pytest.raises(ValueError, match="other vectors"):
        FaissIndex(folder, block[::-1], vectors[::-1], *OF)
    with pytest.raises(ValueError, match="other vectors"):
        FaissIndex(folder, block[:100], vectors[:100], *OF)
    with pytest.raises(ValueError, match="there is none yet"):
        FaissIndex(folder.parent / "nowhere", block, vectors, *OF)


def test_damage_among_the_codes_is_found_by_verifying_and_the_scan_answers(
    folder: Path, vectors: np.ndarray, block: np.ndarray, caplog: pytest.LogCaptureFixture
) -> None:
    with open(next(folder.glob("*.faiss")), "r+b") as file:
        file.seek(-3000, os.SEEK_END)
        file.write(b"\x55" * 500)
    index = FaissIndex(folder, block, vectors, *OF)
    assert index.name == "faiss"
    assert not index.verify()
    assert (index.name, index.stale) == ("exact", True)
    assert index.shortlist(vectors[7], 20).tolist() == ExactPrefix(block).shortlist(vectors[7], 20).tolist()
    assert [r.message for r in caplog.records] == [
        "The FAISS index is not used, every prefix is scanned instead: its file is damaged."
    ]


def test_damaged_row_numbers_never_reach_a_search(folder: Path, vectors: np.ndarray, block: np.ndarray) -> None:
    with open(next(folder.glob("*.faiss")), "r+b") as file:
        file.seek(-800, os.SEEK_END)
        file.write(np.full(100, 10**12).tobytes())  # of the last cell
    index = FaissIndex(folder, block, vectors, *OF)
    scan = ExactPrefix(block)
    for row in range(0, N, 50):
        assert set(index.shortlist(vectors[row], N).tolist()) == set(scan.shortlist(vectors[row], N).tolist())
    assert index.stale


@pytest.mark.parametrize("n", [1, 7, 999])
def test_small_libraries(tmp_path: Path, vectors: np.ndarray, block: np.ndarray, n: int) -> None:
    build(tmp_path, block[:n], vectors[:n], *OF)
    index = FaissIndex(tmp_path, block[:n], vectors[:n], *OF)
    for size in (1, 5, 2000):
        assert len(index.shortlist(vectors[0], size)) == min(size, n)
    assert index.shortlist(vectors[n - 1], 1).tolist() == [n - 1]
    assert index.name == "faiss"


def test_tracks_that_are_all_alike(tmp_path: Path) -> None:
    vectors = np.repeat(normalise(np.ones((1, DIM), np.float32)), 3000, axis=0)
    block = truncate(vectors, WIDTH)
    build(tmp_path, block, vectors, *OF)
    index = FaissIndex(tmp_path, block, vectors, *OF)
    rows, scores = search(vectors[0], Mapped(vectors), index, schedule=((WIDTH, 200), (DIM, 100)))
    assert len(set(rows.tolist())) == 100
    assert np.allclose(scores, 1)
    among = np.arange(3000) % 10 == 0
    assert among[index.shortlist(vectors[0], 200, among)].all()
    assert index.name == "faiss"


def test_later_tracks_are_found_at_once_and_extend_the_index_when_they_are_many(
    tmp_path: Path, vectors: np.ndarray, block: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faiss_index, "_STALE_ROWS", 100)
    build(tmp_path, block[:3500], vectors[:3500], *OF)
    index = FaissIndex(tmp_path, block, vectors, *OF)
    assert index.stale
    assert index.shortlist(vectors[3900], 5)[0] == 3900
    among = np.arange(N) >= 3499
    assert 3499 in index.shortlist(vectors[3499], 5, among)
    build(tmp_path, block, vectors, *OF)
    extended = FaissIndex(tmp_path, block, vectors, *OF)
    assert not extended.stale
    assert extended.shortlist(vectors[3900], 5)[0] == 3900
    assert json.loads((tmp_path / "index.json").read_text())["trained_rows"] == 3500


def test_an_index_of_a_much_smaller_library_is_built_again(
    tmp_path: Path, vectors: np.ndarray, block: np.ndarray
) -> None:
    build(tmp_path, block[:500], vectors[:500], *OF)
    with pytest.raises(ValueError, match="500 of 4000"):
        FaissIndex(tmp_path, block, vectors, *OF)
    build(tmp_path, block, vectors, *OF)
    assert json.loads((tmp_path / "index.json").read_text())["trained_rows"] == N


def test_no_room_leaves_the_old_index(folder: Path, vectors: np.ndarray, block: np.ndarray) -> None:
    script = (
        "import resource, numpy as np; from pathlib import Path; from retrieval.vectors.faiss_index import build\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"v = np.load({str(folder.parent / 'v.npy')!r})\n"
        f"build(Path({str(folder)!r}), v[:, :{WIDTH}].copy(), v, 'a', 'b')"
    )
    pytest.importorskip("resource")
    np.save(folder.parent / "v.npy", vectors)
    before = sorted(path.name for path in folder.iterdir())
    done = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3], capture_output=True)
    assert done.returncode == 1
    assert sorted(path.name for path in folder.iterdir()) == before
    assert FaissIndex(folder, block, vectors, *OF).verify()


def mapped(path: Path, array: np.ndarray) -> np.memmap:
    array.tofile(path)
    return np.memmap(path, dtype=np.float32, mode="r", shape=array.shape)


def test_building_in_a_process_of_its_own(
    tmp_path: Path, vectors: np.ndarray, block: np.ndarray, caplog: pytest.LogCaptureFixture
) -> None:
    files = mapped(tmp_path / "prefix.f32", block), mapped(tmp_path / "vectors.f32", vectors)
    assert not build_apart(tmp_path / "faiss", *files, *OF, cancelled=lambda: True)
    assert not list(tmp_path.glob("faiss/*.faiss"))
    assert build_apart(tmp_path / "faiss", *files, *OF)
    assert FaissIndex(tmp_path / "faiss", *files, *OF).shortlist(vectors[3], 1).tolist() == [3]
    assert not caplog.records
    blocked = tmp_path / "a file"
    blocked.touch()
    assert not build_apart(blocked / "faiss", *files, *OF)
    assert "The FAISS index could not be built" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="sets FAISS's own variable")
def test_a_processor_without_vector_instructions(folder: Path, vectors: np.ndarray, block: np.ndarray) -> None:
    np.save(folder.parent / "v.npy", vectors)
    script = (
        "import sys, numpy as np; from pathlib import Path; from models.encoder import truncate\n"
        "from retrieval.vectors.faiss_index import FaissIndex; v = np.load(sys.argv[1])\n"
        f"index = FaissIndex(Path(sys.argv[2]), truncate(v, {WIDTH}), v, 'library', 'encoder')\n"
        "print(*index.shortlist(v[5], 10), index.name)"
    )
    said = {}
    for level in ("NONE", "AVX2"):
        command = [sys.executable, "-c", script, str(folder.parent / "v.npy"), str(folder)]
        environment = os.environ | {"FAISS_SIMD_LEVEL": level}
        done = subprocess.run(command, cwd=Path(__file__).parents[3], env=environment, capture_output=True, text=True)
        said[level] = done.stdout.split()
    assert said["NONE"][:1] == said["AVX2"][:1] == ["5"]
    assert said["NONE"][-1] == said["AVX2"][-1] == "faiss"


def test_without_faiss_the_scan_answers(
    folder: Path, vectors: np.ndarray, block: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    index = FaissIndex(folder, block, vectors, *OF)
    assert index.shortlist(vectors[9], 3)[0] == 9
    assert index.name == "exact"


def test_a_search_leaves_the_number_of_threads_as_it_was(folder: Path, vectors: np.ndarray, block: np.ndarray) -> None:
    import faiss

    index = FaissIndex(folder, block, vectors, *OF)
    seen: list[tuple[int, int]] = []

    def ask() -> None:
        before = faiss.omp_get_max_threads()
        index.shortlist(vectors[0], 50)
        seen.append((before, faiss.omp_get_max_threads()))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert [before for before, _ in seen] == [after for _, after in seen]


def test_many_threads_find_the_same(folder: Path, vectors: np.ndarray, block: np.ndarray) -> None:
    index = FaissIndex(folder, block, vectors, *OF)
    among = np.arange(N) % 3 == 0
    found: list[list[int]] = []
    threads = [
        threading.Thread(target=lambda: found.append(index.shortlist(vectors[11], 30, among).tolist()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(rows == found[0] for rows in found)
    true = np.flatnonzero(among)[top(block[among] @ truncate(vectors[11], WIDTH), 30)]
    assert len(set(found[0]) & set(true.tolist())) >= 28


def test_nothing_imports_faiss_before_a_large_library_is_searched() -> None:
    script = (
        "import sys; import retrieval.library, retrieval.vectors.adaptive, retrieval.vectors.faiss_index\n"
        "sys.exit('faiss' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3]).returncode == 0

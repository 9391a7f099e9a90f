"""One contract for every prefix index, and the adaptive search against the exact one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from data.track import Track
from models.encoder import normalise, truncate
from retrieval.vectors import cells
from retrieval.vectors.adaptive import EXACT_UP_TO, PREFIX_DIM, check_schedule, default_schedule, search
from retrieval.vectors.prefix import ExactPrefix, PrefixIndex, top
from retrieval.vectors.rows import Mapped

N, DIM = 6000, 512


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Matryoshka-like vectors in neighbourhoods: the first numbers carry the most."""
    rng = np.random.default_rng(7)
    scale = 1 / np.sqrt(1 + np.arange(DIM))
    centres = rng.standard_normal((60, DIM)) * scale
    return normalise((centres[rng.integers(0, 60, N)] + 0.7 * rng.standard_normal((N, DIM)) * scale).astype(np.float32))


@pytest.fixture(scope="module", params=["exact", "cells", "cells with a tail", "chroma"])
def index(
    request: pytest.FixtureRequest, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PrefixIndex]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "_LEAST", N // 2)  # or so few rows would all be looked at
        yield made(request.param, vectors, tmp_path_factory.mktemp("index"))


def made(kind: str, vectors: np.ndarray, folder: Path) -> PrefixIndex:
    block = truncate(vectors, PREFIX_DIM)
    if kind == "exact":
        return ExactPrefix(block)
    if kind.startswith("cells"):
        n = N - 500 if "tail" in kind else N
        assert cells.build(folder / "cells", block[:n], vectors[:n])
        return cells.CellIndex(folder / "cells", block)
    from retrieval.vectors.chroma import ChromaPrefix

    chroma = ChromaPrefix(folder, PREFIX_DIM, "fp")
    tracks = {i: Track(f"t{i}", Path(f"/m/{i}.wav"), Path("/m"), f"Title {i}") for i in range(N)}
    assert chroma.synchronise(tracks, block) == N
    assert chroma.synchronise(tracks, block) == 0
    return chroma


def test_the_shortlist_is_nearest_first_and_of_the_size_asked_for(index: PrefixIndex, vectors: np.ndarray) -> None:
    query = truncate(vectors[5], PREFIX_DIM)
    rows = index.shortlist(query, 50)
    scores = truncate(vectors[rows], PREFIX_DIM) @ query
    assert len(set(rows.tolist())) == 50
    assert rows[0] == 5
    assert (np.diff(scores) <= 1e-5).all()
    assert len(index.shortlist(query, 10 * N)) == N


def test_the_shortlist_holds_the_true_neighbours(index: PrefixIndex, vectors: np.ndarray) -> None:
    block = truncate(vectors, PREFIX_DIM)
    found = 0.0
    for i in range(20):
        query = truncate(vectors[i * 7] + 0.01, PREFIX_DIM)
        true = set(top(block @ query, 100).tolist())
        found += len(true & set(index.shortlist(query, 100).tolist())) / 100
    assert found / 20 >= (1.0 if index.name == "exact" else 0.95)


def test_the_newest_rows_are_found(index: PrefixIndex, vectors: np.ndarray) -> None:
    for row in (N - 1, N - 250, N - 499):
        assert index.shortlist(truncate(vectors[row], PREFIX_DIM), 10)[0] == row


@pytest.mark.parametrize("every", [2, 11, 500])
def test_a_filter_is_applied_before_the_shortlist(index: PrefixIndex, vectors: np.ndarray, every: int) -> None:
    among = np.zeros(N, dtype=bool)
    among[::every] = True
    query = truncate(vectors[1] + 0.2 * vectors[9], PREFIX_DIM)
    rows = index.shortlist(query, 40, among)
    allowed = np.flatnonzero(among)
    true = allowed[top(truncate(vectors, PREFIX_DIM)[allowed] @ query, 40)]
    assert among[rows].all()
    assert len(rows) == min(40, len(allowed))
    assert len(set(rows.tolist()) & set(true.tolist())) >= 0.95 * len(true)


@pytest.mark.parametrize("schedule", [((64, N), (512, 10)), ((64, N), (128, N), (256, N), (512, 10)), ((512, 10),)])
def test_with_everything_shortlisted_every_index_is_exact(
    index: PrefixIndex, vectors: np.ndarray, schedule: tuple
) -> None:
    query = normalise(vectors[3] + 0.02)
    rows, scores = search(query, Mapped(vectors), index, schedule=schedule)
    expected = top(vectors @ query, 10)
    assert rows.tolist() == expected.tolist()
    assert np.allclose(scores, (vectors @ query)[expected], atol=1e-6)


def test_adaptive_search_over_every_index(index: PrefixIndex, vectors: np.ndarray) -> None:
    overlaps = []
    for i in range(20):
        query = normalise(vectors[i] + 0.3 * vectors[i + 50])
        rows, _ = search(query, Mapped(vectors), index, schedule=((64, 1000), (512, 10)))
        overlaps.append(len(set(rows.tolist()) & set(top(vectors @ query, 10).tolist())) / 10)
    assert np.mean(overlaps) >= 0.97


def test_a_filter_that_leaves_twelve_finds_those_twelve(index: PrefixIndex, vectors: np.ndarray) -> None:
    among = np.zeros(N, dtype=bool)
    among[::500] = True
    rows, _ = search(vectors[1], Mapped(vectors), index, among=among, schedule=((64, 1000), (512, 100)))
    assert sorted(rows.tolist()) == list(range(0, N, 500))


def test_at_full_width_most_rows_or_few_are_exact(vectors: np.ndarray) -> None:
    query = normalise(vectors[3] + 0.1 * vectors[8])
    scan = ExactPrefix(truncate(vectors, PREFIX_DIM))
    for among in (np.arange(N) % 7 > 0, np.arange(N) % 7 == 0, np.arange(N) < 4, np.ones(N, bool)):
        rows, scores = search(query, Mapped(vectors), scan, among=among, schedule=((512, 30),))
        allowed = np.flatnonzero(among)
        expected = allowed[top(vectors[allowed] @ query, 30)]
        assert rows.tolist() == expected.tolist()
        assert np.allclose(scores, vectors[rows] @ query, atol=1e-6)


def test_the_schedule_follows_the_size_of_the_library() -> None:
    assert default_schedule(DIM, 234) == ((DIM, 100),)
    assert default_schedule(DIM, EXACT_UP_TO + 1)[0] == (64, 1000)
    assert default_schedule(DIM, 10**6)[0] == (64, 3500)


def test_ties_are_cut_in_order_of_position() -> None:
    assert top(np.array([1, 3, 3, 3, 2], dtype=np.float32), 2).tolist() == [1, 2]


@pytest.mark.parametrize(
    "schedule", [(), ((32, 10),), ((64, 10), (32, 5), (512, 5)), ((32, 5), (512, 10)), ((32, 5), (512, 0))]
)
def test_senseless_schedules_are_refused(schedule: tuple) -> None:
    with pytest.raises(ValueError, match="must"):
        check_schedule(schedule, 512)


def test_a_first_stage_of_another_width_is_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="64 dimensions"):
        search(vectors[0], Mapped(vectors), ExactPrefix(truncate(vectors, 64)), schedule=((32, 10), (512, 10)))


def test_cells_of_other_vectors_are_refused(vectors: np.ndarray, tmp_path: Path) -> None:
    block = truncate(vectors, PREFIX_DIM)
    with pytest.raises(ValueError, match="no cells"):
        cells.CellIndex(tmp_path / "cells", block)
    assert cells.build(tmp_path / "cells", block, vectors)
    with pytest.raises(ValueError, match="other"):
        cells.CellIndex(tmp_path / "cells", block[::-1].copy())
    (tmp_path / "cells" / "rows.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(ValueError, match="no cells"):
        cells.CellIndex(tmp_path / "cells", block)
    assert not cells.build(tmp_path / "other", block, vectors, cancelled=lambda: True)
    assert not (tmp_path / "other").exists()

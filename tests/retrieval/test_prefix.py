"""One contract for every prefix index, and the adaptive search against the exact one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.track import Track
from models.encoder import normalise, truncate
from retrieval.adaptive import check_schedule, default_schedule, search
from retrieval.prefix import ExactPrefix, PrefixIndex, top

N, DIM, PREFIX = 3000, 512, 32


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Matryoshka-like vectors: the first numbers carry the most."""
    rng = np.random.default_rng(7)
    scale = 1 / np.sqrt(1 + np.arange(DIM))
    return normalise((rng.standard_normal((N, DIM)) * scale).astype(np.float32))


@pytest.fixture(scope="module", params=["exact", "chroma"])
def index(request: pytest.FixtureRequest, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> PrefixIndex:
    block, rows = truncate(vectors, PREFIX), np.arange(N)
    if request.param == "exact":
        return ExactPrefix(block, rows)
    from retrieval.chroma import ChromaPrefix

    chroma = ChromaPrefix(tmp_path_factory.mktemp("chroma"), PREFIX, "fp")
    tracks = {i: Track(f"t{i}", Path(f"/m/{i}.wav"), Path("/m"), f"Title {i}") for i in range(N)}
    assert chroma.synchronise(tracks, block) == N
    assert chroma.synchronise(tracks, block) == 0
    return chroma


def test_the_shortlist_is_nearest_first_and_of_the_size_asked_for(index: PrefixIndex, vectors: np.ndarray) -> None:
    query = truncate(vectors[5], PREFIX)
    rows = index.shortlist(query, 50)
    scores = truncate(vectors[rows], PREFIX) @ query
    assert len(set(rows.tolist())) == 50
    assert rows[0] == 5
    assert (np.diff(scores) <= 1e-5).all()
    assert len(index.shortlist(query, 10 * N)) == N


def test_the_shortlist_holds_the_true_neighbours(index: PrefixIndex, vectors: np.ndarray) -> None:
    block = truncate(vectors, PREFIX)
    found = 0.0
    for i in range(20):
        query = truncate(vectors[i * 7] + 0.01, PREFIX)
        true = set(top(block @ query, 100).tolist())
        found += len(true & set(index.shortlist(query, 100).tolist())) / 100
    assert found / 20 >= (1.0 if index.name == "exact" else 0.97)


@pytest.mark.parametrize("schedule", [((32, N), (512, 10)), ((32, N), (64, N), (256, N), (512, 10)), ((512, 10),)])
def test_adaptive_search_with_everything_shortlisted_is_exact(vectors: np.ndarray, schedule: tuple) -> None:
    exact = ExactPrefix(truncate(vectors, schedule[0][0]), np.arange(N))
    query = normalise(vectors[3] + 0.02)
    rows, scores = search(query, vectors, exact, exact, schedule=schedule)
    expected = top(vectors @ query, 10)
    assert rows.tolist() == expected.tolist()
    assert np.allclose(scores, (vectors @ query)[expected], atol=1e-6)


def test_adaptive_search_over_either_index(index: PrefixIndex, vectors: np.ndarray) -> None:
    exact = ExactPrefix(truncate(vectors, PREFIX), np.arange(N))
    overlaps = []
    for i in range(20):
        query = normalise(vectors[i] + 0.3 * vectors[i + 50])
        rows, _ = search(query, vectors, index, exact, schedule=((32, 1000), (512, 10)))
        overlaps.append(len(set(rows.tolist()) & set(top(vectors @ query, 10).tolist())) / 10)
    assert np.mean(overlaps) >= 0.95


def test_a_filter_that_leaves_twelve_finds_those_twelve(index: PrefixIndex, vectors: np.ndarray) -> None:
    among = np.zeros(N, dtype=bool)
    among[::250] = True
    exact = ExactPrefix(truncate(vectors, PREFIX), np.arange(N))
    rows, _ = search(vectors[1], vectors, index, exact, among=among, schedule=default_schedule(DIM))
    assert sorted(rows.tolist()) == list(range(0, N, 250))


def test_ties_are_cut_in_order_of_position() -> None:
    assert top(np.array([1, 3, 3, 3, 2], dtype=np.float32), 2).tolist() == [1, 2]


@pytest.mark.parametrize(
    "schedule", [(), ((32, 10),), ((64, 10), (32, 5), (512, 5)), ((32, 5), (512, 10)), ((32, 5), (512, 0))]
)
def test_senseless_schedules_are_refused(schedule: tuple) -> None:
    with pytest.raises(ValueError, match="must"):
        check_schedule(schedule, 512)

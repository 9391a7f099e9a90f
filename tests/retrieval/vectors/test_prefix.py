"""Test that all prefix indexes have the same interface, and that adaptive search agrees with exact search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.track import Track
from models.encoder import normalise, truncate
from retrieval.vectors import faiss_index
from retrieval.vectors.adaptive import EXACT_UP_TO, check_schedule, default_schedule, prefix_width, search
from retrieval.vectors.prefix import ExactPrefix, PrefixIndex, top
from retrieval.vectors.rows import Mapped

N, DIM = 6000, 512
WIDTH = prefix_width(DIM)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Return clustered vectors whose first numbers carry the most information, like Matryoshka vectors."""
    rng = np.random.default_rng(7)
    scale = 1 / np.sqrt(1 + np.arange(DIM))
    centres = rng.standard_normal((60, DIM)) * scale
    return normalise((centres[rng.integers(0, 60, N)] + 0.7 * rng.standard_normal((N, DIM)) * scale).astype(np.float32))


@pytest.fixture(scope="module", params=["exact", "faiss", "faiss and later rows", "chroma"])
def index(request: pytest.FixtureRequest, vectors: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> PrefixIndex:
    return made(request.param, vectors, tmp_path_factory.mktemp("index"))


def made(kind: str, vectors: np.ndarray, folder: Path) -> PrefixIndex:
    block = truncate(vectors, WIDTH)
    if kind == "exact":
        return ExactPrefix(block)
    if kind.startswith("faiss"):
        n = N - 500 if "later" in kind else N
        faiss_index.build(folder, block[:n], vectors[:n], "library", "encoder")
        return faiss_index.FaissIndex(folder, block, vectors, "library", "encoder")
    from retrieval.vectors.chroma import ChromaPrefix

    chroma = ChromaPrefix(folder, WIDTH, "fp")
    tracks = {i: Track(f"t{i}", Path(f"/m/{i}.wav"), Path("/m"), f"Title {i}") for i in range(N)}
    assert chroma.synchronise(tracks, block) == N
    assert chroma.synchronise(tracks, block) == 0
    return chroma


def test_the_shortlist_is_nearest_first_and_of_the_size_asked_for(index: PrefixIndex, vectors: np.ndarray) -> None:
    query = truncate(vectors[5], WIDTH)
    rows = index.shortlist(query, 50)
    scores = truncate(vectors[rows], WIDTH) @ query
    assert len(set(rows.tolist())) == 50
    assert rows[0] == 5
    assert (np.diff(scores) <= 0.01).all()  # codes of eight bits are that near
    assert len(index.shortlist(query, 10 * N)) == N


def test_the_shortlist_holds_the_true_neighbours(index: PrefixIndex, vectors: np.ndarray) -> None:
    block = truncate(vectors, WIDTH)
    found = 0.0
    for i in range(20):
        query = truncate(vectors[i * 7] + 0.01, WIDTH)
        true = set(top(block @ query, 100).tolist())
        found += len(true & set(index.shortlist(query, 100).tolist())) / 100
    assert found / 20 >= (1.0 if index.name == "exact" else 0.95)


def test_the_newest_rows_are_found(index: PrefixIndex, vectors: np.ndarray) -> None:
    for row in (N - 1, N - 250, N - 499):
        assert index.shortlist(truncate(vectors[row], WIDTH), 10)[0] == row


@pytest.mark.parametrize("every", [2, 11, 500])
def test_a_filter_is_applied_before_the_shortlist(index: PrefixIndex, vectors: np.ndarray, every: int) -> None:
    among = np.zeros(N, dtype=bool)
    among[::every] = True
    query = truncate(vectors[1] + 0.2 * vectors[9], WIDTH)
    rows = index.shortlist(query, 40, among)
    allowed = np.flatnonzero(among)
    true = allowed[top(truncate(vectors, WIDTH)[allowed] @ query, 40)]
    assert among[rows].all()
    assert len(rows) == min(40, len(allowed))
    assert len(set(rows.tolist()) & set(true.tolist())) >= 0.95 * len(true)


def test_a_filter_far_from_the_query_finds_what_it_allows(index: PrefixIndex, vectors: np.ndarray) -> None:
    block = truncate(vectors, WIDTH)
    query = truncate(vectors[1] + 0.1 * vectors[9], WIDTH)
    among = block @ query < np.quantile(block @ query, 0.3)  # a style that sounds like nothing that was asked for
    allowed = np.flatnonzero(among)
    rows = index.shortlist(query, 200, among)
    true = allowed[top(block[allowed] @ query, 10)]
    assert among[rows].all()
    assert len(rows) == 200
    assert len(set(rows.tolist()) & set(true.tolist())) >= 9


def test_a_filter_that_keeps_nothing_finds_nothing(index: PrefixIndex, vectors: np.ndarray) -> None:
    assert len(index.shortlist(truncate(vectors[1], WIDTH), 40, np.zeros(N, dtype=bool))) == 0


@pytest.mark.parametrize(
    "schedule", [((WIDTH, N), (512, 10)), ((WIDTH, N), (256, N), (384, N), (512, 10)), ((512, 10),)]
)
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
        rows, _ = search(query, Mapped(vectors), index, schedule=((WIDTH, 200), (512, 10)))
        overlaps.append(len(set(rows.tolist()) & set(top(vectors @ query, 10).tolist())) / 10)
    assert np.mean(overlaps) >= 0.97


def test_a_filter_that_leaves_twelve_finds_those_twelve(index: PrefixIndex, vectors: np.ndarray) -> None:
    among = np.zeros(N, dtype=bool)
    among[::500] = True
    rows, _ = search(vectors[1], Mapped(vectors), index, among=among, schedule=((WIDTH, 200), (512, 100)))
    assert sorted(rows.tolist()) == list(range(0, N, 500))


def test_at_full_width_most_rows_or_few_are_exact(vectors: np.ndarray) -> None:
    query = normalise(vectors[3] + 0.1 * vectors[8])
    scan = ExactPrefix(truncate(vectors, WIDTH))
    for among in (np.arange(N) % 7 > 0, np.arange(N) % 7 == 0, np.arange(N) < 4, np.ones(N, bool)):
        rows, scores = search(query, Mapped(vectors), scan, among=among, schedule=((512, 30),))
        allowed = np.flatnonzero(among)
        expected = allowed[top(vectors[allowed] @ query, 30)]
        assert rows.tolist() == expected.tolist()
        assert np.allclose(scores, vectors[rows] @ query, atol=1e-6)


def test_the_schedule_follows_the_size_of_the_library_and_the_width_of_the_encoder() -> None:
    assert default_schedule(DIM, 234) == ((DIM, 100),)
    assert default_schedule(DIM, EXACT_UP_TO + 1)[0] == (128, 200)
    assert default_schedule(1024, 10**6)[0] == (256, 200)
    assert default_schedule(DIM, 10**7)[0] == (128, 317)
    assert default_schedule(24, 10**6) == ((24, 100),)


def test_ties_are_cut_in_order_of_position() -> None:
    assert top(np.array([1, 3, 3, 3, 2], dtype=np.float32), 2).tolist() == [1, 2]


@pytest.mark.parametrize(
    "schedule", [(), ((32, 10),), ((64, 10), (32, 5), (512, 5)), ((32, 5), (512, 10)), ((32, 5), (512, 0))]
)
def test_senseless_schedules_are_refused(schedule: tuple) -> None:
    with pytest.raises(ValueError, match="must"):
        check_schedule(schedule, 512)


def test_a_first_stage_of_another_width_is_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match="128 dimensions"):
        search(vectors[0], Mapped(vectors), ExactPrefix(truncate(vectors, 128)), schedule=((32, 10), (512, 10)))

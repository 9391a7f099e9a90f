"""Compare every metric with a value computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.metrics import average_precision, evaluate, interval, ndcg, overlap, ranks_of


def test_ranks_by_hand() -> None:
    scores = np.array([0.9, 0.1, 0.5, 0.7], np.float32)
    assert ranks_of(scores, [2]).tolist() == [3]
    assert ranks_of(scores, [2, 0]).tolist() == [1, 3]
    assert ranks_of(scores, [0, 1, 2, 3]).tolist() == [1, 2, 3, 4]


def test_ties_go_against_the_system() -> None:
    """A dead text tower gives every pair the same score: its R@10 must be none, and not all."""
    assert ranks_of(np.full(100, 0.999, np.float32), [0]).tolist() == [100]
    assert ranks_of(np.array([0.5, 0.5, 0.5, 0.9], np.float32), [0, 1]).tolist() == [3, 4]


def test_average_precision_and_ndcg_by_hand() -> None:
    ranks = np.array([1, 3, 12])
    assert average_precision(ranks) == pytest.approx((1 / 1 + 2 / 3) / 3)
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert ndcg(ranks) == pytest.approx((1 + 1 / math.log2(4)) / ideal)
    assert average_precision(np.array([11])) == ndcg(np.array([11])) == 0
    assert ndcg(np.array([1]), 2) == pytest.approx(1 / (1 + 1 / math.log2(3)))  # the second was not ranked at all
    every = np.arange(1, 31)  # thirty relevant items, perfectly ranked: only ten fit
    assert average_precision(every) == ndcg(every) == pytest.approx(1)


def test_a_small_retrieval_by_hand() -> None:
    items = np.eye(12, dtype=np.float32)
    queries = np.zeros((3, 12), np.float32)
    queries[0, 4] = 1  # finds its item first
    queries[1, :3] = (3, 2, 1)  # its item, number 2, is third
    queries[2] = np.arange(12, 0, -1)  # its item, number 11, is last
    result = evaluate(queries, items, [[4], [2], [11]])
    assert (result.queries, result.items) == (3, 12)
    assert result.r1 == pytest.approx(1 / 3)
    assert result.r5 == result.r10 == pytest.approx(2 / 3)
    assert result.median_rank == 3
    assert result.map10 == pytest.approx((1 + 1 / 3) / 3)
    assert result.ndcg10 == pytest.approx((1 + 1 / math.log2(4)) / 3)
    assert result.r10_95[0] <= result.r10 <= result.r10_95[1]


def test_chance_is_chance() -> None:
    rng = np.random.default_rng(0)
    result = evaluate(
        rng.standard_normal((2000, 8)).astype(np.float32),
        rng.standard_normal((500, 8)).astype(np.float32),
        [[int(i)] for i in rng.integers(0, 500, 2000)],
    )
    assert result.r10 == pytest.approx(10 / 500, abs=0.01)
    assert result.median_rank == pytest.approx(250, abs=20)
    assert result.r10_95[0] < 0.02 < result.r10_95[1]


def test_overlap_by_hand() -> None:
    items = np.eye(4, dtype=np.float32)
    query = np.array([[4, 3, 2, 1]], np.float32)
    assert overlap(query, items, (query, items), depth=2) == 1
    other = np.array([[4, 1, 2, 3]], np.float32)
    assert overlap(query, items, (other, items), depth=2) == 0.5
    assert overlap(query, items, (other, items)) == 1  # there are only four


def test_the_interval_is_always_the_same_and_narrows() -> None:
    values = np.array([0.0, 1.0] * 50)
    assert interval(values) == interval(values)
    low, high = interval(values)
    assert (low, high) == (pytest.approx(0.4, abs=0.03), pytest.approx(0.6, abs=0.03))
    low4, high4 = interval(np.tile(values, 4))
    assert high4 - low4 < 0.6 * (high - low)


def test_queries_without_answers_are_refused() -> None:
    eye = np.eye(2, dtype=np.float32)
    with pytest.raises(ValueError, match="query 1 has no relevant items"):
        evaluate(eye, eye, [[0], []])
    with pytest.raises(ValueError, match="2 queries with 1 lists"):
        evaluate(eye, eye, [[0]])

"""Acceptabilities against closed forms, and what must hold for every table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from planner.priority import smaa
from planner.priority.smaa import acceptability, robustness
from planner.priority.value import additive_value, ranks
from planner.priority.weights import from_numbers, from_order, uniform


def weights(n: int, criteria: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(criteria), size=n)


@pytest.mark.parametrize("m", [2, 3, 4])
def test_identity_matrix_every_rank_equally_and_rank_order_centroid_weights(m: int) -> None:
    got = acceptability(np.eye(m)[None], weights(60_000, m))
    np.testing.assert_allclose(got.rank, 1 / m, atol=0.01)
    centroid = [sum(1 / j for j in range(k, m + 1)) / m for k in range(1, m + 1)]
    for i in range(m):
        np.testing.assert_allclose(got.central_weights[i, i], centroid[0], atol=0.005)
        # By symmetry the criteria that do not make it first share what is left.
        np.testing.assert_allclose(np.delete(got.central_weights[i], i), (1 - centroid[0]) / (m - 1), atol=0.005)
    np.testing.assert_allclose(got.confidence, 1)


def test_identity_matrix_under_an_order_has_its_centroid() -> None:
    w = from_order("a > b > c", ("a", "b", "c"))
    got = acceptability(np.eye(3)[None], w.sample(60_000, np.random.default_rng(1)))
    np.testing.assert_allclose(got.central_weights[0], [0.6111, 0.2778, 0.1111], atol=0.004)
    assert got.rank[0, 0] == 1


def test_two_alternatives_closed_form() -> None:
    got = acceptability([[[0.9, 0.2], [0.4, 0.6]]], weights(200_000, 2))
    np.testing.assert_allclose(got.first, [5 / 9, 4 / 9], atol=0.004)
    np.testing.assert_allclose(got.central_weights[0], [0.7222, 0.2778], atol=0.003)
    np.testing.assert_allclose(got.pairwise[0, 1], 5 / 9, atol=0.004)
    np.testing.assert_allclose(got.pairwise[1, 0], 1 - got.pairwise[0, 1])


def test_ties_are_split_and_reported() -> None:
    got = acceptability([[[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]]], weights(100, 2))
    np.testing.assert_allclose(got.rank, [[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]])
    np.testing.assert_allclose(got.shared_first, [1, 1, 0])
    assert got.tied[0, 1] == 1
    assert got.pairwise[0, 1] == 0.5
    assert got.tied[0, 2] == 0
    np.testing.assert_allclose(got.confidence[:2], 0.5)


def test_a_dominated_scenario_is_never_first_and_has_no_central_weights() -> None:
    got = acceptability([[[0.9, 0.9], [0.1, 0.1]]], weights(100, 2))
    assert got.first[1] == 0
    assert np.all(np.isnan(got.central_weights[1]))
    assert np.isnan(got.confidence[1])


def test_confidence_counts_score_draws_at_the_central_weights() -> None:
    table = np.array([[[0.6], [0.5]], [[0.4], [0.5]], [[0.6], [0.5]], [[0.6], [0.5]]])
    got = acceptability(table, np.ones((1, 1)))
    np.testing.assert_allclose(got.confidence, [0.75, 0.25])
    np.testing.assert_allclose(got.first, [0.75, 0.25])


def test_stated_weights_stand_beside_uniform_ones() -> None:
    w = from_numbers({"a": 3, "b": 1}, ("a", "b"))
    got = robustness([[[0.9, 0.2], [0.4, 0.6]]], w, np.random.default_rng(3))
    assert got.stated.rank.tolist() == [[1, 0], [0, 1]]
    assert 0.5 < got.uniform.first[0] < 0.6
    again = robustness([[[0.9, 0.2], [0.4, 0.6]]], w, np.random.default_rng(3))
    np.testing.assert_array_equal(got.uniform.rank, again.uniform.rank)


def test_draws_of_scores_are_used_once_each() -> None:
    table = np.random.default_rng(0).random((50, 3, 4))
    assert robustness(table, uniform(), np.random.default_rng(0)).stated.draws == 50


def test_chunks_do_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    table, w = np.random.default_rng(0).random((101, 3, 2)), weights(101, 2)
    whole = acceptability(table, w)
    monkeypatch.setattr(smaa, "_CHUNK", 30)
    parts = acceptability(table, w)
    np.testing.assert_allclose(parts.rank, whole.rank)
    np.testing.assert_allclose(parts.pairwise, whole.pairwise)


grid = st.integers(0, 4).map(lambda k: k / 4)  # a coarse grid makes ties common


@settings(max_examples=60)
@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 6), st.just(3)), elements=grid))
def test_shares_add_up(table: np.ndarray) -> None:
    w = np.random.default_rng(1).dirichlet(np.ones(3), size=len(table)).round(1)
    got = acceptability(table, w)
    np.testing.assert_allclose(got.rank.sum(axis=0), 1)
    np.testing.assert_allclose(got.rank.sum(axis=1), 1)
    np.testing.assert_allclose(got.pairwise + got.pairwise.T, 1)
    assert np.all(got.rank >= 0)
    # Against the definition, one draw at a time.
    m = table.shape[1]
    slow = np.zeros((m, m))
    for draw, weight in zip(table, w, strict=True):
        place = ranks(additive_value(draw, weight))
        for i in range(m):
            k = int((place == place[i]).sum())
            slow[i, place[i] - 1 : place[i] - 1 + k] += 1 / k
    np.testing.assert_allclose(got.rank, slow / len(table), atol=1e-12)


def test_tables_that_do_not_fit() -> None:
    good = np.zeros((2, 2, 2))
    with pytest.raises(ValueError, match="axes"):
        acceptability(good[0], weights(1, 2))
    with pytest.raises(ValueError, match="finite"):
        acceptability(np.full((1, 2, 2), np.nan), weights(1, 2))
    with pytest.raises(ValueError, match="do not pair"):
        acceptability(good, weights(3, 2))
    with pytest.raises(ValueError, match="shape"):
        acceptability(good, weights(2, 3))
    with pytest.raises(ValueError, match="axes"):
        acceptability(np.zeros((0, 2, 2)), weights(1, 2))

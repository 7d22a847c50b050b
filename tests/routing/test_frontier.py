"""Frontier, hull and coin toss against brute force over all mixtures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.routing.frontier import CoinToss, on_frontier, upper_hull

points = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10)), min_size=1, max_size=7).map(
    lambda rows: (np.array([float(c) for c, _ in rows]), np.array([q / 10 for _, q in rows]))
)


def cheapest_mixture(cost: np.ndarray, quality: np.ndarray, wanted: float) -> float:
    """Brute force over all pairs of models: the least cost with quality of at least ``wanted``."""
    best = np.inf
    for i in range(len(cost)):
        for j in range(len(cost)):
            if quality[i] >= wanted:
                best = min(best, cost[i])
            elif quality[j] >= wanted:
                share = (wanted - quality[i]) / (quality[j] - quality[i])
                best = min(best, (1 - share) * cost[i] + share * cost[j])
    return float(best)


@settings(max_examples=80, deadline=None)
@given(points)
def test_the_frontier_is_what_nothing_beats(found: tuple[np.ndarray, np.ndarray]) -> None:
    cost, quality = found
    for i, kept in enumerate(on_frontier(cost, quality)):
        beaten = any(
            cost[j] <= cost[i] and quality[j] >= quality[i] and (cost[j] < cost[i] or quality[j] > quality[i])
            for j in range(len(cost))
        )
        assert kept == (not beaten)


@settings(max_examples=80, deadline=None)
@given(points)
def test_the_hull_is_rising_concave_and_above_every_model(found: tuple[np.ndarray, np.ndarray]) -> None:
    cost, quality = found
    hull = upper_hull(cost, quality)
    c, q = cost[hull], quality[hull]
    assert (np.diff(c) > 0).all()
    assert (np.diff(q) > 0).all()
    slopes = np.diff(q) / np.diff(c)
    assert (np.diff(slopes) < 1e-12).all()
    assert (quality <= np.interp(cost, c, q) + 1e-12)[cost >= c[0]].all()
    assert c[0] == cost.min()
    assert q[-1] == quality.max()


@settings(max_examples=80, deadline=None)
@given(points, st.integers(0, 11))
def test_a_coin_toss_costs_the_least_of_all_mixtures(found: tuple[np.ndarray, np.ndarray], tenths: int) -> None:
    cost, quality = found
    wanted = tenths / 10
    toss = CoinToss(cost[:, None], quality[:, None])
    assert toss.cost(np.array([wanted]))[0] == pytest.approx(cheapest_mixture(cost, quality, wanted))


def test_a_coin_toss_is_drawn_out_draw_by_draw() -> None:
    rng = np.random.default_rng(4)
    cost, quality = rng.uniform(1, 10, (5, 40)), rng.uniform(0, 1, (5, 40))
    wanted = rng.uniform(0, 1, 40)
    found = CoinToss(cost, quality).cost(wanted)
    assert found == pytest.approx([cheapest_mixture(cost[:, d], quality[:, d], wanted[d]) for d in range(40)])
    assert np.isinf(found).any()


def test_a_model_beaten_in_every_draw_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    cost, quality = rng.uniform(1, 10, (3, 20)), rng.uniform(0, 0.9, (3, 20))
    wanted = rng.uniform(0, 0.9, 20)
    worse = CoinToss(np.vstack([cost, cost[:1] + 1]), np.vstack([quality, quality[:1] - 0.01]))
    assert len(worse.costs) == 3
    assert worse.cost(wanted) == pytest.approx(CoinToss(cost, quality).cost(wanted))

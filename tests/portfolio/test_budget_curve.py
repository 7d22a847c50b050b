"""The hull against a second construction, against dual bounds and against exact portfolios."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from portfolio_cases import Case, cases, random_case, real, whole

from planner.portfolio.curve import Purchase, curve
from planner.portfolio.knapsack import choose
from planner.portfolio.options import read_options, undominated
from planner.portfolio.relaxation import hull


def merged_hulls(values: list[np.ndarray], costs: list[np.ndarray]) -> list[tuple[float, float]]:
    """One month: each scenario's own upper hull, their pieces sorted by slope. Corners (budget, value)."""
    start, pieces = 0.0, []
    for v, c in zip(values, costs, strict=True):
        free = max([0.0, *v[c[:, 0] == 0]])
        start += free
        at = (0.0, free)
        while True:
            rest = [(x, y) for x, y in zip(c[:, 0], v, strict=True) if x > at[0] and y > at[1]]
            if not rest:
                break
            x, y = max(rest, key=lambda p: ((p[1] - at[1]) / (p[0] - at[0]), p[0]))
            pieces.append(((y - at[1]) / (x - at[0]), x - at[0]))
            at = (x, y)
    corners = [(0.0, start)]
    for slope, money in sorted(pieces, reverse=True):
        corners.append((corners[-1][0] + money, corners[-1][1] + slope * money))
    return corners


@pytest.mark.parametrize("seed", range(5))
def test_one_month_equals_merged_hulls(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = [rng.random(6) for _ in range(8)]
    costs = [rng.random((6, 1)) * 10.0 ** rng.integers(-3, 4) for _ in range(8)]
    corners = np.array(merged_hulls(values, costs))
    got = curve(values, costs)
    for budget in np.concatenate([corners[:, 0], np.linspace(0, corners[-1, 0] * 1.2, 50)]):
        want = np.interp(budget, corners[:, 0], corners[:, 1])
        assert got.value_at(budget) == pytest.approx(want, rel=1e-9, abs=1e-8)


def test_a_curve_by_hand() -> None:
    values = [np.array([4.0, 5.0]), np.array([9.0])]
    costs = [np.array([[2.0], [4.0]]), np.array([[3.0]])]
    got = curve(values, costs)
    assert [(p.budget, p.value, p.slope) for p in got.points] == [
        (0, 0, pytest.approx(3)),
        (pytest.approx(3), pytest.approx(9), pytest.approx(2)),
        (pytest.approx(5), pytest.approx(13), pytest.approx(0.5)),
        (pytest.approx(7), pytest.approx(14), 0),
    ]
    bought = [Purchase(1, 0, None), Purchase(0, 0, None), Purchase(0, 1, 0), None]
    assert [p.buys for p in got.points] == bought
    assert got.shadow_price(4) == pytest.approx(2)
    assert got.next_purchase(6) == Purchase(0, 1, 0)
    assert got.shadow_price(1e9) == 0
    assert got.next_purchase(7.1) is None
    assert got.value_at(4) == pytest.approx(11)


def test_the_binding_month_decides_what_is_bought_next() -> None:
    # The first scenario is dear in January, the second in February, where twice the money is.
    values, costs = [np.array([6.0]), np.array([6.0])], [np.array([[4.0, 0.0]]), np.array([[0.0, 4.0]])]
    got = curve(values, costs, [1, 2])
    assert got.value_at(2) == pytest.approx(9)
    assert got.next_purchase(3) == Purchase(0, 0, None)
    assert got.shadow_price(3) == pytest.approx(1.5)
    assert got.value_at(4) == pytest.approx(12)


def test_a_month_without_money_rules_out_what_costs_in_it() -> None:
    values, costs = [np.array([6.0, 5.0])], [np.array([[1.0, 1.0], [4.0, 0.0]])]
    assert curve(values, costs, [1, 0]).value_at(100) == pytest.approx(5)
    assert curve(values, costs, [0, 0]).value_at(100) == 0


@settings(max_examples=120, deadline=None)
@given(cases(whole) | cases(real))
def test_concave_rising_and_above_every_portfolio(case: Case) -> None:
    values, costs, _ = case
    got = curve(values, costs)
    budgets = [p.budget for p in got.points]
    slopes = [p.slope for p in got.points]
    assert budgets[0] == 0
    assert budgets == sorted(budgets)
    assert slopes == sorted(slopes, reverse=True)
    assert slopes[-1] == 0
    assert all(p.buys is not None for p in got.points[:-1])
    for a, b in zip(got.points, got.points[1:], strict=False):
        assert b.value == pytest.approx(a.value + a.slope * (b.budget - a.budget), abs=1e-6)
    for budget in (0.0, 0.7, 3.0, 9.5):
        exact = choose(values, costs, budget)
        assert got.value_at(budget) >= exact.value - 1e-7
    assert got.points[-1].value == pytest.approx(choose(values, costs, None).value)


@pytest.mark.parametrize("shared", [0.0, 0.8])
def test_every_segment_is_certified_by_its_prices(shared: float) -> None:
    """Weak duality: prices p bound every portfolio by p·budget + Σ max(value − p·cost); the hull meets it."""
    values, costs, _ = random_case(2, 25, 8, 6, shared)
    table = undominated(read_options(values, costs))
    for s in hull(table.value, table.cost, table.scenario):
        best = np.zeros(table.n_scenarios)
        np.maximum.at(best, table.scenario, table.value - table.cost @ s.prices)
        assert s.prices.sum() == pytest.approx(s.slope, abs=1e-9)
        assert s.value == pytest.approx(s.prices.sum() * s.start + best.sum(), rel=1e-9)
        # Other prices bound no tighter.
        for seed in range(5):
            other = s.prices * np.random.default_rng(seed).uniform(0.5, 1.5, s.prices.size)
            worst = np.zeros(table.n_scenarios)
            np.maximum.at(worst, table.scenario, table.value - table.cost @ other)
            assert other.sum() * s.start + worst.sum() >= s.value - 1e-9


def test_many_ties_and_wide_scales_do_not_upset_it() -> None:
    rng = np.random.default_rng(1)
    same = curve([np.sqrt(np.arange(1, 13.0))] * 20, [np.tile(np.arange(1, 13.0)[:, None], (1, 12))] * 20)
    assert same.points[-1].value == pytest.approx(20 * np.sqrt(12))
    assert same.shadow_price(10) == pytest.approx(1)
    grid = [rng.integers(0, 3, (12, 12)).astype(float) for _ in range(40)]
    assert curve([rng.integers(0, 4, 12).astype(float) for _ in range(40)], grid).points[-1].slope == 0
    wide = [rng.random((12, 12)) * 10.0 ** rng.uniform(-5, 5, (12, 1)) for _ in range(40)]
    got = curve([c.sum(axis=1) for c in wide], wide)
    assert got.points[-1].value == pytest.approx(sum(c.sum(axis=1).max() for c in wide))


def test_nothing_to_buy() -> None:
    got = curve([], [])
    assert [(p.budget, p.value, p.slope, p.buys) for p in got.points] == [(0, 0, 0, None)]
    free = curve([np.array([3.0])], [np.array([[0.0]])])
    assert [(p.budget, p.value, p.slope, p.buys) for p in free.points] == [(0, 3, 0, None)]
    assert free.value_at(np.inf) == 3


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="shape of a budget"):
        curve([[1.0]], [[[1.0]]], [np.inf])
    with pytest.raises(ValueError, match="negative"):
        curve([[1.0]], [[[1.0]]], -1)
    with pytest.raises(ValueError, match="negative"):
        curve([[1.0]], [[[1.0]]]).value_at(-1)
    with pytest.raises(ValueError, match="negative"):
        curve([[1.0]], [[[1.0]]]).shadow_price(float("nan"))

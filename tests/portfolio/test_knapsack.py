"""The exact choice against brute force, its tie-breaks, its proofs, and what it refuses."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolio_cases import Case, cases, random_case, real, whole

from planner.portfolio.knapsack import Selection, choose


def brute_force(values: list[np.ndarray], costs: list[np.ndarray], budget: np.ndarray) -> tuple[float, float]:
    """The best value within the budget and the least total cost at which it is had."""
    best = (-np.inf, np.inf)
    for combo in itertools.product(*[range(-1, len(v)) for v in values]):
        taken = [(i, j) for i, j in enumerate(combo) if j >= 0]
        cost = sum((costs[i][j] for i, j in taken), np.zeros(budget.size))
        if np.all(cost <= budget * (1 + 1e-9)):
            value = float(sum(values[i][j] for i, j in taken))
            if value > best[0] + 1e-9 or (value > best[0] - 1e-9 and cost.sum() < best[1]):
                best = (value, float(cost.sum()))
    return best


def is_consistent(got: Selection, values: list[np.ndarray], costs: list[np.ndarray]) -> None:
    taken = [(i, j) for i, j in enumerate(got.chosen) if j is not None]
    assert len(got.chosen) == len(values)
    assert got.value == pytest.approx(sum(values[i][j] for i, j in taken))
    np.testing.assert_allclose(got.cost, sum((costs[i][j] for i, j in taken), np.zeros(got.cost.size)))


@settings(max_examples=200, deadline=None)
@given(st.one_of(cases(whole), cases(real)))
def test_equals_brute_force(case: Case) -> None:
    values, costs, budget = case
    got = choose(values, costs, budget)
    value, cost = brute_force(values, costs, budget)
    assert got.optimal
    assert got.gap == 0
    assert got.value == pytest.approx(value, abs=1e-7)
    assert got.cost.sum() == pytest.approx(cost, abs=1e-6)
    assert np.all(got.cost <= budget * (1 + 1e-9))
    is_consistent(got, values, costs)


@settings(max_examples=60, deadline=None)
@given(cases(real), st.integers(0, 3))
def test_more_money_is_never_worth_less(case: Case, month: int) -> None:
    values, costs, budget = case
    more = budget.copy()
    more[month % budget.size] += 1
    less = choose(values, costs, budget).value
    assert choose(values, costs, more).value >= less - 1e-9
    assert choose(values, costs, None).value >= less - 1e-9


@pytest.mark.parametrize(("shared", "months"), [(0.95, 12), (0.0, 3), (0.0, 1)])
def test_sixty_scenarios_of_twelve_options_are_solved_with_proof(shared: float, months: int) -> None:
    values, costs, budget = random_case(1, 60, 12, months, shared)
    got = choose(values, costs, budget)
    assert got.optimal
    assert np.all(got.cost <= budget * (1 + 1e-9))
    is_consistent(got, values, costs)
    # No single exchange improves it, which a wrong proof would soon show.
    slack = budget - got.cost
    for i, j in enumerate(got.chosen):
        now_value, now_cost = (0.0, np.zeros(months)) if j is None else (values[i][j], costs[i][j])
        fits = np.all(costs[i] - now_cost <= slack, axis=1)
        assert not np.any(values[i][fits] > now_value + 1e-9)


def test_one_month_equals_dynamic_programming_over_money() -> None:
    rng = np.random.default_rng(4)
    values = [rng.integers(1, 50, 5).astype(float) for _ in range(20)]
    costs = [rng.integers(1, 30, (5, 1)).astype(float) for _ in range(20)]
    best = np.zeros(151)
    for v, c in zip(values, costs, strict=True):
        options = [
            np.append(np.full(int(k), -np.inf), best[: 151 - int(k)]) + x for x, k in zip(v, c[:, 0], strict=True)
        ]
        best = np.max([best, *options], axis=0)
    for budget in (0, 1, 10, 37, 80, 150):
        assert choose(values, costs, budget).value == best[budget]


def test_where_the_proof_does_not_fit_the_gap_is_told() -> None:
    values, costs, budget = random_case(3, 12, 6, 6, 0.0)
    exact = choose(values, costs, budget)
    assert exact.optimal
    cut = choose(values, costs, budget, state_limit=1)
    assert not cut.optimal
    assert cut.value <= exact.value <= cut.bound
    assert cut.gap == pytest.approx(cut.bound - cut.value)
    is_consistent(cut, values, costs)


def test_the_budget_binds_in_every_month() -> None:
    values = [np.array([10.0]), np.array([9.0])]
    costs = [np.array([[1.0, 9.0]]), np.array([[3.0, 3.0]])]
    assert choose(values, costs, [5, 5]).chosen == (None, 0)
    assert choose(values, costs, [5, 9]).chosen == (0, None)
    assert choose(values, costs, [5, 12]).chosen == (0, 0)
    assert choose(values, costs, [np.inf, 9]).chosen == (0, None)


def test_no_budget_is_unlimited_and_zero_buys_only_what_is_free() -> None:
    values = [np.array([1.0, 5.0]), np.array([-1.0]), np.array([2.0, 3.0])]
    costs = [np.array([[1.0], [1e12]]), np.array([[0.0]]), np.array([[0.0], [1.0]])]
    unlimited = choose(values, costs, None)
    assert unlimited.chosen == (1, None, 1)
    assert unlimited.optimal
    nothing = choose(values, costs, 0)
    assert nothing.chosen == (None, None, 0)
    assert nothing.cost.tolist() == [0]


def test_of_equals_the_cheaper_then_the_earlier() -> None:
    assert choose([np.array([5.0, 5.0])], [np.array([[3.0], [2.0]])], 9).chosen == (1,)
    assert choose([np.array([5.0, 5.0])], [np.array([[2.0], [2.0]])], 9).chosen == (0,)
    twins = choose([np.array([5.0])] * 3, [np.array([[2.0]])] * 3, 4)
    assert twins.chosen == (0, 0, None)
    # Two portfolios worth 6, at 5 and at 4: across scenarios too the cheaper one.
    across = choose([np.array([6.0]), np.array([3.0]), np.array([3.0])], [[[5.0]], [[2.0]], [[2.0]]], 5)
    assert across.chosen == (None, 0, 0)
    # Worth nothing is not worth building, even free.
    assert choose([np.array([0.0])], [np.array([[0.0]])], 4).chosen == (None,)


def test_decimal_costs_that_add_up_to_the_budget_fit() -> None:
    assert choose([np.array([1.0])] * 3, [np.array([[0.1]])] * 3, 0.3).chosen == (0, 0, 0)


def test_the_same_input_gives_the_same_answer() -> None:
    values, costs, budget = random_case(8, 20, 8, 6, 0.5)
    assert choose(values, costs, budget).chosen == choose(values, costs, budget).chosen


def test_nothing_to_choose_from() -> None:
    assert choose([], [], 5).chosen == ()
    empty = choose([np.zeros(0), np.zeros(0)], [np.zeros((0, 3)), np.zeros((0, 3))], 5)
    assert empty.chosen == (None, None)
    assert empty.value == 0
    assert empty.cost.tolist() == [0, 0, 0]
    assert choose([np.array([1.0])], [np.array([[2.0]])], 1).chosen == (None,)


@pytest.mark.parametrize(
    ("values", "costs", "budget", "message"),
    [
        ([[1.0]], [], 1, "have values but"),
        ([[1.0, 2.0]], [[[1.0]]], 1, "2 options but"),
        ([[1.0], [1.0]], [[[1.0]], [[1.0, 2.0]]], 1, "different numbers of months"),
        ([[float("nan")]], [[[1.0]]], 1, "finite"),
        ([[1.0]], [[[float("inf")]]], 1, "finite"),
        ([[1.0]], [[[-1.0]]], 1, "cost must not be negative"),
        ([[1.0]], [[[1.0]]], -1, "budget must not be negative"),
        ([[1.0]], [[[1.0]]], float("nan"), "budget must not be negative"),
        ([[1.0]], [[[1.0, 1.0, 1.0]]], [1, 1], "3 months"),
        ([[1.0]], [[[1.0]]], [[1]], "shape"),
    ],
)
def test_bad_input(values: object, costs: object, budget: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        choose(values, costs, budget)  # type: ignore[arg-type]


def test_room_for_no_state_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="state_limit"):
        choose([], [], 1, state_limit=0)

"""The best portfolio: at most one option per scenario, within the budget of every month, proven optimal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.portfolio.options import (
    ROUNDING,
    OptionTable,
    affordable,
    binding_months,
    read_budget,
    read_options,
    undominated,
)
from planner.portfolio.relaxation import hull
from planner.portfolio.search import Search, best_choice

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Selection:
    """One portfolio: ``chosen`` option per scenario (None: not built), its ``value`` and ``cost`` (month,).

    ``optimal``: proven that no portfolio is worth more. ``bound`` is the most any portfolio can be worth; it
    equals ``value`` when optimal.
    """

    chosen: tuple[int | None, ...]
    value: float
    cost: FloatArray
    optimal: bool
    bound: float

    @property
    def gap(self) -> float:
        """How much better an undiscovered portfolio could be, in the unit of value; 0 when optimal."""
        return self.bound - self.value


def choose(
    values: Sequence[ArrayLike],
    costs: Sequence[ArrayLike],
    budget: ArrayLike | None,
    *,
    state_limit: int = 20_000,
) -> Selection:
    """The most valuable portfolio of ``values`` (option,) and ``costs`` (option, month) per scenario.

    ``budget`` (month,), or one number for every month, binds in each month; None is unlimited, and with a
    budget of zero only what costs nothing is chosen. Of portfolios whose values agree to a billionth the
    cheaper wins, then earlier scenarios and options. The multiple-choice knapsack is solved by dynamic
    programming over undominated partial portfolios, cut off by Lagrangian bounds (Kellerer, Pferschy and
    Pisinger, Knapsack Problems, 2004, ch. 11). ``state_limit`` partial portfolios are kept at most; where
    that is too few for a proof the result says ``optimal=False`` with its ``bound``. Raises ValueError for
    shapes that do not fit, numbers that are not finite, negative costs or budgets.
    """
    if state_limit < 1:
        raise ValueError("state_limit must be at least 1")
    given = read_options(values, costs)
    limit = np.full(given.cost.shape[1], np.inf)
    if budget is not None:
        limit = read_budget(budget, given.cost.shape[1])
    table = undominated(affordable(given, limit))
    if table.value.size == 0:
        return _selection(given, np.zeros(0, dtype=np.int64), table, None)
    scaled = _scaled(table)
    table, value = table.only(scaled > 0), scaled[scaled > 0]
    finite = np.isfinite(limit) & (limit > 0)
    share = table.cost[:, finite] / (limit[finite] * (1 + ROUNDING))
    share = share[:, _largest(share, table) > 1.0]
    share = share[:, binding_months(share)]
    segments = hull(value, share, table.scenario)
    rows, bound = best_choice(Search(value, share, table.scenario), segments, state_limit)
    return _selection(given, _earliest_of_twins(rows, table), table, bound)


def _largest(share: FloatArray, table: OptionTable) -> FloatArray:
    """The most that can be spent in each month, (month,), as a share of its budget."""
    most = np.zeros((table.n_scenarios, share.shape[1]))
    np.maximum.at(most, table.scenario, share)
    return np.asarray(most.sum(axis=0))


def _scaled(table: OptionTable) -> FloatArray:
    """Values in shares of the total, less a billionth of the cost so that of equals the cheaper wins."""
    spent = table.cost.sum(axis=1)
    most = np.zeros((table.n_scenarios, 2))
    np.maximum.at(most, table.scenario, np.stack([table.value, spent], axis=1))
    value, cost = most.sum(axis=0)
    return np.asarray(table.value / value - ROUNDING * spent / (cost if cost > 0 else 1.0))


def _earliest_of_twins(rows: NDArray[np.int64], table: OptionTable) -> NDArray[np.int64]:
    """The same portfolio with the earlier one built of scenarios whose options are exactly alike."""
    of_scenario = [np.flatnonzero(table.scenario == i) for i in range(table.n_scenarios)]
    place = {int(table.scenario[r]): int(r - of_scenario[table.scenario[r]][0]) for r in rows}
    twins: dict[bytes, list[int]] = {}
    for i, own in enumerate(of_scenario):
        if own.size:
            twins.setdefault(table.value[own].tobytes() + table.cost[own].tobytes(), []).append(i)
    arranged: list[int] = []
    for group in twins.values():
        built = sorted(place[i] for i in group if i in place)
        arranged += [int(of_scenario[i][k]) for i, k in zip(group, built, strict=False)]
    return np.array(sorted(arranged), dtype=np.int64)


def _selection(given: OptionTable, rows: NDArray[np.int64], table: OptionTable, bound: float | None) -> Selection:
    """``bound`` as a multiple of the largest possible value, or None when the rows are proven best."""
    chosen: list[int | None] = [None] * given.n_scenarios
    for r in rows:
        chosen[table.scenario[r]] = int(table.option[r])
    value, cost = float(table.value[rows].sum()), table.cost[rows].sum(axis=0)
    if bound is None:
        return Selection(tuple(chosen), value, cost, True, value)
    most = np.zeros(table.n_scenarios)
    np.maximum.at(most, table.scenario, table.value)
    return Selection(tuple(chosen), value, cost, False, max(value, bound * float(most.sum())))

"""The portfolio with divisible options: a linear programme solved for every budget at once.

Its value as a function of the budget is the upper hull of all portfolios, and its dual prices bound the exact
search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_ZERO = 1e-9  # entries of the scaled tableau below this are rounding
_FLAT = 1e-9  # a slope, in best values per cost of everything, that is rounding
_STALLED = 200  # pivots at one budget after which cycling is suspected
_REFRESH = 30  # pivots after which the tableau is computed afresh from the data


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of the hull, from budget ``start`` to ``end`` (infinite for the last).

    ``value`` at the start, ``slope`` = value per unit of budget, ``prices`` (month,) the part of the slope
    that each month's limit is responsible for, ``rates`` (option,) how much of each option one more unit of
    budget adds.
    """

    start: float
    end: float
    value: float
    slope: float
    prices: FloatArray
    rates: FloatArray


def hull(value: FloatArray, cost: FloatArray, scenario: IntArray, down_to: float = 0.0) -> list[Segment]:
    """Segments of max Σ value·x over x ≥ 0, Σ of a scenario ≤ 1, Σ cost·x ≤ budget in every month, by budget.

    ``value`` (option,) positive, ``cost`` (option, month) already divided by the month's share of the budget,
    ``scenario`` (option,); segments below the one that holds ``down_to`` are left out. From unlimited money
    downwards by the parametric dual simplex: where everybody has the best option the basis is known, and each
    pivot is one corner of the hull. Source: Gass and Saaty, The computational algorithm for the parametric
    objective function (1955), applied to the right-hand side.
    """
    if value.size == 0:
        return [Segment(0.0, np.inf, 0.0, 0.0, np.zeros(cost.shape[1]), np.zeros(0))]
    _, owner = np.unique(scenario, return_inverse=True)
    n, m = int(owner.max()) + 1, cost.shape[1]
    best = np.array([_best(np.flatnonzero(owner == i), value, cost) for i in range(n)])
    unit_value = float(value.max())
    unit_cost = max(float(cost[best].sum(axis=0).max(initial=0.0)), 1e-300)
    tableau = _Tableau(value / unit_value, cost / unit_cost, owner, best)
    found: list[Segment] = []
    at, price_unit, stalls = np.inf, unit_value / unit_cost, 0
    for _ in range(100 * (value.size + n + m)):
        row, corner = tableau.next_corner(at)
        if corner < at:
            stalls = 0
            # Going down the slope can only grow: what rounding takes back or adds on a plateau is no corner.
            slope = tableau.slope() * price_unit if tableau.slope() > _FLAT else 0.0
            slope = max(slope, found[-1].slope) if found else slope
            end = at * unit_cost
            if found and slope == 0.0:
                end = found.pop().end
            worth, prices = tableau.worth(corner) * unit_value, tableau.prices() * price_unit
            found.append(Segment(corner * unit_cost, end, worth, slope, prices, tableau.rates() / unit_cost))
        at, stalls = corner, stalls + 1
        if at * unit_cost <= down_to or not tableau.pivot(row, stalls > _STALLED):
            return found[::-1]
    raise ArithmeticError("the parametric simplex did not end")


def _best(rows: IntArray, value: FloatArray, cost: FloatArray) -> int:
    """The most valuable of ``rows``, the cheaper of equals."""
    return int(min(rows, key=lambda j: (-value[j], cost[j].sum(), j)))


class _Tableau:
    """A dense simplex tableau whose right-hand side is constant + budget · slope.

    Columns: options, then one slack a scenario (nothing built), then one a month (money left).
    """

    def __init__(self, value: FloatArray, cost: FloatArray, owner: IntArray, best: IntArray) -> None:
        self.n_options, self.n, self.m = value.size, best.size, cost.shape[1]
        columns = self.n_options + self.n + self.m
        self.data = np.zeros((self.n + self.m, columns + 2))
        self.data[owner, np.arange(self.n_options)] = 1.0
        self.data[self.n :, : self.n_options] = cost.T
        self.data[:, self.n_options : columns] = np.eye(self.n + self.m)
        self.data[: self.n, -2] = 1.0
        self.data[self.n :, -1] = 1.0
        self.gain = np.concatenate([value, np.zeros(self.n + self.m + 2)])
        self.basis = np.concatenate([best, np.arange(self.n_options + self.n, columns)])
        self.pivots = 0
        self._refresh()

    def _refresh(self) -> None:
        self.body = np.linalg.solve(self.data[:, self.basis], self.data)
        # Reduced costs; in the last two places the objective's constant and slope.
        self.reduced = self.gain[self.basis] @ self.body - self.gain

    def next_corner(self, at: float) -> tuple[int, float]:
        """The basic variable that reaches zero first as the budget falls from ``at``, and where: (row,
        budget)."""
        constant, slope = self.body[:, -2], self.body[:, -1]
        falling = np.flatnonzero(slope > _ZERO)
        if falling.size == 0:
            return -1, 0.0
        zero = -constant[falling] / slope[falling]
        corner = float(zero.max())
        # Of ties the variable of lowest index leaves, which with the rule in `pivot` prevents cycling.
        tied = falling[zero >= corner - 1e-12 * abs(corner)]
        row = int(tied[np.argmin(self.basis[tied])])
        return row, max(0.0, min(corner, at))

    def pivot(self, row: int, stalled: bool) -> bool:
        """Exchanges the basic variable of ``row`` at the least loss; False when nothing can replace it."""
        entries = self.body[row, :-2]
        candidates = np.flatnonzero(entries < -_ZERO * np.abs(entries).max())
        if candidates.size == 0:
            return False
        ratio = np.maximum(self.reduced[candidates], 0.0) / -entries[candidates]
        tied = candidates[ratio <= ratio.min() * (1 + 1e-9) + 1e-13]
        # The largest entry keeps the tableau accurate; the lowest index keeps a stalled search from cycling.
        entering = int(tied[0] if stalled else tied[np.argmin(entries[tied])])
        self.basis[row] = entering
        self.pivots += 1
        if self.pivots % _REFRESH == 0:
            self._refresh()
            return True
        pivot_row = self.body[row] / entries[entering]
        column = self.body[:, entering].copy()
        column[row] = 0.0
        self.body -= np.outer(column, pivot_row)
        self.body[row] = pivot_row
        self.reduced = self.reduced - self.reduced[entering] * pivot_row
        return True

    def worth(self, budget: float) -> float:
        return float(self.reduced[-2] + budget * self.reduced[-1])

    def slope(self) -> float:
        return max(0.0, float(self.reduced[-1]))

    def prices(self) -> FloatArray:
        return np.asarray(np.maximum(self.reduced[self.n_options + self.n : -2], 0.0))

    def rates(self) -> FloatArray:
        rates = np.zeros(self.gain.size)
        rates[self.basis] = self.body[:, -1]
        return rates[: self.n_options]

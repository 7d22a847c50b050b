"""What a budget buys, for every budget: the hull of all portfolios, its slope and what the next money is
spent on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.portfolio.options import OptionTable, affordable, read_budget, read_options, undominated
from planner.portfolio.relaxation import Segment, hull

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the next money goes to: ``option`` of ``scenario`` in place of ``replaces`` (None: nothing was
    built)."""

    scenario: int
    option: int
    replaces: int | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A corner of the hull: at this ``budget`` (money a month) the best divisible portfolio is worth
    ``value``.

    ``slope`` is the value that one more unit of money adds beyond it, 0 where nothing is left to buy, and
    ``buys`` what it is spent on.
    """

    budget: float
    value: float
    slope: float
    buys: Purchase | None


@dataclass(frozen=True, slots=True)
class Curve:
    """Concave and rising: corners with growing budget, the first at 0."""

    points: tuple[CurvePoint, ...]

    def value_at(self, budget: float) -> float:
        """The hull's value at a monthly ``budget``: no portfolio within it is worth more."""
        point = self._before(budget)
        return point.value if point.slope == 0 else point.value + point.slope * (budget - point.budget)

    def shadow_price(self, budget: float) -> float:
        """Value per unit of money that the next unit adds at ``budget``; 0 where money is not scarce."""
        return self._before(budget).slope

    def next_purchase(self, budget: float) -> Purchase | None:
        """What the next unit of money goes to at ``budget``, None where nothing is left to buy."""
        return self._before(budget).buys

    def _before(self, budget: float) -> CurvePoint:
        if not budget >= 0:
            raise ValueError(f"a budget must not be negative, got {budget}")
        return self.points[bisect_right([p.budget for p in self.points], budget) - 1]


def curve(values: Sequence[ArrayLike], costs: Sequence[ArrayLike], shape: ArrayLike = 1.0) -> Curve:
    """The budget-value curve of ``values`` (option,) and ``costs`` (option, month) per scenario.

    ``shape`` (month,) is the budget of each month for every unit on the budget axis: 1 (the default) means
    the same money in every month. An option may be built in part, which is what makes the curve the upper
    hull: an exact portfolio lies on or below it. Value in the unit of ``values``, money in the unit of
    ``costs``. Source: Sinha and Zoltners, The multiple-choice knapsack problem (1979), here with a limit in
    every month. Raises ValueError as ``knapsack.choose`` does.
    """
    table = read_options(values, costs)
    per_unit = read_budget(shape, table.cost.shape[1])
    if not np.all(np.isfinite(per_unit)):
        raise ValueError("the shape of a budget must be finite")
    funded = per_unit > 0
    # A month without money rules out what costs anything in it, whatever the budget.
    table = undominated(affordable(table, np.where(funded, np.inf, 0.0)))
    share = table.cost[:, funded] / per_unit[funded]
    segments = hull(table.value, share, table.scenario)
    points = [CurvePoint(s.start, s.value, s.slope, _purchase(s, share, table)) for s in segments]
    # Without money exactly what is free can be had.
    free = np.zeros(table.n_scenarios)
    np.maximum.at(free, table.scenario, np.where(np.all(share == 0, axis=1), table.value, 0.0))
    return Curve((replace(points[0], budget=0.0, value=float(free.sum())), *points[1:]))


def _purchase(segment: Segment, share: FloatArray, table: OptionTable) -> Purchase | None:
    """Where the money of a segment goes: the scenario whose spending rises most, and what changes there.

    Spending of the months is added up at their dual prices, so months whose limit is slack do not count.
    """
    if segment.slope <= 0:
        return None
    spending = segment.rates * (share @ segment.prices)
    scenario = int(np.argmax(np.bincount(table.scenario, weights=spending)))
    rows = np.flatnonzero(table.scenario == scenario)
    rates = segment.rates[rows]
    rising, falling = int(np.argmax(rates)), int(np.argmin(rates))
    replaced = rates[falling] < -1e-9 * abs(rates[rising])
    return Purchase(scenario, int(table.option[rows[rising]]), int(table.option[rows[falling]]) if replaced else None)

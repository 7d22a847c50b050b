"""The options of all scenarios as one table: checked, and without those that can never be worth choosing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

ROUNDING = 1e-9
"""Relative: a cost this close above a budget is within it, a value this close to another is as good."""


@dataclass(frozen=True, slots=True)
class OptionTable:
    """One row an option, rows of a scenario together: ``value`` (row,), ``cost`` (row, month), the
    ``scenario`` (row,) it belongs to and its number ``option`` (row,) among that scenario's options as they
    were given."""

    value: FloatArray
    cost: FloatArray
    scenario: IntArray
    option: IntArray
    n_scenarios: int

    def only(self, keep: NDArray[np.bool_]) -> OptionTable:
        return OptionTable(self.value[keep], self.cost[keep], self.scenario[keep], self.option[keep], self.n_scenarios)


def read_options(values: Sequence[ArrayLike], costs: Sequence[ArrayLike]) -> OptionTable:
    """``values`` holds an (option,) array and ``costs`` an (option, month) array per scenario; either may be
    empty.

    Raises ValueError for shapes that do not fit, numbers that are not finite and negative costs.
    """
    if len(values) != len(costs):
        raise ValueError(f"{len(values)} scenarios have values but {len(costs)} have costs")
    months = {np.asarray(c).shape[1] for c in costs if np.asarray(c).ndim == 2}
    if len(months) > 1:
        raise ValueError(f"scenarios have different numbers of months: {sorted(months)}")
    n_months = months.pop() if months else 1
    value, cost, scenario, option = [], [], [], []
    for i, (v, c) in enumerate(zip(values, costs, strict=True)):
        v_i = np.asarray(v, dtype=np.float64).reshape(-1)
        c_i = np.asarray(c, dtype=np.float64)
        if c_i.size == 0 and v_i.size == 0:
            continue
        if c_i.shape != (v_i.size, n_months):
            raise ValueError(
                f"scenario {i}: {v_i.size} options but costs of shape {c_i.shape}; expected (option, month)"
            )
        value.append(v_i)
        cost.append(c_i)
        scenario.append(np.full(v_i.size, i))
        option.append(np.arange(v_i.size))
    table = OptionTable(
        np.concatenate([np.zeros(0), *value]),
        np.concatenate([np.zeros((0, n_months)), *cost]),
        np.concatenate([np.zeros(0, dtype=np.int64), *scenario]),
        np.concatenate([np.zeros(0, dtype=np.int64), *option]),
        len(values),
    )
    if not (np.all(np.isfinite(table.value)) and np.all(np.isfinite(table.cost))):
        raise ValueError("values and costs must be finite numbers: leave infeasible options out")
    if np.any(table.cost < 0):
        raise ValueError("a cost must not be negative: count savings as value")
    return table


def read_budget(budget: ArrayLike, n_months: int) -> FloatArray:
    """A budget (month,), or one number for every month; raises ValueError when negative, NaN or too short."""
    limit = np.asarray(budget, dtype=np.float64)
    if limit.ndim > 1 or (limit.ndim == 1 and limit.size not in (1, n_months)):
        raise ValueError(f"a budget of shape {limit.shape} for {n_months} months")
    if np.any(np.isnan(limit)) or np.any(limit < 0):
        raise ValueError("a budget must not be negative")
    return np.broadcast_to(limit.reshape(-1), (n_months,)).copy()


def affordable(table: OptionTable, limit: FloatArray) -> OptionTable:
    """Without the options that alone exceed ``limit`` (month,) in some month."""
    return table.only(np.all(table.cost <= limit * (1 + ROUNDING), axis=1))


def undominated(table: OptionTable) -> OptionTable:
    """Without options that are worth nothing, or no more than one of the same scenario that costs no more in
    any month; of two alike the earlier stays."""
    keep = table.value > 0
    for i in np.unique(table.scenario):
        rows = np.flatnonzero(table.scenario == i)
        v, c = table.value[rows], table.cost[rows]
        covers = (v[:, None] >= v) & np.all(c[:, None, :] <= c, axis=2)
        alike = covers & covers.T
        earlier = np.arange(rows.size)[:, None] < np.arange(rows.size)
        keep[rows] &= ~np.any(covers & (~alike | earlier), axis=0)
    return table.only(keep)


def binding_months(cost: FloatArray) -> IntArray:
    """The months that alone decide what fits: ``cost`` (row, month) is in shares of each month's limit.

    A month in which no option takes a larger share than in another month is implied by that other month.
    """
    covered = np.all(cost[:, :, None] <= cost[:, None, :], axis=0)
    alike = covered & covered.T
    later = np.arange(cost.shape[1])[:, None] > np.arange(cost.shape[1])
    return np.flatnonzero(~np.any(covered & (~alike | later), axis=1))

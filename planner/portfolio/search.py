"""Exact search for the best choice of one option per scenario: layers of partial portfolios under upper
bounds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.portfolio.options import ROUNDING
from planner.portfolio.relaxation import Segment

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_BETTER = 1e-13  # what counts as an improvement, values being shares of one
_CUTS = 12  # price vectors whose bounds are used together
_FIRST_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Search:
    """``value`` (option,), at most one in sum; ``cost`` (option, month) in shares of the budget;
    ``scenario``."""

    value: FloatArray
    cost: FloatArray
    scenario: IntArray


@dataclass(frozen=True, slots=True)
class _Layer:
    """Partial portfolios after one more scenario: where each came from and which option it took (−1:
    none)."""

    parent: IntArray
    option: IntArray


def best_choice(search: Search, segments: list[Segment], state_limit: int) -> tuple[IntArray, float | None]:
    """The rows chosen, and None when they are proven best, else an upper bound on the value of any choice.

    Narrow passes find a good choice quickly; it makes the bounds of the next, wider pass bite. A pass that
    never had to drop a partial portfolio for want of room is the proof.
    """
    prices = _price_vectors(segments)
    chosen, worth = np.zeros(0, dtype=np.int64), 0.0
    bound = np.inf
    width = min(_FIRST_WIDTH, state_limit)
    while True:
        rows, found, dropped = _pass(search, prices, worth, width)
        if rows is not None and found > worth:
            chosen, worth = rows, found
        bound = min(bound, max(dropped, worth))
        if dropped <= worth + _BETTER:
            return chosen, None
        if width >= state_limit:
            return chosen, bound + ROUNDING
        width = min(width * 12, state_limit)


def _price_vectors(segments: list[Segment]) -> FloatArray:
    """Dual prices (cut, month) of the hull's segments around the budget of one, the one that holds it among
    them.

    Any prices give a valid bound; those of the hull at the budget give the best one for the whole problem,
    its neighbours for partial portfolios that have spent more or less than their part.
    """
    here = max(i for i, s in enumerate(segments) if s.start <= 1.0)
    near = sorted(range(len(segments)), key=lambda i: (abs(i - here), i))
    # Ever larger steps away from the budget: dense where it matters, and still something far out.
    steps = {0} | {round(1.8**k) * sign for k in range(_CUTS // 2) for sign in (-1, 1)}
    picked = [i for i in near if i - here in steps]
    return np.unique(np.array([segments[i].prices for i in picked]), axis=0)


def _pass(
    search: Search, prices: FloatArray, floor: float, width: int
) -> tuple[IntArray | None, float, float]:
    """The best choice worth more than ``floor`` that ``width`` partial portfolios a layer can find.

    Returns its rows (None: there is none), its value, and the highest bound of a partial portfolio that had
    to be dropped (−∞: none was, so the answer is exact).
    """
    reduced = search.value - prices @ search.cost.T
    order, offered, best = _worthwhile(search, reduced, prices.sum(axis=1), floor)
    rest = prices.sum(axis=1) + best[order].sum(axis=0)
    value, cost = np.zeros(1), np.zeros((1, search.cost.shape[1]))
    score, dropped = np.zeros((1, prices.shape[0])), -np.inf
    layers: list[_Layer] = []
    for i in order:
        rest = rest - best[i]
        parents, options, bounds = [], [], []
        for row in offered[i]:
            bound = (score + (rest if row < 0 else rest + reduced[:, row])).min(axis=1)
            kept = np.flatnonzero(bound > floor + _BETTER)
            if row >= 0:
                kept = kept[np.all(cost[kept] + search.cost[row] <= 1 + ROUNDING, axis=1)]
            parents.append(kept)
            options.append(np.full(kept.size, row))
            bounds.append(bound[kept])
        parent = np.concatenate([np.zeros(0, dtype=np.int64), *parents])
        option = np.concatenate([np.zeros(0, dtype=np.int64), *options])
        if parent.size == 0:
            return None, 0.0, dropped
        taken = option >= 0
        next_value = value[parent] + np.where(taken, search.value[option], 0.0)
        next_cost = cost[parent] + np.where(taken[:, None], search.cost[option], 0.0)
        kept, lost = _strongest(next_value, next_cost, np.concatenate(bounds), width)
        dropped = max(dropped, lost)
        value, cost, parent, option = next_value[kept], next_cost[kept], parent[kept], option[kept]
        score = score[parent] + np.where(option[:, None] >= 0, reduced.T[option], 0.0)
        layers.append(_Layer(parent, option))
    end = int(np.argmax(value))
    if value[end] <= floor + _BETTER:
        return None, 0.0, dropped
    return _trace(layers, end), float(value[end]), dropped


def _worthwhile(
    search: Search, reduced: FloatArray, money: FloatArray, floor: float
) -> tuple[IntArray, list[IntArray], FloatArray]:
    """What can still be part of a choice worth more than ``floor``.

    Returns the scenarios in the order to decide them, the rows (−1: none) offered of each, and the best
    reduced value (scenario, cut).
    """
    n = int(search.scenario.max(initial=-1)) + 1
    best = np.zeros((n, reduced.shape[0]))
    np.maximum.at(best, search.scenario, reduced.T)
    total = money + best.sum(axis=0)
    offered, doubt = [], np.zeros(n)
    for i in range(n):
        rows = np.append(np.flatnonzero(search.scenario == i), -1)
        own = np.concatenate([reduced[:, rows[:-1]], np.zeros((reduced.shape[0], 1))], axis=1)
        reach = (total[:, None] - best[i][:, None] + own).min(axis=0)
        offered.append(rows[reach > floor + _BETTER])
        # The second best reach: how attractive the alternative to the obvious option is.
        doubt[i] = np.sort(reach)[-2] if rows.size > 1 else -np.inf
    return np.argsort(doubt, kind="stable"), offered, best


def _strongest(value: FloatArray, cost: FloatArray, bound: FloatArray, width: int) -> tuple[IntArray, float]:
    """Indices of at most ``width`` undominated partial portfolios, highest bounds first choice, and the
    highest bound of those left out for want of room."""
    kept = _undominated(value, cost)
    if kept.size <= width:
        return kept, -np.inf
    ranked = kept[np.argsort(-bound[kept], kind="stable")]
    return np.sort(ranked[:width]), float(bound[ranked[width]])


def _undominated(value: FloatArray, cost: FloatArray) -> IntArray:
    """Indices of partial portfolios, most valuable first, without (most of) those that another one beats.

    Exact for one month; for several a portfolio is compared with a few neighbours only, which is safe: what
    stays without need costs time, never the optimum.
    """
    if cost.shape[1] <= 1:
        spent = cost.sum(axis=1)
        order = np.lexsort((-value, spent))
        ahead = np.maximum.accumulate(np.append(-np.inf, value[order]))[:-1]
        return np.asarray(order[value[order] > ahead], dtype=np.int64)
    order = np.lexsort((cost.sum(axis=1), -value))
    ordered = cost[order]
    beaten = np.zeros(order.size, dtype=bool)
    for step in (1, 2, 3, 4, 6, 8, 12, 16):
        if step < order.size:
            beaten[step:] |= np.all(ordered[:-step] <= ordered[step:], axis=1)
    return np.asarray(order[~beaten], dtype=np.int64)


def _trace(layers: list[_Layer], end: int) -> IntArray:
    """The rows chosen on the way to partial portfolio ``end`` of the last layer."""
    rows, at = [], end
    for layer in reversed(layers):
        if layer.option[at] >= 0:
            rows.append(int(layer.option[at]))
        at = int(layer.parent[at])
    return np.array(sorted(rows), dtype=np.int64)

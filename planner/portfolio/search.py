"""Exact search for the best choice of one option per scenario: layers of partial portfolios under upper
bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.portfolio.options import ROUNDING
from planner.portfolio.relaxation import Segment, hull

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_BETTER = 1e-13  # what counts as an improvement, values being shares of one
_SUM = 1e-12  # rounding of a sum of shares; what the budget itself forgives is in the shares already
_CUTS = 12  # price vectors whose bounds are used together
_FIRST_WIDTH = 300
_WIDENING = 12
_TAILOR = 1000  # partial portfolios from which on prices made for them alone are worth a linear programme


@dataclass(frozen=True, slots=True)
class Search:
    """``value`` (option,), at most one in sum; ``cost`` (option, month) in shares of the budget;
    ``scenario``."""

    value: FloatArray
    cost: FloatArray
    scenario: IntArray


@dataclass(frozen=True, slots=True)
class _Partials:
    """Partial portfolios: ``value`` (state,), ``cost`` (state, month), value less priced cost ``score``
    (state, cut), an upper ``bound`` (state,) on what they can become, the ``parent`` (state,) each grew from
    and the ``option`` (state,) it took last (−1: none)."""

    value: FloatArray
    cost: FloatArray
    score: FloatArray
    bound: FloatArray
    parent: IntArray
    option: IntArray

    def take(self, rows: IntArray | NDArray[np.bool_]) -> _Partials:
        return _Partials(
            self.value[rows],
            self.cost[rows],
            self.score[rows],
            self.bound[rows],
            self.parent[rows],
            self.option[rows],
        )


def best_choice(search: Search, segments: list[Segment], state_limit: int) -> tuple[IntArray, float | None]:
    """The rows chosen, and None when they are proven best, else an upper bound on the value of any choice.

    Narrow passes find a good choice quickly; it makes the bounds of the next, wider pass bite. A pass that
    never had to drop a partial portfolio for want of room is the proof.
    """
    prices = _price_vectors(segments)
    chosen, worth, bound = np.zeros(0, dtype=np.int64), 0.0, np.inf
    width = min(_FIRST_WIDTH, state_limit)
    while True:
        rows, found, dropped = _pass(search, prices, worth, width)
        if rows is not None:
            chosen, worth = rows, found
        bound = min(bound, max(dropped, worth))
        if dropped <= worth + _BETTER:
            return chosen, None
        if width >= state_limit:
            return chosen, bound + ROUNDING
        width = min(width * _WIDENING, state_limit)


def _price_vectors(segments: list[Segment]) -> FloatArray:
    """Dual prices (cut, month) of the hull's segments around the budget of one, the one that holds it among
    them.

    Any prices give a valid bound; those of the hull at the budget give the best one for the whole problem,
    its neighbours for partial portfolios that have spent more or less than their part.
    """
    here = max(i for i, s in enumerate(segments) if s.start <= 1.0)
    # Ever larger steps away from the budget: dense where it matters, and still something far out.
    steps = {0} | {round(1.8**k) * sign for k in range(_CUTS // 2) for sign in (-1, 1)}
    picked = [s.prices for i, s in enumerate(segments) if i - here in steps]
    return np.unique(np.array(picked), axis=0)


def _pass(search: Search, prices: FloatArray, floor: float, width: int) -> tuple[IntArray | None, float, float]:
    """The best choice worth more than ``floor`` that ``width`` partial portfolios a layer can find.

    Returns its rows (None: there is none), its value, and the highest bound of a partial portfolio that had
    to be dropped (−∞: none was, so the answer is exact).
    """
    reduced = search.value - prices @ search.cost.T
    order, offered, best = _worthwhile(search, reduced, prices.sum(axis=1), floor)
    rest, dropped = prices.sum(axis=1) + best[order].sum(axis=0), -np.inf
    start, none = np.zeros(1), np.zeros(1, dtype=np.int64)
    now = _Partials(start, np.zeros((1, search.cost.shape[1])), np.zeros((1, len(prices))), start, none, none)
    layers: list[tuple[IntArray, IntArray]] = []
    for k, i in enumerate(order):
        rest = rest - best[i]
        grown = _grow(search, reduced, now, offered[i], rest, floor)
        undecided = order[k + 1 :]
        if undecided.size and grown.value.size > max(_TAILOR, width // 2):
            grown = _tightened(search, undecided, grown, floor)
        if grown.value.size == 0:
            return None, floor, dropped
        now, lost = _strongest(grown, width)
        dropped = max(dropped, lost)
        layers.append((now.parent, now.option))
    end = int(np.argmax(now.value))
    if now.value[end] <= floor + _BETTER:
        return None, floor, dropped
    return _trace(layers, end), float(now.value[end]), dropped


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
    offered, doubt = [], np.full(n, -np.inf)
    for i in range(n):
        rows = np.append(np.flatnonzero(search.scenario == i), -1)
        own = np.concatenate([reduced[:, rows[:-1]], np.zeros((reduced.shape[0], 1))], axis=1)
        reach = (total[:, None] - best[i][:, None] + own).min(axis=0)
        offered.append(rows[reach > floor + _BETTER])
        if rows.size > 1:
            # How attractive the alternative to the obvious option is: clear cases go first and multiply
            # nothing.
            doubt[i] = np.sort(reach)[-2]
    return np.argsort(doubt, kind="stable"), offered, best


def _grow(
    search: Search, reduced: FloatArray, now: _Partials, rows: IntArray, rest: FloatArray, floor: float
) -> _Partials:
    """Every partial portfolio with every one of ``rows`` that fits and can still end above ``floor``.

    ``rest`` (cut,) is the most that the undecided scenarios and the money can add at each cut's prices.
    """
    parents, options, bounds = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for row in rows:
        bound = (now.score + (rest if row < 0 else rest + reduced[:, row])).min(axis=1)
        kept = np.flatnonzero(bound > floor + _BETTER)
        if row >= 0:
            kept = kept[np.all(now.cost[kept] + search.cost[row] <= 1 + _SUM, axis=1)]
        parents.append(kept)
        options.append(np.full(kept.size, row))
        bounds.append(bound[kept])
    parent, option = np.concatenate(parents), np.concatenate(options)
    taken = option >= 0
    return _Partials(
        now.value[parent] + np.where(taken, search.value[option], 0.0),
        now.cost[parent] + np.where(taken[:, None], search.cost[option], 0.0),
        now.score[parent] + np.where(taken[:, None], reduced.T[option], 0.0),
        np.concatenate(bounds),
        parent,
        option,
    )


def _tightened(search: Search, undecided: IntArray, partials: _Partials, floor: float) -> _Partials:
    """Bounds lowered by prices made for what the partial portfolios, and the best of them, have left to
    spend."""
    rows = np.isin(search.scenario, undecided)
    value, cost, scenario = search.value[rows], search.cost[rows], search.scenario[rows]
    promising = np.argsort(-partials.bound, kind="stable")[: partials.bound.size // 20]
    bound = partials.bound
    for left in (1 - partials.cost.mean(axis=0), 1 - partials.cost[promising].mean(axis=0)):
        # Any prices at all give a valid bound, so months that are used up may be rounded to nearly used up.
        left = np.maximum(left, 1e-3)
        segments = hull(value, cost / left, scenario, down_to=1.0)
        prices = next(s for s in segments if s.end > 1.0).prices / left
        best = np.zeros(int(scenario.max(initial=0)) + 1)
        np.maximum.at(best, scenario, value - cost @ prices)
        bound = np.minimum(bound, partials.value + (1 - partials.cost) @ prices + best.sum())
    return replace(partials, bound=bound).take(bound > floor + _BETTER)


def _strongest(partials: _Partials, width: int) -> tuple[_Partials, float]:
    """At most ``width`` undominated partial portfolios, those of the highest bounds, and the highest bound
    among those left out for want of room."""
    kept = _undominated(partials.value, partials.cost)
    if kept.size <= width:
        return partials.take(kept), -np.inf
    ranked = kept[np.argsort(-partials.bound[kept], kind="stable")]
    return partials.take(np.sort(ranked[:width])), float(partials.bound[ranked[width]])


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


def _trace(layers: list[tuple[IntArray, IntArray]], end: int) -> IntArray:
    """The rows chosen on the way to partial portfolio ``end`` of the last layer."""
    rows, at = [], end
    for parent, option in reversed(layers):
        if option[at] >= 0:
            rows.append(int(option[at]))
        at = int(parent[at])
    return np.array(sorted(rows), dtype=np.int64)

"""Cost against quality: the frontier of options, and the hull that a coin toss between single models reaches (methods §5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.demand.distributions import Array


def on_frontier(cost: Array, quality: Array) -> NDArray[np.bool_]:
    """Which options (option,) no other beats in both: cheaper and at least as good, or better and at most as dear."""
    dearer = (cost[None, :] <= cost[:, None]) & (quality[None, :] >= quality[:, None])
    strictly = (cost[None, :] < cost[:, None]) | (quality[None, :] > quality[:, None])
    return ~np.asarray((dearer & strictly).any(axis=1))


def upper_hull(cost: Array, quality: Array) -> list[int]:
    """Indices of the upper concave hull of points (option,), cheapest first, rising in quality."""
    order = sorted(range(len(cost)), key=lambda i: (cost[i], -quality[i]))
    hull: list[int] = []
    for i in order:
        if hull and quality[i] <= quality[hull[-1]]:
            continue
        while len(hull) >= 2 and _below(cost, quality, hull[-2], hull[-1], i):
            hull.pop()
        hull.append(i)
    return hull


def _below(cost: Array, quality: Array, left: int, middle: int, right: int) -> bool:
    """Does ``middle`` lie on or under the line from ``left`` to ``right``?"""
    rise = (quality[middle] - quality[left]) * (cost[right] - cost[left])
    return bool(rise <= (quality[right] - quality[left]) * (cost[middle] - cost[left]))


def hull_cost(costs: Array, qualities: Array, wanted: Array) -> Array:
    """What a coin toss between single models pays for quality ``wanted`` (draw,), draw by draw.

    ``costs`` and ``qualities`` (model, draw). Infinite where no mixture reaches it; the cheapest model's cost where
    every mixture does.
    """
    out = np.full(len(wanted), np.inf)
    for draw, target in enumerate(wanted):
        c, q = costs[:, draw], qualities[:, draw]
        hull = upper_hull(c, q)
        if target <= q[hull[0]]:
            out[draw] = c[hull[0]]
        elif target <= q[hull[-1]]:
            out[draw] = float(np.interp(target, q[hull], c[hull]))
    return out

"""What a router must beat, and what no router can: the controls that stand beside every verdict (methods §5)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from planner.demand.distributions import Array
from planner.routing.frontier import on_frontier, upper_hull
from planner.routing.options import Option

ORACLE_MODELS = 8  # the oracle tries every assignment of so many models to the classes


@dataclass(frozen=True)
class Oracle:
    """A router that always knows the difficulty class and sends each class to the best model for it."""

    cost: float
    quality: float


@dataclass(frozen=True)
class Controls:
    """``hull``: option ids on the upper concave hull of single models, cheapest first; ``random``: quality of a random
    router with the recommended option's share of strong calls; ``oracle``: the cheapest assignment of models to
    classes that reaches the target (or the best one, where none does)."""

    best_single: str | None
    hull: tuple[str, ...]
    random: float | None
    oracle: Oracle | None


def controls(singles: list[Option], best_single: Option | None, picked: Option | None, target: float) -> Controls:
    """The controls over usable single models."""
    name = best_single.id if best_single is not None else None
    if not singles:
        return Controls(name, (), None, None)
    cost, quality = means(singles)
    hull = tuple(singles[i].id for i in upper_hull(cost, quality))
    return Controls(name, hull, _random(singles, picked), _oracle(singles, cost, quality, target))


def means(options: list[Option]) -> tuple[Array, Array]:
    """Mean cost and mean quality (option,) each."""
    return np.array([o.mean_cost for o in options]), np.array([o.mean_quality for o in options])


def _random(singles: list[Option], picked: Option | None) -> float | None:
    if picked is None or len(picked.parts) != 2 or picked.steps:
        return None
    (small, _), (large, share) = picked.parts
    quality = {o.models[0]: o.mean_quality for o in singles}
    if small.name not in quality or large.name not in quality:
        return None
    return (1 - share) * quality[small.name] + share * quality[large.name]


def _oracle(singles: list[Option], cost: Array, quality: Array, target: float) -> Oracle | None:
    keep = on_frontier(cost, quality)
    front = [i for i in np.argsort(cost, kind="stable") if keep[i] and singles[i].by_class is not None]
    if len(front) > ORACLE_MODELS:
        front = [front[k] for k in np.unique(np.linspace(0, len(front) - 1, ORACLE_MODELS).round().astype(int))]
    if not front:
        return None
    classes = [singles[i].by_class for i in front]
    first = classes[0]
    assert first is not None
    filled = [k for k in range(len(first.share)) if first.share[k] > 0]
    best: tuple[bool, float, float] | None = None
    for assigned in product(range(len(front)), repeat=len(filled)):
        paid = right = 0.0
        for k, model in zip(filled, assigned, strict=True):
            own = classes[model]
            assert own is not None
            paid += own.share[k] * cost[front[model]]
            right += own.share[k] * own.quality[k]
        reached = right >= target
        key = (not reached, paid if reached else -right, paid)
        if best is None or key < best:
            best, found = key, Oracle(float(paid), float(right))
    return found

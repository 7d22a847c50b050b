"""Scores of a scenario over fixed ranges, and their weighted sum.

The ranges never depend on which scenarios are compared, so adding a scenario cannot reorder the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

CRITERIA = ("pain", "ease", "value", "risk")
DEFAULT_WEIGHTS = (0.4, 0.3, 0.2, 0.1)
NO_MONEY_GIVEN = 0.5
"""The value score where nobody said what a request is worth: an assumption, to be listed as one."""

# Values are sums of four terms in [0, 1]: differences far below this grid are rounding. A grid, unlike a
# tolerance, compares two scenarios the same way whichever others are there.
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Criteria:
    """The four scores of one scenario, each in [0, 1] and each better when higher: scalar or (draw,)."""

    pain: ArrayLike
    ease: ArrayLike
    value: ArrayLike
    risk: ArrayLike


def pain_score(intensity: ArrayLike) -> FloatArray:
    """(intensity − 1)/4 of an intensity from 1 (a nuisance) to 5 (daily pain); same shape as given.

    Raises ValueError outside 1-5. Source: methods §7.
    """
    return _unit("pain intensity", intensity)


def ease_score(technical: ArrayLike, data: ArrayLike, integration: ArrayLike) -> FloatArray:
    """1 − (mean of the three difficulties of landing − 1)/4, each from 1 to 5; shapes broadcast.

    Raises ValueError outside 1-5. Source: methods §7. Risk is a criterion of its own and not counted here.
    """
    parts = {"technical": technical, "data": data, "integration": integration}
    units = [_unit(f"difficulty {name}", given) for name, given in parts.items()]
    return np.asarray(1.0 - (units[0] + units[1] + units[2]) / 3.0, dtype=np.float64)


def value_score(net_benefit: ArrayLike | None, today: ArrayLike | None) -> FloatArray:
    """Net benefit per request over today's cost per request, clipped to ±1 and mapped from [−1, 1] to [0, 1].

    Both in the same money per request, shapes broadcast. One half where either is None. Where today costs
    nothing any gain is worth 1, any loss 0 and break-even one half (the limit of the ratio).
    Raises ValueError when ``today`` is negative or anything is not finite. Source: methods §7.
    """
    if net_benefit is None or today is None:
        return np.asarray(NO_MONEY_GIVEN, dtype=np.float64)
    net, scale = np.broadcast_arrays(_finite("net benefit", net_benefit), _finite("today's cost", today))
    if np.any(scale < 0):
        raise ValueError(f"today's cost per request must not be negative, got {float(scale.min()):g}")
    # Clipping before dividing keeps a tiny scale from overflowing and gives 0/0 the value 0.
    clipped = np.clip(net, -scale, scale)
    ratio = np.divide(clipped, scale, out=np.array(np.sign(net)), where=scale > 0)
    return np.asarray((ratio + 1.0) / 2.0, dtype=np.float64)


def risk_score(risk: ArrayLike) -> FloatArray:
    """1 − (risk − 1)/4 of a risk from 1 (harmless) to 5 (regulated or dangerous): high is safe.

    Raises ValueError outside 1-5. Source: methods §7.
    """
    return np.asarray(1.0 - _unit("risk", risk), dtype=np.float64)


def score_table(scenarios: Sequence[Criteria]) -> FloatArray:
    """Scores as (draw, scenario, criterion), criteria as in ``CRITERIA``; one draw if all are scalars.

    Raises ValueError without scenarios, when the numbers of draws differ, or when a score leaves [0, 1].
    """
    if not scenarios:
        raise ValueError("no scenarios to score")
    columns = [_finite(name, getattr(s, name)) for s in scenarios for name in CRITERIA]
    if any(column.ndim > 1 for column in columns):
        raise ValueError("a score is a number or one number a draw")
    draws = {column.size for column in columns if column.ndim == 1}
    if len(draws - {1}) > 1:
        raise ValueError(f"scores have different numbers of draws: {sorted(draws)}")
    n_draws = max(draws, default=1)
    table = np.stack([np.broadcast_to(c.reshape(-1), (n_draws,)) for c in columns], axis=1)
    if np.any(table < 0) or np.any(table > 1):
        raise ValueError("a score left [0, 1]: use the score functions, which map fixed ranges onto it")
    return table.reshape(n_draws, len(scenarios), len(CRITERIA))


def additive_value(scores: ArrayLike, weights: ArrayLike) -> FloatArray:
    """Σ weight · score: ``scores`` (..., scenario, criterion) and ``weights`` (criterion,) or (...,
    criterion) give (..., scenario), in [0, 1] when the weights sum to one."""
    table, weight = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if table.shape[-1] != weight.shape[-1]:
        raise ValueError(f"{table.shape[-1]} criteria but {weight.shape[-1]} weights")
    # A plain sum in a fixed order: BLAS may round a row differently once rows are added.
    total = table[..., 0] * weight[..., None, 0]
    for k in range(1, table.shape[-1]):
        total = total + table[..., k] * weight[..., None, k]
    return np.asarray(total, dtype=np.float64)


def ranks(values: ArrayLike) -> NDArray[np.int64]:
    """Competition ranks of ``values`` (scenario,), the highest first, from 1; ties share the better rank (1,
    2, 2, 4)."""
    value = np.asarray(values, dtype=np.float64)
    group = tie_groups(value[None, :])[0]
    return np.asarray(1 + (group[None, :] < group[:, None]).sum(axis=1), dtype=np.int64)


def tie_groups(values: FloatArray) -> NDArray[np.int64]:
    """Per draw, the group of each scenario from 0 = best; ``values`` and result are (draw, scenario).

    Values that agree to nine decimals share a group.
    """
    negative = np.rint(-values / TIE)
    order = np.argsort(negative, axis=1, kind="stable")
    ascending = np.take_along_axis(negative, order, axis=1)
    step = np.zeros(values.shape, dtype=np.int64)
    step[:, 1:] = np.cumsum(ascending[:, 1:] > ascending[:, :-1], axis=1)
    groups = np.empty_like(step)
    np.put_along_axis(groups, order, step, axis=1)
    return groups


def _unit(name: str, given: ArrayLike) -> FloatArray:
    """A 1-5 scale mapped to [0, 1]."""
    x = _finite(name, given)
    if np.any(x < 1) or np.any(x > 5):
        raise ValueError(f"{name} must be from 1 to 5, got {float(x.min()):g} to {float(x.max()):g}")
    return np.asarray((x - 1.0) / 4.0, dtype=np.float64)


def _finite(name: str, given: ArrayLike) -> FloatArray:
    x = np.asarray(given, dtype=np.float64)
    if not np.all(np.isfinite(x)):
        raise ValueError(f"{name} must be a finite number")
    return x

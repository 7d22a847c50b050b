"""From a request to a month, and from the mean to the ends beside it."""

from __future__ import annotations

import numpy as np

from planner.demand.distributions import Array
from planner.explain.rules_volume import draws, mean_of
from planner.explain.trace import Trace, Words, figure, product_of, words


def in_month(label: Words, value: float, currency: str, per_request: Trace, requests: Trace) -> Trace:
    """Cost of a month: cost of a request × requests."""
    formula = words("cost of a request × requests in the month", "单次请求成本 × 当月请求数")
    return product_of(label, value, f"{currency} / month", formula, [per_request, requests])


def quantile(base: Trace, end: str, value: float) -> Trace:
    """The low or high end beside the mean: P10 or P90 of the draws."""
    if end == "base":
        return base
    percent = "P10" if end == "low" else "P90"
    formula = words(
        f"{percent} of the draws whose mean is below: everything stated as a range is drawn, the same draws for every option",
        f"抽样的 {percent}，均值见下：所有以区间给出的量都抽样，各方案共用同一组抽样",
    )
    label = words(f"{percent} of: {base.label.en}", f"{base.label.zh}的 {percent}")
    return figure(label, value, base.unit, formula, [base, draws()])


def end_of(values: Array, end: str) -> float:
    """P10, mean or P90 of draws (draw,)."""
    return mean_of(values) if end == "base" else float(np.quantile(values, 0.1 if end == "low" else 0.9))

"""Portfolios to test with: small ones for brute force, large ones for proofs."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

Case = tuple[list[np.ndarray], list[np.ndarray], np.ndarray]
"""Values (option,) and costs (option, month) per scenario, and a budget (month,)."""


@st.composite
def cases(draw: st.DrawFn, number: st.SearchStrategy[float]) -> Case:
    n, months = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    sizes = [draw(st.integers(0, 4)) for _ in range(n)]
    values = [np.array(draw(st.lists(number, min_size=k, max_size=k)), dtype=float) for k in sizes]
    costs = [
        np.array(draw(st.lists(number, min_size=k * months, max_size=k * months)), dtype=float).reshape(k, months)
        for k in sizes
    ]
    budget = np.array(draw(st.lists(number, min_size=months, max_size=months)), dtype=float)
    return values, costs, budget * draw(st.integers(0, 3))


whole = st.integers(0, 6).map(float)  # many ties
real = st.integers(0, 10_000).map(lambda k: k / 1000)


def random_case(seed: int, n: int, options: int, months: int, shared: float) -> Case:
    """Costs alike over the months to the degree ``shared``; values half noise, half mean cost."""
    rng = np.random.default_rng(seed)
    values, costs = [], []
    for _ in range(n):
        cost = shared * rng.random((options, 1)) + (1 - shared) * rng.random((options, months))
        values.append(0.5 * cost.mean(axis=1) + 0.5 * rng.random(options))
        costs.append(cost)
    return values, costs, np.full(months, n * 0.15)

"""How far the order of scenarios can be trusted when scores and weights are not exactly known (SMAA).

Source: Lahdelma, Hokkanen and Salminen, SMAA - Stochastic multiobjective acceptability analysis (1998);
Lahdelma and Salminen, SMAA-2 (2001).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.priority.value import TIE, additive_value, tie_groups
from planner.priority.weights import Weights, uniform

FloatArray = NDArray[np.float64]

_CHUNK = 2_000_000  # (draw, scenario) cells held at once, so 200 scenarios × 10⁵ draws stay in memory


@dataclass(frozen=True, slots=True)
class Acceptability:
    """What share of the draws says what. Every share is in [0, 1].

    ``rank`` (scenario, rank): share in which the scenario takes that rank, first rank first; scenarios that
    tie share their ranks equally, so rows and columns sum to one. ``central_weights`` (scenario, criterion):
    mean of the weights that make it first, NaN where none of the draws did. ``confidence`` (scenario,): share
    of the score draws in which it is first at its central weights, NaN likewise. ``pairwise`` (scenario,
    scenario): share in which the row beats the column, ties counted half; ``tied`` likewise: share in which
    they tie. ``shared_first`` (scenario,): share in which it is first together with others. ``draws``: how
    many there were; the standard error of a share p is √(p(1 − p)/draws).
    """

    rank: FloatArray
    central_weights: FloatArray
    confidence: FloatArray
    pairwise: FloatArray
    tied: FloatArray
    shared_first: FloatArray
    draws: int

    @property
    def first(self) -> FloatArray:
        """Share in which each scenario is first, (scenario,)."""
        return self.rank[:, 0]


@dataclass(frozen=True, slots=True)
class Robustness:
    """The same scores under the user's weights (``stated``) and under every weight there is (``uniform``)."""

    stated: Acceptability
    uniform: Acceptability


def robustness(scores: ArrayLike, weights: Weights, rng: np.random.Generator, n_weights: int = 10_000) -> Robustness:
    """Acceptability of ``scores`` (draw, scenario, criterion) under ``weights`` and under uniform weights.

    Each weight vector meets one draw of the scores; scores of a single draw meet ``n_weights`` weight
    vectors, scores of several draws are used once each. The same generator state gives the same result.
    """
    table = _table(scores)
    n = n_weights if table.shape[0] == 1 else table.shape[0]
    stated = acceptability(table, weights.sample(n, rng))
    return Robustness(stated, acceptability(table, uniform(weights.criteria).sample(n, rng)))


def acceptability(scores: ArrayLike, weights: ArrayLike) -> Acceptability:
    """Acceptability from ``scores`` (draw, scenario, criterion) and ``weights`` (draw, criterion).

    Draws are paired; a single draw of either is used with every draw of the other. Raises ValueError when the
    numbers of draws or of criteria do not fit or a number is not finite.
    """
    table, weight = _table(scores), np.asarray(weights, dtype=np.float64)
    if weight.ndim != 2 or weight.shape[1] != table.shape[2] or not np.all(np.isfinite(weight)):
        raise ValueError(f"weights must be finite and of shape (draw, {table.shape[2]}), got {weight.shape}")
    n = max(table.shape[0], weight.shape[0])
    if not {table.shape[0], weight.shape[0]} <= {1, n} or n == 0:
        raise ValueError(f"{table.shape[0]} draws of scores do not pair with {weight.shape[0]} of weights")
    m = table.shape[1]
    rank, wins, ties = np.zeros((m, m)), np.zeros((m, m)), np.zeros((m, m))
    credit, shared = np.zeros((m, table.shape[2])), np.zeros(m)
    chunk = max(1, _CHUNK // m)
    for start in range(0, n, chunk):
        part = slice(start, min(start + chunk, n))
        w = np.broadcast_to(weight[part] if weight.shape[0] > 1 else weight, (part.stop - start, weight.shape[1]))
        groups = tie_groups(additive_value(table[part] if table.shape[0] > 1 else table, w))
        first = groups == 0
        share = first / first.sum(axis=1, keepdims=True)
        credit += share.T @ w
        shared += (first & (first.sum(axis=1, keepdims=True) > 1)).sum(axis=0)
        rank += _rank_shares(groups)
        _count_pairs(groups, wins, ties)
    first_mass = rank[:, 0]
    central = np.full(credit.shape, np.nan)
    np.divide(credit, first_mass[:, None], out=central, where=first_mass[:, None] > 0)
    return Acceptability(
        rank=rank / n,
        central_weights=central,
        confidence=_confidence(table, central),
        pairwise=(wins + 0.5 * ties) / n,
        tied=ties / n,
        shared_first=shared / n,
        draws=n,
    )


def _rank_shares(groups: NDArray[np.int64]) -> FloatArray:
    """Summed over draws, (scenario, rank): a group of k scenarios spreads each over its k ranks."""
    draws, m = groups.shape
    # Group g of a draw begins at the number of scenarios in better groups.
    row = np.arange(draws)[:, None]
    size = np.bincount((row * m + groups).ravel(), minlength=draws * m).reshape(draws, m)
    k = size[row, groups]
    begin = (np.cumsum(size, axis=1) - size)[row, groups]
    # A share of 1/k from `begin` on, and −1/k where it ends; the running sum over ranks fills between.
    cell = np.arange(m) * (m + 1) + begin
    each, cells = (1.0 / k).ravel(), m * (m + 1)
    edges = np.bincount(cell.ravel(), each, cells) - np.bincount((cell + k).ravel(), each, cells)
    return np.asarray(np.clip(np.cumsum(edges.reshape(m, m + 1)[:, :m], axis=1), 0.0, None))


def _count_pairs(groups: NDArray[np.int64], wins: FloatArray, ties: FloatArray) -> None:
    """Adds to ``wins`` and ``ties`` (scenario, scenario) the draws in which row beats or equals column."""
    by_scenario = np.ascontiguousarray(groups.T).astype(np.int32)
    for i, own in enumerate(by_scenario):
        wins[i] += np.count_nonzero(own < by_scenario, axis=1)
        ties[i] += np.count_nonzero(own == by_scenario, axis=1)


def _confidence(table: FloatArray, central: FloatArray) -> FloatArray:
    """Share of score draws in which each scenario is first (ties split) when its own central weights hold."""
    out = np.full(central.shape[0], np.nan)
    for i in np.flatnonzero(~np.isnan(central[:, 0])):
        value = table @ central[i]
        first = value >= value.max(axis=1, keepdims=True) - TIE
        out[i] = (first[:, i] / np.count_nonzero(first, axis=1)).mean()
    return out


def _table(scores: ArrayLike) -> FloatArray:
    table = np.asarray(scores, dtype=np.float64)
    if table.ndim != 3 or 0 in table.shape:
        raise ValueError(f"scores must have the axes (draw, scenario, criterion), got shape {table.shape}")
    if not np.all(np.isfinite(table)):
        raise ValueError("every score must be a finite number")
    return table

"""From a request to billed tokens: conversations resend their history, caches remember prefixes, agents call again (methods §2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.catalog.dimensions import INDEX
from planner.demand.distributions import DRAWS, Array
from planner.demand.request import POINTS, Request
from planner.demand.volume import Volume

POSITIONS = 4  # places within an agent's calls at which its growing context is evaluated
_OUTPUT_ORDER = np.random.default_rng(20261122).permutation(POINTS)  # long questions do not get long answers by construction


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """What a provider's prompt cache does. ``writes``: are writes billed apart, so that caching is a choice?"""

    minimum: int
    ttl: float
    refresh: bool
    writes: bool


@dataclass(frozen=True)
class Usage:
    """Billed dimensions per user turn.

    ``calls``: (row, dimension, draw), one model call each; ``weights``: calls per request of each row (row,), so that
    the mean usage of a request is ``weights @ calls``. Rows run over turns, lengths and an agent's calls; a tiered
    price is applied to each row, a linear one to their mean.
    """

    calls: Array
    weights: Array

    @cached_property
    def mean(self) -> Array:
        """Mean usage of one request (draw, dimension)."""
        return np.asarray(np.einsum("r,rdn->nd", self.weights, self.calls))

    @property
    def calls_per_request(self) -> float:
        return float(self.weights.sum())


def usage(request: Request, volume: Volume, policy: CachePolicy | None, share: float = 1.0) -> Usage:
    """Usage of ``request`` at a model that sees ``share`` of the requests, with its prompt cache or none."""
    turns = max(math.ceil(float(request.turns.max()) - 1e-9), 1)
    positions = POSITIONS if request.calls.max() > 1 else 1
    hit = shared_hit(volume, policy, share) if policy is not None else np.zeros(DRAWS)
    rows, weights = [], []
    for turn in range(turns):
        present = np.clip(request.turns - turn, 0.0, 1.0) / request.turns
        for point in range(POINTS):
            calls = float(request.calls[point])
            for position in range(positions):
                before = (position + 0.5) / positions * calls - 0.5 if positions > 1 else 0.0
                rows.append(_call(request, turn, point, max(before, 0.0), policy, hit, share) * present)
                weights.append(calls / positions / POINTS)
    return Usage(np.stack(rows), np.array(weights))


def shared_hit(volume: Volume, policy: CachePolicy, share: float) -> Array:
    """Probability that the prefix all requests share is warm (draw,): over the hours of the day, at this model's own rate."""
    rate = volume.rate[:, None] * share * volume.profile[None, :] * 24 * policy.ttl
    hourly = 1 - np.exp(-rate) if policy.refresh else rate / (1 + rate)
    return np.asarray(hourly @ volume.profile)


def _call(request: Request, turn: int, point: int, before: float, policy: CachePolicy | None, hit: Array, share: float) -> Array:
    """Usage of one call (dimension, draw): ``before`` calls of the same agent came earlier in this turn."""
    said, answer = request.message.mean, request.output.mean
    history = turn * (said + answer)
    message = said * request.message.spread[point]
    output = answer * request.output.spread[_OUTPUT_ORDER[point]]
    grown = before * (answer + request.call_growth)
    total = request.system.mean + request.tools + request.retrieved.mean + history + message + grown
    read = np.zeros(DRAWS)
    write = np.zeros(DRAWS)
    if policy is not None:
        read, write = _cached(request, turn, before, policy, hit, total, share)
    out = np.zeros((len(INDEX), DRAWS))
    out[INDEX["input"]] = total - read - write
    out[INDEX["cache_read"]] = read
    out[INDEX["cache_write"]] = write
    out[INDEX["output"]] = output
    if request.reasoning is not None:
        out[INDEX["reasoning"]] = request.reasoning.mean * request.reasoning.spread[_OUTPUT_ORDER[point]]
    return out


def _cached(
    request: Request, turn: int, before: float, policy: CachePolicy, hit: Array, total: Array, share: float
) -> tuple[Array, Array]:
    """Expected tokens read from and written to the cache by one call (draw,) each."""
    shared = np.minimum(request.cacheable + request.tools, total)
    shared = np.where(shared >= policy.minimum, shared, 0.0)
    own, warm = _own_prefix(request, turn, before, policy)
    if before == 0:
        warm *= share  # the turn before went to this model only so often: a switch loses the history's cache
    own = np.where(own >= policy.minimum, np.minimum(own, total), 0.0)
    warm_share = np.where(own > 0, warm, 0.0)
    read = warm_share * own + (1 - warm_share) * hit * shared
    if not policy.writes:
        return read, np.zeros(DRAWS)
    again = (request.turns > 1) | (request.calls.max() > 1)
    kept = np.where(again, total - request.retrieved.mean, shared)
    kept = np.where(kept >= policy.minimum, kept, 0.0)
    return read, np.clip(kept - read, 0.0, total - read)


def _own_prefix(request: Request, turn: int, before: float, policy: CachePolicy) -> tuple[Array, float]:
    """What this conversation (or agent) sent last time and sends again, and how likely it is still warm."""
    said, answer = request.message.mean, request.output.mean
    system = request.system.mean + request.tools
    if before > 0:
        grown = max(before - 1, 0.0) * (answer + request.call_growth)
        return system + request.retrieved.mean + turn * (said + answer) + said + grown, 1.0
    if turn == 0:
        return np.zeros(DRAWS), 0.0
    # Retrieved text stands after the history: it breaks the prefix there.
    resent = np.where(request.retrieved.mean > 0, 0.0, said)
    return system + (turn - 1) * (said + answer) + resent, 1 - math.exp(-policy.ttl / max(request.turn_gap, 1e-9))

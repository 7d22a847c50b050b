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

POSITIONS = 4  # places within an agent's later calls at which its growing context is evaluated
TOKENS = ("input", "cache_read", "cache_write", "output", "reasoning")
_COLUMNS = [INDEX[name] for name in TOKENS]
_OUTPUT_ORDER = np.random.default_rng(20261122).permutation(
    POINTS
)  # long questions do not get long answers by construction


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """What a provider's prompt cache does. ``writes``: are writes billed apart, so that caching is a choice?"""

    minimum: int
    ttl: float
    refresh: bool
    writes: bool


@dataclass(frozen=True)
class Usage:
    """Billed tokens per user turn.

    ``calls``: (row, token, draw), one whole model call each, tokens as in ``TOKENS``; ``weights``: how often a request
    makes the call of a row (row, draw), so that the mean usage of a request is Σ weights · calls. Rows run over turns, an
    agent's calls and lengths; a tiered price is applied to each row that reaches a tier, a linear one to their mean.
    """

    calls: Array
    weights: Array

    @cached_property
    def mean(self) -> Array:
        """Mean usage of one request (draw, dimension)."""
        return self.dimensions(np.einsum("rn,rtn->tn", self.weights, self.calls).T)

    @cached_property
    def totals(self) -> tuple[Array, Array]:
        """Total input and output tokens of each call (row, draw): what context tiers are measured on."""
        return self.calls[:, :3].sum(axis=1), self.calls[:, 3:].sum(axis=1)

    @staticmethod
    def dimensions(tokens: Array) -> Array:
        """Counts (..., token) put into all dimensions (..., dimension)."""
        out = np.zeros((*tokens.shape[:-1], len(INDEX)))
        out[..., _COLUMNS] = tokens
        return out

    @property
    def calls_per_request(self) -> Array:
        """Model calls of one request (draw,)."""
        return np.asarray(self.weights.sum(axis=0))


def usage(
    request: Request, volume: Volume, policy: CachePolicy | None, share: float = 1.0, reached: float = 1.0
) -> Usage:
    """Usage of ``request`` at a model that sees ``share`` of the requests, with its prompt cache or none.

    ``reached``: part of the scenario's requests that come to this step of its pipeline at all.
    """
    turns = max(math.ceil(float(request.turns.max()) - 1e-9), 1)
    hit = shared_hit(volume, policy, share * reached) if policy is not None else np.zeros(DRAWS)
    rows, weights = [], []
    for turn in range(turns):
        present = np.clip(request.turns - turn, 0.0, 1.0) / request.turns
        for before, times in _positions(request.calls):
            rows.append(_calls(request, turn, before, policy, hit, share))
            weights.append(times[:, None] / POINTS * present)
    return Usage(np.concatenate(rows), np.concatenate(weights))


def _positions(calls: Array) -> list[tuple[Array, Array]]:
    """(calls made before, how many calls it stands for), (point,) each: the first call, whose own context nothing has
    cached, and places among the later ones. What grows linearly with the calls before is summed exactly."""
    first = [(np.zeros(POINTS), np.ones(POINTS))]
    later = calls - 1
    if later.max() <= 0:
        return first
    return first + [
        (1 + (i + 0.5) / POSITIONS * np.maximum(later - 1, 0.0), later / POSITIONS) for i in range(POSITIONS)
    ]


def shared_hit(volume: Volume, policy: CachePolicy, share: float) -> Array:
    """Probability that the prefix all requests share is warm (draw,): over the hours of the day, at this model's own rate."""
    rate = volume.rate[:, None] * share * volume.profile[None, :] * 24 * policy.ttl
    hourly = 1 - np.exp(-rate) if policy.refresh else rate / (1 + rate)
    return np.asarray(hourly @ volume.profile)


def _calls(request: Request, turn: int, before: Array, policy: CachePolicy | None, hit: Array, share: float) -> Array:
    """Usage of one call at each length (point, token, draw): ``before`` calls (point,) of the same agent came earlier in this turn."""
    said, answer = request.message.mean, request.output.mean
    message = said * request.message.spread[:, None]
    grown = before[:, None] * (answer + request.call_growth)
    total = request.system.mean + request.tools + request.retrieved.mean + turn * (said + answer) + message + grown
    out = np.zeros((POINTS, len(TOKENS), DRAWS))
    if policy is not None:
        out[:, 1], out[:, 2] = _cached(request, turn, before[:, None], policy, hit, total, share)
    out[:, 0] = total - out[:, 1] - out[:, 2]
    out[:, 3] = answer * request.output.spread[_OUTPUT_ORDER, None]
    if request.reasoning is not None:
        out[:, 4] = request.reasoning.mean * request.reasoning.spread[_OUTPUT_ORDER, None]
    return out


def _cached(
    request: Request, turn: int, before: Array, policy: CachePolicy, hit: Array, total: Array, share: float
) -> tuple[Array, Array]:
    """Expected tokens read from and written to the cache by one call (point, draw) each."""
    shared = np.minimum(request.cacheable + request.tools, total)
    shared = np.where(shared >= policy.minimum, shared, 0.0)
    own, warm = _own_prefix(request, turn, before, policy, share)
    own = np.where(own >= policy.minimum, np.minimum(own, total), 0.0)
    warm = np.where(own > 0, warm, 0.0)
    reached = own + hit * np.maximum(shared - own, 0.0)  # what all requests share may be longer than what this one sent
    read = warm * reached + (1 - warm) * hit * shared
    if not policy.writes:
        return read, np.zeros_like(read)
    again = (request.turns > 1) | (request.calls.max() > 1)
    kept = np.where(again, total - request.retrieved.mean, shared)
    kept = np.where(kept >= policy.minimum, kept, 0.0)
    return read, np.clip(kept - read, 0.0, total - read)


def _own_prefix(request: Request, turn: int, before: Array, policy: CachePolicy, share: float) -> tuple[Array, Array]:
    """What this conversation (or agent) sent last time and sends again (point, draw), and how likely it is still warm (point, 1)."""
    said, answer = request.message.mean, request.output.mean
    system = request.system.mean + request.tools
    again = (
        system
        + request.retrieved.mean
        + turn * (said + answer)
        + said
        + np.maximum(before - 1, 0.0) * (answer + request.call_growth)
    )
    if turn == 0:
        last, warm = np.zeros(DRAWS), 0.0
    else:
        # Retrieved text stands after the history: it breaks the prefix there.
        last = system + (turn - 1) * (said + answer) + np.where(request.retrieved.mean > 0, 0.0, said)
        # The turn before went to this model only so often: a switch loses the history's cache.
        warm = (1 - math.exp(-policy.ttl / max(request.turn_gap, 1e-9))) * share
    return np.where(before > 0, again, last), np.where(before > 0, 1.0, warm)

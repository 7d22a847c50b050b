"""Price entries as arrays: the one place where the vectorised paths take rates, limits and tiers from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.catalog.dimensions import DIMENSIONS, INDEX, INPUT_TOKENS, OUTPUT_TOKENS
from planner.pricing.entry import PriceEntry, pick
from planner.pricing.errors import AmbiguousRate, PricingError, UnpricedDimension

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SIDES: tuple[IntArray, IntArray] = (
    np.array([INDEX[name] for name in INPUT_TOKENS]),
    np.array([INDEX[name] for name in OUTPUT_TOKENS]),
)
REQUESTS = INDEX["requests"]
REASONING = INDEX["reasoning"]
_OUTPUT = INDEX["output"]


@dataclass(frozen=True, slots=True)
class CompiledEntry:
    """An entry for one size, quality and duration.

    ``rates``: (tier + 1, dimension), currency per counted unit, row 0 the entry's own; NaN where unpriced or
    where an option leaves it open. ``limits``: (side, tier), -inf where the tier names none. ``thinking``: the rates of
    requests that think, where thinking re-prices the whole answer, else None.
    """

    model: str
    entry: PriceEntry
    options: Mapping[str, str]
    rates: FloatArray
    limits: FloatArray
    thinking: FloatArray | None = None

    @classmethod
    def of(cls, model: str, entry: PriceEntry, options: Mapping[str, str]) -> CompiledEntry:
        tiers = range(len(entry.tiers) + 1)
        rates = np.full((len(tiers), len(DIMENSIONS)), np.nan)
        for name in entry.named():
            for tier in tiers:
                rates[tier, INDEX[name]] = _figure(entry, name, tier, options)
        limits = [
            [-np.inf if limit is None else float(limit) for limit in side]
            for side in ([t.input_above for t in entry.tiers], [t.output_above for t in entry.tiers])
        ]
        thinking = None
        if entry.thinking == "whole":
            thinking = rates.copy()
            thinking[:, _OUTPUT] = rates[:, REASONING]
        return cls(model, entry, options, rates, np.array(limits), thinking)

    @property
    def marginal(self) -> bool:
        return bool(self.entry.tiers) and self.entry.tier_mode == "marginal"

    @property
    def fee_per_request(self) -> bool:
        return "requests" in self.entry.rates

    def amounts(self, usage: FloatArray, totals: FloatArray) -> FloatArray:
        """(row, dimension) amounts of (row, dimension) counts; ``totals`` (side, row) place them in tiers.

        NaN where a dimension that is used has no rate; counted requests without a fee cost nothing.
        """
        amounts = self._amounts(usage, totals, self.rates)
        if self.thinking is not None:
            thinks = usage[:, REASONING] > 0
            amounts[thinks] = self._amounts(usage[thinks], totals[:, thinks], self.thinking)
        amounts[usage == 0] = 0.0
        requests = amounts[:, REQUESTS]
        others = np.count_nonzero(usage, axis=1) > (usage[:, REQUESTS] != 0)
        requests[np.isnan(requests) & others] = 0.0
        return amounts

    def _amounts(self, usage: FloatArray, totals: FloatArray, rates: FloatArray) -> FloatArray:
        if self.marginal:
            return self._marginal(usage, totals, rates)
        amounts: FloatArray = usage * rates[self.tier(totals)]
        return amounts

    def tier(self, totals: FloatArray) -> IntArray:
        """(row,) the tier that re-prices the whole request: the last whose limits are all exceeded, or 0."""
        found = np.zeros(totals.shape[1], dtype=np.int64)
        for tier in range(self.limits.shape[1]):
            found[self._applies(tier, totals)] = tier + 1
        return found

    def error(self, dimension: int, row: int | None = None) -> PricingError:
        """Why a dimension has no figure, said of a row."""
        name = DIMENSIONS[dimension].name
        for tier in range(len(self.rates)):
            rate = self.entry.rate(name, tier)
            if isinstance(rate, Mapping) and np.isnan(self.rates[tier, dimension]):
                return AmbiguousRate.of(self.model, name, rate, ", ".join(self.options.values()), row=row)
        return UnpricedDimension.of(self.model, name, self.entry.priced(), entry=str(self.entry), row=row)

    def _applies(self, tier: int, totals: FloatArray) -> NDArray[np.bool_]:
        limits = self.limits[:, tier]
        applies: NDArray[np.bool_] = (totals[0] > limits[0]) & (totals[1] > limits[1])
        return applies

    def _marginal(self, usage: FloatArray, totals: FloatArray, table: FloatArray) -> FloatArray:
        """Base rates, plus, for each tier, what its tokens cost more than at the tier before it."""
        amounts: FloatArray = usage * table[0]
        for side, dimensions in enumerate(SIDES):
            before = np.broadcast_to(table[0, dimensions], (len(usage), len(dimensions)))
            for tier in range(self.limits.shape[1]):
                limit = self.limits[side, tier]
                if np.isneginf(limit):
                    continue
                applies = self._applies(tier, totals)
                beyond = np.zeros(len(usage))
                np.divide(totals[side] - limit, totals[side], out=beyond, where=applies)
                rates = np.where(applies[:, None], table[tier + 1, dimensions], before)
                amounts[:, dimensions] += usage[:, dimensions] * beyond[:, None] * (rates - before)
                before = rates
        return amounts


@dataclass(frozen=True, slots=True)
class RateStack:
    """Many compiled entries on top of each other, to be gathered from by row.

    ``rates``: (entry and tier, dimension); ``first``: (entry,) where an entry's rows begin; ``thinking``: (entry,) how
    many rows further those of requests that think are, 0 where they cost the same; ``limits``: (side, tier, entry),
    +inf where an entry has no such tier; ``fees``: (entry,) which charge a fee per request.
    """

    entries: tuple[CompiledEntry, ...]
    rates: FloatArray
    first: IntArray
    thinking: IntArray
    limits: FloatArray
    marginal: NDArray[np.bool_]
    fees: NDArray[np.bool_]

    @classmethod
    def of(cls, entries: Sequence[CompiledEntry]) -> RateStack:
        heights = [len(entry.rates) for entry in entries]
        blocks = [e.rates if e.thinking is None else np.concatenate([e.rates, e.thinking]) for e in entries]
        limits = np.full((2, max(heights, default=1) - 1, len(entries)), np.inf)
        for i, entry in enumerate(entries):
            limits[:, : heights[i] - 1, i] = entry.limits
        return cls(
            tuple(entries),
            np.concatenate(blocks),
            np.concatenate([[0], np.cumsum([len(block) for block in blocks])[:-1]]).astype(np.int64),
            np.array([0 if e.thinking is None else h for e, h in zip(entries, heights, strict=True)], dtype=np.int64),
            limits,
            np.array([entry.marginal for entry in entries]),
            np.array([entry.fee_per_request for entry in entries]),
        )


def token_totals(usage: FloatArray) -> FloatArray:
    """(side, row): all input and output tokens of (row, dimension) counts, cached and reasoning included."""
    return np.stack([usage[:, dimensions].sum(axis=1) for dimensions in SIDES])


def _figure(entry: PriceEntry, dimension: str, tier: int, options: Mapping[str, str]) -> float:
    rate = entry.rate(dimension, tier)
    figure = None if rate is None else pick(rate, options)
    return float("nan") if figure is None else float(figure)

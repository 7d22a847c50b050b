"""The rates of many models at one moment, or over a day, as one matrix that a planner can multiply with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.catalog.dimensions import BILL_LINES, DIMENSIONS
from planner.pricing.compiled import REQUESTS, SIDES, CompiledEntry, FloatArray, IntArray, token_totals
from planner.pricing.entry import PriceEntry, check_options
from planner.pricing.errors import InvalidUsage, PricingError
from planner.pricing.schedule import PriceSchedule

Mix = tuple[tuple[CompiledEntry, float], ...]

_ALL: IntArray = np.arange(len(DIMENSIONS))
_BY_LINE: tuple[IntArray, ...] = tuple(
    np.array([i for i, d in enumerate(DIMENSIONS) if d.bill == line], dtype=np.int64) for line in BILL_LINES
)


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates of ``models``, each in its own of ``currencies``.

    ``linear``: (model, dimension) rates per counted unit, below every tier; NaN = unpriced. ``thinking``: the same for
    requests that think, where thinking re-prices the answer. ``tiered``: (model,) True where length (or thinking)
    matters, so that the price of the mean usage is not the mean price: give such models a sample of usages. Over a day, rates are means weighted by the profile. A model that has no price
    at the time has an empty currency, and ``problems`` says why (None elsewhere).
    """

    models: tuple[str, ...]
    currencies: tuple[str, ...]
    linear: FloatArray
    thinking: FloatArray
    tiered: NDArray[np.bool_]
    mixes: tuple[Mix, ...]
    problems: tuple[PricingError | None, ...]

    @classmethod
    def at(
        cls,
        schedules: Sequence[PriceSchedule],
        when: dt.datetime,
        variant: str | Sequence[str] = "standard",
        options: Mapping[str, str] | None = None,
    ) -> RateTable:
        """At a moment. ``variant``: one for all, or one a model."""
        return cls._of(schedules, variant, options, lambda schedule, name: ((schedule.at(when, name), 1.0),))

    @classmethod
    def over_day(
        cls,
        schedules: Sequence[PriceSchedule],
        day: dt.date,
        profile: Sequence[float] | None = None,
        timezone: str = "UTC",
        variant: str | Sequence[str] = "standard",
        options: Mapping[str, str] | None = None,
        *,
        days: int = 1,
    ) -> RateTable:
        """Over the hours of a day, or of ``days`` days: see ``PriceSchedule.mix_at``."""
        return cls._of(
            schedules,
            variant,
            options,
            lambda schedule, name: schedule.mix_at(day, profile, timezone, name, days=days),
        )

    @classmethod
    def _of(
        cls,
        schedules: Sequence[PriceSchedule],
        variant: str | Sequence[str],
        options: Mapping[str, str] | None,
        mix_of: Callable[[PriceSchedule, str], tuple[tuple[PriceEntry, float], ...]],
    ) -> RateTable:
        check_options(options or {})
        variants = [variant] * len(schedules) if isinstance(variant, str) else variant
        mixes: list[Mix] = []
        problems: list[PricingError | None] = []
        for schedule, name in zip(schedules, variants, strict=True):
            mix, problem = _compiled(schedule, name, options or {}, mix_of)
            mixes.append(mix)
            problems.append(problem)
        linear = np.full((len(mixes), len(DIMENSIONS)), np.nan)
        thinking = linear.copy()
        for i, mix in enumerate(mixes):
            if mix:
                linear[i] = sum(share * c.rates[0] for c, share in mix)
                thinking[i] = sum(share * (c.rates if c.thinking is None else c.thinking)[0] for c, share in mix)
        return cls(
            models=tuple(schedule.model for schedule in schedules),
            currencies=tuple(mix[0][0].entry.currency if mix else "" for mix in mixes),
            linear=linear,
            thinking=thinking,
            tiered=np.array([any(c.entry.tiers or c.thinking is not None for c, _ in m) for m in mixes], dtype=bool),
            mixes=tuple(mixes),
            problems=tuple(problems),
        )

    def cost(
        self, usage: ArrayLike, totals: tuple[ArrayLike, ArrayLike] | None = None, *, strict: bool = True
    ) -> FloatArray:
        """(model, ...) the cost of (..., dimension) counts, each model in its own currency.

        ``totals``: (...) input and output tokens that place a request in its tier, where the counts are only
        a part of it; the sums of the counts otherwise. A model without a price for a dimension that is used
        raises its error, or is NaN where ``strict`` is False; ``missing`` says what it lacks.
        """
        total: FloatArray = self._priced(usage, totals, (_ALL,), strict)[0]
        return total

    def breakdown(
        self, usage: ArrayLike, totals: tuple[ArrayLike, ArrayLike] | None = None, *, strict: bool = True
    ) -> FloatArray:
        """(model, ..., bill line) as ``cost``, by the lines of ``dimensions.BILL_LINES``, which sum to it."""
        return np.moveaxis(self._priced(usage, totals, _BY_LINE, strict), 0, -1)

    def missing(self, usage: ArrayLike) -> NDArray[np.bool_]:
        """(model, dimension) True where a dimension that these (..., dimension) counts use has no rate."""
        used = _used(_flat(usage)).any(axis=0)
        return np.isnan(self.linear) & used

    def error(self, model: int, dimension: int) -> PricingError:
        """Why a model has no figure for a dimension."""
        problem = self.problems[model]
        if problem is not None:
            return problem
        lacking = next(c for c, _ in self.mixes[model] if np.isnan(c.rates[:, dimension]).any())
        return lacking.error(dimension)

    def _priced(
        self,
        usage: ArrayLike,
        totals: tuple[ArrayLike, ArrayLike] | None,
        groups: tuple[IntArray, ...],
        strict: bool,
    ) -> FloatArray:
        """(group, model, ...) cost of the dimensions of each group."""
        shape = np.shape(usage)[:-1]
        flat = _flat(usage)
        sides = token_totals(flat) if totals is None else _totals(totals, shape)
        used = _used(flat)
        rates = np.nan_to_num(self.linear)
        cost = np.stack([rates[:, group] @ flat[:, group].T for group in groups])
        unpriced = np.isnan(self.linear).astype(np.float64) @ used.T > 0
        unpriced[[problem is not None for problem in self.problems]] = True
        cost[:, unpriced] = np.nan
        for model in np.flatnonzero(self.tiered):
            amounts = sum(share * compiled.amounts(flat, sides) for compiled, share in self.mixes[model])
            cost[:, model] = [np.asarray(amounts)[:, group].sum(axis=1) for group in groups]
        lacking: NDArray[np.bool_] = np.isnan(cost.sum(axis=0))
        if strict and lacking.any():
            raise self._first_error(int(np.argmax(lacking.any(axis=1))), used)
        cost[:, lacking] = np.nan
        return cost.reshape(len(groups), len(self.models), *shape)

    def _first_error(self, model: int, used: NDArray[np.bool_]) -> PricingError:
        rates = sum(compiled.rates.sum(axis=0) for compiled, _ in self.mixes[model])
        lacking = np.isnan(rates) & used.any(axis=0) if self.mixes[model] else np.ones(1, dtype=bool)
        return self.error(model, int(np.argmax(lacking)))


def _compiled(
    schedule: PriceSchedule,
    variant: str,
    options: Mapping[str, str],
    mix_of: Callable[[PriceSchedule, str], tuple[tuple[PriceEntry, float], ...]],
) -> tuple[Mix, PricingError | None]:
    try:
        mix = mix_of(schedule, variant)
    except PricingError as problem:
        return (), problem
    if len({entry.currency for entry, _ in mix}) > 1:
        return (), PricingError(f"{schedule.model}: the price changes its currency in this time", model=schedule.model)
    return tuple((CompiledEntry.of(schedule.model, entry, options), share) for entry, share in mix), None


def _flat(usage: ArrayLike) -> FloatArray:
    """(row, dimension) counts, checked."""
    counts = np.asarray(usage, dtype=np.float64)
    if counts.ndim == 0 or counts.shape[-1] != len(DIMENSIONS):
        raise InvalidUsage(f"usage is (..., {len(DIMENSIONS)} dimensions), not {counts.shape}")
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise InvalidUsage("counts are finite and not negative")
    return counts.reshape(-1, len(DIMENSIONS))


def _totals(totals: tuple[ArrayLike, ArrayLike], shape: tuple[int, ...]) -> FloatArray:
    sides = [np.broadcast_to(np.asarray(side, dtype=np.float64), shape).ravel() for side in totals]
    if len(sides) != len(SIDES):
        raise InvalidUsage("totals are two: input tokens and output tokens")
    return np.stack(sides)


def _used(flat: FloatArray) -> NDArray[np.bool_]:
    """(row, dimension) what is used; requests count only where nothing else does (see exact.price_entry)."""
    used: NDArray[np.bool_] = flat != 0
    used[:, REQUESTS] &= np.count_nonzero(used, axis=1) == 1
    return used

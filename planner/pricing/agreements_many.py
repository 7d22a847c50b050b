"""Agreements over arrays: the bills of many draws of a year at once, equal to ``agreements`` to 1e-9."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from planner.catalog.dimensions import DIMENSIONS, INDEX
from planner.pricing.agreements import Agreement
from planner.pricing.compiled import REQUESTS, CompiledEntry, FloatArray
from planner.pricing.entry import PriceEntry, VolumeRates
from planner.pricing.errors import InvalidUsage


def month_costs(model: str, entry: PriceEntry, usage: ArrayLike) -> FloatArray:
    """(...) what months with (..., dimension) counted units cost by the price list: free quota, then volume tiers.

    Raises what ``agreements.month_cost`` raises.
    """
    units = _units(model, entry, usage)
    return np.asarray(_metered(model, entry, _left(entry, units)).sum(axis=-1))


def month_factors(entry: PriceEntry, usage: ArrayLike) -> FloatArray:
    """(..., dimension) what a unit costs in months with these counts, as a multiple of the rate of a single request."""
    units = np.asarray(usage, dtype=np.float64)
    left = _left(entry, units)
    out = np.divide(left, units, out=np.ones_like(units), where=units > 0)
    for name, volume in entry.volume.items():
        index = INDEX[name]
        full = units[..., index] * float(volume.rates[0])
        np.divide(tiered_many(volume, left[..., index]), full, out=out[..., index], where=full > 0)
    return out


def settle_many(
    model: str, months: Sequence[tuple[dt.date, PriceEntry]], usage: ArrayLike, agreement: Agreement
) -> FloatArray:
    """(month, draw) what is paid under an agreement for (month, draw, dimension) counted units: ``settle`` in arrays."""
    counts = np.asarray(usage, dtype=np.float64)
    if counts.ndim != 3 or counts.shape[::2] != (len(months), len(DIMENSIONS)):
        raise InvalidUsage(f"usage is ({len(months)} months, draws, {len(DIMENSIONS)} dimensions), not {counts.shape}")
    paid = np.zeros(counts.shape[:2])
    left = [np.full(counts.shape[1], float(package.units)) for package in agreement.packages]
    order = sorted(range(len(left)), key=lambda i: (agreement.packages[i].expires, i))
    term = np.zeros(counts.shape[1])
    for place, (day, entry) in enumerate(months):
        month = day.replace(day=1)
        units = _left(entry, _units(model, entry, counts[place]))
        usable = [i for i in order if agreement.packages[i].serves(month)]
        usable = [i for i in usable if agreement.packages[i].model in (None, model)]
        for i in usable:
            name = agreement.packages[i].dimension
            if name is not None:
                used = np.minimum(left[i], units[:, INDEX[name]])
                left[i] = left[i] - used
                units[:, INDEX[name]] -= used
        due = _metered(model, entry, units).sum(axis=-1)
        due *= 1.0 if agreement.discount is None else float(agreement.discount.factor)
        for i in usable:
            if agreement.packages[i].dimension is None:
                used = np.minimum(left[i], due)
                left[i] = left[i] - used
                due = due - used
        due = due + sum(float(p.price) for p in agreement.packages if p.bought.replace(day=1) == month)
        term, shortfall = _committed(agreement, month, term + due)
        paid[place] = due + shortfall
    return paid


def tiered_many(rates: VolumeRates, units: FloatArray) -> FloatArray:
    """``agreements.tiered`` over any shape of units."""
    prices = np.array([float(rate) for rate in rates.rates])
    limits = np.array([float(limit) for limit in rates.limits])
    if rates.mode == "all_units":
        return np.asarray(units * prices[np.searchsorted(limits, units, side="left")])
    low = np.concatenate([[0.0], limits])
    high = np.concatenate([limits, [np.inf]])
    within = np.clip(np.minimum(units[..., None], high) - low, 0.0, None)
    return np.asarray(within @ prices)


def _committed(agreement: Agreement, month: dt.date, spent: FloatArray) -> tuple[FloatArray, FloatArray]:
    commitment, nothing = agreement.commitment, np.zeros_like(spent)
    if commitment is None or not commitment.holds(month):
        return nothing, nothing
    if not commitment.ends_with(month):
        return spent, nothing
    return nothing, np.maximum(float(commitment.amount) - spent, 0.0)


def _units(model: str, entry: PriceEntry, usage: ArrayLike) -> FloatArray:
    if entry.tiers:
        raise InvalidUsage(f"{model}: prices depend on each request's length; a month's total does not say it")
    units = np.array(usage, dtype=np.float64)
    if units.ndim == 0 or units.shape[-1] != len(DIMENSIONS):
        raise InvalidUsage(f"usage is (..., {len(DIMENSIONS)} dimensions), not {units.shape}")
    if not (np.isfinite(units) & (units >= 0)).all():
        raise InvalidUsage("counts are finite and not negative")
    return units


def _left(entry: PriceEntry, units: FloatArray) -> FloatArray:
    free = np.zeros(len(DIMENSIONS))
    for name, amount in entry.free_quota.items():
        free[INDEX[name]] = float(amount)
    return np.maximum(units - free, 0.0)


def _metered(model: str, entry: PriceEntry, units: FloatArray) -> FloatArray:
    """(..., dimension) amounts. Raises UnpricedDimension for the first dimension that is used without a rate."""
    compiled = CompiledEntry.of(model, entry, {})
    rates = compiled.rates[0]
    lacking = np.isnan(rates) & (units > 0).reshape(-1, len(DIMENSIONS)).any(axis=0)
    lacking[REQUESTS] &= not (units[..., :REQUESTS] > 0).any()
    if lacking.any():
        raise compiled.error(int(np.argmax(lacking)))
    amounts = np.asarray(units * np.nan_to_num(rates))
    for name, volume in entry.volume.items():
        amounts[..., INDEX[name]] = tiered_many(volume, units[..., INDEX[name]])
    return amounts

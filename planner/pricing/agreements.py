"""What a month costs under an agreement: free quotas, volume tiers, packages paid ahead, discounts, commitments.

**Order.** Of the units a month uses, the free quota of the price list comes off first, then packages of units, those
that expire first before the others. Volume tiers price what is left, measured on what is left. The discount comes off
that sum, packages of money pay of it, and a commitment is the least that its term costs. What a package does not use by
its last day is lost; what a commitment does not use is paid as its shortfall at the end of its term.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from planner.catalog.dimensions import BY_NAME
from planner.pricing.discounts import Discount
from planner.pricing.entry import PriceEntry, VolumeRates, pick
from planner.pricing.errors import InvalidUsage, PricingError, UnpricedDimension
from planner.pricing.exact import EXACT, Number, counts_of, plain

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Package:
    """Units of a ``dimension`` paid ahead at ``price``; with no dimension, money to spend at the discounted list price.

    It serves the months from that of ``bought`` to that before ``expires``; ``model`` limits it to one model.
    """

    price: Decimal
    units: Decimal
    bought: dt.date
    expires: dt.date
    dimension: str | None = None
    model: str | None = None

    def __post_init__(self) -> None:
        if self.dimension is not None and self.dimension not in BY_NAME:
            raise PricingError(f"a package of {self.dimension!r}: unknown dimension; known: {', '.join(BY_NAME)}")
        if self.expires <= self.bought or self.units <= 0 or self.price < 0:
            raise PricingError("a package has units, a price that is not negative, and expires after it is bought")

    def serves(self, month: dt.date) -> bool:
        """Can it be used in the month that begins on this day?"""
        return _month(self.bought) <= month < _month(self.expires)


@dataclass(frozen=True, slots=True)
class Commitment:
    """At least ``amount`` is spent in every term of ``months`` months from ``start`` on, or the rest is paid."""

    amount: Decimal
    start: dt.date
    months: int = 1

    def __post_init__(self) -> None:
        if self.amount < 0 or self.months < 1:
            raise PricingError("a commitment is an amount that is not negative, over one month or more")

    def ends_with(self, month: dt.date) -> bool:
        """Is the month that begins on this day the last of a term?"""
        passed = (month.year - self.start.year) * 12 + month.month - self.start.month
        return passed >= 0 and (passed + 1) % self.months == 0

    def holds(self, month: dt.date) -> bool:
        return month >= _month(self.start)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with one provider, in the currency of its prices."""

    discount: Discount | None = None
    packages: tuple[Package, ...] = ()
    commitment: Commitment | None = None


@dataclass(frozen=True, slots=True)
class MonthBill:
    """A month under an agreement, exactly.

    ``list_price``: without quota, tiers and agreement; ``metered``: what the units cost after free quota, packages of
    units, tiers and discount; ``credit``: what packages of money paid of it; ``bought``: packages paid in this month;
    ``shortfall``: what a commitment asks beyond use; ``paid`` = metered - credit + bought + shortfall.
    """

    month: dt.date
    list_price: Decimal
    metered: Decimal
    credit: Decimal
    bought: Decimal
    shortfall: Decimal

    @property
    def paid(self) -> Decimal:
        return self.metered - self.credit + self.bought + self.shortfall


def month_cost(model: str, entry: PriceEntry, usage: Mapping[str, Number]) -> Decimal:
    """What a month's usage (by usage column) costs by the price list: free quota first, then volume tiers.

    Raises UnpricedDimension, and InvalidUsage for an entry with context tiers: those ask for each request's length.
    """
    with localcontext(EXACT):
        return plain(_metered(model, entry, {n: _left(entry, n, q) for n, q in _counts(model, entry, usage).items()}))


def settle(
    model: str, months: Sequence[tuple[dt.date, PriceEntry, Mapping[str, Number]]], agreement: Agreement
) -> tuple[MonthBill, ...]:
    """The bills of consecutive months of one model: (any day of the month, price entry, usage by column) each.

    Packages that no month given contains the day of are taken as paid before. Raises what ``month_cost`` raises.
    """
    out: list[MonthBill] = []
    left = {i: package.units for i, package in enumerate(agreement.packages)}
    term = _ZERO
    with localcontext(EXACT):
        for day, entry, usage in months:
            month = _month(day)
            counts = _counts(model, entry, usage)
            units = {name: _left(entry, name, quantity) for name, quantity in counts.items()}
            serving = [i for i in _by_expiry(agreement) if agreement.packages[i].serves(month)]
            for i in serving:
                package = agreement.packages[i]
                if package.dimension is not None and package.model in (None, model):
                    used = min(left[i], units.get(package.dimension, _ZERO))
                    left[i] -= used
                    units[package.dimension] = units.get(package.dimension, _ZERO) - used
            factor = Decimal(1) if agreement.discount is None else agreement.discount.factor
            metered = _metered(model, entry, units) * factor
            credit = _ZERO
            for i in serving:
                if agreement.packages[i].dimension is None and agreement.packages[i].model in (None, model):
                    used = min(left[i], metered - credit)
                    left[i] -= used
                    credit += used
            bought = sum((p.price for p in agreement.packages if _month(p.bought) == month), _ZERO)
            term, shortfall = _committed(agreement.commitment, month, term, metered - credit + bought)
            listed = sum((q * _rate(model, entry, name) for name, q in counts.items()), _ZERO)
            out.append(MonthBill(month, plain(listed), plain(metered), plain(credit), plain(bought), plain(shortfall)))
    return tuple(out)


def tiered(rates: VolumeRates, units: Decimal) -> Decimal:
    """What so many units of a month cost in volume tiers."""
    if rates.mode == "all_units":
        return units * rates.rates[sum(units > limit for limit in rates.limits)]
    bounds = (_ZERO, *rates.limits)
    total = _ZERO
    for place, (low, rate) in enumerate(zip(bounds, rates.rates, strict=True)):
        high = rates.limits[place] if place < len(rates.limits) else None
        total += max((units if high is None else min(units, high)) - low, _ZERO) * rate
    return total


def _metered(model: str, entry: PriceEntry, units: Mapping[str, Decimal]) -> Decimal:
    total = _ZERO
    for name, quantity in units.items():
        if quantity:
            volume = entry.volume.get(name)
            total += quantity * _rate(model, entry, name) if volume is None else tiered(volume, quantity)
    return total


def _left(entry: PriceEntry, name: str, quantity: Decimal) -> Decimal:
    return max(quantity - entry.free_quota.get(name, _ZERO), _ZERO)


def _committed(commitment: Commitment | None, month: dt.date, term: Decimal, paid: Decimal) -> tuple[Decimal, Decimal]:
    """(spent in the term so far, shortfall due this month)."""
    if commitment is None or not commitment.holds(month):
        return _ZERO, _ZERO
    spent = term + paid
    if not commitment.ends_with(month):
        return spent, _ZERO
    return _ZERO, max(commitment.amount - spent, _ZERO)


def _counts(model: str, entry: PriceEntry, usage: Mapping[str, Number]) -> dict[str, Decimal]:
    if entry.tiers:
        raise InvalidUsage(f"{model}: prices depend on each request's length; a month's total does not say it")
    counts = counts_of(entry, usage)
    # Requests are those that are said: one a month is not implied, and without a fee they cost nothing by themselves.
    if "requests" not in usage or ("requests" not in entry.rates and len(counts) > 1):
        counts.pop("requests", None)
    return counts


def _rate(model: str, entry: PriceEntry, name: str) -> Decimal:
    rate = entry.rate(name)
    figure = None if rate is None else pick(rate, {})
    if figure is None:
        raise UnpricedDimension.of(model, name, entry.priced(), entry=str(entry))
    return figure


def _by_expiry(agreement: Agreement) -> list[int]:
    return sorted(range(len(agreement.packages)), key=lambda i: (agreement.packages[i].expires, i))


def _month(day: dt.date) -> dt.date:
    return day.replace(day=1)

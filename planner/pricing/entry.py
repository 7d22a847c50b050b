"""One entry of a price schedule: rates per counted unit, its tiers, and the time in which it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from planner.catalog.dimensions import BY_NAME, DIMENSIONS, INPUT_TOKENS, OUTPUT_TOKENS, TOKENS, UNITS, parse_rate
from planner.pricing.errors import InvalidSchedule, InvalidUsage
from planner.pricing.hours import HoursWindow, zone

if TYPE_CHECKING:
    from planner.catalog import schema

Rate = Decimal | Mapping[str, Decimal]
"""The price of one counted thing, or a table of them by size, quality and duration: ``720p/5s``."""

OPTIONS = ("size", "quality", "duration")
_ZERO = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class TierRates:
    """Rates that take the place of the entry's once every limit named is exceeded (strictly)."""

    input_above: int | None
    output_above: int | None
    rates: Mapping[str, Rate]

    def applies(self, input_total: Decimal, output_total: Decimal) -> bool:
        return (self.input_above is None or input_total > self.input_above) and (
            self.output_above is None or output_total > self.output_above
        )

    def limit(self, dimension: str) -> int | None:
        """The limit on the side (input or output) that counts the dimension; None where there is none."""
        if dimension in INPUT_TOKENS:
            return self.input_above
        return self.output_above if dimension in OUTPUT_TOKENS else None


@dataclass(frozen=True, slots=True)
class VolumeRates:
    """Rates by a month's units of one dimension: ``rates[0]`` up to ``limits[0]``, ``rates[1]`` beyond it, ...

    ``mode`` graduated: each rate prices the units between its limits; all_units: the rate that the month reaches
    (strictly above the limit) prices all of them.
    """

    mode: Literal["graduated", "all_units"]
    limits: tuple[Decimal, ...]
    rates: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """Rates in ``currency`` per ONE token, character, second, image, ...

    ``index`` is the entry's place in the model's list in the catalog file, ``source`` its source there: where
    a figure can be looked up. An entry ``taken_from`` another variant has no rates until it is ``derived`` from the
    entry of that variant which holds at the moment; ``base`` is then that entry's place.
    """

    index: int
    variant: str
    currency: str
    source: schema.SourceRef
    valid_from: dt.date
    until: dt.date | None
    hours: HoursWindow | None
    free: bool
    rates: Mapping[str, Rate]
    tier_mode: Literal["whole", "marginal"]
    tiers: tuple[TierRates, ...]
    note: str | None = None
    thinking: Literal["apart", "whole"] = "apart"
    regions: tuple[str, ...] = ()
    volume: Mapping[str, VolumeRates] = field(default_factory=dict)
    free_quota: Mapping[str, Decimal] = field(default_factory=dict)
    taken_from: str | None = None
    multiply: Mapping[str, Decimal] = field(default_factory=dict)
    base: int | None = None

    @classmethod
    def of(cls, model: str, index: int, currency: str, price: schema.Price) -> PriceEntry:
        """From the catalog's form. Raises InvalidSchedule for tiers or hours that make no sense."""
        rates = _parse(price.rates)
        entry = cls(
            index=index,
            variant=price.variant,
            currency=price.currency or currency,
            source=price.source,
            valid_from=price.valid_from,
            until=price.until,
            hours=None if price.hours is None else HoursWindow.of(price.hours, model),
            free=price.free,
            rates=rates,
            tier_mode=price.tier_mode,
            tiers=tuple(TierRates(t.input_above, t.output_above, _parse(t.rates)) for t in price.tiers),
            note=price.note,
            thinking=price.thinking,
            regions=tuple(price.regions or ()),
            volume={name: _volume(name, price, rates[name]) for name in price.volume_tiers},
            free_quota={name: Decimal(amount) for name, amount in price.free_quota.items()},
            taken_from=price.of,
            multiply={} if price.multiply is None else _factors(price.multiply),
        )
        if entry.tier_mode == "marginal":
            _check_marginal(model, entry)
        return entry

    @property
    def key(self) -> tuple[int, int | None]:
        """What tells it from the other entries of its model: its place, and that of the entry it is derived from."""
        return self.index, self.base

    def derived(self, base: PriceEntry) -> PriceEntry:
        """This entry, ``taken_from`` the variant of ``base``, with the rates of ``base`` times its factors.

        A rate that this entry states itself counts as stated, in every tier.
        """
        return replace(
            base,
            index=self.index,
            base=base.index,
            variant=self.variant,
            source=self.source,
            valid_from=max(self.valid_from, base.valid_from),
            until=min((day for day in (self.until, base.until) if day is not None), default=None),
            rates={**self._times(base.rates), **self.rates},
            tiers=tuple(replace(tier, rates=self._times(tier.rates)) for tier in base.tiers),
            volume={
                name: replace(said, rates=tuple(rate * self._factor(name) for rate in said.rates))
                for name, said in base.volume.items()
                if name not in self.rates
            },
            regions=self.regions,
            note=self.note,
            taken_from=self.taken_from,
            multiply=self.multiply,
        )

    def _times(self, rates: Mapping[str, Rate]) -> dict[str, Rate]:
        return {
            name: {key: value * self._factor(name) for key, value in rate.items()}
            if isinstance(rate, Mapping)
            else rate * self._factor(name)
            for name, rate in rates.items()
            if name not in self.rates
        }

    def _factor(self, dimension: str) -> Decimal:
        general = self.multiply.get("tokens" if dimension in TOKENS else "", self.multiply.get("", _ONE))
        return self.multiply.get(dimension, general)

    @property
    def timezone(self) -> dt.tzinfo:
        """Where its days begin: UTC, unless its hours name a time zone."""
        return dt.UTC if self.hours is None else zone(self.hours.timezone)

    @property
    def limited(self) -> bool:
        """Does it hold only at some hours?"""
        return self.hours is not None and not self.hours.always

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.until is None or day < self.until)

    def rate(self, dimension: str, tier: int = 0) -> Rate | None:
        """The rate that counts for a dimension in tier ``tier`` (0 = the entry's own rates); None = unpriced.

        A dimension that the tier does not name keeps the entry's rate. Only a dimension with a declared
        fallback (reasoning is billed as output) takes another's. What a free entry does not price is free.
        """
        tables = (self.tiers[tier - 1].rates, self.rates) if tier else (self.rates,)
        name: str | None = dimension
        while name is not None:
            for table in tables:
                if name in table:
                    return table[name]
            name = BY_NAME[name].fallback
        return _ZERO if self.free else None

    def listed(self) -> dict[str, str | dict[str, str]]:
        """Its rates as a catalog writes them: each per its dimension's own unit, tiers left out."""
        return {
            name: {key: _written(value, name) for key, value in rate.items()}
            if isinstance(rate, Mapping)
            else _written(rate, name)
            for name, rate in self.rates.items()
        }

    def named(self) -> set[str]:
        """The dimensions for which some tier may have a rate: those it names, those that fall back on one, or all if free."""
        said = {name for rates in (self.rates, *(tier.rates for tier in self.tiers)) for name in rates}
        return {d.name for d in DIMENSIONS} if self.free else said | {d.name for d in DIMENSIONS if d.fallback in said}

    def priced(self) -> list[str]:
        """The dimensions it has a rate for, in the order of the table of dimensions."""
        return [d.name for d in DIMENSIONS if self.rate(d.name) is not None]

    def __str__(self) -> str:
        span = f"from {self.valid_from}" + (f" until {self.until}" if self.until else "")
        return f"{self.variant} {span}" + (f", {self.hours}" if self.limited else "")


def pick(rate: Rate, options: Mapping[str, str]) -> Decimal | None:
    """The figure of a rate for a size, quality and duration; None where the table leaves it open.

    Of the keys all of whose parts are said, the most specific counts: ``1024x1024/high`` before ``high``.
    """
    if isinstance(rate, Decimal):
        return rate
    said = {_plain(value) for value in options.values()}
    found = [(len(parts), value) for key, value in rate.items() if (parts := set(_plain(key).split("/"))) <= said]
    best = max((size for size, _ in found), default=0)
    values = [value for size, value in found if size == best]
    return values[0] if len(values) == 1 else None


def check_options(options: Mapping[str, object]) -> None:
    for name in options:
        if name not in OPTIONS:
            raise InvalidUsage(f"unknown option {name!r}; known: {', '.join(OPTIONS)}")


def _plain(text: str) -> str:
    return text.strip().lower().replace("×", "x")


def _parse(rates: schema.Rates) -> dict[str, Rate]:
    return {
        name: {key: parse_rate(v, name) for key, v in rate.items()}
        if isinstance(rate, dict)
        else parse_rate(rate, name)
        for name, rate in rates.items()
    }


def _written(rate: Decimal, dimension: str) -> str:
    return format((rate * UNITS[BY_NAME[dimension].unit]).normalize(), "f")


def _factors(multiply: schema.Multiply) -> dict[str, Decimal]:
    """By dimension; ``tokens`` for all that is counted in tokens, an empty name for everything."""
    said = multiply if isinstance(multiply, dict) else {"": multiply}
    return {name: Decimal(factor) for name, factor in said.items()}


def _volume(name: str, price: schema.Price, first: Rate) -> VolumeRates:
    assert isinstance(first, Decimal)  # the schema asks for one plain rate below the first limit
    tiers = price.volume_tiers[name]
    rates = (first, *(parse_rate(tier.rate, name) for tier in tiers))
    return VolumeRates(price.volume_mode, tuple(Decimal(tier.above) for tier in tiers), rates)


def _check_marginal(model: str, entry: PriceEntry) -> None:
    """A marginal tier prices the tokens beyond its limit: it needs one, rising, on the side it prices."""
    last = {"input_above": -1, "output_above": -1}
    for tier in entry.tiers:
        for side, before in last.items():
            limit: int | None = getattr(tier, side)
            if limit is not None and limit <= before:
                raise InvalidSchedule(
                    f"{model}: {side} of marginal tiers must rise, not {limit} after {before}", model=model
                )
            last[side] = before if limit is None else limit
        for name in tier.rates:
            if tier.limit(name) is None:
                raise InvalidSchedule(
                    f"{model}: a marginal tier prices the tokens beyond its limit, and {name} has none in it",
                    model=model,
                    dimension=name,
                )

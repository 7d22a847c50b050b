"""What a price in a catalog may say: rates, tiers, hours, variants, monthly tiers, and the source of each.

Part of ``planner.catalog.schema``, which has all of these names.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from planner.catalog.dimensions import BY_NAME, TOKENS, parse_rate


def _as_text(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return value
    return getattr(value, "text", None) or str(value)  # files.documents.Written remembers how it was written


Number = Annotated[str, BeforeValidator(_as_text)]
"""A price as written: kept as text so that Decimal sees exactly what the file says."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Source(Strict):
    """Where a figure comes from: the page that says it, and the day it was read."""

    url: str
    date: dt.date = Field(description="The day the page (or data set) was read")
    via: str | None = Field(
        None, description="The public package or repository the figure was taken from, if not the page itself"
    )
    note: str | None = None


SourceRef = str | Source
"""A key of the file's ``sources``, or a source written in place."""


class Hours(Strict):
    """The hours a price holds, in its own time zone. ``to`` before ``from`` runs past midnight."""

    start: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    end: str = Field(alias="to", pattern=r"^(\d\d:\d\d|24:00)$")
    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] | None = None
    timezone: str = "UTC"
    closed: str | None = Field(
        None, description="A calendar of holidays.yaml, as CN: the hours do not hold on its public holidays"
    )


Rates = dict[str, Number | dict[str, Number]]
"""Dimension to rate. ``1.25`` is per the dimension's own unit (see planner.catalog.dimensions.py),
``"0.006/minute"`` names another. A rate may be a table by ``size``, ``quality`` and ``duration``, its keys any of them
joined by ``/``: ``1024x1024/high``, ``720p/5s``."""

Multiply = Number | dict[str, Number]
"""A factor on every rate, or factors by dimension; ``tokens`` stands for all that is counted in tokens."""


def _check_rates(rates: Rates) -> None:
    for name, rate in rates.items():
        if name not in BY_NAME:
            raise ValueError(f"unknown dimension {name!r}; known: {', '.join(BY_NAME)}")
        for value in rate.values() if isinstance(rate, dict) else (rate,):
            parse_rate(value, name)


def _check_factors(multiply: Multiply) -> None:
    factors = multiply if isinstance(multiply, dict) else {"tokens": multiply}
    for name, factor in factors.items():
        if name != "tokens" and name not in BY_NAME:
            raise ValueError(f"unknown dimension {name!r}; known: tokens, {', '.join(BY_NAME)}")
        parse_rate(factor, name if name in BY_NAME else min(TOKENS))


class Tier(Strict):
    """Other rates once a request is longer than a limit. All limits named must be exceeded."""

    input_above: int | None = Field(None, description="Total input tokens, cached ones included")
    output_above: int | None = Field(None, description="Total output tokens, reasoning included")
    rates: Rates

    @model_validator(mode="after")
    def _limits(self) -> Tier:
        if self.input_above is None and self.output_above is None:
            raise ValueError("a tier needs input_above, output_above or both")
        _check_rates(self.rates)
        return self


class VolumeTier(Strict):
    """Other rates once a month's use of a dimension is larger than a limit."""

    above: Number = Field(description="Counted units of the month (tokens, seconds, requests), in full: 5000000")
    rate: Number

    @model_validator(mode="after")
    def _limit(self) -> VolumeTier:
        parse_rate(self.above, "requests")
        return self


class Price(Strict):
    """One entry of a price schedule. A change appends an entry; entries are never edited."""

    valid_from: dt.date = Field(alias="from", description="First day the price holds")
    until: dt.date | None = Field(None, description="First day it no longer holds")
    source: SourceRef
    variant: str = Field("standard", description="standard, batch, flex, priority, fast, or a region")
    of: str | None = Field(
        None, description="The variant whose rates these are, `multiply` times: whichever of them holds at the moment"
    )
    multiply: Multiply | None = Field(
        None, description="1.1, or {tokens: 1.1}, or by dimension; `rates` of this entry are taken as they stand"
    )
    regions: list[str] | None = Field(
        None, description="Where requests of this variant are processed, where that differs from the provider's: US, EU"
    )
    currency: str | None = Field(None, description="The provider's, unless said here")
    hours: Hours | None = None
    free: bool = Field(False, description="A price of zero is said, never implied")
    rates: Rates = Field(default_factory=dict)
    tier_mode: Literal["whole", "marginal"] = Field("whole", description="whole: the tier re-prices the whole request")
    tiers: list[Tier] = Field(default_factory=list, description="Lowest limit first; the last that applies counts")
    thinking: Literal["apart", "whole"] = Field(
        "apart", description="whole: a request that thinks pays the `reasoning` rate for its answer too"
    )
    volume_mode: Literal["graduated", "all_units"] = Field(
        "graduated", description="all_units: the tier that the month reaches prices all of the month"
    )
    volume_tiers: dict[str, list[VolumeTier]] = Field(
        default_factory=dict, description="By dimension, lowest limit first: other rates for a large month"
    )
    free_quota: dict[str, Number] = Field(
        default_factory=dict, description="By dimension: counted units of each month that are not billed"
    )
    note: str | None = None

    @model_validator(mode="after")
    def _rates(self) -> Price:
        _check_rates(self.rates)
        if self.of is None and not self.free and not self.rates:
            raise ValueError("a price needs rates, `of` another variant, or `free: true`")
        self._derived()
        self._month()
        if self.thinking == "whole" and self.of is None and "reasoning" not in self.rates:
            raise ValueError("`thinking: whole` needs a `reasoning` rate")
        if self.until is not None and self.until <= self.valid_from:
            raise ValueError("`until` is the first day a price no longer holds: later than `from`")
        return self

    def _derived(self) -> None:
        """A price of another: what it cannot say beside the factor."""
        if (self.of is None) != (self.multiply is None):
            raise ValueError("`of` and `multiply` are said together: 1.1 times the standard price")
        if self.of is None or self.multiply is None:
            return
        if self.of == self.variant:
            raise ValueError("`of` names another variant than its own")
        said = [name for name in ("currency", "hours", "tiers", "volume_tiers", "free_quota") if getattr(self, name)]
        if said or self.free:
            raise ValueError(f"{', '.join(said) or 'free'}: taken from the price of the variant `of` names")
        _check_factors(self.multiply)

    def _month(self) -> None:
        """Monthly tiers and quotas: of known dimensions that have a plain rate, limits rising."""
        for name, tiers in self.volume_tiers.items():
            if not isinstance(self.rates.get(name), str):
                raise ValueError(f"volume_tiers of {name!r} need one rate for the units below the first limit")
            limits = [Decimal(tier.above) for tier in tiers]
            if limits != sorted(set(limits)):
                raise ValueError(f"volume_tiers of {name!r}: limits must rise")
            for tier in tiers:
                parse_rate(tier.rate, name)
        for name, amount in self.free_quota.items():
            if name not in BY_NAME:
                raise ValueError(f"unknown dimension {name!r}; known: {', '.join(BY_NAME)}")
            parse_rate(amount, "requests")
